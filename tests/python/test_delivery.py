"""A release that is delivered as a folder: made, checked, built, refused.

The page docs/use/adding-a-release.md is followed word for word, with the release of
November 8, 2016 as if it came today. The published warehouse of the project has
it from the seeds: both must be the same.
"""

import csv
import hashlib
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import made_up
import pytest
from conftest import copy_project, kessan, kessan_without, run
from test_documents import BLOCK, borrow_environment

from kessan.delivery import _told_apart
from kessan.exits import UnusableError
from kessan.intake import Problem, seed_files, take_in
from kessan.project import ROOT
from kessan.runs.lock import LockedError, locked
from kessan.template import new_release

pytestmark = pytest.mark.slow

GUIDE = ROOT / "docs" / "use" / "adding-a-release.md"
SHOWN = "iij-2017-02-09"
SHOWN_NEXT = "iij-2018-02-08"
MAIN = "iij-2016-11-08"
NEXT = "iij-2017-11-07"
# Two other deliveries: one that nobody can understand, one that nobody can read.
ELSEWHERE = "iij-2010-05-13"
UNREADABLE = "iij-2010-05-14"
WRONG = {
    "currency": "JPY",
    "accounting_standard": "US GAAP",
    "tables": {
        "headline": {
            "unit": "JPY",
            "scale": "6",
            "figures": [["Sundry matters", "1", "2009-04-01/2010-03-31"]],
        }
    },
}


@dataclass
class Delivery:
    """A copy of the project in which the page was followed."""

    project: Path
    footed: subprocess.CompletedProcess
    calculations: list[dict[str, str]]
    checked: subprocess.CompletedProcess
    built: subprocess.CompletedProcess
    alike: subprocess.CompletedProcess
    before: dict[str, str]
    after: dict[str, str]


def digests(project: Path) -> dict[str, str]:
    """What a check must leave as it is, by name."""
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for folder in ("landing", "published", "seeds", "target/build")
        for path in (project / folder).rglob("*")
        if path.is_file()
    }


