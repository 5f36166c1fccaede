"""The attack: each way to damage the input, and what is said of the damages."""

import csv
import subprocess
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import copy_project, kessan

from kessan import cli
from kessan.faults import damages as damages_module
from kessan.faults import operators, report, sample
from kessan.faults.damages import Damage, Row, blocks, damages
from kessan.faults.evaluate import Evaluation, EvaluationError, Verdict
from kessan.project import SEEDS

pytestmark = pytest.mark.fast

TABLE = "comprehensive_income"


def seeds_of_releases() -> dict[str, list[Row]]:
    """The rows of the CSVs, as dbt loads them."""
    found: dict[str, list[Row]] = {}
    for path in sorted((SEEDS / "release").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = [
                {name: cell or None for name, cell in row.items()}
                for row in csv.DictReader(file)
            ]
    return found


# Printed texts.


@pytest.mark.parametrize(
    ("operator", "text", "damaged"),
    [
        ("last_digit_up", "74,123", "74,124"),
        ("last_digit_up", "(999)", "(1,000)"),
        ("last_digit_up", "9.9", "10.0"),
        ("last_digit_up", "0", "1"),
        ("last_digit_up", "JPY74,129 million", "JPY74,130 million"),
        ("last_digit_up", "Up to JPY 1,500,000,000", "Up to JPY 1,500,000,001"),
        ("last_digit_up", "1,982.4Gbps", "1,982.5Gbps"),
        ("last_digit_up", "12345", "12346"),
        ("last_digit_up", "-", None),
        ("last_digit_up", "—", None),
        ("last_digit_down", "(410,090)", "(410,089)"),
        ("last_digit_down", "1,000", "999"),
        ("last_digit_down", "up 10.0%", "up 9.9%"),
        ("last_digit_down", "1", "0"),
        ("last_digit_down", "0.1", "0.0"),
        ("last_digit_down", "0", None),
        ("last_digit_down", "-", None),
        ("digits_swapped", "74,123", "74,132"),
        ("digits_swapped", "1,500,000", "1,050,000"),
        ("digits_swapped", "24.0", "20.4"),
        ("digits_swapped", "JPY 966,033", "JPY 966,303"),
        ("digits_swapped", "55", None),
        ("digits_swapped", "7", None),
        ("digits_swapped", "-", None),
        ("digit_dropped", "74,123", "7,423"),
        ("digit_dropped", "1,234", "124"),
        ("digit_dropped", "(1,234,567)", "(123,567)"),
        ("digit_dropped", "13.5", "1.5"),
        ("digit_dropped", "5.8", "5"),
        ("digit_dropped", "5.0", None),
        ("digit_dropped", "8", None),
        ("digit_dropped", "-", None),
        ("digit_doubled", "74,123", "741,123"),
        ("digit_doubled", "(999)", "(9,999)"),
        ("digit_doubled", "13.5", "133.5"),
        ("digit_doubled", "5.8%", "5.88%"),
        ("digit_doubled", "8", "88"),
        ("digit_doubled", "5.0", None),
        ("digit_doubled", "0", None),
        ("digit_doubled", "-", None),
        ("times_1000", "74,123", "74,123,000"),
        ("times_1000", "(13.5)", "(13,500)"),
        ("times_1000", "0.25", "250"),
        ("times_1000", "1.2345", "1,234.5"),
        ("times_1000", "JPY84 million", "JPY84,000 million"),
        ("times_1000", "0", None),
        ("times_1000", "-", None),
        ("divided_by_1000", "74,123", "74"),
        ("divided_by_1000", "(1,234,567)", "(1,234)"),
        ("divided_by_1000", "84", "0"),
        ("divided_by_1000", "13.5", "0.0135"),
        ("divided_by_1000", "1,982.4Gbps", "1.9824Gbps"),
        ("divided_by_1000", "0", None),
        ("divided_by_1000", "-", None),
        ("sign_flipped", "74,123", "(74,123)"),
        ("sign_flipped", "(410,090)", "410,090"),
        ("sign_flipped", "-13.5", "13.5"),
        ("sign_flipped", "up 13.5%", "down 13.5%"),
        ("sign_flipped", "down 24.0%", "up 24.0%"),
        ("sign_flipped", "Up 13.5%", "Down 13.5%"),
        ("sign_flipped", "increased by JPY704 million", "decreased by JPY704 million"),
        ("sign_flipped", "decreased by 24.0%", "increased by 24.0%"),
        ("sign_flipped", "JPY1.0 billion down", "JPY1.0 billion"),
        ("sign_flipped", "rose by $4 million", "-$4 million"),
        ("sign_flipped", "A decline of 2.5%", "2.5%"),
        ("sign_flipped", "3% lower", "3%"),
        ("sign_flipped", "3% higher", "-3%"),
        ("sign_flipped", "an income of JPY84 million", "-JPY84 million"),
        ("sign_flipped", "Up to JPY 1,500,000,000", "-JPY 1,500,000,000"),
        ("sign_flipped", "JPY74,123 million", "-JPY74,123 million"),
        ("sign_flipped", "1,066 ATMs", "-1,066 ATMs"),
        ("sign_flipped", "0", None),
        ("sign_flipped", "(0.0)", None),
        ("sign_flipped", "-", None),
        ("cell_emptied", "74,123", ""),
        ("cell_emptied", "-", ""),
        ("cell_emptied", " ", None),
    ],
)
def test_what_is_done_to_a_printed_text(operator, text, damaged):
    assert operators.FIGURE_OPERATORS[operator](text) == damaged


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("JPY74,123 million", ["JPY74,123 billion", "JPY74,123 thousand"]),
        ("JPY158.0 billion", ["JPY158.0 million"]),
        ("JPY 74,229 thousand", ["JPY 74,229 million"]),
        ("up 13.5%", ["up 13.5"]),
        ("46,711,400 shares", ["46,711,400"]),
        ("JPY27.00 per share", ["JPY27.00"]),
        ("1,066 ATMs", ["1,066"]),
        ("74,123", []),
        ("-", []),
    ],
)
def test_a_unit_mistaken(text, changed):
    assert list(operators.units_changed(text)) == changed


