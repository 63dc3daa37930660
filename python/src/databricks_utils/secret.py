"""Secrets by scope and key, and values that differ by environment; looked up when needed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import SparkSession

from databricks_utils.environment import on_databricks
from databricks_utils.errors import SourceError

# One value, or one for each environment and a "default".
PerEnvironment = str | Mapping[str, str]


@dataclass(frozen=True)
class SecretRef:
    """Where a secret is: a scope of the workspace and a key in it."""

    scope: PerEnvironment
    key: str


def setting(value: PerEnvironment, environment: str) -> str:
    """The value in an environment."""
    return value if isinstance(value, str) else value.get(environment, value.get("default", ""))


def client_options(
    spark: SparkSession, options: Mapping[str, PerEnvironment | SecretRef], environment: str
) -> dict[str, str]:
    """The options with their values in an environment, secrets included."""
    return {
        name: read_secret(spark, value, environment)
        if isinstance(value, SecretRef)
        else setting(value, environment)
        for name, value in options.items()
    }


def read_secret(spark: SparkSession, secret: SecretRef, environment: str) -> str:
    """The secret's value: on Databricks from its scope, elsewhere from a variable.

    The variable is LAKEWRIGHT_SECRET_<SCOPE>_<KEY>, with _ for anything but letters and digits.
    Raises SourceError, which never shows a value.
    """
    scope = setting(secret.scope, environment)
    if on_databricks():
        from pyspark.dbutils import DBUtils  # type: ignore[import-not-found, unused-ignore]

        return str(DBUtils(spark).secrets.get(scope=scope, key=secret.key))
    variable = "LAKEWRIGHT_SECRET_" + re.sub(r"[^A-Z0-9]", "_", f"{scope}_{secret.key}".upper())
    value = os.environ.get(variable)
    if value is None:
        raise SourceError(
            f'there is no value for the secret "{secret.key}" in the scope "{scope}"',
            hint=f"Set the variable {variable} for a local run.",
        )
    return value
