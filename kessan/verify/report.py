"""A report as a whole: its claims, what is found of each, and how it is told."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kessan.answers.questions import company_of
from kessan.answers.reading import Reading
from kessan.project import SEEDS
from kessan.read.columns.units import read_unit_words
from kessan.verify.around import Around, heading_of_period
from kessan.verify.claim import Claim, Finding, Verdict
from kessan.verify.companies import Companies
from kessan.verify.document import Section, Spot, sections_in, sections_of
from kessan.verify.judge import findings
from kessan.verify.sentences import Sentences
from kessan.verify.shapes import Verified, verified
from kessan.verify.tables import claims_of_table


@dataclass(frozen=True)
class Report:
    """What was found, in the order of the report, and what it was held against."""

    generation: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[Verdict]:
        """How many figures have each verdict."""
        return Counter(finding.verdict for finding in self.findings)

    def told(self) -> Verified:
        """The findings, for JSON and for agents."""
        return verified(self.generation, self.findings)


def verify_text(
    text: str,
    kind: str,
    reading: Reading,
    company: str | None = None,
    as_of: date | None = None,
) -> Report:
    """Verify a text, which is `md` or `csv`.

    Raises UnusableError for a text that is no CSV, RefusedError for a company that
    is not published.
    """
    return _verify(sections_of(text, kind), reading, company, as_of)


def verify_file(
    path: Path,
    reading: Reading,
    company: str | None = None,
    as_of: date | None = None,
) -> Report:
    """Verify a file: .md, .csv or .xlsx; the errors are those of verify_text."""
    return _verify(sections_in(path), reading, company, as_of)


def _verify(
    sections: list[Section], reading: Reading, company: str | None, as_of: date | None
) -> Report:
    given = company_of(reading, company)["company_key"] if company else None
    companies = Companies(reading)
    if given is None and len(companies.keys) == 1:
        (given,) = companies.keys
    units = read_unit_words(SEEDS / "reference")
    title = next((s.headings[0] for s in sections if s.headings), "")
    around = Around(reading, companies, units, given, as_of, title)
    reader = _Reader(around, given or _only_one(sections, companies))
    claims = [
        claim
        for section in sections
        for claim in sorted(reader.claims(section), key=_line_of)
    ]
    return Report(reading.generation, tuple(findings(claims, around.issuers)))


def _only_one(sections: list[Section], companies: Companies) -> str | None:
    """The company that a report is of: the only one that it names anywhere."""
    texts = [heading for section in sections for heading in section.headings]
    for section in sections:
        for block in section.blocks:
            texts.append(block.text if isinstance(block, Spot) else block.caption)
    named = {name for text in texts for name in companies.named_in(text)}
    return next(iter(named)) if len(named) == 1 else None


class _Reader:
    """Reads section by section; `usual` is the company of the whole report."""

    def __init__(self, around: Around, usual: str | None) -> None:
        self._around = around
        self._usual = usual
        self._tables = 0

    def claims(self, section: Section) -> Iterator[Claim]:
        """The claims below one heading."""
        of_section = self._of_headings(section.headings)
        for key, spots in self._by_company(section, of_section):
            # Of no company, figures are read as if of any, and are not known.
            issuer = self._around.issuer(key or min(self._around.companies.keys))
            heading, year_end = heading_of_period(section.headings, issuer)
            read = Sentences(issuer, heading, year_end, self._around.units)
            unread = self._around.unread(section.headings, issuer)
            for claim in read.claims(spots):
                yield replace(
                    claim,
                    company=claim.company if key else "",
                    unread=(*claim.unread, *unread),
                )
        for block in section.blocks:
            if not isinstance(block, Spot):
                self._tables += 1
                name = f"table {self._tables}"
                key = self._around.of_text(block.caption) or of_section
                yield from claims_of_table(
                    block, name, section.headings, key, self._around
                )

    def _of_headings(self, headings: tuple[str, ...]) -> str | None:
        named = (self._around.of_text(heading) for heading in reversed(headings))
        return next((key for key in named if key), self._usual)

    def _by_company(
        self, section: Section, of_section: str | None
    ) -> Iterator[tuple[str | None, list[Spot]]]:
        """Paragraphs together that are of one company.

        One that names several is of none: which figure is whose is not told.
        """
        given = self._around.given
        spots = [block for block in section.blocks if isinstance(block, Spot)]
        told = {
            name
            for spot in spots
            for name in self._around.companies.named_in(spot.text)
        }
        if not of_section and len(told) == 1:
            (of_section,) = told
        key: str | None = None
        run: list[Spot] = []
        for block in spots:
            named = self._around.companies.named_in(block.text)
            if given:
                of = given if named <= {given} else None
            elif len(named) == 1:
                of = next(iter(named))
            else:
                of = None if named else of_section
            if run and of != key:
                yield key, run
                run = []
            key = of
            run.append(block)
        if run:
            yield key, run


def _line_of(claim: Claim) -> int:
    """The line that a claim stands in; a sheet is read in its order anyway."""
    found = re.match(r"line (\d+)", claim.place)
    return int(found[1]) if found else 0
