"""What all parts of a report are read with."""

from dataclasses import dataclass, field
from datetime import date

from kessan.answers.reading import Reading
from kessan.read.columns.units import UnitWords
from kessan.verify.companies import Companies
from kessan.verify.issuer import Issuer
from kessan.verify.words import unread_heading


@dataclass
class Around:
    """The published companies, the words of units, and what was said with the report.

    `given` is the company that the whole report is of, `as_of` the day up to which
    it is held against what was published. `title` is the heading of all of it.
    """

    reading: Reading
    companies: Companies
    units: UnitWords
    given: str | None = None
    as_of: date | None = None
    title: str = ""
    issuers: dict[str, Issuer] = field(default_factory=dict)

    def issuer(self, key: str) -> Issuer:
        """The company of a key, read once."""
        if key not in self.issuers:
            self.issuers[key] = Issuer(self.reading, key, self.as_of)
        return self.issuers[key]

    def of_text(self, text: str) -> str | None:
        """The company that a text names, if it is one."""
        named = self.companies.named_in(text)
        return next(iter(named)) if len(named) == 1 else None

    def unread(self, headings: tuple[str, ...], issuer: Issuer) -> tuple[str, ...]:
        """The words of headings that are not understood; a title may say anything."""
        return tuple(
            word
            for heading in headings
            if heading != self.title
            for word in unread_heading(heading, issuer.lexer, issuer.vocabulary)
        )


def heading_of_period(
    headings: tuple[str, ...], issuer: Issuer
) -> tuple[str, date | None]:
    """The innermost heading that says a period, and its last day; else the last one."""
    for heading in reversed(headings):
        if period := issuer.resolve(heading):
            return heading, period[1]
    return (headings[-1] if headings else ""), None
