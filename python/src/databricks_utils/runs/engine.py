"""Runs the steps of pipelines in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from databricks_utils.catalog import ExternalName, TableNames
from databricks_utils.config import ProjectConfig
from databricks_utils.errors import SPARK_ERRORS, LakewrightError, PipelineError, QualityError
from databricks_utils.failure import describe_failure
from databricks_utils.log import get_logger, log_context
from databricks_utils.naming import sql_text
from databricks_utils.rules.declared import AnyRule, MetricRule, kind_of
from databricks_utils.rules.quality import RowCounts
from databricks_utils.runs.backfill import Interval, backfill_write, check_backfill
from databricks_utils.runs.checkpoint import checkpoint_of
from databricks_utils.runs.load import load
from databricks_utils.runs.outcome import (
    Phase,
    Reporter,
    Rows,
    RuleOutcome,
    RunStatus,
    TableOutcome,
)
from databricks_utils.runs.pipeline import Pipeline, Step
from databricks_utils.runs.refresh import start_over
from databricks_utils.runs.results import record_results, usual_values
from databricks_utils.runs.streaming import run_stream, table_stream
from databricks_utils.runs.target import Target
from databricks_utils.sources.increment import Marks
from databricks_utils.sources.jdbc import JdbcSource, read_database
from databricks_utils.sources.read import Source, read_source, stream_source
from databricks_utils.suggest import did_you_mean, list_names
from databricks_utils.writes.ddl import TableOptions, create_schema
from databricks_utils.writes.writers import WriteId


@dataclass(frozen=True)
class Plan:
    """The steps to run, in order, and all steps of the project."""

    steps: tuple[Step, ...]
    all_steps: Mapping[str, Step]
    external: Mapping[str, ExternalName]


def plan_run(pipelines: Sequence[Pipeline], tables: Sequence[str] | None = None) -> Plan:
    """The steps that make `tables` (all by default), in the order of the pipelines.

    Raises PipelineError for an unknown table and for a step that reads what a later one makes.
    """
    ordered = [step for pipeline in pipelines for step in pipeline.steps]
    by_table = {step.table: step for step in ordered}
    position = {step.table: index for index, step in enumerate(ordered)}
    problems = []
    if len(by_table) < len(ordered):
        repeated = {s.table for i, s in enumerate(ordered) if position[s.table] != i}
        problems.append(f"{list_names(repeated)} is made by several pipelines")
    for step in ordered:
        for read in step.reads():
            if position.get(read, -1) >= position[step.table]:
                problems.append(f"{step.table} reads {read}, which is made later")
    for table in tables or ():
        if table not in by_table:
            guess = did_you_mean(table, by_table, f"Tables: {list_names(by_table)}.")
            problems.append(f"there is no table {table}: {guess}")
    if problems:
        raise PipelineError("; ".join(problems), hint="Correct the pipelines or the selection.")
    wanted = set(tables) if tables is not None else set(by_table)
    external = {ref: name for pipeline in pipelines for ref, name in pipeline.external.items()}
    return Plan(tuple(s for s in ordered if s.table in wanted), by_table, external)


class Engine:
    """Runs a plan on a session, and informs a reporter.

    Runs that resume each other share a `round_id`, so that nothing is appended twice; by default
    each run stands alone. With `full_refresh`, tables are emptied and streams start from their
    beginning; with `backfill`, an interval of each table is recomputed, and the record of what runs
    have read stays as it is. A table that fails stops those that read it, directly or not; the
    others go on. Once `stop` is set, nothing new starts, and the table in progress counts as
    interrupted if stopping made it fail.
    """

    def __init__(
        self,
        spark: SparkSession,
        config: ProjectConfig,
        plan: Plan,
        reporter: Reporter,
        *,
        run_id: str,
        round_id: str | None = None,
        full_refresh: bool = False,
        backfill: Interval | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self._spark = spark
        self._config = config
        self._plan = plan
        self._names = TableNames(config, plan.external)
        self._reporter = reporter
        self._run_id = run_id
        self._round_id = round_id or run_id
        self._full_refresh = full_refresh
        self._backfill = backfill
        if backfill is not None:
            if full_refresh:
                raise PipelineError(
                    "a backfill recomputes an interval, a full refresh everything",
                    hint="Use one of the two.",
                )
            check_backfill(plan.steps)
        self._stop = stop if stop is not None else threading.Event()
        # For each table that failed or was skipped, the failed table that is the cause.
        self._causes: dict[str, str] = {}
        self._outcomes: list[TableOutcome] = []

    def run(self) -> RunStatus:
        """Runs all steps; "failed" if a table failed. Records what rules found, however it ends."""
        try:
            return self._run_steps()
        finally:
            self._record_results()

    def _record_results(self) -> None:
        """A history that cannot be written does not make a run fail."""
        try:
            record_results(self._spark, self._names.results_address(), self._run_id, self._outcomes)
        except (*SPARK_ERRORS, LakewrightError) as error:
            cause = describe_failure(error).message
            get_logger("run").warning("what rules found was not recorded: %s", cause)

    def _run_steps(self) -> RunStatus:
        for step in self._plan.steps:
            if self._stop.is_set():
                return "interrupted"
            with log_context(run_id=self._run_id, table=step.table):
                outcome = self._run_step(step)
                self._outcomes.append(outcome)
                self._reporter.table_finished(outcome)
            if outcome.status == "interrupted":
                return "interrupted"
        if self._stop.is_set():
            return "interrupted"
        return "failed" if self._causes else "succeeded"

    def _run_step(self, step: Step) -> TableOutcome:
        cause = next((self._causes[r] for r in step.reads() if r in self._causes), None)
        if cause is not None:
            self._causes[step.table] = cause
            return TableOutcome(step.table, "skipped", because=cause)
        self._reporter.table_started(step.table)
        work = _Work(
            self._spark,
            self._config,
            self._names,
            self._plan,
            self._run_id,
            round_id=self._round_id,
            full_refresh=self._full_refresh,
            backfill=self._backfill,
        )
        start = time.monotonic()
        try:
            counts = work.make(step)
        except Exception as error:
            seconds = time.monotonic() - start
            if self._stop.is_set():
                return TableOutcome(step.table, "interrupted", seconds, phase=work.phase)
            self._causes[step.table] = step.table
            failure = describe_failure(error, self._config.project_directory)
            found = error.counts if isinstance(error, QualityError) else None
            rules = _rule_outcomes(work.rules, found) if found is not None else []
            return TableOutcome(
                step.table, "failed", seconds, rules=rules, phase=work.phase, error=failure
            )
        seconds = time.monotonic() - start
        if counts is None:
            return TableOutcome(step.table, "succeeded", seconds)
        rows = Rows(counts.rows, counts.kept, counts.quarantined, counts.dropped)
        rules = _rule_outcomes(work.rules, counts)
        return TableOutcome(step.table, "succeeded", seconds, rows, rules)


def _rule_outcomes(rules: Sequence[AnyRule], counts: RowCounts) -> list[RuleOutcome]:
    return [
        RuleOutcome(
            rule.name,
            counts.violations[rule.name],
            rule.on_violation,
            kind=kind_of(rule),
            severity=rule.severity,
            value=counts.values.get(rule.name),
        )
        for rule in rules
        if rule.name in counts.violations
    ]


class _Work:
    """The making of one table or view; `phase` tells how far it has got."""

    def __init__(
        self,
        spark: SparkSession,
        config: ProjectConfig,
        names: TableNames,
        plan: Plan,
        run_id: str,
        *,
        round_id: str,
        full_refresh: bool,
        backfill: Interval | None,
    ) -> None:
        self._spark = spark
        self._config = config
        self._names = names
        self._plan = plan
        self._run_id = run_id
        self._round_id = round_id
        self._full_refresh = full_refresh
        self._backfill = backfill
        self.phase: Phase = "read"
        self.rules: Sequence[AnyRule] = ()

    def make(self, step: Step) -> RowCounts | None:
        if not step.is_view:
            return self._make_table(step)
        self._ensure_views(step)
        self.phase = "write"
        self._create_view(step)
        return None

    def _make_table(self, step: Step) -> RowCounts:
        assert step.build is not None
        self._ensure_views(step)
        streams = step.is_stream and self._backfill is None
        marks = self._marks(step)
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
        self.phase = "build"
        frame = step.build(**frames)
        if not isinstance(frame, DataFrame):
            raise PipelineError(
                f"build of {step.table} returned a {type(frame).__name__}, not a DataFrame",
                hint="Return the frame.",
            )
        write = step.write
        if self._backfill is not None:
            condition = self._backfill.condition(self._spark, step)
            frame = frame.where(condition)
            write = backfill_write(write, condition)
        self.rules = rules = list(step.rules()) if step.rules is not None else []
        target = Target(
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
            references={
                reference: self._spark.table(self._names.resolve(reference))
                for reference in step.references
            },
            usual=usual_values(
                self._spark,
                self._names.results_address(),
                step.table,
                [rule for rule in rules if isinstance(rule, MetricRule)],
            ),
        )
        if streams:
            checkpoint = checkpoint_of(self._config, step.table)
            if self._full_refresh:
                # In this order: a stream that remembers what an empty table has lost would skip it.
                checkpoint.forget()
                start_over(self._spark, target)
            return run_stream(
                self._spark,
                frame,
                target,
                checkpoint,
                run_id=self._run_id,
                output_mode=step.output_mode,
                entering=self._enter,
            )
        # What is rebuilt has been emptied: it must be filled again in each attempt.
        round_id = WriteId(f"lakewright/{self._round_id}/{step.table}", 1)
        write_id = None if self._full_refresh else round_id
        counts = load(
            self._spark,
            frame,
            target,
            run_id=self._run_id,
            write_id=write_id,
            anew=self._full_refresh,
            entering=self._enter,
        )
        if marks is not None:
            marks.save()
        return counts

    def _table(self, reference: str) -> DataFrame:
        return self._spark.table(self._names.resolve(reference))

    def _read_source(
        self, step: Step, source: Source, marks: Marks | None, *, streams: bool
    ) -> DataFrame:
        schema, root = step.table_schema, self._config.storage_root
        environment = self._config.environment
        if streams:
            return stream_source(self._spark, source, schema, root, environment=environment)
        if isinstance(source, JdbcSource):
            return read_database(self._spark, source, schema, environment, marks)
        return read_source(self._spark, source, schema, root, environment=environment)

    def _marks(self, step: Step) -> Marks | None:
        """How far runs have read; a backfill reads everything, and records nothing."""
        if not step.takes_increments or self._backfill is not None:
            return None
        table = self._names.address(step.table).name
        return Marks(self._spark, table, forget=self._full_refresh)

    def _enter(self, phase: Phase) -> None:
        self.phase = phase

    def _ensure_views(self, step: Step) -> None:
        """Creates the missing views that this step reads: a local catalog forgets them."""
        pending = [step.table]
        needed: dict[str, Step] = {}
        while pending:
            for reference in self._plan.all_steps[pending.pop()].reads():
                view = self._plan.all_steps.get(reference)
                if view is not None and view.is_view and reference not in needed:
                    needed[reference] = view
                    pending.append(reference)
        order = [table for table in self._plan.all_steps if table in needed]
        for table in order:
            if not self._spark.catalog.tableExists(self._names.resolve(table)):
                self._create_view(needed[table])

    def _create_view(self, step: Step) -> None:
        assert step.view_sql is not None
        address = self._names.address(step.table)
        self._spark.sql(create_schema(address))
        comment = f" COMMENT {sql_text(step.comment)}" if step.comment else ""
        query = step.view_sql(_PhysicalNames(self._names.resolve))
        self._spark.sql(f"CREATE OR REPLACE VIEW {address.name}{comment} AS\n{query}")


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
