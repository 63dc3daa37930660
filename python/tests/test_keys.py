"""What is found about the keys of a batch."""

from __future__ import annotations

from json import dumps
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import SparkSession

from databricks_utils import MergeKeyError
from databricks_utils.rules.census import count_for_merge
from databricks_utils.rules.quality import MarkedFrame
from databricks_utils.writes.keys import check_keys
from databricks_utils.writes.strategies import InsertOnly
from frames import make_frame

# A key of this name stands beside what is counted.
COLUMNS = (
    "rows INT, a INT, b INT, s STRING, l ARRAY<INT>, m MAP<STRING, INT>, n STRUCT<x INT, y INT>"
)
WRITE = InsertOnly(keys=["rows"])

small = st.one_of(st.none(), st.integers(0, 1))
rows = st.tuples(
    small,
    small,
    st.sampled_from([None, "", "a", "null"]),
    st.one_of(st.none(), st.lists(small, max_size=2)),
    st.one_of(st.none(), st.dictionaries(st.sampled_from("xy"), small, max_size=2)),
    st.one_of(st.none(), st.fixed_dictionaries({"x": small, "y": small})),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Two rows that are the same in all columns, in all but one, or in few."""
    first, other = draw(rows), draw(rows)
    differing = draw(st.integers(-1, len(first)))
    if differing == len(first):
        return first, other
    return first, tuple(other[i] if i == differing else first[i] for i in range(len(first)))


@settings(max_examples=1)
@given(cases=st.lists(pairs(), min_size=150, max_size=200))
def test_keys_are_ambiguous_exactly_where_their_rows_differ(
    spark: SparkSession, cases: list[tuple[Any, Any]]
) -> None:
    cases += [((None, 1, *[None] * 4), (1, None, *[None] * 4))]
    batch = make_frame(
        spark, [(key, *row) for key, pair in enumerate(cases) for row in pair], COLUMNS
    )
    # Maps whose entries come in another order are different.
    different = sum(dumps(first) != dumps(second) for first, second in cases)
    with pytest.raises(MergeKeyError, match=f"merged: {different} keys? appear"):
        check_keys(batch, WRITE, "t")
    with pytest.raises(MergeKeyError, match=f"merged: {different} keys? appear"):
        count_for_merge(MarkedFrame(batch, []), WRITE, "t")
    same = make_frame(
        spark,
        [
            (key, *row)
            for key, pair in enumerate(cases)
            for row in pair
            if dumps(pair[0]) == dumps(pair[1])
        ],
        COLUMNS,
    )
    counts, keys = count_for_merge(MarkedFrame(same, []), WRITE, "t")
    assert (keys.repeated, counts.rows) == (len(cases) - different, 2 * (len(cases) - different))
