"""Formats of documents: each reads a file into the one form of a document."""

from kessan.read.formats.errors import UnreadableError
from kessan.read.formats.opening import open_document

__all__ = ["UnreadableError", "open_document"]
