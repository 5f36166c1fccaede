"""Made-up filings with linkbases, from YAML that a person reads at a glance.

A file of `tests/imports` has `filings` by name. A filing says what its cover has, and
its `roles`, in order: a title, the periods of its columns (a day, or `first/last`),
lines of a tag, a label and a value for each column, and its `sums`: the parts of each
total with their weights, or `prohibited`. Behind the values of a line a mapping may say
more: the `role` of its label, `decimals` (-3 where nothing is said), a `member` that
all of its numbers are given for too, `again` another value of its first column with its
decimals, `prohibited` for one whose arc is. What a tag is stands in `tags`; one with
`own` is the filer's.

One filing is written in two forms: as an instance, or as an inline document, each with
a schema and three linkbases beside it.
"""

import html
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent.parent / "imports"
GAAP = "http://fasb.org/us-gaap/2023"
DEI = "http://xbrl.sec.gov/dei/2023"
ROLE = "http://www.xbrl.org/2003/role/"
NEGATED = "http://www.xbrl.org/2009/role/"
ARCROLE = "http://www.xbrl.org/2003/arcrole/"
UNITS = {
    "usd": "<xbrli:measure>iso4217:USD</xbrli:measure>",
    "shares": "<xbrli:measure>xbrli:shares</xbrli:measure>",
    "usdPerShare": "<xbrli:divide><xbrli:unitNumerator><xbrli:measure>iso4217:USD"
    "</xbrli:measure></xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>"
    "xbrli:shares</xbrli:measure></xbrli:unitDenominator></xbrli:divide>",
}
SPACES = (
    'xmlns:xbrli="http://www.xbrl.org/2003/instance"'
    ' xmlns:link="http://www.xbrl.org/2003/linkbase"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    ' xmlns:xbrldi="http://xbrl.org/2006/xbrldi"'
    ' xmlns:iso4217="http://www.xbrl.org/2003/iso4217"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xmlns:us-gaap="{GAAP}" xmlns:dei="{DEI}"'
)
INLINE_SPACES = (
    'xmlns="http://www.w3.org/1999/xhtml"'
    ' xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"'
    ' xmlns:ixt="http://www.xbrl.org/inlineXBRL/transformation/2020-02-12"'
)
HEADER = (
    "<SEC-HEADER>\n<ACCEPTANCE-DATETIME>20230803160100\nACCESSION NUMBER: made up\n"
    "STANDARD INDUSTRIAL CLASSIFICATION: ANVILS [3570]\nBUSINESS ADDRESS:\n"
    "STREET 1: 1 Forge Lane\nSTATE: OH\nZIP: 00000\n"
)
Cells = dict[str, Any]


