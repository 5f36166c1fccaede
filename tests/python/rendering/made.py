"""The made-up release of Acorn Tools: five tables, all of whose figures are known."""

from rendering.sheets import Column, Line, Sheet

QUARTER, YEAR_TO_DATE = "Three Months Ended", "Nine Months Ended"
THIS, LAST = "September 30, 2016", "September 30, 2015"
PERIODS = {
    (QUARTER, THIS): "2016-07-01/2016-09-30",
    (QUARTER, LAST): "2015-07-01/2015-09-30",
    (YEAR_TO_DATE, THIS): "2016-01-01/2016-09-30",
    (YEAR_TO_DATE, LAST): "2015-01-01/2015-09-30",
}
PER_SHARE = {"unit": "USD_per_share", "scale": "0"}
COUNT = {"unit": "shares", "scale": "3"}


def durations(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    """Columns of thousands of dollars."""
    return tuple(Column(pair, PERIODS[pair], "USD", "3") for pair in pairs)


OF_INCOME = "Operating expenses:"
PER = "Net income per share:"
AVERAGE = "Weighted average shares outstanding:"
INCOME = Sheet(
    "CONSOLIDATED STATEMENTS OF OPERATIONS (Unaudited)",
    durations(*PERIODS),
    (
        Line("Revenues", ("412,031", "387,512", "1,204,077", "1,131,046"), sign="$"),
        Line("Cost of revenues", ("243,118", "229,034", "710,552", "669,018")),
        Line("Gross profit", ("168,913", "158,478", "493,525", "462,028")),
        Line(OF_INCOME),
        Line(
            "Research and development",
            ("30,112", "28,904", "91,007", "87,311"),
            1,
            OF_INCOME,
        ),
        Line(
            "Selling, general and administrative",
            ("60,395", "59,117", "179,037", "173,822"),
            1,
            OF_INCOME,
        ),
        Line(
            "Total operating expenses",
            ("90,507", "88,021", "270,044", "261,133"),
            0,
            OF_INCOME,
        ),
        Line("Operating income", ("78,406", "70,457", "223,481", "200,895")),
        Line("Interest expense", ("(2,087)", "(1,958)", "(6,182)", "(5,873)")),
        Line("Other income (expense), net", ("874", "—", "(1,018)", "746")),
        Line("Income before income taxes", ("77,193", "68,499", "216,281", "195,768")),
        Line("Income tax expense", ("24,707", "22,134", "69,520", "62,319")),
        Line("Net income", ("52,486", "46,365", "146,761", "133,449"), sign="$"),
        Line(PER),
        Line("Basic", ("0.84", "0.74", "2.34", "2.11"), 1, PER, **PER_SHARE, sign="$"),
        Line(
            "Diluted", ("0.83", "0.73", "2.32", "2.09"), 1, PER, **PER_SHARE, sign="$"
        ),
        Line(AVERAGE),
        Line("Basic", ("62,483", "62,655", "62,718", "63,246"), 1, AVERAGE, **COUNT),
        Line("Diluted", ("63,236", "63,514", "63,259", "63,851"), 1, AVERAGE, **COUNT),
    ),
    unit_line="(In thousands, except per share amounts)",
    statement="income_statement",
)

ASSETS, CURRENT = "Assets", "Current assets:"
OWED, CURRENTLY = "Liabilities and stockholders' equity", "Current liabilities:"
OWNED = "Stockholders' equity:"
BALANCE = Sheet(
    "CONSOLIDATED BALANCE SHEETS",
    (
        Column(("September 30, 2016",), "2016-09-30", "USD", "3"),
        Column(("December 31, 2015",), "2015-12-31", "USD", "3"),
    ),
    (
        Line(ASSETS),
        Line(CURRENT, (), 1, ASSETS),
        Line("Cash and cash equivalents", ("201,455", "188,020"), 2, CURRENT, sign="$"),
        Line("Accounts receivable, net", ("143,902", "139,116"), 2, CURRENT),
        Line("Inventories", ("98,230", "101,774"), 2, CURRENT),
        Line("Total current assets", ("443,587", "428,910"), 2, CURRENT),
        Line("Property, plant and equipment, net", ("310,028", "298,443"), 1, ASSETS),
        Line("Goodwill", ("77,500", "77,500"), 1, ASSETS),
        Line("Total assets", ("831,115", "804,853"), 1, ASSETS, sign="$"),
        Line(OWED),
        Line(CURRENTLY, (), 1, OWED),
        Line("Accounts payable", ("88,410", "84,205"), 2, CURRENTLY, sign="$"),
        Line("Accrued liabilities", ("61,033", "65,128"), 2, CURRENTLY),
        Line("Total current liabilities", ("149,443", "149,333"), 2, CURRENTLY),
        Line("Long-term debt", ("240,000", "255,000"), 1, OWED),
        Line("Total liabilities", ("389,443", "404,333"), 1, OWED),
        Line(OWNED, (), 1, OWED),
        Line("Common stock", ("627", "632"), 2, OWNED),
        Line("Additional paid-in capital", ("155,310", "150,904"), 2, OWNED),
        Line("Retained earnings", ("301,877", "262,116"), 2, OWNED),
        Line(
            "Accumulated other comprehensive loss", ("(16,142)", "(13,132)"), 2, OWNED
        ),
        Line("Total stockholders' equity", ("441,672", "400,520"), 2, OWNED),
        Line(
            "Total liabilities and stockholders' equity",
            ("831,115", "804,853"),
            1,
            OWED,
            sign="$",
        ),
    ),
    unit_line="(In thousands)",
    statement="balance_sheet",
)

OPERATING, INVESTING, FINANCING = (
    f"Cash flows from {name} activities:"
    for name in ("operating", "investing", "financing")
)
FLOWS = Sheet(
    "CONSOLIDATED STATEMENTS OF CASH FLOWS (Unaudited)",
    durations((YEAR_TO_DATE, THIS), (YEAR_TO_DATE, LAST)),
    (
        Line(OPERATING),
        Line("Net income", ("146,761", "133,449"), 1, OPERATING, sign="$"),
        Line("Depreciation and amortization", ("41,220", "39,871"), 1, OPERATING),
        Line("Stock-based compensation", ("9,014", "8,455"), 1, OPERATING),
        Line("Accounts receivable", ("(4,786)", "(6,012)"), 1, OPERATING),
        Line("Inventories", ("3,544", "(2,140)"), 1, OPERATING),
        Line(
            "Net cash provided by operating activities",
            ("195,753", "173,623"),
            1,
            OPERATING,
        ),
        Line(INVESTING),
        Line(
            "Purchases of property, plant and equipment",
            ("(52,805)", "(47,390)"),
            1,
            INVESTING,
        ),
        Line("Proceeds from sale of investments", ("—", "2,500"), 1, INVESTING),
        Line(
            "Net cash used in investing activities",
            ("(52,805)", "(44,890)"),
            1,
            INVESTING,
        ),
        Line(FINANCING),
        Line("Repayment of long-term debt", ("(15,000)", "(15,000)"), 1, FINANCING),
        Line("Dividends paid", ("(38,112)", "(36,040)"), 1, FINANCING),
        Line("Repurchases of common stock", ("(76,401)", "(70,255)"), 1, FINANCING),
        Line(
            "Net cash used in financing activities",
            ("(129,513)", "(121,295)"),
            1,
            FINANCING,
        ),
        Line("Net increase in cash and cash equivalents", ("13,435", "7,438")),
        Line(
            "Cash and cash equivalents at beginning of period", ("188,020", "175,311")
        ),
        Line(
            "Cash and cash equivalents at end of period",
            ("201,455", "182,749"),
            sign="$",
        ),
    ),
    unit_line="(In thousands)",
    statement="cash_flow",
)

RELEASE = (INCOME, BALANCE, FLOWS)
