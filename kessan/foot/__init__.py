"""The sums of printed tables: found in the grid, written down to be reviewed."""

from kessan.foot.files import (
    CALCULATIONS,
    FOUND,
    GridError,
    read_grids,
    write_calculations,
)
from kessan.foot.grid import AMOUNT, Grid, Line, Rounding
from kessan.foot.search import Calculation, Footing, foot

__all__ = [
    "AMOUNT",
    "CALCULATIONS",
    "FOUND",
    "Calculation",
    "Footing",
    "Grid",
    "GridError",
    "Line",
    "Rounding",
    "foot",
    "read_grids",
    "write_calculations",
]
