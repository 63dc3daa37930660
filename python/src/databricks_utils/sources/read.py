"""Reads what lies outside the lakehouse: files, messages, rows of other databases."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.errors import PipelineError
from databricks_utils.sources.bad_values import RESCUED_DATA, OnBadValue, OnNewColumns
from databricks_utils.sources.file_source import FileFormat, FileSource
from databricks_utils.sources.files import read_files, stream_files
from databricks_utils.sources.jdbc import JdbcSource, JdbcSplit, read_database
from databricks_utils.sources.kafka import KafkaSource, read_messages

Source = FileSource | KafkaSource | JdbcSource

__all__ = [
    "RESCUED_DATA",
    "FileFormat",
    "FileSource",
    "JdbcSource",
    "JdbcSplit",
    "KafkaSource",
    "OnBadValue",
    "OnNewColumns",
    "Source",
    "read_source",
    "stream_source",
    "streams",
]


def streams(source: Source) -> bool:
    """Whether a run takes only what no earlier run took."""
    return isinstance(source, KafkaSource) or (
        isinstance(source, FileSource) and source.read == "new"
    )


def read_source(
    spark: SparkSession,
    source: Source,
    schema: T.StructType,
    root: str,
    *,
    environment: str = "local",
) -> DataFrame:
    """All that the source has, as a frame with the declared columns.

    If the source rescues it has `_rescued_data` too. Raises SourceError if nothing can be read or
    columns are missing; bad values fail later, when Spark reads them, with BadValueError.
    """
    match source:
        case FileSource():
            return read_files(spark, source, schema, root)
        case KafkaSource():
            return read_messages(spark, source, schema, environment, streams=False)
        case JdbcSource():
            return read_database(spark, source, schema, environment)


def stream_source(
    spark: SparkSession,
    source: Source,
    schema: T.StructType,
    root: str,
    *,
    environment: str = "local",
) -> DataFrame:
    """What arrives at the source, as a stream with the declared columns. Raises SourceError."""
    match source:
        case FileSource():
            return stream_files(spark, source, schema, root)
        case KafkaSource():
            return read_messages(spark, source, schema, environment, streams=True)
        case JdbcSource():
            raise PipelineError(
                "another database cannot be read as a stream", hint="Read it as a whole."
            )
