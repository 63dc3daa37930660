"""`python -m databricks_utils.run`: runs a project's pipelines and reports events to a program.

Events are JSON lines on standard output, which nothing else can write to; everything else, the
output of Spark and of user code included, goes to standard error. Exit status: 0 if all tables
succeeded, 1 if one failed or nothing could be run, 130 if interrupted.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from databricks_utils.config_loader import load_config
from databricks_utils.events import claim_stdout
from databricks_utils.log import configure_logging
from databricks_utils.runs.engine import Engine, plan_run
from databricks_utils.runs.entry import add_run_options, interval_of, new_run_id
from databricks_utils.runs.job import load_pipeline, split_names
from databricks_utils.runs.outcome import RunStatus
from databricks_utils.runs.pipeline import Pipeline
from databricks_utils.runs.reporters import JsonReporter
from databricks_utils.runs.supervisor import run_to_end
from databricks_utils.session import get_spark


def main(argv: Sequence[str] | None = None) -> int:
    """Runs as the arguments say and returns the exit status."""
    options = _parser().parse_args(argv)
    project = options.project.resolve()
    reporter = JsonReporter(claim_stdout())

    def run(stop: threading.Event) -> RunStatus:
        config = load_config(options.environment, project / "config")
        configure_logging(config.observability.log_level, config.observability.log_format)
        pipelines = load_pipelines(project, split_names(options.pipelines) or [])
        plan = plan_run(pipelines, split_names(options.tables))
        interval = interval_of(options.backfill)
        run_id = options.run_id or new_run_id()
        reporter.run_started(run_id, config.environment, [step.table for step in plan.steps])
        if stop.is_set():
            return "interrupted"
        start = time.monotonic()
        spark = get_spark(config)
        reporter.session_started(time.monotonic() - start)
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

    return run_to_end(run, reporter.run_finished, project)


def load_pipelines(project: Path, names: Sequence[str]) -> list[Pipeline]:
    """The `PIPELINE` of each module `pipelines.<name>` of the project."""
    for folder in (project / "src", project):
        sys.path.insert(0, str(folder))
    return [load_pipeline(name) for name in names]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m databricks_utils.run", description=__doc__)
    parser.add_argument("--project", type=Path, required=True, help="the project's folder")
    parser.add_argument("--environment", help="which config/<environment>.yaml to use")
    parser.add_argument("--pipelines", default="bronze,silver,gold", help="modules, in order")
    parser.add_argument("--tables", help="only these, as layer.table,layer.table")
    parser.add_argument("--run-id", help="the id recorded with quarantined rows")
    add_run_options(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
