"""How a number of the warehouse looks on a page. None of them is ever a float."""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache

from markupsafe import Markup, escape

from kessan.decimals import plain
from kessan.site.markup import html
from kessan.site.notes import Notes

DASH = "\N{EN DASH}"
MISSING = Markup('<span class="missing" title="not known">{}</span>').format(DASH)
# Decimals shown by unit; money is shown in the scale that the reader chooses. What is
# measured in another unit has its own, at most one.
PLACES = {
    **{"percent": 1, "points": 1, "pure": 2, "months": 1},
    **{"count": 0, "shares": 0, "ADS": 0},
}
SCALES = {"k": 3, "m": 6}
# The currency of amounts of several companies, in words.
EACH = "the currency of each company"
# What is meant by a unit where it is not its own name.
UNIT_WORDS = {
    **{"percent": "%", "points": "percentage points", "pure": "times"},
    **{"count": "number"},
}
# Why there is no growth, where the amounts are known.
NOT_MEANINGFUL = {
    "restated_since": "one of the amounts was restated since the other was printed",
    "share_basis_unknown": "the number of shares jumps and no split is listed",
    "base_is_zero": "there was nothing before",
    "base_is_negative": "the amount before was negative",
    "turned_negative": "the amount turned negative",
    "lost_in_rounding": "the printed amounts are too coarse",
}
TENFOLD = "it is beyond tenfold, from next to nothing"
TOO_COARSE = "the printed amounts are too coarse for its digits"


# So many numbers are kept as they look: those of a company stand on several pages.
SHOWN_OFTEN = 10_000


def rounded(value: Decimal, places: int, sign: str = "") -> str:
    """A number with so many decimals and a sign behind, negatives in parentheses."""
    shown = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{abs(shown):,f}{sign}"
    return f"({text})" if shown < 0 else text


def scaled(value: Decimal, scale: int) -> str:
    """A number in a power of ten, such as 3 for thousands, without decimals."""
    return rounded(value.scaleb(-scale), 0)


def text_of(value: Decimal | None, unit: str, scale: int = 6) -> str:
    """A number as text, money in a power of ten: for charts and titles."""
    if value is None:
        return DASH
    if is_money(unit):
        return scaled(value, scale)
    return rounded(value, _places(value, unit), "%" if unit == "percent" else "")


def exact(value: Decimal, unit: str, text: str) -> Markup:
    """A text that stands for a number, with the number for who downloads a table.

    Some hundred thousand are made for filings in bulk: `Markup.format` takes most of
    the time of their pages.
    """
    said = text if type(text) is Markup else escape(text)
    return html(
        f'<data value="{plain(value)}" data-unit="{_escaped(unit)}">{said}</data>'
    )


@cache
def _escaped(unit: str) -> Markup:
    return escape(unit)


@lru_cache(SHOWN_OFTEN)
def shown(value: Decimal | None, unit: str, decimals: int | None = None) -> Markup:
    """A number as HTML; money in every scale, of which the style shows one.

    Digits behind the last one that is known, as `decimals` says, are muted.
    """
    if value is None:
        return MISSING
    if not is_money(unit):
        return exact(value, unit, text_of(value, unit))
    scales = [
        f'<span class="{name}">'
        f"{_muted(scaled(value, scale), -(decimals or 0) - scale)}</span>"
        for name, scale in SCALES.items()
    ]
    return exact(value, unit, html("".join(scales)))


def _muted(text: str, digits: int) -> str:
    """A number with so many digits at its end muted; one of no other digit is not.

    It is HTML: in a number there is nothing to escape.
    """
    if digits <= 0:
        return text
    places = [place for place, sign in enumerate(text) if sign.isdigit()]
    if digits >= len(places):
        return text
    # The comma before them is theirs.
    start = places[-digits - 1] + 1
    end = places[-1] + 1
    return f'{text[:start]}<span class="unsure">{text[start:end]}</span>{text[end:]}'


@cache
def in_scale(currency: str, capital: bool = True) -> Markup:
    """What amounts of money are in, in the scale that the reader chose."""
    words = ("Thousands", "Millions") if capital else ("thousands", "millions")
    return Markup("").join(
        Markup('<span class="{}">{} of {}</span>').format(scale, word, currency)
        for scale, word in zip(SCALES, words, strict=True)
    )


def unit_words(unit: str) -> str:
    """A unit that is no money in words, such as JPY per share."""
    return UNIT_WORDS.get(unit, unit.replace("_", " "))


def with_unit(label: str, unit: str) -> Markup:
    """A label with its unit where that is said neither above nor by a sign."""
    if is_money(unit) or unit in ("percent", "currency"):
        return escape(label)
    words = escape(unit_words(unit))
    return html(f'{escape(label)} <span class="unit">({words})</span>')


@cache
def unit_of(unit: str) -> Markup:
    """What a number of a unit is in, in words."""
    return in_scale(unit, False) if is_money(unit) else escape(unit_words(unit))


def growth(
    percent: Decimal | None,
    decimals: int | None = 1,
    reason: str | None = None,
    notes: Notes | None = None,
) -> Markup:
    """A growth as HTML, with the decimals that the printed amounts decide.

    Beyond tenfold it says nothing but that there was little. Where none is computed
    a reader is told why, in a note below the table, unless an amount is missing or
    it is no amount.
    """
    if percent is None and reason in NOT_MEANINGFUL:
        return _not_meaningful(NOT_MEANINGFUL[reason], notes)
    if percent is None or decimals is None:
        return MISSING
    if abs(percent) >= 1000:
        return _not_meaningful(TENFOLD, notes, text_of(percent, "percent"))
    if decimals < 0:
        about = text_of(percent, "percent")
        return _not_meaningful(TOO_COARSE, notes, f"about {about}")
    return exact(percent, "percent", rounded(percent, min(decimals, 1), "%"))


def printed_growth(percent: Decimal, notes: Notes | None = None) -> Markup:
    """A growth as a release prints it, and says so."""
    return Markup('<span title="as the release prints it">{}</span>').format(
        growth(percent, notes=notes)
    )


def _not_meaningful(why: str, notes: Notes | None, number: str = "") -> Markup:
    title = ", ".join(word for word in (why, number) if word)
    mark = notes.mark(f"n.m.: not meaningful, as {why}.") if notes else Markup("")
    return Markup('<abbr title="not meaningful: {}">n.m.</abbr>{}').format(title, mark)


@cache
def is_money(unit: str) -> bool:
    """Whether a unit is an amount of a currency, by its ISO 4217 code."""
    return len(unit) == 3 and unit.isupper() and unit != "ADS"


def _places(value: Decimal, unit: str) -> int:
    return 2 if "_per_" in unit else PLACES.get(unit, int(value % 1 != 0))
