"""Lines and tables that tags of the same document tell: by figures, by members.

The filings are made up. A discussion prints the figures of the notes again, without
tags; a note has no title that says what it is.
"""

import pytest
from test_read_tags import PRODUCTS, SEGMENTS, Fact, filing, read

from kessan.read.labels.meaning import Standing

pytestmark = pytest.mark.fast
__all__ = ["read"]

YEARS = ("", "Year Ended December 31, 2015", "Year Ended December 31, 2014")
NORTH, SOUTH = ((SEGMENTS, f"birch:{name}SegmentMember") for name in ("North", "South"))
FIGURES = {"North": ("51,204", "48,117"), "South": ("31,907", "29,350")}


def both(label: str, concept: str, *member: tuple[str, str]) -> tuple[Fact, Fact]:
    new, old = FIGURES[label]
    return (
        Fact(new, concept, "y15", members=member),
        Fact(old, concept, "y14", members=member),
    )


NOTE = [
    YEARS,
    ("North", *both("North", "Revenues", NORTH)),
    ("South", *both("South", "Revenues", SOUTH)),
]


def retold(**texts: tuple[str, str]) -> list[tuple[str, ...]]:
    """The note again, without tags, as the discussion prints it in its own words."""
    return [
        YEARS,
        *((f"{label} region", *texts.get(label, FIGURES[label])) for label in FIGURES),
    ]


def document(discussion: list[tuple[str, ...]], note=NOTE, title="Note 9") -> str:
    thousands = "(In thousands)"
    return filing(
        [("Segment performance", thousands, discussion), (title, thousands, note)]
    )


def meanings(reading, statement: str) -> dict[str, tuple[str, str]]:
    """The line item and the segment of each label that is known in a statement."""
    return {
        one.label: (one.line_item_key, one.segment_key)
        for table in reading.tables
        for one in table.meanings
        if one.standing is Standing.PROPOSED and table.printed.title == statement
    }


def test_a_line_is_what_its_figures_are_tagged_as(read):
    _, reading = read(document(retold()))
    assert meanings(reading, "Segment performance") == {
        "North region": ("revenues", "birch_north"),
        "South region": ("revenues", "birch_south"),
    }


@pytest.mark.parametrize(
    "other",
    [
        # One figure is another one.
        {"North": ("51,204", "48,118")},
        # The figures are those of the other member, which the label does not name.
        {"North": FIGURES["South"]},
        # Figures of three digits are too common to tell anything.
        {"North": ("512", "481")},
    ],
)
def test_a_line_of_other_figures_is_not_known(read, other):
    _, reading = read(document(retold(**other)))
    assert [*meanings(reading, "Segment performance")] == ["South region"]


def test_a_note_is_the_statement_of_its_members(read):
    """Neither its title nor its lines say what it is."""
    of_products = [
        YEARS,
        *(
            (label, *both(label, "Revenues", (PRODUCTS, f"birch:{label}Member")))
            for label in FIGURES
        ),
    ]
    of_nothing = [YEARS, *((label, *both(label, "Revenues")) for label in FIGURES)]
    of_more = [
        YEARS,
        *(
            (label, *both(label, "Revenues", NORTH, ("us-gaap:DebtAxis", "birch:Bond")))
            for label in FIGURES
        ),
    ]
    found = []
    for note in (NOTE, of_products, of_nothing, of_more):
        _, reading = read(document(retold(), note))
        found.append(reading.tables[-1].statement)
    assert found == ["segment_information", "revenue_breakdown", "notes", "notes"]
