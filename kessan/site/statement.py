"""How the lines of a statement stand to each other: what adds up to what.

It is told by the identities that hold between the printed figures, by the line items
that others are a part of, and by the amounts; nothing here knows a statement.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

Sums = Mapping[str, set[frozenset[str]]]


@dataclass(frozen=True)
class Parent:
    """The line item that one is a part of, and whether it is a plain sum of such."""

    key: str
    is_after: bool = False
    is_plain_sum: bool = False


@dataclass(frozen=True)
class Place:
    """How a line stands in its statement."""

    indent: int = 0
    is_total: bool = False
    # A total that is part of none: what a statement comes to.
    is_final: bool = False
    # Part of a line which the parts that are shown do not complete.
    is_of_which: bool = False
    # Added to no total: it stands apart.
    is_memo: bool = False


@dataclass
class Structure:
    """The lines of one statement in their order, by line item.

    Sums are the sets of line items that a line is the sum of wherever that was
    printed and holds. `adds_up` says of a line and others whether their amounts do.
    """

    items: Sequence[str]
    sums: Sums
    parents: Mapping[str, Parent]
    adds_up: Callable[[str, Sequence[str]], bool] = lambda _total, _parts: False

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Which line each is."""
        return {item: number for number, item in enumerate(self.items)}

    @cached_property
    def parts(self) -> dict[str, list[frozenset[str]]]:
        """Of every line that is a sum of others that are shown: of which."""
        found: dict[str, list[frozenset[str]]] = {}
        for item in self.items:
            known = [of for of in self.sums.get(item, ()) if of <= self._shown - {item}]
            children = self._children.get(item, [])
            if not known and len(children) > 1 and self.adds_up(item, children):
                known = [frozenset(children)]
            if known:
                found[item] = sorted(known, key=sorted)
        for item in self.items:
            if item not in found and (run := self._run_before(item, found)):
                found[item] = [run]
        return found

    @cached_property
    def places(self) -> dict[str, Place]:
        """How each line stands."""
        return {item: self._place(item) for item in self.items}

    @property
    def ordered(self) -> list[str]:
        """The lines in their order, those that stand apart at the end."""
        return sorted(self.items, key=lambda item: self.places[item].is_memo)

    def first_of(self, total: str) -> str | None:
        """The first line of a section, by the line that it adds up to."""
        lines = self._below(total, set())
        if len(lines) < 2:
            return None
        return min(lines, key=lambda item: self.place_of[item])

    # What lines are.

    @property
    def _shown(self) -> frozenset[str]:
        return frozenset(self.items)

    def _unused(self, parts: Mapping[str, list[frozenset[str]]]) -> list[str]:
        used = {part for sets in parts.values() for of in sets for part in of}
        return [item for item in self.items if item not in used]

    def _run_before(
        self, item: str, parts: Mapping[str, list[frozenset[str]]]
    ) -> frozenset[str] | None:
        """The lines right before one that adds them up, part of no other: two or more.

        So closing cash is the change in it and what there was.
        """
        unused = self._unused(parts)
        if item not in unused:
            return None
        before = unused[: unused.index(item)]
        for count in range(2, len(before) + 1):
            if self.adds_up(item, before[-count:]):
                return frozenset(before[-count:])
        return None

    def _is_total(self, item: str) -> bool:
        """Whether it stands below what it is the sum of."""
        return any(
            self.place_of[part] < self.place_of[item]
            for of in self.parts.get(item, ())
            for part in of
        ) and not self._is_subtotal_aside(item)

    def _is_subtotal_aside(self, item: str) -> bool:
        """Whether it sums a part of what another total sums, and not from its first.

        Such a line, as the change in working capital, is said beside the others,
        unless they are known as its parts.
        """
        return any(
            of < whole
            and item not in whole
            and self._first(whole) not in of
            and not any(self._is_part(part, item) for part in of)
            for of in self.parts.get(item, ())
            for other, sets in self.parts.items()
            if other != item
            for whole in sets
        )

    def _is_part(self, part: str, item: str) -> bool:
        """Whether a line item is known as a part of another."""
        parent = self.parents.get(part)
        return parent is not None and parent.key == item

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """The lines that are known as parts of each, in their order."""
        found: dict[str, list[str]] = {}
        for item in self.items:
            if parent := self.parents.get(item):
                found.setdefault(parent.key, []).append(item)
        return found

    def _first(self, items: Iterable[str]) -> str:
        return min(items, key=lambda item: self.place_of[item])

    def _wholes(self, item: str) -> list[str]:
        """The lines that it is a part of."""
        return [
            total
            for total, sets in self.parts.items()
            if any(item in of for of in sets)
        ]

    def _place(self, item: str) -> Place:
        wholes = self._wholes(item)
        before = [
            whole for whole in wholes if self.place_of[whole] < self.place_of[item]
        ]
        if self._is_total(item):
            return Place(is_total=True, is_final=self._is_final(item))
        if wholes and len(before) == len(wholes):
            return Place(self._place(before[0]).indent + 1)
        if wholes:
            return Place(1)
        if self._is_subtotal_aside(item):
            return Place(1, is_of_which=True)
        parent = self.parents.get(item)
        if parent and parent.key in self.place_of and self._is_of_which(item, parent):
            is_below = self.place_of[parent.key] < self.place_of[item]
            above = self._place(parent.key)
            indent = above.indent + 1 if is_below else 1
            return Place(indent, is_of_which=True, is_memo=above.is_memo)
        return Place(is_memo=bool(self._totals) and item not in self.parts)

    @cached_property
    def _totals(self) -> list[str]:
        return [item for item in self.items if self._is_total(item)]

    def _is_of_which(self, item: str, parent: Parent) -> bool:
        if self.place_of[parent.key] < self.place_of[item]:
            return parent.is_after
        return parent.is_plain_sum

    def _is_final(self, item: str) -> bool:
        """Whether it is part of no total, nor shares its parts with a further one."""
        return not self._wholes(item) and not any(
            of & other and not other < of
            for of in self.parts[item]
            for total in self._totals
            if total != item
            for other in self.parts[total]
        )

    def _below(self, total: str, seen: set[str]) -> set[str]:
        """All lines that a line is made of, directly or not."""
        if total in seen:
            return set()
        seen.add(total)
        direct = {part for of in self.parts.get(total, ()) for part in of}
        if not direct:
            direct = {*self._children.get(total, ())}
        return direct | {item for part in direct for item in self._below(part, seen)}
