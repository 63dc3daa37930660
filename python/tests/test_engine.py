"""Running pipelines in this process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    FileSource,
    Merge,
    Overwrite,
    Pipeline,
    PipelineError,
    ProjectConfig,
    Rule,
    Scd2,
    Step,
    TableNames,
)
from databricks_utils.failure import Failure
from databricks_utils.properties import read_properties
from databricks_utils.rules.declared import AnyRule
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.runs.outcome import Rows, RuleOutcome
from frames import make_frame
from recorder import Recorder
from recorder import run_steps as run
from suite import FULL, turn

SCHEMA = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("v", T.StringType())])


def same(**frames: DataFrame) -> DataFrame:
    (frame,) = frames.values()
    return frame


def step(
    table: str, build: Callable[..., DataFrame] = same, schema: T.StructType = SCHEMA, *reads: str
) -> Step:
    inputs = {read.replace(".", "_"): read for read in reads}
    return Step(table=table, build=build, schema=schema, inputs=inputs)


def landing(table: str = "bronze.raw") -> Step:
    source = FileSource("landing", format="csv", null_values=["NA"])
    return Step(table=table, build=same, schema=SCHEMA, source=source)


def test_a_project_runs_from_files_to_a_view_and_counts_rows(
    spark: SparkSession, config: ProjectConfig
) -> None:
    folder = config.project_directory / "landing"
    folder.mkdir()
    (folder / "a.csv").write_text("v,id\nä,1\nNA,2\n", encoding="utf-8")
    steps = [
        landing(),
        Step(
            table="silver.good",
            build=lambda raw: raw,
            inputs={"raw": "bronze.raw"},
            schema=SCHEMA,
            rules=lambda: [Rule("has_v", F.col("v").isNotNull(), on_violation="quarantine")],
            write=Merge(keys=["id"]),
        ),
        Step(
            table="silver.seen",
            view_sql=lambda names: f"select id, v from {names['silver.good']}",
            comment="it's a view",
        ),
        step("gold.all", same, SCHEMA, "silver.seen"),
    ]
    status, recorder = run(spark, config, steps)
    assert status == "succeeded", recorder.outcomes
    good = recorder.outcomes["silver.good"]
    assert good.rows == Rows(2, 1, 1, 0)
    assert good.rules == [RuleOutcome("has_v", 1, "quarantine")]
    assert recorder.outcomes["silver.seen"].rows is None
    names = TableNames(config)
    assert [tuple(r) for r in spark.table(names.resolve("gold.all")).collect()] == [(1, "ä")]
    quarantine = spark.table(names.quarantine("silver.good"))
    assert [(r["id"], r["_run_id"]) for r in quarantine.collect()] == [(2, "r1")]

    # What was granted on a view stays only if it is altered, as its properties do.
    seen = names.resolve("silver.seen")
    spark.sql(f"ALTER VIEW {seen} SET TBLPROPERTIES ('kept' = 'yes')")
    longer = replace(
        steps[2], view_sql=lambda names: f"select id, v, 1 AS n from {names['silver.good']}"
    )
    status, _ = run(spark, config, [*steps[:2], longer], ["silver.seen"])
    assert (status, spark.table(seen).columns) == ("succeeded", ["id", "v", "n"])
    assert read_properties(spark, seen)["kept"] == "yes"

    # A new session has forgotten the view; the table that reads it brings it back.
    spark.sql(f"DROP VIEW {seen}")
    status, recorder = run(spark, config, steps, ["gold.all"])
    assert (status, recorder.started) == ("succeeded", ["gold.all"])


@pytest.mark.parametrize("status", [0, None, "enough"])
def test_a_body_that_ends_python_fails_its_table_and_the_others_are_made(
    spark: SparkSession, config: ProjectConfig, status: object
) -> None:
    def rows(**frames: DataFrame) -> DataFrame:
        return make_frame(spark, [(1, "a")], SCHEMA)

    def ends(**frames: DataFrame) -> DataFrame:
        sys.exit(status)  # type: ignore[arg-type]

    steps = [step("bronze.ends", ends), step("silver.after", same, SCHEMA, "bronze.ends")]
    found, recorder = run(spark, config, [*steps, step("bronze.other", rows)])
    assert found == "failed"
    assert {t: o.status for t, o in recorder.outcomes.items()} == {
        "bronze.ends": "failed",
        "silver.after": "skipped",
        "bronze.other": "succeeded",
    }
    failure = recorder.outcomes["bronze.ends"].error
    assert failure is not None
    assert f"exit status {status!r}" in failure.message


def test_a_failing_table_stops_those_that_read_it_and_no_others(
    spark: SparkSession, config: ProjectConfig
) -> None:
    def rows(**frames: DataFrame) -> DataFrame:
        return make_frame(spark, [(1, "a")], SCHEMA)

    def fails(**frames: DataFrame) -> DataFrame:
        raise ValueError("no token=abc here")

    steps = [
        step("a.first", fails),
        step("a.second", same, SCHEMA, "a.first"),
        Step(table="a.view", view_sql=lambda names: f"select * from {names['a.second']}"),
        step("b.wrong", lambda: rows().select("id")),
        step("b.none", lambda: None),  # type: ignore[arg-type, return-value]
        step("c.fine", rows),
        step("c.missing", same, SCHEMA, "c.nowhere"),
    ]
    status, recorder = run(spark, config, steps)
    outcomes = recorder.outcomes
    assert status == "failed"
    assert {table: outcome.status for table, outcome in outcomes.items()} == {
        "a.first": "failed",
        "a.second": "skipped",
        "a.view": "skipped",
        "b.wrong": "failed",
        "b.none": "failed",
        "c.fine": "succeeded",
        "c.missing": "failed",
    }
    assert outcomes["a.view"].because == "a.first"
    assert (outcomes["a.first"].phase, outcomes["b.wrong"].phase) == ("build", "check")
    assert outcomes["a.first"].error == Failure("ValueError", "no token=*** here")
    mismatch, missing = outcomes["b.wrong"].error, outcomes["c.missing"].error
    assert mismatch is not None
    assert mismatch.type == "SchemaMismatchError"
    assert 'column "v" is missing' in mismatch.message
    assert missing is not None
    assert missing.condition == "TABLE_OR_VIEW_NOT_FOUND"
    assert missing.hint == "Run the table it reads first, or check the name."
    assert outcomes["c.missing"].phase == "read"


def test_once_stopped_nothing_new_starts_and_the_table_at_work_is_interrupted(
    spark: SparkSession, config: ProjectConfig
) -> None:
    stop = threading.Event()

    def interrupted(**frames: DataFrame) -> DataFrame:
        stop.set()
        raise RuntimeError("cancelled")

    steps = [step("a.one", interrupted), step("a.two")]
    status, recorder = run(spark, config, steps, stop=stop)
    assert status == "interrupted"
    assert recorder.outcomes["a.one"].status == "interrupted"
    assert recorder.started == ["a.one"]


def test_a_plan_keeps_the_order_of_the_steps_and_names_unknown_tables() -> None:
    pipelines = [
        Pipeline(layer="bronze", steps=[step("b.x"), step("b.y")]),
        Pipeline(layer="silver", steps=[step("s.z", same, SCHEMA, "b.x")]),
    ]
    plan = plan_run(pipelines, ["s.z", "b.x"])
    assert [s.table for s in plan.steps] == ["b.x", "s.z"]
    with pytest.raises(PipelineError, match=r'there is no table s\.zz: Did you mean "s\.z"'):
        plan_run(pipelines, ["s.zz"])


def test_a_step_that_reads_a_later_one_or_itself_is_refused() -> None:
    pipeline = Pipeline(layer="x", steps=[step("a.b", same, SCHEMA, "a.c"), step("a.c")])
    with pytest.raises(PipelineError, match=r"a\.b reads a\.c, which is made later"):
        plan_run([pipeline])
    itself = Pipeline(layer="x", steps=[step("a.b", same, SCHEMA, "a.b")])
    with pytest.raises(PipelineError, match="made later"):
        plan_run([itself])


@turn(0)
def test_a_round_appends_once_and_a_full_refresh_builds_all_anew(
    spark: SparkSession, config: ProjectConfig
) -> None:
    changes = T.StructType([*SCHEMA, T.StructField("at", T.IntegerType())])
    rows = [(1, "a", 1), (1, "a", 2), (1, "b", 3)]

    def log(**frames: DataFrame) -> DataFrame:
        return make_frame(spark, rows, changes)

    steps = [
        Step(table="a.log", build=log, schema=changes, write=Append()),
        Step(
            table="a.versions",
            build=same,
            inputs={"log": "a.log"},
            schema=changes,
            write=Scd2(keys=["id"], sequence_by="at"),
        ),
    ]
    # Each version takes seconds: the short suite looks at the first table only.
    looked_at = 3 if FULL else 1
    plan = plan_run([Pipeline(layer="all", steps=steps[:looked_at])])
    names = TableNames(config)

    def go(run_id: str, round_id: str | None = None, *, full_refresh: bool = False) -> list[int]:
        recorder = Recorder()
        engine = Engine(
            spark,
            config,
            plan,
            recorder,
            run_id=run_id,
            round_id=round_id,
            full_refresh=full_refresh,
        )
        assert engine.run() == "succeeded", recorder.outcomes
        assert recorder.outcomes["a.log"].rows == Rows(len(rows), len(rows), 0, 0)
        counted = ("a.log", "a.versions", "a.versions__changes")[:looked_at]
        return [spark.table(names.resolve(table)).count() for table in counted]

    assert go("r1") == [3, 2, 1][:looked_at]
    assert go("r2", "r1") == [3, 2, 1][:looked_at]
    assert go("r3") == [6, 2, 1][:looked_at]
    del rows[1]
    for _ in range(2):
        assert go("r4", full_refresh=True) == [2, 2, 0][:looked_at]


def test_a_full_refresh_that_rules_forbid_leaves_what_was_there(
    spark: SparkSession, config: ProjectConfig
) -> None:
    rows = [(1, "a"), (2, "b")]

    def filled(**frames: DataFrame) -> DataFrame:
        return make_frame(spark, rows, SCHEMA)

    def rules() -> list[AnyRule]:
        return [Rule("small", F.col("id") < 5, on_violation="fail")]

    steps = [
        Step(
            table=f"a.{type(write).__name__.lower()}",
            build=filled,
            schema=SCHEMA,
            write=write,
            rules=rules,
        )
        for write in (Overwrite(), Append())
        if FULL or isinstance(write, Append)
    ]
    assert run(spark, config, steps)[0] == "succeeded"
    rows.append((9, "c"))
    status, recorder = run(spark, config, steps, full_refresh=True)
    assert status == "failed"
    names = TableNames(config)
    for step_ in steps:
        assert recorder.outcomes[step_.table].status == "failed"
        assert spark.table(names.resolve(step_.table)).count() == 2
