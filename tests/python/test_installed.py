"""The wheel in an environment of its own, away from the clone, as a user has it."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest
from conftest import run, unavailable
from made_up_filings import archive

from kessan.project import ROOT, VARIABLE

pytestmark = pytest.mark.slow

BLOCK = re.compile(r"^```sh\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
PIPX, UV, MAKE, UPGRADE, UNPACK = BLOCK.findall(
    (ROOT / "docs" / "start" / "installing.md").read_text("utf-8")
)
# Of a clone it says first where the commands are.
READ = next(
    block.partition("\n")[2]
    for block in BLOCK.findall((ROOT / "README.md").read_text("utf-8"))
    if "kessan read" in block
)
DOCUMENT = Path("docs", "start", "acorn-2016-11-10.txt")
RELEASE = "acorn-2016-11-10"


def built(root: Path, folder: Path, *options: str) -> Path:
    """What the build backend makes of a source tree: the folder of it."""
    command = (sys.executable, "-m", "hatchling", "build", "--directory", folder)
    done = run(*command, *options, cwd=root)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the wheel and the sdist of the clone."""
    return built(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    (wheel,) = distributions.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, and with the packages that are pinned."""
    folder = tmp_path_factory.mktemp("installed")
    uv = Path(sys.executable).with_name("uv")
    into = ("pip", "install", "--quiet", "--no-deps", "--python", "environment")
    for command in (
        ("venv", "--quiet", "--python", sys.executable, "environment"),
        (*into, "--require-hashes", "-r", ROOT / "requirements.lock"),
        (*into, wheel),
    ):
        # Away from what pyproject.toml says to uv.
        done = run(uv, *command, cwd=folder)
        if done.returncode:
            unavailable(f"uv cannot install the wheel: {done.stderr[-300:]}")
    return folder / "environment"


def called(environment: Path, script: str, cwd: Path) -> CompletedProcess:
    """Run commands of a shell, to which only this environment is known."""
    known = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", VARIABLE, "VIRTUAL_ENV")
    }
    return subprocess.run(
        ["bash", "-euc", script],
        cwd=cwd,
        env=known | {"PATH": f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def folder(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which what is imported comes from that environment."""
    folder = tmp_path_factory.mktemp("away")
    where = 'python -c "import kessan; print(kessan.__file__)"'
    found = Path(called(environment, where, folder).stdout.strip())
    assert found.is_relative_to(environment)
    return folder


@pytest.fixture(scope="module")
def books(environment: Path, folder: Path) -> Path:
    """The project that the document makes and builds."""
    done = called(environment, MAKE, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "19 releases, 1,199 figures;" in done.stdout
    return folder / "books"


def counts(project: Path) -> tuple[int, int]:
    """How many releases and figures are published."""
    file = project / "published" / "kessan.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        ((releases, figures),) = connection.sql(
            "select count(distinct release_id), count(*)"
            " from marts.fct_reported_figures"
        ).fetchall()
    return releases, figures


def test_the_wheel_of_the_sdist_is_the_same(distributions, wheel, tmp_path):
    (sdist,) = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as packed:
        packed.extractall(tmp_path, filter="data")
    source = tmp_path / sdist.name.removesuffix(".tar.gz")
    again = built(source, tmp_path / "dist", "--target", "wheel")
    assert (again / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_wheel_has_no_tests_in_python_nor_what_git_ignores(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "kessan/project_files/dbt_project.yml" in names
    assert "kessan/imports/models/" in {name[:22] for name in names}
    assert [name for name in names if "tests/python" in name or "cache" in name] == []


def test_pip_finds_what_the_wheel_needs(wheel, tmp_path):
    """As pipx calls it, with the option of the document: nothing is installed."""
    found = re.fullmatch(r'pipx install --pip-args="(.*)" kessan-warehouse\n', PIPX)
    assert found
    pip = (sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed")
    done = run(*pip, *found[1].split(), wheel, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-500:]
    assert re.search(
        r"Would install .*\bdbt-core-1\.12\..*\bkessan-warehouse-", done.stdout
    )


def test_uv_installs_the_tool(wheel, tmp_path):
    assert UV.startswith("uv tool install ")
    assert UV.endswith(" kessan-warehouse\n")
    bin_folder = tmp_path / "bin"
    done = run(
        *(Path(sys.executable).with_name("uv"), *UV.split()[1:-1], wheel),
        cwd=tmp_path,
        UV_TOOL_DIR=str(tmp_path / "tools"),
        UV_TOOL_BIN_DIR=str(bin_folder),
    )
    assert done.returncode == 0, done.stderr[-500:]
    done = called(tmp_path, "kessan build", tmp_path)
    assert (done.returncode, "no project here" in done.stderr) == (2, True)


def test_outside_of_a_project_only_help_and_init_work(environment, folder):
    for verb in ("build", "audit", "runs", "new-release a-2017-02-09"):
        done = called(environment, f"kessan {verb}", folder)
        assert done.returncode == 2
        assert done.stderr.startswith(f"no project here: {folder} is none,")
        assert "kessan init makes one" in done.stderr
    for verb in ("", "build ", "import sec "):
        done = called(environment, f"kessan {verb}--help", folder)
        assert (done.returncode, done.stderr) == (0, "")
    assert not (folder / "published").exists()


def test_the_example_is_built_and_the_verbs_work(environment, books):
    assert counts(books) == (19, 1199)
    ran = json.loads((books / "published/current/run.json").read_text("utf-8"))
    assert ran["entry_expectation_count"] > 100
    assert ran["exit_expectation_count"] > 30
    refused = called(environment, "kessan init", books)
    assert refused.returncode == 2
    assert f"{books} is not empty, it has" in refused.stderr
    archive(books / "2009q3.zip", "quarter.yml")
    script = """
        kessan audit --release iij-2016-11-08
        kessan site
        kessan runs
        kessan new-release iij-2017-02-09
        kessan pack --to ../packed
        kessan import sec 2009q3.zip
        kessan dictionary
    """
    done = called(environment, script, books)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (books / "landing" / "iij-2017-02-09" / "lines.csv").exists()
    assert (books / "docs" / "use" / "data-dictionary.md").exists()
    # Of this version, there is nothing to do.
    upgraded = called(environment, UPGRADE, books)
    assert "0 files written, 0 removed" in upgraded.stdout


def test_a_company_of_ones_own_stands_alone(environment, folder):
    script = "kessan init own --empty && cd own && kessan build"
    refused = called(environment, script, folder)
    assert refused.returncode == 1
    assert "seeds/release/releases.csv: a header and no rows" in refused.stderr
    own = folder / "own"
    (own / DOCUMENT).parent.mkdir(parents=True)
    shutil.copy(ROOT / DOCUMENT, own / DOCUMENT)
    done = called(environment, READ, own)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{RELEASE} is sound" in done.stdout
    # 36 figures of its table, and three of its sentences.
    assert counts(own) == (1, 39)
    pages = own / "published" / "current" / "site"
    page = (pages / "acorn" / "us-gaap-usd" / "index.html").read_text("utf-8")
    assert "Acorn Tools Inc." in page
    assert "iij" not in (pages / "index.html").read_text("utf-8").lower()
