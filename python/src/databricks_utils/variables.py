"""Variables that a job gives to the process of a task: plain ones, and secrets by scope and key."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from pyspark.sql import SparkSession

from databricks_utils.errors import PipelineError
from databricks_utils.secret import SecretRef, read_secret

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def set_variables(pairs: Sequence[str]) -> None:
    """Sets each NAME=VALUE in the environment of this process.

    Raises PipelineError for a pair without a name.
    """
    for pair in pairs:
        name, value = _split(pair, "--variable NAME=VALUE")
        os.environ[name] = value


def set_secrets(pairs: Sequence[str], spark: SparkSession, environment: str) -> None:
    """Sets each NAME=SCOPE/KEY to the value of the secret; one that is set already stays.

    Raises PipelineError for a pair of another form, and SourceError for a secret that is not
    there. Neither shows a value.
    """
    for pair in pairs:
        name, path = _split(pair, "--secret NAME=SCOPE/KEY")
        if name not in os.environ:
            os.environ[name] = read_secret(spark, secret_at(path), environment)


def secret_at(path: str) -> SecretRef:
    """The secret SCOPE/KEY. Raises PipelineError for a text of another form."""
    scope, slash, key = path.partition("/")
    if not (scope and slash and key):
        raise PipelineError(f'"{path}" does not name a secret', hint="Write it as SCOPE/KEY.")
    return SecretRef(scope, key)


def _split(pair: str, form: str) -> tuple[str, str]:
    name, equals, value = pair.partition("=")
    if not equals or not _NAME.fullmatch(name):
        # It may be the value of a secret, by mistake: it is not shown.
        raise PipelineError("a variable has no name", hint=f"Write it as {form}.")
    return name, value
