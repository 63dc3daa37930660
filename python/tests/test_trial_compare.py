"""Results are compared as multisets."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import types as T

from databricks_utils.bodies.trial_compare import Difference, Result, compare

_VALUES: dict[str, tuple[T.DataType, st.SearchStrategy[Any]]] = {
    "n": (T.LongType(), st.none() | st.integers(0, 2)),
    "x": (T.DoubleType(), st.none() | st.sampled_from([0.0, -0.0, 0.5, 1 / 3, math.nan, math.inf])),
    "s": (T.StringType(), st.none() | st.sampled_from(["", "a", "A"])),
    "m": (
        T.MapType(T.StringType(), T.LongType()),
        st.dictionaries(st.sampled_from("ab"), st.integers(0, 1)),
    ),
    "l": (T.ArrayType(T.LongType()), st.lists(st.integers(0, 1), max_size=2)),
}
SCHEMA = T.StructType([T.StructField(name, of) for name, (of, _) in _VALUES.items()])
_ROWS = st.lists(st.tuples(*[values for _, values in _VALUES.values()]), max_size=6)


_Pair = tuple[tuple[Any, T.DataType], tuple[Any, T.DataType]]


def of(rows: list[tuple[Any, ...]], schema: T.StructType = SCHEMA) -> Result:
    return Result(rows, schema)


@given(_ROWS, st.randoms())
def test_order_of_rows_of_columns_and_of_maps_does_not_matter(rows: list[Any], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    places = random.sample(range(len(SCHEMA)), len(SCHEMA))
    schema = T.StructType([SCHEMA[i] for i in places])
    other = [tuple(_turned(row[i]) for i in places) for row in shuffled]
    assert compare(of(rows), of(other, schema)) is None


def _turned(value: Any) -> Any:
    return dict(reversed(value.items())) if isinstance(value, dict) else value


@given(_ROWS.filter(bool))
def test_a_row_more_is_a_difference_and_is_named(rows: list[Any]) -> None:
    longer = [*rows, rows[0]]
    found = compare(of(rows), of(longer))
    assert found is not None
    assert not found.left
    assert len(found.right) == 1
    assert compare(of(longer), of(rows)) == Difference(found.right, found.left)


@given(_ROWS, _ROWS)
def test_what_differs_one_way_differs_the_other_way(one: list[Any], other: list[Any]) -> None:
    there, back = compare(of(one), of(other)), compare(of(other), of(one))
    assert (there is None) == (back is None)
    assert len(one) == len(other) or there is not None


def _single(value: Any, kind: T.DataType) -> Result:
    return Result([(value,)], T.StructType([T.StructField("v", kind)]))


def test_numbers_are_compared_by_value_and_floats_closely() -> None:
    long, double, exact = T.LongType(), T.DoubleType(), T.DecimalType(9, 2)
    same: list[_Pair] = [
        ((1, long), (Decimal("1.00"), exact)),
        ((0.1 + 0.2, double), (0.3, double)),
        ((0.3, double), (Decimal("0.30"), exact)),
        ((-0.0, double), (0.0, double)),
        ((math.nan, double), (math.nan, double)),
        ((10**18, long), (Decimal(10**18), T.DecimalType(20, 0))),
    ]
    other: list[_Pair] = [
        ((1, long), (2, long)),
        ((10**18, long), (10**18 + 1, long)),
        ((Decimal("0.10"), exact), (Decimal("0.11"), exact)),
        ((1.0, double), (1.00001, double)),
        ((math.nan, double), (None, double)),
        ((math.inf, double), (-math.inf, double)),
        ((1, long), (True, T.BooleanType())),
        ((1, long), ("1", T.StringType())),
        ((0, long), (None, long)),
    ]
    for one, two in same:
        assert compare(_single(*one), _single(*two)) is None, (one, two)
    for one, two in other:
        assert compare(_single(*one), _single(*two)) is not None, (one, two)


def test_close_numbers_find_their_partners_in_any_order() -> None:
    schema = T.StructType([T.StructField("v", T.DoubleType())])
    one = Result([(1.0,), (1.0 + 1e-12,), (2.0,)], schema)
    assert compare(one, Result([(2.0,), (1.0 + 2e-12,), (1.0,)], schema)) is None
    assert compare(one, Result([(2.0,), (2.0,), (1.0,)], schema)) is not None


def test_instants_are_the_same_in_all_zones() -> None:
    moment = datetime(2026, 1, 1, tzinfo=timezone.utc)
    there = moment.astimezone(timezone(timedelta(hours=5)))
    assert compare(_single(moment, T.TimestampType()), _single(there, T.TimestampType())) is None


def test_other_columns_are_named() -> None:
    found = compare(_single(1, T.LongType()), Result([], SCHEMA))
    assert found is not None
    assert found.columns == "one returns v, the other n, x, s, m, l"
