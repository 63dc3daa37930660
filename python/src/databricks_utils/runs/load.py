"""Brings a frame into its table: rules, counts, quarantine, write, proof that no row is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from databricks_utils.errors import ConservationError, QualityError
from databricks_utils.rules.census import (
    Aside,
    ObservedCounts,
    count_duplicates,
    count_for_merge,
    count_rows,
    needs_check,
    raise_for_rules,
)
from databricks_utils.rules.declared import UniqueRule
from databricks_utils.rules.measures import measure
from databricks_utils.rules.quality import MarkedFrame, RowCounts
from databricks_utils.rules.quarantine import empty_quarantine, write_quarantine
from databricks_utils.runs.outcome import Phase
from databricks_utils.runs.refresh import start_over
from databricks_utils.runs.target import Target
from databricks_utils.runs.unequal import note_unequal, raise_if_unequal
from databricks_utils.schema import align
from databricks_utils.writes.keys import NO_KEYS, BatchKeys
from databricks_utils.writes.permission import check_permission
from databricks_utils.writes.strategies import KEYED, Append, Overwrite, ReplaceWhere
from databricks_utils.writes.writers import (
    PreparedTable,
    WriteId,
    check_write,
    frame_schema,
    prepare,
)


def load(
    spark: SparkSession,
    frame: DataFrame,
    target: Target,
    *,
    run_id: str,
    write_id: WriteId | None = None,
    anew: bool = False,
    entering: Callable[[Phase], None] = lambda phase: None,
) -> RowCounts:
    """Writes the frame to its table and returns the counts.

    Quarantined rows are written first: a run that dies in between has lost none, and running again
    completes it. Nothing is written if a rule forbids it. Counts come with the writes; rows are
    scanned before them only for rules that can forbid the write and for merges, whose keys must be
    checked and whose counts Delta's two passes would distort. Rows appended under a `write_id` that
    the table knows are not added again. `anew` empties the table and what belongs to it, after the
    checks. `entering` is told "check" and "write".
    """
    entering("check")
    table = target.reference
    schema = frame_schema(target.schema, target.write)
    aligned = align(frame, schema, table)
    check_write(table, target.schema, target.write, target.options.partition_by)
    marked = MarkedFrame(aligned, target.rules, table, target.references)
    prepared: PreparedTable | None = None
    if not anew:
        prepared = _prepare(spark, target)
    elif spark.catalog.tableExists(target.address.name):
        check_permission(spark, target.address)
    scans, keys = _check(marked, target)
    is_empty = prepared is None or prepared.created
    beyond = _check_beyond_rows(spark, marked, target, scans, is_empty=is_empty)

    entering("write")
    if prepared is None:
        start_over(spark, target)
        prepared = _prepare(spark, target)
    # Otherwise the quarantine reads the rows through a join, which may skip the scan.
    scanned = isinstance(target.write, Append | Overwrite)
    observed = ObservedCounts(marked, aside=marked.quarantines and scanned)
    aside: Aside | None = None
    known_empty = bool(scans) and scans[0].quarantined == 0
    if marked.quarantines and not (known_empty and not isinstance(target.write, Overwrite)):
        done = write_quarantine(
            spark,
            observed.quarantined(),
            target.quarantine,
            schema,
            target.write,
            of=table,
            run_id=run_id,
            write_id=write_id,
        )
        aside = observed.read_aside() if done else None
    if isinstance(target.write, KEYED):
        prepared.write(marked.kept(), keys=keys)
    elif prepared.write(observed.kept(), write_id=write_id):
        if isinstance(target.write, Overwrite) and not (marked.quarantines or prepared.created):
            # After the write: until then, they are nowhere else.
            empty_quarantine(spark, target.quarantine)
        scans.append(observed.read_kept())
    elif write_id is not None:
        raise_if_unequal(spark, target.address.name, write_id)
    try:
        counts = _one_answer(marked, scans, aside, table)
    except ConservationError:
        if write_id is not None:
            note_unequal(spark, target.address.name, write_id)
        raise
    return replace(
        counts, violations={**counts.violations, **beyond.violations}, values=beyond.values
    )


def _prepare(spark: SparkSession, target: Target) -> PreparedTable:
    return prepare(spark, target.address, target.schema, target.write, target.options)


def _check(marked: MarkedFrame, target: Target) -> tuple[list[RowCounts], BatchKeys]:
    """The counts, if they had to be taken, and what is known of the keys of rows that have them."""
    if isinstance(target.write, KEYED):
        counts, keys = count_for_merge(marked, target.write, target.reference)
        return [counts], keys
    return ([count_rows(marked)] if needs_check(target.rules) else []), NO_KEYS


@dataclass(frozen=True)
class _BeyondRows:
    """What rules over many rows found."""

    violations: dict[str, int]
    values: dict[str, float | None]


def _check_beyond_rows(
    spark: SparkSession,
    marked: MarkedFrame,
    target: Target,
    scans: Sequence[RowCounts],
    *,
    is_empty: bool,
) -> _BeyondRows:
    """Looks at rules over many rows, and raises QualityError for all rules together."""
    duplicates = {
        rule.name: count_duplicates(marked, rule)
        for rule in target.rules
        if isinstance(rule, UniqueRule)
    }
    measurements = measure(
        marked.kept(),
        target.rules,
        stored=None if is_empty else _staying(spark, target),
        usual=target.usual,
    )
    found = _BeyondRows(
        {**duplicates, **{name: int(not m.passed) for name, m in measurements.items()}},
        {name: m.value for name, m in measurements.items()},
    )
    if scans:
        rows, violations = scans[0].rows, {**scans[0].violations, **found.violations}
        texts = {name: m.text for name, m in measurements.items()}
        try:
            raise_for_rules(target.rules, rows, violations, target.reference, texts)
        except QualityError as error:
            error.counts = replace(scans[0], violations=violations, values=found.values)
            raise
    return found


def _staying(spark: SparkSession, target: Target) -> DataFrame | None:
    """The stored rows that count with those of the run: none that the write may replace."""
    if isinstance(target.write, ReplaceWhere):
        replaced = F.coalesce(F.expr(target.write.where), F.lit(False))
        return spark.table(target.address.name).where(~replaced)
    adds = isinstance(target.write, (Append, *KEYED))
    return spark.table(target.address.name) if adds else None


def _one_answer(
    marked: MarkedFrame, scans: Sequence[RowCounts], aside: Aside | None, table: str
) -> RowCounts:
    """The counts of all rules, if they add up and each scan of the frame saw the same rows."""
    found = {} if aside is None else dict(aside.violations)
    found |= {name: count for scan in scans for name, count in scan.violations.items()}
    if not scans or len(found) < len(marked.rules):
        # A write that was done before does nothing, and counts nothing.
        scans = [*scans, count_rows(marked)]
        found |= scans[-1].violations
    answer = replace(scans[-1], violations={rule.name: found[rule.name] for rule in marked.rules})
    if not answer.conserved:
        raise ConservationError(
            f"{table}: {answer.rows} rows were read, but {answer.kept} kept, {answer.quarantined} "
            f"quarantined and {answer.dropped} dropped",
            hint="Report this: it is a bug in databricks_utils.",
        )
    differs = any(replace(scan, violations=found | scan.violations) != answer for scan in scans)
    if differs or (aside is not None and aside.rows != answer.quarantined):
        seen = [
            f"{s.rows} rows, {s.kept} kept, {s.quarantined} quarantined, {s.dropped} dropped"
            for s in scans
        ]
        if aside is not None:
            seen.insert(0, f"{aside.rows} quarantined")
        raise ConservationError(
            f"{table}: reading its input several times gave different rows ({'; '.join(seen)})",
            hint="Make it repeatable: no rand(), no limit without order, no clock in a condition.",
        )
    return answer
