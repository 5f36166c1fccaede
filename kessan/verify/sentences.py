"""The claims of running text."""

import re
from collections.abc import Iterator
from datetime import date

from kessan.read.columns.units import UnitWords
from kessan.read.document import Paragraph, Place
from kessan.read.prose.figure import Period, ProseContext, ProseFigure
from kessan.read.prose.figures import prose_figures
from kessan.read.prose.meaning import PREVIOUS_YEAR_END, YEAR_AGO
from kessan.read.prose.words import COUNTED, ROUGHLY
from kessan.verify.claim import Claim
from kessan.verify.document import Spot
from kessan.verify.issuer import Issuer

NO_DOUBT = ("no word of a statement in the line item", "not the exact figure")
ROUGH = re.compile(rf"\b(?:{'|'.join(ROUGHLY)})\b", re.IGNORECASE)


def claims_of_sentences(
    spots: list[Spot],
    issuer: Issuer,
    heading: str,
    year_end: date | None,
    units: UnitWords,
) -> Iterator[Claim]:
    """The figures of paragraphs below one heading, which may say their period."""
    places = range(1, len(spots) + 1)
    paragraphs = [Paragraph(Place(n), s.text) for n, s in enumerate(spots, 1)]
    if heading:
        paragraphs.insert(0, Paragraph(Place(0), heading))
    for figure in prose_figures(paragraphs, _context(issuer, year_end, units)):
        if figure.place.line in places:
            spot = spots[figure.place.line - 1]
            yield _claim(figure, spot, f"{heading}. {spot.text}", issuer)


def _context(issuer: Issuer, year_end: date | None, units: UnitWords) -> ProseContext:
    # No period is implied; what is later than the latest one is to come.
    period: Period = (issuer.latest.replace(month=1, day=1), issuer.latest)
    return ProseContext(
        period=period,
        resolve=issuer.resolver(year_end),
        currency=issuer.currency,
        counted={
            **COUNTED,
            **{
                word: unit
                for word, unit in units.words.items()
                if unit in units.units and word.isalpha() and unit != "percent"
            },
        },
        # Whether a target was the first one is found by its value.
        forecast="forecast",
        is_period_implied=False,
    )


def _claim(figure: ProseFigure, spot: Spot, around: str, issuer: Issuer) -> Claim:
    # What is called by the name of a line item needs no word that all statements have.
    # What is said roughly is held against its number roughly.
    reasons = tuple(why for why in figure.reasons if not why.endswith(NO_DOUBT))
    if figure.comparison not in (None, YEAR_AGO, PREVIOUS_YEAR_END):
        reasons += ("compared with a target",)
    return Claim(
        place=spot.place,
        company=issuer.company_key,
        label=figure.label,
        printed_text=figure.printed_text,
        printed_value=figure.printed_value,
        period=figure.period,
        unit=figure.unit,
        scale=figure.scale,
        measure=figure.measure or "",
        base=figure.compared_with,
        period_words=figure.period_words,
        scenario=figure.scenario,
        bound=figure.bound,
        is_rough=bool(ROUGH.search(figure.printed_text)),
        around=around,
        reasons=reasons,
    )
