"""Bad input stops a build: every problem named, nothing published changed."""

import csv
import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import kessan, kessan_without

from kessan import findings, history
from kessan.intake import Intake
from kessan.project import PUBLISHED
from kessan.publication.generations import Published

pytestmark = pytest.mark.slow

EARLIER = b"what was published before"


def publish_earlier(project: Path) -> Path:
    """Something published before, which a refused build must not touch."""
    published = project / "published" / "kessan.duckdb"
    published.parent.mkdir()
    published.write_bytes(EARLIER)
    return published


def replace(path: Path, old: str, new: str, count: int = 1) -> None:
    """Replace text that is there exactly so often."""
    text = path.read_text("utf-8")
    assert text.count(old) == count, (path, old)
    path.write_text(text.replace(old, new), "utf-8")


def csv_line(path: Path, *words: str) -> int:
    """The line of a CSV that holds all the words."""
    lines = path.read_text("utf-8").splitlines()
    (found,) = [
        n for n, line in enumerate(lines, 1) if all(word in line for word in words)
    ]
    return found


def problems(stderr: str) -> list[str]:
    """The problems that a refused build prints, one text each."""
    *listed, count = stderr.strip().split("\n\n")
    assert count == f"{len(listed)} problems. Nothing was published."
    return listed


def test_files_that_cannot_be_read(project: Path):
    release = project / "seeds" / "release"
    published = publish_earlier(project)
    latin = (release / "figures.csv").read_bytes().replace(b"Other", b"\xd6ther", 1)
    (release / "figures.csv").write_bytes(latin)
    (release / "control_totals.csv").write_bytes(b"")
    (release / "exceptions.csv").unlink()
    (release / "extra.csv").write_text("release_id\n")
    replace(release / "releases.csv", "release_id,company_key", "release_id,company")
    header = (release / "printed_tables.csv").read_text("utf-8").splitlines()[0]
    (release / "printed_tables.csv").write_text(header + "\n", "utf-8")
    replace(release / "lines.csv", '"12,558"', "12,558,,,,,,,,,,,,")
    quotes = project / "seeds" / "reference" / "scenarios.csv"
    replace(quotes, "Actual,", '"Actual"x,')

    refused = kessan_without(("dbt",), "build", project=project)

    assert refused.returncode == 1
    listed = problems(refused.stderr)
    line = csv_line(release / "lines.csv", "12,558,,,")
    other = latin[: latin.index(b"\xd6")].count(b"\n") + 1
    expected = [
        ("seeds/release/extra.csv", "no YAML describes", "take the file away"),
        (
            f"seeds/release/lines.csv line {line}: 'WAN services' has 42 columns",
            "29 columns",
            "quote a cell",
        ),
        ("seeds/release/control_totals.csv: empty", "the header", "restore"),
        (f"seeds/release/figures.csv line {other}: the byte 0xD6", "UTF-8", "save"),
        ("seeds/release/exceptions.csv: missing", "the file", "add it"),
        ("seeds/release/printed_tables.csv: a header and no rows", "one row", "key"),
        ("seeds/release/releases.csv line 1", "release_id,company_key", "name"),
        ("seeds/reference/scenarios.csv line 2", "quotes", "quote"),
    ]
    for words in expected:
        assert [all(word in problem for word in words) for problem in listed].count(
            True
        ) == 1, words
    assert len(listed) == len(expected)
    assert published.read_bytes() == EARLIER


