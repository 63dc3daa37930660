"""Runs of steps in this process, and what they tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pyspark.sql import SparkSession

from databricks_utils import Pipeline, ProjectConfig, Step
from databricks_utils.failure import Failure
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.runs.outcome import RunStatus, TableOutcome


class Recorder:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.outcomes: dict[str, TableOutcome] = {}
        self.started: list[str] = []

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None: ...

    def session_started(self, seconds: float) -> None: ...

    def table_started(self, table: str) -> None:
        self.started.append(table)

    def table_finished(self, outcome: TableOutcome) -> None:
        self.outcomes[outcome.table] = outcome

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None: ...

    @property
    def at_work(self) -> set[str]:
        """The tables that have been started and have not ended."""
        return set(self.started) - set(self.outcomes)


def run_steps(
    spark: SparkSession,
    config: ProjectConfig,
    steps: Sequence[Step],
    tables: Sequence[str] | None = None,
    *,
    recorder: Recorder | None = None,
    **options: Any,
) -> tuple[RunStatus, Recorder]:
    """Runs `tables` of these steps, all by default; `options` are those of the engine."""
    recorder = recorder or Recorder()
    plan = plan_run([Pipeline(layer="all", steps=steps)], tables)
    engine = Engine(spark, config, plan, recorder, **{"run_id": "r1", **options})
    return engine.run(), recorder
