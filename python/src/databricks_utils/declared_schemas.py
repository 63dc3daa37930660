"""Lets the functions of an open-source declarative pipeline describe frames of tables to come.

Spark refuses each analysis inside of a dataset's function, because the tables that it reads may not
exist yet. But all of them are declared: `answer_schemas` answers such a question from empty tables
with the declared columns, and describes steps of frames in a way that needs no analysis
(`databricks_utils.steps_by_select`). On Databricks, pipelines can analyze, and it does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.environment import on_databricks
from databricks_utils.steps_by_select import describe_steps_by_select

# The columns of a table with this physical name, None for one that is not the project's.
Declared = Callable[[str], T.StructType | None]
_ANSWERS = "__lakewright_answers"


def answer_schemas(spark: SparkSession, declared: Declared) -> None:
    """Answers questions for schemas from the declared columns; set up once for each session."""
    if on_databricks() or not type(spark).__module__.startswith("pyspark.sql.connect"):
        return
    client: Any = spark.client
    if getattr(client, _ANSWERS, False):
        return
    analyze = client._analyze

    def answered(method: str, **asked: Any) -> Any:
        plan = asked.get("plan")
        if plan is not None:
            given = type(plan)()
            given.CopyFrom(plan)
            _declare(given, declared)
            asked = {**asked, "plan": given}
        with _outside_of_pipelines(client):
            return analyze(method, **asked)

    client._analyze = answered
    setattr(client, _ANSWERS, True)
    describe_steps_by_select()


@contextmanager
def _outside_of_pipelines(client: Any) -> Iterator[None]:
    """Without the mark by which Spark recognizes, and refuses, a dataset function's questions."""
    local = client.thread_local
    notes = getattr(local, "user_context_extensions", [])
    local.user_context_extensions = []
    try:
        yield
    finally:
        local.user_context_extensions = notes


def _declare(message: Any, declared: Declared) -> None:
    """Puts an empty relation in place of each declared table, at any depth."""
    is_relation = message.DESCRIPTOR.full_name == "spark.connect.Relation"
    if is_relation and message.read.HasField("named_table"):
        schema = declared(message.read.named_table.unparsed_identifier)
        if schema is not None:
            message.local_relation.schema = schema.json()
        return
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        if field.message_type.GetOptions().map_entry:
            values = list(value.values())
        else:
            values = [value] if hasattr(value, "ListFields") else value
        for item in values:
            if hasattr(item, "ListFields"):
                _declare(item, declared)
