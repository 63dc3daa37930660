"""Reads files into typed frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.config import is_absolute
from databricks_utils.errors import BadValueError, PipelineError, SourceError, raise_in_plan
from databricks_utils.naming import column
from databricks_utils.parsing import parsed
from databricks_utils.schema import nullable_schema
from databricks_utils.suggest import did_you_mean, list_names

OnBadValue = Literal["fail", "null", "rescue"]
FileFormat = Literal["csv", "json", "parquet", "orc", "avro", "delta", "text"]

RESCUED_DATA = "_rescued_data"


@dataclass(frozen=True)
class FileSource:
    """Files in one folder or of one path, relative to the storage root.

    `columns` maps a column to its name in the files, where that differs. `on_bad_value` says what
    becomes of a value that does not fit its column's type: "fail" stops the query, "null" makes it
    NULL, "rescue" also keeps it in the column `_rescued_data`, as JSON. Of CSV files, columns are
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

    def __post_init__(self) -> None:
        for option, value, known in (
            ("format", self.format, get_args(FileFormat)),
            ("on_bad_value", self.on_bad_value, get_args(OnBadValue)),
        ):
            if value not in known:
                raise PipelineError(
                    f'the source {self.path} has {option}="{value}"',
                    hint=did_you_mean(str(value), known, f"Known are {', '.join(known)}."),
                )


def read_source(
    spark: SparkSession, source: FileSource, schema: T.StructType, root: str
) -> DataFrame:
    """The files as a frame with the columns of `source.schema`, else of `schema`.

    With on_bad_value="rescue" it has `_rescued_data` too. Raises SourceError if the files lack
    columns; bad values fail later, when Spark reads them, with BadValueError.
    """
    path = source.path if is_absolute(source.path) else f"{root.rstrip('/')}/{source.path}"
    typed = nullable_schema(source.schema if source.schema is not None else schema)
    wanted = T.StructType([f for f in typed if f.name != RESCUED_DATA])
    if source.format == "json":
        raw = _json(spark, source, wanted, path)
    elif source.format == "csv":
        raw = _csv(spark, source, path, len(wanted))
    else:
        raw = spark.read.format(source.format).load(path)
    return _typed(raw, source, wanted)


def _csv(spark: SparkSession, source: FileSource, path: str, width: int) -> DataFrame:
    # All columns are read as text and parsed by us: Spark's own parser has one null value only,
    # matches a given schema by position, and cannot tell which value was bad. enforceSchema=false
    # makes it check that each file has the header of the first.
    reader = spark.read.options(
        header=str(source.header).lower(),
        sep=source.separator,
        multiLine=str(source.multi_line).lower(),
        enforceSchema="false",
        escape='"',
    )
    if source.header:
        return reader.csv(path)
    names = T.StructType([T.StructField(f"_c{i}", T.StringType()) for i in range(width)])
    return reader.schema(names).csv(path)


def _json(spark: SparkSession, source: FileSource, wanted: T.StructType, path: str) -> DataFrame:
    in_files = T.StructType(
        [T.StructField(source.columns.get(f.name, f.name), f.dataType) for f in wanted]
    )
    if source.on_bad_value == "rescue":
        in_files = T.StructType([*in_files, T.StructField(RESCUED_DATA, T.StringType())])
    return (
        spark.read.schema(in_files)
        .options(
            multiLine=str(source.multi_line).lower(),
            mode="FAILFAST" if source.on_bad_value == "fail" else "PERMISSIVE",
            columnNameOfCorruptRecord=RESCUED_DATA,
        )
        .json(path)
    )


@dataclass(frozen=True)
class _Value:
    """A column of the files on its way to a declared one, under two hidden names."""

    field: T.StructField
    given: T.DataType
    position: int

    @property
    def raw(self) -> Column:
        return F.col(f"__lakewright_raw_{self.position}")

    @property
    def parsed(self) -> Column:
        return F.col(f"__lakewright_parsed_{self.position}")

    @property
    def is_bad(self) -> Column:
        return self.raw.isNotNull() & self.parsed.isNull()

    @property
    def may_be_bad(self) -> bool:
        return self.given != self.field.dataType


def _typed(raw: DataFrame, source: FileSource, wanted: T.StructType) -> DataFrame:
    values: list[_Value] = []
    hidden: list[Column] = []
    for position, (f, name) in enumerate(_find(raw, source, wanted)):
        given = raw.schema[name].dataType
        cell = column(name)
        if source.null_values and isinstance(given, T.StringType):
            cell = F.when(~cell.isin(*source.null_values), cell)
        hidden.append(cell.alias(f"__lakewright_raw_{position}"))
        values.append(_Value(f, given, position))
    rescued = [column(RESCUED_DATA)] if RESCUED_DATA in raw.columns else []
    # One select each for cleaning, parsing and judging, so that each cell is parsed once.
    parsed_frame = raw.select(*hidden, *rescued).select(
        "*",
        *[
            parsed(v.raw, v.given, v.field.dataType).alias(f"__lakewright_parsed_{v.position}")
            for v in values
        ],
    )
    columns = [_column(value, source) for value in values]
    if source.on_bad_value == "rescue":
        columns.append((rescued[0] if rescued else _rescued(values)).alias(RESCUED_DATA))
    return parsed_frame.select(*columns)


def _find(
    raw: DataFrame, source: FileSource, wanted: T.StructType
) -> list[tuple[T.StructField, str]]:
    """For each declared column its name in the files; raises SourceError if one has none."""
    found = {name.lower(): name for name in raw.columns}
    by_position = source.format == "csv" and not source.header
    pairs: list[tuple[T.StructField, str]] = []
    missing: list[str] = []
    for position, f in enumerate(wanted):
        name = f"_c{position}" if by_position else source.columns.get(f.name, f.name)
        if name.lower() in found:
            pairs.append((f, found[name.lower()]))
        else:
            otherwise = f"it has {list_names(raw.columns)}"
            missing.append(f'"{name}": {did_you_mean(name, raw.columns, otherwise)}')
    if missing:
        raise SourceError(
            f"the files of {source.path} have no column " + "; ".join(missing),
            hint="Correct the declared columns, or say a column's name in the files.",
        )
    return pairs


def _column(value: _Value, source: FileSource) -> Column:
    declared = value.field
    result = value.parsed
    if source.on_bad_value == "fail" and value.may_be_bad:
        message = F.concat(
            F.lit(f'column "{declared.name}" of {source.path}: "'),
            F.substring(value.raw.cast("string"), 1, 60),
            F.lit(f'" is no {declared.dataType.simpleString()}'),
        )
        fails = raise_in_plan(BadValueError, message).cast(declared.dataType)
        result = F.when(value.is_bad, fails).otherwise(result)
    return result.alias(declared.name, metadata=declared.metadata or {})


def _rescued(values: Sequence[_Value]) -> Column:
    bad = [
        F.when(value.is_bad, value.raw.cast("string")).alias(value.field.name)
        for value in values
        if value.may_be_bad
    ]
    if not bad:
        return F.lit(None).cast("string")
    # to_json leaves NULL fields out, so a row without bad values gives {}.
    return F.nullif(F.to_json(F.struct(*bad)), F.lit("{}"))
