"""What a job is asked to do this time: which tables; each task makes its own."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping, Sequence

from databricks_utils.errors import PipelineError
from databricks_utils.runs.backfill import Interval, check_backfill
from databricks_utils.runs.engine import Plan, plan_run
from databricks_utils.runs.pipeline import Pipeline, Step
from databricks_utils.suggest import did_you_mean, list_names


def split_names(text: str | None) -> list[str] | None:
    """The names in a,b c; None if nothing was given."""
    return None if text is None else [name for name in re.split(r"[,\s]+", text) if name]


def load_pipeline(name: str) -> Pipeline:
    """The `PIPELINE` of the module `pipelines.<name>`. Raises PipelineError if it has none."""
    module = importlib.import_module(f"pipelines.{name}")
    pipeline = getattr(module, "PIPELINE", None)
    if not isinstance(pipeline, Pipeline):
        raise PipelineError(
            f"pipelines/{name}.py has no PIPELINE", hint="Define PIPELINE = Pipeline(...) in it."
        )
    return pipeline


def plan_task(
    pipelines: Sequence[Pipeline],
    tables: Sequence[str] | None,
    *,
    select: Sequence[str] = (),
    job: Sequence[str] = (),
    backfill: Interval | None = None,
) -> Plan:
    """What a task does: of the `tables` that it makes (all by default), those in `select`.

    `job` names the pipelines of the job's tasks, which make the tables of `select`. Every task
    looks at the whole selection, so that the first one finds whatever is wrong with it.
    Raises PipelineError.
    """
    plan = plan_run(pipelines, tables)
    if not select:
        if backfill is not None and job:
            able = [step.table for step in plan.steps if step.backfill_by is not None]
            raise PipelineError(
                f"the interval {backfill.start}..{backfill.end} comes without tables",
                hint="Name them in the job's parameter tables"
                + (f", such as {list_names(able)}." if able else "."),
            )
        return plan
    known = _known(pipelines, job)
    unknown = [table for table in select if table not in known]
    if unknown:
        raise PipelineError(
            f"the job has no table {list_names(unknown)}",
            hint=did_you_mean(unknown[0], known, f"Tables: {list_names(known)}."),
        )
    if backfill is not None:
        check_backfill([known[table] for table in select])
    own = {step.table for step in plan.steps}
    foreign = [table for table in select if table in plan.all_steps and table not in own]
    if foreign:
        raise PipelineError(
            f"the job does not make {list_names(foreign)}",
            hint=f"In this layer, the job makes {list_names(own)}.",
        )
    return plan_run(pipelines, [table for table in select if table in own])


def _known(pipelines: Sequence[Pipeline], job: Sequence[str]) -> Mapping[str, Step]:
    """All tables among which a job selects."""
    own = {pipeline.layer for pipeline in pipelines}
    others = [pipeline for pipeline in map(load_pipeline, job) if pipeline.layer not in own]
    return {step.table: step for pipeline in (*pipelines, *others) for step in pipeline.steps}