@pytest.mark.parametrize(
    ("unit", "scale", "mistaken"),
    [
        ("JPY", "3", ("JPY", "6")),
        ("JPY", "6", ("JPY", "3")),
        ("count", "0", ("count", "3")),
        ("percent", "0", ("count", "0")),
        ("", "0", ("", "3")),
    ],
)
def test_a_unit_of_a_column_mistaken(unit, scale, mistaken):
    assert operators.heading_unit_changed(unit, scale) == mistaken


def test_a_year_earlier():
    assert operators.year_earlier("2016-09-30") == "2015-09-30"
    assert operators.year_earlier("2016-02-29") == "2015-02-28"
    assert operators.year_earlier("September 30") is None


# Rows.


def grid(*lines: str) -> dict[str, list[Row]]:
    """A CSV with a row for each printed line: label, first and second figure."""
    return {
        "lines": [
            {
                "release_id": "r",
                "table_id": "t",
                "line_number": str(n),
                "label": label,
                "column_1": first or None,
                "column_2": second or None,
            }
            for n, (label, first, second) in enumerate(
                (line.split("|") for line in lines), 1
            )
        ]
    }


def stated(*figures: str) -> dict[str, list[Row]]:
    """A CSV with a row for each figure: line, column, label and text."""
    return {
        "figures": [
            {
                "release_id": "r",
                "table_id": "t",
                "line_number": line,
                "column_number": column,
                "label": label,
                "printed_text": text,
                "period_start": "2016-04-01",
                "period_end": "2016-09-30",
                "measure": "amount",
            }
            for line, column, label, text in (figure.split("|") for figure in figures)
        ]
    }


