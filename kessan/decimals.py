"""Exact decimals as text."""

from decimal import Decimal


def plain(number: Decimal) -> str:
    """A number without an exponent, and without zeros behind its last place."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
