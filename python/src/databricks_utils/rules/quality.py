"""Evaluates all row rules of a table in one scan and decides the fate of each row.

The law: every row is kept, quarantined or dropped, exactly one of them, NULLs included. It holds
because each rule's violation is TRUE or FALSE, never NULL, and the fate is a chain of WHEN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from databricks_utils.errors import PipelineError
from databricks_utils.naming import column
from databricks_utils.rules.declared import AnyRule, ReferenceRule, Rule, check_rules
from databricks_utils.rules.row_rules import fails_at_once, violated

VIOLATED_RULES = "_violated_rules"
RESERVED_PREFIX = "__lakewright_"

_FATE = f"{RESERVED_PREFIX}fate"
# Fates are numbers: strings would be copied and compared for each row.
_KEPT, _QUARANTINED, _DROPPED = 0, 1, 2
# Innermost first, so that quarantine, the outer WHEN, wins over drop.
_FATE_OF: Mapping[str, int] = {"drop": _DROPPED, "quarantine": _QUARANTINED}
# This many rules share a number, one bit each; a long has 63 bits besides its sign.
_BITS = 60


@dataclass(frozen=True)
class Split:
    """A frame split by rules; `quarantined` also has the column `_violated_rules`."""

    kept: DataFrame
    quarantined: DataFrame
    dropped: DataFrame


@dataclass(frozen=True)
class RowCounts:
    """What became of the rows of one frame.

    `violations` counts rows by rule; for a rule that measures one number it is 0 or 1, and `values`
    has that number. A scan that counted only some rules has only those.
    """

    rows: int
    kept: int
    quarantined: int
    dropped: int
    violations: dict[str, int]
    values: dict[str, float | None] = field(default_factory=dict)

    @property
    def conserved(self) -> bool:
        """Whether no row was lost and none invented."""
        return self.rows == self.kept + self.quarantined + self.dropped


class MarkedFrame:
    """A frame whose rows carry, in hidden columns, the rules they violate and their fate.

    What a row violates is stored in the bits of one or more numbers: rows are copied where they are
    counted, and a column for each rule would make them long.
    """

    def __init__(
        self,
        frame: DataFrame,
        rules: Sequence[AnyRule],
        table: str = "the frame",
        references: Mapping[str, DataFrame] | None = None,
    ) -> None:
        check_rules(rules, table)
        self.columns = frame.columns
        reserved = [
            c for c in frame.columns if c == VIOLATED_RULES or c.startswith(RESERVED_PREFIX)
        ]
        if reserved:
            raise PipelineError(
                f"{table} has columns with reserved names: {', '.join(reserved)}",
                hint="Give them other names.",
            )
        self.rules = [rule for rule in rules if isinstance(rule, Rule | ReferenceRule)]
        known = references or {}
        for rule in self.rules:
            if isinstance(rule, ReferenceRule) and rule.to not in known:
                raise PipelineError(
                    f'the rule "{rule.name}" of {table} refers to {rule.to}, which is not given',
                    hint="Give its frame among the references.",
                )
        bits = [
            F.when(violated(rule, known), F.lit(_bit(i))).otherwise(F.lit(0)).cast("bigint")
            for i, rule in enumerate(self.rules)
        ]
        # One select for what is violated and one for the fate: each condition is computed once.
        masks = [
            reduce(Column.bitwiseOR, bits[start : start + _BITS]).alias(_mask(start))
            for start in range(0, len(bits), _BITS)
        ]
        # Not by `withColumn`, for which Spark Connect would analyze the frame.
        rows = frame.alias("row").select("*", *masks)
        self.frame = rows.select("*", self._fate().alias(_FATE))

    def _fate(self) -> Column:
        fate = F.lit(_KEPT)
        for action, other in _FATE_OF.items():
            if rules := [i for i, r in enumerate(self.rules) if r.on_violation == action]:
                fate = F.when(_violates(rules), F.lit(other)).otherwise(fate)
        return _judged_here(fate) if self.rules else fate

    @property
    def quarantines(self) -> bool:
        """Whether a rule may quarantine rows."""
        return any(rule.on_violation == "quarantine" for rule in self.rules)

    def counters(self) -> list[Column]:
        """Aggregates that `read_counts` understands."""
        return [*self.fate_counters(), *self.rule_counters()]

    def fate_counters(self) -> list[Column]:
        """Aggregates that count all rows, and those of each fate that a rule can give."""
        given = {_FATE_OF.get(rule.on_violation, _KEPT) for rule in self.rules}
        fates = [
            F.count(F.when(_is(fate), F.lit(1))).alias(_count(f"fate_{fate}"))
            for fate in sorted({_KEPT, *given})
        ]
        return [self.row_counter(), *fates]

    @staticmethod
    def row_counter() -> Column:
        """An aggregate that counts all rows."""
        return F.count(F.lit(1)).alias(_count("rows"))

    def rule_counters(self, *, quarantining: bool | None = None) -> list[Column]:
        """Aggregates that count violations: of all rules, or of those that quarantine or do not."""
        return [
            F.count(F.when(_violates([i]), F.lit(1))).alias(_count(f"rule_{i}"))
            for i, rule in enumerate(self.rules)
            if quarantining is None or quarantining == (rule.on_violation == "quarantine")
        ]

    def read_counts(self, values: Mapping[str, int]) -> RowCounts:
        """The counts, from the values of counters by name: all fates, and any rules."""
        kept, quarantined, dropped = (
            values.get(_count(f"fate_{fate}"), 0) for fate in (_KEPT, _QUARANTINED, _DROPPED)
        )
        counted = {rule.name: _count(f"rule_{i}") for i, rule in enumerate(self.rules)}
        return RowCounts(
            rows=values[_count("rows")],
            kept=kept,
            quarantined=quarantined,
            dropped=dropped,
            violations={name: values[c] for name, c in counted.items() if c in values},
        )

    def kept(self, marked: DataFrame | None = None) -> DataFrame:
        """The rows to write, with the columns of the frame."""
        rows = (self.frame if marked is None else marked).where(self.is_kept())
        return rows.select(*self._originals())

    def kept_or_raise(self) -> DataFrame:
        """The rows to write; the query fails at a row that violates a rule which says "fail".

        For cases where nothing can be counted first. Rules with a limit, `fail_above`, are skipped.
        """
        strict = [i for i, rule in enumerate(self.rules) if fails_at_once(rule)]
        if not strict:
            return self.kept()
        text = F.concat(
            F.lit("[QualityError] a row violates "),
            F.array_join(self._names(strict), ", "),
            F.lit(". Correct the input, or change the rule's on_violation."),
        )
        # One condition: of two, Spark may check the second one first, on rows that are not kept.
        fails = F.raise_error(text).cast("boolean")
        kept = F.when(_violates(strict), fails).otherwise(self.is_kept())
        return self.frame.where(kept).select(*self._originals())

    def dropped(self) -> DataFrame:
        """The rows left out, with the columns of the frame."""
        return self.frame.where(_is(_DROPPED)).select(*self._originals())

    def quarantined(self, aside: DataFrame | None = None) -> DataFrame:
        """The rows to set aside, with the names of all rules each violates.

        `aside` has those of the frame for which `is_quarantined` holds, by default all.
        """
        names = self._names(range(len(self.rules)))
        rows = self.frame.where(self.is_quarantined()) if aside is None else aside
        return rows.select(*self._originals(), names.alias(VIOLATED_RULES))

    def is_kept(self) -> Column:
        """Whether a marked row is kept."""
        return _is(_KEPT)

    def is_quarantined(self) -> Column:
        """Whether a marked row is set aside."""
        return _is(_QUARANTINED)

    def _names(self, rules: Sequence[int]) -> Column:
        """The names of those of the rules, by their places, that a marked row violates."""
        names = [F.when(_violates([i]), F.lit(self.rules[i].name)) for i in rules]
        return F.array_compact(F.array(*names)) if names else F.array().cast("array<string>")

    def _originals(self) -> list[Column]:
        return [column(name) for name in self.columns]


def apply_rules(
    frame: DataFrame,
    rules: Sequence[AnyRule],
    references: Mapping[str, DataFrame] | None = None,
) -> Split:
    """Splits a frame by its row rules; fail rules act as warn, since nothing is written.

    `references` has the frames of the tables that reference rules name. Rules are evaluated only on
    the rows of the frame, never on those that its joins and conditions leave out.
    """
    marked = MarkedFrame(frame, rules, references=references)
    return Split(marked.kept(), marked.quarantined(), marked.dropped())


def _judged_here(fate: Column) -> Column:
    """The fate, in a form that Spark filters by only at this place.

    Otherwise a condition on it would be moved below joins of the frame and evaluated on rows that
    these leave out, where it may fail. No partition has such a number, but Spark cannot know that.
    """
    return F.when(F.spark_partition_id() < F.lit(0), F.lit(_KEPT)).otherwise(fate)


def _is(fate: int) -> Column:
    return F.col(_FATE) == F.lit(fate)


def _bit(rule: int) -> int:
    return 1 << rule % _BITS


def _mask(rule: int) -> str:
    return f"{RESERVED_PREFIX}violates_{rule // _BITS}"


def _violates(rules: Sequence[int]) -> Column:
    """Whether a marked row violates one of the rules, by their places."""
    masks: dict[str, int] = {}
    for rule in rules:
        masks[_mask(rule)] = masks.get(_mask(rule), 0) | _bit(rule)
    found = [F.col(mask).bitwiseAND(F.lit(bits)) != F.lit(0) for mask, bits in masks.items()]
    return reduce(Column.__or__, found)


def _count(of: str) -> str:
    # Next to the columns of the frame: a key may be called "rows".
    return f"{RESERVED_PREFIX}count_{of}"
