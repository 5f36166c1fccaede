"""The command line: a verb for each thing that a user does."""

import click

from kessan.cli import (
    answers,
    imports,
    projects,
    proof,
    reading,
    releases,
    runs,
    serving,
)
from kessan.garbage import collect_rarely


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Turn earnings releases into a warehouse that is proven to the digit.

    Exit codes: 0 done, 1 bad input, 2 wrong usage, 3 something else broke, 4 the
    audit failed, 5 another run is going on, 6 nothing to do. Only 0 changes what
    is published.

    The verbs work in a project: the current folder, one above it, or the one that
    KESSAN_PROJECT names. kessan init makes one.
    """
    collect_rarely()


main.add_command(projects.make_project)
for verb in (
    runs.build,
    runs.run,
    runs.list_runs,
    runs.rollback,
    serving.write_pages,
    serving.publish_to,
    serving.write_sheets,
    serving.pack_files,
    answers.ask,
    answers.verify,
    answers.serve,
    reading.read,
    imports.import_filings,
    releases.make_release,
    releases.foot,
    releases.check,
    proof.audit,
    proof.faults,
    proof.bench,
    proof.write_dictionary,
):
    main.add_command(projects.in_project(verb))
