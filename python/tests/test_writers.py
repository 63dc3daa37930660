"""Writing tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    NullValueError,
    Overwrite,
    PipelineError,
    SchemaMismatchError,
    describe_failure,
    write_table,
)
from databricks_utils.catalog import TableAddress
from frames import make_frame

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
        comment="one's \\ table",
        cluster_by=["id"],
        properties={"owner's": "x`y"},
    )
    found = spark.table(name).schema
    assert not found["id"].nullable
    assert found["id"].metadata["comment"] == "it's the id"
    detail = spark.sql(f"DESCRIBE DETAIL {name}").collect()[0]
    assert detail["description"] == "one's \\ table"
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


def test_columns_of_an_existing_table_are_changed_by_overwrite_only(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    old = T.StructType([T.StructField("id", T.StringType()), T.StructField("gone", T.DateType())])
    rows = make_frame(spark, [("x", None)], old)
    write_table(spark, rows, address.name, old, Overwrite(), comment="kept")
    with pytest.raises(SchemaMismatchError, match="the existing table"):
        write_table(spark, frame(spark, 1).select("id"), address.name, PLAIN, Append())

    write_table(spark, frame(spark, 1).select("id"), address.name, PLAIN, Overwrite())
    assert spark.table(address.name).schema["id"].dataType == T.IntegerType()
    assert spark.table(address.name).schema["id"].metadata["comment"] == "number"
    assert ids(spark, address) == [1]
    with_null = make_frame(spark, [(2,), (None,)], "id int")
    with pytest.raises(Exception, match="NullValueError") as caught:
        write_table(spark, with_null, address.name, PLAIN, Append())
    assert describe_failure(caught.value).type == NullValueError.__name__
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
