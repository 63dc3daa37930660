"""Streams: each row taken once, whatever happens between runs."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyspark import cloudpickle
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    CheckpointError,
    FileSource,
    Merge,
    Overwrite,
    PipelineError,
    ProjectConfig,
    Rule,
    Step,
    StorageConfig,
    TableNames,
    TableStream,
)
from databricks_utils.rules.quality import VIOLATED_RULES, RowCounts
from databricks_utils.runs import maker
from databricks_utils.runs.checkpoint import BatchNote, Checkpoint, checkpoint_of
from databricks_utils.runs.outcome import Rows, TableOutcome
from databricks_utils.runs.streaming import _Batch
from frames import collected
from suite import FULL, LONG, turn

READINGS = T.StructType(
    [
        T.StructField("device", T.StringType()),
        T.StructField("at", T.TimestampType()),
        T.StructField("celsius", T.DoubleType()),
    ]
)
WINDOWS = T.StructType(
    [
        T.StructField("device", T.StringType()),
        T.StructField("start", T.TimestampType()),
        T.StructField("readings", T.LongType()),
    ]
)
CHANGES = T.StructType(
    [READINGS["device"], READINGS["celsius"], T.StructField("_change_type", T.StringType())]
)
# State and more followers double the time.


def same(**frames: DataFrame) -> DataFrame:
    (frame,) = frames.values()
    return frame


def land(config: ProjectConfig, name: str, *lines: str, header: str = "device,at,celsius") -> None:
    folder = config.project_directory / "landing"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def rows_of(spark: SparkSession, config: ProjectConfig, table: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in spark.table(TableNames(config).resolve(table)).collect())


def ingest(**options: Any) -> Step:
    source = FileSource("landing", format="csv", read="new", null_values=["NA"], **options)
    return Step(
        table="bronze.readings",
        build=same,
        source=source,
        schema=READINGS,
        write=Append(),
        rules=lambda: [
            Rule("warm", F.col("celsius") > -50, on_violation="quarantine", nulls="pass"),
            Rule("known", F.col("device").isNotNull(), on_violation="drop"),
        ],
    )


def at(minute: int) -> dt.datetime:
    return collected(2026, 1, 1, minute // 60, minute % 60)


def count_windows(readings: DataFrame) -> DataFrame:
    return (
        readings.withWatermark("at", "10 minutes")
        .groupBy(F.window("at", "5 minutes").alias("window"), "device")
        .agg(F.count(F.lit(1)).alias("readings"))
        .select("device", F.col("window.start").alias("start"), "readings")
    )


def windows(write: Append | Merge, mode: str) -> Step:
    return Step(
        table=f"gold.windows_{mode}",
        build=count_windows,
        streams={"readings": "bronze.readings"},
        schema=WINDOWS,
        write=write,
        output_mode="append" if mode == "append" else "update",
    )


def forget_last_commit(checkpoint: Checkpoint) -> None:
    """What a kill between the write of a table and the note of it leaves."""
    commits = Path(checkpoint.location) / "commits"
    last = max((f for f in commits.iterdir() if f.name.isdigit()), key=lambda f: int(f.name))
    last.unlink()
    (commits / f".{last.name}.crc").unlink(missing_ok=True)


@turn(1)
def test_each_row_is_taken_once_and_accounted_for(
    spark: SparkSession,
    config: ProjectConfig,
    run: Callable[..., dict[str, TableOutcome]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    steps = [ingest(), windows(Append(), "append")]
    land(config, "1.csv", "a,2026-01-01 00:01,1", "a,2026-01-01 00:02,-99", ",2026-01-01 00:03,3")
    first = run(*steps)
    assert {t: o.error for t, o in first.items() if o.error} == {}
    assert first["bronze.readings"].rows == Rows(read=3, kept=1, quarantined=1, dropped=1)
    assert [(r.name, r.violations) for r in first["bronze.readings"].rules] == [
        ("warm", 1),
        ("known", 1),
    ]
    # Nothing new: nothing is read, nothing is written.
    again = run(ingest())
    assert again["bronze.readings"].rows == Rows(read=0, kept=0, quarantined=0, dropped=0)

    land(config, "2.csv", "a,2026-01-01 00:04,2", "b,2026-01-01 00:31,2")
    second = run(*steps)
    assert second["bronze.readings"].rows == Rows(read=2, kept=2, quarantined=0, dropped=0)
    # A row that is later than the watermark allows is left out of the windows, and not of bronze.
    land(config, "3.csv", "a,2026-01-01 00:04,5", "b,2026-01-01 00:32,2")
    third = run(*steps)
    assert third["bronze.readings"].rows == Rows(read=2, kept=2, quarantined=0, dropped=0)
    assert rows_of(spark, config, "bronze.readings") == [
        ("a", at(1), 1.0),
        ("a", at(4), 2.0),
        ("a", at(4), 5.0),
        ("b", at(31), 2.0),
        ("b", at(32), 2.0),
    ]
    assert rows_of(spark, config, "gold.windows_append") == [("a", at(0), 2)]
    assert "gold.windows_append: left out 1 row that came later than the" in caplog.text
    quarantine = spark.table(TableNames(config).quarantine("bronze.readings"))
    assert [row[VIOLATED_RULES] for row in quarantine.collect()] == [["warm"]]


@turn(1)
def test_a_batch_that_is_repeated_adds_nothing(
    spark: SparkSession, config: ProjectConfig, run: Callable[..., dict[str, TableOutcome]]
) -> None:
    merged = [windows(Merge(keys=["device", "start"]), "merge")] if FULL else []
    steps = [ingest(), *merged]
    land(config, "1.csv", "a,2026-01-01 00:01,1", "a,2026-01-01 00:02,-99")
    run(*steps)
    tables = [step.table for step in steps]
    before = [rows_of(spark, config, table) for table in tables]
    for table in tables:
        forget_last_commit(checkpoint_of(config, table))
    land(config, "2.csv", "b,2026-01-01 00:03,2")
    outcomes = run(*steps)
    assert {t: o.error for t, o in outcomes.items() if o.error} == {}
    # The repeated batch is counted, because it was read, and written no second time.
    assert outcomes["bronze.readings"].rows == Rows(read=3, kept=2, quarantined=1, dropped=0)
    after = [rows_of(spark, config, table) for table in tables]
    assert after[0] == [*before[0], ("b", at(3), 2.0)]
    assert after[1:] == [[*rows, ("b", at(0), 1)] for rows in before[1:]]
    assert spark.table(TableNames(config).quarantine("bronze.readings")).count() == 1


@LONG
def test_a_full_refresh_that_dies_loses_nothing(
    spark: SparkSession,
    config: ProjectConfig,
    run: Callable[..., dict[str, TableOutcome]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A table that is empty while its stream remembers having read all would stay empty."""
    land(config, "1.csv", "a,2026-01-01 00:01,1")
    run(ingest())

    def dies(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(maker, "start_over", dies)
        with pytest.raises(KeyboardInterrupt):
            run(ingest(), full_refresh=True)
    assert rows_of(spark, config, "bronze.readings") == [("a", at(1), 1.0)]
    outcomes = run(ingest())
    assert outcomes["bronze.readings"].error is not None
    assert outcomes["bronze.readings"].error.type == "CheckpointError"
    assert run(ingest(), full_refresh=True)["bronze.readings"].status == "succeeded"
    assert rows_of(spark, config, "bronze.readings") == [("a", at(1), 1.0)]


@LONG
def test_a_checkpoint_whose_files_are_damaged_says_what_to_do(
    config: ProjectConfig, run: Callable[..., dict[str, TableOutcome]]
) -> None:
    land(config, "1.csv", "a,2026-01-01 00:00:00,1.0")
    assert run(ingest())["bronze.readings"].error is None
    land(config, "2.csv", "b,2026-01-01 00:00:00,2.0")
    spark_folder = Path(checkpoint_of(config, "bronze.readings").location)
    for file in (spark_folder / "offsets").iterdir():
        if file.name == "0":
            file.write_text("")
        else:
            file.unlink()
    error = run(ingest())["bronze.readings"].error
    assert error is not None
    assert error.type == "CheckpointError", error
    assert "the checkpoint of a stream is damaged" in error.message
    assert (error.hint or "").startswith("Restore its folder")
    assert "--full-refresh" in (error.hint or "")
    assert run(ingest(), full_refresh=True)["bronze.readings"].rows == Rows(2, 2, 0, 0)


@turn(1)
def test_files_of_any_age_are_read_once_and_a_table_that_is_gone_is_made_again(
    spark: SparkSession, config: ProjectConfig, run: Callable[..., dict[str, TableOutcome]]
) -> None:
    land(config, "1.csv", "a,2026-01-01 00:01,1")
    land(config, "2.csv", "b,2026-01-01 00:02,2")
    folder = config.project_directory / "landing"
    long_ago = time.time() - 20 * 86_400
    os.utime(folder / "1.csv", (long_ago, long_ago))
    assert run(ingest())["bronze.readings"].rows == Rows(2, 2, 0, 0)
    os.utime(folder / "1.csv")
    land(config, "3.csv", "c,2026-01-01 00:03,3")
    os.utime(folder / "3.csv", (long_ago, long_ago))
    assert run(ingest())["bronze.readings"].rows == Rows(1, 1, 0, 0)
    address = TableNames(config).address("bronze.readings")
    spark.sql(f"DROP TABLE {address.name}")
    assert address.location is not None
    shutil.rmtree(address.location)
    assert run(ingest())["bronze.readings"].rows == Rows(3, 3, 0, 0)
    expected = [(name, at(i), float(i)) for i, name in enumerate("abc", 1)]
    assert rows_of(spark, config, "bronze.readings") == expected


@turn(0)
def test_a_checkpoint_that_is_gone_stops_an_append_and_not_a_merge(
    spark: SparkSession, config: ProjectConfig, run: Callable[..., dict[str, TableOutcome]]
) -> None:
    merged = Step(
        table="silver.latest",
        build=lambda readings: readings.select("device", "celsius"),
        streams={"readings": "bronze.readings"},
        schema=T.StructType([READINGS["device"], READINGS["celsius"]]),
        write=Merge(keys=["device"]),
    )
    land(config, "1.csv", "a,2026-01-01 00:01,1", "b,2026-01-01 00:02,2")
    steps = [ingest(), merged] if FULL else [ingest()]
    run(*steps)
    for table in [step.table for step in steps]:
        shutil.rmtree(checkpoint_of(config, table).folder)
    found = run(ingest())["bronze.readings"]
    assert found.error is not None
    assert found.error.type == "CheckpointError"
    assert "nothing is known about the stream that wrote them" in found.error.message
    assert "run the table with --full-refresh" in (found.error.hint or "")
    if FULL:
        # Merging all rows again changes nothing.
        assert run(merged)["silver.latest"].rows == Rows(2, 2, 0, 0)
        assert rows_of(spark, config, "silver.latest") == [("a", 1.0), ("b", 2.0)]
    assert rows_of(spark, config, "bronze.readings") == [("a", at(1), 1.0), ("b", at(2), 2.0)]
    # What the hint says helps.
    assert run(ingest(), full_refresh=True)["bronze.readings"].rows == Rows(2, 2, 0, 0)
    assert rows_of(spark, config, "bronze.readings") == [("a", at(1), 1.0), ("b", at(2), 2.0)]


@LONG
def test_a_table_that_is_overwritten_is_no_stream(
    spark: SparkSession, config: ProjectConfig, run: Callable[..., dict[str, TableOutcome]]
) -> None:
    whole = Step(
        table="bronze.all",
        build=same,
        source=FileSource("landing", format="csv"),
        schema=READINGS,
        write=Overwrite(),
        properties={"delta.enableChangeDataFeed": "true"},
    )
    changes = Step(
        table="silver.changes",
        build=lambda rows: rows.select("device", "celsius", "_change_type"),
        streams={"rows": TableStream("bronze.all", change_feed=True)},
        schema=CHANGES,
        write=Append(),
    )

    def follow(**options: Any) -> Step:
        return Step(
            table="silver.all" + ("_skipped" if options else ""),
            build=same,
            streams={"rows": TableStream("bronze.all", **options)},
            schema=READINGS,
            write=Append(),
        )

    land(config, "1.csv", "a,2026-01-01 00:01,1")
    skipping = [follow(skip_change_commits=True)] if FULL else []
    steps = [whole, follow(), changes, *skipping]
    assert {o.status for o in run(*steps).values()} == {"succeeded"}
    land(config, "1.csv", "a,2026-01-01 00:01,2")
    outcomes = run(*steps)
    error = outcomes["silver.all"].error
    assert error is not None
    assert error.condition == "DELTA_SOURCE_TABLE_IGNORE_CHANGES"
    assert error.hint is not None
    assert "append to it" in error.hint
    if FULL:
        assert outcomes["silver.all_skipped"].rows == Rows(0, 0, 0, 0)
    # What happened to its rows can be followed.
    assert rows_of(spark, config, "silver.changes") == [
        ("a", 1.0, "delete"),
        ("a", 1.0, "insert"),
        ("a", 2.0, "insert"),
    ]
    with pytest.raises(PipelineError, match="new rows must not replace"):
        Step(
            table="silver.x",
            build=same,
            streams={"rows": "bronze.all"},
            schema=READINGS,
            write=Overwrite(),
        )


@turn(2)
def test_a_rule_that_fails_stops_a_stream_before_anything_is_written(
    spark: SparkSession, config: ProjectConfig, run: Callable[..., dict[str, TableOutcome]]
) -> None:
    land(config, "1.csv", "a,2026-01-01 00:01,x")
    found = run(ingest())["bronze.readings"]
    assert found.error is not None
    assert found.error.type == "BadValueError"
    assert '"x" is not a valid double' in found.error.message
    # The file is still new: corrected, it is read.
    land(config, "1.csv", "a,2026-01-01 00:01,1")
    assert run(ingest())["bronze.readings"].rows == Rows(1, 1, 0, 0)
    assert rows_of(spark, config, "bronze.readings") == [("a", at(1), 1.0)]


def test_a_batch_can_be_sent_to_another_process(
    spark: SparkSession, config: ProjectConfig, tmp_path: Path
) -> None:
    """Over Spark Connect, with another session: it must hold none, nor what belongs to one."""
    step = Step(table="silver.t", build=same, schema=READINGS, write=Append())
    run = maker.Run(
        spark, config, TableNames(config), {"silver.t": step}, "r", "r", False, backfill=None
    )
    made = maker.Maker(run)
    batch = _Batch(
        replace(made._target(step, Append()), references={"bronze.known": spark.range(1)}),
        Checkpoint(tmp_path),
        "id",
        "r",
        references={"bronze.known": "known"},
        keeps=False,
        entering=made._enter,
    )
    sent = cloudpickle.loads(cloudpickle.dumps(batch))  # type: ignore[no-untyped-call]
    assert sent.attempt == batch.attempt
    assert sent._target == batch._target


def test_notes_of_earlier_runs_are_not_kept(tmp_path: Path) -> None:
    checkpoint = Checkpoint(tmp_path)
    metadata = Path(checkpoint.location) / "metadata"
    metadata.parent.mkdir()
    metadata.touch()
    note = BatchNote("first", RowCounts(1, 1, 0, 0, {}))
    identity = checkpoint.begin()
    checkpoint.note(0, note)
    assert checkpoint.notes_of("first") == [note]
    assert checkpoint.begin() == identity
    assert checkpoint.notes_of("first") == []
    assert [file.name for file in tmp_path.rglob("*.json")] == ["stream.json"]


def test_a_stream_on_databricks_remembers_in_a_volume(
    config: ProjectConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABRICKS_RUNTIME_VERSION", "17.3")
    with pytest.raises(CheckpointError, match="needs a volume") as caught:
        checkpoint_of(config, "bronze.readings")
    assert "/Volumes/<catalog>/<schema>/<volume>" in caught.value.hint
    in_volume = config.model_copy(update={"storage": StorageConfig(root="/Volumes/ops/raw/files")})
    folder = checkpoint_of(in_volume, "bronze.readings").folder
    assert folder.as_posix().startswith("/Volumes/ops/raw/files/_checkpoints/local/bronze_readings")
