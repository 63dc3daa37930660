"""Rows to JSON and back: typed by a schema, exact in all types.

Numbers that JSON cannot hold exactly, dates, timestamps and bytes are strings; bytes are
hexadecimal. A map is a list of pairs. Timestamps are in UTC.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.bodies.body_check import empty_frame
from databricks_utils.naming import column, quote

JsonRow = Mapping[str, Any]
# Above this, readers of JSON round integers.
_EXACT = 2**53


def frame_of(spark: SparkSession, rows: Sequence[JsonRow], schema: T.StructType) -> DataFrame:
    """A frame of these rows with exactly this schema, made without a job.

    Columns that a row lacks are NULL. Raises what Spark raises for a value that does not fit.
    """
    if not rows or not schema.fields:
        return empty_frame(spark, schema)
    names = ", ".join(quote(f.name) for f in schema)
    tuples = ",\n".join(
        "(" + ", ".join(literal(row.get(f.name), f.dataType) for f in schema) + ")" for row in rows
    )
    # SQL constants are read by Spark's own casts, and computed where they stand.
    given = spark._jsparkSession.sql(f"SELECT * FROM VALUES {tuples} AS t({names})")
    java_schema = spark._jsparkSession.parseDataType(schema.json())
    java = spark._jsparkSession.createDataFrame(given.collectAsList(), java_schema)
    return DataFrame(java, spark)


def literal(value: Any, of: T.DataType) -> str:
    """A JSON value as a SQL constant."""
    if value is None:
        return f"CAST(NULL AS {of.simpleString()})" if _is_plain(of) else _null(of)
    if isinstance(of, T.StructType):
        fields = value if isinstance(value, Mapping) else {}
        parts = [f"{_text(f.name)}, {literal(fields.get(f.name), f.dataType)}" for f in of]
        return f"named_struct({', '.join(parts)})"
    if isinstance(of, T.ArrayType):
        if not value:
            return f"slice(array({_null(of.elementType)}), 1, 0)"
        return f"array({', '.join(literal(item, of.elementType) for item in value)})"
    if isinstance(of, T.MapType):
        pairs = list(value.items()) if isinstance(value, Mapping) else list(value)
        if not pairs:
            return _null(of).replace("NULL", "map()", 1)
        parts = [f"{literal(k, of.keyType)}, {literal(v, of.valueType)}" for k, v in pairs]
        return f"map({', '.join(parts)})"
    if isinstance(of, T.VariantType):
        return f"parse_json({_text(str(value))})"
    if isinstance(of, T.BinaryType):
        return f"unhex({_text(str(value))})"
    if isinstance(of, T.BooleanType):
        return "true" if value in (True, "true") else "false"
    if isinstance(of, T.StringType):
        return _text(str(value))
    return f"CAST({_text(_plain(value))} AS {of.simpleString()})"


def _plain(value: Any) -> str:
    return repr(value) if isinstance(value, float) else str(value)


def _is_plain(of: T.DataType) -> bool:
    return not isinstance(of, T.StructType | T.ArrayType | T.MapType)


def _null(of: T.DataType) -> str:
    """NULL of any type: names of fields need quoting, which `simpleString` leaves out."""
    return f"CAST(NULL AS {ddl(of)})"


def ddl(of: T.DataType) -> str:
    """A type as SQL writes it."""
    if isinstance(of, T.StructType):
        return f"STRUCT<{', '.join(f'{quote(f.name)}: {ddl(f.dataType)}' for f in of)}>"
    if isinstance(of, T.ArrayType):
        return f"ARRAY<{ddl(of.elementType)}>"
    if isinstance(of, T.MapType):
        return f"MAP<{ddl(of.keyType)}, {ddl(of.valueType)}>"
    return of.simpleString()


_ESCAPED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def _text(text: str) -> str:
    """A SQL literal in which nothing is replaced: Spark takes `${...}` for a variable."""
    return "'" + "".join(_ESCAPED.get(c, "\\u0024" if c == "$" else c) for c in text) + "'"


def collected(frame: DataFrame, most: int) -> tuple[list[tuple[Any, ...]], bool]:
    """At most `most` rows, as Python values, and whether there are more."""
    rows = frame.limit(most + 1)
    types = [f.dataType for f in frame.schema]
    if not all(_is_collectable(of) for of in types):
        # By position: two columns may have the same name.
        rows = rows.toDF(*[f"c{i}" for i in range(len(types))])
        columns = [column(f"c{i}") for i in range(len(types))]
        rows = rows.select(
            *[
                c if _is_collectable(of) else c.cast("string")
                for c, of in zip(columns, types, strict=True)
            ]
        )
    found = [tuple(row) for row in rows.collect()]
    return found[:most], len(found) > most


def _is_collectable(of: T.DataType) -> bool:
    """PySpark has no values for month intervals, and counts second intervals differently."""
    return not isinstance(of, T.YearMonthIntervalType | T.DayTimeIntervalType)


def to_json(value: Any, of: T.DataType) -> Any:
    """A collected value as JSON."""
    if value is None:
        return None
    if isinstance(of, T.StructType):
        return {f.name: to_json(v, f.dataType) for f, v in zip(of, value, strict=True)}
    if isinstance(of, T.ArrayType):
        return [to_json(item, of.elementType) for item in value]
    if isinstance(of, T.MapType):
        return [[to_json(k, of.keyType), to_json(v, of.valueType)] for k, v in value.items()]
    if isinstance(of, T.VariantType):
        return value.toJson()
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if abs(value) < _EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else _odd(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray):
        return bytes(value).hex().upper()
    if isinstance(value, datetime):
        return moment(value, of)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _odd(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def moment(value: datetime, of: T.DataType) -> str:
    """A timestamp, with microseconds where it has any; with `Z` where it is an instant."""
    if isinstance(of, T.TimestampType):
        # PySpark returns instants as the local time of this process.
        return value.astimezone(timezone.utc).replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


def json_rows(rows: Sequence[tuple[Any, ...]], schema: T.StructType) -> list[dict[str, Any]]:
    """Collected rows as JSON objects; if columns share a name, the last one is shown."""
    return [
        {f.name: to_json(v, f.dataType) for f, v in zip(schema, row, strict=True)} for row in rows
    ]


def columns_of(schema: T.StructType) -> list[dict[str, Any]]:
    """Names, types as SQL writes them, and whether they are nullable."""
    return [{"name": f.name, "type": ddl(f.dataType), "nullable": f.nullable} for f in schema]
