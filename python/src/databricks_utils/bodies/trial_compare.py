"""Whether two results are the same, as multisets of rows."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

from pyspark.sql import types as T

TOLERANCE = 1e-9
# Around zero, where relative differences say nothing.
_ABSOLUTE = 1e-12
_Key = tuple[Any, ...]


@dataclass(frozen=True)
class Result:
    """Collected rows, with their columns."""

    rows: Sequence[tuple[Any, ...]]
    schema: T.StructType


@dataclass(frozen=True)
class Difference:
    """Indexes of rows that have no partner on the other side, or what is wrong with the columns."""

    left: Sequence[int] = ()
    right: Sequence[int] = ()
    columns: str | None = None


def compare(left: Result, right: Result) -> Difference | None:
    """None where they are the same.

    Columns are matched by name without case, in any order. Numbers are the same if their values
    are, whatever their types; with a float on one side, up to a relative difference of 1e-9. NaN
    is NaN, -0 is 0, NULL is NULL, maps have no order, instants have no zone.
    """
    names = [f.name.lower() for f in left.schema]
    others = {f.name.lower(): i for i, f in enumerate(right.schema)}
    if sorted(names) != sorted(f.name.lower() for f in right.schema):
        shown = [", ".join(f.name for f in side.schema) for side in (left, right)]
        return Difference(columns=f"one returns {shown[0]}, the other {shown[1]}")
    order = [others[name] for name in names]
    pairs = [
        (f.dataType, right.schema[i].dataType) for f, i in zip(left.schema, order, strict=True)
    ]
    loose = [_has_float(a) or _has_float(b) for a, b in pairs]
    mine = [_keyed(row, loose) for row in left.rows]
    theirs = [_keyed([row[i] for i in order], loose) for row in right.rows]
    unmatched = _unmatched(mine, theirs)
    return Difference(*unmatched) if any(unmatched) else None


def _has_float(of: T.DataType) -> bool:
    if isinstance(of, T.FloatType | T.DoubleType):
        return True
    if isinstance(of, T.StructType):
        return any(_has_float(f.dataType) for f in of)
    if isinstance(of, T.ArrayType):
        return _has_float(of.elementType)
    return isinstance(of, T.MapType) and (_has_float(of.keyType) or _has_float(of.valueType))


def _keyed(row: Sequence[Any], loose: Sequence[bool]) -> tuple[_Key, tuple[float, ...]]:
    """What must be the same, and the numbers that must be close."""
    floats: list[float] = []
    key = tuple(_key(v, floats, is_loose) for v, is_loose in zip(row, loose, strict=True))
    return key, tuple(floats)


def _key(value: Any, floats: list[float], is_loose: bool) -> Any:
    if value is None or isinstance(value, bool):
        return ("b", value)
    if isinstance(value, int | float | Decimal):
        return _number(value, floats, is_loose)
    if isinstance(value, Mapping):
        items = sorted(value.items(), key=lambda item: repr(_key(item[0], [], False)))
        return ("m", *[(_key(k, floats, is_loose), _key(v, floats, is_loose)) for k, v in items])
    if isinstance(value, tuple | list):
        return ("l", *[_key(item, floats, is_loose) for item in value])
    if isinstance(value, bytearray | bytes):
        return ("x", bytes(value))
    if isinstance(value, datetime):
        return ("t", value if value.tzinfo is None else value.astimezone(timezone.utc))
    if isinstance(value, date):
        return ("d", value)
    return ("s", value if isinstance(value, str) else str(value))


def _number(value: int | float | Decimal, floats: list[float], is_loose: bool) -> Any:
    if is_loose and math.isfinite(value):
        floats.append(float(value))
        return ("f",)
    if isinstance(value, float) and math.isnan(value):
        return ("n", "NaN")
    # Equal numbers of all three types are equal, and hash alike.
    return ("n", value if value != 0 else 0)


def _unmatched(
    left: Sequence[tuple[_Key, tuple[float, ...]]], right: Sequence[tuple[_Key, tuple[float, ...]]]
) -> tuple[list[int], list[int]]:
    if Counter(left) == Counter(right):
        return [], []
    sides: tuple[defaultdict[_Key, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for side, rows in zip(sides, (left, right), strict=True):
        for i, (key, _) in enumerate(rows):
            side[key].append(i)
    lost: list[int] = []
    gained: list[int] = []
    for key in {**sides[0], **sides[1]}:
        free = sorted(sides[1].get(key, []), key=lambda i: right[i][1])
        for i in sorted(sides[0].get(key, []), key=lambda i: left[i][1]):
            partner = next((j for j in free if _close(left[i][1], right[j][1])), None)
            if partner is None:
                lost.append(i)
            else:
                free.remove(partner)
        gained.extend(free)
    return sorted(lost), sorted(gained)


def _close(left: Sequence[float], right: Sequence[float]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=_ABSOLUTE)
        for a, b in zip(left, right, strict=True)
    )