def headings(*columns: str) -> dict[str, list[Row]]:
    """A CSV of headings: start, end, unit and scale of each column of a table."""
    names = ("period_start", "period_end", "unit", "scale")
    return {
        "column_headings": [
            {
                "release_id": "r",
                "table_id": "t",
                "column_number": str(n),
                "heading": f"h{n}",
                "measure": "amount",
                **{
                    name: cell or None
                    for name, cell in zip(names, column.split("|"), strict=True)
                },
            }
            for n, column in enumerate(columns, 1)
        ]
    }


def results_of(
    operator: str, tables: dict[str, list[Row]], *columns: str
) -> list[list[str]]:
    """All rows of the CSV after each damage, in the given columns."""
    (rows,) = tables.values()
    return [
        [
            "|".join(row[column] or "" for column in columns)
            for row in damage.done_to(rows)
        ]
        for damage in damages(tables)
        if damage.operator == operator
    ]


LINES = ("Assets||", "Cash|1|2", "Other||", "Goods|3|3", "Total|4|5")


def test_a_line_dropped_closes_up():
    dropped = results_of("line_dropped", grid(*LINES), "line_number", "label")
    assert len(dropped) == 5
    assert dropped[0] == ["1|Cash", "2|Other", "3|Goods", "4|Total"]
    assert dropped[1] == ["1|Assets", "2|Other", "3|Goods", "4|Total"]
    assert dropped[4] == ["1|Assets", "2|Cash", "3|Other", "4|Goods"]


def test_a_line_duplicated_shifts_the_others():
    twice = results_of("line_duplicated", grid(*LINES), "line_number", "label")
    assert len(twice) == 5
    assert twice[1] == ["1|Assets", "2|Cash", "3|Cash", "4|Other", "5|Goods", "6|Total"]
    assert twice[4][3:] == ["4|Goods", "5|Total", "6|Total"]


def test_columns_swapped():
    swapped = results_of("columns_swapped", grid(*LINES), "column_1", "column_2")
    # Goods has the same figure in both.
    assert swapped == [
        ["|", "2|1", "|", "3|3", "4|5"],
        ["|", "1|2", "|", "3|3", "5|4"],
    ]


def test_lines_swapped_with_the_next_that_has_figures():
    columns = ("label", "column_1", "column_2")
    swapped = results_of("lines_swapped", grid(*LINES), *columns)
    assert swapped == [
        ["Assets||", "Cash|3|3", "Other||", "Goods|1|2", "Total|4|5"],
        ["Assets||", "Cash|1|2", "Other||", "Goods|4|5", "Total|3|3"],
    ]
    assert results_of("lines_swapped", grid("a|1|2", "b|1|2"), "label") == []


def test_a_label_replaced():
    replaced = results_of("label_replaced", grid(*LINES), "label")
    assert [labels[n] for n, labels in enumerate(replaced)] == [
        "Cash",
        "Goods",
        "Goods",
        "Total",
    ]
    assert results_of("label_replaced", grid("a|1|2", "a|3|4"), "label") == []


FIGURES = ("7|1|Sales|5", "7|2|Sales|6", "7|3|Costs|6", "9|1|Tax|8", "9|3|Tax|1")


def test_a_figure_of_the_text_dropped_or_duplicated():
    columns = ("line_number", "column_number", "printed_text")
    dropped = results_of("line_dropped", stated(*FIGURES), *columns)
    assert len(dropped) == 5
    assert dropped[0] == ["7|1|6", "7|2|6", "9|1|8", "9|3|1"]
    # A gap that was there stays one: the exchange form leaves columns empty.
    assert dropped[3] == ["7|1|5", "7|2|6", "7|3|6", "9|2|1"]
    twice = results_of("line_duplicated", stated(*FIGURES), *columns)
    assert len(twice) == 5
    assert twice[1] == ["7|1|5", "7|2|6", "7|3|6", "7|4|6", "9|1|8", "9|3|1"]


