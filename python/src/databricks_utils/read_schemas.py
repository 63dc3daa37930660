"""`python -m databricks_utils.read_schemas`: what Spark knows about tables to be declared.

`--request` names a JSON file with a list of sources: a text of DDL, a Parquet file or folder, or
the folder of a Delta table. Descriptions are JSON lines on standard output. Nothing is written
outside `--scratch`. Exit status: 0 if every source was looked at, 1 if none could be, 130 if
interrupted.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.answers import Start, answer_request
from databricks_utils.bodies.sql_statements import statements, without_cluster_by_auto
from databricks_utils.errors import PipelineError
from databricks_utils.events import write_event
from databricks_utils.failure import describe_failure
from databricks_utils.naming import quote

_CREATE_TABLE = re.compile(r"(?:CREATE|REPLACE)\b[^(`\"']*?\bTABLE\b", re.IGNORECASE)
_SHOWN = 60


@dataclass(frozen=True)
class Described:
    """A table as it exists. `name` has one to three parts, none if the source has no name."""

    schema: Mapping[str, Any]
    name: Sequence[str] = ()
    comment: str | None = None
    partition_by: Sequence[str] = ()
    cluster_by: Sequence[str] = ()
    cluster_by_auto: bool = False
    primary_key: Sequence[str] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    left_out: Sequence[str] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Describes as the request says and returns the exit status."""
    return answer_request("read_schemas", argv, __doc__, _describe_all)


def _describe_all(request: Any, start: Start, events: TextIO, _scratch: Path) -> None:
    spark = start()
    for index, source in enumerate(request["sources"]):
        for part in parts(source["kind"], source["content"]):
            try:
                table = describe(spark, source["kind"], part)
                write_event(events, "table_described", source=index, **_present(table))
            except Exception as error:
                message = describe_failure(error).message
                if part != source["content"]:
                    message = f"{_beginning(part)}: {message}"
                write_event(events, "source_failed", source=index, message=message)


def parts(kind: str, content: str) -> list[str]:
    """What is described one by one: the CREATE TABLEs of a text of DDL, else all of it."""
    found = statements(content) if kind == "ddl" else []
    return [statement for statement in found if _CREATE_TABLE.match(statement)] or [content]


def describe(spark: SparkSession, kind: str, part: str) -> Described:
    """One table: `kind` is "ddl" and `part` a statement or columns, or a format and a path."""
    if kind == "delta":
        return _delta_table(spark, part)
    if kind != "ddl":
        return Described(_raw_schema(spark, spark.read.format(kind).load(part).schema))
    return _created_table(spark, part) if _CREATE_TABLE.match(part) else _columns(spark, part)


def _columns(spark: SparkSession, text: str) -> Described:
    """A table without a name."""
    whole = statements(text)
    if len(whole) != 1:
        raise PipelineError(
            "it has no CREATE TABLE", hint="Give a CREATE TABLE, or one list of columns."
        )
    columns = whole[0]
    if columns.startswith("(") and columns.endswith(")"):
        columns = columns[1:-1]
    return Described(json.loads(_parser_of(spark).parseTableSchema(columns).json()))


def _beginning(statement: str) -> str:
    """Enough of a statement to find it."""
    words = " ".join(statement.split())
    return words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"


def _created_table(spark: SparkSession, statement: str) -> Described:
    text, is_auto = without_cluster_by_auto(statement)
    plan = _parser_of(spark).parsePlan(text)
    kind = plan.getClass().getSimpleName()
    if kind not in ("CreateTable", "ReplaceTable"):
        raise PipelineError(
            f"Spark takes it for {kind}, not for a table with columns", hint="List its columns."
        )
    spec = plan.tableSpec()
    partition_by, cluster_by, left_out = _transforms(_items(plan.partitioning()))
    keys: list[str] = []
    # Spark 4.0 has none; `dir` asks Java, where `hasattr` is true of everything.
    for constraint in _items(spec.constraints()) if "constraints" in dir(spec) else []:
        match constraint.getClass().getSimpleName():
            case "PrimaryKeyConstraint":
                keys = _texts(constraint.columns())
            case "CheckConstraint":
                left_out.append(f"CHECK ({constraint.condition()})")
            case "ForeignKeyConstraint":
                left_out.append(f"FOREIGN KEY ({', '.join(_texts(constraint.childColumns()))})")
            case "UniqueConstraint":
                left_out.append(f"UNIQUE ({', '.join(_texts(constraint.columns()))})")
            case other:
                left_out.append(other)
    schema = json.loads(plan.tableSchema().json())
    return Described(
        schema,
        name=_texts(plan.name().nameParts()),
        comment=str(spec.comment().get()) if spec.comment().isDefined() else None,
        partition_by=partition_by,
        cluster_by=cluster_by,
        cluster_by_auto=is_auto,
        primary_key=keys,
        properties=_map(spec.properties()),
        left_out=left_out,
    )


def _transforms(transforms: Sequence[Any]) -> tuple[list[str], list[str], list[str]]:
    """Partition columns, clustering columns, and what is neither."""
    partition_by: list[str] = []
    cluster_by: list[str] = []
    left_out: list[str] = []
    for transform in transforms:
        into = {"identity": partition_by, "cluster_by": cluster_by, "temp_cluster_by": cluster_by}
        if transform.name() in into:
            names = [".".join(part.fieldNames()) for part in transform.arguments()]
            into[transform.name()].extend(names)
        else:
            left_out.append(str(transform.toString()))
    return partition_by, cluster_by, left_out


def _delta_table(spark: SparkSession, path: str) -> Described:
    detail = spark.sql(f"DESCRIBE DETAIL delta.{quote(path)}").first()
    assert detail is not None
    properties = detail["properties"] or {}
    return Described(
        _raw_schema(spark, spark.read.format("delta").load(path).schema),
        comment=detail["description"],
        partition_by=detail["partitionColumns"] or [],
        cluster_by=detail["clusteringColumns"] or [],
        properties=dict(properties),
    )


def _raw_schema(spark: SparkSession, schema: T.StructType) -> Mapping[str, Any]:
    """The schema with char and varchar, which Spark reads as string."""
    assert spark._jvm is not None
    utils = spark._jvm.org.apache.spark.sql.catalyst.util.CharVarcharUtils
    raw = utils.getRawSchema(spark._jsparkSession.parseDataType(schema.json()))
    fields: Mapping[str, Any] = json.loads(raw.json())
    return fields


def _parser_of(spark: SparkSession) -> Any:
    return spark._jsparkSession.sessionState().sqlParser()


def _texts(sequence: Any) -> list[str]:
    return [str(item) for item in _items(sequence)]


def _items(sequence: Any) -> list[Any]:
    return [sequence.apply(i) for i in range(sequence.size())]


def _map(scala_map: Any) -> dict[str, str]:
    return {str(pair._1()): str(pair._2()) for pair in _items(scala_map.toSeq())}


def _present(table: Described) -> dict[str, Any]:
    return {key: value for key, value in asdict(table).items() if value not in (None, [], {}, ())}


if __name__ == "__main__":
    sys.exit(main())
