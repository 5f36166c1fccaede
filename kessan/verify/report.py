"""A report as a whole: its claims, what is found of each, and how it is told."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kessan.answers.questions import company_of
from kessan.answers.reading import Reading
from kessan.project import SEEDS
from kessan.read.columns.units import UnitWords, read_unit_words
from kessan.verify.claim import Claim, Finding, Known, Verdict
from kessan.verify.companies import Companies
from kessan.verify.document import Section, Spot, sections_in, sections_of
from kessan.verify.issuer import Issuer
from kessan.verify.judge import findings
from kessan.verify.sentences import Sentences
from kessan.verify.tables import claims_of_table
from kessan.verify.words import unread_heading


@dataclass(frozen=True)
class Report:
    """What was found, in the order of the report, and what it was held against."""

    generation: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[Verdict]:
        """How many figures have each verdict."""
        return Counter(finding.verdict for finding in self.findings)

    def as_dict(self) -> dict[str, Any]:
        """The findings as JSON has them: numbers are exact and are texts."""
        return {
            "generation": self.generation,
            "counts": {verdict.value: self.counts[verdict] for verdict in Verdict},
            "findings": [_as_dict(finding) for finding in self.findings],
        }


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
    title = next((s.headings[:1] for s in sections if s.headings), ())
    reader = _Reader(reading, given, as_of, title)
    claims = [
        claim
        for section in sections
        for claim in sorted(reader.claims(section), key=_line_of)
    ]
    return Report(reading.generation, tuple(findings(claims, reader.issuers)))


class _Reader:
    """Reads section by section, and keeps what the headings say."""

    def __init__(
        self,
        reading: Reading,
        given: str | None,
        as_of: date | None,
        title: tuple[str, ...],
    ) -> None:
        self._title = title
        self._companies = Companies(reading)
        # Where one company alone is published, a report is of that one.
        keys = self._companies.keys
        self._given = given or (next(iter(keys)) if len(keys) == 1 else None)
        self._reading = reading
        self._as_of = as_of
        self._units: UnitWords = read_unit_words(SEEDS / "reference")
        self._last: str | None = None
        self._tables = 0
        self.issuers: dict[str, Issuer] = {}

    def issuer(self, key: str) -> Issuer:
        """The company of a key, read once."""
        if key not in self.issuers:
            self.issuers[key] = Issuer(self._reading, key, self._as_of)
        return self.issuers[key]

    def claims(self, section: Section) -> Iterator[Claim]:
        """The claims below one heading."""
        of_section = self._of_headings(section.headings)
        for key, spots in self._by_company(section, of_section):
            # Of no company, figures are read as if of any, and are not known.
            issuer = self.issuer(key or min(self._companies.keys))
            heading, year_end = self._period_of(section.headings, issuer)
            read = Sentences(issuer, heading, year_end, self._units)
            unread_above = self.unread(section.headings, issuer)
            for claim in read.claims(spots):
                yield replace(
                    claim,
                    company=claim.company if key else "",
                    unread=(*claim.unread, *unread_above),
                )
        for block in section.blocks:
            if not isinstance(block, Spot):
                self._tables += 1
                key = self._of_text(block.caption) or of_section or self._last
                yield from claims_of_table(
                    block,
                    f"table {self._tables}",
                    section.headings,
                    key,
                    self,
                )

    def period_of(
        self, headings: Iterable[str], issuer: Issuer
    ) -> tuple[str, date | None]:
        """The heading that says a period, the innermost first, and its last day."""
        return self._period_of(tuple(headings), issuer)

    @property
    def companies(self) -> Companies:
        """The names of the published companies."""
        return self._companies

    @property
    def units(self) -> UnitWords:
        """The words of units."""
        return self._units

    @property
    def given(self) -> str | None:
        """The company that the whole report is of, where that was said."""
        return self._given

    def unread(self, headings: tuple[str, ...], issuer: Issuer) -> tuple[str, ...]:
        """The words of headings that are not understood; a title may say anything."""
        below = headings[1:] if headings[:1] == self._title else headings
        return tuple(
            word
            for heading in below
            for word in unread_heading(heading, issuer.lexer, issuer.vocabulary)
        )

    def _period_of(
        self, headings: tuple[str, ...], issuer: Issuer
    ) -> tuple[str, date | None]:
        for heading in reversed(headings):
            period = issuer.resolve(heading)
            if period:
                return heading, period[1]
        return (headings[-1] if headings else ""), None

    def _of_headings(self, headings: tuple[str, ...]) -> str | None:
        for heading in reversed(headings):
            if key := self._of_text(heading):
                return key
        return self._given

    def _of_text(self, text: str) -> str | None:
        named = self._companies.named_in(text)
        return next(iter(named)) if len(named) == 1 else None

    def _by_company(
        self, section: Section, of_section: str | None
    ) -> Iterator[tuple[str | None, list[Spot]]]:
        """Paragraphs together that are of one company.

        One that names several is of none: which figure is whose is not told.
        """
        key: str | None = None
        run: list[Spot] = []
        for block in section.blocks:
            if not isinstance(block, Spot):
                continue
            named = self._companies.named_in(block.text)
            if self._given:
                of = self._given if named <= {self._given} else None
            elif len(named) == 1:
                of = self._last = next(iter(named))
            else:
                of = None if named else of_section or self._last
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


def _as_dict(finding: Finding) -> dict[str, Any]:
    claim = finding.claim
    period = claim.period
    return {
        "place": claim.place,
        "company": claim.company,
        "words": claim.label,
        "printed": claim.printed_text,
        "measure": claim.measure,
        "period": [str(day) if day else None for day in period] if period else None,
        "verdict": finding.verdict.value,
        "reason": finding.reason or None,
        "right": [f"{value:f}" for value in finding.right],
        "notes": list(finding.notes),
        "proof": [_proof(known) for known in finding.known],
    }


def _proof(known: Known) -> dict[str, Any]:
    return {
        "key": known.key,
        "figure_key": known.figure_key,
        "value": f"{known.value:f}",
        "unit": known.unit,
        "printed_text": known.printed_text or None,
        "source": known.source or None,
        "verdict": known.verdict,
    }
