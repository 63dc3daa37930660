"""What came of tests, told to a program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TESTS = """
import pytest

@pytest.fixture
def broken():
    raise OSError("no such place")

@pytest.fixture
def untidy():
    yield
    raise OSError("still in use")

def test_right():
    pass

def test_wrong():
    assert 1 == 2, "one is not two, password=geheim"

def test_no_setup(broken):
    pass

def test_no_teardown(untidy):
    pass

@pytest.mark.skip(reason="not today")
def test_later():
    pass

@pytest.mark.xfail(reason="known")
def test_known():
    assert False
"""


def test_each_test_is_told_once_with_its_message(tmp_path: Path) -> None:
    (tmp_path / "test_a.py").write_text(TESTS)
    (tmp_path / "test_b.py").write_text("import nothing_of_this_name\n")
    results = tmp_path / "results.jsonl"
    plugin = ["-p", "databricks_utils.pytest_results", "--results-file", str(results)]
    arguments = [*plugin, "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=tmp_path, check=False)
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    told: dict[str, Any] = {line["test"]: line for line in lines}
    assert len(told) == len(lines)
    assert {test: line["outcome"] for test, line in told.items()} == {
        "test_b.py": "error",
        "test_a.py::test_right": "passed",
        "test_a.py::test_wrong": "failed",
        "test_a.py::test_no_setup": "error",
        "test_a.py::test_no_teardown": "error",
        "test_a.py::test_later": "skipped",
        "test_a.py::test_known": "skipped",
    }
    assert "message" not in told["test_a.py::test_right"]
    assert told["test_a.py::test_wrong"]["message"].startswith(
        "AssertionError: one is not two, password=***"
    )
    assert told["test_a.py::test_no_teardown"]["message"] == "OSError: still in use"
    assert told["test_a.py::test_later"]["message"] == "Skipped: not today"
    assert "nothing_of_this_name" in told["test_b.py"]["message"]
