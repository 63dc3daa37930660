"""Writing tables."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    NullValueError,
    Overwrite,
    PipelineError,
    ReplacePartitions,
    ReplaceWhere,
    ReplaceWhereError,
    SchemaMismatchError,
    WriteId,
    describe_failure,
    write_table,
)
from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import commits, latest_version, write_derived
from frames import make_frame
from suite import FULL, LONG, SEED, turn

NewAddress = Callable[[], TableAddress]

SCHEMA = T.StructType(
    [
        T.StructField("id", T.IntegerType(), nullable=False, metadata={"comment": "it's the id"}),
        T.StructField("a b.c`d", T.StringType()),
        T.StructField("tags", T.MapType(T.StringType(), T.IntegerType())),
    ]
)


def frame(spark: SparkSession, *ids: int) -> DataFrame:
    return make_frame(spark, [(i, f"ä{i}", {"k": i}) for i in ids], SCHEMA)


def ids(spark: SparkSession, address: TableAddress) -> list[int]:
    return sorted(row["id"] for row in spark.table(address.name).collect())


def test_the_first_write_creates_the_table_as_declared(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write_table(
        spark,
        frame(spark, 1),
        name,
        SCHEMA,
        Overwrite(),
        comment="one's \\ ${x} table",
        cluster_by=["id"],
        properties={"owner's": "x`y"},
    )
    found = spark.table(name).schema
    assert not found["id"].nullable
    assert found["id"].metadata["comment"] == "it's the id"
    detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    assert detail["description"] == "one's \\ ${x} table"
    assert detail["properties"]["owner's"] == "x`y"
    created = spark.sql(f"DESCRIBE HISTORY {name}").collect()[-1]
    assert created["operationParameters"]["clusterBy"] == '["id"]'


def test_overwrite_replaces_the_rows_and_keeps_the_table(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    write_table(spark, frame(spark, 1, 2), address.name, SCHEMA, Overwrite())
    identity = spark.sql(f"DESCRIBE DETAIL {address.name}").collect()[0]["id"]
    for _ in range(2):
        write_table(spark, frame(spark, 3), address.name, SCHEMA, Overwrite())
        assert ids(spark, address) == [3]
    write_table(spark, frame(spark), address.name, SCHEMA, Overwrite())
    assert ids(spark, address) == []
    assert spark.sql(f"DESCRIBE DETAIL {address.name}").collect()[0]["id"] == identity


def test_append_adds_rows_and_matches_columns_by_name(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    shuffled = frame(spark, 2).select("tags", "`a b.c``d`", "id")
    for batch in (frame(spark, 1), shuffled, frame(spark)):
        write_table(spark, batch, address.name, SCHEMA, Append())
    rows = {row[0]: (row[1], row[2]) for row in spark.table(address.name).collect()}
    assert rows == {1: ("ä1", {"k": 1}), 2: ("ä2", {"k": 2})}


def test_every_difference_in_columns_is_named_and_nothing_is_created(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    wrong = make_frame(spark, [("1", 2.0)], "id string, idd double")
    with pytest.raises(SchemaMismatchError) as caught:
        write_table(spark, wrong, address.name, SCHEMA, Overwrite())
    assert caught.value.differences == (
        'column "id" is string, declared as int',
        'column "a b.c`d" is missing',
        'column "tags" is missing',
        'column "idd" is not declared',
    )
    assert not spark.catalog.tableExists(address.name)


def test_overwrite_replaces_columns_and_what_a_table_lacks_is_enforced(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    old = T.StructType([T.StructField("id", T.StringType()), T.StructField("gone", T.DateType())])
    rows = make_frame(spark, [("x", None)], old)
    write_table(spark, rows, address.name, old, Overwrite(), comment="kept")
    with pytest.raises(SchemaMismatchError) as caught:
        write_table(spark, frame(spark, 1).select("id"), address.name, PLAIN, Append())
    assert caught.value.differences == (
        'column "id" is string and is declared as int: stored values may not fit',
        'column "gone" is not declared: its values would be lost',
    )
    assert "allow_schema_changes" in caught.value.hint

    write_table(spark, frame(spark, 1).select("id"), address.name, PLAIN, Overwrite())
    assert spark.table(address.name).schema["id"].dataType == T.IntegerType()
    assert spark.table(address.name).schema["id"].metadata["comment"] == "number"
    assert ids(spark, address) == [1]
    with_null = make_frame(spark, [(2,), (None,)], "id int")
    with pytest.raises(NullValueError, match="declared NOT NULL and has a NULL"):
        write_table(spark, with_null, address.name, PLAIN, Append())
    assert ids(spark, address) == [1]


PLAIN = T.StructType(
    [T.StructField("id", T.IntegerType(), nullable=False, metadata={"comment": "number"})]
)


def test_a_null_in_a_column_declared_not_null_fails_with_a_cure(
    spark: SparkSession, new_address: NewAddress
) -> None:
    with pytest.raises(Exception, match="NOT NULL") as caught:
        write_table(
            spark,
            make_frame(spark, [(None,)], "id int"),
            new_address().name,
            PLAIN,
            Overwrite(),
        )
    failure = describe_failure(caught.value)
    assert failure.condition == "DELTA_NOT_NULL_CONSTRAINT_VIOLATED"
    assert failure.message == "NOT NULL constraint violated for column: id."
    assert failure.hint == "Add a rule for the column, or declare it nullable."


def test_a_name_without_schema_is_refused(spark: SparkSession) -> None:
    with pytest.raises(PipelineError, match="has no schema"):
        write_table(spark, frame(spark, 1), "flights", SCHEMA, Append())


def test_an_append_of_the_same_id_is_done_once(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    for identity in (WriteId("run/1", 1), WriteId("run/1", 1), WriteId("run/2", 1)):
        write_table(spark, frame(spark, 1), address.name, SCHEMA, Append(), write_id=identity)
    assert ids(spark, address) == [1, 1]


@pytest.mark.parametrize("is_local", [True, False], ids=["by its folder", "by its history"])
def test_whether_an_append_was_made_is_known(
    spark: SparkSession, new_address: NewAddress, is_local: bool
) -> None:
    other, address = new_address(), new_address()
    for one in (other, address):
        write_table(spark, frame(spark), one.name, SCHEMA, Overwrite())

    def append(to: TableAddress, version: int) -> bool:
        writer = frame(spark, 1).writeTo(to.name)
        identified = writer.options(**WriteId("stream", version).options())
        return commits(spark, identified.append, replace(to, location=folder(to)))

    def folder(of: TableAddress) -> str | None:
        found = spark.sql(f"DESCRIBE DETAIL {of.name}").collect()[0]["location"]
        return str(found).removeprefix("file:") if is_local else None

    made = [append(address, 0), append(other, 0), append(address, 0), append(address, 1)]
    assert made == [True, True, False, True]
    assert ids(spark, address) == [1, 1]


PARTS = 4 if FULL else 3


@LONG
def test_commits_that_change_no_row_are_no_rivals_and_others_are(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name = new_address().name
    write_table(spark, frame(spark, 1), name, SCHEMA, Append())
    written: list[int] = []

    def compacted() -> None:
        frame(spark, 2).writeTo(name).append()
        for statement in ("OPTIMIZE", "VACUUM", "COMMENT ON TABLE"):
            spark.sql(f"{statement} {name}" + (" IS 'x'" if "ON" in statement else ""))
        written.append(latest_version(spark, name))

    write_derived(spark, compacted, name)
    assert len(written) == 1

    def meanwhile() -> None:
        for _ in range(2 if len(written) == 1 else 1):
            frame(spark, 3).writeTo(name).append()
        written.append(latest_version(spark, name))

    write_derived(spark, meanwhile, name)
    assert len(written) == 3


@turn(0)
def test_appends_in_parts_give_all_rows_once_whichever_parts_come_again(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    draw = random.Random(SEED)
    # Equal rows count each; two streams write the table in turn.
    streams = {name: [draw.randint(1, 20) for _ in range(40)] for name in ("a", "b")}
    cuts = {name: [0, *sorted(draw.sample(range(41), PARTS - 1)), 40] for name in streams}
    to_come = dict.fromkeys(streams, 0)
    while any(part < PARTS for part in to_come.values()):
        name = draw.choice([name for name, part in to_come.items() if part < PARTS])
        newest = to_come[name]
        # The next part, after which any one so far may come again.
        for part in [newest, *([draw.randint(0, newest)] if draw.random() < 0.6 else [])]:
            rows = frame(spark, *streams[name][cuts[name][part] : cuts[name][part + 1]])
            identity = WriteId(f"stream/{name}", part)
            write_table(spark, rows, address.name, SCHEMA, Append(), write_id=identity)
        to_come[name] += 1
    whole = sorted([*streams["a"], *streams["b"]])
    assert ids(spark, address) == whole, f"LAKEWRIGHT_SEED={SEED}"


DAYS = T.StructType([T.StructField("day", T.DateType()), T.StructField("n", T.IntegerType())])


def days(spark: SparkSession, *rows: tuple[str | None, int]) -> DataFrame:
    return make_frame(spark, rows, DAYS)


def stored(spark: SparkSession, address: TableAddress) -> list[tuple[str, int]]:
    return sorted((str(row["day"]), row["n"]) for row in spark.table(address.name).collect())


@turn(2)
def test_rows_take_the_place_of_those_of_a_condition_or_nothing_is_written(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    write = ReplaceWhere("day >= DATE '2026-01-02'")
    write_table(spark, days(spark, ("2026-01-01", 1)), address.name, DAYS, Append())
    for _ in range(2):
        batch = days(spark, ("2026-01-02", 2), ("2026-01-03", 3))
        write_table(spark, batch, address.name, DAYS, write)
    write_table(spark, days(spark, ("2026-01-03", 4)), address.name, DAYS, write)
    expected = [("2026-01-01", 1), ("2026-01-03", 4)]
    assert stored(spark, address) == expected
    for outside in ("2026-01-01", None):
        with pytest.raises(ReplaceWhereError) as caught:
            write_table(spark, days(spark, (outside, 9)), address.name, DAYS, write)
        failure = describe_failure(caught.value)
        assert failure.type == ReplaceWhereError.__name__
        assert failure.message.endswith("where day >= DATE '2026-01-02'")
    assert stored(spark, address) == expected


def test_replacing_partitions_of_a_table_without_any_is_refused_and_rows_stay(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    write_table(spark, days(spark, ("2026-01-01", 1)), address.name, DAYS, Overwrite())
    with pytest.raises(PipelineError, match="replaces partitions and has none"):
        write_table(spark, days(spark), address.name, DAYS, ReplacePartitions())
    assert stored(spark, address) == [("2026-01-01", 1)]


def test_partitions_of_which_there_are_rows_are_replaced(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    write = ReplacePartitions()
    first = days(spark, ("2026-01-01", 1), ("2026-01-02", 2))
    write_table(spark, first, address.name, DAYS, write, partition_by=["day"])
    for _ in range(2):
        batch = days(spark, ("2026-01-02", 3))
        write_table(spark, batch, address.name, DAYS, write, partition_by=["day"])
    assert stored(spark, address) == [("2026-01-01", 1), ("2026-01-02", 3)]
    write_table(spark, batch, address.name, DAYS, write, partition_by=["DAY"])
    with pytest.raises(SchemaMismatchError, match="partitioned by day; declared: n"):
        write_table(spark, first, address.name, DAYS, write, partition_by=["n"])
