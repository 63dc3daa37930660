"""A table that is built anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import Merge, Rule, Scd2
from databricks_utils.catalog import TableAddress
from databricks_utils.runs.load import load
from databricks_utils.runs.refresh import start_over
from databricks_utils.runs.target import Target
from databricks_utils.writes.beside import changes_address
from databricks_utils.writes.ddl import TableOptions
from databricks_utils.writes.strategies import Write
from frames import make_frame
from suite import LONG, turn


@turn(2)
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(Scd2(keys=["id"], sequence_by="at"), id="versions"),
        pytest.param(
            Merge(keys=["id"], sequence_by="at", delete_where=lambda: F.col("v") == 0),
            id="merge",
            marks=LONG,
        ),
    ],
)
def test_all_its_tables_are_empty_and_keep_their_comments(
    spark: SparkSession, new_address: Callable[[], TableAddress], write: Write
) -> None:
    ddl = "id INT, at INT, v INT"
    schema = T.DataType.fromDDL(ddl)
    assert isinstance(schema, T.StructType)
    rules = [Rule("positive", F.col("v") >= 0, on_violation="quarantine")]
    target = Target(
        "silver.t", new_address(), new_address(), schema, write, rules, TableOptions("the table")
    )
    # Of a version, the second change shows; of a key, the delete.
    rows = [(1, 1, 0), (1, 2, 0), (2, 1, -1), (3, 1, 1)]
    load(spark, make_frame(spark, rows, ddl), target, run_id="r1")
    names = [a.name for a in (target.address, target.quarantine, changes_address(target.address))]

    def found() -> list[tuple[int, str | None]]:
        return [(spark.table(n).count(), spark.catalog.getTable(n).description) for n in names]

    before = found()
    assert all(count and comment for count, comment in before)
    start_over(spark, target)
    assert found() == [(0, comment) for _, comment in before]
