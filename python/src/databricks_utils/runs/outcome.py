"""What became of one table in a run, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from databricks_utils.failure import Failure

TableStatus = Literal["succeeded", "failed", "skipped", "interrupted"]
RunStatus = Literal["succeeded", "failed", "interrupted"]
Phase = Literal["read", "build", "check", "write"]


@dataclass(frozen=True)
class RuleOutcome:
    """How many rows violate a rule; for one that measures a number, 0 or 1, and the number."""

    name: str
    violations: int
    on_violation: str
    kind: str = "row"
    severity: str = "medium"
    value: float | None = None


@dataclass(frozen=True)
class Rows:
    """What became of the rows of a table's frame."""

    read: int
    kept: int
    quarantined: int
    dropped: int


@dataclass(frozen=True)
class TableOutcome:
    """How a table ended; `because` names the failed table for which it was skipped."""

    table: str
    status: TableStatus
    seconds: float = 0.0
    rows: Rows | None = None
    rules: Sequence[RuleOutcome] = ()
    phase: Phase | None = None
    error: Failure | None = None
    because: str | None = None


class Reporter(Protocol):
    """Is told what happens in a run."""

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None:
        """A run begins that will make `tables`, in this order."""

    def session_started(self, seconds: float) -> None:
        """Spark is ready."""

    def table_started(self, table: str) -> None:
        """A table or view, `layer.table`, is started."""

    def table_finished(self, outcome: TableOutcome) -> None:
        """A table or view ended, or was skipped."""

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None:
        """The run ended; `error` is what kept it from starting."""
