"""Writes that die and writes that meet others: repeated, they give what one run alone gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

import change_streams as streams
from change_streams import DELETE, KEY, SCHEMA, Change, Delivery
from databricks_utils import ConcurrentWriteError, Merge, Scd2, concurrency, write_table
from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import write_once
from databricks_utils.writes import beside, merge, version_writer, writers
from databricks_utils.writes.ddl import TableOptions, ensure_table
from databricks_utils.writes.merge_sql import merge_rows
from databricks_utils.writes.strategies import Write
from frames import make_frame
from suite import LONG

NewAddress = Callable[[], TableAddress]
# The modules whose commits go through `write_once`.
MODULES = (beside, concurrency, merge, version_writer, writers)
MERGE = Merge(keys=[KEY], sequence_by="at", delete_where=lambda: F.col("value") == DELETE)
SCD2 = Scd2(
    keys=[KEY],
    sequence_by="at",
    delete_where=lambda: F.col("value") == DELETE,
    ignore_changes_in=["note"],
)


def write(spark: SparkSession, rows: list[tuple[object, ...]], name: str, how: Write) -> None:
    write_table(spark, make_frame(spark, rows, SCHEMA), name, SCHEMA, how)


def expected(cases: list[Delivery], how: Write) -> set[tuple[object, ...]]:
    return streams.versions(cases) if isinstance(how, Scd2) else streams.newest_rows(cases)


class Death(NamedTuple):
    """A run dies at one of its commits, before Delta has it or directly after."""

    commit: int
    after: bool


class Mortal:
    """Stands for `write_once`, and dies."""

    def __init__(self, death: Death) -> None:
        self.death = death
        self.commits = 0

    def __call__(self, commit: Callable[[], None], table: str) -> None:
        self.commits += 1
        if self.commits != self.death.commit:
            return write_once(commit, table)
        if self.death.after:
            write_once(commit, table)
        raise KeyboardInterrupt


@LONG
@settings(max_examples=25)
@given(
    cases=streams.many(30),
    death=st.builds(Death, st.integers(1, 2), st.booleans()),
    batch=st.integers(0, 2),
)
@pytest.mark.parametrize("how", [pytest.param(MERGE, id="merge"), pytest.param(SCD2, id="scd2")])
def test_a_run_that_died_at_any_commit_is_completed_by_running_again(
    spark: SparkSession,
    new_address: NewAddress,
    how: Write,
    cases: list[Delivery],
    death: Death,
    batch: int,
) -> None:
    name = new_address().name
    # All keys change in each batch, so that each run has both of its commits.
    first = Delivery([Change(k, 1, "a", 0, 0) for k in (1, 2, 3)], [3, 3, 3], [])
    batches = streams.batches_of([first, *cases], 4)
    for number, rows in enumerate(batches):
        if number == batch:
            with pytest.MonkeyPatch.context() as patch:
                mortal = Mortal(death)
                for module in MODULES:
                    patch.setattr(module, "write_once", mortal)
                if rows:
                    with pytest.raises(KeyboardInterrupt):
                        write(spark, rows, name, how)
                    # A commit that depends on the table holds others, which count too.
                    assert mortal.commits >= death.commit
        write(spark, rows, name, how)
    assert streams.content(spark.table(name).collect()) == expected([first, *cases], how)


@LONG
@pytest.mark.parametrize("how", [MERGE, SCD2], ids=["merge", "scd2"])
def test_what_another_run_commits_between_reading_and_writing_is_not_lost(
    spark: SparkSession, new_address: NewAddress, how: Write
) -> None:
    name = new_address().name
    keys = (1, 2, 3)
    write(spark, [Change(k, 1, "a", 0, 0).row(0) for k in keys], name, how)
    mine = [Change(1, 5, "b", 0, 0), Change(2, 3, "b", 0, 0), Change(9, 4, "b", 0, 0)]
    others = [Change(1, 3, "c", 0, 0), Change(2, 7, DELETE, 0, 0), Change(9, 2, "c", 0, 0)]
    met: list[str] = []

    def meets(spark: SparkSession, source: DataFrame, table: str, clauses: Sequence[str]) -> None:
        # What is written was made from the table as it was; another run comes in between.
        if table == name and not met:
            met.append(table)
            write(spark, [c.row(0) for c in others], name, how)
        merge_rows(spark, source, table, clauses)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("databricks_utils.concurrency.time.sleep", lambda seconds: None)
        for module in (merge, version_writer):
            patch.setattr(module, "merge_rows", meets)
        write(spark, [c.row(0) for c in mine], name, how)
    assert met == [name]
    every = [*(Change(k, 1, "a", 0, 0) for k in keys), *mine, *others]
    assert streams.content(spark.table(name).collect()) == expected([Delivery(every, [], [])], how)


def test_a_forestalled_commit_is_tried_again_and_then_explained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("databricks_utils.concurrency.time.sleep", lambda seconds: None)
    calls = []

    def forestalled(times: int) -> Callable[[], None]:
        def commit() -> None:
            calls.append(1)
            if len(calls) <= times:
                raise PySparkException("[DELTA_CONCURRENT_APPEND] ConcurrentAppendException: x")

        return commit

    write_once(forestalled(concurrency.ATTEMPTS - 1), "t")
    assert len(calls) == concurrency.ATTEMPTS
    calls.clear()
    with pytest.raises(
        ConcurrentWriteError, match="another run is writing t at the same time"
    ) as caught:
        write_once(forestalled(99), "t")
    assert "run again" in caught.value.hint
    assert len(calls) == concurrency.ATTEMPTS

    def other() -> None:
        calls.append(1)
        raise PySparkException("[DIVIDE_BY_ZERO] x")

    calls.clear()
    with pytest.raises(PySparkException, match="DIVIDE_BY_ZERO"):
        write_once(other, "t")
    assert len(calls) == 1


@pytest.mark.parametrize(
    "left",
    [
        [],
        [".00000000000000000000.json.0e4a.tmp", "..00000000000000000000.json.0e4a.tmp.crc"],
        ["_staged_commits/"],
    ],
    ids=["an empty log", "a commit that is half written", "a folder in the log"],
)
def test_a_table_whose_creation_died_is_created(
    spark: SparkSession, new_address: NewAddress, left: list[str]
) -> None:
    address = new_address()
    assert address.location is not None
    folder = Path(address.location, "_delta_log")
    for name in ["./", *left]:
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_text("{")
    assert ensure_table(spark, address, SCHEMA, TableOptions())
    assert spark.table(address.name).count() == 0


@pytest.mark.parametrize("other", ["part-0.parquet", "_delta_log/notes.txt", "_delta_log/a/b.json"])
def test_what_no_creation_leaves_stays_and_is_refused(
    spark: SparkSession, new_address: NewAddress, other: str
) -> None:
    address = new_address()
    assert address.location is not None
    path = Path(address.location, other)
    Path(address.location, "_delta_log").mkdir(parents=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    with pytest.raises(PySparkException, match="not empty"):
        ensure_table(spark, address, SCHEMA, TableOptions())
    assert path.read_text() == "mine"
