"""Data quality rules: what rows, or sets of rows, must fulfil."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from pyspark.sql import Column
from pyspark.sql import functions as F

from databricks_utils.errors import PipelineError
from databricks_utils.suggest import did_you_mean

OnViolation = Literal["warn", "drop", "quarantine", "fail"]
Severity = Literal["low", "medium", "high", "critical"]
NullsMeaning = Literal["violate", "pass"]


@dataclass(frozen=True)
class Percent:
    """A share of the rows read, from 0 to 100."""

    value: float

    def __post_init__(self) -> None:
        if not 0 <= self.value <= 100:
            raise PipelineError(f"{self.value} percent is impossible", hint="Give 0 to 100.")


Threshold = Percent | int


@dataclass(frozen=True, eq=False)
class Rule:
    """A condition each row must fulfil: a row passes where it is TRUE.

    A condition that is NULL violates the rule, unless `nulls` is "pass". What happens to a row is
    decided by the strictest of the rules it violates: quarantine, then drop, then warn. A rule
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
        _check_option(self.name, "on_violation", self.on_violation, get_args(OnViolation))
        _check_option(self.name, "severity", self.severity, get_args(Severity))
        _check_option(self.name, "nulls", self.nulls, get_args(NullsMeaning))
        _check_threshold(self.name, self.fail_above)

    def violated(self) -> Column:
        """TRUE or FALSE, never NULL: whether a row violates the rule."""
        return ~F.coalesce(self.condition, F.lit(self.nulls == "pass"))


@dataclass(frozen=True, eq=False)
class UniqueRule:
    """No two rows that are kept may have the same values in `columns`.

    As in SQL, rows with a NULL in one of them are no duplicates. `where` limits the rule to rows
    where it is TRUE. Every row that has a double counts as a violation.
    """

    name: str
    columns: Sequence[str] = field(kw_only=True)
    where: Column | None = field(default=None, kw_only=True)
    on_violation: Literal["warn", "fail"] = field(kw_only=True)
    severity: Severity = field(default="medium", kw_only=True)
    fail_above: Threshold | None = field(default=None, kw_only=True)
    description: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        _check_option(self.name, "on_violation", self.on_violation, ("warn", "fail"))
        _check_option(self.name, "severity", self.severity, get_args(Severity))
        _check_threshold(self.name, self.fail_above)
        if not self.columns or isinstance(self.columns, str):
            raise PipelineError(
                f'the rule "{self.name}" has no columns', hint="Give a list of names."
            )


AnyRule = Rule | UniqueRule


def allowed_violations(rule: AnyRule, rows: int) -> float | None:
    """How many violations a table of so many rows may have; None if any number."""
    match rule.fail_above:
        case Percent(value):
            return rows * value / 100
        case int(limit):
            return limit
        case None:
            return 0 if rule.on_violation == "fail" else None


def check_rules(rules: Sequence[AnyRule], table: str) -> None:
    """Raises PipelineError if two rules have one name."""
    names = [rule.name for rule in rules]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise PipelineError(
            f"{table} has several rules named {', '.join(repeated)}", hint="Give each its own name."
        )


def _check_option(rule: str, option: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise PipelineError(
            f'the rule "{rule}" has {option}="{value}"',
            hint=did_you_mean(str(value), known, f"Known are {', '.join(known)}."),
        )


def _check_threshold(rule: str, threshold: object) -> None:
    fits = threshold is None or isinstance(threshold, Percent)
    if not fits and (
        isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < 0
    ):
        raise PipelineError(
            f'the rule "{rule}" has fail_above={threshold!r}',
            hint="Give a number of rows, or Percent(5) for a share of them.",
        )
