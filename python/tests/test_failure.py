"""Descriptions of exceptions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from databricks_utils import Failure, LakewrightError, describe_failure
from suite import turn


def failing(spark: SparkSession, sql: str) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011 (any is right)
        spark.sql(sql).collect()
    return caught.value


def test_an_error_of_ours_gives_message_and_hint() -> None:
    failure = describe_failure(LakewrightError("cause", hint="cure"))
    assert (failure.type, failure.message, failure.hint) == ("LakewrightError", "cause", "cure")


@pytest.mark.parametrize(
    ("sql", "condition", "start", "hint"),
    [
        (
            "select cast('x' as int)",
            "CAST_INVALID_INPUT",
            "The value 'x' of the type",
            "Use try_cast, or filter out the values that do not fit.",
        ),
        ("select 1/0", "DIVIDE_BY_ZERO", "Division by zero.", "Use try_divide"),
        ("select nope from range(1)", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "A column", "Use a"),
        ("selec 1", "PARSE_SYNTAX_ERROR", "Syntax error at or near 'selec'.", None),
        ("select * from no.where", "TABLE_OR_VIEW_NOT_FOUND", "The table or view", "Run the"),
    ],
)
def test_an_error_of_spark_is_one_short_line_with_its_condition(
    spark: SparkSession, sql: str, condition: str, start: str, hint: str | None
) -> None:
    failure = describe_failure(failing(spark, sql))
    assert failure.condition == condition
    assert failure.message.startswith(start)
    for noise in ("\n", "SQLSTATE", "== SQL", "at org.apache", "line 1"):
        assert noise not in failure.message
    assert (failure.hint or "").startswith(hint or "")
    assert bool(failure.hint) == bool(hint)


def test_an_error_inside_a_task_gives_its_cause(spark: SparkSession, tmp_path: Path) -> None:
    frame = spark.range(10).select((F.lit(1) / (F.col("id") - 5)).alias("x"))
    with pytest.raises(Exception) as caught:  # noqa: PT011 (any is right)
        frame.write.format("parquet").save(str(tmp_path / "x"))
    failure = describe_failure(caught.value)
    assert failure.condition == "DIVIDE_BY_ZERO"
    assert failure.message.startswith("Division by zero.")


def test_a_full_disk_and_a_lack_of_permission_have_a_cure_in_java_and_in_python(
    spark: SparkSession,
) -> None:
    streams: Any = spark._jvm.java.io  # type: ignore[union-attr]
    with pytest.raises(Py4JJavaError) as full:
        streams.FileOutputStream("/dev/full").write(1)
    with pytest.raises(Py4JJavaError) as denied:
        # Not even root may.
        streams.FileOutputStream("/proc/sys/kernel/osrelease")
    with pytest.raises(OSError, match="No space") as also_full:
        Path("/dev/full").write_text("x", encoding="utf-8")
    for error, kind, cure in (
        (full.value, "StorageFullError", "Free some space and run again"),
        (also_full.value, "StorageFullError", "Free some space and run again"),
        (denied.value, "StorageAccessError", "Give the user who runs this"),
        (PermissionError(13, "Permission denied", "/x"), "StorageAccessError", "Give the user"),
    ):
        failure = describe_failure(error)
        assert failure.type == kind
        assert (failure.hint or "").startswith(cure)
    assert "/proc/sys/kernel/osrelease" in describe_failure(denied.value).message


def test_used_up_memory_says_how_to_give_more(spark: SparkSession) -> None:
    lists: Any = spark._jvm.java.util  # type: ignore[union-attr]
    with pytest.raises(Py4JJavaError) as caught:
        # 8 GB.
        lists.ArrayList(2**31 - 100)
    failure = describe_failure(caught.value)
    assert failure.type == "OutOfMemoryError"
    assert failure.message == "Java used up its memory: Java heap space"
    assert "LAKEWRIGHT_DRIVER_MEMORY=4g" in (failure.hint or "")


@turn(0)
def test_a_table_whose_files_were_changed_by_hand_says_what_to_restore(
    spark: SparkSession, tmp_path: Path
) -> None:
    def damage(name: str, pattern: str, how: Callable[[Path], object]) -> Failure:
        folder = tmp_path / name
        for _ in range(3):
            spark.range(5).coalesce(1).write.format("delta").mode("append").save(str(folder))
        for checksum in folder.rglob("*.crc"):
            checksum.unlink()
        how(sorted(folder.glob(pattern))[0])
        jvm: Any = spark._jvm
        jvm.org.apache.spark.sql.delta.DeltaLog.clearCache()
        with pytest.raises(Exception) as caught:  # noqa: PT011 (any is right)
            spark.read.format("delta").load(str(folder)).collect()
        return describe_failure(caught.value)

    data = "A data file is missing or damaged"
    log = "Files of the table's log are missing or changed"
    logs = "_delta_log/*{}.json"
    assert (damage("a", "*.parquet", Path.unlink).hint or "").startswith(data)
    cut = damage("b", "*.parquet", lambda file: file.write_bytes(file.read_bytes()[:99]))
    assert (cut.hint or "").startswith(data)
    assert (damage("c", logs.format(0), Path.unlink).hint or "").startswith(log)
    assert (damage("d", logs.format(1), Path.unlink).hint or "").startswith(log)
    assert (damage("e", "_delta_log", shutil.rmtree).hint or "").startswith(log)
    edited = damage("f", logs.format(2), lambda file: file.write_text("{oops"))
    assert edited.message == "the table's log is damaged"
    assert (edited.hint or "").startswith(log)


def test_the_place_is_the_last_line_of_the_project(tmp_path: Path) -> None:
    module = tmp_path / "src" / "shop" / "orders.py"
    module.parent.mkdir(parents=True)
    module.write_text("def build():\n    import json\n    json.loads('{')\n")
    scope: dict[str, object] = {}
    exec(compile(module.read_text(), str(module), "exec"), scope)
    with pytest.raises(ValueError, match="Expecting") as caught:
        scope["build"]()  # type: ignore[operator]
    failure = describe_failure(caught.value, tmp_path)
    assert failure.at == "src/shop/orders.py:3"
    assert failure.type == "JSONDecodeError"


def test_secrets_and_length_are_cut() -> None:
    failure = describe_failure(ValueError("password=hunter2 " + "x" * 5000))
    assert "hunter2" not in failure.message
    assert len(failure.message) <= 600
