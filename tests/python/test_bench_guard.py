"""What the bench counts of processes, and when it says that builds take too much."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kessan import cli
from kessan.bench import guard
from kessan.bench.measure import Build, Built, Measurement
from kessan.bench.releases import InventedRelease
from kessan.bench.usage import (
    ENDING,
    STARTING,
    ProcessError,
    Spent,
    Took,
    Used,
    run,
    together,
)
from kessan.project import ROOT

pytestmark = pytest.mark.fast

PAGE = (ROOT / "docs" / "operate" / "bench.md").read_text("utf-8")
SHELL = "".join(re.findall(r"^```sh\n(.*?)^```\n", PAGE, re.MULTILINE | re.DOTALL))
# A verb of two steps. In the first two processes hold 60 MB each at the same time, in
# the second one that has ended before it has computed for 0.3 s and written 5 MB.
VERB = """
import subprocess, sys
print("holding", flush=True)
hold = "import time; held = b'x' * 60_000_000; print(flush=True); time.sleep(1)"
both = [
    subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE)
    for _ in range(2)
]
for one in both:
    one.wait()
print("    held", flush=True)
print("computing", flush=True)
compute = (
    "import time, pathlib\\n"
    "while time.process_time() < 0.3: pass\\n"
    "pathlib.Path('written').write_bytes(b'x' * 5_000_000)"
)
subprocess.run([sys.executable, "-c", compute], check=True)
print(flush=True)
print("done, not a step", flush=True)
sys.exit(int(sys.argv[1]))
"""


def test_what_processes_use_together_is_counted_step_by_step(tmp_path: Path):
    lines: list[str] = []
    command = [sys.executable, "-c", VERB]
    took = run([*command, "0"], lines.append, tmp_path, {})
    assert [*took.steps] == [STARTING, "holding", "computing", ENDING]
    assert took.steps["holding"].gigabytes > 0.12
    assert took.steps["computing"].gigabytes < 0.12
    assert took.steps["computing"].cpu_seconds >= 0.3
    assert took.steps["holding"].cpu_seconds < took.cpu_seconds - 0.3
    assert took.steps["computing"].written_megabytes >= 5
    assert took.steps["holding"].written_megabytes < 1
    assert took == Took(*together(took.steps.values()), took.steps)
    assert took.gigabytes == took.steps["holding"].gigabytes
    assert lines[-1] == "done, not a step"
    with pytest.raises(ProcessError, match="done, not a step"):
        run([*command, "7"], lines.append, tmp_path, {})


def built(releases: int, growth: dict[str, float]) -> Build:
    """A build of 10 s and 0.1 s more a release: half of it dbt, a third of that a node.

    The seconds of a step or node that grows are so many times as many.
    """
    seconds = 10 + 0.1 * releases
    nodes = {"fct_revenue": seconds / 6, "dim_period": seconds / 3}
    nodes = {name: node * growth.get(name, 1) for name, node in nodes.items()}
    steps = {
        "proving": sum(nodes.values()),
        "writing the pages": growth.get("writing the pages", 1) * seconds / 2,
    }
    used = {step: Used(s, 2 * s, 0.5, 80.0) for step, s in steps.items()}
    return Build(Took(*together(used.values()), used), nodes)


def invented_measurement(releases: int, growth: dict[str, float]) -> Measurement:
    """SQL alone takes 2 s and 0.05 s more a release, reading and writing 0.5 s each."""
    sql = 2 + 0.05 * releases
    return Measurement(
        releases,
        Built(
            figures=1031 * releases,
            evaluations=900,
            megabytes=4.0,
            build=built(releases, growth),
            straight=Spent(sql, 1.5 * sql),
            reading=Spent(0.5, 0.5),
            writing=Spent(0.5, 0.5),
        ),
        built(releases, growth | {"fct_revenue": growth.get("beside others", 1)}),
    )


Bench = Callable[..., Result]


@pytest.fixture
def bench(monkeypatch, tmp_path: Path) -> Bench:
    """Runs `kessan bench` as if it had measured; `growth` is that of its parts."""
    growth: dict[str, float] = {}

    class FakeBench:
        def __init__(self, *arguments):
            pass

        def measure(self, releases: list[InventedRelease], *_) -> Measurement:
            return invented_measurement(len(releases), growth)

        def remove(self) -> None:
            pass

    monkeypatch.setattr(cli.proof, "Bench", FakeBench)
    monkeypatch.setattr(cli.proof, "BENCH_RESULTS", tmp_path / "results.csv")
    monkeypatch.setattr(cli.proof, "BENCH_STEPS", tmp_path / "steps.csv")
    monkeypatch.setattr(guard, "RATIOS", tmp_path / "ratios.csv")
    monkeypatch.setattr(guard, "SHARES", tmp_path / "shares.csv")

    def run_bench(*options: str, **grown: float) -> Result:
        growth.clear()
        growth.update({name.replace("_s_", " "): by for name, by in grown.items()})
        return CliRunner().invoke(cli.main, ["bench", *options])

    return run_bench


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_tables_are_printed_and_written(bench, tmp_path: Path):
    done = bench("--releases", "10", "--releases", "1")
    assert done.exit_code == 0, done.output
    assert "10,310" in done.output
    assert "writing the pages" in done.output
    one, ten = rows(tmp_path / "results.csv")
    assert [one["releases"], ten["releases"]] == ["1", "10"]
    assert ten["figures"] == "10310"
    # 11 s by 2.5 s, and by 0.5 s and 0.5 s.
    assert (ten["build by SQL"], ten["build by both"]) == ("4.4", "11.0")
    steps = rows(tmp_path / "steps.csv")
    assert len(steps) == 2 * 2 * 2
    assert [row["s"] for row in steps[4:6]] == ["5.5", "5.5"]
    assert not guard.RATIOS.exists()


def test_what_is_measured_is_accepted_and_passes(bench):
    done = bench("--accept")
    assert done.exit_code == 0, done.output
    expected = {
        (row["releases"], row["build"], row["by"], row["of"]): row["ratio"]
        for row in rows(guard.RATIOS)
    }
    # By hand: 20 s by 7 s, by 1 s, and by the 11 s of ten; 11 s beside, 10.1 s alone.
    assert len(expected) == 2 * (3 * 3 + 2)
    assert expected["100", "all", "straight SQL", "seconds"] == "2.857"
    assert expected["100", "all", "straight SQL", "cpu_seconds"] == "3.810"
    assert expected["100", "all", "reading and writing", "seconds"] == "20.000"
    assert expected["100", "all", "all of 10", "seconds"] == "1.818"
    assert expected["10", "one more", "one alone", "seconds"] == "1.089"
    done = bench("--check")
    assert done.exit_code == 0, done.output
    assert done.output.count("as expected") == len(expected)
    # 1.4 times as long: no more than seconds may be, but more than the quarter that
    # those of processors may grow.
    done = bench("--check", dim_period=1.6, fct_revenue=1.6, writing_s_the_s_pages=1.2)
    assert done.exit_code == 1
    assert "cpu_seconds: 5.33" in done.output
    assert "straight SQL, seconds:" not in done.output
    done = bench("--check", dim_period=0.1, writing_s_the_s_pages=0.1)
    assert done.exit_code == 0
    assert "better: accept it" in done.output


def test_a_ratio_that_is_worse_fails_and_names_what_grew(bench):
    """One node takes ten times as long: of 20 s at 100 releases 3.3 s become 33."""
    bench("--accept", "--releases", "100")
    done = bench("--check", "--releases", "100", fct_revenue=10)
    assert done.exit_code == 1, done.output
    assert "4 problems. Builds take more than they took." in done.output
    (line,) = re.findall(r".*of 100 by straight SQL, seconds.*", done.output)
    assert re.search(r"ratios\.csv line 5: all of 100 by straight SQL.*: 7\.14$", line)
    assert "expected: 2.86, and at most 5.71" in done.output
    assert "step 'proving' has 80%, had 50%" in done.output
    assert "node 'fct_revenue' has 83%, had 33%" in done.output
    assert "dim_period" not in done.output
    assert "kessan bench --accept --releases 100" in done.output
    done = bench("--check", "--releases", "100", writing_s_the_s_pages=4)
    assert done.exit_code == 1
    assert "step 'writing the pages' has 80%, had 50%" in done.output
    assert "node" not in done.output


def test_one_more_has_expectations_of_its_own(bench):
    """A node that takes long beside others only: those of a whole build stay."""
    bench("--accept", "--releases", "1", "--releases", "10")
    done = bench("--check", "--releases", "1", "--releases", "10", beside_s_others=10)
    assert done.exit_code == 1
    assert "4 problems" in done.output
    assert done.output.count("node 'fct_revenue' has 83%, had 33%") == 4
    assert len(re.findall(r"^.*: one more of 10? by one alone", done.output, re.M)) == 4


def test_what_is_not_expected_is_loud(bench, monkeypatch):
    def never(*arguments):
        raise AssertionError("measured before it was asked for")

    done = bench("--check")
    assert done.exit_code == 1
    assert "ratios.csv: it is not there" in done.output
    assert "to do: kessan bench --accept" in done.output
    bench("--accept", "--releases", "10")
    with monkeypatch.context() as patched:
        patched.setattr(cli.proof, "Bench", never)
        done = bench("--check", "--releases", "10", "--releases", "20")
    assert done.exit_code == 1, done.output
    assert "ratios.csv: no row of 20 releases" in done.output
    assert "to do: kessan bench --accept --releases 20" in done.output
    # A row that nobody wrote, of a number that there are rows of.
    bench("--accept", "--releases", "20")
    done = bench("--check", "--releases", "10", "--releases", "20")
    assert done.exit_code == 1
    assert "no row of: all of 20 by all of 10, seconds" in done.output
    assert "no row of: all of 20 by all of 10, cpu_seconds" in done.output
    assert "2 problems. Nothing was compared." in done.output
    accepted = guard.RATIOS.read_text()
    guard.RATIOS.write_text(accepted.replace(",0.25\n", ",\n"))
    for option in ("--check", "--accept"):
        done = bench(option, "--releases", "20")
        assert done.exit_code == 1
        assert "ratios.csv line 2: tolerance ''\n  expected: a number" in done.output
        assert "mend the line, or take the file away" in done.output
    guard.RATIOS.write_text(accepted)
    guard.SHARES.unlink()
    done = bench("--check", "--releases", "20")
    assert done.exit_code == 1
    assert "shares.csv: it is not there" in done.output


def test_a_tolerance_is_a_persons_and_other_sizes_stay(bench):
    bench("--accept", "--releases", "10")
    text = guard.RATIOS.read_text()
    guard.RATIOS.write_text(text.replace(",1\n", ",0.1\n"))
    bench("--accept", "--releases", "20")
    bench("--accept", "--releases", "10", dim_period=3)
    tolerances = {
        (row["releases"], row["of"]): row["tolerance"] for row in rows(guard.RATIOS)
    }
    assert tolerances == {
        ("10", "cpu_seconds"): "0.25",
        ("10", "seconds"): "0.1",
        ("20", "cpu_seconds"): "0.25",
        ("20", "seconds"): "1",
    }
    assert {row["releases"] for row in rows(guard.SHARES)} == {"10", "20"}
    done = bench("--check", "--releases", "10", dim_period=3)
    assert done.exit_code == 0, done.output


def test_the_project_says_what_it_expects():
    """Of all that `make bench-check` measures."""
    measurements = [invented_measurement(count, {}) for count in cli.proof.COMPARED]
    guard.demand(cli.proof.COMPARED)
    assert len(guard.verdicts(measurements)) == len(guard.ratios(measurements))
    assert all(one.expected.tolerance > 0 for one in guard.verdicts(measurements))


def test_options_that_exclude_each_other(bench, tmp_path: Path):
    assert bench("--check", "--accept").exit_code == 2
    archive = tmp_path / "archive.zip"
    archive.touch()
    for option in (["--check"], ["--accept"], ["--releases", "1"]):
        done = bench("--filings", str(archive), *option)
        assert done.exit_code == 2, done.output
        assert "no releases are built or compared" in done.output


def test_commands_shown_are_understood(bench):
    """That of filings is run in test_bench.py."""
    shown = re.findall(r"^kessan (bench.*)", SHELL, re.MULTILINE)
    assert len(shown) >= 5
    bench("--accept")
    for command in shown:
        if "--filings" not in command:
            done = bench(*command.split()[1:])
            assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("target", "verb"),
    [
        ("bench", "bench"),
        ("bench-check", "bench --check"),
        ("bench-peers", "bench --peers --releases 1 --releases 10 --releases 100"),
        ("bench FILINGS=a.zip", 'bench --filings "a.zip"'),
        ("bench-peers FILINGS=a.zip", 'bench --peers --filings "a.zip"'),
    ],
)
def test_make_calls_the_verb(target: str, verb: str):
    # As by hand, and not as what another make has begun.
    alone = {name: os.environ[name] for name in os.environ if "MAKE" not in name}
    done = subprocess.run(
        ["make", "--dry-run", *target.split()],
        cwd=ROOT,
        env=alone,
        capture_output=True,
        text=True,
        check=True,
    )
    called = done.stdout.splitlines()[-1].strip()
    assert called == f".venv/bin/python -m kessan {verb}"
    assert f"make {target.split()[0]}" in PAGE


def test_a_build_within_its_tolerance_is_not_worse():
    expected = guard.Expected(line=2, ratio=4.0, tolerance=0.25)
    key = guard.Ratio(10, guard.ALL, "straight SQL", "seconds")
    verdict = guard.Verdict(key, 5.0, expected, [])
    assert not verdict.is_worse
    assert replace(verdict, ratio=5.01).is_worse
    assert replace(verdict, ratio=3.0).word == "as expected"
    assert replace(verdict, ratio=2.99).word == "better: accept it"
