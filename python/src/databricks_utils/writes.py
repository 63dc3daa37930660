"""How a table is written: data only, `writers.write_table` does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyspark.sql import Column

from databricks_utils.errors import PipelineError


@dataclass(frozen=True)
class Overwrite:
    """The frame becomes the table's content, atomically; the table itself stays."""


@dataclass(frozen=True)
class Append:
    """The frame's rows are added."""


@dataclass(frozen=True)
class Merge:
    """Rows replace those with the same keys; others are added.

    With `sequence_by`, a row replaces only rows that are not newer, and of several rows with the
    same keys the newest counts. Rows for which `delete_where` is TRUE delete the row of their
    keys. No tombstone is kept: a row older than a delete, arriving after it, is added again.
    """

    keys: Sequence[str]
    sequence_by: str | None = None
    delete_where: Callable[[], Column] | None = None

    def __post_init__(self) -> None:
        if not self.keys or isinstance(self.keys, str):
            raise PipelineError(
                "Merge needs keys", hint='Give the columns that identify a row: Merge(keys=["id"]).'
            )


Write = Overwrite | Append | Merge
