"""Answers with proof: `kessan ask` as it is typed, and `kessan mcp` by a client.

Expected values are read in the printed release of September 30, 2016, in thousands of
yen, or worked out of it by hand.
"""

import asyncio
import json
import re
import shlex
import shutil
import sys
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from conftest import kessan
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.types import CallToolResult

from kessan.answers.numbers import drill
from kessan.answers.reading import Reading, Source
from kessan.answers.reasons import REASONS
from kessan.answers.shapes import Answer, Cell, Identity, Period, Verdict, Vintage
from kessan.cli import main
from kessan.project import PUBLISHED, ROOT

pytestmark = pytest.mark.build

PAGE = (ROOT / "docs" / "use" / "answers.md").read_text("utf-8")
COMMAND_AND_OUTPUT = re.compile(
    r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```\n", re.MULTILINE | re.DOTALL
)
TOOLS = PAGE.partition("| tool | what it gives |\n")[2]
GENERATION = re.compile(r"\d{8}T\d{9}Z")
SIX_MONTHS = "2016-04-01/2016-09-30@03"
FIRST_QUARTER = "iij/US GAAP/JPY/actual/2016-04-01/2016-06-30@03/revenues/total/total"
TOTAL_REVENUES = "iij-2016-11-08/income_statement/14/2"
MARGIN = (
    f"iij/US GAAP/JPY/actual/{SIX_MONTHS}/gross_margin_percent/total/network_services"
)
INJECTED = "x' union select content from read_text('/etc/passwd') --"


def no_float(text: str) -> None:
    raise AssertionError(f"{text} is a float")


def typed(*arguments: str, project: Path = ROOT) -> tuple[int, str, str]:
    """How `kessan ask` ends and what it says; a process only where it must be one."""
    if project == ROOT:
        done = CliRunner().invoke(main, ["ask", *arguments])
        return done.exit_code, done.stdout, done.stderr
    ended = kessan("ask", *arguments, project=project)
    return ended.returncode, ended.stdout, ended.stderr


def told(*arguments: str, project: Path = ROOT) -> dict:
    """The answer of `kessan ask --json`, which has no float in it."""
    code, output, errors = typed(*arguments, "--json", project=project)
    assert code == 0, output + errors
    return json.loads(output, parse_float=no_float)


def refused(*arguments: str) -> str:
    """What `kessan ask` says where it gives no answer."""
    code, output, errors = typed(*arguments)
    assert (code, output) == (2, ""), errors
    return errors


def code_of_project(folder: Path) -> None:
    """A project that has published nothing, with all that the command line reads."""
    shutil.copytree(ROOT / "kessan", folder / "kessan")
    shutil.copy(ROOT / "dbt_project.yml", folder)
    (folder / "seeds").symlink_to(ROOT / "seeds")


def by_parts(item: str, period: str, *more: str) -> tuple[str, ...]:
    return ("--company", "iij", "--item", item, "--period", period, *more)


@pytest.fixture(scope="module")
def reading(published: Path) -> Reading:
    """What `kessan ask` reads."""
    return Source(PUBLISHED).reading()


def test_a_printed_figure_has_its_cell_and_both_sides_of_its_identities(published):
    answer = told(TOTAL_REVENUES)
    assert (answer["value"], answer["unit"], answer["decimals"]) == (
        *("74123270000", "JPY"),
        -3,
    )
    assert (answer["low"], answer["high"]) == ("74123269500", "74123270500")
    (cell,) = answer["cells"]
    assert cell["printed_text"] == "74,123,270"
    assert (cell["source_line"], cell["line_number"], cell["column_number"]) == (
        371,
        14,
        2,
    )
    assert cell["label"] == "Total revenues"
    assert cell["heading"] == "Six Months Ended September 30, 2016"
    # The parts that are printed above the total, in thousands of yen.
    parts = 44_835_766 + 25_768_326 + 1_466_658 + 2_052_520
    (footing,) = [
        identity
        for identity in answer["identities"]
        if (identity["identity_id"], identity["subject"])
        == ("foot_as_calculated", "income_statement/14/2")
    ]
    assert footing["right_value"] == f"{parts}000" == footing["left_value"]
    assert (footing["status"], footing["difference"]) == ("exact", "0")
    assert answer["verdict"]["verdict"] == "proven"
    assert "foot_as_calculated" in answer["verdict"]["reason"]
    assert answer["vintage"]["known_on"] == "2016-11-08"
    assert answer["vintage"]["is_latest"] is True


def test_a_growth_and_a_text_are_figures_too(published):
    growth = told("iij-2016-11-08/exchange_form_results/1/2")
    assert (growth["value"], growth["unit"]) == ("13.5", "percent")
    assert (growth["measure"], growth["comparison"]) == ("yoy_percent", "year_ago")
    # 74,123,270 over 65,333,734 is 1.13453…
    assert {
        identity["right_value"]
        for identity in growth["identities"]
        if identity["identity_id"] == "growth"
    } == {"13.4532"}
    # Orders of a year ago are implied by their growth, and their parts add up to them.
    orders = told("iij-2016-11-08/prose/158/2")
    assert "foot_orders_received" in orders["verdict"]["identities"]
    prose = told("iij-2016-11-08/prose/13/1")
    assert (prose["value"], prose["decimals"]) == ("74123000000", -6)


def test_a_label_may_print_the_other_sign(published):
    """Depreciation is printed as (5,284) where it is taken off."""
    figure = told("iij-2016-11-08/adjusted_ebitda/2/2")
    (cell,) = figure["cells"]
    assert (figure["value"], cell["printed_text"]) == ("-5284000000", "(5,284)")
    assert (cell["value"], cell["is_negated"]) == ("5284000000", True)
    fact = told(*by_parts("depreciation_and_amortization", "2016H1"))
    assert abs(Decimal(fact["value"]) - 5_284_000_000) <= 500_000
    # A change of operating assets that the text prints without a sign.
    figure = told("iij-2016-11-08/prose/236/5")
    assert figure["cells"][0]["printed_text"] == "JPY2,747 million"
    assert [figure[end] for end in ("low", "value", "high")] == [
        *("2746500000", "2747000000", "2747500000"),
    ]
    assert figure["cells"][0]["value"] == "-2747000000"


def test_a_derived_quarter_is_minuend_less_subtrahend(published):
    for arguments in (
        (FIRST_QUARTER,),
        by_parts("revenues", "2016Q1"),
        by_parts("Revenues", "FY2016 Q1", "--span", "quarter"),
        by_parts("revenues", "2016-04-01/2016-06-30"),
        ("--company", "3774", *by_parts("revenues", "2016Q1")[2:]),
    ):
        answer = told(*arguments)
        assert answer["key"] == FIRST_QUARTER
        assert answer["value"] == f"{74_123_270 - 37_944_019}000" == "36179251000"
        assert answer["derivation"] == "cumulative_less_later_period"
        assert [
            (cell["role"], cell["figure_key"], cell["printed_text"])
            for cell in answer["cells"]
        ] == [
            ("plus", TOTAL_REVENUES, "74,123,270"),
            ("less", "iij-2016-11-08/income_statement_quarter/14/2", "37,944,019"),
        ]
        # Each end is half a thousand away, of both.
        assert (answer["low"], answer["high"]) == ("36179250000", "36179252000")


def test_a_ratio_has_its_formula_and_leads_down_to_the_cells(published):
    answer = told(MARGIN)
    assert answer["kind"] == "metric"
    assert answer["formula"] == "100 * (revenues - cost_of_revenues) / (revenues)"
    exact = Decimal(100) * (44_835_766 - 36_715_290) / Decimal(44_835_766)
    assert abs(Decimal(answer["value"]) - exact) <= Decimal("0.00005")
    assert [(part["role"], part["value"]) for part in answer["operands"]] == [
        ("plus", "44835766000"),
        ("less", "36715290000"),
        ("over, plus", "44835766000"),
    ]
    assert [
        (cell["role"], cell["printed_text"], cell["source_line"])
        for cell in answer["cells"]
    ] == [
        ("plus", "44,835,766", 364),
        ("less", "36,715,290", 373),
        ("over, plus", "44,835,766", 364),
    ]
    # The release prints 18.1 %.
    (printed,) = [
        identity
        for identity in answer["identities"]
        if identity["identity_id"] == "gross_margin_ratio_network_services"
    ]
    assert (printed["left_value"], printed["status"]) == ("18.1", "within_rounding")


def test_a_day_decides_between_versions(published):
    """65,334 millions in 2015; 65,333,734 thousands since November 2016."""
    question = by_parts("revenues", "2015H1")
    now = told(*question)
    assert (now["value"], now["vintage"]["is_latest"]) == ("65333734000", True)
    for choice in (("--as-of", "2016-05-31"), ("--release", "iij-2015-11-09")):
        then = told(*question, *choice)
        assert (then["value"], then["decimals"]) == ("65334000000", -6)
        assert then["cells"][0]["printed_text"] == "65,334"
        assert then["vintage"] | {"versions": None, "release_title": None} == {
            **{"release_id": "iij-2015-11-09", "known_on": "2015-11-09"},
            **{"is_latest": False, "superseded_on": "2016-11-08"},
            **{"superseded_by": "iij-2016-11-08", "restated": None},
            **{"versions": None, "release_title": None},
        }
        assert [version["value"] for version in then["vintage"]["versions"]] == [
            "65334000000",
            "65333734000",
        ]
    before = told(*question, "--as-of", "2015-11-08")
    assert (before["value"], before["missing_reason"]) == (None, "not_known_then")
    assert before["verdict"]["verdict"] is None
    assert told(TOTAL_REVENUES, "--as-of", "2016-11-07")["value"] is None
    # What is computed of a figure of November is not what was known in May.
    assert told(MARGIN, "--as-of", "2016-05-31")["missing_reason"] == "not_kept"
    assert "iij-2015-11-09" in refused(*question, "--release", "iij-2015-08-07")
    of_another = refused(TOTAL_REVENUES, "--release", "iij-2015-11-09")
    assert "not of iij-2015-11-09" in of_another


def test_a_quarter_is_derived_of_what_was_known_then(published):
    """In millions, 2,563 in six months less 1,141; 1,422,308 thousand a year later."""
    question = by_parts("operating_income", "2015Q2")
    assert told(*question)["value"] == "1422308000"
    then = told(*question, "--as-of", "2016-05-31")
    assert (then["value"], then["derivation"]) == (
        *("1422000000", "cumulative_less_earlier_cumulative"),
    )
    assert [(cell["role"], cell["printed_text"]) for cell in then["cells"]] == [
        ("plus", "2,563"),
        ("less", "1,141"),
    ]
    assert [version["is_derived"] for version in then["vintage"]["versions"]] == [
        True,
        False,
    ]
    # Twelve months are derived of other figures in each release that makes them known.
    year = told(*by_parts("revenues", "2014-10-01/2015-09-30", "--as-of", "2016-01-31"))
    assert year["value"] == f"{123_050 + 65_334 - 57_172}000000"
    assert sorted((cell["role"], cell["printed_text"]) for cell in year["cells"]) == [
        *(("less", "57,172"), ("plus", "123,050"), ("plus", "65,334")),
    ]


def test_targets_are_known_from_their_announcement(published):
    """7.3 billion in May, 5.0 since November 4; in the release of November 8."""
    question = by_parts("operating_income", "2016")
    assert "may be 2 numbers" in refused(*question)
    first = told(*question, "--scenario", "initial_forecast")
    assert (first["value"], first["vintage"]["superseded_on"]) == (
        *("7300000000",),
        "2016-11-04",
    )
    revised = (*question, "--scenario", "revised_forecast", "--as-of")
    assert told(*revised, "2016-11-03")["missing_reason"] == "not_known_then"
    assert told(*revised, "2016-11-04")["value"] == "5000000000"


def test_a_restatement_says_what_contradicts_what(made_up_project):
    """10,000 million printed in 2016, 9,500 in 2017."""
    question = ("--company", "tsubame", "--item", "revenues", "--period")
    days = "2015-04-01/2016-03-31"
    answer = told(*question, days, project=made_up_project)
    assert answer["value"] == "9500000000"
    assert answer["vintage"]["restated"] == {
        **{"first_value": "10000000000", "first_release_id": "tsubame-2016-05-12"},
        **{"latest_value": "9500000000", "latest_release_id": "tsubame-2017-05-12"},
        "difference": "-500000000",
    }
    before = told(*question, days, "--as-of", "2016-12-31", project=made_up_project)
    assert before["value"] == "10000000000"
    assert before["vintage"]["superseded_by"] == "tsubame-2017-05-12"


def test_what_is_not_known_is_null_with_its_reason(published):
    """Earnings per share of a quarter are never subtracted."""
    answer = told(*by_parts("basic_net_income_per_share", "2013Q1"))
    assert answer["value"] is None
    assert answer["missing_reason"] == "number_of_shares_unknown"
    assert "never subtracted" in answer["missing_reason_meaning"]
    assert answer["cells"] == [] and answer["vintage"] is None
    dash = told("iij-2016-11-08/exchange_form_dividends/3/3")
    assert (dash["value"], dash["missing_reason"]) == (None, "not_given")
    assert dash["cells"][0]["printed_text"] == "-"


def test_every_reason_of_the_models_has_its_meaning(reading):
    told = reading.rows(
        "select comment from duckdb_columns() where column_name = 'missing_reason'"
        " and schema_name = 'marts'"
    )
    codes = {code for row in told for code in re.findall(r"`(\w+)`", row["comment"])}
    assert len(codes) == 9
    assert codes <= set(REASONS)


def test_an_ambiguous_question_lists_what_it_may_mean(published):
    """Three periods end on the day; none of them is chosen."""
    said = refused(*by_parts("revenues", "2016-09-30"))
    assert "may be 3 numbers" in said
    for period in (
        "2016-07-01/2016-09-30",
        "2016-04-01/2016-09-30",
        "2015-10-01/2016-09-30",
    ):
        assert f"iij/US GAAP/JPY/actual/{period}@03/revenues/total/total" in said
    assert told(*by_parts("revenues", "2016-09-30", "--span", "quarter"))["value"] == (
        "37944019000"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("iij-2016-11-08/income_statement/14/3",), TOTAL_REVENUES),
        ((FIRST_QUARTER.replace("revenues", "revenue"),), FIRST_QUARTER),
        (("no/such/key",), "RELEASE/TABLE/LINE/COLUMN"),
        ((INJECTED,), "there is no number with the key"),
        (by_parts("revenue", "2016Q1"), "  - revenues\n"),
        (by_parts("revenues", "2016Q5"), "'2016Q5' is no period"),
        (by_parts("revenues", "2016Q3"), "no release of iij"),
        (by_parts("revenues", "2016Q1", "--product", "networks"), "network_services"),
        (by_parts("revenues", "2016Q1", "--release", "iij"), "no release of iij"),
        (("--company", "ij", *by_parts("revenues", "2016")[2:]), "  - iij\n"),
        ((TOTAL_REVENUES, "--company", "iij"), "leave --company"),
        (("--company", "iij"), "give a KEY, or --item, --period"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is_like_it(
    published, arguments, expected
):
    assert expected in refused(*arguments)


def test_a_refusal_is_json_too(published):
    code, output, _ = typed(*by_parts("revenues", "2016-09-30"), "--json")
    assert code == 2
    refusal = json.loads(output)
    assert refusal["refused"] == "ambiguous"
    assert len(refusal["candidates"]) == 3


def test_every_key_beside_a_number_leads_to_that_number(reading):
    """A sample of each column with keys: the number beside it is the answer's."""
    columns = reading.rows(
        """
        select schema_name as schema, table_name as name, column_name as key
        from duckdb_columns()
        where
            schema_name in ('marts', 'reports', 'audit')
            and regexp_matches(column_name, '(^|_)(metric|figure)_key$')
        order by all
        """
    )
    assert len(columns) > 80
    verdicts = {
        row["metric_key"]: row["verdict"]
        for row in reading.rows("from audit.metric_verdicts")
    }
    asked: set[str] = set()
    for column in columns:
        relation = f"{column['schema']}.{column['name']}"
        key = column["key"]
        found = reading.rows(
            f"select {key} as key from {relation} where {key} is not null"
            f" group by 1 order by hash({key}) limit 1"
        )
        asked |= {row["key"] for row in found}
    assert len(asked) > 60
    for key in sorted(asked):
        answer = drill(reading, key)
        (expected,) = reading.rows(
            """
            select value from marts.fct_metrics where metric_key = $key
            union all
            select value from marts.fct_reported_figures where figure_key = $key
            """,
            {"key": key},
        )
        value = answer.value and Decimal(answer.value)
        assert value == expected["value"], key
        assert answer.cells, key
        if key in verdicts:
            assert answer.verdict.verdict == verdicts[key], key


def test_the_connection_reads_the_published_file_and_nothing_else(reading, tmp_path):
    for query in (
        "from read_csv('/etc/passwd')",
        "from read_text('/etc/passwd')",
        "from glob('/etc/*')",
        f"attach '{tmp_path / 'other.duckdb'}'",
        f"copy (select 1) to '{tmp_path / 'written.csv'}'",
        "set enable_external_access = true",
        "reset lock_configuration",
        "install httpfs",
        "create table marts.mine (a integer)",
        "delete from marts.dim_company",
    ):
        with pytest.raises(duckdb.Error):
            reading.connection.execute(query).fetchall()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("command", "shown"), COMMAND_AND_OUTPUT.findall(PAGE))
def test_a_command_of_the_document_says_what_is_shown(published, command, shown):
    program, verb, *arguments = shlex.split(command)
    assert (program, verb) == ("kessan", "ask")
    _, output, errors = typed(*arguments)
    assert GENERATION.sub("", output + errors) == GENERATION.sub("", shown)


@pytest.mark.fast
def test_the_document_has_every_command_and_every_field():
    assert len(COMMAND_AND_OUTPUT.findall(PAGE)) == PAGE.count("```sh\n") == 4
    _, _, fields = PAGE.partition("| field | what it holds |\n| --- | --- |\n")
    rows = [row.split("|") for row in fields.partition("\n\n")[0].splitlines()]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row[1])]
    assert sorted(named) == sorted(Answer.model_fields)
    holds = {row[1].strip().strip("`"): row[2] for row in rows}
    for field, shape in (
        ("cells", Cell),
        ("period", Period),
        ("vintage", Vintage),
        ("verdict", Verdict),
    ):
        assert re.findall(r"`(\w+)`", holds[field]) == list(shape.model_fields)
    identities = holds["`identities`, `identities_left_out`".strip("`")]
    assert re.findall(r"`(\w+)`", identities) == list(Identity.model_fields)


