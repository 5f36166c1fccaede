"""The bench: whole builds of invented releases, and one more changes only itself."""

import contextlib
import csv
import json
import re
import zipfile
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from made_up_filings import archive

from kessan import cli
from kessan.bench.filings import filings_of, write_part
from kessan.bench.measure import Bench, BenchError, Measurement, Took
from kessan.bench.releases import (
    RELEASES_OF_A_COMPANY,
    InventedRelease,
    invented,
    one_more,
    write_releases,
)
from kessan.bench.straight import Straight
from kessan.contract import public_models
from kessan.exits import UnusableError
from kessan.intake import seed_files
from kessan.project import ROOT

pytestmark = pytest.mark.slow

MAIN = "iij-2016-11-08"
# So many that both gates ask more than one slice.
RELEASES = [InventedRelease(0, number) for number in range(10)]
RELEASES += [InventedRelease(1, 0), InventedRelease(1, 1)]
MANY = len(RELEASES)
STEPS = [
    "starting",
    "reading the CSVs",
    "asking the CSVs, and building and testing with dbt",
    "writing the warehouse, and Parquet of its views",
    "writing Parquet of its tables",
    "asking what is about to be published",
    "writing the pages",
    "switching",
]

# What each release has for itself. The rest depends on what others say too.
OF_EACH_RELEASE = (
    *("control_results", "dim_release", "fct_reported_figures"),
    *("figure_coverage", "known_exceptions", "mends", "printed_"),
)


