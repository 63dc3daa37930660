"""What takes the place of `withColumns` where Spark would look at tables too early."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from databricks_utils.declared_schemas import with_columns


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param(lambda: {"new": F.col("id") + 1}, id="added"),
        pytest.param(
            lambda: {"ID": F.col("id") * 2, "`odd` {x}": F.lit("y"), "Zürich": F.col("id")},
            id="replaced in another case, and odd names",
        ),
        pytest.param(
            lambda: {"id": F.lit(None).cast("int"), "b": F.array("id", "`a.b`")},
            id="replaced by NULL, and one of both",
        ),
    ],
)
def test_a_selection_gives_what_with_columns_gives(
    spark: SparkSession, columns: Callable[[], Mapping[str, Column]]
) -> None:
    frame = spark.createDataFrame([(1, 2), (None, 3)], "id int, `a.b` int")
    selected = with_columns(frame, columns())
    assert selected is not None
    found, expected = frame.select(*selected), frame.withColumns(dict(columns()))
    assert found.schema == expected.schema
    assert found.collect() == expected.collect()


def test_names_that_stand_for_two_columns_are_left_to_spark(spark: SparkSession) -> None:
    frame = spark.range(1)
    assert with_columns(frame.join(frame.alias("other")), {"x": F.lit(1)}) is None
    assert with_columns(frame, {"x": F.lit(1), "X": F.lit(2)}) is None
