"""A copy of the published file in PostgreSQL, switched to as a whole.

The three public schemas are built beside those in force, under other names, and
renamed in one short transaction. What was in force is dropped afterwards, when
nobody reads it any more. Whatever goes wrong before the switch, what was
published stays, and the next publication takes away what was left.

The warehouse is trusted for its figures, and for nothing else: names and texts
are quoted by the driver, and what it says of a server is said without secrets.
"""

from kessan.publication.postgres.publish import (
    PostgresPublication,
    publish_to_postgres,
)
from kessan.publication.postgres.server import (
    URL_VARIABLE,
    Patience,
    PostgresError,
    UnusableError,
    shown_url,
)

__all__ = [
    "URL_VARIABLE",
    "Patience",
    "PostgresError",
    "PostgresPublication",
    "UnusableError",
    "publish_to_postgres",
    "shown_url",
]
