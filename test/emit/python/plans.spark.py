"""Runs generated functions over small tables.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"path": [folder], "tables": [{"name", "schema": <schema JSON>, "sql"}],
          "functions": [{"id", "text", "name", "inputs": {parameter: table}, "run", "sql"?}]}
answer:  {id: {"schema": <schema JSON>, "rows"?: [...], "sql"?: [...]} | {"error": text}}

`text` is a module, `name` its function; `sql` gives the same rows by another way.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import os
import sys
import tempfile
import time
from functools import cache
from typing import Any

os.environ["TZ"] = "UTC"
time.tzset()

from pyspark.errors import PySparkException  # noqa: E402
from pyspark.sql import DataFrame, Row, SparkSession  # noqa: E402
from pyspark.sql import types as T  # noqa: E402


def session() -> SparkSession:
    """A small session like the one of a local run."""
    return (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.memory", "1200m")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.python.sql.dataFrameDebugging.enabled", "false")
        .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")
        .getOrCreate()
    )


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
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, bytearray):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def rows_of(frame: DataFrame) -> list[list[Any]]:
    return [[plain(value) for value in row] for row in frame.collect()]


@cache
def empty_folder() -> str:
    return tempfile.mkdtemp()


def stream_like(spark: SparkSession, frame: DataFrame) -> DataFrame:
    """A stream with the columns of a frame, all of which may be NULL."""
    return spark.readStream.schema(frame.schema).json(empty_folder())


def answer(spark: SparkSession, function: dict[str, Any]) -> dict[str, Any]:
    try:
        module: dict[str, Any] = {}
        exec(compile(function["text"], function["id"], "exec"), module)
        frames = {parameter: spark.table(name) for parameter, name in function["inputs"].items()}
        for parameter in function.get("streams", []):
            frames[parameter] = stream_like(spark, frames[parameter])
        frame = module[function["name"]](**frames)
        found: dict[str, Any] = {"schema": frame.schema.jsonValue()}
        if function["run"]:
            found["rows"] = rows_of(frame)
        if "sql" in function:
            found["sql"] = rows_of(spark.sql(function["sql"]))
        return found
    except (PySparkException, ArithmeticError, AttributeError, NameError, SyntaxError, TypeError, ValueError) as error:
        return {"error": f"{type(error).__name__}: {str(error).split('SQLSTATE')[0].strip()}"}


def as_text(value: object) -> str:
    """Bytes, of sketches and bitmaps, as their digits; lengths of time as Python says them."""
    return bytes(value).hex() if isinstance(value, bytes | bytearray) else str(value)


def main() -> None:
    request = json.load(sys.stdin)
    sys.path[:0] = request["path"]
    spark = session()
    spark.sparkContext.setLogLevel("OFF")
    for table in request["tables"]:
        schema = T.StructType.fromJson(table["schema"])
        rows = spark.sql(table["sql"]).collect()
        spark.createDataFrame(rows, schema).coalesce(1).createOrReplaceTempView(table["name"])
    answers = {function["id"]: answer(spark, function) for function in request["functions"]}
    json.dump(answers, sys.stdout, default=as_text)
    spark.stop()


if __name__ == "__main__":
    main()
