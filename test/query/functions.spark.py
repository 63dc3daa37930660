"""Asks Spark for the types and values of expressions.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"columns": <schema JSON>, "analyze": [{"id", "sql" | "python", "group"}],
          "evaluate": [{"id", "sql" | "python", "group", "schema"?, "rows"?}]}
answer:  {"types": {id: {"type": <type JSON>, "nullable": bool} | {"error": text}},
          "values": {id: [one value a row] | {"error": text}}}

`analyze` is over an empty frame of `columns`, so that nothing is computed. A group is one
selection; those of group `refused` are expected to fail and are asked one by one.
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

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

CHUNK = 250
SAFE_INTEGER = 2**53


def session() -> SparkSession:
    """A small session like the one of a local run."""
    return (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.driver.memory", "1200m")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")
        .getOrCreate()
    )


def plain(value: Any) -> Any:
    """A value as the examples write it."""
    if isinstance(value, Row):
        return {name: plain(item) for name, item in value.asDict(recursive=False).items()}
    if isinstance(value, dict):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime.datetime):
        text = value.isoformat()
        return (text.rstrip("0") if "." in text else text) + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return format(value, "f")
    if isinstance(value, bytearray):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > SAFE_INTEGER:
        return str(value)
    return value


NAMES = {"F": F, "Window": Window, "dt": datetime, "Decimal": decimal.Decimal}


def select(frame: DataFrame, cases: list[dict[str, Any]]) -> DataFrame:
    """One column for each case: its SQL, or the column that its Python makes."""
    if "sql" in cases[0]:
        return frame.selectExpr(*[f"{case['sql']} AS c{i}" for i, case in enumerate(cases)])
    return frame.select(
        *[eval(f"({case['python']})", NAMES).alias(f"c{i}") for i, case in enumerate(cases)]
    )


def reason(error: Exception) -> dict[str, str]:
    return {"error": str(error).split("SQLSTATE")[0].strip()}


def analyze(frame: DataFrame, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """The type that Spark's analyzer gives to each expression; a chunk with a mistake is halved."""
    if not cases:
        return {}
    try:
        schema = select(frame, cases).schema
    except (PySparkException, TypeError, AttributeError, SyntaxError) as error:
        if len(cases) == 1:
            return {cases[0]["id"]: reason(error)}
        middle = len(cases) // 2
        return {**analyze(frame, cases[:middle]), **analyze(frame, cases[middle:])}
    return {
        case["id"]: {"type": field.dataType.jsonValue(), "nullable": field.nullable}
        for case, field in zip(cases, schema.fields)
    }


def column(values: list[Any], kind: T.DataType) -> list[Any]:
    if isinstance(kind, T.DecimalType):
        return [None if value is None else decimal.Decimal(value) for value in values]
    if isinstance(kind, (T.FloatType, T.DoubleType)):
        return [None if value is None else float(value) for value in values]
    if isinstance(kind, T.DateType):
        return [None if value is None else datetime.date.fromisoformat(value) for value in values]
    return values


def frame_of(spark: SparkSession, case: dict[str, Any]) -> DataFrame:
    if "schema" not in case:
        return spark.range(1).select()
    schema = T.StructType.fromJson(case["schema"])
    columns = [
        column(list(values), f.dataType) for values, f in zip(zip(*case["rows"]), schema.fields)
    ]
    return spark.createDataFrame(list(zip(*columns)), schema).coalesce(1)


def evaluate(spark: SparkSession, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """What each expression gives; those over the same rows are computed together."""
    answers: dict[str, Any] = {}
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        groups.setdefault(
            json.dumps([case.get("schema"), case.get("rows"), case["group"]]), []
        ).append(case)
    for group in groups.values():
        answers.update(together(frame_of(spark, group[0]), group))
    return answers


def together(frame: DataFrame, cases: list[dict[str, Any]]) -> dict[str, Any]:
    try:
        rows = select(frame, cases).collect()
    except (PySparkException, TypeError, AttributeError, SyntaxError) as error:
        if len(cases) == 1:
            return {cases[0]["id"]: reason(error)}
        middle = len(cases) // 2
        return {**together(frame, cases[:middle]), **together(frame, cases[middle:])}
    return {case["id"]: [plain(row[i]) for row in rows] for i, case in enumerate(cases)}


def main() -> None:
    # PySpark gives timestamps in the zone of the process.
    os.environ["TZ"] = "UTC"
    time.tzset()
    request = json.load(sys.stdin)
    spark = session()
    spark.sparkContext.setLogLevel("OFF")
    empty = spark.createDataFrame([], T.StructType.fromJson(request["columns"]))
    types: dict[str, Any] = {}
    for kind in sorted({case["group"] for case in request["analyze"]}):
        cases = [case for case in request["analyze"] if case["group"] == kind]
        size = 1 if kind.startswith("refused") else CHUNK
        for start in range(0, len(cases), size):
            types.update(analyze(empty, cases[start : start + size]))
    json.dump(
        {"types": types, "values": evaluate(spark, request["evaluate"]), "spark": spark.version},
        sys.stdout,
    )
    spark.stop()


if __name__ == "__main__":
    main()
