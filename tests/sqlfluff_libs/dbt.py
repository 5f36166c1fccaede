"""dbt's cross-database macros, as sqlfluff sees them: SQL of their shape.

sqlfluff renders the models without dbt, so that linting needs no database. It
knows `ref` and its like, but not the macros that dbt itself brings.
"""


def safe_cast(field: str, type_name: str) -> str:
    """A cast that gives null for a text that does not fit."""
    return f"try_cast({field} as {type_name})"


def dateadd(datepart: str, interval: object, from_date: str) -> str:
    """A date moved by an interval."""
    return f"date_add({from_date}, to_{datepart}s({interval}))"


def date_trunc(datepart: str, date: str) -> str:
    """The first day of the period that a date lies in."""
    return f"date_trunc('{datepart}', {date})"


def last_day(date: str, datepart: str) -> str:
    """The last day of the period that a date lies in."""
    return f"last_day({datepart}, {date})"


def datediff(first_date: str, second_date: str, datepart: str) -> str:
    """How many ends of the period lie between two dates."""
    return f"date_diff('{datepart}', {first_date}, {second_date})"


def listagg(measure: str, delimiter: str, order_by_clause: str) -> str:
    """The texts of a group, joined in order."""
    return f"string_agg({measure}, {delimiter} {order_by_clause})"


def split_part(string_text: str, delimiter_text: str, part_number: int) -> str:
    """A part of a text between delimiters, counted from 1."""
    return f"split_part({string_text}, {delimiter_text}, {part_number})"
