"""One Spark session for all tests, and a schema of its own for each test that writes."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pyspark.sql import SparkSession

from databricks_utils import Pipeline, ProjectConfig, Step
from databricks_utils.catalog import TableAddress
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.runs.outcome import TableOutcome
from databricks_utils.session import SMALL_JOBS
from databricks_utils.testing import spark_session
from recorder import Recorder
from suite import SEED

# Few machines are in UTC: what depends on their zone is to be seen.
if hasattr(time, "tzset"):
    os.environ["TZ"] = "America/St_Johns"
    time.tzset()

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("default")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What repeats the random cases of a run that failed."""
    if terminalreporter.stats.keys() & {"failed", "error"}:
        terminalreporter.write_line(f"LAKEWRIGHT_SEED={SEED}")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A local session for small jobs."""
    for session in spark_session():
        for key, value in SMALL_JOBS.items():
            session.conf.set(key, value)
        yield session


@pytest.fixture
def config(tmp_path: Path) -> ProjectConfig:
    """The configuration of a local project of its own."""
    return ProjectConfig.model_validate(
        {
            "environment_type": "local",
            "environment": "local",
            "project_directory": tmp_path,
            "catalog": {"name": tmp_path.name.replace("-", "_"), "schema_prefix": "shop"},
        }
    )


_runs = itertools.count()


@pytest.fixture
def run(spark: SparkSession, config: ProjectConfig) -> Callable[..., dict[str, TableOutcome]]:
    """Runs steps in that project and gives what became of each table."""

    def runs(*steps: Step, **options: Any) -> dict[str, TableOutcome]:
        recorder = Recorder()
        plan = plan_run([Pipeline(layer="all", steps=steps)])
        Engine(spark, config, plan, recorder, run_id=f"run{next(_runs)}", **options).run()
        return recorder.outcomes

    return runs


_numbers = itertools.count()


@pytest.fixture
def new_address(spark: SparkSession, tmp_path: Path) -> Callable[[], TableAddress]:
    """Makes addresses of tables that do not exist."""

    def address() -> TableAddress:
        number = next(_numbers)
        return TableAddress(
            f"spark_catalog.`lab`.`t{number}`",
            schema="spark_catalog.`lab`",
            location=str(tmp_path / f"t{number}"),
        )

    return address


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests start without the variables that steer the package."""
    for name in ("ENV", "LAKEWRIGHT_ENV", "LAKEWRIGHT_CONFIG_DIR", "DATABRICKS_RUNTIME_VERSION"):
        monkeypatch.delenv(name, raising=False)
