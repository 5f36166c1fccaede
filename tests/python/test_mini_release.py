"""A release of one statement: sound, and broken in every way at once.

Its figures are made up. What each check must find is worked out by hand.
"""

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest
from conftest import kessan_without

pytestmark = pytest.mark.slow

RELEASE = "made-up-2016-11-08"
TABLE = "comprehensive_income"
PERIODS = [("2015-04-01", "2015-09-30"), ("2016-04-01", "2016-09-30")]
LINES = [
    ("NET INCOME", "100", "200"),
    ("OTHER COMPREHENSIVE INCOME (LOSS), NET OF TAX:", "", ""),
    ("Foreign currency translation adjustments", "10", "(20)"),
    ("Unrealized holding gain (loss) on securities", "5", "6"),
    ("Defined benefit pension plans", "-", "1"),
    ("TOTAL COMPREHENSIVE INCOME", "115", "187"),
    (
        "LESS: COMPREHENSIVE INCOME ATTRIBUTABLE TO NONCONTROLLING INTERESTS",
        "(5)",
        "(7)",
    ),
    (
        "COMPREHENSIVE INCOME ATTRIBUTABLE TO INTERNET INITIATIVE JAPAN INC.",
        "110",
        "180",
    ),
]
# Added up by hand: the sum of a column, and with each number times its line.
TOTALS = [(335, 1685), (547, 2682)]


@pytest.fixture
def mini_project(project: Path) -> Path:
    """The project with nothing but the made-up release in it."""
    release = project / "seeds" / "release"
    for path in release.glob("*.csv"):
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    add_rows(
        seed(project, "releases"),
        {
            "release_id": RELEASE,
            "company_key": "iij",
            "title": "Made up",
            "document": "none",
            "published_at": "2016-11-08",
            "currency": "JPY",
            "accounting_standard": "US GAAP",
        },
    )
    add_rows(
        seed(project, "printed_tables"),
        {
            "release_id": RELEASE,
            "table_id": TABLE,
            "statement": TABLE,
            "section": "table",
            "title": "Made up",
            "first_source_line": "1",
            "last_source_line": "8",
            "rounding": "exact",
            "line_count": "8",
            "display_order": "1",
        },
    )
    letters = [
        re.sub("[^a-z0-9]", "", label.lower())
        for label, *figures in LINES
        if any(figures)
    ]
    for n, ((start, end), (total, line_total)) in enumerate(
        zip(PERIODS, TOTALS, strict=True), 1
    ):
        column = {
            "release_id": RELEASE,
            "table_id": TABLE,
            "column_number": str(n),
            "period_start": start,
            "period_end": end,
            "measure": "amount",
            "unit": "JPY",
            "scale": "3",
            "scenario": "actual",
        }
        heading = {"source_line": "0", "heading": end, "printed_unit": "Thousands"}
        add_rows(seed(project, "column_headings"), column | heading)
        add_rows(
            seed(project, "control_totals"),
            column
            | {
                "figure_count": "7",
                "total": str(total),
                "line_total": str(line_total),
                "label_digest": hashlib.md5(",".join(letters).encode()).hexdigest(),
            },
        )
    key(project, LINES)
    add_rows(
        seed(project, "calculations"),
        *(
            {
                "release_id": RELEASE,
                "table_id": TABLE,
                "total_line": str(total),
                "part_line": str(part),
                "weight": "1",
                "said_by": "keyed",
            }
            for total, parts in ((6, (1, 3, 4, 5)), (8, (6, 7)))
            for part in parts
        ),
    )
    return project


def seed(project: Path, name: str) -> Path:
    (path,) = (project / "seeds").glob(f"*/{name}.csv")
    return path


def add_rows(path: Path, *rows: dict[str, str]) -> None:
    """Add rows to a CSV; what they do not say is empty."""
    with path.open("r+", encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
        file.seek(0, 2)
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writerows(rows)


def key(project: Path, lines: list[tuple[str, str, str]]) -> None:
    add_rows(
        seed(project, "lines"),
        *(
            {
                "release_id": RELEASE,
                "table_id": TABLE,
                "line_number": str(n),
                "source_line": str(n),
                "indent": "0",
                "label": label,
                "column_1": first,
                "column_2": second,
            }
            for n, (label, first, second) in enumerate(lines, 1)
        ),
    )


def test_a_release_of_one_statement_is_published(mini_project: Path):
    built = kessan_without(("dbt",), "build", project=mini_project)
    assert built.returncode == 0, built.stderr
    assert "1 release, 14 figures" in built.stdout


def test_everything_wrong_with_a_release_is_named_at_once(mini_project: Path):
    path = seed(mini_project, "lines")
    text = path.read_text("utf-8")
    for old, new in [
        ("Unrealized holding gain (loss) on securities", "Gains on securities"),
        (",10,(20)", ",1O,(20)"),
        (",110,180", ",110,181"),
    ]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    add_rows(
        seed(mini_project, "exceptions"),
        {
            "release_id": RELEASE,
            "kind": "exception",
            "identity_id": "foot_as_calculated",
            "subject": f"{TABLE}/6/1",
            "difference": "1",
            "reason": "none",
            "evidence": "none",
        },
    )

    refused = kessan_without(("dbt",), "build", project=mini_project)

    assert refused.returncode == 1, refused.stdout + refused.stderr
    *listed, count = refused.stderr.strip().split("\n\n")
    kinds = Counter(
        re.sub(r"^seeds/\S+ line \d+: ", "", problem).split(":")[0]
        for problem in listed
    )
    assert kinds == {
        "unknown label": 1,
        "unreadable figure": 1,
        # The total of column 2 less the noncontrolling interests is 180.
        "violated identity": 1,
        # Comprehensive income has a part less in both columns.
        "incomplete identity": 2,
        "unused exception": 1,
        # Nothing holds any more in column 2.
        "unproven column": 1,
        "unequal total": 2,
    }
    assert count == "9 problems. Nothing was published."
    assert not (mini_project / "published" / "kessan.duckdb").exists()
