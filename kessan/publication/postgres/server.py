"""The server: its address, what may be shown of it, how often it is tried."""

import os
from dataclasses import dataclass
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict
from tenacity import (
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from kessan.secrets import MASK, masked

URL_VARIABLE = "KESSAN_POSTGRES_URL"
Connection = psycopg.Connection[tuple]
# Held by a publication, in one database, as long as its session lives.
ADVISORY_LOCK = 4_207_849_484


class PostgresError(Exception):
    """A publication broke off; the message has no secret in it."""


class UnusableError(PostgresError):
    """The URL, the role or what is in the database is not for a publication."""


class BusyError(psycopg.OperationalError):
    """Another publication is under way in the database."""


@dataclass(frozen=True)
class Patience:
    """How often something is tried, and how long is waited, in seconds.

    The delay doubles from try to try. The lock timeout is how long the switch
    may keep readers waiting; it is less than the second after which PostgreSQL
    looks for deadlocks, so that no reader is ever chosen to end one.
    """

    attempts: int = 6
    delay: float = 0.5
    lock_timeout: float = 0.2
    connect_timeout: int = 10

    def tries(self, *errors: type[Exception]) -> Retrying:
        """Tries until none of these errors is raised, or the last is raised on.

        What is added to the delay by chance keeps two that wait from meeting again.
        """
        return Retrying(
            retry=retry_if_exception_type(errors),
            stop=stop_after_attempt(self.attempts),
            wait=wait_exponential(self.delay) + wait_random(0, self.delay / 4),
            reraise=True,
        )


def shown_url(url: str) -> str:
    """A URL or connection string as it may be shown: what names the database.

    Raises UnusableError when it cannot be read.
    """
    try:
        known = conninfo_to_dict(url)
    except psycopg.Error:
        # The driver's message quotes what it cannot read.
        raise UnusableError(
            "the URL of PostgreSQL cannot be read; it looks like"
            " postgresql://user@host:5432/database"
        ) from None
    user = quote(str(known.get("user", "")))
    if "password" in known:
        user += f":{MASK}"
    host = str(known.get("host") or known.get("hostaddr", ""))
    port = f":{known['port']}" if "port" in known else ""
    at = "@" if user else ""
    return f"postgresql://{user}{at}{host}{port}/{known.get('dbname', '')}"


def without_secrets(message: str, url: str) -> str:
    """A message of the driver or the server without the secrets of the URL."""
    secrets = [
        str(value)
        for name, value in conninfo_to_dict(url).items()
        if value and ("password" in name or "secret" in name)
    ]
    return masked(message, [*secrets, os.environ.get("PGPASSWORD", "")]).strip()


def lock_others_out(target: Connection) -> None:
    """Hold the lock of publications until the session ends.

    Raises BusyError when another publication has it.
    """
    (is_alone,) = target.execute(
        "select pg_try_advisory_lock(%s)", [ADVISORY_LOCK]
    ).fetchone() or (False,)
    if not is_alone:
        raise BusyError("another publication is under way in this database")
