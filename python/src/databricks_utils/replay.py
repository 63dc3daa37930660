"""Moves corrected rows from quarantine into their table, each exactly once.

Rows are corrected in place, by an UPDATE of the quarantine, or by `corrections` on the way.
Those that now pass the rules are first claimed: marked in the quarantine, with their corrected
values, in one commit. Then they are written, then removed. A replay that dies in between is
completed by the next one, whatever that one corrects: an append is recognized by the claim's name,
and a merge of the same rows changes nothing.

    from pathlib import Path
    from pyspark.sql import functions as F, types as T
    from databricks_utils import Append, Rule, TableNames
    from databricks_utils.config import CatalogConfig, ProjectConfig
    from databricks_utils.replay import Target, replay

    config = ProjectConfig(
        environment_type="test",
        environment="dev",
        project_directory=Path.cwd(),
        catalog=CatalogConfig(name="ops", schema_prefix="shop"),
    )
    names = TableNames(config)
    target = Target(
        reference="silver.orders",
        address=names.address("silver.orders"),
        quarantine=names.quarantine_address("silver.orders"),
        schema=T.StructType([T.StructField("amount", T.IntegerType())]),
        write=Append(),
        rules=[Rule("positive", F.col("amount") > 0, on_violation="quarantine")],
    )
    found = replay(spark, target, corrections={"amount": F.abs("amount")})
    print(found.replayed, found.remaining)
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils.canonical import digest_sql
from databricks_utils.concurrency import write_once
from databricks_utils.errors import PipelineError
from databricks_utils.naming import column, quote, sql_text
from databricks_utils.rules.quality import RESERVED_PREFIX, MarkedFrame
from databricks_utils.rules.quarantine import follow_table
from databricks_utils.runs.target import Target
from databricks_utils.suggest import did_you_mean
from databricks_utils.writes.ddl import add_columns
from databricks_utils.writes.keys import NO_KEYS, check_keys
from databricks_utils.writes.strategies import KEYED, Append, Scd2
from databricks_utils.writes.writers import WriteId, frame_schema, prepare

__all__ = ["Replayed", "Target", "replay"]

CLAIM = "_replay_id"
_ROW = "_replayed_row"


@dataclass(frozen=True)
class Replayed:
    """How many rows left the quarantine for their table, and how many stay in it."""

    replayed: int
    remaining: int


def replay(
    spark: SparkSession,
    target: Target,
    *,
    corrections: Mapping[str, Column] | None = None,
    where: Column | None = None,
) -> Replayed:
    """Writes the quarantined rows that pass the table's row rules, and takes them out.

    `corrections` gives new values for columns, computed from each row; `where` limits the replay
    to some rows of the quarantine, whose own columns such as `_violated_rules` it may use. Rules
    over many rows are not checked. For tables that append, merge or keep versions of changes:
    another strategy would remove the rows again, or others, and raises PipelineError.
    """
    if isinstance(target.write, Scd2) and target.write.snapshots:
        raise PipelineError(
            f"{target.reference} is made from snapshots: replayed rows would count as a whole one",
            hint="Correct the source; the next snapshot brings the rows.",
        )
    if not isinstance(target.write, (Append, *KEYED)):
        raise PipelineError(
            f"each run replaces {target.reference}, which would remove the replayed rows",
            hint="Correct the source and run the table again.",
        )
    name = target.quarantine.name
    if not spark.catalog.tableExists(name):
        return Replayed(0, 0)
    _check_corrections(target, corrections or {})
    follow_table(spark, name, frame_schema(target.schema, target.write))
    if CLAIM not in spark.table(name).columns:
        spark.sql(add_columns(name, [T.StructField(CLAIM, T.StringType())]))
    begun = spark.table(name).select(CLAIM).where(column(CLAIM).isNotNull()).distinct()
    claims = [row[CLAIM] for row in begun.toLocalIterator()]
    claim = secrets.token_hex(8)
    if _claim(spark, target, claim, corrections or {}, where):
        claims.append(claim)
    replayed = sum(_complete(spark, target, each) for each in claims)
    return Replayed(replayed, spark.table(name).count())


def _claim(
    spark: SparkSession,
    target: Target,
    claim: str,
    corrections: Mapping[str, Column],
    where: Column | None,
) -> bool:
    """Marks the rows that pass, and corrects them; False if there are none.

    Raises MergeKeyError, before anything is marked, for keys that cannot be merged.
    """
    name = target.quarantine.name
    free = spark.table(name).where(column(CLAIM).isNull())
    if where is not None:
        free = free.where(where)
    identity = digest_sql([f for f in free.schema if f.name != CLAIM])
    marked = _marked(free.withColumn(_ROW, F.expr(identity)), target, corrections)
    passing = marked.frame.where(marked.is_kept())
    if passing.isEmpty():
        return False
    if isinstance(target.write, KEYED):
        check_keys(marked.kept().drop(_ROW), target.write, target.reference)
    named = {c: f"{RESERVED_PREFIX}new_{i}" for i, c in enumerate(corrections)}
    new = [column(c).alias(alias) for c, alias in named.items()]
    values = passing.dropDuplicates([_ROW]).select(_ROW, *new)
    values.createOrReplaceTempView(view := f"{RESERVED_PREFIX}passing_{claim}")
    updates = "".join(f", stored.{quote(c)} = passing.{alias}" for c, alias in named.items())
    statement = f"""MERGE INTO {name} AS stored USING {view} AS passing
ON {identity} = passing.{_ROW} AND stored.{quote(CLAIM)} IS NULL
WHEN MATCHED THEN UPDATE SET stored.{quote(CLAIM)} = {sql_text(claim)}{updates}"""
    try:
        write_once(lambda: spark.sql(statement), name)
    finally:
        spark.catalog.dropTempView(view)
    return True


def _complete(spark: SparkSession, target: Target, claim: str) -> int:
    """Writes and removes claimed rows, which passed when they were claimed; returns how many."""
    name = target.quarantine.name
    claimed = spark.table(name).where(column(CLAIM) == F.lit(claim))
    rows = claimed.count()
    prepared = prepare(spark, target.address, target.schema, target.write, target.options)
    passed = claimed.select(*_data(target))
    keys = NO_KEYS
    if isinstance(target.write, KEYED):
        keys = check_keys(passed, target.write, target.reference)
    prepared.write(passed, keys=keys, write_id=WriteId(f"lakewright/replay/{claim}", 1))
    delete = f"DELETE FROM {name} WHERE {quote(CLAIM)} = {sql_text(claim)}"
    write_once(lambda: spark.sql(delete), name)
    return rows


def _marked(rows: DataFrame, target: Target, corrections: Mapping[str, Column]) -> MarkedFrame:
    """The corrected rows with their fate; `_ROW` tells them apart."""
    corrected = rows.withColumns(dict(corrections))
    data = corrected.select(*_data(target), column(_ROW))
    return MarkedFrame(data, target.rules, target.reference, target.references)


def _data(target: Target) -> list[Column]:
    """The columns of the table's frame, with their types: those of a correction may differ."""
    return [
        column(f.name).cast(f.dataType).alias(f.name, metadata=f.metadata or {})
        for f in frame_schema(target.schema, target.write)
    ]


def _check_corrections(target: Target, corrections: Mapping[str, Column]) -> None:
    schema = frame_schema(target.schema, target.write)
    known = {field.name.lower(): field.name for field in schema}
    for name in corrections:
        if name.lower() not in known:
            raise PipelineError(
                f'a correction names "{name}", which is not a column of {target.reference}',
                hint=did_you_mean(name, known.values(), f"Columns: {', '.join(known.values())}."),
            )
