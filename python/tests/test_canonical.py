"""Texts and numbers that stand for the content of rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from databricks_utils import AmbiguousRowError, Merge, Scd2, keep_first, write_table
from databricks_utils.canonical import digest, digest_sql, fingerprint
from databricks_utils.catalog import TableAddress
from databricks_utils.errors import in_plan_errors

NewAddress = Callable[[], TableAddress]

# One content in two orders; then others, of which no two are the same.
ONE, SAME = "map('a', 1, 'b', null)", "map('b', null, 'a', 1)"
OTHERS = ["map('a', 1)", "map('a', null, 'b', 1)", "map()", "null", "map('a', 1, 'b', 2)"]
SHAPES = [
    "cast({} as map<string, int>)",
    "named_struct('tick`s \\'', cast({} as map<string, int>), 'x0', 1)",
    "array(null, cast({} as map<string, int>))",
    "map(struct(1 as `a.b`), array(cast({} as map<string, int>)))",
]


def maps(spark: SparkSession, shape: str) -> DataFrame:
    rows = [f"({i}, {shape.format(m)})" for i, m in enumerate([ONE, SAME, *OTHERS])]
    return spark.sql(f"SELECT * FROM VALUES {', '.join(rows)} AS t(i, `m.x0`)")


@pytest.mark.parametrize("shape", SHAPES, ids=["map", "struct", "array", "map of maps"])
def test_maps_are_the_same_whatever_the_order_of_their_entries(
    spark: SparkSession, shape: str
) -> None:
    frame = maps(spark, shape)
    fields = frame.schema.fields[1:]
    rows = frame.select(
        "i", digest(fields), F.expr(digest_sql(fields)), F.struct(*fingerprint(fields))
    ).collect()
    for of in (1, 2, 3):
        found = [row[of] for row in sorted(rows)]
        assert found[0] == found[1]
        assert len(set(found)) == len(OTHERS) + 1
    assert all(row[1] == row[2] for row in rows)


def test_rows_that_differ_in_the_order_of_entries_only_are_one_row_to_every_write(
    spark: SparkSession, new_address: NewAddress
) -> None:
    rows = maps(spark, SHAPES[0]).where("i < 2")
    frame = rows.select(F.lit(1).alias("id"), F.lit(1).alias("at"), "`m.x0`")
    merged, versions = new_address().name, new_address().name
    write_table(spark, frame, merged, frame.schema, Merge(keys=["id"]))
    assert spark.table(merged).count() == 1
    history = Scd2(keys=["id"], sequence_by="at")
    write_table(spark, frame, versions, frame.schema, history)
    later = rows.where("i = 1").select(F.lit(1).alias("id"), F.lit(2).alias("at"), "`m.x0`")
    write_table(spark, later, versions, frame.schema, history)
    assert spark.table(versions).count() == 1
    assert keep_first(frame, ["id"], ["at"], ties="fail").count() == 1
    other = maps(spark, SHAPES[0]).select(F.lit(1).alias("id"), F.lit(1).alias("at"), "`m.x0`")
    with pytest.raises(AmbiguousRowError), in_plan_errors():
        keep_first(other, ["id"], ["at"], ties="fail").count()
