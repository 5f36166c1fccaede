"""Texts and names as they stand in the SQL of DuckDB."""


def literal(value: object) -> str:
    """A string of SQL with this text."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(*names: str) -> str:
    """A name, or a qualified one, with quotes."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)
