"""Lets a run end cleanly: when it fails, and when it is interrupted by Ctrl-C or SIGTERM."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from databricks_utils.environment import on_databricks
from databricks_utils.errors import LakewrightError
from databricks_utils.failure import Failure, describe_failure
from databricks_utils.java_process import java_ended
from databricks_utils.runs.outcome import RunStatus
from databricks_utils.session import cancel_jobs, stop_spark

INTERRUPTED = 130
_EXIT_STATUS: dict[RunStatus, int] = {"succeeded": 0, "failed": 1, "interrupted": INTERRUPTED}

# How long the table at work may take to notice that its jobs were cancelled. A Delta commit that
# has begun is completed within it; one that has not leaves the table as it was.
GRACE_SECONDS = 15.0


class Unresponsive(Exception):
    """The run did not end within the grace period after it was interrupted."""


def run_to_end(
    run: Callable[[threading.Event], RunStatus],
    finished: Callable[[RunStatus, Failure | None], None],
    project: Path | None = None,
) -> int:
    """Calls `run`, tells `finished` how it ended, stops Spark, and returns the exit status.

    That is 0, or 1 if it failed, or 130 if it was interrupted. What `run` raises is also reported
    briefly on standard error, with places in `project`. If a run does not end when it is
    interrupted, the process is ended.
    """
    failure = None
    try:
        # Databricks cancels a job's work itself.
        status = run(threading.Event()) if on_databricks() else run_interruptibly(run)
    except Unresponsive:
        finished("interrupted", None)
        # The thread still uses the session.
        os._exit(INTERRUPTED)
    except Exception as raised:
        error = java_ended(raised) or raised
        status, failure = "failed", describe_failure(error, project)
        what = failure.message
        if not isinstance(error, LakewrightError):
            what = f"{failure.condition or failure.type}: {what}"
        print("\n".join(filter(None, (f"error: {what}", failure.hint))), file=sys.stderr)
    finished(status, failure)
    stop_spark()
    return _EXIT_STATUS[status]


def run_interruptibly(run: Callable[[threading.Event], RunStatus]) -> RunStatus:
    """Calls `run` with an event that is set when the process is to end, and returns its status.

    Spark is used in a thread of its own: an exception thrown by a signal handler into a call that
    waits for Java would break the connection. The main thread waits for signals; the first one
    sets the event and cancels Spark's jobs. Raises what `run` raises.
    """
    stop = threading.Event()
    results: list[RunStatus] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            results.append(run(stop))
        except BaseException as error:  # handed over to the main thread
            errors.append(error)

    thread = threading.Thread(target=work, name="run", daemon=True)
    handled = (signal.SIGINT, signal.SIGTERM)
    previous = {number: signal.signal(number, lambda *_: stop.set()) for number in handled}
    try:
        thread.start()
        while thread.is_alive() and not stop.is_set():
            thread.join(0.2)
        waited = 0.0
        while thread.is_alive() and waited < GRACE_SECONDS:
            cancel_jobs()
            thread.join(0.5)
            waited += 0.5
        if thread.is_alive():
            raise Unresponsive
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    if errors:
        if stop.is_set() and isinstance(errors[0], Exception):
            return "interrupted"
        raise errors[0]
    return results[0]
