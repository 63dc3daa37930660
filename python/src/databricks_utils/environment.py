"""Which environment a process runs in, and whether it runs on Databricks."""

from __future__ import annotations

import os

from databricks_utils.errors import ConfigurationError, ConfigurationProblem

ENVIRONMENT_VARIABLE = "LAKEWRIGHT_ENV"
LOCAL_ENVIRONMENT = "local"


def on_databricks() -> bool:
    """Whether this process runs on Databricks compute, classic or serverless."""
    return "DATABRICKS_RUNTIME_VERSION" in os.environ


def detect_environment(argument: str | None = None) -> str:
    """The environment's name: the argument, else LAKEWRIGHT_ENV, else "local".

    On Databricks there is no default, because a wrong guess would write to the wrong catalog: a
    ConfigurationError asks for it.
    """
    name = argument or os.environ.get(ENVIRONMENT_VARIABLE)
    if name:
        return name
    if on_databricks():
        raise ConfigurationError(
            [
                ConfigurationProblem(
                    file="command line",
                    key="--environment",
                    cause="on Databricks the environment must be said",
                    cure=f"Pass --environment NAME, or set {ENVIRONMENT_VARIABLE}.",
                )
            ]
        )
    return LOCAL_ENVIRONMENT
