"""Runs the steps of pipelines, several at the same time where none reads the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from pyspark.sql import SparkSession

from databricks_utils.catalog import ExternalName, TableNames
from databricks_utils.config import ProjectConfig
from databricks_utils.errors import SPARK_ERRORS, LakewrightError, PipelineError, QualityError
from databricks_utils.failure import describe_failure
from databricks_utils.java_process import java_ended
from databricks_utils.log import get_logger, log_context
from databricks_utils.rules.declared import AnyRule, kind_of
from databricks_utils.rules.quality import RowCounts
from databricks_utils.runs.backfill import Interval, check_backfill
from databricks_utils.runs.maker import Maker, Run
from databricks_utils.runs.outcome import (
    Reporter,
    Rows,
    RuleOutcome,
    RunStatus,
    TableOutcome,
)
from databricks_utils.runs.pipeline import Pipeline, Step
from databricks_utils.runs.results import record_results
from databricks_utils.runs.schedule import Schedule
from databricks_utils.suggest import did_you_mean, list_names


@dataclass(frozen=True)
class Plan:
    """The steps to run, in order, and all steps of the project.

    `reads` has for each step those that it waits for: what it reads itself, and what it reads
    through views that are not made.
    """

    steps: tuple[Step, ...]
    reads: Mapping[str, Collection[str]]
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
    reads = {step.table: step.reads() for step in ordered}
    for step in ordered:
        for read in reads[step.table]:
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
    steps = tuple(s for s in ordered if s.table in wanted)
    return Plan(steps, _waits_for(ordered, reads, wanted), by_table, external)


def _waits_for(
    ordered: Sequence[Step], reads: Mapping[str, Sequence[str]], wanted: Collection[str]
) -> Mapping[str, Collection[str]]:
    """For each step that is wanted, the wanted ones whose rows it reads, also through views."""
    behind: dict[str, dict[str, None]] = {}
    for step in ordered:
        behind[step.table] = {
            table: None
            for read in reads[step.table]
            for table in ([read] if read in wanted else behind.get(read, ()))
        }
        if not step.is_view and step.table not in wanted:
            # What is stored in it stays as it is.
            behind[step.table] = {}
    return {table: tuple(found) for table, found in behind.items() if table in wanted}


class Engine:
    """Runs a plan on a session, and informs a reporter.

    Runs that resume each other share a `round_id`, so that nothing is appended twice; by default
    each run stands alone. With `full_refresh`, tables are emptied and streams start from their
    beginning; with `backfill`, an interval of each table is recomputed, and the record of what runs
    have read stays as it is. A table that fails stops those that read it, directly or not; the
    others go on. Up to `threads` tables are made at the same time. Once `stop` is set, nothing new
    starts, and a table in progress counts as interrupted if stopping made it fail.
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
        threads: int = 1,
        stop: threading.Event | None = None,
    ) -> None:
        if threads < 1:
            raise PipelineError(f"a run needs a thread, not {threads}", hint="Give it one or more.")
        if backfill is not None:
            if full_refresh:
                raise PipelineError(
                    "a backfill recomputes an interval, a full refresh everything",
                    hint="Use one of the two.",
                )
            check_backfill(plan.steps)
        self._run = Run(
            spark=spark,
            config=config,
            names=TableNames(config, plan.external),
            steps=plan.all_steps,
            run_id=run_id,
            round_id=round_id or run_id,
            full_refresh=full_refresh,
            backfill=backfill,
        )
        self._plan = plan
        self._reporter = reporter
        self._threads = threads
        self._stop = stop if stop is not None else threading.Event()
        # For each table that failed or was skipped, the failed table that is the cause.
        self._causes: dict[str, str] = {}
        # The table that failed when Java ended: nothing can be made after it.
        self._java_ended_in: str | None = None
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
            run = self._run
            record_results(run.spark, run.names.results_address(), run.run_id, self._outcomes)
        except (*SPARK_ERRORS, LakewrightError, OSError) as error:
            cause = describe_failure(java_ended(error) or error).message
            get_logger("run").warning("what rules found was not recorded: %s", cause)

    def _run_steps(self) -> RunStatus:
        schedule = Schedule(self._plan.steps, self._plan.reads)
        at_work: dict[Future[TableOutcome], Step] = {}
        with ThreadPoolExecutor(self._threads, thread_name_prefix="table") as pool:
            while True:
                while len(at_work) < self._threads and not self._stop.is_set():
                    step = schedule.take()
                    if step is None:
                        break
                    at_work[pool.submit(self._make, step)] = step
                if not at_work:
                    break
                for ended in wait(at_work, return_when=FIRST_COMPLETED).done:
                    schedule.done(at_work.pop(ended))
                    self._outcomes.append(ended.result())
        if self._stop.is_set():
            return "interrupted"
        return "failed" if self._causes else "succeeded"

    def _make(self, step: Step) -> TableOutcome:
        """Runs a step and tells the reporter; called in a thread."""
        with log_context(run_id=self._run.run_id, table=step.table):
            outcome = self._run_step(step)
            self._reporter.table_finished(outcome)
        return outcome

    def _run_step(self, step: Step) -> TableOutcome:
        reads = self._plan.reads[step.table]
        cause = next(
            (self._causes[read] for read in reads if read in self._causes), self._java_ended_in
        )
        if cause is not None:
            self._causes[step.table] = cause
            return TableOutcome(step.table, "skipped", because=cause)
        self._reporter.table_started(step.table)
        maker = Maker(self._run)
        start = time.monotonic()
        try:
            counts = _make_rows(maker, step)
        except Exception as error:
            seconds = time.monotonic() - start
            if self._stop.is_set():
                return TableOutcome(step.table, "interrupted", seconds, phase=maker.phase)
            self._causes[step.table] = step.table
            ended = java_ended(error)
            if ended is not None:
                self._java_ended_in = step.table
            failure = describe_failure(ended or error, self._run.config.project_directory)
            found = error.counts if isinstance(error, QualityError) else None
            rules = _rule_outcomes(maker.rules, found) if found is not None else []
            return TableOutcome(
                step.table, "failed", seconds, rules=rules, phase=maker.phase, error=failure
            )
        seconds = time.monotonic() - start
        if counts is None:
            return TableOutcome(step.table, "succeeded", seconds)
        rows = Rows(counts.rows, counts.kept, counts.quarantined, counts.dropped)
        rules = _rule_outcomes(maker.rules, counts)
        return TableOutcome(step.table, "succeeded", seconds, rows, rules)


def _make_rows(maker: Maker, step: Step) -> RowCounts | None:
    """A body that calls `sys.exit` fails its own table: it must not end the run, as a success."""
    try:
        return maker.make(step)
    except SystemExit as error:
        raise PipelineError(
            f"the body of {step.table} ended Python: exit status {error.code!r}",
            hint="Return a frame, or raise an error that says what is wrong; leave sys.exit out.",
        ) from error


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
