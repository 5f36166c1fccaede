"""What one other figure would explain: proposed where it is the only one."""

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import kessan_without
from test_mini_release import LINES, RELEASE, key, mini_project, seed

from kessan.proposals import in_printed_form

__all__ = ["mini_project"]


@pytest.mark.fast
@pytest.mark.parametrize(
    ("text", "printed", "number", "written"),
    [
        ("137,395", "137395", "137935", "137,935"),
        ("(1,000)", "-1000", "-999", "(999)"),
        ("999", "999", "1000", "1,000"),
        ("12345", "12345", "12346", "12346"),
        ("(20)", "-20", "20", "20"),
        ("20", "20", "-20", "(20)"),
        ("13.5", "13.5", "31.5", "31.5"),
        ("down 6.2%", "-6.2", "6.2", "up 6.2%"),
        ("JPY1,224 million", "1224", "1242", "JPY1,242 million"),
        ("-", "0", "1", "1"),
    ],
)
def test_a_number_is_written_as_the_printed_one(text, printed, number, written):
    assert in_printed_form(text, Decimal(printed), Decimal(number)) == written


def deliver(project: Path, damages: dict[int, tuple[str, str]]) -> Path:
    """The made-up release as a folder of landing, with other figures in some lines."""
    lines = seed(project, "lines")
    lines.write_text(lines.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    key(
        project,
        [
            (label, *damages.get(n, (first, second)))
            for n, (label, first, second) in enumerate(LINES, 1)
        ],
    )
    folder = project / "landing" / RELEASE
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in (project / "seeds" / "release").glob("*.csv"):
        header, *rows = path.read_text("utf-8").splitlines(keepends=True)
        if rows or path.stem != "exceptions":
            (folder / path.name).write_text("".join([header, *rows]), "utf-8")
        path.write_text(header, "utf-8")
    return folder


@pytest.mark.slow
def test_a_check_proposes_the_only_figure_that_explains(mini_project: Path):
    """Column 1 has one wrong figure, which two sums share; column 2 any of four."""
    folder = deliver(mini_project, {6: ("151", "187"), 3: ("10", "(21)")})
    before = {path: path.read_bytes() for path in folder.iterdir()}
    checked = kessan_without(("dbt",), "check", str(folder), project=mini_project)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    proposal = (
        f"{RELEASE} line 6 'TOTAL COMPREHENSIVE INCOME' (comprehensive_income, line"
        " 6), column 1: printed 151; 115 would make 2 broken identities hold"
        " (foot_as_calculated in comprehensive_income/6/1, foot_as_calculated in"
        " comprehensive_income/8/1) and break none of 0: look at the document"
    )
    assert re.findall(r"line 6 .* would make .*", checked.stdout) == [
        proposal.removeprefix(f"{RELEASE} ")
    ]
    assert checked.stderr.count(f"if one figure is wrong: {proposal}") == 2
    # The total is in another sum too, which holds.
    (open_one,) = re.findall(r"  foot_as_calculated in .*", checked.stdout)
    assert open_one == (
        "  foot_as_calculated in comprehensive_income/6/2, 1 violated with what hangs"
        " together: 4 figures could explain it, or none by one slip: nothing is"
        " proposed"
    )
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.slow
def test_nothing_is_proposed_for_a_sound_release(mini_project: Path):
    folder = deliver(mini_project, {})
    checked = kessan_without(("dbt",), "check", str(folder), project=mini_project)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{RELEASE} is sound" in checked.stdout
    assert "would make" not in checked.stdout
    assert "Proposed" not in checked.stdout
