"""An interval of a table recomputed: which rows it has, and which tables allow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import PipelineError
from databricks_utils.naming import quote, sql_text
from databricks_utils.runs.pipeline import Step, rereads
from databricks_utils.writes.strategies import END_AT, KEYED, START_AT, ReplaceWhere, Scd2, Write

_TYPES = (
    T.TimestampType,
    T.TimestampNTZType,
    T.DateType,
    T.ByteType,
    T.ShortType,
    T.IntegerType,
    T.LongType,
    T.DecimalType,
)


@dataclass(frozen=True)
class Interval:
    """From `start` up to but excluding `end`, as texts that convert to the column's type."""

    start: str
    end: str

    @classmethod
    def parse(cls, text: str) -> Interval:
        """`from..to`, e.g. 2026-01-01..2026-02-01. Raises PipelineError."""
        start, dots, end = (part.strip() for part in text.partition(".."))
        if not (start and dots and end) or ".." in end:
            raise PipelineError(
                f'"{text}" is not an interval',
                hint="Give its start and its end, which is excluded: 2026-01-01..2026-02-01.",
            )
        return cls(start, end)

    def condition(self, spark: SparkSession, step: Step) -> str:
        """The rows of the interval, in SQL. Raises PipelineError if its ends are not values."""
        assert step.backfill_by is not None
        name = {n.lower(): n for n in step.table_schema.fieldNames()}[step.backfill_by.lower()]
        type_text = step.table_schema[name].dataType.simpleString()
        ends = [self.start, self.end]
        casts = [F.lit(end).try_cast(type_text) for end in ends]
        row = spark.range(1).select(*casts, casts[0] < casts[1]).first()
        assert row is not None
        wrong = [end for end, value in zip(ends, row, strict=False) if value is None]
        if wrong:
            raise PipelineError(
                f'"{wrong[0]}" is not a valid {type_text}, the type of {step.table}.{name}',
                hint="Write days as 2026-01-31 and times as 2026-01-31T12:00:00.",
            )
        if not row[2]:
            raise PipelineError(
                f"the interval {self.start}..{self.end} is empty",
                hint="Its end must come after its start, and is excluded.",
            )
        lowest, limit = (f"CAST({sql_text(end)} AS {type_text})" for end in ends)
        return f"{quote(name)} >= {lowest} AND {quote(name)} < {limit}"


def check_backfill(steps: Sequence[Step]) -> None:
    """Raises PipelineError that names each table whose intervals cannot be recomputed."""
    problems = [f"{step.table} {why}" for step in steps for why in _obstacles(step)]
    if problems:
        raise PipelineError(
            f"the interval cannot be recomputed: {'; '.join(problems)}",
            hint="Select tables that declare backfillBy; the others need --full-refresh.",
        )


def backfill_write(write: Write, condition: str) -> Write:
    """Writes by keys stay as they are; others replace the rows of the interval."""
    return write if isinstance(write, KEYED) else ReplaceWhere(condition)


def _obstacles(step: Step) -> Iterator[str]:
    if step.is_view:
        yield "is a view, which stores nothing"
        return
    if step.backfill_by is None:
        yield "does not name a column for it (backfillBy)"
        return
    if isinstance(step.write, Scd2) and step.backfill_by in (START_AT, END_AT):
        yield f"has intervals of {step.backfill_by}, which its changes lack"
    data_type = next(
        f.dataType for f in step.table_schema if f.name.lower() == step.backfill_by.lower()
    )
    if not isinstance(data_type, _TYPES):
        yield (
            f"has intervals of {step.backfill_by}, which is {data_type.simpleString()},"
            " neither a time nor a number"
        )
    if step.output_mode is not None:
        yield "keeps state of a stream for groups, windows or joins"
    if any(stream.change_feed for stream in step.streamed.values()):
        yield "reads a change feed"
    if isinstance(step.write, KEYED) and not rereads(step.write):
        yield "keeps versions of snapshots, which must come in order"
