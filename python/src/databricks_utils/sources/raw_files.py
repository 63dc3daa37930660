"""Files as Spark reads them, and the step from there to the declared columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.schema import nullable_schema
from databricks_utils.sources.bad_values import RESCUED_DATA, Reading, typed
from databricks_utils.sources.file_source import FileSource
from databricks_utils.sources.parsing import Formats, read_as


def spark_format(source: FileSource) -> str:
    """What Spark calls the format."""
    return "binaryFile" if source.format == "binary" else source.format


def file_options(source: FileSource) -> dict[str, str]:
    """The options that say which files are read, and how to read their text."""
    options: dict[str, str] = {}
    if source.pattern is not None:
        options["pathGlobFilter"] = source.pattern
    if source.recursive:
        options["recursiveFileLookup"] = "true"
    if source.format in ("csv", "json", "xml") and source.encoding.upper() != "UTF-8":
        options["encoding"] = source.encoding
    match source.format:
        case "csv":
            options |= {
                "header": str(source.header).lower(),
                "sep": source.separator,
                "multiLine": str(source.multi_line).lower(),
                "quote": source.quote,
                "escape": source.escape,
            }
        case "json":
            options["multiLine"] = str(source.multi_line).lower()
            # It would take "5" for the fifth day of 1970.
            options["enableDateTimeParsingFallback"] = "false"
        case "xml":
            options["rowTag"] = source.row_tag
        case _:
            pass
    return options


def wanted_columns(source: FileSource, schema: T.StructType) -> T.StructType:
    """The declared columns that are in the files."""
    given = nullable_schema(source.schema if source.schema is not None else schema)
    hidden = {RESCUED_DATA, *source.metadata}
    return T.StructType([f for f in given if f.name not in hidden])


def _same(data_type: T.DataType) -> T.DataType:
    return data_type


def columns_in_files(source: FileSource, wanted: T.StructType) -> T.StructType:
    """The columns by their names in the files, with the types that they are read as."""
    types = read_as if source.format in ("json", "xml") else _same
    return T.StructType(
        [T.StructField(source.columns.get(f.name, f.name), types(f.dataType)) for f in wanted]
    )


def texts(names: Sequence[str]) -> T.StructType:
    """Columns of text."""
    return T.StructType([T.StructField(name, T.StringType()) for name in names])


def load(
    reader: Any,
    kind: str,
    options: Mapping[str, str],
    schema: T.StructType | None,
    path: str | list[str],
) -> DataFrame:
    """What Spark reads, with this schema or the one it finds."""
    configured = reader.format(kind).options(**options)
    frame = (configured if schema is None else configured.schema(schema)).load(path)
    assert isinstance(frame, DataFrame)
    return frame


def inferred(
    spark: SparkSession,
    source: FileSource,
    wanted: T.StructType,
    path: str | list[str],
    options: Mapping[str, str],
) -> T.StructType:
    """The columns of the first file; those declared where there is no file yet."""
    try:
        return spark.read.format(spark_format(source)).options(**options).load(path).schema
    except AnalysisException as error:
        if error.getCondition() != "UNABLE_TO_INFER_SCHEMA" or source.read == "all":
            raise
        return columns_in_files(source, wanted)


def typed_files(raw: DataFrame, source: FileSource, schema: T.StructType) -> DataFrame:
    """The files with the columns of `source.schema`, else of `schema`, of their types."""
    given = nullable_schema(source.schema if source.schema is not None else schema)
    wanted = T.StructType([f for f in given if f.name != RESCUED_DATA])
    names = source.columns
    if source.format == "text":
        names = {f.name: "value" for f in wanted_columns(source, schema)}
    reading = Reading(
        source.label,
        source.on_bad_value,
        subject=f"the files of {source.path} have",
        columns=names,
        known={name: F.col(f"_metadata.{part}") for name, part in source.metadata.items()},
        by_position=source.format == "csv" and not source.header,
        null_values=source.null_values,
        formats=Formats(source.date_formats, source.timestamp_formats),
        on_new_columns=source.on_new_columns,
    )
    return typed(raw, reading, wanted)
