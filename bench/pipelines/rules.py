"""Twenty rules on each row: counts by rule, kept and quarantined rows written to Delta tables.

The generated table, the same by hand, and DQX's split of the same rules with its observer.
"""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import MagicMock

from contest import Contender, Tables, compete
from data import COUNTRIES, CURRENCIES, STATUSES, orders
from project import Project
from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as F

SOURCE, TABLE = "bronze.orders", "silver.checked"
ADDRESS, POSTCODE = "^[^@ ]+@[^@ ]+$", "^[0-9]{5}$"
#: What each way has counted: rows that violate a rule, by rule.
Counts = dict[str, int]


def write(frame: DataFrame, name: str) -> None:
    """Replaces the rows of a table; with `saveAsTable` on Delta, what Spark observes is lost."""
    spark = frame.sparkSession
    if not spark.catalog.tableExists(name):
        spark.createDataFrame([], frame.schema).write.format("delta").saveAsTable(name)
    frame.writeTo(name).overwrite(F.lit(True))


def conditions() -> dict[str, Column]:
    """Whether a row passes, as one would write it by hand."""

    def known(name: str) -> Column:
        return F.col(name).isNotNull()

    def listed(name: str, values: tuple[str, ...]) -> Column:
        return holds(F.col(name).isin(*values))

    def holds(condition: Column) -> Column:
        return F.coalesce(condition, F.lit(True))

    return {
        "order_id_known": known("order_id"),
        "customer_known": known("customer_id"),
        "email_known": known("email"),
        "email_is_one": holds(F.col("email").rlike(ADDRESS)),
        "country_known": known("country"),
        "country_listed": listed("country", COUNTRIES),
        "status_known": known("status"),
        "status_listed": listed("status", STATUSES),
        "currency_listed": listed("currency", CURRENCIES),
        "quantity_known": known("quantity"),
        "quantity_sane": holds(F.col("quantity").between(1, 100)),
        "unit_price_known": known("unit_price"),
        "unit_price_sane": holds(F.col("unit_price").between(0, 5000)),
        "discount_sane": holds(F.col("discount").between(0, 500)),
        "total_not_negative": holds(F.col("total") >= 0),
        "total_above_discount": holds(F.col("total") >= F.col("discount")),
        "ordered_at_known": known("ordered_at"),
        "sent_after_ordered": holds(F.col("shipped_at") >= F.col("ordered_at")),
        "postcode_is_one": holds(F.col("postcode").rlike(POSTCODE)),
        "note_not_empty": holds(F.col("note") != ""),
    }


def by_hand(source: DataFrame, kept: str, quarantined: str) -> Counts:
    """The names of the rules that a row violates, and the rows apart by whether there are any."""
    passes = conditions()
    violated = F.array_compact(F.array(*[F.when(~p, F.lit(n)) for n, p in passes.items()]))
    checked = source.withColumn("violated", violated)
    seen = Observation()
    counters = [F.count_if(F.array_contains("violated", name)).alias(name) for name in passes]
    counted = checked.observe(seen, F.count(F.lit(1)).alias("rows"), *counters)
    write(counted.where(F.size("violated") == 0).drop("violated"), kept)
    write(checked.where(F.size("violated") > 0), quarantined)
    found = seen.get
    return {name: found[name] for name in passes}


def with_dqx(source: DataFrame, kept: str, quarantined: str) -> Counts:
    """DQX without its telemetry; a workspace that answers anything stands for Databricks."""
    from databricks.labs.dqx.engine import DQEngineCore
    from databricks.labs.dqx.metrics_observer import DQMetricsObserver

    engine = DQEngineCore(MagicMock(), source.sparkSession, observer=DQMetricsObserver())
    good, bad, seen = engine.apply_checks_and_split(source, dqx_checks())  # type: ignore[misc]
    write(good, kept)
    write(bad, quarantined)
    found = json.loads(seen.get["check_metrics"])
    return {one["check_name"]: int(one["error_count"]) for one in found}


def dqx_checks() -> list[Any]:
    from databricks.labs.dqx import check_funcs as check
    from databricks.labs.dqx.rule import DQRowRule

    def rule(name: str, function: Any, column: str | None = None, **options: Any) -> Any:
        return DQRowRule(
            name=name,
            criticality="error",
            check_func=function,
            column=column,
            check_func_kwargs=options,
        )

    def listed(name: str, column: str, values: tuple[str, ...]) -> Any:
        return rule(name, check.is_in_list, column, allowed=[F.lit(v) for v in values])

    def at_least(name: str, lower: str, upper: str) -> Any:
        return rule(name, check.sql_expression, expression=f"{upper} >= {lower}", msg=name)

    return [
        rule("order_id_known", check.is_not_null, "order_id"),
        rule("customer_known", check.is_not_null, "customer_id"),
        rule("email_known", check.is_not_null, "email"),
        rule("email_is_one", check.regex_match, "email", regex=ADDRESS),
        rule("country_known", check.is_not_null, "country"),
        listed("country_listed", "country", COUNTRIES),
        rule("status_known", check.is_not_null, "status"),
        listed("status_listed", "status", STATUSES),
        listed("currency_listed", "currency", CURRENCIES),
        rule("quantity_known", check.is_not_null, "quantity"),
        rule("quantity_sane", check.is_in_range, "quantity", min_limit=1, max_limit=100),
        rule("unit_price_known", check.is_not_null, "unit_price"),
        rule("unit_price_sane", check.is_in_range, "unit_price", min_limit=0, max_limit=5000),
        rule("discount_sane", check.is_in_range, "discount", min_limit=0, max_limit=500),
        rule("total_not_negative", check.is_not_less_than, "total", limit=0),
        at_least("total_above_discount", "discount", "total"),
        rule("ordered_at_known", check.is_not_null, "ordered_at"),
        at_least("sent_after_ordered", "ordered_at", "shipped_at"),
        rule("postcode_is_one", check.regex_match, "postcode", regex=POSTCODE),
        rule("note_not_empty", check.is_not_empty, "note"),
    ]


def compare_rules(project: Project, rows: int, rounds: int) -> dict[str, list[float]]:
    """Seconds and CPU seconds of each way, medians; rows and counts must be the same."""
    spark = project.spark
    project.land(SOURCE, orders(spark, rows))
    spark.sql("CREATE SCHEMA IF NOT EXISTS others")
    source = spark.table(project.name(SOURCE))
    counts: dict[str, Counts] = {}

    def generated() -> None:
        counts["generated"] = {r.name: r.violations for r in project.run(TABLE).rules}

    def tables(kept: str, quarantined: str) -> Tables:
        # What is noted about a row differs; which rows are put aside must not.
        return {
            "kept": spark.table(kept),
            "quarantined": spark.table(quarantined).select(source.columns),
        }

    def other(name: str, function: Any) -> Contender:
        kept, quarantined = f"others.{name}_kept", f"others.{name}_quarantined"

        def run() -> None:
            counts[name] = function(source, kept, quarantined)

        return Contender(run, lambda: tables(kept, quarantined))

    contenders = {
        "generated": Contender(
            generated, lambda: tables(project.name(TABLE), project.quarantine(TABLE))
        ),
        "by hand": other("hand", by_hand),
        "DQX": other("dqx", with_dqx),
    }
    times = compete(spark, "rules", contenders, rounds)
    for name, found in counts.items():
        if found != counts["generated"]:
            raise SystemExit(f"rules: {name} counts {found}, generated {counts['generated']}")
    return times
