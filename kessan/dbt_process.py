"""What `kessan.transform` begins as a process: dbt, with what it writes kept small.

dbt's own command writes its manifest twice, the SQL of each node into two files and a
summary of the graph, and turns each event into a line of its log; the collector of
Python goes through all that was parsed again and again. Together that is a third of a
build of one release. Here the manifest is written when dbt has parsed something anew,
and of events only what `kessan.transform` reads.
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kessan.garbage import collect_rarely
from kessan.project import MANIFEST, PARSED, RUN_RESULTS

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult

# Where the places of the project begin among the arguments of dbt.
PLACES = "--target-path"
RESULT_EVENTS = ("LogSeedResult", "LogModelResult", "LogTestResult")
QUIET = ("--log-level", "none", "--log-level-file", "none", "--no-write-json")


def main(arguments: list[str]) -> int:
    """Run dbt with these arguments, the last of which name its places.

    A line of JSON is written for each node that ends (`step`: its number, of how
    many, its name), and why nothing was run (`error`). Results and manifest are written
    into the target folder, as dbt does. The exit code is dbt's: 1 where a node
    failed, 2 where nothing was run.
    """
    # Before all else, for what dbt imports is gone through too.
    collect_rarely()
    from dbt.artifacts.schemas.run import RunExecutionResult
    from dbt.cli.main import dbtRunner
    from dbt.compilation import Linker
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.graph.nodes import ParsedNode

    # Read by nobody: the results have the SQL of each node, the manifest the graph.
    ParsedNode.write_node = lambda *_: None  # type: ignore[method-assign]
    Linker.get_graph_summary = lambda *_: {}  # type: ignore[method-assign]
    places = arguments[arguments.index(PLACES) :]
    target = Path(places[1])
    parsed = dbtRunner(callbacks=[_tell]).invoke([*QUIET, "parse", *places])
    if not isinstance(parsed.result, Manifest):
        return _unable(parsed)
    run = dbtRunner(parsed.result, [_tell]).invoke([*QUIET, *arguments])
    if not isinstance(run.result, RunExecutionResult):
        return _unable(run)
    if _is_older(target / MANIFEST.name, target / PARSED.name):
        from dbt.parser.manifest import write_manifest

        # As it is now: with the SQL that was compiled.
        write_manifest(parsed.result, str(target))
    run.result.write(str(target / RUN_RESULTS.name))
    return 0 if run.success else 1


def _tell(event: Any) -> None:
    """Write what is read of an event. Why dbt stops it says by its result."""
    if event.info.name in RESULT_EVENTS:
        # dbt calls the count of nodes by another name for tests.
        data = event.data
        total = data.total if hasattr(data, "total") else data.num_models
        _write("step", [data.index, total, data.node_info.node_name])


def _unable(result: "dbtRunnerResult") -> int:
    """Tell why dbt ran nothing."""
    if result.exception:
        _write("error", str(result.exception))
    return 2


def _write(kind: str, told: object) -> None:
    print(json.dumps({kind: told}), flush=True)


def _is_older(file: Path, other: Path) -> bool:
    """Whether a file is not there, or was written before another."""
    return not file.exists() or (
        other.exists() and file.stat().st_mtime_ns < other.stat().st_mtime_ns
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
