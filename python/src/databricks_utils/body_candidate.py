"""`python -m databricks_utils.body_candidate`: says what a Python body must not contain.

`--request` names a JSON file: a text that a model wrote, the function in it and its arguments.
Nothing in it runs here. What is not on a list is refused: the text may describe frames, but cannot
reach files, the network, the session or Python's internals. It is a first line of defence, not the
only one: what passes runs in a sandbox (`databricks_utils.cage`).
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pyspark.sql import Column, functions, types

from databricks_utils.body_review import review
from databricks_utils.events import claim_stdout, parse_request, write_event


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They take strings that Spark reads as SQL, reach Java and files, or run Python on whole frames.
_NOT_OF_FUNCTIONS = _words(
    "arrow_udf arrow_udtf call_function call_udf expr input_file_block_length "
    "input_file_block_start input_file_name java_method pandas_udf reflect try_reflect udtf"
)
_FUNCTIONS = frozenset(functions.__all__) - _NOT_OF_FUNCTIONS
_TYPES = frozenset(types.__all__)
_MATH = _words(
    "ceil copysign exp fabs floor fmod gcd hypot inf isclose isfinite isinf isnan lcm log log10 "
    "log2 nan pi pow sqrt trunc sin cos tan asin acos atan atan2 radians degrees"
)
# What may be imported from where: whole modules lead to other modules.
_IMPORTS: Mapping[str, frozenset[str]] = {
    "__future__": frozenset({"annotations"}),
    "collections.abc": frozenset({"Callable", "Iterable", "Iterator", "Mapping", "Sequence"}),
    "datetime": frozenset({"date", "datetime", "time", "timedelta", "timezone"}),
    "decimal": frozenset({"Decimal", "ROUND_DOWN", "ROUND_HALF_EVEN", "ROUND_HALF_UP", "ROUND_UP"}),
    "functools": frozenset({"partial", "reduce"}),
    "itertools": frozenset({"accumulate", "chain", "combinations", "groupby", "product", "islice"}),
    "math": _MATH,
    "pyspark.sql": frozenset({"Column", "DataFrame", "Row", "Window", "functions", "types"}),
    "pyspark.sql.functions": _FUNCTIONS,
    "pyspark.sql.types": _TYPES,
    "pyspark.sql.window": frozenset({"Window", "WindowSpec"}),
    "typing": frozenset({"Any", "Final", "Literal"}),
}
_MODULES: Mapping[str, frozenset[str]] = {
    "math": _MATH,
    "pyspark.sql.functions": _FUNCTIONS,
    "pyspark.sql.types": _TYPES,
}
_BUILTINS = _words(
    "abs all any bool bytes chr dict divmod enumerate filter float frozenset int isinstance len "
    "list map max min ord pow range repr reversed round set slice sorted str sum tuple zip "
    "ArithmeticError AttributeError Exception IndexError KeyError LookupError OverflowError "
    "TypeError ValueError ZeroDivisionError"
)
# Members of frames, columns and anything else that lead to the session, to files, to views that
# others read, to SQL in strings, to pandas, to running Python on frames, or to interpreter frames.
_ATTRIBUTES = _words(
    "sparkSession sql_ctx sql rdd write writeTo writeStream mergeInto createTempView "
    "createOrReplaceTempView createGlobalTempView createOrReplaceGlobalTempView registerTempTable "
    "selectExpr foreach foreachPartition toPandas toArrow pandas_api to_pandas_on_spark toJSON "
    "mapInPandas mapInArrow applyInPandas applyInPandasWithState applyInArrow transformWithState "
    "transformWithStateInPandas cogroup inputFiles show plot observe checkpoint mro format_map "
    "gi_frame gi_code cr_frame cr_code ag_frame ag_code tb_frame tb_next f_back f_builtins "
    "f_code f_globals f_locals with_traceback func"
)
_LISTED = (
    ast.FunctionDef,
    ast.Return,
    ast.Assign,
    ast.AnnAssign,
    ast.AugAssign,
    ast.For,
    ast.While,
    ast.If,
    ast.Expr,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.Raise,
    ast.Try,
    ast.Import,
    ast.ImportFrom,
    ast.BoolOp,
    ast.BinOp,
    ast.UnaryOp,
    ast.Lambda,
    ast.IfExp,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.Compare,
    ast.Call,
    ast.FormattedValue,
    ast.JoinedStr,
    ast.Constant,
    ast.Attribute,
    ast.Subscript,
    ast.Starred,
    ast.Name,
    ast.List,
    ast.Tuple,
    ast.Slice,
)
_WORDED: Mapping[type[ast.AST], str] = {
    ast.ClassDef: "a class",
    ast.With: "`with`",
    ast.Global: "`global`",
    ast.Nonlocal: "`nonlocal`",
    ast.Delete: "`del`",
    ast.Assert: "`assert`",
    ast.AsyncFunctionDef: "`async`",
    ast.Await: "`await`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield`",
    ast.NamedExpr: "`:=`",
    ast.Match: "`match`",
}
# Methods of frames that take a condition.
_CONDITIONAL = _words("where filter")
# Methods of columns, which give columns; of a string, `startswith` gives no string either.
_COLUMN_METHODS = frozenset(n for n in dir(Column) if not n.startswith("_")) - {"transform"}
_FRAME_METHODS = _words(
    "agg alias crossJoin distinct drop dropDuplicates drop_duplicates dropna exceptAll fillna "
    "filter groupBy intersect intersectAll join limit orderBy select sort subtract union unionAll "
    "unionByName unpivot where withColumn withColumnRenamed withColumns withColumnsRenamed"
)
# Stands for an argument of the body.
_FRAME = ast.Constant(None)
_Check = Callable[[ast.expr | None, frozenset[str]], bool]
_CALLS_JAVA = re.compile(r"\b(?:try_)?reflect\s*\(|\bjava_method\s*\(", re.IGNORECASE)
# Costly, but allowed where a reason is given.
_NEEDS_REASON: Mapping[str, str] = {
    "comes-to-driver": "code that brings rows to the driver",
    "python-per-row": "Python for each row",
}
_NEVER: Mapping[str, str] = {
    "side-effect": "code that writes",
    "swallowed-error": "swallowing an error",
}


@dataclass(frozen=True)
class Refusal:
    """What is not allowed, what to do instead, and where it is, counted from 1."""

    what: str
    instead: str | None
    line: int
    column: int


def refusals(
    source: str, function: str, arguments: Sequence[str], *, leaves_spark: bool
) -> list[Refusal]:
    """What a text must not contain, in order; `leaves_spark` if a reason for that was given."""
    try:
        module = ast.parse(source)
    except SyntaxError as error:
        message = f"code that cannot be parsed ({error.msg})"
        return [Refusal(message, None, error.lineno or 1, error.offset or 1)]
    except (ValueError, RecursionError, MemoryError):
        return [Refusal("code that cannot be parsed", None, 1, 1)]
    try:
        found = [*_form(module, function, arguments), *_all_nodes(module, arguments)]
        for one in review(source, function):
            if one.kind in _NEVER:
                found.append(
                    Refusal(f"{_NEVER[one.kind]} ({one.code})", None, one.line, one.column)
                )
            if one.kind in _NEEDS_REASON and not leaves_spark:
                instead = (
                    "describe it with columns, or say in `why_leaves_spark` why that is impossible"
                )
                what = f"{_NEEDS_REASON[one.kind]} ({one.code}) without a reason"
                found.append(Refusal(what, instead, one.line, one.column))
    except RecursionError:
        return [Refusal("code nested this deeply", None, 1, 1)]
    return sorted(set(found), key=lambda r: (r.line, r.column, r.what))


def _form(module: ast.Module, function: str, arguments: Sequence[str]) -> Iterator[Refusal]:
    for node in module.body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        allowed = (ast.FunctionDef, ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
        if not is_text and not isinstance(node, allowed):
            yield _refusal("code outside of functions", node, "move it into the function")
    found = [n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == function]
    if not found:
        yield Refusal(f"a file without the function `{function}`", None, 1, 1)
        return
    if len(found) > 1:
        yield _refusal(f"a second function `{function}`", found[1])
    if found[0].decorator_list:
        yield _refusal("a decorator of the body", found[0])
    given = found[0].args
    names = [a.arg for a in [*given.posonlyargs, *given.args, *given.kwonlyargs]]
    if given.vararg or given.kwarg or sorted(names) != sorted(arguments):
        wanted = f"def {function}({', '.join(f'{a}: DataFrame' for a in arguments)}) -> DataFrame"
        yield _refusal("another signature", found[0], f"write {wanted}")


def _all_nodes(module: ast.Module, arguments: Sequence[str]) -> Iterator[Refusal]:
    bound = dict(_bound(module))
    known = set(bound) | _BUILTINS
    for name, node in bound.items():
        if name.startswith("__") or (hasattr(builtins, name) and name not in _BUILTINS):
            yield _refusal(f"something called `{name}`", node, "choose another name")
    modules = dict(_module_names(module))
    conditions = _Conditions(module, modules, arguments)
    called = {id(n.func) for n in ast.walk(module) if isinstance(n, ast.Call)}
    behind = {id(n.value) for n in ast.walk(module) if isinstance(n, ast.Attribute)}
    for node in ast.walk(module):
        if isinstance(node, ast.stmt | ast.expr) and not isinstance(node, _LISTED):
            yield _unlisted(node)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from _import(node)
        elif isinstance(node, ast.Attribute):
            yield from _attribute(node, modules)
            is_function = isinstance(node.value, ast.Name) and node.value.id in modules
            if node.attr in _CONDITIONAL and id(node) not in called and not is_function:
                yield _refusal(f"`.{node.attr}` as a value", node, "call it")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            if node.id not in known:
                yield _refusal(f"the name `{node.id}`", node)
            elif node.id in modules and id(node) not in behind:
                yield _refusal(f"the module `{node.id}` as a value", node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if _CALLS_JAVA.search(node.value):
                yield _refusal("a string that calls Java", node)
        elif isinstance(node, ast.Call):
            yield from conditions.refused(node)


def _bound(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Names that the text itself defines."""
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node
        elif isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.arg):
            yield node.arg, node
        elif isinstance(node, ast.ExceptHandler) and node.name is not None:
            yield node.name, node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.split(".")[0], node


