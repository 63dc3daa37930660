"""The history of what rules found: a Delta table of the project, a row for each rule and run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.rules.declared import MetricRule
from databricks_utils.runs.outcome import TableOutcome
from databricks_utils.schema import nullable_schema
from databricks_utils.writes.ddl import TableOptions
from databricks_utils.writes.strategies import Append
from databricks_utils.writes.writers import prepare

RUNS_THAT_ARE_USUAL = 10

RESULTS_SCHEMA = T.StructType(
    [
        T.StructField("run_id", T.StringType(), nullable=False),
        T.StructField("checked_at", T.TimestampType(), nullable=False),
        T.StructField("table", T.StringType(), nullable=False),
        T.StructField("rule", T.StringType(), nullable=False),
        T.StructField("kind", T.StringType(), nullable=False),
        T.StructField("severity", T.StringType(), nullable=False),
        T.StructField("on_violation", T.StringType(), nullable=False),
        T.StructField("rows", T.LongType()),
        T.StructField("violations", T.LongType(), nullable=False),
        T.StructField("value", T.DoubleType()),
        T.StructField("passed", T.BooleanType(), nullable=False),
    ]
)
_OPTIONS = TableOptions(comment="What data quality rules found: a row for each rule and run")


def record_results(
    spark: SparkSession,
    address: TableAddress,
    run_id: str,
    outcomes: Sequence[TableOutcome],
    *,
    now: datetime | None = None,
) -> int:
    """Appends the findings of a run to the table at `address`; returns how many there were.

    The table is made by the first run that finds something. Runs append at the same time.
    """
    at = (now or datetime.now(timezone.utc)).isoformat()
    records = [
        {
            "run_id": run_id,
            "checked_at": at,
            "table": outcome.table,
            "rule": rule.name,
            "kind": rule.kind,
            "severity": rule.severity,
            "on_violation": rule.on_violation,
            "rows": outcome.rows.read if outcome.rows is not None else None,
            "violations": rule.violations,
            "value": rule.value,
            "passed": rule.violations == 0,
        }
        for outcome in outcomes
        for rule in outcome.rules
    ]
    if records:
        frame = _frame(spark, records)
        prepare(spark, address, RESULTS_SCHEMA, Append(), _OPTIONS).write(frame)
    return len(records)


def usual_values(
    spark: SparkSession, address: TableAddress, table: str, rules: Sequence[MetricRule]
) -> Mapping[str, float]:
    """The mean of the last values that passed, by rule, of rules that compare with it."""
    names = [rule.name for rule in rules if rule.within_of_usual is not None]
    if not names or not spark.catalog.tableExists(address.name):
        return {}
    latest = (
        spark.table(address.name)
        .where(
            (F.col("table") == F.lit(table))
            & F.col("rule").isin(names)
            & F.col("passed")
            & F.col("value").isNotNull()
        )
        .groupBy("rule")
        .agg(F.sort_array(F.collect_list(F.struct("checked_at", "value")), asc=False).alias("all"))
        .select("rule", F.slice("all", 1, RUNS_THAT_ARE_USUAL)["value"].alias("latest"))
    )
    total = F.aggregate("latest", F.lit(0.0), lambda sum_, v: sum_ + v)
    mean = latest.select("rule", (total / F.size("latest")).alias("mean"))
    return {row["rule"]: row["mean"] for row in mean.take(len(names))}


def _frame(spark: SparkSession, records: Sequence[Mapping[str, object]]) -> DataFrame:
    """Rows that Java makes on its own; `createDataFrame` would start a Python worker for them."""
    text = json.dumps(records, ensure_ascii=False)
    array = F.from_json(F.lit(text), T.ArrayType(nullable_schema(RESULTS_SCHEMA)))
    return spark.range(0, 1, 1, 1).select(F.inline(array))
