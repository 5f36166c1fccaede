"""Kessan turns earnings releases into a warehouse that is proven to the digit."""
