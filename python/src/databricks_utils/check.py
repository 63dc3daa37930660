"""`python -m databricks_utils.check`: lets Spark judge the bodies of a project's tables.

`--request` names a JSON file: the project's folder, the texts of generated modules, and for each
table its columns and its body. Verdicts are JSON lines on standard output, which nothing else can
write to. One process, no job, nothing written outside `--scratch`. Exit status: 0 if every body was
judged, whatever the verdicts, 1 if none could be, 130 if interrupted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from pyspark.sql import types as T

from databricks_utils.answers import Start, answer_request, since
from databricks_utils.bodies.body_check import Body, Judge, Verdict, problem_fields
from databricks_utils.bodies.generated_modules import GeneratedModules
from databricks_utils.events import write_event


def main(argv: Sequence[str] | None = None) -> int:
    """Judges as the request says and returns the exit status."""
    return answer_request("check", argv, __doc__, _judge)


def _judge(request: Any, start: Start, events: TextIO, scratch: Path) -> None:
    project = Path(request["project"]).resolve()
    for folder in (project / "src", project):
        sys.path.insert(0, str(folder))
    GeneratedModules(project / "src", request["modules"]).install()
    spark = start()
    schemas = {key: T.StructType.fromJson(value) for key, value in request["schemas"].items()}
    judge = Judge(spark, project, schemas, scratch)
    for item in request["bodies"]:
        begun = time.monotonic()
        body = Body(**item["body"])
        declared = T.StructType.fromJson(item["schema"])
        verdict = judge.judge(body, declared, item["views"])
        write_event(events, "body_judged", **_fields(body, verdict), seconds=since(begun))


def _fields(body: Body, verdict: Verdict) -> dict[str, Any]:
    return {
        "table": body.table,
        "problems": [problem_fields(problem) for problem in verdict.problems],
        "lineage": verdict.lineage,
    }


if __name__ == "__main__":
    sys.exit(main())
