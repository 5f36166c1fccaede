"""The verbs of answers as tools of the Model Context Protocol.

The server reads the generation in force, anew for each call, and changes nothing.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Literal, ParamSpec, TypeVar

import duckdb
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from kessan.answers import lists, numbers, questions
from kessan.answers.periods import FORMS
from kessan.answers.questions import Asked
from kessan.answers.reading import NothingPublishedError, Source
from kessan.answers.shapes import Answer, Companies, Metrics, Series, Statements
from kessan.exits import UnusableError
from kessan.project import DISTRIBUTION, PUBLISHED
from kessan.verify import verify_text
from kessan.verify.shapes import Verified

INSTRUCTIONS = """\
Figures of companies' earnings releases and filings, each proven by accounting
identities and traceable to its printed cell. Begin with `companies`; `metrics` and
`statements` say what there is of one; `ask` and `series` give numbers; `drill` gives
the proof of any key; `verify` holds a text that you have written against what is
published. Numbers are exact text in base units (yen, not thousands; 13.5 is 13.5 %):
calculate with decimals. Say the key of each number that you use, and its
verdict: `proven`, `unproven` or `contradicted`. A null has its reason; do not estimate
it. Where several numbers may be meant, the tool lists them: choose by what the user
said, or ask."""
READS = ToolAnnotations(
    read_only_hint=True,
    destructive_hint=False,
    idempotent_hint=True,
    open_world_hint=False,
)

Span = Literal[
    "quarter", "half", "year_to_date", "year", "trailing_twelve_months", "balance"
]
Key = Annotated[
    str,
    Field(
        description="A figure_key, RELEASE/TABLE/LINE/COLUMN, or a metric_key, as other"
        " tools and the views of reports have them beside numbers."
    ),
]
CompanyName = Annotated[
    str, Field(description="A company: its key, name, stock code or CIK.")
]
ItemName = Annotated[
    str, Field(description="A line item or metric: its key or name, as in `metrics`.")
]
PeriodName = Annotated[str, Field(description=f"Which period: {FORMS}.")]
WhichSpan = Annotated[
    Span | None,
    Field(description="Which of several periods that end together."),
]
Segment = Annotated[
    str | None, Field(description="A business segment; without it, the company.")
]
Product = Annotated[
    str | None, Field(description="A product; without it, all products.")
]
Scenario = Annotated[
    str | None,
    Field(description="`initial_forecast` or `revised_forecast`; else what happened."),
]
Standard = Annotated[
    str | None,
    Field(description="The accounting standard, where there are several."),
]
Currency = Annotated[
    str | None, Field(description="The currency, where there are several.")
]
AsOf = Annotated[
    date | None, Field(description="What was known at the end of this day.")
]
ReleaseId = Annotated[str | None, Field(description="What this release said.")]
Search = Annotated[str | None, Field(description="A part of a name or key.")]
Limit = Annotated[int, Field(ge=1, le=500, description="How many are listed at most.")]

Taken = ParamSpec("Taken")
Told = TypeVar("Told")


def server(root: Path = PUBLISHED) -> MCPServer:
    """The server of what is published in a folder; `run("stdio")` serves it."""
    source = Source(root)
    made: MCPServer = MCPServer(
        "kessan",
        title="Kessan",
        instructions=INSTRUCTIONS,
        version=version(DISTRIBUTION),
        log_level="WARNING",
    )

    @_tool(made, "Companies")
    def companies(search: Search = None, limit: Limit = lists.LISTED) -> Companies:
        """List the companies that have published, with how much of it is proven."""
        return lists.companies(source.reading(), search, limit)

    @_tool(made, "Line items and metrics of a company")
    def metrics(
        company: CompanyName, search: Search = None, limit: Limit = lists.LISTED
    ) -> Metrics:
        """List what there are numbers of, of a company, with formulas and periods."""
        return lists.metrics(source.reading(), company, search, limit)

    @_tool(made, "Statements of a company")
    def statements(
        company: CompanyName,
        statement: Annotated[
            str | None,
            Field(description="Its key; without it, what statements there are."),
        ] = None,
        period: Annotated[
            str | None, Field(description=f"Else the newest. {FORMS}.")
        ] = None,
        span: WhichSpan = None,
        standard: Standard = None,
        currency: Currency = None,
        limit: Limit = 4 * lists.LISTED,
    ) -> Statements:
        """Give a statement in a period, line by line, or list which there are."""
        return lists.statements(
            source.reading(),
            company,
            statement,
            period,
            span,
            standard,
            currency,
            limit,
        )

    @_tool(made, "One line item over time")
    def series(
        company: CompanyName,
        item: ItemName,
        span: WhichSpan = None,
        segment: Segment = None,
        product: Product = None,
        scenario: Scenario = None,
        standard: Standard = None,
        currency: Currency = None,
        limit: Limit = lists.LISTED,
    ) -> Series:
        """Give a line item over time, each number with its verdict and key.

        Without a span it is by quarter, or the balances. What is not known is null
        with its reason.
        """
        asked = Asked(company, item, segment, product, scenario, standard, currency)
        return lists.series(source.reading(), asked, span, limit)

    @_tool(made, "One number by its parts, with proof")
    def ask(
        company: CompanyName,
        item: ItemName,
        period: PeriodName,
        span: WhichSpan = None,
        segment: Segment = None,
        product: Product = None,
        scenario: Scenario = None,
        standard: Standard = None,
        currency: Currency = None,
        as_of: AsOf = None,
        release: ReleaseId = None,
        evaluations: Limit = numbers.EVALUATIONS,
    ) -> Answer:
        """Answer for one number of a company and period, with everything that holds it.

        It has the printed cells, the identities with both sides, the verdict and the
        vintage. Where several numbers may be meant it is an error that lists them.
        """
        asked = Asked(company, item, segment, product, scenario, standard, currency)
        return questions.ask(
            source.reading(), asked, period, span, as_of, release, evaluations
        )

    @_tool(made, "Proof of one number")
    def drill(
        key: Key,
        as_of: AsOf = None,
        release: ReleaseId = None,
        evaluations: Limit = numbers.EVALUATIONS,
    ) -> Answer:
        """Answer for the number of a key, down to the printed cells that make it up."""
        return numbers.drill(source.reading(), key, as_of, release, evaluations)

    @_tool(made, "Figures of a text, held against what is published")
    def verify(
        text: Annotated[
            str, Field(description="A report: Markdown, or CSV with headings.")
        ],
        kind: Annotated[
            Literal["md", "csv"], Field(description="What the text is written in.")
        ] = "md",
        company: Annotated[
            str | None,
            Field(description="Whose figures they are, where the text does not say."),
        ] = None,
        as_of: AsOf = None,
    ) -> Verified:
        """Mark each figure of a text: it matches, differs, or is not known.

        A figure is one with a line item and a period in words. One differs only if it
        is wrong however its words are understood; beside it stands what is right.
        """
        return verify_text(text, kind, source.reading(), company, as_of).told()

    return made


def _tool(
    made: MCPServer, title: str
) -> Callable[[Callable[Taken, Told]], Callable[Taken, Told]]:
    """Add a function to a server as a tool that reads.

    What it refuses is an error for the agent to read, with its remedy.
    """

    def added(verb: Callable[Taken, Told]) -> Callable[Taken, Told]:
        @wraps(verb)
        def told(*arguments: Taken.args, **options: Taken.kwargs) -> Told:
            try:
                return verb(*arguments, **options)
            except (UnusableError, NothingPublishedError) as refusal:
                raise ToolError(str(refusal)) from refusal
            except duckdb.Error as error:
                raise ToolError(
                    f"what is published cannot be read: {error}; run kessan build, or"
                    " kessan rollback"
                ) from error

        made.add_tool(told, title=title, annotations=READS, structured_output=True)
        return told

    return added
