"""How good proposals are: labels are left out, and what is proposed is compared.

A label that nobody has listed is what the next release brings. So listed ones of the
largest release are taken away, some at a time, in whichever release they stand, and
what is proposed for them is compared with what their rows said. What is proposed
first must be right: a person may take it as it is. The numbers are of sets drawn
with fixed seeds.
"""

import random
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import made_up
import pytest

from kessan.bench.straight import Straight
from kessan.project import BUILD_FILE

pytestmark = pytest.mark.build

RELEASE = "iij-2016-11-08"
NEW_LABELS = 55

# What was known of a label before it was left out, and what is proposed first.
ANSWERS = """
    select distinct
        known.statement, known.heading, known.label,
        known.line_item_key, known.segment_key, known.product_key,
        coalesce(known.balance_at, ''), known.is_negated,
        proposed.line_item_key, proposed.segment_key, proposed.product_key,
        coalesce(proposed.balance_at, ''), proposed.is_negated
    from known_meanings as known
    inner join intermediate.int_label_meanings as now
        using (company_key, statement, heading, below, label, concept)
    left join (
        from intermediate.int_label_proposals where is_first
    ) as proposed
        using (company_key, statement, heading, label)
    where now.line_item_key is null and known.line_item_key is not null
"""


@dataclass(frozen=True)
class Row:
    """A row of labels.csv, in the form that labels are compared in."""

    statement: str
    heading_key: str
    label_key: str


@dataclass(frozen=True)
class Outcome:
    """The labels that were left out: how many are proposed how."""

    right: int
    none: int
    wrong: list[str]


