"""Merges that say between which values their keys lie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import Merge, write_table
from databricks_utils.catalog import TableAddress
from databricks_utils.errors import UnrepeatableInputError
from databricks_utils.failure import describe_failure
from databricks_utils.writes.key_bounds import KeyBounds, bounding, read_bounds
from frames import make_frame
from suite import LONG, turn

TYPES: dict[str, T.DataType] = {
    "tiny": T.ByteType(),
    "small": T.ShortType(),
    "whole": T.IntegerType(),
    "big {1}.`x": T.LongType(),
    "text": T.StringType(),
    "day": T.DateType(),
    "exact": T.DecimalType(5, 2),
}
SCHEMA = T.StructType(
    [*(T.StructField(name, kind) for name, kind in TYPES.items()), T.StructField("v", T.LongType())]
)
LEAST = (-128, -32768, -(2**31), -(2**63), "", "0001-01-01", -1.5)
GREATEST = (127, 32767, 2**31 - 1, 2**63 - 1, "it's {x} ${x} \\ \n 日本", "9999-12-31", 1.5)


@LONG
def test_least_and_greatest_values_of_each_type_find_the_rows_with_their_keys(
    spark: SparkSession, new_address: Callable[[], TableAddress]
) -> None:
    name, write = new_address().name, Merge(list(TYPES))
    for value in (1, 2):
        batch = make_frame(spark, [(*LEAST, value), (*GREATEST, value)], SCHEMA)
        write_table(spark, batch, name, SCHEMA, write)
    write_table(spark, make_frame(spark, [(*LEAST, 3)], SCHEMA), name, SCHEMA, write)
    found = spark.table(name).select("tiny", "day", "v").collect()
    assert sorted(tuple(row) for row in found) == [
        (-128, dt.date(1, 1, 1), 3),
        (127, dt.date(9999, 12, 31), 2),
    ]


@turn(0)
def test_a_merge_reads_the_files_that_may_hold_its_keys_and_no_others(
    spark: SparkSession, new_address: Callable[[], TableAddress]
) -> None:
    name, write = new_address().name, Merge(["id"])
    schema = T.StructType([T.StructField("id", T.LongType()), T.StructField("v", T.StringType())])
    for file in range(3):
        rows = [(10 * file + i, "old") for i in range(10)]
        write_table(spark, make_frame(spark, rows, schema), name, schema, write)
    files = spark.table(name).select("_metadata.file_path", "id").where("id = 5").collect()
    # A file that is gone cannot be read.
    Path(unquote(urlparse(files[0]["file_path"]).path)).unlink()
    write_table(spark, make_frame(spark, [(13, "new"), (99, "new")], schema), name, schema, write)
    new = spark.table(name).where("id > 9 AND v = 'new'").select("id").collect()
    assert sorted(row["id"] for row in new) == [13, 99]


def test_a_key_that_was_not_there_at_first_fails_the_write(spark: SparkSession) -> None:
    frame = make_frame(spark, [(1, "a"), (2, "b")], "id BIGINT, v STRING")
    row = frame.agg(*bounding(frame.schema, ["ID"], F.lit(True))).first()
    assert row is not None
    bounds = read_bounds(frame.schema, ["ID"], row)
    assert bounds == KeyBounds({"ID": ("1L", "2L")})
    assert bounds.guard(frame).count() == 2
    other = make_frame(spark, [(3, "c")], "id BIGINT, v STRING")
    with pytest.raises(Exception, match="UnrepeatableInputError") as caught:
        bounds.guard(other).collect()
    assert describe_failure(caught.value).type == UnrepeatableInputError.__name__
    nothing = frame.where("false").agg(*bounding(frame.schema, ["id"], F.lit(True))).first()
    assert nothing is not None
    assert read_bounds(frame.schema, ["id"], nothing) == KeyBounds()
