"""The metrics of MetricFlow: valid, and equal to the analyst's views or null."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
import yaml
from conftest import SEMANTIC_MANIFEST, copy_project
from metricflow.engine.metricflow_engine import (
    MetricFlowEngine,
    MetricFlowQueryRequest,
)
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup

from kessan.project import PUBLISHED_FILE, ROOT
from kessan.transform import dbt_environment

pytestmark = pytest.mark.slow

BIN = Path(sys.executable).parent
METRICS = ROOT / "models" / "reports" / "analysis" / "_analysis__metrics.yml"
DOCUMENT = ROOT / "docs" / "use" / "metrics.md"
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
    "revenue_by_product": "revenues",
    "gross_margin_ratio": "gross_margin_percent",
    "operating_margin": "operating_margin_percent",
}
RATIOS = ("gross_margin_ratio", "operating_margin")
OF_BALANCES = {
    "cash": "cash_and_cash_equivalents",
    "total_assets": "total_assets",
    "shareholders_equity": "shareholders_equity",
    "net_debt": "net_debt",
    "subscriptions": "subscriptions",
    "order_backlog": "order_backlog",
}
# What the metrics read of a group: texts and a count, no answers.
INPUTS = (
    *("first_day_of_flow", "last_day_of_flow", "days_of_flow"),
    *("first_day_of_balance", "last_day_of_balance"),
)
# What a question may group by: a time, and one thing beside it.
GRAINS = ("day", "week", "month", "quarter", "year")
TIMES: tuple[tuple[str, ...], ...] = (
    (),
    *((f"metric_time__{grain}",) for grain in GRAINS),
    ("period__fiscal_year",),
    ("period__fiscal_quarter",),
    ("period__fiscal_year", "period__fiscal_quarter"),
    ("period",),
)
THINGS = (
    *("company", "company__label", "company__country"),
    *("accounting_standard", "currency", "line_item"),
    *("segment", "segment__label", "segment__segment_type"),
    *("product", "product__label", "product__product_type", "product__recurrence"),
    "product__relation_to_parent",
)
LINE_ITEMS = sorted({*OF_FLOWS.values(), *OF_BALANCES.values()})
MODELS = ("revenue", "cash")
LINES = f"line_item_key in {tuple(LINE_ITEMS)}"
BACKLOG = "systems_integration_and_equipment_sales"
DAY = timedelta(days=1)
# What is known over time: company, standard, currency, line item, segment, product.
Series = tuple[str, ...]
ENTITIES = (
    *("company", "accounting_standard", "currency", "line_item", "segment"),
    "product",
)
SERIES = (
    "company_key, accounting_standard, currency, line_item_key, segment_key,"
    " product_key"
)
# Of a time, the value of each series and its growth over a year before.
Known = dict[tuple[Any, ...], dict[Series, tuple[Decimal | None, Decimal | None]]]


def content() -> list[dict[str, Any]]:
    return list(yaml.safe_load(METRICS.read_text("utf-8"))["metrics"])


DEFINED = {metric["name"]: metric for metric in content()}
ASKED = [name for name in DEFINED if name not in INPUTS]


def mf(project: Path, file: Path, *arguments: object) -> subprocess.CompletedProcess:
    """Run MetricFlow in a copy of the project, over a file."""
    return subprocess.run(
        [str(BIN / "mf"), *map(str, arguments)],
        cwd=project,
        env=os.environ
        | dbt_environment(file)
        | {"DBT_PROFILES_DIR": str(project), "NO_COLOR": "1"}
        | {"KESSAN_ACCESS_MODE": "read_only"},
        capture_output=True,
        text=True,
        check=False,
    )


def engine_of(manifest: Path) -> MetricFlowEngine:
    """MetricFlow without dbt, to say what SQL it would ask of DuckDB."""
    read = parse_manifest_from_dbt_generated_manifest(manifest.read_text("utf-8"))
    client: Any = SimpleNamespace(
        sql_engine_type=SqlEngine.DUCKDB, sql_plan_renderer=DuckDbSqlPlanRenderer()
    )
    return MetricFlowEngine(SemanticManifestLookup(read), client)


class Questions:
    """Asks MetricFlow's SQL of a warehouse, in one connection."""

    def __init__(self, engine: MetricFlowEngine, warehouse: duckdb.DuckDBPyConnection):
        self.engine = engine
        self.connection = warehouse.cursor()
        # What the semantic models read, once: thousands of questions ask it. Of the
        # lines only those that a metric is about.
        for model in engine._semantic_manifest_lookup.semantic_manifest.semantic_models:
            relation = model.node_relation
            asked = LINES if model.measures else "true"
            self.connection.execute(
                f"create or replace temp table {relation.alias} as"
                f" from {relation.schema_name}.{relation.alias} where {asked}"
            )

    def sql(
        self, metrics: list[str], group_by: Iterable[str], where: tuple[str, ...] = ()
    ) -> str:
        """What MetricFlow asks."""
        request = MetricFlowQueryRequest.create(
            metric_names=metrics,
            group_by_names=list(group_by),
            where_constraints=list(where),
        )
        return self.engine.explain(request).sql_statement.sql

    def rows(self, sql: str) -> list[dict[str, Any]]:
        here = re.sub(r'"kessan"\."\w+"\.', "", sql)
        answer = self.connection.execute(here)
        names = [column[0] for column in answer.description or []]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def ask(
        self, metrics: str | list[str], *group_by: str, where: tuple[str, ...] = ()
    ) -> list[dict[str, Any]]:
        """The rows of an answer; no number has passed through a float."""
        asked = metrics.split(",") if isinstance(metrics, str) else metrics
        return self.rows(self.sql(asked, group_by, where))


