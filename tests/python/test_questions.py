"""The ten questions: queries of `analyses/`, and answers that they bear out."""

import re
import shutil
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest

from kessan.project import ROOT

pytestmark = pytest.mark.build

QUESTION = re.compile(
    r"^## \d+\. (?P<question>[^\n]*)\n\n(?P<answer>(?:[^\n]+\n)+)\n"
    r"`analyses/(?P<name>\w+)\.sql`\n\n```sql\n(?P<query>.*?)\n```\n",
    re.MULTILINE | re.DOTALL,
)
NUMBER = re.compile(r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(\s(?:%|points))?")
# A fiscal year of words is no figure.
YEARS = {Decimal(2015)}


@dataclass(frozen=True)
class Question:
    """A question of the document, with what stands below it."""

    question: str
    answer: str
    name: str
    query: str


def questions(root: Path) -> list[Question]:
    text = (root / "docs" / "start" / "questions.md").read_text("utf-8")
    return [Question(**found.groupdict()) for found in QUESTION.finditer(text)]


def analysis(root: Path, name: str) -> tuple[str, str]:
    """The question that an analysis opens with, and its query on the published file."""
    text = (root / "analyses" / f"{name}.sql").read_text("utf-8")
    comment = re.match(r"(?:--.*\n)+", text)
    assert comment
    words = " ".join(line.strip("- ") for line in comment[0].splitlines())
    query = text[comment.end() :].strip()
    query = re.sub(r"\{\{ ref\('((?:dim|fct)_\w+)'\) \}\}", r"marts.\1", query)
    query = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"reports.\1", query)
    return words[: words.index("?") + 1], query


def drifted(root: Path) -> list[str]:
    """Questions of which the document and the analysis do not say the same."""
    return [
        asked.name
        for asked in questions(root)
        if analysis(root, asked.name) != (asked.question, asked.query)
    ]


def unfounded(root: Path, warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """Numbers in the words of an answer that its result does not have."""
    found = []
    for asked in questions(root):
        cells = [
            Decimal(cell)
            for row in warehouse.sql(asked.query).fetchall()
            for cell in row
            if isinstance(cell, int | Decimal)
        ]
        for text, unit in NUMBER.findall(asked.answer):
            number = Decimal(text.replace(",", ""))
            # A percentage is none of an amount in another scale.
            scales = (0,) if unit else (0, 3, 6)
            places = Decimal(1).scaleb(number.as_tuple().exponent)
            rounded = {
                abs(cell).scaleb(-scale).quantize(places, ROUND_HALF_UP)
                for cell in cells
                for scale in scales
            }
            if number not in rounded | YEARS:
                found.append(f"{asked.name}: {text}")
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the document and the analyses, to damage."""
    for name in ("docs", "analyses"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_ten_questions_are_asked():
    asked = [question.name for question in questions(ROOT)]
    assert len(asked) == len(set(asked)) == 10
    files = {path.stem for path in (ROOT / "analyses").glob("*.sql")}
    assert files - set(asked) == {"as_known_in_spring_2016"}


def test_queries_are_those_of_the_analyses(copy):
    assert drifted(copy) == []
    edit(copy / "docs/start/questions.md", "period_end = date '2016-09-30'", "true")
    edit(copy / "analyses/recurring_share.sql", "recurs?", "comes back?")
    assert drifted(copy) == ["operating_income_fell", "recurring_share"]


def test_answers_are_borne_out(copy, warehouse):
    assert unfounded(copy, warehouse) == []
    edit(copy / "docs/start/questions.md", "1,948 million", "1,947 million")
    edit(copy / "docs/start/questions.md", "86.4 %", "86.5 %")
    assert unfounded(copy, warehouse) == [
        "operating_income_fell: 1,947",
        "recurring_share: 86.5",
    ]


# Hand-read from the release, in the scale that it prints them in.
@pytest.mark.parametrize(
    ("name", "label", "expected"),
    [
        ("operating_income_fell", "Sales and marketing", 5165482 - 5635948),
        ("operating_income_fell", "Operating income", 2563085),
        (
            *("revenue_drivers", "Revenues, Internet connectivity services (consumer)"),
            10328320 - 6596559,
        ),
        ("capital_expenditure", "CAPEX, including capital leases", 7943000),
        ("balance_sheet_changes", "Long-term borrowings", 0),
        ("balance_sheet_changes", "Prepaid expenses, current", 4769988),
    ],
)
def test_results_are_of_the_release(warehouse, name, label, expected):
    _, query = analysis(ROOT, name)
    rows = warehouse.sql(query).fetchall()
    assert next(row[1] for row in rows if row[0] == label) == expected