def test_figures_of_the_text_exchanged():
    swapped = results_of("columns_swapped", stated(*FIGURES), "printed_text")
    assert swapped == [["6", "5", "6", "8", "1"], ["5", "6", "6", "1", "8"]]
    swapped = results_of("lines_swapped", stated(*FIGURES), "printed_text")
    assert swapped == [["8", "6", "6", "5", "1"], ["5", "6", "1", "8", "6"]]
    replaced = results_of("label_replaced", stated(*FIGURES), "label")
    assert replaced == [
        ["Sales", "Costs", "Costs", "Tax", "Tax"],
        ["Sales", "Sales", "Tax", "Tax", "Tax"],
    ]


def test_meaning_of_a_figure_of_the_text():
    tables = stated("7|1|Sales|JPY5 billion")
    periods = results_of("heading_moved", tables, "period_start", "period_end")
    assert periods == [["2015-04-01|2015-09-30"]]
    assert results_of("unit_changed", tables, "printed_text") == [["JPY5 million"]]


def test_meaning_of_a_column():
    tables = headings(
        "2015-04-01|2015-09-30|JPY|3",
        "2016-04-01|2016-09-30|JPY|6",
        "||percent|0",
    )
    moved = results_of("heading_moved", tables, "period_start", "period_end")
    assert moved == [
        ["2016-04-01|2016-09-30", "2016-04-01|2016-09-30", "|"],
        ["2015-04-01|2015-09-30", "2015-04-01|2015-09-30", "|"],
    ]
    changed = results_of("unit_changed", tables, "unit", "scale")
    assert [units[n] for n, units in enumerate(changed)] == [
        "JPY|6",
        "JPY|3",
        "count|0",
    ]
    alone = headings("|2016-09-30|JPY|3")
    moved = results_of("heading_moved", alone, "period_start", "period_end")
    assert moved == [["|2015-09-30"]]


def test_an_emptied_cell_is_null():
    emptied = results_of("cell_emptied", grid("a|1|-"), "column_1", "column_2")
    assert emptied == [["|-"], ["1|"]]


def test_a_damage_says_what_it_is():
    (damage,) = [
        damage
        for damage in damages(grid(*LINES))
        if damage.operator == "last_digit_up" and damage.label == "Total"
        and damage.column_number == "2"
    ]  # fmt: skip
    assert (damage.before, damage.after) == ("5", "6")
    assert damage.address == "lines.csv, t, line 5, column 2"
    assert (damage.first, damage.last, len(damage.rows)) == (4, 5, 1)


def test_a_table_in_two_places_is_refused():
    rows = grid(*LINES)["lines"]
    apart = [rows[0], {**rows[1], "table_id": "u"}, rows[2]]
    with pytest.raises(ValueError, match="table t is in two places"):
        list(blocks("lines", apart))


def test_every_figure_of_the_releases_is_attacked():
    tables = seeds_of_releases()
    found = list(damages(tables))
    count = Counter(damage.operator for damage in found)
    assert set(count) == set(damages_module.OPERATORS)
    # 1,031 figures, of which 26 are dashes; one is 0, with nothing below it. The
    # 168 of the earlier releases are all other numbers.
    assert count["cell_emptied"] == 1031 + 168
    assert count["last_digit_up"] == 1031 - 26 + 168
    assert count["last_digit_down"] == count["sign_flipped"] == 1031 - 26 - 1 + 168
    for damage in found:
        rows = tables[damage.csv_name]
        assert damage.done_to(rows) != rows, damage


def test_tables_in_thousands():
    tables = headings("2015-04-01|2015-09-30|JPY|3", "2016-04-01|2016-09-30|JPY|6")
    assert damages_module.thousands_tables(tables) == set()
    assert ("iij-2016-11-08", TABLE) in damages_module.thousands_tables(
        seeds_of_releases()
    )


# What is said of the damages.


def verdict(damage: Damage, **counts: int) -> Verdict:
    """A verdict with so many findings of each family."""
    names = tuple(f"{family}: broken" for family in counts)
    return Verdict(f"fault-{damage.first}", damage, counts, names)


