"""What the drivers of tests share: a session for many small questions, and values as JSON has them."""

from __future__ import annotations

import datetime
import decimal
import math
import os
import time
from typing import Any

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.sql import DataFrame, Row, SparkSession  # noqa: E402
from pyspark.sql import types as T  # noqa: E402

#: For few rows, compiling and planning anew takes longer than interpreting.
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.python.sql.dataFrameDebugging.enabled": "false",
    "spark.driver.memory": "1200m",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
JAVA_OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"


def java_settings() -> dict[str, str]:
    """Java for short jobs. Its archive of classes, which takes half of the CPU of a start, wants the JARs it was made with."""
    jars, archive = os.environ.get("LAKEWRIGHT_TEST_JARS"), os.environ.get("LAKEWRIGHT_CLASSES")
    if not jars or not archive:
        return {"spark.driver.extraJavaOptions": JAVA_OPTIONS}
    return {
        "spark.driver.extraClassPath": f"{jars}/*",
        "spark.driver.extraJavaOptions": f'{JAVA_OPTIONS} "-XX:SharedArchiveFile={archive}" -Xshare:auto -Xlog:disable',
    }


def session() -> SparkSession:
    """A session like that of a local run, on one core."""
    builder = SparkSession.builder.master("local[1]")
    for name, value in {**SETTINGS, **java_settings()}.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def plain(value: Any) -> Any:
    """A value as JSON."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value.asDict(recursive=False).items()}
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        return value.isoformat() + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def rows_of(frame: DataFrame) -> list[list[Any]]:
    """The rows of a frame."""
    return [[plain(value) for value in row] for row in frame.collect()]


def register(spark: SparkSession, tables: list[dict[str, Any]]) -> None:
    """Makes views of tables: {"name", "schema": <schema JSON>, "sql"}; the schema says what is never NULL."""
    for table in tables:
        schema = T.StructType.fromJson(table["schema"])
        rows = spark.sql(table["sql"]).collect()
        spark.createDataFrame(rows, schema).coalesce(1).createOrReplaceTempView(table["name"])
