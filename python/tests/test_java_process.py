"""Why the Java of a local session ended."""

from __future__ import annotations

import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from py4j.protocol import Py4JNetworkError
from pyspark import SparkContext
from pyspark.sql import SparkSession

from databricks_utils import get_spark, session
from databricks_utils.errors import JavaEndedError
from databricks_utils.java_process import java_ended


def _ended(monkeypatch: pytest.MonkeyPatch, code: str) -> str:
    """What is told about a process, in place of Java, that ends by running the code."""
    process = subprocess.Popen([sys.executable, "-c", f"import os, sys; {code}"])
    monkeypatch.setattr(SparkContext, "_gateway", SimpleNamespace(proc=process))
    process.wait()
    error = java_ended()
    assert error is not None
    return f"{error.message} {error.hint}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("sys.exit(52)", "it used up its memory Set LAKEWRIGHT_DRIVER_MEMORY to more"),
        ("os.kill(os.getpid(), 9)", "it was killed (SIGKILL)"),
        ("sys.exit(134)", "it crashed (SIGABRT) Its report is "),
        ("os.kill(os.getpid(), 15)", "it was ended from outside (SIGTERM)"),
        ("sys.exit(143)", "it was ended from outside (SIGTERM)"),
        ("sys.exit(3)", "its exit status is 3"),
    ],
)
def test_an_end_is_told_with_its_cause_and_cure(
    monkeypatch: pytest.MonkeyPatch, code: str, expected: str
) -> None:
    assert expected in _ended(monkeypatch, code)


def test_a_session_whose_java_ended_is_given_to_nobody(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_local", SimpleNamespace(session=spark))
    _ended(monkeypatch, "os.kill(os.getpid(), 9)")
    with pytest.raises(JavaEndedError, match="it was killed"):
        get_spark()


def test_a_java_that_is_there_or_that_another_process_started_has_not_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        monkeypatch.setattr(SparkContext, "_gateway", SimpleNamespace(proc=process))
        assert java_ended() is None
        # The connection breaks a moment before.
        threading.Timer(0.1, process.kill).start()
        assert java_ended(Py4JNetworkError("connection reset")) is not None
    monkeypatch.setattr(SparkContext, "_gateway", SimpleNamespace(proc=None))
    assert java_ended() is None
    monkeypatch.setattr(SparkContext, "_gateway", None)
    assert java_ended() is None
