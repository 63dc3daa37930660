"""However a stream of changes is cut, and each batch written twice: the table is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from pyspark.sql import SparkSession

import change_streams as streams
from change_streams import KEY, SCHEMA, Delivery
from databricks_utils import Append, InsertOnly, Merge, write_table
from databricks_utils.catalog import TableAddress
from databricks_utils.writes.strategies import Write
from databricks_utils.writes.writers import WriteId
from frames import make_frame
from suite import LONG

NewAddress = Callable[[], TableAddress]
Rows = list[tuple[object, ...]]
State = dict[object, tuple[object, ...]]


def newest(state: State, row: tuple[object, ...]) -> None:
    if row[0] not in state or int(str(row[1])) >= int(str(state[row[0]][1])):
        state[row[0]] = row


def last(state: State, row: tuple[object, ...]) -> None:
    state[row[0]] = row


def first(state: State, row: tuple[object, ...]) -> None:
    state.setdefault(row[0], row)


def one_of_each_key(batch: Rows) -> Rows:
    """The last row of each key: several at once have no order but a sequence."""
    return list({row[0]: row for row in batch}.values())


@LONG
@settings(max_examples=1)
@given(cases=streams.many(streams.CASES))
@pytest.mark.parametrize(
    ("how", "keep"),
    [
        pytest.param(Merge(keys=[KEY], sequence_by="at"), newest, id="scd1"),
        pytest.param(Merge(keys=[KEY]), last, id="merge"),
        pytest.param(InsertOnly(keys=[KEY]), first, id="insert-only"),
    ],
)
def test_batches_by_keys_make_the_table_of_all_rows_one_after_another(
    spark: SparkSession,
    new_address: NewAddress,
    how: Write,
    keep: Callable[[State, tuple[object, ...]], None],
    cases: Sequence[Delivery],
) -> None:
    name = new_address().name
    state: State = {}
    for drawn in streams.batches_of(cases):
        batch = drawn if keep is newest else one_of_each_key(drawn)
        for row in batch:
            keep(state, row)
        for _ in range(2):
            write_table(spark, make_frame(spark, batch, SCHEMA), name, SCHEMA, how)
    found = streams.content(spark.table(name).collect())
    streams.assert_same(found, streams.content(state.values()), cases)


@LONG
@settings(max_examples=1)
@given(cases=streams.many(streams.CASES))
def test_batches_that_are_appended_twice_are_there_once(
    spark: SparkSession, new_address: NewAddress, cases: Sequence[Delivery]
) -> None:
    name, expected = new_address().name, Counter[str]()
    for number, batch in enumerate(streams.batches_of(cases)):
        expected += Counter(map(repr, batch))
        for _ in range(2):
            frame = make_frame(spark, batch, SCHEMA)
            once = WriteId("splits", number)
            write_table(spark, frame, name, SCHEMA, Append(), write_id=once)
    assert Counter(repr(tuple(row)) for row in spark.table(name).collect()) == expected
