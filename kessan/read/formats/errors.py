"""What is said of a file that is no document."""


class UnreadableError(Exception):
    """A file that cannot be read: which one, what it is, and what to do."""

    def __init__(self, name: str, found: str, remedy: str) -> None:
        """Say of the file `name` what was found in it, and the remedy."""
        super().__init__(
            f"{name}: {found}; expected text, Markdown, HTML, inline XBRL, or a PDF "
            f"with text. {remedy}"
        )
        self.name = name
        self.found = found
        self.remedy = remedy
