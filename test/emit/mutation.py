"""Changes the generated code of a project in one place at a time, and runs its generated tests.

mutation.py <project>

Changes are made to the functions of tables, to their rules, and to how pipelines write them. Prints
one JSON document: {"changes": n, "survivors": [text]}. One Spark session serves all runs.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib
import io
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import databricks_utils
import pytest
from databricks_utils.session import SMALL_JOBS, start_local

Change = tuple[str, Callable[[ast.AST], ast.AST]]
COMPARE: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
BINARY: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
WORDS = {"left": "inner", "inner": "left", "left_anti": "left_semi", "left_semi": "left_anti"}
METHODS = {"isNull": "isNotNull", "isNotNull": "isNull", "asc": "desc", "desc": "asc"}
OPTIONS = {"sequence_by", "delete_where", "ignore_null_updates", "snapshots"}
PIPELINE = "PIPELINE"


def changes_of(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What this node could be by mistake."""
    if isinstance(node, ast.Compare):
        other = copy.deepcopy(node)
        other.ops = [COMPARE[type(node.ops[0])]()]
        yield "operator", other
        right = node.comparators[0]
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            other = copy.deepcopy(node)
            other.comparators = [ast.Constant(right.value + "x")]
            yield "constant", other
    elif isinstance(node, ast.BinOp) and type(node.op) in BINARY:
        other = copy.deepcopy(node)
        other.op = BINARY[type(node.op)]()
        yield "operator", other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
        yield "negation dropped", node.operand
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for by in (1, -1):
            yield "constant", ast.Constant(node.value + by)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        # An Scd2 cannot be without a sequence.
        for i, option in enumerate(node.keywords):
            if option.arg in OPTIONS and (node.func.id, option.arg) != ("Scd2", "sequence_by"):
                other = copy.deepcopy(node)
                del other.keywords[i]
                yield "option dropped", other
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in ("where", "distinct"):
            yield "filter dropped", node.func.value
        if node.func.attr in METHODS and not node.args:
            other = copy.deepcopy(node)
            other.func.attr = METHODS[node.func.attr]  # type: ignore[attr-defined]
            yield "operator", other
        if node.func.attr in ("rlike", "like", "startswith", "contains", "when", "otherwise"):
            for i, arg in enumerate(node.args):
                if isinstance(arg, ast.Constant) and isinstance(arg.value, str):
                    other = copy.deepcopy(node)
                    other.args[i] = ast.Constant(arg.value + "x")
                    yield "constant", other
    elif isinstance(node, ast.keyword):
        if node.arg in ("on", "by") and isinstance(node.value, ast.List):
            for i in range(len(node.value.elts) if len(node.value.elts) > 1 else 0):
                other = copy.deepcopy(node)
                del other.value.elts[i]  # type: ignore[attr-defined]
                yield "key dropped", other
        if node.arg in ("keys", "ignore_changes_in") and isinstance(node.value, ast.List):
            for i in range(
                len(node.value.elts) if node.arg != "keys" or len(node.value.elts) > 1 else 0
            ):
                other = copy.deepcopy(node)
                del other.value.elts[i]  # type: ignore[attr-defined]
                yield "key dropped", other
        if node.arg == "how" and isinstance(node.value, ast.Constant) and node.value.value in WORDS:
            yield "join", ast.keyword("how", ast.Constant(WORDS[node.value.value]))


class Replace(ast.NodeTransformer):
    """Puts another node into one place, by its number in the walk."""

    def __init__(self, target: ast.AST, by: ast.AST) -> None:
        self.target, self.by = target, by

    def visit(self, node: ast.AST) -> ast.AST:
        return self.by if node is self.target else super().visit(node)


