"""Runs the generated functions of samples/tpch, and TPC-H's own SQL on DuckDB, over the same files.

python run.py PROJECT WORKLOAD BENCH DATA SMALL

PROJECT and WORKLOAD are synthesized; BENCH holds what is written by hand; DATA and SMALL have one
folder of Parquet files for each table. Beside SMALL, the same data is written with NULLs in all
columns that are no keys, and without rows. To standard output, as JSON:

{"data" | "nulls" | "empty": {query: {"columns", "rows", "difference"}},
 "plans": {table or query: {"generated": nodes, "handwritten": nodes, "differences": {kind: both}}}}

A difference is what DuckDB answers otherwise, or null.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Mapping
from inspect import signature
from pathlib import Path
from typing import Any

import duckdb
from compare import difference
from pyspark.sql import DataFrame, SparkSession

TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")
QUERIES = tuple(f"q{number:02}" for number in range(1, 23))
#: By what the SQL of a query sorts its rows; those not listed give one row.
ORDER: Mapping[str, tuple[str, ...]] = {
    "q01": ("l_returnflag", "l_linestatus"),
    "q02": ("s_acctbal", "n_name", "s_name", "p_partkey"),
    "q03": ("revenue", "o_orderdate"),
    "q04": ("o_orderpriority",),
    "q05": ("revenue",),
    "q07": ("supp_nation", "cust_nation", "l_year"),
    "q08": ("o_year",),
    "q09": ("nation", "o_year"),
    "q10": ("revenue",),
    "q11": ("value",),
    "q12": ("l_shipmode",),
    "q13": ("custdist", "c_count"),
    "q15": ("s_suppkey",),
    "q16": ("supplier_cnt", "p_brand", "p_type", "p_size"),
    "q18": ("o_totalprice", "o_orderdate"),
    "q20": ("s_name",),
    "q21": ("numwait", "s_name"),
    "q22": ("cntrycode",),
}
Build = Callable[..., DataFrame]


def session() -> SparkSession:
    """A small session like the one of a local run."""
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.memory", "2g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.driver.extraJavaOptions", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1")
        .getOrCreate()
    )


def build(function: Build, frames: Mapping[str, DataFrame]) -> DataFrame:
    return function(**{name: frames[name] for name in signature(function).parameters})


def rows_of(folder: Path, table: str) -> str:
    return f"read_parquet('{folder}/{table}/*.parquet', file_row_number = true)"


def vary(small: Path, nulls: Path, empty: Path, keys: Mapping[str, set[str]]) -> None:
    """The same tables with a NULL in every 20th place of the columns that are no keys, and bare."""
    con = duckdb.connect()
    for table in TABLES:
        rows = rows_of(small, table)
        names = [row[0] for row in con.execute(f"describe select * from {rows}").fetchall()]
        names.remove("file_row_number")
        values = [
            name
            if name in keys[table]
            else f"if(hash(file_row_number, '{name}') % 20 = 0, null, {name}) as {name}"
            for name in names
        ]
        for folder, query in (
            (nulls, f"select {', '.join(values)} from {rows}"),
            (empty, f"select {', '.join(names)} from {rows} where false"),
        ):
            (folder / table).mkdir(parents=True)
            con.execute(f"copy ({query}) to '{folder}/{table}/0.parquet' (format parquet)")


def answers(folder: Path) -> Mapping[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """The names and rows that DuckDB answers over a folder's files; NULLs sort as in Spark."""
    con = duckdb.connect()
    con.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'")
    for table in TABLES:
        con.execute(f"create view {table} as select * from '{folder}/{table}/*.parquet'")
    found = {}
    for query in QUERIES:
        cursor = con.execute((Path(__file__).parent / f"{query}.sql").read_text())
        names = [column[0] for column in cursor.description or ()]
        found[query] = (names, cursor.fetchall())
    return found


def check(functions: Mapping[str, Build], spark: SparkSession, folder: Path) -> dict[str, Any]:
    frames = {table: spark.read.parquet(f"{folder}/{table}") for table in TABLES}
    found = {}
    for query, (names, expected) in answers(folder).items():
        frame = build(functions[query], frames)
        rows = [tuple(row) for row in frame.collect()]
        said = difference(rows, expected, names, ORDER.get(query, ()))
        if frame.columns != names:
            said = f"the columns are {frame.columns}, but DuckDB has {names}"
        found[query] = {"rows": len(rows), "difference": said}
    return found


def compared(generated: Build, handwritten: Build, frames: Mapping[str, DataFrame]) -> Any:
    """The nodes of both plans, as analyzed and as optimized."""
    from plans import analyzed, optimized

    frame, other = build(generated, frames), build(handwritten, frames)
    mine, theirs = optimized(frame), optimized(other)
    return {
        "analyzed": [analyzed(frame).total(), analyzed(other).total()],
        "optimized": [mine.total(), theirs.total()],
        "differences": {
            kind: [mine[kind], theirs[kind]]
            for kind in sorted(mine | theirs)
            if mine[kind] != theirs[kind]
        },
    }


def main(project: str, workload: str, bench: str, data: str, small: str) -> None:
    sys.path[:0] = [f"{project}/src", f"{workload}/src", bench]
    spark = session()
    spark.sparkContext.setLogLevel("OFF")
    functions: dict[str, Build] = {
        query: getattr(importlib.import_module(f"tpch.gold.{query}"), query) for query in QUERIES
    }
    schemas = {table: importlib.import_module(f"tpch.bronze.{table}").SCHEMA for table in TABLES}
    keys = {t: {f.name for f in schema if not f.nullable} for t, schema in schemas.items()}
    nulls, empty = Path(f"{small}-nulls"), Path(f"{small}-empty")
    vary(Path(small), nulls, empty, keys)
    found: dict[str, Any] = {
        name: check(functions, spark, folder)
        for name, folder in (("data", Path(data)), ("nulls", nulls), ("empty", empty))
    }

    handwritten = importlib.import_module("handwritten")
    frames = {table: spark.read.parquet(f"{data}/{table}") for table in TABLES}
    found["plans"] = {
        query: compared(function, getattr(handwritten, query), frames)
        for query, function in functions.items()
    }
    by_hand = importlib.import_module("handwritten_workload")
    for table, module, source in (
        ("source_0", "silver.source_0", "bronze.source_0_raw"),
        ("summary_0", "gold.summary_0", "silver.source_0"),
    ):
        schema = importlib.import_module(f"workload.{source}").SCHEMA
        name = source.split(".")[1]
        spark.createDataFrame([], schema).write.parquet(f"{small}-{name}")
        made = getattr(importlib.import_module(f"workload.{module}"), table)
        inputs = {name: spark.read.schema(schema).parquet(f"{small}-{name}")}
        found["plans"][table] = compared(made, getattr(by_hand, table), inputs)
    spark.stop()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
