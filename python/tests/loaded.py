"""Tables that are loaded, with their quarantines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import RowCounts, Rule
from databricks_utils.catalog import TableAddress
from databricks_utils.rules.declared import AnyRule
from databricks_utils.runs.load import load
from databricks_utils.runs.target import Target
from databricks_utils.writes.strategies import Write
from databricks_utils.writes.writers import WriteId
from frames import make_frame

NewAddress = Callable[[], TableAddress]

ID = T.StructField("id", T.IntegerType())
SCHEMA = T.StructType([ID, T.StructField("v", T.IntegerType())])


class Case:
    """A table with its quarantine."""

    def __init__(
        self,
        spark: SparkSession,
        new_address: NewAddress,
        write: Write,
        rules: Sequence[AnyRule] = (),
        schema: T.StructType = SCHEMA,
    ) -> None:
        self.spark = spark
        self.target = Target("silver.t", new_address(), new_address(), schema, write, rules)

    def frame(self, *rows: tuple[int | None, int | None]) -> DataFrame:
        return make_frame(self.spark, rows, SCHEMA)

    def load(
        self, frame: DataFrame, run_id: str = "r1", write_id: WriteId | None = None
    ) -> RowCounts:
        return load(self.spark, frame, self.target, run_id=run_id, write_id=write_id)

    def rows(self, *names: str) -> list[tuple[object, ...]]:
        return self._read(self.target.address, names)

    def quarantine(self, *names: str) -> list[tuple[object, ...]]:
        return self._read(self.target.quarantine, names)

    def _read(self, address: TableAddress, names: Sequence[str]) -> list[tuple[object, ...]]:
        frame = self.spark.table(address.name)
        selected = frame.selectExpr(*names) if names else frame
        return sorted((tuple(row) for row in selected.collect()), key=repr)


def negative(on_violation: str = "quarantine", **options: object) -> Rule:
    return Rule("positive", F.col("v") > 0, on_violation=on_violation, **options)  # type: ignore[arg-type]
