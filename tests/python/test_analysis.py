"""The analyst's views: every number is made of the figures that it names."""

import csv
from collections import defaultdict
from decimal import ROUND_DOWN, Decimal

import duckdb
import pytest
from conftest import rows_after

from kessan.project import SEEDS

pytestmark = pytest.mark.build

METRICS = SEEDS / "reference" / "metrics.csv"
TERMS = SEEDS / "reference" / "metric_terms.csv"
SPANS = ("year_to_date", "quarter")
LATEST = "company_key = 'iij' and fiscal_year = 2016 and fiscal_quarter = 2"


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal:
    """A quotient to four decimals, toward zero."""
    return (dividend / divisor).quantize(Decimal("0.0001"), ROUND_DOWN)


def records(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict]:
    relation = connection.sql(sql)
    return [
        dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()
    ]


def unlike_their_figures(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Metrics that are not what their formula makes of the printed figures."""
    with METRICS.open(encoding="utf-8") as file:
        formulas = {row["metric_id"]: row for row in csv.DictReader(file)}
    parts: dict = defaultdict(lambda: defaultdict(lambda: defaultdict(Decimal)))
    for row in records(connection, "from reports.metric_lineage"):
        term = (row["term_number"], row["fraction_part"], row["weight"])
        parts[row["metric_key"]][term][row["part"]] += row["value"]
    wrong = []
    for metric in records(connection, "from marts.fct_metrics"):
        sums: dict = defaultdict(Decimal)
        for (_, side, weight), figures in parts[metric["metric_key"]].items():
            if "figure" in figures:
                value = figures["figure"]
            else:
                value = figures["addend"] - figures["subtrahend"]
                if "divisor" in figures:
                    value = round(value / figures["divisor"], 2)
            sums[side] += weight * value
        expected = sums["numerator"]
        if "denominator" in sums:
            # A ratio that is a line item is a percentage.
            percentage = {"multiplier": "100", "rate": ""}
            formula = formulas.get(metric["line_item_key"], percentage)
            months = metric["months"]
            rate = {
                "": (1, 1),
                "per_year": (12, months),
                "per_month": (1, months),
                "in_years": (months, 12),
                "in_months": (months, 1),
            }[formula["rate"]]
            expected = quotient(
                int(formula["multiplier"]) * rate[0] * expected,
                rate[1] * sums["denominator"],
            )
        if expected != metric["value"]:
            wrong.append(f"{metric['metric_key']}: {metric['value']}, not {expected}")
    return wrong


def test_metrics_are_what_their_figures_make(warehouse, breakable):
    assert unlike_their_figures(warehouse) == []
    breakable.execute("begin")
    try:
        breakable.execute(
            "update marts.fct_metrics set value = value + 1000"
            " where line_item_key in ('free_cash_flow', 'revenues')"
            " and period_key = '2016-04-01/2016-09-30@03'"
            " and product_key = 'total' and segment_key = 'total'"
            " and scenario_key = 'actual'"
        )
        assert len(unlike_their_figures(breakable)) == 2
    finally:
        breakable.execute("rollback")


def test_every_metric_can_be_followed_back(warehouse):
    lost = "from marts.fct_metrics anti join reports.metric_lineage using (metric_key)"
    assert warehouse.sql(lost).fetchall() == []
    keys = [
        ("flows", f"{span}{year}_metric_key", f"{span}{year}")
        for span in SPANS
        for year in ("", "_year_ago")
    ] + [
        ("balances", "metric_key", "value"),
        ("balances", "previous_year_end_metric_key", "previous_year_end"),
        ("balances", "year_ago_metric_key", "year_ago"),
        ("forecast_progress", "year_to_date_metric_key", "year_to_date"),
        ("forecast_progress", "full_year_metric_key", "full_year"),
    ]
    for view, key, column in keys:
        is_to_date = (view, column) == ("forecast_progress", "year_to_date")
        unlike = warehouse.sql(
            f"from reports.{view} as v left join marts.fct_metrics as m"
            f" on v.{key} = m.metric_key where v.{column} is distinct from m.value"
            # A dividend of quarters is no metric: its unit test adds them up.
            + (" and v.latest_metric_key = v.year_to_date_metric_key" * is_to_date)
        )
        assert unlike.fetchall() == [], (view, key)


def reason(line: dict, growth: str) -> str | None:
    """Why a growth is null, as the view says."""
    return line[growth.removesuffix("percent") + "missing_reason"]


def wrong_comparisons(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Changes, growths and shares of `flows` and `balances` that are not so."""
    shapes = [
        (
            "flows",
            *(span, f"{span}_year_ago", f"{span}_change", f"{span}_growth_percent"),
            f"{span}_share_percent",
            "revenues",
            ("fiscal_year", "fiscal_quarter"),
        )
        for span in SPANS
    ]
    shapes.append(
        (
            *("balances", "value", "previous_year_end", "change", "growth_percent"),
            *("share_percent", "total_assets", ("period_end",)),
        )
    )
    stocks = {
        key
        for (key,) in connection.sql(
            "select line_item_key from marts.dim_line_item"
            " where period_type = 'duration' and not is_additive"
        ).fetchall()
    }
    wrong = []
    for view, value, earlier, change, growth, share, base, period in shapes:
        lines = records(connection, f"from reports.{view}")
        whole = {
            tuple(line[name] for name in ("company_key", *period)): line[value]
            for line in lines
            if line["line_item_key"] == base
            and line["product_key"] == "total"
            and line["segment_key"] == "total"
        }
        for line in lines:
            now, before = line[value], line[earlier]
            money = line["unit"] == "JPY"
            counted = money or line["unit"] == "count" or "_per_" in line["unit"]
            if view == "balances":
                counted = money or line["unit"] == "count"
            both = now is not None and before is not None
            expected = {change: now - before if both else None, growth: None}
            if both and counted and before > 0 and now >= 0:
                expected[growth] = quotient(100 * (now - before), before)
            if reason(line, growth) == "lost_in_rounding":
                expected[growth] = None
            of = whole.get(tuple(line[n] for n in ("company_key", *period)))
            # What there is at an end of a time is no share of its revenues.
            is_stock = line["line_item_key"] in stocks and view == "flows"
            known = money and now is not None and of and not is_stock
            expected[share] = quotient(100 * now, of) if known else None
            unsaid = (line[growth] is None) == (reason(line, growth) is None)
            wrong += [f"{view} {line['label']}: no reason"] if unsaid else []
            wrong += [
                f"{view} {line['label']} {line['period_end']} {column}:"
                f" {line[column]}, not {right}"
                for column, right in expected.items()
                if line[column] != right
            ]
    return wrong


def test_comparisons_are_exact(warehouse):
    assert wrong_comparisons(warehouse) == []


def test_a_wrong_comparison_is_noticed(warehouse, tmp_path):
    with duckdb.connect() as copy:
        copy.execute(f"attach '{tmp_path / 'copy.duckdb'}' as other; use other")
        copy.execute("create schema reports; create schema marts")
        for name in ("reports.flows", "reports.balances", "marts.dim_line_item"):
            arrow = warehouse.sql(f"from {name}").to_arrow_table()
            copy.register("rows_of_table", arrow)
            copy.execute(f"create table {name} as from rows_of_table")
            copy.unregister("rows_of_table")
        copy.execute(
            "update reports.flows set year_to_date_growth_percent = 13.4533"
            f" where {LATEST} and line_item_key = 'revenues'"
            " and product_key = 'total' and segment_key = 'total'"
        )
        copy.execute(
            "update reports.balances set share_percent = null"
            " where line_item_key = 'goodwill'"
        )
        assert len(wrong_comparisons(copy)) == 1 + 2


# Hand-read from the release, in thousands; the ratios worked out by hand.
@pytest.mark.parametrize(
    ("view", "line_item", "column", "expected"),
    [
        ("comparative_income_statement", "operating_income", "year_to_date", 1947702),
        ("comparative_income_statement", "operating_income", "quarter", 1111383),
        (
            "comparative_cash_flow",
            "net_cash_operating",
            "year_to_date_year_ago",
            6080078,
        ),
        ("cash_and_leverage", "free_cash_flow", "year_to_date", 4072853 - 5358105),
        ("cash_and_leverage", "capital_expenditure", "year_to_date", 8372000),
        (
            *("cash_and_leverage", "purchases_not_in_capital_expenditure"),
            *("year_to_date", 5358105 - 4580000),
        ),
        (
            *("financial_position", "interest_bearing_debt", "value"),
            9250000 + 3000000 + 4282781 + 8898766,
        ),
        ("financial_position", "net_debt", "value", 25431547 - 19667822),
        ("recurring_revenues", "one_time_revenues", "year_to_date", 8583419 + 1466658),
        ("comparative_balance_sheet", "total_assets", "previous_year_end", 117834904),
    ],
)
def test_amounts_of_the_release(warehouse, view, line_item, column, expected):
    found = warehouse.sql(
        f"select {column} / 1000 from reports.{view} where {LATEST}"
        f" and line_item_key = '{line_item}' and segment_key = 'total'"
        " and product_key = 'total' and period_end = date '2016-09-30'"
    ).fetchall()
    assert found == [(expected,)]


@pytest.mark.parametrize(
    ("view", "line_item", "product", "column", "expected"),
    [
        ("margins", "gross_margin_percent", "total", "year_to_date", "15.9847"),
        ("margins", "operating_margin_percent", "total", "year_to_date", "2.6276"),
        ("returns", "return_on_equity_percent", "total", "year_to_date", "3.3993"),
        (
            *("orders_and_backlog", "book_to_bill"),
            *("systems_construction_and_equipment_sales", "year_to_date", "1.3254"),
        ),
        (
            *("subscriptions", "monthly_revenue_per_subscription"),
            *("iijmio_high_speed_mobile", "quarter", "1589.2211"),
        ),
    ],
)
def test_ratios_worked_out_by_hand(
    warehouse, view, line_item, product, column, expected
):
    by_hand = {
        # (74,123,270 - 62,274,824) / 74,123,270
        "gross_margin_percent": quotient(Decimal(1184844600), Decimal(74123270)),
        "operating_margin_percent": quotient(Decimal(194770200), Decimal(74123270)),
        # 1,107,934 * 2 a year over the mean of 64,845,207 and 65,524,102
        "return_on_equity_percent": quotient(
            Decimal(110793400 * 2 * 2), Decimal(64845207 + 65524102)
        ),
        "book_to_bill": quotient(Decimal(13321000), Decimal(8583419 + 1466658)),
        # 4,171 million over 874,852 subscriptions and three months
        "monthly_revenue_per_subscription": quotient(
            Decimal(4171000000), Decimal(874852 * 3)
        ),
    }
    found = warehouse.sql(
        f"select {column} from reports.{view} where {LATEST}"
        f" and line_item_key = '{line_item}' and product_key = '{product}'"
        " and segment_key = 'total'"
    ).fetchall()
    assert found == [(by_hand[line_item],)] == [(Decimal(expected),)]


def test_growth_shows_what_the_amounts_decide(warehouse):
    """What a release prints of finer amounts rounds to the decimals that are sure."""
    compared = [
        (line[f"{span}_growth_percent"], line[f"{span}_growth_decimals"], printed)
        for line in records(warehouse, "from reports.flows")
        for span in SPANS
        if (printed := line[f"{span}_printed_growth_percent"]) is not None
        and line[f"{span}_growth_percent"] is not None
    ]
    assert len(compared) > 100
    unlike = [
        (growth, printed)
        for growth, decimals, printed in compared
        if abs(round(growth, decimals) - printed)
        > Decimal(10) ** -decimals / 2 + Decimal("0.05")
    ]
    assert unlike == []


def test_growth_is_what_the_release_prints(warehouse):
    """Every printed growth of an amount of the year to date, within its rounding."""
    compared = warehouse.sql(
        """
        select figures.value, flows.year_to_date_growth_percent, figures.decimals
        from marts.fct_reported_figures as figures
        inner join marts.dim_period as periods using (period_key)
        inner join reports.flows as flows
            on
                figures.company_key = flows.company_key
                and figures.line_item_key = flows.line_item_key
                and figures.product_key = flows.product_key
                and figures.segment_key = flows.segment_key
                and periods.fiscal_year = flows.fiscal_year
                and periods.fiscal_quarter = flows.fiscal_quarter
                and periods.is_cumulative
        where
            figures.measure = 'yoy_percent' and figures.comparison = 'year_ago'
            and figures.release_id = 'iij-2016-11-08'
            and figures.scenario_key = 'actual'
            and flows.year_to_date_growth_percent is not null
        """
    ).fetchall()
    assert len(compared) > 30
    unlike = [
        (printed, growth)
        for printed, growth, decimals in compared
        # Some are printed of amounts in millions.
        if abs(printed - growth) > Decimal(10) ** -decimals
    ]
    assert len(unlike) <= 5, unlike


def open_bridges(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Bridges whose steps do not lead from one end to the other."""
    found = []
    for view, key in (
        ("revenue_bridge", "company_key, fiscal_year, fiscal_quarter, span"),
        ("operating_income_bridge", "company_key, fiscal_year, fiscal_quarter, span"),
        ("cash_bridge", "company_key, period_key"),
    ):
        found += connection.sql(
            f"""
            select '{view}', {key} from reports.{view}
            group by all
            having
                coalesce(sum(amount) filter (where kind <> 'closing'), -1)
                <> coalesce(max(amount) filter (where kind = 'closing'), -2)
                or count(*) filter (where kind = 'opening') <> 1
                or count(*) filter (where kind = 'change') < 2
            """
        ).fetchall()
    return found


def test_bridges_close(warehouse):
    assert open_bridges(warehouse) == []
    counts = [
        warehouse.sql(
            f"select count(*) from reports.{view} where kind = 'closing'"
        ).fetchall()
        for view in ("revenue_bridge", "operating_income_bridge", "cash_bridge")
    ]
    # Of this year the six months and both quarters, the first of them as the year
    # to date of its own; cash of last year too.
    assert counts == [[(4,)], [(4,)], [(6,)]]


def test_an_open_bridge_is_noticed(breakable):
    statements = [
        "update marts.fct_cash_flow set value = value + 1000"
        " where line_item_key = 'effect_of_exchange_rate' and is_latest"
        " and period_key = '2016-04-01/2016-09-30@03'",
        "update marts.fct_metrics set value = value + 1000"
        " where line_item_key = 'selling_and_marketing'"
        " and period_key = '2016-04-01/2016-09-30@03'",
    ]
    for statement, view in zip(
        statements, ("cash_bridge", "operating_income_bridge"), strict=True
    ):
        breakable.execute("begin")
        breakable.execute(statement)
        broken = open_bridges(breakable)
        breakable.execute("rollback")
        assert [row[0] for row in broken].count(view) >= 1


def test_an_activity_without_a_line_is_one_step(breakable):
    """Financing then is one step instead of its lines, and the bridge closes."""
    lines = (
        "select activity, count(*), sum(amount) from reports.cash_bridge"
        " where period_key = '2016-04-01/2016-09-30@03' and kind = 'change'"
        " group by 1 order by 1"
    )
    whole = breakable.sql(lines).fetchall()
    assert [(activity, count) for activity, count, _ in whole] == [
        ("effect_of_exchange_rate", 1),
        ("net_cash_financing", 5),
        ("net_cash_investing", 13),
        ("net_cash_operating", 23),
    ]
    lost = (
        "delete from marts.fct_cash_flow where line_item_key = 'dividends_paid'"
        " and period_key = '2016-04-01/2016-09-30@03'"
    )
    without = rows_after(breakable, lines, [lost])
    assert without == [
        (activity, 1 if activity == "net_cash_financing" else count, amount)
        for activity, count, amount in whole
    ]


def test_a_bridge_without_a_step_is_none(breakable):
    rows = rows_after(
        breakable,
        f"from reports.revenue_bridge where {LATEST} and span = 'year_to_date'",
        [
            "delete from marts.fct_metrics where line_item_key = 'revenues'"
            " and product_key = 'wan' and period_key = '2015-04-01/2015-09-30@03'"
        ],
    )
    assert rows == []
    assert (
        len(
            breakable.sql(
                f"from reports.revenue_bridge where {LATEST} and span = 'year_to_date'"
            ).fetchall()
        )
        == 8 + 2
    )


def test_recurring_and_one_time_are_all(warehouse):
    unlike = warehouse.sql(
        """
        select period_end, sum(year_to_date), sum(quarter)
        from reports.recurring_revenues
        where unit = 'JPY' group by 1
        except
        select period_end, year_to_date, quarter from reports.flows
        where line_item_key = 'revenues' and product_key = 'total'
        and segment_key = 'total'
        """
    ).fetchall()
    assert unlike == []
    assert {
        product
        for (product,) in warehouse.sql(
            "select product_key from marts.dim_product where recurrence = 'one_time'"
            " and relation_to_parent = 'part'"
        ).fetchall()
    } == {"systems_construction", "equipment_sales"}


def test_every_metric_has_a_formula_and_terms(warehouse):
    without = warehouse.sql(
        "select line_item_key from marts.dim_line_item"
        " where formula is null and description is not null"
    )
    assert without.fetchall() == []
    with METRICS.open(encoding="utf-8") as file:
        metrics = {row["metric_id"] for row in csv.DictReader(file)}
    with TERMS.open(encoding="utf-8") as file:
        computed = {row["metric_id"] for row in csv.DictReader(file)}
    # What is printed too is a line item, and is not a metric.
    per_share = {"basic_net_income_per_share", "diluted_net_income_per_share"}
    assert computed - metrics == {
        *("gross_profit", "operating_expenses", "equity_ratio", "shares_outstanding"),
        *per_share,
    }
    assert metrics <= computed
    ((count,),) = warehouse.sql(
        "select count(*) from marts.dim_line_item where formula is not null"
    ).fetchall()
    assert count == len(computed)
    uncomputed = warehouse.sql(
        "select line_item_key from marts.dim_line_item where formula is not null"
        " except select line_item_key from marts.fct_metrics where is_computed"
    )
    # Wherever the average number of shares is printed, so are the earnings; and no
    # release has restricted cash.
    assert {name for (name,) in uncomputed.fetchall()} == per_share | {
        "opening_cash_and_restricted_cash",
        "closing_cash_and_restricted_cash",
    }


# The wide tables.


def of_the_quarter(warehouse: duckdb.DuckDBPyConnection) -> dict:
    (row,) = records(warehouse, f"from reports.quarters where {LATEST} and is_latest")
    return row


# Hand-read from the releases in the scale that they print; what is derived, by hand.
@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("revenues", Decimal(37944019000)),
        ("revenues_growth_percent", Decimal("12.0")),
        ("operating_income", Decimal(1111383000)),
        ("operating_margin_percent", quotient(Decimal(111138300), Decimal(37944019))),
        ("total_assets", Decimal(123113386000)),
        # Shares issued less treasury shares.
        ("shares_outstanding", Decimal(46711400 - 758709)),
        # Fiscal 2015, printed in millions, and what is new of the half year.
        ("trailing_revenues", Decimal(140648000000 + 74123270000 - 65333734000)),
        # IIJ prints no share repurchase, and nothing is filled in.
        ("share_repurchases", None),
        ("contradicted_items", None),
    ],
)
def test_a_quarter_has_the_figures_of_the_release(warehouse, column, expected):
    assert of_the_quarter(warehouse)[column] == expected


def test_years_are_those_printed(warehouse):
    """Headlines of the annual releases, hand-read, in millions of yen."""
    found = warehouse.sql(
        "select fiscal_year, revenues / 1000000, net_income / 1000000"
        " from reports.years where company_key = 'iij' order by 1"
    ).fetchall()
    assert [(year, int(revenues), int(net)) for year, revenues, net in found] == [
        (2011, 97315, 3641),
        (2012, 106248, 5301),
        (2013, 114272, 4442),
        (2014, 123050, 3322),
        (2015, 140648, 4038),
    ]


def lacking_columns(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Standard line items that a wide table has no column of."""
    items = {
        item
        for (item,) in connection.sql(
            "select comparable_item from marts.dim_comparable_item"
        ).fetchall()
    }
    return {
        f"{table}: {item}"
        for table in ("quarters", "years")
        for item in items - {*connection.sql(f"from reports.{table}").columns}
    }


def test_every_standard_line_item_has_a_column(warehouse, breakable):
    assert lacking_columns(warehouse) == set()
    breakable.begin()
    breakable.execute(
        "insert into marts.dim_comparable_item (comparable_item, line_item_key, label,"
        " preference, display_order) values ('goodwill', 'goodwill', 'Goodwill', 1, 1)"
    )
    assert lacking_columns(breakable) == {"quarters: goodwill", "years: goodwill"}
    breakable.rollback()


def test_guidance_is_what_was_announced(warehouse):
    """As known on a day: the targets of May 13 and November 4, 2016, in millions."""

    def known(day: str) -> dict[str, int]:
        return {
            item: int(value)
            for item, value in warehouse.execute(
                "select line_item_key, value / 1000000 from reports.guidance"
                " where fiscal_year = 2016 and line_item_key in"
                " ('revenues', 'operating_income') and known_from <= $1"
                " and (known_until is null or known_until > $1)",
                [day],
            ).fetchall()
        }

    assert known("2016-05-12") == {}
    assert known("2016-11-03") == {"revenues": 159000, "operating_income": 7300}
    assert known("2016-11-04") == {"revenues": 158000, "operating_income": 5000}


def test_the_file_says_what_to_begin_with(warehouse):
    listed = warehouse.sql(
        "select place, relation from reports.readme where place is not null order by 1"
    ).fetchall()
    assert [place for place, _ in listed] == [*range(1, len(listed) + 1)]
    assert listed[0] == (1, "reports.quarters")
    there = warehouse.sql(
        "select schema_name || '.' || view_name from duckdb_views() where not internal"
        " union all select schema_name || '.' || table_name from duckdb_tables()"
        " order by 1"
    ).fetchall()
    every = warehouse.sql("select relation from reports.readme order by 1").fetchall()
    assert every == there
