"""The sums of a printed table: what is found, what is not, and how it is written.

All tables are made up. Each rule of the search has a table that tells it from a
search without the rule.
"""

import csv
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from kessan import cli
from kessan.foot import (
    Calculation,
    Footing,
    Grid,
    GridError,
    Line,
    Rounding,
    foot,
    read_grids,
    write_calculations,
)
from kessan.foot.grid import read_cell
from kessan.project import SEEDS

pytestmark = pytest.mark.fast

COST_OF_SALES = """
    Sales                 | 81,234 | 92,871
    Cost of sales         | 50,117 | 61,003
    Gross profit          | 31,117 | 31,868
"""


def table(
    text: str, rounding: str = "exact", measures: tuple[str, ...] | None = None
) -> Grid:
    """A grid from lines `label | cell | cell`; deeper lines stand further right.

    What stands in brackets before a label is the unit. A line without cells heads
    those below it.
    """
    rows = [line for line in text.splitlines() if line.strip()]
    margin = min(len(row) - len(row.lstrip()) for row in rows)
    width = max(row.count("|") for row in rows)
    lines = []
    heading = ""
    for number, row in enumerate(rows, 1):
        indent = (len(row) - len(row.lstrip()) - margin) // 2
        label, *cells = (cell.strip() for cell in row.split("|"))
        unit, _, label = label.rpartition("]")
        values = [read_cell(cell) for cell in cells]
        values += [None] * (width - len(values))
        lines.append(Line(number, label.strip(), tuple(values), indent, heading, unit))
        if not cells:
            heading = label
    return Grid(
        "made_up", measures or ("amount",) * width, Rounding(rounding), tuple(lines)
    )


def found(grid: Grid) -> dict[int, dict[int, int]]:
    """The weights of the parts, by total."""
    return {one.total_line: dict(one.parts) for one in foot(grid).calculations}


def loose(footing: Footing) -> list[int]:
    return [line.line_number for line in footing.loose_lines]


def test_a_total_of_the_lines_above_and_a_total_of_totals():
    grid = table("""
        Current assets:
          Cash                | 19,569 | 19,668
          Receivables         | 23,747 | 23,161
          Inventories         |  2,004 |  2,707
          Total               | 45,320 | 45,536
        Property              | 34,324 | 36,613
        Goodwill              |  6,170 |  6,170
        Total assets          | 85,814 | 88,319
    """)
    footing = foot(grid)
    assert found(grid) == {5: {2: 1, 3: 1, 4: 1}, 8: {5: 1, 6: 1, 7: 1}}
    assert all(one.is_exact and one.columns == 2 for one in footing.calculations)
    assert not footing.loose_lines


def test_a_total_before_its_parts_that_stand_deeper():
    grid = table("""
        Revenues              | 8,357 | 10,577
          Lines               | 4,773 |  4,873
          Mobile              | 3,450 |  5,590
            of it wholesale   |   699 |  2,573
          Others              |   134 |    114
        Profit                | 1,204 |  1,377
          At home             |   985 |  1,083
          Abroad              |   219 |    294
    """)
    # What stands deeper still is in its line already, and is no part of its own.
    assert found(grid) == {1: {2: 1, 3: 1, 5: 1}, 6: {7: 1, 8: 1}}
    assert loose(foot(grid)) == [4]


def test_a_total_before_its_parts_that_stand_no_deeper():
    grid = table("""
        Sales                 | 74,123 | 65,334
        Japan                 | 44,836 | 38,001
        Americas              | 25,768 | 23,725
        Elsewhere             |  3,519 |  3,608
    """)
    assert found(grid) == {1: {2: 1, 3: 1, 4: 1}}


def test_a_part_is_not_an_earlier_total_less_the_other_parts():
    grid = table("""
        Japan                 | 44,836 | 38,001
        Abroad                | 29,287 | 27,333
        Net sales             | 74,123 | 65,334
        Telephones            | 30,739 | 27,423
        Computers             | 40,003 | 35,109
        Services              |  3,381 |  2,802
        Net sales             | 74,123 | 65,334
    """)
    assert found(grid) == {3: {1: 1, 2: 1}, 7: {4: 1, 5: 1, 6: 1}}


