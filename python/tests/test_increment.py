"""What is new by a column: nothing lost, nothing twice, however the rows come."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    Increment,
    InsertOnly,
    JdbcSource,
    Merge,
    PipelineError,
    ProjectConfig,
    Scd2,
    Step,
    TableNames,
)
from databricks_utils.catalog import TableAddress
from databricks_utils.runs.outcome import TableOutcome
from databricks_utils.sources.increment import Marks, _below
from databricks_utils.writes.strategies import Write
from suite import FULL, LONG, SEED, turn

CASES = 25 if FULL else 1
LOOK_BACK = 3
ROWS = T.StructType(
    [
        T.StructField("key", T.IntegerType()),
        T.StructField("at", T.LongType()),
        T.StructField("value", T.StringType()),
    ]
)
Run = Callable[..., dict[str, TableOutcome]]
_cases = itertools.count()


def same(**frames: DataFrame) -> DataFrame:
    (frame,) = frames.values()
    return frame


def arrive(spark: SparkSession, rows: list[Any], schema: T.StructType = ROWS) -> Step:
    """A step that adds rows to the source."""
    frame = spark.createDataFrame(rows, schema)
    return Step(table="bronze.source", build=lambda: frame, schema=schema, write=Append())


def take(table: str, write: Write, *, look_back: float = 0, schema: T.StructType = ROWS) -> Step:
    source = Increment("bronze.source", by="at", look_back=look_back)
    return Step(table=table, build=same, increments={"source": source}, schema=schema, write=write)


def whole(table: str, write: Write) -> Step:
    return Step(
        table=table, build=same, inputs={"source": "bronze.source"}, schema=ROWS, write=write
    )


def rows_of(spark: SparkSession, config: ProjectConfig, table: str) -> list[tuple[Any, ...]]:
    rows = spark.table(TableNames(config).resolve(table)).collect()
    return sorted((tuple(row) for row in rows), key=repr)


def read_by(outcome: TableOutcome) -> int:
    """How many rows a run has read."""
    assert outcome.rows is not None
    return outcome.rows.read


def succeeded(outcomes: dict[str, TableOutcome]) -> None:
    assert {t: o.error for t, o in outcomes.items() if o.status != "succeeded"} == {}


WRITES: dict[str, Write] = {
    "merge": Merge(["key"], sequence_by="at"),
    "versions": Scd2(["key"], sequence_by="at"),
    "once": InsertOnly(["key", "at"]),
}
row = st.tuples(st.integers(1, 4), st.integers(0, 12), st.sampled_from(["a", "b", None]))
lateness = st.integers(0, LOOK_BACK)


arrivals = st.lists(
    st.tuples(row, lateness), min_size=1 if FULL else 8, max_size=16, unique_by=lambda r: r[0][:2]
)
cuts_of = st.lists(st.integers(0, 16) if FULL else st.integers(2, 7), min_size=2, max_size=2)


@turn(2)
@seed(SEED)
@settings(max_examples=CASES)
@given(
    # Hypothesis tries the smallest value first, in which no row is late.
    arrivals.filter(lambda changes: FULL or any(late for _, late in changes)),
    cuts_of,
)
def test_increments_give_what_all_rows_at_once_give(
    spark: SparkSession,
    run: Run,
    config: ProjectConfig,
    changes: list[tuple[tuple[int, int, str | None], int]],
    cuts: list[int],
) -> None:
    case = next(_cases)
    # The short suite takes one way of writing a run, the long one all.
    writes = WRITES if FULL else dict([random.Random(SEED).choice(list(WRITES.items()))])
    source = f"bronze.source{case}"
    arriving = [r for r, late in sorted(changes, key=lambda c: c[0][1] + c[1])]
    ends = [0, *sorted(cuts), len(arriving)]
    new = Increment(source, by="at", look_back=LOOK_BACK)
    news = [
        Step(table=f"silver.{n}{case}", build=same, increments={"s": new}, schema=ROWS, write=w)
        for n, w in writes.items()
    ]
    for start, end in itertools.pairwise(ends):
        frame = spark.createDataFrame(arriving[start:end], ROWS)
        add = Step(table=source, build=lambda f=frame: f, schema=ROWS, write=Append())
        succeeded(run(add, *news))
    nothing = Step(
        table=source,
        build=lambda: spark.createDataFrame([], ROWS),
        schema=ROWS,
        write=Append(),
    )
    all_at_once = [
        Step(table=f"gold.{n}{case}", build=same, inputs={"s": source}, schema=ROWS, write=w)
        for n, w in writes.items()
    ]
    succeeded(run(nothing, *all_at_once))
    for name in writes:
        assert rows_of(spark, config, f"silver.{name}{case}") == rows_of(
            spark, config, f"gold.{name}{case}"
        )


@turn(1)
def test_a_run_reads_what_is_new_the_ties_at_its_mark_and_rows_without_value(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    write = InsertOnly(["key"])
    succeeded(run(arrive(spark, [(1, 1, "a"), (2, 5, "b")]), take("silver.t", write)))
    more = [(3, 5, "tie"), (4, 6, "new"), (5, 4, "too late"), (6, None, "no time")]
    outcomes = run(arrive(spark, more), take("silver.t", write))
    assert read_by(outcomes["silver.t"]) == 4
    assert [r[0] for r in rows_of(spark, config, "silver.t")] == [1, 2, 3, 4, 6]
    again = run(arrive(spark, []), take("silver.t", write, look_back=2))
    assert read_by(again["silver.t"]) == 5
    assert [r[0] for r in rows_of(spark, config, "silver.t")] == [1, 2, 3, 4, 5, 6]


@turn(0)
def test_a_run_that_dies_before_its_mark_is_set_reads_the_rows_again(
    spark: SparkSession, run: Run, config: ProjectConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Merge(["key"], sequence_by="at")

    def die(self: Marks) -> None:
        raise KeyError("killed")

    with monkeypatch.context() as dying:
        dying.setattr(Marks, "save", die)
        outcome = run(arrive(spark, [(1, 1, "a")]), take("silver.t", write))["silver.t"]
        assert outcome.status == "failed"
    assert rows_of(spark, config, "silver.t") == [(1, 1, "a")]
    outcome = run(arrive(spark, []), take("silver.t", write))["silver.t"]
    assert read_by(outcome) == 1
    assert rows_of(spark, config, "silver.t") == [(1, 1, "a")]


@LONG
def test_a_full_refresh_and_a_dropped_table_read_everything(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    step = take("silver.t", InsertOnly(["key"]))
    succeeded(run(arrive(spark, [(1, 1, "a"), (2, 5, "b")]), step))
    source = Step(
        table="bronze.source",
        build=lambda: spark.createDataFrame([(1, 1, "a"), (2, 5, "b")], ROWS),
        schema=ROWS,
    )
    succeeded(run(source, step, full_refresh=True))
    assert len(rows_of(spark, config, "silver.t")) == 2
    spark.sql(f"DROP TABLE {TableNames(config).resolve('silver.t')}")
    outcome = run(source, step)["silver.t"]
    assert read_by(outcome) == 2


@turn(2)
@pytest.mark.parametrize(
    ("data_type", "values", "look_back"),
    [
        pytest.param(
            T.TimestampType(),
            [dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 2), dt.datetime(2999, 1, 1)],
            3600,
            marks=LONG,
        ),
        pytest.param(
            T.TimestampNTZType(),
            [dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 2), dt.datetime(2999, 1, 1)],
            0.5,
            marks=LONG,
        ),
        (T.DateType(), [dt.date(2020, 1, 1), dt.date(2020, 1, 2), dt.date(2999, 1, 1)], 60),
    ],
)
def test_a_time_in_the_future_does_not_move_the_mark(
    spark: SparkSession,
    run: Run,
    config: ProjectConfig,
    data_type: T.DataType,
    values: list[Any],
    look_back: float,
) -> None:
    schema = T.StructType([T.StructField("key", T.IntegerType()), T.StructField("at", data_type)])
    first, second, future = values
    step = take("silver.t", InsertOnly(["key"]), look_back=look_back, schema=schema)
    succeeded(run(arrive(spark, [(1, first), (2, future)], schema), step))
    outcome = run(arrive(spark, [(3, second)], schema), step)["silver.t"]
    assert read_by(outcome) == 3
    last = run(arrive(spark, [], schema), step)["silver.t"]
    # The first is below the mark, and with dates the look-back of a minute is a day.
    assert read_by(last) == (3 if isinstance(data_type, T.DateType) else 2)


@LONG
def test_a_mark_that_a_wrong_clock_has_set_is_not_believed(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    schema = T.StructType(
        [T.StructField("key", T.IntegerType()), T.StructField("at", T.DateType())]
    )
    step = take("silver.t", InsertOnly(["key"]), schema=schema)
    succeeded(run(arrive(spark, [(1, dt.date(2020, 1, 1))], schema), step))
    name = TableNames(config).resolve("silver.t")
    spark.sql(
        f"ALTER TABLE {name} SET TBLPROPERTIES"
        " ('lakewright.mark.bronze.source.at.date' = '2999-01-01')"
    )
    succeeded(run(arrive(spark, [(2, dt.date(2020, 1, 2))], schema), step))
    assert len(rows_of(spark, config, "silver.t")) == 2
    (mark,) = (
        r["value"] for r in spark.sql(f"SHOW TBLPROPERTIES {name}").collect() if "mark" in r["key"]
    )
    assert mark == "2020-01-02"


def test_new_rows_of_another_database_are_chosen_by_the_database(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    jvm: Any = spark._jvm
    url = "jdbc:derby:memory:increments"
    statement = jvm.java.sql.DriverManager.getConnection(f"{url};create=true").createStatement()
    statement.execute("CREATE TABLE orders (id INT, changed_at TIMESTAMP, v VARCHAR(9))")
    statement.execute("INSERT INTO orders VALUES (1, TIMESTAMP('2020-01-01 00:00:00'), 'a')")
    schema = T.StructType(
        [
            T.StructField("key", T.IntegerType()),
            T.StructField("at", T.TimestampType()),
            T.StructField("v", T.StringType()),
        ]
    )
    names = {"key": "id", "at": "changed_at"}
    source = JdbcSource(url=url, table="orders", columns=names, new_by="at", look_back=60)
    plans: list[str] = []

    def build(landing: DataFrame) -> DataFrame:
        plans.append(str(landing._jdf.queryExecution().executedPlan()))
        return landing

    step = Step(
        table="bronze.orders", build=build, source=source, schema=schema, write=Merge(["key"])
    )
    succeeded(run(step))
    statement.execute("INSERT INTO orders VALUES (2, TIMESTAMP('2020-01-02 00:00:00'), 'b')")
    statement.execute("UPDATE orders SET v = 'c' WHERE id = 1")
    statement.execute("INSERT INTO orders VALUES (3, TIMESTAMP('2020-01-01 23:59:30'), 'd')")
    outcome = run(step)["bronze.orders"]
    assert read_by(outcome) == 3
    assert "GreaterThanOrEqual(CHANGED_AT" in plans[-1]
    # As on Databricks, whose Java is in UTC: the zone of this machine changes no moment.
    name = TableNames(config).resolve("bronze.orders")
    moments = spark.table(name).select(F.col("at").cast("string")).orderBy("key").collect()
    assert [at for (at,) in moments] == [
        "2020-01-01 00:00:00",
        "2020-01-02 00:00:00",
        "2020-01-01 23:59:30",
    ]
    outcome = run(step)["bronze.orders"]
    assert read_by(outcome) == 2
    wrong = JdbcSource(url=url, table="orders", columns=names, new_by="nothing")
    other = Step(
        table="bronze.other", build=same, source=wrong, schema=schema, write=Merge(["key"])
    )
    error = run(other)["bronze.other"].error
    assert error is not None
    assert 'has no column "nothing"' in error.message


def test_marks_are_known_where_names_look_like_secrets(
    spark: SparkSession, run: Run, config: ProjectConfig
) -> None:
    # Spark hides values of properties whose names hold `url` or `token`.
    url = "silver.url_tokens"
    write = InsertOnly(["key"])
    succeeded(run(arrive(spark, [(1, 1, "a"), (2, 5, "b")]), take(url, write)))
    outcome = run(arrive(spark, [(3, 6, "c")]), take(url, write))[url]
    assert read_by(outcome) == 2
    assert [r[0] for r in rows_of(spark, config, url)] == [1, 2, 3]


def test_decimals_of_all_digits_are_compared_exactly(spark: SparkSession) -> None:
    mark = "12345678901234567890123456789012345678"
    lowest = _below(mark, T.DecimalType(38, 0), 0.5)
    assert lowest is not None
    row = spark.range(1).select(lowest.cast("string").alias("at")).first()
    assert row is not None
    assert row["at"] == mark[:-1] + "7"


def test_what_cannot_be_told_apart_or_taken_again_is_refused(spark: SparkSession, run: Run) -> None:
    schema = T.StructType(
        [T.StructField("key", T.IntegerType()), T.StructField("at", T.DoubleType())]
    )
    step = take("silver.t", InsertOnly(["key"]), schema=schema)
    error = run(arrive(spark, [(1, 1.0)], schema), step)["silver.t"].error
    assert error is not None
    assert 'found by "at", which is double' in error.message
    with pytest.raises(PipelineError, match="which needs a write by keys"):
        take("silver.t", Append())
    with pytest.raises(PipelineError, match="which needs a write by keys"):
        take("silver.t", Scd2(["key"], sequence_by="at", snapshots=True))
    with pytest.raises(PipelineError, match=r"look_back of bronze\.source is -1"):
        take("silver.t", Merge(["key"]), look_back=-1)


def test_the_column_of_an_increment_is_found_in_any_case(
    spark: SparkSession, new_address: Callable[[], TableAddress]
) -> None:
    table = new_address().name
    spark.sql(f"CREATE TABLE {table} (key int) USING delta")
    frame = spark.sql("SELECT * FROM VALUES (1, 1), (2, 2) AS t(key, At)")
    marks = Marks(spark, table)
    assert marks.narrow(frame, "bronze.source", "aT", 0).count() == 2
    marks.save()
    # A mark that was set under the schema's spelling counts.
    assert Marks(spark, table).narrow(frame, "bronze.source", "At", 0).count() == 1
