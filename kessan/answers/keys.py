"""The keys that stand beside numbers: of printed figures, and of facts and metrics."""

import re
from dataclasses import asdict, dataclass

# What a fact is about, in the order of its key.
PARTS = (
    *("company_key", "accounting_standard", "currency", "scenario_key"),
    *("period_key", "line_item_key", "segment_key", "product_key"),
)
# A period has a slash of its own.
_FACT = re.compile(
    "/".join(
        f"(?P<{part}>{'.+@[^/]+' if part == 'period_key' else '[^/]+'})"
        for part in PARTS
    )
)
# The key of a fact as SQL has it, of the columns of a relation.
KEY_OF = " || '/' || ".join(f"{{0}}.{part}" for part in PARTS).format


@dataclass(frozen=True)
class Fact:
    """What a fact or metric is about: the parts of its `metric_key`."""

    company_key: str
    accounting_standard: str
    currency: str
    scenario_key: str
    period_key: str
    line_item_key: str
    segment_key: str
    product_key: str

    @property
    def key(self) -> str:
        """Its key, as `metric_key` has it."""
        return "/".join(self.parts.values())

    @property
    def parts(self) -> dict[str, str]:
        """Its parts by the column that has them."""
        return asdict(self)


def fact_of(key: str) -> Fact | None:
    """What a key of a fact is about; None for a key of another kind."""
    found = _FACT.fullmatch(key)
    return Fact(**found.groupdict()) if found else None
