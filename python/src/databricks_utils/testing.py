"""Helps a project's own tests: a session, empty frames, a comparison of schemas.

In a conftest.py:

    spark = pytest.fixture(scope="session", name="spark")(spark_session)
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.schema import schema_differences
from databricks_utils.session import start_local


def spark_session() -> Iterator[SparkSession]:
    """A local session on an empty warehouse that is deleted afterwards; one serves all tests."""
    warehouse = Path(tempfile.mkdtemp(prefix="lakewright-test-"))
    session = start_local(warehouse)
    try:
        yield session
    finally:
        session.stop()
        shutil.rmtree(warehouse, ignore_errors=True)


def empty_frames(spark: SparkSession, schemas: Mapping[str, T.StructType]) -> dict[str, DataFrame]:
    """A frame without rows for each schema, by name: what a build function takes.

    Spark's analyzer checks the function on them without computing anything.
    """
    return {name: spark.createDataFrame([], schema) for name, schema in schemas.items()}


def assert_schema(frame: DataFrame, schema: T.StructType) -> None:
    """Raises AssertionError naming every difference between a frame's columns and the schema.

    Order is free, because writes match columns by name. So is nullability: the write enforces
    NOT NULL, and Spark's analyzer cannot prove it for most expressions.
    """
    differences = schema_differences(frame.schema, schema)
    if differences:
        raise AssertionError("the frame has other columns:\n  " + "\n  ".join(differences))
