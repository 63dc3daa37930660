"""Data quality of any frame, without a definition, a pipeline or a configuration.

    from pyspark.sql import functions as F
    from databricks_utils.data_quality import Rule, UniqueRule, split, validate

    orders = spark.sql("SELECT id AS order_id, id - 1 AS amount FROM range(3)")
    rules = [
        Rule("positive", F.col("amount") > 0, on_violation="quarantine"),
        UniqueRule("one_per_order", columns=["order_id"], on_violation="fail"),
    ]
    report = validate(orders, rules)  # counts, nothing is written
    assert report.passed and report.counts.quarantined == 2
    parts = split(orders, rules)  # parts.kept, parts.quarantined, parts.dropped

A row passes a rule only if its condition is TRUE; `nulls="pass"` lets NULL pass too. Every row
is kept, quarantined or dropped, exactly one of them. Works on PySpark 4.0 to 4.2, also through
Spark Connect; no Python function runs on rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from databricks_utils.errors import PipelineError, QualityError
from databricks_utils.naming import column
from databricks_utils.rules.census import breaches, count_duplicates, count_rows
from databricks_utils.rules.declared import (
    AnyRule,
    FreshnessRule,
    MetricRule,
    Percent,
    ReferenceRule,
    Rule,
    UniqueRule,
)
from databricks_utils.rules.measures import measure
from databricks_utils.rules.quality import MarkedFrame, RowCounts, Split
from databricks_utils.rules.quality import apply_rules as split
from databricks_utils.schema import schema_differences
from databricks_utils.suggest import did_you_mean

__all__ = [
    "AnyRule",
    "FreshnessRule",
    "MetricRule",
    "Percent",
    "ReferenceRule",
    "Report",
    "RowCounts",
    "Rule",
    "Split",
    "UniqueRule",
    "duplicates",
    "null_rates",
    "schema_differences",
    "split",
    "validate",
]


@dataclass(frozen=True)
class Report:
    """What rules found in a frame.

    `counts.violations` has the number of rows that violate each rule, by its name, and
    `counts.values` what freshness and metric rules measured. `breaches` says in words which rules
    forbid a write.
    """

    name: str
    counts: RowCounts
    breaches: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether no rule forbids a write; rules that warn may still have been violated."""
        return not self.breaches

    def raise_for_breaches(self) -> None:
        """Raises QualityError that names every rule that forbids a write."""
        if self.breaches:
            raise QualityError(self.name, self.breaches)

    def __str__(self) -> str:
        counts = self.counts
        head = (
            f"{self.name}: {counts.rows} rows, {counts.kept} kept, {counts.quarantined} "
            f"quarantined, {counts.dropped} dropped"
        )
        found = [f"  {rule}: {n} violate it" for rule, n in counts.violations.items() if n]
        return "\n".join([head, *found, *(f"  failed: {breach}" for breach in self.breaches)])


def validate(
    frame: DataFrame,
    rules: Sequence[AnyRule],
    *,
    name: str = "the frame",
    references: Mapping[str, DataFrame] | None = None,
    usual: Mapping[str, float] | None = None,
    now: datetime | None = None,
) -> Report:
    """Counts what rules find in a frame, and writes nothing.

    All row and reference rules take one scan; all freshness and metric rules one more, over the
    rows that are kept; each unique rule one of its own. `references` has the frames that reference
    rules name, `usual` the usual values of metric rules.
    """
    marked = MarkedFrame(frame, rules, name, references)
    counts = count_rows(marked)
    measured = measure(marked.kept(), rules, usual=usual, now=now)
    violations = {
        **counts.violations,
        **{r.name: count_duplicates(marked, r) for r in rules if isinstance(r, UniqueRule)},
        **{rule: int(not m.passed) for rule, m in measured.items()},
    }
    found = replace(
        counts, violations=violations, values={rule: m.value for rule, m in measured.items()}
    )
    texts = {rule: m.text for rule, m in measured.items()}
    return Report(name, found, tuple(breaches(rules, counts.rows, violations, texts)))


def null_rates(frame: DataFrame, columns: Sequence[str] | None = None) -> dict[str, float]:
    """The share of rows, 0 to 1, in which each column is NULL; in one scan.

    All columns by default. A frame without rows has no NULL: 0. Raises PipelineError for an unknown
    column.
    """
    names = list(frame.columns if columns is None else columns)
    _check_columns(frame, names)
    shares = [
        F.coalesce(F.avg(column(name).isNull().cast("int")), F.lit(0.0)).alias(f"c{i}")
        for i, name in enumerate(names)
    ]
    row = frame.agg(*shares).first() if shares else None
    return {} if row is None else {name: float(row[i]) for i, name in enumerate(names)}


def duplicates(frame: DataFrame, columns: Sequence[str]) -> DataFrame:
    """Values that several rows share in `columns`: these columns and `count`, the number of rows.

    As in SQL, rows with a NULL in one of the columns are not duplicates. Raises PipelineError for
    an unknown column.
    """
    _check_columns(frame, columns)
    if not columns or "count" in columns:
        raise PipelineError(
            'there are no columns, or one is named "count"',
            hint='Name at least one column; rename one that is called "count".',
        )
    present = reduce(Column.__and__, [column(name).isNotNull() for name in columns])
    groups = frame.where(present).groupBy(*[column(name) for name in columns])
    return groups.agg(F.count(F.lit(1)).alias("count")).where(F.col("count") > 1)


def _check_columns(frame: DataFrame, columns: Sequence[str]) -> None:
    known = {name.lower() for name in frame.columns}
    for name in columns:
        if name.lower() not in known:
            raise PipelineError(
                f'there is no column "{name}"',
                hint=did_you_mean(name, frame.columns, f"Columns: {', '.join(frame.columns)}."),
            )
