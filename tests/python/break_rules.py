"""Breaks rules of the project in memory, and has dbt run the unit tests on them.

    python break_rules.py <groups.json> <statuses.json> <target>

Groups are lists of rules: a unit test, a file, what the rule says, what is made of
it. The rules of a group are broken at once, and only their own unit tests run. dbt
reads the project once, for all groups: it takes seconds to start.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

Rule = tuple[str, str, str, str]


@contextmanager
def broken(manifest: Manifest, file: str, old: str, new: str) -> Iterator[None]:
    """A rule of a model or a macro, broken for a while."""
    assert Path(file).read_text("utf-8").count(old) == 1, f"{file}: {old}"
    holders = [
        (node, attribute)
        for nodes, attribute in (
            (manifest.nodes.values(), "raw_code"),
            (manifest.macros.values(), "macro_sql"),
        )
        for node in nodes
        if node.original_file_path == file and old in getattr(node, attribute)
    ]
    ((node, attribute),) = holders
    text = getattr(node, attribute)
    setattr(node, attribute, text.replace(old, new))
    try:
        yield
    finally:
        setattr(node, attribute, text)


def statuses(manifest: Manifest, group: list[Rule], target: str) -> dict[str, str]:
    """How the unit tests of some rules end while all of them are broken."""
    names = [name for name, *_ in group]
    with ExitStack() as stack:
        for _, *rule in group:
            stack.enter_context(broken(manifest, *rule))
        done = dbtRunner(manifest).invoke(
            [
                *("--quiet", "--log-level-file", "none"),
                *("test", "--target-path", target, "--profiles-dir", "."),
                *("--select", *(f"test_name:{name}" for name in names)),
            ]
        )
    if done.exception:
        raise done.exception
    return {
        result.node.name: str(result.status)
        for result in done.result.results
        # dbt lists what it runs before the tests, too.
        if result.node.unique_id.startswith("unit_test.")
    }


def main(groups_file: str, statuses_file: str, target: str) -> None:
    """Break every group, and write how its unit tests ended."""
    parsed = dbtRunner().invoke(
        [
            *("--quiet", "--log-level-file", "none"),
            *("parse", "--target-path", target, "--profiles-dir", "."),
        ]
    )
    assert isinstance(parsed.result, Manifest), parsed.exception
    groups = json.loads(Path(groups_file).read_text("utf-8"))
    found = [statuses(parsed.result, group, target) for group in groups]
    Path(statuses_file).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
