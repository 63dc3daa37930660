"""All kinds of data quality rules."""

from __future__ import annotations

from collections.abc import Sequence

from databricks_utils.errors import PipelineError
from databricks_utils.rules.options import Percent
from databricks_utils.rules.row_rules import ReferenceRule, RowRule, Rule
from databricks_utils.rules.table_rules import FreshnessRule, MeasuredRule, MetricRule, UniqueRule

AnyRule = RowRule | UniqueRule | MeasuredRule

__all__ = [
    "AnyRule",
    "FreshnessRule",
    "MeasuredRule",
    "MetricRule",
    "Percent",
    "ReferenceRule",
    "RowRule",
    "Rule",
    "UniqueRule",
    "allowed_violations",
    "check_rules",
    "kind_of",
]


_KINDS: dict[type, str] = {
    Rule: "row",
    ReferenceRule: "reference",
    UniqueRule: "unique",
    FreshnessRule: "freshness",
    MetricRule: "metric",
}


def kind_of(rule: AnyRule) -> str:
    """One word for the kind of a rule, e.g. "row" or "unique"."""
    return _KINDS[type(rule)]


def allowed_violations(rule: AnyRule, rows: int) -> float | None:
    """How many violations a table with this many rows may have; None if any number."""
    if isinstance(rule, FreshnessRule | MetricRule):
        return 0 if rule.on_violation == "fail" else None
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
