"""Runs one project as batch job on Delta and as declarative pipeline on parquet, in one JVM.

python compare.py PROJECT LANDING

LANDING has a folder of new files for each day. Both ways run after each day. To standard output,
as JSON: for each day the rows of every table, by way.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from databricks_utils import ProjectConfig
from databricks_utils.catalog import TableNames
from databricks_utils.config_loader import load_config
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.failure import Failure
from databricks_utils.runs.outcome import Reporter, RunStatus, TableOutcome
from databricks_utils.run import load_pipelines
from databricks_utils.session import get_spark
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

LAYERS = ("bronze", "silver", "gold")
#: What differs with each run is there, and nothing more is asked of it.
OF_A_RUN = {
    "_run_id": "CAST(NULL AS STRING)",
    "_quarantined_at": "_quarantined_at IS NOT NULL",
}
Tables = dict[str, list[str]]


class FailsFast(Reporter):
    """A reporter that ends the run at the first failure."""

    def run_started(self, run_id: str, environment: str, tables: Any) -> None:
        """Nothing to do."""

    def session_started(self, seconds: float) -> None:
        """Nothing to do."""

    def table_started(self, table: str) -> None:
        """Nothing to do."""

    def table_finished(self, outcome: TableOutcome) -> None:
        """Raises for a table that failed."""
        if outcome.error is not None:
            raise RuntimeError(f"{outcome.table}: {outcome.error.message}")

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None:
        """Nothing to do."""


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def rows(spark: SparkSession, names: TableNames, tables: list[str]) -> Tables:
    """All rows as sorted JSON."""
    found: Tables = {}
    for table in tables:
        for key, name in (
            (table, names.resolve(table)),
            (f"{table}_quarantine", names.quarantine(table)),
        ):
            if not spark.catalog.tableExists(name):
                continue
            # The pipeline is another session: this one would keep to the files that it saw last.
            spark.catalog.refreshTable(name)
            frame = spark.table(name)
            if "_violated_rules" in frame.columns:
                frame = frame.withColumn(
                    "_violated_rules", F.sort_array("_violated_rules")
                )
            columns = [
                F.expr(OF_A_RUN.get(c, f"`{c}`")).alias(c) for c in sorted(frame.columns)
            ]
            text = F.to_json(F.struct(*columns), {"ignoreNullFields": "false"})
            found[key] = sorted(row[0] for row in frame.select(text).collect())
    return found


def write_spec(project: Path, config: ProjectConfig) -> Path:
    spec = {
        "name": "shop",
        "storage": (project / "pipeline-storage").as_uri(),
        "catalog": "spark_catalog",
        "database": "default",
        "configuration": {
            "lakewright.environment": config.environment,
            "lakewright.config_dir": str(project / "config"),
            "spark.sql.sources.default": "parquet",
        },
        "libraries": [
            {"glob": {"include": f"pipelines/declarative/{layer}.py"}}
            for layer in LAYERS
        ],
    }
    path = project / "spark-pipeline.yml"
    path.write_text(json.dumps(spec), "utf-8")  # JSON is YAML
    return path


def update(project: Path, spec: Path, port: int, *options: str) -> None:
    """`spark-pipelines run` as a client of this JVM."""
    env = {k: v for k, v in os.environ.items() if k != "PYSPARK_DRIVER_PYTHON"}
    path = [str(project), str(project / "src"), env.get("PYTHONPATH", "")]
    env |= {"PYTHONPATH": os.pathsep.join(path), "PYSPARK_PYTHON": sys.executable}
    tool = Path(sys.executable).with_name("spark-pipelines")
    command = [
        str(tool),
        "--remote",
        f"sc://127.0.0.1:{port}",
        "run",
        "--spec",
        str(spec),
        *options,
    ]
    done = subprocess.run(
        command, check=False, env=env, cwd=project, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(
            f"spark-pipelines ended with {done.returncode}\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
        )


def main(project: Path, landing: Path) -> dict[str, Any]:
    pipeline_config = load_config("local", project / "config")
    port = free_port()
    settings = {
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.port": str(port),
        "spark.connect.grpc.binding.address": "127.0.0.1",
    }
    update_of = {"config": {**pipeline_config.spark.config, **settings}}
    batch_config = pipeline_config.model_copy(
        update={
            "spark": pipeline_config.spark.model_copy(update=update_of),
            "catalog": pipeline_config.catalog.model_copy(update={"name": "batch"}),
        }
    )
    spark = get_spark(batch_config)
    batch, pipeline = TableNames(batch_config), TableNames(pipeline_config)
    for layer in LAYERS:
        schema = pipeline.address(f"{layer}.any").schema
        spark.sql(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    spec = write_spec(project, pipeline_config)
    pipelines = load_pipelines(project, LAYERS)
    tables = [step.table for one in pipelines for step in one.steps]
    found: dict[str, Any] = {}
    for n, day in enumerate(sorted(landing.iterdir())):
        shutil.copytree(day, project / "landing", dirs_exist_ok=True)
        Engine(
            spark, batch_config, plan_run(pipelines), FailsFast(), run_id=f"run{n}"
        ).run()
        update(project, spec, port)
        found[day.name] = {
            "batch": rows(spark, batch, tables),
            "pipeline": rows(spark, pipeline, tables),
        }
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2])), ensure_ascii=False))
