"""Rows go to Spark and come back as they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.bodies.trial_rows import collected, frame_of, json_rows

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", "'", "\\", "${x}", "$", "\\'", "\n\r\t\0", "é😀", "x" * 500]
)
_DAYS = st.dates().map(lambda d: d.isoformat())
_MOMENTS = st.datetimes().map(lambda d: d.isoformat())
_EXACT = st.decimals(min_value=-99999, max_value=99999, places=2, allow_nan=False)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    ["NaN", "Infinity", "-Infinity"]
)
_TYPES: dict[str, tuple[T.DataType, st.SearchStrategy[Any]]] = {
    "flag": (T.BooleanType(), st.booleans()),
    "tiny": (T.ByteType(), st.integers(-128, 127)),
    "big": (T.LongType(), st.integers(-(2**53) + 1, 2**53 - 1)),
    "huge": (T.LongType(), st.integers(2**53, 2**63 - 1).map(str)),
    "text": (T.StringType(), _TEXT),
    "exact": (T.DecimalType(9, 2), _EXACT.map(lambda d: format(d, ".2f"))),
    "loose": (T.DoubleType(), _FLOATS),
    "day": (T.DateType(), _DAYS),
    "moment": (T.TimestampType(), _MOMENTS.map(lambda text: f"{text}Z")),
    "local": (T.TimestampNTZType(), _MOMENTS),
    "raw": (T.BinaryType(), st.binary(max_size=4).map(lambda b: b.hex().upper())),
    "list": (T.ArrayType(T.StringType()), st.lists(_TEXT | st.none(), max_size=3)),
    "odd name": (
        T.StructType([T.StructField("a b`c", T.LongType()), T.StructField("d", T.StringType())]),
        st.fixed_dictionaries({"a b`c": st.integers(0, 9), "d": st.none() | _TEXT}),
    ),
    "pairs": (
        T.MapType(T.StringType(), T.LongType()),
        st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 9)), max_size=1).map(
            lambda pairs: [list(pair) for pair in pairs]
        ),
    ),
}
SCHEMA = T.StructType([T.StructField(name, of) for name, (of, _) in _TYPES.items()])
_ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | values for name, (_, values) in _TYPES.items()}),
    max_size=3,
)


@settings(max_examples=25)
@given(_ROWS)
def test_rows_of_all_types_come_back_as_they_were(
    spark: SparkSession, rows: list[dict[str, Any]]
) -> None:
    frame = frame_of(spark, rows, SCHEMA)
    found, more = collected(frame, 10)
    assert not more
    assert [_plain(row) for row in json_rows(found, frame.schema)] == [_plain(row) for row in rows]


def _plain(value: Any) -> Any:
    """Zero has a sign in Python, and not in a literal of SQL; the text is what counts else."""
    if isinstance(value, float):
        return value if value != 0 else 0.0
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value


def test_a_frame_has_exactly_the_columns_that_were_asked_for(spark: SparkSession) -> None:
    schema = T.StructType(
        [T.StructField("id", T.IntegerType(), nullable=False), T.StructField("x", T.StringType())]
    )
    for rows in ([], [{"id": 1}]):
        assert frame_of(spark, rows, schema).schema == schema


def test_a_value_that_does_not_fit_is_refused(spark: SparkSession) -> None:
    schema = T.StructType([T.StructField("id", T.IntegerType())])
    with pytest.raises(PySparkException):
        frame_of(spark, [{"id": "one"}], schema)


def test_rows_above_the_limit_are_left_out_and_told(spark: SparkSession) -> None:
    assert collected(spark.range(5), 3) == ([(0,), (1,), (2,)], True)
    assert collected(spark.range(3), 3)[1] is False


def test_intervals_and_columns_of_one_name_are_collected(spark: SparkSession) -> None:
    rows, _ = collected(
        spark.sql("SELECT INTERVAL '2' MONTH AS a, 1 AS a, INTERVAL '1' DAY AS b"), 3
    )
    assert rows[0][1] == 1
    assert all(isinstance(rows[0][i], str) for i in (0, 2))
