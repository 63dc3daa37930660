"""Makes the 22 questions of TPC-H into tasks: data by its generator, answers by DuckDB.

    python bench/eval/tpch/make.py

What is visible is a twentieth of what is hidden; both are small. Needs duckdb and tpchgen-cli.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
SCALES = {"a": "0.001", "b": "0.02"}
KEYS = {
    "region": ["r_regionkey"],
    "nation": ["n_nationkey"],
    "supplier": ["s_suppkey"],
    "customer": ["c_custkey"],
    "part": ["p_partkey"],
    "partsupp": ["ps_partkey", "ps_suppkey"],
    "orders": ["o_orderkey"],
    "lineitem": ["l_orderkey", "l_linenumber"],
}
ROUNDED = " Means, shares and quotients are rounded to 2 decimals."
TYPES = {"VARCHAR": "string", "INTEGER": "int", "BIGINT": "bigint", "HUGEINT": "bigint"}


def generate(of: str) -> None:
    """One file for each table in `data`."""
    target = HERE / "data" / of
    if not target.exists():
        subprocess.run(
            [sys.executable, ROOT / "samples/tpch/land.py", HERE / "landed" / of, SCALES[of]],
            check=True,
        )
        target.mkdir(parents=True)
        for name in KEYS:
            files = f"{HERE}/landed/{of}/{name}/*.parquet"
            duckdb.sql(f"COPY (FROM '{files}') TO '{target}/{name}.parquet' (COMPRESSION zstd)")


def columns(described: duckdb.DuckDBPyRelation, key: list[str]) -> list[dict[str, Any]]:
    """Names and types as Spark writes them."""
    return [
        {"name": name, "type": spark_type(name, str(of)), "nullable": name not in key}
        for name, of in zip(described.columns, described.types, strict=True)
    ]


def spark_type(name: str, of: str) -> str:
    """A year is an int in Spark."""
    return "int" if name.endswith("_year") else TYPES.get(of, of.lower())


def cast(column: dict[str, Any]) -> str:
    """A column in its type; engines differ in the last digits of quotients."""
    name = f'"{column["name"]}"'
    value = f"round({name}, 2)" if column["type"] == "double" else name
    return f"CAST({value} AS {column['type']}) AS {name}"


def main() -> None:
    """All tasks."""
    for of in SCALES:
        generate(of)
    for id, question in yaml.safe_load((HERE / "questions.yaml").read_text()).items():
        sql = (ROOT / f"test/samples/tpch/{id}.sql").read_text().rstrip().rstrip(";")
        (HERE / id / "expected").mkdir(parents=True, exist_ok=True)
        for of in SCALES:
            with duckdb.connect() as base:
                for name in KEYS:
                    base.sql(f"CREATE VIEW {name} AS FROM '{HERE}/data/{of}/{name}.parquet'")
                inputs = [
                    {"name": name, "key": key, "columns": columns(base.table(name), key)}
                    for name, key in KEYS.items()
                ]
                output = columns(base.sql(sql), [])
                casts = ", ".join(cast(column) for column in output)
                file = HERE / id / "expected" / f"{of}.parquet"
                base.sql(f"COPY (SELECT {casts} FROM ({sql})) TO '{file}' (FORMAT parquet)")
        task = {
            "id": f"tpch_{id}",
            "family": "tpch",
            "intent": question + (ROUNDED if any(c["type"] == "double" for c in output) else ""),
            "data": "../data",
            "inputs": inputs,
            "output": {"key": [], "columns": output},
            "expected_behaviour": "solve",
        }
        text = yaml.safe_dump(task, sort_keys=False, width=160, default_flow_style=None)
        (HERE / id / "task.yaml").write_text(text)


if __name__ == "__main__":
    main()
