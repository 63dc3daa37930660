"""Are the tasks what they claim to be? Asks real Spark, and prints findings as JSON.

python bench/eval/check.py [id…]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import engine
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from tasks import DATA, Task, comparable, read_file, tasks

Rows = list[str]


class Asked:
    """Answers of Spark to the statements of one task."""

    def __init__(self, spark: SparkSession, task: Task) -> None:
        self._spark, self._task = spark, task

    def rows(self, text: str, of: str) -> Rows:
        """What a statement gives, comparably; a text of its own kind where Spark refuses it."""
        try:
            return comparable(
                engine.answer(self._spark, text, self._task.folder / "data" / of, self._task.inputs)
            )
        except PySparkException as error:
            return [f"refused: {str(error)[:300]}"]

    def expected(self, name: str) -> Rows:
        """What stands in a file."""
        return comparable(read_file(self._task.folder / "expected" / f"{name}.parquet"))


def problems(task: Task, asked: Asked) -> Iterator[str]:
    """What is wrong with a task."""
    references, readings = task.texts("reference"), task.texts("readings")
    sizes = [len(read_file(path)) for path in (task.folder / "data" / "a").glob("*.parquet")]
    if not 8 <= max(sizes) <= 40:
        yield f"{max(sizes)} rows are visible, not 8 to 40"
    if task.asked["expected_behaviour"] == "refuse":
        return
    for name, text in references.items():
        for of in DATA:
            if asked.rows(text, of) != asked.expected(of):
                yield f"{name} gives on {of} {asked.rows(text, of)}, not {asked.expected(of)}"
    if references and len(references) < 2:
        yield "it has one solution only"
    for name, text in task.texts("wrong").items():
        yield from _wrong(asked, name, text)
    if readings:
        yield from _readings(task, asked, readings)
    if task.kind == "repair":
        before = (task.folder / "before.sql").read_text()
        if asked.rows(before, "b") == asked.expected("b"):
            yield "the old body still works"
    if task.kind == "solve" and not task.texts("wrong"):
        yield "it has no wrong solution"


def _wrong(asked: Asked, name: str, text: str) -> Iterator[str]:
    if not text.startswith("-- "):
        yield f"{name} does not say why it is wrong"
    if asked.rows(text, "a") != asked.expected("a"):
        yield f"{name} is found out on a: {asked.rows(text, 'a')}, not {asked.expected('a')}"
    if asked.rows(text, "b") == asked.expected("b"):
        yield f"{name} is not found out on b"


def _readings(task: Task, asked: Asked, readings: Any) -> Iterator[str]:
    given = {name: {of: asked.rows(text, of) for of in DATA} for name, text in readings.items()}
    usual = given[task.asked["default"]]
    for name, rows in given.items():
        if rows["a"] != asked.expected("a"):
            yield f"reading {name} differs on a: {rows['a']}, not {asked.expected('a')}"
        if rows["b"] != asked.expected(name):
            yield f"reading {name} does not give what is expected of it"
        if any(row.startswith("refused") for row in rows["b"]):
            yield f"reading {name} is refused: {rows['b']}"
    different = {json.dumps(rows["b"]) for rows in given.values()}
    if task.asked["expected_behaviour"] == "clarify" and len(different) != len(given):
        yield "two of its readings agree on b"
    if task.asked["expected_behaviour"] == "solve" and different != {json.dumps(usual["b"])}:
        yield "it is a control, and its readings differ"


def main(ids: list[str]) -> None:
    """All tasks, or those that are named."""
    spark = engine.start()
    counts: dict[str, int] = {}
    found: list[dict[str, str]] = []
    for task in tasks():
        if ids and task.asked["id"] not in ids:
            continue
        name = f"{task.kind} {task.asked['expected_behaviour']}"
        counts[name] = counts.get(name, 0) + 1
        found += [
            {"task": f"{task.kind}/{task.asked['id']}", "problem": problem}
            for problem in problems(task, Asked(spark, task))
        ]
    print(json.dumps({"counts": counts, "problems": found}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
