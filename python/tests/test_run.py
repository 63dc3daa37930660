"""`python -m databricks_utils.run`, as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from suite import turn

FILES = {
    "config/project.yaml": """
        catalog: {name: ops, schema_prefix: shop}
        spark: {master: 'local[2]'}
    """,
    "config/local.yaml": "environment_type: local\n",
    "landing/orders/a.csv": "id,amount\n1,5\n2,-1\n",
    "pipelines/__init__.py": "",
    "pipelines/bronze.py": """
        from databricks_utils import FileSource, Pipeline, Step
        from shop.orders import SCHEMA, orders

        print("noise on standard output")
        PIPELINE = Pipeline(
            layer="bronze",
            steps=[
                Step(
                    table="bronze.orders",
                    build=orders,
                    schema=SCHEMA,
                    source=FileSource("landing/orders", format="csv"),
                ),
            ],
        )
    """,
    "pipelines/silver.py": """
        import signal
        from pyspark import SparkContext
        from pyspark.sql import functions as F
        from databricks_utils import Pipeline, Rule, Step
        from shop.orders import SCHEMA

        def good(orders):
            return orders

        def ends_java(orders):
            process = SparkContext._gateway.proc
            process.send_signal(signal.SIGKILL)
            process.wait()
            return orders

        def slow(orders):
            # Hours of work for Spark, row by row, so that it can be cancelled; on one core.
            numbers = orders.sparkSession.range(0, 10**12, 1, 1)
            rows = numbers.where(F.sqrt(F.col("id") + 1) < 0)
            return rows.select(F.col("id").cast("int"), F.lit(1).alias("amount"))

        RULES = [("positive", lambda: F.col("amount") > 0)]
        PIPELINE = Pipeline(
            layer="silver",
            steps=[
                Step(
                    table="silver.good",
                    build=good,
                    inputs={"orders": "bronze.orders"},
                    schema=SCHEMA,
                    rules=lambda: [
                        Rule(name, rule(), on_violation="quarantine") for name, rule in RULES
                    ],
                ),
                Step(
                    table="silver.slow",
                    build=slow,
                    inputs={"orders": "bronze.orders"},
                    schema=SCHEMA,
                ),
                Step(table="silver.last", build=good, inputs={"orders": "silver.slow"},
                     schema=SCHEMA),
                Step(table="silver.ends_java", build=ends_java, inputs={"orders": "bronze.orders"},
                     schema=SCHEMA),
                Step(table="silver.after", build=good, inputs={"orders": "bronze.orders"},
                     schema=SCHEMA),
            ],
        )
    """,
    "src/shop/__init__.py": "",
    "src/shop/orders.py": """
        from pyspark.sql import types as T

        SCHEMA = T.StructType(
            [T.StructField("id", T.IntegerType()), T.StructField("amount", T.IntegerType())]
        )

        def orders(landing):
            return landing
    """,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
    return tmp_path


def start(project: Path, *arguments: str) -> Any:
    package = Path(__file__).parents[1] / "src"
    return subprocess.Popen(
        [sys.executable, "-m", "databricks_utils.run", "--project", str(project), *arguments],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(package), "src", "."])},
    )


def run(project: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    process = start(project, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, [json.loads(line) for line in out.splitlines()], err


def finished(events: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {e["table"]: e for e in events if e["event"] == "table_finished"}


@turn(2)
def test_a_run_is_told_in_events_survives_its_process_and_ends_in_order_when_interrupted(
    project: Path,
) -> None:
    """One story in few processes, because each start of Spark takes seconds."""
    selection = ("--tables", "bronze.orders,silver.good", "--run-id", "r1")
    status, events, err = run(project, "--pipelines", "bronze,silver", *selection)
    assert status == 0, err
    assert [e["event"] for e in events] == [
        "run_started",
        "session_started",
        *["table_started", "table_finished"] * 2,
        "run_finished",
    ]
    assert events[0]["run_id"] == "r1"
    good = finished(events)["silver.good"]
    assert good["rows"] == {"in": 2, "kept": 1, "quarantined": 1, "dropped": 0}
    assert events[-1] == {"event": "run_finished", "status": "succeeded"}
    assert "noise on standard output" in err
    assert "WARN" not in err.replace("WARNING: Using incubator modules", "").replace(
        'Setting default log level to "WARN"', ""
    )

    # A second process knows the tables of the first, and makes two of its own at the same time;
    # while it works, a third is refused.
    process = start(
        project,
        "--pipelines",
        "bronze,silver",
        "--tables",
        "silver.slow,silver.good,silver.last",
        "--threads",
        "2",
    )
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        if "silver.good" in finished(events):
            break
    assert {"event": "table_started", "table": "silver.slow"} in events
    assert finished(events)["silver.good"]["status"] == "succeeded"
    status, refused, err = run(project, "--pipelines", "bronze")
    assert status == 1
    assert refused[-1]["error"]["type"] == "WarehouseLockedError"
    assert f"process {process.pid}" in err
    assert "Traceback" not in err

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    events = [json.loads(line) for line in out.splitlines()]
    assert process.returncode == 130, err
    assert finished(events)["silver.slow"]["status"] == "interrupted"
    assert "silver.last" not in finished(events)
    assert events[-1] == {"event": "run_finished", "status": "interrupted"}


def test_what_cannot_run_is_told_before_spark_starts(project: Path) -> None:
    cases = {
        ("--environment", "locl"): ("ConfigurationError", 'Did you mean "local"?'),
        ("--pipelines", "bronze", "--tables", "bronze.order"): ("PipelineError", "bronze.orders"),
        ("--pipelines", "broken"): ("SyntaxError", "was never closed"),
    }
    (project / "pipelines" / "broken.py").write_text("x = (")
    for arguments, (kind, text) in cases.items():
        status, events, err = run(project, *arguments)
        assert status == 1
        assert events[-1]["status"] == "failed"
        assert events[-1]["error"]["type"] == kind
        assert text in events[-1]["error"]["message"]
        assert "session_started" not in [e["event"] for e in events]
        assert "Traceback" not in err


@turn(1)
def test_when_java_ends_the_table_says_so_and_the_others_wait_for_the_next_run(
    project: Path,
) -> None:
    selection = ("--tables", "bronze.orders,silver.ends_java,silver.after", "--threads", "1")
    status, events, err = run(project, "--pipelines", "bronze,silver", *selection)
    assert status == 1
    tables = finished(events)
    assert tables["bronze.orders"]["status"] == "succeeded"
    error = tables["silver.ends_java"]["error"]
    assert error["type"] == "JavaEndedError"
    assert "it was killed (SIGKILL)" in error["message"]
    assert "start again" in error["hint"]
    assert tables["silver.after"]["status"] == "skipped"
    assert tables["silver.after"]["because"] == "silver.ends_java"
    assert events[-1] == {"event": "run_finished", "status": "failed"}
    assert "Traceback" not in err
