"""`python -m databricks_utils.trial`: runs bodies over given rows, one question after the other.

Questions are JSON lines on standard input, answers JSON lines on standard output, which nothing
else can write to. It is meant to be started in a sandbox (`databricks_utils.cage`): what it runs
may have been written by a model. Ends when its input ends.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from pyspark.sql import SparkSession

from databricks_utils.bodies.trial_bodies import Definition, Trials
from databricks_utils.events import claim_stdout, write_event
from databricks_utils.failure import describe_failure
from databricks_utils.session import SMALL_JOBS, start_local


def main(argv: Sequence[str] | None = None) -> int:
    """Answers until there are no more questions."""
    options = _parser().parse_args(argv)
    answers = claim_stdout()
    questions = _claim_stdin()
    os.environ["TZ"] = "UTC"
    time.tzset()
    start = time.monotonic()
    try:
        spark = start_local(options.scratch / "warehouse")
    except Exception as error:
        write_event(answers, "session_failed", failure=_failure(error))
        return 1
    settle(spark)
    write_event(answers, "session_started", seconds=round(time.monotonic() - start, 3))
    trials = Trials(spark, options.scratch)
    for line in questions:
        question = json.loads(line)
        start = time.monotonic()
        try:
            fields = answer(trials, question)
        except KeyboardInterrupt:
            return 130
        except BaseException as error:
            # A body that calls sys.exit() must not end the engine.
            fields = {"failure": _failure(error)}
        seconds = round(time.monotonic() - start, 4)
        write_event(answers, "answered", id=question["id"], seconds=seconds, **fields)
    spark.stop()
    return 0


def settle(spark: SparkSession) -> None:
    """Makes small jobs fast."""
    for key, value in SMALL_JOBS.items():
        spark.conf.set(key, value)


def answer(trials: Trials, question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one question."""
    ask = question["ask"]
    if ask == "define":
        trials.define(question["definition"], Definition.of(question))
        return {"ok": True}
    if ask == "analyze":
        return trials.analyze(question["definition"], question["body"], question["schema"])
    if ask == "run":
        return trials.run(
            question["definition"],
            question["bodies"],
            question["inputs"],
            most=question["most"],
            shown=question["shown"],
            comparing=question.get("compare", False),
        )
    raise ValueError(f"no question is called {ask}")


def _failure(error: BaseException) -> dict[str, Any]:
    failure = describe_failure(error)
    return {key: value for key, value in vars(failure).items() if value is not None}


def _claim_stdin() -> TextIO:
    """The questions; a body that reads its standard input finds nothing."""
    questions = os.fdopen(os.dup(0), "r", encoding="utf-8", newline="\n")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return questions


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m databricks_utils.trial", description=__doc__)
    parser.add_argument("--scratch", type=Path, required=True, help="a folder for temporary files")
    return parser


if __name__ == "__main__":
    sys.exit(main())
