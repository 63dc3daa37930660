"""Joins each row with the one that is nearest in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from typing import Literal

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from databricks_utils.canonical import json_text
from databricks_utils.errors import PipelineError
from databricks_utils.naming import column

_KEY = "__lakewright_key"
_TIME = "__lakewright_time"
_SIDE = "__lakewright_side"
_MATCH = "__lakewright_match"
_EARLIER = "__lakewright_earlier"
_LATER = "__lakewright_later"


def join_as_of(
    left: DataFrame,
    right: DataFrame,
    *,
    on: Sequence[str],
    time: tuple[Column | str, Column | str],
    direction: Literal["backward", "forward", "nearest"] = "backward",
    tolerance: timedelta | None = None,
    as_text: bool = False,
) -> DataFrame:
    """Each row of the left frame, once, with the row of the right frame that is nearest in time.

    The result has two columns: `left` and `right`, structs of the columns of the frames, so that
    `left.carrier` and `right.wind` name what a join of these aliases would. `right` is NULL where
    no row has the same values in `on` (NULL matches nothing) and a time on the side that
    `direction` says: backward at or before the left one, forward at or after it, nearest either,
    the earlier if both are equally near. A row further away than `tolerance` does not match.

    If several right rows share key and time, the greatest is used, comparing column by column;
    `as_text` compares them as JSON, for columns that have no order, such as maps. Both frames are
    sorted once by key and time: no pairs of rows are made. Raises PipelineError for an unknown
    direction or no keys.
    """
    if direction not in ("backward", "forward", "nearest"):
        raise PipelineError(
            f'join_as_of has direction="{direction}"', hint="Use backward, forward or nearest."
        )
    if not on or isinstance(on, str):
        raise PipelineError("join_as_of has no columns in on", hint='Give a list: on=["carrier"].')
    times = [column(item) if isinstance(item, str) else item for item in time]
    rows = _one_under_the_other(left, right, on, times)
    ties = json_text([F.col(_MATCH)]) if as_text else F.col(_MATCH)
    group = Window.partitionBy(*[f"{_KEY}_{i}" for i in range(len(on))])
    # Rows without a time come first in both orders, so that no match is before them.
    ascending = group.orderBy(F.col(_TIME).asc_nulls_first(), _SIDE, ties)
    descending = group.orderBy(F.col(_TIME).desc_nulls_first(), _SIDE, ties)
    if direction == "nearest":
        rows = rows.withColumns({_EARLIER: _last(ascending), _LATER: _last(descending)})
        distance = F.col(_TIME) - F.col(f"{_EARLIER}.time")
        is_nearer = distance <= F.col(f"{_LATER}.time") - F.col(_TIME)
        earlier = F.col(_LATER).isNull() | is_nearer
        rows = rows.withColumn(_MATCH, F.when(earlier, F.col(_EARLIER)).otherwise(F.col(_LATER)))
    else:
        rows = rows.withColumn(_MATCH, _last(ascending if direction == "backward" else descending))
    found = F.col(f"{_MATCH}.row")
    if tolerance is not None:
        # A difference, because a calendar date plus a number of hours need not be a date.
        away = F.abs(F.col(_TIME) - F.col(f"{_MATCH}.time"))
        found = F.when(away <= F.lit(tolerance), found)
    # Only rows of the left frame have a left side. The others have made all its columns nullable to
    # Spark, which this undoes.
    is_left = F.explode(F.array_compact(F.array("left")))
    return rows.select(is_left.alias("left"), found.alias("right"))


def _one_under_the_other(
    left: DataFrame, right: DataFrame, on: Sequence[str], times: Sequence[Column]
) -> DataFrame:
    """The rows of both frames with their keys and times, a right row before a left one of its time.

    Rows of the right frame that match nothing, because a key or their time is NULL, are left out.
    """
    left_time, right_time = times
    keys = [column(name).alias(f"{_KEY}_{i}") for i, name in enumerate(on)]
    row, nothing = F.struct("*"), F.lit(None)
    match = F.struct(right_time.alias("time"), row.alias("row"))
    lefts = left.select(
        *keys,
        left_time.alias(_TIME),
        F.lit(1).alias(_SIDE),
        row.alias("left"),
        nothing.alias(_MATCH),
    )
    known = reduce(Column.__and__, [c.isNotNull() for c in (*map(column, on), right_time)])
    rights = right.where(known).select(*keys, right_time, F.lit(0), nothing, match)
    return lefts.union(rights)


def _last(order: WindowSpec) -> Column:
    """The last row of the right frame up to each row, in an order."""
    frame = order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    return F.last(_MATCH, ignorenulls=True).over(frame)
