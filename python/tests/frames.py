"""Small frames for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.schema import nullable_schema


def make_frame(
    spark: SparkSession, rows: Sequence[Sequence[Any]], schema: T.StructType | str
) -> DataFrame:
    """Rows as a frame that Java makes alone.

    `createDataFrame` has a Python process deliver the rows at each scan, which takes longer than
    all else in these tests.
    """
    if isinstance(schema, str):
        schema = struct(schema)
    records = [dict(zip(schema.fieldNames(), row, strict=True)) for row in rows]
    array = F.from_json(F.lit(json.dumps(records)), T.ArrayType(nullable_schema(schema)))
    return spark.range(0, 1, 1, 1).select(F.inline(array))


def struct(ddl: str) -> T.StructType:
    """A schema written in SQL."""
    parsed = T.DataType.fromDDL(ddl)
    assert isinstance(parsed, T.StructType)
    return parsed


def collected(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment, given in UTC, as PySpark returns it: in the local time of this process."""
    moment = datetime(year, month, day, hour, minute, tzinfo=timezone.utc)
    return moment.astimezone().replace(tzinfo=None)
