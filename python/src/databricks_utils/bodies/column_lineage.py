"""Which columns of which tables a frame's columns come from, as Spark's analyzer sees it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyspark.sql import DataFrame

Node = dict[str, Any]
# Spark's number for a column within a plan.
Id = int
# A table's view and one of its columns.
Origin = tuple[str, str]
# Joins that return the columns of their left side only, or one more.
_LEFT_ONLY = ("LeftSemi", "LeftAnti", "ExistenceJoin")


@dataclass(frozen=True)
class _Plan:
    node: Node
    children: Sequence[_Plan]

    @property
    def kind(self) -> str:
        return str(self.node["class"]).rsplit(".", 1)[-1]

    def walk(self) -> Iterator[_Plan]:
        pending = [self]
        while pending:
            plan = pending.pop()
            yield plan
            pending.extend(plan.children)


def column_lineage(frame: DataFrame, views: Iterable[str]) -> dict[str, list[Origin]] | None:
    """For each column of the frame the columns of `views` that its values are made of.

    `views` are the temporary views through which the frame reads its tables. What only selects
    rows, such as a filter, does not count. None where the plan cannot be followed.
    """
    text = frame._jdf.queryExecution().analyzed().toJSON()
    trace = _Trace({view.lower(): view for view in views})
    try:
        root = _tree(json.loads(text))
        trace.read(root)
        ids = trace.output(root)
    except (KeyError, TypeError, ValueError, IndexError, RecursionError):
        # The form of plans in JSON is Spark's own, and may change.
        return None
    if len(ids) != len(frame.columns):
        return None
    return {name: trace.origins(id_) for name, id_ in zip(frame.columns, ids, strict=True)}


@dataclass
class _Trace:
    views: Mapping[str, str]
    origin: dict[Id, Origin] = field(default_factory=dict)
    made_of: dict[Id, set[Id]] = field(default_factory=lambda: defaultdict(set))
    shared: dict[int, _Plan] = field(default_factory=dict)

    def read(self, root: _Plan) -> None:
        """Records for each column of a plan which other columns it is made of."""
        plans = list(root.walk())
        for plan in plans:
            if plan.kind == "CTERelationDef":
                self.shared[plan.node["id"]] = plan
        for plan in plans:
            for expression in _expressions(plan.node):
                self._read_expression(expression)
            self._read_plan(plan)

    def _read_expression(self, expression: Sequence[Node]) -> None:
        head = expression[0]
        for nested in _nested_plans(expression):
            self.read(nested)
        if _kind(head) == "Alias":
            self.made_of[_id(head)] |= self._references(expression[1:])

    def _references(self, nodes: Sequence[Node]) -> set[Id]:
        found = {_id(node) for node in nodes if _kind(node) == "AttributeReference"}
        for nested in _nested_plans(nodes):
            found.update(self.output(nested))
        return found

    def _read_plan(self, plan: _Plan) -> None:
        kind, node = plan.kind, plan.node
        if kind == "SubqueryAlias":
            view = self.views.get(str(node["identifier"]["name"]).lower())
            if view is not None:
                for id_, name in _columns_of(plan, self):
                    self.origin.setdefault(id_, (view, name))
        elif kind == "Generate":
            made_of = self._references(node["generator"])
            for attribute in node["generatorOutput"]:
                self.made_of[_id(attribute[0])] |= made_of
        elif kind == "Expand":
            for position, attribute in enumerate(node["output"]):
                for projection in node["projections"]:
                    self._feed(_id(attribute[0]), self._references(projection[position]))
        elif kind == "Union":
            first, *others = [self.output(child) for child in plan.children]
            for other in others:
                for id_, also in zip(first, other, strict=True):
                    self._feed(id_, {also})
        elif kind == "CTERelationRef":
            definition = self.shared.get(node["cteId"])
            if definition is not None:
                ids = self.output(definition)
                for attribute, id_ in zip(node["output"], ids, strict=True):
                    self._feed(_id(attribute[0]), {id_})
        elif plan.children and _is_list(node.get("output")):
            # Python that maps whole frames: any column may come from any other.
            everything = {id_ for child in plan.children for id_ in self.output(child)}
            for attribute in node["output"]:
                self._feed(_id(attribute[0]), everything)

    def _feed(self, id_: Id, sources: set[Id]) -> None:
        self.made_of[id_] |= sources - {id_}

    def output(self, plan: _Plan) -> list[Id]:
        """The columns of a plan, in order."""
        kind, node = plan.kind, plan.node
        if kind == "Project":
            return [_id(expression[0]) for expression in node["projectList"]]
        if kind == "Aggregate":
            return [_id(expression[0]) for expression in node["aggregateExpressions"]]
        if kind == "Window":
            made = [_id(expression[0]) for expression in node["windowExpressions"]]
            return self.output(plan.children[0]) + made
        if kind == "Generate":
            made = [_id(attribute[0]) for attribute in node["generatorOutput"]]
            return self.output(plan.children[0]) + made
        if kind == "WithCTE":
            return self.output(plan.children[-1])
        if kind == "Join" and not any(word in json.dumps(node["joinType"]) for word in _LEFT_ONLY):
            return [id_ for child in plan.children for id_ in self.output(child)]
        if _is_list(node.get("output")):
            return [_id(attribute[0]) for attribute in node["output"]]
        return self.output(plan.children[0])

    def origins(self, id_: Id) -> list[Origin]:
        """The columns of tables that a column is made of, in order."""
        seen: set[Id] = set()
        pending = [id_]
        found: set[Origin] = set()
        while pending:
            current = pending.pop()
            if current in seen:
                continue
            seen.add(current)
            if current in self.origin:
                found.add(self.origin[current])
            else:
                pending.extend(self.made_of.get(current, ()))
        return sorted(found)


def _columns_of(plan: _Plan, trace: _Trace) -> Iterator[tuple[Id, str]]:
    """The columns that a view gives, with their names."""
    ids = trace.output(plan)
    names: dict[Id, str] = {}
    for part in plan.walk():
        for expression in _expressions(part.node):
            head = expression[0]
            if _kind(head) in ("AttributeReference", "Alias"):
                names.setdefault(_id(head), str(head["name"]))
    for id_ in ids:
        yield id_, names[id_]


def _tree(nodes: Sequence[Node]) -> _Plan:
    """A plan from its nodes, each before its children."""
    iterator = iter(nodes)

    def build() -> _Plan:
        node = next(iterator)
        return _Plan(node, [build() for _ in range(node["num-children"])])

    return build()


def _expressions(node: Node) -> Iterator[list[Node]]:
    """The expressions of a node of a plan; each is a list of nodes."""
    for value in node.values():
        yield from _expressions_in(value)


def _expressions_in(value: Any) -> Iterator[list[Node]]:
    if not isinstance(value, list) or not value:
        return
    if isinstance(value[0], dict) and "class" in value[0]:
        yield value
        return
    for item in value:
        yield from _expressions_in(item)


def _nested_plans(nodes: Sequence[Node]) -> Iterator[_Plan]:
    """The plans of subqueries in an expression."""
    for node in nodes:
        plan = node.get("plan")
        if isinstance(plan, list) and plan and "num-children" in plan[0]:
            yield _tree(plan)


def _kind(node: Node) -> str:
    return str(node.get("class", "")).rsplit(".", 1)[-1]


def _id(node: Node) -> Id:
    return int(node["exprId"]["id"])


def _is_list(value: Any) -> bool:
    return isinstance(value, list)