def release_rows(name: str, release_id: str) -> list[dict[str, str]]:
    """The rows of a release in a CSV of the project."""
    (path,) = (ROOT / "seeds").glob(f"*/{name}.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["release_id"] == release_id]


def write(path: Path, columns: list[str], rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def follow(project: Path, block: str) -> subprocess.CompletedProcess:
    """Run the commands of a block of the page, for the release at hand."""
    commands = block.replace(SHOWN, MAIN).replace(SHOWN_NEXT, NEXT)
    return run("bash", "-euc", commands, cwd=project)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory, published) -> Delivery:
    """The page followed: the commands are its own, the rows those of the seeds."""
    project = copy_project(tmp_path_factory.mktemp("delivery") / "a project")
    shutil.rmtree(project / "landing", ignore_errors=True)
    borrow_environment(project)
    # The package of the copy, not the one that is installed.
    activate = f'source .venv/bin/activate\nexport PYTHONPATH="{project}"\n'
    of_releases = [seed for seed in seed_files() if seed.is_of_releases]
    for seed in of_releases:
        with seed.path.open(encoding="utf-8", newline="") as file:
            kept = [row for row in csv.DictReader(file) if row["release_id"] != MAIN]
        write(project / seed.path.relative_to(ROOT), seed.columns, kept)
    text = GUIDE.read_text("utf-8")
    blocks = [block for language, block in BLOCK.findall(text) if language == "sh"]
    make, make_alike, foot, check, _, build = blocks
    made = follow(project, activate + make)
    assert made.returncode == 0, made.stderr
    folder = project / "landing" / MAIN
    for seed in of_releases:
        rows = release_rows(seed.path.stem, MAIN)
        write(folder / seed.path.name, seed.columns, rows)
        if seed.may_be_empty and not rows:
            (folder / seed.path.name).unlink()
    footed = follow(project, activate + foot)
    assert footed.returncode == 0, footed.stderr
    with (folder / "calculations.csv").open(encoding="utf-8", newline="") as file:
        calculations = list(csv.DictReader(file))
    # The reviewer takes away what the seeds do not say.
    write(
        folder / "calculations.csv",
        [*calculations[0]],
        [row for row in calculations if row["said_by"] == "keyed"],
    )
    made_up.write_release(project, ELSEWHERE, WRONG)
    unreadable = made_up.write_release(project, UNREADABLE, WRONG)
    (unreadable / "releases.csv").write_text("no header\n", "utf-8")
    before = digests(project)
    checked = follow(project, activate + check)
    after = digests(project)
    for other in (ELSEWHERE, UNREADABLE):
        shutil.rmtree(project / "landing" / other)
    built = follow(project, activate + build)
    # The one of the year after, like this one as it was delivered.
    alike = follow(project, activate + make_alike)
    (project / "landing" / NEXT).rename(project / "begun")
    return Delivery(project, footed, calculations, checked, built, alike, before, after)


def test_the_page_works(delivery: Delivery):
    assert delivery.checked.returncode == 0, (
        delivery.checked.stdout + delivery.checked.stderr
    )
    assert delivery.built.returncode == 0, delivery.built.stdout + delivery.built.stderr
    assert f"{MAIN} is sound" in delivery.checked.stdout
    assert "Proposed, and written nowhere" not in delivery.checked.stdout
    assert "Nothing is violated, missing or unproven." in delivery.built.stdout


def test_the_next_one_is_like_it(delivery: Delivery):
    assert delivery.alike.returncode == 0, delivery.alike.stderr
    assert (
        f"made landing/{NEXT} like {MAIN}, with days moved by 1 year: 33 tables, 389"
        " lines, "
    ) in delivery.alike.stdout
    assert "  1H16 -> 1H17\n" in delivery.alike.stdout
    lines = (delivery.project / "begun" / "lines.csv").read_text("utf-8")
    assert lines.splitlines()[1].startswith(
        f"{NEXT},operating_results,1,1,0,,Total revenues,,,,,{{?}},{{?}},{{?}},,"
    )


def test_sums_are_found(delivery: Delivery):
    """Total revenues of the income statement; what is keyed stays as it is."""
    revenues = "14 'Total revenues' = 7 + 11 + 12 + 13  exactly in 2 columns, by chance"
    assert delivery.footed.stdout.count(revenues) == 2
    rows = delivery.calculations
    keyed = [row for row in rows if row["said_by"] == "keyed"]
    assert keyed == release_rows("calculations", MAIN)
    found = {
        (row["table_id"], row["total_line"])
        for row in rows
        if row["said_by"] == "found"
    }
    # Cash at the end is that of the beginning and the change, in both spans; the
    # gross margin of the half year is that of its four lines.
    assert {table for table, _ in found} == {
        *("cash_flow_financing", "cash_flow_financing_quarter", "operating_results")
    }
    assert len(found) == 3


def test_a_check_changes_nothing(delivery: Delivery):
    assert len(delivery.before) > 30
    assert delivery.after == delivery.before
    assert not (delivery.project / "target" / "kessan.duckdb").exists()


def test_a_check_judges_its_own_folder(delivery: Delivery):
    """What is wrong with others is said, and changes no exit code."""
    _, apart = delivery.checked.stdout.split("Wrong with other releases")
    assert f"landing/{UNREADABLE}/releases.csv line 1: the header is no header" in apart
    assert f"landing/{ELSEWHERE}/figures.csv line 2: unknown label" in apart
    assert delivery.checked.stderr == ""


def test_a_check_says_what_is_new(delivery: Delivery):
    printed = " ".join(delivery.checked.stdout.split())
    # The six months of 2016 are in no other release.
    assert re.search(
        r"2016-04-01/2016-09-30@03 │ new │ \d+ │ \d+ │ \d+ │ 0 │ 0 │", printed
    )
    # Those of 2015 are in the headline of November 2015, in millions.
    again = re.search(
        r"2015-04-01/2015-09-30@03 │ known │ \d+ │ \d+ │ \d+ │ (\d+) │ (\d+) │", printed
    )
    assert again and int(again[1]) > 0
    assert (
        "New labels, and the rows of labels.csv for what they may mean none" in printed
    )


def test_a_folder_gives_the_same_warehouse_as_the_seeds(delivery: Delivery, published):
    """Every public table, compared in full."""
    with duckdb.connect() as connection:
        for name, path in [
            ("seeds", published),
            ("landing", delivery.project / "published" / "kessan.duckdb"),
        ]:
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = connection.sql(
            "select schema_name, table_name from duckdb_tables()"
            # But the runs, which are other ones.
            " where database_name = 'seeds' and table_name <> 'runs' order by all"
        ).fetchall()
        assert len(tables) > 25
        for schema, table in tables:
            for one, other in [("seeds", "landing"), ("landing", "seeds")]:
                assert not connection.sql(
                    f"from {one}.{schema}.{table} except all"
                    f" from {other}.{schema}.{table}"
                ).fetchall(), (schema, table)


# What a made release prints otherwise than the income statement it is made of:
# the label of the old line, and what it becomes.
ALTERED = {
    "Other —net": "OTHER – Net*2",  # noqa: RUF001
    "OPERATING INCOME": "Operating income:",
    "LESS: NET INCOME ATTRIBUTABLE TO NONCONTROLLING INTERESTS": (
        "Net income attributable to noncontrolling interests"
    ),
    "NET INCOME ATTRIBUTABLE TO INTERNET INITIATIVE JAPAN INC.": (
        "Less: Net income attributable to Internet Initiative Japan Inc."
    ),
    "Cost of network services": "Expenses for networks",
    "Research and development": "Laboratories, and studies",
}


@pytest.fixture(scope="module")
def broken(delivery: Delivery) -> tuple[Path, subprocess.CompletedProcess]:
    """The check of a release with everything wrong, in a folder elsewhere.

    It prints the six months of 2016 again and, in the same figures, those of
    2017.
    """
    folder = delivery.project / "elsewhere" / NEXT
    folder.mkdir(parents=True)
    lines = [
        row
        for row in release_rows("lines", MAIN)
        if row["table_id"] == "income_statement"
    ]
    lines.append(lines[-1] | {"line_number": "41", "label": "Sundry matters"})
    for line in lines:
        line["release_id"] = NEXT
        line["label"] = ALTERED.get(line["label"], line["label"])
        line["column_1"] = line["column_2"]
        line["mend_note"] = line["proven_by"] = ""
    # Nothing like it is known in any period.
    lines[-1]["column_1"], lines[-1]["column_2"] = "87,654,321", "12,345,678"
    by_label = {line["label"]: line for line in lines}
    # Restated, so that only its place and its words speak for it.
    by_label["Laboratories, and studies"]["column_1"] = "255,441"
    by_label["Interest income"]["column_2"] = "18,5l8"
    (table,) = (
        row
        for row in release_rows("printed_tables", MAIN)
        if row["table_id"] == "income_statement"
    )
    headings = [
        row
        for row in release_rows("column_headings", MAIN)
        if row["table_id"] == "income_statement"
    ]
    for row, year in zip(headings, ("2016", "2017"), strict=True):
        row["release_id"] = NEXT
        row["period_start"] = f"{year}-04-01"
        row["period_end"] = f"{year}-09-30"
    # What only the entry gate sees, which a build asks too.
    headings[0]["heading"] = "1H\u200b16"
    (released,) = release_rows("releases", MAIN)
    rows = {
        "lines": lines,
        "calculations": [
            row | {"release_id": NEXT}
            for row in release_rows("calculations", MAIN)
            if row["table_id"] == "income_statement"
        ],
        "printed_tables": [table | {"release_id": NEXT, "line_count": "42"}],
        "column_headings": headings,
        "control_totals": [
            headings[0] | {"figure_count": "36", "total": "520721469"},
        ],
        "releases": [released | {"release_id": NEXT, "published_at": "2017-11-07"}],
    }
    for seed in seed_files():
        if found := rows.get(seed.path.stem):
            kept = [{name: row.get(name, "") for name in seed.columns} for row in found]
            write(folder / seed.path.name, seed.columns, kept)
    before = digests(delivery.project)
    checked = kessan_without(("dbt",), "check", str(folder), project=delivery.project)
    assert digests(delivery.project) == before
    return folder, checked


def listed(checked: subprocess.CompletedProcess) -> list[str]:
    """The problems that a check prints, one text each."""
    *problems, count = checked.stderr.strip().split("\n\n")
    assert count.startswith(f"{len(problems)} problem"), checked.stderr
    assert count.endswith("Nothing was changed.")
    return problems


def test_everything_wrong_is_named_at_once(broken):
    _, checked = broken
    assert checked.returncode == 1, checked.stdout + checked.stderr
    kinds = Counter(
        re.sub(r"^elsewhere/[^:]+: ", "", problem.splitlines()[0]).split(":")[0]
        for problem in listed(checked)
    )
    assert kinds == {
        "unknown label": 3,
        "unreadable figure": 1,
        "miscounted table": 1,
        "incomplete identity": 5,
        # Column 2 was not read a second time.
        "unequal total": 1,
        # The door names it too, by its column.
        "column_2 is '18,5l8'": 1,
        r"heading is '1H\u200b16'": 1,
    }


def test_a_column_that_was_read_once_has_the_row_that_is_missing(broken):
    folder, checked = broken
    (problem,) = [one for one in listed(checked) if "unequal total" in one]
    assert (
        f"say so in control_totals.csv: {folder.name},income_statement,2,2017-04-01,"
        "2017-09-30,amount,JPY,3,actual,count,sum,,,by whom"
    ) in problem


def test_a_label_is_proposed_with_its_evidence(broken):
    """Words that do not matter are no new label; others are never guessed."""
    folder, checked = broken
    found = [problem for problem in listed(checked) if "unknown label" in problem]
    place = f"elsewhere/{folder.name}/lines.csv line"
    networks, laboratories, sundry = found
    assert networks.startswith(f"{place} 17: unknown label: 'Expenses for networks'")
    assert (
        "the nearest: cost_of_revenues of total, network_services: 1 of 2"
        " amounts known for it in the same period; 2 of 2 neighbouring lines the same;"
    ) in networks
    assert networks.endswith(
        "if it means the same, this one: iij,income_statement,,Expenses for networks,"
        "cost_of_revenues,total,network_services,,false"
    )
    # What is known otherwise may be restated: its place speaks for it, but not alone.
    assert (
        "nothing sure, perhaps: research_and_development of total, total: 0 of 2"
        " amounts known for it in the same period, 1 known otherwise; 2 of 2"
        " neighbouring lines"
    ) in laboratories
    assert laboratories.endswith("correct the label, or add a row to labels.csv for it")
    assert "nothing known is near it" in sundry
    assert sundry.endswith("correct the label, or add a row to labels.csv for it")


def test_first_proposals_are_appended_as_the_page_says(broken, delivery, tmp_path):
    """What is sure is in a CSV, and is a row of labels.csv by one command."""
    proposed = delivery.project / "target" / "check" / "proposed_labels.csv"
    header, *rows = proposed.read_text("utf-8").splitlines()
    assert rows == [
        "iij,income_statement,,Expenses for networks,cost_of_revenues,total,"
        "network_services,,false"
    ]
    labels = Path("seeds") / "reference" / "labels.csv"
    for path in (labels, proposed.relative_to(delivery.project)):
        (tmp_path / path).parent.mkdir(parents=True)
        shutil.copy(delivery.project / path, tmp_path / path)
    blocks = [
        block
        for language, block in BLOCK.findall(GUIDE.read_text("utf-8"))
        if language == "sh" and "tail" in block
    ]
    assert follow(tmp_path, *blocks).returncode == 0
    appended = (tmp_path / labels).read_text("utf-8").splitlines()
    assert (appended[0], appended[-1]) == (header, rows[0])
    assert len(appended) == len((ROOT / labels).read_text("utf-8").splitlines()) + 1


def test_the_report_of_a_broken_release(broken):
    """It is for whoever mends it: what is known of it, and what is not."""
    _, checked = broken
    printed = " ".join(checked.stdout.split())
    assert "income_statement line 41: 'Sundry matters' nothing known" in printed
    assert "income_statement line 16: 'Expenses for networks', below 'COSTS" in printed
    assert "income_statement/20/1, income_statement/20/2" in printed
    assert "11 findings: not to be signed." in printed
    # 36 facts, less three unknown and those that are alike in column 1.
    again = re.search(r"2016-04-01/2016-09-30@03 │ known │ (.*?) │\n", checked.stdout)
    assert again and [int(n) for n in again[1].split("│")] == [33, 0, 0, 33, 0]


def deliver(landing: Path, release_id: str = NEXT) -> Path:
    """A delivered folder whose form is sound, with the CSVs that it must have."""
    folder = landing / release_id
    folder.mkdir(parents=True)
    for seed in seed_files():
        if seed.is_of_releases and not seed.may_be_empty:
            row = dict.fromkeys(seed.columns, "") | {
                "release_id": release_id,
                "company_key": "iij",
            }
            kept = {name: row[name] for name in seed.columns}
            write(folder / seed.path.name, seed.columns, [kept])
    return folder


def one_problem(*folders: Path) -> Problem:
    (problem,) = take_in(folders=folders).problems
    return problem


@pytest.mark.fast
def test_a_folder_may_lack_what_may_be_empty(tmp_path: Path):
    folder = deliver(tmp_path)
    taken_in = take_in(folders=[folder])
    assert taken_in.problems == []
    assert taken_in.releases[NEXT].folder == folder
    assert taken_in.releases[NEXT].company_key == "iij"


@pytest.mark.fast
def test_a_folder_lacks_a_csv(tmp_path: Path):
    folder = deliver(tmp_path)
    (folder / "column_headings.csv").unlink()
    problem = one_problem(folder)
    assert problem.where == f"{folder}/column_headings.csv: missing"
    assert "add it, with the header release_id,table_id" in problem.remedy


@pytest.mark.fast
def test_a_folder_has_another_name(tmp_path: Path):
    folder = deliver(tmp_path).rename(tmp_path / "iij-2017-11-08")
    listed = take_in(folders=[folder]).problems
    assert len(listed) == 1
    assert listed[0].where.endswith(f"line 2: the release_id '{NEXT}'")
    assert listed[0].expected == "iij-2017-11-08, the name of the folder"


@pytest.mark.fast
@pytest.mark.parametrize(
    "name", ["a'; drop table marts.dim_release; --", '=cmd|" "', "IIJ", "iij 2017"]
)
def test_a_name_that_could_mean_something_else(tmp_path: Path, name: str):
    """Refused before dbt, a shell or a spreadsheet is given it."""
    problem = one_problem(deliver(tmp_path).rename(tmp_path / name))
    assert problem.where == f"{tmp_path}: {name!r} cannot name a release"
    seeds = tmp_path / "seeds"
    shutil.copytree(ROOT / "seeds", seeds)
    path = seeds / "release" / "releases.csv"
    fields = [*csv.reader(path.open(encoding="utf-8", newline=""))]
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([name, *fields[1][1:]])
    of_seeds = take_in(seeds, folders=[]).problems
    assert [p.where for p in of_seeds if "cannot name" in p.where] == [
        f"{path} line {len(fields) + 1}: {name!r} cannot name a release"
    ]


@pytest.mark.fast
def test_a_release_is_there_twice(tmp_path: Path):
    of_seeds = deliver(tmp_path, MAIN)
    problem = one_problem(of_seeds)
    assert f"{MAIN} is a release of seeds/release too" in problem.where
    problem = one_problem(deliver(tmp_path / "one"), deliver(tmp_path / "two"))
    assert f"{tmp_path}/two/{NEXT}: {NEXT} is a release of" in problem.where
    assert f"{tmp_path}/one/{NEXT} too" in problem.where


@pytest.mark.fast
def test_two_releases_in_a_folder(tmp_path: Path):
    folder = deliver(tmp_path)
    with (folder / "releases.csv").open("a", encoding="utf-8") as file:
        file.write(f"{NEXT},iij,,,,,,,\n")
    assert one_problem(folder).where == f"{folder}/releases.csv: 2 releases"


@pytest.mark.fast
def test_a_file_that_no_release_has(tmp_path: Path):
    folder = deliver(tmp_path)
    (folder / "labels.csv").write_text("statement\n", "utf-8")
    problem = one_problem(folder)
    assert problem.where == f"{folder}/labels.csv: a file that no YAML describes"


def test_the_form_of_a_delivered_file(project: Path):
    """A build and a check name the file of the folder and its line."""
    folder = deliver(project / "landing")
    with (folder / "printed_tables.csv").open("a", encoding="utf-8") as file:
        file.write(f"{NEXT},a table\n")
    for arguments in (["build"], ["check", f"landing/{NEXT}"]):
        refused = kessan(*arguments, project=project)
        assert refused.returncode == 1
        assert (
            f"landing/{NEXT}/printed_tables.csv line 3: '' has 2 columns"
            in refused.stderr
        )
        assert "1 problem. Nothing was" in refused.stderr
    assert not (project / "target" / "build").exists()
    assert not (project / "target" / "check").exists()


@pytest.mark.fast
@pytest.mark.parametrize(
    "release_id",
    [
        "../iij-2017", "iij/2017", "..", ".", "", " ", "iij 2017", "Iij-2017",
        "iij'2017", 'iij"2017', "-iij", "iij_2017", "iij-2017\n", "決算",
        "/tmp/iij-2017",
    ],
)  # fmt: skip
def test_a_release_id_plays_no_tricks(tmp_path: Path, release_id: str):
    with pytest.raises(UnusableError, match="cannot name a release"):
        new_release(release_id, "iij", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.fast
def test_a_new_release_has_every_csv(tmp_path: Path):
    folder = new_release(SHOWN, None, tmp_path).folder
    expected = {seed.path.name: seed for seed in seed_files() if seed.is_of_releases}
    assert {path.name for path in folder.iterdir()} == set(expected)
    for path in folder.iterdir():
        header, *rows = csv.reader(path.read_text("utf-8").splitlines())
        assert header == expected[path.name].columns
        if path.name == "releases.csv":
            assert rows == [[SHOWN, "iij", "", "", "2017-02-09", "", "JPY", "", ""]]
        else:
            assert rows == []


@pytest.mark.fast
def test_a_second_reader_has_a_row_to_go_on_from(tmp_path: Path):
    folder = new_release(
        SHOWN, "iij", tmp_path, reader="A. Reader", second_reader="B. Reader"
    ).folder
    for name, reader in [("releases", "A. Reader"), ("control_totals", "B. Reader")]:
        text = (folder / f"{name}.csv").read_text("utf-8")
        (row,) = csv.DictReader(text.splitlines())
        assert (row["release_id"], row["read_by"]) == (SHOWN, reader)


@pytest.mark.fast
def test_what_is_wrong_with_others_is_told_apart(tmp_path: Path):
    """A release answers for its rows, and for what they contradict elsewhere."""
    other = tmp_path / "iij-2010-05-13"
    own = Problem("a label", "", "", frozenset({NEXT}))
    contradicted = Problem("a vintage", "", "", frozenset({NEXT, "iij-2018"}))
    elsewhere = Problem("a label", "", "", frozenset({"iij-2018"}))
    unread = Problem(f"{other}/releases.csv line 1: a header", "", "")
    follows = Problem("these fail too", "", "")
    assert _told_apart([own, elsewhere, follows], NEXT, [other]) == (
        [own, follows],
        [elsewhere],
    )
    assert _told_apart([unread, elsewhere, follows], NEXT, [other]) == (
        [],
        [unread, elsewhere, follows],
    )
    assert _told_apart([contradicted], NEXT, [other]) == ([contradicted], [])
    assert _told_apart([follows], NEXT, [other]) == ([follows], [])


@pytest.mark.fast
def test_a_check_waits_for_another(tmp_path: Path):
    """And says for whom; a verb that does not wait is refused."""
    said: list[str] = []
    done: list[str] = []
    lock = tmp_path / "lock"

    def second() -> None:
        with locked(lock, "the second", wait=said.append):
            done.append("second")

    waiting = threading.Thread(target=second)
    with locked(lock, "the first"):
        with (
            pytest.raises(LockedError, match="the first holds the lock"),
            locked(lock, "the third"),
        ):
            pass
        waiting.start()
        while not said:
            time.sleep(0.01)
        done.append("first")
    waiting.join(timeout=30)
    assert done == ["first", "second"]
    assert said[0].startswith("the first holds the lock: process ")


@pytest.mark.fast
@pytest.mark.parametrize(
    ("release_id", "published_at"),
    [("2017-02-09", ""), ("q3-2017-02-09", "2017-02-09"), ("q3-2017-02-30", ""),
     ("q3", ""), ("q3-2017-02-09-b", "")],
)  # fmt: skip
def test_the_date_is_that_of_the_id(tmp_path: Path, release_id, published_at):
    folder = new_release(release_id, "iij", tmp_path).folder
    (row,) = csv.DictReader((folder / "releases.csv").read_text("utf-8").splitlines())
    assert row["published_at"] == published_at


def test_wrong_usage_is_told_apart(project: Path):
    """With what is there already, what is unknown, what is no folder."""
    assert kessan("new-release", SHOWN, project=project).returncode == 0
    (project / "landing" / "No_Release").mkdir()
    for arguments, said in [
        (["new-release", SHOWN], f"there already, in landing/{SHOWN}"),
        (["new-release", MAIN], "there already, in seeds/release"),
        (["new-release", "../x"], "cannot name a release"),
        (["new-release", "other-2017"], "give --company one of iij"),
        (["new-release", "iij-2017", "--company", "other"], "no company other"),
        (["check", "landing/none"], "does not exist"),
        (["check", "landing/No_Release"], "cannot name a release"),
        (["check", "README.md"], "is a file"),
    ]:
        refused = kessan(*arguments, project=project)
        assert refused.returncode == 2, (arguments, refused.stderr)
        assert said in " ".join(refused.stderr.split()), (arguments, refused.stderr)
    for never_made in ("x", "landing/other-2017", "landing/iij-2017"):
        assert not (project / never_made).exists()
