"""Asks Spark for the schema and rows of queries.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"tables": [{"name", "schema": <schema JSON>, "sql"}], "queries": [{"id", "sql", "run", "steps": [{"name", "sql"}]}]}
answer:  {id: {"schema": <schema JSON>, "rows"?: [...], "steps"?: {"schema", "rows"}} | {"error": text}}

`steps` are views, one a step, that give the same rows one after the other.
"""

from __future__ import annotations

import json
import sys
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
    register(spark, request["tables"])
    answers = {query["id"]: answer(spark, query) for query in request["queries"]}
    json.dump(answers, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
