"""`python -m databricks_utils.body_review`: reads the Python bodies of tables, and runs nothing.

`--request` names a JSON file: the project's folder and, for each table, the file and function of
its body. Findings are JSON lines on standard output.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from databricks_utils.events import claim_stdout, parse_request, write_event

_TO_DRIVER = frozenset(
    {"collect", "toPandas", "take", "head", "first", "tail", "toLocalIterator", "count", "isEmpty"}
)
# Actions only without arguments: `F.first("x")` and `groupBy().count()` are not actions.
_BARE = frozenset({"first", "count", "head"})
_WRITES = frozenset(
    {"write", "writeTo", "writeStream", "saveAsTable", "insertInto", "toTable", "save", "foreach"}
)
_STATEMENTS = frozenset({"insert", "update", "delete", "merge", "drop", "create", "alter"})
_ONE = frozenset({"coalesce", "repartition"})
_CLOCKS = frozenset({"current_timestamp", "current_date", "now", "localtimestamp"})
_CHANCE = frozenset({"rand", "randn", "uuid", "monotonically_increasing_id", "shuffle"})
_ANY_ORDER = frozenset(
    {"first", "last", "any_value", "collect_list", "array_agg", "first_value", "last_value"}
)
_PYTHON = frozenset({"udf", "UserDefinedFunction"})


@dataclass(frozen=True)
class Found:
    """One finding: its kind, the code that it is about, and its place, counted from 1."""

    kind: str
    code: str
    line: int
    column: int


def review(source: str, function: str) -> list[Found]:
    """What is found in a function, and in the functions of the same file that it calls.

    Raises SyntaxError if the source is not Python.
    """
    module = ast.parse(source)
    functions = {n.name: n for n in module.body if isinstance(n, ast.FunctionDef)}
    reached: dict[str, ast.FunctionDef] = {}
    waiting = [function]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in functions:
            continue
        reached[name] = functions[name]
        names = (n.id for n in ast.walk(functions[name]) if isinstance(n, ast.Name))
        waiting.extend(names)
    found = [f for node in reached.values() for f in _in_function(node)]
    return sorted(set(found), key=lambda f: (f.line, f.column, f.kind))


def _in_function(function: ast.FunctionDef) -> Iterator[Found]:
    windows = _windowed(function)
    grouped = _grouped(function)
    for decorator in function.decorator_list:
        name = _name(decorator.func if isinstance(decorator, ast.Call) else decorator)
        if name in _PYTHON:
            yield _found("python-per-row", function.name, function)
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield from _call(node, windows, grouped)
        if isinstance(node, ast.Attribute) and node.attr in ("write", "writeStream", "rdd"):
            kind = "comes-to-driver" if node.attr == "rdd" else "side-effect"
            yield _found(kind, f".{node.attr}", node)
        if isinstance(node, ast.For | ast.While):
            yield from _loop(node)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(n, ast.Pass) for n in node.body):
            yield _found("swallowed-error", "except", node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert) and _is_in(node):
            yield _found("null-dropped", "~ … isin", node)


def _call(node: ast.Call, windows: set[int], grouped: set[int]) -> Iterator[Found]:
    name = _name(node.func)
    if name is None:
        return
    is_method = isinstance(node.func, ast.Attribute)
    of_functions = is_method and isinstance(node.func, ast.Attribute) and _is_functions(node.func)
    bare = not node.args and not node.keywords
    if is_method and not of_functions and name in _TO_DRIVER and (bare or name not in _BARE):
        if id(node) not in grouped:
            yield _found("comes-to-driver", f".{name}()", node)
    elif is_method and not of_functions and name in _WRITES - {"write", "writeStream"}:
        yield _found("side-effect", f".{name}()", node)
    if is_method and name == "sql" and _starts(node, _STATEMENTS):
        yield _found("side-effect", f".sql({_starts(node, _STATEMENTS)} …)", node)
    if is_method and not of_functions and name in _ONE and _is_one(node):
        yield _found("one-partition", f".{name}(1)", node)
    if name in _PYTHON:
        yield _found("python-per-row", name, node)
    if is_method and name == "limit" and not _behind_order(node):
        yield _found("any-rows", ".limit()", node)
    if is_method and name in ("dropDuplicates", "drop_duplicates") and node.args:
        yield _found("any-rows", f".{name}(…)", node)
    if is_method and name == "crossJoin":
        yield _found("every-with-every", ".crossJoin()", node)
    if (of_functions or not is_method) and name in _CLOCKS | _CHANCE:
        yield _found("changes-with-time", name, node)
    if (of_functions or not is_method) and name in _ANY_ORDER and id(node) not in windows:
        yield _found("any-order", name, node)


def _loop(loop: ast.For | ast.While) -> Iterator[Found]:
    for node in ast.walk(loop):
        if isinstance(node, ast.Call) and _name(node.func) == "withColumn":
            yield _found("column-loop", ".withColumn()", node)


def _windowed(function: ast.FunctionDef) -> set[int]:
    """Calls over a window, which gives them an order: `f(…).over(w)`."""
    return {
        id(n.func.value)
        for n in ast.walk(function)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "over"
    }


def _grouped(function: ast.FunctionDef) -> set[int]:
    """Calls on groups, which are not actions: `frame.groupBy("x").count()`."""
    return {
        id(n)
        for n in ast.walk(function)
        if isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and isinstance(n.func.value, ast.Call)
        and _name(n.func.value.func) in ("groupBy", "groupby", "rollup", "cube", "pivot")
    }


def _behind_order(node: ast.Call) -> bool:
    value = node.func.value if isinstance(node.func, ast.Attribute) else None
    return isinstance(value, ast.Call) and _name(value.func) in ("orderBy", "sort")


def _is_in(node: ast.UnaryOp) -> bool:
    return isinstance(node.operand, ast.Call) and _name(node.operand.func) == "isin"


def _is_one(node: ast.Call) -> bool:
    return (
        len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and node.args[0].value == 1
    )


def _is_functions(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("F", "functions", "f", "fn", "sf")


def _starts(node: ast.Call, words: frozenset[str]) -> str | None:
    first = node.args[0] if node.args else None
    if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
        return None
    word = first.value.split(maxsplit=1)[0].lower() if first.value.strip() else ""
    return word.upper() if word in words else None


def _name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _found(kind: str, code: str, node: ast.AST) -> Found:
    return Found(kind, code, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)


def main(argv: Sequence[str] | None = None) -> int:
    """Reviews as the request says; the exit status is 0 whatever it finds."""
    options = parse_request("body_review", argv, __doc__)
    events = claim_stdout()
    request = json.loads(options.request.read_text(encoding="utf-8"))
    for body in request["bodies"]:
        try:
            source = (Path(request["project"]) / body["file"]).read_text(encoding="utf-8")
            found = [asdict(f) for f in review(source, body["function"])]
            write_event(events, "body_reviewed", table=body["table"], found=found)
        except (OSError, SyntaxError, ValueError) as error:
            write_event(events, "body_unread", table=body["table"], why=str(error))
    write_event(events, "review_finished")
    return 0


if __name__ == "__main__":
    sys.exit(main())