def _module_names(module: ast.Module) -> Iterator[tuple[str, frozenset[str]]]:
    """Names that stand for modules, and what may be taken from them."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name in _MODULES:
                    yield alias.asname or alias.name, _MODULES[alias.name]
        elif isinstance(node, ast.ImportFrom) and node.module == "pyspark.sql":
            for alias in node.names:
                if alias.name in ("functions", "types"):
                    name = alias.asname or alias.name
                    yield name, _FUNCTIONS if alias.name == "functions" else _TYPES


def _import(node: ast.Import | ast.ImportFrom) -> Iterator[Refusal]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            # `import pyspark.sql.functions` without a name gives all of pyspark.
            named = alias.asname is not None or "." not in alias.name
            if alias.name not in _MODULES or not named:
                instead = f"a body may import from {', '.join(sorted(_IMPORTS))}"
                yield _refusal(f"`import {alias.name}`", node, instead)
        return
    names = _IMPORTS.get(node.module or "") if node.level == 0 else None
    if names is None:
        instead = f"a body may import from {', '.join(sorted(_IMPORTS))}"
        yield _refusal(f"`from {'.' * node.level}{node.module or ''} import`", node, instead)
        return
    for alias in node.names:
        if alias.name not in names:
            yield _refusal(f"`from {node.module} import {alias.name}`", node)


def _attribute(node: ast.Attribute, modules: Mapping[str, frozenset[str]]) -> Iterator[Refusal]:
    if not isinstance(node.ctx, ast.Load):
        yield _refusal("an assignment to a member", node)
    if node.attr.startswith("_") or node.attr in _ATTRIBUTES:
        yield _refusal(f"the member `.{node.attr}`", node)
        return
    of = modules.get(node.value.id) if isinstance(node.value, ast.Name) else None
    if of is not None and node.attr not in of:
        instead = "describe it with columns" if node.attr == "expr" else None
        yield _refusal(f"`{ast.unparse(node)}`", node, instead)


class _Conditions:
    """Whether conditions are surely columns: Spark reads a string in their place as SQL.

    Names count in the whole text, whatever their scope; annotations prove nothing.
    """

    def __init__(
        self, module: ast.Module, modules: Mapping[str, frozenset[str]], frames: Sequence[str]
    ) -> None:
        self._modules = modules
        # What each name may stand for; None where that is not known.
        self._values: dict[str, list[ast.expr | None]] = {}
        self._functions: set[str] = set()
        self._arguments = frames
        for node in ast.walk(module):
            self._note(node)

    def _note(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._bind(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._bind(target, value)
            case ast.AugAssign(target=target, op=op, value=value):
                self._bind(target, value if isinstance(op, ast.BitAnd | ast.BitOr) else None)
            case ast.For(target=target) | ast.comprehension(target=target):
                self._bind(target, None)
            case ast.FunctionDef(name=name):
                for found in ast.walk(node):
                    if isinstance(found, ast.Return):
                        self._bind(ast.Name(name), found.value)
            case ast.arg(arg=name):
                is_frame = name in self._arguments and name not in self._values
                self._values.setdefault(name, []).append(_FRAME if is_frame else None)
            case ast.ImportFrom(module="pyspark.sql.functions", names=names):
                self._functions |= {alias.asname or alias.name for alias in names}

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        known = value if isinstance(target, ast.Name) else None
        for name in _names_in(target):
            self._values.setdefault(name, []).append(known)

    def refused(self, call: ast.Call) -> Iterator[Refusal]:
        name = call.func.attr if isinstance(call.func, ast.Attribute) else None
        if name not in _CONDITIONAL or self._is_of_module(call.func):
            return
        given = [*call.args, *[keyword.value for keyword in call.keywords]]
        if not all(self._is_column(one, frozenset()) for one in given):
            instead = "write the condition there, with F.col('…') and its methods"
            yield _refusal(f"a condition in .{name}() that may be a string", call, instead)

    def _is_column(self, node: ast.expr | None, seen: frozenset[str]) -> bool:
        match node:
            case ast.Compare() | ast.UnaryOp(op=ast.Invert()):
                return True
            case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.BitXor()):
                return True
            case ast.IfExp(body=body, orelse=other):
                return self._is_column(body, seen) and self._is_column(other, seen)
            case ast.Name(id=name):
                return self._are_all(name, seen, self._is_column)
            case ast.Attribute(value=frame) | ast.Subscript(value=frame):
                return self._is_frame(frame, seen)
            case ast.Call(func=ast.Name(id="reduce"), args=[ast.Lambda(body=body), *_]):
                return self._is_column(body, seen)
            case ast.Call(func=ast.Name(id=name)):
                return name in self._functions or self._are_all(name, seen, self._is_column)
            case ast.Call(func=ast.Attribute(attr=attr) as func):
                return self._is_of_module(func) or attr in _COLUMN_METHODS
            case _:
                return False

    def _is_frame(self, node: ast.expr | None, seen: frozenset[str]) -> bool:
        match node:
            case ast.Name(id=name):
                return self._are_all(name, seen, self._is_frame)
            case ast.Call(func=ast.Attribute(attr=attr)):
                return attr in _FRAME_METHODS
            case _:
                return node is _FRAME

    def _are_all(self, name: str, seen: frozenset[str], check: _Check) -> bool:
        values = [] if name in seen else self._values.get(name, [])
        return bool(values) and all(check(value, seen | {name}) for value in values)

    def _is_of_module(self, node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in self._modules
        )


def _names_in(target: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}


def _unlisted(node: ast.AST) -> Refusal:
    worded = next((text for kind, text in _WORDED.items() if isinstance(node, kind)), None)
    return _refusal(worded or f"code of the kind {type(node).__name__}", node)


def _refusal(what: str, node: ast.AST, instead: str | None = None) -> Refusal:
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1
    return Refusal(what, instead, line, column)


def main(argv: Sequence[str] | None = None) -> int:
    """Judges as the request says; the exit status is 0 whatever it finds."""
    options = parse_request("body_candidate", argv, __doc__)
    events = claim_stdout()
    request: dict[str, Any] = json.loads(options.request.read_text(encoding="utf-8"))
    found = refusals(
        request["source"],
        request["function"],
        request["arguments"],
        leaves_spark=request["leaves_spark"],
    )
    write_event(events, "candidate_judged", refused=[asdict(one) for one in found])
    write_event(events, "candidate_finished")
    return 0


if __name__ == "__main__":
    sys.exit(main())
