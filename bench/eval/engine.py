"""One Spark in UTC that answers statements of SQL over the files of a task."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def start() -> SparkSession:
    """A session of its own kind: small, in UTC."""
    os.environ["TZ"] = "UTC"
    time.tzset()
    builder = SparkSession.builder.master("local[1]").appName("eval")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def answer(
    spark: SparkSession, text: str, data: Path, inputs: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The rows of a statement over the files in `data`."""
    for name in inputs:
        spark.read.parquet(str(data / f"{name}.parquet")).createOrReplaceTempView(name)
    return [row.asDict(recursive=True) for row in spark.sql(text).collect()]
