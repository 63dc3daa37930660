"""Reads files into typed frames, all of them or as a stream of those that are new."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Literal, get_args

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.config import is_absolute
from databricks_utils.environment import on_databricks
from databricks_utils.errors import PipelineError, SourceError
from databricks_utils.schema import nullable_schema
from databricks_utils.sources.bad_values import (
    MALFORMED,
    RESCUED_DATA,
    OnBadValue,
    OnNewColumns,
    Reading,
    typed,
)
from databricks_utils.sources.csv_headers import header_groups
from databricks_utils.sources.new_keys import undeclared_keys
from databricks_utils.sources.parsing import Formats, read_as
from databricks_utils.suggest import did_you_mean, list_names

FileFormat = Literal["csv", "json", "xml", "parquet", "orc", "avro", "delta", "text", "binary"]
Read = Literal["all", "new"]

_PATTERN = re.compile(r"[*?\[{]")
_SPARK_FORMATS = {"binary": "binaryFile"}
# Formats of which an empty folder has a schema, so that only a look at the files shows it.
_SCHEMA_GIVEN = ("json", "xml", "text", "binary")


@dataclass(frozen=True)
class FileSource:
    """Files in one folder or of one path, relative to the storage root.

    `read="new"` takes only files that no run has read yet. `columns` maps a column to its name in
    the files, where that differs; `metadata` maps one to what it tells of its file, `file_path`,
    `file_name`, `file_size` or `file_modification_time`. `on_bad_value` says what becomes of a
    value that does not fit its column's type, and of a row that has too many or too few: "fail"
    stops the query, "null" makes it NULL, "rescue" also keeps it in the column `_rescued_data`, as
    JSON; "quarantine" is "rescue", with a rule that sets such rows aside. Of CSV files, columns are
    found by name in the header; without a header by position. `schema` types the frame if the
    table's columns do not.
    """

    path: str
    format: FileFormat
    header: bool = True
    separator: str = ","
    null_values: Sequence[str] = ()
    on_bad_value: OnBadValue = "fail"
    multi_line: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    schema: T.StructType | None = None
    read: Read = "all"
    quote: str = '"'
    escape: str = '"'
    encoding: str = "UTF-8"
    date_formats: Sequence[str] = ()
    timestamp_formats: Sequence[str] = ()
    on_new_columns: OnNewColumns = "ignore"
    row_tag: str = "row"
    pattern: str | None = None
    recursive: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for option, value, known in (
            ("format", self.format, get_args(FileFormat)),
            ("on_bad_value", self.on_bad_value, get_args(OnBadValue)),
            ("on_new_columns", self.on_new_columns, get_args(OnNewColumns)),
            ("read", self.read, get_args(Read)),
        ):
            if value not in known:
                raise PipelineError(
                    f'the source {self.path} has {option}="{value}"',
                    hint=did_you_mean(str(value), known, f"Known are {', '.join(known)}."),
                )

    @property
    def rescues(self) -> bool:
        """Whether the table has the column `_rescued_data`."""
        return self.on_bad_value in ("rescue", "quarantine") or self.on_new_columns == "rescue"

    @property
    def label(self) -> str:
        """What to call the files in a message."""
        return self.path


def read_files(
    spark: SparkSession, source: FileSource, schema: T.StructType, root: str
) -> DataFrame:
    """All files as a frame with the columns of `source.schema`, else of `schema`.

    Raises SourceError if there is no file, or if columns are missing.
    """
    path = _path(source, root)
    try:
        raw = _raw(spark, spark.read, source, _wanted(source, schema), path)
        if source.format in _SCHEMA_GIVEN and not raw.inputFiles():
            raise _no_files(source, path)
        if source.format == "csv" and source.header:
            groups = header_groups(raw.inputFiles(), source.quote, source.encoding)
            if groups is not None and len(groups) > 1:
                return _of_several_headers(spark, source, schema, path, groups)
        return _typed(raw, source, schema)
    except AnalysisException as error:
        raise _readable(error, source, path) from error


def stream_files(
    spark: SparkSession, source: FileSource, schema: T.StructType, root: str
) -> DataFrame:
    """The files as a stream: Auto Loader on Databricks, Spark's own file stream elsewhere.

    Raises SourceError as `read_files`, but a folder without files is one in which none is new.
    """
    path = _path(source, root)
    wanted = _wanted(source, schema)
    try:
        if on_databricks() and source.format not in ("delta", "orc"):
            return _typed(_auto_loader(spark, source, wanted, path), source, schema)
        raw = _raw(spark, spark.readStream, source, wanted, path)
        return _typed(raw, source, schema)
    except AnalysisException as error:
        raise _readable(error, source, path) from error


def _path(source: FileSource, root: str) -> str:
    return source.path if is_absolute(source.path) else f"{root.rstrip('/')}/{source.path}"


def _wanted(source: FileSource, schema: T.StructType) -> T.StructType:
    """The declared columns that are in the files."""
    given = nullable_schema(source.schema if source.schema is not None else schema)
    hidden = {RESCUED_DATA, *source.metadata}
    return T.StructType([f for f in given if f.name not in hidden])


def _typed(raw: DataFrame, source: FileSource, schema: T.StructType) -> DataFrame:
    given = nullable_schema(source.schema if source.schema is not None else schema)
    wanted = T.StructType([f for f in given if f.name != RESCUED_DATA])
    names = source.columns
    if source.format == "text":
        names = {f.name: "value" for f in _wanted(source, schema)}
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


def _of_several_headers(
    spark: SparkSession,
    source: FileSource,
    schema: T.StructType,
    path: str,
    groups: Sequence[Sequence[str]],
) -> DataFrame:
    """CSV files whose columns differ: what some of them have is NULL in rows of the others.

    Raises SourceError where a file has an undeclared column and lacks a declared one: it may be
    the same one, renamed, and ignoring it would lose values without a word.
    """
    wanted = _wanted(source, schema)
    # Folders such as day=1 stay columns of the files below them.
    options = _options(source) if _PATTERN.search(path) else {"basePath": path, **_options(source)}
    raws = [_csv(spark, spark.read, source, wanted, list(paths), options) for paths in groups]
    declared = [f.name for f in _in_files(source, wanted)]
    names = [{name.lower() for name in raw.columns} for raw in raws]
    known, everywhere = set.union(*names), set.intersection(*names)
    frames = []
    for raw, own in zip(raws, names, strict=True):
        absent = [name for name in declared if name.lower() in known - own]
        others = own - everywhere - {name.lower() for name in declared}
        new = [name for name in raw.columns if name.lower() in others]
        if absent and new and source.on_new_columns == "ignore":
            raise SourceError(
                f"files of {source.path} have no column {_quoted(absent)}, "
                f"and {_quoted(new)} instead",
                hint="Give columns one name in all files, declare both, "
                'or keep what is not declared: on_new_columns="rescue".',
            )
        nothing = {name: F.lit(None).cast("string") for name in absent}
        frames.append(_typed(raw.withColumns(nothing) if nothing else raw, source, schema))
    return reduce(DataFrame.unionAll, frames)


def _quoted(names: Sequence[str]) -> str:
    return list_names(f'"{name}"' for name in names)


def _csv(
    spark: SparkSession,
    reader: Any,
    source: FileSource,
    wanted: T.StructType,
    path: str | list[str],
    options: dict[str, str],
) -> DataFrame:
    """CSV files with one header, as text.

    All columns are parsed by us: Spark's own parser has one null value only, matches a given
    schema by position, and cannot tell which value was bad.
    """
    # Spark checks that each file has the header of the first.
    options["enforceSchema"] = "false"
    names = _csv_names(spark, source, wanted, path, options)
    return _load(reader, "csv", options, _with_malformed(names, source, options), path)


def _options(source: FileSource) -> dict[str, str]:
    """The options that say which files are read, and how their text."""
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
        case "xml":
            options["rowTag"] = source.row_tag
        case _:
            pass
    return options


def _raw(
    spark: SparkSession, reader: Any, source: FileSource, wanted: T.StructType, path: str
) -> DataFrame:
    """The files as they are, by a reader of all files or of a stream."""
    streams = reader is not spark.read
    options = _options(source)
    kind = _SPARK_FORMATS.get(source.format, source.format)
    match source.format:
        case "csv":
            return _csv(spark, reader, source, wanted, path, options)
        case "json" | "xml":
            names = _in_files(source, wanted)
            if source.on_new_columns != "ignore":
                known = names.fieldNames()
                new = undeclared_keys(spark, kind, options, path, known, source.path)
                names = T.StructType([*names, *_texts(new)])
            options["mode"] = "FAILFAST" if source.on_bad_value == "fail" else "PERMISSIVE"
            options["columnNameOfCorruptRecord"] = RESCUED_DATA
            if source.on_bad_value in ("rescue", "quarantine"):
                names = T.StructType([*names, T.StructField(RESCUED_DATA, T.StringType())])
            return _load(reader, kind, options, names, path)
        case "text" | "binary" | "delta":
            return _load(reader, kind, options, None, path)
        case _:
            found = _inferred(spark, source, wanted, path, options) if streams else None
            return _load(reader, kind, options, found, path)


def _load(
    reader: Any,
    kind: str,
    options: Mapping[str, str],
    schema: T.StructType | None,
    path: str | list[str],
) -> DataFrame:
    configured = reader.format(kind).options(**options)
    frame = (configured if schema is None else configured.schema(schema)).load(path)
    assert isinstance(frame, DataFrame)
    return frame


def _same(data_type: T.DataType) -> T.DataType:
    return data_type


def _in_files(source: FileSource, wanted: T.StructType) -> T.StructType:
    types = read_as if source.format in ("json", "xml") else _same
    return T.StructType(
        [T.StructField(source.columns.get(f.name, f.name), types(f.dataType)) for f in wanted]
    )


def _texts(names: Sequence[str]) -> T.StructType:
    return T.StructType([T.StructField(name, T.StringType()) for name in names])


def _csv_names(
    spark: SparkSession,
    source: FileSource,
    wanted: T.StructType,
    path: str | list[str],
    options: Mapping[str, str],
) -> T.StructType:
    if not source.header:
        return _texts([f"_c{i}" for i in range(len(wanted))])
    return _inferred(spark, source, _texts([f.name for f in wanted]), path, options)


def _inferred(
    spark: SparkSession,
    source: FileSource,
    wanted: T.StructType,
    path: str | list[str],
    options: Mapping[str, str],
) -> T.StructType:
    """The columns of the first file; those declared where there is no file yet."""
    kind = _SPARK_FORMATS.get(source.format, source.format)
    try:
        return spark.read.format(kind).options(**options).load(path).schema
    except AnalysisException as error:
        if error.getCondition() != "UNABLE_TO_INFER_SCHEMA" or source.read == "all":
            raise
        return _in_files(source, wanted)


def _with_malformed(
    names: T.StructType, source: FileSource, options: dict[str, str]
) -> T.StructType:
    """A column more, for rows that have too many or too few values."""
    if source.on_bad_value == "null":
        return names
    options["columnNameOfCorruptRecord"] = MALFORMED
    # Spark sees that a row is too long only if it reads all columns.
    options["columnPruning"] = "false"
    return T.StructType([*names, T.StructField(MALFORMED, T.StringType())])


def _auto_loader(
    spark: SparkSession, source: FileSource, wanted: T.StructType, path: str
) -> DataFrame:
    options = {
        f"cloudFiles.{k}" if k == "pathGlobFilter" else k: v for k, v in _options(source).items()
    }
    evolution = {"ignore": "none", "fail": "failOnNewColumns", "rescue": "rescue"}
    options |= {
        "cloudFiles.format": _SPARK_FORMATS.get(source.format, source.format),
        "cloudFiles.schemaEvolutionMode": evolution[source.on_new_columns],
    }
    if source.rescues:
        options["rescuedDataColumn"] = RESCUED_DATA
    schema: T.StructType | None = _in_files(source, wanted)
    if source.format == "csv":
        by_position = [f"_c{i}" for i in range(len(wanted))]
        names = [source.columns.get(f.name, f.name) for f in wanted]
        schema = _texts(names if source.header else by_position)
    elif source.format in ("text", "binary"):
        schema = None
    return _load(spark.readStream, "cloudFiles", options, schema, path)


def _no_files(source: FileSource, path: str) -> SourceError:
    wanted = f" whose names fit {source.pattern}" if source.pattern else ""
    return SourceError(
        f"{source.path} has no files{wanted}",
        hint=f"Put the files into {path}; a run that reads nothing would empty its table.",
    )


def _readable(error: AnalysisException, source: FileSource, path: str) -> Exception:
    """What Spark says of a path, in words that name the source."""
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
