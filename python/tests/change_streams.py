"""Random streams of changes, and what tables must hold after them: written without Spark."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hypothesis import strategies as st
from pyspark.sql import types as T

from suite import FULL, SEED

CASES = 1000 if FULL else 12
BATCHES = 5 if FULL else 3

KEY = "k {1}.`x"
SCHEMA = T.StructType(
    [
        T.StructField(KEY, T.IntegerType()),
        T.StructField("at", T.IntegerType()),
        T.StructField("value", T.StringType()),
        T.StructField("note", T.IntegerType()),
        T.StructField("tags", T.MapType(T.StringType(), T.IntegerType())),
    ]
)
DELETE = "delete"
# The keys of a case are its number times this and more, so that all cases share a table.
STRIDE = 100


class Change(NamedTuple):
    """A change of a row; `value` "delete" deletes, `note` alone makes no version."""

    key: int
    at: int
    value: str | None
    note: int
    tag: int

    def row(self, case: int) -> tuple[object, ...]:
        return (case * STRIDE + self.key, self.at, self.value, self.note, {"t": self.tag})


class Delivery(NamedTuple):
    """Changes in the order in which they come, where batches end, and which batches come twice."""

    changes: list[Change]
    ends: list[int]
    repeated: list[int]

    def batches(self, count: int) -> list[list[Change]]:
        """`count` batches, the last of which holds what is repeated."""
        ends = [0, *sorted(min(e, len(self.changes)) for e in self.ends)][: count - 1]
        cuts = [*ends, len(self.changes)]
        parts = [self.changes[a:b] for a, b in itertools.pairwise(cuts)]
        again = [c for r in self.repeated for c in parts[r % len(parts)]]
        return [*parts, again]


changes = st.builds(
    Change,
    st.integers(1, 3),
    st.integers(1, 9),
    st.sampled_from(["a", "ä", None, DELETE]),
    st.integers(0, 1),
    st.integers(0, 1),
)
deliveries = st.builds(
    Delivery,
    st.lists(changes, unique_by=lambda c: c[:2], max_size=14),
    st.lists(st.integers(0, 14), min_size=3, max_size=3),
    st.lists(st.integers(0, 3), max_size=2),
)


MOST = 100


def many(count: int) -> st.SearchStrategy[list[Delivery]]:
    """So many cases, with changes: Hypothesis tries the smallest value first, which has none.

    Hypothesis refuses to draw hundreds at once: more than `MOST` are drawn by a generator.
    """
    if count > MOST:
        return st.builds(drawn, st.just(SEED), st.just(count))
    cases = st.lists(deliveries, min_size=count, max_size=count)
    return cases.filter(lambda drawn: sum(len(case.changes) for case in drawn) > 2 * count)


def drawn(seed: int, count: int) -> list[Delivery]:
    """The cases of a seed."""
    draw = random.Random(seed)
    return [_delivery(draw) for _ in range(count)]


def _delivery(draw: random.Random) -> Delivery:
    points = draw.sample(
        [(key, at) for key in (1, 2, 3) for at in range(1, 10)], draw.randint(0, 14)
    )
    values = ["a", "ä", None, DELETE]
    changes = [
        Change(key, at, draw.choice(values), draw.randint(0, 1), draw.randint(0, 1))
        for key, at in points
    ]
    repeated = [draw.randint(0, 3) for _ in range(draw.randint(0, 2))]
    return Delivery(changes, [draw.randint(0, 14) for _ in range(3)], repeated)


def batches_of(cases: Sequence[Delivery], count: int = BATCHES) -> list[list[tuple[object, ...]]]:
    """The batches of all cases together, as rows."""
    cut = [case.batches(count) for case in cases]
    return [
        [change.row(number) for number, parts in enumerate(cut) for change in parts[batch]]
        for batch in range(count)
    ]


def newest_rows(cases: Sequence[Delivery]) -> set[tuple[object, ...]]:
    """SCD type 1: the newest change of each key, unless it deletes."""
    found: set[tuple[object, ...]] = set()
    for number, case in enumerate(cases):
        for key in {c.key for c in case.changes}:
            last = max((c for c in case.changes if c.key == key), key=lambda c: c.at)
            if last.value != DELETE:
                found.add(_flat(last.row(number)))
    return found


def versions(cases: Sequence[Delivery]) -> set[tuple[object, ...]]:
    """SCD type 2: rows with the start and the end of their version."""
    found: set[tuple[object, ...]] = set()
    for number, case in enumerate(cases):
        for key in {c.key for c in case.changes}:
            found |= versions_of([c for c in case.changes if c.key == key], number)
    return found


def versions_of(changes: Sequence[Change], number: int) -> set[tuple[object, ...]]:
    """The versions of one key."""
    return set(_history(sorted(changes, key=lambda c: c.at), number))


def _history(history: Iterable[Change], number: int) -> Iterable[tuple[object, ...]]:
    current: tuple[int, Change] | None = None
    for change in history:
        if current is not None:
            start, shown = current
            if change.value == DELETE:
                yield (*_flat(shown.row(number)), start, change.at)
                current = None
                continue
            if (change.value, change.tag) == (shown.value, shown.tag):
                current = (start, change)
                continue
            yield (*_flat(shown.row(number)), start, change.at)
        current = None if change.value == DELETE else (change.at, change)
    if current is not None:
        start, shown = current
        yield (*_flat(shown.row(number)), start, None)


def assert_same(
    found: set[tuple[object, ...]], expected: set[tuple[object, ...]], cases: Sequence[object]
) -> None:
    """Shows the first case that differs, by itself: the keys of a row say of which case it is."""
    wrong = {int(str(row[0])) // STRIDE for row in found ^ expected}
    if wrong:
        number = min(wrong)
        here = [
            sorted((row for row in rows if int(str(row[0])) // STRIDE == number), key=repr)
            for rows in (found, expected)
        ]
        raise AssertionError(
            f"case {number}, of {len(wrong)} that differ: {cases[number]}\n"
            f"is        {here[0]}\nshould be {here[1]}"
        )


def _flat(row: Sequence[object]) -> tuple[object, ...]:
    """The row with its map as text, which a set can hold."""
    return tuple(str(v) if isinstance(v, dict) else v for v in row)


def content(rows: Iterable[Sequence[object]]) -> set[tuple[object, ...]]:
    """The rows of a table, each of which must be there once."""
    found = [_flat(row) for row in rows]
    assert len(found) == len(set(found))
    return set(found)
