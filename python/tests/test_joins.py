"""Joins with one match at most."""

from __future__ import annotations

from typing import Literal

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from databricks_utils import (
    FanOutError,
    PipelineError,
    describe_failure,
    in_plan_errors,
    join_one,
)
from frames import make_frame

How = Literal["inner", "left", "right", "full"]
HOWS: list[How] = ["inner", "left", "right", "full"]


def left(spark: SparkSession, *ids: int | None) -> DataFrame:
    return make_frame(spark, [(i,) for i in ids], "`a.k` int").alias("l")


def right(spark: SparkSession, *rows: tuple[int | None, str]) -> DataFrame:
    return make_frame(spark, rows, "`a.k` int, name string").alias("r")


@pytest.mark.parametrize("how", HOWS)
def test_it_is_the_plain_join_where_keys_are_unique_or_unmatched_or_null(
    spark: SparkSession, how: How
) -> None:
    a = left(spark, 1, 1, 2, None)
    b = right(spark, (1, "ä"), (9, "x"), (9, "y"), (None, "p"), (None, "q"))
    by_name = join_one(a, b, on=["a.k"], how=how)
    plain = a.join(b, on=["a.k"], how=how)
    assert by_name.columns == plain.columns
    assert sorted(map(str, by_name.collect())) == sorted(map(str, plain.collect()))
    condition = F.col("l.`a.k`") == F.col("r.`a.k`")
    by_condition = join_one(a, b, on=condition, how=how)
    plain = a.join(b, on=condition, how=how)
    assert by_condition.columns == plain.columns
    assert sorted(map(str, by_condition.collect())) == sorted(map(str, plain.collect()))


@pytest.mark.parametrize("how", HOWS)
def test_a_row_with_several_matches_fails_and_is_named(spark: SparkSession, how: How) -> None:
    a, b = left(spark, 1, 2), right(spark, (2, "x"), (2, "y"))
    with pytest.raises(PySparkException, match="FanOutError") as caught:
        join_one(a, b, on=["a.k"], how=how).collect()
    failure = describe_failure(caught.value)
    assert failure.type == FanOutError.__name__
    assert failure.message == "a row matches several rows on a.k: 2"
    with pytest.raises(FanOutError) as raised, in_plan_errors():
        join_one(a, b, on=["a.k"], how=how).collect()
    assert (raised.value.message, raised.value.hint) == (failure.message, failure.hint)
    with pytest.raises(Exception, match="FanOutError"):
        join_one(a, b, on=F.col("l.`a.k`") == F.col("r.`a.k`"), how=how).collect()


def test_a_range_condition_is_guarded_too(spark: SparkSession) -> None:
    steps = right(spark, (0, "low"), (10, "high"))
    condition = (F.col("l.`a.k`") >= F.col("r.`a.k`")) & (F.col("l.`a.k`") < F.lit(10))
    rows = join_one(left(spark, 5, 50), steps, on=condition).select("r.name").collect()
    assert sorted(str(row[0]) for row in rows) == ["None", "low"]
    with pytest.raises(Exception, match="FanOutError"):
        join_one(left(spark, 50), steps, on=F.col("l.`a.k`") >= F.col("r.`a.k`")).collect()


def test_aliases_of_both_sides_survive(spark: SparkSession) -> None:
    joined = left(spark, 1).transform(join_one, right(spark, (1, "x")), on=["a.k"], how="left")
    row = joined.select(F.col("l.`a.k`"), F.col("r.name")).collect()[0]
    assert tuple(row) == (1, "x")


def test_wrong_options_are_refused(spark: SparkSession) -> None:
    a, b = left(spark, 1), right(spark, (1, "x"))
    with pytest.raises(PipelineError, match="how"):
        join_one(a, b, on=["a.k"], how="cross")  # type: ignore[arg-type]
    with pytest.raises(PipelineError, match="no columns"):
        join_one(a, b, on="a.k")