class Filing:
    """A filing of a file of `tests/imports`; it may be changed before it is written."""

    def __init__(self, name: str, file: str = "xbrl.yml") -> None:
        """Take the filing of this name."""
        described = yaml.safe_load((FOLDER / file).read_text("utf-8"))
        self.name = name
        self.tags: dict[str, Cells] = described["tags"]
        self.said: Cells = described["filings"][name]
        self.space = f"http://www.{name}.example/20230630"
        self.stem = f"{name}-20230630"

    def role(self, words: str) -> Cells:
        """The first role whose title has these words."""
        return next(role for role in self.said["roles"] if words in role["title"])

    def line(self, words: str, tag: str) -> list[Any]:
        """The first line of a tag in a role."""
        return next(line for line in self.role(words)["lines"] if line[0] == tag)

    def write(self, folder: Path, *, inline: bool = False, header: bool = True) -> Path:
        """Write the files of the filing."""
        folder.mkdir(parents=True)
        facts = [*self.facts()]
        document = self.inline(facts) if inline else self.instance(facts)
        suffix = "htm" if inline else "xml"
        for name, text in (
            (f"{self.stem}.{suffix}", document),
            (f"{self.stem}.xsd", self.schema()),
            (f"{self.stem}_lab.xml", self.labels()),
            (f"{self.stem}_pre.xml", self.presentation()),
            (f"{self.stem}_cal.xml", self.calculation()),
        ):
            (folder / name).write_text(text, "utf-8")
        if header:
            (folder / "header.txt").write_text(HEADER, "utf-8")
        return folder

    def concept(self, tag: str, mark: str = ":") -> str:
        """The name of a tag, or its id."""
        prefix = self.name if self.tags[tag].get("own") else "us-gaap"
        return f"{prefix}{mark}{tag}"

    def uri(self, role: Cells) -> str:
        """The address of a role."""
        return f"http://www.{self.name}.example/role/{role['title'].split()[0]}"

    def facts(self) -> Iterator[Cells]:
        """The numbers, each once."""
        told = set()
        for role in self.said["roles"]:
            for tag, _, *values in role["lines"]:
                more = values.pop() if isinstance(values[-1], dict) else {}
                about = self.tags[tag]
                fact = {
                    "tag": tag,
                    "unit": about.get("unit", "usd"),
                    "decimals": more.get("decimals", -3),
                    "member": "",
                }
                for at, (column, value) in enumerate(
                    zip(role["columns"], values, strict=True)
                ):
                    period = self.period(about, str(column), more)
                    if (tag, period) in told:
                        continue
                    told.add((tag, period))
                    yield {**fact, "period": period, "value": value}
                    if "member" in more:
                        of_member = {"member": more["member"], "value": 1000}
                        yield {**fact, "period": period, **of_member}
                    if "again" in more and at == 0:
                        other, decimals = more["again"]
                        again = {"value": other, "decimals": decimals}
                        yield {**fact, "period": period, **again}

    def period(self, about: Cells, column: str, more: Cells) -> str:
        """The period of a number in a column: a balance has a day of it."""
        first, _, last = column.rpartition("/")
        if about["iord"] == "D":
            return column
        if more.get("role") == "periodStartLabel":
            return str(date.fromisoformat(first) - timedelta(days=1))
        return last

    def contexts(self, facts: list[Cells]) -> str:
        """The contexts of the facts, and of the cover."""
        entity = (
            '<xbrli:entity><xbrli:identifier scheme="http://www.sec.gov/CIK">'
            f"{self.said['cik']}</xbrli:identifier>"
        )
        texts = []
        wanted = {(fact["period"], fact["member"]) for fact in facts}
        for period, member in sorted({*wanted, (f"{self.said['period']}", "")}):
            first, _, last = period.rpartition("/")
            days = (
                f"<xbrli:startDate>{first}</xbrli:startDate>"
                f"<xbrli:endDate>{last}</xbrli:endDate>"
                if first
                else f"<xbrli:instant>{last}</xbrli:instant>"
            )
            segment = (
                "<xbrli:segment><xbrldi:explicitMember"
                ' dimension="us-gaap:StatementBusinessSegmentsAxis">'
                f"{self.name}:{member}</xbrldi:explicitMember></xbrli:segment>"
                if member
                else ""
            )
            texts.append(
                f'<xbrli:context id="{_context(period, member)}">{entity}{segment}'
                f"</xbrli:entity><xbrli:period>{days}</xbrli:period></xbrli:context>\n"
            )
        for name, measure in UNITS.items():
            texts.append(f'<xbrli:unit id="{name}">{measure}</xbrli:unit>\n')
        return "".join(texts)

    def cover(self) -> dict[str, str]:
        """What the cover says."""
        return {
            "EntityRegistrantName": self.said["name"],
            "EntityCentralIndexKey": self.said["cik"],
            "DocumentType": self.said["form"],
            "DocumentPeriodEndDate": str(self.said["period"]),
            "CurrentFiscalYearEndDate": self.said["year_end"],
            "DocumentFiscalYearFocus": str(self.said["focus"]),
            "AmendmentFlag": str(self.said.get("amended", "false")),
        }

    def instance(self, facts: list[Cells]) -> str:
        """The filing as an instance."""
        at = _context(str(self.said["period"]), "")
        cover = "".join(
            f'<dei:{name} contextRef="{at}">{html.escape(text)}</dei:{name}>\n'
            for name, text in self.cover().items()
            if text
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<xbrli:xbrl {SPACES} xmlns:{self.name}="{self.space}">\n'
            f'<link:schemaRef xlink:type="simple" xlink:href="{self.stem}.xsd"/>\n'
            f"{self.contexts(facts)}{cover}"
            + "".join(self.fact(fact) for fact in facts)
            + "</xbrli:xbrl>\n"
        )

    def fact(self, fact: Cells) -> str:
        """A number of an instance."""
        name = self.concept(fact["tag"])
        about = (
            f'contextRef="{_context(fact["period"], fact["member"])}"'
            f' unitRef="{fact["unit"]}"'
        )
        if fact["value"] == "nil":
            return f'<{name} {about} xsi:nil="true"/>\n'
        number = _plain(fact["value"])
        return f'<{name} {about} decimals="{fact["decimals"]}">{number}</{name}>\n'

    def inline(self, facts: list[Cells]) -> str:
        """The filing as an inline document: figures in thousands, with commas."""
        at = _context(str(self.said["period"]), "")
        cover = "".join(
            f'<ix:nonNumeric contextRef="{at}" name="dei:{name}">'
            f"{html.escape(text)}</ix:nonNumeric>\n"
            for name, text in self.cover().items()
            if text
        )
        rows = "".join(
            f"<tr><td>{fact['tag']}</td><td>{self.inline_fact(fact)}</td></tr>\n"
            for fact in facts
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<html {INLINE_SPACES} {SPACES} xmlns:{self.name}="{self.space}">'
            "<head><title>Report</title></head><body>\n"
            '<div style="display:none"><ix:header><ix:hidden>\n'
            f"{cover}</ix:hidden><ix:references><link:schemaRef"
            f' xlink:type="simple" xlink:href="{self.stem}.xsd"/></ix:references>\n'
            f"<ix:resources>{self.contexts(facts)}</ix:resources></ix:header></div>\n"
            f"<table>{rows}</table></body></html>\n"
        )

    def inline_fact(self, fact: Cells) -> str:
        """A number as it is printed, with its scale and sign."""
        about = (
            f'contextRef="{_context(fact["period"], fact["member"])}"'
            f' unitRef="{fact["unit"]}" name="{self.concept(fact["tag"])}"'
        )
        if fact["value"] == "nil":
            return f'<ix:nonFraction {about} xsi:nil="true"></ix:nonFraction>'
        number = Decimal(str(fact["value"]))
        scale = 3 if fact["decimals"] == -3 else 0
        printed = f"{abs(number).scaleb(-scale):,f}".rstrip(".")
        if "." in printed and scale:
            printed = printed.rstrip("0").rstrip(".")
        sign = ' sign="-"' if number < 0 else ""
        tagged = (
            f'<ix:nonFraction {about} decimals="{fact["decimals"]}" scale="{scale}"'
            f' format="ixt:num-dot-decimal"{sign}>{printed}</ix:nonFraction>'
        )
        return f"({tagged})" if number < 0 else tagged

    def schema(self) -> str:
        """The filer's own tags, the roles, and where the linkbases are."""
        roles = "".join(
            f'<link:roleType roleURI="{self.uri(role)}" id="r{number}">'
            f"<link:definition>{html.escape(role['title'])}</link:definition>"
            "<link:usedOn>link:presentationLink</link:usedOn></link:roleType>\n"
            for number, role in enumerate(self.said["roles"])
        )
        references = "".join(
            f'<link:linkbaseRef xlink:type="simple" xlink:href="{self.stem}_{kind}.xml"'
            f' xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>\n'
            for kind in ("lab", "pre", "cal")
        )
        elements = "".join(
            f'<xs:element name="{tag}" id="{self.concept(tag, "_")}"'
            ' type="xbrli:monetaryItemType" substitutionGroup="xbrli:item"'
            f' xbrli:balance="{about["balance"]}" xbrli:periodType="instant"/>\n'
            for tag, about in self.tags.items()
            if about.get("own")
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {SPACES}'
            f' xmlns:{self.name}="{self.space}" targetNamespace="{self.space}">\n'
            f"<xs:annotation><xs:appinfo>\n{references}{roles}</xs:appinfo>"
            f"</xs:annotation>\n{elements}</xs:schema>\n"
        )

    def locator(self, tag: str) -> str:
        """A locator of a tag."""
        own = self.tags[tag].get("own")
        schema = f"{self.stem}.xsd" if own else f"{GAAP}/us-gaap-2023.xsd"
        return (
            f'<link:loc xlink:type="locator" xlink:label="{tag}"'
            f' xlink:href="{schema}#{self.concept(tag, "_")}"/>\n'
        )

    def labels(self) -> str:
        """What lines are called, by the roles of their labels."""
        texts: dict[tuple[str, str], str] = {}
        for role in self.said["roles"]:
            for tag, label, *values in role["lines"]:
                more = values[-1] if isinstance(values[-1], dict) else {}
                texts.setdefault((tag, more.get("role", "label")), label)
                texts.setdefault((tag, "label"), self.tags[tag].get("label", tag))
        inner = "".join(map(self.locator, sorted({tag for tag, _ in texts})))
        for (tag, role), label in texts.items():
            name = f"{tag}_{role}"
            inner += (
                f'<link:label xlink:type="resource" xlink:label="{name}"'
                f' xlink:role="{_role(role)}" xml:lang="en-US">'
                f"{html.escape(label)}</link:label>\n"
                f'<link:labelArc xlink:type="arc" xlink:arcrole="{ARCROLE}'
                f'concept-label" xlink:from="{tag}" xlink:to="{name}"/>\n'
            )
        link = f'<link:labelLink xlink:type="extended" xlink:role="{ROLE}link">\n'
        return _linkbase(f"{link}{inner}</link:labelLink>\n")

    def presentation(self) -> str:
        """The lines of each role below one heading."""
        links = []
        for role in self.said["roles"]:
            inner = (
                '<link:loc xlink:type="locator" xlink:label="Heading"'
                f' xlink:href="{GAAP}/us-gaap-2023.xsd#us-gaap_StatementAbstract"/>\n'
            )
            inner += "".join(map(self.locator, _tags(role)))
            # From the last line to the first: what counts is their order.
            for order, (tag, _, *values) in reversed([*enumerate(role["lines"], 1)]):
                more = values[-1] if isinstance(values[-1], dict) else {}
                arc = (
                    '<link:presentationArc xlink:type="arc"'
                    f' xlink:arcrole="{ARCROLE}parent-child" xlink:from="Heading"'
                    f' xlink:to="{tag}" order="{order}"'
                )
                if "role" in more:
                    arc += f' preferredLabel="{_role(more["role"])}"'
                inner += f"{arc}/>\n"
                if more.get("prohibited"):
                    inner += f'{arc} use="prohibited" priority="1"/>\n'
            links.append(
                f'<link:presentationLink xlink:type="extended"'
                f' xlink:role="{self.uri(role)}">\n{inner}</link:presentationLink>\n'
            )
        return _linkbase("".join(links))

    def calculation(self) -> str:
        """What adds up in each role."""
        links = []
        for role in self.said["roles"]:
            inner = ""
            told = set()
            for total, parts in role.get("sums", {}).items():
                for order, (part, weight) in enumerate(parts.items(), 1):
                    for tag in (total, part):
                        inner += "" if tag in told else self.locator(tag)
                        told.add(tag)
                    is_prohibited = weight == "prohibited"
                    arc = (
                        '<link:calculationArc xlink:type="arc"'
                        f' xlink:arcrole="{ARCROLE}summation-item"'
                        f' xlink:from="{total}" xlink:to="{part}" order="{order}"'
                        f' weight="{1 if is_prohibited else weight}"'
                    )
                    inner += f"{arc}/>\n"
                    if is_prohibited:
                        inner += f'{arc} use="prohibited" priority="1"/>\n'
            if inner:
                links.append(
                    f'<link:calculationLink xlink:type="extended"'
                    f' xlink:role="{self.uri(role)}">\n{inner}'
                    "</link:calculationLink>\n"
                )
        return _linkbase("".join(links))


def _tags(role: Cells) -> list[str]:
    return sorted({line[0] for line in role["lines"]})


def _role(name: str) -> str:
    return f"{NEGATED if name.startswith('negated') else ROLE}{name}"


def _context(period: str, member: str) -> str:
    return f"c{period.replace('/', '_')}{member}"


def _plain(value: object) -> str:
    return f"{Decimal(str(value)):f}"


def _linkbase(inner: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink">\n{inner}</link:linkbase>\n'
    )
