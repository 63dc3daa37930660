"""Times the generated PySpark of samples/tpch beside the same written by hand, in one session.

python run.py PROJECT WORKLOAD DATA RUNS

PROJECT and WORKLOAD are synthesized, DATA has one folder of Parquet files for each table. Both
versions run once to warm up, where their rows are compared, and then RUNS times in turn. Writes to
standard output, as JSON: {"queries": {query: {"generated", "handwritten", "plans"}}, "workload"},
with the medians of the seconds of each, from the call of the function to its last row, and of the
seconds of CPU that Spark took.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from plans import (
    QUERIES,
    Build,
    Frames,
    build,
    by_hand,
    compare_workload,
    compared,
    generated,
    read_tables,
)
from pyspark.sql import SparkSession

sys.path.append(str(Path(__file__).parents[1]))
from measured import builder, cpu  # noqa: E402


def seconds(spark: SparkSession, function: Build, frames: Frames) -> tuple[float, float]:
    taken, started = cpu(spark), time.perf_counter()
    build(function, frames).write.format("noop").mode("overwrite").save()
    return time.perf_counter() - started, cpu(spark) - taken


def medians(times: list[tuple[float, float]]) -> list[float]:
    return [statistics.median(column) for column in zip(*times, strict=True)]


def rows(function: Build, frames: Frames) -> list[tuple[object, ...]]:
    return sorted((tuple(row) for row in build(function, frames).collect()), key=repr)


def main(project: str, workload: str, data: str, runs: str) -> None:
    sys.path[:0] = [f"{project}/src", f"{workload}/src"]
    spark = builder().getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    frames = read_tables(spark, data)
    found = {}
    for query in QUERIES:
        mine, theirs = generated(query), by_hand(query)
        if rows(mine, frames) != rows(theirs, frames):
            raise SystemExit(f"{query} gives other rows than what is written by hand")
        times: dict[Build, list[tuple[float, float]]] = {mine: [], theirs: []}
        for turn in range(int(runs)):
            # Who goes first finds colder caches.
            for function in (mine, theirs) if turn % 2 == 0 else (theirs, mine):
                times[function].append(seconds(spark, function, frames))
        found[query] = {
            "generated": medians(times[mine]),
            "handwritten": medians(times[theirs]),
            "plans": compared(build(mine, frames), build(theirs, frames)),
        }
        print(query, *medians(times[mine]), *medians(times[theirs]), file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        found_workload = compare_workload(spark, scratch)
    spark.stop()
    json.dump({"queries": found, "workload": found_workload}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
