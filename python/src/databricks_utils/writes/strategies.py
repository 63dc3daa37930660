"""How a table is written: data only, `writers.write_table` does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pyspark.sql import Column
from pyspark.sql import types as T

from databricks_utils.errors import PipelineError
from databricks_utils.schema import spelled

START_AT = "__START_AT"
END_AT = "__END_AT"


@dataclass(frozen=True)
class Overwrite:
    """The frame becomes the table's content, atomically; the table itself stays."""


@dataclass(frozen=True)
class Append:
    """The frame's rows are added."""


@dataclass(frozen=True)
class ReplaceWhere:
    """The frame's rows replace the stored rows for which `where`, in SQL, is TRUE.

    A row of the frame for which it is not TRUE fails the write.
    """

    where: str

    def __post_init__(self) -> None:
        if not self.where.strip():
            raise PipelineError(
                "ReplaceWhere needs a condition", hint="Say which rows are replaced, in SQL."
            )


@dataclass(frozen=True)
class ReplacePartitions:
    """Each partition for which the frame has rows is replaced; the others stay.

    The table needs partitions: without them, each run would replace all rows.
    """


@dataclass(frozen=True)
class InsertOnly:
    """Rows whose keys are not stored yet are added; stored rows never change."""

    keys: Sequence[str]

    def __post_init__(self) -> None:
        _check_keys("InsertOnly", self.keys)


@dataclass(frozen=True)
class Merge:
    """Rows replace those with the same keys; others are added.

    With `sequence_by`, a row replaces only rows that are not newer, and of several rows with the
    same keys the newest counts. Rows for which `delete_where` is TRUE delete the row of their
    keys; with a sequence, deletes are remembered in a table next to it, `<table>__changes`, so that
    an older row that arrives later stays deleted. With `ignore_null_updates`, a NULL leaves the
    stored value as it is; then only the order of arrival decides, which excludes `sequence_by`.
    """

    keys: Sequence[str]
    sequence_by: str | None = None
    delete_where: Callable[[], Column] | None = None
    ignore_null_updates: bool = False

    def __post_init__(self) -> None:
        _check_keys("Merge", self.keys)
        if self.ignore_null_updates and self.sequence_by is not None:
            raise PipelineError(
                "Merge cannot both ignore NULL updates and have a sequence",
                hint="Leave sequence_by out: when values come in parts, no row is the newest.",
            )


@dataclass(frozen=True)
class Scd2:
    """Every version of every row, SCD type 2, from changes or from snapshots.

    The table has the frame's columns and `__START_AT`, `__END_AT`, of the type of `sequence_by`;
    `__END_AT` is NULL for the current version. A change starts a version if a column other than
    the keys, the sequence and `ignore_changes_in` differs from the change before it; else the
    version shows the newest values. `delete_where` ends a version without starting another. Changes
    may come late, in any order and repeatedly: those that no version shows are kept in a table next
    to it, `<table>__changes`.

    With `snapshots`, each frame is the whole state at one point of the sequence: keys that are
    missing end.
    """

    keys: Sequence[str]
    sequence_by: str
    delete_where: Callable[[], Column] | None = None
    ignore_changes_in: Sequence[str] = ()
    snapshots: bool = False

    def __post_init__(self) -> None:
        _check_keys("Scd2", self.keys)
        if self.snapshots and self.delete_where is not None:
            raise PipelineError(
                "Scd2 from snapshots has no delete_where",
                hint="Leave the rows out of the snapshot: a missing key ends its version.",
            )


Write = Overwrite | Append | ReplaceWhere | ReplacePartitions | InsertOnly | Merge | Scd2
# Writes that find stored rows by keys.
KeyedWrite = InsertOnly | Merge | Scd2
KEYED = (InsertOnly, Merge, Scd2)


def as_spelled(write: Scd2, schema: T.StructType) -> Scd2:
    """The write with the names of its columns as the schema spells them."""
    return replace(
        write,
        keys=[spelled(key, schema) for key in write.keys],
        sequence_by=spelled(write.sequence_by, schema),
        ignore_changes_in=[spelled(name, schema) for name in write.ignore_changes_in],
    )


def _check_keys(write: str, keys: Sequence[str]) -> None:
    if not keys or isinstance(keys, str):
        raise PipelineError(
            f"{write} needs keys",
            hint=f'Give the columns that identify a row: {write}(keys=["id"]).',
        )
