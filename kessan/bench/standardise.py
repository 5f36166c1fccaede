"""A program of its own: what secfsdstools takes to read and standardise an archive.

It runs in the environment of the peer and not in that of the project, and prints JSON:
a name, the numbers of the archive, and seconds, for each thing it did.
"""

import json
import sys
import time
import zipfile

import pandas as pd
from secfsdstools.a_utils.constants import NUM_DTYPE, PRE_DTYPE, SUB_DTYPE
from secfsdstools.d_container.databagmodel import RawDataBag
from secfsdstools.e_filter.rawfiltering import (
    MainCoregRawFilter,
    OfficialTagsOnlyRawFilter,
    ReportPeriodRawFilter,
    USDOnlyRawFilter,
)
from secfsdstools.f_standardize.bs_standardize import BalanceSheetStandardizer
from secfsdstools.f_standardize.cf_standardize import CashFlowStandardizer
from secfsdstools.f_standardize.is_standardize import IncomeStatementStandardizer

TYPES = {"sub": SUB_DTYPE, "pre": PRE_DTYPE, "num": NUM_DTYPE}


def main() -> None:
    """Read, join, filter and standardise the three statements."""
    started = time.monotonic()
    with zipfile.ZipFile(sys.argv[1]) as archive:
        frames = {
            name: pd.read_csv(
                archive.open(f"{name}.txt"), sep="\t", header=0, dtype=types
            )
            for name, types in TYPES.items()
        }
    # What it fills and computes with when it reads its own copies.
    of_members = {
        name: frames["num"][name].fillna("") if name in frames["num"] else ""
        for name in ("coreg", "segments")
    }
    frames["num"] = frames["num"].assign(
        **of_members, value=pd.to_numeric(frames["num"]["value"])
    )
    numbers = len(frames["num"])
    bag = RawDataBag.create(frames["sub"], frames["pre"], frames["num"])
    read = time.monotonic() - started
    joined = (
        bag[ReportPeriodRawFilter()][MainCoregRawFilter()][OfficialTagsOnlyRawFilter()][
            USDOnlyRawFilter()
        ]
    ).join()
    for standardizer in (
        BalanceSheetStandardizer(),
        IncomeStatementStandardizer(),
        CashFlowStandardizer(),
    ):
        standardizer.present(joined)
    done = time.monotonic() - started
    print(
        json.dumps(
            [
                ["secfsdstools: read", numbers, read],
                ["secfsdstools: read and standardised", numbers, done],
            ]
        )
    )


if __name__ == "__main__":
    main()
