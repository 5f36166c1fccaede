"""Filings with their own arithmetic: an instance or inline documents with linkbases."""