def contents(file: Path) -> dict[str, list[tuple]]:
    """Every public table and view of a file, ordered by all of its columns."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return {
            model.name: connection.sql(
                f"select columns(*)::varchar from {model.schema}.{model.name}"
                " order by all"
            ).fetchall()
            for model in public_models()
            if model.name != "runs"
        }


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    """A bench that has measured more than both gates ask at once."""
    folder = tmp_path_factory.mktemp("bench")
    return Bench(folder, lambda line: None, RELEASES_OF_A_COMPANY + 1)


@pytest.fixture(scope="module")
def measured(bench: Bench) -> Measurement:
    return bench.measure(RELEASES)


@pytest.fixture(scope="module")
def one_added(bench: Bench, measured: Measurement) -> dict[str, list[tuple]]:
    """What is published after one release more was built beside the others."""
    return contents(bench.published)


@pytest.fixture(scope="module")
def at_once(bench: Bench, one_added) -> dict[str, list[tuple]]:
    """The same releases, built at once, from nothing."""
    target = bench.project / "target"
    with contextlib.chdir(bench.project):
        passed = Straight(target, bench.project).run_dbt(
            "build",
            build_file=target / "at_once.duckdb",
            on_step=lambda _: None,
            target=target / "at_once",
            landing=bench.landing,
        )
    assert passed
    return contents(target / "at_once.duckdb")


@pytest.mark.fast
def test_releases_are_invented_company_by_company():
    releases = invented(RELEASES_OF_A_COMPANY + 1)
    assert len({release.release_id for release in releases}) == len(releases)
    assert [release.company for release in releases[-2:]] == [0, 1]
    reissued = [release for release in releases[:-1] if release.is_reissue]
    assert len(reissued) == 4
    for release in reissued:
        assert release.years == releases[release.number - 1].years
    others = [release.years for release in releases[:-1] if not release.is_reissue]
    assert others == list(range(-33, 9, 3))
    assert one_more().years == 9
    assert one_more() not in releases


@pytest.mark.fast
def test_dates_and_marks_are_invented_and_nothing_else(tmp_path: Path):
    seeds = [seed for seed in seed_files() if seed.is_of_releases]
    invented_release = InventedRelease(3, 6)
    write_releases(seeds, [invented_release], tmp_path)
    landed = tmp_path / invented_release.release_id
    changed: dict[str, set[tuple[str, str]]] = {}
    for seed in seeds:
        copy = seed.of(landed).path
        if not copy.exists():
            continue
        with seed.path.open() as real, copy.open() as made:
            original = [
                row for row in csv.DictReader(real) if row["release_id"] == MAIN
            ]
            for row, copied in zip(original, csv.DictReader(made), strict=True):
                for name, cell in row.items():
                    if copied[name] != cell:
                        changed.setdefault(name, set()).add((cell, copied[name]))
    for old, new in changed.pop("title"):
        assert new == f"{old} invented-0003-06"
    assert changed.pop("release_id") == {(MAIN, "invented-0003-06")}
    assert changed.pop("company_key") == {("iij", "invented-0003")}
    assert changed.pop("published_at") == {("2016-11-08", "1995-12-08")}
    texts = changed.pop("text")
    announced = {old: new for old, new in texts if old.startswith("2016-")}
    assert announced == {"2016-05-13": "1995-05-13", "2016-11-04": "1995-11-04"}
    changed["text"] = {(old, new) for old, new in texts if old not in announced}
    for name in ("period_start", "period_end"):
        for old, new in changed.pop(name):
            assert (int(new[:4]) - int(old[:4]), new[4:]) == (-21, old[4:])
    subjects = changed.pop("subject")
    assert ("2016-04-01/2017-03-31@03", "1995-04-01/1996-03-31@03") in subjects
    assert all(old[0].isdigit() for old, _ in subjects)
    for cells in changed.values():
        assert all(new == f"{old}*3006" for old, new in cells)
    assert set(changed) == {
        *("column_1", "column_2", "column_3", "printed_text", "text")
    }


def test_whole_builds_are_measured(bench, measured):
    """Gates, copies and pages are part of it, and each step has its seconds."""
    assert measured.releases == MANY
    assert measured.figures == MANY * 1031
    assert list(measured.build.steps) == STEPS
    for took in (measured.build, measured.one_more):
        assert 0 < sum(took.steps.values()) <= took.seconds
        assert took.cpu_seconds > 0
        assert took.gigabytes > 0
    assert measured.megabytes > 1
    assert measured.straight_seconds > 0


def test_the_gates_ask_all_of_it(bench, measured):
    summary = json.loads((bench.published.parent / "current/run.json").read_text())
    rows = {
        (gate["door"], suite["name"]): suite["rows"]
        for gate in summary["gates"]
        for suite in gate["suites"]
    }
    assert rows["entry", "cells"] > measured.figures
    assert rows["exit", "facts"] > 0
    assert all(gate["success"] for gate in summary["gates"])


def test_each_release_is_counted(one_added):
    assert not one_added["findings"]
    assert len(one_added["fct_reported_figures"]) == (MANY + 1) * 1031
    for name, rows in one_added.items():
        if name.startswith(OF_EACH_RELEASE):
            assert len(rows) % (MANY + 1) == 0, name


def test_the_reissue_is_the_latest(one_added):
    latest = {key: is_latest for key, *_, is_latest, _ in one_added["dim_release"]}
    assert RELEASES[-1].is_reissue
    assert {key for key, is_latest in latest.items() if is_latest == "true"} == {
        one_more().release_id,
        RELEASES[-1].release_id,
    }


def test_one_more_release_gives_what_a_build_of_all_gives(one_added, at_once):
    for name, rows in at_once.items():
        assert one_added[name] == rows, name


def test_a_refused_release_is_no_measurement(bench, at_once):
    """A CSV of one release, with a column less in its landing."""
    (path, *_) = sorted(bench.landing.glob("*/lines.csv"))
    header, rows = path.read_text("utf-8").split("\n", 1)
    path.write_text(f"{header.removesuffix(',proven_by')}\n{rows}", "utf-8")
    with pytest.raises(BenchError, match=r"lines\.csv line 1: the header is"):
        bench.build()


def test_a_part_of_an_archive_has_the_rows_of_its_filings(tmp_path: Path):
    """Of two of the six filings; tags are of no filing, and all are there."""
    whole = archive(tmp_path / "2009q3.zip", "quarter.yml")
    filings = filings_of(whole)
    assert len(filings) == 6
    part = tmp_path / "part.zip"
    numbers = write_part(whole, filings[1:3], part)
    assert filings_of(part) == filings[1:3]
    with zipfile.ZipFile(whole) as everything, zipfile.ZipFile(part) as some:
        assert some.read("tag.txt") == everything.read("tag.txt")
        header, *rows = everything.read("num.txt").splitlines()
        kept = [row for row in rows if row.split(b"\t")[0].decode() in filings[1:3]]
        assert some.read("num.txt").splitlines() == [header, *kept]
        assert numbers == len(kept) > 0
    with pytest.raises(UnusableError, match="no data set of the SEC"):
        filings_of(Path(__file__))


def test_filings_are_imported_built_and_measured(monkeypatch, tmp_path: Path):
    """Through the command shown, all of an archive: the parts are larger than it is."""
    results = tmp_path / "filings.csv"
    monkeypatch.setattr(cli.proof, "BENCH", tmp_path / "bench")
    monkeypatch.setattr(cli.proof, "FILINGS_RESULTS", results)
    quarter = archive(tmp_path / "2009q3.zip", "quarter.yml")
    monkeypatch.chdir(tmp_path)
    page = (ROOT / "docs" / "operate" / "bench.md").read_text("utf-8")
    (command,) = re.findall(r"^kessan (bench --filings .*)", page, re.MULTILINE)
    done = CliRunner().invoke(cli.main, command.split())
    assert done.exit_code == 0, done.output
    with results.open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["filings"], row["beside"]) == ("6", "0")
    assert int(row["numbers"]) > 200
    assert int(row["figures"]) > 200
    assert int(row["pages"]) > 4
    assert float(row["import s"]) > 0
    assert float(row["build s"]) > 0
    for step in STEPS:
        assert step in done.output
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(quarter.read_bytes()[:99])
    done = CliRunner().invoke(cli.main, ["bench", "--filings", str(spoilt)])
    assert done.exit_code == 2
    assert "no data set of the SEC" in done.output


def test_the_tables_are_printed_and_written(monkeypatch, tmp_path: Path):
    class FakeBench:
        def __init__(self, *arguments):
            pass

        def measure(self, releases: list[InventedRelease]) -> Measurement:
            count = len(releases)
            build = Took(8.0, 12.0, 0.5, {"starting": 1.0, "reading": 7.0})
            return Measurement(count, 1031 * count, 900, build, build, 2.0, 4.0)

        def remove(self) -> None:
            pass

    results = tmp_path / "results.csv"
    monkeypatch.setattr(cli.proof, "Bench", FakeBench)
    monkeypatch.setattr(cli.proof, "BENCH_RESULTS", results)
    arguments = ["bench", "--releases", "10", "--releases", "1"]
    done = CliRunner().invoke(cli.main, arguments)
    assert done.exit_code == 0, done.output
    assert "10,310" in done.output
    assert "reading" in done.output
    with results.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["releases"] for row in rows] == ["1", "10"]
    assert rows[1]["figures"] == "10310"
    assert rows[1]["ratio"] == "4.0"
    assert rows[1]["reading s"] == "7.0"
