"""A table that a frame is loaded into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pyspark.sql import DataFrame
from pyspark.sql import types as T

from databricks_utils.catalog import TableAddress
from databricks_utils.rules.declared import AnyRule
from databricks_utils.writes.ddl import TableOptions
from databricks_utils.writes.strategies import Write


@dataclass(frozen=True)
class Target:
    """A table and how it is to be written.

    `references` has the frames that reference rules name, `usual` the usual values of metric rules.
    """

    reference: str
    address: TableAddress
    quarantine: TableAddress
    schema: T.StructType
    write: Write
    rules: Sequence[AnyRule] = ()
    options: TableOptions = field(default_factory=TableOptions)
    references: Mapping[str, DataFrame] = field(default_factory=dict)
    usual: Mapping[str, float] = field(default_factory=dict)
