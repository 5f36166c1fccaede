"""What a gate has found."""

from dataclasses import dataclass, field
from typing import Any

from kessan.intake import Problem


@dataclass(frozen=True)
class SuiteResult:
    """The results of one suite on one frame, and the problems that they name.

    `validation` is the result object of Great Expectations, for Data Docs.
    """

    name: str
    about: str
    rows: int
    evaluated: int
    failed: int
    problems: list[Problem]
    validation: Any = field(repr=False)

    @property
    def success(self) -> bool:
        """Whether every expectation of the suite is met."""
        return not self.failed


@dataclass(frozen=True)
class GateResult:
    """What one door says: every suite, and every problem of all of them."""

    door: str
    suites: list[SuiteResult]
    seconds: float
    other_problems: list[Problem] = field(default_factory=list)

    @property
    def success(self) -> bool:
        """Whether what stands at the door may pass."""
        return not self.problems and all(suite.success for suite in self.suites)

    @property
    def problems(self) -> list[Problem]:
        """All problems, none of them twice."""
        found = [problem for suite in self.suites for problem in suite.problems]
        return list(dict.fromkeys(self.other_problems + found))

    @property
    def statistics(self) -> dict[str, int]:
        """How many expectations were evaluated, and how many failed."""
        return {
            "evaluated": sum(suite.evaluated for suite in self.suites),
            "failed": sum(suite.failed for suite in self.suites),
        }

    def summary(self) -> dict[str, Any]:
        """What the history of runs keeps, as JSON has it."""
        return {
            "door": self.door,
            "success": self.success,
            **self.statistics,
            "problems": len(self.problems),
            "seconds": round(self.seconds, 2),
            "suites": [
                {
                    "name": suite.name,
                    "success": suite.success,
                    "rows": suite.rows,
                    "evaluated": suite.evaluated,
                    "failed": suite.failed,
                }
                for suite in self.suites
            ],
        }
