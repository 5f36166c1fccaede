"""What adds up to what in a statement: made-up lines, their places by hand."""

from decimal import Decimal

import duckdb
import pytest
from markupsafe import escape

from kessan.decimals import plain
from kessan.site.notes import Notes
from kessan.site.numbers import in_scale, shown, unit_of, with_unit
from kessan.site.printed import MACROS
from kessan.site.statement import Parent, Place, Structure

pytestmark = pytest.mark.fast

TOTAL = Place(is_total=True)
FINAL = Place(is_total=True, is_final=True)
PART = Place(1)
MEMO = Place(is_memo=True)


def sums(**of: str) -> dict[str, set[frozenset[str]]]:
    """Each total with the lines that it is the sum of, those in words."""
    return {total: {frozenset(parts.split())} for total, parts in of.items()}


def structure(items: str, of=None, parents=None, amounts=None) -> Structure:
    known = amounts or {}

    def adds_up(total, parts):
        if not {total, *parts} <= known.keys():
            return False
        return known[total] == sum(known[part] for part in parts)

    return Structure(items.split(), of or {}, parents or {}, adds_up)


def test_subtotals_and_what_a_statement_comes_to():
    made = structure(
        "cash stock current land assets",
        sums(current="cash stock", assets="current land"),
    )
    assert made.places == {
        "cash": PART,
        "stock": PART,
        "current": TOTAL,
        "land": PART,
        "assets": FINAL,
    }
    assert made.first_of("assets") == made.first_of("current") == "cash"
    assert made.first_of("land") is None


def test_a_total_that_is_not_shown_whole_is_none():
    """The sum that a release printed had a line that this table lacks."""
    made = structure("cash assets", sums(assets="cash land"))
    assert made.places == {"cash": Place(), "assets": Place()}


def test_what_is_added_to_nothing_stands_at_the_end():
    """An allowance in a label is subtracted already."""
    made = structure("cash allowance stock assets", sums(assets="cash stock"))
    assert made.places["allowance"] == MEMO
    assert made.ordered == ["cash", "stock", "assets", "allowance"]


def test_parts_below_their_line_are_of_which_unless_they_complete_it():
    parents = {name: Parent("rights", is_after=True) for name in ("brand", "customers")}
    of = sums(assets="cash rights")
    items = "cash rights brand customers assets"
    made = structure(items, of, parents)
    assert made.places["rights"] == PART
    assert made.places["brand"] == Place(2, is_of_which=True)
    complete = structure(items, of | sums(rights="brand customers"), parents)
    assert complete.places["brand"] == complete.places["customers"] == Place(2)
    assert complete.places["rights"] == PART
    # What is of a line at the end stands with it.
    aside = structure(
        "a b sum capex bought", sums(sum="a b"), {"bought": Parent("capex", True)}
    )
    assert aside.places["bought"] == Place(1, is_of_which=True, is_memo=True)


def test_a_part_above_a_line_that_it_does_not_complete():
    """Of revenues it is known; before tax is no part of net income, but more."""
    made = structure(
        "products revenues before_tax net_income",
        parents={
            "products": Parent("revenues", is_after=True, is_plain_sum=True),
            "before_tax": Parent("net_income", is_after=True),
        },
    )
    assert made.places["products"] == Place(1, is_of_which=True)
    assert made.places["before_tax"] == Place()


def test_a_subtotal_of_a_part_of_what_is_summed():
    """The change in working capital is said beside; operating expenses add up."""
    flows = sums(cash="income receivables payables", change="receivables payables")
    made = structure("income receivables payables change cash", flows)
    assert made.places["change"] == Place(1, is_of_which=True)
    assert made.places["cash"] == FINAL
    costs = sums(costs="goods selling general", expenses="selling general")
    parents = {"selling": Parent("expenses"), "general": Parent("expenses")}
    made = structure("goods selling general expenses costs", costs, parents)
    assert made.places["expenses"] == TOTAL
    assert made.places["costs"] == FINAL
    # Gross profit begins where the whole does.
    gross = sums(gross="revenues goods", income="revenues goods selling")
    made = structure("revenues goods gross selling income", gross)
    assert made.places["gross"].is_total
    assert not made.places["gross"].is_final
    assert made.places["income"] == FINAL


