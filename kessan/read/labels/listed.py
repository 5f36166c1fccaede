"""What labels.csv says of a company's labels, and the rows that are added to it."""

from collections.abc import Iterable

from kessan.read.labels.chart import KnownLabel
from kessan.read.labels.lines import IN_ORDER
from kessan.read.labels.meaning import LabelMeaning
from kessan.read.labels.words import DATE, label_key

# What a label stands for.
MEANING = ("line_item_key", "segment_key", "product_key", "balance_at", "is_negated")

Cells = dict[str, str]
Address = tuple[str, str, str]


class Listed:
    """The labels of a company, and those that are added to them.

    Where the same label means something else in another table, and stands below no
    heading, it is listed below the title of its table: but for a title below which
    another release prints it already, as what it means below any.
    """

    def __init__(
        self, known: Iterable[KnownLabel], printed: Iterable[Address] = ()
    ) -> None:
        """Begin with what is listed, and what was `printed` below which titles."""
        self.added: list[Cells] = []
        self._known: dict[Address, tuple[str, ...]] = {
            _address(one.statement, one.heading, one.label): (
                *one.meaning,
                one.is_negated,
            )
            for one in known
        }
        for statement, title, label in printed:
            if meaning := self._known.get(_address(statement, "", label)):
                self._known.setdefault(_address(statement, title, label), meaning)

    def has(self, one: LabelMeaning, title: str) -> bool:
        """Whether a label would have a meaning that its line is not sure of."""
        headings = (one.heading or title, "")
        return any(
            _address(one.statement, at, one.label) in self._known for at in headings
        )

    def add(self, row: Cells, title: str) -> bool:
        """Add a row, if nothing says the same already; whether its label says so then.

        A balance whose label has its date is a label of every date.
        """
        dated = DATE.sub(r"\1{date}", row["label"])
        if row["balance_at"] and dated != row["label"]:
            row = {**row, "label": dated, "balance_at": IN_ORDER}
        meaning = tuple(row[column] for column in MEANING)
        headings = [row["heading"]] if row["heading"] else ["", *filter(None, [title])]
        addresses = [_address(row["statement"], at, row["label"]) for at in headings]
        if addresses[-1] in self._known:
            # It is what is meant there, whatever the label means elsewhere.
            return self._known[addresses[-1]] == meaning
        for heading, address in zip(headings, addresses, strict=True):
            if address not in self._known:
                self._known[address] = meaning
                self.added.append({**row, "heading": heading})
            if self._known[address] == meaning:
                return True
        return False


def _address(statement: str, heading: str, label: str) -> Address:
    return statement, label_key(heading), label_key(label)
