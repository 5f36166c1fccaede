"""The summary that a controller signs, and the views that it reads."""

import csv
import re
from pathlib import Path

import pytest
from conftest import kessan

from kessan.project import SEEDS

pytestmark = pytest.mark.build

# The main release has 1,031 figures; 18 earlier ones have 168 together.
RELEASES = 19
FIGURES = 1031 + 168


SECTIONS = (
    "Identities evaluated",
    "Known exceptions",
    "Coverage: what would notice an error of one unit",
    "Control totals",
    "Mends and corrections",
)
SOUND = "Nothing is violated, missing or unproven."


def test_the_summary_of_what_is_published(published):
    audited = kessan("audit")
    assert audited.returncode == 0, audited.stderr
    assert "Restatements: none" in audited.stdout
    releases = re.findall(r"│ (iij-\d{4}-\d\d-\d\d) │", audited.stdout)
    assert len(releases) == RELEASES
    for heading in SECTIONS:
        assert audited.stdout.count(heading) == 1
    assert "1,031 figures under" in audited.stdout
    assert audited.stdout.count(SOUND) == 1


def test_a_page_for_each_release_asked_for(published):
    audited = kessan(
        "audit", "--release", "iij-2016-05-13", "--release", "iij-2011-08-12"
    )
    assert audited.returncode == 0, audited.stderr
    # The exceptions and mends of a headline are none, and said to be.
    assert audited.stdout.count("Known exceptions: none") == 2
    assert audited.stdout.count(SOUND) == 2
    assert "6 figures under" in audited.stdout


def test_a_release_that_is_not_there_is_named(published):
    audited = kessan("audit", "--release", "iij-1999-01-01")
    assert audited.returncode == 2
    assert "no release iij-1999-01-01" in audited.stderr


def test_without_a_warehouse_there_is_nothing_to_sign(project: Path):
    audited = kessan("audit", project=project)
    assert audited.returncode == 3
    assert "run kessan build" in audited.stderr


def test_every_figure_has_an_answer(warehouse):
    """No figure is without coverage, and none is noticed by nothing."""
    assert warehouse.sql(
        "select count(*), count(*) filter (where noticed_by = 'nothing')"
        " from marts.fct_reported_figures"
        " left join audit.figure_coverage using (figure_key)"
        " where noticed_by is not null"
    ).fetchall() == [(FIGURES, 0)]


def test_the_second_reading_counted_every_figure(warehouse):
    assert warehouse.sql(
        "select sum(recorded_figures), sum(figures), sum(unequal)"
        " from reports.audit_control_totals"
    ).fetchall() == [(FIGURES, FIGURES, 0)]


@pytest.mark.parametrize(
    ("subject", "line", "printed", "difference"),
    [
        # Printed 23,725 where line 368 prints 23,725,585 thousand.
        ("operating_results/3/1", 62, "23,725", -585_000),
        # Printed 4,580 where line 460 prints (5,358,105) thousand.
        ("2016-04-01/2016-09-30@03", 272, "4,580", -778_105_000),
    ],
)
def test_an_exception_says_where_it_is_printed(
    warehouse, subject, line, printed, difference
):
    assert warehouse.execute(
        "select source_line, printed_text, difference"
        " from reports.audit_exceptions where subject = ? and printed_text = ?",
        [subject, printed],
    ).fetchall() == [(line, printed, difference)]


def test_an_evaluation_names_both_of_its_sides(warehouse):
    """Line 393 is line 382 and line 392, as its description says."""
    assert warehouse.sql(
        "select side, source_line from reports.audit_evaluations"
        " where identity_id = 'foot_as_calculated'"
        " and subject = 'income_statement/35/2' order by all"
    ).fetchall() == [("left", 393), ("right", 382), ("right", 392)]


# Of what a later release says anew: this company's releases restate nothing.
NOT_YET = {"agree_with_implied", "targets_between_vintages"}


def test_no_identity_is_defined_in_vain(warehouse, published):
    """Each is evaluated somewhere, and each term is of a known line item."""
    with (SEEDS / "reference" / "identities.csv").open(encoding="utf-8") as file:
        defined = {row["identity_id"] for row in csv.DictReader(file)}
    evaluated = warehouse.sql(
        "select distinct identity_id from audit.identity_results"
    ).fetchall()
    assert defined - NOT_YET == {identity for (identity,) in evaluated}
    known = warehouse.sql("select line_item_key from marts.dim_line_item").fetchall()
    with (SEEDS / "reference" / "identity_terms.csv").open(encoding="utf-8") as file:
        terms = {row["line_item_key"] for row in csv.DictReader(file)}
    assert terms - {key for (key,) in known} == {""}