def some_damages(operator: str) -> list[Damage]:
    """Damages of one operator to a small table."""
    tables = grid("a|1|2", "b|3|4", "c|5|6")
    return [damage for damage in damages(tables) if damage.operator == operator]


def test_the_report_counts_what_is_caught():
    ups = some_damages("last_digit_up")
    flips = some_damages("sign_flipped")
    verdicts = [
        verdict(ups[0], input=2),
        verdict(ups[1], identity=1, control_total=1),
        verdict(ups[2], control_total=1),
        verdict(ups[3]),
        verdict(flips[0], identity=3),
    ]
    lines = list(report.table(verdicts))
    assert [line.split() for line in lines[1:]] == [
        ["last_digit_up", "4", "1", "1", "3", "1"],
        ["sign_flipped", "1", "0", "1", "1", "0"],
        ["total", "5", "1", "2", "4", "1"],
    ]
    assert [" ".join(line.split()) for line in report.targets(verdicts)] == [
        "one-unit errors 1 of 4 = 25.0 %, target 90 %: not met",
        "sign flips 1 of 1 = 100.0 %, target 100 %: met",
    ]
    evaluation = Evaluation(verdicts, {"fault-00000": ("input: odd",)}, {("r", "t")})
    said = "\n".join(report.summary(evaluation, "results.csv"))
    assert "Missed by everything: 1\nfault-1 last_digit_up: lines.csv" in said
    assert "    b: '4' -> '5'" in said
    assert "Missed by identities, in thousands: 3" in said
    assert "fault-00000, but it is refused:\n    input: odd" in said


def test_the_report_counts_what_is_proposed():
    ups = some_damages("last_digit_up")
    (flip, *_) = some_damages("sign_flipped")
    verdicts = [
        replace(verdict(ups[0], identity=1), proposed=(True,)),
        replace(verdict(ups[1], identity=1), proposed=(True, False)),
        verdict(ups[2], identity=1),
        replace(verdict(flip, identity=1), proposed=(True, True)),
    ]
    lines = list(report.proposals(verdicts))
    assert [line.split() for line in lines] == [
        ["tried", "proposed", "right", "harmful"],
        ["last_digit_up", "3", "2", "1", "1"],
        ["sign_flipped", "1", "1", "1", "0"],
        ["total", "4", "3", "2", "1"],
    ]
    evaluation = Evaluation(verdicts, {}, set())
    said = "\n".join(report.summary(evaluation, "results.csv"))
    assert "\n".join(lines) in said
    named = f"{verdicts[1].fault_id} last_digit_up: lines.csv"
    assert f"Proposed what was not printed: 1\n{named}" in said


def test_a_long_list_of_survivors_is_cut(monkeypatch):
    monkeypatch.setattr(report, "SHOWN", 2)
    verdicts = [verdict(damage) for damage in some_damages("last_digit_up")]
    lines = list(report.named(verdicts, "results.csv"))
    assert lines[-1] == "… and 4 more in results.csv"
    assert len(lines) == 5


def test_the_sample_is_spread():
    verdicts = [
        verdict(damage)
        for operator in ("last_digit_up", "columns_swapped", "label_replaced")
        for damage in some_damages(operator)
    ]
    chosen = sample.spread(verdicts, 7)
    assert Counter(v.damage.operator for v in chosen) == {
        "last_digit_up": 3,
        "columns_swapped": 2,
        "label_replaced": 2,
    }
    assert len({id(v) for v in chosen}) == 7
    assert sample.spread(verdicts, 7) == chosen
    assert len(sample.spread(verdicts, 100)) == len(verdicts) == 6 + 3 + 2


@pytest.mark.parametrize(
    ("exit_code", "counts", "agrees"),
    [
        (1, {"identity": 2}, True),
        (1, None, True),
        (1, {"identity": 1}, False),
        (1, {"input": 2}, False),
        (0, {}, False),
        (3, {"identity": 2}, False),
    ],
)
def test_a_real_build_agrees_or_not(exit_code, counts, agrees):
    (damage, *_) = some_damages("last_digit_up")
    build = sample.RealBuild(verdict(damage, identity=2), exit_code, counts, "said")
    assert build.agrees is agrees
    said = "\n".join(report.real_builds([build]))
    assert ("0 disagree" in said) is agrees
    assert ("really: exit code" in said) is not agrees


