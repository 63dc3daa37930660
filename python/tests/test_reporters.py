"""Telling about a run."""

from __future__ import annotations

import io
import json
from typing import Any

from databricks_utils import configure_logging
from databricks_utils.failure import Failure
from databricks_utils.runs.outcome import Rows, RuleOutcome, TableOutcome
from databricks_utils.runs.reporters import JsonReporter, LogReporter

SUCCEEDED = TableOutcome(
    "silver.a", "succeeded", 1.23456, Rows(5, 3, 1, 1), [RuleOutcome("r", 2, "drop")]
)
FAILED = TableOutcome(
    "silver.b",
    "failed",
    0.5,
    phase="write",
    error=Failure("KeyError", "a\nb", None, "cure", "src/x.py:3"),
)
SKIPPED = TableOutcome("silver.c", "skipped", because="silver.b")


def events(outcome: TableOutcome) -> dict[str, Any]:
    stream = io.StringIO()
    JsonReporter(stream).table_finished(outcome)
    assert stream.getvalue().count("\n") == 1
    event: dict[str, Any] = json.loads(stream.getvalue())
    return event


def test_a_finished_table_is_one_line_with_rows_and_rules() -> None:
    assert events(SUCCEEDED) == {
        "event": "table_finished",
        "table": "silver.a",
        "status": "succeeded",
        "seconds": 1.235,
        "rows": {"in": 5, "kept": 3, "quarantined": 1, "dropped": 1},
        "rules": [{"name": "r", "violations": 2, "on_violation": "drop"}],
    }


def test_a_failed_table_has_step_and_error_and_a_skipped_one_its_cause() -> None:
    failed = events(FAILED)
    assert (failed["step"], failed["status"]) == ("write", "failed")
    assert failed["error"] == {
        "type": "KeyError",
        "condition": None,
        "message": "a\nb",
        "hint": "cure",
        "at": "src/x.py:3",
    }
    assert events(SKIPPED)["because"] == "silver.b"


def test_a_run_is_told_from_start_to_end() -> None:
    stream = io.StringIO()
    reporter = JsonReporter(stream)
    reporter.run_started("r1", "local", ["a.b"])
    reporter.session_started(1.0)
    reporter.table_started("a.b")
    reporter.run_finished("failed", Failure("X", "y"))
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert lines[0] == {
        "event": "run_started",
        "run_id": "r1",
        "environment": "local",
        "tables": ["a.b"],
    }
    assert [line["event"] for line in lines[1:]] == [
        "session_started",
        "table_started",
        "run_finished",
    ]
    assert lines[-1]["error"]["message"] == "y"


def test_the_log_says_the_same_to_people() -> None:
    stream = io.StringIO()
    configure_logging("INFO", "text", stream)
    reporter = LogReporter()
    for outcome in (SUCCEEDED, FAILED, SKIPPED):
        reporter.table_finished(outcome)
    reporter.run_finished("failed")
    configure_logging("WARNING")
    text = stream.getvalue()
    for part in (
        "rule r: 2 rows violate it (drop)",
        "succeeded in 1.2 s: 5 rows in, 3 kept, 1 quarantined, 1 dropped",
        "failed in write: KeyError: a",
        "at src/x.py:3",
        "hint: cure",
        "skipped, because silver.b failed",
        "run failed",
    ):
        assert part in text
