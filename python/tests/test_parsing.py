"""Values of one type as values of another: what does not fit becomes NULL, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.sources.parsing import Formats, parsed


def converted(
    spark: SparkSession, sql: str, wanted: str | T.DataType, formats: Formats | None = None
) -> Any:
    """The value of a SQL expression as the wanted type, structs as dicts."""
    frame = spark.sql(f"SELECT {sql} AS v")
    kind = T.DataType.fromDDL(wanted) if isinstance(wanted, str) else wanted
    result = frame.select(parsed(F.col("v"), frame.schema["v"].dataType, kind, formats).alias("v"))
    assert result.schema["v"].dataType == kind
    (row,) = result.collect()
    return row.asDict(recursive=True)["v"]


@contextmanager
def zone(spark: SparkSession, name: str) -> Iterator[None]:
    before = spark.conf.get("spark.sql.session.timeZone")
    spark.conf.set("spark.sql.session.timeZone", name)
    try:
        yield
    finally:
        spark.conf.set("spark.sql.session.timeZone", str(before))


def test_a_text_of_a_whole_number_may_end_in_one_zero_after_the_point(spark: SparkSession) -> None:
    for text, number in {"10.0": 10, "-7.0": -7, " 8": 8}.items():
        assert converted(spark, f"'{text}'", "int") == number
    for text in ("10.0.0.0", "1.0.0", "3.50.0", "1.5.0", ".0", "1.5", "3000000000.0"):
        assert converted(spark, f"'{text}'", "int") is None


def test_a_time_without_zone_is_the_one_written_where_clocks_skip_it(spark: SparkSession) -> None:
    formats = Formats(timestamps=["d.M.yyyy H:mm", "d.M.yyyy 'X' H:mm", "yyyy-MM-dd HH:mmXXX"])
    with zone(spark, "Europe/Berlin"):
        for text in ("29.03.2026 02:30", "29.3.2026 X 2:30"):
            assert str(converted(spark, f"'{text}'", "timestamp_ntz", formats)) == (
                "2026-03-29 02:30:00"
            )
        zoned = converted(spark, "'2026-01-01 10:00+00:00'", "timestamp_ntz", formats)
        assert str(zoned) == "2026-01-01 11:00:00"
        assert converted(spark, "'then'", "timestamp_ntz", formats) is None
