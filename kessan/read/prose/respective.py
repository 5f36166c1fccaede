"""Figures told respectively: `sales and costs were $5 and $3, respectively`."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kessan.read.prose import words
from kessan.read.prose.draft import NO_LABEL, Draft
from kessan.read.prose.label import doubts_of
from kessan.read.prose.tokens import Kind, Token

RESPECTIVELY = "several figures are told respectively"
JOINED = re.compile(r",\s*(?:and\s+)?|\s+and\s+")


def deal_out(drafts: Sequence[Draft], tokens: Sequence[Token]) -> None:
    """Give each figure its line item, in order, or say that they are not told apart.

    They are dealt out where a sentence has as many line items as figures, all of one
    kind and of one period; else dates or shares of a whole may be told respectively.
    """
    items = items_of(drafts[0].subject.label) if drafts else []
    if not _match(drafts, items, tokens):
        for draft in drafts:
            draft.reasons.append(RESPECTIVELY)
        return
    for draft, item in zip(drafts, items, strict=True):
        draft.keep_label()
        draft.label = item
        draft.subject = replace(
            draft.subject, label=item, reasons=doubts_of(item), drafts=[draft]
        )


def items_of(label: str) -> list[str]:
    """The line items that a label joins; an adjective alone has the noun of the last.

    `basic and diluted earnings per share` are two.
    """
    items = JOINED.split(label)
    noun = items[-1].partition(" ")[2]
    return [
        f"{item} {noun}" if noun and item.lower() in words.SHARED_NOUN else item
        for item in items
    ]


def _match(
    drafts: Sequence[Draft], items: Sequence[str], tokens: Sequence[Token]
) -> bool:
    """Whether the figures are those of the items, each of one."""
    kinds = {
        (draft.measure, draft.quantity.unit, draft.is_base, id(draft.subject))
        for draft in drafts
    }
    periods = {token.key for token in tokens if token.kind is Kind.PERIOD}
    are_plain = all(set(draft.reasons) <= {NO_LABEL} for draft in drafts)
    return (
        len(drafts) == len(items) > 1
        and len(kinds) == 1
        and len(periods) <= 1
        and are_plain
        and all(items)
    )
