"""Bodies of a definition, run over given rows and compared with each other."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.bodies.body_check import (
    Body,
    BodyProblem,
    Judge,
    Problem,
    body_function,
    failed_body,
    problem_fields,
)
from databricks_utils.bodies.generated_modules import GeneratedModules
from databricks_utils.bodies.trial_compare import Result, compare
from databricks_utils.bodies.trial_rows import collected, columns_of, frame_of, json_rows
from databricks_utils.errors import PipelineError
from databricks_utils.failure import describe_failure
from databricks_utils.naming import quote


class StaleRowsError(PipelineError):
    """Stored rows do not have the columns that are declared now."""


# Rows by table, or where a table's first rows are.
Input = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Definition:
    """What bodies run from: generated modules by path in `src`, files by path in the project."""

    project: Path
    modules: Mapping[str, str]
    files: Mapping[str, str]
    schemas: Mapping[str, T.StructType]

    @staticmethod
    def of(question: Mapping[str, Any]) -> Definition:
        """Reads it from JSON."""
        return Definition(
            project=Path(question["project"]),
            modules=question["modules"],
            files=question["files"],
            schemas={key: T.StructType.fromJson(v) for key, v in question["schemas"].items()},
        )


@dataclass(frozen=True)
class _Asked:
    body: Body
    views: Mapping[str, str]


class Trials:
    """Runs bodies of one definition at a time; `scratch` is a folder in which files are made."""

    def __init__(self, spark: SparkSession, scratch: Path) -> None:
        self._spark = spark
        self._scratch = scratch
        self._known: dict[str, Definition] = {}
        self._current: str | None = None
        self._finder: GeneratedModules | None = None
        self._path = list(sys.path)

    def define(self, name: str, definition: Definition) -> None:
        """Makes a definition known under a name."""
        self._known[name] = definition
        if self._current == name:
            self._current = None

    def analyze(self, name: str, asked: Mapping[str, Any], schema: Any) -> dict[str, Any]:
        """What Spark's analyzer says of a body, which has to return the columns of `schema`."""
        definition = self._use(name)
        body = _asked(asked)
        judge = Judge(self._spark, self._project, definition.schemas, self._scratch)
        verdict = judge.judge(body.body, T.StructType.fromJson(schema), body.views)
        problems = [problem_fields(problem) for problem in verdict.problems]
        return {"table": body.body.table, "problems": problems, "lineage": verdict.lineage}

    def run(
        self,
        name: str,
        bodies: Sequence[Mapping[str, Any]],
        inputs: Sequence[Input],
        *,
        most: int,
        shown: int,
        comparing: bool,
    ) -> dict[str, Any]:
        """What bodies return for each input: at most `most` rows are computed, `shown` reported.

        When comparing, the second body and all after it are compared with the first.
        """
        definition = self._use(name)
        asked = [_asked(body) for body in bodies]
        answers = []
        for given in inputs:
            found = self._outcomes(definition, asked, given, most)
            answer: dict[str, Any] = {"results": [_told(one, shown) for one in found]}
            if comparing:
                answer["differences"] = [_difference(found[0], one, shown) for one in found[1:]]
            answers.append(answer)
        return {"inputs": answers}

    @property
    def _project(self) -> Path:
        return self._scratch / "project"

    def _use(self, name: str) -> Definition:
        """Makes the modules of this definition the ones that are imported, and no others."""
        definition = self._known[name]
        if self._current == name:
            return definition
        if self._finder is not None:
            sys.meta_path.remove(self._finder)
        own = {path.removeprefix("src/"): text for path, text in definition.files.items()}
        modules = {**own, **definition.modules}
        mine = {Path(path).parts[0].removesuffix(".py") for path in modules}
        folders = [str(definition.project / "src"), str(definition.project)]
        for module in list(sys.modules):
            file = getattr(sys.modules[module], "__file__", None) or ""
            if module.split(".")[0] in mine or file.startswith(f"{folders[1]}/"):
                del sys.modules[module]
        for path, text in definition.files.items():
            (self._project / path).parent.mkdir(parents=True, exist_ok=True)
            (self._project / path).write_text(text, encoding="utf-8")
        own_folders = [str(self._project / "src"), str(self._project)]
        sys.path[:] = [*own_folders, *folders, *self._path]
        importlib.invalidate_caches()
        self._finder = GeneratedModules(self._project / "src", modules)
        self._finder.install()
        self._current = name
        return definition

    def _offer(self, definition: Definition, asked: Sequence[_Asked], given: Input) -> None:
        """Makes the given rows the contents of the views that bodies read."""
        frames: dict[str, DataFrame] = {}
        for one in asked:
            for table, view in one.views.items():
                if table not in frames:
                    schema = definition.schemas[table]
                    frames[table] = self._given(table, schema, given.get(table, {}))
                frames[table].createOrReplaceTempView(view)

    def _given(self, table: str, schema: T.StructType, given: Mapping[str, Any]) -> DataFrame:
        if "path" not in given:
            return frame_of(self._spark, given.get("rows", []), schema)
        stored = self._spark.read.format(given["format"]).load(given["path"])
        known = {f.name.lower(): f.dataType for f in stored.schema}
        changed = [
            f"`{f.name}`"
            for f in schema
            if f.name.lower() not in known
            or known[f.name.lower()].simpleString() != f.dataType.simpleString()
        ]
        try:
            wanted = [F.col(quote(f.name)).cast(f.dataType).alias(f.name) for f in schema]
            first = stored.select(*wanted).limit(int(given["limit"])).localCheckpoint()
        except PySparkException as error:
            if not changed:
                raise
            raise StaleRowsError(
                f"{table} was built before its declaration changed ({', '.join(changed)})",
                hint=f"Run {table} again.",
            ) from error
        java = self._spark._jsparkSession.parseDataType(schema.json())
        return DataFrame(
            self._spark._jsparkSession.createDataFrame(first._jdf.collectAsList(), java),
            self._spark,
        )

    def _outcomes(
        self, definition: Definition, asked: Sequence[_Asked], given: Input, most: int
    ) -> list[_Outcome]:
        try:
            self._offer(definition, asked, given)
        except (PySparkException, StaleRowsError) as error:
            problem = Problem("failed", failure=describe_failure(error))
            return [_Outcome(None, False, problem, 0) for _ in asked]
        return [self._outcome(one, most) for one in asked]

    def _outcome(self, asked: _Asked, most: int) -> _Outcome:
        start = time.monotonic()
        try:
            frame = self._frame(asked)
            rows, more = collected(frame, most)
            return _Outcome(Result(rows, frame.schema), more, None, time.monotonic() - start)
        except BodyProblem as found:
            problem = found.problem
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            problem = failed_body(error, self._project, asked.body)
        return _Outcome(None, False, problem, time.monotonic() - start)

    def _frame(self, asked: _Asked) -> DataFrame:
        body = asked.body
        if body.sql is not None:
            return self._spark.sql(body.sql)
        function = body_function(body, self._project)
        if body.is_view:
            return self._spark.sql(function(asked.views))
        frame = function(
            **{
                argument: self._spark.table(asked.views[table])
                for argument, table in body.inputs.items()
            }
        )
        if not isinstance(frame, DataFrame):
            raise BodyProblem(Problem("no-frame", [type(frame).__name__]))
        return frame


