"""One Spark session for all tests, and a schema of its own for each test that writes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pyspark.sql import SparkSession

from databricks_utils.catalog import TableAddress
from databricks_utils.testing import spark_session

settings.register_profile(
    "default",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    """A local session for small jobs, which end before they would be compiled."""
    for session in spark_session():
        session.conf.set("spark.sql.codegen.wholeStage", "false")
        session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        session.conf.set("spark.sql.adaptive.enabled", "false")
        yield session


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
