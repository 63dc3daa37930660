"""Asks Spark for the schema and rows of queries.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"tables": [{"name", "schema": <schema JSON>, "sql"}], "queries": [{"id", "sql", "run", "steps": [{"name", "sql"}]}]}
answer:  {id: {"schema": <schema JSON>, "rows"?: [...], "steps"?: {"schema", "rows"}} | {"error": text}}

`steps` are views, one a step, that give the same rows one after the other.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import os
import sys
import time
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
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.adaptive.enabled", "false")
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
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def answer_of(frame: DataFrame, run: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"schema": frame.schema.jsonValue()}
    if run:
        answer["rows"] = [[plain(value) for value in row] for row in frame.collect()]
    return answer


def answer(spark: SparkSession, query: dict[str, Any]) -> dict[str, Any]:
    try:
        found = answer_of(spark.sql(query["sql"]), query["run"])
        for step in query.get("steps", []):
            spark.sql(step["sql"]).createOrReplaceTempView(step["name"])
        if query.get("steps"):
            found["steps"] = answer_of(spark.table(query["steps"][-1]["name"]), query["run"])
        return found
    except PySparkException as error:
        return {"error": str(error).split("SQLSTATE")[0].strip()}


def main() -> None:
    request = json.load(sys.stdin)
    spark = session()
    spark.sparkContext.setLogLevel("OFF")
    for table in request["tables"]:
        schema = T.StructType.fromJson(table["schema"])
        rows = spark.sql(table["sql"]).collect()
        spark.createDataFrame(rows, schema).coalesce(1).createOrReplaceTempView(table["name"])
    answers = {query["id"]: answer(spark, query) for query in request["queries"]}
    json.dump(answers, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
