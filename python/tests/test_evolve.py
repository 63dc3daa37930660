"""Existing tables follow their declaration, where nothing is lost by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils import Append, Overwrite, SchemaMismatchError, write_table
from databricks_utils.catalog import TableAddress
from databricks_utils.writes.ddl import TableOptions, create_table, ensure_table
from databricks_utils.writes.evolve import compare, widens
from databricks_utils.writes.strategies import Write
from frames import make_frame, struct
from suite import LONG, turn

NewAddress = Callable[[], TableAddress]


def old() -> T.StructType:
    return struct("id int not null, `a b` int, s struct<x: int>, xs array<int>, late date")


def new() -> T.StructType:
    return struct(
        "`a b` bigint comment 'it\\'s wide', id int not null, new string comment 'n',"
        " s struct<x: bigint, y: int>, xs array<bigint>, late date"
    )


@turn(1)
def test_columns_are_added_widened_commented_and_moved_and_rows_stay(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name, before, after = new_address().name, old(), new()
    first = make_frame(spark, [(1, 2, {"x": 3}, [4], None)], before)
    write_table(spark, first, name, before, Append())
    row = (2**40, 5, "n", {"x": 2**41, "y": 6}, [2**42], None)
    for comment in ("first", "second"):
        write_table(
            spark,
            make_frame(spark, [row], after),
            name,
            after,
            Append(),
            comment=comment,
            cluster_by=["id"],
            properties={"p": comment},
        )
    found = spark.table(name)
    assert found.columns == after.fieldNames()
    assert found.schema["a b"].metadata["comment"] == "it's wide"
    rows = sorted((r["id"], r["a b"], r["new"], r["s"]["x"], r["xs"][0]) for r in found.collect())
    assert rows[0] == (1, 2, None, 3, 4)
    assert rows[1:] == [(5, 2**40, "n", 2**41, 2**42)] * 2
    detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    assert (detail["description"], detail["properties"]["p"]) == ("second", "second")
    assert detail["clusteringColumns"] == ["id"]


def test_what_would_lose_something_is_listed_and_nothing_is_changed_unless_allowed(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name, before = new_address().name, old()
    first = make_frame(spark, [(1, 2, {"x": 3}, [4], None)], before)
    write_table(spark, first, name, before, Append())
    after = struct("id int, `a b` tinyint, xs array<int>, day date, must int not null")
    frame = make_frame(spark, [(1, 2, [4], None, 1)], after)
    with pytest.raises(SchemaMismatchError) as caught:
        write_table(spark, frame, name, after, Append())
    assert caught.value.differences == (
        'column "a b" is int and is declared as tinyint: stored values may not fit',
        'column "s" is not declared: its values would be lost',
        'column "late" is not declared: its values would be lost',
        'column "id" is NOT NULL and is declared nullable: its readers may rely on it',
        'column "must" is declared NOT NULL and is new',
    )
    assert spark.table(name).schema.simpleString() == before.simpleString()
    fits = struct("id int, `a b` int, xs array<int>, day date")
    write_table(
        spark,
        make_frame(spark, [(None, 2, [4], None)], fits),
        name,
        fits,
        Append(),
        allow_schema_changes=["drop", "nullability"],
    )
    assert spark.table(name).columns == fits.fieldNames()
    assert spark.table(name).count() == 2


@LONG
@pytest.mark.parametrize("write", [Append(), Overwrite()], ids=["append", "overwrite"])
def test_clustering_goes_before_its_columns_and_comes_after_them(
    spark: SparkSession, new_address: NewAddress, write: Write
) -> None:
    name, before, after = new_address().name, struct("id int, old int"), struct("id int, `a b` int")

    for schema, columns, found in (
        (before, ["old"], ["old"]),
        (before, ["old"], ["old"]),
        (after, ["a b"], ["`a b`"]),
    ):
        write_table(
            spark,
            make_frame(spark, [(1, 2)], schema),
            name,
            schema,
            write,
            cluster_by=columns,
            properties={"delta.columnMapping.mode": "name"},
            allow_schema_changes=["drop"],
        )
        detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
        assert (spark.table(name).columns, detail["clusteringColumns"]) == (schema.names, found)


def test_a_table_that_is_as_declared_is_not_altered(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name, schema = new_address().name, struct("id int, `a b` int")
    frame = make_frame(spark, [(1, 2)], schema)
    for columns in (["a b"], ["a b"], [], []):
        write_table(
            spark,
            frame,
            name,
            schema,
            Append(),
            comment="in ${currency}",
            cluster_by=columns,
            properties={"p": "${x}"},
        )
    history = spark.sql(f"DESCRIBE HISTORY {name}").collect()
    operations = [row["operation"] for row in reversed(history)]
    # What is not declared any more stays: it may be somebody else's by now.
    assert operations == ["CREATE TABLE", "WRITE", "WRITE", "WRITE", "WRITE"]
    detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    assert detail["clusteringColumns"] == ["`a b`"]


def test_other_partitions_are_refused_before_anything_is_changed(
    spark: SparkSession, new_address: NewAddress
) -> None:
    name, before, after = (
        new_address().name,
        struct("id int, v int"),
        struct("id int, v int, new int"),
    )
    frame = make_frame(spark, [(1, 1)], before)
    write_table(spark, frame, name, before, Append(), partition_by=["id"])
    with pytest.raises(SchemaMismatchError) as caught:
        write_table(spark, make_frame(spark, [(1, 1, 2)], after), name, after, Append())
    assert caught.value.differences == ("it is partitioned by id; declared: nothing",)
    assert spark.table(name).columns == ["id", "v"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("tinyint", "bigint", True),
        ("bigint", "int", False),
        ("int", "double", True),
        ("bigint", "double", False),
        ("int", "decimal(12,2)", True),
        ("int", "decimal(11,2)", False),
        ("decimal(10,2)", "decimal(12,4)", True),
        ("decimal(10,2)", "decimal(11,4)", False),
        ("float", "double", True),
        ("double", "float", False),
        ("date", "timestamp", False),
        ("int", "string", False),
    ],
)
def test_a_type_is_wider_if_it_holds_every_value(
    spark: SparkSession, old: str, new: str, expected: bool
) -> None:
    assert widens(T.DataType.fromDDL(old), T.DataType.fromDDL(new)) is expected


def test_a_column_with_another_name_is_one_gone_and_one_new(spark: SparkSession) -> None:
    changes = compare("t", struct("id int, old int"), struct("id int, new int"))
    assert changes.dropped == [("old",)]
    assert changes.statements == ["ALTER TABLE t ADD COLUMNS (`new` int)"]


ADDED = "id int, t timestamp_ntz, `a b,c` struct<`d e`: array<timestamp_ntz>>"


@pytest.mark.parametrize("write", [Append(), Overwrite()], ids=["append", "overwrite"])
def test_columns_that_need_a_feature_of_the_table_are_added(
    spark: SparkSession, new_address: NewAddress, write: Write
) -> None:
    name, before, after = new_address().name, struct("id int"), struct(ADDED)
    write_table(spark, make_frame(spark, [(1,)], before), name, before, write)
    row = (2, "2026-01-02T03:04:05", {"d e": ["2026-01-02T03:04:05"]})
    for _ in range(2):
        write_table(spark, make_frame(spark, [row], after), name, after, write)
    assert spark.table(name).columns == after.fieldNames()
    assert spark.table(name).where("t is not null and `a b,c`.`d e`[0] = t").count() > 0


def test_a_table_that_is_made_anew_gets_the_features_of_its_columns(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    ensure_table(spark, address, struct("id int"), TableOptions())
    spark.sql(create_table(address, struct(ADDED), TableOptions(), replace=True))
    assert spark.table(address.name).columns == struct(ADDED).fieldNames()
