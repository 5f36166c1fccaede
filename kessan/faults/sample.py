"""Does a sample of the damages to the real CSVs and runs the real build.

So the fast evaluation proves nothing by itself: it must say of each damage
what `kessan build` says.
"""

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

import duckdb

from kessan.exits import Exit
from kessan.faults.damages import Damage
from kessan.faults.evaluate import Verdict
from kessan.project import BUILD_FILE, ROOT, SEEDS, TARGET, VARIABLE, left_behind

AT_ONCE = 2
PARTIAL_PARSE = TARGET / "partial_parse.msgpack"


# How a build ends that is not refused, and one that is.
CODES = {False: (Exit.DONE,), True: (Exit.BAD_INPUT, Exit.AUDIT_FAILED)}


@dataclass(frozen=True)
class RealBuild:
    """What the real build says of a damage.

    `counts` is the number of findings by family, None when the build stopped
    before it had any. `said` is the last line of its errors.
    """

    verdict: Verdict
    exit_code: int
    counts: Mapping[str, int] | None
    said: str

    @property
    def agrees(self) -> bool:
        """Whether it says what the fast evaluation says."""
        return self.exit_code in CODES[self.verdict.is_caught] and self.counts in (
            None,
            self.verdict.counts,
        )


def spread(verdicts: list[Verdict], count: int) -> list[Verdict]:
    """A sample over all operators, the same in every run.

    Each operator has its share, evenly spaced among its damages.
    """
    by_operator: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        by_operator.setdefault(verdict.damage.operator, []).append(verdict)
    shares = dict.fromkeys(by_operator, 0)
    for _ in range(min(count, len(verdicts))):
        open_ones = [name for name in shares if shares[name] < len(by_operator[name])]
        shares[min(open_ones, key=shares.__getitem__)] += 1
    return [
        of_operator[(2 * n + 1) * len(of_operator) // (2 * shares[name])]
        for name, of_operator in by_operator.items()
        for n in range(shares[name])
    ]


def build_really(sample: list[Verdict]) -> Iterator[RealBuild]:
    """Build each damage of the sample in a copy of the project, two at a time."""
    with tempfile.TemporaryDirectory(prefix="kessan-") as folder:
        copies: Queue[Path] = Queue()
        for n in range(min(AT_ONCE, len(sample))):
            copies.put(copy_project(Path(folder) / f"project-{n}"))

        def build(verdict: Verdict) -> RealBuild:
            copy = copies.get()
            try:
                with damaged(copy, verdict.damage):
                    return _build(copy, verdict)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from pool.map(build, sample)


def copy_project(copy: Path) -> Path:
    """A copy of the project that dbt need not parse anew."""
    shutil.copytree(ROOT, copy, ignore=left_behind())
    if PARTIAL_PARSE.exists():
        parsed = copy / PARTIAL_PARSE.relative_to(ROOT)
        parsed.parent.mkdir()
        shutil.copy(PARTIAL_PARSE, parsed)
    return copy


@contextmanager
def damaged(project: Path, damage: Damage) -> Iterator[None]:
    """The damage done to the CSV of a copy of the project, then undone."""
    (path,) = (project / SEEDS.relative_to(ROOT)).glob(f"*/{damage.csv_name}.csv")
    original = path.read_bytes()
    path.write_bytes(damaged_csv(original.decode("utf-8"), damage).encode("utf-8"))
    try:
        yield
    finally:
        path.write_bytes(original)


def damaged_csv(text: str, damage: Damage) -> str:
    """The text of the CSV after the damage, in the form that it had."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    undamaged = [dict(zip(header, row, strict=True)) for row in rows]
    written = io.StringIO(newline="")
    writer = csv.DictWriter(
        written, header, lineterminator="\r\n" if "\r\n" in text else "\n"
    )
    writer.writeheader()
    writer.writerows(damage.done_to(list(undamaged)))
    return written.getvalue()


def _build(copy: Path, verdict: Verdict) -> RealBuild:
    done = subprocess.run(
        [sys.executable, "-m", "kessan", "build"],
        cwd=copy,
        env=os.environ | {"PYTHONPATH": str(copy), VARIABLE: str(copy)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    said = done.stderr.strip().splitlines() or [""]
    build_file = copy / BUILD_FILE.relative_to(ROOT)
    return RealBuild(verdict, done.returncode, _counts(build_file), said[-1])


def _counts(build_file: Path) -> dict[str, int] | None:
    """The findings of a build by family; None when it has no table of them."""
    if not build_file.exists():
        return None
    with duckdb.connect(str(build_file), read_only=True) as connection:
        try:
            found = connection.sql(
                "select family, count(*) from audit.findings group by all"
            ).fetchall()
        except duckdb.CatalogException:
            return None
    return dict(found)
