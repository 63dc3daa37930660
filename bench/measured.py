"""What the benchmarks on Spark share: its settings, and what it has taken."""

from __future__ import annotations

import os
import time

from pyspark.sql import SparkSession


def builder() -> SparkSession.Builder:
    """Spark as it comes: settings for small data do not fit millions of rows."""
    cores = os.cpu_count() or 2
    return (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.shuffle.partitions", str(2 * cores))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
    )


def cpu(spark: SparkSession) -> float:
    """Seconds of CPU that the JVM and this process have taken so far."""
    process = spark._jvm.java.lang.ProcessHandle.current()
    java = float(process.info().totalCpuDuration().get().toMillis()) / 1000
    return java + time.process_time()
