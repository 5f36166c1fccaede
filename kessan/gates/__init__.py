"""The gates: Great Expectations at both doors of the warehouse.

Before a build the entry gate asks the CSVs, after it the exit gate asks the
Parquet that is about to be published. The suites are data, in `gates/entry` and
`gates/exit`; docs/operate/gates.md describes them.

Great Expectations takes seconds to import, so only the functions do, when they
are called.
"""

from kessan.gates.docs import write_data_docs
from kessan.gates.entry import asked_beside, entry_gate
from kessan.gates.exit import exit_gate
from kessan.gates.result import GateResult, SuiteResult

__all__ = [
    "GateResult",
    "SuiteResult",
    "asked_beside",
    "entry_gate",
    "exit_gate",
    "write_data_docs",
]
