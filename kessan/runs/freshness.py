"""Whether the next release is overdue, by the dates of those that came."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb


@dataclass(frozen=True)
class Overdue:
    """A company of which a release should have come, and when at the latest."""

    company_key: str
    latest_period_end: date
    expected_by: date

    def __str__(self) -> str:
        return (
            f"no release of {self.company_key} for the quarter after"
            f" {self.latest_period_end}: expected by {self.expected_by}"
        )


def overdue(warehouse: Path, today: date) -> list[Overdue]:
    """The companies whose next release is late.

    The fiscal quarter after the last period that was reported has to end, and as
    many days to pass as the company's slowest release has taken so far. Only
    releases of actual figures count, each by the last day that it reports on.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select company_key, latest_period_end_date, expected_by"
            " from reports.audit_expected_releases where expected_by < $today"
            " order by company_key",
            {"today": today},
        ).fetchall()
    return [Overdue(*row) for row in rows]
