"""Which step of a run starts next: of those whose inputs are there, the earliest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from heapq import heappop, heappush

from databricks_utils.runs.pipeline import Step


class Schedule:
    """Hands out steps, each when all those that it reads, by `reads`, have ended.

    `steps` are in an order in which they can run one by one, which is the one kept if each step
    ends before the next one is asked for. A step that is exclusive starts when no other is at work,
    and keeps others from starting.
    """

    def __init__(self, steps: Sequence[Step], reads: Mapping[str, Iterable[str]]) -> None:
        self._steps = steps
        self._position = {step.table: index for index, step in enumerate(steps)}
        self._graph = TopologicalSorter(reads)
        self._graph.prepare()
        # Positions of the steps whose inputs are there, and of those at work.
        self._shared: list[int] = []
        self._exclusive: list[int] = []
        self._at_work: set[int] = set()

    def take(self) -> Step | None:
        """A step that may start now; None if there is none until another one has ended."""
        for table in self._graph.get_ready():
            position = self._position[table]
            queue = self._exclusive if self._steps[position].exclusive else self._shared
            heappush(queue, position)
        if any(self._steps[position].exclusive for position in self._at_work):
            return None
        queue = self._shared
        if not self._at_work and self._exclusive and (not queue or self._exclusive[0] < queue[0]):
            queue = self._exclusive
        if not queue:
            return None
        position = heappop(queue)
        self._at_work.add(position)
        return self._steps[position]

    def done(self, step: Step) -> None:
        """Tells that a step has ended, in whatever way."""
        self._at_work.remove(self._position[step.table])
        self._graph.done(step.table)
