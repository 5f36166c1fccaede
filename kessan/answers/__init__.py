"""Answers with proof: one number of what is published, and what holds it.

The verbs are functions over a `Reading`, a read-only view of the generation in force.
`kessan ask` and `kessan mcp` are thin over them.
"""
