"""The Java process of a local session: whether it is still there, and why it ended."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark import SparkContext

from databricks_utils.errors import JavaEndedError

MEMORY_VARIABLE = "LAKEWRIGHT_DRIVER_MEMORY"
# SparkExitCode.OOM: what Spark ends Java with when a task used up its memory.
_OUT_OF_MEMORY = 52
_CRASHES = frozenset({"SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV"})
# A connection breaks a moment before the process counts as ended.
_MOMENT = 1.0


def java_ended(error: BaseException | None = None) -> JavaEndedError | None:
    """Why Java ended, if this process started it and it did; None while it is there.

    After an error of the connection to Java, waits a moment for the end of the process.
    """
    gateway = SparkContext._gateway
    # None on Databricks, and where another process started Java.
    process: subprocess.Popen[bytes] | None = getattr(gateway, "proc", None)
    if process is None:
        return None
    broken = isinstance(error, Py4JError | OSError) and not isinstance(error, Py4JJavaError)
    try:
        status = process.wait(_MOMENT if broken else 0)
    except subprocess.TimeoutExpired:
        return None
    how, cure = _end(status, process.pid)
    return JavaEndedError(
        f"Java ended in the middle of the work: {how}",
        hint=f"{cure} Then start again: what has been committed stays.",
    )


def _end(status: int, process_id: int) -> tuple[str, str]:
    """How the process ended, and what to do about it."""
    if status == _OUT_OF_MEMORY:
        return "it used up its memory", f"Set {MEMORY_VARIABLE} to more, such as 4g."
    name = _signal_name(status)
    if name == "SIGKILL":
        return (
            "it was killed (SIGKILL), most likely because the machine ran out of memory",
            f"Free some memory, or set {MEMORY_VARIABLE} to less.",
        )
    if name in _CRASHES:
        report = Path.cwd() / f"hs_err_pid{process_id}.log"
        return f"it crashed ({name})", f"Its report is {report}: another version of Java may help."
    if name is not None:
        return f"it was ended from outside ({name})", "Find out who ends it."
    return f"its exit status is {status}", "Read what it wrote to standard error."


def _signal_name(status: int) -> str | None:
    """The signal that ended it; Java ends with 128 and its number where it caught the signal."""
    number = -status if status < 0 else status - 128
    try:
        return signal.Signals(number).name
    except ValueError:
        return None
