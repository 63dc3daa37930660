"""Values of one type as values of another: what does not fit becomes NULL, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
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


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("named_struct('y', 1, 'x', 2)", "struct<x:int,y:int>", {"x": 2, "y": 1}),
        ("named_struct('Y', 1, 'X', 2)", "struct<x:bigint,y:int>", {"x": 2, "y": 1}),
        ("named_struct('y', 1, 'z', 5, 'x', 2)", "struct<x:int,y:int>", {"x": 2, "y": 1}),
        (
            "array(named_struct('y', 1, 'x', 2), NULL)",
            "array<struct<x:int,y:int>>",
            [{"x": 2, "y": 1}, None],
        ),
        (
            "map('k', named_struct('s', array(named_struct('y', 1, 'x', 2))))",
            "map<string,struct<s:array<struct<x:int,y:int>>>>",
            {"k": {"s": [{"x": 2, "y": 1}]}},
        ),
        (
            "CAST(NULL AS struct<y:int,x:int>)",
            "struct<x:int,y:int>",
            None,
        ),
    ],
)
def test_fields_of_structs_are_found_by_name(
    spark: SparkSession, value: str, wanted: str, expected: object
) -> None:
    assert converted(spark, value, wanted) == expected


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("named_struct('x', 5000000000)", "struct<x:int>"),
        ("named_struct('x', 'oops')", "struct<x:int>"),
        ("named_struct('x', 3.7D)", "struct<x:int>"),
        ("array(named_struct('x', 1L), named_struct('x', 5000000000))", "array<struct<x:int>>"),
        ("map('k', 1L, 'l', 5000000000)", "map<string,int>"),
        ("map(1L, 'k', 5000000000, 'l')", "map<int,string>"),
        ("map('1', 'k', '1.0', 'l')", "map<int,string>"),
    ],
)
def test_a_part_that_does_not_fit_makes_a_nested_value_bad(
    spark: SparkSession, value: str, wanted: str
) -> None:
    assert converted(spark, value, wanted) is None


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("named_struct('x', 5L, 'y', '7.0')", "struct<x:int,y:int>", {"x": 5, "y": 7}),
        ("named_struct('x', NULL, 'y', NULL)", "struct<x:int,y:int>", {"x": None, "y": None}),
        ("array(1L, NULL)", "array<int>", [1, None]),
        ("map(1L, 'k', 2L, NULL)", "map<int,string>", {1: "k", 2: None}),
        ("named_struct('s', '{\"x\":1}')", "struct<s:struct<x:int>>", {"s": {"x": 1}}),
    ],
)
def test_parts_that_fit_are_converted(
    spark: SparkSession, value: str, wanted: str, expected: object
) -> None:
    assert converted(spark, value, wanted) == expected


def test_json_texts_must_be_the_declared_value(spark: SparkSession) -> None:
    good = {
        '{"x":1}': {"x": 1},
        ' {"x":null, "y":[2]} ': {"x": None},
        "{}": {"x": None},
    }
    for text, expected in good.items():
        assert converted(spark, f"'{text}'", "struct<x:int>") == expected
    bad = ['{"x":"oops"}', "garbage", "[1]", '{"x":99999999999}', '{"x":1.5}', '{"x":1} {"x":2}']
    for text in [*bad, '{"x":1},{"x":2}', '[{"x":1}]', "", "null", "7"]:
        assert converted(spark, f"'{text}'", "struct<x:int>") is None, text
    assert converted(spark, "'[1,null]'", "array<int>") == [1, None]
    assert converted(spark, "'[]'", "array<int>") == []
    for text in ('[1,"x"]', "[1] [2]", "1"):
        assert converted(spark, f"'{text}'", "array<int>") is None, text
    assert converted(spark, """'{"a":{"x":"oops"}}'""", "map<string,struct<x:int>>") is None
    assert converted(spark, "CAST(NULL AS STRING)", "struct<x:int>") is None
