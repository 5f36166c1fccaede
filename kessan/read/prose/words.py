"""The words of English sentences about results: what is looked for, as tables.

A word stands here once, in lower case. A language of its own has tables of its own.
"""

import csv
from collections.abc import Mapping

from kessan.project import SEEDS


def words_of(text: str) -> tuple[str, ...]:
    """The words of a table that is written as a text."""
    return tuple(text.split())


def set_of(text: str) -> frozenset[str]:
    """The same, where their order says nothing."""
    return frozenset(words_of(text))


# Powers of ten. Those of a letter or two count beside a currency only.
SCALES: Mapping[str, int] = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
}
SHORT_SCALES: Mapping[str, int] = {
    "k": 3,
    "m": 6,
    "mn": 6,
    "bn": 9,
    "b": 9,
    "tn": 12,
}

# What is printed before or behind a figure, and the currency that it says.
CURRENCIES: Mapping[str, str] = {
    "jpy": "JPY",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "chf": "CHF",
    "cad": "CAD",
    "aud": "AUD",
    "cny": "CNY",
    "rmb": "CNY",
    "krw": "KRW",
    "inr": "INR",
    "hkd": "HKD",
    "twd": "TWD",
    "sgd": "SGD",
    "sek": "SEK",
    "nok": "NOK",
    "dkk": "DKK",
    "brl": "BRL",
    "us$": "USD",
    "a$": "AUD",
    "c$": "CAD",
    "hk$": "HKD",
    "nt$": "TWD",
    "nz$": "NZD",
    "s$": "SGD",
    "r$": "BRL",
    "$": "USD",
    "¥": "JPY",
    "€": "EUR",
    "£": "GBP",
    "₩": "KRW",
    "₹": "INR",
}
CURRENCIES_BEHIND: Mapping[str, str] = {
    "yen": "JPY",
    "euros": "EUR",
    "us dollars": "USD",
    "u.s. dollars": "USD",
    "pounds": "GBP",
}

PERCENT = ("%", "percent", "per cent")
# Line items of money per share by another word.
PER_SHARE_NAMES = ("eps",)
# Differences of percentages: no growth and no ratio.
POINTS: Mapping[str, int] = {
    "percentage points": 0,
    "percentage point": 0,
    "basis points": -2,
    "bps": -2,
}
PER_UNITS: Mapping[str, str] = {
    "per share": "currency_per_share",
    "a share": "currency_per_share",
    "per diluted share": "currency_per_share",
    "per basic share": "currency_per_share",
    "per ads": "currency_per_ADS",
}
# What is counted by these words is known; the units are those of units.csv.
COUNTED: Mapping[str, str] = {"shares": "shares"}
# What is counted by these is no figure of a company.
TIMES = set_of(
    """
    second seconds minute minutes hour hours day days week weeks month months quarter
    quarters half halves year years decade decades time times am pm
    """
)

YEAR_ON_YEAR = (
    "yoy",
    "y-o-y",
    "year over year",
    "year-over-year",
    "year on year",
    "year-on-year",
    "from a year ago",
    "from a year earlier",
    "compared to a year ago",
    "compared with a year ago",
)


def sign_words(place: str, says: str) -> dict[str, int]:
    """The words of sign_words.csv that stand there and say that; -1 is a fall.

    Staging reads printed figures by the same rows. The file is among the reference
    data; without it there is an error of the OS.
    """
    path = SEEDS / "reference" / "sign_words.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["printed_word"]: int(row["sign"])
            for row in csv.DictReader(file)
            if (row["place"], row["says"]) == (place, says)
        }


# Words of a change, before the figure or behind it: `JPY1.0 billion down from …`.
DIRECTIONS: Mapping[str, int] = sign_words("before", "change")
DIRECTIONS_BEHIND: Mapping[str, int] = sign_words("behind", "change")
# `was an income of JPY157 million`: the sign of the line item before.
SIGNED_NOUNS: Mapping[str, int] = sign_words("before", "amount")

