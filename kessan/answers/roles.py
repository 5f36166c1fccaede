"""What an operand does in a number, in words."""

from collections.abc import Mapping
from typing import Any

AS_PRINTED = "printed as"


def role(operand: Mapping[str, Any]) -> str:
    """Whether an operand is added, subtracted or divided by, or is the number itself.

    It has `weight`, `part` and `fraction_part` of `reports.metric_lineage`, and
    `is_computed` of the number.
    """
    weight = operand["weight"] * (-1 if operand["part"] == "subtrahend" else 1)
    times = "" if abs(weight) == 1 else f" {abs(weight)} times"
    sign = ("plus" if weight > 0 else "less") + times
    if operand["fraction_part"] == "denominator" or operand["part"] == "divisor":
        return f"over, {sign}"
    return sign if operand["is_computed"] or operand["part"] != "figure" else AS_PRINTED
