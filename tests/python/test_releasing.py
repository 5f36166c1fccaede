"""What a version of Kessan has to download, and how a tag publishes it."""

import hashlib
import re
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import kessan, run
from site_checks import broken_links, documents, outward_links
from test_installed import UNPACK

from kessan.project import PUBLISHED, ROOT, VARIABLE
from kessan.publication.generations import Generation

WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"


@pytest.fixture(scope="module")
def packed(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is published, packed beside a wheel and unpacked as the document does."""
    folder = tmp_path_factory.mktemp("packed")
    (folder / "kessan-0.0.1-py3-none-any.whl").write_bytes(b"a wheel")
    done = kessan("pack", "--to", str(folder))
    assert done.returncode == 0, done.stderr
    unpacked = run("bash", "-euc", UNPACK, cwd=folder)
    assert unpacked.returncode == 0, unpacked.stderr
    assert unpacked.stdout.count(": OK\n") == 4
    return folder


@pytest.mark.build
def test_the_sums_are_of_every_file(packed):
    sums = {
        name: digest
        for digest, name in (
            line.split("  ")
            for line in (packed / "SHA256SUMS").read_text("utf-8").splitlines()
        )
    }
    files = [path for path in packed.iterdir() if path.is_file()]
    assert sums == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name != "SHA256SUMS"
    }
    assert {*sums} == {
        *("kessan.duckdb", "kessan-data.zip", "kessan-pages.zip"),
        "kessan-0.0.1-py3-none-any.whl",
    }


@pytest.mark.build
def test_what_is_unpacked_is_what_is_published(packed, warehouse):
    data = Generation(packed / "data")
    # Each file of the descriptor is there with its sum.
    data.verify()
    (expected,) = warehouse.sql("from marts.fct_metrics select count(*)").fetchall()
    for file in (packed / "kessan.duckdb", data.warehouse):
        with duckdb.connect(str(file), read_only=True) as connection:
            query = "select count(*) from marts.fct_metrics"
            assert connection.sql(query).fetchall() == [expected]
    for ending in ("parquet", "csv"):
        file = data.folder / ending / f"marts.fct_metrics.{ending}"
        assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [expected]
    contract = yaml.load(
        (data.folder / "datacontract.yaml").read_text("utf-8"), yaml.CSafeLoader
    )
    assert contract["kind"] == "DataContract"


@pytest.mark.build
def test_the_pages_are_whole(packed, warehouse):
    pages = packed / "pages"
    assert documents(pages).keys() == documents(PUBLISHED / "current" / "site").keys()
    assert broken_links(pages, outward_links(warehouse)) == []
    # The check finds one that is.
    index = pages / "index.html"
    index.write_text(
        index.read_text("utf-8").replace("</body>", '<a href="no.html">x</a></body>'),
        "utf-8",
    )
    assert broken_links(pages, outward_links(warehouse)) != []


@pytest.mark.build
def test_the_same_is_packed_into_the_same_bytes(packed, tmp_path):
    assert kessan("pack", "--to", str(tmp_path)).returncode == 0
    for path in tmp_path.iterdir():
        if path.name != "SHA256SUMS":
            assert path.read_bytes() == (packed / path.name).read_bytes(), path.name


@pytest.mark.build
def test_what_is_damaged_is_not_packed(published, tmp_path, monkeypatch):
    project = tmp_path / "project"
    assert kessan("init", str(project)).returncode == 0
    monkeypatch.setenv(VARIABLE, str(project))

    def pack() -> tuple[int, str]:
        done = kessan("pack", "--to", str(tmp_path / "packed"))
        return done.returncode, done.stderr

    code, said = pack()
    assert (code, "nothing is published" in said) == (3, True)
    shutil.copytree(PUBLISHED, project / "published", symlinks=True)
    (project / "published/current/csv/marts.dim_date.csv").write_text("day\n")
    code, said = pack()
    assert (code, "csv/marts.dim_date.csv differ" in said) == (3, True)
    assert not (tmp_path / "packed").exists()


@pytest.mark.fast
def test_every_action_is_pinned_and_asks_for_little():
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    used = re.findall(r"uses: (.*)", WORKFLOW.read_text("utf-8"))
    assert len(used) == 7
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "pack": {"contents": "read"},
        "release": {"contents": "write"},
        "pypi": {"id-token": "write"},
    }


@pytest.mark.fast
def test_the_notes_are_those_of_the_version(tmp_path):
    for name in (".ci/notes", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    changes = tmp_path / "CHANGELOG.md"
    changes.write_text(
        "# Changelog\n\n## [Unreleased]\n\n- none\n\n## [0.1.0] - 2026-12-01\n\n"
        "### Added\n\n- all\n\n## [0.0.9]\n\n- older\n\n[0.1.0]: https://example.com\n",
        "utf-8",
    )

    def notes(tag: str) -> tuple[int, str, str]:
        done = run(tmp_path / ".ci" / "notes", tag, cwd=tmp_path)
        return done.returncode, done.stdout.strip(), done.stderr

    assert notes("v0.1.0") == (0, "### Added\n\n- all", "")
    assert notes("v0.2.0") == (1, "", "v0.2.0 is not the version of pyproject.toml\n")
    changes.write_text("## [Unreleased]\n\n- all\n", "utf-8")
    assert notes("v0.1.0") == (1, "", "CHANGELOG.md has no section [0.1.0]\n")
