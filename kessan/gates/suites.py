"""The suites of a door: read from the repository, resolved, and asked.

A suite is a YAML file. What stands under `expectations` has the form that Great
Expectations itself uses: type, kwargs and meta. Two things are added, because
they keep a suite short: a list in `kwargs.column` is one expectation for each
column, and a mapping in place of a value is looked up, as in
`value_set: {contract: fct_discrete_periods.span}`.
"""

import gc
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kessan.gates.result import SuiteResult
from kessan.intake import FAST_LOADER, Problem

if TYPE_CHECKING:
    import pandas as pd
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context import EphemeralDataContext

# Further places of one problem are counted, not listed.
LISTED_LINES = 20
LISTED_PROBLEMS = 200
SHOWN_CHARACTERS = 100
# A larger set is compared with the values that there are, and not handed over whole:
# Great Expectations copies what it is given, again and again.
LARGE_SET = 200
IN_SET = "expect_column_values_to_be_in_set"
NOT_IN_SET = "expect_column_values_to_not_be_in_set"
SHOWN_VALUES = 20

# What a result counts.
COUNTED = (
    *("element_count", "missing_count", "missing_percent"),
    *("unexpected_count", "unexpected_percent"),
    *("unexpected_percent_total", "unexpected_percent_nonmissing"),
)

LookUp = Callable[[str], Any]


@dataclass(frozen=True)
class Suite:
    """A suite as its file has it.

    `index` are the columns that say where a row of the frame is; `where` is the
    text that a problem begins with, filled from them and the columns asked.
    `parameters` are for the code that makes the frame.
    """

    name: str
    about: str
    frame: str
    index: list[str]
    where: str
    expectations: list[dict[str, Any]]
    parameters: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        """The columns that its expectations ask, each once."""
        asked = [e["kwargs"]["column"] for e in self.expectations]
        return list(dict.fromkeys(asked))


@dataclass(frozen=True)
class Asked:
    """What a suite asks.

    Where rows that are alike stand in the frame once, `rows_of` gives the rows behind
    what fails, with the columns of the index. It is given the failing values, each as
    `value` with the `column` that it is of.
    """

    frame: "pd.DataFrame"
    rows_of: "Callable[[pd.DataFrame], pd.DataFrame] | None" = None


def read_suites(folder: Path) -> list[Suite]:
    """The suites of a door, by the names of their files.

    Raises FileNotFoundError when there are none: such a gate lets everything pass.
    """
    suites = [_read(path) for path in sorted(folder.glob("*.yml"))]
    if not suites:
        raise FileNotFoundError(
            f"{folder} has no suites, and a gate without lets all pass: put them back"
        )
    return suites


def _read(path: Path) -> Suite:
    described = yaml.load(path.read_text("utf-8"), FAST_LOADER)
    return Suite(
        name=path.stem,
        about=" ".join(described.pop("about").split()),
        frame=described.pop("frame"),
        index=described.pop("index"),
        where=described.pop("where"),
        expectations=[
            expectation
            for shared in described.pop("expectations")
            for expectation in _one_a_column(shared)
        ],
        parameters=described,
    )


