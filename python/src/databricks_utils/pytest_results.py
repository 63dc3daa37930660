"""A pytest plugin that tells a program the result of each test, for `lakewright test --json`.

With `-p databricks_utils.pytest_results --results-file FILE`, each test, and each file that cannot
be collected, is a JSON line in the file: its id, `passed`, `failed`, `error` or `skipped`, seconds,
and a message unless it passed. An error is what fails outside of the test itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from databricks_utils.events import write_event
from databricks_utils.redact import redact

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option that names the file."""
    parser.addoption("--results-file", type=Path, help="where to write the result of each test")


def pytest_configure(config: pytest.Config) -> None:
    """Starts the file, if one is named."""
    file: Path | None = config.getoption("--results-file")
    if file is not None:
        stream = file.open("w", encoding="utf-8", newline="\n")
        config.add_cleanup(stream.close)
        config.pluginmanager.register(_Results(stream))


@dataclass
class _Found:
    outcome: str = "passed"
    seconds: float = 0.0
    message: str | None = None


@dataclass(eq=False)
class _Results:
    stream: TextIO
    running: dict[str, _Found] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes the report of setup, test or teardown; the last one ends the test."""
        found = self.running.setdefault(report.nodeid, _Found())
        found.seconds += report.duration
        if not report.passed and found.outcome in ("passed", "skipped"):
            failed = "failed" if report.when == "call" else "error"
            found.outcome = failed if report.failed else "skipped"
            found.message = _message(report)
        if report.when == "teardown":
            self._write(report.nodeid, self.running.pop(report.nodeid))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be collected is an error."""
        if report.failed:
            self._write(report.nodeid, _Found("error", message=_message(report)))

    def _write(self, test: str, found: _Found) -> None:
        write_event(
            self.stream,
            "test_finished",
            test=test,
            outcome=found.outcome,
            seconds=round(found.seconds, 3),
            message=found.message,
        )


def _message(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The message of a test that did not pass, without its traceback."""
    if isinstance(report.longrepr, tuple):
        return redact(report.longrepr[2])
    crash = getattr(report.longrepr, "reprcrash", None)
    return redact(report.longreprtext if crash is None else crash.message)
