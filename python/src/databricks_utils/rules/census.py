"""Counts before and while a table is written: what became of its rows, and what forbids it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame, Observation
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import SPARK_ERRORS, QualityError
from databricks_utils.naming import column
from databricks_utils.rules.declared import AnyRule, UniqueRule, allowed_violations
from databricks_utils.rules.quality import MarkedFrame, RowCounts
from databricks_utils.writes.keys import (
    BatchKeys,
    counting,
    grouping,
    identity_columns,
    raise_for_keys,
    read_keys,
)
from databricks_utils.writes.strategies import KeyedWrite

# Reserved: next to it are the columns of a unique rule, whatever their names are.
_ROWS = "__lakewright_rows"


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
    schema = T.StructType(marked.frame.schema.fields[: len(marked.columns)])
    identity = identity_columns(write)
    counters = marked.counters()
    groups = marked.frame.groupBy(*[column(name) for name in identity])
    grouped = groups.agg(*counters, *grouping(schema, marked.is_kept()))
    names = grouped.columns[len(identity) : len(identity) + len(counters)]
    totals = [F.coalesce(F.sum(name), F.lit(0)).alias(name) for name in names]
    row = grouped.agg(*totals, *counting(schema, write)).first()
    assert row is not None
    found = read_keys(schema, write, row)
    raise_for_keys(write, table, found)
    return marked.read_counts({name: row[name] for name in names}), found


def count_duplicates(marked: MarkedFrame, rule: UniqueRule) -> int:
    """Rows among those kept that share their values with another one."""
    rows = marked.kept()
    present = [column(name).isNotNull() for name in rule.columns]
    condition = reduce(Column.__and__, present)
    if rule.where is not None:
        condition = condition & rule.where
    groups = rows.where(condition).groupBy(*[column(name) for name in rule.columns])
    rows_of_group = F.col(_ROWS)
    row = (
        groups.agg(F.count(F.lit(1)).alias(_ROWS))
        .agg(F.sum(F.when(rows_of_group > 1, rows_of_group)).alias("duplicates"))
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
            why = texts.get(rule.name, f"{count} of {rows} rows, at most {allowed:g} allowed")
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


@dataclass(frozen=True)
class Aside:
    """What was counted among the rows set aside."""

    rows: int
    violations: dict[str, int]


class ObservedCounts:
    """Counts taken from the scans that write, at next to no cost.

    With `aside`, a rule that quarantines is counted among the few rows set aside: no other row
    violates it. The other rules (without `aside`, all) and the fates of all rows are counted where
    rows are kept.
    """

    def __init__(self, marked: MarkedFrame, *, aside: bool) -> None:
        self._marked = marked
        self._counts_aside = aside
        self._aside, self._kept = Observation(), Observation()

    def quarantined(self) -> DataFrame:
        """The rows to set aside."""
        marked = self._marked
        if not self._counts_aside:
            return marked.quarantined()
        # Rows are filtered first: otherwise all of them would be copied to be counted.
        aside = marked.frame.where(marked.is_quarantined())
        counters = [marked.row_counter(), *marked.rule_counters(quarantining=True)]
        return marked.quarantined(aside.observe(self._aside, *counters))

    def kept(self) -> DataFrame:
        """The rows to write; `read_kept` after they were."""
        marked = self._marked
        rules = marked.rule_counters(quarantining=False if self._counts_aside else None)
        return marked.kept(marked.frame.observe(self._kept, *marked.fate_counters(), *rules))

    def read_aside(self) -> Aside | None:
        """What was counted where rows were set aside, after they were written; None if nothing."""
        if not self._counts_aside:
            return None
        found = self._values(self._aside)
        counts = count_rows(self._marked) if found is None else self._marked.read_counts(found)
        rows = counts.quarantined if found is None else counts.rows
        return Aside(rows, counts.violations)

    def read_kept(self) -> RowCounts:
        """All fates, and the rules that were not counted aside."""
        found = self._values(self._kept)
        return count_rows(self._marked) if found is None else self._marked.read_counts(found)

    @staticmethod
    def _values(observation: Observation) -> dict[str, int] | None:
        """None if Spark proved that there are no rows, and removed the counting."""
        try:
            return observation.get or None
        except SPARK_ERRORS:
            return None
