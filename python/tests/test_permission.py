"""Tables that may not be written."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import Append, Rule, WritePermissionError, describe_failure
from databricks_utils.catalog import TableAddress
from databricks_utils.runs.load import load
from databricks_utils.runs.target import Target
from databricks_utils.writes.permission import check_permission
from frames import make_frame

NewAddress = Callable[[], TableAddress]
SCHEMA = T.StructType([T.StructField("id", T.IntegerType())])
NOBODY = 65534
#: As Databricks words it; no workspace is asked here.
REFUSED = (
    "[INSUFFICIENT_PERMISSIONS] Insufficient privileges:\n"
    "User does not have MODIFY on Table 'prod.silver.orders'. SQLSTATE: 42501"
)


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """What runs in it may not write in the folder; the rights of root are given up for a while."""
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(0)
        return
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(mode)


def test_a_table_that_may_not_be_written_is_refused_before_its_rows_are_computed(
    spark: SparkSession, new_address: NewAddress
) -> None:
    address = new_address()
    rule = Rule("positive", F.col("id") > 0, on_violation="quarantine")
    target = Target(
        reference="silver.t",
        address=address,
        quarantine=new_address(),
        schema=SCHEMA,
        write=Append(),
        rules=[rule],
    )
    load(spark, make_frame(spark, [(1,)], SCHEMA), target, run_id="r1")
    computed = spark.range(1).select(F.raise_error(F.lit("computed")).cast("int").alias("id"))
    assert address.location is not None
    with without_rights(Path(address.location)), pytest.raises(WritePermissionError) as caught:
        load(spark, computed, target, run_id="r2")
    failure = describe_failure(caught.value)
    assert failure.message == (
        f"{address.name} may not be written: the system denies access to {address.location}"
    )
    assert (failure.hint or "").startswith("Give the user who runs this write access there")
    assert [row["id"] for row in spark.table(address.name).collect()] == [1]


class Platform:
    """Stands for a session on Databricks, which says what it misses in place of a plan."""

    def __init__(self, answer: str | Exception) -> None:
        self.asked: list[str] = []
        self._answer = answer

    def sql(self, statement: str) -> Any:
        self.asked.append(statement)
        if isinstance(self._answer, Exception):
            raise self._answer
        return SimpleNamespace(first=lambda: [self._answer])


@pytest.mark.parametrize(
    "answer",
    [f"Error occurred during query planning: \n{REFUSED}", AnalysisException(REFUSED)],
    ids=["told", "raised"],
)
def test_a_privilege_that_is_missing_on_databricks_is_named(answer: str | Exception) -> None:
    platform: Any = Platform(answer)
    name = "`prod`.`silver`.`orders`"
    with pytest.raises(WritePermissionError) as caught:
        check_permission(platform, TableAddress(name, "`prod`.`silver`"))
    assert platform.asked == [f"EXPLAIN INSERT INTO {name} TABLE {name}"]
    assert caught.value.message == (
        f"{name} may not be written: Insufficient privileges: User does not have MODIFY on Table"
        " 'prod.silver.orders'."
    )


@pytest.mark.parametrize(
    "answer",
    ["== Physical Plan ==\nAppendData", AnalysisException("[SOMETHING_ELSE] x")],
    ids=["a plan", "another error"],
)
def test_nothing_but_a_refusal_keeps_a_table_from_being_written(answer: str | Exception) -> None:
    platform: Any = Platform(answer)
    check_permission(platform, TableAddress("`a`.`b`.`c`", "`a`.`b`"))


def test_asking_for_permission_writes_nothing(spark: SparkSession, new_address: NewAddress) -> None:
    name = new_address().name
    parent, _, _ = name.rpartition(".")
    make_frame(spark, [(1,)], SCHEMA).write.format("delta").saveAsTable(name)
    check_permission(spark, TableAddress(name, parent))
    assert spark.sql(f"DESCRIBE HISTORY {name}").count() == 1
    plan = spark.sql(f"EXPLAIN INSERT INTO {name} TABLE {name}").first()
    assert plan is not None
    assert "Physical Plan" in plan[0]
