"""Formats of documents: each reads a file into the one form of a document."""
