"""An interval computed again: its rows are those of the sources, and no other row is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    FileSource,
    Increment,
    InsertOnly,
    Merge,
    Overwrite,
    PipelineError,
    ProjectConfig,
    ReplacePartitions,
    Scd2,
    Step,
    TableNames,
)
from databricks_utils.runs.backfill import Interval
from databricks_utils.writes.strategies import Write
from suite import FULL, LONG, turn
from test_increment import Run, rows_of, same, succeeded

SCHEMA = T.StructType(
    [
        T.StructField("key", T.IntegerType()),
        T.StructField("day", T.DateType()),
        T.StructField("value", T.StringType()),
    ]
)
JUNE = Interval.parse("2026-06-01..2026-07-01")


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


BEFORE = [
    (1, day(5, 31), "a"),
    (2, day(6, 1), "b"),
    (3, day(6, 30), "c"),
    (4, day(7, 1), "d"),
    (5, None, "e"),
]
# Everything has changed, and the third row is gone.
AFTER = [(k, d, v.upper()) for k, d, v in BEFORE if k != 3]


def table(name: str, write: Write, **options: Any) -> Step:
    return Step(
        table=f"silver.{name}",
        build=same,
        inputs={"source": "bronze.source"},
        schema=SCHEMA,
        write=write,
        backfill_by="day",
        **options,
    )


@pytest.fixture
def source(spark: SparkSession, config: ProjectConfig) -> Callable[[list[Any]], None]:
    def put(rows: list[Any]) -> None:
        name = TableNames(config).resolve("bronze.source")
        spark.createDataFrame(rows, SCHEMA).write.format("delta").mode("overwrite").saveAsTable(
            name
        )

    return put


@turn(0)
def test_an_interval_is_that_of_the_sources_and_the_rest_stays(
    spark: SparkSession,
    run: Run,
    config: ProjectConfig,
    source: Callable[[list[Any]], None],
) -> None:
    origin = Step(
        table="bronze.source",
        build=lambda: spark.createDataFrame(BEFORE, SCHEMA),
        schema=SCHEMA,
    )
    replacing = [table("parts", ReplacePartitions(), partition_by=["day"])]
    keyed = [table("merged", Merge(["key"]))]
    if FULL:
        replacing += [table("overwritten", Overwrite()), table("appended", Append())]
        keyed += [table("inserted", InsertOnly(["key"]))]
    steps = [*replacing, *keyed]
    succeeded(run(origin, *steps))
    source(AFTER)
    replaced = [BEFORE[0], (2, day(6, 1), "B"), BEFORE[3], BEFORE[4]]
    merged = [BEFORE[0], (2, day(6, 1), "B"), BEFORE[2], BEFORE[3], BEFORE[4]]
    for _ in range(2 if FULL else 1):
        succeeded(run(*steps, backfill=JUNE))
        for step in replacing:
            assert rows_of(spark, config, step.table) == replaced
        assert rows_of(spark, config, "silver.merged") == merged
        if FULL:
            assert rows_of(spark, config, "silver.inserted") == BEFORE


@LONG
def test_what_streams_and_increments_have_read_stays_noted(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    folder = config.project_directory / "landing"
    folder.mkdir()
    (folder / "1.csv").write_text("key,day,value\n1,2026-06-01,a\n2,2026-07-01,b\n")
    files = FileSource("landing", format="csv", header=True, read="new")
    landed = Step(
        table="bronze.landed",
        build=same,
        source=files,
        schema=SCHEMA,
        write=Append(),
        backfill_by="day",
    )
    increment = Step(
        table="silver.newest",
        build=same,
        increments={"landed": Increment("bronze.landed", by="key")},
        schema=SCHEMA,
        write=Merge(["key"]),
        backfill_by="day",
    )
    succeeded(run(landed, increment))
    before = rows_of(spark, config, "bronze.landed")
    spark.sql(f"DELETE FROM {TableNames(config).resolve('bronze.landed')} WHERE key = 1")
    succeeded(run(landed, increment, backfill=JUNE))
    assert rows_of(spark, config, "bronze.landed") == before
    outcomes = run(landed, increment)
    assert [o.rows.read for o in outcomes.values() if o.rows] == [0, 1]
    assert rows_of(spark, config, "silver.newest") == before


def test_tables_of_which_no_interval_can_be_computed_again_are_refused_before_anything_is_done(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    silent = Step(table="a.silent", build=same, schema=SCHEMA)
    text = Step(table="a.text", build=same, schema=SCHEMA, backfill_by="value")
    snapshots = Step(
        table="a.snapshots",
        build=same,
        schema=SCHEMA,
        write=Scd2(["key"], sequence_by="day", snapshots=True),
        backfill_by="day",
    )
    groups = Step(
        table="a.groups",
        build=same,
        schema=SCHEMA,
        write=Append(),
        streams={"s": "b.s"},
        output_mode="append",
        backfill_by="day",
    )
    view = Step(table="a.view", view_sql=lambda names: "SELECT 1")
    with pytest.raises(PipelineError) as refused:
        run(silent, text, snapshots, groups, view, backfill=JUNE)
    for why in (
        r"a.silent does not name a column for it",
        r"a.text has intervals of value, which is string",
        r"a.snapshots keeps versions of snapshots",
        r"a.groups keeps state of a stream",
        r"a.view is a view",
    ):
        assert why in refused.value.message
    with pytest.raises(PipelineError, match="a full refresh everything"):
        run(text, backfill=JUNE, full_refresh=True)


@pytest.mark.parametrize(
    ("interval", "message"),
    [
        ("June..July", '"June" is not a valid date'),
        ("2026-06-01..2026-06-01", "is empty"),
        ("2026-06-02..2026-06-01", "is empty"),
    ],
)
def test_an_interval_has_an_end_after_its_start(
    spark: SparkSession, run: Run, interval: str, message: str
) -> None:
    step = Step(
        table="silver.t",
        build=lambda: spark.createDataFrame(BEFORE, SCHEMA),
        schema=SCHEMA,
        backfill_by="day",
    )
    error = run(step, backfill=Interval.parse(interval))["silver.t"].error
    assert error is not None
    assert message in error.message


@pytest.mark.parametrize("text", ["", "a", "a..", "..b", "a..b..c"])
def test_a_text_that_is_no_interval_is_refused(text: str) -> None:
    with pytest.raises(PipelineError, match="is not an interval"):
        Interval.parse(text)