def test_a_real_csv_keeps_its_form():
    """Only what is damaged changes: the same quotes, the same line ends."""
    text = (SEEDS / "release" / "lines.csv").read_text("utf-8")
    tables = {"lines": seeds_of_releases()["lines"]}
    (damage,) = [
        damage
        for damage in damages(tables)
        if damage.operator == "last_digit_up" and damage.before == "111,834"
    ]
    assert text.count('"111,834"') == 1
    assert sample.damaged_csv(text, damage) == text.replace("111,834", "111,835")
    windows = text.replace("\n", "\r\n")
    assert sample.damaged_csv(windows, damage) == windows.replace("111,834", "111,835")


def test_a_copy_of_the_project_is_damaged_and_restored(project: Path):
    statement = project / "seeds" / "release" / "lines.csv"
    text = statement.read_bytes()
    (damage,) = [
        damage
        for damage in damages({"lines": seeds_of_releases()["lines"]})
        if damage.operator == "cell_emptied" and damage.before == "111,834"
    ]
    with sample.damaged(project, damage):
        assert statement.read_bytes() == text.replace(b'"111,834"', b"")
    assert statement.read_bytes() == text


# The command.

# The company as it is comes first, undamaged.
BLIND_SPOT = "fault-00001"


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Path:
    """A copy of the project whose audit is blind to the first damaged release."""
    copy = copy_project(tmp_path_factory.mktemp("attacked") / "project")
    model = copy / "models" / "audit" / "findings.sql"
    text = model.read_text("utf-8")
    last_line = "select * from final\n"
    assert text.endswith(last_line)
    blind = last_line + f"where release_id not like '{BLIND_SPOT}/%'\n"
    model.write_text(text.removesuffix(last_line) + blind, "utf-8")
    return copy


@pytest.fixture(scope="module")
def attack(attacked: Path) -> subprocess.CompletedProcess:
    """All damages to one table."""
    return kessan("faults", "--table", TABLE, project=attacked)


@pytest.fixture(scope="module")
def results(attack, attacked: Path) -> list[dict[str, str]]:
    """What the attack writes of each damage."""
    path = attacked / "target" / "faults" / "results.csv"
    assert path.exists(), attack.stderr
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_an_attack_on_one_table(attack, results):
    """8 lines, of which 7 have 2 figures each; none is a dash."""
    assert Counter(row["operator"] for row in results) == {
        "last_digit_up": 14,
        "last_digit_down": 14,
        "digits_swapped": 14,
        "digit_dropped": 14,
        "digit_doubled": 14,
        "sign_flipped": 14,
        "times_1000": 14,
        "divided_by_1000": 14,
        "cell_emptied": 14,
        "line_dropped": 8,
        "line_duplicated": 8,
        "columns_swapped": 7,
        "lines_swapped": 6,
        "label_replaced": 7,
        "heading_moved": 2,
        "unit_changed": 2,
    }
    assert "166 damages audited in" in attack.stdout
    # The undamaged releases among them have no findings.
    assert "it is refused" not in attack.stdout


@pytest.mark.slow
def test_damages_are_caught_by_the_checks_that_are_for_them(results):
    # Net income and three other lines foot to total comprehensive income.
    footed = [
        row
        for row in results
        if row["operator"] == "sign_flipped" and int(row["line_number"]) <= 6
    ]
    assert len(footed) == 10
    for row in footed:
        assert int(row["identity_findings"]) > 0, row
        assert "identity: " in row["problems"]
    for row in results:
        if row["operator"] == "cell_emptied":
            assert "unequal_total" in row["problems"], row


