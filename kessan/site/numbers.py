"""How a number of the warehouse looks on a page. None of them is ever a float."""

from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup

DASH = "\N{EN DASH}"
MISSING = Markup('<span class="missing" title="not known">{}</span>').format(DASH)
# Decimals shown by unit; money is shown in the scale that the reader chooses. What is
# measured in another unit has its own, at most one.
PLACES = {
    **{"percent": 1, "points": 1, "pure": 2, "months": 1},
    **{"count": 0, "shares": 0, "ADS": 0},
}
SCALES = {"k": 3, "m": 6}
# Why there is no growth, where the amounts are known.
NOT_MEANINGFUL = {
    "restated_since": "one of the amounts was restated since the other was printed",
    "share_basis_unknown": "the number of shares jumps and no split is listed",
    "base_is_zero": "there was nothing before",
    "base_is_negative": "the amount before was negative",
    "turned_negative": "the amount turned negative",
    "lost_in_rounding": "the printed amounts are too coarse",
}


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
    """A text that stands for a number, with the number for who downloads a table."""
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return Markup('<data value="{}" data-unit="{}">{}</data>').format(plain, unit, text)


def shown(value: Decimal | None, unit: str) -> Markup:
    """A number as HTML; money in every scale, of which the style shows one."""
    if value is None:
        return MISSING
    if not is_money(unit):
        return exact(value, unit, text_of(value, unit))
    scales = Markup("").join(
        Markup('<span class="{}">{}</span>').format(name, scaled(value, scale))
        for name, scale in SCALES.items()
    )
    return exact(value, unit, scales)


def growth(
    percent: Decimal | None, decimals: int | None = 1, reason: str | None = None
) -> Markup:
    """A growth as HTML, with the decimals that the printed amounts decide.

    Beyond tenfold it says nothing but that there was little. Where none is computed
    a reader is told why, unless an amount is missing or it is no amount.
    """
    if percent is None and reason in NOT_MEANINGFUL:
        return _not_meaningful(NOT_MEANINGFUL[reason])
    if percent is None or decimals is None:
        return MISSING
    if abs(percent) >= 1000:
        return _not_meaningful(text_of(percent, "percent"))
    if decimals < 0:
        about = text_of(percent, "percent")
        return _not_meaningful(f"about {about}, as far as rounded amounts show")
    return exact(percent, "percent", rounded(percent, min(decimals, 1), "%"))


def printed_growth(percent: Decimal) -> Markup:
    """A growth as a release prints it, and says so."""
    return Markup('<span title="as the release prints it">{}</span>').format(
        growth(percent)
    )


def _not_meaningful(why: str) -> Markup:
    return Markup('<abbr title="not meaningful: {}">n.m.</abbr>').format(why)


def is_money(unit: str) -> bool:
    """Whether a unit is an amount of a currency, by its ISO 4217 code."""
    return len(unit) == 3 and unit.isupper() and unit != "ADS"


def _places(value: Decimal, unit: str) -> int:
    return 2 if "_per_" in unit else PLACES.get(unit, int(value % 1 != 0))
