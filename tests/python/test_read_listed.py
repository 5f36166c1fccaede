"""A label is listed once for all of its tables, or below the title of its own."""

import pytest

from kessan.read.labels.chart import KnownLabel
from kessan.read.labels.listed import Listed

pytestmark = pytest.mark.fast

KNOWN = KnownLabel("birch", "segment_information", "", "Total", "revenues")


def row(label: str, line_item_key: str, heading: str = "", **more: str) -> dict:
    """A row of labels.csv."""
    return {
        "company_key": "birch",
        "statement": "segment_information",
        "heading": heading,
        "label": label,
        "line_item_key": line_item_key,
        "segment_key": "total",
        "product_key": "total",
        "balance_at": "",
        "is_negated": "false",
        **more,
    }


def test_what_is_known_is_not_added():
    listed = Listed([KNOWN])
    assert listed.add(row("TOTAL", "revenues"), "Revenues by region")
    assert listed.added == []


def test_another_meaning_is_listed_below_the_title_of_its_table():
    listed = Listed([KNOWN])
    assets = row("Total", "noncurrent_assets")
    assert listed.add(assets, "Long-lived assets")
    assert listed.add(assets, "Long-lived assets")
    assert listed.added == [{**assets, "heading": "Long-lived assets"}]


@pytest.mark.parametrize(
    ("heading", "title"),
    [("Assets", "Long-lived assets"), ("", "")],
)
def test_another_meaning_of_one_place_cannot_be_listed(heading, title):
    """Below a heading, and in a table without a title, one label means one thing."""
    listed = Listed([])
    assert listed.add(row("Total", "revenues", heading), title)
    assert not listed.add(row("Total", "noncurrent_assets", heading), title)
    assert len(listed.added) == 1


def test_another_sign_is_another_meaning():
    listed = Listed([])
    assert listed.add(row("Interest", "interest_expense"), "Income")
    turned = row("Interest", "interest_expense", is_negated="turned")
    assert listed.add(turned, "Segments")
    assert [one["heading"] for one in listed.added] == ["", "Segments"]


def test_a_dated_balance_is_a_label_of_every_date():
    listed = Listed([])
    opening = row("Balances as of December 31, 2015", "equity", balance_at="opening")
    closing = row("Balances as of December 31, 2016", "equity", balance_at="closing")
    assert listed.add(opening, "Equity")
    assert listed.add(closing, "Equity")
    (only,) = listed.added
    assert only["label"] == "Balances as of {date}"
    assert only["balance_at"] == "in_order"


def test_a_title_of_another_release_keeps_its_meaning():
    """Else a row for one release would change what is read of another."""
    printed = [("segment_information", "Long-lived assets", "Total")]
    listed = Listed([KNOWN], printed)
    assets = row("Total", "noncurrent_assets")
    assert not listed.add(assets, "Long-lived assets")
    assert listed.add(assets, "Assets by region")
    assert [one["heading"] for one in listed.added] == ["Assets by region"]


def test_a_row_below_a_title_goes_before_the_one_below_any():
    """What the warehouse finds there is not what the line means."""
    below = KnownLabel("birch", "segment_information", "Assets", "Total", "assets")
    listed = Listed([KNOWN, below])
    assert not listed.add(row("Total", "revenues"), "Assets")
    assert listed.add(row("Total", "assets"), "Assets")
    assert listed.added == []
