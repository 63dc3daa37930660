"""Versions of rows, SCD type 2."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import change_streams as streams
from change_streams import DELETE, KEY, SCHEMA, Delivery
from databricks_utils import Scd2, write_table
from databricks_utils.catalog import TableAddress
from frames import make_frame

NewAddress = Callable[[], TableAddress]

WRITE = Scd2(
    keys=[KEY],
    sequence_by="at",
    delete_where=lambda: F.col("value") == DELETE,
    ignore_changes_in=["note"],
)


def write(spark: SparkSession, rows: Sequence[Sequence[object]], name: str, how: Scd2) -> None:
    write_table(spark, make_frame(spark, rows, SCHEMA), name, SCHEMA, how)


def content(spark: SparkSession, name: str) -> set[tuple[object, ...]]:
    return streams.content(spark.table(name).collect())


@settings(max_examples=1)
@given(
    cases=st.lists(streams.deliveries, min_size=streams.CASES, max_size=streams.CASES),
)
def test_versions_are_those_of_all_changes_however_they_are_cut_ordered_and_repeated(
    spark: SparkSession, new_address: NewAddress, cases: list[Delivery]
) -> None:
    name = new_address().name
    for batch in streams.batches_of(cases):
        write(spark, batch, name, WRITE)
    assert content(spark, name) == streams.versions(cases)
    # Everything once more, at once: nothing is left to do.
    everything = [c.row(number) for number, case in enumerate(cases) for c in case.changes]
    write(spark, everything, name, WRITE)
    assert content(spark, name) == streams.versions(cases)
