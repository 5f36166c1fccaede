"""The bench: whole builds of invented releases, and one more changes only itself."""

import contextlib
import csv
import json
import re
import shutil
import zipfile
from pathlib import Path
from unittest.mock import ANY

import duckdb
import pytest
from click.testing import CliRunner
from made_up_filings import archive

from kessan import cli
from kessan.bench import bare
from kessan.bench.filings import filings_of, write_part
from kessan.bench.measure import Bench, BenchError, Measurement
from kessan.bench.releases import (
    RELEASES_OF_A_COMPANY,
    InventedRelease,
    invented,
    one_more,
    write_releases,
)
from kessan.bench.straight import Straight
from kessan.bench.usage import ENDING, STARTING, Took, together
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


def test_whole_builds_are_measured(measured):
    """Gates, copies and pages are part of it, and each step has what it used."""
    assert measured.releases == MANY
    assert measured.built.figures == MANY * 1031
    for build in (measured.built.build, measured.one_more):
        first, *between, last = build.took.steps.items()
        assert (first[0], last[0]) == (STARTING, ENDING)
        # Reading, proving, writing, asking again, switching.
        assert len(between) >= 5
        assert build.took == Took(*together(build.took.steps.values()), ANY)
        assert build.took.cpu_seconds > 0
        assert build.took.gigabytes > 0
        assert build.took.written_megabytes > measured.built.megabytes
        assert build.nodes["fct_reported_figures"] > 0
    assert measured.built.megabytes > 1
    for alone in (measured.built.straight, measured.built.bare):
        assert 0 < alone.seconds < measured.built.build.took.seconds
        assert 0 < alone.cpu_seconds < measured.built.build.took.cpu_seconds


def test_the_gates_ask_all_of_it(bench, measured):
    summary = json.loads((bench.published.parent / "current/run.json").read_text())
    rows = {
        (gate["door"], suite["name"]): suite["rows"]
        for gate in summary["gates"]
        for suite in gate["suites"]
    }
    # What is alike is asked once: marks and digits of a release are.
    assert 1_000 < rows["entry", "cells"] < measured.built.figures
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


def test_what_comes_in_is_read_and_what_is_published_is_written(
    bench, at_once, tmp_path: Path
):
    """A CSV whose rows have a cell too many is not read past; nothing is left."""
    landing = tmp_path / "landing"
    shutil.copytree(bench.landing / one_more().release_id, landing / "one")
    folder = tmp_path / "folder"
    folder.mkdir()
    for spent in (
        bare.read(bench.seeds, landing, tmp_path / "none", folder),
        bare.write(bench.published, folder),
    ):
        assert spent.seconds > 0
    assert [*folder.iterdir()] == []
    lines = landing / "one" / "lines.csv"
    lines.write_text(lines.read_text("utf-8").replace("\n", ",more\n"), "utf-8")
    with pytest.raises(duckdb.Error, match=r"lines\.csv"):
        bare.read(bench.seeds, landing, tmp_path / "none", folder)
    assert [*folder.iterdir()] == []


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
    assert float(row["build s"]) > float(row["SQL s"]) > 0
    assert STARTING in done.output
    assert ENDING in done.output
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(quarter.read_bytes()[:99])
    done = CliRunner().invoke(cli.main, ["bench", "--filings", str(spoilt)])
    assert done.exit_code == 2
    assert "no data set of the SEC" in done.output
