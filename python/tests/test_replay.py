"""Quarantined rows that come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

import databricks_utils.replay as module
from databricks_utils import Append, Merge, MergeKeyError, Overwrite, PipelineError, Rule
from databricks_utils.catalog import TableAddress
from databricks_utils.replay import Replayed, replay
from databricks_utils.runs.load import load
from databricks_utils.runs.target import Target
from databricks_utils.writes.strategies import Scd2, Write
from frames import make_frame
from suite import LONG, turn

SCHEMA = T.StructType(
    [
        T.StructField("id", T.IntegerType(), nullable=False),
        T.StructField("country", T.StringType()),
        T.StructField("at", T.TimestampType()),
    ]
)
ROWS = [
    (1, "DE", "2026-01-01T00:00:00.000001Z"),
    (2, "de", "2026-01-01T00:00:00Z"),
    (2, "de", "2026-01-01T00:00:00Z"),
    (3, None, None),
]
NewAddress = Callable[[], TableAddress]


def target(new_address: NewAddress, write: Write) -> Target:
    return Target(
        reference="silver.orders",
        address=new_address(),
        quarantine=new_address(),
        schema=SCHEMA,
        write=write,
        rules=[Rule("known", F.col("country").isin("DE", "FR"), on_violation="quarantine")],
    )


def content(spark: SparkSession, of: Target) -> tuple[list[Any], list[Any]]:
    def rows(name: str) -> list[Any]:
        return sorted(
            (tuple(r) for r in spark.table(name).select("id", "country").collect()), key=str
        )

    return rows(of.address.name), rows(of.quarantine.name)


@turn(2)
def test_corrected_rows_move_and_copies_stay_copies(
    spark: SparkSession, new_address: NewAddress
) -> None:
    orders = target(new_address, Append())
    load(spark, make_frame(spark, ROWS, SCHEMA), orders, run_id="r1")
    assert replay(spark, orders) == Replayed(0, 3)
    upper = {"country": F.upper("country")}
    assert replay(spark, orders, corrections=upper, where=F.col("id") > 2) == Replayed(0, 3)
    assert replay(spark, orders, corrections=upper) == Replayed(2, 1)
    assert content(spark, orders) == ([(1, "DE"), (2, "DE"), (2, "DE")], [(3, None)])
    assert replay(spark, orders, corrections=upper) == Replayed(0, 1)
    # Rows may be corrected where they lie; a later run still adds to the quarantine.
    spark.sql(f"UPDATE {orders.quarantine.name} SET country = 'FR'")
    load(spark, make_frame(spark, [(4, "xx", None)], SCHEMA), orders, run_id="r2")
    assert replay(spark, orders) == Replayed(1, 1)
    assert content(spark, orders)[1] == [(4, "xx")]


@turn(1)
@pytest.mark.parametrize("step", ["prepare", pytest.param("write_once", marks=LONG)])
def test_a_replay_that_dies_is_completed_by_the_next(
    spark: SparkSession,
    new_address: NewAddress,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """Before the write, and between the write and the removal."""
    orders = target(new_address, Append())
    load(spark, make_frame(spark, ROWS, SCHEMA), orders, run_id="r1")
    whole = getattr(module, step)
    calls = 0

    def dies(*args: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        # The first statement claims the rows, the second would remove them.
        if step == "prepare" or calls == 2:
            raise KeyboardInterrupt
        return whole(*args, **options)

    upper = {"country": F.upper("country")}
    with monkeypatch.context() as patch:
        patch.setattr(module, step, dies)
        with pytest.raises(KeyboardInterrupt):
            replay(spark, orders, corrections=upper)
    load(spark, make_frame(spark, [(5, "xx", None)], SCHEMA), orders, run_id="r2")
    # What was claimed was judged and corrected then: this one corrects nothing.
    assert replay(spark, orders) == Replayed(2, 2)
    assert content(spark, orders) == ([(1, "DE"), (2, "DE"), (2, "DE")], [(3, None), (5, "xx")])


@LONG
def test_replayed_rows_are_merged(spark: SparkSession, new_address: NewAddress) -> None:
    orders = target(new_address, Merge(keys=["id"]))
    rows = [(1, "DE", None), (2, "de", None), (1, "fr", None)]
    load(spark, make_frame(spark, rows, SCHEMA), orders, run_id="r1")
    assert replay(spark, orders, corrections={"country": F.upper("country")}) == Replayed(2, 0)
    assert content(spark, orders) == ([(1, "FR"), (2, "DE")], [])


@LONG
def test_keys_that_cannot_be_merged_leave_nothing_claimed(
    spark: SparkSession, new_address: NewAddress
) -> None:
    orders = target(new_address, Merge(keys=["id"]))
    rows = [(1, "de", None), (1, "fr", None), (2, "de", None)]
    load(spark, make_frame(spark, rows, SCHEMA), orders, run_id="r1")
    upper = {"country": F.upper("country")}
    with pytest.raises(MergeKeyError, match="1 key appears in more than one row"):
        replay(spark, orders, corrections=upper)
    others = F.col("id") > 1
    assert replay(spark, orders, corrections=upper, where=others) == Replayed(1, 2)
    assert content(spark, orders) == ([(2, "DE")], [(1, "de"), (1, "fr")])


@LONG
def test_a_column_younger_than_the_quarantine_can_be_corrected(
    spark: SparkSession, new_address: NewAddress
) -> None:
    orders = target(new_address, Append())
    load(spark, make_frame(spark, ROWS, SCHEMA), orders, run_id="r1")
    younger = replace(orders, schema=T.StructType([*SCHEMA, T.StructField("n", T.LongType())]))
    corrections = {"country": F.lit("DE"), "N": F.col("id") + 10}
    assert replay(spark, younger, corrections=corrections) == Replayed(3, 0)
    found = spark.table(orders.address.name).where("id > 1").select("id", "n")
    assert sorted(map(tuple, found.collect())) == [(2, 12), (2, 12), (3, 13)]


def test_what_cannot_be_replayed_is_refused(spark: SparkSession, new_address: NewAddress) -> None:
    with pytest.raises(PipelineError, match="each run replaces"):
        replay(spark, target(new_address, Overwrite()))
    snapshots = Scd2(keys=["id"], sequence_by="id", snapshots=True)
    with pytest.raises(PipelineError, match="made from snapshots"):
        replay(spark, target(new_address, snapshots))
    orders = target(new_address, Append())
    assert replay(spark, orders) == Replayed(0, 0)
    load(spark, make_frame(spark, ROWS, SCHEMA), orders, run_id="r1")
    with pytest.raises(PipelineError, match='"contry", which is not a column') as caught:
        replay(spark, orders, corrections={"contry": F.lit("DE")})
    assert "country" in str(caught.value.hint)
