"""The clustering of existing tables, which stands in the way of some changes of columns."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import SparkSession

from databricks_utils.naming import qualified, quote


def keep_clustering(spark: SparkSession, name: str, declared: Sequence[str]) -> None:
    """Clusters an existing table by the declared columns.

    With none, existing clustering stays: people and Databricks cluster tables, too.
    """
    columns = [quote(column) for column in declared]
    if columns and _clustering(spark, name) != columns:
        spark.sql(f"ALTER TABLE {name} CLUSTER BY ({', '.join(columns)})")


def release(spark: SparkSession, name: str, gone: Sequence[tuple[str, ...]]) -> None:
    """Removes the clustering if a column to be dropped is in it: Delta would refuse to drop it."""
    stored = [f"{column}." for column in _clustering(spark, name)] if gone else []
    paths = [f"{qualified(*path)}." for path in gone]
    if any(column.startswith(path) for column in stored for path in paths):
        spark.sql(f"ALTER TABLE {name} CLUSTER BY NONE")


def _clustering(spark: SparkSession, name: str) -> list[str]:
    """The columns, each part quoted; Delta quotes those that need it."""
    row = spark.sql(f"DESCRIBE DETAIL {name}").select("clusteringColumns").first()
    stored = () if row is None else row["clusteringColumns"] or ()
    return [text if "`" in text else qualified(*text.split(".")) for text in stored]
