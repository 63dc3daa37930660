"""The clustering of existing tables, which stands in the way of some changes of columns."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import SparkSession

from databricks_utils.naming import qualified, quote


def keep_clustering(spark: SparkSession, name: str, declared: Sequence[str]) -> None:
    """Clusters an existing table by the declared columns, or by none."""
    columns = [quote(column) for column in declared]
    if columns and _clustering(spark, name) != columns:
        spark.sql(f"ALTER TABLE {name} CLUSTER BY ({', '.join(columns)})")
    elif not columns and _is_clustered_by_hand(spark, name):
        spark.sql(f"ALTER TABLE {name} CLUSTER BY NONE")


def release(spark: SparkSession, name: str, gone: Sequence[tuple[str, ...]]) -> None:
    """Gives up the clustering if one of the columns that go is in it: Delta refuses to drop it."""
    stored = [f"{column}." for column in _clustering(spark, name)] if gone else []
    paths = [f"{qualified(*path)}." for path in gone]
    if any(column.startswith(path) for column in stored for path in paths):
        spark.sql(f"ALTER TABLE {name} CLUSTER BY NONE")


def _clustering(spark: SparkSession, name: str) -> list[str]:
    """The columns, each part quoted; Delta quotes those that need it."""
    row = spark.sql(f"DESCRIBE DETAIL {name}").select("clusteringColumns").first()
    stored = () if row is None else row["clusteringColumns"] or ()
    return [text if "`" in text else qualified(*text.split(".")) for text in stored]


def _is_clustered_by_hand(spark: SparkSession, name: str) -> bool:
    """Whether it is clustered, and not by columns that Databricks chooses (CLUSTER BY AUTO)."""
    # Not DESCRIBE DETAIL, which counts files: most tables have no clustering.
    rows = spark.sql(f"SHOW TBLPROPERTIES {name}").collect()
    properties = {row["key"]: row["value"] for row in rows}
    chosen = properties.get("clusterByAuto", "").lower() == "true"
    return not chosen and properties.get("clusteringColumns", "[]") != "[]"
