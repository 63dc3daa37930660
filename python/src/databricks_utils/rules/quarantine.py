"""The table that holds the rows which rules kept out of another one."""

from __future__ import annotations

from pathlib import Path

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.canonical import digest
from databricks_utils.catalog import TableAddress
from databricks_utils.concurrency import write_once
from databricks_utils.local_tables import has_commit
from databricks_utils.naming import column
from databricks_utils.rules.quality import RESERVED_PREFIX, VIOLATED_RULES
from databricks_utils.schema import nullable_schema, schema_differences
from databricks_utils.writes.ddl import TableOptions, ensure_table
from databricks_utils.writes.evolve import enable_features, follow
from databricks_utils.writes.strategies import Append, Overwrite, Write
from databricks_utils.writes.writers import WriteId, append, overwrite

RUN_ID = "_run_id"
QUARANTINED_AT = "_quarantined_at"

_DIGEST = f"{RESERVED_PREFIX}digest"
_COPY = f"{RESERVED_PREFIX}copy"

_CURE = (
    "Rename that column in the quarantine; or replay or delete its rows and drop it: the next run"
    " recreates it."
)


def quarantine_schema(schema: T.StructType) -> T.StructType:
    """The table's columns, all nullable, and what is known about the quarantined row."""
    return T.StructType(
        [
            *nullable_schema(schema),
            T.StructField(
                VIOLATED_RULES,
                T.ArrayType(T.StringType()),
                metadata={"comment": "names of all rules the row violates"},
            ),
            T.StructField(RUN_ID, T.StringType(), metadata={"comment": "run that found the row"}),
            T.StructField(
                QUARANTINED_AT, T.TimestampType(), metadata={"comment": "when it was found"}
            ),
        ]
    )


def with_run(rows: DataFrame, run_id: str | None) -> DataFrame:
    """Quarantined rows with the run that found them, NULL if none is known, and the time."""
    found = {RUN_ID: F.lit(run_id).cast("string"), QUARANTINED_AT: F.current_timestamp()}
    return rows.withColumns(found)


def quarantine_options(of: str) -> TableOptions:
    """What the quarantine of a table has besides columns."""
    return TableOptions(comment=f"Rows that the rules of {of} kept out")


def follow_table(spark: SparkSession, name: str, schema: T.StructType) -> None:
    """Brings an existing quarantine to the columns of its table, which may be newer."""
    follow(spark, name, spark.table(name).schema, quarantine_schema(schema), cure=_CURE)


def write_quarantine(
    spark: SparkSession,
    rows: DataFrame,
    address: TableAddress,
    schema: T.StructType,
    write: Write,
    *,
    of: str,
    run_id: str,
    write_id: WriteId | None = None,
) -> bool:
    """Writes quarantined rows; what a second run does depends on the table's strategy.

    Overwrite: the rows of this run replace earlier ones. Append: they are added, once for each
    `write_id`. Otherwise those not there yet are added, so running twice equals running once, and
    no batch loses another's rows. False if the write with this id was done before.
    """
    declared = quarantine_schema(schema)
    created = ensure_table(spark, address, declared, quarantine_options(of))
    complete = with_run(rows, run_id)
    name = address.name
    known = spark.table(name).schema
    if isinstance(write, Overwrite) and not created:
        replaces = bool(schema_differences(known, declared))
        if replaces:
            enable_features(spark, name, known, declared)
        overwrite(complete, name, replace_schema=replaces)
        return True
    if not created:
        follow_table(spark, name, schema)
    if isinstance(write, Overwrite | Append):
        return append(spark, complete.writeTo(name), address, write_id)
    batch = complete if created else _unknown(complete, spark.table(name), schema, known)
    return append(spark, batch.writeTo(name), address, None)


def empty_quarantine(spark: SparkSession, address: TableAddress) -> None:
    """Removes the rows of an earlier run, for a table that is replaced and sets no row aside."""
    # Locally, a look at the folder is cheaper than the catalog.
    if address.location is not None and not has_commit(Path(address.location)):
        return
    if spark.catalog.tableExists(address.name) and not spark.table(address.name).isEmpty():
        write_once(lambda: spark.sql(f"DELETE FROM {address.name}"), address.name)


def _unknown(
    rows: DataFrame, stored: DataFrame, schema: T.StructType, known: T.StructType
) -> DataFrame:
    """The rows not stored yet; for a row that comes n times, n minus the copies stored.

    Rows set aside under an older schema, `known`, are compared by its columns.
    """
    here = {field.name.lower() for field in known}
    fields = [field for field in schema if field.name.lower() in here]
    old = _numbered(stored, fields).select(_DIGEST, _COPY)
    new = _numbered(rows, fields).join(old, on=[_DIGEST, _COPY], how="left_anti")
    return new.select(*[column(name) for name in rows.columns])


def _numbered(rows: DataFrame, fields: list[T.StructField]) -> DataFrame:
    copies = Window.partitionBy(_DIGEST).orderBy(_DIGEST)
    return rows.withColumn(_DIGEST, digest(fields)).withColumn(_COPY, F.row_number().over(copies))
