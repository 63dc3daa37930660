"""Rules that each row must satisfy by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import get_args

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from databricks_utils.naming import column
from databricks_utils.rules.options import (
    NullsMeaning,
    OnViolation,
    Severity,
    Threshold,
    check_columns,
    check_option,
    check_threshold,
)


@dataclass(frozen=True, eq=False)
class Rule:
    """A condition that each row must satisfy: a row passes if it is TRUE.

    A condition that is NULL violates the rule, unless `nulls` is "pass". The strictest of the rules
    that a row violates decides what happens to it: quarantine, then drop, then warn. A rule
    that says "fail" forbids the write if any row violates it; with `fail_above`, any rule forbids
    the write if more rows than that violate it.
    """

    name: str
    condition: Column
    on_violation: OnViolation = field(kw_only=True)
    severity: Severity = field(default="medium", kw_only=True)
    nulls: NullsMeaning = field(default="violate", kw_only=True)
    fail_above: Threshold | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_option(self.name, "on_violation", self.on_violation, get_args(OnViolation))
        check_option(self.name, "severity", self.severity, get_args(Severity))
        check_option(self.name, "nulls", self.nulls, get_args(NullsMeaning))
        check_threshold(self.name, self.fail_above)

    def violated(self) -> Column:
        """TRUE or FALSE, never NULL: whether a row violates the rule."""
        return ~F.coalesce(self.condition, F.lit(self.nulls == "pass"))


@dataclass(frozen=True, eq=False)
class ReferenceRule:
    """Each row must have a match in the table `to`, as with a foreign key.

    `on` says what a match is. In it, columns of the row are outer columns of "row", and columns of
    `to` are those of "to": `F.col("row.carrier").outer() == F.col("to.carrier")`. `columns` are
    the row's columns in `on`: a row with a NULL in one of them passes, unless `nulls` is "violate".
    """

    name: str
    to: str = field(kw_only=True)
    on: Column = field(kw_only=True)
    columns: Sequence[str] = field(kw_only=True)
    on_violation: OnViolation = field(kw_only=True)
    severity: Severity = field(default="medium", kw_only=True)
    nulls: NullsMeaning = field(default="pass", kw_only=True)
    fail_above: Threshold | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_option(self.name, "on_violation", self.on_violation, get_args(OnViolation))
        check_option(self.name, "severity", self.severity, get_args(Severity))
        check_option(self.name, "nulls", self.nulls, get_args(NullsMeaning))
        check_threshold(self.name, self.fail_above)
        check_columns(self.name, self.columns)

    def violated(self, to: DataFrame) -> Column:
        """TRUE or FALSE, never NULL, in a frame with the alias "row": whether a row has no match.

        Spark plans it as an existence join: however many matches a row has, it stays one row.
        """
        missing = ~to.alias("to").where(self.on).exists()
        if self.nulls == "violate":
            return missing
        return missing & reduce(Column.__and__, [column(c).isNotNull() for c in self.columns])


RowRule = Rule | ReferenceRule


def fails_at_once(rule: RowRule) -> bool:
    """Whether a single row that violates the rule forbids the write."""
    return rule.on_violation == "fail" and rule.fail_above is None


def violated(rule: RowRule, references: Mapping[str, DataFrame]) -> Column:
    """Whether a row violates a rule; `references` are the tables that rules refer to."""
    return (
        rule.violated(references[rule.to]) if isinstance(rule, ReferenceRule) else rule.violated()
    )
