"""Runs a stream into its table: what is new since the last run, each batch exactly once."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pyspark.sql import DataFrame, SparkSession

from databricks_utils.catalog import TableAddress, TableNames
from databricks_utils.errors import SPARK_ERRORS, CheckpointError
from databricks_utils.local_tables import has_commit
from databricks_utils.log import get_logger
from databricks_utils.rules.quality import RowCounts
from databricks_utils.runs.checkpoint import BatchNote, Checkpoint
from databricks_utils.runs.load import load
from databricks_utils.runs.outcome import Phase
from databricks_utils.runs.refresh import start_over
from databricks_utils.runs.target import Target
from databricks_utils.writes.strategies import Append
from databricks_utils.writes.writers import WriteId, prepare

log = get_logger("streaming")

# The first function given to `foreachBatch` starts PySpark's server for calls from Java. A second
# thread would not wait until Java knows its port.
_giving_functions = threading.Lock()

# Which groups a stream returns: those that are final, or all that have changed.
OutputMode = Literal["append", "update"]


@dataclass(frozen=True)
class TableStream:
    """A table, `layer.table`, whose rows are read as they are added.

    `skip_change_commits` skips commits that change or delete rows; without it the stream stops at
    one. `change_feed` reads what happened to rows instead, changes and deletes included:
    the table needs the property `delta.enableChangeDataFeed`.
    """

    table: str
    skip_change_commits: bool = False
    change_feed: bool = False


def table_stream(spark: SparkSession, source: TableStream, names: TableNames) -> DataFrame:
    """The table as a stream: all its rows in the first run, then those that were added."""
    reader = spark.readStream
    if source.skip_change_commits:
        reader = reader.option("skipChangeCommits", "true")
    if source.change_feed:
        reader = reader.option("readChangeFeed", "true")
    return reader.table(names.resolve(source.table))


def run_stream(
    spark: SparkSession,
    frame: DataFrame,
    target: Target,
    checkpoint: Checkpoint,
    *,
    run_id: str,
    references: Mapping[str, str] | None = None,
    output_mode: OutputMode | None = None,
    entering: Callable[[Phase], None] = lambda phase: None,
) -> RowCounts:
    """Loads what is new into the table, batch by batch, and returns the counts of all batches.

    Each batch is loaded as a frame would be, rules and quarantine included, under the stream's id
    and the batch's number, so that a batch which is repeated after an interruption adds nothing.
    `references` has the physical names of the tables that reference rules name. `output_mode` is
    given for streams that keep state: those with groups, deduplication or joins of streams. Raises
    CheckpointError if the checkpoint is gone although the table is not.
    """
    if checkpoint.exists and _is_gone(spark, target.address):
        log.warning("%s is gone, and is made again from all its sources", target.address.name)
        checkpoint.forget()
        start_over(spark, target)
    _check_checkpoint(spark, target, checkpoint)
    identity = checkpoint.begin()
    batch = _Batch(
        target,
        checkpoint,
        identity,
        run_id,
        references=references or {},
        keeps=output_mode is not None,
        entering=entering,
    )
    with _giving_functions:
        writer = frame.writeStream.foreachBatch(batch)
    writer = (
        writer.outputMode(output_mode or "append")
        .option("checkpointLocation", checkpoint.location)
        .trigger(availableNow=True)
    )
    query = writer.start()
    try:
        query.awaitTermination()
        _tell_of_late_rows(query.recentProgress, target.reference)
    except SPARK_ERRORS:
        # Spark gives the text of a Python exception, not the exception.
        if batch.error is not None:
            raise batch.error from None
        raise
    finally:
        if query.isActive:
            query.stop()
    notes = checkpoint.notes_of(batch.attempt)
    if not notes:
        # What reads the table finds it, although nothing has arrived yet.
        prepare(spark, target.address, target.schema, target.write, target.options)
    return _sum([note.counts for note in notes], target)


class _Batch:
    """Loads one batch after the other.

    Over Spark Connect a copy of it does so in another process; what it tells there is lost.
    """

    def __init__(
        self,
        target: Target,
        checkpoint: Checkpoint,
        identity: str,
        run_id: str,
        *,
        references: Mapping[str, str],
        keeps: bool,
        entering: Callable[[Phase], None],
    ) -> None:
        # Frames belong to a session, and that of a batch may be another one.
        self._target = replace(target, references={})
        self._references = references
        self._checkpoint = checkpoint
        self._identity = identity
        self._run_id = run_id
        self._keeps = keeps
        self._entering = entering
        self.attempt = uuid.uuid4().hex
        self.error: Exception | None = None

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_entering": _tell_nobody}

    def __call__(self, frame: DataFrame, number: int) -> None:
        # Loading scans a batch several times; the state of a stream may be computed only once.
        rows = _computed_once(frame) if self._keeps else frame
        spark = frame.sparkSession
        references = {to: spark.table(name) for to, name in self._references.items()}
        try:
            counts = load(
                spark,
                rows,
                replace(self._target, references=references),
                run_id=self._run_id,
                write_id=WriteId(f"lakewright/{self._identity}", number),
                entering=self._entering,
            )
            self._checkpoint.note(number, BatchNote(self.attempt, counts))
        except Exception as error:
            self.error = error
            raise
        finally:
            if rows is not frame:
                rows.unpersist()


def _is_gone(spark: SparkSession, address: TableAddress) -> bool:
    """A local table whose name alone was forgotten is still in its folder."""
    if address.location is not None and has_commit(Path(address.location)):
        return False
    return not spark.catalog.tableExists(address.name)


def _tell_nobody(_phase: Phase) -> None:
    """Whom to tell is in another process."""


def _computed_once(frame: DataFrame) -> DataFrame:
    """The frame, kept in memory; serverless compute keeps nothing, and computes it again."""
    try:
        return frame.select("*").persist()
    except SPARK_ERRORS:
        return frame


def _check_checkpoint(spark: SparkSession, target: Target, checkpoint: Checkpoint) -> None:
    """An append without a checkpoint would add all rows again."""
    if checkpoint.exists or not isinstance(target.write, Append):
        return
    for name in (target.address.name, target.quarantine.name):
        if spark.catalog.tableExists(name) and not spark.table(name).isEmpty():
            raise CheckpointError(
                f"{name} has rows, but nothing is known about the stream that wrote them: there is "
                f"no {checkpoint.folder}",
                hint="Restore the folder; or run the table with --full-refresh, which rebuilds it "
                "from all of its sources.",
            )


def _tell_of_late_rows(progress: Sequence[object], table: str) -> None:
    late = sum(
        int(getattr(operator, "numRowsDroppedByWatermark", 0))
        for one in progress
        for operator in getattr(one, "stateOperators", [])
    )
    if late:
        rows = "1 row" if late == 1 else f"{late} rows"
        log.warning("%s: left out %s that came later than the watermark allows", table, rows)


def _sum(counts: Sequence[RowCounts], target: Target) -> RowCounts:
    names = {rule.name for rule in target.rules}
    return RowCounts(
        rows=sum(c.rows for c in counts),
        kept=sum(c.kept for c in counts),
        quarantined=sum(c.quarantined for c in counts),
        dropped=sum(c.dropped for c in counts),
        violations={name: sum(c.violations.get(name, 0) for c in counts) for name in sorted(names)},
    )
