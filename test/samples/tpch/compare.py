"""Whether two engines gave the same rows."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]
RELATIVE = 1e-9


def same_value(spark: Any, duck: Any) -> bool:
    """Exact, but where an engine computes in doubles.

    DuckDB divides decimals to a double, Spark to a decimal of so many digits: half of its last
    digit may be lost then.
    """
    if spark is None or duck is None:
        return spark is duck
    if isinstance(duck, float):
        lost = Decimal(0)
        if isinstance(spark, Decimal):
            lost = Decimal(5).scaleb(int(spark.as_tuple().exponent) - 1)
        return abs(Decimal(spark) - Decimal(duck)) <= lost + abs(Decimal(duck)) * Decimal(RELATIVE)
    if isinstance(spark, (int, Decimal)) and isinstance(duck, (int, Decimal)):
        return spark == duck
    return type(spark) is type(duck) and bool(spark == duck)


def sort_key(row: Row) -> tuple[Any, ...]:
    """Puts equal rows of both engines at the same place, whatever their digits."""
    return tuple((value is not None, comparable(value)) for value in row)


def comparable(value: Any) -> Any:
    if isinstance(value, (int, float, Decimal)):
        return float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value or ""


def difference(
    spark: Sequence[Row], duck: Sequence[Row], names: Sequence[str], ordered_by: Sequence[str]
) -> str | None:
    """What differs first, or None: rows in order, those with equal keys of the order in any."""
    if len(spark) != len(duck):
        return f"{len(spark)} rows, but DuckDB has {len(duck)}"
    places = [names.index(name) for name in ordered_by]
    for i, (mine, theirs) in enumerate(zip(spark, duck, strict=True)):
        if not all(same_value(mine[place], theirs[place]) for place in places):
            return f"row {i} is {mine}, but DuckDB has {theirs}"
    for mine, theirs in zip(sorted(spark, key=sort_key), sorted(duck, key=sort_key), strict=True):
        if not (len(mine) == len(theirs) and all(map(same_value, mine, theirs))):
            return f"a row is {mine}, but DuckDB has {theirs}"
    return None
