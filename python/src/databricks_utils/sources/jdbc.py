"""Reads tables of other databases into typed frames."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.errors import SPARK_ERRORS, PipelineError, SourceError
from databricks_utils.failure import describe_failure
from databricks_utils.schema import nullable_schema
from databricks_utils.secret import PerEnvironment, SecretRef, client_options, setting
from databricks_utils.sources.bad_values import RESCUED_DATA, Reading, typed
from databricks_utils.sources.increment import Marks
from databricks_utils.suggest import list_names


@dataclass(frozen=True)
class JdbcSplit:
    """Several connections, each of which reads a range of a column."""

    column: str
    lower: str
    upper: str
    parts: int


@dataclass(frozen=True, kw_only=True)
class JdbcSource:
    """A table or the result of a query in another database.

    `columns` maps a column to its name there, where that differs. `options` are settings of
    Spark's JDBC source, `user` and `password` among them. With `new_by`, a run takes the rows that
    are new by this column; `look_back`, in seconds for a time or units for a number, also
    takes those that come that late.
    """

    url: PerEnvironment
    table: str | None = None
    query: str | None = None
    driver: str | None = None
    fetch_size: int | None = None
    split: JdbcSplit | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, PerEnvironment | SecretRef] = field(default_factory=dict)
    new_by: str | None = None
    look_back: float = 0

    def __post_init__(self) -> None:
        if (self.table is None) == (self.query is None):
            raise PipelineError(
                "a JDBC source needs either table or query", hint="Give one of the two."
            )

    rescues = False


def read_database(
    spark: SparkSession,
    source: JdbcSource,
    schema: T.StructType,
    environment: str,
    marks: Marks | None = None,
) -> DataFrame:
    """The rows as a frame with the columns of `schema`; with `marks`, those that are new.

    Raises SourceError if the database cannot be reached or lacks columns; a value that does not
    fit its column's type fails later, with BadValueError.
    """
    # Spark splits only what it can put a condition around: a query becomes a subquery.
    what = source.table or f"({source.query}) lakewright_rows"
    options = {
        "url": setting(source.url, environment),
        "dbtable": what,
        **client_options(spark, source.options, environment),
    }
    if source.driver is not None:
        options["driver"] = source.driver
    if source.fetch_size is not None:
        options["fetchsize"] = str(source.fetch_size)
    if source.split is not None:
        options |= {
            "partitionColumn": source.split.column,
            "lowerBound": source.split.lower,
            "upperBound": source.split.upper,
            "numPartitions": str(source.split.parts),
        }
    label = source.table or "the query"
    try:
        raw = spark.read.format("jdbc").options(**options).load()
        assert raw.schema
    except SPARK_ERRORS as error:
        raise SourceError(
            f"{label} cannot be read: {describe_failure(error).message}",
            hint="Check the URL, the user, the driver's JAR in spark.config and the names.",
        ) from error
    if marks is not None and source.new_by is not None:
        raw = _new_rows(source, raw, marks, label)
    wanted = T.StructType([f for f in nullable_schema(schema) if f.name != RESCUED_DATA])
    return typed(raw, Reading(label, "fail", f"{label} has", source.columns), wanted)


def _new_rows(source: JdbcSource, raw: DataFrame, marks: Marks, label: str) -> DataFrame:
    """The rows that are new, by a condition that the database computes."""
    assert source.new_by is not None
    # If the query changes, nothing has been read yet.
    digest = hashlib.sha256((source.table or source.query or "").encode()).hexdigest()[:12]
    by = source.columns.get(source.new_by, source.new_by)
    there = {name.lower(): name for name in raw.columns}
    if by.lower() not in there:
        raise SourceError(
            f'{label} has no column "{by}", by which new rows are found',
            hint=f"It has {list_names(raw.columns)}.",
        )
    return marks.narrow(raw, f"jdbc-{digest}", there[by.lower()], source.look_back)
