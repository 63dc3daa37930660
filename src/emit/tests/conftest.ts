import { HEADER } from '../header.ts';

/** tests/conftest.py: what all tests share. */
export const conftest = (): string => `# ${HEADER}
"""What all tests share: one Spark session, the configuration, and rows for frames."""

import datetime as dt
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from databricks_utils import (
    AnyRule,
    ReferenceRule,
    Rule,
    load_config,
    spark_session,
    unversioned_schema,
    write_again,
)
from databricks_utils.config import ProjectConfig
from databricks_utils.data_quality import validate
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

MARK = "__rule"
spark = pytest.fixture(scope="session", name="spark")(spark_session)


@pytest.fixture(scope="session")
def spark_session_long_running(spark: SparkSession) -> SparkSession:
    """The one session of all tests; what a test leaves in it, the next one finds."""
    return spark


@pytest.fixture(name="spark_session")
def clean_spark_session(spark: SparkSession) -> Iterator[SparkSession]:
    """The one session of all tests; temporary views that a test makes go with it."""
    before = {table.name for table in spark.catalog.listTables() if table.isTemporary}
    yield spark
    for table in spark.catalog.listTables():
        if table.isTemporary and table.name not in before:
            spark.catalog.dropTempView(table.name)


@pytest.fixture(scope="session")
def test_config() -> ProjectConfig:
    """The configuration of local runs."""
    return load_config("local", Path(__file__).resolve().parent.parent)


@pytest.fixture
def temp_tables(spark: SparkSession) -> Iterator[Callable[[Mapping[str, DataFrame]], None]]:
    """Makes frames readable by name, as temporary views, until the test ends."""
    made: list[str] = []

    def make(frames: Mapping[str, DataFrame]) -> None:
        for name, frame in frames.items():
            frame.createOrReplaceTempView(name)
            made.append(name)

    yield make
    for name in made:
        spark.catalog.dropTempView(name)


@pytest.fixture
def null_rows(spark: SparkSession) -> Callable[[T.StructType], DataFrame]:
    """Makes a frame with the columns of a schema and one row, in which every value is NULL."""

    def make(schema: T.StructType) -> DataFrame:
        nulls = [F.lit(None).cast(field.dataType).alias(field.name) for field in schema]
        return spark.range(1).select(*nulls)

    return make


@pytest.fixture(scope="session")
def make_rows(
    spark: SparkSession,
) -> Callable[[T.StructType, Sequence[Mapping[str, Any]]], DataFrame]:
    """Makes a frame with the columns of a schema; what a row does not name is NULL."""

    def make(schema: T.StructType, rows: Sequence[Mapping[str, Any]]) -> DataFrame:
        values = [tuple(row.get(field.name) for field in schema) for row in rows]
        return spark.createDataFrame(values, schema)

    return make


@pytest.fixture(scope="session")
def rows_of() -> Callable[[DataFrame], list[tuple[Any, ...]]]:
    """The rows of a frame in an order of their own, moments in UTC."""

    def read(frame: DataFrame) -> list[tuple[Any, ...]]:
        rows = [_comparable(row, frame.schema) for row in frame.collect()]
        return sorted(rows, key=repr)

    return read


def _comparable(value: Any, kind: T.DataType) -> Any:
    if value is None:
        return None
    if isinstance(kind, T.TimestampType):
        return value.astimezone(dt.timezone.utc)
    if isinstance(kind, T.ArrayType):
        return [_comparable(item, kind.elementType) for item in value]
    if isinstance(kind, T.MapType):
        keys = [_comparable(key, kind.keyType) for key in value]
        values = [_comparable(item, kind.valueType) for item in value.values()]
        return sorted(zip(keys, values, strict=True), key=repr)
    if isinstance(kind, T.StructType):
        return tuple(
            _comparable(item, field.dataType) for item, field in zip(value, kind, strict=True)
        )
    if isinstance(kind, T.BinaryType):
        return bytes(value)
    return value


@pytest.fixture(scope="session")
def written(
    spark: SparkSession,
    make_rows: Callable[[T.StructType, Sequence[Mapping[str, Any]]], DataFrame],
    rows_of: Callable[[DataFrame], list[tuple[Any, ...]]],
) -> Callable[..., list[tuple[Any, ...]]]:
    """Writes rows as the step of a pipeline does, the last of them twice; gives what is there."""

    def write(pipeline: str, table: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        steps = importlib.import_module(pipeline).PIPELINE.steps
        step = next(step for step in steps if step.table == table)
        schema = unversioned_schema(step.schema)
        frames = [make_rows(schema, rows) for rows in given["batches"]]
        stored = make_rows(schema, given["stored"]) if "stored" in given else None
        there = write_again(spark, step, frames, stored=stored)
        return rows_of(there.select(*given["columns"]))

    return write


@pytest.fixture(scope="session")
def judge(
    make_rows: Callable[[T.StructType, Sequence[Mapping[str, Any]]], DataFrame],
) -> Callable[..., dict[str, list[bool]]]:
    """Finds which of its rows violate each rule, in one job."""

    def find(
        schema: T.StructType,
        rules: Sequence[object],
        cases: Mapping[str, Sequence[tuple[Mapping[str, Any], bool]]],
    ) -> dict[str, list[bool]]:
        known = {rule.name: rule for rule in rules if isinstance(rule, Rule)}
        nullable = [T.StructField(field.name, field.dataType) for field in schema]
        marked = T.StructType([*nullable, T.StructField(MARK, T.StringType())])
        rows = [{**row, MARK: name} for name, pairs in cases.items() for row, _ in pairs]
        # A rule sees only its own rows: it may fail on those of other rules.
        verdict = F.coalesce(
            *[F.when(F.col(MARK) == name, known[name].violated()) for name in cases]
        )
        verdicts: dict[str, list[bool]] = {name: [] for name in cases}
        for name, violated in make_rows(marked, rows).select(MARK, verdict).collect():
            verdicts[name].append(violated)
        return verdicts

    return find


@pytest.fixture(scope="session")
def count_violations(
    make_rows: Callable[[T.StructType, Sequence[Mapping[str, Any]]], DataFrame],
) -> Callable[..., tuple[int, bool]]:
    """Counts the violations of one rule in a frame, and says whether they forbid a write."""

    def nullable(schema: T.StructType) -> T.StructType:
        return T.StructType([T.StructField(field.name, field.dataType) for field in schema])

    def count(
        schema: T.StructType,
        rules: Sequence[AnyRule],
        name: str,
        given: Mapping[str, Any],
        others: Mapping[str, T.StructType] | None = None,
    ) -> tuple[int, bool]:
        rule = next(rule for rule in rules if rule.name == name)
        rows = [row for row, times in given["rows"] for _ in range(times)]
        known = {
            key: make_rows(nullable(other), given.get("known", []))
            for key, other in (others or {}).items()
            if isinstance(rule, ReferenceRule) and key == rule.to
        }
        usual = {name: given["usual"]} if "usual" in given else {}
        report = validate(
            make_rows(nullable(schema), rows),
            [rule],
            references=known,
            usual=usual,
            now=given.get("now"),
        )
        return report.counts.violations[name], not report.passed

    return count
`;
