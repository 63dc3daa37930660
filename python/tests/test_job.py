"""What a job is asked to do, as its tasks see it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

import pytest
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from databricks_utils import Pipeline, Step
from databricks_utils.errors import PipelineError
from databricks_utils.runs.backfill import Interval
from databricks_utils.runs.entry import _parser
from databricks_utils.runs.job import plan_task, split_names

SCHEMA = T.StructType([T.StructField("day", T.DateType())])
JUNE = Interval("2026-06-01", "2026-07-01")
JOB = ["silver", "gold"]


def step(table: str, *, by_day: bool = False, **options: object) -> Step:
    def build(**_: DataFrame) -> DataFrame:
        raise AssertionError("a plan computes nothing")

    return Step(
        table=table,
        build=build,
        schema=SCHEMA,
        backfill_by="day" if by_day else None,
        **options,  # type: ignore[arg-type]
    )


SILVER = Pipeline(layer="silver", steps=[step("silver.a", by_day=True), step("silver.b")])
GOLD = Pipeline(
    layer="gold",
    steps=[
        step("gold.a", by_day=True, inputs={"a": "silver.a"}),
        step("gold.b", inputs={"a": "silver.a", "g": "gold.a"}),
    ],
)


@pytest.fixture(autouse=True)
def pipelines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules that a project's wheel brings to each task."""
    monkeypatch.setitem(sys.modules, "pipelines", ModuleType("pipelines"))
    for pipeline in (SILVER, GOLD):
        module = ModuleType(f"pipelines.{pipeline.layer}")
        vars(module)["PIPELINE"] = pipeline
        monkeypatch.setitem(sys.modules, module.__name__, module)


def planned(
    pipeline: Pipeline,
    select: str = "",
    backfill: Interval | None = None,
    tables: Sequence[str] | None = None,
) -> list[str]:
    plan = plan_task(
        [pipeline], tables, select=split_names(select) or [], job=JOB, backfill=backfill
    )
    return [one.table for one in plan.steps]


def test_a_task_makes_its_own_of_the_tables_that_its_job_is_asked_for() -> None:
    assert planned(SILVER) == ["silver.a", "silver.b"]
    for select in ("gold.b,silver.a", "gold.b silver.a", " silver.a , gold.b,"):
        assert planned(SILVER, select) == ["silver.a"]
        assert planned(GOLD, select) == ["gold.b"]
    assert planned(GOLD, "silver.b") == []
    assert planned(SILVER, "silver.a gold.a", JUNE) == ["silver.a"]
    assert planned(GOLD, "silver.a", tables=["gold.a"]) == []


def test_every_task_finds_what_is_wrong_with_any_table_of_its_job() -> None:
    for pipeline in (SILVER, GOLD):
        with pytest.raises(PipelineError, match=r"the job has no table gold\.c") as caught:
            planned(pipeline, "silver.a,gold.c")
        assert "Did you mean" in caught.value.hint
        with pytest.raises(PipelineError, match=r"gold\.b does not name a column for it"):
            planned(pipeline, "silver.a,gold.b", JUNE)
        with pytest.raises(PipelineError, match="comes without tables") as caught:
            planned(pipeline, "", JUNE)
        assert f"such as {pipeline.layer}.a" in caught.value.hint
    with pytest.raises(PipelineError, match=r"the job does not make gold\.b") as caught:
        planned(GOLD, "gold.b", tables=["gold.a"])
    assert caught.value.hint == "In this layer, the job makes gold.a."


def test_the_defaults_of_a_job_ask_for_nothing() -> None:
    asked = _parser().parse_args(["--backfill=", "--full-refresh=false", "--select=", "--job=a,b"])
    assert (asked.backfill, asked.full_refresh, asked.select) == ("", False, "")
    plain = _parser().parse_args([])
    assert (plain.backfill, plain.full_refresh, plain.select) == ("", False, "")


@pytest.mark.parametrize(
    ("text", "value"), [("true", True), ("True", True), (" false ", False), ("", False)]
)
def test_a_parameter_says_true_or_false(text: str, value: bool) -> None:
    assert _parser().parse_args([f"--full-refresh={text}"]).full_refresh is value
    assert _parser().parse_args(["--full-refresh", "--select=a"]).full_refresh is True


def test_another_word_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        _parser().parse_args(["--full-refresh=yes"])
    assert '"yes" is neither true nor false' in capsys.readouterr().err
