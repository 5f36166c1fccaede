"""One run at a time: a lock that the system takes back when its holder dies."""

import fcntl
import getpass
import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


class LockedError(Exception):
    """Somebody else holds the lock; the message says who, where and since when."""


@contextmanager
def locked(
    path: Path, purpose: str, wait: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Hold the lock of a file while something is done.

    Where another process holds it, `wait` is told who, and its end is waited for.

    The lock is the system's, so a holder that is killed leaves none behind. The
    file stays, and says who has the lock or had it last.

    Raises LockedError at once when it is held by another process, and nobody is to
    be told.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = _holder(file.read())
            if not wait:
                raise LockedError(holder) from None
            wait(holder)
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        json.dump(
            {
                "purpose": purpose,
                "process": os.getpid(),
                "user": getpass.getuser(),
                "host": socket.gethostname(),
                "since": datetime.now(UTC).isoformat(timespec="seconds"),
            },
            file,
        )
        file.flush()
        yield


def _holder(text: str) -> str:
    """Who holds the lock, in words."""
    try:
        holder = json.loads(text)
        return (
            f"{holder['purpose']} holds the lock: process {holder['process']} of"
            f" {holder['user']} on {holder['host']}, since {holder['since']}"
        )
    except (ValueError, KeyError, TypeError):
        # It has taken the lock and not yet said who it is.
        return "another process has just taken the lock"
