"""Filings in bulk: machine-readable sources, landed as Parquet in the raw shape."""
