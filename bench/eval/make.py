"""Writes the files of all tasks from `rows.yaml`; what is expected comes from the first solution.

python bench/eval/make.py [id…]
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

import engine
import pyarrow as pa
import yaml
from tasks import Task, read_text, schema, tasks, write_file


def main(ids: list[str]) -> None:
    """All tasks, or those that are named."""
    spark = engine.start()
    for task in tasks():
        if not ids or task.asked["id"] in ids:
            data = write_data(task)
            for name, (text, of) in expectations(task, data).items():
                rows = engine.answer(spark, text, task.folder / "data" / of, task.inputs)
                write_file(as_table(task, rows), task.folder / "expected" / f"{name}.parquet")


def write_data(task: Task) -> list[str]:
    """Which sets of rows there are."""
    rows = yaml.safe_load((task.folder / "rows.yaml").read_text())
    for of, tables in rows.items():
        for name, columns in task.inputs.items():
            write_file(
                read_text(tables[name], columns), task.folder / "data" / of / f"{name}.parquet"
            )
    return list(rows)


def expectations(task: Task, data: list[str]) -> dict[str, tuple[str, str]]:
    """What is expected: a statement and the rows that it is asked of, by the name of the file."""
    found = {
        of: (task.texts("reference")["one"], of)
        for of in data
        if (task.folder / "reference").exists()
    }
    for name, text in task.texts("readings").items():
        found[name] = (text, "b")
        if name == task.asked["default"]:
            found |= {of: (text, of) for of in data}
    return found


def as_table(task: Task, rows: list[dict[str, object]]) -> pa.Table:
    """Rows in the declared types, in a fixed order."""
    fields = schema(task.output)
    given = [{name: _utc(row[name]) for name in fields.names} for row in rows]
    given.sort(key=lambda row: [(value is None, str(value)) for value in row.values()])
    return pa.Table.from_pylist(given, schema=fields)


def _utc(value: object) -> object:
    return (
        value.replace(tzinfo=timezone.utc)
        if isinstance(value, datetime) and value.tzinfo is None
        else value
    )


if __name__ == "__main__":
    main(sys.argv[1:])
