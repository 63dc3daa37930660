"""Makes one table or view of a run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyspark.sql import DataFrame, SparkSession

from databricks_utils.catalog import TableNames
from databricks_utils.config import ProjectConfig
from databricks_utils.errors import PipelineError
from databricks_utils.naming import sql_text
from databricks_utils.rules.declared import AnyRule, MetricRule
from databricks_utils.rules.quality import RowCounts
from databricks_utils.runs.backfill import Interval, backfill_write
from databricks_utils.runs.checkpoint import checkpoint_of
from databricks_utils.runs.load import load
from databricks_utils.runs.outcome import Phase
from databricks_utils.runs.pipeline import Step
from databricks_utils.runs.refresh import start_over
from databricks_utils.runs.results import usual_values
from databricks_utils.runs.streaming import run_stream, table_stream
from databricks_utils.runs.target import Target
from databricks_utils.sources.increment import Marks
from databricks_utils.sources.jdbc import JdbcSource, read_database
from databricks_utils.sources.read import Source, read_source, stream_source
from databricks_utils.writes.ddl import TableOptions, create_schema
from databricks_utils.writes.strategies import Write
from databricks_utils.writes.writers import WriteId


@dataclass(frozen=True)
class Run:
    """What the tables of one run share.

    Runs that resume each other have the same `round_id`. `steps` are all steps of the project by
    table, also those that are not run.
    """

    spark: SparkSession
    config: ProjectConfig
    names: TableNames
    steps: Mapping[str, Step]
    run_id: str
    round_id: str
    full_refresh: bool
    backfill: Interval | None
    # Who creates views: two tables may need the same one.
    views: threading.Lock = field(default_factory=threading.Lock)


class Maker:
    """The making of one table or view; `phase` tells how far it has got."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._spark = run.spark
        self._names = run.names
        self.phase: Phase = "read"
        self.rules: Sequence[AnyRule] = ()

    def make(self, step: Step) -> RowCounts | None:
        """The counts of a table that was written; None for a view, which has no rows of its own."""
        if not step.is_view:
            return self._make_table(step)
        self._ensure_views(step)
        self.phase = "write"
        with self._run.views:
            self._create_view(step)
        return None

    def _make_table(self, step: Step) -> RowCounts:
        self._ensure_views(step)
        streams = step.is_stream and self._run.backfill is None
        marks = self._marks(step)
        inputs = self._inputs(step, marks, streams=streams)
        self.phase = "build"
        frame, write = _build(step, inputs), step.write
        if self._run.backfill is not None:
            condition = self._run.backfill.condition(self._spark, step)
            frame, write = frame.where(condition), backfill_write(write, condition)
        target = self._target(step, write)
        if streams:
            return self._run_stream(step, frame, target)
        counts = self._load(frame, target)
        if marks is not None:
            marks.save()
        return counts

    def _inputs(self, step: Step, marks: Marks | None, *, streams: bool) -> dict[str, DataFrame]:
        """The frames that the step's function takes, by parameter."""
        frames = {parameter: self._table(reference) for parameter, reference in step.inputs.items()}
        if step.source is not None:
            frames["landing"] = self._read_source(step, step.source, marks, streams=streams)
        for parameter, stream in step.streamed.items():
            frames[parameter] = (
                table_stream(self._spark, stream, self._names)
                if streams
                else self._table(stream.table)
            )
        for parameter, increment in step.increments.items():
            rows = self._table(increment.table)
            frames[parameter] = (
                rows
                if marks is None
                else marks.narrow(rows, increment.table, increment.by, increment.look_back)
            )
        return frames

    def _target(self, step: Step, write: Write) -> Target:
        self.rules = rules = list(step.rules()) if step.rules is not None else []
        metrics = [rule for rule in rules if isinstance(rule, MetricRule)]
        results = self._names.results_address()
        return Target(
            reference=step.table,
            address=self._names.address(step.table),
            quarantine=self._names.quarantine_address(step.table),
            schema=step.table_schema,
            write=write,
            rules=rules,
            options=TableOptions(
                step.comment,
                tuple(step.cluster_by),
                tuple(step.partition_by),
                step.properties,
                tuple(step.allow_schema_changes),
            ),
            references={to: self._table(to) for to in step.references},
            usual=usual_values(self._spark, results, step.table, metrics),
        )

    def _run_stream(self, step: Step, frame: DataFrame, target: Target) -> RowCounts:
        checkpoint = checkpoint_of(self._run.config, step.table)
        if self._run.full_refresh:
            # In this order: a stream that remembers what an empty table has lost would skip it.
            checkpoint.forget()
            start_over(self._spark, target)
        return run_stream(
            self._spark,
            frame,
            target,
            checkpoint,
            run_id=self._run.run_id,
            references={to: self._names.resolve(to) for to in step.references},
            output_mode=step.output_mode,
            entering=self._enter,
        )

    def _load(self, frame: DataFrame, target: Target) -> RowCounts:
        # What is rebuilt has been emptied: it must be filled again in each attempt.
        round_id = WriteId(f"lakewright/{self._run.round_id}/{target.reference}", 1)
        return load(
            self._spark,
            frame,
            target,
            run_id=self._run.run_id,
            write_id=None if self._run.full_refresh else round_id,
            anew=self._run.full_refresh,
            entering=self._enter,
        )

    def _table(self, reference: str) -> DataFrame:
        return self._spark.table(self._names.resolve(reference))

    def _read_source(
        self, step: Step, source: Source, marks: Marks | None, *, streams: bool
    ) -> DataFrame:
        schema, root = step.table_schema, self._run.config.storage_root
        environment = self._run.config.environment
        if streams:
            return stream_source(self._spark, source, schema, root, environment=environment)
        if isinstance(source, JdbcSource):
            return read_database(self._spark, source, schema, environment, marks)
        return read_source(self._spark, source, schema, root, environment=environment)

    def _marks(self, step: Step) -> Marks | None:
        """How far runs have read; a backfill reads everything, and records nothing."""
        if not step.takes_increments or self._run.backfill is not None:
            return None
        table = self._names.address(step.table).name
        return Marks(self._spark, table, forget=self._run.full_refresh)

    def _enter(self, phase: Phase) -> None:
        self.phase = phase

    def _ensure_views(self, step: Step) -> None:
        """Creates the missing views that this step reads: a local catalog forgets them."""
        pending = [step.table]
        needed: dict[str, Step] = {}
        while pending:
            for reference in self._run.steps[pending.pop()].reads():
                view = self._run.steps.get(reference)
                if view is not None and view.is_view and reference not in needed:
                    needed[reference] = view
                    pending.append(reference)
        order = [table for table in self._run.steps if table in needed]
        with self._run.views:
            for table in order:
                if not self._spark.catalog.tableExists(self._names.resolve(table)):
                    self._create_view(needed[table])

    def _create_view(self, step: Step) -> None:
        assert step.view_sql is not None
        address = self._names.address(step.table)
        query = step.view_sql(_PhysicalNames(self._names.resolve))
        if self._spark.catalog.tableExists(address.name):
            # Unity Catalog forgets the privileges on a view that is replaced.
            self._spark.sql(f"ALTER VIEW {address.name} AS\n{query}")
            return
        self._spark.sql(create_schema(address))
        comment = f" COMMENT {sql_text(step.comment)}" if step.comment else ""
        self._spark.sql(f"CREATE OR REPLACE VIEW {address.name}{comment} AS\n{query}")


def _build(step: Step, inputs: Mapping[str, DataFrame]) -> DataFrame:
    """What the step's function makes of its inputs."""
    assert step.build is not None
    frame = step.build(**inputs)
    if not isinstance(frame, DataFrame):
        raise PipelineError(
            f"build of {step.table} returned a {type(frame).__name__}, not a DataFrame",
            hint="Return the frame.",
        )
    return frame


class _PhysicalNames(Mapping[str, str]):
    """Returns a physical name for each reference."""

    def __init__(self, resolve: Callable[[str], str]) -> None:
        self._resolve = resolve

    def __getitem__(self, reference: str) -> str:
        return self._resolve(reference)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
