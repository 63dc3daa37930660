"""Several ways to the same tables, in turn and in one session."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from measured import cpu

Tables = Mapping[str, DataFrame]


@dataclass(frozen=True)
class Contender:
    """`run` does the work; `reset` brings its tables to the start before, which does not count.

    `result` gives what the tables hold after it, in the same columns for all.
    """

    run: Callable[[], None]
    result: Callable[[], Tables]
    reset: Callable[[], None] = lambda: None


def compete(
    spark: SparkSession, contest: str, contenders: Mapping[str, Contender], rounds: int
) -> dict[str, list[float]]:
    """The medians of seconds and of CPU seconds of each, after a first round that is compared.

    Leaves the tables as they were before.
    """
    contents = {name: content(one) for name, one in contenders.items()}
    first, *others = contents
    for other in others:
        if contents[other] != contents[first]:
            raise SystemExit(
                f"{contest}: {other} makes {contents[other]}, {first} {contents[first]}"
            )
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
    for turn in range(rounds):
        # Who goes first finds colder caches.
        order = list(contenders) if turn % 2 == 0 else list(reversed(contenders))
        for name in order:
            contenders[name].reset()
            spark._jvm.System.gc()
            taken, started = cpu(spark), time.perf_counter()
            contenders[name].run()
            times[name].append((time.perf_counter() - started, cpu(spark) - taken))
            print(contest, name, *times[name][-1], file=sys.stderr, flush=True)
    for contender in contenders.values():
        contender.reset()
    return {
        name: [statistics.median(column) for column in zip(*runs, strict=True)]
        for name, runs in times.items()
    }


def content(contender: Contender) -> dict[str, tuple[object, ...]]:
    """Of each table the number of rows and the sum of their hashes, which order does not change."""
    contender.reset()
    contender.run()
    return {name: digest(frame) for name, frame in contender.result().items()}


def digest(frame: DataFrame) -> tuple[object, ...]:
    columns = [F.col(f"`{name}`") for name in sorted(frame.columns)]
    rows = frame.select(F.xxhash64(*columns).cast("decimal(20,0)").alias("h"))
    found = rows.agg(F.count("h"), F.sum("h"), F.bit_xor(F.col("h").cast("bigint"))).first()
    assert found is not None
    return tuple(found)
