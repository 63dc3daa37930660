"""The Spark session of a comparison."""

from __future__ import annotations

import os
from pathlib import Path

from measured import builder
from pyspark.sql import SparkSession


def session(warehouse: Path) -> SparkSession:
    """Spark with Delta."""
    catalog = "org.apache.spark.sql.delta.catalog.DeltaCatalog"
    return (
        builder()
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", catalog)
        .config("spark.driver.extraClassPath", f"{os.environ['LAKEWRIGHT_JARS']}/*")
        .config("spark.sql.warehouse.dir", str(warehouse))
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .getOrCreate()
    )
