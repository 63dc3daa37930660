"""The tables of a project as datasets of a declarative pipeline, for generated pipelines.

    from pathlib import Path
    from databricks_utils import Rule
    from databricks_utils.config import CatalogConfig, ProjectConfig
    from databricks_utils.declarative import DeclarativePipeline
    from pyspark.sql import functions as F

    config = ProjectConfig(
        environment_type="test",
        environment="dev",
        project_directory=Path.cwd(),
        catalog=CatalogConfig(name="ops", schema_prefix="shop"),
    )
    pipeline = DeclarativePipeline({}, {}, config=config)
    rules = [Rule("positive", F.col("id") > 0, on_violation="quarantine")]
    assert pipeline.kept(spark.range(3), rules).count() == 2
    assert pipeline.quarantined(spark.range(3), rules).count() == 1

A pipeline says where it runs in its configuration: `lakewright.environment` is the name of an
environment, `lakewright.config_dir` the folder of its files. An update adds what is new to
streaming tables, and computes the others from their whole input; use either the pipeline or the
batch job for a table, not both. Rules judge rows as in batch runs, and a rule that says "fail"
makes the update fail. Limits on the number of violations and rules over many rows need to see all
rows first: only batch runs check them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.catalog import ExternalName, TableNames
from databricks_utils.config import ProjectConfig
from databricks_utils.config_loader import load_config
from databricks_utils.declared_schemas import answer_schemas
from databricks_utils.rules.declared import AnyRule, ReferenceRule, Rule
from databricks_utils.rules.quality import MarkedFrame
from databricks_utils.rules.quarantine import with_run
from databricks_utils.rules.row_rules import fails_at_once
from databricks_utils.runs.streaming import TableStream, table_stream
from databricks_utils.sources.read import Source, read_source, stream_source

__all__ = ["DeclarativePipeline"]


class DeclarativePipeline:
    """What the datasets of a declarative pipeline read, and what rules do to their rows.

    `external` has the physical names of external tables, as `TableNames` takes them, `modules` the
    module of each table of the project, which declares its columns as SCHEMA. The configuration is
    by default that of the environment that the pipeline names.
    """

    def __init__(
        self,
        external: Mapping[str, ExternalName],
        modules: Mapping[str, str],
        *,
        config: ProjectConfig | None = None,
    ) -> None:
        self._config = config or _configuration()
        self._names = TableNames(self._config, external)
        self._modules = modules
        answer_schemas(SparkSession.active(), self._declared)

    @property
    def names(self) -> TableNames:
        """The physical names of tables."""
        return self._names

    def read(self, reference: str) -> DataFrame:
        """The table `layer.table`."""
        return SparkSession.active().read.table(self._names.resolve(reference))

    def read_stream(
        self, reference: str, *, skip_change_commits: bool = False, change_feed: bool = False
    ) -> DataFrame:
        """The table `layer.table` as a stream of the rows that are added to it."""
        source = TableStream(reference, skip_change_commits, change_feed)
        return table_stream(SparkSession.active(), source, self._names)

    def landing(self, source: Source, schema: T.StructType) -> DataFrame:
        """Files, messages or rows of another database, with the columns of a schema."""
        root, environment = self._config.storage_root, self._config.environment
        return read_source(SparkSession.active(), source, schema, root, environment=environment)

    def landing_stream(self, source: Source, schema: T.StructType) -> DataFrame:
        """Files or messages as they arrive, with the columns of a schema."""
        root, environment = self._config.storage_root, self._config.environment
        return stream_source(SparkSession.active(), source, schema, root, environment=environment)

    def kept(self, frame: DataFrame, rules: Sequence[AnyRule]) -> DataFrame:
        """The rows that rules keep; a row that violates a rule which says "fail" fails the query.

        Where no rule can do either, the frame as it is.
        """
        acting = [rule for rule in rules if _acts(rule)]
        return self._marked(frame, acting).kept_or_raise() if acting else frame

    def quarantined(self, frame: DataFrame, rules: Sequence[AnyRule]) -> DataFrame:
        """The rows that rules set aside, with the names of all rules each violates, and when.

        `_run_id` is NULL: a pipeline does not tell its datasets which update computes them.
        """
        return with_run(self._marked(frame, rules).quarantined(), None)

    def _marked(self, frame: DataFrame, rules: Sequence[AnyRule]) -> MarkedFrame:
        named = {rule.to for rule in rules if isinstance(rule, ReferenceRule)}
        return MarkedFrame(frame, rules, references={to: self.read(to) for to in named})

    @cached_property
    def _references(self) -> dict[str, str]:
        return {self._names.resolve(reference): reference for reference in self._modules}

    def _declared(self, name: str) -> T.StructType | None:
        """The columns of the table with a physical name, None for one that is not a dataset."""
        reference = self._references.get(name)
        if reference is None:
            return None
        schema = import_module(self._modules[reference]).SCHEMA
        return schema if isinstance(schema, T.StructType) else None


def _configuration() -> ProjectConfig:
    settings = SparkSession.active().conf
    folder = settings.get("lakewright.config_dir", None)
    return load_config(
        settings.get("lakewright.environment", None), Path(folder) if folder else None
    )


def _acts(rule: AnyRule) -> bool:
    """Whether a rule looks at each row for itself, and does more than warn."""
    return isinstance(rule, Rule | ReferenceRule) and (
        fails_at_once(rule) or rule.on_violation in ("drop", "quarantine")
    )
