"""What runs report, and the history of what rules found, for whoever monitors a project.

`rule_results` returns the history, for instance of `load_config("prod")`:

    from pathlib import Path
    from pyspark.sql import functions as F
    from databricks_utils.config import CatalogConfig, ProjectConfig
    from databricks_utils.observability import rule_results

    config = ProjectConfig(
        environment_type="test",
        environment="dev",
        project_directory=Path.cwd(),
        catalog=CatalogConfig(name="ops", schema_prefix="shop"),
    )
    failed = rule_results(spark, config).where(~F.col("passed"))
    assert failed.columns[:3] == ["run_id", "checked_at", "table"]
"""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession

from databricks_utils.catalog import TableNames
from databricks_utils.config import ProjectConfig
from databricks_utils.runs.outcome import Reporter, Rows, RuleOutcome, RunStatus, TableOutcome
from databricks_utils.runs.reporters import JsonReporter, LogReporter
from databricks_utils.runs.results import RESULTS_SCHEMA, record_results, usual_values

__all__ = [
    "RESULTS_SCHEMA",
    "JsonReporter",
    "LogReporter",
    "Reporter",
    "Rows",
    "RuleOutcome",
    "RunStatus",
    "TableOutcome",
    "record_results",
    "rule_results",
    "usual_values",
]


def rule_results(spark: SparkSession, config: ProjectConfig) -> DataFrame:
    """The history of a project's rules: RESULTS_SCHEMA, a row for each rule and run.

    It is empty until a run has found something.
    """
    address = TableNames(config).results_address()
    if spark.catalog.tableExists(address.name):
        return spark.table(address.name)
    return spark.createDataFrame([], RESULTS_SCHEMA)
