"""The Spark session of a comparison, and what it has taken."""

from __future__ import annotations

import os
import time
from pathlib import Path

from pyspark.sql import SparkSession


def session(warehouse: Path) -> SparkSession:
    """Spark with Delta as it comes: settings for small data do not fit millions of rows."""
    cores = os.cpu_count() or 2
    return (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"
        )
        .config("spark.driver.extraClassPath", f"{os.environ['LAKEWRIGHT_JARS']}/*")
        .config("spark.sql.warehouse.dir", str(warehouse))
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.shuffle.partitions", str(2 * cores))
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )


def cpu(spark: SparkSession) -> float:
    """Seconds of CPU that the JVM and this process have taken so far."""
    process = spark._jvm.java.lang.ProcessHandle.current()
    java = float(process.info().totalCpuDuration().get().toMillis()) / 1000
    return java + time.process_time()
