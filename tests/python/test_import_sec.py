"""Filings in bulk: what an archive becomes, and what its proof says.

What is right is worked out by hand, beside the filings of `tests/imports`.
"""

import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from conftest import copy_project, kessan, kessan_without, once
from made_up_filings import archive
from site_checks import broken_links, documents, outward_links, repeated_ids

from kessan.contract import public_models
from kessan.exits import Exit
from kessan.imports.sec.convert import import_archive
from kessan.project import PUBLISHED_FILE, ROOT
from kessan.site.write import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.build

ANVIL, AMENDED, BELLOWS, CRANK, EMBER = (
    "0000001001-09-000001",
    "0000001001-09-000002",
    "0000001002-09-000007",
    "0000001003-09-000031",
    "0000001005-09-000004",
)
HINGE = "0000001008-09-000008"
NEXT, CHANGED = "0000001001-09-000044", "0000001002-09-000050"


def shown(beginning: str) -> list[list[str]]:
    """The commands of docs/use/importing.md that begin so, each as its arguments."""
    page = (ROOT / "docs" / "use" / "importing.md").read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    commands = "".join(blocks).splitlines()
    assert all(command.startswith("kessan ") for command in commands)
    return [
        command.split()[1:]
        for command in commands
        if command.removeprefix("kessan ").startswith(beginning)
    ]


@pytest.fixture(scope="session")
def imported(published: Path, shared_folder: Path) -> Path:
    """A project that has imported the made-up quarter."""

    def make(folder: Path) -> None:
        copy_project(folder)
        archive(folder / "2009q3.zip", "quarter.yml")
        done = kessan(*shown("import sec")[0], project=folder)
        assert done.returncode == Exit.DONE, done.stdout + done.stderr
        (folder / "said.txt").write_text(done.stdout, "utf-8")

    return once(shared_folder / "imported", make)


@pytest.fixture(scope="session")
def built(imported: Path, shared_folder: Path) -> Path:
    """That project built."""

    def make(folder: Path) -> None:
        shutil.copytree(imported, folder)
        (command,) = shown("build")
        done = kessan_without(("dbt",), *command, project=folder)
        assert done.returncode == Exit.DONE, done.stdout + done.stderr

    return once(shared_folder / "built of imports", make)


@pytest.fixture(scope="session")
def site(built: Path) -> Path:
    """The pages of it."""
    return built / "published" / "current" / "site"


