"""Measures rules over many rows: freshness and metrics, all of a table's in one scan."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from databricks_utils.naming import column
from databricks_utils.rules.declared import AnyRule, FreshnessRule, MeasuredRule, MetricRule


@dataclass(frozen=True)
class Measurement:
    """What a rule measured: a number, or for freshness the age in seconds.

    None without a value, and for NaN and infinity: JSON has neither, and both spoil any mean.
    """

    value: float | None
    passed: bool
    text: str


def measured_rules(rules: Sequence[AnyRule]) -> list[MeasuredRule]:
    """The rules that `measure` looks at."""
    return [rule for rule in rules if isinstance(rule, FreshnessRule | MetricRule)]


def measure(
    kept: DataFrame,
    rules: Sequence[AnyRule],
    *,
    stored: DataFrame | None = None,
    usual: Mapping[str, float] | None = None,
    now: datetime | None = None,
) -> dict[str, Measurement]:
    """Measures every freshness and metric rule over the rows to be kept, by name of the rule.

    One scan of `kept`. `stored` has the rows that stay in the table with them: freshness looks at
    those too, which Delta answers from its statistics. `usual` has the mean of earlier runs by
    name of the rule. `now` is the time to compare with, by default the current one.
    """
    measured = measured_rules(rules)
    if not measured:
        return {}
    aggregates = [
        (_newest(rule) if isinstance(rule, FreshnessRule) else rule.value.cast("double")).alias(
            f"m{i}"
        )
        for i, rule in enumerate(measured)
    ]
    row = kept.agg(*aggregates).first()
    assert row is not None
    before = _stored_values(stored, measured)
    at = (now or datetime.now(timezone.utc)).timestamp()
    return {
        rule.name: _judge_freshness(rule, _latest(row[i], before.get(rule.name)), at)
        if isinstance(rule, FreshnessRule)
        else _judge_metric(rule, row[i], (usual or {}).get(rule.name))
        for i, rule in enumerate(measured)
    }


def _newest(rule: FreshnessRule) -> Column:
    return F.unix_micros(F.max(column(rule.column)).cast("timestamp"))


def _stored_values(
    stored: DataFrame | None, rules: Sequence[MeasuredRule]
) -> dict[str, int | None]:
    fresh = [rule for rule in rules if isinstance(rule, FreshnessRule)]
    if stored is None or not fresh:
        return {}
    row = stored.agg(*[_newest(rule).alias(f"m{i}") for i, rule in enumerate(fresh)]).first()
    assert row is not None
    return {rule.name: row[i] for i, rule in enumerate(fresh)}


def _latest(a: int | None, b: int | None) -> int | None:
    return max((v for v in (a, b) if v is not None), default=None)


def _judge_freshness(rule: FreshnessRule, newest: int | None, at: float) -> Measurement:
    if newest is None:
        return Measurement(None, False, f"{rule.column} has no value")
    age = at - newest / 1_000_000
    limit = rule.max_age.total_seconds()
    text = f"the newest {rule.column} is {_span(age)} old, at most {_span(limit)} allowed"
    return Measurement(age, age <= limit, text)


def _judge_metric(rule: MetricRule, value: float | None, usual: float | None) -> Measurement:
    low, high = rule.bounds(usual)
    bounds = " and ".join(
        f"{word} {bound:g}"
        for word, bound in (("at least", low), ("at most", high))
        if bound is not None
    )
    shown = "no value" if value is None else f"{value:g}"
    text = f"{shown}, must be {bounds}" if bounds else shown
    finite = value if value is not None and math.isfinite(value) else None
    return Measurement(finite, rule.passes(value, usual), text)


def _span(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if abs(seconds) >= 2 * length:
            return f"{seconds / length:.1f} {unit}"
    return f"{seconds:.0f} seconds"
