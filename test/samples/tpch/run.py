"""Runs the generated functions of samples/tpch, and TPC-H's own SQL on DuckDB, over the same files.

python run.py PROJECT WORKLOAD DATA SMALL QUERY...

PROJECT and WORKLOAD are synthesized; DATA and SMALL have one folder of Parquet files for each table.
Beside SMALL, the same data is written with NULLs in all columns that are no keys, and without rows.
To standard output, as JSON:

{"data" | "nulls" | "empty": {query: {"rows", "difference"}}, "plans": {table or query: counts}}

A difference is what DuckDB answers otherwise, or null; bench/tpch/plans.py says what is counted.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from compare import difference
from pyspark.sql import SparkSession

sys.path += [str(Path(__file__).parents[2]), str(Path(__file__).parents[3] / "bench" / "tpch")]
from plans import (  # noqa: E402
    TABLES,
    build,
    by_hand,
    compare_workload,
    compared,
    generated,
    read_tables,
)
from small_spark import java_settings  # noqa: E402

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.memory": "2g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.catalogImplementation": "in-memory",
}
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


def session() -> SparkSession:
    """A small session like the one of a local run."""
    builder = SparkSession.builder.master("local[2]")
    for name, value in {**SETTINGS, **java_settings()}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


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


def answers(folder: Path, queries: Sequence[str]) -> Mapping[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """The names and rows that DuckDB answers over a folder's files; NULLs sort as in Spark."""
    con = duckdb.connect()
    con.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'")
    for table in TABLES:
        con.execute(f"create view {table} as select * from '{folder}/{table}/*.parquet'")
    found = {}
    for query in queries:
        cursor = con.execute((Path(__file__).parent / f"{query}.sql").read_text())
        names = [column[0] for column in cursor.description or ()]
        found[query] = (names, cursor.fetchall())
    return found


def check(spark: SparkSession, folder: Path, queries: Sequence[str]) -> dict[str, Any]:
    frames = read_tables(spark, folder)
    found = {}
    for query, (names, expected) in answers(folder, queries).items():
        frame = build(generated(query), frames)
        rows = [tuple(row) for row in frame.collect()]
        said = difference(rows, expected, names, ORDER.get(query, ()))
        if frame.columns != names:
            said = f"the columns are {frame.columns}, but DuckDB has {names}"
        found[query] = {"rows": len(rows), "difference": said}
    return found


def main(project: str, workload: str, data: str, small: str, *queries: str) -> None:
    sys.path[:0] = [f"{project}/src", f"{workload}/src"]
    spark = session()
    spark.sparkContext.setLogLevel("OFF")
    schemas = {table: importlib.import_module(f"tpch.bronze.{table}").SCHEMA for table in TABLES}
    keys = {t: {f.name for f in schema if not f.nullable} for t, schema in schemas.items()}
    nulls, empty = Path(f"{small}-nulls"), Path(f"{small}-empty")
    folders = {"data": Path(data)}
    if os.environ.get("LAKEWRIGHT_TEST_FULL"):
        vary(Path(small), nulls, empty, keys)
        folders |= {"nulls": nulls, "empty": empty}
    found: dict[str, Any] = {
        name: check(spark, folder, queries) for name, folder in folders.items()
    }
    frames = read_tables(spark, data)
    found["plans"] = {
        query: compared(build(generated(query), frames), build(by_hand(query), frames))
        for query in queries
    } | compare_workload(spark, f"{small}-workload")
    spark.stop()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