# The server, by the client of the SDK, over the standard streams.


def served(project: Path, use: Callable[[Client], Awaitable[None]]) -> None:
    """Start the server of a project as the document says, and use it."""
    (arguments,) = {
        tuple(server["args"])
        for config in map(json.loads, re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
        for server in (config.get("mcpServers") or config["servers"]).values()
        if server["command"].endswith("/.venv/bin/kessan")
    }

    async def session() -> None:
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "kessan", *arguments],
            cwd=project,
            env={"PYTHONPATH": str(project)},
        )
        async with Client(server) as client:
            await use(client)

    asyncio.run(session())


def error_of(result: CallToolResult) -> str:
    assert result.is_error
    return result.content[0].text


def content_of(result: CallToolResult) -> dict:
    assert not result.is_error, result.content
    content = result.structured_content
    assert content is not None
    assert json.loads(result.content[0].text) == content
    # The text is what went over the wire.
    json.loads(result.content[0].text, parse_float=no_float)
    return content


def test_an_agent_calls_every_verb(published):
    async def use(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert sorted(tools) == sorted(
            re.findall(r"^\| `(\w+)` \|", TOOLS, re.MULTILINE)
        )
        for tool in tools.values():
            assert tool.description and tool.output_schema
            assert tool.annotations.read_only_hint is True
            assert tool.annotations.destructive_hint is False
            assert tool.annotations.open_world_hint is False
            for name, given in tool.input_schema["properties"].items():
                assert given.get("description"), f"{tool.name} {name}"
        value = tools["drill"].output_schema["properties"]["value"]
        assert value["description"].startswith("The number in base units")
        assert {"string", "null"} == {kind["type"] for kind in value["anyOf"]}

        call = client.call_tool
        listed = content_of(await call("companies", {"search": "initiative"}))
        (company,) = listed["companies"]
        assert (company["company_key"], company["figures"]) == ("iij", 1199)

        margins = content_of(
            await call("metrics", {"company": "iij", "search": "gross margin"})
        )
        assert [item["line_item_key"] for item in margins["items"]] == [
            "gross_margin_percent"
        ]
        assert margins["items"][0]["formula"]

        there_are = content_of(await call("statements", {"company": "iij"}))
        assert "cash_flow" in {one["statement"] for one in there_are["available"]}
        statement = content_of(
            await call(
                "statements",
                {"company": "iij", "statement": "income_statement", "period": "2016H1"},
            )
        )["statement"]
        lines = {
            (line["line_item_key"], line["product_key"]): line
            for line in statement["lines"]
        }
        assert lines["operating_income", "total"]["value"] == "1947702000"
        assert lines["revenues", "network_services"]["value"] == "44835766000"
        # What there is at the end stands with what happened.
        cash = content_of(
            await call(
                "statements",
                {"company": "iij", "statement": "cash_flow", "period": "2016H1"},
            )
        )["statement"]
        assert cash["period"]["label"] == "FY2016 first 6 months"
        assert {"4072853000", "19667822000"} <= {
            line["value"] for line in cash["lines"]
        }

        quarters = content_of(
            await call("series", {"company": "iij", "item": "revenues", "limit": 2})
        )
        assert [point["value"] for point in quarters["points"]] == [
            "36179251000",
            "37944019000",
        ]
        assert quarters["left_out"] > 10 and "left out" in quarters["note"]
        drilled = content_of(await call("drill", {"key": quarters["points"][0]["key"]}))
        assert [cell["printed_text"] for cell in drilled["cells"]] == [
            "74,123,270",
            "37,944,019",
        ]
        assert drilled["verdict"]["verdict"] == "proven"
        then = content_of(
            await call(
                "ask",
                {
                    **{"company": "iij", "item": "revenues", "period": "2015H1"},
                    "as_of": "2016-05-31",
                },
            )
        )
        assert then["value"] == "65334000000"
        few = content_of(await call("drill", {"key": TOTAL_REVENUES, "evaluations": 1}))
        assert len(few["identities"]) == 1 and few["identities_left_out"] > 5
        note = "IIJ's revenues were JPY74,213 million in 1H16, up 13.5% YoY."
        marked = content_of(await call("verify", {"text": note}))
        assert [one["verdict"] for one in marked["findings"]] == ["differs", "matches"]
        assert marked["findings"][0]["right"] == ["74123"]
        (proof,) = marked["findings"][0]["proof"]
        assert proof["figure_key"] == TOTAL_REVENUES

    served(ROOT, use)


def test_an_agent_is_told_what_to_do_and_reads_nothing_else(published):
    async def use(client: Client) -> None:
        call = client.call_tool
        ambiguous = error_of(
            await call(
                "ask", {"company": "iij", "item": "revenues", "period": "2016-09-30"}
            )
        )
        assert "may be 3 numbers" in ambiguous and "ask for one of these" in ambiguous
        for tool, arguments in (
            ("drill", {"key": INJECTED}),
            ("companies", {"search": INJECTED}),
            ("metrics", {"company": INJECTED}),
            ("statements", {"company": "iij", "statement": INJECTED}),
            ("series", {"company": "iij", "item": "revenues", "product": INJECTED}),
            ("ask", {"company": "iij", "item": INJECTED, "period": "2016"}),
        ):
            result = await call(tool, arguments)
            assert "root:" not in str(result.content)
            if tool != "companies":
                assert "there is no" in error_of(result)
            else:
                assert content_of(result)["companies"] == []
        assert "greater than or equal to 1" in error_of(
            await call("companies", {"limit": 0})
        )

    served(ROOT, use)


def test_the_next_answer_is_of_the_next_generation(published, tmp_path):
    """While the server runs another generation is published: one that contradicts."""
    code_of_project(tmp_path)
    generations = tmp_path / "published" / "generations"
    for name in ("20260101T000000000Z", "20260102T000000000Z"):
        (generations / name).mkdir(parents=True)
        shutil.copy(published, generations / name / "kessan.duckdb")
    with duckdb.connect(str(generations / name / "kessan.duckdb")) as second:
        second.execute(
            "update audit.figure_coverage set verdict = 'contradicted',"
            " contradicted_by = 'foot_as_calculated' where figure_key = ?",
            [TOTAL_REVENUES],
        )
    link = tmp_path / "published" / "current"

    def switch(name: str) -> None:
        new = tmp_path / "published" / ".link"
        new.symlink_to(generations / name)
        new.replace(link)

    async def use(client: Client) -> None:
        arguments = {"key": FIRST_QUARTER}
        assert "nothing is published" in error_of(
            await client.call_tool("drill", arguments)
        )
        switch("20260101T000000000Z")
        first = content_of(await client.call_tool("drill", arguments))
        assert first["generation"] == "20260101T000000000Z"
        assert first["verdict"]["verdict"] == "proven"
        switch("20260102T000000000Z")
        shutil.rmtree(generations / "20260101T000000000Z")
        second = content_of(await client.call_tool("drill", arguments))
        assert second["generation"] == "20260102T000000000Z"
        assert second["verdict"]["verdict"] == "contradicted"
        assert second["verdict"]["contradicted_by"] == ["foot_as_calculated"]

    served(tmp_path, use)


def test_without_anything_published_it_says_what_to_do(tmp_path):
    code_of_project(tmp_path)
    code, output, errors = typed(TOTAL_REVENUES, project=tmp_path)
    assert (code, output) == (3, "")
    assert "run kessan build" in errors
