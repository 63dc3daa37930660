"""Brings the columns of a source to the declared types, and says what becomes of bad values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import BadValueError, SourceError, raise_in_plan
from databricks_utils.naming import column
from databricks_utils.sources.parsing import Formats, parsed
from databricks_utils.sources.struct_fields import missing_fields, undeclared_fields
from databricks_utils.suggest import did_you_mean, list_names

OnBadValue = Literal["fail", "null", "rescue", "quarantine"]
OnNewColumns = Literal["ignore", "fail", "rescue"]

RESCUED_DATA = "_rescued_data"
# A row that could not be read as a whole, as it stands in the file.
MALFORMED = "__lakewright_malformed"
_MALFORMED_KEY = "_corrupt_record"


@dataclass(frozen=True)
class Reading:
    """How the columns of a raw frame become the declared ones.

    `columns` maps a column to its name in the raw frame, where that differs, and `known` one to an
    expression. With `by_position`, columns are `_c0`, `_c1` and so on.
    """

    label: str
    on_bad_value: OnBadValue
    # How a sentence about its columns begins.
    subject: str = "it has"
    columns: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Column] = field(default_factory=dict)
    by_position: bool = False
    null_values: Sequence[str] = ()
    formats: Formats = field(default_factory=Formats)
    on_new_columns: OnNewColumns = "ignore"

    @property
    def rescues(self) -> bool:
        """Whether what does not fit is kept in `_rescued_data`."""
        kept = self.on_bad_value in ("rescue", "quarantine")
        return kept or self.on_new_columns == "rescue"


@dataclass(frozen=True)
class _Value:
    """A column of the source on its way to a declared one, under two hidden names."""

    field: T.StructField
    given: T.DataType
    position: int

    @property
    def raw(self) -> Column:
        return F.col(f"__lakewright_raw_{self.position}")

    @property
    def parsed(self) -> Column:
        return F.col(f"__lakewright_parsed_{self.position}")

    @property
    def text(self) -> Column:
        """The value as text; nested ones as JSON."""
        nested = isinstance(self.given, T.StructType | T.ArrayType | T.MapType)
        return F.to_json(self.raw) if nested else self.raw.cast("string")

    @property
    def is_bad(self) -> Column:
        return self.raw.isNotNull() & self.parsed.isNull()

    @property
    def may_be_bad(self) -> bool:
        return self.given != self.field.dataType


def typed(raw: DataFrame, reading: Reading, wanted: T.StructType) -> DataFrame:
    """The raw frame with the wanted columns, and `_rescued_data` if the reading rescues.

    A column `MALFORMED` of the raw frame holds rows that could not be read. Raises SourceError if
    columns are missing, or new and forbidden; bad values fail later, with BadValueError.
    """
    values: list[_Value] = []
    hidden: list[Column] = []
    found = _find(raw, reading, wanted)
    for position, (f, name) in enumerate(found):
        given = f.dataType if name is None else raw.schema[name].dataType
        cell = reading.known[f.name] if name is None else column(name)
        if name is not None and reading.null_values and isinstance(given, T.StringType):
            cell = F.when(~cell.isin(*reading.null_values), cell)
        hidden.append(cell.alias(f"__lakewright_raw_{position}"))
        values.append(_Value(f, given, position))
    new = _new_columns(raw, reading, [name for _, name in found if name is not None])
    _refuse_new_fields(reading, [(v.field, v.given) for v in values])
    kept = [column(name).cast("string").alias(f"__lakewright_new_{name}") for name in new]
    extra = [column(name) for name in (RESCUED_DATA, MALFORMED) if name in raw.columns]
    # One select each for cleaning, parsing and judging, so that each cell is parsed once.
    frame = raw.select(*hidden, *kept, *extra).select(
        "*",
        *[
            parsed(v.raw, v.given, v.field.dataType, reading.formats).alias(
                f"__lakewright_parsed_{v.position}"
            )
            for v in values
        ],
    )
    columns = [_column(value, reading) for value in values]
    if reading.rescues:
        columns.append(_rescued(frame, reading, values, new).alias(RESCUED_DATA))
    rows = frame
    if MALFORMED in raw.columns and reading.on_bad_value == "fail":
        rows = frame.where(_no_malformed(reading.label))
    return rows.select(*columns)


def _no_malformed(label: str) -> Column:
    """TRUE; fails where a row could not be read."""
    row = F.col(MALFORMED)
    message = F.concat(
        F.lit(f"a row of {label} has too many or too few values: "), F.substring(row, 1, 80)
    )
    fails = raise_in_plan(BadValueError, message).cast("boolean")
    return F.when(row.isNotNull(), fails).otherwise(F.lit(True))


def _find(
    raw: DataFrame, reading: Reading, wanted: T.StructType
) -> list[tuple[T.StructField, str | None]]:
    """For each declared column its name in the raw frame, None if the reading knows it."""
    found = {name.lower(): name for name in raw.columns}
    pairs: list[tuple[T.StructField, str | None]] = []
    missing: list[str] = []
    position = 0
    for f in wanted:
        if f.name in reading.known:
            pairs.append((f, None))
            continue
        name = f"_c{position}" if reading.by_position else reading.columns.get(f.name, f.name)
        position += 1
        if name.lower() in found:
            there = found[name.lower()]
            pairs.append((f, there))
            for path, present in missing_fields(raw.schema[there].dataType, f.dataType, there):
                guess = did_you_mean(
                    path.rpartition(".")[2], present, f"it has {list_names(present)}"
                )
                missing.append(f'"{path}": {guess}')
        else:
            present = [c for c in raw.columns if c != MALFORMED]
            guess = did_you_mean(name, present, f"it has {list_names(present)}")
            missing.append(f'"{name}": {guess}')
    if missing:
        raise SourceError(
            f"{reading.subject} no column " + "; ".join(missing),
            hint="Correct the declared columns, or give the column's name in the source.",
        )
    return pairs


def _new_columns(raw: DataFrame, reading: Reading, used: Sequence[str]) -> list[str]:
    """The columns that the table does not declare and that are to be kept."""
    if reading.on_new_columns == "ignore":
        return []
    hidden = {RESCUED_DATA, MALFORMED, *used}
    new = [name for name in raw.columns if name not in hidden]
    if new and reading.on_new_columns == "fail":
        raise SourceError(
            f"{reading.subject} columns that the table does not declare: {list_names(new)}",
            hint='Declare them, or set on_new_columns="ignore" or "rescue".',
        )
    return new


def _refuse_new_fields(
    reading: Reading, columns: Sequence[tuple[T.StructField, T.DataType]]
) -> None:
    """Raises SourceError for fields of structs that are neither declared nor to be left out."""
    if reading.on_new_columns == "ignore":
        return
    new = [name for f, given in columns for name in undeclared_fields(given, f.dataType, f.name)]
    if new:
        raise SourceError(
            f"{reading.subject} fields that the table does not declare: {list_names(new)}",
            hint='Declare them, or set on_new_columns="ignore".',
        )


def _column(value: _Value, reading: Reading) -> Column:
    declared = value.field
    result = value.parsed
    if reading.on_bad_value == "fail" and value.may_be_bad:
        message = F.concat(
            F.lit(f'column "{declared.name}" of {reading.label}: "'),
            F.substring(value.text, 1, 60),
            F.lit(f'" is not a valid {declared.dataType.simpleString()}'),
        )
        fails = raise_in_plan(BadValueError, message).cast(declared.dataType)
        result = F.when(value.is_bad, fails).otherwise(result)
    return result.alias(declared.name, metadata=declared.metadata or {})


def _rescued(
    frame: DataFrame, reading: Reading, values: Sequence[_Value], new: Sequence[str]
) -> Column:
    """What did not fit, as JSON; NULL where all did."""
    parts: list[Column] = []
    if reading.on_bad_value in ("rescue", "quarantine"):
        parts += [
            F.when(value.is_bad, value.text).alias(value.field.name)
            for value in values
            if value.may_be_bad
        ]
        if MALFORMED in frame.columns:
            parts.append(F.col(MALFORMED).alias(_MALFORMED_KEY))
    parts += [column(f"__lakewright_new_{name}").alias(name) for name in new]
    # to_json leaves NULL fields out, so a row in which all fits gives {}.
    json = F.nullif(F.to_json(F.struct(*parts)), F.lit("{}")) if parts else F.lit(None)
    if RESCUED_DATA in frame.columns:
        # The reader keeps the whole row if it could not read one of its values.
        found = column(RESCUED_DATA)
        both = F.to_json(F.struct(*parts, found.alias(_MALFORMED_KEY))) if parts else found
        return F.when(json.isNotNull() & found.isNotNull(), both).otherwise(
            F.coalesce(json.cast("string"), found)
        )
    return json.cast("string")
