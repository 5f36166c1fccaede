"""What is not answered, and what to do instead."""

from collections.abc import Iterable
from difflib import get_close_matches

from kessan.exits import UnusableError

# How many names or keys a refusal lists.
LISTED = 10


class RefusedError(UnusableError):
    """A question that has no one answer."""

    def __init__(
        self, kind: str, problem: str, remedy: str, candidates: Iterable[str] = ()
    ) -> None:
        """Say why, what to do, and which keys or names to ask for instead.

        The kind is `unknown`, `ambiguous`, `not_stated` or `not_understood`; the
        nearest candidate comes first.
        """
        self.kind = kind
        self.problem = problem
        self.remedy = remedy
        self.candidates = [*candidates]
        super().__init__(str(self))

    def __str__(self) -> str:
        listed = self.candidates[:LISTED]
        left = len(self.candidates) - len(listed)
        lines = [self.problem, f"  {self.remedy}"]
        lines += [f"  - {candidate}" for candidate in listed]
        if left:
            lines.append(f"  … and {left} more")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """What a program is told in place of an answer."""
        return {
            "refused": self.kind,
            "problem": self.problem,
            "remedy": self.remedy,
            "candidates": self.candidates,
        }


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """The names that are written most like a text, the nearest first.

    Of names that differ in capitals alone it is the first one.
    """
    by_form: dict[str, str] = {}
    for name in names:
        by_form.setdefault(name.casefold(), name)
    found = get_close_matches(text.casefold(), by_form, n=5, cutoff=0.5)
    return [by_form[form] for form in found]


def unknown(what: str, text: str, names: Iterable[str], remedy: str) -> RefusedError:
    """A name that nothing has, with those that are written most like it."""
    near = nearest(text, names)
    advice = "did you mean one of these?" if near else remedy
    return RefusedError("unknown", f"there is no {what} {text!r}", advice, near)
