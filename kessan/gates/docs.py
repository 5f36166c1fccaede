"""Data Docs that open from a folder, with no network.

Great Expectations renders its pages for style sheets, scripts and pictures on
other servers. Here only what it says is kept: tags that are known to be harmless,
in a page with a style sheet of our own.
"""

import html
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from kessan.gates.result import GateResult, SuiteResult
from kessan.intake import Problem

DOORS = {
    "entry": "the CSVs, before the build",
    "exit": "the Parquet, before it is published",
}
SUMMARY = "summary.json"

KEPT_TAGS = frozenset(
    {"a", "b", "br", "code", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
    | {"i", "li", "ol", "p", "pre", "span", "strong", "ul"}
    | {"table", "tbody", "td", "th", "thead", "tr"}
)
EMPTY_TAGS = frozenset({"br", "hr"})
# Tags whose content is not for people, and classes of what needs scripts.
DROPPED_TAGS = frozenset({"head", "script", "style", "iframe", "object", "svg"})
DROPPED_CLASSES = frozenset({"sticky-top", "modal", "btn-group", "mb-3"})
VOID_TAGS = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
    | {"source", "wbr"}
)

STYLE = """
:root { color-scheme: light dark; --text: #1d2733; --page: #fff; --line: #d5dce4;
  --soft: #f3f6f9; --good: #12713c; --bad: #b3261e; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e9ef; --page: #14191f;
  --line: #36414d; --soft: #1e262f; --good: #6fd39b; --bad: #ff9a91;
  --link: #83bdff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.25rem 4rem;
  color: var(--text); background: var(--page);
  font: 16px/1.5 system-ui, "Hiragino Sans", "Noto Sans", sans-serif; }
a { color: var(--link); }
h1 { font-size: 1.6rem; margin: .6rem 0; }
h2, h3, h4, h5, h6 { margin: 1.2rem 0 .3rem; }
h4, h5, h6 { font-size: 1.05rem; }
table { border-collapse: collapse; margin: .5rem 0; max-width: 100%; }
th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left;
  vertical-align: top; overflow-wrap: break-word; }
th { background: var(--soft); overflow-wrap: normal; white-space: nowrap; }
td a { white-space: nowrap; }
td.number { white-space: nowrap; text-align: right;
  font-variant-numeric: tabular-nums; }
code, pre, .badge { font: .92em ui-monospace, monospace; background: var(--soft);
  border-radius: .25rem; padding: .05rem .3rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; padding: .6rem .8rem;
  border-left: .3rem solid var(--bad); }
.ge-section { border-top: 1px solid var(--line); margin-top: 1rem; }
.good, .text-success { color: var(--good); } .bad, .text-danger { color: var(--bad); }
.fas { font-style: normal; }
.fa-check-circle::before { content: "\\2713"; } .fa-times::before { content: "\\2717"; }
td .fa-check-circle::before { content: "\\2713 met"; }
td .fa-times::before { content: "\\2717 failed"; }
td .fa-exclamation-triangle::before { content: "! error"; }
"""


def write_data_docs(result: GateResult, folder: Path) -> Path:
    """Write the pages of a door into a folder of a run, and the index of both.

    Each suite has a page of its results and a page of its expectations. Returns
    the index, which lists the doors that have been written into the folder.
    """
    from great_expectations.render.view import DefaultJinjaPageView

    door = folder / result.door
    door.mkdir(parents=True, exist_ok=True)
    # One view, for each compiles its templates anew.
    view = DefaultJinjaPageView()
    for suite in result.suites:
        for kind, page in _pages(suite, result.door, view):
            (door / f"{suite.name}{kind}.html").write_text(page, "utf-8")
    told = {
        **result.summary(),
        "problem_texts": [str(problem) for problem in result.problems],
        "about": {suite.name: suite.about for suite in result.suites},
    }
    text = json.dumps(told, ensure_ascii=False, indent=2)
    (door / SUMMARY).write_text(text + "\n", "utf-8")
    index = folder / "index.html"
    index.write_text(_index(folder), "utf-8")
    return index