def test_rows_that_mean_nothing(project: Path):
    release = project / "seeds" / "release"
    published = publish_earlier(project)
    statement = release / "lines.csv"
    replace(statement, "Cost of network services", "Costs of networks", count=2)
    replace(statement, '"20,340,583"', '"2O,340,583"')
    replace(statement, '"11,112"', "·")
    replace(statement, '"2,003,573","2,707,499"', ',"2,707,499"')
    lines = statement.read_text("utf-8").splitlines(keepends=True)
    wan, hi_ho = (
        next(
            n
            for n, line in enumerate(lines)
            if "revenue_breakdown," in line and of in line
        )
        for of in ("WAN services", "hi-ho")
    )
    lines.insert(wan + 1, lines[wan])
    del lines[hi_ho]
    statement.write_text("".join(lines), "utf-8")
    headings = release / "column_headings.csv"
    replace(
        headings,
        "iij-2016-11-08,capex,2,268,1H16,JPY millions,2016-04-01,2016-09-30,"
        "amount,,JPY,6,actual,,\n",
        "",
    )
    replace(
        headings,
        "iij-2016-11-08,segment_profit,1,523,"
        '"Six Months Ended September 30, 2015",Thousands of JPY,2015-04-01,',
        "iij-2016-11-08,segment_profit,1,523,"
        '"Six Months Ended September 30, 2015",Thousands of JPY,2016-04-01,',
    )
    replace(
        headings,
        "iij-2016-11-08,capex_quarter,1,615,2Q15,JPY millions,2015-07-01,"
        "2015-09-30,amount,,JPY,6,",
        "iij-2016-11-08,capex_quarter,1,615,2Q15,JPY millions,2015-07-01,"
        "2015-09-30,amount,,JPY,,",
    )
    replace(
        release / "figures.csv",
        "an income of JPY84 million,2015-04-01,2015-09-30,",
        "an income of JPY84 million,2015-04-01,2015-09-31,",
    )
    replace(release / "figures.csv", '"1,066 ATMs"', '"JPY1,066 million"')
    replace(release / "exceptions.csv", ",JP244 million,", ",JP245 million,")
    labels = project / "seeds" / "reference" / "labels.csv"
    with labels.open("a", encoding="utf-8") as file:
        file.write("iij,contracts,,hi-ho:,contracts_and_subscriptions,total,wan,,\n")

    refused = kessan_without(("dbt",), "build", project=project)

    assert refused.returncode == 1
    listed = problems(refused.stderr)

    def shown(*words: str) -> int:
        return sum(all(word in problem for word in words) for problem in listed)

    name = "seeds/release/lines.csv"
    line = csv_line(statement, "2O,340,583")
    assert shown("unknown label: 'Costs of networks'", name, "labels.csv") == 2
    assert (
        shown(
            f"{name} line {line}: unreadable figure: 'Cost of systems integration':"
            " '2O,340,583'",
            "source line 374",
            "expected: a number as printed",
            "to do: key it again",
        )
        == 1
    )
    assert shown("unreadable figure: 'Interest income': '·'", "mend the cell") == 1
    duplicated = f"{name} line {wan}, {wan + 1}"
    assert shown(f"{duplicated}: duplicated line: 'WAN services'") == 1
    assert shown("missing line: 'WAN services'", "line 10 before this one") == 1
    assert shown("column without heading", "column 2", "table capex") == 3
    assert shown("wrong meaning", "starts before it ends", "segment_profit") == 4
    assert shown("wrong meaning", "a scale of 0, 3", "table capex_quarter") == 3
    assert shown("wrong meaning", "YYYY-MM-DD", "an income of JPY84 million") == 1
    prose = csv_line(release / "figures.csv", "JPY1,066 million")
    atms = f"seeds/release/figures.csv line {prose}: wrong meaning: 'ATMs'"
    assert shown(atms, "the unit count, not JPY") == 1
    assert shown("unused correction", "'JP245 million'") == 1
    assert shown("unreadable figure", "'JP244 million'") == 1
    assert shown("miscounted table", "13 lines, not 12") == 1
    assert shown("seeds/reference/labels.csv: repeated row: 'iij /  / hi-ho'") == 1
    # The same run says what does not add up without these rows.
    assert shown("incomplete identity: foot_as_calculated", "_quarter/20/1") == 1
    assert shown("unequal total: iij-2016-11-08/revenue_breakdown/") == 3
    assert published.read_bytes() == EARLIER