@dataclass(frozen=True)
class _Outcome:
    result: Result | None
    more: bool
    problem: Problem | None
    seconds: float


def _asked(fields: Mapping[str, Any]) -> _Asked:
    return _Asked(Body(**fields["body"]), fields["views"])


def _told(outcome: _Outcome, shown: int) -> dict[str, Any]:
    seconds = round(outcome.seconds, 4)
    if outcome.result is None:
        problem = outcome.problem
        return {
            "ok": False,
            "problem": problem_fields(problem) if problem else {},
            "seconds": seconds,
        }
    result = outcome.result
    return {
        "ok": True,
        "rows": json_rows(result.rows[:shown], result.schema),
        "count": len(result.rows),
        "more": outcome.more,
        "columns": columns_of(result.schema),
        "seconds": seconds,
    }


def _difference(left: _Outcome, right: _Outcome, shown: int) -> dict[str, Any]:
    """Whether two outcomes are the same; unknown where one failed or is too long."""
    if left.result is None or right.result is None:
        return {"verdict": "failed"}
    if left.more or right.more:
        return {"verdict": "too-long"}
    found = compare(left.result, right.result)
    if found is None:
        return {"verdict": "same"}
    if found.columns is not None:
        return {"verdict": "columns", "columns": found.columns}
    sides = {
        name: json_rows([result.rows[i] for i in indexes[:shown]], result.schema)
        for name, result, indexes in (
            ("left", left.result, found.left),
            ("right", right.result, found.right),
        )
    }
    return {"verdict": "different", **sides}