@pytest.fixture(scope="module")
def questions(
    made_up_warehouse: duckdb.DuckDBPyConnection,
) -> Questions:
    """Of the project's own company and of those made up."""
    return Questions(engine_of(SEMANTIC_MANIFEST), made_up_warehouse)


# MetricFlow plans a metric in 40 ms, and there are thousands of questions. Metrics
# that differ in their line item alone are asked at once, grouped by it.


def words(text: str) -> str:
    return " ".join(text.split())


def definition(metric: str) -> tuple[str, str, str]:
    """The line item of a metric, its other condition, and what it computes."""
    line_item, condition = (
        re.sub(r"{{ Entity\('(\w+)'\) }}", r"\1", words(text))
        for text in DEFINED[metric]["filter"]
    )
    expression = words(DEFINED[metric]["type_params"]["expr"])
    return line_item.removeprefix("line_item = ").strip("'"), condition, expression


def in_words_of(metric: str, sql: str, model: str, line_items: Iterable[str]) -> str:
    """The SQL of metrics, from that of another over the same semantic model."""
    (old_line, *old), (_, *new) = definition(model), definition(metric)
    lines = ", ".join(f"'{line}'" for line in line_items)
    pairs = [
        (f"line_item = '{old_line}'", f"line_item in ({lines})"),
        (old[0], new[0]),
        (f"{old[1]} AS {model}", f"{new[1]} AS {metric}"),
    ]
    for one, other in pairs:
        assert one in sql, one
        sql = sql.replace(one, other)
    return sql


def alike() -> Iterator[tuple[str, dict[str, str]]]:
    """Metrics that differ in their line item alone, by it, and whose SQL is theirs."""
    kinds: dict[tuple[str, ...], dict[str, str]] = {}
    for metric in ASKED:
        line_item, *kind = definition(metric)
        kinds.setdefault(tuple(kind), {})[line_item] = metric
    for metrics in kinds.values():
        inputs = DEFINED[next(iter(metrics.values()))]["type_params"]["metrics"]
        yield ("revenue" if len(inputs) == 3 else "cash"), metrics


def parts_of(day: date) -> dict[str, date]:
    """The times of the calendar that a day lies in, by their first days."""
    quarter = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    starts = (
        *(day, day - timedelta(days=day.weekday()), day.replace(day=1)),
        *(quarter, day.replace(month=1, day=1)),
    )
    return {
        f"metric_time__{grain}": start
        for grain, start in zip(GRAINS, starts, strict=True)
    }


def growth_percent(value: Decimal, year_ago: Decimal | None) -> Decimal | None:
    """To four decimals toward zero; null where it says nothing."""
    if year_ago is None or year_ago <= 0 or value < 0:
        return None
    growth = 100 * (value - year_ago) / year_ago
    return growth.quantize(Decimal("0.0001"), ROUND_DOWN)


