"""What several tables together say for a figure."""

from pathlib import Path

import pytest
from readings import reading_of, written

from kessan.read.evidence import QUOTIENT

pytestmark = pytest.mark.fast

# 57,212 by 23,847 is 2.3991, and 50,116 by 23,790 is 2.1066.
TABLES = """CONSOLIDATED STATEMENTS OF INCOME
(In thousands)

| | Year ended December 31, 2015 | Year ended December 31, 2014 |
| Operating income | 84,499 | 72,340 |
| Income tax expense | 27,287 | 22,224 |
| Net income | 57,212 | 50,116 |

EARNINGS PER SHARE
(In thousands, except per share amounts)

| | Year ended December 31, 2015 | Year ended December 31, 2014 |
| Weighted-average shares, basic | 23,847 | 23,790 |
| Basic net income per share | {of_2015} | $2.11 |
"""


@pytest.mark.parametrize(
    ("of_2015", "years"),
    [
        ("$2.40", {"2015", "2014"}),
        # A figure that is misread is the quotient of nothing.
        ("$2.50", {"2014"}),
    ],
)
def test_earnings_per_share_are_the_quotient_of_two_tables(
    tmp_path: Path, of_2015: str, years: set[str]
):
    path = tmp_path / "birch-2016-02-10.txt"
    reading = reading_of(written(path, TABLES.format(of_2015=of_2015)))
    found = {
        (table.printed.lines[one.line_number - 1].label, str(one.period.end)[:4])
        for table in reading.tables
        for one in table.figures
        if QUOTIENT in one.evidence and one.period
    }
    labels = (
        *("Net income", "Weighted-average shares, basic"),
        "Basic net income per share",
    )
    assert found == {(label, year) for label in labels for year in years}
