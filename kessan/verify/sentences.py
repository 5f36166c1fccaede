"""The claims of running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kessan.read.columns.units import UnitWords
from kessan.read.document import Paragraph, Place
from kessan.read.prose.figure import CHANGE, GROWTH, Period, ProseContext, ProseFigure
from kessan.read.prose.figures import prose_figures
from kessan.read.prose.meaning import PREVIOUS_YEAR_END, YEAR_AGO
from kessan.read.prose.tokens import DATE, Kind, Lexer
from kessan.read.prose.words import COUNTED, MONTHS, ROUGHLY
from kessan.verify.claim import Claim
from kessan.verify.document import Spot
from kessan.verify.issuer import Issuer
from kessan.verify.words import plainly, unread

# What the judge finds out by itself: a line item by its name.
NO_WORD = "no word of a statement in the line item"
UNSAID_FROM = "compared with what is not said"
EXACT = "not the exact figure"
NO_PERIOD = "no period is said"
UNSAID_BASE = "the period compared with is not said"
ROUGH = re.compile(rf"\b(?:{'|'.join(ROUGHLY)})\b", re.IGNORECASE)
YEAR_BEFORE = re.compile(
    r"\b(?:a year (?:ago|earlier|before)|(?:one|the prior|the previous|last) year"
    r"(?: ago| earlier)?|(?:the )?year-ago (?:period|quarter)"
    r"|the same period (?:of )?(?:last year|a year (?:ago|earlier)))\b",
    re.IGNORECASE,
)
SEQUENTIAL = re.compile(
    r",?\s*\b(?:quarter[- ]o(?:n|ver)[- ]quarter|q-?o-?q|sequentially"
    r"|(?:from|on|compared (?:to|with)) the (?:previous|prior|preceding) quarter)\b,?",
    re.IGNORECASE,
)
TRAILING = re.compile(
    r"\b(?:the )?trailing twelve months(?! ended)(?P<rest>.*?)"
    r"(?:\b(?:at|as of|ended|ending|to|in|for) )(?P<day>[A-Z][a-z]+ \d{1,2}, \d{4}"
    r"|\d{1,2} [A-Z][a-z]+ \d{4})"
)
GROWING = re.compile(
    r"(.+?),? (?:yoy )?growth(?: rate)?|(?:yoy )?growth (?:rate )?(?:in|of) (.+)",
    re.IGNORECASE,
)
# `five less than a year earlier`: how far it is from what it is compared with.
DIFFERENCE = re.compile(
    r"\s*(?:less|more|lower|higher|fewer|smaller|larger|better|worse|above|below|short"
    r"|ahead|shy)\b",
    re.IGNORECASE,
)
FROM_DAY = re.compile(rf"\bfrom (?=(?:the end of )?{DATE})", re.IGNORECASE)
ARTICLE = re.compile(r"(?:^|(?<=\. ))The (?=(?:\w+ ){1,3}end(?:ed|ing) )")
NAME = re.compile(r"[A-Z][\w&]+")


@dataclass(frozen=True)
class Sentences:
    """Reads paragraphs below one heading, which may say their period.

    `year_end` is the last day of the period that headings say.
    """

    issuer: Issuer
    heading: str
    year_end: date | None
    units: UnitWords

    def claims(self, spots: list[Spot], above: str = "") -> Iterator[Claim]:
        """The figures of paragraphs; `above` is a text that others are named in."""
        texts = [_dated(plainly(spot.text)) for spot in spots]
        paragraphs = [
            Paragraph(Place(at), SEQUENTIAL.sub("", text))
            for at, text in enumerate(texts, 1)
        ]
        if self.heading:
            paragraphs.insert(0, Paragraph(Place(0), plainly(self.heading)))
        found: dict[int, list[ProseFigure]] = {}
        for figure in prose_figures(paragraphs, self._context):
            found.setdefault(figure.place.line, []).append(figure)
        before = above
        for at, (spot, text) in enumerate(zip(spots, texts, strict=True), 1):
            figures = found.get(at, [])
            is_sequential = bool(SEQUENTIAL.search(text))
            for figure in figures:
                yield self._claim(
                    figure, figures, spot.place, text, before, is_sequential
                )
            before = "" if self.issuer.is_named(text) else text

    @cached_property
    def _lexer(self) -> Lexer:
        return Lexer(self.issuer.currency, self._context.counted)

    @cached_property
    def _context(self) -> ProseContext:
        counted = {
            word: unit
            for word, unit in self.units.words.items()
            if unit in self.units.units and word.isalpha() and unit != "percent"
        }
        latest = self.issuer.latest
        return ProseContext(
            # No period is implied; what is later than the latest one is to come.
            period=(latest.replace(month=1, day=1), latest),
            resolve=self.issuer.resolver(self.year_end),
            currency=self.issuer.currency,
            counted={**COUNTED, **counted},
            # Whether a target was the first one is found by its value.
            forecast="forecast",
            is_period_implied=False,
        )

    def _claim(
        self,
        figure: ProseFigure,
        beside: list[ProseFigure],
        place: str,
        text: str,
        before: str,
        is_sequential: bool,
    ) -> Claim:
        reasons = [
            why
            for why in figure.reasons
            if not self._is_settled(why, figure, beside, is_sequential)
        ]
        if figure.comparison not in (None, YEAR_AGO, PREVIOUS_YEAR_END):
            reasons.append("compared with a target")
        if figure.measure not in (CHANGE, GROWTH) and DIFFERENCE.match(_behind(figure)):
            reasons.append("it may be a difference")
        around = f"{self.heading}. {text}"
        label, measure = figure.label, figure.measure or ""
        if figure.unit == "percent" and (growth := GROWING.fullmatch(label)):
            label, measure = growth[1] or growth[2], GROWTH
        period, base = figure.period, figure.compared_with
        if measure == GROWTH and base and self._is_of_growth(figure, beside, base):
            base = None
        if NO_PERIOD in reasons and base and base[0] is None:
            # `rose by five from March 31 to nine at September 30`.
            period = next(
                (
                    other.period
                    for other in beside
                    if other.sentence == figure.sentence
                    and other.label == figure.label
                    and other.period
                ),
                None,
            )
            reasons = [why for why in reasons if why != NO_PERIOD or not period]
        if UNSAID_BASE in reasons and (year_ago := self._year_ago(figure, beside)):
            period = year_ago
            reasons.remove(UNSAID_BASE)
        return Claim(
            place=place,
            company=self.issuer.company_key,
            label=label,
            printed_text=figure.printed_text,
            printed_value=figure.printed_value,
            period=period,
            unit=figure.unit,
            scale=figure.scale,
            measure=measure,
            base=base,
            is_sequential=is_sequential,
            period_words=figure.period_words,
            scenario=figure.scenario,
            bound=figure.bound,
            is_rough=bool(ROUGH.search(figure.printed_text)),
            around=around,
            reasons=tuple(reasons),
            unread=tuple(self._unread(figure, beside, text, before, around)),
        )

    def _is_settled(
        self,
        why: str,
        figure: ProseFigure,
        beside: list[ProseFigure],
        is_sequential: bool,
    ) -> bool:
        """Whether a doubt is none here: a base that is said is looked up."""
        if why == UNSAID_FROM:
            return is_sequential or self._is_from_year_ago(figure, beside)
        is_base = why.startswith("compared with ") and figure.compared_with is not None
        return is_base or why == NO_WORD or why.endswith(EXACT)

    def _is_from_year_ago(self, figure: ProseFigure, beside: list[ProseFigure]) -> bool:
        """Whether a change, the only one of its sentence, is year on year."""
        moves = [
            other
            for other in beside
            if other.sentence == figure.sentence and other.measure in (CHANGE, GROWTH)
        ]
        tokens = self._lexer.tokens(figure.sentence)
        return len(moves) == 1 and any(t.kind is Kind.YEAR_ON_YEAR for t in tokens)

    @staticmethod
    def _is_of_growth(
        figure: ProseFigure, beside: list[ProseFigure], base: Period
    ) -> bool:
        """Whether a growth is compared with a growth: that one is of another period."""
        return any(
            other.period == base and other.unit == figure.unit
            for other in beside
            if other.sentence == figure.sentence and other is not figure
        )

    def _year_ago(
        self, figure: ProseFigure, beside: list[ProseFigure]
    ) -> Period | None:
        """The year before the period of the figure that one is compared with."""
        if not YEAR_BEFORE.match(_behind(figure).lstrip(" (,")):
            return None
        told = [
            other.period
            for other in beside
            if other.sentence == figure.sentence and other.period
        ]
        return self.issuer.year_before(told[0]) if told else None

    def _unread(
        self,
        figure: ProseFigure,
        beside: list[ProseFigure],
        text: str,
        before: str,
        around: str,
    ) -> Iterator[str]:
        """What the sentence says that is not understood, and whom others name."""
        known = set(self.issuer.words)
        for other in beside:
            if other.sentence != figure.sentence:
                continue
            growth = GROWING.fullmatch(other.label)
            label = (growth[1] or growth[2]) if growth else other.label
            if self.issuer.items(label):
                known |= _words(label)
        known |= self.issuer.member_words(around)
        sentence = figure.sentence
        at = sentence.find(figure.printed_text) + len(figure.printed_text)
        yield from unread(sentence, self._lexer, known, at)
        told = {w for o in beside for w in self._times(o, figure)}
        for token in self._lexer.tokens(sentence):
            if token.kind is Kind.PERIOD and token.key not in told:
                yield token.key
        # Of whom the sentences before are, where they name others.
        start = text.find(sentence)
        named = known | self.issuer.vocabulary | {*MONTHS}
        for said in (before, text[: max(start, 0)]):
            for word in unread(said, self._lexer, named):
                if NAME.search(said) and f" {word}" in f" {said.lower()}":
                    found = re.search(rf"(?<=[\w,] ){re.escape(word)}", said, re.I)
                    if found and found[0][:1].isupper():
                        yield found[0]

    def _times(self, other: ProseFigure, figure: ProseFigure) -> Iterator[str]:
        """The words of the periods that a figure of the same sentence is of."""
        if other.sentence != figure.sentence:
            return
        yield other.period_words.lower()
        for period in (other.period, other.compared_with):
            for token in self._lexer.tokens(other.sentence):
                if token.kind is not Kind.PERIOD or not period:
                    continue
                if self.issuer.resolver(self.year_end)(token.text) == period:
                    yield token.key


def _behind(figure: ProseFigure) -> str:
    """What a sentence says behind a figure."""
    at = figure.sentence.find(figure.printed_text) + len(figure.printed_text)
    return figure.sentence[at:]


def _words(label: str) -> set[str]:
    return {part for part in re.split(r"[\s/,()–—-]+", label.lower()) if part}  # noqa: RUF001


def _dated(text: str) -> str:
    """A text with `from` a day as a base, and periods as they are read.

    Those are trailing twelve months, and what a sentence begins with.
    """
    return TRAILING.sub(
        lambda found: (
            f"{found['rest'].strip()} for the twelve months ended {found['day']}"
        ),
        FROM_DAY.sub("compared to as of ", ARTICLE.sub("", text)),
    )