class Views:
    """What the analyst's views say of each time that a question may group by."""

    def __init__(self, warehouse: duckdb.DuckDBPyConnection):
        self.flows: dict[tuple[str, ...], Known] = {}
        self.balances: dict[tuple[str, ...], Known] = {}
        for times in TIMES:
            self.flows[times] = defaultdict(dict)
            self.balances[times] = defaultdict(dict)
        self.series = self.read_flows(warehouse)
        self.read_calendar_years(warehouse)
        self.read_balances(warehouse)
        self.things = {
            thing: dict(
                warehouse.sql(
                    f"select {entity}_key, {attribute} from marts.dim_{entity}"
                ).fetchall()
            )
            for thing in THINGS
            if "__" in thing
            for entity, attribute in [thing.split("__")]
        }

    def read_flows(self, warehouse: duckdb.DuckDBPyConnection) -> set[Series]:
        """A quarter is of a fiscal quarter, and maybe of one of the calendar."""
        all_series = set()
        dates = dict(
            warehouse.sql(
                "select metric_key, period_start from marts.fct_metrics"
            ).fetchall()
        )
        # Three in a year that was cut short.
        last_quarters = {
            (company, year): quarter
            for company, year, quarter in warehouse.sql(
                "select company_key, fiscal_year, max(fiscal_quarter)"
                " from marts.dim_fiscal_quarter group by 1, 2"
            ).fetchall()
        }
        for (
            *key,
            year,
            quarter,
            end,
            metric,
            value,
            growth,
            annual,
            of_year,
        ) in warehouse.sql(
            f"""
                select {SERIES}, fiscal_year, fiscal_quarter, period_end,
                    quarter_metric_key, quarter, quarter_growth_percent,
                    year_to_date, year_to_date_growth_percent
                from reports.flows
                """
        ).fetchall():
            series = tuple(key)
            all_series.add(series)
            is_last = quarter == last_quarters[key[0], year]
            if is_last and annual is not None:
                years = self.flows["period__fiscal_year",]
                years[year,][series] = annual, of_year
            if value is None:
                continue
            fact = value, growth
            both = self.flows["period__fiscal_year", "period__fiscal_quarter"]
            both[year, quarter][series] = fact
            self.flows["period",][f"{key[0]}/{year}/{quarter}",][series] = fact
            start = dates[metric]
            of_calendar = parts_of(start)["metric_time__quarter"] == start
            if of_calendar and (start.month + 2, end + DAY) == (end.month, first(end)):
                self.flows["metric_time__quarter",][start,][series] = fact
        return all_series

    def read_calendar_years(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        years = {
            (tuple(key), start.year): value
            for *key, start, value in warehouse.sql(
                f"""
                select {SERIES}, period_start, value from marts.fct_metrics
                where
                    {LINES} and scenario_key = 'actual'
                    and period_start = date_trunc('year', period_end)
                    and extract(year from period_end + interval 1 day)
                    > extract(year from period_end)
                """
            ).fetchall()
        }
        for (series, year), value in years.items():
            growth = growth_percent(value, years.get((series, year - 1)))
            known = self.flows["metric_time__year",]
            known[date(year, 1, 1),][series] = value, growth

    def read_balances(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Of each time the last day, for they come in order."""
        for *key, year, quarter, day, value, growth in warehouse.sql(
            f"""
            select {SERIES}, fiscal_year, fiscal_quarter, period_end, value,
                year_ago_growth_percent
            from reports.balances
            where {LINES}
            order by period_end
            """
        ).fetchall():
            times = parts_of(day) | {
                "period__fiscal_year": year,
                "period__fiscal_quarter": quarter,
                "period": f"{key[0]}/{year}/{quarter}",
            }
            for asked, known in self.balances.items():
                known[tuple(times[time] for time in asked)][tuple(key)] = value, growth

    def thing_of(self, series: Series, thing: str | None) -> Any:
        if thing is None:
            return None
        entity, _, attribute = thing.partition("__")
        key = series[ENTITIES.index(entity)]
        return self.things[thing][key] if attribute else key

    def known(
        self, metric: str, times: tuple[str, ...], thing: str | None
    ) -> dict[tuple[Any, ...], dict[Series, Decimal | None]]:
        """What an answer may be: of each time and thing, the value of each series."""
        name = metric.removesuffix("_growth")
        place = int(metric != name)
        known: Any = defaultdict(dict)
        views = self.flows if name in OF_FLOWS else self.balances
        for time, facts in views[times].items():
            for series, fact in facts.items():
                if is_of(name, series):
                    value = fact[place]
                    if name in RATIOS and value is not None:
                        value = value / 100
                    known[(*time, self.thing_of(series, thing))][series] = value
        return dict(known)

    def alone(self, metric: str, thing: str | None) -> set[Any]:
        """The things that have one series of a flow."""
        name = metric.removesuffix("_growth")
        things = [self.thing_of(s, thing) for s in self.series if is_of(name, s)]
        return {one for one in things if things.count(one) == 1}


def first(day: date) -> date:
    """The first day of the next month."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1)


def is_of(name: str, series: Series) -> bool:
    """Whether a metric is about a series."""
    *_, line_item, segment, product = series
    if line_item != (OF_FLOWS | OF_BALANCES)[name] or segment != "total":
        return False
    if name == "revenue_by_product":
        return product != "total"
    return product == (BACKLOG if name == "order_backlog" else "total")


@pytest.fixture(scope="module")
def views(made_up_warehouse: duckdb.DuckDBPyConnection) -> Views:
    return Views(made_up_warehouse)


def unlike(
    rows: list[tuple[dict[str, Any], Decimal | None]],
    views: Views,
    metric: str,
    times: tuple[str, ...],
    thing: str | None,
) -> Iterator[str]:
    """Answers that are neither what the views say nor null, and those missing.

    Of several series there is no answer, and of one there must be. Of a flow there
    may be none where another series goes without a number in that time.
    """
    known = views.known(metric, times, thing)
    is_flow = metric.removesuffix("_growth") in OF_FLOWS
    alone = views.alone(metric, thing) if is_flow else set()
    answers = {}
    for row, answer in rows:
        key = [row[name] for name in times]
        key = [x.date() if isinstance(x, datetime) else x for x in key]
        answers[(*key, row[thing] if thing else None)] = answer
    assert len(answers) == len(rows)
    for key in answers.keys() | known.keys():
        answer, facts = answers.get(key), known.get(key, {})
        right = next(iter(facts.values())) if len(facts) == 1 else None
        is_missing = not is_flow or key[-1] in alone
        if answer != right and (answer is not None or is_missing):
            yield f"{metric} by {times}, {thing}: {key} is {answer}, not {right}"


def test_every_answer_is_that_of_the_views_or_null(questions, views):
    """Every metric, by every time, and by every thing beside it."""
    compared = answered = 0
    wrong = []
    for times in TIMES:
        for thing in (None, *THINGS):
            group_by = [*times, *({thing, "line_item"} - {None})]
            planned = {name: questions.sql([name], group_by) for name in MODELS}
            for model, metrics in alike():
                one, *_ = metrics.values()
                sql = in_words_of(one, planned[model], model, metrics)
                rows: dict[str, list[dict[str, Any]]] = {name: [] for name in metrics}
                for row in questions.rows(sql):
                    rows[row["line_item"]].append(row)
                for line_item, metric in metrics.items():
                    answers = [(row, row[one]) for row in rows[line_item]]
                    wrong += unlike(answers, views, metric, times, thing)
                    compared += len(answers)
                    answered += sum(value is not None for _, value in answers)
    assert wrong == []
    print(f"{compared} answers, {compared - answered} of them null")
    assert answered > 5000


@pytest.mark.parametrize("group_by", [(), ("company__label", "period__fiscal_year")])
def test_what_is_asked_is_what_metricflow_plans(questions, group_by):
    planned = {name: questions.sql([name], group_by) for name in MODELS}
    for model, metrics in alike():
        for line_item, metric in metrics.items():
            asked = in_words_of(metric, planned[model], model, [line_item])
            asked = asked.replace(f"in ('{line_item}')", f"= '{line_item}'")
            assert asked == questions.sql([metric], group_by), metric


def test_everything_that_is_offered_is_asked(questions):
    engine = questions.engine
    for metric in ASKED:
        offered = {
            dimension.dunder_name
            for dimension in engine.simple_dimensions_for_metrics([metric])
        } | {entity.name for entity in engine.entities_for_metrics([metric])}
        asked = {*THINGS, *(time for times in TIMES for time in times)}
        # The day of a flow or a balance is `metric_time` by another name.
        assert {x for x in offered - asked if not x.endswith("_day")} == set(), metric


def test_a_wrong_answer_is_noticed(questions, views):
    """A sum over a part, an answer for many, and one that is not there."""
    by_year = ("period__fiscal_year",)

    def wrong(change: str) -> list[str]:
        questions.connection.execute("begin")
        questions.connection.execute(change)
        try:
            rows = questions.ask("revenue", *by_year, "company")
        finally:
            questions.connection.execute("rollback")
        answers = [(row, row["revenue"]) for row in rows]
        return list(unlike(answers, views, "revenue", by_year, "company"))

    assert wrong("select 1") == []
    # Without the quarters that nothing is known of, one of them is the year.
    (unguarded,) = wrong(
        "delete from flow_days where company_key = 'alone' and quarter is null"
    )
    assert "(2016, 'alone') is 1000000000.000000, not None" in unguarded
    (other,) = wrong(
        "update flow_days set year_to_date = year_to_date + 1"
        " where line_item_key = 'revenues' and fiscal_quarter_key = 'winter/2015/4'"
    )
    assert "(2015, 'winter') is 4400000001.000000, not 4400000000.000000" in other
    (missing,) = wrong("delete from flow_days where fiscal_quarter_key = 'iij/2011/3'")
    assert "(2011, 'iij') is None, not 97315000000.0000" in missing


FISCAL_YEAR = "{{ Dimension('period__fiscal_year') }}"
FISCAL_QUARTER = "{{ Dimension('period__fiscal_quarter') }}"
DAYS = "{{ TimeDimension('metric_time', 'day') }} between "


def of(company: str) -> str:
    return f"{{{{ Entity('company') }}}} = '{company}'"


# What is printed: hand-read, in base units.
@pytest.mark.parametrize(
    ("metric", "company", "where", "expected"),
    [
        # The six months, of which the year is not known, and all that is known.
        ("gross_margin_ratio", "iij", f"{FISCAL_YEAR} = 2015", None),
        ("gross_margin_ratio", "iij", "1 = 1", None),
        (
            "gross_margin_ratio",
            "iij",
            f"{FISCAL_YEAR} = 2015 and {FISCAL_QUARTER} <= 2",
            "0.1792",
        ),
        ("gross_margin", "iij", f"{FISCAL_YEAR} = 2015", None),
        # A year of which two quarters are known, and the year.
        ("revenue", "iij", f"{FISCAL_YEAR} = 2011", "97315000000"),
        ("revenue", "iij", f"{FISCAL_YEAR} = 2015", "140648000000"),
        ("revenue", "iij", f"{FISCAL_YEAR} = 2016", None),
        (
            "revenue",
            "iij",
            f"{FISCAL_YEAR} = 2016 and {FISCAL_QUARTER} <= 2",
            "74123270000",
        ),
        # A quarter of it, though the year is known.
        ("revenue", "iij", f"{FISCAL_YEAR} = 2011 and {FISCAL_QUARTER} = 4", None),
        ("earnings_per_share", "iij", f"{FISCAL_YEAR} = 2014", "72.31"),
        ("earnings_per_share", "iij", f"{FISCAL_YEAR} = 2015", "87.88"),
        ("earnings_per_share", "iij", f"{FISCAL_YEAR} = 2016", None),
        # 119,372 less 112,304 million of the years up to December.
        ("revenue_growth", "iij", f"{DAYS} '2014-01-01' and '2014-12-31'", "6.2936"),
        ("revenue_growth", "iij", f"{DAYS} '2012-01-01' and '2012-12-31'", None),
        ("revenue_growth", "iij", f"{DAYS} '2016-01-01' and '2016-12-31'", None),
        # Four quarters across two fiscal years: 140,648,000 and 74,123,270 less
        # 65,333,734 thousand; and three.
        ("revenue", "iij", f"{DAYS} '2015-10-01' and '2016-09-30'", "149437536000"),
        ("revenue", "iij", f"{DAYS} '2016-01-01' and '2016-09-30'", None),
        # Each company and each measure has its own last day.
        ("cash", "iij", "1 = 1", "19667822000"),
        ("cash", "early", "1 = 1", "800000000"),
        ("cash", "late", "1 = 1", "500000000"),
        ("total_assets", "early", "1 = 1", "9000000000"),
        ("total_assets", "late", "1 = 1", "9300000000"),
        ("cash", "late", f"{DAYS} '2016-01-01' and '2016-03-31'", None),
        # One quarter is neither the year nor all time.
        ("revenue", "alone", f"{FISCAL_YEAR} = 2016", None),
        ("revenue", "alone", f"{DAYS} '2016-01-01' and '2016-12-31'", None),
        ("revenue", "alone", "1 = 1", None),
        ("revenue", "alone", f"{FISCAL_QUARTER} = 1", None),
        (
            "revenue",
            "alone",
            f"{FISCAL_YEAR} = 2016 and {FISCAL_QUARTER} = 1",
            "1000000000",
        ),
        ("revenue", "winter", f"{FISCAL_YEAR} = 2015", "4400000000"),
        ("revenue_growth", "winter", f"{FISCAL_YEAR} = 2015", "10"),
        (
            "revenue",
            "winter",
            f"{FISCAL_YEAR} = 2015 and {FISCAL_QUARTER} = 4",
            "1300000000",
        ),
    ],
)
def test_answers(questions, metric, company, where, expected):
    rows = questions.ask(metric, where=(of(company), where))
    (value,) = [row[metric] for row in rows] or [None]
    right = None if expected is None else Decimal(expected)
    if metric in RATIOS and value is not None:
        value = value.quantize(right)
    assert value == right


def test_the_calendar_is_not_that_of_every_company(questions):
    """From December to February is no quarter of the calendar, nor its year one."""
    for grain in GRAINS:
        rows = questions.ask("revenue", f"metric_time__{grain}", where=(of("winter"),))
        assert {row["revenue"] for row in rows} == {None}, grain


def test_companies_are_not_added_up(questions):
    asked = ["cash", "total_assets", "revenue"]
    (row,) = questions.ask(asked)
    assert {row[name] for name in asked} == {None}
    rows = questions.ask("cash", "company__label")
    answers = {row["company__label"]: row["cash"] for row in rows}
    assert answers["Early K.K."] == 800_000_000
    assert answers["Late K.K."] == 500_000_000


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
def test_metrics_of_the_release(questions, metric, expected):
    rows = questions.ask(metric, "metric_time__quarter", where=(of("iij"),))
    answers = {str(row["metric_time__quarter"])[:10]: row[metric] for row in rows}
    assert answers["2016-07-01"] == expected


def test_semantic_models_are_valid(made_up_project, tmp_path):
    published = made_up_project / "published" / PUBLISHED_FILE.name
    done = mf(made_up_project, published, "validate-configs")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("(ERRORS: 0") == 6
    # A measure of a column that is not there.
    broken = copy_project(tmp_path / "broken")
    manifest = SEMANTIC_MANIFEST
    text = manifest.read_text("utf-8")
    (broken / "target").mkdir(exist_ok=True)
    (broken / "target" / manifest.name).write_text(
        text.replace("cast(value as varchar)", "cast(worth as varchar)"), "utf-8"
    )
    done = mf(broken, published, "validate-configs")
    assert done.returncode != 0
    assert 'column "worth" not found' in done.stdout


@pytest.mark.parametrize("number", [0, 1])
def test_the_queries_of_the_document(published, number):
    """They are run as they stand, and answer what stands below them."""
    command, answer = re.findall(
        r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```",
        DOCUMENT.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )[number]
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=ROOT,
        env=os.environ
        | {"PATH": f"{BIN}:{os.environ['PATH']}"}
        | {"KESSAN_BUILD_FILE": str(PUBLISHED_FILE), "KESSAN_ACCESS_MODE": "read_only"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    shown = [line.rstrip() for line in done.stdout.splitlines() if line.strip()]
    assert shown[-len(answer.splitlines()) :] == answer.splitlines()


@pytest.mark.fast
def test_metrics_are_documented():
    """The tables of the document say what the YAML says, of every metric."""
    text = DOCUMENT.read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))
    plain = {
        name: metric["description"].strip()
        for name, metric in DEFINED.items()
        if not name.endswith("_growth")
    }
    assert rows == plain
    grown = {name for name in DEFINED if name.endswith("_growth")}
    assert grown == {f"{name}_growth" for name in plain} - {
        f"{name}_growth" for name in (*INPUTS, *RATIOS, "revenue_by_product")
    }
