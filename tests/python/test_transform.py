"""dbt as a process of its own, with a small project in place of the real one."""

import json
from pathlib import Path

import duckdb
import pytest

from kessan import transform
from kessan.project import MANIFEST, ROOT

pytestmark = pytest.mark.slow

PROJECT = """
name: kessan
version: 1.0.0
profile: kessan
data_tests: {+severity: "{{ env_var('KESSAN_TEST_SEVERITY', 'error') }}"}
"""
PROFILE = """
kessan:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('KESSAN_BUILD_FILE') }}", threads: 2}
"""


class Small:
    """A dbt project with a model and a test of it, and what its runs did."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.target = root / "target"
        self.steps: list[transform.Step] = []
        (root / "models").mkdir()
        (root / "tests").mkdir()
        (root / "dbt_project.yml").write_text(PROJECT)
        (root / "profiles.yml").write_text(PROFILE)
        self.write("select 1 as amount")
        (root / "tests" / "is_one.sql").write_text(
            "select * from {{ ref('amounts') }} where amount <> 1"
        )

    def write(self, sql: str) -> None:
        """Have the model be this SQL."""
        (self.root / "models" / "amounts.sql").write_text(sql)

    def build(self) -> bool:
        """Run it whole, and keep what it says of its steps."""
        self.steps.clear()
        return transform.run_dbt(
            "build",
            build_file=self.root / "build.duckdb",
            on_step=self.steps.append,
            target=self.target,
        )

    @property
    def manifest(self) -> Path:
        return self.target / MANIFEST.name


@pytest.fixture
def small(tmp_path, monkeypatch) -> Small:
    monkeypatch.setattr(transform, "ROOT", tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return Small(tmp_path)


def test_a_run_says_its_steps_and_leaves_what_dbt_leaves(small):
    assert small.build()
    assert sorted(small.steps, key=lambda step: step.index) == [
        transform.Step(1, 2, "amounts"),
        transform.Step(2, 2, "is_one"),
    ]
    with duckdb.connect(str(small.root / "build.duckdb"), read_only=True) as built:
        assert built.sql("select amount from amounts").fetchall() == [(1,)]
    results = transform.results(target=small.target)
    assert [result["status"] for result in results] == ["success", "pass"]
    assert "amount <> 1" in results[1]["compiled_code"]
    nodes = json.loads(small.manifest.read_text())["nodes"]
    assert nodes["model.kessan.amounts"]["compiled_code"] == "select 1 as amount"

    # It is written again when something was parsed anew, or when it is gone.
    written = small.manifest.stat().st_mtime_ns
    assert small.build()
    assert small.manifest.stat().st_mtime_ns == written
    small.write("select 2 as amount")
    assert not small.build()
    (failed,) = transform.failed_tests(small.target)
    assert failed["failures"] == 1
    assert '"select 2 as amount"' in small.manifest.read_text()


def test_what_dbt_cannot_run_at_all_is_told(small):
    small.write("select {{ nothing")
    with pytest.raises(transform.DbtError) as stopped:
        small.build()
    assert str(stopped.value).count("amounts.sql") == 1
    assert small.steps == []
    # A model that the database refuses is a result, and no test of it is run.
    small.write("select nothing as amount")
    assert not small.build()
    assert [result["status"] for result in transform.results(target=small.target)] == [
        "error",
        "skipped",
    ]