def _pages(suite: SuiteResult, door: str, view: Any) -> Iterator[tuple[str, str]]:
    """The results and the expectations, each as what its file name ends in."""
    from great_expectations import ExpectationSuite
    from great_expectations.render.renderer import (
        ExpectationSuitePageRenderer,
        ValidationResultsPageRenderer,
    )

    results = ValidationResultsPageRenderer().render(suite.validation)
    found = _problems_as_html(suite.problems)
    other = f"{suite.name}.expectations.html"
    yield (
        "",
        _page(
            f"{suite.name}: results at the {door} gate",
            f'<p>{html.escape(suite.about)}</p><p class="{_grade(suite.success)}">'
            f"{suite.evaluated - suite.failed} of {suite.evaluated} expectations are"
            f" met by {suite.rows:,} rows.</p>"
            f'<p><a href="{other}">Why each of them is asked</a></p>{found}'
            + harmless(view.render(results)),
            back="../index.html",
        ),
    )
    configurations = [r.expectation_config for r in suite.validation.results]
    expectations = ExpectationSuite(
        suite.name,
        expectations=[c.to_domain_obj() for c in configurations],
    )
    rendered = ExpectationSuitePageRenderer().render(expectations)
    yield (
        ".expectations",
        _page(
            f"{suite.name}: expectations at the {door} gate",
            f"<p>{html.escape(suite.about)}</p>"
            f'<p><a href="{suite.name}.html">What was found</a></p>'
            + _reasons(configurations)
            + harmless(view.render(rendered)),
            back="../index.html",
        ),
    )


def _reasons(configurations: list[Any]) -> str:
    """A table of the expectations as they stand in the repository."""
    rows = "".join(
        f"<tr><td><code>{html.escape(c.type)}</code></td>"
        f"<td><code>{html.escape(_arguments(c.kwargs))}</code></td>"
        f"<td>{html.escape(str(c.meta['notes']))}</td></tr>"
        for c in configurations
    )
    return (
        "<table><thead><tr><th>Expectation</th><th>Arguments</th><th>Why</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>"
    )


def _arguments(kwargs: dict[str, Any]) -> str:
    shown = {key: value for key, value in kwargs.items() if key != "batch_id"}
    text = json.dumps(shown, ensure_ascii=False, default=str)
    return text if len(text) < 400 else f"{text[:400]} …"


def _index(folder: Path) -> str:
    """The doors that have been written, with their suites and problems."""
    parts = []
    for door, what in DOORS.items():
        if not (folder / door / SUMMARY).exists():
            continue
        told = json.loads((folder / door / SUMMARY).read_text("utf-8"))
        rows = "".join(
            f'<tr><td><a href="{door}/{suite["name"]}.html">{suite["name"]}</a></td>'
            f"<td>{html.escape(told['about'][suite['name']])}</td>"
            f'<td class="number">{suite["rows"]:,}</td>'
            f'<td class="number">{suite["evaluated"]}</td>'
            f'<td class="{_grade(suite["success"])}">'
            f"{suite['failed'] or 'none'}</td>"
            f'<td><a href="{door}/{suite["name"]}.expectations.html">why</a></td></tr>'
            for suite in told["suites"]
        )
        verdict = "Passed" if told["success"] else "Refused"
        listed = "".join(f"<pre>{html.escape(t)}</pre>" for t in told["problem_texts"])
        parts.append(
            f"<h2>The {door} gate: {what}</h2>"
            f'<p class="{_grade(told["success"])}">{verdict}:'
            f" {told['evaluated'] - told['failed']} of {told['evaluated']} expectations"
            f" met, {told['problems']} problems.</p>{listed}"
            "<table><thead><tr><th>Suite</th><th>What it asks</th><th>Rows</th>"
            "<th>Expectations</th><th>Failed</th><th></th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    return _page("What the gates found", "".join(parts))


def _page(title: str, body: str, back: str = "") -> str:
    """A page of its own, with its style sheet in it."""
    home = f'<p><a href="{back}">All suites of this run</a></p>' if back else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n"
        f"<body>{home}<h1>{html.escape(title)}</h1>\n{body}</body></html>\n"
    )


def _problems_as_html(problems: list[Problem]) -> str:
    return "".join(f"<pre>{html.escape(str(problem))}</pre>" for problem in problems)


def _grade(success: bool) -> str:
    return "good" if success else "bad"


def harmless(page: str) -> str:
    """What a page says, without anything that loads, runs or leads elsewhere."""
    cleaner = _Cleaner()
    cleaner.feed(page)
    cleaner.close()
    return "".join(cleaner.kept)


class _Cleaner(HTMLParser):
    """Keeps the tags that are known, their classes, and links within a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.kept: list[str] = []
        self._dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        classes = set(attributes.get("class", "").split())
        for_scripts = tag != "table" and classes & DROPPED_CLASSES
        if self._dropped or tag in DROPPED_TAGS or for_scripts:
            if tag not in VOID_TAGS:
                self._dropped.append(tag)
        elif tag in KEPT_TAGS:
            kept = "".join(
                f' {name}="{html.escape(attributes[name])}"'
                for name in ("id", "class", "href", "colspan")
                if name in attributes
                and (name != "href" or attributes[name].startswith("#"))
            )
            self.kept.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if self._dropped:
            if tag in self._dropped:
                while self._dropped.pop() != tag:
                    pass
        elif tag in KEPT_TAGS and tag not in EMPTY_TAGS:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.kept.append(html.escape(data, quote=False))
