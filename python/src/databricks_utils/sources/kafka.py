"""Reads messages of a Kafka topic into typed frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.errors import SourceError
from databricks_utils.schema import nullable_schema
from databricks_utils.secret import PerEnvironment, SecretRef, client_options, setting
from databricks_utils.sources.bad_values import RESCUED_DATA, OnBadValue, Reading, typed
from databricks_utils.sources.parsing import read_as

# The columns that a message has besides the fields of its value.
MESSAGE_COLUMNS = ("key", "value", "topic", "partition", "offset", "timestamp")


@dataclass(frozen=True, kw_only=True)
class KafkaSource:
    """Messages of a topic.

    Columns named like those of a message are its own; all others are fields of the JSON in its
    value, by name or as `columns` says. `options` are settings of Kafka's client.
    """

    servers: PerEnvironment
    topic: PerEnvironment
    starting_offsets: Literal["earliest", "latest"] = "earliest"
    on_bad_value: OnBadValue = "fail"
    columns: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, PerEnvironment | SecretRef] = field(default_factory=dict)

    @property
    def rescues(self) -> bool:
        """Whether the table has the column `_rescued_data`."""
        return self.on_bad_value in ("rescue", "quarantine")


def read_messages(
    spark: SparkSession,
    source: KafkaSource,
    schema: T.StructType,
    environment: str,
    *,
    streams: bool,
) -> DataFrame:
    """The messages as a frame with the columns of `schema`: those that are there, or a stream."""
    reader: Any = spark.readStream if streams else spark.read
    topic = setting(source.topic, environment)
    options = {
        "kafka.bootstrap.servers": setting(source.servers, environment),
        "subscribe": topic,
        "startingOffsets": source.starting_offsets if streams else "earliest",
        **{
            f"kafka.{name}": value
            for name, value in client_options(spark, source.options, environment).items()
        },
    }
    try:
        raw = reader.format("kafka").options(**options).load()
        assert raw.schema
    except AnalysisException as error:
        if "kafka" in str(error).lower() and "data source" in str(error).lower():
            raise SourceError(
                "Spark has no Kafka connector here",
                hint="Run it with lakewright, which fetches the connector; or put the JAR of "
                "org.apache.spark:spark-sql-kafka-0-10_2.13 on the class path.",
            ) from error
        raise
    return message_columns(raw, source, schema, topic)


def message_columns(
    raw: DataFrame, source: KafkaSource, schema: T.StructType, topic: str
) -> DataFrame:
    """The declared columns of a frame of messages.

    With on_bad_value="rescue" or "quarantine" it has `_rescued_data` too, the value of a message
    that is not such JSON. Raises BadValueError when read if it is "fail".
    """
    wanted = T.StructType([f for f in nullable_schema(schema) if f.name != RESCUED_DATA])
    own = {f.name: source.columns.get(f.name, f.name) for f in wanted}
    parts = [f for f in wanted if own[f.name] not in MESSAGE_COLUMNS]
    if not parts:
        return typed(raw, Reading(topic, source.on_bad_value, columns=own), wanted)
    in_json = T.StructType(
        [
            *[T.StructField(own[f.name], read_as(f.dataType)) for f in parts],
            T.StructField(RESCUED_DATA, T.StringType()),
        ]
    )
    options = {"columnNameOfCorruptRecord": RESCUED_DATA}
    if source.on_bad_value == "fail":
        options["mode"] = "FAILFAST"
        in_json = T.StructType([f for f in in_json if f.name != RESCUED_DATA])
    json = F.from_json(F.col("value").cast("string"), in_json, options)
    frame = raw.withColumn("__lakewright_json", json)
    fields = {f.name: F.col("__lakewright_json").getField(own[f.name]) for f in parts}
    cells = [fields.get(f.name, F.col(own[f.name])).alias(f.name) for f in wanted]
    rescued = []
    if source.rescues:
        rescued = [F.col("__lakewright_json").getField(RESCUED_DATA).alias(RESCUED_DATA)]
    return typed(frame.select(*cells, *rescued), Reading(topic, source.on_bad_value), wanted)
