"""Counts the nodes of Spark's plans. For sessions of Spark Classic: Connect has no plans."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from pyspark.sql import DataFrame

#: The branches of the tree, and the number of a stage of generated code.
BRANCHES = re.compile(r"^[\s:+\-]*(?:\*\s*\(\d+\)\s*)?")
NAME = re.compile(r"[A-Z][A-Za-z]*")
#: What a scan is called depends on what is read.
SCANS = {"Relation", "LogicalRDD", "LocalRelation", "RelationV2", "FileScan"}
#: In a physical plan; in a logical one each node is counted by its own name.
EXCHANGES = {"Exchange", "BroadcastExchange"}


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
    """The nodes of the optimized plan, and the exchanges that its execution starts with."""
    execution = frame._jdf.queryExecution()
    physical = nodes(execution.executedPlan())
    found = nodes(execution.optimizedPlan())
    found["Exchange"] = sum(physical[name] for name in EXCHANGES)
    return found
