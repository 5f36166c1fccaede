"""The page that dbt makes of its project: models, columns, lineage."""

import os
import shutil
import subprocess
from pathlib import Path

from kessan.increment import foundation
from kessan.project import BUILD_FILE, COMPILED, DOCS, MANIFEST, PARSED, ROOT
from kessan.transform import DbtError, dbt_command, dbt_environment


def dbt_docs() -> Path:
    """The page as one file, made anew when dbt compiles another project.

    Needs the manifest of a build. Raises DbtError when dbt cannot make it.
    """
    page = DOCS / f"{foundation(patterns=COMPILED)}.html"
    if page.exists():
        return page
    shutil.rmtree(DOCS, ignore_errors=True)
    DOCS.mkdir(parents=True)
    for made in (MANIFEST, PARSED):
        shutil.copy(made, DOCS)
    # The types of columns are in the contracts: no database is asked for them.
    done = subprocess.run(
        dbt_command(
            *("docs", "generate", "--static", "--empty-catalog", "--no-compile"),
            target=DOCS,
        ),
        env=os.environ | dbt_environment(BUILD_FILE),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    made = DOCS / "static_index.html"
    if done.returncode or not made.exists():
        raise DbtError(done.stdout or done.stderr)
    # Seeds say where they lie on this machine.
    page.write_text(made.read_text("utf-8").replace(f"{ROOT}/", ""), "utf-8")
    return page