def _one_a_column(expectation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    kwargs = expectation.get("kwargs", {})
    columns = kwargs.get("column")
    for column in columns if isinstance(columns, list) else [columns]:
        of_column = kwargs | ({"column": column} if column else {})
        yield expectation | {"kwargs": of_column}


def resolved(
    expectation: Mapping[str, Any], look_ups: Mapping[str, LookUp]
) -> dict[str, Any]:
    """The expectation with what its kwargs look up.

    A mapping has look-ups, each with its argument; the lists of several are one,
    and `also` adds further values. Raises KeyError where there is no such thing.
    """
    kwargs = {}
    for name, value in expectation["kwargs"].items():
        if isinstance(value, dict):
            found = [look_ups[name](value[name]) for name in value if name != "also"]
            if len(found) > 1 or "also" in value:
                value = [*chain(*found), *value.get("also", [])]
            else:
                (value,) = found
        kwargs[name] = value
    return {**expectation, "kwargs": kwargs}


def open_context() -> "EphemeralDataContext":
    """Great Expectations, in memory, without telemetry and progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    # Of all that it imports nothing is ever garbage: the collector need not look again.
    gc.freeze()
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.analytics_enabled = False
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def ask(
    context: "EphemeralDataContext",
    suite: Suite,
    asked: Asked,
    look_ups: Mapping[str, LookUp],
) -> SuiteResult:
    """Validate a frame with a suite, and name what fails.

    An expectation that cannot be evaluated fails.
    """
    import great_expectations
    import pandas as pd
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )

    expectations = [
        _numbered(resolved(expectation, look_ups), number)
        for number, expectation in enumerate(suite.expectations)
    ]
    # A name is given once; each frame is a batch of what it names.
    asset = context.data_sources.pandas_default.add_dataframe_asset(suite.name)
    definition = asset.add_batch_definition_whole_dataframe("frame")

    def validated(
        frame: "pd.DataFrame",
        numbers: Iterable[int],
        result_format: str,
        index: list[str],
    ) -> "ExpectationSuiteValidationResult":
        """The results of some of the expectations."""
        batch = definition.get_batch({"dataframe": frame})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return batch.validate(
                great_expectations.ExpectationSuite(
                    suite.name,
                    expectations=[
                        ExpectationConfiguration(
                            **_limited(expectations[number], frame)
                        ).to_domain_obj()
                        for number in numbers
                    ],
                    meta={"notes": suite.about},
                ),
                result_format={
                    "result_format": result_format,
                    "unexpected_index_column_names": index,
                    "return_unexpected_index_query": False,
                },
            )

    validation = validated(asked.frame, range(len(expectations)), "BASIC", [])
    results = {_number(result): result for result in validation.results}
    # The rows that fail cost time, so only what fails is asked for them.
    if failed := [number for number, result in results.items() if not result.success]:
        index = [] if asked.rows_of else suite.index
        complete = validated(asked.frame, failed, "COMPLETE", index)
        results |= {_number(result): result for result in complete.results}
    failing = {
        number: _failing(asked.frame, results[number])
        for number in failed
        if asked.rows_of and results[number].result.get("unexpected_index_list")
    }
    if asked.rows_of and failing:
        rows = asked.rows_of(pd.concat(failing.values(), ignore_index=True))
        for result in validated(rows, failing, "COMPLETE", suite.index).results:
            counted = results[_number(result)].result
            if result.success:
                # It failed, and does so with or without a place.
                del counted["unexpected_index_list"]
                counted["observed_value"] = (
                    f"{counted['unexpected_list']} fail, and no row that has them is"
                    " found"
                )
                continue
            # How much fails is said of what was asked.
            result.result |= {key: counted[key] for key in COUNTED}
            results[_number(result)] = result
    validation.success = all(result.success for result in results.values())
    # They come in an order of their own.
    validation.results = [results[number] for number in range(len(expectations))]
    return _told(suite, len(asked.frame), validation, expectations)


def _limited(expectation: dict[str, Any], frame: "pd.DataFrame") -> dict[str, Any]:
    """The same expectation with a set of those values only that the column has.

    To be in a large set is not to be one of the values outside of it.
    """
    kwargs = expectation["kwargs"]
    if len(kwargs.get("value_set", ())) <= LARGE_SET:
        return expectation
    found = set(frame[kwargs["column"]].dropna())
    if expectation["type"] == IN_SET:
        found -= set(kwargs["value_set"])
    else:
        found &= set(kwargs["value_set"])
    limited = kwargs | {"value_set": sorted(found)}
    return expectation | {"type": NOT_IN_SET, "kwargs": limited}


def _numbered(expectation: dict[str, Any], number: int) -> dict[str, Any]:
    """The expectation with its place in the suite."""
    return expectation | {"meta": {**expectation["meta"], "number": number}}


def _number(result: Any) -> int:
    """The place in the suite of the expectation that has this result."""
    return int(result.expectation_config.meta["number"])


def _told(
    suite: Suite,
    rows: int,
    validation: "ExpectationSuiteValidationResult",
    asked: list[dict[str, Any]],
) -> SuiteResult:
    """What the results of Great Expectations say, in the words of the suite."""
    return SuiteResult(
        name=suite.name,
        about=suite.about,
        rows=rows,
        evaluated=len(validation.results),
        failed=sum(not result.success for result in validation.results),
        problems=[
            problem
            for result in validation.results
            if not result.success
            for problem in _problems(suite, result, asked[_number(result)]["kwargs"])
        ],
        validation=validation,
    )


def _failing(frame: "pd.DataFrame", result: Any) -> "pd.DataFrame":
    """What fails an expectation: each value, and the column that it is of."""
    import pandas as pd

    column = result.expectation_config.kwargs["column"]
    failing = frame.loc[result.result["unexpected_index_list"]]
    columns = failing["column"] if "column" in frame else column
    return pd.DataFrame({"column": columns, "value": failing[column]})


def _problems(suite: Suite, result: Any, kwargs: dict[str, Any]) -> Iterator[Problem]:
    """Each thing that fails an expectation, with all of its lines.

    `kwargs` are those that were asked, with the whole of a set.
    """
    meta = result.expectation_config.meta
    if meta.get("told_by_intake"):
        return
    unexpected = result.result.get("unexpected_index_list")
    if not unexpected:
        told = result.result.get("observed_value", _message(result.exception_info))
        yield Problem(f"{suite.name}: {told}", meta["expected"], meta["remedy"])
        return
    places: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for row in unexpected:
        facts = {key: value for key, value in row.items() if key != "line"}
        lines_of_row = map(int, row.get("line", "").split())
        places.setdefault(tuple(facts.items()), []).extend(lines_of_row)
    for facts_, lines in list(places.items())[:LISTED_PROBLEMS]:
        facts = {
            **dict(facts_),
            # Of one CSV it is asked with its name, which stands before it already.
            "column": dict(facts_).get(
                "column", str(kwargs.get("column")).rpartition(".")[2]
            ),
            "value": _shortened(dict(facts_).get(kwargs.get("column", "value"))),
            "left": dict(facts_).get(kwargs.get("column_A", "")),
            "right": dict(facts_).get(kwargs.get("column_B", "")),
            "lines": _listed(sorted(lines), LISTED_LINES),
            "value_set": _listed(
                [value or "nothing" for value in kwargs.get("value_set", [])],
                SHOWN_VALUES,
            ),
        }
        yield Problem(
            meta.get("where", suite.where).format(**facts).rstrip(),
            meta["expected"].format(**facts),
            meta["remedy"].format(**facts),
        )
    if (left := len(places) - LISTED_PROBLEMS) > 0:
        yield Problem(
            f"{suite.name}: … and {left} more of these",
            meta["expected"].split("{")[0],
            "mend those above, and look again",
        )


def _shortened(value: Any) -> Any:
    """A text that fits into a line."""
    if isinstance(value, str) and len(value) > SHOWN_CHARACTERS:
        return f"{value[:SHOWN_CHARACTERS]}… ({len(value)} characters)"
    return value


def _listed(things: list[Any], shown: int) -> str:
    """Things with commas between them, the first of them if there are many."""
    listed = ", ".join(map(str, things[:shown]))
    left = len(things) - shown
    return f"{listed} and {left} more" if left > 0 else listed


def _message(exception_info: Mapping[str, Any]) -> str:
    """Why an expectation could not be evaluated."""
    if "exception_message" in exception_info:
        return str(exception_info["exception_message"])
    messages = [
        str(info.get("exception_message"))
        for info in exception_info.values()
        if isinstance(info, dict)
    ]
    return "; ".join(messages) or "not evaluated"
