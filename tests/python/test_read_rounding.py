"""How a table is rounded: a statement of the same document prints it in full.

The figures are made up, so that the sums of the table in millions hold as well.
"""

from pathlib import Path

import pytest
from readings import reading_of, written

from kessan.foot import Rounding
from kessan.read.rounding import with_rounding

pytestmark = pytest.mark.fast

LABELS = (
    *("Revenues", "Cost of revenues", "Gross profit"),
    *("Operating expenses", "Operating income"),
)
YEARS = "| | Year ended December 31, 2015 | Year ended December 31, 2014 |"
IN_MILLIONS = {
    2015: ("95,804", "62,401", "33,403", "7,821", "25,582"),
    2014: ("88,117", "56,310", "31,807", "7,204", "24,603"),
}


def table(title: str, scale: str, new: tuple[str, ...], old: tuple[str, ...]) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in zip(LABELS, new, old, strict=True)]
    return "\n".join([title, f"(In {scale})", "", YEARS, *lines, ""])


@pytest.fixture
def read(tmp_path: Path):
    """Reads highlights in millions, and the statement in full, of the same years."""

    def read(scale: str, new: tuple[str, ...], old: tuple[str, ...]):
        highlights = table("FINANCIAL HIGHLIGHTS", "millions", *IN_MILLIONS.values())
        statement = table("CONSOLIDATED STATEMENTS OF INCOME", scale, new, old)
        document = written(tmp_path / "release.md", f"{highlights}\n{statement}")
        return reading_of(document).tables

    return read


@pytest.mark.parametrize(
    ("new", "old", "rounding"),
    [
        (
            # 95,804.3 less 62,400.6 is 33,403.7, which is printed as 33,403.
            ("95,804,312", "62,400,604", "33,403,708", "7,821,419", "25,582,289"),
            ("88,117,204", "56,309,991", "31,807,213", "7,204,312", "24,602,901"),
            Rounding.NEAREST,
        ),
        (
            ("95,804,912", "62,401,804", "33,403,108", "7,821,019", "25,582,089"),
            ("88,117,804", "56,310,791", "31,807,013", "7,204,002", "24,603,011"),
            Rounding.TRUNCATED,
        ),
        (
            ("95,804,000", "62,401,000", "33,403,000", "7,821,000", "25,582,000"),
            ("88,117,000", "56,310,000", "31,807,000", "7,204,000", "24,603,000"),
            Rounding.EXACT,
        ),
    ],
)
def test_a_table_is_rounded_as_its_figures_in_full_show(read, new, old, rounding):
    tables = read("thousands", new, old)
    assert [len(table.calculations) for table in tables] == [2, 2]
    assert [table.rounding for table in tables] == [rounding, Rounding.EXACT]
    # What an earlier release says of the first one would stay.
    settled = with_rounding(tables, {tables[0].table_id})
    assert settled[0] is tables[0]


def test_sums_say_exact_where_nothing_prints_more_places(read):
    tables = read("millions", *IN_MILLIONS.values())
    assert [table.rounding for table in tables] == [Rounding.EXACT] * 2