# What joins a line item with its figure. The second ones say nothing of the past.
MOVES = (
    "rose to",
    "grew to",
    "increased to",
    "improved to",
    "fell to",
    "declined to",
    "decreased to",
    "dropped to",
)
VERBS_OF_THE_PAST = (
    *MOVES,
    "was",
    "were",
    "totaled",
    "totalled",
    "amounted to",
    "reached",
    "came to",
    "stood at",
)
VERBS = ("is", "are", "be", "been", "totals", "amounts to")

# What the line item stands behind: `has declared a cash dividend of …`.
REPORTS = (
    "achieved",
    "acquired",
    "announced",
    "believe",
    "believes",
    "completed",
    "contributed",
    "declared",
    "delivered",
    "established",
    "generated",
    "had",
    "has",
    "have",
    "implement",
    "included",
    "incurred",
    "invested",
    "issued",
    "made",
    "operated",
    "operates",
    "paid",
    "posted",
    "purchased",
    "recognized",
    "recorded",
    "repaid",
    "reported",
    "repurchased",
    "returned",
    "saw",
    "sold",
    "spent",
    "utilized",
)
# What opens a reason, a breakdown or a detail: a new line item follows.
CAUSES = (
    "due to",
    "mainly due to",
    "primarily due to",
    "because of",
    "mainly because of",
    "driven by",
    "as a result of",
    "including",
    "excluding",
    "reflecting",
    "offset by",
    "partially offset by",
    "because",
    "although",
    "while",
)

# What opens a comparison. `from` does so behind a change only.
COMPARISONS = (
    "as compared to",
    "as compared with",
    "compared to",
    "compared with",
    "versus",
    "vs.",
    "against",
    "than",
    "above",
    "below",
)
FROM = ("from",)

# Limits and doubts before a figure.
BOUNDS: Mapping[str, str] = {
    **dict.fromkeys(sign_words("before", "limit"), "high"),
    "at least": "low",
    "more than": "low",
    "between": "low",
    "in the range of": "low",
    "in a range of": "low",
}
ROUGHLY = ("approximately", "about", "around", "roughly", "nearly", "almost", "over")

# Words of what has not happened, and which of the company's targets is meant.
EXPECTS = (
    "expect",
    "expects",
    "expected",
    "anticipate",
    "anticipates",
    "anticipated",
    "projected",
)
OUTLOOKS = (
    *EXPECTS,
    "forecast",
    "forecasts",
    "target",
    "targets",
    "guidance",
    "outlook",
    "will",
)
REVISIONS: Mapping[str, str] = {
    "initial": "initial_forecast",
    "initially": "initial_forecast",
    "original": "initial_forecast",
    "unchanged": "initial_forecast",
    "revised": "revised_forecast",
}
# What is resolved or supposed: of which period it is, no sentence says.
PLANS = (
    "decided",
    "resolved",
    "declared",
    "assumption",
    "assuming",
    "repurchase",
    "buyback",
)
RESPECTIVELY = "respectively"
# Of several line items told at once, what may stand alone before the noun of the last.
SHARED_NOUN = set_of("basic diluted current noncurrent gross net")