def test_a_difference():
    assert found(table(COST_OF_SALES)) == {3: {1: 1, 2: -1}}


def test_running_totals_with_the_signs_that_the_words_say():
    grid = table("""
        Operating income                    | 2,563,085 | 1,947,702
        Other income, net                   |    83,872 |   157,653
        Income before income tax            | 2,646,957 | 2,105,355
        Income tax expense                  | 1,039,885 |   953,678
        Equity in income of investees       |   137,401 |    41,646
        Net income                          | 1,744,473 | 1,193,323
        Less: noncontrolling interests      |  (91,974) |  (85,389)
        Net income of the parent            | 1,652,499 | 1,107,934
    """)
    assert found(grid) == {
        3: {1: 1, 2: 1},
        6: {3: 1, 4: -1, 5: 1},
        8: {6: 1, 7: 1},
    }


def test_the_word_less_lets_fewer_digits_do():
    text = """
        Net income                      | 1,744 | 1,193
        {}noncontrolling interests      |  (92) |  (85)
        Net income of the parent        | 1,652 | 1,108
    """
    assert found(table(text.format("Less: "))) == {3: {1: 1, 2: 1}}
    assert not found(table(text.format("Of ")))


def test_the_balance_at_the_beginning_the_changes_and_the_end():
    grid = table("""
        Cash, beginning         |  21,093,633 |  19,569,095
        Operating activities:
          Net income            |   1,744,473 |   1,193,323
          Depreciation          |   4,800,290 |   5,283,504
          Net cash provided     |   6,544,763 |   6,476,827
        Investing activities:
          Purchases             | (5,321,194) | (5,358,105)
          Proceeds              |     489,963 |   1,209,468
          Net cash used         | (4,831,231) | (4,148,637)
        Net increase            |   1,713,532 |   2,328,190
        Cash, end               |  22,807,165 |  21,897,285
    """)
    assert found(grid) == {
        5: {3: 1, 4: 1},
        9: {7: 1, 8: 1},
        10: {5: 1, 9: 1},
        11: {1: 1, 10: 1},
    }


def test_a_loan_that_is_paid_back_is_a_part_though_nothing_is_left_of_it():
    grid = table("""
        Financing activities:
          Borrowings            | 1,500,000 | 3,000,000
          Repayments            | (1,500,000) | (3,000,000)
          Leases                | (2,019,755) | (2,313,763)
          Dividends             | (505,365) | (505,480)
          Net cash used         | (2,525,120) | (2,819,243)
    """)
    assert found(grid) == {6: {2: 1, 3: 1, 4: 1, 5: 1}}


@pytest.mark.parametrize(
    ("rounding", "total", "is_found"),
    [
        ("exact", "65,335", True),
        ("exact", "65,334", False),
        # Three figures that may each be off by half of the last place.
        ("nearest", "65,334", True),
        ("nearest", "65,336", True),
        ("nearest", "65,332", False),
        # What was cut off each part may add up to one or two, and takes none away.
        ("truncated", "65,336", True),
        ("truncated", "65,334", True),
        ("truncated", "65,333", False),
        ("truncated", "65,338", False),
    ],
)
def test_each_rule_of_rounding_allows_its_own(rounding, total, is_found):
    text = f"""
        Network services        | 41,610 | 44,836
        Systems integration     | 23,725 | 25,768
        Total revenues          | {total} | 70,604
    """
    footing = foot(table(text, rounding))
    assert bool(footing.calculations) == is_found
    if is_found:
        (calculation,) = footing.calculations
        assert calculation.is_exact == (total == "65,335")


def test_a_negative_figure_was_cut_off_towards_zero():
    text = """
        Losses abroad           | (41,610) | (44,836)
        Losses at home          | (23,725) | (25,768)
        Result                  | ({})     | (70,604)
    """
    assert found(table(text.format("65,336"), "truncated"))
    assert not found(table(text.format("65,333"), "truncated"))


