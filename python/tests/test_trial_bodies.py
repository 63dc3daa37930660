"""Bodies run on rows that were stored by an earlier definition."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.bodies.trial_bodies import Definition, Trials


def tried(spark: SparkSession, folder: Path, declared: T.StructType) -> dict[str, Any]:
    """The result of a query on a stored row with a `name` and an `id`, declared like this."""
    stored = str(folder / "stored")
    spark.sql("SELECT 1 AS id, 'x' AS name").write.parquet(stored)
    trials = Trials(spark, folder / "scratch")
    trials.define("d", Definition(folder, {}, {}, {"bronze.orders": declared}))
    body = {
        "table": "sql",
        "module": "",
        "function": "",
        "inputs": {},
        "sql": "SELECT count(*) AS n FROM bronze_orders",
    }
    given = {"bronze.orders": {"format": "parquet", "path": stored, "limit": 10}}
    asked = {"body": body, "views": {"bronze.orders": "bronze_orders"}}
    answer = trials.run("d", [asked], [given], most=10, shown=5, comparing=False)
    result: dict[str, Any] = answer["inputs"][0]["results"][0]
    return result


def test_rows_of_a_type_that_casts_are_used(spark: SparkSession, tmp_path: Path) -> None:
    declared = T.StructType().add("ID", T.LongType()).add("name", T.StringType())
    assert tried(spark, tmp_path, declared)["rows"] == [{"n": 1}]


@pytest.mark.parametrize(("name", "kind"), [("added", T.StringType()), ("name", T.IntegerType())])
def test_rows_that_do_not_fit_the_declaration_are_told(
    spark: SparkSession, tmp_path: Path, name: str, kind: T.DataType
) -> None:
    declared = T.StructType().add("id", T.IntegerType()).add(name, kind)
    failure = tried(spark, tmp_path, declared)["problem"]["failure"]
    message = f"bronze.orders was built before its declaration changed (`{name}`)"
    assert (failure["type"], failure["message"]) == ("StaleRowsError", message)
    assert failure["hint"] == "Run bronze.orders again."
