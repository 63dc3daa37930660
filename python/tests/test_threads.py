"""Several tables made at the same time."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T
from pyspark.sql.streaming.readwriter import DataStreamWriter

from databricks_utils import (
    Append,
    FileSource,
    PipelineError,
    ProjectConfig,
    Rule,
    Step,
    TableNames,
)
from databricks_utils.runs.outcome import RunStatus
from databricks_utils.runs.schedule import Schedule
from frames import make_frame
from recorder import Recorder, run_steps
from suite import LONG, SEED

SCHEMA = T.StructType([T.StructField("id", T.IntegerType())])
# How long a table may wait for another one that should be at work too.
PATIENCE = 60.0


def run(*arguments: Any, threads: int = 3, **options: Any) -> tuple[RunStatus, Recorder]:
    return run_steps(*arguments, threads=threads, **options)


def step(table: str, build: Callable[..., DataFrame], *reads: str, exclusive: bool = False) -> Step:
    inputs = {read.replace(".", "_"): read for read in reads}
    return Step(table=table, build=build, schema=SCHEMA, inputs=inputs, exclusive=exclusive)


def random_steps(source: random.Random) -> list[Step]:
    tables: list[str] = []
    steps = []
    for number in range(source.randrange(1, 30)):
        reads = source.sample(tables, min(len(tables), source.randrange(4)))
        tables.append(f"a.t{number}")
        steps.append(step(tables[-1], lambda: None, *reads, exclusive=source.random() < 0.2))  # type: ignore[arg-type, return-value]
    return steps


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_each_step_starts_once_what_it_reads_has_ended_and_exclusive_ones_are_alone(
    threads: int,
) -> None:
    source = random.Random(SEED)
    for _ in range(200):
        steps = random_steps(source)
        schedule = Schedule(steps, {step.table: step.reads() for step in steps})
        started: list[str] = []
        ended: set[str] = set()
        at_work: list[Step] = []
        while len(ended) < len(steps):
            while len(at_work) < threads and (next_step := schedule.take()) is not None:
                assert ended.issuperset(next_step.reads())
                at_work.append(next_step)
                started.append(next_step.table)
            assert at_work, "nothing is at work, and nothing may start"
            assert len(at_work) == 1 or not any(s.exclusive for s in at_work)
            done = at_work.pop(source.randrange(len(at_work)))
            schedule.done(done)
            ended.add(done.table)
        assert schedule.take() is None
        assert sorted(started) == sorted(s.table for s in steps)
        if threads == 1:
            assert started == [s.table for s in steps]


def test_tables_that_do_not_read_each_other_are_made_at_the_same_time(
    spark: SparkSession, config: ProjectConfig
) -> None:
    both = threading.Barrier(2, timeout=PATIENCE)
    recorder = Recorder()
    beside: list[set[str]] = []

    def together(number: int) -> Callable[..., DataFrame]:
        def build(**frames: DataFrame) -> DataFrame:
            both.wait()
            return make_frame(spark, [(number,)], SCHEMA)

        return build

    def by_hand(**frames: DataFrame) -> DataFrame:
        beside.append(recorder.at_work)
        return make_frame(spark, [(3,)], SCHEMA)

    def union(**frames: DataFrame) -> DataFrame:
        one, two, three = frames.values()
        return one.unionByName(two).unionByName(three)

    steps = [
        step("a.one", together(1)),
        step("a.own", by_hand, exclusive=True),
        step("a.two", together(2)),
        step("b.all", union, "a.one", "a.two", "a.own"),
    ]
    status, _ = run(spark, config, steps, threads=2, recorder=recorder)
    assert status == "succeeded", recorder.outcomes
    assert beside == [{"a.own"}]
    assert set(recorder.started[:2]) == {"a.one", "a.two"}
    rows = spark.table(TableNames(config).resolve("b.all")).collect()
    assert sorted(row["id"] for row in rows) == [1, 2, 3]


def test_a_table_that_fails_stops_its_readers_while_others_go_on(
    spark: SparkSession, config: ProjectConfig
) -> None:
    failed = threading.Event()

    def fails(**frames: DataFrame) -> DataFrame:
        failed.set()
        raise ValueError("broken")

    def later(**frames: DataFrame) -> DataFrame:
        assert failed.wait(PATIENCE)
        return make_frame(spark, [(1,)], SCHEMA)

    def same(**frames: DataFrame) -> DataFrame:
        return next(iter(frames.values()))

    steps = [
        step("a.fine", later),
        step("a.wrong", fails),
        step("b.skipped", same, "a.fine", "a.wrong"),
        step("b.fine", same, "a.fine"),
    ]
    status, recorder = run(spark, config, steps)
    assert status == "failed"
    assert {table: outcome.status for table, outcome in recorder.outcomes.items()} == {
        "a.fine": "succeeded",
        "a.wrong": "failed",
        "b.skipped": "skipped",
        "b.fine": "succeeded",
    }
    assert recorder.outcomes["b.skipped"].because == "a.wrong"


def test_once_stopped_all_tables_at_work_end_and_nothing_new_starts(
    spark: SparkSession, config: ProjectConfig
) -> None:
    stop = threading.Event()
    both = threading.Barrier(2, timeout=PATIENCE)

    def cancelled(**frames: DataFrame) -> DataFrame:
        both.wait()
        stop.set()
        raise RuntimeError("cancelled")

    steps = [step("a.one", cancelled), step("a.two", cancelled), step("a.three", cancelled)]
    status, recorder = run(spark, config, steps, threads=2, stop=stop)
    assert status == "interrupted"
    assert {table: outcome.status for table, outcome in recorder.outcomes.items()} == {
        "a.one": "interrupted",
        "a.two": "interrupted",
    }


def test_a_table_waits_for_what_it_reads_through_a_view_that_is_not_made(
    spark: SparkSession, config: ProjectConfig
) -> None:
    recorder = Recorder()
    beside: list[set[str]] = []
    broken = threading.Event()

    def rows(**frames: DataFrame) -> DataFrame:
        if broken.is_set():
            raise ValueError("broken")
        time.sleep(1)
        return make_frame(spark, [(1,)], SCHEMA)

    def reader(**frames: DataFrame) -> DataFrame:
        beside.append(recorder.at_work)
        return next(iter(frames.values()))

    steps = [
        step("a.rows", rows),
        Step(table="b.view", view_sql=lambda names: f"SELECT * FROM {names['a.rows']}"),
        Step(table="b.over", view_sql=lambda names: f"SELECT * FROM {names['b.view']}"),
        step("c.reader", reader, "b.over"),
    ]
    selected = ["a.rows", "c.reader"]
    status, _ = run(spark, config, steps, selected, recorder=recorder)
    assert status == "succeeded", recorder.outcomes
    assert beside == [{"c.reader"}]
    broken.set()
    status, again = run(spark, config, steps, selected)
    assert status == "failed"
    assert again.outcomes["c.reader"].because == "a.rows"


def test_tables_that_need_the_same_view_make_it_once(
    spark: SparkSession, config: ProjectConfig
) -> None:
    def rows(**frames: DataFrame) -> DataFrame:
        return make_frame(spark, [(1,), (2,)], SCHEMA)

    def same(**frames: DataFrame) -> DataFrame:
        return next(iter(frames.values()))

    readers = [step(f"c.reader{number}", same, "b.view") for number in range(2)]
    view = Step(table="b.view", view_sql=lambda names: f"SELECT * FROM {names['a.rows']}")
    steps = [step("a.rows", rows), view, *readers]
    assert run(spark, config, steps, tables=["a.rows"])[0] == "succeeded"
    selected = [reader.table for reader in readers]
    status, recorder = run(spark, config, steps, tables=selected)
    assert status == "succeeded", recorder.outcomes
    counts = {outcome.rows.kept for outcome in recorder.outcomes.values() if outcome.rows}
    assert counts == {2}


@LONG
def test_appends_at_the_same_time_know_which_of_them_was_done_before(
    spark: SparkSession, config: ProjectConfig
) -> None:
    def rows(**frames: DataFrame) -> DataFrame:
        return make_frame(spark, [(1,), (2,), (3,)], SCHEMA)

    steps = [
        Step(
            table=f"a.log{number}",
            build=rows,
            schema=SCHEMA,
            write=Append(),
            rules=lambda: [Rule("small", F.col("id") < 3, on_violation="quarantine")],
        )
        for number in range(2)
    ]
    names = TableNames(config)

    def state() -> list[tuple[int, int]]:
        return [
            (
                spark.table(names.resolve(step.table)).count(),
                spark.table(names.quarantine(step.table)).count(),
            )
            for step in steps
        ]

    assert run(spark, config, steps, tables=["a.log1"], round_id="one")[0] == "succeeded"
    status, recorder = run(spark, config, steps, round_id="one")
    assert status == "succeeded", recorder.outcomes
    assert state() == [(2, 1)] * 2


@LONG
def test_streams_at_the_same_time_take_each_row_once_and_are_started_one_by_one(
    spark: SparkSession, config: ProjectConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = config.project_directory / "landing"
    folder.mkdir()
    (folder / "a.csv").write_text("id\n1\n2\n", encoding="utf-8")
    source = FileSource("landing", format="csv", read="new")
    steps = [
        Step(
            table=f"a.s{number}",
            build=lambda landing: landing,
            schema=SCHEMA,
            source=source,
            write=Append(),
        )
        for number in range(3)
    ]
    busy = threading.Lock()
    for_each_batch = DataStreamWriter.foreachBatch

    def watched(writer: DataStreamWriter, batch: Any) -> DataStreamWriter:
        assert busy.acquire(blocking=False), "two threads at once"
        try:
            time.sleep(0.5)
            return for_each_batch(writer, batch)
        finally:
            busy.release()

    monkeypatch.setattr(DataStreamWriter, "foreachBatch", watched)
    names = TableNames(config)
    for _ in range(2):
        status, recorder = run(spark, config, steps)
        assert status == "succeeded", recorder.outcomes
        counts = [spark.table(names.resolve(step.table)).count() for step in steps]
        assert counts == [2, 2, 2]


def test_a_run_without_a_thread_is_refused(spark: SparkSession, config: ProjectConfig) -> None:
    with pytest.raises(PipelineError, match="a run needs a thread, not 0"):
        run(spark, config, [], threads=0)
