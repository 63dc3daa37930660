"""Lets Spark's analyzer judge the body of a table, on empty frames of the tables that it reads."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.bodies.column_lineage import Origin, column_lineage
from databricks_utils.failure import Failure, describe_failure, failure_fields
from databricks_utils.schema import schema_differences

ProblemKind = Literal[
    "failed", "file-missing", "function-missing", "arguments", "no-frame", "columns", "nullable"
]


@dataclass(frozen=True)
class Problem:
    """One mistake in a body; `start` and `stop` delimit the culprit in the SQL text."""

    kind: ProblemKind
    detail: Sequence[str] = ()
    failure: Failure | None = None
    start: int | None = None
    stop: int | None = None


def problem_fields(problem: Problem) -> dict[str, Any]:
    """A problem as the fields of an event, without unknown ones."""
    failure = problem.failure
    fields = {
        "kind": problem.kind,
        "detail": list(problem.detail),
        "failure": failure and failure_fields(failure),
        "start": problem.start,
        "stop": problem.stop,
    }
    return {key: value for key, value in fields.items() if value is not None}


@dataclass(frozen=True)
class Body:
    """The body of a table; `inputs` maps arguments to tables.

    With `sql` it is that text, over the views of the tables; with `file` a user's function, called
    with frames; else a generated one, which for a view returns a query. The tables in `streams` are
    passed as streams.
    """

    table: str
    module: str
    function: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    sql: str | None = None
    file: str | None = None
    is_view: bool = False
    streams: Sequence[str] = ()


@dataclass(frozen=True)
class Verdict:
    """What is wrong with a body, and where its columns come from, if known."""

    problems: Sequence[Problem]
    lineage: Mapping[str, Sequence[Origin]] | None = None


class Judge:
    """Judges bodies on one session; `schemas` are the declared columns of the tables they read.

    No rows are computed unless a Python body asks for them: it runs, on empty frames. `scratch` is
    a folder in which an empty one may be created.
    """

    def __init__(
        self,
        spark: SparkSession,
        project: Path,
        schemas: Mapping[str, T.StructType],
        scratch: Path,
    ) -> None:
        self._spark = spark
        self._project = project
        self._schemas = schemas
        self._empty = scratch / "empty"
        self._views: dict[str, str] = {}

    def judge(self, body: Body, declared: T.StructType, views: Mapping[str, str]) -> Verdict:
        """Judges a body, which has to return the columns `declared`.

        `views` names the temporary view of each table that it reads.
        """
        for table, view in views.items():
            self._offer(table, view)
        try:
            frame = self._frame(body, views)
        except BodyProblem as found:
            return Verdict([found.problem])
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            # A body that calls sys.exit() must not end the check.
            return Verdict([failed_body(error, self._project, body)])
        problems = list(self._column_problems(body, declared, frame))
        if body.sql is None and body.file is None:
            return Verdict(problems)
        return Verdict(problems, column_lineage(frame, views.values()))

    def _offer(self, table: str, view: str) -> None:
        if self._views.get(view) != table:
            empty_frame(self._spark, self._schemas[table]).createOrReplaceTempView(view)
            self._views[view] = table

    def _frame(self, body: Body, views: Mapping[str, str]) -> DataFrame:
        if body.sql is not None:
            return self._spark.sql(body.sql)
        function = body_function(body, self._project)
        if body.is_view:
            return self._spark.sql(function(views))
        frames = {
            name: self._stream(table) if table in body.streams else self._spark.table(views[table])
            for name, table in body.inputs.items()
        }
        frame = function(**frames)
        if not isinstance(frame, DataFrame):
            raise BodyProblem(Problem("no-frame", [type(frame).__name__]))
        # A frame of Spark Connect is analyzed when its columns are asked for.
        frame.schema  # noqa: B018
        return frame

    def _stream(self, table: str) -> DataFrame:
        """A stream of files that never come."""
        self._empty.mkdir(exist_ok=True)
        return self._spark.readStream.schema(self._schemas[table]).json(str(self._empty))

    def _column_problems(
        self, body: Body, declared: T.StructType, frame: DataFrame
    ) -> Iterator[Problem]:
        for difference in schema_differences(frame.schema, declared):
            yield Problem("columns", [difference])
        if body.sql is None and body.file is None:
            return
        found = {f.name.lower(): f for f in frame.schema}
        known = _never_null(frame)
        for f in declared:
            name = f.name.lower()
            if not f.nullable and name in found and found[name].nullable and name not in known:
                yield Problem("nullable", [f.name])


class BodyProblem(Exception):
    """A mistake that keeps a body from being called."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kind)
        self.problem = problem


def body_function(body: Body, project: Path) -> Callable[..., Any]:
    """The function of a body, generated or in a user's file. Raises BodyProblem."""
    if body.file is not None and not (project / body.file).is_file():
        raise BodyProblem(Problem("file-missing", [body.file]))
    module = importlib.import_module(body.module)
    function: Callable[..., Any] | None = getattr(module, body.function, None)
    if function is None or not callable(function):
        known = sorted(
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value) and value.__module__ == module.__name__
        )
        raise BodyProblem(Problem("function-missing", known))
    if body.file is not None:
        signature = inspect.signature(function)
        try:
            signature.bind(**dict.fromkeys(body.inputs))
        except TypeError:
            raise BodyProblem(Problem("arguments", list(signature.parameters))) from None
    return function


def empty_frame(spark: SparkSession, schema: T.StructType) -> DataFrame:
    """A frame without rows that has exactly these columns, made without a job."""
    session = spark._jsparkSession
    java_schema = session.parseDataType(schema.json())
    assert spark._jvm is not None
    rows = spark._jvm.java.util.ArrayList()
    return DataFrame(session.createDataFrame(rows, java_schema), spark)


def _never_null(frame: DataFrame) -> set[str]:
    """Nullable columns that have no NULL, for instance because of a filter; in lower case."""
    analyzed = frame._jdf.queryExecution().analyzed()
    ids = set(re.findall(r"isnotnull\([^()]*#(\d+)L?\)", analyzed.constraints().mkString("\n")))
    output = analyzed.output()
    return {
        str(output.apply(i).name()).lower()
        for i in range(output.size())
        if str(output.apply(i).exprId().id()) in ids
    }


_PARSER_PLACE = re.compile(r"\(line (\d+), pos (\d+)\)")


def failed_body(error: BaseException, project: Path, body: Body) -> Problem:
    """What a body raised, as a problem with its place in the SQL text."""
    failure = describe_failure(error, project)
    if body.sql is None or not isinstance(error, PySparkException):
        return Problem("failed", failure=failure)
    # Contexts of views that the text reads are not places in the text.
    for context in error.getQueryContext():
        fragment = body.sql[context.startIndex() : context.stopIndex() + 1]
        if fragment and fragment == context.fragment():
            return Problem(
                "failed", failure=failure, start=context.startIndex(), stop=context.stopIndex()
            )
    place = _PARSER_PLACE.search(str(error))
    if place is None:
        return Problem("failed", failure=failure)
    lines = body.sql.split("\n")[: int(place[1]) - 1]
    start = sum(len(line) + 1 for line in lines) + int(place[2])
    return Problem("failed", failure=failure, start=start, stop=start)
