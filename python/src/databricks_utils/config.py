"""The configuration's schema: what config/<environment>.yaml may contain.

`load_config` reads it from the files, names every mistake at once, and returns a `ProjectConfig`.
Where there are no files, as in a test, it is built from values:

    from pathlib import Path
    from databricks_utils.config import CatalogConfig, ProjectConfig

    config = ProjectConfig(
        environment_type="test",
        environment="local",
        project_directory=Path.cwd(),
        catalog=CatalogConfig(name="ops", schema_prefix="shop"),
    )
    assert config.observability.log_level == "INFO"
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _spark_text(value: object) -> str:
    # Spark takes strings only, and Python's True would become "True".
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise ValueError("must be a string, a number or true/false")


SparkValue = Annotated[str, BeforeValidator(_spark_text)]


class Section(BaseModel):
    """A part of the configuration: frozen, no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SparkConfig(Section):
    """The Spark session."""

    app_name: str = "lakewright"
    master: str | None = None
    config: dict[str, SparkValue] = Field(default_factory=dict)


class CatalogConfig(Section):
    """Where tables live: `{environment}_{name}.{schema_prefix}_{layer}.{table}`."""

    name: str = Field(min_length=1)
    schema_prefix: str = Field(min_length=1)
    layers: dict[str, str] = Field(default_factory=dict)
    """Another catalog's name for a layer, for instance `pii: pii_catalog`."""


class ObservabilityConfig(Section):
    """What a run logs."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"] = "INFO"
    log_format: Literal["text", "json"] = "text"


class StorageConfig(Section):
    """Where files are."""

    root: str | None = None
    """Where relative paths of sources start; by default the project's folder."""


class ConfigFile(Section):
    """All keys that the files, merged, may and must have."""

    environment_type: str = Field(min_length=1)
    spark: SparkConfig = SparkConfig()
    catalog: CatalogConfig
    observability: ObservabilityConfig = ObservabilityConfig()
    storage: StorageConfig = StorageConfig()
    workspace_host: str | None = None


class ProjectConfig(ConfigFile):
    """A valid configuration with the environment it is for and the project it belongs to."""

    environment: str
    project_directory: Path
    foreign_catalogs: dict[str, str] = Field(default_factory=dict)
    """Catalogs of the project's other environments, and which environment each belongs to."""

    @property
    def storage_root(self) -> str:
        """Where relative paths of sources start, absolute or a URI."""
        root = self.storage.root
        if root is None:
            return str(self.project_directory)
        if is_absolute(root):
            return root
        return str(self.project_directory / root)

    @property
    def warehouse(self) -> Path:
        """The folder that holds the tables of a local run."""
        return self.project_directory / ".lakewright" / "warehouse" / self.environment


def is_absolute(path: str) -> bool:
    """Whether a path stands on its own: absolute, or with a scheme such as s3:// or dbfs:/."""
    scheme, colon, _ = path.partition(":")
    return Path(path).is_absolute() or (bool(colon) and len(scheme) > 1 and scheme.isalnum())
