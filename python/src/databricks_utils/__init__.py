"""The runtime of lakewright projects."""

from databricks_utils.catalog import TableAddress, TableNames
from databricks_utils.config import (
    CatalogConfig,
    ObservabilityConfig,
    ProjectConfig,
    SparkConfig,
    StorageConfig,
)
from databricks_utils.config_loader import load_config
from databricks_utils.environment import detect_environment, on_databricks
from databricks_utils.errors import (
    AmbiguousRowError,
    BadValueError,
    CheckpointError,
    ConcurrentWriteError,
    ConfigurationError,
    ConfigurationProblem,
    ConservationError,
    FanOutError,
    InPlanError,
    LakewrightError,
    MergeKeyError,
    NullValueError,
    PipelineError,
    QualityError,
    ReplaceWhereError,
    SchemaMismatchError,
    SessionError,
    SnapshotError,
    SourceError,
    UnrepeatableInputError,
    WarehouseLockedError,
    WritePermissionError,
    in_plan_errors,
)
from databricks_utils.failure import Failure, describe_failure
from databricks_utils.frames.as_of import join_as_of
from databricks_utils.frames.dedup import keep_first
from databricks_utils.frames.joins import join_one
from databricks_utils.log import configure_logging, get_logger, log_context
from databricks_utils.redact import redact
from databricks_utils.retry import retry
from databricks_utils.rules.declared import (
    AnyRule,
    FreshnessRule,
    MetricRule,
    Percent,
    ReferenceRule,
    Rule,
    UniqueRule,
)
from databricks_utils.rules.quality import RowCounts, Split, apply_rules
from databricks_utils.runs.entry import main_for, run_pipelines
from databricks_utils.runs.pipeline import Pipeline, Step
from databricks_utils.runs.streaming import TableStream, table_stream
from databricks_utils.secret import SecretRef
from databricks_utils.session import get_spark, stop_spark
from databricks_utils.sources.increment import Increment
from databricks_utils.sources.read import (
    FileSource,
    JdbcSource,
    JdbcSplit,
    KafkaSource,
    Source,
    read_source,
    stream_source,
)
from databricks_utils.testing import assert_schema, empty_frames, spark_session, write_again
from databricks_utils.writes.scd2 import unversioned_schema, versions
from databricks_utils.writes.strategies import (
    Append,
    InsertOnly,
    Merge,
    Overwrite,
    ReplacePartitions,
    ReplaceWhere,
    Scd2,
)
from databricks_utils.writes.writers import WriteId, write_table

__all__ = [
    "AmbiguousRowError",
    "AnyRule",
    "Append",
    "BadValueError",
    "CatalogConfig",
    "CheckpointError",
    "ConcurrentWriteError",
    "ConfigurationError",
    "ConfigurationProblem",
    "ConservationError",
    "Failure",
    "FanOutError",
    "FileSource",
    "FreshnessRule",
    "InPlanError",
    "Increment",
    "InsertOnly",
    "JdbcSource",
    "JdbcSplit",
    "KafkaSource",
    "LakewrightError",
    "Merge",
    "MergeKeyError",
    "MetricRule",
    "NullValueError",
    "ObservabilityConfig",
    "Overwrite",
    "Percent",
    "Pipeline",
    "PipelineError",
    "ProjectConfig",
    "QualityError",
    "ReferenceRule",
    "ReplacePartitions",
    "ReplaceWhere",
    "ReplaceWhereError",
    "RowCounts",
    "Rule",
    "Scd2",
    "SchemaMismatchError",
    "SecretRef",
    "SessionError",
    "SnapshotError",
    "Source",
    "SourceError",
    "SparkConfig",
    "Split",
    "Step",
    "StorageConfig",
    "TableAddress",
    "TableNames",
    "TableStream",
    "UniqueRule",
    "UnrepeatableInputError",
    "WarehouseLockedError",
    "WriteId",
    "WritePermissionError",
    "apply_rules",
    "assert_schema",
    "configure_logging",
    "describe_failure",
    "detect_environment",
    "empty_frames",
    "get_logger",
    "get_spark",
    "in_plan_errors",
    "join_as_of",
    "join_one",
    "keep_first",
    "load_config",
    "log_context",
    "main_for",
    "on_databricks",
    "read_source",
    "redact",
    "retry",
    "run_pipelines",
    "spark_session",
    "stop_spark",
    "stream_source",
    "table_stream",
    "unversioned_schema",
    "versions",
    "write_again",
    "write_table",
]
