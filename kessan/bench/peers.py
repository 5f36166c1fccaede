"""Has other tools do their part of the work on the same data, where they are there.

They are installed into an environment of their own, by `make bench-peers`.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kessan.bench.usage import ProcessError, Took, run
from kessan.bench.xbrl import Report, write_report
from kessan.project import PEERS

STANDARDISE = Path(__file__).with_name("standardise.py")
INCONSISTENT = "calc11e:inconsistentCalculationUsingRounding"


class PeerError(Exception):
    """A peer that did not do its work: it has no row; the message says why."""


@dataclass(frozen=True)
class PeerMeasurement:
    """What another tool took for so many numbers, and what it found wrong in them."""

    name: str
    numbers: int
    seconds: float
    gigabytes: float
    found: int | None = None

    @property
    def per_second(self) -> float:
        """Numbers in a second."""
        return self.numbers / self.seconds


def standardise(archive: Path) -> Iterator[PeerMeasurement]:
    """Have secfsdstools read an archive of the SEC, and standardise its statements.

    Raises PeerError where it is not installed or cannot read the archive.
    """
    python = _installed("python", "secfsdstools")
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "peer.cfg"
        settings.write_text(
            "[DEFAULT]\nAutoUpdate = False\nUserAgentEmail = nobody@example.com\n"
            + "".join(
                f"{name}Directory = {folder}\n"
                for name in ("Download", "Db", "Parquet")
            ),
            "utf-8",
        )
        took = _run(
            "secfsdstools",
            [python, STANDARDISE, archive.absolute()],
            lines.append,
            Path(folder),
            {"SECFSDSTOOLS_CFG": str(settings)},
        )
    for name, numbers, seconds in json.loads(lines[-1]):
        yield PeerMeasurement(name, numbers, seconds, took.gigabytes)


def check_calculations(warehouse: Path) -> PeerMeasurement:
    """Have Arelle read the figures of a published file and check their sums.

    Raises PeerError where it is not installed, cannot read them, or does not find a
    figure that is wrong.
    """
    arelle = _installed("arelleCmdLine", "Arelle")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _, found = _check(
            arelle, write_report(warehouse, folder / "wrong", is_wrong=True)
        )
        if not found:
            raise PeerError("Arelle does not find that a total is wrong")
        report = write_report(warehouse, folder / "report")
        took, found = _check(arelle, report)
    return PeerMeasurement(
        f"Arelle: {report.sums:,} sums checked",
        report.facts,
        took.seconds,
        took.gigabytes,
        found,
    )


def _check(arelle: Path, report: Report) -> tuple[Took, int]:
    """Have Arelle check a report; return how many sums it finds inconsistent."""
    folder = report.instance.parent
    log = folder / "log.xml"
    took = _run(
        "Arelle",
        [
            *(arelle, "--file", report.instance, "--validate", "--calc", "c11r"),
            *("--workOffline", "--disablePersistentConfig"),
            *("--xdgConfigHome", folder, "--logFile", log),
        ],
        lambda line: None,
        folder,
        {},
    )
    entries = etree.parse(log).findall("entry")
    codes = [entry.get("code") for entry in entries if entry.get("level") != "info"]
    if others := {code for code in codes if code != INCONSISTENT}:
        raise PeerError(f"Arelle did not check the sums: {', '.join(map(str, others))}")
    if not any(
        "validated in" in (entry.findtext("message") or "") for entry in entries
    ):
        raise PeerError("Arelle did not check the sums: it did not validate the report")
    return took, len(codes)


def _installed(program: str, peer: str) -> Path:
    """The program of a peer. Raises PeerError where it is not installed."""
    path = PEERS / "bin" / program
    if not path.exists():
        raise PeerError(f"{peer} is not installed: make bench-peers")
    return path


def _run(
    peer: str,
    command: list[str | Path],
    on_line: Callable[[str], None],
    folder: Path,
    environment: dict[str, str],
) -> Took:
    """Run a peer. Raises PeerError with the last that it said when it fails."""
    try:
        return run(command, on_line, folder, environment)
    except ProcessError as error:
        raise PeerError(f"{peer} broke off: {str(error)[-500:]}") from error
