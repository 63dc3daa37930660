"""Runs generated functions over small tables.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"path": [folder], "tables": [{"name", "schema": <schema JSON>, "sql"}],
          "functions": [{"id", "text", "name", "inputs": {parameter: table}, "run", "sql"?}]}
answer:  {id: {"schema": <schema JSON>, "rows"?: [...], "sql"?: [...]} | {"error": text}}

`text` is a module, `name` its function; `sql` gives the same rows by another way.
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

sys.path.append(str(Path(__file__).resolve().parents[2]))
from small_spark import register, rows_of, session  # noqa: E402


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


def main() -> None:
    request = json.load(sys.stdin)
    sys.path[:0] = request["path"]
    spark = session()
    register(spark, request["tables"])
    answers = {function["id"]: answer(spark, function) for function in request["functions"]}
    json.dump(answers, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
