"""The metrics of MetricFlow: valid, and equal to the analyst's views."""

import csv
import os
import re
import shutil
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import copy_project

from kessan.project import ROOT
from kessan.transform import dbt_environment

BIN = Path(sys.executable).parent
METRICS = ROOT / "models" / "marts" / "_marts__metrics.yml"
# The line item of the analyst's views that each metric has to equal.
OF_FLOWS = {
    "revenue": "revenues",
    "cost_of_revenue": "cost_of_revenues",
    "gross_margin": "gross_profit",
    "sga_and_rd": "operating_expenses",
    "operating_income": "operating_income",
    "adjusted_ebitda": "adjusted_ebitda",
    "net_income": "net_income_attributable",
    "capital_expenditure": "capital_expenditure",
    "operating_cash_flow": "net_cash_operating",
    "free_cash_flow": "free_cash_flow",
    "earnings_per_share": "basic_net_income_per_share",
}
RATIOS = {
    "gross_margin_ratio": "gross_margin_percent",
    "operating_margin": "operating_margin_percent",
}
OF_BALANCES = {
    "cash": "cash_and_cash_equivalents",
    "total_assets": "total_assets",
    "shareholders_equity": "shareholders_equity",
    "net_debt": "net_debt",
}
# Balances of some service lines: what the release adds up to.
OF_SERVICES = {
    "subscriptions": (
        "contracts_and_subscriptions",
        ("internet_connectivity_enterprise", "internet_connectivity_consumer"),
    ),
    "order_backlog": ("order_backlog", ("systems_integration_and_equipment_sales",)),
}
Answer = dict[tuple[str, str], Decimal]


