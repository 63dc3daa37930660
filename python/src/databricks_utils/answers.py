"""Programs that answer one request with a local session, for the command that started them."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from pyspark.sql import SparkSession

from databricks_utils.events import claim_stdout, parse_request, write_event
from databricks_utils.failure import describe_failure, failure_fields
from databricks_utils.runs.supervisor import INTERRUPTED
from databricks_utils.session import start_local

# Starts the session, once the request is understood.
Start = Callable[[], SparkSession]


def answer_request(
    module: str,
    argv: Sequence[str] | None,
    about: str | None,
    answer: Callable[[Any, Start, TextIO, Path], None],
) -> int:
    """Calls `answer` with the request, a function that starts Spark, the event stream and a folder.

    Ends with the event `<module>_finished`, which says what failed, if anything. Returns the exit
    status: 0, or 1 if it failed, or 130 if it was interrupted.
    """
    options = parse_request(module, argv, about)
    events = claim_stdout()
    sessions: list[SparkSession] = []

    def start() -> SparkSession:
        begun = time.monotonic()
        sessions.append(start_local(options.scratch / "warehouse"))
        write_event(events, "session_started", seconds=since(begun))
        return sessions[0]

    finished = f"{module}_finished"
    try:
        request = json.loads(options.request.read_text(encoding="utf-8"))
        answer(request, start, events, options.scratch)
        write_event(events, finished)
        for session in sessions:
            session.stop()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        failure = describe_failure(error)
        write_event(events, finished, error=failure_fields(failure))
        print(f"error: {failure.message}", file=sys.stderr)
        return 1
    return 0


def since(begun: float) -> float:
    """Seconds since a time of the monotonic clock."""
    return round(time.monotonic() - begun, 3)
