"""The sign that a line is printed with: its sums say it, or else its tags.

The statements are made up; an issuer prints its expenses as positive numbers or in
parentheses, and an analyst wants one sign of all issuers.
"""

from pathlib import Path

import pytest
from readings import reading_of, reference_data, written
from test_read_tags import Fact, page

from kessan.read.labels.signs import direction

pytestmark = pytest.mark.fast

STATEMENT = """CONSOLIDATED STATEMENTS OF INCOME
(In thousands)

| | Year ended December 31, 2015 | Year ended December 31, 2014 |
| Operating income | 93,817 | 81,204 |
| Interest income | 2,113 | 1,877 |
| Interest expense | {interest} |
| Income before income taxes | 84,499 | 72,340 |
| Provision for income taxes | {taxes} |
| Net income | 57,212 | 50,116 |
"""
PLAIN = {"interest": ("11,431", "10,741"), "taxes": ("27,287", "22,224")}
LABELS = {"interest": "Interest expense", "taxes": "Provision for income taxes"}


def texts(name: str, in_parentheses: bool) -> tuple[str, ...]:
    form = "({})" if in_parentheses else "{}"
    return tuple(form.format(text) for text in PLAIN[name])


@pytest.fixture
def signs(tmp_path: Path):
    """Reads a document; returns how each label is read, as labels.csv says it."""

    def read(name: str, content: str) -> dict[str, str]:
        reading = reading_of(written(tmp_path / name, content))
        (table,) = reading.tables
        return {one.label: one.is_negated for one in table.meanings}

    return read


@pytest.mark.parametrize(
    ("in_parentheses", "turned"),
    [
        # As most print them: interest is taken away by its parentheses, tax is not.
        ({"interest": True, "taxes": False}, set()),
        ({"interest": False, "taxes": False}, {"interest"}),
        ({"interest": True, "taxes": True}, {"taxes"}),
        ({"interest": False, "taxes": True}, {"interest", "taxes"}),
    ],
)
def test_a_sum_tells_the_sign_of_its_parts(signs, in_parentheses, turned):
    printed = {
        name: " | ".join(texts(name, is_in)) for name, is_in in in_parentheses.items()
    }
    found = signs("birch-2016-02-10.txt", STATEMENT.format(**printed))
    said = {name: found[label] for name, label in LABELS.items()}
    assert said == {name: "turned" if name in turned else "false" for name in PLAIN}
    assert {found[label] for label in found if label not in LABELS.values()} == {
        "false"
    }


def test_a_total_that_is_turned_turns_its_parts(signs):
    """Net expenses as a positive number: the expense in them is one, too."""
    content = STATEMENT.format(
        interest="11,431 | 10,741 |\n| Total other expense, net | 9,318 | 8,864",
        taxes=" | ".join(texts("taxes", False)),
    ).replace("| 2,113 | 1,877 |", "| (2,113) | (1,877) |")
    found = signs("birch-2016-02-10.txt", content)
    assert found == {
        "Operating income": "false",
        "Interest income": "turned",
        "Interest expense": "turned",
        "Total other expense, net": "turned",
        "Income before income taxes": "false",
        "Provision for income taxes": "false",
        "Net income": "false",
    }


@pytest.mark.parametrize(
    ("printed", "said"), [("(27,287)", "turned"), ("27,287", "false")]
)
def test_a_tag_tells_the_sign_of_a_line_without_a_sum(signs, printed, said):
    """A tag has no parentheses: in them is what its concept has the other way."""
    rows = [
        ("", "Total"),
        ("Revenues", Fact("412,031", "Revenues")),
        ("Provision for income taxes", Fact(printed, "IncomeTaxExpenseBenefit")),
        ("Net income", Fact("57,212", "ProfitLoss")),
    ]
    found = signs("birch-2016-02-10.html", page(rows))
    assert found["Provision for income taxes"] == said


def test_a_direction_is_that_of_the_parent():
    """An expense among other income is printed as a negative number; a tax is not."""
    items = reference_data()[0].line_items
    told = {
        key: direction(items[key], items)
        for key in ("revenues", "costs_and_expenses", "cost_of_revenues",
                    "interest_expense", "income_tax_expense", "net_income")
    }  # fmt: skip
    assert told == {
        "revenues": 1,
        "costs_and_expenses": -1,
        "cost_of_revenues": -1,
        "interest_expense": 1,
        "income_tax_expense": -1,
        "net_income": 1,
    }
