"""A process that runs a project round by round and is killed: `killed.py FOLDER SEED ROUNDS`.

After each start it begins with the round that was not finished, and leaves out the tables that are
done, as a run that is resumed does. Two tables are made at the same time.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    Increment,
    Merge,
    Overwrite,
    Pipeline,
    ProjectConfig,
    Rule,
    Scd2,
    Step,
    get_spark,
    stop_spark,
)
from databricks_utils.failure import Failure
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.runs.outcome import RunStatus, TableOutcome

# A process lives for seconds: what Spark prepares for more rows costs more than it saves.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.ui.enabled": "false",
}
SCHEMA = T.StructType(
    [
        T.StructField("key", T.IntegerType()),
        T.StructField("at", T.LongType()),
        T.StructField("value", T.StringType()),
    ]
)
Change = tuple[int, int, str]
DELETE = "delete"
BAD = "bad"


def changes_of(seed: int, number: int) -> list[Change]:
    """The changes of a round, always the same; some are late, some delete, some break a rule."""
    source = random.Random(f"{seed}/{number}")
    points = source.sample(range(number * 100, number * 100 + 100), 12)
    late = source.sample(range(max(0, number - 3) * 100, number * 100 + 100), 3)
    # A point is one change of one key, however often it comes.
    return [
        (point % 7, point, random.Random(f"{seed}:{point}").choice(["a", "b", "c", DELETE, BAD]))
        for point in [*points, *late]
    ]


def frame_of(spark: SparkSession, rows: Sequence[Change]) -> DataFrame:
    """The rows as values of a query: a list would be brought into Spark by another process."""
    values = ", ".join(f"({key}, {at}L, '{value}')" for key, at, value in rows)
    return spark.sql(f"SELECT * FROM VALUES {values} AS t(key, at, value)")


def config_of(folder: Path) -> ProjectConfig:
    return ProjectConfig.model_validate(
        {
            "environment_type": "local",
            "environment": "local",
            "project_directory": folder,
            "spark": {"master": "local[2]", "config": SMALL},
            "catalog": {"name": "killed", "schema_prefix": "shop"},
        }
    )


def steps_of(changes: Callable[[], DataFrame]) -> Sequence[Step]:
    """Every way to write, of the same rows."""

    def good() -> list[Rule]:
        return [Rule("good", F.col("value") != BAD, on_violation="quarantine")]

    def deletes() -> Any:
        return F.col("value") == DELETE

    def step(table: str, write: Any, **options: Any) -> Step:
        return Step(table=table, schema=SCHEMA, write=write, **{"build": changes, **options})

    def same(log: DataFrame) -> DataFrame:
        return log

    return (
        step("a.appended", Append(), rules=good),
        step("a.merged", Merge(["key"], sequence_by="at", delete_where=deletes)),
        step("a.versions", Scd2(["key"], sequence_by="at", delete_where=deletes)),
        step("a.overwritten", Overwrite()),
        step(
            "b.newest",
            Merge(["key"], sequence_by="at"),
            build=same,
            increments={"log": Increment("a.appended", by="at", look_back=400)},
        ),
    )


class Teller:
    """Says on standard output which tables are at work, and notes which of a round are done."""

    def __init__(self, folder: Path, number: int, done: Sequence[str]) -> None:
        self._folder = folder
        self._number = number
        self._done = list(done)
        self._guard = threading.Lock()

    def _say(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def run_started(self, run_id: str, environment: str, tables: Sequence[str]) -> None: ...

    def session_started(self, seconds: float) -> None: ...

    def table_started(self, table: str) -> None:
        with self._guard:
            self._say(table)

    def table_finished(self, outcome: TableOutcome) -> None:
        with self._guard:
            if outcome.status != "succeeded":
                self._say(f"failed {outcome.table}: {outcome.error}")
                return
            self._done.append(outcome.table)
            note(self._folder, (self._number, self._done))
            self._say("between")

    def run_finished(self, status: RunStatus, error: Failure | None = None) -> None: ...


def main(folder: Path, seed: int, rounds: int) -> int:
    config = config_of(folder)
    spark = get_spark(config)
    print("ready", flush=True)
    first, done = progress_of(folder)
    for number in range(first, rounds):
        rows = changes_of(seed, number)
        steps = steps_of(lambda rows=rows: frame_of(spark, rows))  # type: ignore[misc]
        left = [step.table for step in steps if step.table not in done]
        engine = Engine(
            spark,
            config,
            plan_run([Pipeline(layer="all", steps=steps)], left),
            Teller(folder, number, done),
            run_id=f"{number}-{os.getpid()}",
            round_id=f"round{number}",
            threads=2,
        )
        if engine.run() != "succeeded":
            return 1
        done = []
        note(folder, (number + 1, done))
    stop_spark()
    return 0


def progress_of(folder: Path) -> tuple[int, list[str]]:
    """The round that is to be finished, and those of its tables that are done."""
    file = folder / "done.json"
    if not file.exists():
        return (0, [])
    number, tables = json.loads(file.read_text())
    return (number, tables)


def note(folder: Path, progress: tuple[int, Sequence[str]]) -> None:
    beside = folder / "done.new"
    beside.write_text(json.dumps(progress))
    beside.replace(folder / "done.json")


def all_changes(seed: int, rounds: int) -> list[Change]:
    """What has come in all rounds."""
    return list(itertools.chain.from_iterable(changes_of(seed, n) for n in range(rounds)))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