def mutants(source: str, place: str, table: str) -> Iterator[tuple[str, str]]:
    """Texts of the module with one change in one place, and what was changed."""
    count = sum(1 for _ in changes_in(ast.parse(source), place, table))
    for i in range(count):
        tree = ast.parse(source)
        kind, node, by = list(changes_in(tree, place, table))[i]
        line = getattr(node, "lineno", getattr(getattr(node, "value", None), "lineno", 0))
        before = ast.unparse(node)
        changed = Replace(node, by).visit(tree)
        yield f"{line}: {kind}: {before} -> {ast.unparse(by)}", ast.unparse(changed)


def changes_in(tree: ast.Module, place: str, table: str) -> Iterator[tuple[str, ast.AST, ast.AST]]:
    for part in parts_of(tree, place, table):
        for node in ast.walk(part):
            for kind, by in changes_of(node):
                yield kind, node, by


def parts_of(tree: ast.Module, place: str, table: str) -> Iterator[ast.AST]:
    """The statements of a function, or how the step of a table in a pipeline writes it."""
    for definition in tree.body:
        if isinstance(definition, ast.FunctionDef) and definition.name == place:
            yield from definition.body[1:]
        if isinstance(definition, ast.Assign) and place == PIPELINE:
            for node in ast.walk(definition):
                if isinstance(node, ast.Call):
                    options = {option.arg: option.value for option in node.keywords}
                    named = options.get("table")
                    if isinstance(named, ast.Constant) and named.value == table:
                        yield options["write"]


def run(tests: Path, place: str) -> int:
    """Runs the tests with rows of what is made or written; 0 if they pass, 5 if there are none."""
    wanted = "writing_these_rows" if place == PIPELINE else "these_rows and not writing"
    with contextlib.redirect_stdout(io.StringIO()):
        plugins = ["-p", "no:cacheprovider", "--tb=no"]
        return int(pytest.main([str(tests), "-x", "-q", "-k", wanted, *plugins]))


def survives(tests: Path, module: object, place: str, text: str) -> bool:
    """Whether the tests of a table pass although its code was changed."""
    namespace: dict[str, object] = dict(vars(module))
    exec(compile(text, "<changed>", "exec"), namespace)
    original = getattr(module, place)
    setattr(module, place, namespace[place])
    try:
        # Without a test with rows for it, nothing sees the change.
        return run(tests, place) in (0, 5)
    finally:
        setattr(module, place, original)


def main(project: Path) -> None:
    sys.path[:0] = [str(project), str(project / "src")]
    spark = start_local(Path(tempfile.mkdtemp()))
    for key, value in SMALL_JOBS.items():
        spark.conf.set(key, value)

    def warm() -> Iterator[object]:
        yield spark

    databricks_utils.spark_session = warm
    found = []
    for tests in sorted((project / "tests/generated").glob("test_*.py")):
        layer, table = tests.stem.removeprefix("test_").split("_", 1)
        package = next(
            path for path in (project / "src").iterdir() if (path / "__init__.py").exists()
        )
        for name, place in (
            (f"{package.name}.{layer}.{table}", table),
            (f"data_validation.{layer}.{table}", "rules"),
            (f"pipelines.{layer}", PIPELINE),
        ):
            root = project / "src" if name.startswith(package.name + ".") else project
            file = root / (name.replace(".", "/") + ".py")
            if file.exists():
                for what, text in mutants(file.read_text(), place, f"{layer}.{table}"):
                    label = name if place != PIPELINE else f"{name}.{table}"
                    found.append((tests, name, place, f"{label}:{what}", text))
    for tests, place in dict.fromkeys((tests, place) for tests, _, place, *_ in found):
        if run(tests, place) not in (0, 5):
            sys.exit(f"{tests} fails although nothing was changed")
    survivors = []
    for i, (tests, name, place, what, text) in enumerate(found):
        lives = survives(tests, importlib.import_module(name), place, text)
        print(f"{i + 1}/{len(found)} {what}: {lives}", file=sys.stderr, flush=True)
        if lives:
            survivors.append(what)
    print(json.dumps({"changes": len(found), "survivors": survivors}))
    spark.stop()


main(Path(sys.argv[1]).resolve())
