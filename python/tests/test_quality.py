"""The fate of rows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import PipelineError, Rule, apply_rules
from databricks_utils.rules.census import ObservedCounts, count_rows
from databricks_utils.rules.options import OnViolation
from databricks_utils.rules.quality import VIOLATED_RULES, MarkedFrame
from frames import make_frame
from random_rules import (
    SCHEMA,
    Row,
    RuleCase,
    expected_fate,
    rule_cases,
    tables,
    to_rules,
    violated_names,
)

ID = T.StructField("id", T.IntegerType())
VALUE = T.StructField("v", T.IntegerType())


@settings(max_examples=15)
@given(table=tables(), cases=rule_cases("warn", "drop", "quarantine", "fail"))
@example(table=[], cases=[])
@example(table=[(None, None, None)] * 3, cases=[])
def test_each_row_is_kept_quarantined_or_dropped_as_three_valued_logic_says(
    spark: SparkSession, table: list[Row], cases: list[RuleCase]
) -> None:
    frame = make_frame(spark, table, SCHEMA)
    rules = to_rules(cases)
    split = apply_rules(frame, rules)
    # One job for all three, so that many examples stay fast.
    no_names = F.lit(None).cast("array<string>").alias(VIOLATED_RULES)
    union = (
        split.kept.select("*", no_names, F.lit("kept").alias("fate"))
        .unionAll(split.dropped.select("*", no_names, F.lit("dropped").alias("fate")))
        .unionAll(split.quarantined.select("*", F.lit("quarantined").alias("fate")))
    )
    actual: Counter[tuple[object, ...]] = Counter(
        (r[0], r[1], r[2], r["fate"], tuple(r[3] or ())) for r in union.collect()
    )
    expected: Counter[tuple[object, ...]] = Counter()
    for row in table:
        fate = expected_fate(row, cases)
        names = violated_names(row, cases) if fate == "quarantined" else []
        expected[(row[0], row[1], row[2], fate, tuple(names))] += 1
    assert actual == expected


@settings(max_examples=10)
@given(table=tables(), cases=rule_cases("warn", "drop", "quarantine", "fail"))
def test_counts_add_up_and_count_each_rule_by_itself(
    spark: SparkSession, table: list[Row], cases: list[RuleCase]
) -> None:
    counts = count_rows(MarkedFrame(make_frame(spark, table, SCHEMA), to_rules(cases)))
    fates = Counter(expected_fate(row, cases) for row in table)
    assert counts.conserved
    assert counts.rows == len(table)
    assert (counts.kept, counts.quarantined, counts.dropped) == (
        fates["kept"],
        fates["quarantined"],
        fates["dropped"],
    )
    assert counts.violations == {
        f"rule {i}": sum(case.violated_by(row) for row in table) for i, case in enumerate(cases)
    }


def test_rules_are_not_asked_of_rows_that_the_frame_leaves_out(spark: SparkSession) -> None:
    values = make_frame(spark, [(1, 0), (2, 1), (3, 5)], T.StructType([ID, VALUE]))
    # As a filter before the join, the rule would divide by the zero that the join leaves out.
    frame = values.join(make_frame(spark, [(2,), (3,)], T.StructType([ID])), "id")
    split = apply_rules(frame, [Rule("large", 10 / F.col("v") < 5, on_violation="quarantine")])
    assert split.kept.collect() == [(3, 5)]
    assert split.quarantined.collect() == [(2, 1, ["large"])]
    assert split.dropped.collect() == []


def test_a_condition_is_computed_once_however_often_it_is_counted(spark: SparkSession) -> None:
    frame = spark.range(10)
    condition = F.sqrt(F.col("id")) > F.lit(2)
    marked = MarkedFrame(frame, [Rule("root", condition, on_violation="quarantine")])
    observed = ObservedCounts(marked, aside=True)
    for written in (observed.quarantined(), observed.kept()):
        plan = written._jdf.queryExecution().optimizedPlan().toString()
        assert plan.count("SQRT(") == 1, plan


def test_as_many_rules_as_one_likes_are_told_apart(spark: SparkSession) -> None:
    fates: list[OnViolation] = ["warn", "quarantine", "drop"]
    rules = [Rule(f"r{i}", F.col("id") != i, on_violation=fates[i % 3]) for i in range(190)]
    marked = MarkedFrame(spark.range(200), rules)
    counts = count_rows(marked)
    assert counts.violations == {f"r{i}": 1 for i in range(190)}
    assert (counts.kept, counts.quarantined, counts.dropped) == (74, 63, 63)
    aside = {row["id"]: row[VIOLATED_RULES] for row in marked.quarantined().collect()}
    assert aside == {i: [f"r{i}"] for i in range(190) if i % 3 == 1}
    assert {row["id"] for row in marked.dropped().collect()} == {
        i for i in range(190) if i % 3 == 2
    }


def test_reserved_column_names_are_refused(spark: SparkSession) -> None:
    frame = spark.range(1).withColumn("_violated_rules", F.lit(1))
    with pytest.raises(PipelineError, match="reserved names: _violated_rules"):
        apply_rules(frame, [])


def test_two_rules_with_one_name_are_refused(spark: SparkSession) -> None:
    rule = Rule("same", F.lit(True), on_violation="warn")
    with pytest.raises(PipelineError, match="several rules named same"):
        apply_rules(spark.range(1), [rule, rule])
