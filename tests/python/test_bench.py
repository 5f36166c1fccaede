"""The bench: invented releases are sound, and one more changes only itself."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from kessan import cli, transform
from kessan.bench.measure import Bench, BenchError, Measurement, Stopwatch
from kessan.bench.releases import (
    ORIGINAL,
    RELEASES_OF_A_COMPANY,
    InventedRelease,
    invented,
    one_more,
    write_releases,
)
from kessan.contract import public_models
from kessan.intake import seed_files
from kessan.project import MANIFEST, RUN_RESULTS, TARGET

OF_ONE, OF_ANOTHER = InventedRelease(0, 0), InventedRelease(1, 0)
REISSUE = InventedRelease(0, 1)

# What each release has for itself. The rest depends on what others say too.
OF_EACH_RELEASE = (
    *("control_results", "dim_release", "fct_reported_figures"),
    *("figure_coverage", "known_exceptions", "mends", "printed_"),
)


def contents(bench: Bench) -> dict[str, list[tuple]]:
    """Every public table and view of a build, ordered by all of its columns."""
    with duckdb.connect(str(bench.build_file), read_only=True) as connection:
        return {
            model.name: connection.sql(
                f"select columns(*)::varchar from {model.schema}.{model.name}"
                " order by all"
            ).fetchall()
            for model in public_models(bench.folder / MANIFEST.name)
        }


@pytest.fixture(scope="module")
def bench(tmp_path_factory) -> Bench:
    folder = TARGET / "test" / tmp_path_factory.mktemp("bench").name
    made = Bench(folder, lambda step: None, RELEASES_OF_A_COMPANY + 1)
    yield made
    made.remove()
    folder.rmdir()


@pytest.fixture(scope="module")
def two(bench: Bench) -> dict[str, list[tuple]]:
    """A build of two releases of two companies."""
    bench.land([OF_ONE, OF_ANOTHER])
    bench.build()
    return contents(bench)


@pytest.fixture(scope="module")
def one_added(bench: Bench, two) -> dict[str, list[tuple]]:
    """The same with a reissue of the first company added."""
    bench.add(REISSUE, [OF_ONE, OF_ANOTHER])
    return contents(bench)


@pytest.fixture(scope="module")
def three(bench: Bench, one_added) -> dict[str, list[tuple]]:
    """A build of all three at once, in another order."""
    bench.land([REISSUE, OF_ANOTHER, OF_ONE])
    bench.build()
    return contents(bench)


def test_releases_are_invented_company_by_company():
    releases = invented(RELEASES_OF_A_COMPANY + 1)
    assert len({release.release_id for release in releases}) == len(releases)
    assert [release.company for release in releases[-2:]] == [0, 1]
    reissued = [release for release in releases[:-1] if release.is_reissue]
    assert len(reissued) == 5
    for release in reissued:
        assert release.years == releases[release.number - 1].years
    others = [release.years for release in releases[:-1] if not release.is_reissue]
    assert others == list(range(0, 60, 3))
    assert one_more().years == 60
    assert one_more() not in releases


def test_dates_and_marks_are_invented_and_nothing_else(tmp_path: Path):
    seeds = [seed for seed in seed_files() if seed.is_of_releases]
    write_releases(seeds, [InventedRelease(3, 6)], tmp_path / "landing")
    changed: dict[str, set[tuple[str, str]]] = {}
    for seed in seeds:
        copy = seed.of(tmp_path / "landing").path
        with seed.path.open() as real, copy.open() as made:
            original = [
                row for row in csv.DictReader(real) if row["release_id"] == ORIGINAL
            ]
            for row, copied in zip(original, csv.DictReader(made), strict=True):
                for name, cell in row.items():
                    if copied[name] != cell:
                        changed.setdefault(name, set()).add((cell, copied[name]))
    assert changed.pop("release_id") == {(ORIGINAL, "invented-0003-06")}
    assert changed.pop("company_key") == {("iij", "invented-0003")}
    assert changed.pop("published_at") == {("2016-11-08", "2028-12-08")}
    for name in ("period_start", "period_end"):
        for old, new in changed.pop(name):
            assert (int(new[:4]) - int(old[:4]), new[4:]) == (12, old[4:])
    subjects = changed.pop("subject")
    assert ("2016-04-01/2017-03-31@03", "2028-04-01/2029-03-31@03") in subjects
    assert all(old[0].isdigit() for old, _ in subjects)
    for cells in changed.values():
        assert all(new == f"{old}*3006" for old, new in cells)
    assert set(changed) == {
        *("column_1", "column_2", "column_3", "printed_text", "corrected_text")
    }


def test_each_release_is_counted(two, three):
    assert not two["findings"]
    assert len(two["fct_reported_figures"]) == 2 * 1031
    for name, rows in three.items():
        if name.startswith(OF_EACH_RELEASE):
            assert 2 * len(rows) == 3 * len(two[name]), name
    # A reissue is about no new period.
    assert len(three["dim_period"]) == len(two["dim_period"])


def test_the_reissue_is_the_latest(three):
    latest = {key: is_latest for key, *_, is_latest in three["dim_release"]}
    assert latest == {
        OF_ONE.release_id: "false",
        REISSUE.release_id: "true",
        OF_ANOTHER.release_id: "true",
    }


def test_one_more_release_gives_what_a_build_of_all_gives(one_added, three):
    for name, rows in three.items():
        assert one_added[name] == rows, name


def test_a_refused_release_is_no_measurement(bench, monkeypatch):
    failed = {"unique_id": "test.kessan.is_empty", "status": "warn", "message": "1"}
    results = bench.folder / RUN_RESULTS.name
    results.write_text(json.dumps({"results": [failed]}), "utf-8")
    monkeypatch.setattr(transform, "run_dbt", lambda *_, **__: False)
    with pytest.raises(BenchError, match="is_empty: 1"):
        bench.build()


def test_the_table_is_printed_and_written(monkeypatch, tmp_path: Path):
    class FakeBench:
        def __init__(self, *arguments):
            pass

        def measure(self, count: int) -> Measurement:
            took = Stopwatch(seconds=2.0, cpu_seconds=3.0, gigabytes=0.5)
            half = Stopwatch(seconds=0.5)
            return Measurement(count, 1031 * count, 900, took, half, took, half, 4.0)

        def remove(self) -> None:
            pass

    results = tmp_path / "results.csv"
    monkeypatch.setattr(cli.proof, "Bench", FakeBench)
    monkeypatch.setattr(cli.proof, "BENCH_RESULTS", results)
    arguments = ["bench", "--releases", "10", "--releases", "1"]
    done = CliRunner().invoke(cli.main, arguments)
    assert done.exit_code == 0, done.output
    assert "10,310" in done.output
    with results.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["releases"] for row in rows] == ["1", "10"]
    assert rows[1]["figures"] == "10310"
    assert rows[1]["ratio"] == "4.0"
    assert rows[1]["identities / s"] == "450"