def mf(project: Path, *arguments: object) -> subprocess.CompletedProcess:
    """Run MetricFlow in a copy of the project."""
    return subprocess.run(
        [str(BIN / "mf"), *map(str, arguments)],
        cwd=project,
        env=os.environ
        | dbt_environment(project / "kessan.duckdb")
        | {"DBT_PROFILES_DIR": str(project), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def parse(project: Path) -> None:
    done = subprocess.run(
        [str(BIN / "dbt"), "--quiet", "parse", "--profiles-dir", "."],
        cwd=project,
        env=os.environ | dbt_environment(project / "kessan.duckdb"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def semantics(published: Path, tmp_path_factory) -> Path:
    """A copy of the project with its semantic manifest and what is published."""
    copy = copy_project(tmp_path_factory.mktemp("semantics") / "project")
    shutil.copy(published.resolve(), copy / "kessan.duckdb")
    parse(copy)
    return copy


def query(project: Path, metrics: list[str], *group_by: str) -> list[dict[str, str]]:
    """The rows of a query; every value as MetricFlow writes it."""
    answer = project / "answer.csv"
    answer.unlink(missing_ok=True)
    done = mf(
        project,
        *("query", "--metrics", ",".join(metrics), "--group-by", ",".join(group_by)),
        *("--csv", answer, "--decimals", "12"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with answer.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def names() -> list[str]:
    content = yaml.safe_load(METRICS.read_text("utf-8"))
    return [metric["name"] for metric in content["metrics"]]


@pytest.fixture(scope="module")
def answers(semantics: Path) -> Answer:
    """Every metric by quarter: what MetricFlow says of each that it knows."""
    asked = [name for name in names() if name != "revenue_by_service"]
    rows = query(semantics, asked, "metric_time__quarter")
    return {
        (name, row["metric_time__quarter"][:10]): Decimal(row[name])
        for row in rows
        for name in asked
        if row[name]
    }


def expected(warehouse: duckdb.DuckDBPyConnection) -> Answer:
    """What the analyst's views say, by metric and first day of the quarter."""
    answer: Answer = {}
    flows = warehouse.sql(
        """
        select
            line_item_key, cast(date_trunc('quarter', period_end) as varchar),
            quarter, quarter_growth_percent
        from reports.flows
        where segment_key = 'total' and service_key = 'total'
        """
    ).fetchall()
    balances = warehouse.sql(
        """
        select
            line_item_key, service_key,
            cast(date_trunc('quarter', period_end) as varchar),
            value, year_ago_growth_percent, year_ago
        from reports.balances
        where extract(day from period_end + interval 1 day) = 1
        """
    ).fetchall()
    for metric, line_item in (OF_FLOWS | RATIOS).items():
        for item, quarter, value, growth in flows:
            if item == line_item:
                answer[metric, quarter[:10]] = value
                answer[f"{metric}_growth", quarter[:10]] = growth
    for metric, line_item in OF_BALANCES.items():
        for item, service, quarter, value, growth, _ in balances:
            if (item, service) == (line_item, "total"):
                answer[metric, quarter[:10]] = value
                answer[f"{metric}_growth", quarter[:10]] = growth
    for metric, (line_item, services) in OF_SERVICES.items():
        sums: dict[str, list[Decimal | None]] = {}
        for item, service, quarter, value, _, year_ago in balances:
            if item == line_item and service in services:
                old = sums.get(quarter[:10], [Decimal(0), Decimal(0)])
                sums[quarter[:10]] = [
                    old[0] + value,
                    None if None in (old[1], year_ago) else old[1] + year_ago,
                ]
        for quarter, (value, year_ago) in sums.items():
            answer[metric, quarter] = value
            growth = 100 * (value - year_ago) / year_ago if year_ago else None
            answer[f"{metric}_growth", quarter] = growth
    known = names()
    return {
        key: value
        for key, value in answer.items()
        if key[0] in known and value is not None
    }


def unlike(answers: Answer, views: Answer) -> list[str]:
    """Metrics that are missing, too many, or another number to the last unit.

    MetricFlow divides into floats, and a view cuts at the fourth decimal.
    """
    wrong = [f"{key}: only in one" for key in sorted(answers.keys() ^ views.keys())]
    for key in answers.keys() & views.keys():
        answer, view = answers[key], views[key]
        if key[0] in RATIOS:
            answer *= 100
        if key[0] in RATIOS or key[0].endswith("_growth"):
            beyond = abs(answer) - abs(view)
            is_equal = Decimal("-0.0000001") < beyond < Decimal("0.0001")
        else:
            places = Decimal("0.01") if key[0] == "earnings_per_share" else Decimal(1)
            is_equal = answer.quantize(places, ROUND_HALF_UP) == view
        if not is_equal:
            wrong.append(f"{key}: {answer}, not {view}")
    return wrong


def test_semantic_models_are_valid(semantics, tmp_path):
    done = mf(semantics, "validate-configs")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("(ERRORS: 0") == 6
    # A measure of a column that is not there.
    broken = Path(shutil.copytree(semantics, tmp_path / "broken"))
    models = broken / "models" / "marts" / "_marts__semantic_models.yml"
    text = models.read_text("utf-8")
    models.write_text(text.replace("then value end", "then worth end", 1), "utf-8")
    parse(broken)
    done = mf(broken, "validate-configs")
    assert done.returncode != 0
    assert 'column "worth" not found' in done.stdout


def test_metrics_equal_the_views(answers, warehouse):
    views = expected(warehouse)
    assert unlike(answers, views) == []
    assert len(answers) > 150
    assert {name for name, _ in answers} == set(names()) - {
        "revenue_by_service",
        # Of neither is anything known of the year before.
        *("total_assets_growth", "net_debt_growth", "shareholders_equity_growth"),
        "order_backlog_growth",
    }
    views["revenue", "2016-07-01"] += 1
    views["revenue_growth", "2016-07-01"] += Decimal("0.0001")
    del views["cash", "2016-07-01"]
    assert len(unlike(answers, views)) == 3


# Hand-read from the release: the quarter, in thousands of yen and yen a share.
@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("revenue", 37944019000),
        ("operating_income", 1111383000),
        ("net_income", 578675000),
        ("earnings_per_share", Decimal("12.59")),
        ("cash", 19667822000),
        ("subscriptions", 721691 + 1346477),
        ("order_backlog", 40926000000),
    ],
)
def test_metrics_of_the_release(answers, metric, expected):
    assert answers[metric, "2016-07-01"] == expected


def test_quarters_add_up_to_what_is_printed(semantics, warehouse):
    """Both quarters of fiscal 2016 are the six months that the release prints."""
    flows = [name for name in OF_FLOWS if name != "earnings_per_share"]
    rows = query(semantics, flows, "period__fiscal_year")
    (row,) = [row for row in rows if row["period__fiscal_year"] == "2016"]
    for metric in flows:
        ((printed,),) = warehouse.sql(
            "select year_to_date from reports.flows where fiscal_year = 2016"
            " and fiscal_quarter = 2 and segment_key = 'total'"
            f" and service_key = 'total' and line_item_key = '{OF_FLOWS[metric]}'"
        ).fetchall()
        assert Decimal(row[metric]) == printed, metric
    assert Decimal(row["revenue"]) == 74123270000


def test_revenue_by_service(semantics, warehouse):
    rows = query(semantics, ["revenue_by_service"], "service__label")
    found = {
        row["service__label"]: Decimal(row["revenue_by_service"])
        for row in rows
        if row["revenue_by_service"]
    }
    views = warehouse.sql(
        """
        select services.label, sum(quarter) from reports.flows
        inner join marts.dim_service as services using (service_key)
        where
            line_item_key = 'revenues' and segment_key = 'total'
            and service_key <> 'total' and quarter is not null
        group by 1
        """
    ).fetchall()
    assert found == dict(views)
    assert len(found) > 15


def test_the_query_of_the_document(published, tmp_path):
    """It is run as it stands, and answers what stands below it."""
    text = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    command, answer = re.findall(
        r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    )[0]
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = [line.rstrip() for line in done.stdout.splitlines() if line.strip()]
    assert shown[-len(answer.splitlines()) :] == answer.splitlines()


def test_metrics_are_documented():
    """The table of the document says what the YAML says, of every metric."""
    text = (ROOT / "docs" / "metrics.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))
    content = yaml.safe_load(METRICS.read_text("utf-8"))
    plain = {
        metric["name"]: metric["description"].strip()
        for metric in content["metrics"]
        if not metric["name"].endswith("_growth")
    }
    assert rows == plain
    grown = {name for name in names() if name.endswith("_growth")}
    assert grown == {f"{name}_growth" for name in plain if name not in RATIOS} - {
        "revenue_by_service_growth"
    }
