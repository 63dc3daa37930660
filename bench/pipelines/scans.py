"""What Spark has read, scan by scan, from what it notes of each query."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pyspark.sql import SparkSession

FILES = "number of files read"


@dataclass(frozen=True)
class Scan:
    """One scan of a table: how many of its files were read."""

    table: str
    files: int


def last_query(spark: SparkSession) -> int:
    """The number of the newest query."""
    return max((int(q.executionId()) for q in _queries(spark)), default=-1)


def scans_since(spark: SparkSession, query: int, tables: dict[str, str]) -> list[Scan]:
    """The scans of queries after that one; `tables` has the quoted name of each table."""
    found = []
    store = spark._jsparkSession.sharedState().statusStore()
    for one in _queries(spark):
        number = one.executionId()
        if number <= query:
            continue
        values = store.executionMetrics(number)
        for node in _each(store.planGraph(number).allNodes()):
            shown = node.name().rpartition(" ")[2]
            table = next((t for t, name in tables.items() if name.replace("`", "") == shown), None)
            metrics = {m.name(): m.accumulatorId() for m in _each(node.metrics())}
            if table is None or FILES not in metrics:
                continue
            value = values.get(metrics[FILES])
            if value.isDefined():
                found.append(Scan(table, int(re.sub(r"\D", "", value.get()))))
    return found


def _queries(spark: SparkSession) -> list[Any]:
    spark._jsparkSession.sparkContext().listenerBus().waitUntilEmpty()
    return _each(spark._jsparkSession.sharedState().statusStore().executionsList())


def _each(sequence: Any) -> list[Any]:
    return [sequence.apply(i) for i in range(sequence.size())]
