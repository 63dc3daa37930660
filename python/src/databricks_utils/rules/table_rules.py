"""Rules over many rows: what the rows of a run must satisfy together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, get_args

from pyspark.sql import Column

from databricks_utils.errors import PipelineError
from databricks_utils.rules.options import (
    Percent,
    Severity,
    Threshold,
    check_columns,
    check_option,
    check_threshold,
)

WarnOrFail = Literal["warn", "fail"]


@dataclass(frozen=True, eq=False)
class UniqueRule:
    """No two rows that are kept may have the same values in `columns`.

    As in SQL, rows with a NULL in one of them are not duplicates. `where` limits the rule to
    rows where it is TRUE. Every row that has a duplicate counts as a violation.
    """

    name: str
    columns: Sequence[str] = field(kw_only=True)
    where: Column | None = field(default=None, kw_only=True)
    on_violation: WarnOrFail = field(kw_only=True)
    severity: Severity = field(default="medium", kw_only=True)
    fail_above: Threshold | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_option(self.name, "on_violation", self.on_violation, get_args(WarnOrFail))
        check_option(self.name, "severity", self.severity, get_args(Severity))
        check_threshold(self.name, self.fail_above)
        check_columns(self.name, self.columns)


@dataclass(frozen=True, eq=False)
class FreshnessRule:
    """The newest value of a time column may not be older than `max_age` when the run checks it.

    For a table that appends or merges, the rows already stored count too, and where a condition
    says which rows are replaced, those that are not. A date counts as its midnight. A table without
    any value violates the rule.
    """

    name: str
    column: str = field(kw_only=True)
    max_age: timedelta = field(kw_only=True)
    on_violation: WarnOrFail = field(kw_only=True)
    severity: Severity = field(default="medium", kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_option(self.name, "on_violation", self.on_violation, get_args(WarnOrFail))
        check_option(self.name, "severity", self.severity, get_args(Severity))
        if self.max_age <= timedelta(0):
            raise PipelineError(
                f'the rule "{self.name}" has max_age={self.max_age}', hint="Give a positive age."
            )


@dataclass(frozen=True, eq=False)
class MetricRule:
    """One number over the rows that a run keeps must be within bounds.

    `value` is an aggregate. `within_of_usual` compares with the mean of the last runs that passed;
    while there is none, it passes. A value that is NULL or NaN violates the rule.
    """

    name: str
    value: Column
    minimum: float | None = field(default=None, kw_only=True)
    maximum: float | None = field(default=None, kw_only=True)
    within_of_usual: Percent | None = field(default=None, kw_only=True)
    on_violation: WarnOrFail = field(kw_only=True)
    severity: Severity = field(default="medium", kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        check_option(self.name, "on_violation", self.on_violation, get_args(WarnOrFail))
        check_option(self.name, "severity", self.severity, get_args(Severity))
        if self.minimum is None and self.maximum is None and self.within_of_usual is None:
            raise PipelineError(
                f'the rule "{self.name}" has no bounds',
                hint="Give minimum, maximum or within_of_usual.",
            )

    def bounds(self, usual: float | None) -> tuple[float | None, float | None]:
        """The least and the greatest value that pass, given the mean of the last runs."""
        low, high = self.minimum, self.maximum
        if self.within_of_usual is not None and usual is not None:
            room = abs(usual) * self.within_of_usual.value / 100
            low = usual - room if low is None else max(low, usual - room)
            high = usual + room if high is None else min(high, usual + room)
        return low, high

    def passes(self, value: float | None, usual: float | None) -> bool:
        """Whether a value is within the bounds."""
        if value is None or math.isnan(value):
            return False
        low, high = self.bounds(usual)
        return (low is None or value >= low) and (high is None or value <= high)


MeasuredRule = FreshnessRule | MetricRule
