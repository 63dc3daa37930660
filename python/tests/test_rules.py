"""Declaration of rules."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from databricks_utils import MetricRule, Percent, PipelineError, Rule, UniqueRule
from databricks_utils.rules.declared import allowed_violations


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"on_violation": "quarantin"}, 'Did you mean "quarantine"'),
        ({"on_violation": "warn", "nulls": "fail"}, "Known values: violate, pass"),
        ({"on_violation": "warn", "severity": "hihg"}, 'Did you mean "high"'),
        ({"on_violation": "warn", "fail_above": -1}, "Give a number of rows"),
        ({"on_violation": "warn", "fail_above": True}, "Give a number of rows"),
    ],
)
def test_a_wrong_option_is_refused_with_a_cure(
    spark: SparkSession, options: dict[str, object], message: str
) -> None:
    with pytest.raises(PipelineError, match=message):
        Rule("x", F.lit(True), **options)  # type: ignore[arg-type]


def test_a_unique_rule_needs_columns_and_only_warns_or_fails() -> None:
    with pytest.raises(PipelineError, match="has no columns"):
        UniqueRule("x", columns=[], on_violation="warn")
    with pytest.raises(PipelineError, match="on_violation"):
        UniqueRule("x", columns=["a"], on_violation="drop")  # type: ignore[arg-type]


def test_a_percentage_is_0_or_more_and_of_rows_100_at_most(spark: SparkSession) -> None:
    with pytest.raises(PipelineError, match="impossible"):
        Percent(-1)
    with pytest.raises(PipelineError, match="more than all rows"):
        Rule("x", F.lit(True), on_violation="warn", fail_above=Percent(101))
    rule = MetricRule("x", F.lit(1), within_of_usual=Percent(200), on_violation="warn")
    assert rule.bounds(usual=2.0) == (-2.0, 6.0)


@pytest.mark.parametrize(
    ("on_violation", "fail_above", "allowed"),
    [
        ("fail", None, 0),
        ("warn", None, None),
        ("quarantine", 3, 3),
        ("fail", 3, 3),
        ("drop", Percent(5), 10),
        ("drop", Percent(0), 0),
    ],
)
def test_how_many_violations_are_allowed(
    spark: SparkSession, on_violation: str, fail_above: object, allowed: float | None
) -> None:
    rule = Rule("x", F.lit(True), on_violation=on_violation, fail_above=fail_above)  # type: ignore[arg-type]
    assert allowed_violations(rule, rows=200) == allowed
