"""Documents made from tables that are known, so that all of a reading can be held.

A `Sheet` is a table with what it means: keyed rows of the warehouse, or made up. It is
printed as text, HTML, inline XBRL or PDF, in the style of one filer or another, with
the nuisances that a test asks for; what a reading of it must be follows from it alone.
"""
