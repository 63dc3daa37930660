"""Runs samples/retail day by day and all at once, in one session of Spark.

python run.py BEFORE PROJECT FOLDER DAY,DAY,…

PROJECT is the sample, synthesized; BEFORE is the same without the column that comes later, and runs
up to the day before. FOLDER gets the files and tables of both ways; the tables are brought up to
date after each DAY. To standard output, as JSON: what the tables hold, see `main`.
"""

from __future__ import annotations

import importlib
import json
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from databricks_utils import Pipeline, ProjectConfig
from databricks_utils.config_loader import load_config
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.failure import Failure
from databricks_utils.runs.outcome import Reporter, RunStatus, TableOutcome
from databricks_utils.run import load_pipelines
from databricks_utils.session import get_spark
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from expected import expected

LAYERS = ("bronze", "silver", "gold")
SUPPLIERS_FROM = 16
OF_A_RUN = {"_run_id", "_quarantined_at"}
Tables = dict[str, list[str]]


class Failed(Exception):
    """A table was not made."""


class FailsFast(Reporter):
    """A reporter that ends the run at the first failure."""

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None:
        """Nothing to do."""

    def session_started(self, seconds: float) -> None:
        """Nothing to do."""

    def table_started(self, table: str) -> None:
        """Nothing to do."""

    def table_finished(self, outcome: TableOutcome) -> None:
        """Raises Failed for a table that failed."""
        print(f"  {outcome.table} {outcome.seconds:.1f} s", file=sys.stderr)
        if outcome.error is not None:
            raise Failed(f"{outcome.table}: {outcome.error.message}")

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None:
        """Nothing to do."""


def load(project: Path) -> list[Pipeline]:
    """The pipelines of a project, whatever another one has loaded under the same names."""
    for name in [
        n for n in sys.modules if n.split(".")[0] in ("pipelines", "data_validation", "retail")
    ]:
        del sys.modules[name]
    importlib.invalidate_caches()
    return load_pipelines(project, LAYERS)


class Shop:
    """One warehouse with its own files."""

    def __init__(self, config: ProjectConfig, folder: Path) -> None:
        catalog = config.catalog.model_copy(update={"name": folder.name})
        place = {"project_directory": folder, "catalog": catalog}
        self.config = config.model_copy(update=place)
        self.landing = folder / "landing"
        self._runs = 0

    def run(self, spark: SparkSession, pipelines: list[Pipeline]) -> None:
        self._runs += 1
        plan = plan_run(pipelines)
        start = time.monotonic()
        run_id = f"run{self._runs}"
        Engine(spark, self.config, plan, FailsFast(), run_id=run_id, threads=2).run()
        seconds = time.monotonic() - start
        print(f"{self.landing.parent.name} {self._runs}: {seconds:.1f} s", file=sys.stderr)

    def folders(self) -> dict[str, Path]:
        """Where each table is, quarantines and what belongs to tables included."""
        found = sorted(self.config.warehouse.glob("*/*/_delta_log"))
        places = {f"{p.parents[1].name.rsplit('_')[-1]}.{p.parent.name}": p.parent for p in found}
        return {name: at for name, at in places.items() if not name.startswith("observability")}

    def commits(self) -> dict[str, int]:
        return {
            name: len(list((folder / "_delta_log").glob("*.json")))
            for name, folder in self.folders().items()
        }

    def tables(self, spark: SparkSession) -> Tables:
        """All rows as sorted JSON, by one query."""
        frames = []
        for name, folder in self.folders().items():
            frame = spark.read.format("delta").load(str(folder))
            columns = [F.col(c) for c in frame.columns if c not in OF_A_RUN]
            frames.append(frame.select(F.lit(name), F.to_json(F.struct(*columns))))
        found: Tables = {name: [] for name in self.folders()}
        for name, row in reduce(DataFrame.union, frames).collect():
            found[name].append(canonical(json.loads(row, parse_float=str)))
        return {name: comparable(name, rows) for name, rows in found.items()}


def canonical(row: Mapping[str, Any]) -> str:
    if "_violated_rules" in row:
        row = {**row, "_violated_rules": sorted(row["_violated_rules"])}
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def comparable(name: str, rows: list[str]) -> list[str]:
    # A merged table's quarantine has a row once, if it comes again in a later run: it cannot tell
    # that from the same run repeated.
    return sorted(set(rows) if name.startswith("silver.") and "_quarantine" in name else rows)


def deliver_late(landing: Path) -> None:
    """An order is cancelled, a customer had moved long ago, the last files come again."""
    orders = by_plain_python(landing)["silver.orders"]
    order = next(row for row in map(json.loads, orders) if row["status"] == "shipped")
    header = (landing / "orders" / "orders_2026-03-30.csv").read_text("utf-8").splitlines()[0]
    event = f"{order['order_id']};99;cancelled;NA;{order['sku']};1;1.00;{order['ordered_at']}"
    (landing / "orders" / "late.csv").write_text(f"{header}\n{event}\n", "utf-8")
    move = {"customer_id": 1, "op": "UPSERT", "name": "Øystein Ås", "city": "Reykjavík"}
    move |= {"email": "c1@example.com", "changed_at": "2026-02-28T12:00:00Z"}
    (landing / "customers" / "late.json").write_text(json.dumps(move) + "\n", "utf-8")
    for file in sorted(landing.glob("*/*2026-03-30.*")):
        shutil.copy(file, file.with_name(f"again_{file.name}"))


def by_plain_python(landing: Path) -> Tables:
    return {
        name: comparable(name, [canonical(row) for row in rows])
        for name, rows in expected(landing).items()
    }


def main(before: Path, project: Path, folder: Path, until: list[int]) -> dict[str, Any]:
    """What the tables hold after each way, and what plain Python makes of the same files."""
    sys.path.insert(0, str(project))
    land = importlib.import_module("land").land
    config = fast(load_config("local", project / "config"))
    daily = Shop(config, folder / "daily")
    at_once = Shop(config, folder / "at_once")
    spark = get_spark(daily.config)

    pipelines = load(before)
    for day in [d for d in until if d < SUPPLIERS_FROM]:
        land(daily.landing, day)
        daily.run(spark, pipelines)
    products = spark.read.format("delta").load(str(daily.folders()["silver.products"]))
    found: dict[str, Any] = {"columns_before": products.columns}
    pipelines = load(project)
    for day in [d for d in until if d >= SUPPLIERS_FROM]:
        land(daily.landing, day)
        daily.run(spark, pipelines)
    found["daily"] = daily.tables(spark)
    found["expected"] = by_plain_python(daily.landing)
    found["commits"] = daily.commits()
    daily.run(spark, pipelines)
    found["commits_of_repeated_run"] = daily.commits()

    deliver_late(daily.landing)
    daily.run(spark, pipelines)
    found["late"] = daily.tables(spark)
    found["expected_late"] = by_plain_python(daily.landing)

    shutil.copytree(daily.landing, at_once.landing)
    at_once.run(spark, pipelines)
    found["at_once"] = at_once.tables(spark)
    return found


def fast(config: ProjectConfig) -> ProjectConfig:
    """For few rows, compiling the code of each query takes longer than interpreting it."""
    settings = {
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    }
    spark = config.spark.model_copy(update={"config": {**config.spark.config, **settings}})
    return config.model_copy(update={"spark": spark})


if __name__ == "__main__":
    _before, _project, _folder, _until = sys.argv[1:]
    _days = [int(day) for day in _until.split(",")]
    out = main(Path(_before), Path(_project), Path(_folder), _days)
    print(json.dumps(out, ensure_ascii=False))