def test_the_last_place_is_that_of_the_figure():
    text = """
        First                   | 416.10 | 448.36
        Second                  | 237.25 | 257.68
        Total                   | {}     | 706.04
    """
    assert found(table(text.format("653.36"), "nearest"))
    assert not found(table(text.format("653.4"), "exact"))
    assert found(table(text.format("653.4"), "nearest"))
    assert not found(table(text.format("653.39"), "nearest"))


def test_a_sum_holds_in_every_column():
    grid = table("""
        Network services        | 41,610 | 44,836 | 47,120
        Systems integration     | 23,725 | 25,768 | 26,007
        Total revenues          | 65,335 | 70,604 | 73,172
    """)
    assert not found(grid)
    assert loose(foot(grid)) == [1, 2, 3]


def test_growth_and_ratios_are_not_added():
    grid = table(
        """
        Network services        | 41,610 | 44,836 | 7.8
        Systems integration     | 23,725 | 25,768 | 8.6
        Total revenues          | 65,335 | 70,604 | 8.1
        """,
        measures=("amount", "amount", "yoy_percent"),
    )
    assert found(grid) == {3: {1: 1, 2: 1}}
    assert foot(grid).calculations[0].columns == 2


def test_lines_of_another_unit_are_no_parts():
    grid = table("""
        Sales                   | 41,610 | 44,836
        [shares] Shares         | 14,656 | 14,902
        Other sales             | 23,725 | 25,768
        Total                   | 65,335 | 70,604
    """)
    assert found(grid) == {4: {1: 1, 3: 1}}
    assert loose(foot(grid)) == [2]


@pytest.mark.parametrize(
    "text",
    [
        # A column of small numbers: any two of them are the sum of another.
        """
        North                   | 12
        South                   | 7
        East                    | 19
        West                    | 5
        Total                   | 24
        """,
        # Two columns, and no more digits in them than in one.
        """
        North                   | 12 | 13
        South                   | 17 | 19
        Total                   | 29 | 32
        """,
        # Round figures have few digits, however long they are.
        """
        North                   | 1,200,000 | 1,300,000
        South                   | 1,700,000 | 1,900,000
        Total                   | 2,900,000 | 3,200,000
        """,
        # A balance and the next are near each other: the small change is what tells.
        """
        Beginning               | 19,569,095 | 19,667,822
        Change                  | 12 | (7)
        End                     | 19,569,107 | 19,667,815
        """,
        # The same in dollars is no second proof.
        """
        North                   | 1,204 | 1,204.00
        South                   | 973 | 973.00
        Total                   | 2,177 | 2,177.00
        """,
        """
        North                   | 1,204 | 12,040
        South                   | 973 | 9,730
        Total                   | 2,177 | 21,770
        """,
    ],
)
def test_what_may_be_chance_is_not_proposed(text):
    assert not found(table(text))


def test_a_column_that_follows_from_the_others_is_no_further_proof():
    half_year = """
        First                   | 112 | 131 | 243
        Second                  |  87 | 114 | 201
        Total                   | 199 | 245 | 444
        Beside                  | 118 | 187 | {}
    """
    # In the other table the third column is the sum of the first and the second.
    assert found(table(half_year.format(301)))
    assert not found(table(half_year.format(305)))


def test_the_chance_grows_with_what_was_tried_and_falls_with_the_digits():
    def chance(*lines: str) -> float:
        (calculation,) = foot(table("\n".join(lines))).calculations
        return calculation.chance

    red, blue, total = "Red | 8,123 | 9,287", "Blue | 511 | 600", "All | 8,634 | 9,887"
    found_at_once = chance(red, blue, total)
    assert chance(red, "Blue | 5,111 | 6,600", "All | 13,234 | 15,887") > 0
    assert chance(red, "Blue | 5,111 | 6,600", "All | 13,234 | 15,887") < found_at_once
    # The line between is left out, after much else was tried.
    assert chance(red, "Grey | 4,441 | 7,109", blue, total) > 9 * found_at_once


