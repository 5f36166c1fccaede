"""Dagster: a run as assets with their lineage, a schedule and a sensor.

    dagster dev -m kessan.orchestration

Needs the extra `dagster`, and dbt's manifest, which `kessan build` leaves behind.
The models are assets, but they are made together, by `kessan run`: so what Dagster
starts takes the same lock, passes the same gates and publishes in the same way.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter

from dagster import (
    AssetExecutionContext,
    AssetSelection,
    Definitions,
    Failure,
    MaterializeResult,
    RunRequest,
    ScheduleDefinition,
    SensorEvaluationContext,
    SkipReason,
    define_asset_job,
    sensor,
)
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    dbt_assets,
)

from kessan import history
from kessan.exits import Exit
from kessan.project import IMPORTS, LANDING, MANIFEST, PUBLISHED, ROOT

if not MANIFEST.exists():
    raise FileNotFoundError(f"{MANIFEST} is not there: run kessan build first")


@dbt_assets(
    manifest=MANIFEST,
    name="warehouse",
    # The tests run inside a run: a failed one fails it.
    dagster_dbt_translator=DagsterDbtTranslator(
        settings=DagsterDbtTranslatorSettings(enable_asset_checks=False)
    ),
)
def warehouse(context: AssetExecutionContext) -> Iterator[MaterializeResult]:
    """Call `kessan run`, and say of each model that it is as the run left it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kessan", "run"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = []
    with process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            context.log.info(line.rstrip())
    if process.returncode not in (Exit.DONE, Exit.NOTHING_TO_DO):
        raise Failure(
            f"kessan run ended with {process.returncode}:\n" + "\n".join(lines[-40:])
        )
    last = history.last_published(PUBLISHED)
    # Dagster wants each behind what it is made of.
    for key in TopologicalSorter(context.assets_def.asset_deps).static_order():
        if key in context.selected_asset_keys:
            yield MaterializeResult(
                asset_key=key, metadata={"run_id": last.run_id if last else ""}
            )


run_job = define_asset_job("kessan_run", AssetSelection.assets(warehouse))

nightly = ScheduleDefinition(name="nightly", job=run_job, cron_schedule="30 3 * * *")


@sensor(job=run_job, minimum_interval_seconds=60)
def landed(context: SensorEvaluationContext) -> RunRequest | SkipReason:
    """Ask for a run when what lies in `landing` or in `imports` has changed."""
    digest = hashlib.sha256()
    for path in sorted([*LANDING.rglob("*.csv"), *IMPORTS.rglob("*.parquet")]):
        digest.update(f"{path.relative_to(ROOT)}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    cursor = digest.hexdigest()
    if cursor == context.cursor:
        return SkipReason("landing and imports are as they were")
    context.update_cursor(cursor)
    return RunRequest(run_key=cursor)


definitions = Definitions(assets=[warehouse], schedules=[nightly], sensors=[landed])
