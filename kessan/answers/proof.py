"""What holds a number: the printed cells behind it, identities, a verdict."""

from collections.abc import Iterable
from itertools import chain

from kessan.answers.reading import Reading, Row
from kessan.answers.roles import role
from kessan.answers.shapes import Cell, Identity, Verdict

# What an evaluation that held says.
HOLDS = ("exact", "within_rounding", "excepted")
# What would notice an error of one unit, where no identity does.
NOTICED_BY = {
    "control_totals": "the control totals of a second reading would",
    "one_reading": "it was read once, and nobody else took its totals",
    "nothing": "nothing else would",
}

_LINEAGE = """
    select
        lineage.figure_key, lineage.weight, lineage.part, lineage.fraction_part,
        metrics.is_computed
    from reports.metric_lineage as lineage
    inner join marts.fct_metrics as metrics using (metric_key)
    where lineage.metric_key = $key
    order by lineage.term_number, lineage.part, lineage.figure_key
"""
_EARLIER_LINEAGE = """
    select
        figure_key, abs(weight) as weight, false as is_computed,
        'numerator' as fraction_part,
        case
            when is_divisor then 'divisor'
            when weight < 0 then 'subtrahend' else 'addend'
        end as part
    from marts.fct_fact_operands
    where metric_key = $key and release_id = $release
    order by part, figure_key
"""
_CELLS = """
    select
        cells.figure_key, cells.release_id, cells.table_id, cells.table_title,
        cells.line_number, cells.column_number, cells.source_line,
        trim(cells.label) as label, cells.column_heading as heading,
        cells.printed_text, cells.unit, figures.is_negated, figures.is_mended,
        figures.is_corrected,
        case when figures.is_negated then -cells.value else cells.value end as value,
        coverage.verdict, coverage.noticed_by, coverage.contradicted_by
    from reports.printed_cells as cells
    inner join marts.fct_reported_figures as figures using (figure_key)
    inner join audit.figure_coverage as coverage using (figure_key)
    where cells.figure_key in (select unnest($figures::varchar[]))
"""
_IDENTITIES = """
    with asked as (
        select unnest($figures::varchar[]) as figure_key
    ),

    touching as (
        select
            operands.identity_id, operands.release_id, operands.subject,
            list(distinct asked.figure_key order by asked.figure_key) as figure_keys
        from audit.identity_operands as operands
        inner join asked
            on
                asked.figure_key = operands.figure_key
                or asked.figure_key = operands.growth_figure_key
        group by all
    )

    select
        results.*, touching.figure_keys,
        coalesce(exceptions.reason, results.incomplete_reason) as reason
    from touching
    inner join audit.identity_results as results
        using (identity_id, release_id, subject)
    left join audit.known_exceptions as exceptions
        using (identity_id, release_id, subject)
    order by
        list_position(
            ['violated', 'excepted', 'exact', 'within_rounding', 'incomplete'],
            results.status
        ),
        results.identity_id, results.release_id, results.subject
"""


def lineage(reading: Reading, key: str) -> list[Row]:
    """The printed figures behind a fact in force or a metric, with their part in it."""
    return reading.rows(_LINEAGE, {"key": key})


def earlier_lineage(reading: Reading, key: str, release: str) -> list[Row]:
    """Those behind a derived fact as an earlier release made it known."""
    return reading.rows(_EARLIER_LINEAGE, {"key": key, "release": release})


def printed(figure_key: str) -> list[Row]:
    """The lineage of a figure that is printed: itself."""
    return [
        {
            **{"figure_key": figure_key, "weight": 1, "part": "figure"},
            **{"fraction_part": "numerator", "is_computed": False},
        }
    ]


def proof(
    reading: Reading, behind: Iterable[Row], limit: int
) -> tuple[list[Cell], list[Identity], int, Verdict]:
    """The cells of a lineage, what holds them, what is left out, and the verdict."""
    parts = [*behind]
    figures = sorted({part["figure_key"] for part in parts})
    found = {
        row["figure_key"]: row for row in reading.rows(_CELLS, {"figures": figures})
    }
    cells = [Cell(role=role(part), **found[part["figure_key"]]) for part in parts]
    identities = [
        Identity(**row) for row in reading.rows(_IDENTITIES, {"figures": figures})
    ]
    verdict = _verdict([found[figure] for figure in figures], identities)
    return cells, identities[:limit], max(0, len(identities) - limit), verdict


def _verdict(figures: list[Row], identities: list[Identity]) -> Verdict:
    """What the proof says of all figures together, as `audit.metric_verdicts` does."""
    names = sorted({identity.identity_id for identity in identities})
    said = {figure["verdict"] for figure in figures}
    contradicted_by = sorted(
        {
            *chain.from_iterable(
                (figure["contradicted_by"] or "").split(", ")
                for figure in figures
                if figure["verdict"] == "contradicted"
            )
        }
        - {""}
    )
    if "contradicted" in said:
        reason = f"violated: {', '.join(contradicted_by)}"
        return _told("contradicted", reason, names, contradicted_by)
    if said == {"proven"}:
        held = [identity for identity in identities if identity.status in HOLDS]
        by = sorted({identity.identity_id for identity in held})
        times = f"{len(held)} time{'s' if len(held) != 1 else ''}"
        reason = (
            f"held {times}, by {', '.join(by)}; an error of one unit in any figure"
            " behind it would break one"
        )
        return _told("proven", reason, names)
    unsure: dict[str, list[str]] = {}
    for figure in figures:
        if figure["verdict"] != "proven":
            unsure.setdefault(figure["noticed_by"], []).append(figure["figure_key"])
    reasons = [
        f"no identity would notice every error of one unit in {', '.join(keys)}:"
        f" {NOTICED_BY.get(noticed_by, noticed_by)}"
        for noticed_by, keys in sorted(unsure.items())
    ]
    reason = "; ".join(reasons) or "no printed figure is behind it"
    return _told("unproven", reason, names)


def _told(
    verdict: str,
    reason: str,
    identities: list[str],
    contradicted_by: Iterable[str] = (),
) -> Verdict:
    return Verdict.model_validate(
        {
            **{"verdict": verdict, "reason": reason},
            **{"identities": identities, "contradicted_by": [*contradicted_by]},
        }
    )
