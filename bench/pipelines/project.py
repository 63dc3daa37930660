"""The generated project, of which one table is run at a time."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from databricks_utils import Pipeline, ProjectConfig, Step, TableNames
from databricks_utils.config_loader import load_config
from databricks_utils.writes.ddl import create_schema
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.failure import Failure
from databricks_utils.runs.outcome import RunStatus, TableOutcome
from databricks_utils.run import load_pipelines
from pyspark.sql import DataFrame, SparkSession


class Listener:
    """Keeps what became of each table."""

    def __init__(self) -> None:
        self.outcomes: dict[str, TableOutcome] = {}

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None: ...

    def session_started(self, seconds: float) -> None: ...

    def table_started(self, table: str) -> None: ...

    def table_finished(self, outcome: TableOutcome) -> None:
        self.outcomes[outcome.table] = outcome

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None: ...


class Project:
    """Runs what was generated, with the runtime and in the session given."""

    def __init__(self, spark: SparkSession, folder: Path) -> None:
        self.spark = spark
        self._config: ProjectConfig = load_config("local", folder / "config")
        self._pipelines = load_pipelines(folder, ["bronze", "silver"])
        self._names = TableNames(self._config)
        self._runs = itertools.count(1)
        for layer in ("bronze", "silver"):
            spark.sql(create_schema(self._names.address(f"{layer}.any")))

    def name(self, table: str) -> str:
        return self._names.resolve(table)

    def quarantine(self, table: str) -> str:
        return self._names.quarantine(table)

    def land(self, table: str, frame: DataFrame) -> None:
        """Fills a table that is read, as a run that went before would have."""
        declared = next(s for p in self._pipelines for s in p.steps if s.table == table)
        step = Step(table=table, build=lambda: frame, schema=declared.table_schema)
        self._succeed([Pipeline(layer="bronze", steps=[step])], table)

    def run(self, table: str) -> TableOutcome:
        """A run of this table alone."""
        return self._succeed(self._pipelines, table)

    def _succeed(self, pipelines: Sequence[Pipeline], table: str) -> TableOutcome:
        listener = Listener()
        plan = plan_run(pipelines, [table])
        run_id = f"bench{next(self._runs)}"
        Engine(self.spark, self._config, plan, listener, run_id=run_id).run()
        outcome = listener.outcomes[table]
        if outcome.status != "succeeded":
            raise SystemExit(f"{table}: {outcome.error}")
        return outcome