def test_figures_without_meaning_make_no_sum():
    chance = random.Random(8)
    for _ in range(10):
        lines = tuple(
            Line(
                number,
                chance.choice(["Total", "Less: costs", "Net income", "Sales"]),
                tuple(Decimal(chance.randint(-99_999, 99_999)) for _ in range(2)),
                chance.randint(0, 2),
            )
            for number in range(30)
        )
        for rounding in Rounding:
            grid = Grid("made_up", ("amount", "amount"), rounding, lines)
            assert not foot(grid).calculations


def test_a_blank_is_zero():
    grid = table("""
        Goodwill                | 41,610 | 44,836
        Trademarks              |        | 25,768
        Patents                 |  7,113 |
        Total                   | 48,723 | 70,604
    """)
    assert found(grid) == {4: {1: 1, 2: 1, 3: 1}}


def test_a_total_that_is_blank_where_its_parts_are_printed_is_none():
    grid = table("""
        Goodwill                | 41,610 | 44,836 | 4,114
        Trademarks              | 14,007 | 25,768 | 2,091
        Total                   | 55,617 | 70,604 |
    """)
    assert not found(grid)


def test_a_line_of_dashes_is_a_part_where_it_stands_among_the_parts():
    grid = table("""
        Noncurrent              | - | -
        Current assets:
          Loans                 | - | -
          Cash                  | 19,569 | 19,668
          Receivables           | 23,747 | 23,161
          Total                 | 43,316 | 42,829
    """)
    assert found(grid) == {6: {3: 1, 4: 1, 5: 1}}
    assert loose(foot(grid)) == [1]


def test_one_part_and_a_dash_are_a_sum_only_below_their_total():
    deeper = """
        Machines                | 1,970,563 | 2,052,520
          Customers             | 1,970,563 | 2,052,520
          Between segments      | - | -
    """
    assert found(table(deeper)) == {1: {2: 1, 3: 1}}
    assert not found(table(deeper.replace("  Cus", "Cus").replace("  Bet", "Bet")))


def test_a_part_of_a_part_is_left_out_without_indents():
    grid = table("""
        Mobile                  | 41,610 | 44,836
        of which wholesale      | 11,093 | 12,447
        Fixed                   | 23,725 | 25,768
        Total                   | 65,335 | 70,604
    """)
    assert found(grid) == {4: {1: 1, 3: 1}}
    assert loose(foot(grid)) == [2]


def test_nothing_is_added_and_taken_away_again():
    # 12 + 17 = 29 has too few digits to be found: the grand total is not the sum of
    # all, less the one and the other.
    grid = table("""
        Shares, level 1         | 12 | 17
        Shares, level 2         | 17 | 11
        Shares                  | 29 | 28
        Bonds, level 1          | 5,113 | 6,027
        Bonds, level 2          | 4,219 | 3,308
        Total                   | 9,332 | 9,335
    """)
    assert found(grid) == {6: {4: 1, 5: 1}}
    # A line that is printed twice proves nothing of the one in between.
    twice = table("""
        Net income              | 8,711,631 | 5,407,990
        Shares                  |   431,402 |   441,571
        Net income              | 8,711,631 | 5,407,990
        Shares                  |   431,402 |   441,571
    """)
    assert not found(twice)


def test_a_second_way_to_a_total_is_said_with_terms_moved():
    grid = table("""
        Sales                   | 81,234 | 92,871
        Cost of sales           | 50,117 | 61,003
        Gross profit            | 31,117 | 31,868
          Products              | 20,004 | 19,871
          Services              | 11,113 | 11,997
    """)
    assert found(grid) == {1: {3: 1, 2: 1}, 3: {4: 1, 5: 1}}
    assert not foot(grid).also_hold


