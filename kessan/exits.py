"""The codes that the verbs end with, and what they cannot do."""

from enum import IntEnum


class Exit(IntEnum):
    """How a verb ends, for the shell and for schedulers."""

    DONE = 0
    BAD_INPUT = 1
    WRONG_USAGE = 2
    BROKEN = 3
    AUDIT_FAILED = 4
    LOCKED = 5
    NOTHING_TO_DO = 6


class UnusableError(Exception):
    """What was asked for cannot be done; the message says what to do instead."""
