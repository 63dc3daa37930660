"""Rules beyond the single row: references, freshness, metrics, and the history of results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

import databricks_utils.runs.results as results
from databricks_utils import (
    Append,
    FreshnessRule,
    Merge,
    MetricRule,
    Overwrite,
    Percent,
    PipelineError,
    QualityError,
    ReferenceRule,
    ReplacePartitions,
    ReplaceWhere,
    Rule,
    UniqueRule,
    apply_rules,
)
from databricks_utils.catalog import TableAddress
from databricks_utils.rules.declared import AnyRule
from databricks_utils.rules.measures import measure
from databricks_utils.rules.quality import RowCounts
from databricks_utils.runs.load import load
from databricks_utils.runs.outcome import Rows, RuleOutcome, TableOutcome
from databricks_utils.runs.results import record_results, usual_values
from databricks_utils.runs.target import Target
from databricks_utils.writes.ddl import TableOptions
from databricks_utils.writes.strategies import Write
from frames import make_frame

SCHEMA = T.StructType(
    [
        T.StructField("carrier", T.StringType()),
        T.StructField("delay", T.DoubleType()),
        T.StructField("at", T.TimestampType()),
    ]
)
NOW = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)
ROWS = [
    ("AA", 1.0, "2026-01-02T11:00:00Z"),
    ("XX", 3.0, "2026-01-01T00:00:00Z"),
    (None, None, None),
    ("AA", 5.0, None),
]
NewAddress = Callable[[], TableAddress]


def flights(spark: SparkSession, rows: Sequence[Sequence[object]] = ROWS) -> DataFrame:
    return make_frame(spark, rows, SCHEMA)


def airlines(spark: SparkSession) -> DataFrame:
    # AA stands twice and once without a key: none of it may multiply or match rows.
    return make_frame(spark, [("AA", "a"), ("AA", "b"), (None, "c")], "carrier string, name string")


def known(**options: object) -> ReferenceRule:
    rule = ReferenceRule(
        "known",
        to="bronze.airlines",
        on=F.col("row.carrier").outer() == F.col("to.carrier"),
        columns=["carrier"],
        on_violation="quarantine",
    )
    return replace(rule, **options)  # type: ignore[arg-type]


def test_rows_without_a_match_violate_a_reference_and_null_passes(spark: SparkSession) -> None:
    split = apply_rules(flights(spark), [known()], {"bronze.airlines": airlines(spark)})
    assert sorted(row["delay"] or 0 for row in split.kept.collect()) == [0, 1.0, 5.0]
    assert [row["carrier"] for row in split.quarantined.collect()] == ["XX"]
    assert split.quarantined.first()["_violated_rules"] == ["known"]  # type: ignore[index]


def test_null_violates_a_reference_that_says_so(spark: SparkSession) -> None:
    rule = known(nulls="violate")
    split = apply_rules(flights(spark), [rule], {"bronze.airlines": airlines(spark)})
    assert {row["carrier"] for row in split.quarantined.collect()} == {"XX", None}


def test_a_reference_to_an_empty_table_is_violated_by_every_value(spark: SparkSession) -> None:
    split = apply_rules(flights(spark), [known()], {"bronze.airlines": airlines(spark).limit(0)})
    assert split.quarantined.count() == 3


def test_a_range_may_be_a_reference(spark: SparkSession) -> None:
    rule = known(on=F.col("row.delay").outer() > F.col("to.least"), columns=["delay"])
    least = make_frame(spark, [(2.0,), (2.5,)], "least double")
    split = apply_rules(flights(spark), [rule], {"bronze.airlines": least})
    assert [row["delay"] for row in split.quarantined.collect()] == [1.0]


def test_a_reference_needs_its_table(spark: SparkSession) -> None:
    with pytest.raises(PipelineError, match=r"refers to bronze\.airlines"):
        apply_rules(flights(spark), [known()])


def test_all_measures_come_from_one_scan(spark: SparkSession) -> None:
    rules: list[AnyRule] = [
        FreshnessRule("fresh", column="at", max_age=timedelta(hours=2), on_violation="warn"),
        FreshnessRule("too_old", column="at", max_age=timedelta(minutes=5), on_violation="warn"),
        MetricRule("mean", F.avg("delay"), minimum=2, maximum=4, on_violation="warn"),
        MetricRule("rows", F.count(F.lit(1)), maximum=3, on_violation="warn"),
        MetricRule(
            "nulls", F.avg(F.col("delay").isNull().cast("int")), maximum=0.2, on_violation="warn"
        ),
        MetricRule("usual", F.count("delay"), within_of_usual=Percent(10), on_violation="warn"),
        MetricRule("unusual", F.count("delay"), within_of_usual=Percent(10), on_violation="warn"),
    ]
    found = measure(flights(spark), rules, usual={"usual": 3.0, "unusual": 10.0}, now=NOW)
    assert {name: (m.value, m.passed) for name, m in found.items()} == {
        "fresh": (3600.0, True),
        "too_old": (3600.0, False),
        "mean": (3.0, True),
        "rows": (4.0, False),
        "nulls": (0.25, False),
        "usual": (3.0, True),
        "unusual": (3.0, False),
    }
    assert found["too_old"].text == "the newest at is 60.0 minutes old, at most 5.0 minutes allowed"
    assert found["unusual"].text == "3, must be at least 9 and at most 11"


def test_nothing_to_measure_violates(spark: SparkSession) -> None:
    rules: list[AnyRule] = [
        FreshnessRule("fresh", column="at", max_age=timedelta(days=1), on_violation="warn"),
        MetricRule("mean", F.avg("delay"), minimum=2, on_violation="warn"),
    ]
    found = measure(flights(spark, []), rules, now=NOW)
    assert [m.passed for m in found.values()] == [False, False]


def test_a_measure_that_is_not_finite_is_judged_and_has_no_value(spark: SparkSession) -> None:
    texts = {"NaN": (False, "nan"), "Infinity": (True, "inf"), "-Infinity": (False, "-inf")}
    rules: list[AnyRule] = [
        MetricRule(text, F.lit(text).cast("double"), minimum=2, on_violation="warn")
        for text in texts
    ]
    found = measure(flights(spark), rules, now=NOW)
    assert {n: (m.value, m.passed, m.text.split(",")[0]) for n, m in found.items()} == {
        name: (None, *said) for name, said in texts.items()
    }


def _load(
    spark: SparkSession,
    address: TableAddress,
    rules: list[AnyRule],
    rows: Sequence[Sequence[object]] = ROWS,
    write: Write | None = None,
    options: TableOptions | None = None,
) -> RowCounts:
    target = Target(
        reference="silver.flights",
        address=address,
        quarantine=replace(
            address, name=address.name[:-1] + "_q`", location=f"{address.location}q"
        ),
        schema=SCHEMA,
        write=write or Overwrite(),
        rules=rules,
        references={"bronze.airlines": airlines(spark)},
        options=options or TableOptions(),
    )
    return load(spark, flights(spark, rows), target, run_id="r1")


def test_all_kinds_of_rules_act_in_one_load(spark: SparkSession, new_address: NewAddress) -> None:
    counts = _load(
        spark,
        address := new_address(),
        [
            known(),
            Rule("late", F.col("delay") < 5, on_violation="drop", nulls="pass"),
            UniqueRule("one", columns=["carrier"], on_violation="warn"),
            MetricRule("rows", F.count(F.lit(1)), minimum=1, on_violation="fail"),
        ],
    )
    assert (counts.rows, counts.kept, counts.quarantined, counts.dropped) == (4, 2, 1, 1)
    assert counts.violations == {"known": 1, "late": 1, "one": 0, "rows": 0}
    assert counts.values == {"rows": 2.0}
    assert spark.table(address.name).count() == 2


@pytest.mark.parametrize(
    ("write", "counts_stored"),
    [
        (Append(), True),
        (Merge(keys=["carrier"]), True),
        (ReplaceWhere("carrier = 'new'"), True),
        (ReplaceWhere("carrier in ('AA', 'new')"), False),
        (ReplacePartitions(), False),
    ],
    ids=["append", "merge", "replace others", "replace these", "partitions"],
)
def test_freshness_counts_stored_rows_that_stay_and_none_that_are_replaced(
    spark: SparkSession, new_address: NewAddress, write: Write, counts_stored: bool
) -> None:
    address, options = new_address(), TableOptions()
    if isinstance(write, ReplacePartitions):
        options = TableOptions(partition_by=("carrier",))
    now = datetime.now(timezone.utc)
    fresh = FreshnessRule("fresh", column="at", max_age=timedelta(hours=1), on_violation="warn")
    old = "AA" if isinstance(write, ReplacePartitions) else "new"
    _load(spark, address, [], [("AA", 1.0, now.isoformat())], Append(), options)
    counts = _load(spark, address, [fresh], [(old, 1.0, ROWS[1][2])], write, options)
    assert counts.violations == {"fresh": int(not counts_stored)}


def test_a_measure_that_fails_leaves_the_table_as_it_was(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    fresh = FreshnessRule("fresh", column="at", max_age=timedelta(hours=1), on_violation="fail")
    count = MetricRule("rows", F.count(F.lit(1)), minimum=9, on_violation="fail")
    with pytest.raises(QualityError) as caught:
        _load(spark, address, [fresh, count])
    assert "fresh: the newest at is " in str(caught.value)
    assert "rows: 4, must be at least 9" in str(caught.value)
    assert isinstance(caught.value.counts, RowCounts)
    assert spark.table(address.name).count() == 0


def test_stored_rows_keep_an_appended_table_fresh(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    newest = datetime.now(timezone.utc).isoformat()
    fresh = FreshnessRule("fresh", column="at", max_age=timedelta(hours=1), on_violation="fail")
    _load(spark, address, [fresh], [("AA", 1.0, newest)], Append())
    counts = _load(spark, address, [fresh], [("AA", 1.0, "2020-01-01T00:00:00Z")], Append())
    assert counts.violations == {"fresh": 0}


def test_the_usual_is_the_mean_of_the_last_values_that_passed(
    spark: SparkSession, new_address: NewAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "RUNS_THAT_ARE_USUAL", 2)
    address = new_address()
    rule = MetricRule("rows", F.count(F.lit(1)), within_of_usual=Percent(20), on_violation="warn")
    assert usual_values(spark, address, "silver.flights", [rule]) == {}
    for day in range(4):
        # The first is too old to count, and the last did not pass.
        outcome = TableOutcome(
            "silver.flights",
            "succeeded",
            rows=Rows(4, 4, 0, 0),
            rules=[
                RuleOutcome(
                    "rows",
                    int(day == 3),
                    "warn",
                    kind="metric",
                    value=1000.0 if day in (0, 3) else float(day),
                )
            ],
        )
        record_results(spark, address, f"r{day}", [outcome], now=NOW + timedelta(days=day))
    assert usual_values(spark, address, "silver.flights", [rule]) == {"rows": 1.5}
    assert usual_values(spark, address, "silver.other", [rule]) == {}
    stored = spark.table(address.name).where("run_id = 'r2'").first()
    assert stored is not None
    assert (stored["table"], stored["rule"], stored["rows"], stored["value"], stored["passed"]) == (
        "silver.flights",
        "rows",
        4,
        2.0,
        True,
    )


def test_a_run_without_rules_leaves_no_history(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    assert record_results(spark, address, "r", [TableOutcome("silver.flights", "succeeded")]) == 0
    assert not spark.catalog.tableExists(address.name)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: MetricRule("m", F.lit(1), on_violation="warn"), "has no bounds"),
        (
            lambda: FreshnessRule("f", column="at", max_age=timedelta(0), on_violation="warn"),
            "has max_age",
        ),
        (lambda: known(columns=[]), "has no columns"),
        (lambda: known(on_violation="ignore"), 'has on_violation="ignore"'),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(
    spark: SparkSession, make: Callable[[], AnyRule], message: str
) -> None:
    with pytest.raises(PipelineError, match=message):
        make()