def test_a_second_way_to_a_total_is_said_by_the_total_that_uses_it():
    grid = table("""
        Sales                   | 81,234 | 92,871
          Products              | 50,117 | 61,003
          Services              | 31,117 | 31,868
        Costs                   | 61,010 | 70,117
          Products              | 40,003 | 50,231
          Services              | 21,007 | 19,886
        Gross margin            | 20,224 | 22,754
          Products              | 12,337 | 11,753
          Services              |  7,887 | 11,001
        Overheads, an expense   |  9,145 |  9,900
        Operating income        | 11,079 | 12,854
    """)
    assert found(grid) == {
        1: {2: 1, 3: 1},
        4: {5: 1, 6: 1},
        7: {8: 1, 9: 1},
        11: {1: 1, 4: -1, 10: -1},
    }
    (also,) = foot(grid).also_hold
    assert (also.total_line, dict(also.parts)) == (7, {1: 1, 4: -1})


LONG = """
    Sales of machines       | 61,610 | 64,836
    Sales of parts          |  9,007 | 10,733
    Wages                   | 11,093 | 12,447
    Materials, an expense   | 13,725 | 15,768
    Rent, an expense        |  4,020 |  4,313
    Energy, an expense      |  6,019 |  7,106
    Freight, an expense     |  3,177 |  2,902
"""


def test_a_long_list_is_signed_by_its_words_or_the_first_less_the_others():
    expenses = LONG.replace("Wages  ", "Wages, a cost  ")
    result = "    Operating income | {} | {}"
    by_words = found(table(expenses + result.format("32,583", "33,033")))
    assert by_words == {8: {1: 1, 2: 1, 3: -1, 4: -1, 5: -1, 6: -1, 7: -1}}
    without = re.sub(", an? (expense|cost)", "", expenses)
    first_less = found(table(without + result.format("14,569", "11,567")))
    assert first_less == {8: {1: 1, 2: -1, 3: -1, 4: -1, 5: -1, 6: -1, 7: -1}}


def test_a_long_list_leaves_out_what_is_in_another_line():
    total = "    Total | 108,651 | 118,105"
    inserted = "{}\n    Materials"
    deeper = LONG.replace(
        "    Materials", inserted.format("      at home | 8,147 | 8,991")
    )
    assert found(table(deeper + total)) == {9: dict.fromkeys((1, 2, 3, 5, 6, 7, 8), 1)}
    counted = LONG.replace(
        "    Materials", inserted.format("    [persons] Employees | 814 | 899")
    )
    assert found(table(counted + total)) == {9: dict.fromkeys((1, 2, 3, 5, 6, 7, 8), 1)}


def test_a_long_list_may_have_lines_between_it_and_its_total():
    between = "    As reported before | 91,033 | 97,114\n    Total | 99,644 | 105,658"
    grid = table(LONG.replace("| 11,093 | 12,447", "| 2,086 | -") + between)
    assert found(grid) == {9: dict.fromkeys(range(1, 8), 1)}
    assert loose(foot(grid)) == [8]


def test_what_agrees_within_rounding_needs_more_digits():
    text = """
        Red                     | 123 | 131
        Blue                    |  97 | 118
        Total                   | {}
    """
    assert found(table(text.format("220 | 249"), "nearest"))
    assert not found(table(text.format("221 | 248"), "nearest"))


def test_lines_in_no_sum_are_named():
    grid = table(COST_OF_SALES + "    Employees | 1,204 | 1,377\n    Notes\n")
    footing = foot(grid)
    assert [line.label for line in footing.loose_lines] == ["Employees"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1234"),
        ("(410,090)", "-410090"),
        ("( 410,090 )", "-410090"),
        ("-1.50", "-1.50"),
        ("−7", "-7"),  # noqa: RUF001
        ("△1,234", "-1234"),
        ("▲ 12", "-12"),
        ("１，２３４", "1234"),  # noqa: RUF001
        ("（１２）", "-12"),  # noqa: RUF001
        ("$ 1,234", "1234"),
        ("$(1,234)", "-1234"),
        ("(¥1,234)", "-1234"),
        ("JPY 966,034", "966034"),
        ("US$ 12.5", "12.5"),
        ("1,234円", "1234"),
        ("4,873*1", "4873"),
        ("4,873 (1)", "4873"),
        ("(92)*2", "-92"),
        ("4,873¹", "4873"),
        ("4,873※2", "4873"),
        ("<u>4,873</u>", "4873"),
        ("(1)", "-1"),
        ("-", "0"),
        ("—", "0"),
        ("$ –", "0"),  # noqa: RUF001
    ],
)
def test_a_cell_is_read(text, value):
    assert str(read_cell(text)) == value


