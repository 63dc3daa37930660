"""Random tables and rules, with an oracle: SQL's three-valued logic in plain Python."""

from __future__ import annotations

import operator
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st
from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import Rule
from databricks_utils.rules.options import NullsMeaning, OnViolation

Row = tuple[int | None, str | None, bool | None]
Truth = bool | None

SCHEMA = T.StructType(
    [
        T.StructField("a.b", T.IntegerType()),
        T.StructField("tëxt `x`", T.StringType()),
        T.StructField("flag", T.BooleanType()),
    ]
)
NUMBER, TEXT = 0, 1
_QUOTED = ("`a.b`", "`tëxt ``x```", "flag")


def tables(at_least: int = 0) -> st.SearchStrategy[list[Row]]:
    """Up to forty rows, with NULLs, repeated rows and odd texts."""
    row = st.tuples(
        st.none() | st.integers(-3, 3),
        st.none() | st.sampled_from(["", "a", "ä", "日本", "'", "\\", "a\nb"]),
        st.none() | st.booleans(),
    )
    return st.lists(row, min_size=at_least, max_size=40)


@dataclass(frozen=True)
class Condition:
    """A condition as Spark and as Python evaluate it."""

    column: Callable[[], Column]
    evaluate: Callable[[Row], Truth]
    text: str

    def __repr__(self) -> str:
        return self.text


def _compare(index: int, symbol: str, value: int | str) -> Condition:
    compare = {"<": operator.lt, ">": operator.gt, "=": operator.eq}[symbol]

    def evaluate(row: Row) -> Truth:
        cell = row[index]
        return None if cell is None else bool(compare(cell, value))

    def column() -> Column:
        result: Column = compare(F.col(_QUOTED[index]), F.lit(value))
        return result

    return Condition(column, evaluate, f"{_QUOTED[index]} {symbol} {value!r}")


def _not(inner: Condition) -> Condition:
    def evaluate(row: Row) -> Truth:
        truth = inner.evaluate(row)
        return None if truth is None else not truth

    return Condition(lambda: ~inner.column(), evaluate, f"not ({inner})")


def _and(left: Condition, right: Condition) -> Condition:
    def evaluate(row: Row) -> Truth:
        both = (left.evaluate(row), right.evaluate(row))
        return False if False in both else None if None in both else True

    return Condition(lambda: left.column() & right.column(), evaluate, f"({left} and {right})")


def _or(left: Condition, right: Condition) -> Condition:
    return _not(_and(_not(left), _not(right)))


def _flag_of(row: Row) -> Truth:
    return row[2]


NEVER = Condition(lambda: F.lit(False), lambda row: False, "false")
_leaves = st.one_of(
    st.builds(_compare, st.just(NUMBER), st.sampled_from("<>="), st.integers(-3, 3)),
    st.builds(_compare, st.just(TEXT), st.sampled_from("<>="), st.sampled_from(["", "a", "日本"])),
    st.just(Condition(lambda: F.col("flag"), _flag_of, "flag")),
    st.just(
        Condition(
            lambda: F.col(_QUOTED[NUMBER]).isNull(), lambda row: row[NUMBER] is None, "a.b is null"
        )
    ),
    st.just(Condition(lambda: F.lit(None).cast("boolean"), lambda row: None, "null")),
    st.just(NEVER),
)
conditions = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(_not, inner), st.builds(_and, inner, inner), st.builds(_or, inner, inner)
    ),
    max_leaves=4,
)


@dataclass(frozen=True)
class RuleCase:
    """A rule without Spark, so that it can be made before a session exists."""

    condition: Condition
    on_violation: OnViolation
    nulls: NullsMeaning

    def rule(self, name: str) -> Rule:
        return Rule(name, self.condition.column(), on_violation=self.on_violation, nulls=self.nulls)

    def violated_by(self, row: Row) -> bool:
        truth = self.condition.evaluate(row)
        return truth is False or (truth is None and self.nulls == "violate")


def rule_cases(*actions: OnViolation, at_least: int = 0) -> st.SearchStrategy[list[RuleCase]]:
    """Up to six rules with these actions."""
    nulls: list[NullsMeaning] = ["violate", "pass"]
    rule = st.builds(RuleCase, conditions, st.sampled_from(actions), st.sampled_from(nulls))
    return st.lists(rule, min_size=at_least, max_size=6)


_TEXTS = ["", "a", "ä", "日本", "'", "\\", "a\nb"]


def drawn_table(draw: random.Random, longest: int = 12) -> list[Row]:
    """Rows by a generator: a strategy cannot draw hundreds of tables at once."""
    return [
        (
            draw.choice([None, *range(-3, 4)]),
            draw.choice([None, *_TEXTS]),
            draw.choice([None, True, False]),
        )
        for _ in range(draw.randint(0, longest))
    ]


def _drawn_condition(draw: random.Random, depth: int = 2) -> Condition:
    kind = draw.choice(["number", "text", "flag", "null"] + ["not", "and", "or"] * min(depth, 1))
    match kind:
        case "number":
            return _compare(NUMBER, draw.choice("<>="), draw.randint(-3, 3))
        case "text":
            return _compare(TEXT, draw.choice("<>="), draw.choice(["", "a", "日本"]))
        case "flag":
            return Condition(lambda: F.col("flag"), _flag_of, "flag")
        case "null":
            return Condition(lambda: F.lit(None).cast("boolean"), lambda row: None, "null")
        case "not":
            return _not(_drawn_condition(draw, depth - 1))
    join = _and if kind == "and" else _or
    return join(_drawn_condition(draw, depth - 1), _drawn_condition(draw, depth - 1))


def drawn_rules(draw: random.Random, *actions: OnViolation) -> list[RuleCase]:
    """One to four rules with these actions."""
    nulls: list[NullsMeaning] = ["violate", "pass"]
    return [
        RuleCase(_drawn_condition(draw), draw.choice(actions), draw.choice(nulls))
        for _ in range(draw.randint(1, 4))
    ]


Fate = Literal["kept", "quarantined", "dropped"]


def expected_fate(row: Row, cases: list[RuleCase]) -> Fate:
    """What must become of a row."""
    violated = {case.on_violation for case in cases if case.violated_by(row)}
    if "quarantine" in violated:
        return "quarantined"
    return "dropped" if "drop" in violated else "kept"


def violated_names(row: Row, cases: list[RuleCase]) -> list[str]:
    """The names of all rules a row violates, in their order."""
    return [f"rule {i}" for i, case in enumerate(cases) if case.violated_by(row)]


def to_rules(cases: list[RuleCase]) -> list[Rule]:
    """The rules, named as `violated_names` names them."""
    return [case.rule(f"rule {i}") for i, case in enumerate(cases)]
