"""What the verbs share: what they print, and the codes that they end with."""

import sys
from collections.abc import Iterable
from enum import IntEnum

import click

from kessan import transform
from kessan.intake import Problem


class Exit(IntEnum):
    """How a verb ends, for the shell and for schedulers."""

    DONE = 0
    BAD_INPUT = 1
    WRONG_USAGE = 2
    BROKEN = 3
    AUDIT_FAILED = 4
    LOCKED = 5
    NOTHING_TO_DO = 6


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
