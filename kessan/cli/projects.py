"""The verb that makes a project, and what the others ask of the one they are in."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from kessan import init
from kessan.cli.console import refuse, say
from kessan.exits import Exit, UnusableError
from kessan.project import HERE, VARIABLE


@click.command(
    "init",
    epilog="Example: kessan init my-company --empty\n\n"
    "Exit codes: 0 done, 1 a file that was changed is in the way of an upgrade, 2 wrong"
    " usage: the folder is not empty, or no project of kessan init.",
)
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default=Path()
)
@click.option("--empty", is_flag=True, help="Without the example company.")
@click.option(
    "--upgrade", is_flag=True, help="Bring a project up to date with this version."
)
def make_project(folder: Path, empty: bool, upgrade: bool) -> None:
    """Make a project in FOLDER, or here: what kessan build and the others work on.

    It holds the models and rules as files, and the releases of an example company,
    so that kessan build shows something at once. With --empty it holds none: the
    first is yours.

    With --upgrade the files of an older version are replaced by those of this one.
    CSVs of seeds that were changed stay, and are named. Where another file was changed,
    nothing is done, and it is named.
    """
    try:
        if upgrade:
            _upgrade(folder.absolute())
            return
        count = init.make(folder, empty)
    except UnusableError as error:
        raise click.UsageError(str(error)) from error
    say(f"made a project of {count} files in {folder.absolute()}")
    enter = "" if folder == Path() else f"cd {folder}\n    "
    if empty:
        say(
            "It holds no release yet. Read one, prove it, publish it:\n"
            f"    {enter}kessan read FILE --company example\n"
            "    kessan check landing/RELEASE_ID\n"
            "    kessan build"
        )
    else:
        say(f"Build and publish it:\n    {enter}kessan build")


def _upgrade(project: Path) -> None:
    """Bring a project up to date, and say what was done."""
    done = init.upgrade(project)
    if isinstance(done, list):
        refuse(done, Exit.BAD_INPUT, "Nothing was changed.")
        return
    say(
        f"{project} was of {done.before}, and is of {done.after}: {len(done.written)}"
        f" files written, {len(done.removed)} removed"
    )
    for name in done.kept:
        say(
            f"    {name} stays as it is, for it was changed; it lacks what {done.after}"
            " changes in it"
        )


def in_project(verb: click.Command) -> click.Command:
    """A verb that ends at once where there is no project, or one of another version.

    So do the verbs that it has. Their --help needs none.
    """
    if isinstance(verb, click.Group):
        for one in verb.commands.values():
            in_project(one)
    elif verb.callback:
        verb.callback = _asking_first(verb.callback)
    return verb


def _asking_first(callback: Callable[..., Any]) -> Callable[..., Any]:
    """What a verb does, behind the question where."""

    @wraps(callback)
    def asking(*arguments: Any, **options: Any) -> Any:
        if HERE is None:
            click.echo(
                f"no project here: {Path.cwd()} is none, lies in none, and {VARIABLE}"
                " names none; kessan init makes one",
                err=True,
            )
            sys.exit(Exit.WRONG_USAGE)
        if mismatch := init.mismatch(HERE):
            click.echo(mismatch, err=True)
            sys.exit(Exit.WRONG_USAGE)
        return callback(*arguments, **options)

    return asking