@pytest.mark.slow
def test_what_was_printed_is_proposed(attack, results):
    """Both totals stand in two sums: what is one slip from them is proposed."""
    assert {row["harmful"] for row in results} == {"0"}
    flips = [
        row
        for row in results
        if row["operator"] == "sign_flipped" and row["line_number"] == "6"
    ]
    assert [row["proposed"] for row in flips] == ["1", "1"]
    assert "Proposed what was not printed: 0\n" in attack.stdout


@pytest.mark.slow
def test_figures_in_thousands_are_marked(results):
    # Not what is done to the heading (dropped, duplicated, labelled anew), nor
    # to what the 2 columns mean.
    count = Counter(row["is_in_thousands"] for row in results)
    assert count == {"true": 166 - 3 - 4, "false": 3 + 4}


@pytest.mark.slow
def test_a_survivor_is_named_and_fails(attack, results):
    assert attack.returncode == 1, attack.stderr
    missed = [row["fault_id"] for row in results if row["is_caught"] == "false"]
    assert BLIND_SPOT in missed
    assert f"Missed by everything: {len(missed)}\n" in attack.stdout
    assert (
        f"{BLIND_SPOT} last_digit_up: lines.csv, {TABLE}, line 1,"
        " column 1\n    NET INCOME: '1,744,473' -> '1,744,474'\n"
    ) in attack.stdout


class Stub:
    """An audit that says what it is told to; what it audits does not matter."""

    def __init__(self, outcome: Evaluation | Exception) -> None:
        self.outcome = outcome

    def rows(self) -> dict[str, list[Row]]:
        return grid("a|1|2")

    def evaluate(self, _: list[Damage]) -> Evaluation:
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def remove(self) -> None:
        """There is no file."""


def evaluation(
    *verdicts: Verdict, control: dict[str, tuple[str, ...]] | None = None
) -> Evaluation:
    """The verdicts of an audit that finds so much in what is undamaged."""
    return Evaluation(list(verdicts), control or {}, set())


CAUGHT = verdict(some_damages("last_digit_up")[0], identity=1)
MISSED = verdict(some_damages("sign_flipped")[0])
HARMED = replace(CAUGHT, proposed=(False,))


@pytest.mark.parametrize(
    ("outcome", "arguments", "code", "said"),
    [
        (evaluation(CAUGHT), [], 0, "Missed by everything: 0\n"),
        (evaluation(CAUGHT, MISSED), [], 1, "Missed by everything: 1\n"),
        (evaluation(HARMED), [], 1, "Proposed what was not printed: 1\n"),
        (
            evaluation(CAUGHT, control={"fault-00000": ("input: odd",)}),
            [],
            1,
            "Nothing was damaged in fault-00000, but it is refused:\n    input: odd\n",
        ),
        (EvaluationError("no findings"), [], 3, "broke off:\nno findings\n"),
        (evaluation(), ["--table", "none"], 2, "no figure or line to damage"),
        (evaluation(), ["--operator", "spilt"], 2, "'spilt' is not one of"),
    ],
)
def test_exit_codes(monkeypatch, tmp_path, outcome, arguments, code, said):
    monkeypatch.setattr(cli.proof, "FaultsFile", lambda *_, **__: Stub(outcome))
    monkeypatch.setattr(cli.proof, "FAULT_RESULTS", tmp_path / "results.csv")
    done = CliRunner().invoke(cli.main, ["faults", *arguments])
    assert done.exit_code == code, done.output
    assert said in done.output


def test_a_real_build_that_disagrees_fails(monkeypatch, tmp_path):
    stub = Stub(evaluation(CAUGHT))
    monkeypatch.setattr(cli.proof, "FaultsFile", lambda *_, **__: stub)
    monkeypatch.setattr(cli.proof, "FAULT_RESULTS", tmp_path / "results.csv")
    monkeypatch.setattr(
        sample,
        "build_really",
        lambda chosen: [sample.RealBuild(chosen[0], 0, {}, "published")],
    )
    done = CliRunner().invoke(cli.main, ["faults", "--real", "1"])
    assert done.exit_code == 1, done.output
    assert "0 agree, 1 disagree" in done.output
