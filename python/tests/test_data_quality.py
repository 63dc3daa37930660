"""Data quality without a definition."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from databricks_utils.data_quality import (
    AnyRule,
    FreshnessRule,
    MetricRule,
    Percent,
    ReferenceRule,
    Rule,
    UniqueRule,
    duplicates,
    null_rates,
    split,
    validate,
)
from databricks_utils.errors import PipelineError, QualityError
from frames import make_frame

ROWS = [(1, "DE", 5.0), (2, "XX", None), (2, None, -1.0), (None, "DE", 7.0)]


def test_everything_is_counted_and_nothing_written(spark: SparkSession) -> None:
    orders = make_frame(spark, ROWS, "id int, country string, amount double")
    countries = make_frame(spark, [("DE",)], "code string")
    rules: list[AnyRule] = [
        Rule("positive", F.col("amount") > 0, on_violation="quarantine", nulls="pass"),
        ReferenceRule(
            "known",
            to="countries",
            on=F.col("row.country").outer() == F.col("to.code"),
            columns=["country"],
            on_violation="warn",
            fail_above=Percent(20),
        ),
        UniqueRule("once", columns=["id"], on_violation="fail"),
        MetricRule("mean", F.avg("amount"), maximum=5, on_violation="fail"),
    ]
    report = validate(orders, rules, name="orders", references={"countries": countries})
    counts = report.counts
    assert (counts.rows, counts.kept, counts.quarantined, counts.dropped) == (4, 3, 1, 0)
    # The double is with a row that goes to quarantine, so that among the rows kept there is none.
    assert counts.violations == {"positive": 1, "known": 1, "once": 0, "mean": 1}
    assert counts.values == {"mean": 6.0}
    assert not report.passed
    assert str(report).splitlines() == [
        "orders: 4 rows, 3 kept, 1 quarantined, 0 dropped",
        "  positive: 1 violate it",
        "  known: 1 violate it",
        "  mean: 1 violate it",
        "  failed: known: 1 of 4 rows, at most 0.8 allowed",
        "  failed: mean: 6, must be at most 5",
    ]
    with pytest.raises(QualityError, match="orders was not written"):
        report.raise_for_breaches()
    parts = split(orders, rules, {"countries": countries})
    assert (parts.kept.count(), parts.quarantined.count(), parts.dropped.count()) == (3, 1, 0)


def test_a_frame_without_rows_passes_what_needs_none(spark: SparkSession) -> None:
    empty = make_frame(spark, [], "id int, at timestamp")
    at = datetime(2026, 1, 1, tzinfo=timezone.utc)
    fresh = FreshnessRule("fresh", column="at", max_age=timedelta(days=1), on_violation="fail")
    report = validate(empty, [UniqueRule("once", columns=["id"], on_violation="fail")], now=at)
    assert report.passed
    report.raise_for_breaches()
    assert not validate(empty, [fresh], now=at).passed
    assert null_rates(empty) == {"id": 0.0, "at": 0.0}
    assert duplicates(empty, ["id"]).count() == 0


def test_shares_of_null_take_one_scan(spark: SparkSession) -> None:
    orders = make_frame(spark, ROWS, "id int, country string, `a.b` double")
    assert null_rates(orders) == {"id": 0.25, "country": 0.25, "a.b": 0.25}
    assert null_rates(orders, ["a.b"]) == {"a.b": 0.25}
    assert null_rates(orders, []) == {}
    with pytest.raises(PipelineError, match='no column "contry"') as caught:
        null_rates(orders, ["contry"])
    assert "country" in str(caught.value.hint)


def test_values_that_several_rows_share_are_listed_without_null(spark: SparkSession) -> None:
    orders = make_frame(spark, ROWS, "id int, country string, amount double")
    assert [tuple(row) for row in duplicates(orders, ["id"]).collect()] == [(2, 2)]
    assert duplicates(orders, ["id", "country"]).count() == 0
    with pytest.raises(PipelineError, match="no columns"):
        duplicates(orders, [])
