"""What becomes of rows that are set aside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import Append, Merge, Overwrite, Rule
from databricks_utils.writes.ddl import TableOptions
from databricks_utils.writes.strategies import Write
from databricks_utils.writes.writers import PreparedTable
from frames import make_frame
from loaded import SCHEMA, Case, NewAddress, negative
from suite import LONG, turn


@turn(2)
def test_merging_twice_is_merging_once_for_the_table_and_its_quarantine(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Merge(keys=["id"]), [negative()])
    # Rows with NULL keys and identical rows may be quarantined, for they are not merged.
    first = case.frame((1, 1), (2, -2), (None, -3), (None, -3), (None, None))
    second = case.frame((1, 5), (2, -2), (7, -7))
    for _ in range(2):
        counts = case.load(first)
        assert (counts.rows, counts.kept, counts.quarantined) == (5, 1, 4)
        assert case.rows() == [(1, 1)]
        assert case.quarantine("id", "v") == [(2, -2), (None, -3), (None, -3), (None, None)]
    case.load(second)
    assert case.rows() == [(1, 5)]
    assert case.quarantine("id", "v") == [(2, -2), (7, -7), (None, -3), (None, -3), (None, None)]


def test_a_run_killed_between_quarantine_and_table_is_completed_by_the_next(
    spark: SparkSession, new_address: NewAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case(spark, new_address, Merge(keys=["id"]), [negative()])
    frame = case.frame((1, 1), (2, -2))
    with monkeypatch.context() as patch:
        patch.setattr(PreparedTable, "write", _die)
        with pytest.raises(KeyboardInterrupt):
            case.load(frame)
    assert case.quarantine("id", "v") == [(2, -2)]
    assert case.rows() == []
    case.load(frame)
    assert case.quarantine("id", "v") == [(2, -2)]
    assert case.rows() == [(1, 1)]


def _die(table: PreparedTable, frame: DataFrame, **options: object) -> None:
    raise KeyboardInterrupt


def test_quarantined_rows_say_which_rules_they_violate_and_in_which_run(
    spark: SparkSession, new_address: NewAddress
) -> None:
    rules = [
        negative(),
        Rule("small", F.col("v") < 10, on_violation="warn"),
        Rule("even", F.col("v") % 2 == 0, on_violation="drop"),
    ]
    case = Case(spark, new_address, Overwrite(), rules)
    counts = case.load(case.frame((1, -1), (2, 11), (3, 12), (4, None)), "run-7")
    assert (counts.kept, counts.quarantined, counts.dropped) == (1, 2, 1)
    assert counts.violations == {"positive": 2, "small": 3, "even": 3}
    assert case.quarantine("id", "_violated_rules", "_run_id") == [
        (1, ["positive", "even"], "run-7"),
        (4, ["positive", "small", "even"], "run-7"),
    ]


def test_a_quarantine_takes_new_columns_and_keeps_its_old_rows(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Merge(keys=["id"]), [negative()])
    case.load(case.frame((1, -1), (2, 2)))
    wider = T.StructType([*SCHEMA, T.StructField("w", T.StringType())])
    spark.sql(f"ALTER TABLE {case.target.address.name} ADD COLUMN w string")
    case.target = replace(case.target, schema=wider)
    case.load(case.frame((1, -1), (3, -3)).withColumn("w", F.lit("new")))
    assert case.quarantine("id", "w") == [(1, None), (3, "new")]


@LONG
@pytest.mark.parametrize("write", [Append(), Merge(keys=["id"])], ids=["append", "merge"])
def test_a_quarantine_holds_wider_values_and_keeps_columns_that_are_gone(
    spark: SparkSession, new_address: NewAddress, write: Write
) -> None:
    old = "id INT, v INT, price DECIMAL(10,2), gone STRING, s STRUCT<x: INT, y: INT>"
    new = "id BIGINT, v INT, price DECIMAL(12,4), s STRUCT<x: INT>"
    case = Case(spark, new_address, write, [negative()], struct(old))
    case.load(make_frame(spark, [(1, -1, "1.25", "g", {"x": 1, "y": 2})], old))
    options = TableOptions(allow_schema_changes=("drop",))
    case.target = replace(case.target, schema=struct(new), options=options)
    case.load(make_frame(spark, [(2**40, -2, "1.2551", {"x": 3}), (1, 1, "1", None)], new), "r2")
    assert case.quarantine("id", "string(price)", "gone", "s.x", "_run_id") == [
        (1, "1.2500", "g", 1, "r1"),
        (2**40, "1.2551", None, 3, "r2"),
    ]
    assert case.rows("id") == [(1,)]


def struct(ddl: str) -> T.StructType:
    parsed = T.DataType.fromDDL(ddl)
    assert isinstance(parsed, T.StructType)
    return parsed


def test_a_quarantine_by_keys_continues_whatever_its_columns_are_called(
    spark: SparkSession, new_address: NewAddress
) -> None:
    schema = T.StructType(
        [T.StructField(n, T.IntegerType()) for n in ("id", "v", "a.b", "tick`s", "a")]
    )
    case = Case(spark, new_address, Merge(keys=["id"]), [negative()], schema)
    case.load(make_frame(spark, [(1, -1, 5, 6, 7)], schema))
    case.load(make_frame(spark, [(1, -1, 5, 6, 7), (2, -2, 5, 6, 7)], schema))
    found = case.quarantine("id", "`a.b`", "`tick``s`", "a")
    assert found == [(1, 5, 6, 7), (2, 5, 6, 7)]


def test_a_replaced_table_that_quarantines_no_more_leaves_no_row_in_both(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Overwrite(), [negative()])
    frame = case.frame((1, 1), (2, -2))
    case.load(frame)
    assert case.quarantine("id") == [(2,)]
    case.target = replace(case.target, rules=[negative("warn")])
    for _ in range(2):
        case.load(frame)
        assert case.rows() == [(1, 1), (2, -2)]
        assert case.quarantine("id") == []
