"""What a run tells, remembered."""

from __future__ import annotations

from collections.abc import Sequence

from databricks_utils.failure import Failure
from databricks_utils.runs.outcome import RunStatus, TableOutcome


class Recorder:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.outcomes: dict[str, TableOutcome] = {}
        self.started: list[str] = []

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None: ...

    def session_started(self, seconds: float) -> None: ...

    def table_started(self, table: str) -> None:
        self.started.append(table)

    def table_finished(self, outcome: TableOutcome) -> None:
        self.outcomes[outcome.table] = outcome

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None: ...