@pytest.fixture(scope="session")
def proven(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of it."""
    file = built / "published" / PUBLISHED_FILE.name
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def change(project: Path, name: str, where: str) -> None:
    """Make the first column of some rows of an import 4,551 in place of 4,555."""
    file = project / "imports" / "sec" / "2009q3" / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"create table changed as select * replace (if({where},"
            " replace(column_1, '4,555', '4,551'), column_1) as column_1)"
            f" from '{file}'"
        )
        assert connection.sql(
            f"select count(*) from (from changed except all from '{file}')"
        ).fetchall() == [(1,)]
        connection.execute(f"copy changed to '{file}' (format parquet)")


def rows(project: Path, name: str, columns: str, where: str = "true") -> list[tuple]:
    """Rows of a Parquet file of an import, all of text."""
    file = project / "imports" / "sec" / "2009q3" / f"{name}.parquet"
    with duckdb.connect() as connection:
        return connection.sql(
            f"select {columns} from '{file}' where {where}"
        ).fetchall()


def test_each_filing_is_a_release(imported: Path):
    """One that corrects another says so; one without a number of its own is none."""
    assert rows(
        imported,
        "releases",
        "release_id, company_key, title, published_at, corrects, currency, read_by",
        "true order by 1",
    ) == [
        (
            release,
            company,
            title,
            moment,
            corrects,
            "USD",
            "kessan import sec",
        )
        for release, company, title, moment, corrects in (
            (ANVIL, "cik0000001001", "10-Q for June 30, 2009", *at("03 16:01:00")),
            (
                AMENDED,
                "cik0000001001",
                "10-Q/A for June 30, 2009",
                *at("10 09:30:00", ANVIL),
            ),
            (BELLOWS, "cik0000001002", "10-Q for June 30, 2009", *at("04 17:02:00")),
            (
                CRANK,
                "cik0000001003",
                "10-Q for July 31, 2009",
                "2009-09-02 16:03:00",
                None,
            ),
            (EMBER, "cik0000001005", "10-Q for June 30, 2009", *at("06 11:00:00")),
        )
    ]
    said = (imported / "said.txt").read_text("utf-8")
    assert "5 filings of 4 companies" in said
    assert "refused: 0000001004-09-000003 Drill Group: no number of the whole" in said


def at(moment: str, corrects: str | None = None) -> tuple[str, str | None]:
    """A moment of August, and what is corrected then."""
    return f"2009-08-{moment}", corrects


def test_companies_bring_their_calendar_and_industry(imported: Path):
    """A year that ends in January 2010 and is called 2009 is named after its start."""
    assert rows(
        imported,
        "companies",
        "company_key, label, fiscal_year_end_month, fiscal_year_named_after, cik,"
        " industry_code, stock_code",
        "company_key <> 'cik0000001005' order by 1",
    ) == [
        ("cik0000001001", "Anvil Corp", "12", "end", "0000001001", "3570", None),
        ("cik0000001002", "Bellows Inc", "12", "end", "0000001002", "3559", None),
        ("cik0000001003", "Crank Holdings", "1", "start", "0000001003", "3570", None),
    ]


def test_cells_are_text_in_the_scale_of_their_table(imported: Path):
    """Signs are those that the lines print, and amounts per share have their zeros."""
    texts = dict(
        (label, texts)
        for label, *texts in rows(
            imported,
            "lines",
            "label, column_1, column_2, column_3, column_4",
            f"release_id = '{ANVIL}' and table_id = 'income_statement'",
        )
    )
    assert texts["Total revenues"] == ["80,000", "78,000", "159,000", "154,000"]
    assert texts["Interest expense"] == ["(1,111)", "(1,212)", "(2,313)", "(2,414)"]
    assert texts["Basic"] == ["0.91", "0.90", "1.89", "1.78"]
    assert texts["Basic shares"] == ["10,012", "10,011", "10,005", "10,004"]
    # Two places behind the point, though no number of the table needs them.
    assert rows(
        imported,
        "lines",
        "column_1, column_2, column_3, column_4",
        f"release_id = '{CRANK}' and label = 'Basic'",
    ) == [("0.70", "0.60", "1.40", "1.20")]
    assert rows(
        imported,
        "column_headings",
        "heading, period_start, period_end, unit, scale",
        f"release_id = '{ANVIL}' and table_id = 'income_statement'"
        " order by column_number",
    ) == [
        (f"{months} months ended June 30, {year}", f"{year}-{start}-01", end, *unit)
        for months, start, year in (
            (3, "04", 2009),
            (3, "04", 2008),
            (6, "01", 2009),
            (6, "01", 2008),
        )
        for end, unit in ((f"{year}-06-30", ("USD", "3")),)
    ]
    assert rows(
        imported,
        "lines",
        "column_1, column_2",
        f"release_id = '{ANVIL}' and label in ('Cash at the beginning',"
        " 'Cash at the end') order by line_number",
    ) == [("52,111", "41,010"), ("61,234", "43,729")]


def test_a_tag_means_what_the_lines_around_it_say(imported: Path):
    """Goods are a part beside a total and the revenues where they are the only ones."""
    meanings = {
        (company, concept): (line_item, sign)
        for company, concept, line_item, sign in rows(
            imported,
            "concept_labels",
            "company_key, concept, line_item_key, is_negated",
            "statement = 'income_statement' or concept like '%Smelter%'",
        )
    }
    goods = "us-gaap:SalesRevenueGoodsNet"
    assert meanings["cik0000001001", goods] == ("product_revenues", "false")
    assert meanings["cik0000001001", "us-gaap:Revenues"] == ("revenues", "false")
    assert meanings["cik0000001003", goods] == ("revenues", "false")
    # Interest among other income is negative; so it is printed, and not turned.
    assert meanings["cik0000001001", "us-gaap:InterestExpense"] == (
        "interest_expense",
        "false",
    )
    own = "cik0000001003_smelter_net"
    assert meanings["cik0000001003", "crank:SmelterNet"] == (own, "false")
    assert rows(
        imported,
        "line_items",
        "company_key, label, statement, balance, period_type, unit",
        f"line_item_key = '{own}'",
    ) == [
        (
            "cik0000001003",
            "Smelters, net",
            "balance_sheet",
            "debit",
            "instant",
            "currency",
        )
    ]


def sums(project: Path, folder: str, release: str) -> dict[str, list[str]]:
    """The parts of each total of the balance sheet of a filing, by their lines."""
    path = project / "imports" / "sec" / folder / "calculations.parquet"
    with duckdb.connect() as connection:
        found = connection.sql(
            f"select total_line, part_line from '{path}' where release_id ="
            f" '{release}' and table_id = 'balance_sheet' order by all"
        ).fetchall()
    parts: dict[str, list[str]] = {}
    for total, part in found:
        parts.setdefault(total, []).append(part)
    return parts


def test_sums_are_held_against_the_next_filing(imported: Path, tmp_path: Path):
    """Current assets of the next quarter are off: the sum of an earlier import stays.

    Alone, the filing has no such sum. A statement with a further part has another one.
    """
    project = tmp_path / "a project"
    shutil.copytree(imported, project)
    file = archive(tmp_path / "2009q4.zip", "next_quarter.yml")
    done = kessan("import", "sec", str(file), project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    anvil = {"3": ["1", "2"], "5": ["3", "4"], "8": ["6", "7"]}
    assert sums(project, "2009q3", ANVIL) == anvil
    assert sums(project, "2009q4", NEXT) == anvil
    assert sums(project, "2009q3", BELLOWS)["3"] == ["1", "2"]
    assert sums(project, "2009q4", CHANGED) == {"4": ["1", "2", "3"]}
    shutil.rmtree(project / "imports" / "sec")
    alone = kessan("import", "sec", str(file), project=project)
    assert alone.returncode == Exit.DONE, alone.stdout + alone.stderr
    assert sums(project, "2009q4", NEXT) == {"5": ["3", "4"], "8": ["6", "7"]}


def test_a_keyed_company_goes_before_an_imported_one(imported: Path, tmp_path: Path):
    """Who keys the CIK of a company has its next filings under that company."""
    project = tmp_path / "a project"
    shutil.copytree(imported, project)
    companies = project / "seeds" / "reference" / "companies.csv"
    with companies.open("a", encoding="utf-8") as file:
        file.write("anvil,Anvil,Anvil,NYSE,ANV,USD,12,end,US,0000001001,3570\n")
    archive(tmp_path / "2009q4.zip", "next_quarter.yml")
    done = kessan("import", "sec", str(tmp_path / "2009q4.zip"), project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    path = project / "imports" / "sec" / "2009q4"
    with duckdb.connect() as connection:
        assert connection.sql(
            f"select release_id, company_key from '{path}/releases.parquet' order by 1"
        ).fetchall() == [(NEXT, "anvil"), (CHANGED, "cik0000001002")]
        assert connection.sql(f"from '{path}/companies.parquet'").fetchall() == []


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("without releases", "2009q3: releases.parquet is not in it"),
        ("with another file", "more.csv: a file that no YAML describes"),
        ("with fewer columns", "lines.parquet: the columns are release_id"),
        ("no Parquet", "lines.parquet: "),
    ],
)
def test_an_import_that_was_spoilt_is_refused(
    imported: Path, tmp_path: Path, spoilt: str, told: str
):
    """Before anything is built of it."""
    project = tmp_path / "a project"
    shutil.copytree(imported, project)
    folder = project / "imports" / "sec" / "2009q3"
    lines = folder / "lines.parquet"
    if spoilt == "without releases":
        (folder / "releases.parquet").unlink()
    elif spoilt == "with another file":
        (folder / "more.csv").write_text("release_id\n", "utf-8")
    elif spoilt == "no Parquet":
        lines.write_text("release_id\n", "utf-8")
    else:
        with duckdb.connect() as connection:
            connection.execute(f"create table less as select release_id from '{lines}'")
            connection.execute(f"copy less to '{lines}' (format parquet)")
    done = kessan("build", project=project)
    assert done.returncode == Exit.BAD_INPUT, done.stdout + done.stderr
    assert "1 problem." in done.stderr
    assert told in done.stderr


def test_the_second_reading_counts_another_way(imported: Path):
    """The first column of Anvil's balance sheet, added up by hand."""
    (total,) = rows(
        imported,
        "control_totals",
        "figure_count, total, line_total, unit, scale, read_by",
        f"release_id = '{ANVIL}' and table_id = 'balance_sheet'"
        " and column_number = '1'",
    )
    figures = [61234, 40321, 101555, 210404, 311959, 180111, 131848, 311959]
    by_line = sum(line * figure for line, figure in enumerate(figures, 1))
    assert total == (
        "8",
        str(sum(figures)),
        str(by_line),
        "USD",
        "3",
        "numbers in the order of the lines",
    )


def test_a_parent_stands_for_the_whole_where_nothing_else_does(tmp_path: Path):
    """Fence's parent, and neither its subsidiary nor Gate's parent."""
    imports = tmp_path / "imports"
    done = import_archive(archive(tmp_path / "parents.zip", "parents.yml"), imports)
    assert done.refused == ()
    assert done.left_out == {"of another registrant": 2}
    folder = imports / "sec" / "parents"
    with duckdb.connect() as connection:
        figures = connection.sql(
            "select release_id, list(column_1 order by cast(line_number as integer))"
            f" from '{folder}/lines.parquet' group by 1 order by 1"
        ).fetchall()
        totals = connection.sql(
            f"select release_id, total from '{folder}/control_totals.parquet'"
            " order by 1"
        ).fetchall()
    fence, gate = "0000001006-09-000005", "0000001007-09-000006"
    assert figures == [
        (fence, ["4,111", "5,222", "9,333"]),
        (gate, ["1,444", "2,555", "3,999"]),
    ]
    assert totals == [(fence, "18666"), (gate, "7998")]


def lines_of(folder: Path, table: str, *columns: str) -> list[tuple]:
    """The lines of a table of Hinge's, in printed order."""
    told = ", ".join(("label", "members", *columns))
    with duckdb.connect() as connection:
        return connection.sql(
            f"select {told} from '{folder}/lines.parquet' where table_id = '{table}'"
            " order by cast(line_number as integer)"
        ).fetchall()


def test_members_have_lines_below_that_of_the_whole(tmp_path: Path):
    """An entity has lines at both ends of its cash, or none in the cash flow."""
    imports = tmp_path / "imports"
    done = import_archive(archive(tmp_path / "members.zip", "members.yml"), imports)
    assert done.left_out == {"of a member of an axis": 2, "of another registrant": 1}
    assert (done.lines, done.figures) == (9 + 5 + 7, 16 + 16 + 7)
    folder = imports / "sec" / "members"
    door, gate = "legal_entity=door_works", "legal_entity=gate_works"
    doors = f"business_segments=doors_segment;{door}"
    assert lines_of(folder, "balance_sheet", "source_line", "column_1", "column_2") == [
        ("Cash", None, "1", "7,123", "6,245"),
        ("Cash: Door Works", door, "2", "1,422", "1,211"),
        ("Cash: Gate Works", gate, "3", "333", None),
        ("Inventories", None, "4", "5,378", "5,432"),
        ("Inventories: Door Works, Doors Segment", doors, "5", "2,188", None),
        ("Total assets", None, "6", "12,501", "11,677"),
        ("Total liabilities", None, "7", "4,112", "4,023"),
        ("Total shareholders' equity", None, "8", "8,389", "7,654"),
        ("Total liabilities and equity", None, "9", "12,501", "11,677"),
    ]
    assert lines_of(folder, "income_statement", "source_line", "column_1", "column_2")[
        :4
    ] == [
        ("Revenues", None, "10", "9,111", "8,123"),
        (
            "Revenues: Brass Bolts",
            "product_or_service=brass_bolts",
            "11",
            "5,666",
            None,
        ),
        ("Revenues: Steel Nuts", "product_or_service=steel_nuts", "12", "3,445", None),
        ("Cost of revenues", None, "13", "5,012", "4,434"),
    ]
    assert lines_of(folder, "cash_flow", "column_1")[3:] == [
        ("Cash at the beginning", None, "6,245"),
        ("Cash at the beginning: Door Works", door, "1,211"),
        ("Cash at the end", None, "7,123"),
        ("Cash at the end: Door Works", door, "1,422"),
    ]


def test_members_add_to_no_sum_and_to_the_second_reading(tmp_path: Path):
    """What adds up is the whole; the control totals have all lines, added by hand."""
    imports = tmp_path / "imports"
    import_archive(archive(tmp_path / "members.zip", "members.yml"), imports)
    folder = imports / "sec" / "members"
    figures = [7123, 1422, 333, 5378, 2188, 12501, 4112, 8389, 12501]
    with duckdb.connect() as connection:
        assert connection.sql(
            "select table_id, total_line, list(part_line order by part_line)"
            f" from '{folder}/calculations.parquet' where table_id <> 'cash_flow'"
            " group by 1, 2 order by 1, 2"
        ).fetchall() == [
            ("balance_sheet", "6", ["1", "4"]),
            ("balance_sheet", "9", ["7", "8"]),
            ("income_statement", "5", ["1", "4"]),
        ]
        assert connection.sql(
            f"select figure_count, total, line_total"
            f" from '{folder}/control_totals.parquet'"
            " where table_id = 'balance_sheet' and column_number = '1'"
        ).fetchall() == [
            (
                str(len(figures)),
                str(sum(figures)),
                str(sum(line * figure for line, figure in enumerate(figures, 1))),
            )
        ]
        assert connection.sql(
            "select axis, member_key, label"
            f" from '{folder}/members.parquet' order by 1, 2"
        ).fetchall() == [
            ("business_segments", "doors_segment", "Doors Segment"),
            ("legal_entity", "door_works", "Door Works"),
            ("legal_entity", "gate_works", "Gate Works"),
            ("product_or_service", "brass_bolts", "Brass Bolts"),
            ("product_or_service", "steel_nuts", "Steel Nuts"),
        ]


def test_an_archive_without_segments_has_the_whole_alone(tmp_path: Path):
    """Its lines are those of the whole, with the same numbers."""
    imports = tmp_path / "imports"
    whole = archive(tmp_path / "whole.zip", "members.yml", without=["segments"])
    done = import_archive(whole, imports)
    assert done.left_out == {"of another registrant": 1}
    assert (done.lines, done.figures) == (6 + 3 + 5, 12 + 12 + 5)
    import_archive(
        archive(tmp_path / "members.zip", "members.yml"), tmp_path / "others"
    )
    for table in ("balance_sheet", "income_statement", "cash_flow"):
        alone, beside = (
            lines_of(folder, table, "column_1", "column_2")
            for folder in (imports / "sec/whole", tmp_path / "others/sec/members")
        )
        assert alone == [line for line in beside if line[1] is None]


COMMON, RETAINED, FOUNDERS = (
    f"equity_component={key}"
    for key in ("common_stock", "retained_earnings", "founder_shares")
)


def test_components_of_equity_are_of_its_statement_alone(tmp_path: Path):
    """The income statement has no line of them, though they are told by its tag."""
    imports = tmp_path / "imports"
    done = import_archive(archive(tmp_path / "equity.zip", "equity.yml"), imports)
    assert done.left_out == {
        "of a member of an axis": 1,
        "in no column of its table": 1,
    }
    folder = imports / "sec" / "equity"
    begins, ends, issued = "Balance at the beginning", "Balance at the end", "Issuance"
    assert lines_of(folder, "changes_in_equity", "column_1", "column_2") == [
        ("Redeemable interests", None, "150", "140"),
        (begins, None, "7,654", "6,789"),
        (f"{begins}: Common Stock", COMMON, "2,543", None),
        (f"{begins}: Retained Earnings", RETAINED, "5,111", None),
        ("Net income", None, "912", "845"),
        ("Net income: Retained Earnings", RETAINED, "912", None),
        (f"{issued} of stock", None, "123", "111"),
        (f"{issued} of stock: Common Stock", COMMON, "100", None),
        (f"{issued} of stock: Founder Shares", FOUNDERS, "23", None),
        ("Dividends", None, "(300)", "(290)"),
        ("Dividends: Retained Earnings", RETAINED, "(300)", None),
        (ends, None, "8,389", "7,455"),
        (f"{ends}: Common Stock", COMMON, "2,643", None),
        (f"{ends}: Retained Earnings", RETAINED, "5,723", None),
        ("Revenues", None, "9,111", "8,123"),
        ("Revenues: Founder Shares", FOUNDERS, "100", None),
        ("Shares held at the beginning", None, None, None),
        ("Shares held in March", None, None, None),
        ("Shares held in June", None, None, None),
    ]
    for table, count in (("income_statement", 2), ("balance_sheet", 4)):
        labels = [label for label, *_ in lines_of(folder, table)]
        assert len(labels) == count
        assert not any(":" in label for label in labels)
    figures = [150, 7654, 2543, 5111, 912, 912, 123, 100, 23, -300, -300, 8389]
    figures += [2643, 5723, 9111, 100]
    # Six lines stand before it.
    by_line = sum(line * figure for line, figure in enumerate(figures, 7))
    with duckdb.connect() as connection:
        assert connection.sql(
            "select figure_count, total, line_total"
            f" from '{folder}/control_totals.parquet'"
            " where table_id = 'changes_in_equity' and column_number = '1'"
        ).fetchall() == [(str(len(figures)), str(sum(figures)), str(by_line))]
        assert connection.sql(
            "select axis, member_key, company_key, label"
            f" from '{folder}/members.parquet'"
        ).fetchall() == [
            ("equity_component", "founder_shares", "cik0000001009", "Founder Shares")
        ]
        assert sorted(
            connection.sql(
                "select total_line, list(part_line order by cast(part_line as integer))"
                f" from '{folder}/calculations.parquet'"
                " where table_id = 'changes_in_equity' group by 1"
            ).fetchall()
        ) == [
            # Dividends are of retained earnings alone.
            ("10", ["11"]),
            ("12", ["2", "5", "7", "10"]),
            # Common stock and retained earnings, from the beginning to the end.
            ("13", ["3", "8"]),
            ("14", ["4", "6", "11"]),
            # The components of the beginning, of net income and of what is issued.
            ("2", ["3", "4"]),
            ("5", ["6"]),
            ("7", ["8", "9"]),
        ]


@pytest.fixture(scope="session")
def by_member(
    published: Path, shared_folder: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What is published of Hinge, one of whose products is keyed, and of Joist."""

    def make(folder: Path) -> None:
        copy_project(folder)
        reference = folder / "seeds" / "reference"
        for name, row in (
            ("companies", "hinge,Hinge,Hinge,NYSE,HNG,USD,12,end,US,0000001008,3570"),
            ("products", "hinge_bolts,hinge,Brass bolts,product,total,part,,500"),
        ):
            with (reference / f"{name}.csv").open("a", encoding="utf-8") as file:
                file.write(f"{row}\n")
        files = [
            str(archive(folder / f"{name}.zip", f"{name}.yml"))
            for name in ("members", "equity")
        ]
        for command in (("import", "sec", *files), ("build",)):
            done = kessan_without(("dbt", "pages", "exit"), *command, project=folder)
            assert done.returncode == Exit.DONE, done.stdout + done.stderr

    built = once(shared_folder / "built by member", make)
    file = built / "published" / PUBLISHED_FILE.name
    with duckdb.connect(str(file), read_only=True) as connection:
        yield connection


def test_a_member_is_never_the_whole(by_member: duckdb.DuckDBPyConnection):
    """A product that is known is one; what is not is in the atom alone, held apart."""
    assert by_member.execute(
        "select label, line_item_key, product_key, members, held_apart, value"
        " from (select printed_label as label, * from marts.fct_reported_figures)"
        " where company_key = 'hinge' and table_id = 'income_statement'"
        " and column_number = 3 order by line_number"
    ).fetchall() == [
        ("Revenues", "revenues", "total", None, None, 17_234_000),
        ("Revenues: Brass Bolts", "revenues", "hinge_bolts", None, None, 10_555_000),
        (
            "Revenues: Steel Nuts",
            "revenues",
            "total",
            "product_or_service=steel_nuts",
            "further_axis",
            6_679_000,
        ),
        ("Cost of revenues", "cost_of_revenues", "total", None, None, 9_567_000),
        ("Gross profit", "gross_profit", "total", None, None, 7_667_000),
    ]
    assert by_member.execute(
        "select value, count(*) from marts.fct_income_statement"
        " where company_key = 'hinge' and line_item_key = 'revenues'"
        " and period_key like '2009-01-01/2009-06-30%' group by 1"
    ).fetchall() == [(17_234_000, 1)]
    assert by_member.execute(
        "select distinct value from marts.fct_balance_sheet"
        " where company_key = 'hinge' and line_item_key = 'cash_and_cash_equivalents'"
        " order by 1"
    ).fetchall() == [(6_245_000,), (7_123_000,)]
    assert (
        by_member.execute(
            f"select * from audit.findings where release_id = '{HINGE}'"
        ).fetchall()
        == []
    )


def test_verdicts_of_the_whole_stay(by_member: duckdb.DuckDBPyConnection):
    """What adds up is proven of the whole, and of members nothing is said."""
    assert by_member.execute(
        "select table_id, members is not null or product_key <> 'total', verdict,"
        " count(*) from marts.fct_reported_figures inner join"
        " (select figure_key, verdict from audit.figure_coverage) using (figure_key)"
        f" where release_id = '{HINGE}' and table_id <> 'cash_flow'"
        " group by 1, 2, 3 order by 1, 2"
    ).fetchall() == [
        ("balance_sheet", False, "proven", 12),
        ("balance_sheet", True, "unproven", 4),
        ("income_statement", False, "proven", 12),
        ("income_statement", True, "unproven", 4),
    ]


def test_what_is_held_apart_is_one_notice(by_member: duckdb.DuckDBPyConnection):
    """However many members a filing has; each example names its own."""
    assert by_member.execute(
        "select reason, count(*) from reports.audit_notices"
        " where company_key = 'cik0000001009' and reason like 'it is held apart%'"
        " group by 1"
    ).fetchall() == [("it is held apart: it is of a member of another axis", 9)]
    assert by_member.execute(
        "select count(*) from reports.audit_notices"
        " where company_key = 'cik0000001009' and contains(example, ?)",
        [FOUNDERS],
    ).fetchall() == [(2,)]


def test_equity_moves_from_day_to_day(by_member: duckdb.DuckDBPyConnection):
    """Its balances are of the days before and at the end; all add up."""
    before, end = date(2008, 12, 31), date(2009, 6, 30)
    equity, income = "shareholders_equity", "net_income_attributable"
    assert by_member.execute(
        "select line_item_key, members, period_end, value, verdict"
        " from marts.fct_reported_figures inner join"
        " (select figure_key, verdict from audit.figure_coverage) using (figure_key)"
        " where company_key = 'cik0000001009' and table_id = 'changes_in_equity'"
        " and column_number = 1 and line_number > 1 order by line_number"
    ).fetchall() == [
        (line_item, members, day, 1000 * value, "proven")
        for line_item, members, day, value in (
            (equity, None, before, 7654),
            (equity, COMMON, before, 2543),
            (equity, RETAINED, before, 5111),
            (income, None, end, 912),
            (income, RETAINED, end, 912),
            ("stock_issued", None, end, 123),
            ("stock_issued", COMMON, end, 100),
            ("stock_issued", FOUNDERS, end, 23),
            ("dividends_declared", None, end, -300),
            ("dividends_declared", RETAINED, end, -300),
            (equity, None, end, 8389),
            (equity, COMMON, end, 2643),
            (equity, RETAINED, end, 5723),
            ("revenues", None, end, 9111),
        )
    ] + [("revenues", FOUNDERS, end, 100_000, "unproven")]
    assert by_member.execute(
        "select value from marts.fct_balance_sheet where company_key = 'cik0000001009'"
        f" and line_item_key = '{equity}' and is_latest order by value"
    ).fetchall() == [(6_789_000,), (7_455_000,), (7_654_000,), (8_389_000,)]


def test_only_what_is_new_comes_in(imported: Path, tmp_path: Path):
    """The same file again does nothing, another one brings what it has more."""
    project = tmp_path / "a project"
    shutil.copytree(imported, project)
    folder = project / "imports" / "sec"
    before = {path.name: path.read_bytes() for path in folder.glob("2009q3/*")}
    again = kessan("import", "sec", str(project / "2009q3.zip"), project=project)
    assert again.returncode == Exit.NOTHING_TO_DO
    assert "nothing new, 5 filings are there already" in again.stdout
    assert {path.name: path.read_bytes() for path in folder.glob("2009q3/*")} == before
    anew = kessan(*shown("import sec --again")[0], project=project)
    assert anew.returncode == Exit.DONE, anew.stdout + anew.stderr
    assert [path.name for path in folder.iterdir()] == ["2009q3"]
    # Of the same name, with one filing more.
    shutil.rmtree(folder)
    first = archive(tmp_path / "daily.zip", "quarter.yml", ANVIL)
    kessan("import", "sec", str(first), project=project)
    second = archive(tmp_path / "daily.zip", "quarter.yml", ANVIL, CRANK)
    more = kessan("import", "sec", str(second), project=project)
    assert "1 filings of 1 companies" in more.stdout
    assert "1 filings are there already" in more.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["daily", "daily-2"]


@pytest.mark.parametrize(
    ("spoilt", "told"),
    [
        ("text", "expected: a zip archive that is whole"),
        ("member", "pre.txt is not in it"),
        ("column", "sub.txt: the columns accepted are missing"),
        ("row", "num.txt: "),
    ],
)
def test_a_spoilt_archive_is_refused(
    imported: Path, tmp_path: Path, spoilt: str, told: str
):
    """Nothing of it comes in."""
    file = tmp_path / "spoilt.zip"
    if spoilt == "text":
        file.write_text("no archive", "utf-8")
    else:
        with (
            zipfile.ZipFile(imported / "2009q3.zip") as sound,
            zipfile.ZipFile(file, "w") as written,
        ):
            for name in sound.namelist():
                text = sound.read(name).decode()
                if name == "pre.txt" and spoilt == "member":
                    continue
                if name == "sub.txt" and spoilt == "column":
                    text = text.replace("accepted", "received")
                if name == "num.txt" and spoilt == "row":
                    text += "0000001001-09-000001\tonly two\n"
                written.writestr(name, text)
    done = kessan("import", "sec", str(file), project=imported)
    assert done.returncode == Exit.WRONG_USAGE
    assert told in " ".join(done.stderr.split())
    assert not (imported / "imports" / "sec" / "spoilt").exists()


def test_one_bad_filing_stops_no_other(proven: duckdb.DuckDBPyConnection):
    """All are published, the project's own release with them, each with a verdict."""
    assert proven.execute(
        "select release_id, verdict, contradicted_by from audit.release_verdicts"
        " where release_id not like 'iij-%' order by 1"
    ).fetchall() == [
        (ANVIL, "proven", None),
        (AMENDED, "proven", None),
        (BELLOWS, "contradicted", "balance_sheet_balances, basic_net_income_per_share"),
        (CRANK, "unproven", None),
        (EMBER, "proven", None),
    ]
    assert proven.execute(
        "select count(*) from audit.release_verdicts"
        " where release_id like 'iij-%' and verdict = 'contradicted'"
    ).fetchall() == [(0,)]


def test_the_audit_counts_what_came_in_bulk(built: Path):
    """A row for each verdict and each that is wrong, one notice for each reason."""
    said = kessan("audit", project=built).stdout
    overview, by_verdict = said.split("Filings in bulk, by their verdict")
    assert "iij-2016-11-08" in overview
    assert ANVIL not in overview
    by_verdict, wrong = by_verdict.split("Filings in bulk that something contradicts")
    counted = re.findall(r"(contradicted|proven|unproven) +│ +([0-9]+)", by_verdict)
    assert counted == [("contradicted", "1"), ("proven", "3"), ("unproven", "1")]
    wrong, pages = wrong.split("Restatements")
    assert BELLOWS in wrong
    assert CRANK not in wrong
    assert "iij-2016-11-08: " in pages
    assert f"{ANVIL}: " not in pages
    notices = re.findall(
        r"^notice: \d+ identities could be evaluated for no release of (.*): ",
        pages,
        re.MULTILINE,
    )
    assert notices == ["4 companies of filings in bulk", "any company"]
    of_one = kessan("audit", "--release", ANVIL, project=built).stdout
    assert f"{ANVIL}: " in of_one


def test_every_number_is_a_figure(proven: duckdb.DuckDBPyConnection):
    """54 of Anvil's balance sheet, income and cash flow, twice; none is lost."""
    counted = dict(
        proven.execute(
            "select release_id, count(*) from marts.fct_reported_figures"
            " where release_id not like 'iij-%' group by 1"
        ).fetchall()
    )
    anvil = 8 * 2 + 11 * 4 + 9 * 2
    assert counted == {
        ANVIL: anvil,
        AMENDED: anvil,
        BELLOWS: 6 * 2 + 5 * 4,
        CRANK: 7 * 2 + 5 * 4,
        EMBER: 6 * 2,
    }
    assert proven.execute(
        "select value, verdict from marts.fct_reported_figures"
        " inner join audit.figure_coverage using (figure_key) where"
        f" figure_key = '{ANVIL}/income_statement/8/3'"
    ).fetchall() == [(Decimal(-2_313_000), "proven")]


def test_what_nothing_else_holds_is_contradicted(proven: duckdb.DuckDBPyConnection):
    """Bellows' last total, which no sum holds; its assets are the sum of others."""
    assert proven.execute(
        "select figure_key, contradicted_by from audit.figure_coverage"
        f" where release_id = '{BELLOWS}' and verdict = 'contradicted'"
        " and figure_key like '%/balance_sheet/%'"
    ).fetchall() == [(f"{BELLOWS}/balance_sheet/6/1", "balance_sheet_balances")]
    shares = proven.execute(
        "select label, count(*) from reports.printed_cells"
        f" where release_id = '{BELLOWS}'"
        " and contradicted_by = 'basic_net_income_per_share' group by 1 order by 1"
    ).fetchall()
    assert shares == [("Basic", 4), ("Basic shares", 4)]


def test_what_is_contradicted_stays_in_a_build_that_keeps_it(
    built: Path, tmp_path: Path
):
    """Built again with nothing new: all that is said of Bellows is still there."""
    project = tmp_path / "a project"
    shutil.copytree(built, project, symlinks=True)
    tables = ("audit.repairs", "audit.proposals", "audit.findings")

    def said() -> list[int]:
        file = project / "published" / PUBLISHED_FILE.name
        with duckdb.connect(str(file), read_only=True) as connection:
            return [
                connection.execute(
                    f"select count(*) from {table} where release_id = ?", [BELLOWS]
                ).fetchall()[0][0]
                for table in tables
            ]

    before = said()
    assert all(before)
    done = kessan_without((), "build", project=project)
    assert done.returncode == Exit.DONE, done.stdout + done.stderr
    assert "releases did not change" in done.stdout
    assert said() == before


def test_what_is_contradicted_replaces_nothing_sound(built: Path, tmp_path: Path):
    """A later filing misprints what Anvil's total was at the end of the year.

    Its parts and the total of the assets are there as before, so it contradicts
    itself: the total of before stays in force, and the later one is there beside it.
    """
    project = tmp_path / "a project"
    shutil.copytree(built, project, symlinks=True)
    total = f"{NEXT}/LiabilitiesAndStockholdersEquity/20081231"
    path = tmp_path / "2009q4.zip"
    archive(path, "next_quarter.yml", NEXT, values={total: "306875000"})
    for command in (("import", "sec", str(path)), ("build",)):
        done = kessan_without(("gates", "copies", "pages"), *command, project=project)
        assert done.returncode == Exit.DONE, done.stdout + done.stderr
    file = project / "published" / PUBLISHED_FILE.name
    with duckdb.connect(str(file), read_only=True) as connection:
        assert connection.execute(
            "select facts.release_id, facts.is_latest, facts.value, coverage.verdict"
            " from marts.fct_balance_sheet as facts"
            " join audit.figure_coverage as coverage using (figure_key)"
            " where facts.company_key = 'cik0000001001'"
            " and facts.line_item_key = 'liabilities_and_equity'"
            " and facts.period_key like '2008-12-31%' order by 1"
        ).fetchall() == [
            (ANVIL, False, Decimal(306_785_000), "proven"),
            (AMENDED, True, Decimal(306_785_000), "proven"),
            (NEXT, False, Decimal(306_875_000), "contradicted"),
        ]
        assert connection.execute(
            "select value, verdict from reports.balances"
            " where company_key = 'cik0000001001' and period_end = '2008-12-31'"
            " and line_item_key = 'liabilities_and_equity'"
        ).fetchall() == [(Decimal(306_785_000), "proven")]


def test_another_part_is_no_error(proven: duckdb.DuckDBPyConnection):
    """Crank's second class of shares and redeemable interests contradict nothing."""
    assert proven.execute(
        "select incomplete_reason, count(*) from audit.identity_results"
        f" where release_id = '{CRANK}' and status = 'incomplete'"
        " and identity_id = 'basic_net_income_per_share' group by 1"
    ).fetchall() == [("other_part", 4)]
    assert proven.execute(
        "select status, count(*) from audit.identity_results"
        f" where release_id = '{CRANK}' and identity_id = 'balance_sheet_balances'"
        " group by 1"
    ).fetchall() == [("exact", 2)]


def test_a_cell_that_was_changed_is_refused(imported: Path, tmp_path: Path):
    """Ember's inventories became 4,551 on the way: the archive itself says 4,555."""
    project = tmp_path / "a project"
    shutil.copytree(imported, project)
    change(project, "lines", f"release_id = '{EMBER}' and label = 'Inventories'")
    done = kessan_without(("dbt", "pages", "copies"), "build", project=project)
    assert done.returncode == Exit.AUDIT_FAILED, done.stdout + done.stderr
    said = " ".join(done.stderr.split())
    assert "1 problem." in said
    assert "sum 30660" in said and "sum 30664" in said
    assert "to do: import it anew, with --again" in said
    assert not (project / "published" / PUBLISHED_FILE.name).exists()


def test_an_amendment_is_a_later_version(proven: duckdb.DuckDBPyConnection):
    """What it prints again is the same fact, and its own is in force."""
    assert proven.execute(
        "select release_id, is_latest, value from marts.fct_income_statement"
        " where company_key = 'cik0000001001' and line_item_key = 'revenues'"
        " and period_key like '2009-01-01/2009-06-30%' order by 1"
    ).fetchall() == [
        (ANVIL, False, Decimal(159_000_000)),
        (AMENDED, True, Decimal(159_000_000)),
    ]


def test_companies_are_compared_in_their_latest_periods(
    proven: duckdb.DuckDBPyConnection,
):
    """Crank's only sales are its revenues; growth is over the same time before."""
    assert proven.execute(
        "select company_key, span, value, value_year_ago, growth_percent, concept"
        " from reports.comparable_figures where comparable_item = 'revenues'"
        " and value is not null"
        " and company_key in ('cik0000001001', 'cik0000001003') order by 1, 2"
    ).fetchall() == [
        (company, span, value, before, growth, f"us-gaap:{concept}")
        for company, span, value, before, growth, concept in (
            (
                "cik0000001001",
                "quarter",
                80_000_000,
                78_000_000,
                Decimal("2.5641"),
                "Revenues",
            ),
            (
                "cik0000001001",
                "year_to_date",
                159_000_000,
                154_000_000,
                Decimal("3.2467"),
                "Revenues",
            ),
            (
                "cik0000001003",
                "quarter",
                9_100_000,
                9_000_000,
                Decimal("1.1111"),
                "SalesRevenueGoodsNet",
            ),
            (
                "cik0000001003",
                "year_to_date",
                18_300_000,
                18_100_000,
                Decimal("1.1049"),
                "SalesRevenueGoodsNet",
            ),
        )
    ]
    assert proven.execute(
        "select concept, concept_company_count, company_count"
        " from reports.comparable_coverage where comparable_item = 'revenues'"
        " and concept <> 'none' order by 1"
    ).fetchall() == [
        ("us-gaap:Revenues", 2, 4),
        ("us-gaap:SalesRevenueGoodsNet", 1, 4),
    ]


def test_what_is_not_known_of_the_latest_period_says_why(
    proven: duckdb.DuckDBPyConnection,
):
    """Six months of cash flow are no quarter, and no twelve months without a year."""
    unknown_year = "year_before_unknown"
    assert proven.execute(
        "select comparable_item, span, months, value, missing_reason"
        " from reports.comparable_figures"
        " where company_key = 'cik0000001001' and period_end = '2009-06-30'"
        " and comparable_item in ('revenues', 'net_cash_operating') order by 1, 2"
    ).fetchall() == [
        ("net_cash_operating", "quarter", 3, None, "earlier_cumulative_unknown"),
        ("net_cash_operating", "trailing_twelve_months", 12, None, unknown_year),
        ("net_cash_operating", "year_to_date", 6, 26_858_000, None),
        ("revenues", "quarter", 3, 80_000_000, None),
        ("revenues", "trailing_twelve_months", 12, None, unknown_year),
        ("revenues", "year_to_date", 6, 159_000_000, None),
    ]


def test_statements_are_there_as_reported(proven: duckdb.DuckDBPyConnection):
    """In printed order, with the standard line item and the verdict, without a join."""
    assert proven.execute(
        "select company, label, concept, line_item, period_end, value, unit, verdict,"
        " contradicted_by from reports.printed_cells"
        f" where release_id = '{BELLOWS}' and is_latest_release"
        " and statement = 'balance_sheet' and column_number = 1"
    ).fetchall() == [
        (
            "Bellows Inc",
            label,
            f"us-gaap:{tag}",
            line_item,
            date(2009, 6, 30),
            value,
            "USD",
            verdict,
            "balance_sheet_balances" if verdict == "contradicted" else None,
        )
        for label, tag, line_item, value, verdict in (
            (
                "Cash",
                "CashAndCashEquivalentsAtCarryingValue",
                "Cash and cash equivalents",
                11_222_000,
                "proven",
            ),
            ("Inventories", "InventoryNet", "Inventories", 20_444_000, "proven"),
            ("Total assets", "Assets", "Total assets", 31_666_000, "proven"),
            (
                "Total liabilities",
                "Liabilities",
                "Total liabilities",
                21_999_000,
                "proven",
            ),
            (
                "Total shareholders' equity",
                "StockholdersEquity",
                "Total shareholders' equity of the parent",
                9_667_000,
                "proven",
            ),
            (
                "Total liabilities and equity",
                "LiabilitiesAndStockholdersEquity",
                "Total liabilities and equity",
                31_666_300,
                "contradicted",
            ),
        )
    ]


def test_a_verdict_travels_with_what_is_derived(proven: duckdb.DuckDBPyConnection):
    """A quarter of proven figures is proven; a ratio of a contradicted one is not."""
    assert proven.execute(
        "select company_key, fiscal_quarter, quarter, quarter_verdict"
        " from reports.flows where line_item_key = 'revenues' and fiscal_year = 2009"
        " and segment_key = 'total' and product_key = 'total'"
        " and company_key = 'cik0000001001' order by all"
    ).fetchall() == [
        ("cik0000001001", 1, 79_000_000, "proven"),
        ("cik0000001001", 2, 80_000_000, "proven"),
    ]
    assert proven.execute(
        "select verdict, count(*) from audit.metric_verdicts"
        f" where release_id = '{BELLOWS}' and contradicted_by like '%balances%'"
        " group by 1"
    ).fetchall() == [("contradicted", 1)]


def test_among_few_peers_nobody_has_a_place(proven: duckdb.DuckDBPyConnection):
    """Three companies of major group 35 print revenues, two of them of 3570."""
    assert proven.execute(
        "select company, peer_group, value, peer_count, rank_from_highest, median,"
        " missing_reason from reports.peer_comparison where comparable_item ="
        " 'revenues' and span = 'quarter' and measure = 'value' order by 2, 1"
    ).fetchall() == [
        (company, group, value, peers, None, None, "too_few_peers")
        for company, group, value, peers in (
            ("Anvil Corp", "35", 80_000_000, 2),
            ("Bellows Inc", "35", 40_123_000, 2),
            ("Crank Holdings", "35", 9_100_000, 2),
            ("Bellows Inc", "3559", 40_123_000, 0),
            ("Anvil Corp", "3570", 80_000_000, 1),
            ("Crank Holdings", "3570", 9_100_000, 1),
        )
    ]


def test_a_page_has_the_place_in_the_narrowest_group(built: Path, tmp_path: Path):
    """That of the industry where there is one, else that of the major group."""
    copy = tmp_path / "kessan.duckdb"
    shutil.copy(built / "published" / PUBLISHED_FILE.name, copy)
    places = [
        ("value", "industry", "3570", 12, 4),
        ("value", "major_group", "35", 30, 9),
        ("growth_percent", "major_group", "35", 29, 2),
        ("share_of_revenues_percent", "major_group", "35", 28, 1),
    ]
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "create or replace view reports.peer_comparison as select 'cik0000001001'"
            " as company_key, 'US GAAP' as accounting_standard, 'USD' as currency,"
            " 'revenues' as comparable_item, 'quarter' as span, * from (values "
            + ", ".join(map(str, places))
            + ") as places(measure, peer_level, peer_group, peer_count,"
            " rank_from_highest)"
        )
    write_site(copy, tmp_path / "site", public_models())
    page = tmp_path / "site" / "cik0000001001" / "us-gaap-usd" / "index.html"
    found = re.findall(r"<td[^>]*>(\d+ of \d+ in \d+)</td>", page.read_text("utf-8"))
    assert found == ["4 of 13 in 3570", "2 of 30 in 35"]
    other = tmp_path / "site" / "cik0000001002" / "us-gaap-usd" / "index.html"
    assert "Among peers" in page.read_text("utf-8")
    assert "Among peers" not in other.read_text("utf-8")


def test_a_company_of_filings_has_one_page(
    site: Path, proven: duckdb.DuckDBPyConnection
):
    """It has the statements as filed, and every link leads somewhere."""
    pages = sorted(str(path.relative_to(site)) for path in site.glob("cik*/**/*.html"))
    assert pages == [
        f"cik000000100{number}/us-gaap-usd/index.html" for number in (1, 2, 3, 5)
    ]
    assert len([*site.glob("iij/**/*.html")]) > 20
    assert broken_links(site, outward_links(proven)) == []
    assert repeated_ids(site) == []
    cells = documents(site)["cik0000001001/us-gaap-usd/index.html"].cells
    assert cells["income_statement-line-8-column-3"] == "(2,313)"
    assert len(cells) == 8 * 2 + 11 * 4 + 9 * 2
    # Standard line items lead to their cells, here and from the comparison.
    revenues = "income_statement-line-3-column-3"
    links = documents(site)["cik0000001001/us-gaap-usd/index.html"].links
    assert links.count(f"#{revenues}") == 1
    compared = documents(site)["comparison.html"].links
    assert compared.count(f"cik0000001001/us-gaap-usd/index.html#{revenues}") == 1


def test_a_filing_leads_to_its_document(site: Path, proven: duckdb.DuckDBPyConnection):
    """The address that the SEC has for it; a release that a person keyed has none."""
    known = "select release_id, document_url from marts.dim_release"
    addresses = dict(proven.execute(known).fetchall())
    archive = "https://www.sec.gov/Archives/edgar/data"
    assert addresses[ANVIL] == (
        f"{archive}/1001/{ANVIL.replace('-', '')}/{ANVIL}-index.htm"
    )
    assert {key for key, address in addresses.items() if not address} == {
        key for key in addresses if key.startswith("iij-")
    }
    page = documents(site)["cik0000001001/us-gaap-usd/index.html"]
    assert {*page.outward} == {addresses[ANVIL], addresses[AMENDED]}
    text = (site / "cik0000001001/us-gaap-usd/index.html").read_text("utf-8")
    assert "CIK 0000001001" in text
    assert text.index(addresses[AMENDED]) < text.index(addresses[ANVIL])
    assert "CIK 0000001001" in (site / "index.html").read_text("utf-8")


def test_a_filer_is_found_by_its_number(browser: "Browser", site: Path):
    opened = browser.new_page()
    opened.goto((site / "index.html").as_uri())
    page = (site / "cik0000001001/us-gaap-usd/index.html").as_uri()
    for words, address in (
        ("1001", page),
        ("0000001001", page),
        ("anvil revenue", f"{page}#items-r"),
    ):
        opened.get_by_role("combobox").fill(words)
        opened.wait_for_selector("#site-found a")
        found = opened.locator("#site-found a").first
        assert found.get_attribute("href").startswith(address), words
    opened.locator("#site-found a").first.click()
    assert "evenue" in opened.locator("tr:has(th:target) th").inner_text()
    opened.close()


def test_a_page_of_filings_has_no_barrier(browser: "Browser", site: Path):
    """One with a contradiction, the list of all, and where they are compared."""
    # Only those who look at pages wait for it.
    from browsing import barriers

    page = browser.new_page()
    for name in ("cik0000001002/us-gaap-usd/index", "index", "comparison"):
        page.goto((site / f"{name}.html").as_uri())
        assert barriers(page) == []
    page.goto((site / "cik0000001002/us-gaap-usd/index.html").as_uri())
    page.evaluate("document.querySelector('#items tbody th').textContent = ''")
    assert any("empty-table-header" in found for found in barriers(page, ["light"]))
    page.close()


def test_pages_say_what_is_contradicted(site: Path):
    """Bellows' page names the identities; the comparison marks its earnings."""
    page = (site / "cik0000001002/us-gaap-usd/index.html").read_text("utf-8")
    assert "contradicted by balance sheet balances, basic net income per share" in page
    sound = (site / "cik0000001005/us-gaap-usd/index.html").read_text("utf-8")
    assert "contradicted" not in sound
    assert "12 of 12 figures are proven" in re.sub("<[^>]+>", "", sound)
    comparison = (site / "comparison.html").read_text("utf-8")
    for company in ("Anvil Corp", "Bellows Inc", "Internet Initiative Japan"):
        assert comparison.count(f">{company}") == 1


@pytest.mark.parametrize(
    ("page", "table"), [("index", "companies"), ("comparison",) * 2]
)
def test_a_reader_finds_a_company(
    browser: "Browser", site: Path, page: str, table: str
):
    """What is typed leaves the rows of its companies, in any case of letters."""
    opened = browser.new_page()
    opened.goto((site / f"{page}.html").as_uri())
    rows = opened.locator(f"#{table} tbody tr:visible")
    assert rows.count() == 5
    opened.get_by_label("Find a company").fill("BELL")
    assert rows.count() == 1
    assert "Bellows Inc" in rows.inner_text()
    opened.get_by_label("Find a company").fill("")
    assert rows.count() == 5
    opened.close()


def test_a_reader_compares_an_industry(browser: "Browser", site: Path):
    """The industry code begins with what is typed; both searches hold."""
    opened = browser.new_page()
    opened.goto((site / "comparison.html").as_uri())
    rows = opened.locator("#comparison tbody tr:visible")
    industry = opened.get_by_label("Industry code begins with")
    for typed, count in (("35", 4), ("357", 3), ("3559", 1), ("59", 0)):
        industry.fill(typed)
        assert rows.count() == count
    industry.fill("35")
    opened.get_by_label("Find a company").fill("c")
    assert rows.count() == 4
    opened.get_by_label("Find a company").fill("crank")
    assert rows.count() == 1
    opened.close()
