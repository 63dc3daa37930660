"""Comparison of columns."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils import assert_schema, empty_frames
from databricks_utils.schema import align, nullable_schema, schema_differences
from frames import make_frame

simple = st.sampled_from([T.IntegerType(), T.StringType(), T.DecimalType(5, 2), T.DateType()])
data_types: st.SearchStrategy[T.DataType] = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(T.ArrayType, inner, st.booleans()),
        st.builds(T.MapType, simple, inner, st.booleans()),
        st.builds(lambda t, n: T.StructType([T.StructField("x", t, n)]), inner, st.booleans()),
    ),
    max_leaves=4,
)
schemas = st.lists(
    st.builds(T.StructField, st.sampled_from(["a", "B", "c.d", "é"]), data_types, st.booleans()),
    unique_by=lambda field: field.name,
).map(T.StructType)


@given(schemas, st.randoms())
def test_order_nullability_and_case_make_no_difference(
    schema: T.StructType, random: object
) -> None:
    shuffled = list(schema)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = nullable_schema(T.StructType(shuffled))
    upper = T.StructType([T.StructField(f.name.upper(), f.dataType) for f in other])
    assert schema_differences(other, schema) == []
    assert schema_differences(upper, schema) == []


@given(schemas, schemas)
def test_columns_are_the_same_in_both_directions_or_in_none(
    one: T.StructType, other: T.StructType
) -> None:
    forth, back = schema_differences(one, other), schema_differences(other, one)
    assert bool(forth) == bool(back)
    assert len(forth) == len(back)


def test_a_column_given_twice_is_a_difference() -> None:
    twice = T.StructType([T.StructField("a", T.StringType()), T.StructField("A", T.StringType())])
    once = T.StructType([T.StructField("a", T.StringType())])
    assert schema_differences(twice, once) == ['column "A" appears more than once']


def test_aligning_gives_declared_order_spelling_and_comments(spark: SparkSession) -> None:
    declared = T.StructType(
        [
            T.StructField("x.y", T.LongType(), metadata={"comment": "c"}),
            T.StructField("A", T.LongType()),
        ]
    )
    aligned = align(make_frame(spark, [(1, 2)], "a long, `X.Y` long"), declared, "t")
    assert aligned.columns == ["x.y", "A"]
    assert aligned.schema["x.y"].metadata == {"comment": "c"}
    assert tuple(aligned.collect()[0]) == (2, 1)


def test_empty_frames_have_the_schemas(spark: SparkSession) -> None:
    schema = T.StructType([T.StructField("id", T.IntegerType(), nullable=False)])
    frames = empty_frames(spark, {"a": schema, "b": schema})
    assert list(frames) == ["a", "b"]
    assert frames["a"].count() == 0
    assert_schema(frames["a"], schema)


def test_assert_schema_names_every_difference(spark: SparkSession) -> None:
    schema = T.StructType([T.StructField("id", T.LongType()), T.StructField("v", T.StringType())])
    try:
        assert_schema(spark.range(1).selectExpr("cast(id as int) id"), schema)
    except AssertionError as error:
        text = str(error)
    else:
        text = ""
    assert 'column "id" is int, declared as bigint' in text
    assert 'column "v" is missing' in text
