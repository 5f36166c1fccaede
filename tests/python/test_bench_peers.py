"""What the bench hands to other tools, and what it makes of what they say."""

import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from kessan import cli
from kessan.bench import peers
from kessan.bench.peers import PeerError, check_calculations, standardise
from kessan.bench.xbrl import write_report
from kessan.project import PUBLISHED_FILE

pytestmark = pytest.mark.build

XBRLI = "{http://www.xbrl.org/2003/instance}"
LINK = "{http://www.xbrl.org/2003/linkbase}"
XLINK = "{http://www.w3.org/1999/xlink}"
SPACE = "{https://bench.example}"
# A script of Python that a shell begins: a path with a blank ends a first line.
BY_SHELL = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
"""
# A tool that says what it finds as Arelle does.
TOOL = (
    BY_SHELL
    + """import sys
from pathlib import Path

sys.path.insert(0, {folder!r})
from test_bench_peers import inconsistent

report = Path(sys.argv[sys.argv.index("--file") + 1])
log = Path(sys.argv[sys.argv.index("--logFile") + 1])
entries = "".join(
    '<entry code="{code}" level="{level}"><message>total</message></entry>'
    for _ in {found}
)
log.write_text(
    "<log>" + entries + '<entry code="info" level="info">'
    "<message>[info] {validated} in 0.20 secs</message></entry></log>"
)
"""
)
STANDARDISER = (
    BY_SHELL
    + """import json, os, sys
assert "nobody" in open(os.environ["SECFSDSTOOLS_CFG"]).read()
print("a warning", file=sys.stderr)
if sys.argv[2].endswith("spoilt.zip"):
    sys.exit("cannot read it")
