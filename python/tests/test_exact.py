"""Casts that change no value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.sources.exact import exactly


def cast(spark: SparkSession, sql: str, wanted: str) -> Any:
    frame = spark.sql(f"SELECT {sql} AS v")
    given = frame.schema["v"].dataType
    row = frame.select(exactly(F.col("v"), given, T.DataType.fromDDL(wanted))).first()
    assert row is not None
    return row[0]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("3.7D", "int"),
        ("CAST(2.9 AS FLOAT)", "bigint"),
        ("7.89BD", "int"),
        ("CAST('NaN' AS DOUBLE)", "int"),
        ("9223372036854775808D", "bigint"),
        ("5000000000", "int"),
        ("9007199254740993L", "double"),
        ("9223372036854775807L", "double"),
        ("16777217", "float"),
        ("1e300D", "float"),
        ("0.1234567891D", "float"),
        ("12345678901234567890.12BD", "double"),
        ("0.5D", "boolean"),
        ("2", "boolean"),
        ("TIMESTAMP'2026-01-01 23:59:59'", "date"),
        ("TIMESTAMP_NTZ'2026-01-01 23:59:59'", "date"),
        ("TIMESTAMP'2026-01-01 00:00:00.5'", "bigint"),
        ("TIMESTAMP'2026-01-01 00:00:00.5'", "decimal(12,0)"),
        ("9223372036854775807L", "timestamp"),
        ("0.12345678BD", "timestamp"),
        ("INTERVAL '1 02:00' DAY TO MINUTE", "interval day"),
    ],
)
def test_a_value_that_would_become_another_one_is_null(
    spark: SparkSession, value: str, wanted: str
) -> None:
    assert cast(spark, value, wanted) is None


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("3D", "int", 3),
        ("-7.00BD", "bigint", -7),
        ("9007199254740992L", "double", 9007199254740992.0),
        ("0.1BD", "double", 0.1),
        ("16777216", "float", 16777216.0),
        ("0.5D", "float", 0.5),
        ("1D", "boolean", True),
        ("TIMESTAMP'2026-01-01 00:00:00'", "date", dt.date(2026, 1, 1)),
        ("TIMESTAMP'1970-01-01 00:00:09'", "bigint", 9),
        ("TIMESTAMP'2026-01-01 05:06:07.123457'", "double", 1767243967.123457),
        ("DATE'2026-01-01'", "timestamp_ntz", dt.datetime(2026, 1, 1)),
        ("CAST(NULL AS DOUBLE)", "int", None),
        # Documented: digits beyond the scale of a decimal are rounded.
        ("0.125D", "decimal(5,2)", Decimal("0.13")),
        ("0.125BD", "decimal(5,2)", Decimal("0.13")),
    ],
)
def test_a_value_that_both_types_have_is_kept(
    spark: SparkSession, value: str, wanted: str, expected: object
) -> None:
    assert cast(spark, value, wanted) == expected


def test_a_float_is_the_number_as_it_is_written(spark: SparkSession) -> None:
    for value in ("0.1D", "0.1BD"):
        assert str(cast(spark, value, "float"))[:6] == "0.1000"
    assert cast(spark, "CAST('Infinity' AS DOUBLE)", "float") == float("inf")


def test_times_that_a_zone_has_twice_or_not_at_all_do_not_fit_it(spark: SparkSession) -> None:
    zone = str(spark.conf.get("spark.sql.session.timeZone"))
    spark.conf.set("spark.sql.session.timeZone", "Europe/Berlin")
    try:
        assert cast(spark, "TIMESTAMP_NTZ'2026-03-29 02:30:00'", "timestamp") is None
        assert cast(spark, "TIMESTAMP'2026-10-25 01:30:00Z'", "timestamp_ntz") is None
        assert cast(spark, "TIMESTAMP'2026-10-25 00:30:00Z'", "timestamp_ntz") is not None
    finally:
        spark.conf.set("spark.sql.session.timeZone", zone)


def test_casts_that_cannot_change_a_value_are_not_checked(spark: SparkSession) -> None:
    pairs = {"int": "bigint", "bigint": "int", "float": "double", "date": "timestamp"}
    for given, wanted in {**pairs, "decimal(9,0)": "int", "double": "decimal(9,2)"}.items():
        types = T.DataType.fromDDL(given), T.DataType.fromDDL(wanted)
        assert str(exactly(F.col("v"), *types)) == str(F.col("v").try_cast(types[1]))
