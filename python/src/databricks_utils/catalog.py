"""Resolves a table's logical name, `layer.table`, to its physical name.

Whatever needs a table asks here, so code never contains a physical name:

    from pathlib import Path
    from databricks_utils.catalog import TableNames
    from databricks_utils.config import CatalogConfig, ProjectConfig

    config = ProjectConfig(
        environment_type="test",
        environment="dev",
        project_directory=Path.cwd(),
        catalog=CatalogConfig(name="ops", schema_prefix="shop"),
    )
    names = TableNames(config, local=False)
    assert names.resolve("silver.orders") == "`dev_ops`.`shop_silver`.`orders`"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from databricks_utils.config import ProjectConfig
from databricks_utils.environment import LOCAL_ENVIRONMENT, on_databricks
from databricks_utils.errors import PipelineError
from databricks_utils.naming import local_identifier, name_parts, qualified

QUARANTINE_SUFFIX = "_quarantine"
# The schema next to those of the layers, and its table of what rules found.
OBSERVABILITY, RULE_RESULTS = "observability", "rule_results"

# In a physical name: the catalog of the project, in the environment that is run.
OWN_CATALOG = "{catalog}"
# One physical name, or one for each environment and a "default".
ExternalName = str | Mapping[str, str]


@dataclass(frozen=True)
class TableAddress:
    """Where one table is: its quoted name, its quoted schema, and locally their folders."""

    name: str
    schema: str
    location: str | None = None
    schema_location: str | None = None


@dataclass(frozen=True)
class TableNames:
    """The one place where physical names are made.

    On Databricks `{env}_{catalog}`.`{prefix}_{layer}`.`{table}`. Open-source Spark has one Delta
    catalog, so locally spark_catalog.`{env}_{catalog}__{prefix}_{layer}`.`{table}`. `external`
    maps references to the physical names of external tables, `catalog.schema.table`, or to one name
    for each environment and a "default"; `{catalog}` in place of the catalog stands for that of
    this project, and parts that contain a dot are in backticks.
    Raises PipelineError for an external table in a catalog of another of the project's
    environments: a run of prod must not read dev. Runs of `local` reach no catalog at all.
    """

    config: ProjectConfig
    external: Mapping[str, ExternalName] = field(default_factory=dict)
    local: bool = field(default_factory=lambda: not on_databricks())

    def __post_init__(self) -> None:
        if self.config.environment == LOCAL_ENVIRONMENT:
            return
        settings = self.config.catalog
        own = {self._catalog(name) for name in (settings.name, *settings.layers.values())}
        for reference in self.external:
            catalog = self._external_parts(reference)[0]
            owner = self.config.foreign_catalogs.get(catalog.lower())
            if owner is not None and catalog.lower() not in own:
                raise PipelineError(
                    f"the external table {reference} is in {catalog}, a catalog of the "
                    f'environment "{owner}", but this is a run of "{self.config.environment}"',
                    hint="Give the table a name for each environment, with perEnvironment(...), "
                    'or write it as "{catalog}.schema.table".',
                )

    def _catalog(self, name: str) -> str:
        return f"{self.config.environment}_{name}".lower()

    def resolve(self, reference: str) -> str:
        """The quoted physical name of `layer.table`, ready for SQL and `spark.table`."""
        return self.address(reference).name

    def quarantine(self, reference: str) -> str:
        """The quoted physical name of the table that holds the rows rules kept out."""
        return self.quarantine_address(reference).name

    def address(self, reference: str) -> TableAddress:
        """Where `layer.table` is."""
        if reference in self.external:
            return self._external(reference)
        return self._address(reference, "")

    def quarantine_address(self, reference: str) -> TableAddress:
        """Where the quarantine of `layer.table` is."""
        return self._address(reference, QUARANTINE_SUFFIX)

    def results_address(self) -> TableAddress:
        """Where the table is that has a row for each rule and run."""
        return self._address(f"{OBSERVABILITY}.{RULE_RESULTS}", "")

    def _address(self, reference: str, suffix: str) -> TableAddress:
        layer, dot, table = reference.partition(".")
        if not (layer and dot and table):
            raise PipelineError(
                f'"{reference}" is not the name of a table',
                hint='Write it as "layer.table", for instance "silver.flights".',
            )
        settings = self.config.catalog
        catalog = f"{self.config.environment}_{settings.layers.get(layer, settings.name)}"
        schema = f"{settings.schema_prefix}_{layer}"
        if self.local:
            return self._local(catalog, schema, table + suffix, self.config.warehouse)
        return TableAddress(
            qualified(catalog, schema, table + suffix), schema=qualified(catalog, schema)
        )

    def _external_parts(self, reference: str) -> list[str]:
        name = self.external[reference]
        if not isinstance(name, str):
            name = name.get(self.config.environment, name.get("default", ""))
        own = f"{self.config.environment}_{self.config.catalog.name}"
        catalog, *path = name_parts(name) or [""]
        parts = [own if catalog == OWN_CATALOG else catalog, *path]
        if len(parts) != 3 or any(OWN_CATALOG in part for part in parts):
            raise PipelineError(
                f'the external table {reference} has the invalid physical name "{name}"',
                hint="Write it as catalog.schema.table, with backticks around a part that has a "
                "dot; {catalog} may stand in place of the catalog.",
            )
        return parts

    def _external(self, reference: str) -> TableAddress:
        catalog, schema, table = self._external_parts(reference)
        if self.local:
            return self._local(catalog, schema, table, self.config.warehouse)
        return TableAddress(qualified(catalog, schema, table), schema=qualified(catalog, schema))

    @staticmethod
    def _local(catalog: str, schema: str, table: str, warehouse: Path) -> TableAddress:
        folder, name = local_identifier(f"{catalog}__{schema}"), local_identifier(table)
        return TableAddress(
            f"spark_catalog.{qualified(folder, name)}",
            schema=f"spark_catalog.{qualified(folder)}",
            location=str(warehouse / folder / name),
            schema_location=str(warehouse / folder),
        )
