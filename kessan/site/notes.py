"""Footnotes of a table: a mark where something has to be said, and the text below."""

from dataclasses import dataclass, field

from markupsafe import Markup

# What the last digit that is known of a number stands for.
LAST_DIGITS = {
    -4: "ten thousand",
    -5: "hundred thousand",
    -6: "million",
    -7: "ten million",
    -8: "hundred million",
    -9: "billion",
}


@dataclass
class Notes:
    """The notes of one table, each with its mark, in the order of their first use.

    A mark is a letter, so that nobody takes it for a digit or a power.
    """

    marks: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Note what is about the whole table, once and without a mark."""
        if text not in self.said:
            self.said.append(text)

    def mark(self, text: str) -> Markup:
        """The mark of a note, which is written below the table."""
        letter = self.marks.setdefault(text, chr(ord("a") + len(self.marks)))
        return Markup('<sup class="mark">{}</sup>').format(letter)

    def coarse(self, decimals: int | None) -> Markup:
        """The mark of a line with amounts of which the last digits are not known."""
        if decimals is None:
            return Markup("")
        last = LAST_DIGITS.get(decimals, f"10 to the power of {-decimals}")
        return self.mark(f"Known to the {last} only: digits in grey are not.")

    def below(self) -> Markup:
        """The notes as a list; nothing where none was used."""
        if not self.marks and not self.said:
            return Markup("")
        lines = [
            *(Markup("<li>{}</li>").format(text) for text in self.said),
        ]
        lines += [
            Markup("<li><sup>{}</sup> {}</li>").format(letter, text)
            for text, letter in self.marks.items()
        ]
        return Markup('<ul class="footnotes">{}</ul>').format(Markup("").join(lines))
