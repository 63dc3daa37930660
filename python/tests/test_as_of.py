"""Joins with the row that is nearest in time."""

from __future__ import annotations

import datetime as dt
import random
from typing import Literal

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from databricks_utils import PipelineError, join_as_of
from frames import make_frame

Direction = Literal["backward", "forward", "nearest"]
Row = tuple[int, str | None, int | None]
TOLERANCE = 3


def random_rows(count: int, seed: int) -> list[Row]:
    """Number, key and minute; many share a key and a minute, and some have none."""
    chance = random.Random(seed)
    keys = ["x", "y", None]
    return [
        (i, chance.choice(keys), None if chance.random() < 0.1 else chance.randrange(30))
        for i in range(count)
    ]


def frame_of(spark: SparkSession, rows: list[Row], number: str, time: str) -> DataFrame:
    """The rows with the minute as a moment, a wall-clock time or a day."""
    frame = make_frame(spark, rows, f"{number} int, `a.k` string, minute int")
    start = dt.datetime(2026, 3, 29, 0, 30)
    moment = F.lit(start) + F.make_dt_interval(mins=F.col("minute"))
    day = F.date_add(F.lit(start.date()), F.col("minute"))
    value = day if time == "date" else moment.cast(time)
    return frame.select(number, "`a.k`", value.alias("at"))


def expected(
    left: list[Row], right: list[Row], direction: Direction, limit: int | None
) -> set[tuple[int, int | None]]:
    """Every pair tried: the nearest, then the earlier, then the one with the highest number."""
    found: set[tuple[int, int | None]] = set()
    for number, key, at in left:
        best: tuple[int, bool, int] | None = None
        for other, their_key, their_at in right:
            if key is None or at is None or their_at is None or key != their_key:
                continue
            away = their_at - at
            if (direction == "backward" and away > 0) or (direction == "forward" and away < 0):
                continue
            if limit is None or abs(away) <= limit:
                best = max(best or (-999, False, 0), (-abs(away), away <= 0, other))
        found.add((number, best[2] if best else None))
    return found


@pytest.mark.parametrize("time", ["timestamp", "timestamp_ntz", "date"])
def test_each_left_row_finds_the_nearest_right_row(spark: SparkSession, time: str) -> None:
    left, right = random_rows(40, seed=1), random_rows(30, seed=2)
    frames = frame_of(spark, left, "n", time), frame_of(spark, right, "m", time)
    unit = dt.timedelta(days=1) if time == "date" else dt.timedelta(minutes=1)
    wanted, joined = {}, []
    # Types differ in distances only: one case shows them. The other cases are compared as SQL, too.
    cases: list[tuple[Direction, int | None]] = [("nearest", TOLERANCE)]
    if time == "timestamp":
        cases += [("backward", TOLERANCE), ("forward", None)]
    for direction, limit in cases:
        case = f"{direction} {limit}"
        wanted[case] = expected(left, right, direction, limit)
        made = join_as_of(
            *frames,
            on=["a.k"],
            time=("at", F.col("at")),
            direction=direction,
            tolerance=None if limit is None else limit * unit,
        )
        joined.append(made.select(F.lit(case).alias("case"), "left.n", "right.m"))
    given: dict[str, list[tuple[int, int | None]]] = {case: [] for case in wanted}
    whole = joined[0]
    for made in joined[1:]:
        whole = whole.union(made)
    for case, number, other in whole.collect():
        given[case].append((number, other))
    assert {case: len(rows) for case, rows in given.items()} == dict.fromkeys(wanted, len(left))
    assert {case: set(rows) for case, rows in given.items()} == wanted


def test_the_left_side_keeps_its_nullability_and_the_right_one_is_nullable(
    spark: SparkSession,
) -> None:
    frame = spark.range(1).select("id", F.lit(dt.date(2026, 1, 1)).alias("day"))
    joined = join_as_of(frame, frame, on=["id"], time=("day", "day"))
    columns = joined.select("left.*", F.col("right.id").alias("other"), F.col("right.day")).schema
    assert [(c.name, c.nullable) for c in columns] == [
        ("id", False),
        ("day", False),
        ("other", True),
        ("day", True),
    ]


def test_right_rows_that_tie_are_compared_as_text_where_they_have_no_order(
    spark: SparkSession,
) -> None:
    left = spark.range(1).select("id", F.current_date().alias("day"))
    right = spark.range(3).select(
        F.lit(0).alias("id"),
        F.current_date().alias("day"),
        F.create_map(F.lit("n"), "id").alias("m"),
    )
    joined = join_as_of(left, right, on=["id"], time=("day", "day"), as_text=True)
    assert [row[0] for row in joined.select("right.m.n").collect()] == [2]


def test_a_wrong_direction_and_no_keys_are_refused(spark: SparkSession) -> None:
    frame = spark.range(1)
    with pytest.raises(PipelineError, match="backward, forward or nearest"):
        join_as_of(frame, frame, on=["id"], time=("id", "id"), direction="up")  # type: ignore[arg-type]
    with pytest.raises(PipelineError, match="no columns in on"):
        join_as_of(frame, frame, on=[], time=("id", "id"))