print(json.dumps([["secfsdstools: read", 300, 0.5]]))
"""
)


def inconsistent(instance: Path) -> list[str]:
    """The totals of a report whose interval meets not that of their parts."""
    half = Decimal("0.5")
    values: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for fact in etree.parse(instance).getroot():
        if isinstance(fact.tag, str) and fact.tag.startswith(SPACE):
            around = half * Decimal(10) ** -int(fact.get("decimals"))
            key = fact.tag.removeprefix(SPACE), fact.get("contextRef")
            assert key not in values
            value = Decimal(fact.text)
            values[key] = value - around, value + around
    arcs = etree.parse(instance.with_name("calculations.xml")).iter(
        f"{LINK}calculationArc"
    )
    sums: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0)] * 2)
    for arc in arcs:
        total, part = arc.get(f"{XLINK}from"), arc.get(f"{XLINK}to")
        weight = Decimal(arc.get("weight"))
        for concept, context in values:
            if concept == part and (total, context) in values:
                low, high = sorted(weight * end for end in values[part, context])
                before = sums[total, context]
                sums[total, context] = [before[0] + low, before[1] + high]
    return [
        total
        for (total, context), (low, high) in sums.items()
        if high < values[total, context][0] or low > values[total, context][1]
    ]


@pytest.fixture
def tool(monkeypatch, tmp_path: Path):
    """Puts a program where a peer is installed."""
    monkeypatch.setattr(peers, "PEERS", tmp_path)

    def put(name: str, text: str, **said: object) -> None:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        said = {
            "found": "inconsistent(report)",
            "code": peers.INCONSISTENT,
            "level": "inconsistency",
            "validated": "validated",
        } | said
        folder = str(Path(__file__).parent)
        path.write_text(text.format(python=sys.executable, folder=folder, **said))
        path.chmod(0o755)

    return put


def test_a_report_has_every_figure_and_its_sums(published, warehouse, tmp_path: Path):
    """Of 1,199 figures one is a dash that stands for none."""
    report = write_report(PUBLISHED_FILE, tmp_path / "report")
    assert report.facts == 1198
    root = etree.parse(report.instance).getroot()
    facts = [one for one in root if one.tag.startswith(SPACE)]
    assert len(facts) == report.facts
    # Total assets of September 30, 2016, in the release's second column.
    by_context = {
        fact.get("contextRef"): fact
        for fact in facts
        if fact.tag == f"{SPACE}balance_sheet_assets.20.amount.at"
    }
    contexts = {one.get("id"): one for one in root.iter(f"{XBRLI}context")}
    assert {
        contexts[context].findtext(f".//{XBRLI}instant"): (
            contexts[context].findtext(f".//{XBRLI}identifier"),
            Decimal(fact.text),
            fact.get("decimals"),
            fact.get("unitRef"),
        )
        for context, fact in by_context.items()
    } == {
        "2016-03-31": ("iij-2016-11-08/1", 117_834_904_000, "-3", "JPY"),
        "2016-09-30": ("iij-2016-11-08/2", 123_113_386_000, "-3", "JPY"),
    }
    assert inconsistent(report.instance) == []


def test_a_wrong_figure_is_in_the_report_that_is_to_be_wrong(published, tmp_path: Path):
    """The total is a part of another one, which does not hold either."""
    wrong = write_report(PUBLISHED_FILE, tmp_path / "wrong", is_wrong=True)
    assert inconsistent(wrong.instance) == [
        "adjusted_ebitda.3.amount.in",
        "adjusted_ebitda.7.amount.in",
    ]


def test_a_tool_that_finds_nothing_wrong_is_measured(published, tool):
    tool("arelleCmdLine", TOOL)
    measured = check_calculations(PUBLISHED_FILE)
    assert (measured.numbers, measured.found) == (1198, 0)
    assert measured.name == "Arelle: 134 sums checked"
    assert measured.per_second == measured.numbers / measured.seconds


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"found": "[]"}, "does not find that a total is wrong"),
        ({"code": "xbrl:schemaImportMissing", "level": "error"}, "schemaImportMissing"),
        ({"validated": "loaded"}, "did not validate the report"),
        ({"found": "[][0]"}, "broke off: (?s:.*)IndexError"),
    ],
)
def test_a_tool_that_does_not_check_is_no_measurement(published, tool, said, reason):
    tool("arelleCmdLine", TOOL, **said)
    with pytest.raises(PeerError, match=reason):
        check_calculations(PUBLISHED_FILE)


def test_an_archive_is_given_to_be_standardised(tool, tmp_path: Path):
    with pytest.raises(PeerError, match="not installed: make bench-peers"):
        list(standardise(tmp_path / "2009q3.zip"))
    tool("python", STANDARDISER)
    (measured,) = standardise(tmp_path / "2009q3.zip")
    assert (measured.name, measured.numbers) == ("secfsdstools: read", 300)
    assert (measured.seconds, measured.found) == (0.5, None)
    with pytest.raises(PeerError, match=r"secfsdstools broke off: (?s:.*)cannot read"):
        list(standardise(tmp_path / "spoilt.zip"))


def test_a_tool_that_is_not_there_is_left_out(monkeypatch, published, tool, tmp_path):
    """The bench says so, and goes on."""
    from test_bench_guard import invented_measurement

    class FakeBench:
        def __init__(self, *arguments):
            pass

        def measure(self, releases, on_published):
            on_published(PUBLISHED_FILE)
            return invented_measurement(len(releases), {})

        def remove(self):
            pass

    monkeypatch.setattr(cli.proof, "Bench", FakeBench)
    monkeypatch.setattr(cli.proof, "BENCH_RESULTS", tmp_path / "results.csv")
    monkeypatch.setattr(cli.proof, "BENCH_STEPS", tmp_path / "steps.csv")
    arguments = ["bench", "--releases", "1"]
    assert "Arelle" not in CliRunner().invoke(cli.main, arguments).output
    done = CliRunner().invoke(cli.main, [*arguments, "--peers"])
    assert done.exit_code == 0, done.output
    assert "left out: Arelle is not installed: make bench-peers" in done.output
    assert "The same by others" not in done.output
    tool("arelleCmdLine", TOOL)
    done = CliRunner().invoke(cli.main, [*arguments, "--peers"])
    assert done.exit_code == 0, done.output
    assert "The same by others" in done.output
    assert "134 sums checked" in done.output
