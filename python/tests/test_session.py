"""Getting a session."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from databricks_utils import ProjectConfig, SessionError, get_spark, session
from databricks_utils.local_tables import register_tables


def config(folder: Path, environment: str = "local", **spark: object) -> ProjectConfig:
    return ProjectConfig.model_validate(
        {
            "environment_type": environment,
            "environment": environment,
            "project_directory": folder,
            "catalog": {"name": "ops", "schema_prefix": "shop"},
            "spark": spark,
        }
    )


@pytest.fixture
def starts(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts starts, each of which gives the session of the tests."""
    starts: list[str] = []

    def start(warehouse: Path, given: ProjectConfig) -> SparkSession:
        starts.append(given.environment)
        return spark

    monkeypatch.setattr(session, "start_local", start)
    monkeypatch.setattr(session, "_local", None)
    return starts


def test_java_has_neither_the_zone_nor_the_messages_of_the_machine(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    java: Any = spark._jvm
    assert java.java.util.TimeZone.getDefault().getID() == "UTC"
    assert java.java.lang.System.getenv("LC_MESSAGES") == "C"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("LC_MESSAGES", "de_DE.UTF-8")
    monkeypatch.delenv("LC_CTYPE", raising=False)
    before = dict(os.environ)
    with session._english_messages():
        assert "LC_ALL" not in os.environ
        assert (os.environ["LC_CTYPE"], os.environ["LC_MESSAGES"]) == ("de_DE.UTF-8", "C")
    assert dict(os.environ) == before


def test_a_project_adds_to_the_settings_that_are_lists_and_replaces_others() -> None:
    ours = {
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -Duser.timezone=UTC",
        "spark.driver.extraClassPath": "delta/*",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.driver.memory": "2g",
    }
    theirs = {
        "spark.driver.extraJavaOptions": "-Dx=1",
        "spark.driver.extraClassPath": "postgresql.jar",
        "spark.sql.extensions": "org.example.Extensions",
        "spark.driver.memory": "4g",
        "spark.x": "y",
    }
    assert session._with_project(ours, theirs) == {
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -Duser.timezone=UTC -Dx=1",
        "spark.driver.extraClassPath": f"delta/*{os.pathsep}postgresql.jar",
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension,org.example.Extensions",
        "spark.driver.memory": "4g",
        "spark.x": "y",
    }
    name = "spark.driver.extraJavaOptions"
    with_collector = session._with_project(ours, {name: "-XX:+UseG1GC"})[name]
    assert with_collector.split() == ["-Duser.timezone=UTC", "-XX:+UseG1GC"]
    assert session._with_project({}, theirs) == theirs


def test_many_threads_get_one_session_that_is_started_once(
    starts: list[str], tmp_path: Path
) -> None:
    found: list[SparkSession] = []
    threads = [
        threading.Thread(target=lambda: found.append(get_spark(config(tmp_path)))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert starts == ["local"]
    assert len(found) == 8
    assert len({id(one) for one in found}) == 1


def test_another_environment_in_the_same_process_is_refused(
    starts: list[str], tmp_path: Path
) -> None:
    get_spark(config(tmp_path))
    with pytest.raises(SessionError, match='"lab" was asked for'):
        get_spark(config(tmp_path, "lab"))


def test_another_project_or_spark_configuration_in_the_same_process_is_refused(
    starts: list[str], tmp_path: Path
) -> None:
    get_spark(config(tmp_path))
    other = {"spark.sql.ansi.enabled": False}
    with pytest.raises(SessionError, match=r"spark\.master, spark\.sql\.ansi\.enabled\nCall stop"):
        get_spark(config(tmp_path, master="local[7]", config=other))
    with pytest.raises(SessionError, match="elsewhere was asked for"):
        get_spark(config(tmp_path / "elsewhere"))
    assert get_spark(config(tmp_path)) is get_spark()
    assert starts == ["local"]


@pytest.mark.parametrize(
    ("memory", "message"),
    [("lots", '"lots" is not a memory size'), ("2", '"2" is not'), ("256m", "at least 470 MiB")],
)
def test_memory_that_spark_refuses_is_reported_before_it_starts(
    memory: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEWRIGHT_DRIVER_MEMORY", memory)
    with pytest.raises(SessionError, match=message):
        session.start_local(tmp_path / "warehouse")


def test_what_keeps_spark_from_starting_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(*_: object) -> None:
        raise OSError("no gateway")

    monkeypatch.setattr(SparkSession.Builder, "getOrCreate", start)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SessionError, match="no gateway\nJava was not found: none is on the PATH"):
        session.start_local(tmp_path / "warehouse")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SessionError, match="Java was not found: JAVA_HOME is"):
        session.start_local(tmp_path / "warehouse")
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.touch(mode=0o755)
    with pytest.raises(SessionError, match="needs 2g of memory"):
        session.start_local(tmp_path / "warehouse")


def test_a_folder_without_the_jar_is_reported_before_spark_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKEWRIGHT_JARS", str(tmp_path))
    with pytest.raises(SessionError, match="has no delta-spark JAR"):
        session.start_local(tmp_path / "warehouse")


def test_tables_of_a_warehouse_are_found_again_and_damaged_ones_left_out(
    spark: SparkSession, tmp_path: Path
) -> None:
    good, empty, bad = (tmp_path / "lab_x" / name for name in ("good", "empty", "bad"))
    spark.range(3).write.format("delta").save(str(good))
    (empty / "_delta_log").mkdir(parents=True)
    (bad / "_delta_log").mkdir(parents=True)
    (bad / "_delta_log" / "00000000000000000000.json").write_text("{")
    for _ in range(2):
        register_tables(spark, tmp_path)
    assert spark.table("spark_catalog.lab_x.good").count() == 3
    assert not spark.catalog.tableExists("spark_catalog.lab_x.bad")
    assert not spark.catalog.tableExists("spark_catalog.lab_x.empty")
