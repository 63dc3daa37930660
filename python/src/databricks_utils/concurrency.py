"""Two runs that write one table at once: retried a few times, then one clear error."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from pyspark.sql import SparkSession

from databricks_utils.catalog import TableAddress
from databricks_utils.errors import SPARK_ERRORS, ConcurrentWriteError
from databricks_utils.local_tables import last_commit

log = logging.getLogger(__name__)

ATTEMPTS = 4

# Delta's names for commits that leave every row as it is. Databricks makes them unasked: a
# compaction follows a merge within the same call.
_UPKEEP = frozenset(
    {
        "OPTIMIZE",
        "REORG",
        "VACUUM START",
        "VACUUM END",
        "COMPUTE STATS",
        "CLUSTER BY",
        "SET TBLPROPERTIES",
    }
)

# Delta's names for a commit that another one preempted, as conditions and as Java classes.
_CONFLICT = re.compile(
    r"DELTA_CONCURRENT_|DELTA_METADATA_CHANGED|DELTA_PROTOCOL_CHANGED"
    r"|Concurrent(Append|DeleteRead|DeleteDelete|Write|Transaction)Exception"
    r"|MetadataChangedException|ProtocolChangedException"
)


def is_conflict(error: BaseException) -> bool:
    """Whether another commit to the same table made this one fail; nothing was written then."""
    return isinstance(error, SPARK_ERRORS) and bool(_CONFLICT.search(str(error)))


def write_once(write: Callable[[], object], table: str) -> None:
    """Calls `write`, which makes one commit; again if another run committed first.

    Raises ConcurrentWriteError after a few attempts.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            write()
            return
        except SPARK_ERRORS as error:
            if not is_conflict(error):
                raise
        _wait(attempt, table)
    raise _lost(table)


def write_derived(spark: SparkSession, write: Callable[[], None], table: str) -> None:
    """Like `write_once`, for a commit that depends on what the table held a moment before.

    Delta's own check starts with the commit's transaction. If rows were changed in between,
    `write` is called again: it must bring any state to the one it wants.
    """
    for attempt in range(1, ATTEMPTS + 1):
        before = latest_version(spark, table)
        write_once(write, table)
        after = latest_version(spark, table)
        if after <= before + 1 or _changes(spark, table, before, after) <= 1:
            return
        _wait(attempt, table)
    raise _lost(table)


def commits(spark: SparkSession, write: Callable[[], None], address: TableAddress) -> bool:
    """Calls `write`, which makes one commit to the table or, if Delta knows its id, none.

    True if it made one. The folder of a local table shows that at once: its warehouse has no other
    user. Elsewhere the table's history is asked.
    """
    if address.location is not None:
        folder = Path(address.location)
        known = last_commit(folder)
        write()
        return last_commit(folder) > known
    before = latest_version(spark, address.name)
    write()
    after = latest_version(spark, address.name)
    return after > before and _changes(spark, address.name, before, after) > 0


def latest_version(spark: SparkSession, table: str) -> int:
    """The number of the table's last commit."""
    # A selection from a command is one more query.
    rows = spark.sql(f"DESCRIBE HISTORY {table} LIMIT 1").collect()
    return int(rows[0]["version"]) if rows else -1


def _changes(spark: SparkSession, table: str, before: int, after: int) -> int:
    """How many commits later than `before`, up to `after`, may have changed rows."""
    rows = spark.sql(f"DESCRIBE HISTORY {table} LIMIT {after - before}").collect()
    return sum(before < row["version"] and row["operation"] not in _UPKEEP for row in rows)


def _wait(attempt: int, table: str) -> None:
    if attempt == ATTEMPTS:
        return
    pause = 0.2 * 2**attempt * (1 + random.random())
    log.warning("another run is writing %s (attempt %d of %d)", table, attempt, ATTEMPTS)
    time.sleep(pause)


def _lost(table: str) -> ConcurrentWriteError:
    return ConcurrentWriteError(
        f"another run is writing {table} at the same time, and all {ATTEMPTS} attempts failed",
        hint="Let the other run finish, then run again; this table is not half written.",
    )
