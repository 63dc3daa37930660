"""Joins that fail instead of multiplying rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from databricks_utils.errors import FanOutError, PipelineError, raise_in_plan
from databricks_utils.naming import column

_MATCHES = "__lakewright_matches"
_ROW = "__lakewright_row"


def join_one(
    left: DataFrame,
    right: DataFrame,
    *,
    on: Sequence[str] | Column,
    how: Literal["inner", "left", "right", "full"] = "left",
) -> DataFrame:
    """The join of two frames in which each left row matches at most one right row.

    The columns are those of `left.join(right, on, how)`, aliases included. If a left row matches
    several right rows, the query fails with FanOutError. With names in `on`, repeated keys are
    found in the right frame alone, and are harmless if no left row has them; with a condition,
    the joined rows are counted for each left row, which costs a shuffle of them.
    """
    if how not in ("inner", "left", "right", "full"):
        raise PipelineError(f'join_one has how="{how}"', hint="Use inner, left, right or full.")
    if isinstance(on, Column):
        return _by_condition(left, right, on, how)
    if not on or isinstance(on, str):
        raise PipelineError("join_one has no columns in on", hint='Give a list: on=["carrier"].')
    return _by_names(left, right, list(on), how)


def _by_names(left: DataFrame, right: DataFrame, on: list[str], how: str) -> DataFrame:
    keys = [column(name) for name in on]
    count = F.count(F.lit(1)).over(Window.partitionBy(*keys))
    counted = right.withColumn(_MATCHES, count)
    # A row of the right that matches nothing may be repeated, and one with a NULL key never
    # matches: only where a left row stands beside it do its copies multiply rows.
    if how in ("right", "full"):
        left = left.withColumn(_ROW, F.lit(True))
        repeated = (F.col(_MATCHES) > 1) & F.col(_ROW).isNotNull()
    else:
        repeated = F.col(_MATCHES) > 1
    joined = left.join(counted, on=on, how=how)
    message = F.concat(
        F.lit(f"a row matches several rows on {', '.join(on)}: "),
        F.concat_ws(", ", *[column(name).cast("string") for name in on]),
    )
    added = [_MATCHES, _ROW] if how in ("right", "full") else [_MATCHES]
    return _without(_guarded(joined, repeated, message), added)


def _by_condition(left: DataFrame, right: DataFrame, on: Column, how: str) -> DataFrame:
    numbered = left.withColumn(_ROW, F.monotonically_increasing_id())
    joined = numbered.join(right, on=on, how=how)
    counted = joined.withColumn(_MATCHES, F.count(F.lit(1)).over(Window.partitionBy(F.col(_ROW))))
    repeated = reduce(Column.__and__, [F.col(_ROW).isNotNull(), F.col(_MATCHES) > 1])
    message = F.lit("a row matches several rows on the condition of the join")
    return _without(_guarded(counted, repeated, message), [_MATCHES, _ROW])


def _without(frame: DataFrame, names: list[str]) -> DataFrame:
    # Not `drop`: Spark Connect analyzes its input, which a declarative pipeline does not have yet.
    return frame.selectExpr(f"* EXCEPT ({', '.join(names)})")


def _guarded(joined: DataFrame, repeated: Column, message: Column) -> DataFrame:
    fails = raise_in_plan(FanOutError, message).cast("boolean")
    # Always TRUE, but not deterministic to the optimizer, which would otherwise move the check
    # below the join and have it fail for rows of the right that match nothing.
    stays_here = F.spark_partition_id() >= 0
    return joined.where(F.when(repeated & stays_here, fails).otherwise(F.lit(True)))
