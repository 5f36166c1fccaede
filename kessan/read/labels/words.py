"""How two printed labels are compared: as they stand, and by what they say.

`label_key` and `label_keys` are the rules that the warehouse has in
`macros/cleaning/printed_text.sql`. `sense` goes further, to find another wording of
a known label: it is for proposals only.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

# What the warehouse takes off a label, in this order. Its blanks are ASCII.
KEY_RULES = tuple(
    (re.compile(pattern, re.ASCII), to)
    for pattern, to in (
        (r"<[^>]*>|\*[0-9]+|[¹²³⁴⁵⁶⁷⁸⁹]", ""),
        (r"^\s*less\s*:\s*(\S)", r"\1"),
        (r"\s*[{]amount[}].*$", "{amount}"),
        (r"\s*[-–—]\s*", "-"),  # noqa: RUF001
        (r"\s+|[:,\-]+\s*$", " "),
    )
)
AMOUNT = re.compile(
    r"\s*(([A-Z]{3}|[A-Z]{0,2}[^A-Za-z0-9\s(,;:.*/–—−{}-])\s*[0-9]"  # noqa: RUF001
    r"|[A-Z]{0,2}[$£¥₠-₿]\s*[(]?\s*[.]?[0-9]|[0-9]{1,3}(,[0-9]{3})+).*$",
    re.ASCII,
)
MONTH = (
    r"(jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?"
    r"|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)[.]?"
)
YEAR = r"(19|20)[0-9]{2}"
DATE = re.compile(
    rf"(^|[^a-z0-9])({MONTH}\s+[0-9]{{1,2}}(,\s*|\s+){YEAR}"
    rf"|[0-9]{{1,2}}\s+{MONTH},?\s+{YEAR}|{YEAR}-[0-9]{{2}}-[0-9]{{2}})",
    re.ASCII | re.IGNORECASE,
)

# What a label says aside: where to read on, and what its amount is net of.
ASIDES = (
    r"\((?:see )?notes? [^)]*\)|[-,;]? ?see (?:accompanying )?notes?\b.*$",
    r"[({]amount[)}].*$|\(\w\)\s*$|(?<=[a-z]{3})\d$|^\(\d{1,2}\)",
    r"(?<=\w),? (?:less|net of) (?:accumulated|allowances?|current (?:portion|mat)).*$",
    r",? net of (?:applicable )?(?:income )?tax(?:es)?\b.*$",
    r"[,;]? net of (?:sales )?(?:returns|discounts)"
    r"(?:,? (?:and )?(?:returns|discounts|allowances))*$",
    r"(?:(?<=cost of sales)|(?<=costs of sales)|(?<=cost of goods sold))"
    r" \(including [^)]*\)$",
    r",? net of cash (?:and cash equivalents )?acquired",
    r"[,;]? (?:at cost|at par(?: value)?|no par value|without par value)$",
    r" ?\((?:adjustments?|equity|jpy|yen|usd|shares|adss?|in \w+)\)$",
)
# What a label with an amount says of the number of shares before it.
SHARE_NUMBERS = r" ?[-,;:–—] ?(?:shares )?(?:authori[sz]ed|issued|par value)\b.*$"  # noqa: RUF001
NAME = "nameofcompany"
# Wordings with one meaning; the first that fits comes first. Names are written
# together, so that none of their words counts by itself.
WORDINGS = (
    (r"&", " and "),
    (r"\((income|gain|profit|earning)s?\) (?:and |or )?loss(?:es)?\b", r"\1"),
    (r"\((income|gain|profit|earning)s?\) (?:and |or )?expenses?\b", r"\1 (expense)"),
    (r"\bnon[- ]", "non"),
    (r"\b(long|short)[- ]term\b", r"\1term"),
    (r"(?<!long)(?<!short)(?<!-)\bterm debt\b", "longterm debt"),
    (r"amortisation", "amortization"),
    (r"\b(?:stock|share|equity)[- ]based\b", "sharebased"),
    (r"\bsharebased compensation (?:expense|cost)s?\b", "sharebased compensation"),
    (r"\b(?:share|stock)(?:holder|owner)s?'?", "holder"),
    (
        r"\b(?:the )?(?:equity |share|stock)?(?:holder|owner)s? of (?:the )?"
        r"(?:parent(?: company)?|company)\b",
        "parent",
    ),
    (r"\b(?:noncontrolling|minority) interests?\b", "minority"),
    (r"\bnonredeemable minority\b|\bequity attributable to minority\b", "minority"),
    (
        r"\battributable to (?!.*\b(?:minority|common|preferred|participating"
        r"|(?:dis)?continu)).*$",
        "attributable parent",
    ),
    (r"\bproperty(?:, plant,?)? and equipment\b", "ppe"),
    (
        r"\b(?:operating lease )?right[- ]of[- ]use assets?\b"
        r"|\boperating lease assets?\b",
        "rightofuse",
    ),
    (
        r"\b(?:finance|capital) lease (?:liabilit(?:y|ies)|obligations?)\b",
        "capitallease",
    ),
    (
        r"\boperating lease (?:liabilit(?:y|ies)|obligations?)\b"
        r"|\blease liabilit(?:y|ies)\b",
        "leaseliability",
    ),
    (r"\b(?:finance|capital) lease rightofuse\b", "capitalleaseasset"),
    (r"\bcurrent (?:portion|maturities|installments?)(?: of\b|$)", "current"),
    (r"\bsales, general and\b", "selling, general and"),
    (r"\bdue within one year\b", "current"),
    (r"\breinvested earnings\b", "retained earnings"),
    (r"\bretained earnings\b", "retainedearnings"),
    (r"\bdeferred (?:income )?tax(?:es)?\b", "deferredtax"),
    (
        r"\b(?:provision|benefit) for (?:income )?taxes\b"
        r"|\bincome tax(?:es)? (?:expenses?|provision)\b",
        "incometax",
    ),
    (r"\bincome tax(?:es)?\b", "incometax"),
    (r"\bother expenses? ?/?\(income\)", "otherincome"),
    (
        r"\b(?:net interest expenses?|interest (?:income|expenses?)(?:, | ?- ?)net)\b",
        "interestnet",
    ),
    (
        r"\bother income ?/?(?:\((?:expenses?|loss)\)|and \(?expenses?\)?)|"
        r"\bother (?:income|expenses?)(?:, | ?- ?)net\b",
        "otherincome",
    ),
    (r"\b(?:profit|earnings)\b", "income"),
    (r"\b(?:net )?income per (?:common )?share\b", "pershare"),
    (r"\bpershare attributable parent\b", "pershare"),
    (r"\bincome from operations\b", "operating income"),
    (
        r"\b(?:weighted[- ])?average (?:number of )?(?:common )?shares"
        r"(?: of common stock)?(?: outstanding)?\b",
        "averageshares",
    ),
    (
        r"\bcash,? (?:and )?cash equivalents,? (?:and )?restricted cash"
        r"(?: and (?:restricted )?cash equivalents)?\b",
        "allcash",
    ),
    (r"\bcash and restricted cash\b", "allcash"),
    (r"\bcash and (?:cash )?equivalents\b", "cash"),
    (
        r"\b(?:net )?(?:\(?(?:increase|decrease)\)?[ /]*)+ ?in (?:all)?cash\b"
        r"|\b(?:net )?change in (?:all)?cash\b",
        "netchangeincash",
    ),
    (r"\bnetchangeincash (?:during|for) the (?:period|year)\b", "netchangeincash"),
    (
        r"\beffect of (?:foreign )?(?:currency )?exchange rates?(?: changes?)? on "
        r"(?:all)?cash\b",
        "exchangeeffect",
    ),
    (
        r"\b(?:net )?cash(?: flows?)?[ /()]*"
        r"(?:(?:provided|generated|used|from|by|in|for|or)[ /()]*)+"
        r"(?=operating|investing|financing)",
        "netcash ",
    ),
    (r"\b(?:cash )?paid for (incometax|interest)\b", r"\1 paid"),
    (
        r"\b(?:payments? (?:for|of) )?(?:cash )?dividends?"
        r"(?: and dividend equivalents?)?(?: paid)?\b(?! (?:per|declared|received))",
        "dividends",
    ),
    (
        r"\b(?:payments? (?:related to|for) )?(?:re)?purchases? of "
        r"(?:common|treasury|(?:the )?company|own) (?:stock|shares)\b"
        r"|\bpurchases? of stock for treasury\b",
        "repurchaseofstock",
    ),
    (
        r"\bproceeds from (?:the )?(?:sales?|disposals?|dispositions?) of\b",
        "proceeds sale",
    ),
    (r"\bproceeds from (?:the )?(?:issuance|issue)s? of\b", "proceeds"),
    (
        r"\b(?:payments? for )?(?:business acquisitions?"
        r"|acquisitions? of business(?:es)?)\b",
        "acquisitions",
    ),
    (r"\b(?:re)?payments? (?:of|on) (?=longterm|debt|borrow|loan)", "repayment "),
    (
        r"\b(?:payments? for (?:the )?acquisitions? of|payments? to acquire"
        r"|additions? to|payments? for(?= ppe))\b",
        "purchase",
    ),
    (
        r"\b(?:net )?(?:increase|decrease|change)s?"
        r"(?: ?\((?:increase|decrease)\))? in\b",
        " ",
    ),
    (
        r"\baccrued (?:(?:expenses?|liabilit(?:y|ies)) )?and other current "
        r"liabilit(?:y|ies)\b",
        "accruedandother",
    ),
)
# Words in parentheses that only say which sign the other direction has.
OTHER_SIGN = re.compile(
    r"\((?:loss(?:es)?|income|gains?|increase|decrease|benefit|deficit|used(?: in)?"
    r"|expenses?|accumulated deficit)\)"
)
# As they are used: each label goes through all of them.
COMPILED_ASIDES = tuple(re.compile(aside) for aside in ASIDES)
COMPILED_WORDINGS = tuple((re.compile(wording), to) for wording, to in WORDINGS)
REVERSED = re.compile(
    r"other expenses? ?/?\(income\)"
    r"|\((?:income|gains?|earnings|profits?)\) (?:and )?\w*(?:loss|exp)"
)
NET = re.compile(r"\bnet\b|\bless (?:accumulated|allowance)")
PER_SHARE = re.compile(
    r"(?<!at )(?<!no )(?<!without )\bpar value(?: per share)?$"
    r"|\bper (?:common )?share\b"
)
SHARES = re.compile(
    r"\(in shares\)|, shares$|\bnumber of .*shares\b"
    r"|\bshares (?:authori[sz]ed|issued|outst\w+)$"
)
LOSS = re.compile(r"\b(?:loss(?:es)?|deficit|benefit)\b")
OF_PERIOD = r"(?: balances?\b| of (?:the )?(?:fiscal )?(?:period|year|quarter)\b)?"
# How the ends of a period are named, and what such a balance is.
ENDS = tuple(
    (re.compile(rf"\b(?:at |as of )?(?:the )?(?:{words})\b{OF_PERIOD}"), balance_at)
    for words, balance_at in (
        ("beginning|start|opening", "opening"),
        ("end|ending|closing", "closing"),
    )
)
FILLERS = {
    NAME,
    *("the", "of", "and", "for", "in", "to", "a", "an", "by", "from", "on", "or"),
    *("at", "with", "its", "as", "related", "consolidated", "company", "net"),
    "respectively",
}
NET_OF = re.compile(
    r"\bnet (?=income|loss|sales|revenue|interest|asset|finance|investment"
    r"|operating rev)"
)


@lru_cache(maxsize=1 << 16)
def label_key(text: str) -> str:
    """The stable form of a label: lower case, without markup and footnote marks."""
    key = text.lower()
    for pattern, to in KEY_RULES:
        key = pattern.sub(to, key)
    return key.strip(" ")


def amount_label_key(text: str) -> str:
    """The stable form with a placeholder from the first amount of the label on."""
    return label_key(AMOUNT.sub("{amount}", text))


def label_keys(text: str) -> tuple[str, str, str, str]:
    """The keys that a printed label may be known by, the surest first.

    As it is printed, with a placeholder for its dates, for its amount, and for both.
    """
    dated = DATE.sub(r"\1{date}", text)
    return (
        label_key(text),
        label_key(dated),
        amount_label_key(text),
        amount_label_key(dated),
    )


@dataclass(frozen=True)
class Sense:
    """What a label says: its words in any order, without those that say nothing.

    `balance_at` is `opening` or `closing` where it names an end of the period.
    `is_reversed` is true of `(income) loss`, `is_loss` where only a loss is named,
    `is_net` where it is what is left of something. `unit` is `shares` or
    `currency_per_share` where it says so.
    """

    words: frozenset[str]
    is_total: bool = False
    balance_at: str = ""
    is_reversed: bool = False
    is_loss: bool = False
    is_net: bool = False
    unit: str = ""


@cache
def sense(label: str, names: tuple[str, ...] = ()) -> Sense:
    """The sense of a label; `names` are those of the company, which say nothing."""
    text = amount_label_key(label.replace("’", "'"))  # noqa: RUF001
    is_net = bool(NET.search(text))
    unit = _unit(text)
    if "{amount}" in text:
        text = re.sub(SHARE_NUMBERS, "", re.sub(r"\{amount\}.*$", "", text))
    for name in names:
        text = re.sub(rf"\b{re.escape(name.lower())}(?:'s?)?(?!\w)", NAME, text)
    text = re.sub(r"\s+", " ", text).strip(" ,:;-").rstrip("( ,")
    for aside in COMPILED_ASIDES:
        text = aside.sub("", text).strip(" ,:;-")
    is_reversed = bool(REVERSED.search(text))
    is_loss = bool(LOSS.search(re.sub(r"\([^)]*\)", "", text)))
    for wording, to in COMPILED_WORDINGS:
        text = wording.sub(to, text)
    text = OTHER_SIGN.sub(" ", text)
    text, balance_at = _without_end(text)
    text = NET_OF.sub("net", text)
    words = {_stem(word) for word in re.findall(r"[a-z0-9]+", text)} - FILLERS
    is_total = bool({"total", "subtotal"} & words)
    return Sense(
        frozenset(words - {"total", "subtotal"}),
        is_total,
        balance_at,
        is_reversed,
        is_loss and not is_reversed,
        is_net,
        unit,
    )


def _unit(text: str) -> str:
    """The unit that a label without an amount names."""
    if "{amount}" in text:
        return ""
    if SHARES.search(text):
        return "shares"
    return "currency_per_share" if PER_SHARE.search(text) else ""


def _without_end(text: str) -> tuple[str, str]:
    """A label without the end of the period that it names, and that end."""
    for end, balance_at in ENDS:
        rest = end.sub(" ", text)
        if rest != text:
            return rest, balance_at
    return text, ""


def _stem(word: str) -> str:
    """A word in the singular, as far as endings tell."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
