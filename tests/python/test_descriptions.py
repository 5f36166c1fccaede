"""What the public columns are said to hold is what they hold."""

import re
from dataclasses import replace

import duckdb
import pytest

from kessan.contract import PublicModel, public_models

pytestmark = pytest.mark.build

# A column of more values than this lists none of them.
ENUMERATED = 25


def unlike_their_descriptions(
    warehouse: duckdb.DuckDBPyConnection, models: list[PublicModel]
) -> list[str]:
    """Columns that hold a value which their description leaves out, or the reverse.

    A check of a column is what it may hold: the description lists just that. Where
    there is none, a description that lists some of the values lists all that occur.
    """
    names = {model.name for model in models}
    names |= {column.name for model in models for column in model.columns}
    wrong = []
    for model in models:
        allowed = {
            column: set(re.findall("'([^']+)'", expression))
            for column, expression in model.checks
            if re.match(rf"{column} in \(", expression)
        }
        for column in model.columns:
            words = set(re.findall(r"`(\w+)`", column.description))
            if column.name in allowed:
                listed = words - (names - allowed[column.name])
                if listed != allowed[column.name]:
                    wrong.append(f"{model.name}.{column.name}")
            elif len(words) > 1:
                found = {
                    value
                    for (value,) in warehouse.sql(
                        f"select distinct cast({column.name} as varchar)"
                        f" from {model.schema}.{model.name}"
                        f" where {column.name} is not null"
                    ).fetchall()
                }
                if len(found & words) > 1 and found - words and len(found) < ENUMERATED:
                    wrong.append(f"{model.name}.{column.name}")
    return wrong


def test_descriptions_list_the_values_that_occur(warehouse):
    models = public_models()
    assert unlike_their_descriptions(warehouse, models) == []

    breaches = {
        "fct_discrete_periods": "`year_to_date` or `quarter`.",
        "revenue_bridge": "`opening` or `closing`.",
        "cash_bridge": "`opening` or `closing`.",
    }
    broken = [
        replace(
            model,
            columns=[
                replace(column, description=breaches[model.name])
                if model.name in breaches and column.name in ("span", "kind")
                else column
                for column in model.columns
            ],
        )
        for model in models
    ]
    assert unlike_their_descriptions(warehouse, broken) == [
        "cash_bridge.kind",
        "fct_discrete_periods.span",
        "revenue_bridge.kind",
    ]
