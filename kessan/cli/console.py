"""What the verbs share: what they print while they work and when they refuse."""

import sys
from collections.abc import Iterable

import click

from kessan import transform
from kessan.exits import Exit
from kessan.intake import Problem
from kessan.runs.pipeline import Pipeline


def say(text: str) -> None:
    """A line for the person who waits."""
    click.echo(text)


def show_progress(step: transform.Step) -> None:
    """How far dbt is: one line that is rewritten, or a line now and then."""
    width = len(str(step.total))
    text = f"    {step.index:>{width}}/{step.total} {step.name}"
    if sys.stdout.isatty():
        end = "\n" if step.index == step.total else ""
        click.echo(f"\r{text[:78]:<78}{end}", nl=False)
    elif step.index % 50 == 0 or step.index == step.total:
        click.echo(text)


def pipeline() -> Pipeline:
    """What a run is made of, of which other verbs take single steps too.

    Who calls a verb from Python may hand over a pipeline of other steps, as the
    object of the call.
    """
    given = click.get_current_context().find_object(Pipeline)
    return given or Pipeline(say, show_progress)


def refuse(
    problems: Iterable[Problem],
    code: int = Exit.BAD_INPUT,
    outcome: str = "Nothing was published.",
) -> None:
    """Print every problem and the outcome, and end with the code."""
    listed = list(problems)
    for problem in listed:
        click.echo(f"\n{problem}", err=True)
    count = f"{len(listed)} problem{'s' if len(listed) > 1 else ''}"
    click.echo(f"\n{count}. {outcome}", err=True)
    sys.exit(code)