class Proposals:
    """A copy of the built warehouse, from which labels are left out."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        nodes = Straight().nodes
        above = self._with_ancestors(nodes, "model.kessan.int_label_proposals")
        changed = {"seed.kessan.labels"}
        self.models = []
        for key, node in nodes.items():
            if key in above and changed & set(node["depends_on"].get("nodes", ())):
                changed.add(key)
                self.models.append(node)
        connection.execute(
            "create table known_meanings as from intermediate.int_label_meanings"
        )
        connection.execute(
            "create table known_labels as from staging.stg_reference__labels"
        )

    def _with_ancestors(self, nodes: dict, key: str) -> set[str]:
        found, asked = set(), [key]
        while asked:
            if (one := asked.pop()) in nodes and one not in found:
                found.add(one)
                asked += nodes[one]["depends_on"].get("nodes", ())
        return found

    def rows(self) -> dict[Row, set[str]]:
        """The rows that the release needs, with the tables that need them."""
        found: dict[Row, set[str]] = {}
        for statement, heading, label, table in self.connection.execute(
            """
            select printed.statement, known.heading_key, known.label_key,
                printed.table_id
            from (
                select distinct statement, heading, label, table_id, line_item_key,
                    segment_key, product_key, balance_at
                from intermediate.int_placed_figures where release_id = $release
            ) as printed
            inner join known_labels as known
                on known.company_key = 'iij'
                and printed.statement = known.statement
                and printed.line_item_key = known.line_item_key
                and printed.segment_key = known.segment_key
                and printed.product_key = known.product_key
                and printed.balance_at is not distinct from known.balance_at
                and known.heading_key in ('', rtrim(lower(printed.heading), ': '))
                and starts_with(
                    regexp_replace(lower(printed.label), '[*][0-9]+|[^a-z]', '', 'g'),
                    regexp_replace(
                        split_part(known.label_key, '{amount}', 1), '[^a-z]', '', 'g'
                    )
                )
            order by all
            """,
            {"release": RELEASE},
        ).fetchall():
            found.setdefault(Row(statement, heading, label), set()).add(table)
        return found

    def left_out(
        self, rows: Iterable[Row], changed: Mapping[str, str] | None = None
    ) -> Outcome:
        """What is proposed for the labels of some rows once nobody knows them.

        `changed` are words of a rule, and what is made of them.
        """
        left_out = {(row.statement, row.heading_key, row.label_key) for row in rows}
        self.connection.execute(
            "create or replace table left_out"
            " (statement varchar, heading_key varchar, label_key varchar)"
        )
        self.connection.executemany(
            "insert into left_out values (?, ?, ?)", sorted(left_out)
        )
        for model in self.models:
            name = f"{model['schema']}.{model['name']}"
            code = model["compiled_code"]
            if model["name"] == "int_label_proposals":
                for words, others in (changed or {}).items():
                    assert code.count(words) == 1
                    code = code.replace(words, others)
            if model["name"] == "stg_reference__labels":
                code = """
                    from known_labels where company_key is null
                    or (statement, heading_key, label_key) not in (from left_out)
                """
            if model["config"]["materialized"] != "view":
                self.connection.execute(f"create or replace table {name} as {code}")
        right, none, wrong = set(), set(), {}
        for statement, heading, label, *meanings in self.connection.execute(
            ANSWERS
        ).fetchall():
            # A label is printed below many headings, and has one row.
            place = (statement, made_up.letters(label), tuple(meanings[:4]))
            if meanings[5] is None:
                none.add(place)
            elif meanings[:5] == meanings[5:]:
                right.add(place)
            else:
                wrong[place] = f"{statement}, {heading!r}, {label!r}: {meanings}"
        return Outcome(len(right), len(none - right), [*wrong.values()])


@pytest.fixture(scope="module")
def proposals(published: Path, tmp_path_factory) -> Iterator[Proposals]:
    copy = tmp_path_factory.mktemp("proposals") / BUILD_FILE.name
    shutil.copy(BUILD_FILE, copy)
    with duckdb.connect(str(copy), config={"threads": 2}) as connection:
        yield Proposals(connection)


@pytest.fixture(scope="module")
def needed(proposals: Proposals) -> dict[Row, set[str]]:
    """The rows that the release needs, with the tables that need them."""
    return dict(sorted(proposals.rows().items(), key=str))


@pytest.fixture(scope="module")
def drawn(proposals: Proposals, needed: dict[Row, set[str]]) -> list[Outcome]:
    """What is proposed for four sets of 55 labels of all tables and texts."""
    assert len(needed) > 300
    return [
        proposals.left_out(random.Random(seed).sample([*needed], NEW_LABELS))
        for seed in range(4)
    ]


def test_no_first_proposal_is_wrong(drawn):
    assert [outcome.wrong for outcome in drawn] == [[], [], [], []]


def test_most_new_labels_are_proposed_right(drawn):
    """Of 55: 50, 45, 42 and 45. The others are not proposed first."""
    assert [outcome.right for outcome in drawn] == [50, 45, 42, 45]
    assert [outcome.none for outcome in drawn] == [5, 10, 13, 10]


@pytest.mark.parametrize(
    ("table", "right", "none"),
    [
        ("balance_sheet_assets", 17, 1),
        ("cash_flow_operating_investing", 37, 2),
        ("comprehensive_income", 6, 0),
        ("exchange_form_results", 4, 0),
        ("per_share", 8, 0),
        # What its services are called stands nowhere else.
        ("contracts", 1, 13),
    ],
)
def test_a_table_of_which_no_label_is_known(table, right, none, proposals, needed):
    """Other tables, the chart and amounts say what its lines are."""
    outcome = proposals.left_out(row for row in needed if table in needed[row])
    assert outcome == Outcome(right, none, [])


def test_what_is_best_may_still_be_wrong(proposals, needed):
    """Were everything called first that is best, wrong ones would be found."""
    outcome = proposals.left_out(
        random.Random(2).sample([*needed], NEW_LABELS),
        {
            "        ) as is_first": (
                "        ) or ranked.proposal_number = 1 as is_first"
            )
        },
    )
    assert len(outcome.wrong) > 3