@pytest.mark.parametrize(
    "text", ["", "·", "n/a", "15.2%", "1,23", "(12", "12)", "1 234 5", "371.8Gbps"]
)
def test_a_cell_that_is_no_figure_alone_has_none(text):
    assert read_cell(text) is None


def test_a_dash_of_a_forecast_is_not_zero():
    assert read_cell("-", is_actual=False) is None


FOLDER = {
    "printed_tables": [
        {"table_id": "results", "rounding": "exact"},
        {"table_id": "text", "rounding": "nearest"},
    ],
    "column_headings": [
        {"table_id": "results", "column_number": "1", "measure": "amount",
         "unit": "JPY", "scale": "6", "scenario": "actual"},
        {"table_id": "results", "column_number": "2", "measure": "amount",
         "unit": "JPY", "scale": "6", "scenario": ""},
        {"table_id": "results", "column_number": "3", "measure": "yoy_percent",
         "unit": "percent", "scale": "0", "scenario": "actual"},
        {"table_id": "text", "column_number": "1", "measure": "amount",
         "unit": "JPY", "scale": "6", "scenario": "actual"},
    ],
    "lines": [
        {"table_id": "results", "line_number": str(number), "indent": "0",
         "heading": "", "label": label, "unit": unit, "scale": scale,
         "column_1": one, "column_2": two, "column_3": "7.5"}
        for number, label, unit, scale, one, two in (
            (3, "Gross profit", "JPY", "6", "31,117", "31,868"),
            (1, "Sales", "", "", "81,234", "¥92,871"),
            (2, "Cost of sales", "", "", "50,117*1", "61,003"),
            (4, "Employees", "persons", "0", "1,204", "△1,377"),
        )
    ],
}  # fmt: skip


def deliver(folder: Path, **changed: list[dict[str, str]]) -> Path:
    """A delivered folder in the shape that any issuer's release has."""
    folder.mkdir(exist_ok=True)
    for name, rows in (FOLDER | changed).items():
        write(folder / f"{name}.csv", rows)
    return folder


def write(path: Path, rows: list[dict[str, str]]) -> None:
    rows = [{"release_id": path.parent.name, **row} for row in rows]
    header = (SEEDS / "release" / path.name).read_text("utf-8").splitlines()[0]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header.split(","), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)]


def test_a_folder_is_read_footed_and_gets_its_calculations(tmp_path):
    folder = deliver(tmp_path / "made-up-2020-02-03")
    (grid,) = read_grids(folder)
    assert [line.line_number for line in grid.lines] == [1, 2, 3, 4]
    assert grid.lines[3].values[:4] == (1204, -1377, Decimal("7.5"), None)
    # The unit of a line is the column's, unless it says another.
    assert len({line.unit for line in grid.lines}) == 2
    calculations = foot(grid).calculations
    assert write_calculations(folder, {grid.table_id: calculations}) == (1, 0)
    release = folder.name
    assert read(folder / "calculations.csv") == [
        ("release_id", "table_id", "total_line", "part_line", "weight", "said_by"),
        (release, "results", "3", "1", "1", "found"),
        (release, "results", "3", "2", "-1", "found"),
    ]


