"""A whole filing is read, accepted and proven, and nobody is asked anything.

The filing is made up. It prints the same names in two tables that mean two things,
lines that no chart knows, shares of two kinds of earnings per share, a statement in
percent of its revenues, and shares that were given away beside their amount.
"""

import csv
from pathlib import Path

import pytest
from conftest import copy_project, kessan
from test_read_tags import Fact, cover, filing

pytestmark = pytest.mark.build

REGIONS = "srt:StatementGeographicalAxis"
YEARS = ("", "Year Ended December 31, 2015", "Year Ended December 31, 2014")
THOUSANDS = "(In thousands)"


def both(new: str, old: str, concept: str, **more: object) -> tuple[Fact, Fact]:
    """The figures of two years."""
    return Fact(new, concept, "y15", **more), Fact(old, concept, "y14", **more)


def at_ends(new: str, old: str, concept: str, **more: object) -> tuple[Fact, Fact]:
    """The balances at the ends of two years."""
    return Fact(new, concept, "close", **more), Fact(old, concept, "open", **more)


def region(name: str) -> dict[str, object]:
    return {"members": ((REGIONS, f"cedar:{name}Member"),)}


def deep(label: str, depth: int) -> str:
    """A label with an indent, as filers print it."""
    return f'<div style="padding-left:{depth * 9}pt">{label}</div>'


INCOME = [
    YEARS,
    ("Revenues", *both("800", "700", "Revenues")),
    ("Cost of revenues", *both("500", "450", "CostOfRevenue")),
    ("Gross profit", *both("300", "250", "GrossProfit")),
    ("Upkeep of kilns", *both("60", "50", "cedar:UpkeepOfKilns")),
    ("Operating income", *both("240", "200", "OperatingIncomeLoss")),
    ("Provision for income taxes", *both("40", "30", "IncomeTaxExpenseBenefit")),
    ("Net income", *both("200", "170", "NetIncomeLoss")),
]
PER_SHARE = [
    YEARS,
    ("Basic earnings per share:",),
    (deep("Shares used in computation:", 1),),
    (
        deep("Weighted-average shares", 2),
        *both(
            "100", "85", "WeightedAverageNumberOfSharesOutstandingBasic", unit="shares"
        ),
    ),
    ("Diluted earnings per share:",),
    (deep("Shares used in computation:", 1),),
    (
        deep("Weighted-average shares", 2),
        *both(
            "100", "85", "WeightedAverageNumberOfSharesOutstandingBasic", unit="shares"
        ),
    ),
]
REVENUES = [
    YEARS,
    ("Home", *both("500", "450", "Revenues", **region("Home"))),
    ("Abroad", *both("300", "250", "Revenues", **region("Abroad"))),
    ("Total", *both("800", "700", "Revenues")),
]
ASSETS = [
    ("", "December 31, 2015", "December 31, 2014"),
    ("Home", *at_ends("70", "60", "NoncurrentAssets", **region("Home"))),
    ("Abroad", *at_ends("30", "20", "NoncurrentAssets", **region("Abroad"))),
    ("Total", *at_ends("100", "80", "NoncurrentAssets")),
]
PERCENT = [
    YEARS,
    ("Revenues", "100.0%", "100.0%"),
    ("Cost of revenues", "62.5", "64.3"),
    ("Gross profit", "37.5%", "35.7%"),
]

STOCK = {
    "members": (("us-gaap:StatementEquityComponentsAxis", "us-gaap:CommonStockMember"),)
}
EARNINGS = {
    "members": (
        ("us-gaap:StatementEquityComponentsAxis", "us-gaap:RetainedEarningsMember"),
    )
}


def equity(day: str, context: str, *texts: str) -> tuple[str | Fact, ...]:
    """A balance: shares, their amount, earnings, the total."""
    shares, stock, earnings, total = texts
    return (
        f"Balance at December 31, {day}",
        Fact(shares, "SharesOutstanding", context, "shares", **STOCK),
        Fact(stock, "StockholdersEquity", context, **STOCK),
        Fact(earnings, "StockholdersEquity", context, **EARNINGS),
        Fact(total, "StockholdersEquity", context),
    )


CHANGES = [
    ("", "Common stock", "Common stock", "Retained earnings", "Total"),
    ("", "Shares", "Amount", "", ""),
    equity("2014", "open", "85", "10", "300", "310"),
    (
        *("Net income", "—", "—"),
        Fact("200", "NetIncomeLoss", **EARNINGS),
        Fact("200", "NetIncomeLoss"),
    ),
    (
        "Stock given to schools",
        Fact("15", "cedar:StockGivenShares", unit="shares", **STOCK),
        Fact("2", "cedar:StockGiven", **STOCK),
        "—",
        Fact("2", "cedar:StockGiven"),
    ),
    equity("2015", "close", "100", "12", "500", "512"),
]


def rows_of(project: Path, name: str) -> list[dict[str, str]]:
    path = project / "seeds" / "reference" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if "cedar" in (row.get("company_key"), row.get("concept", "").split(":")[0])
        ]


def test_a_filing_is_read_and_proven_and_nobody_is_asked(tmp_path: Path) -> None:
    project = tmp_path / "a project"
    copy_project(project)
    tables = [
        ("CONSOLIDATED STATEMENTS OF OPERATIONS", THOUSANDS, INCOME),
        ("Earnings per share", THOUSANDS, PER_SHARE),
        ("Revenues by geography", THOUSANDS, REVENUES),
        ("Long-lived assets by geography", THOUSANDS, ASSETS),
        ("Statements of operations as a percentage of revenues", "", PERCENT),
        ("CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY", THOUSANDS, CHANGES),
    ]
    (project / "cedar.html").write_text(filing(tables, cover()), "utf-8")
    asked = ("--company", "cedar", "--published-at", "2016-02-10", "--accept-new")
    done = kessan("read", "cedar.html", *asked, project=project)
    assert done.returncode == 0, done.stderr
    own = {row["line_item_key"]: row for row in rows_of(project, "line_items")}
    assert {key: (row["period_type"], row["unit"]) for key, row in own.items()} == {
        "upkeep_of_kilns": ("duration", "currency"),
        "cedar_noncurrent_assets": ("instant", "currency"),
        "stock_given_to_schools": ("duration", "currency"),
        "stock_given_to_schools_shares": ("duration", "shares"),
    }
    given = own["stock_given_to_schools"]["line_item_key_in_shares"]
    assert given == "stock_given_to_schools_shares"
    assert own["cedar_noncurrent_assets"]["us_gaap_concept"] == "NoncurrentAssets"
    concepts = {
        row["concept"]: row["line_item_key"] for row in rows_of(project, "concepts")
    }
    assert concepts == {
        "cedar:UpkeepOfKilns": "upkeep_of_kilns",
        "cedar:StockGiven": "stock_given_to_schools",
    }
    folder = project / "landing" / "cedar-2016-02-10"
    with (folder / "lines.csv").open(encoding="utf-8", newline="") as file:
        headings = [
            row["heading"]
            for row in csv.DictReader(file)
            if row["label"] == "Weighted-average shares"
        ]
    assert headings == ["Basic earnings per share:", "Diluted earnings per share:"]
    with (folder / "column_headings.csv").open(encoding="utf-8", newline="") as file:
        measures = [
            row["measure"] for row in csv.DictReader(file) if row["unit"] == "percent"
        ]
    assert measures == ["ratio", "ratio"]
    checked = kessan("check", str(folder), project=project)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "is sound" in checked.stdout
