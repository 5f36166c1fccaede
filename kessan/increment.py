"""What a build need not do again: the releases that it holds and that stay.

A release is taken in with all others of its company, for they say together
what is latest, what a quarter is and what was restated. The releases of other
companies are kept as the last build proved them, as long as nothing changed in
their rows, in the reference data or in the code.
"""

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import duckdb

from kessan.intake import Release
from kessan.project import CODE, FOUNDATION, INSTALLED, ROOT, RULES

# What makes of the same code another file. A clone pins them, an installation may not.
TOOLS = ("dbt-core", "dbt-duckdb", "duckdb")


def prepare(
    build_file: Path,
    releases: Iterable[Release],
    anew: bool = False,
    company: str | None = None,
) -> list[str]:
    """Make the build file ready for a build; return the releases that it keeps.

    Until `accept` is called the file counts as unfinished, and the next build
    begins anew. So it does when `anew` asks for it. The releases of `company`
    are taken in again even when nothing changed.
    """
    build_file.parent.mkdir(parents=True, exist_ok=True)
    others = [release for release in releases if release.company_key != company]
    kept = [] if anew else _unchanged(build_file, others)
    if not kept:
        for left in build_file.parent.glob(f"{build_file.name}*"):
            left.unlink()
    keep(build_file, kept)
    return kept


def keep(build_file: Path, kept: list[str]) -> None:
    """List the releases that the next build keeps; until then none is accepted."""
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema if not exists intake")
        connection.execute("drop table if exists intake.accepted")
        connection.execute(
            "create or replace table intake.kept as"
            " select unnest($1::varchar[]) as release_id",
            [kept],
        )


def accept(build_file: Path, releases: Iterable[Release]) -> None:
    """Note that the build file holds these releases, and that all is proven."""
    listed = list(releases)
    columns = [
        [release.release_id for release in listed],
        [release.company_key for release in listed],
        [release.digest for release in listed],
        foundation(),
    ]
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            "create or replace table intake.accepted as"
            " select unnest($1::varchar[]) as release_id,"
            " unnest($2::varchar[]) as company_key,"
            " unnest($3::varchar[]) as digest, $4 as foundation",
            columns,
        )


def foundation(root: Path = ROOT, patterns: Iterable[str] = FOUNDATION) -> str:
    """A digest of the code, the reference data and the versions of the tools."""
    digest = hashlib.sha256()
    for tool in TOOLS:
        digest.update(f"{tool} {version(tool)}\n".encode())
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                name = path.relative_to(root).as_posix()
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()


def code_digest() -> str:
    """A digest of all that decides, beside rows, what is published."""
    parts = foundation(patterns=RULES), foundation(INSTALLED, CODE)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _unchanged(build_file: Path, releases: list[Release]) -> list[str]:
    """The releases of every company of which all releases are as accepted."""
    accepted = _accepted(build_file)
    found: dict[str, set[tuple[str, str]]] = {}
    for release in releases:
        of_company = found.setdefault(release.company_key, set())
        of_company.add((release.release_id, release.digest))
    return sorted(
        release_id
        for company, of_company in found.items()
        if of_company == accepted.get(company)
        for release_id, _ in of_company
    )


def _accepted(build_file: Path) -> dict[str, set[tuple[str, str]]]:
    """The releases and digests that the file was accepted with, by company."""
    companies: dict[str, set[tuple[str, str]]] = {}
    if not build_file.exists():
        return companies
    try:
        with duckdb.connect(str(build_file), read_only=True) as connection:
            rows = connection.execute(
                "select company_key, release_id, digest from intake.accepted"
                " where foundation = ?",
                [foundation()],
            ).fetchall()
    except (duckdb.CatalogException, duckdb.IOException):
        return companies
    for company, release_id, digest in rows:
        companies.setdefault(company, set()).add((release_id, digest))
    return companies