def test_figures_that_do_not_add_up(project: Path, published: Path):
    """One digit breaks one footing, which names every line on both its sides."""
    shutil.copytree(PUBLISHED, project / "published", symlinks=True)
    readers = Published(project / "published")
    before = readers.current()
    path = project / "seeds" / "release" / "lines.csv"
    replace(path, '"30,501,305","36,715,290"', '"30,501,305","36,715,291"')

    refused = kessan_without(("dbt",), "build", project=project)

    assert refused.returncode == 4
    # What readers have is whole, and the run has its place in the history.
    assert readers.current() == before
    assert before is not None
    before.verify()
    last = history.last(readers.root)
    assert last is not None
    assert last.status == history.AUDIT_FAILED
    *mends, identity, total = problems(refused.stderr)
    name = "seeds/release/lines.csv"
    assert identity.splitlines() == [
        "violated identity: foot_as_calculated: 62274824000 against 62274825000,"
        " a difference of -1000 where rounding explains 0",
        "  at: iij-2016-11-08, in income_statement/20/2, table income_statement",
        *(
            f"  {side}: {name} line {csv_line(path, label, text)}: '{label}':"
            f" '{text}' (source line {source})"
            for side, label, text, source in [
                ("left", "Total costs", "62,274,824", 377),
                ("right", "Cost of network services", "36,715,291", 373),
                ("right", "Cost of systems integration", "22,992,923", 374),
                ("right", "Cost of equipment sales", "1,343,117", 375),
                ("right", "Cost of ATM operation business", "1,223,494", 376),
            ]
        ),
        "  expected: A line is the sum of the lines that its table adds up to it.",
        "  to do: look up the figures named in the source; for a reason that the"
        " release gives, and only then, complete and add to exceptions.csv:"
        " iij-2016-11-08,exception,foot_as_calculated,income_statement/20/2,-1000,,,,",
    ]
    # What this footing proves, and what follows from it, fall with it.
    assert [mend.partition(" in a row")[0] for mend in mends] == [
        "unproven mend: The scan shows 33,033,131",
        "unproven mend: The scan shows 2,303,003 and 1,947,702",
    ]
    assert "35 figures, sum 433056148, by line 161209320129" in total
    assert "if one figure is wrong, it is in source line 373" in total
    assert "expected: 35 figures, sum 433056147, by line 161209319756" in total

    audited = kessan("audit", "--of-build", project=project)

    assert audited.returncode == 1
    assert "4 findings: not to be signed." in audited.stdout
    _, violated = audited.stdout.split("findings: not to be signed.")
    assert violated.count("unequal_total") == 1
    for text in ("62,274,824", "36,715,291", "22,992,923", "1,343,117", "1,223,494"):
        assert violated.count(text) == 1


def test_the_seeds_are_what_their_yaml_says():
    """The CSVs of the project pass the door as they are."""
    from kessan.intake import seed_files, take_in

    taken_in = take_in()
    assert taken_in.problems == []
    assert len(taken_in.files) == len(list(seed_files())) == 39
    for seed in seed_files():
        with seed.path.open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == seed.columns


def test_findings_are_told_where_a_later_model_failed(tmp_path: Path):
    """What explains a finding may be missing: the finding is told all the same."""
    build_file = tmp_path / "build.duckdb"
    shutil.copyfile(PUBLISHED / "kessan.duckdb", build_file)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("drop table audit.proposals")
        connection.execute(
            "insert into audit.findings"
            " (finding_key, finding_number, is_blocking, family, problem, expected)"
            " values ('1', 1, true, 'input', 'unknown_label', 'a known one')"
        )
    failed = {"unique_id": "model.kessan.proposals", "status": "error", "message": "no"}
    (tmp_path / "run_results.json").write_text(json.dumps({"results": [failed]}))

    told = [str(one) for one in findings.problems(build_file, Intake(), tmp_path)]

    assert [line.splitlines()[0] for line in told] == [
        "unknown label",
        "these fail too: proposals",
    ]
