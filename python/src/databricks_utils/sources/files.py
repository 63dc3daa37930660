"""Reads files into typed frames, all of them or as a stream of those that are new."""

from __future__ import annotations

from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.config import is_absolute
from databricks_utils.environment import on_databricks
from databricks_utils.errors import SourceError
from databricks_utils.sources.bad_values import RESCUED_DATA
from databricks_utils.sources.csv_files import by_position, read_csv, read_several_headers
from databricks_utils.sources.csv_headers import header_groups
from databricks_utils.sources.file_source import FileSource
from databricks_utils.sources.new_keys import undeclared_keys
from databricks_utils.sources.raw_files import (
    columns_in_files,
    file_options,
    inferred,
    load,
    spark_format,
    texts,
    typed_files,
    wanted_columns,
)

# Formats for which an empty folder has a schema: only a look for files shows that it is empty.
_SCHEMA_GIVEN = ("json", "xml", "text", "binary")


# Spark takes no older file, and forgets which of them it has taken; by default after a week.
_MAX_FILE_AGE = "36500d"


def read_files(
    spark: SparkSession, source: FileSource, schema: T.StructType, root: str
) -> DataFrame:
    """All files as a frame with the columns of `source.schema`, else of `schema`.

    Raises SourceError if there is no file, or if columns are missing.
    """
    path = _path(source, root)
    try:
        raw = _raw(spark, spark.read, source, wanted_columns(source, schema), path)
        if source.format in _SCHEMA_GIVEN and not raw.inputFiles():
            raise _no_files(source, path)
        if source.format == "csv" and source.header:
            groups = header_groups(raw.inputFiles(), source.quote, source.encoding)
            if groups is not None and len(groups) > 1:
                return read_several_headers(spark, source, schema, path, groups)
        return typed_files(raw, source, schema)
    except AnalysisException as error:
        raise _readable(error, source, path) from error


def stream_files(
    spark: SparkSession, source: FileSource, schema: T.StructType, root: str
) -> DataFrame:
    """The files as a stream: Auto Loader on Databricks, Spark's own file stream elsewhere.

    Raises SourceError like `read_files`, but in a folder without files there is just nothing new.
    """
    path = _path(source, root)
    wanted = wanted_columns(source, schema)
    try:
        if on_databricks() and source.format not in ("delta", "orc"):
            return typed_files(_auto_loader(spark, source, wanted, path), source, schema)
        raw = _raw(spark, spark.readStream, source, wanted, path)
        return typed_files(raw, source, schema)
    except AnalysisException as error:
        raise _readable(error, source, path) from error


def _path(source: FileSource, root: str) -> str:
    return source.path if is_absolute(source.path) else f"{root.rstrip('/')}/{source.path}"


def _raw(
    spark: SparkSession, reader: Any, source: FileSource, wanted: T.StructType, path: str
) -> DataFrame:
    """The files as they are, through a reader of all files or of a stream."""
    streams = reader is not spark.read
    options = file_options(source)
    if streams:
        options["maxFileAge"] = _MAX_FILE_AGE
    kind = spark_format(source)
    match source.format:
        case "csv":
            return read_csv(spark, reader, source, wanted, path, options)
        case "json" | "xml":
            names = columns_in_files(source, wanted)
            if source.on_new_columns != "ignore":
                known = names.fieldNames()
                new = undeclared_keys(spark, kind, options, path, known, source.path)
                names = T.StructType([*names, *texts(new)])
            options["mode"] = "FAILFAST" if source.on_bad_value == "fail" else "PERMISSIVE"
            options["columnNameOfCorruptRecord"] = RESCUED_DATA
            if source.on_bad_value in ("rescue", "quarantine"):
                names = T.StructType([*names, T.StructField(RESCUED_DATA, T.StringType())])
            return load(reader, kind, options, names, path)
        case "text" | "binary" | "delta":
            return load(reader, kind, options, None, path)
        case _:
            found = inferred(spark, source, wanted, path, options) if streams else None
            return load(reader, kind, options, found, path)


def _auto_loader(
    spark: SparkSession, source: FileSource, wanted: T.StructType, path: str
) -> DataFrame:
    evolution = {"ignore": "none", "fail": "failOnNewColumns", "rescue": "rescue"}
    # `pathGlobFilter` keeps its name: Auto Loader refuses unknown options that begin with its own.
    options = file_options(source) | {
        "cloudFiles.format": spark_format(source),
        "cloudFiles.schemaEvolutionMode": evolution[source.on_new_columns],
    }
    if source.rescues:
        options["rescuedDataColumn"] = RESCUED_DATA
    schema: T.StructType | None = columns_in_files(source, wanted)
    if source.format == "csv":
        named = texts([source.columns.get(f.name, f.name) for f in wanted])
        schema = named if source.header else by_position(wanted)
    elif source.format in ("text", "binary"):
        schema = None
    return load(spark.readStream, "cloudFiles", options, schema, path)


def _no_files(source: FileSource, path: str) -> SourceError:
    wanted = f" whose names match {source.pattern}" if source.pattern else ""
    return SourceError(
        f"{source.path} has no files{wanted}",
        hint=f"Put the files into {path}; a run that reads nothing would empty its table.",
    )


def _readable(error: AnalysisException, source: FileSource, path: str) -> Exception:
    """What Spark says about a path, in words that name the source."""
    match error.getCondition():
        case "PATH_NOT_FOUND":
            return SourceError(
                f"{source.path} does not exist",
                hint=f"Put the files into {path}, or correct the source's path or storage.root.",
            )
        case "UNABLE_TO_INFER_SCHEMA":
            return _no_files(source, path)
        case _:
            return error
