"""CSV files: columns by their headers, which may differ, and rows of the wrong length."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import SourceError
from databricks_utils.sources.bad_values import MALFORMED
from databricks_utils.sources.file_source import FileSource
from databricks_utils.sources.raw_files import (
    columns_in_files,
    file_options,
    inferred,
    load,
    texts,
    typed_files,
    wanted_columns,
)
from databricks_utils.suggest import list_names

_PATTERN = re.compile(r"[*?\[{]")


def read_csv(
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
    if source.header:
        names = inferred(spark, source, texts([f.name for f in wanted]), path, options)
    else:
        names = by_position(wanted)
    return load(reader, "csv", options, _with_malformed(names, source, options), path)


def read_several_headers(
    spark: SparkSession,
    source: FileSource,
    schema: T.StructType,
    path: str,
    groups: Sequence[Sequence[str]],
) -> DataFrame:
    """CSV files whose columns differ: what only some of them have is NULL in rows of the others.

    Raises SourceError if a file has an undeclared column and lacks a declared one: it may be the
    same one, renamed, and ignoring it would silently lose values.
    """
    wanted = wanted_columns(source, schema)
    options = file_options(source)
    if not _PATTERN.search(path):
        # Folders such as day=1 stay columns of the files below them.
        options["basePath"] = path
    raws = [read_csv(spark, spark.read, source, wanted, list(paths), options) for paths in groups]
    declared = [f.name for f in columns_in_files(source, wanted)]
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
                f"but {_quoted(new)} instead",
                hint="Use the same column names in all files, declare both, "
                'or keep what is not declared: on_new_columns="rescue".',
            )
        nothing = {name: F.lit(None).cast("string") for name in absent}
        frames.append(typed_files(raw.withColumns(nothing) if nothing else raw, source, schema))
    return reduce(DataFrame.unionAll, frames)


def _quoted(names: Sequence[str]) -> str:
    return list_names(f'"{name}"' for name in names)


def by_position(wanted: T.StructType) -> T.StructType:
    """The columns of files without a header, as Spark names them."""
    return texts([f"_c{i}" for i in range(len(wanted))])


def _with_malformed(
    names: T.StructType, source: FileSource, options: dict[str, str]
) -> T.StructType:
    """An extra column, for rows that have too many or too few values."""
    if source.on_bad_value == "null":
        return names
    options["columnNameOfCorruptRecord"] = MALFORMED
    # Spark notices that a row is too long only if it reads all columns.
    options["columnPruning"] = "false"
    return T.StructType([*names, T.StructField(MALFORMED, T.StringType())])
