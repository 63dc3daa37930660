"""Tasks as they stand in folders: what is asked, their rows, and how two answers are compared.

Needs pyarrow and PyYAML; Spark is given by the caller.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

HERE = Path(__file__).resolve().parent
DATA = ("a", "b")

SCALARS = {
    "string": pa.string(),
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True)
class Task:
    """One folder."""

    folder: Path
    asked: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """`solve`, `vague` or `repair`."""
        return self.folder.parent.name

    @property
    def inputs(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Columns by table."""
        return {table["name"]: table["columns"] for table in self.asked["inputs"]}

    @property
    def output(self) -> Sequence[Mapping[str, Any]]:
        """Columns of the answer."""
        columns: Sequence[Mapping[str, Any]] = self.asked["output"]["columns"]
        return columns

    def texts(self, folder: str) -> Mapping[str, str]:
        """Statements of SQL by the name of their file."""
        return {
            path.stem: path.read_text() for path in sorted((self.folder / folder).glob("*.sql"))
        }


def tasks(kinds: Sequence[str] = ("solve", "vague", "repair")) -> Iterator[Task]:
    """All tasks that have rows of their own."""
    for kind in kinds:
        for path in sorted((HERE / kind).glob("*/task.yaml")):
            yield Task(path.parent, yaml.safe_load(path.read_text()))


def arrow_type(text: str) -> pa.DataType:
    """A type as Spark writes it, for Arrow."""
    if text in SCALARS:
        return SCALARS[text]
    if found := re.fullmatch(r"decimal\((\d+),(\d+)\)", text):
        return pa.decimal128(int(found[1]), int(found[2]))
    if found := re.fullmatch(r"array<(.*)>", text):
        return pa.list_(arrow_type(found[1]))
    if found := re.fullmatch(r"struct<(.*)>", text):
        return pa.struct(
            [
                (name, arrow_type(of))
                for name, of in (field.split(":") for field in found[1].split(","))
            ]
        )
    raise ValueError(f"no type {text}")


def schema(columns: Sequence[Mapping[str, Any]]) -> pa.Schema:
    """The columns of a table."""
    return pa.schema([pa.field(column["name"], arrow_type(column["type"])) for column in columns])


def read_text(rows: str, columns: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows of a text: cells between bars, `~` is NULL, `"…"` and what is nested are JSON."""
    fields = schema(columns)
    cells = [
        [
            _cell(cell.strip(), of.type)
            for cell, of in zip(_cells(line, len(fields)), fields, strict=True)
        ]
        for line in rows.splitlines()
    ]
    return pa.Table.from_arrays(
        [pa.array([row[i] for row in cells], of.type) for i, of in enumerate(fields)], schema=fields
    )


def _cells(line: str, count: int) -> list[str]:
    return line.split("|") if count > 1 else [line]


def _cell(text: str, of: pa.DataType) -> Any:
    if text == "~":
        return None
    if pa.types.is_string(of):
        return json.loads(text) if text.startswith('"') else text
    if pa.types.is_nested(of):
        return _nested(json.loads(text), of)
    if pa.types.is_boolean(of):
        return {"true": True, "false": False}[text]
    if pa.types.is_integer(of):
        return int(text)
    if pa.types.is_decimal(of):
        return Decimal(text)
    if pa.types.is_date(of):
        return date.fromisoformat(text)
    if pa.types.is_timestamp(of):
        return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return float(text)


def _nested(value: Any, of: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_list(of):
        return [_nested(item, of.value_type) for item in value]
    if pa.types.is_struct(of):
        return {of.field(i).name: _nested(item, of.field(i).type) for i, item in enumerate(value)}
    return value


def write_file(table: pa.Table, path: Path) -> None:
    """The same table gives the same bytes with the same version of Arrow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd")


def read_file(path: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return rows


def comparable(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Rows as a sorted list of texts; numbers by value, doubles to 9 digits."""
    return sorted(
        json.dumps({name: _plain(row[name]) for name in sorted(row)}, ensure_ascii=False)
        for row in rows
    )


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float | Decimal):
        number = float(value)
        return (
            f"{0.0 if number == 0 else number:.9g}"
            if isinstance(value, float)
            else _number(Decimal(value))
        )
    if isinstance(value, datetime):
        return (
            (value if value.tzinfo else value.replace(tzinfo=timezone.utc))
            .astimezone(timezone.utc)
            .isoformat()
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value]


def _number(value: Decimal) -> str:
    return "0" if value == 0 else format(value.normalize(), "f")
