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
            """
            with reported as (
                select
                    figures.company_key,
                    figures.release_id,
                    cast(releases.published_at as date)
                    - max(periods.end_date) as delay
                from marts.fct_reported_figures as figures
                inner join marts.dim_release as releases using (release_id)
                inner join marts.dim_period as periods using (period_key)
                where
                    figures.scenario_key = 'actual'
                    and periods.start_date is not null
                group by 1, 2, releases.published_at
            ),

            expected as (
                select
                    company_key,
                    companies.latest_period_end_date,
                    companies.next_period_end_date
                    + cast(max(reported.delay) as integer) as expected_by
                from marts.dim_company as companies
                inner join reported using (company_key)
                group by 1, 2, companies.next_period_end_date
            )

            select * from expected
            where expected_by < $today
            order by 1
            """,
            {"today": today},
        ).fetchall()
    return [Overdue(*row) for row in rows]
