"""Helps a project's own tests: a session, empty frames, a comparison of schemas.

In a conftest.py:

    spark = pytest.fixture(scope="session", name="spark")(spark_session)
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.runs.pipeline import Step
from databricks_utils.schema import schema_differences
from databricks_utils.session import SMALL_JOBS, start_local
from databricks_utils.writes.strategies import Append, Write
from databricks_utils.writes.writers import WriteId, write_table

_SCHEMA = "spark_catalog.lakewright_tests"


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


_tables = itertools.count()


def write_again(
    spark: SparkSession,
    step: Step,
    batches: Sequence[DataFrame],
    *,
    stored: DataFrame | None = None,
) -> DataFrame:
    """A separate table into which a step has written batches, the last of them twice.

    Only the step's write is done, not its function or its rules. `stored` rows are there before.
    Writing twice must equal writing once, also for appends: a batch keeps its name.
    """
    schema = step.schema
    assert schema is not None
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}")
    name = f"{_SCHEMA}.written_{next(_tables)}"

    def write(frame: DataFrame, how: Write, number: int) -> None:
        batch = WriteId(f"{name}/{number}", 1)
        write_table(spark, frame, name, schema, how, partition_by=step.partition_by, write_id=batch)

    with _small_jobs(spark):
        if stored is not None:
            write(stored, Append(), 0)
        for number, batch in [*enumerate(batches, 1), (len(batches), batches[-1])]:
            write(batch, step.write, number)
    return spark.table(name)


@contextlib.contextmanager
def _small_jobs(spark: SparkSession) -> Iterator[None]:
    """Merges of a few rows take several times as long under the usual settings."""
    before = {key: spark.conf.get(key, None) for key in SMALL_JOBS}
    try:
        for key, value in SMALL_JOBS.items():
            spark.conf.set(key, value)
        yield
    finally:
        for key, usual in before.items():
            if usual is None:
                spark.conf.unset(key)
            else:
                spark.conf.set(key, usual)


def assert_schema(frame: DataFrame, schema: T.StructType) -> None:
    """Raises AssertionError naming every difference between a frame's columns and the schema.

    Order is free, because writes match columns by name. So is nullability: the write enforces
    NOT NULL, and Spark's analyzer cannot prove it for most expressions.
    """
    differences = schema_differences(frame.schema, schema)
    if differences:
        raise AssertionError("the frame has different columns:\n  " + "\n  ".join(differences))
