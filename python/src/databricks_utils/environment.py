"""Which environment a process runs in, and whether it runs on Databricks."""

from __future__ import annotations

import os
import re

from databricks_utils.errors import ConfigurationError, ConfigurationProblem

ENVIRONMENT_VARIABLE = "LAKEWRIGHT_ENV"
# What other tools call it. Shells use the same name for the path of a file.
COMMON_VARIABLE = "ENV"
LOCAL_ENVIRONMENT = "local"


def on_databricks() -> bool:
    """Whether this process runs on Databricks compute, classic or serverless."""
    return "DATABRICKS_RUNTIME_VERSION" in os.environ


def environment_origin(argument: str | None = None) -> str:
    """The variable that names the environment; empty if the argument or no variable does."""
    if argument:
        return ""
    if os.environ.get(ENVIRONMENT_VARIABLE):
        return ENVIRONMENT_VARIABLE
    return COMMON_VARIABLE if re.fullmatch(r"\w+", os.environ.get(COMMON_VARIABLE, "")) else ""


def detect_environment(argument: str | None = None) -> str:
    """The environment's name: the argument, else LAKEWRIGHT_ENV, else ENV, else "local".

    ENV counts only if it is a plain name: for shells it is a path.

    On Databricks there is no default, because a wrong guess would write to the wrong catalog: a
    ConfigurationError asks for it.
    """
    if argument:
        return argument
    variable = environment_origin()
    if variable:
        return os.environ[variable]
    if on_databricks():
        raise ConfigurationError(
            [
                ConfigurationProblem(
                    file="command line",
                    key="--environment",
                    cause="on Databricks the environment must be named",
                    cure=f"Pass --environment NAME, or set {ENVIRONMENT_VARIABLE}.",
                )
            ]
        )
    return LOCAL_ENVIRONMENT
