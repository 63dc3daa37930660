"""What is new in a table since the last run that succeeded, by a column that grows.

How far a run has read, the mark, is a property of the table that is written. It is set after the
rows are written, so a run that dies in between reads them again, and merging them again changes
nothing; a table that is dropped, emptied by a full refresh or restored has the mark that fits it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal, localcontext

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.concurrency import write_once
from databricks_utils.errors import PipelineError, SourceError
from databricks_utils.log import get_logger
from databricks_utils.naming import column
from databricks_utils.properties import read_properties, set_properties
from databricks_utils.schema import spelled

log = get_logger("increment")

_PROPERTY = "lakewright.mark."
_NUMBERS = (T.ByteType, T.ShortType, T.IntegerType, T.LongType, T.DecimalType)
_TIMES = (T.TimestampType, T.TimestampNTZType, T.DateType)
_LEAST = -(2**63)
_DAY = 86_400
# Of a decimal in Spark.
_MOST_DIGITS = 38


@dataclass(frozen=True)
class Increment:
    """A table, `layer.table`, whose rows are read if their `by` is not below the mark.

    The mark is the highest `by` that an earlier run has read; `look_back`, in seconds for a time or
    units for a number, goes below it for rows that come late. Rows at the mark come again, and rows
    without a value every time, so the write must find rows by keys. Times in the future do not move
    the mark.
    """

    table: str
    by: str
    look_back: float = 0

    def __post_init__(self) -> None:
        if not math.isfinite(self.look_back) or self.look_back < 0:
            raise PipelineError(
                f"look_back of {self.table} is {self.look_back}",
                hint="Give a number of seconds or units, 0 or more.",
            )


class Marks:
    """How far a table has read its sources; with `forget`, earlier runs do not count."""

    def __init__(self, spark: SparkSession, table: str, *, forget: bool = False) -> None:
        self._spark = spark
        self._table = table
        self._known = {} if forget else self._read()
        self._next: dict[str, str] = {}

    def narrow(self, frame: DataFrame, source: str, by: str, look_back: float) -> DataFrame:
        """The rows that are new, and the mark that `save` will set.

        Raises SourceError if new rows cannot be found by a column of this type.
        """
        by = spelled(by, frame.schema)
        data_type = frame.schema[by].dataType
        if not isinstance(data_type, (*_NUMBERS, *_TIMES)):
            raise SourceError(
                f'new rows of {source} are found by "{by}", which is {data_type.simpleString()}',
                hint="Use a column of dates, timestamps, whole numbers or decimals.",
            )
        key = f"{_PROPERTY}{source}.{by}.{data_type.typeName()}"
        value, mark, now = column(by), self._known.get(key), _now(data_type)
        if mark is not None and now is not None and self._is_ahead(mark, data_type, now):
            log.warning(
                "%s has read %s up to a time in the future: a clock was wrong. All rows are read",
                self._table,
                source,
            )
            mark = None
        # Before rows are read: what comes in between is above the mark, and is read again.
        reached = value.isNotNull() if mark is None else value > _literal(mark, data_type)
        newest = frame.where(reached if now is None else reached & (value <= now))
        highest = newest.agg(_text(F.max(value), data_type).alias("mark")).first()
        if highest is not None and highest["mark"] is not None:
            self._next[key] = str(highest["mark"])
        lowest = None if mark is None else _below(mark, data_type, look_back)
        return frame if lowest is None else frame.where(value.isNull() | (value >= lowest))

    def save(self) -> None:
        """Records how far this run has read, once its rows are written."""
        changed = {k: v for k, v in self._next.items() if self._known.get(k) != v}
        if not changed:
            return
        statement = set_properties(self._table, changed)
        write_once(lambda: self._spark.sql(statement), self._table)

    def _is_ahead(self, mark: str, data_type: T.DataType, now: Column) -> bool:
        row = self._spark.range(1).select((_literal(mark, data_type) > now).alias("ahead")).first()
        return row is not None and bool(row["ahead"])

    def _read(self) -> dict[str, str]:
        if not self._spark.catalog.tableExists(self._table):
            return {}
        known = read_properties(self._spark, self._table)
        return {name: value for name, value in known.items() if name.startswith(_PROPERTY)}


# Narrows what is read from a source to what is new.
Narrow = Callable[[DataFrame], DataFrame]


def _now(data_type: T.DataType) -> Column | None:
    if isinstance(data_type, T.TimestampType):
        return F.current_timestamp()
    if isinstance(data_type, T.TimestampNTZType):
        return F.localtimestamp()
    return F.current_date() if isinstance(data_type, T.DateType) else None


def _text(value: Column, data_type: T.DataType) -> Column:
    """A timestamp as microseconds, whatever the session's time zone is."""
    return (F.unix_micros(value) if isinstance(data_type, T.TimestampType) else value).cast(
        "string"
    )


def _literal(mark: str, data_type: T.DataType) -> Column:
    if isinstance(data_type, T.TimestampType):
        return F.timestamp_micros(F.lit(int(mark)))
    if isinstance(data_type, T.DecimalType):
        return F.lit(Decimal(mark))
    return F.lit(mark).cast(data_type)


def _below(mark: str, data_type: T.DataType, look_back: float) -> Column | None:
    """The mark less the look-back; None where nothing is below."""
    if isinstance(data_type, T.TimestampType):
        return F.timestamp_micros(F.lit(int(mark) - round(look_back * 1_000_000)))
    if isinstance(data_type, T.TimestampNTZType):
        back = F.make_dt_interval(secs=F.lit(Decimal(str(look_back))))
        return _literal(mark, data_type) - back
    if isinstance(data_type, T.DateType):
        return F.date_sub(_literal(mark, data_type), math.ceil(look_back / _DAY))
    if isinstance(data_type, T.DecimalType):
        with localcontext() as exactly:
            exactly.prec = 2 * _MOST_DIGITS
            least = Decimal(mark) - Decimal(str(look_back))
            return F.lit(least.quantize(Decimal(1).scaleb(-data_type.scale), ROUND_FLOOR))
    lowest = int(mark) - math.ceil(look_back)
    return None if lowest < _LEAST else F.lit(lowest)
