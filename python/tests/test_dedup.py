"""Keeping one row of each group."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import AmbiguousRowError, PipelineError, describe_failure, keep_first
from frames import make_frame

SCHEMA = T.StructType(
    [
        T.StructField("case", T.IntegerType()),
        T.StructField("a.b", T.StringType()),
        T.StructField("n", T.IntegerType()),
        T.StructField("rest", T.IntegerType()),
        T.StructField("tags", T.MapType(T.StringType(), T.TimestampType())),
    ]
)

groups = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["", "ä"]), st.none() | st.integers(0, 2), st.integers(0, 3)
    ),
    max_size=10,
)


@settings(max_examples=1)
@given(
    # Hypothesis tries the smallest value first, which has no row at all.
    cases=st.lists(groups, min_size=25, max_size=25).filter(
        lambda cases: sum(len(case) for case in cases) > 75
    )
)
def test_the_survivor_is_first_in_order_and_the_same_whatever_order_rows_come_in(
    spark: SparkSession, cases: list[list[tuple[str | None, int | None, int]]]
) -> None:
    rows = [(i, a, n, rest, None) for i, case in enumerate(cases) for a, n, rest in case]
    order = [F.col("n").desc_nulls_last()]

    def survivors(given_rows: list[Any]) -> set[tuple[Any, ...]]:
        frame = make_frame(spark, given_rows, SCHEMA).repartition(3)
        kept = keep_first(frame, ["case", "a.b"], order)
        assert kept.columns == SCHEMA.fieldNames()
        found = [(r[0], r[1], r[2], r[3]) for r in kept.collect()]
        assert len(found) == len(set(found))
        return set(found)

    best: dict[Any, Any] = {}
    for case, a, n, rest, _ in rows:
        rank = (-1 if n is None else n, -rest)
        if (case, a) not in best or rank > best[case, a][0]:
            best[case, a] = (rank, (case, a, n, rest))
    expected = {row for _, row in best.values()}
    assert survivors(rows) == expected
    assert survivors(rows[::-1]) == expected


def frame(spark: SparkSession, *rows: tuple[int, int | None]) -> DataFrame:
    return make_frame(spark, rows, "id int, n int")


def test_columns_that_have_no_order_decide_too(spark: SparkSession) -> None:
    rows = spark.sql(
        "select * from values (1, map('k', timestamp'2026-01-01 00:00:00.000001')),"
        " (1, map('k', timestamp'2026-01-01 00:00:00.000002')) as t(id, m)"
    )
    for order in (rows, rows.orderBy(F.desc(F.map_values("m")[0]))):
        kept = keep_first(order.coalesce(1), ["id"], ["id"]).collect()
        assert kept[0]["m"]["k"].microsecond == 1


def test_different_rows_that_tie_fail_if_asked(spark: SparkSession) -> None:
    tied = keep_first(frame(spark, (1, 5), (1, 6), (2, 1)), ["id"], [F.lit(1)], ties="fail")
    with pytest.raises(Exception, match="AmbiguousRowError") as caught:
        tied.collect()
    failure = describe_failure(caught.value)
    assert failure.type == AmbiguousRowError.__name__
    assert failure.message == 'several rows with the same id tie for first place: {"id":1}'
    assert failure.hint == AmbiguousRowError.cure


def test_equal_rows_and_ties_behind_the_first_place_do_not_fail(spark: SparkSession) -> None:
    rows = frame(spark, (1, 5), (1, 5), (2, 9), (2, 3), (2, 3))
    kept = keep_first(rows, ["id"], [F.col("n").desc()], ties="fail").collect()
    assert sorted(tuple(r) for r in kept) == [(1, 5), (2, 9)]


def test_an_alias_survives(spark: SparkSession) -> None:
    kept = frame(spark, (1, 5)).alias("f").transform(keep_first, by=["id"], order=["n"])
    assert kept.select(F.col("f.n")).collect()[0][0] == 5


def test_wrong_options_are_refused(spark: SparkSession) -> None:
    with pytest.raises(PipelineError, match="ties"):
        keep_first(frame(spark, (1, 1)), ["id"], ["n"], ties="any")  # type: ignore[arg-type]
    with pytest.raises(PipelineError, match="needs by and order"):
        keep_first(frame(spark, (1, 1)), ["id"], [])
