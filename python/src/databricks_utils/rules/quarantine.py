"""The table that holds the rows which rules kept out of another one."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.canonical import digest
from databricks_utils.catalog import TableAddress
from databricks_utils.rules.quality import RESERVED_PREFIX, VIOLATED_RULES
from databricks_utils.schema import nullable_schema, schema_differences
from databricks_utils.writes.ddl import TableOptions, ensure_table
from databricks_utils.writes.strategies import Append, Overwrite, Write
from databricks_utils.writes.writers import WriteId, append, overwrite

RUN_ID = "_run_id"
QUARANTINED_AT = "_quarantined_at"

_DIGEST = f"{RESERVED_PREFIX}digest"
_COPY = f"{RESERVED_PREFIX}copy"


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
    """Writes quarantined rows, so that what a second run does depends on the table's strategy.

    Overwrite: the rows of this run replace those before. Append: they are added, once for each
    `write_id`. Else those not there yet are added, so that running twice is running once and no
    batch loses another's rows. False if the write of this id was done before.
    """
    declared = quarantine_schema(schema)
    options = TableOptions(comment=f"Rows that the rules of {of} kept out")
    created = ensure_table(spark, address, declared, options)
    complete = with_run(rows, run_id)
    name = address.name
    changed = not created and bool(schema_differences(spark.table(name).schema, declared))
    match write:
        case Overwrite() if not created:
            overwrite(complete, name, replace_schema=changed)
        case Overwrite() | Append():
            return _append(spark, complete, name, evolve=changed, write_id=write_id)
        case _:
            batch = complete if created else _unknown(complete, spark.table(name), schema)
            _append(spark, batch, name, evolve=changed, write_id=None)
    return True


def _append(
    spark: SparkSession, rows: DataFrame, name: str, *, evolve: bool, write_id: WriteId | None
) -> bool:
    writer = rows.writeTo(name)
    if evolve:
        # Rows set aside under an older schema stay; new columns are added to them as NULL.
        writer = writer.option("mergeSchema", "true")
    return append(spark, writer, name, write_id)


def _unknown(rows: DataFrame, stored: DataFrame, schema: T.StructType) -> DataFrame:
    """The rows not stored yet; of a row that comes n times, n minus the copies stored."""
    here = {field.name.lower() for field in stored.schema}
    names = [field.name for field in schema if field.name.lower() in here]
    known = _numbered(stored, names).select(_DIGEST, _COPY)
    return (
        _numbered(rows, names)
        .join(known, on=[_DIGEST, _COPY], how="left_anti")
        .select(*rows.columns)
    )


def _numbered(rows: DataFrame, names: list[str]) -> DataFrame:
    copies = Window.partitionBy(_DIGEST).orderBy(_DIGEST)
    return rows.withColumn(_DIGEST, digest(names)).withColumn(_COPY, F.row_number().over(copies))
