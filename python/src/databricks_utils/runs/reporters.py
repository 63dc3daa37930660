"""Tells about a run: as JSON lines for a program, or as log lines for people."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, TextIO

from databricks_utils.events import write_event
from databricks_utils.failure import Failure
from databricks_utils.log import get_logger
from databricks_utils.runs.outcome import Reporter, RunStatus, TableOutcome


class JsonReporter(Reporter):
    """One JSON object a line, flushed, so that the reader sees each event at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._guard = threading.Lock()

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None:
        self._emit("run_started", run_id=run_id, environment=environment, tables=list(tables))

    def session_started(self, seconds: float) -> None:
        self._emit("session_started", seconds=round(seconds, 3))

    def table_started(self, table: str) -> None:
        self._emit("table_started", table=table)

    def table_finished(self, outcome: TableOutcome) -> None:
        rows = outcome.rows
        self._emit(
            "table_finished",
            table=outcome.table,
            status=outcome.status,
            seconds=round(outcome.seconds, 3),
            rows=rows
            and {
                "in": rows.read,
                "kept": rows.kept,
                "quarantined": rows.quarantined,
                "dropped": rows.dropped,
            },
            rules=[
                {
                    "name": r.name,
                    "violations": r.violations,
                    "on_violation": r.on_violation,
                    **({} if r.value is None else {"value": r.value}),
                }
                for r in outcome.rules
            ],
            step=outcome.phase,
            error=_error(outcome.error),
            because=outcome.because,
        )

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None:
        self._emit("run_finished", status=status, error=_error(error))

    def _emit(self, event: str, **fields: Any) -> None:
        with self._guard:
            write_event(self._stream, event, **fields)


class LogReporter(Reporter):
    """Log lines."""

    def __init__(self) -> None:
        self._log = get_logger("run")

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None:
        self._log.info("run %s in %s: %s", run_id, environment, ", ".join(tables))

    def session_started(self, seconds: float) -> None:
        self._log.info("Spark is ready after %.1f s", seconds)

    def table_started(self, table: str) -> None:
        self._log.info("started")

    def table_finished(self, outcome: TableOutcome) -> None:
        for rule in outcome.rules:
            if rule.violations:
                self._log.warning(
                    "rule %s: %d rows violate it (%s)",
                    rule.name,
                    rule.violations,
                    rule.on_violation,
                )
        if outcome.error is not None:
            _log_failure(self._log.error, f"{outcome.status} in {outcome.phase}", outcome.error)
        elif outcome.status == "skipped":
            self._log.warning("skipped, because %s failed", outcome.because)
        elif outcome.rows is not None:
            rows = outcome.rows
            self._log.info(
                "%s in %.1f s: %d rows in, %d kept, %d quarantined, %d dropped",
                outcome.status,
                outcome.seconds,
                rows.read,
                rows.kept,
                rows.quarantined,
                rows.dropped,
            )
        else:
            self._log.info("%s in %.1f s", outcome.status, outcome.seconds)

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None:
        if error is not None:
            _log_failure(self._log.error, f"run {status}", error)
        else:
            self._log.log(20 if status == "succeeded" else 40, "run %s", status)


def _log_failure(log: Any, what: str, failure: Failure) -> None:
    log("%s: %s: %s", what, failure.condition or failure.type, failure.message)
    for label, text in (("at", failure.at), ("hint:", failure.hint)):
        if text:
            log("%s %s", label, text)


def _error(failure: Failure | None) -> dict[str, str | None] | None:
    if failure is None:
        return None
    fields = {
        "type": failure.type,
        "condition": failure.condition,
        "message": failure.message,
        "hint": failure.hint,
    }
    return {**fields, "at": failure.at} if failure.at else fields