def test_what_is_keyed_or_filed_stays_and_what_was_found_makes_room(tmp_path):
    folder = deliver(tmp_path / "made-up-2020-02-03")
    kept = [
        {"table_id": "results", "total_line": "3", "part_line": "1", "weight": "1",
         "said_by": "keyed"},
        {"table_id": "text", "total_line": "9", "part_line": "7", "weight": "1",
         "said_by": "filed"},
    ]  # fmt: skip
    before = {"table_id": "results", "total_line": "2", "part_line": "1",
              "weight": "1", "said_by": "found"}  # fmt: skip
    write(folder / "calculations.csv", [kept[0], before, kept[1]])
    found_now = [
        Calculation(3, ((1, 1), (2, -1)), 2, True, 1e-9),
        Calculation(4, ((1, 1), (2, 1)), 2, True, 1e-9),
    ]
    # A total that is said already would be said twice.
    assert write_calculations(folder, {"results": found_now}) == (1, 1)
    assert [row[1:] for row in read(folder / "calculations.csv")[1:]] == [
        ("results", "3", "1", "1", "keyed"),
        ("text", "9", "7", "1", "filed"),
        ("results", "4", "1", "1", "found"),
        ("results", "4", "2", "1", "found"),
    ]
    written = (folder / "calculations.csv").read_bytes()
    write_calculations(folder, {"results": found_now})
    assert (folder / "calculations.csv").read_bytes() == written


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("printed_tables", {"rounding": "up"}, "the rounding 'up'"),
        ("column_headings", {"column_number": "one"}, "the column_number 'one'"),
        ("lines", {"line_number": ""}, "the line_number ''"),
        ("lines", {"indent": "-1"}, "the indent '-1'"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(tmp_path, name, row, said):
    first, *others = FOLDER[name]
    folder = deliver(tmp_path / "made-up", **{name: [first | row, *others]})
    with pytest.raises(GridError, match=rf"{name}.csv line 2: {said}"):
        read_grids(folder)


def test_all_that_cannot_be_read_is_said_at_once(tmp_path):
    """As a build says it: a missing column, a missing file, an empty one."""
    folder = deliver(tmp_path / "made-up")
    lines = folder / "lines.csv"
    lines.write_text(lines.read_text("utf-8").replace(",label,", ",name,", 1), "utf-8")
    (folder / "column_headings.csv").unlink()
    (folder / "printed_tables.csv").write_bytes(b"")
    with pytest.raises(GridError) as error:
        read_grids(folder)
    said = str(error.value)
    for words in (
        "column_headings.csv: missing\n",
        "lines.csv line 1: the header is release_id,",
        "printed_tables.csv: empty\n",
    ):
        assert said.count(words) == 1, words
    assert said.count("to do: ") == 3


def test_calculations_that_cannot_be_read_stay(tmp_path):
    folder = deliver(tmp_path / "made-up")
    (folder / "calculations.csv").write_text("no header\n", "utf-8")
    with pytest.raises(GridError, match=r"calculations.csv line 1: the header is no"):
        write_calculations(folder, {})
    assert (folder / "calculations.csv").read_text("utf-8") == "no header\n"


def test_the_command_says_what_was_found_and_what_is_loose(tmp_path):
    folder = deliver(tmp_path / "made-up-2020-02-03")
    done = CliRunner().invoke(cli.main, ["foot", str(folder)])
    assert done.exit_code == 0, done.output
    assert "3 'Gross profit' = 1 - 2  exactly in 2 columns, by chance" in done.output
    assert "in no sum: 4 'Employees'" in done.output
    assert len(read(folder / "calculations.csv")) == 3
    again = CliRunner().invoke(cli.main, ["foot", str(folder)])
    assert "1 found, 0 said before" in again.output


def test_the_command_refuses_what_it_cannot_read(tmp_path):
    folder = deliver(tmp_path / "made-up-2020-02-03")
    (folder / "lines.csv").unlink()
    done = CliRunner().invoke(cli.main, ["foot", str(folder)])
    assert done.exit_code == 1
    assert "lines.csv: missing" in done.output
    assert "Nothing was written." in done.output
    assert not (folder / "calculations.csv").exists()
