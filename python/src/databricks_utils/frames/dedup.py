"""Keeps one row of each group, always the same one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.canonical import canonical_text, json_text
from databricks_utils.errors import AmbiguousRowError, PipelineError, raise_in_plan
from databricks_utils.naming import column

_PLACE = "__lakewright_place"
_RANK = "__lakewright_rank"
_DISTINCT = "__lakewright_distinct"


def keep_first(
    frame: DataFrame,
    by: Sequence[str],
    order: Sequence[Column | str],
    ties: Literal["compare-all", "fail"] = "compare-all",
) -> DataFrame:
    """Of the rows with equal values in `by` (NULL equals NULL), the first in `order`.

    The columns stay as they are. Ties are broken by all other columns, ascending, so the survivor
    never depends on chance; with ties="fail", different rows that tie for first place make the
    query fail with AmbiguousRowError.
    """
    if ties not in ("compare-all", "fail"):
        raise PipelineError(f'keep_first has ties="{ties}"', hint='Use "compare-all" or "fail".')
    if not by or not order:
        raise PipelineError("keep_first needs by and order", hint="Give at least one column each.")
    group = Window.partitionBy(*[column(name) for name in by])
    given = [column(item) if isinstance(item, str) else item for item in order]
    everything = group.orderBy(*given, *_tie_breakers(frame, by))
    # Not `drop`: Spark Connect analyzes its input, which a declarative pipeline does not have yet.
    shown = [column(name) for name in frame.columns]
    placed = frame.withColumn(_PLACE, F.row_number().over(everything))
    first = F.col(_PLACE) == 1
    if ties == "compare-all":
        return placed.where(first).select(*shown)
    ranked = placed.withColumn(_RANK, F.rank().over(group.orderBy(*given))).withColumn(
        _DISTINCT, F.dense_rank().over(everything)
    )
    ambiguous = (F.col(_RANK) == 1) & (F.col(_DISTINCT) > 1)
    message = F.concat(
        F.lit(f"several rows with the same {', '.join(by)} tie for first place: "),
        F.substring(json_text([column(name) for name in by]), 1, 200),
    )
    fails = raise_in_plan(AmbiguousRowError, message).cast("boolean")
    return ranked.where(F.when(ambiguous, fails).otherwise(first)).select(*shown)


def _tie_breakers(frame: DataFrame, by: Sequence[str]) -> list[Column]:
    grouped = {name.lower() for name in by}
    return [
        column(f.name).asc() if _orderable(f.dataType) else canonical_text([f]).asc()
        for f in frame.schema
        if f.name.lower() not in grouped
    ]


def _orderable(data_type: T.DataType) -> bool:
    if isinstance(data_type, T.StructType):
        return all(_orderable(f.dataType) for f in data_type)
    if isinstance(data_type, T.ArrayType):
        return _orderable(data_type.elementType)
    return not isinstance(data_type, T.MapType | T.VariantType | T.CalendarIntervalType)
