"""Frame methods that make open-source Spark Connect look at tables, written so that it need not.

The server analyzes the input of `withColumn`, `withColumnsRenamed`, `drop` and `dropDuplicates` at
once. In a declarative pipeline that is too early: in a first run the tables do not exist, and a
refresh would read the files that existed before it. `select`, `groupBy` and windows wait until the
step is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from databricks_utils.naming import column

_COUNT = "__lakewright_count"
_PLACE = "__lakewright_place"


def with_columns(frame: DataFrame, columns: Mapping[str, Column]) -> DataFrame | None:
    """`frame.withColumns(columns)`; None where two columns have one name."""
    new = {name.lower(): one.alias(name) for name, one in columns.items()}
    if not _is_plain(frame) or len(new) < len(columns):
        return None
    kept = [new.pop(name.lower(), column(name)) for name in frame.columns]
    return frame.select(*kept, *new.values())


def renamed_columns(frame: DataFrame, names: Mapping[str, str]) -> DataFrame | None:
    """`frame.withColumnsRenamed(names)`; None where two columns have one name."""
    new = {name.lower(): to for name, to in names.items()}
    if not _is_plain(frame):
        return None
    return frame.select(*[column(n).alias(new.get(n.lower(), n)) for n in frame.columns])


def without_columns(frame: DataFrame, names: Sequence[str]) -> DataFrame | None:
    """`frame.drop(*names)`; None where two columns have one name."""
    left_out = {name.lower() for name in names}
    kept = [name for name in frame.columns if name.lower() not in left_out]
    return frame.select(*map(column, kept)) if _is_plain(frame) and kept else None


def distinct_rows(frame: DataFrame, by: Sequence[str] | None = None) -> DataFrame | None:
    """`frame.dropDuplicates(by)`, not for streams; None where two columns have one name."""
    if not _is_plain(frame):
        return None
    rows = [column(name) for name in frame.columns]
    if by is None:
        return frame.groupBy(*rows).agg(F.count(F.lit(1)).alias(_COUNT)).select(*rows)
    group = Window.partitionBy(*map(column, by)).orderBy(F.lit(1))
    placed = frame.select(*rows, F.row_number().over(group).alias(_PLACE))
    return placed.where(F.col(_PLACE) == 1).select(*rows)


def _is_plain(frame: DataFrame) -> bool:
    names = [name.lower() for name in frame.columns]
    return len(set(names)) == len(names)


@cache
def describe_steps_by_select() -> None:
    """Makes the frames of Spark Connect use these, for the rest of the process."""
    from pyspark.sql.connect.dataframe import DataFrame as Frame

    frames: Any = Frame
    add, rename = frames.withColumns, frames.withColumnsRenamed
    leave_out, deduplicate = frames.drop, frames.dropDuplicates

    def added(frame: Any, columns: Mapping[str, Column]) -> Any:
        made = with_columns(frame, columns)
        return add(frame, columns) if made is None else made

    def renamed(frame: Any, names: Mapping[str, str]) -> Any:
        made = renamed_columns(frame, names)
        return rename(frame, names) if made is None else made

    def left_out(frame: Any, *names: Any) -> Any:
        are_names = all(isinstance(name, str) for name in names)
        made = without_columns(frame, names) if are_names else None
        return leave_out(frame, *names) if made is None else made

    def drop_duplicates(frame: Any, subset: Sequence[str] | None = None) -> Any:
        made = None if _reads_stream(frame._plan) else distinct_rows(frame, subset)
        return deduplicate(frame, subset) if made is None else made

    frames.withColumns = added
    frames.withColumn = lambda frame, name, one: added(frame, {name: one})
    frames.withColumnsRenamed = renamed
    frames.withColumnRenamed = lambda frame, name, to: renamed(frame, {name: to})
    frames.drop = left_out
    frames.dropDuplicates = frames.drop_duplicates = drop_duplicates
    frames.distinct = drop_duplicates


def _reads_stream(plan: Any) -> bool:
    """Whether a plan of Spark Connect reads a stream, at any depth."""
    left = [plan]
    while left:
        one = left.pop()
        if getattr(one, "_is_streaming", False):
            return True
        inputs = (getattr(one, name, None) for name in ("_child", "left", "right"))
        left.extend(each for each in inputs if each is not None)
    return False
