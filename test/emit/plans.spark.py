"""Asks Spark for the schema and rows of queries, and of generated functions over the same tables.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"path": [folder], "tables": [{"name", "schema": <schema JSON>, "sql"}],
          "queries": [{"id", "sql", "run", "steps"?: [{"name", "sql"}]}],
          "functions": [{"id", "text", "name", "inputs": {parameter: table}, "streams"?, "run"}]}
answer:  {"queries": {id: {"schema": <schema JSON>, "rows"?: [...], "steps"?: {"schema", "rows"}} | {"error": text}},
          "functions": {id: {"schema": <schema JSON>, "rows"?: [...]} | {"error": text}}}

`steps` are views, one a step, that give the same rows one after the other. `text` is a module,
`name` its function; inputs among `streams` are streams.
"""

from __future__ import annotations

import json
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession

sys.path.append(str(Path(__file__).resolve().parents[1]))
from small_spark import register, rows_of, session  # noqa: E402


def answer_of(frame: DataFrame, run: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"schema": frame.schema.jsonValue()}
    if run:
        answer["rows"] = rows_of(frame)
    return answer


def of_query(spark: SparkSession, query: dict[str, Any]) -> dict[str, Any]:
    try:
        found = answer_of(spark.sql(query["sql"]), query["run"])
        for step in query.get("steps", []):
            spark.sql(step["sql"]).createOrReplaceTempView(step["name"])
        if query.get("steps"):
            found["steps"] = answer_of(spark.table(query["steps"][-1]["name"]), query["run"])
        return found
    except PySparkException as error:
        return {"error": str(error).split("SQLSTATE")[0].strip()}


@cache
def empty_folder() -> str:
    return tempfile.mkdtemp()


def stream_like(spark: SparkSession, frame: DataFrame) -> DataFrame:
    """A stream with the columns of a frame, all of which may be NULL."""
    return spark.readStream.schema(frame.schema).json(empty_folder())


def of_function(spark: SparkSession, function: dict[str, Any]) -> dict[str, Any]:
    try:
        module: dict[str, Any] = {}
        exec(compile(function["text"], function["id"], "exec"), module)
        frames = {parameter: spark.table(name) for parameter, name in function["inputs"].items()}
        for parameter in function.get("streams", []):
            frames[parameter] = stream_like(spark, frames[parameter])
        return answer_of(module[function["name"]](**frames), function["run"])
    except (PySparkException, ArithmeticError, AttributeError, NameError, SyntaxError, TypeError, ValueError) as error:
        return {"error": f"{type(error).__name__}: {str(error).split('SQLSTATE')[0].strip()}"}


def main() -> None:
    request = json.load(sys.stdin)
    sys.path[:0] = request["path"]
    spark = session()
    register(spark, request["tables"])
    answers = {
        "queries": {query["id"]: of_query(spark, query) for query in request["queries"]},
        "functions": {one["id"]: of_function(spark, one) for one in request["functions"]},
    }
    json.dump(answers, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