def test_amounts_tell_where_nothing_is_known():
    """Closing cash is what there was and the change; children may add up."""
    amounts = {"change": 5, "opening": 7, "closing": 12}
    made = structure("change opening closing", amounts=amounts)
    assert made.places["closing"] == FINAL
    wrong = structure("change opening closing", amounts=amounts | {"closing": 13})
    assert wrong.places["closing"] == Place()
    parents = {"a": Parent("sum"), "b": Parent("sum")}
    assert (
        structure("a b sum", {}, parents, {"a": 1, "b": 2, "sum": 3})
        .places["sum"]
        .is_total
    )
    assert (
        not structure("a b sum", {}, parents, {"a": 1, "b": 2, "sum": 4})
        .places["sum"]
        .is_total
    )


# What is said of an amount.


@pytest.mark.parametrize(
    ("value", "decimals", "thousands", "millions"),
    [
        ("7232000000", -6, '7,232<span class="unsure">,000</span>', "7,232"),
        ("-7232000000", -6, '(7,232<span class="unsure">,000</span>)', "(7,232)"),
        (
            "7300000000",
            -8,
            '7,3<span class="unsure">00,000</span>',
            '7,3<span class="unsure">00</span>',
        ),
        ("7232000000", -3, "7,232,000", "7,232"),
        ("7232000000", None, "7,232,000", "7,232"),
        # Muted to its last digit it would say nothing.
        ("0", -6, "0", "0"),
        ("400000", -6, "400", "0"),
    ],
)
def test_digits_that_are_not_known_are_muted(value, decimals, thousands, millions):
    made = f'<span class="k">{thousands}</span><span class="m">{millions}</span>'
    assert f">{made}</data>" in shown(Decimal(value), "JPY", decimals)


def test_units_in_words():
    assert with_unit("Earnings", "JPY_per_share") == (
        'Earnings <span class="unit">(JPY per share)</span>'
    )
    assert with_unit("Margin", "percent") == "Margin"
    assert with_unit("<b>", "JPY") == "&lt;b&gt;"
    assert in_scale("USD") == (
        '<span class="k">Thousands of USD</span><span class="m">Millions of USD</span>'
    )
    assert ">thousands of USD<" in unit_of("USD")
    assert unit_of("JPY_per_ADS") == "JPY per ADS"
    assert "_" not in unit_of("JPY_per_subscription")


def test_notes_have_a_mark_each():
    notes = Notes()
    assert notes.below() == ""
    assert notes.mark("one") == notes.mark("one") == '<sup class="mark">a</sup>'
    assert ">b<" in notes.mark("<two>")
    assert notes.coarse(-8) == '<sup class="mark">c</sup>'
    notes.say("All.")
    below = notes.below()
    assert below.index("All.") < below.index("one") < below.index("&lt;two&gt;")
    assert "hundred million" in below
    assert notes.coarse(None) == ""


def test_what_is_made_in_sql_is_what_is_made_here():
    """The cells of printed tables are made where they are read."""
    texts = ["R&D <1>", "\"a\" 'b'", "&amp;", "(410,090)", ""]
    amounts = ["0", "100", "-0.5", "1200.250000", "0.000001"]
    with duckdb.connect() as connection:
        for macro in MACROS:
            connection.execute(macro)

        def made(macro: str, kind: str, values: list[str]) -> list[str]:
            sql = f"select {macro}(cast(? as {kind}))"
            return [connection.execute(sql, [value]).fetchone()[0] for value in values]

        assert made("escaped", "varchar", texts) == [*map(str, map(escape, texts))]
        expected = ["0", "100", "-0.5", "1200.25", "0.000001"]
        assert made("plain", "decimal(26, 6)", amounts) == expected
        assert [plain(Decimal(amount)) for amount in amounts] == expected
        assert made("plain", "integer", ["0", "100"]) == ["0", "100"]
