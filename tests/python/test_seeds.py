"""Seeds are loaded as text, whatever stands in them."""

import os
import subprocess
import sys

import duckdb
import pytest

from kessan.project import BUILD_FILE, ROOT
from kessan.transform import dbt_environment

pytestmark = pytest.mark.build


def test_a_quote_that_is_doubled_late_is_read(project):
    """20,000 labels, of which the last is the first with a quote in it."""
    labels = project / "seeds" / "reference" / "labels.csv"
    header, *_ = labels.read_text("utf-8").splitlines()
    row = ",prose,,{label},revenues,total,total,,false"
    plain = [row.format(label=f"Revenues {n}") for n in range(20_000)]
    quoted = row.format(label='"The ""last"" one, at 5 %"')
    labels.write_text("\n".join([header, *plain, quoted]) + "\n", "utf-8")
    file = project / BUILD_FILE.relative_to(ROOT)
    file.parent.mkdir(parents=True, exist_ok=True)
    seeded = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "seed"),
            *("--select", "labels", "--profiles-dir", "."),
        ],
        cwd=project,
        env=os.environ | dbt_environment(file),
        capture_output=True,
        text=True,
    )
    assert seeded.returncode == 0, seeded.stdout + seeded.stderr
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.sql(
            "select count(*), max(label) filter (where label like '%\"%')"
            " from reference.labels"
        ).fetchall() == [(20_001, 'The "last" one, at 5 %')]