ARTICLES = ("a", "an", "the")
# Words that stand before a line item and are none of it; in lower case.
LEADING = set_of(
    """
    a an the and or but its our their his this that there then also respective revised
    initial original quarterly strong record to of from in for at by with major
    approximately about company's company\u2019s plus
    """
)
TRAILING = set_of("to of in by from for at target targets which that also")
# What says only that the line item before is meant.
SAME = set_of(
    """
    balance balances amount total target targets figure level equivalent it they which
    aggregate
    """
)
PRONOUNS = set_of("it they this these that those he she we")
# `the balance of total assets`: the line item is what follows.
WRAPPINGS = (
    "balance of",
    "balances of",
    "amount of",
    "target of",
    "targets of",
    "forecast of",
)
CLOSINGS = ("in total", "in aggregate", "each")
# A line item that is named behind the figure, by the word that opens the name.
CARRIERS: Mapping[str, str] = {
    "breakdown": "in",
    "composition": "in",
    "net cash out flow": "from",
    "net cash outflow": "from",
    "net cash in flow": "from",
    "net cash inflow": "from",
}
# Figures of a date, where the sentence gives it by one of these words.
BALANCE_WORDS = ("balance", "balances", "breakdown")
# How a part of a sentence begins that is no part of the line item behind it.
ADJUNCTS = set_of(
    """
    as in for of on at during although while with due however therefore moreover
    furthermore mainly including because since despite compared excluding driven also
    additionally meanwhile overall regarding by if under when where which who through
    within after before
    """
)
# A remark between commas: `…, a one-time revenue, was …`.
REMARKS = set_of("a an the which who including")
GROWTH = set_of("growth")
# Line items of a date, unless a word of a flow is there as well. A label with a
# word of neither may be of anything.
STOCKS = set_of(
    """
    assets liabilities equity cash inventories receivable receivables payable payables
    debt borrowings balance backlog goodwill securities investments obligations deposits
    loans reserve reserves notes carrying value stores employees headcount outstanding
    inventory investment trademark trademarks relationships intangibles property
    equipment capital stock shares funds fund allowance carryforwards obligation loan
    deposit indebtedness bonds bond capitalization
    """
)
FLOWS = set_of(
    """
    income expense expenses loss losses gain gains revenue revenues sales cost costs
    profit margin payment payments proceeds purchase purchases provided used change
    changes increase decrease depreciation amortization received dividend dividends
    earnings flow flows return interest impairment distribution repayment repayments
    weighted average eps rate charge charges benefit benefits expenditure expenditures
    capex ebitda ebit orders order compensation fee fees tax taxes turnover volume
    volumes disposals settlement bookings contribution contributions
    """
)
# The participles that a line item may have; behind others it is a clause.
PARTICIPLES = set_of(
    """
    accrued acquired adjusted amortized associated assumed collected combined
    comprehensive consolidated deferred diluted discontinued estimated expected extended
    finished fixed issued leased limited noncontrolling received provided realized
    related required restricted retained sold stated treasury unamortized unbilled
    unearned unrealized unrecognized unrestricted unsecured used weighted united
    """
)
# Words of a clause, which no line item has.
CLAUSES = set_of(
    """
    we us it they he she who which that may can could should would must do does did not
    ours consist consists both if
    """
)
# A percentage of these is a growth or a share in one, which the words leave open.
EFFECTS = set_of(
    """
    increase increases decrease decreases decline rise change impact effect growth
    """
)
# `shares for an aggregate amount of`: what was paid for something else.
PRICES = ("for a", "for an", "for net", "for total", "for cash")
# What might be.
SUPPOSED = set_of("if would could hypothetical hypothetically")
# More than the period that the sentence names.
WHOLE_TIMES = set_of("since cumulative cumulatively inception to-date")
# The same line item with the other sign.
OPPOSITES: Mapping[str, str] = {
    "used": "provided",
    "in": "by",
    "loss": "income",
    "losses": "gains",
    "outflow": "inflow",
    "decrease": "increase",
}

MONTHS = words_of(
    """
    january february march april may june july august september october november
    december
    """
)
ORDINALS = words_of("first second third fourth 1st 2nd 3rd 4th")
COUNTS = words_of(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen
    """
)
# Periods in one word, as patterns: `1H16`, `2Q16`, `1H FY2016`, `FY24`, `Q3 2024`.
PERIOD_CODES = (
    r"[1-4][HQ]\s?FY\s?\d{2,4}",
    r"[1-4][HQ]\d{2,4}",
    r"[HQ][1-4](?:\s(?:FY)?\d{2,4})?",
    r"FY\s?\d{2,4}",
)
# Abbreviations whose stop ends no sentence.
ABBREVIATIONS = (
    "Inc.",
    "Co.",
    "Corp.",
    "Ltd.",
    "Mr.",
    "Ms.",
    "Dr.",
    "No.",
    "vs.",
    "approx.",
    "e.g.",
    "i.e.",
    "a.m.",
    "p.m.",
)
