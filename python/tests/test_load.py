"""Rules, quarantine and write together, on real tables."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import (
    Append,
    ConservationError,
    Merge,
    MergeKeyError,
    Overwrite,
    Percent,
    QualityError,
    ReplacePartitions,
    RowCounts,
    Rule,
    Scd2,
    UniqueRule,
)
from databricks_utils.rules import census
from databricks_utils.rules.declared import AnyRule
from databricks_utils.rules.options import OnViolation
from databricks_utils.runs import load as loading
from databricks_utils.writes.ddl import TableOptions
from databricks_utils.writes.strategies import Write
from databricks_utils.writes.writers import WriteId
from frames import make_frame
from loaded import ID, Case, NewAddress, negative
from random_rules import (
    NEVER,
    RuleCase,
    drawn_rules,
    drawn_table,
    expected_fate,
    to_rules,
    violated_names,
)
from random_rules import SCHEMA as RANDOM
from suite import FULL, LONG, SEED, turn

# So many tables for each set of rules: 200 cases at once, of which the long suite has 10,000.
SETS, TABLES = 8, 25
ROUNDS = 50 if FULL else 1
CASED = T.StructType([*RANDOM, T.StructField("case", T.IntegerType())])
COLUMNS = ["`a.b`", "`tëxt ``x```", "flag"]


def only_for(number: int, rules: list[Rule]) -> list[Rule]:
    """The rules, which only the tables of one set can violate; their names say which set."""
    own = F.floor(F.col("case") / TABLES) == number
    return [
        replace(
            rule,
            name=f"{number} {rule.name}",
            condition=F.when(own, rule.condition).otherwise(True),
        )
        for rule in rules
    ]


@pytest.mark.parametrize(
    "write",
    [Overwrite(), Append(), ReplacePartitions()],
    ids=["overwrite", "append", "replace partitions"],
)
def test_counts_come_with_the_writes(
    spark: SparkSession, new_address: NewAddress, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scan(marked: object) -> RowCounts:
        raise AssertionError("a scan only to count")

    for module in (census, loading):
        monkeypatch.setattr(module, "count_rows", scan)
    low = Rule("low", F.col("v") < 5, on_violation="warn")
    even = Rule("even", F.col("id") % 2 == 0, on_violation="drop")
    case = Case(spark, new_address, write, [negative(), low, even])
    if isinstance(write, ReplacePartitions):
        case.target = replace(case.target, options=TableOptions(partition_by=("id",)))
    frame = case.frame((0, 1), (1, 2), (2, -1), (3, -1), (4, 9), (5, 9))
    for _ in range(2):
        counts = case.load(frame)
        assert (counts.kept, counts.quarantined, counts.dropped) == (2, 2, 2)
        assert counts.violations == {"positive": 2, "low": 2, "even": 3}


@pytest.mark.parametrize(
    "write",
    [pytest.param(Overwrite(), id="overwrite", marks=LONG), pytest.param(Append(), id="append")],
)
@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_every_row_read_is_in_the_table_in_quarantine_or_counted_as_dropped(
    spark: SparkSession, new_address: NewAddress, write: Write, seed: int
) -> None:
    draw = random.Random(seed)
    sets = [drawn_rules(draw, "warn", "drop", "quarantine") for _ in range(SETS)]
    # All rows of three sets are of one fate, so that each fate occurs.
    fates_of_all: list[OnViolation] = ["warn", "drop", "quarantine"]
    sets[:3] = [[RuleCase(NEVER, fate, "pass")] for fate in fates_of_all]
    tables = [drawn_table(draw) for _ in range(SETS * TABLES)]
    rules = [r for n, one in enumerate(sets) for r in only_for(n, to_rules(one))]
    case = Case(spark, new_address, write, rules, CASED)
    frame = make_frame(spark, [(*r, n) for n, rows in enumerate(tables) for r in rows], CASED)
    fates = [Counter(expected_fate(r, sets[n // TABLES]) for r in t) for n, t in enumerate(tables)]
    total = sum(fates, Counter[str]())
    assert min(total["kept"], total["quarantined"], total["dropped"]) > 50
    for run in (1, 2):
        counts = case.load(frame)
        times = run if isinstance(write, Append) else 1
        assert (counts.rows, counts.kept, counts.quarantined, counts.dropped) == (
            total.total(),
            total["kept"],
            total["quarantined"],
            total["dropped"],
        ), f"LAKEWRIGHT_SEED={seed}"
        kept = case.rows("case", *COLUMNS)
        set_aside = case.quarantine("case", *COLUMNS, "_violated_rules")
        for number, rows in enumerate(tables):
            own = sets[number // TABLES]
            is_now = [[row[1:] for row in found if row[0] == number] for found in (kept, set_aside)]
            assert is_now == [
                sorted([r for r in rows if expected_fate(r, own) == "kept"] * times, key=repr),
                sorted(
                    [
                        (*r, [f"{number // TABLES} {name}" for name in violated_names(r, own)])
                        for r in rows
                        if expected_fate(r, own) == "quarantined"
                    ]
                    * times,
                    key=repr,
                ),
            ], f"LAKEWRIGHT_SEED={seed}, case {number}: {rows} by {own}"


def test_a_table_without_rows_and_rules_is_written(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Overwrite())
    counts = case.load(case.frame())
    assert (counts.rows, counts.kept, counts.quarantined, counts.dropped) == (0, 0, 0, 0)
    assert case.rows() == []


def test_rules_that_forbid_the_write_are_all_named_and_nothing_is_written(
    spark: SparkSession, new_address: NewAddress
) -> None:
    rules: list[AnyRule] = [
        negative("fail"),
        Rule("odd", F.col("v") % 2 == 1, on_violation="drop", fail_above=Percent(25)),
        Rule("small", F.col("v") < 10, on_violation="warn", fail_above=2),
        UniqueRule("once", columns=["id"], on_violation="fail"),
    ]
    case = Case(spark, new_address, Overwrite(), rules)
    with pytest.raises(QualityError) as caught:
        case.load(case.frame((1, -1), (1, 3), (2, 2), (3, None)))
    assert caught.value.breaches == (
        "positive: 2 of 4 rows, at most 0 allowed",
        "odd: 3 of 4 rows, at most 1 allowed",
    )
    assert case.rows() == []
    assert not spark.catalog.tableExists(case.target.quarantine.name)


def test_within_what_fail_above_allows_a_fail_rule_only_warns(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Overwrite(), [negative("fail", fail_above=Percent(50))])
    counts = case.load(case.frame((1, -1), (2, 2)))
    assert (counts.kept, counts.violations) == (2, {"positive": 1})


def test_a_unique_rule_counts_rows_that_have_a_double_and_ignores_nulls(
    spark: SparkSession, new_address: NewAddress
) -> None:
    columns = ["id", "v"]
    rules: list[AnyRule] = [
        UniqueRule("pair", columns=columns, on_violation="warn"),
        UniqueRule("where", columns=["id"], where=F.col("v") > 1, on_violation="warn"),
        negative("drop", nulls="pass"),
    ]
    case = Case(spark, new_address, Append(), rules)
    frame = case.frame((1, 1), (1, 1), (1, 2), (1, 3), (None, 1), (None, 1), (2, None), (2, None))
    counts = case.load(frame.unionByName(case.frame((5, -1), (5, -1))))
    assert counts.violations == {"pair": 2, "where": 2, "positive": 2}
    failing = UniqueRule("pair", columns=columns, on_violation="fail", fail_above=1)
    case = Case(spark, new_address, Append(), [failing])
    with pytest.raises(QualityError, match="pair: 2 of 8 rows, at most 1 allowed"):
        case.load(frame)


@pytest.mark.parametrize("name", ["n", "count", "duplicates"])
def test_a_unique_rule_counts_columns_of_any_name(
    spark: SparkSession, new_address: NewAddress, name: str
) -> None:
    schema = T.StructType([ID, T.StructField(name, T.IntegerType())])
    rule = UniqueRule("once", columns=[name], on_violation="warn")
    case = Case(spark, new_address, Append(), [rule], schema)
    frame = make_frame(spark, [(1, 7), (2, 7), (3, 8)], schema)
    assert case.load(frame).violations == {"once": 2}


def test_keys_are_checked_on_the_rows_that_are_kept_only(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Merge(keys=["id"]), [negative("drop")])
    counts = case.load(case.frame((1, 1), (1, -1), (None, -1), (None, None)))
    assert (counts.kept, counts.dropped) == (1, 3)
    with pytest.raises(MergeKeyError, match="1 row has a NULL in id and 1 key appears"):
        case.load(case.frame((1, 1), (1, 2), (None, 3)))
    assert case.rows() == [(1, 1)]


@turn(1)
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(Overwrite(), id="overwrite"),
        pytest.param(Append(), id="append", marks=LONG),
        pytest.param(Merge(keys=["id"]), id="merge"),
        pytest.param(Scd2(keys=["id"], sequence_by="v"), id="versions", marks=LONG),
    ],
)
def test_rules_are_not_asked_of_rows_that_the_query_leaves_out(
    spark: SparkSession, new_address: NewAddress, write: Write
) -> None:
    large = Rule("large", 10 / F.col("v") < 5, on_violation="quarantine")
    once = UniqueRule("once", columns=["id"], on_violation="warn")
    case = Case(spark, new_address, write, [large, once])
    others = make_frame(spark, [(2,), (3,)], T.StructType([ID]))
    for batch in ([(1, 0), (2, 1), (3, 5)], [(1, 0), (2, 1), (3, 5), (4, 0)]):
        # As a filter before the join, the rule would divide by the zeros that the join leaves out.
        counts = case.load(case.frame(*batch).join(others, "id"))
        assert (counts.rows, counts.kept, counts.quarantined) == (2, 1, 1)


@LONG
def test_an_input_that_differs_each_time_it_is_read_is_reported(
    spark: SparkSession, new_address: NewAddress
) -> None:
    case = Case(spark, new_address, Append(), [negative()])
    # rand() repeats itself within a frame; the machine's own clockwork does not.
    chance = F.reflect(F.lit("java.lang.Math"), F.lit("random")).cast("double")
    frame = spark.range(50_000).select(
        F.col("id").cast("int"), F.when(chance > 0.5, 1).otherwise(-1).alias("v")
    )
    write_id = WriteId("run", 1)
    with pytest.raises(ConservationError, match="gave different rows"):
        case.load(frame, write_id=write_id)
    # A retry finds both writes done before, and one scan agrees with itself.
    with pytest.raises(ConservationError, match="an earlier attempt") as caught:
        case.load(frame, write_id=write_id)
    case.load(case.frame((1, 1)), write_id=WriteId("run", 2))
    spark.sql(caught.value.hint.split(": ")[1].rstrip("."))
    case.load(frame, write_id=write_id)


def test_counts_are_right_where_the_optimizer_removes_the_counting(
    spark: SparkSession, new_address: NewAddress
) -> None:
    rules = [Rule("never", F.lit(False), on_violation="quarantine")]
    case = Case(spark, new_address, Overwrite(), rules)
    counts = case.load(case.frame((1, 1), (2, 2)))
    assert (counts.rows, counts.kept, counts.quarantined) == (2, 0, 2)
    always = Case(
        spark, new_address, Overwrite(), [Rule("a", F.lit(True), on_violation="quarantine")]
    )
    counts = always.load(always.frame((1, 1), (2, 2)))
    assert (counts.rows, counts.kept, counts.quarantined) == (2, 2, 0)
    assert always.quarantine() == []
