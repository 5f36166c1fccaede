"""Made-up archives of the SEC's data sets, from YAML that a person reads at a glance.

A file of `tests/imports` has `filings`, by accession number. A filing says what `sub`
has of it, and its `statements`, by their code; a statement has the periods of its
columns, each `last day/quarters`, and lines of a tag, a label and a value for each
column:

    0000000001-09-000001:
      cik: 1001
      name: Anvil Corp
      form: 10-Q
      period: 2009-06-30
      accepted: 2009-08-03 16:01:00
      statements:
        BS:
          columns: [2009-06-30/0, 2008-12-31/0]
          lines:
            - [Assets, Total assets, 500000, 450000]

A value stands as `num` has it. Behind the values a mapping may say more: `negating`,
the `value` of `segments` or `coreg`. Numbers that are in no line of their own stand in
`numbers` of a statement: a tag, a column, a value and the mapping. What a tag is stands
in `tags`: its type, iord and crdr; one with `own` is the filer's. A filing whose period
ends on another day than the archive says has its `last_day`.
"""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent.parent / "imports"
SUB = (
    *("adsh", "cik", "name", "sic", "countryba", "fye", "form", "period", "fy"),
    *("accepted", "instance"),
)
NUM = (
    *("adsh", "tag", "version", "ddate", "qtrs", "uom", "segments", "coreg", "value"),
    "footnote",
)
PRE = (
    *("adsh", "report", "line", "stmt", "inpth", "rfile", "tag", "version", "plabel"),
    "negating",
)
TAG = ("tag", "version", "custom", "abstract", "datatype", "iord", "crdr", "tlabel")
DAYS = ("period", "last_day")
UNITS = {"perShare": "USD", "shares": "shares"}
TAXONOMY = "us-gaap/2009"

Rows = list[dict[str, Any]]


def archive(path: Path, name: str, *accessions: str, **changes: Any) -> Path:
    """Write an archive of the filings of a file of `tests/imports`.

    All of them, or those that are named. `changes` are the `values` of `num` to be
    changed, by `accession/tag/day`, each filing's `period` and `last_day`, and columns
    of `num` that it is to be `without`: older archives lack `segments`, and with it the
    numbers of members.
    """
    described = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    tables: dict[str, Rows] = {"sub": [], "num": [], "pre": [], "tag": []}
    known: set[tuple[str, str]] = set()
    for adsh, filing in described["filings"].items():
        if not accessions or adsh in accessions:
            filing |= {key: changes[key] for key in DAYS if key in changes}
            _add(tables, adsh, filing, described["tags"], known)
    for place, value in changes.get("values", {}).items():
        accession, tag, day = place.split("/")
        for row in tables["num"]:
            if (row["adsh"], row["tag"], row["ddate"]) == (accession, tag, day):
                row["value"] = value
    without = changes.get("without", ())
    tables["num"] = [
        {name: cell for name, cell in row.items() if name not in without}
        for row in tables["num"]
        if not any(row[name] for name in without)
    ]
    num = tuple(name for name in NUM if name not in without)
    with zipfile.ZipFile(path, "w") as written:
        for table, columns in (("sub", SUB), ("num", num), ("pre", PRE), ("tag", TAG)):
            written.writestr(f"{table}.txt", _text(columns, tables[table]))
    return path


def _text(columns: tuple[str, ...], rows: Rows) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(
        file,
        columns,
        restval="",
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
        quotechar=None,
        lineterminator="\n",
    )
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _add(
    tables: dict[str, Rows],
    adsh: str,
    filing: dict[str, Any],
    tags: dict[str, dict[str, Any]],
    known: set[tuple[str, str]],
) -> None:
    period = filing["period"]
    last_day = filing.get("last_day", period)
    tables["sub"].append(
        {
            "adsh": adsh,
            "cik": filing["cik"],
            "name": filing["name"],
            "sic": filing.get("sic", 3570),
            "countryba": "US",
            "fye": filing.get("fye", "1231"),
            "form": filing["form"],
            "period": f"{period:%Y%m%d}",
            "fy": filing.get("fy", period.year),
            "accepted": f"{filing['accepted']:%Y-%m-%d %H:%M:%S}.0",
            "instance": f"{filing['name'].split()[0].lower()}-{last_day:%Y%m%d}.xml",
        }
    )
    told: set[tuple[Any, ...]] = set()
    for report, (code, statement) in enumerate(filing["statements"].items(), 2):
        for number, line in enumerate(statement["lines"], 1):
            tag, label, *values = line
            more = values.pop() if isinstance(values[-1], dict) else {}
            about = tags[tag]
            version = adsh if about.get("own") else TAXONOMY
            if (tag, version) not in known:
                known.add((tag, version))
                tables["tag"].append(
                    {
                        "tag": tag,
                        "version": version,
                        "custom": int("own" in about),
                        "abstract": 0,
                        "datatype": about.get("datatype", "monetary"),
                        "iord": about["iord"],
                        "crdr": about.get("crdr", ""),
                        "tlabel": about.get("label", tag),
                    }
                )
            tables["pre"].append(
                {
                    "adsh": adsh,
                    "report": report,
                    "line": number,
                    "stmt": code,
                    "inpth": 0,
                    "tag": tag,
                    "version": version,
                    "plabel": label,
                    "negating": int(more.get("negating", False)),
                }
            )
            for column, value in zip(statement["columns"], values, strict=True):
                day, quarters = column.split("/")
                if more.get("days"):
                    day = more["days"][column]
                at = day.replace("-", ""), 0 if about["iord"] == "I" else quarters
                if value is None or (tag, *at) in told:
                    continue
                told.add((tag, *at))
                number = {"adsh": adsh, "tag": tag, "version": version, "value": value}
                tables["num"].append(number | _of(about, at, more))
        for tag, column, value, more in statement.get("numbers", []):
            day, quarters = column.split("/")
            number = {"adsh": adsh, "tag": tag, "version": TAXONOMY, "value": value}
            at = day.replace("-", ""), quarters
            tables["num"].append(number | _of(tags[tag], at, more))


def _of(
    about: dict[str, Any], at: tuple[str, str | int], more: dict[str, Any]
) -> dict[str, Any]:
    """What `num` has of a number beside its filing, tag and value."""
    return {
        "ddate": at[0],
        "qtrs": at[1],
        "uom": UNITS.get(about.get("datatype", ""), "USD"),
        "segments": more.get("segments", ""),
        "coreg": more.get("coreg", ""),
    }
