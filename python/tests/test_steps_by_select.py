"""What takes the place of steps for which Spark Connect would look at tables too early."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from databricks_utils.steps_by_select import (
    distinct_rows,
    renamed_columns,
    with_columns,
    without_columns,
)


@pytest.fixture
def frame(spark: SparkSession) -> DataFrame:
    rows = [(1, 2.0), (1, 2.0), (None, None), (None, None), (3, float("nan")), (3, float("nan"))]
    return spark.createDataFrame(rows, "id int, `a.b` double")


def assert_same(found: DataFrame | None, expected: DataFrame) -> None:
    assert found is not None
    assert found.schema == expected.schema
    assert sorted(map(str, found.collect())) == sorted(map(str, expected.collect()))


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
def test_a_selection_adds_the_columns(
    frame: DataFrame, columns: Callable[[], Mapping[str, Column]]
) -> None:
    assert_same(with_columns(frame, columns()), frame.withColumns(dict(columns())))


@pytest.mark.parametrize("names", [["ID"], ["a.b"], ["other"], []], ids=str)
def test_a_selection_leaves_columns_out(frame: DataFrame, names: list[str]) -> None:
    assert_same(without_columns(frame, names), frame.drop(*names))


@pytest.mark.parametrize("names", [{"ID": "key"}, {"a.b": "b", "id": "`x`"}, {"no": "y"}], ids=str)
def test_a_selection_renames_columns(frame: DataFrame, names: dict[str, str]) -> None:
    assert_same(renamed_columns(frame, names), frame.withColumnsRenamed(names))


@pytest.mark.parametrize("by", [None, ["ID"]], ids=str)
def test_groups_and_windows_give_each_row_once(frame: DataFrame, by: list[str] | None) -> None:
    assert_same(distinct_rows(frame, by), frame.dropDuplicates(by))


def test_names_that_stand_for_two_columns_are_left_to_spark(spark: SparkSession) -> None:
    one = spark.range(1)
    both = one.join(one.alias("other"))
    assert with_columns(both, {"x": F.lit(1)}) is None
    assert with_columns(one, {"x": F.lit(1), "X": F.lit(2)}) is None
    assert renamed_columns(both, {"id": "x"}) is None
    assert without_columns(both, ["x"]) is None
    assert distinct_rows(both) is None
