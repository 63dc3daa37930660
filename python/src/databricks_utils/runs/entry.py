"""`run_pipelines`: the entry point of generated pipelines, on Databricks and elsewhere."""

from __future__ import annotations

import argparse
import os
import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from databricks_utils.config_loader import load_config
from databricks_utils.environment import on_databricks
from databricks_utils.failure import Failure
from databricks_utils.log import configure_logging
from databricks_utils.runs.backfill import Interval
from databricks_utils.runs.engine import Engine
from databricks_utils.runs.job import plan_task, split_names
from databricks_utils.runs.outcome import RunStatus
from databricks_utils.runs.pipeline import Pipeline
from databricks_utils.runs.reporters import LogReporter
from databricks_utils.runs.supervisor import run_to_end
from databricks_utils.session import get_spark
from databricks_utils.variables import set_secrets, set_variables


def run_pipelines(pipelines: Sequence[Pipeline], argv: Sequence[str] | None = None) -> None:
    """Runs pipelines as the command line says: where, which tables, with which variables.

    Logs what happens. Raises SystemExit(1) if a table failed or nothing could be run, and
    SystemExit(130) if it was interrupted; returns on success.
    """
    options = _parser().parse_args(argv)
    reporter = LogReporter()

    def run(stop: threading.Event) -> RunStatus:
        # Before the configuration is read: variables may override it.
        set_variables(options.variable)
        config = load_config(options.environment, options.config_dir)
        configure_logging(config.observability.log_level, config.observability.log_format)
        interval = interval_of(options.backfill)
        plan = plan_task(
            pipelines,
            split_names(options.tables),
            select=split_names(options.select) or [],
            job=split_names(options.job) or [],
            backfill=interval,
        )
        run_id = options.run_id or new_run_id()
        reporter.run_started(run_id, config.environment, [step.table for step in plan.steps])
        if not plan.steps:
            return "succeeded"
        spark = get_spark(config)
        set_secrets(options.secret, spark, config.environment)
        engine = Engine(
            spark,
            config,
            plan,
            reporter,
            run_id=run_id,
            round_id=options.round,
            full_refresh=options.full_refresh,
            backfill=interval,
            threads=options.threads,
            stop=stop,
        )
        return engine.run()

    def finished(status: RunStatus, failure: Failure | None) -> None:
        # What kept the run from starting has been reported already.
        if failure is None:
            reporter.run_finished(status)

    exit_status = run_to_end(run, finished)
    if exit_status:
        raise SystemExit(exit_status)


def main_for(*pipelines: Pipeline) -> Callable[[], None]:
    """A `main` function, for an entry point in pyproject.toml, that runs these pipelines."""

    def main() -> None:
        run_pipelines(pipelines)

    return main


def new_run_id() -> str:
    """An id that sorts by time: 20260131T235959-1a2b3c."""
    return f"{datetime.now(timezone.utc):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def interval_of(text: str) -> Interval | None:
    """The interval that the command line names; None for an empty string, a job's default."""
    return Interval.parse(text) if text.strip() else None


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """The options of a run that say how tables are made."""
    parser.add_argument(
        "--threads",
        type=_thread_count,
        default=_usual_threads(),
        metavar="N",
        help="how many tables are made at the same time; 4 by default, or the number of cores of a "
        "local machine that has fewer",
    )
    parser.add_argument(
        "--round",
        help="an id shared by runs that resume each other: what one of them has appended, the "
        "others do not append again; by default the run's id",
    )
    parser.add_argument(
        "--full-refresh",
        nargs="?",
        const="true",
        default=False,
        type=_true_or_false,
        metavar="true|false",
        help="empty the tables first and build them from all of their sources; a job passes "
        "`true` or `false`",
    )
    parser.add_argument(
        "--backfill",
        metavar="FROM..TO",
        default="",
        help="recompute an interval of the tables, from FROM up to but excluding TO",
    )


def _usual_threads() -> int:
    """A cluster computes most of what its driver plans; a local machine does both."""
    return 4 if on_databricks() else min(4, os.cpu_count() or 1)


def _thread_count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1')
    return int(text)


def _true_or_false(text: str) -> bool:
    """What a job's parameter says; an empty string is false."""
    answer = {"true": True, "false": False, "": False}.get(text.strip().lower())
    if answer is None:
        raise argparse.ArgumentTypeError(f'"{text}" is neither true nor false')
    return answer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Runs the tables of pipelines in order.")
    parser.add_argument("--environment", "--env", help="which config/<environment>.yaml to use")
    parser.add_argument("--config-dir", type=Path, help="the folder of the configuration files")
    parser.add_argument("--tables", help="only these, as layer.table,layer.table")
    parser.add_argument(
        "--select",
        default="",
        metavar="TABLES",
        help="only these of a job's tables; each task makes its own. An empty string selects all",
    )
    parser.add_argument(
        "--job",
        metavar="LAYERS",
        help="the modules in `pipelines` that the job's tasks run, which make the tables to select",
    )
    parser.add_argument(
        "--variable", action="append", default=[], metavar="NAME=VALUE", help="sets a variable"
    )
    parser.add_argument(
        "--secret", action="append", default=[], metavar="NAME=SCOPE/KEY", help="sets a secret"
    )
    parser.add_argument("--run-id", help="the id recorded with quarantined rows")
    add_run_options(parser)
    return parser
