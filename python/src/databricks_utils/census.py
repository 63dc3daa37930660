"""Counts before and while a table is written: what became of its rows, and what forbids it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as F

from databricks_utils.errors import SPARK_ERRORS, QualityError
from databricks_utils.key_bounds import bounding, read_bounds
from databricks_utils.keys import BatchKeys, any_null, identity_columns, raise_for_keys
from databricks_utils.naming import column
from databricks_utils.quality import MarkedFrame, RowCounts
from databricks_utils.rules import AnyRule, UniqueRule, allowed_violations
from databricks_utils.writes import KeyedWrite


def needs_check(rules: Sequence[AnyRule]) -> bool:
    """Whether a rule may forbid the write, so that rows must be counted before it."""
    return any(allowed_violations(rule, rows=0) is not None for rule in rules)


def count_rows(marked: MarkedFrame) -> RowCounts:
    """Counts in one scan."""
    row = marked.frame.agg(*marked.counters()).first()
    assert row is not None
    return marked.read_counts(row.asDict())


def count_for_merge(
    marked: MarkedFrame, write: KeyedWrite, table: str
) -> tuple[RowCounts, BatchKeys]:
    """Counts in one scan, and raises MergeKeyError if kept rows have NULL or ambiguous keys."""
    identity, schema = identity_columns(write), marked.frame.schema
    kept = "kept_in_group"
    groups = marked.frame.groupBy(*[column(name) for name in identity]).agg(
        *marked.counters(), F.count_if(marked.is_kept()).alias(kept)
    )
    counters = [name for name in groups.columns[len(identity) :] if name != kept]
    row = groups.agg(
        *[F.coalesce(F.sum(name), F.lit(0)).alias(name) for name in counters],
        F.sum(F.when(any_null(identity), F.col(kept))).alias("null_rows"),
        F.count_if(~any_null(identity) & (F.col(kept) > 1)).alias("repeated_keys"),
        *bounding(schema, write.keys, F.col(kept) > 0),
    ).first()
    assert row is not None
    bounds = read_bounds(schema, write.keys, row)
    found = BatchKeys(int(row["null_rows"] or 0), int(row["repeated_keys"]), bounds)
    raise_for_keys(marked.kept(), write, table, found)
    return marked.read_counts({name: row[name] for name in counters}), found


def count_duplicates(marked: MarkedFrame, rule: UniqueRule) -> int:
    """Rows among those kept that share their values with another one."""
    rows = marked.kept()
    present = [column(name).isNotNull() for name in rule.columns]
    condition = reduce(Column.__and__, present)
    if rule.where is not None:
        condition = condition & rule.where
    groups = rows.where(condition).groupBy(*[column(name) for name in rule.columns])
    row = (
        groups.agg(F.count(F.lit(1)).alias("n"))
        .agg(F.sum(F.when(F.col("n") > 1, F.col("n"))).alias("duplicates"))
        .first()
    )
    assert row is not None
    return int(row["duplicates"] or 0)


def breaches(
    rules: Sequence[AnyRule],
    rows: int,
    violations: Mapping[str, int],
    measured: Mapping[str, str] | None = None,
) -> list[str]:
    """Every rule that forbids the write, and why, in words.

    `measured` says in words what rules found that measure one number.
    """
    texts = measured or {}
    found = []
    for rule in rules:
        allowed = allowed_violations(rule, rows)
        count = violations[rule.name]
        if allowed is not None and count > allowed:
            why = texts.get(rule.name, f"{count} of {rows} rows, allowed are {allowed:g}")
            found.append(f"{rule.name}: {why}")
    return found


def raise_for_rules(
    rules: Sequence[AnyRule],
    rows: int,
    violations: Mapping[str, int],
    table: str,
    measured: Mapping[str, str] | None = None,
) -> None:
    """Raises QualityError naming every rule that forbids the write."""
    if found := breaches(rules, rows, violations, measured):
        raise QualityError(table, found)


class ObservedCounts:
    """Counts taken from the scan that writes, at no cost."""

    def __init__(self, marked: MarkedFrame) -> None:
        self._marked = marked
        self._observation = Observation()
        self.frame: DataFrame = marked.frame.observe(self._observation, *marked.counters())

    def read(self) -> RowCounts:
        """The counts, after the write.

        If Spark's optimizer proved the written rows to be none and removed the counting with
        them, one more scan counts.
        """
        try:
            values = self._observation.get
        except SPARK_ERRORS:
            values = {}
        return self._marked.read_counts(values) if values else count_rows(self._marked)
