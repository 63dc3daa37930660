"""`python -m databricks_utils.check`: lets Spark judge the bodies of a project's tables.

`--request` names a JSON file: the project's folder, the texts of generated modules, and for each
table its columns and its body. Verdicts are JSON lines on standard output, which nothing else can
write to. One process, no job, nothing written but in `--scratch`. Exit status: 0 if every body was
judged, whatever came of it, 1 if none could be, 130 if interrupted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyspark.sql import types as T

from databricks_utils.bodies.body_check import Body, Judge, Verdict, problem_fields
from databricks_utils.bodies.generated_modules import GeneratedModules
from databricks_utils.events import claim_stdout, parse_request, write_event
from databricks_utils.failure import describe_failure, failure_fields
from databricks_utils.runs.entry import INTERRUPTED
from databricks_utils.session import start_local


def main(argv: Sequence[str] | None = None) -> int:
    """Judges as the request says and gives the exit status."""
    options = parse_request("check", argv, __doc__)
    events = claim_stdout()
    try:
        request = json.loads(options.request.read_text(encoding="utf-8"))
        project = Path(request["project"]).resolve()
        for folder in (project / "src", project):
            sys.path.insert(0, str(folder))
        GeneratedModules(project / "src", request["modules"]).install()
        start = time.monotonic()
        spark = start_local(options.scratch / "warehouse")
        write_event(events, "session_started", seconds=_since(start))
        schemas = {key: T.StructType.fromJson(value) for key, value in request["schemas"].items()}
        judge = Judge(spark, project, schemas, options.scratch)
        for item in request["bodies"]:
            start = time.monotonic()
            body = Body(**item["body"])
            declared = T.StructType.fromJson(item["schema"])
            verdict = judge.judge(body, declared, item["views"])
            write_event(events, "body_judged", **_fields(body, verdict), seconds=_since(start))
        write_event(events, "check_finished")
        spark.stop()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        write_event(events, "check_finished", error=failure_fields(describe_failure(error)))
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _fields(body: Body, verdict: Verdict) -> dict[str, Any]:
    return {
        "table": body.table,
        "problems": [problem_fields(problem) for problem in verdict.problems],
        "lineage": verdict.lineage,
    }


def _since(start: float) -> float:
    return round(time.monotonic() - start, 3)


if __name__ == "__main__":
    sys.exit(main())
