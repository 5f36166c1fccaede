"""Somebody's report beside what is published: which of its figures are right.

A report is read into claims: a figure with the words of its line item, its period and
its unit. A claim is held against the warehouse by what it says alone; where that may
mean several things, all of them are tried, and a claim is called wrong only when it is
wrong in every one of them.
"""

from kessan.verify.claim import Verdict
from kessan.verify.report import Report, verify_file, verify_text
from kessan.verify.shown import show_report

__all__ = ["Report", "Verdict", "show_report", "verify_file", "verify_text"]
