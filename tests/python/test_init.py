"""A project of its own is made, found and brought up to date, by the command."""

import hashlib
import json
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from conftest import kessan, run

from kessan.init import installed_version
from kessan.project import ROOT

pytestmark = pytest.mark.fast

ORIGIN = ".kessan.json"
MODEL = "models/marts/dim_company.sql"
LABELS = "seeds/reference/labels.csv"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def made(folder: Path, *options: str) -> Path:
    done = kessan("init", str(folder), *options)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def by_module(*arguments: str, cwd: Path, **env: str) -> CompletedProcess:
    """The command in a folder, with the code of the clone."""
    return run(
        *(sys.executable, "-m", "kessan", *arguments),
        cwd=cwd,
        PYTHONPATH=str(ROOT),
        **env,
    )


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A project that a version made in which a model was another."""
    project = made(tmp_path / "older")
    (project / MODEL).write_text("select 1 as company_key\n", "utf-8")
    (project / "models" / "gone.sql").write_text("select 1\n", "utf-8")
    (project / "profiles.yml").unlink()
    of_before = {MODEL: project / MODEL, "models/gone.sql": project / "models/gone.sql"}
    change_origin(project, "0.0.1", of_before, without="profiles.yml")
    return project


def change_origin(
    project: Path, version: str, files: dict[str, Path], without: str = ""
) -> None:
    """Have a project be of another version, whose files were these."""
    origin = json.loads((project / ORIGIN).read_text("utf-8"))
    origin["version"] = version
    origin["files"] |= {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files.items()
    }
    origin["files"].pop(without, None)
    (project / ORIGIN).write_text(json.dumps(origin), "utf-8")


def test_a_project_has_the_files_of_the_clone(tmp_path):
    files = files_of(made(tmp_path / "a" / "project"))
    origin = json.loads(files.pop(ORIGIN))
    assert (origin["version"], origin["is_empty"]) == (installed_version(), False)
    assert origin["files"].keys() == files.keys()
    assert {
        name for name in files if (ROOT / name).read_bytes() != files[name]
    } == set()
    assert {"dbt_project.yml", ".gitignore", MODEL, LABELS} <= files.keys()
    assert not {name for name in files if name.startswith(("tests/python", "kessan/"))}


def test_an_empty_project_knows_no_company(tmp_path):
    project = made(tmp_path / "project", "--empty")
    rows = {path: path.read_text("utf-8") for path in project.glob("seeds/*/*.csv")}
    of_releases = [text for path, text in rows.items() if path.parent.name == "release"]
    assert {text.count("\n") for text in of_releases} == {1}
    # The key of the example company, as a cell and within the names of its own rows.
    assert [path.name for path, text in rows.items() if "iij" in text.lower()] == []
    labels = (project / LABELS).read_text("utf-8").splitlines()
    general = [
        line
        for line in (ROOT / LABELS).read_text("utf-8").splitlines()
        if line.startswith(",")
    ]
    assert labels[1:] == general


@pytest.mark.parametrize(
    ("name", "is_refused"),
    [("notes.txt", True), (".gitignore", True), (".git", False), (".venv", False)],
)
def test_a_folder_is_refused_that_is_not_empty(name, is_refused, tmp_path):
    (tmp_path / name).mkdir()
    done = kessan("init", str(tmp_path))
    assert done.returncode == (2 if is_refused else 0), done.stderr
    assert (f"{tmp_path} is not empty, it has {name}:" in done.stderr) == is_refused
    assert (tmp_path / "models").exists() != is_refused


def test_the_nearest_project_is_meant_or_the_one_that_is_named(tmp_path):
    outer = made(tmp_path / "outer")
    inner = made(outer / "inner")

    def meant(cwd: Path, **env: str) -> str:
        said = by_module("audit", cwd=cwd, **env)
        assert said.returncode == 3
        return said.stderr

    # Nothing is built there, unlike in the clone.
    assert "published/kessan.duckdb is not there" in meant(outer / "models")
    change_origin(outer, "0.0.1", {})
    assert by_module("audit", cwd=outer / "models").returncode == 2
    assert "is not there" in meant(inner / "models")
    assert "is not there" in meant(outer, KESSAN_PROJECT=str(inner))
    nowhere = by_module("audit", cwd=inner, KESSAN_PROJECT=str(tmp_path))
    assert nowhere.returncode == 2
    assert "no project here" in nowhere.stderr


def test_another_projects_dbt_is_none_of_ours(tmp_path):
    (tmp_path / "dbt_project.yml").write_text("name: another\n", "utf-8")
    done = by_module("audit", "--help", cwd=tmp_path, KESSAN_PROJECT=str(tmp_path))
    assert done.returncode == 0
    done = by_module("audit", cwd=tmp_path, KESSAN_PROJECT=str(tmp_path))
    assert (done.returncode, "no project here" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("version", "remedy"),
    [("0.0.1", "`kessan init --upgrade` brings"), ("99.0", "install Kessan 99.0")],
)
def test_a_project_of_another_version_is_said_to_be_one(version, remedy, tmp_path):
    project = made(tmp_path / "project")
    change_origin(project, version, {})
    done = by_module("build", cwd=project)
    assert done.returncode == 2
    assert f"is a project of Kessan {version}, and this is" in done.stderr
    assert remedy in done.stderr
    assert not (project / "published").exists()
    upgraded = by_module("init", "--upgrade", cwd=project)
    assert upgraded.returncode == (0 if version == "0.0.1" else 2)


def test_an_upgrade_replaces_what_nobody_changed(older):
    (older / "landing").mkdir()
    (older / "landing" / "own.csv").touch()
    labels = (older / LABELS).read_text("utf-8") + ",,,Takings,revenues,total,total,,\n"
    (older / LABELS).write_text(labels, "utf-8")
    # As it was not before: the new version has other labels.
    before = older.parent / "labels.csv"
    before.write_text("company_key\n", "utf-8")
    change_origin(older, "0.0.1", {LABELS: before})
    done = by_module("init", "--upgrade", cwd=older)
    assert (done.returncode, done.stderr) == (0, "")
    assert "was of 0.0.1, and is of" in done.stdout
    assert ": 2 files written, 1 removed" in done.stdout
    assert f"{LABELS} stays as it is" in done.stdout
    files = files_of(older)
    origin = json.loads(files.pop(ORIGIN))
    assert origin["version"] == installed_version()
    assert files.pop("landing/own.csv") == b""
    assert files.pop(LABELS).decode("utf-8") == labels
    assert files == {
        name: content
        for name, content in files_of(made(older.parent / "new")).items()
        if name not in (ORIGIN, LABELS)
    }


def test_an_upgrade_stops_at_a_model_that_was_changed(older):
    (older / MODEL).write_text("select 2 as company_key\n", "utf-8")
    (older / "models" / "own.sql").write_text("select 3\n", "utf-8")
    before = files_of(older)
    done = by_module("init", "--upgrade", cwd=older)
    assert done.returncode == 1
    assert f"{MODEL} was changed in this project" in done.stderr
    assert "1 problem. Nothing was changed." in done.stderr
    assert files_of(older) == before
    # The remedy that it names.
    (older / MODEL).unlink()
    assert by_module("init", "--upgrade", cwd=older).returncode == 0
    assert (older / MODEL).read_bytes() == (ROOT / MODEL).read_bytes()
    assert (older / "models" / "own.sql").exists()


def test_a_clone_is_upgraded_by_git():
    done = kessan("init", "--upgrade", str(ROOT))
    assert (done.returncode, "a clone is upgraded by git" in done.stderr) == (2, True)
