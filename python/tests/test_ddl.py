"""CREATE TABLE statements."""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.writes.ddl import TableOptions, create_table, ensure_table

SCHEMA = T.StructType(
    [
        T.StructField("day", T.DateType(), nullable=False, metadata={"comment": "a 'day'\\\nx"}),
        T.StructField(
            "lines",
            T.ArrayType(
                T.StructType(
                    [
                        T.StructField("n o", T.DecimalType(38, 3), nullable=False),
                        T.StructField("v", T.VariantType(), metadata={"comment": "any"}),
                        T.StructField("m", T.MapType(T.StringType(), T.TimestampNTZType())),
                    ]
                )
            ),
        ),
        T.StructField("place", T.StructType([T.StructField("x", T.IntegerType(), nullable=False)])),
    ]
)


def test_nested_columns_keep_comments_and_those_constraints_delta_can_enforce() -> None:
    statement = create_table(TableAddress("`a`.`t`", "`a`"), SCHEMA, TableOptions())
    assert statement == (
        "CREATE TABLE IF NOT EXISTS `a`.`t` (\n"
        "  `day` date NOT NULL COMMENT 'a \\'day\\'\\\\\\nx',\n"
        "  `lines` array<struct<`n o`: decimal(38,3), `v`: variant COMMENT 'any',"
        " `m`: map<string, timestamp_ntz>>>,\n"
        "  `place` struct<`x`: int NOT NULL>\n"
        ")\n"
        "USING delta\n"
        "TBLPROPERTIES ('delta.columnMapping.mode' = 'name')"
    )


def test_spark_reads_the_statement_as_it_was_meant(
    spark: SparkSession, new_address: Callable[[], TableAddress]
) -> None:
    address = new_address()
    options = TableOptions(partition_by=("day",))
    assert ensure_table(spark, address, SCHEMA, options)
    assert not ensure_table(spark, address, SCHEMA, options)
    found = spark.table(address.name).schema
    assert [f.name for f in found] == ["day", "lines", "place"]
    assert found["day"].metadata["comment"] == "a 'day'\\\nx"
    assert isinstance(found["lines"].dataType, T.ArrayType)
    assert isinstance(found["lines"].dataType.elementType, T.StructType)
    assert found["lines"].dataType.elementType.names == ["n o", "v", "m"]
    detail = spark.sql(f"DESCRIBE DETAIL {address.name}").collect()[0]
    assert detail["partitionColumns"] == ["day"]


def test_a_table_whose_name_was_forgotten_is_none_that_is_new(
    spark: SparkSession, new_address: Callable[[], TableAddress]
) -> None:
    address = new_address()
    assert ensure_table(spark, address, SCHEMA, TableOptions())
    # As in a session that does not know it yet: an append to what is taken for new would double it.
    spark.sql(f"DROP TABLE {address.name}")
    assert not ensure_table(spark, address, SCHEMA, TableOptions())
