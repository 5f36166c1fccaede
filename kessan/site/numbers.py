"""How a number of the warehouse looks on a page. None of them is ever a float."""

from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

DASH = "\N{EN DASH}"
MISSING = Markup('<span class="missing" title="not known">{}</span>').format(DASH)
# Decimals shown by unit; money is shown in the scale that the reader chooses.
PLACES = {"percent": 1, "points": 1, "pure": 2, "months": 1, "Gbps": 1}
SCALES = {"k": 3, "m": 6}


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
    return rounded(value, _places(unit), "%" if unit == "percent" else "")


def shown(value: Decimal | None, unit: str) -> Markup:
    """A number as HTML; money in every scale, of which the style shows one."""
    if value is None:
        return MISSING
    if is_money(unit):
        return Markup("").join(
            Markup('<span class="{}">{}</span>').format(name, scaled(value, scale))
            for name, scale in SCALES.items()
        )
    return escape(text_of(value, unit))


def growth(percent: Decimal | None) -> Markup:
    """A growth as HTML. Beyond tenfold it says nothing but that there was little."""
    if percent is not None and abs(percent) >= 1000:
        return Markup('<abbr title="not meaningful: {}">n.m.</abbr>').format(
            text_of(percent, "percent")
        )
    return shown(percent, "percent")


def is_money(unit: str) -> bool:
    """Whether a unit is an amount of a currency, by its ISO 4217 code."""
    return len(unit) == 3 and unit.isupper() and unit != "ADS"


def _places(unit: str) -> int:
    return 2 if "_per_" in unit else PLACES.get(unit, 0)
