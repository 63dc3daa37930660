"""Counts the nodes of Spark's plans, generated and written by hand.

For sessions of Spark Classic: Spark Connect shows no plans. The generated packages `tpch` and
`workload` must be importable.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import Path
from typing import Any

import handwritten
import handwritten_workload
from pyspark.sql import DataFrame, SparkSession

TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")
QUERIES = tuple(f"q{number:02}" for number in range(1, 23))
#: The tables of W(1) that are computed, and what each reads.
WORKLOAD = {"silver.source_0": "bronze.source_0_raw", "gold.summary_0": "silver.source_0"}
#: The branches of the tree, and the number of a stage of generated code.
BRANCHES = re.compile(r"^[\s:+\-]*(?:\*\s*\(\d+\)\s*)?")
NAME = re.compile(r"[A-Z][A-Za-z]*")
#: What a scan is called depends on what is read.
SCANS = {"Relation", "RelationV2", "LogicalRDD", "LocalRelation"}
EXCHANGES = ("Exchange", "BroadcastExchange")
Build = Callable[..., DataFrame]
Frames = Mapping[str, DataFrame]


def build(function: Build, frames: Frames) -> DataFrame:
    """The frame of a function whose parameters are named like the tables that it reads."""
    return function(**{name: frames[name] for name in signature(function).parameters})


def generated(query: str) -> Build:
    function: Build = getattr(importlib.import_module(f"tpch.gold.{query}"), query)
    return function


def by_hand(query: str) -> Build:
    function: Build = getattr(handwritten, query)
    return function


def read_tables(spark: SparkSession, folder: str | Path) -> dict[str, DataFrame]:
    return {table: spark.read.parquet(f"{folder}/{table}") for table in TABLES}


def nodes(plan: Any) -> Counter[str]:
    """The nodes of a plan of the JVM, by kind."""
    found: Counter[str] = Counter()
    for line in plan.toString().splitlines():
        name = NAME.match(BRANCHES.sub("", line))
        if name:
            found["Scan" if name[0] in SCANS else name[0]] += 1
    return found


def analyzed(frame: DataFrame) -> Counter[str]:
    return nodes(frame._jdf.queryExecution().analyzed())


def optimized(frame: DataFrame) -> Counter[str]:
    """The nodes of the optimized plan, and the exchanges with which its execution starts."""
    execution = frame._jdf.queryExecution()
    physical = nodes(execution.executedPlan())
    found = nodes(execution.optimizedPlan())
    found["Exchange"] = sum(physical[name] for name in EXCHANGES)
    return found


def compared(mine: DataFrame, theirs: DataFrame) -> dict[str, Any]:
    """How many nodes the plans of both frames have, and of which kinds one has more."""
    left, right = optimized(mine), optimized(theirs)
    return {
        "analyzed": [analyzed(mine).total(), analyzed(theirs).total()],
        "optimized": [left.total(), right.total()],
        "differences": {
            kind: [left[kind], right[kind]]
            for kind in sorted(left | right)
            if left[kind] != right[kind]
        },
    }


def compare_workload(spark: SparkSession, scratch: str | Path) -> dict[str, Any]:
    """The plans of W(1), over empty files that are written to a folder of that name."""
    found = {}
    for table, source in WORKLOAD.items():
        schema = importlib.import_module(f"workload.{source}").SCHEMA
        parameter, name = source.split(".")[1], table.split(".")[1]
        spark.createDataFrame([], schema).write.parquet(f"{scratch}/{parameter}")
        frames = {parameter: spark.read.parquet(f"{scratch}/{parameter}")}
        function = getattr(importlib.import_module(f"workload.{table}"), name)
        other = getattr(handwritten_workload, name)
        found[table] = compared(build(function, frames), build(other, frames))
    return found
