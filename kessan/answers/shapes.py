"""What an answer looks like, in Python, as JSON and to an agent.

A number is exact text, such as `74123270000` or `-0.5`: in base units, never in an
exponent and never a float. A day is `YYYY-MM-DD`. What is not known is null.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kessan.decimals import plain


def _exact(value: object) -> object:
    """A decimal or an integer as exact text; a float is refused with its type."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return plain(value) if isinstance(value, Decimal) else value


def _moment(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


Exact = Annotated[str, BeforeValidator(_exact), Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$")]
Moment = Annotated[str, BeforeValidator(_moment)]


class Shape(BaseModel):
    """What is told; every field has its meaning beside it."""

    model_config = ConfigDict(use_attribute_docstrings=True, extra="ignore")


class Named(Shape):
    """Something of a dimension: its key, and how it is called."""

    key: str
    """The key, as other verbs take it."""
    label: str
    """Its name, for people."""


class Period(Shape):
    """The period of a number."""

    key: str
    """Its key: an interval or a day, and the calendar behind `@`."""
    label: str
    """Its name, such as `FY2016 Q2`."""
    start_date: Moment | None
    """Its first day; null at an instant."""
    end_date: Moment
    """Its last day, or the instant."""
    months: int | None
    """Its length; null at an instant, or where it is no whole number of months."""


class Cell(Shape):
    """A printed figure behind a number, where it stands in a release."""

    role: str
    """What it does in the number: `printed as`, `plus`, `less`, `over, plus` …"""
    figure_key: str
    """Release, table, line and column: to ask for the figure itself."""
    release_id: str
    """The release that prints it."""
    table_id: str
    """The printed table, or the text."""
    table_title: str | None
    """The title of that table."""
    line_number: int
    """The line of the table; of a text, that of the document."""
    column_number: int
    """The column, from 1 at the left."""
    source_line: int
    """The line of the source document."""
    label: str | None
    """The printed label of the line."""
    heading: str | None
    """The printed heading of the column."""
    printed_text: str
    """What is printed, to the letter."""
    value: Exact | None
    """The number in base units, with the sign that it has for its line item."""
    unit: str
    """Its unit; money in its currency."""
    is_negated: bool
    """True where the label prints the number with the other sign."""
    is_mended: bool
    """True where the scan is damaged there and the text was mended."""
    is_corrected: bool
    """True where the printed text is wrong and was corrected."""
    verdict: str
    """What the proof says of it: `proven`, `unproven` or `contradicted`."""
    noticed_by: str
    """What would notice an error of one unit in it: `identities`, `control_totals`
    of a second reading, those of `one_reading`, or `nothing`."""


class Identity(Shape):
    """One evaluation of an identity that a figure behind the number stands in."""

    identity_id: str
    """The identity."""
    kind: str
    """What it compares: `footing`, `agreement`, `articulation`, `derivation` or
    `continuity`."""
    release_id: str
    """The release that it was evaluated in."""
    subject: str
    """What it was evaluated of: a cell, a column, a period."""
    status: str
    """Whether it held: `exact` or `within_rounding`; else `excepted`, `incomplete` or
    `violated`."""
    left_value: Exact | None
    """The left side, in base units; null where a part is missing."""
    right_value: Exact | None
    """What the left side should be; null where a part is missing."""
    difference: Exact | None
    """Left less right."""
    tolerance: Exact | None
    """The largest difference that rounding explains."""
    reason: str | None
    """Why it is incomplete or excepted."""
    figure_keys: list[str]
    """The figures behind the number that stand in it."""


class Verdict(Shape):
    """Whether a number is sure."""

    verdict: Literal["proven", "unproven", "contradicted"] | None
    """`proven`: an error of one unit in any figure behind it would break an identity.
    `contradicted`: a figure behind it breaks one. Null where there is no number."""
    reason: str
    """By what it is proven, or why it is not sure, in words."""
    identities: list[str]
    """The identities that touch the figures behind it."""
    contradicted_by: list[str]
    """The identities that are violated."""


class Version(Shape):
    """One word on a fact: what a release said of it, and until when that held."""

    release_id: str
    """The release that says it, or the last that it is derived of."""
    value: Exact | None
    """What it says, in base units."""
    decimals: int | None
    """Its precision as in XBRL: -3 is thousands."""
    known_on: Moment
    """The day since when it is known."""
    superseded_on: Moment | None
    """The day on which a better word replaced it; null where none has. It is that of
    `known_on` where the word before was better already."""
    is_derived: bool
    """True where it is computed of printed figures."""


class Restatement(Shape):
    """A later release contradicts what an earlier one printed."""

    first_value: Exact
    """What was in force before."""
    first_release_id: str
    """The release that said so."""
    latest_value: Exact
    """What is in force now."""
    latest_release_id: str
    """The release that says so."""
    difference: Exact
    """Latest less first."""


class Vintage(Shape):
    """When a number became known, and whether it still is the best word."""

    release_id: str
    """The release that it is from."""
    release_title: str
    """The title of the release."""
    known_on: Moment
    """The day since when it is known."""
    is_latest: bool
    """True where it is the best word today."""
    superseded_on: Moment | None
    """The day on which a better word replaced it."""
    superseded_by: str | None
    """The release that has the better word."""
    restated: Restatement | None
    """What contradicts what; null where nothing was restated."""
    versions: list[Version]
    """Every word on the same fact, the first one first."""


class Operand(Shape):
    """A term of the formula of a number."""

    role: str
    """What it does: `plus`, `less`, `over, plus` …"""
    metric_key: str
    """Its key: to ask for it."""
    value: Exact | None
    """Its number, in base units."""


class Answer(Shape):
    """One number of what is published, with its proof."""

    generation: str
    """The run that published what is answered from."""
    key: str
    """The key of the number."""
    kind: Literal["figure", "fact", "metric"]
    """A printed `figure`; a `fact`, printed or derived; a `metric` of a formula."""
    value: Exact | None
    """The number in base units: yen, not thousands; 13.5 for 13.5 %. That of a figure
    has the printed sign."""
    missing_reason: str | None
    """Why there is no number; null where there is one."""
    missing_reason_meaning: str | None
    """What that reason means."""
    unit: str
    """The unit; money in its currency."""
    decimals: int | None
    """The precision as in XBRL: -3 is thousands, 2 hundredths."""
    low: Exact | None
    """The lower end of what the number stands for, as it is rounded."""
    high: Exact | None
    """The upper end."""
    company: Named
    """Whose number it is."""
    accounting_standard: str
    """The accounting standard that it follows."""
    currency: str
    """The currency of the release."""
    period: Period
    """What time it is about."""
    line_item: Named
    """The standard concept."""
    segment: Named
    """The business segment; `total` for the company."""
    product: Named
    """The product; `total` for all."""
    members: str | None
    """Members of further axes; null for a number of the whole."""
    scenario: Named
    """`actual`, or which forecast."""
    measure: str
    """`amount`; of a printed figure also `yoy_percent`, `change` or `ratio`."""
    comparison: str | None
    """What a growth or a change is compared with."""
    derivation: str | None
    """How a derived number is computed of printed ones."""
    formula: str | None
    """The formula, in line items, where one computes it."""
    operands: list[Operand]
    """What the formula takes."""
    cells: list[Cell]
    """The printed figures behind it, all the way down."""
    identities: list[Identity]
    """What holds these figures; what does not hold comes first."""
    identities_left_out: int
    """How many more evaluations there are than those listed."""
    verdict: Verdict
    """Whether it is sure."""
    vintage: Vintage | None
    """When it was known; null where there is no number."""


class Listing(Shape):
    """What the verbs that list have in common."""

    generation: str
    """The run that published what is listed."""
    left_out: int
    """How many more there are than those listed."""
    note: str
    """How to come to those; empty where none is left out."""


class Company(Shape):
    """A company that has published."""

    company_key: str
    """Its key."""
    label: str
    """Its name."""
    stock_exchange: str | None
    """Where it is listed."""
    stock_code: str | None
    """Its code there."""
    cik: str | None
    """Its number at the SEC."""
    accounting_standards: list[str]
    """Those that it publishes in."""
    currencies: list[str]
    """Those of its amounts."""
    latest_period_end_date: Moment | None
    """The end of the newest period that it has published."""
    releases: int
    """How many releases of it there are."""
    figures: int
    """How many printed figures they have."""
    proven: int
    """How many of these are proven."""
    contradicted: int
    """How many of these are contradicted."""


class Companies(Listing):
    """Companies, by name."""

    companies: list[Company]
    """The companies, by key."""


class Item(Shape):
    """A line item or metric that there are numbers of."""

    line_item_key: str
    """Its key, for `ask` and `series`."""
    label: str
    """Its name."""
    statement: str
    """The statement or group that it is of."""
    unit: str
    """Its unit; `currency` for money."""
    formula: str | None
    """How it is computed, where a formula does; null for what is printed."""
    description: str | None
    """What it means."""
    period_type: str
    """`duration` for what happens, `instant` for what there is."""
    periods: int
    """How many periods it is known for."""
    first_day: Moment
    """The end of the first of them."""
    last_day: Moment
    """The end of the last of them."""
    segments: list[str]
    """The segments that it is known of."""
    products: list[str]
    """The products that it is known of."""


class Metrics(Listing):
    """What there are numbers of, of one company."""

    company: Named
    """Whose they are."""
    items: list[Item]
    """The line items and metrics, in the order of their statements."""


class Line(Shape):
    """A line of a statement, with its number and the key of its proof."""

    line_item_key: str
    """The line item."""
    label: str
    """Its name, with the segment or product that it is of."""
    segment_key: str
    """The segment; `total` for the company."""
    product_key: str
    """The product; `total` for all."""
    value: Exact | None
    """The number in base units."""
    unit: str
    """Its unit."""
    verdict: str | None
    """What the proof says of it."""
    key: str
    """To ask for its proof."""


class Statement(Shape):
    """A statement in one period, in its order."""

    accounting_standard: str
    """The accounting standard."""
    currency: str
    """The currency."""
    statement: Named
    """Which statement."""
    period: Period
    """Its period, or its day."""
    lines: list[Line]
    """Its lines."""


class StatementPeriods(Shape):
    """A statement that there is."""

    statement: str
    """Its key."""
    label: str
    """Its name."""
    accounting_standard: str
    """The accounting standard."""
    currency: str
    """The currency."""
    periods: list[str]
    """The keys of the periods that it is known for, the newest first, at most 12."""


class Statements(Listing):
    """The statements that there are of a company, or one of them."""

    company: Named
    """Whose they are."""
    available: list[StatementPeriods]
    """What there is to ask for; empty where one statement was asked for."""
    statement: Statement | None
    """The statement that was asked for."""


class Point(Shape):
    """A number of a series."""

    period: Period
    """Its period."""
    value: Exact | None
    """The number in base units; null where it is not known."""
    missing_reason: str | None
    """Why it is not known."""
    decimals: int | None
    """Its precision as in XBRL."""
    verdict: str | None
    """What the proof says of it."""
    key: str
    """To ask for its proof."""


class Series(Listing):
    """One line item over time, the oldest first."""

    company: Named
    """Whose it is."""
    accounting_standard: str
    """The accounting standard."""
    currency: str
    """The currency."""
    line_item: Named
    """What it is of."""
    segment: Named
    """The segment; `total` for the company."""
    product: Named
    """The product; `total` for all."""
    span: str
    """`quarter`, `half`, `year_to_date`, `year`, `trailing_twelve_months` or
    `balance`."""
    unit: str
    """The unit of every value."""
    points: list[Point]
    """The numbers, one a period."""
