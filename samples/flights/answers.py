"""Asks the gold tables three questions that a person would ask.

    python answers.py [--json]

Run it in the project's folder after `lakewright run`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from databricks_utils import TableNames, get_spark, load_config, stop_spark
from pyspark.sql import Row
from pyspark.sql import functions as F

Answer = dict[str, Any]


def percent(share: float) -> float:
    """A share of 1 in percent, two digits."""
    return round(100 * share, 2)


def answers() -> dict[str, list[Answer]]:
    """The answers, by question; each is a short list of rows, the first one first."""
    config = load_config()
    spark = get_spark(config)
    names = TableNames(config)

    def rows(table: str, order: str, limit: int) -> list[Row]:
        frame = spark.table(names.resolve(table))
        if table == "gold.airline_punctuality":
            frame = frame.where(F.col("flights") >= 1000)
        ascending = order == "wind_from"
        return frame.orderBy(F.col(order).asc() if ascending else F.col(order).desc()).take(limit)

    return {
        "Which airline is late most often, among those with at least 1,000 flights?": [
            {"airline": r.airline, "flights": r.flights, "late_percent": percent(r.late_share)}
            for r in rows("gold.airline_punctuality", "late_share", 3)
        ],
        "Which hour of departure should one avoid?": [
            {"hour": r.hour, "flights": r.flights, "late_percent": percent(r.late_share)}
            for r in rows("gold.departure_hours", "late_share", 3)
        ],
        "Does wind delay flights?": [
            {
                "wind_from": r.wind_from,
                "flights": r.flights,
                "late_percent": percent(r.late_share),
                "cancelled_percent": percent(r.cancelled_share),
            }
            for r in rows("gold.wind", "wind_from", 4)
        ],
    }


def sentence(answer: Answer) -> str:
    """One row of an answer in words."""
    late = f"{answer['late_percent']:.2f} % late"
    of = f"of {answer['flights']:,} flights"
    if "airline" in answer:
        return f"{answer['airline']:<28} {late}  {of}"
    if "hour" in answer:
        return f"{answer['hour']:02d}:00{'':23} {late}  {of}"
    wind = f"wind from {answer['wind_from']} mph"
    return f"{wind:<28} {late}  {of}, {answer['cancelled_percent']:.2f} % cancelled"


def main(arguments: list[str]) -> None:
    """Prints the answers, as text or as JSON."""
    try:
        found = answers()
    finally:
        stop_spark()
    if "--json" in arguments:
        print(json.dumps(found))
        return
    for question, lines in found.items():
        print(f"\n{question}")
        for line in lines:
            print(f"  {sentence(line)}")
    print("\nLate: 15 minutes or more after schedule, as a share of the flights that arrived.")


if __name__ == "__main__":
    main(sys.argv[1:])
