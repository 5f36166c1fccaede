"""The dashboard in a real Superset: loaded, asked, and asked while all is rebuilt.

Superset is large and has an environment of its own, so the tests that start it are
run when they are asked for: KESSAN_TEST_SUPERSET=1.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import database, kessan, run, uri_of
from playwright.sync_api import sync_playwright

from kessan.project import ROOT, TARGET

sys.path.insert(0, str(ROOT / "deploy" / "superset"))
import load

pytestmark = pytest.mark.build

FOLDER = ROOT / "deploy" / "superset"
ASSETS = sorted(load.ASSETS.rglob("*.yaml"))
ENVIRONMENT = TARGET / "superset"
PASSWORD = "of-a-test"
asked_for = pytest.mark.skipif(
    not os.environ.get("KESSAN_TEST_SUPERSET"),
    reason="starts Superset: set KESSAN_TEST_SUPERSET=1 to have it run",
)


def assets(kind: str) -> list[dict]:
    return [
        yaml.safe_load(path.read_text("utf-8"))
        for path in ASSETS
        if path.relative_to(load.ASSETS).parts[0] == kind
    ]


# Without Superset.


@pytest.mark.fast
def test_assets_refer_to_each_other():
    (copy,) = assets("databases")
    datasets = {dataset["uuid"] for dataset in assets("datasets")}
    charts = {chart["uuid"]: chart for chart in assets("charts")}
    (dashboard,) = assets("dashboards")
    assert {d["database_uuid"] for d in assets("datasets")} == {copy["uuid"]}
    assert {chart["dataset_uuid"] for chart in charts.values()} == datasets
    placed = [
        node["meta"]["uuid"]
        for node in dashboard["position"].values()
        if isinstance(node, dict) and node.get("type") == "CHART"
    ]
    assert sorted(placed) == sorted(charts)
    assert len(charts) == 13


def test_charts_show_one_company_alone():
    """No number is a sum of companies, standards, currencies or quarters."""
    keys = [
        *(("a", "IFRS", "JPY", "1"), ("b", "IFRS", "JPY", "1")),
        *(("a", "US GAAP", "JPY", "1"), ("a", "IFRS", "USD", "1")),
        ("a", "IFRS", "JPY", "2"),
    ]
    asked = 0
    for chart in assets("charts"):
        if chart["slice_name"] == "Identities by status":
            continue
        (query,) = json.loads(chart["query_context"])["queries"]
        for expression in [metric["sqlExpression"] for metric in query["metrics"]]:
            (column,) = re.findall(r"(?:sum|max)\((\w+)\)", expression)
            one, *others = (
                f"select '{company}' as company_key, '{currency}' as currency,"
                f" '{standard}' as accounting_standard, 4000000 as {column},"
                f" '{quarter}' as fiscal_period"
                for company, standard, currency, quarter in keys
                # A series over time is of many quarters.
                if "by quarter" not in chart["slice_name"] or quarter == "1"
            )
            for rows in (f"{one} union all {other}" for other in others):
                answer = duckdb.sql(f"select {expression} from ({rows})").fetchall()
                assert answer == [(None,)], expression
            ((answer,),) = duckdb.sql(f"select {expression} from ({one})").fetchall()
            assert answer in (4, 4000000), expression
            asked += 1
    assert asked > 15


def test_columns_of_the_datasets_are_there(warehouse):
    for dataset in assets("datasets"):
        relation = f"{dataset['schema']}.{dataset['table_name']}"
        query = dataset["sql"] or f"select * from {relation}"
        columns = {column["column_name"] for column in dataset["columns"]}
        assert columns <= set(warehouse.sql(query).columns), relation


def filtered(query: dict) -> dict:
    """A query as the filters of the dashboard have it: a company and a quarter."""
    (companies, quarters) = (
        " and ".join(f"{column} = '{value}'" for column, value in chosen)
        for chosen in (
            [("company_key", "iij")],
            [("company_key", "iij"), ("fiscal_period", "FY2016 Q2")],
        )
    )
    is_over_time = "period_end" in json.dumps(query["columns"])
    where = companies if is_over_time else quarters
    extras = {"where": f"{query['extras']['where']} and ({where})", "having": ""}
    return query | {"extras": extras}


def expression(column: str | dict) -> str:
    return column if isinstance(column, str) else column["sqlExpression"]


def named(column: str | dict) -> str:
    name = column if isinstance(column, str) else column["label"]
    return f'{expression(column)} as "{name}"'


@pytest.fixture(scope="module")
def charts(warehouse) -> dict[str, list[dict]]:
    """What each chart shows of one company and quarter, by its name."""
    datasets = {dataset["uuid"]: dataset for dataset in assets("datasets")}
    shown = {}
    for chart in assets("charts"):
        if chart["slice_name"] == "Identities by status":
            continue
        (query,) = json.loads(chart["query_context"])["queries"]
        query = filtered(query)
        selected = [named(column) for column in query["columns"] + query["metrics"]]
        groups = ", ".join(str(n + 1) for n in range(len(query["columns"])))
        order = ", ".join(
            f"{expression(by)} {'asc' if is_rising else 'desc'}"
            for by, is_rising in query["orderby"]
        )
        rows = warehouse.execute(
            f"select {', '.join(selected)}"
            f" from ({datasets[chart['dataset_uuid']]['sql']}) as dataset"
            f" where {query['extras']['where']} group by {groups}"
            + (f" order by {order}" if order else "")
            + f" limit {query['row_limit']}"
        )
        names = [column[0] for column in rows.description]
        shown[chart["slice_name"]] = [
            dict(zip(names, row, strict=True)) for row in rows.fetchall()
        ]
    return shown


def test_a_card_says_of_what_it_is(charts):
    """The release: 74,123,270 thousand yen, 13.5 % more; 1,947,702 thousand yen."""
    (revenues,) = charts["Revenues"]
    assert (revenues["Period"], revenues["Currency"]) == ("FY2016 Q2", "JPY")
    assert round(Decimal(revenues["Millions, year to date"]), 2) == Decimal("74123.27")
    assert round(revenues["Growth, percent"], 1) == Decimal("13.5")
    (income,) = charts["Operating income"]
    assert round(Decimal(income["Millions, year to date"]), 3) == Decimal("1947.702")
    (parent,) = charts["Net income of the parent"]
    assert parent["Growth, percent"] < 0


def test_products_are_parts_without_their_parents(charts):
    rows = charts["Revenues by product"]
    assert round(sum(Decimal(row["Millions"]) for row in rows), 2) == Decimal(
        "74123.27"
    )
    shown = {row["label"] for row in rows}
    assert "Revenues, WAN services" in shown
    assert "Revenues, Network services" not in shown
    # Subscriptions have no total: those of enterprises and of consumers, hand-read.
    rows = charts["Subscriptions"]
    assert sum(Decimal(row["This year"]) for row in rows) == 721691 + 1346477
    assert len(rows) == 9


@pytest.mark.parametrize(
    ("name", "closing"),
    [
        ("Revenue bridge", "74123.27"),
        ("Operating income bridge", "1947.702"),
        ("Cash bridge", "19667.822"),
    ],
)
def test_bridges_are_whole(charts, name, closing):
    """All steps in their order add up to what they lead to."""
    rows = charts[name]
    total = sum(Decimal(row["Millions"]) for row in rows)
    assert round(total, 3) == Decimal(closing)
    steps = [row["step"] for row in rows]
    assert steps == sorted(steps)
    assert [int(step.split()[0]) for step in steps] == sorted(
        int(step.split()[0]) for step in steps
    )
    (chart,) = [c for c in assets("charts") if c["slice_name"] == name]
    (query,) = json.loads(chart["query_context"])["queries"]
    assert query["row_limit"] == chart["params"]["row_limit"] == 50_000
    assert chart["params"]["show_total"] is True


def test_forecasts_are_in_order(charts):
    """As statements have their lines; what was said first comes first."""
    rows = [(row["label"], row["scenario"]) for row in charts["Forecast progress"]]
    first, revised = "Initial company forecast", "Revised company forecast"
    assert rows == [
        ("Revenues", first),
        ("Revenues", revised),
        ("Operating income", first),
        ("Operating income", revised),
        ("Income before income taxes", revised),
        ("Net income attributable to the parent", revised),
    ]


@pytest.mark.fast
def test_the_filters_are_a_company_and_a_quarter():
    """The newest first; what goes over time is not held to one quarter."""
    (dashboard,) = assets("dashboards")
    company, quarter = dashboard["metadata"]["native_filter_configuration"]
    (target,) = quarter["targets"]
    assert target["column"]["name"] == "fiscal_period"
    assert quarter["cascadeParentIds"] == [company["id"]]
    assert quarter["controlValues"]["sortAscending"] is False
    for chosen in (company, quarter):
        assert chosen["controlValues"]["defaultToFirstItem"] is True
        # Else charts wait for a click on `Apply filters`.
        assert chosen["requiredFirst"] is True
    excluded = {
        node["meta"]["sliceName"]
        for node in dashboard["position"].values()
        if isinstance(node, dict)
        and node.get("type") == "CHART"
        and node["meta"]["chartId"] in quarter["scope"]["excluded"]
    }
    assert excluded == {
        *("Revenues by quarter", "Operating income by quarter"),
        "Identities by status",
    }
    columns = {
        dataset["table_name"]: {c["column_name"] for c in dataset["columns"]}
        for dataset in assets("datasets")
    }
    audit = columns.pop("audit_identities")
    assert "company_key" in audit
    for name, has in columns.items():
        assert {"company_key", "fiscal_period"} <= has, name


@pytest.mark.fast
def test_the_exposure_names_what_the_datasets_read():
    exposures = yaml.safe_load((ROOT / "models" / "_exposures.yml").read_text("utf-8"))
    (superset,) = [e for e in exposures["exposures"] if e["name"] == "superset"]
    read = set()
    for dataset in assets("datasets"):
        read.add(dataset["table_name"])
        read |= set(re.findall(r"(?:reports|marts)\.(\w+)", dataset["sql"] or ""))
    assert {f"ref('{name}')" for name in read} == set(superset["depends_on"])


@pytest.mark.fast
def test_no_password_is_in_the_assets():
    (copy,) = assets("databases")
    assert "@" in copy["sqlalchemy_uri"]
    assert ":" not in copy["sqlalchemy_uri"].split("//")[1].split("@")[0]


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ({}, 2, "set SUPERSET_PASSWORD and KESSAN_SUPERSET_DATABASE"),
        ({"SUPERSET_PASSWORD": "x"}, 2, "set KESSAN_SUPERSET_DATABASE"),
        (
            {"SUPERSET_PASSWORD": "x", "KESSAN_SUPERSET_DATABASE": "x"},
            3,
            "http://127.0.0.1:9 cannot be reached",
        ),
    ],
)
def test_loading_says_what_is_missing(given, code, said):
    done = run(
        *(sys.executable, FOLDER / "load.py"),
        SUPERSET_URL="http://127.0.0.1:9",
        **given,
    )
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


# With Superset.


@pytest.fixture(scope="module")
def postgres(published: Path, server: str) -> Iterator[str]:
    """The address of the copy in PostgreSQL."""
    with database(server, "of_superset") as url:
        uri = uri_of(url)
        done = publish(uri)
        assert done.returncode == 0, done.stderr
        yield uri


def publish(uri: str) -> subprocess.CompletedProcess:
    return kessan("publish", "--to", "postgres", "--url", uri)


@pytest.fixture(scope="module")
def superset(postgres: str, tmp_path_factory) -> Iterator[str]:
    """A Superset that runs; its address."""
    python = ENVIRONMENT / "bin" / "python"
    lock = FOLDER / "requirements.lock"
    stamp = ENVIRONMENT / "requirements.lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        uv = Path(sys.executable).with_name("uv")
        for command in (
            (sys.executable, "-m", "venv", ENVIRONMENT),
            (uv, "pip", "install", "--python", python, "--require-hashes", "-r", lock),
        ):
            done = run(*command)
            assert done.returncode == 0, done.stderr
        shutil.copy(lock, stamp)
    folder = tmp_path_factory.mktemp("superset")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "FLASK_APP": "superset",
        "SUPERSET_CONFIG_PATH": str(FOLDER / "superset_config.py"),
        "SUPERSET_SECRET_KEY": "of a test, which nobody else has to know",
        "SUPERSET_METADATA": f"sqlite:///{folder}/superset.db",
    }
    command = ENVIRONMENT / "bin" / "superset"
    admin = (
        f"--username admin --firstname a --lastname b --email a@b --password {PASSWORD}"
    )
    for arguments in ("db upgrade", f"fab create-admin {admin}", "init"):
        done = run(command, *arguments.split(), **environment)
        assert done.returncode == 0, done.stderr
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [command, "run", "--port", str(port), "--with-threads"],
            env=environment,
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{url}/health")
            break
        except OSError:
            time.sleep(1)
    yield url
    process.terminate()
    process.wait()


def load_into(url: str, uri: str) -> subprocess.CompletedProcess:
    return run(
        *(sys.executable, FOLDER / "load.py"),
        SUPERSET_URL=url,
        SUPERSET_PASSWORD=PASSWORD,
        KESSAN_SUPERSET_DATABASE=uri.replace("postgresql:", "postgresql+psycopg2:"),
    )


def charts_of(session: load.Superset) -> dict[str, int]:
    """The charts that are there, by name."""
    found = session.call("/api/v1/chart/?q=(page_size:100)")["result"]
    return {chart["slice_name"]: chart["id"] for chart in found}


def answers(session: load.Superset) -> dict[str, list[dict]]:
    """What the query of every chart gives. Raises OSError when one is refused."""
    given = {}
    for name, number in charts_of(session).items():
        chart = session.call(f"/api/v1/chart/{number}")["result"]
        context = json.loads(chart["query_context"]) | {"force": True}
        (query,) = context["queries"]
        if name != "Identities by status":
            context["queries"] = [filtered(query)]
        (result,) = session.call("/api/v1/chart/data", context)["result"]
        assert result["status"] == "success", name
        given[name] = result["data"]
    return given


@asked_for
def test_the_dashboard_in_superset(superset, postgres):
    """Loaded twice, every chart asked, and its figures those of the warehouse."""
    first = load_into(superset, postgres)
    assert first.returncode == 0, first.stderr
    session = load.Superset(superset, "admin", PASSWORD)
    charts = charts_of(session)
    assert len(charts) == 13
    assert load_into(superset, postgres).returncode == 0
    assert charts_of(session) == charts
    nowhere = load_into(superset, "postgresql://nobody@127.0.0.1:9/nothing")
    assert (nowhere.returncode, "refuses" in nowhere.stderr) == (3, True)
    given = answers(session)
    assert all(given.values())
    # The release: 74,123,270 and 1,947,702 thousand yen.
    (revenues,) = given["Revenues"]
    assert Decimal(str(revenues["Millions, year to date"])) == Decimal("74123.27")
    (income,) = given["Operating income"]
    assert Decimal(str(income["Millions, year to date"])) == Decimal("1947.702")
    assert sum(
        Decimal(str(row["Millions"])) for row in given["Revenue bridge"]
    ) == Decimal("74123.27")
    assert sum(
        Decimal(str(row["Millions"])) for row in given["Revenues by product"]
    ) == Decimal("74123.27")
    # A wrong password, and a chart of a column that is not there.
    with pytest.raises(urllib.error.HTTPError):
        load.Superset(superset, "admin", "wrong")
    chart = session.call(f"/api/v1/chart/{charts['Revenues']}")["result"]
    context = json.loads(chart["query_context"])
    context["queries"][0]["extras"]["where"] = "(nobody = 1)"
    context["force"] = True
    with pytest.raises(urllib.error.HTTPError):
        session.call("/api/v1/chart/data", context)


@asked_for
def test_the_dashboard_in_a_browser(superset, postgres):
    """Every chart is drawn; the picture is in target/superset.png, to be looked at."""
    assert load_into(superset, postgres).returncode == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1500, "height": 2600})
        page.goto(f"{superset}/login/")
        page.fill("#username", "admin")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/welcome/**")
        page.goto(f"{superset}/superset/dashboard/kessan/?standalone=2")
        drawn = page.locator("[data-test='chart-container'], .chart-container")
        drawn.nth(12).wait_for(timeout=60_000)
        page.wait_for_timeout(5_000)
        page.screenshot(path=TARGET / "superset.png")
        text = page.inner_text("body")
        browser.close()
    for shown in ("74,123", "1,948", "1,108", "Identities by status"):
        assert shown in text
    assert "error" not in text.lower()


@asked_for
def test_no_query_fails_while_all_is_rebuilt(superset, postgres):
    """Two rebuilds and publications go on below the queries of all charts."""
    assert load_into(superset, postgres).returncode == 0
    over = threading.Event()
    served: list[int] = []
    failed: list[str] = []

    def read() -> None:
        session = load.Superset(superset, "admin", PASSWORD)
        while not over.is_set():
            try:
                given = answers(session)
                assert all(given.values()), "a chart without rows"
                served.append(len(given))
            except Exception as error:
                failed.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(2):
            assert kessan("run", "--force").returncode == 0
            assert publish(postgres).returncode == 0
    finally:
        over.set()
        for reader in readers:
            reader.join()
    print(f"{sum(served)} queries served, {len(failed)} failed")
    assert failed == []
    assert sum(served) > 50
