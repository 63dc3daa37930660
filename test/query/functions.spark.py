"""Asks Spark for the types and values of expressions.

Reads one JSON request from standard input, writes one JSON answer to standard output:

request: {"columns": <schema JSON>, "analyze": [{"id", "sql" | "python", "group"}],
          "evaluate": [{"id", "sql" | "python", "group", "schema"?, "rows"?}],
          "edges": {"rows": SQL, "cases": [{"id", "sql", "python", "group", "binary"}]}}
answer:  {"types": {id: {"type": <type JSON>, "nullable": bool} | {"error": text}},
          "values": {id: [one value a row] | {"error": text}},
          "edges": {id: {"sql": [one text a row], "python": [one text a row]}},
          "functions": [name]}

`analyze` is over an empty frame of `columns`, so that nothing is computed. A group is one
selection; those of group `refused` are expected to fail and are asked one by one. `edges` are
computed row by row without a job, so that one row's error does not hide the values of others.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import sys
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, Row, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

sys.path.append(str(Path(__file__).resolve().parents[1]))
from small_spark import session  # noqa: E402

CHUNK = 250
# Of those of which some fail over all rows, so that not many are asked again.
FEW = 8
SAFE_INTEGER = 2**53


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
    if isinstance(value, (bytes, bytearray)):
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
    if isinstance(kind, T.TimestampType):
        return [value and datetime.datetime.fromisoformat(value) for value in values]
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


def as_text(case: dict[str, Any], language: str) -> dict[str, Any]:
    """The case in one language, its value as text."""
    if language == "sql":
        inner = f"hex({case['sql']})" if case["binary"] else case["sql"]
        return {"id": case["id"], "sql": f"CAST({inner} AS STRING)"}
    inner = f"F.hex({case['python']})" if case["binary"] else f"({case['python']})"
    return {"id": case["id"], "python": f"{inner}.cast('string')"}


def condition(error: Exception) -> str:
    """The name of an error's class: messages may show the text of the expression."""
    if isinstance(error, PySparkException):
        return str(error.getCondition() or type(error).__name__)
    thrown: Any = getattr(error, "java_exception", None)
    return str(thrown.getClass().getSimpleName()) if thrown else type(error).__name__


class Rows:
    """Evaluates expressions over given rows by Spark's interpreter, in this process."""

    def __init__(self, spark: SparkSession, schema: T.StructType, query: str) -> None:
        self.spark = spark
        jvm: Any = spark.sparkContext._jvm
        # Over an RDD, so that the optimizer knows no rows.
        self.frame = spark.createDataFrame(spark.sparkContext.emptyRDD(), schema)
        self.query = spark.sql(query)
        self.rows = list(self.query._jdf.queryExecution().executedPlan().executeCollect())
        catalyst = jvm.org.apache.spark.sql.catalyst
        self.bind = catalyst.expressions.BindReferences.bindReference
        self.merge = catalyst.optimizer.CollapseProject.buildCleanedProjectList
        name = "org.apache.spark.sql.catalyst.expressions.package$AttributeSeq"
        self.attributes = jvm.java.lang.Class.forName(
            name, True, jvm.java.lang.Thread.currentThread().getContextClassLoader()
        ).getConstructors()[0]

    def expressions(self, cases: list[dict[str, Any]]) -> dict[str, Any]:
        """Each case's expression after the optimizer's rewriting, or the error of its analysis."""
        try:
            plan = select(self.frame, cases)._jdf.queryExecution().optimizedPlan()
        except (PySparkException, TypeError, AttributeError, SyntaxError) as error:
            if len(cases) == 1:
                return {cases[0]["id"]: reason(error)["error"]}
            middle = len(cases) // 2
            return {**self.expressions(cases[:middle]), **self.expressions(cases[middle:])}
        projections = plan.projectList()
        child = plan.child()
        while child.nodeName() == "Project":
            projections = self.merge(projections, child.projectList())
            child = child.child()
        array = self.spark.sparkContext._gateway.new_array(
            self.spark.sparkContext._jvm.java.lang.Object, 1
        )
        array[0] = child.output()
        inputs = self.attributes.newInstance(array)
        return {
            case["id"]: self.bind(projections.apply(i), inputs, False)
            for i, case in enumerate(cases)
        }

    def texts(self, cases: list[dict[str, Any]]) -> dict[str, list[str | None]]:
        answers: dict[str, list[str | None]] = {}
        for start in range(0, len(cases), CHUNK):
            for name, expression in self.expressions(cases[start : start + CHUNK]).items():
                if isinstance(expression, str):
                    answers[name] = [expression]
                else:
                    answers[name] = [self.text(expression, row) for row in self.rows]
        return answers

    @staticmethod
    def text(expression: Any, row: Any) -> str | None:
        try:
            value = expression.eval(row)
        except (PySparkException, Py4JJavaError) as error:
            return f"error {condition(error)}"
        return None if value is None else value.toString()

    def over_all(self, cases: list[dict[str, Any]]) -> dict[str, Any]:
        """Aggregates and windows, which need all rows."""
        answers: dict[str, Any] = {}
        frame = self.query.coalesce(1)
        for start in range(0, len(cases), FEW):
            answers.update(together(frame, cases[start : start + FEW]))
        return {
            name: value if isinstance(value, list) else [named(value["error"])]
            for name, value in answers.items()
        }


def named(error: str) -> str:
    return f"error {error[1 : error.find(']')]}"


def edges(spark: SparkSession, schema: T.StructType, request: dict[str, Any]) -> dict[str, Any]:
    """What each case gives over the rows in both languages."""
    rows = Rows(spark, schema, request["rows"])
    answers: dict[str, Any] = {case["id"]: {} for case in request["cases"]}
    for language in ("sql", "python"):
        for group in sorted({case["group"] for case in request["cases"]}):
            cases = [as_text(c, language) for c in request["cases"] if c["group"] == group]
            found = rows.texts(cases) if group == "row" else rows.over_all(cases)
            for name, texts in found.items():
                answers[name][language] = texts
    return answers


def main() -> None:
    # PySpark gives timestamps in the zone of the process.
    request = json.load(sys.stdin)
    spark = session()
    empty = spark.createDataFrame([], T.StructType.fromJson(request["columns"]))
    types: dict[str, Any] = {}
    for kind in sorted({case["group"] for case in request["analyze"]}):
        cases = [case for case in request["analyze"] if case["group"] == kind]
        size = 1 if kind.startswith("refused") else CHUNK
        for start in range(0, len(cases), size):
            types.update(analyze(empty, cases[start : start + size]))
    answer = {
        "types": types,
        "values": evaluate(spark, request["evaluate"]),
        "edges": edges(spark, T.StructType.fromJson(request["columns"]), request["edges"])
        if "edges" in request
        else {},
        "functions": [row[0] for row in spark.sql("SHOW SYSTEM FUNCTIONS").collect()],
        "spark": spark.version,
    }
    json.dump(answer, sys.stdout)
    spark.stop()


if __name__ == "__main__":
    main()
