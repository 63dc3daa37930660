"""Brings an existing table to its declared columns and options, or says what would be lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import SchemaMismatchError
from databricks_utils.naming import column, qualified, quote, sql_text
from databricks_utils.properties import read_properties, set_properties
from databricks_utils.schema import nullable
from databricks_utils.writes.clustering import release
from databricks_utils.writes.ddl import (
    COLUMN_MAPPING,
    TableOptions,
    add_columns,
    table_features,
    type_text,
)

log = logging.getLogger(__name__)

# The names that lead to a column, a field in it, or an "element", "key" or "value".
Path = tuple[str, ...]

WIDENING = "delta.enableTypeWidening"

_INTEGERS = (T.ByteType, T.ShortType, T.IntegerType, T.LongType)
_DIGITS = {T.ByteType: 3, T.ShortType: 5, T.IntegerType: 10, T.LongType: 20}


def widens(old: T.DataType, new: T.DataType) -> bool:
    """Whether Delta changes the type in place, without rewriting files or losing anything."""
    if isinstance(old, _INTEGERS):
        if isinstance(new, _INTEGERS):
            return _INTEGERS.index(type(old)) < _INTEGERS.index(type(new))
        if isinstance(new, T.DecimalType):
            return new.precision - new.scale >= _DIGITS[type(old)]
        return isinstance(new, T.DoubleType) and not isinstance(old, T.LongType)
    if isinstance(old, T.DecimalType) and isinstance(new, T.DecimalType):
        more = new.precision - old.precision
        return new != old and new.scale >= old.scale and more >= new.scale - old.scale
    return isinstance(old, T.FloatType) and isinstance(new, T.DoubleType)


@dataclass
class Changes:
    """What turns an existing table into the declared one, and what cannot be done without loss."""

    statements: list[str] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)
    loosened: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    widened: bool = False


def compare(name: str, existing: T.StructType, declared: T.StructType) -> Changes:
    """The ALTER statements that add, widen, comment and reorder; drops, narrower types, and
    NOT NULL that is given up are listed separately."""
    changes = Changes()
    _fields(name, (), existing, declared, changes)
    _order(name, existing, declared, changes)
    return changes


def _fields(
    name: str,
    path: Path,
    existing: T.StructType,
    declared: T.StructType,
    changes: Changes,
) -> None:
    there = {f.name.lower(): f for f in existing}
    wanted = {f.name.lower(): f for f in declared}
    gone = [f for key, f in there.items() if key not in wanted]
    for key, new in wanted.items():
        old = there.get(key)
        if old is None:
            if path:
                place = qualified(*path, new.name)
                changes.statements.append(
                    f"ALTER TABLE {name} ADD COLUMNS ({place} {type_text(nullable(new.dataType))})"
                )
            else:
                changes.statements.append(add_columns(name, [new]))
            continue
        here = (*path, old.name)
        _type(name, here, old.dataType, new.dataType, changes)
        if new.nullable and not old.nullable:
            changes.loosened.append(here)
        comment = (new.metadata or {}).get("comment")
        if comment and comment != (old.metadata or {}).get("comment"):
            place = qualified(*here)
            changes.statements.append(
                f"ALTER TABLE {name} ALTER COLUMN {place} COMMENT {sql_text(comment)}"
            )
    for old in gone:
        changes.dropped.append((*path, old.name))


def _type(name: str, path: Path, old: T.DataType, new: T.DataType, changes: Changes) -> None:
    if nullable(old) == nullable(new):
        if isinstance(old, T.StructType) and isinstance(new, T.StructType):
            _fields(name, path, old, new, changes)
        return
    if isinstance(old, T.StructType) and isinstance(new, T.StructType):
        _fields(name, path, old, new, changes)
    elif isinstance(old, T.ArrayType) and isinstance(new, T.ArrayType):
        _type(name, (*path, "element"), old.elementType, new.elementType, changes)
    elif isinstance(old, T.MapType) and isinstance(new, T.MapType):
        _type(name, (*path, "key"), old.keyType, new.keyType, changes)
        _type(name, (*path, "value"), old.valueType, new.valueType, changes)
    elif widens(old, new):
        place = qualified(*path)
        changes.widened = True
        changes.statements.append(f"ALTER TABLE {name} ALTER COLUMN {place} TYPE {type_text(new)}")
    else:
        changes.refused.append(
            f'column "{".".join(path)}" is {old.simpleString()} and is declared as'
            f" {new.simpleString()}: stored values may not fit"
        )


def _order(name: str, existing: T.StructType, declared: T.StructType, changes: Changes) -> None:
    """Moves columns, top level only, so that they are in the declared order."""
    wanted = [f.name.lower() for f in declared]
    spelling = {f.name.lower(): f.name for f in [*declared, *existing]}
    order = [f.name.lower() for f in existing if f.name.lower() in wanted]
    order += [key for key in wanted if key not in order]
    for position, key in enumerate(wanted):
        if order[position] == key:
            continue
        after = "FIRST" if position == 0 else f"AFTER {quote(spelling[wanted[position - 1]])}"
        changes.statements.append(f"ALTER TABLE {name} ALTER COLUMN {quote(spelling[key])} {after}")
        order.remove(key)
        order.insert(position, key)


_CURE = (
    "Declare it as it was; or allow the change with allow_schema_changes (drop, nullability); or"
    " rebuild the table from its source with a full refresh."
)


def evolve(
    spark: SparkSession,
    name: str,
    existing: T.StructType,
    declared: T.StructType,
    *,
    allow: Sequence[str] = (),
    check_values: bool = True,
    cure: str = _CURE,
) -> None:
    """Adds, widens, comments and reorders columns of an existing table.

    Raises SchemaMismatchError, before anything is changed, for what would lose something: removed
    columns and NOT NULL that is given up, unless `allow` has "drop" or "nullability"; types that do
    not hold all stored values; and, with `check_values`, NOT NULL columns for which stored rows
    have no value.
    """
    changes = compare(name, existing, declared)
    refused = list(changes.refused)
    if "drop" not in allow:
        refused += _losses(changes.dropped, existing, declared)
    if "nullability" not in allow:
        refused += [
            f'column "{".".join(path)}" is NOT NULL and is declared nullable: its readers may'
            " rely on it"
            for path in changes.loosened
        ]
    if check_values:
        refused += _without_values(spark, name, existing, declared)
    if refused:
        raise SchemaMismatchError(f"the existing table {name}", refused, hint=cure)
    release(spark, name, changes.dropped)
    enable_features(spark, name, existing, declared)
    for statement in [*_preparations(name, changes), *changes.statements]:
        log.info("%s", statement)
        spark.sql(statement)


def enable_features(
    spark: SparkSession, name: str, existing: T.StructType, declared: T.StructType
) -> None:
    """Makes an existing table able to have the declared columns, where its own did not need it."""
    known = table_features(existing)
    new = {key: value for key, value in table_features(declared).items() if key not in known}
    if new:
        stored = read_properties(spark, name)
        if stored.get(COLUMN_MAPPING, "none") != "none":
            # It may be another mode, which cannot be changed, and does as well.
            new.pop(COLUMN_MAPPING, None)
    if new:
        statement = set_properties(name, new)
        log.info("%s", statement)
        spark.sql(statement)


def follow(
    spark: SparkSession,
    name: str,
    existing: T.StructType,
    declared: T.StructType,
    *,
    cure: str,
) -> None:
    """Like `evolve`, for a table that holds rows of another one: columns that are not declared any
    more stay, since their values are nowhere else; fields in columns are dropped as in the
    other table, since no row that lacks them would fit.

    Raises SchemaMismatchError, with the cure, for types that do not hold all stored values.
    """
    wanted = {f.name.lower() for f in declared}
    complete = T.StructType([*declared, *(f for f in existing if f.name.lower() not in wanted)])
    allow = ("drop", "nullability")
    evolve(spark, name, existing, complete, allow=allow, check_values=False, cure=cure)


def _losses(
    dropped: Sequence[Path], existing: T.StructType, declared: T.StructType
) -> Iterator[str]:
    there = {f.name.lower() for f in existing}
    new = [f.name for f in declared if f.name.lower() not in there]
    for path in dropped:
        renamed = f" (renamed to {new[0]}? then rename it in the table)" if len(new) == 1 else ""
        yield f'column "{".".join(path)}" is not declared: its values would be lost{renamed}'


def _without_values(
    spark: SparkSession, name: str, existing: T.StructType, declared: T.StructType
) -> list[str]:
    """Columns declared NOT NULL that are missing or NULL in stored rows."""
    there = {f.name.lower(): f for f in existing}
    strict = [f for f in declared if not f.nullable]
    new = [f for f in strict if f.name.lower() not in there]
    lax = [f for f in strict if f.name.lower() in there and there[f.name.lower()].nullable]
    if not new and not lax:
        return []
    stored = spark.table(name)
    nulls = [F.max(column(f.name).isNull()).alias(f"c{i}") for i, f in enumerate(lax)]
    row = stored.agg(F.count(F.lit(1)).alias("rows"), *nulls).first()
    assert row is not None
    found = [f'column "{f.name}" is declared NOT NULL and is new' for f in new if row["rows"]]
    return found + [
        f'column "{f.name}" is declared NOT NULL and stored rows have NULL'
        for i, f in enumerate(lax)
        if row[f"c{i}"]
    ]


def _preparations(name: str, changes: Changes) -> Iterator[str]:
    if changes.widened:
        yield set_properties(name, {WIDENING: "true"})
    if changes.dropped:
        yield set_properties(name, {COLUMN_MAPPING: "name"})
    for path in changes.dropped:
        yield f"ALTER TABLE {name} DROP COLUMN {qualified(*path)}"
    for path in changes.loosened:
        yield f"ALTER TABLE {name} ALTER COLUMN {qualified(*path)} DROP NOT NULL"


def check_partitions(spark: SparkSession, name: str, declared: Sequence[str]) -> None:
    """Raises SchemaMismatchError if a table has different ones: only a rebuild changes them."""
    # Not DESCRIBE DETAIL, which counts files: it would take longer than a small write.
    partitions = [c.name for c in spark.catalog.listColumns(name) if c.isPartition]
    if sorted(map(str.lower, partitions)) != sorted(map(str.lower, declared)):
        were, are = (", ".join(columns) or "nothing" for columns in (partitions, declared))
        raise SchemaMismatchError(
            f"the existing table {name}",
            [f"it is partitioned by {were}; declared: {are}"],
            hint="Declare the partitions as they were, or rebuild the table with a full refresh.",
        )


def keep_in_step(spark: SparkSession, name: str, options: TableOptions) -> None:
    """Sets the comment and the properties of an existing table where they differ."""
    if options.comment and options.comment != spark.catalog.getTable(name).description:
        spark.sql(f"COMMENT ON TABLE {name} IS {sql_text(options.comment)}")
    new = _new_properties(spark, name, options.properties) if options.properties else {}
    if new:
        spark.sql(set_properties(name, new))


def _new_properties(spark: SparkSession, name: str, declared: Mapping[str, str]) -> dict[str, str]:
    stored = read_properties(spark, name)
    return {key: value for key, value in declared.items() if stored.get(key) != value}
