"""The one Spark session of a process: local with Delta, or the one Databricks gives."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from databricks_utils.config import ProjectConfig
from databricks_utils.config_loader import load_config
from databricks_utils.environment import on_databricks
from databricks_utils.errors import SessionError
from databricks_utils.local_tables import register_tables
from databricks_utils.warehouse_lock import WarehouseLock

JARS_VARIABLE = "LAKEWRIGHT_JARS"
MEMORY_VARIABLE = "LAKEWRIGHT_DRIVER_MEMORY"


@dataclass(frozen=True)
class _Local:
    session: SparkSession
    environment: str
    lock: WarehouseLock


_guard = threading.Lock()
_local: _Local | None = None


def get_spark(config: ProjectConfig | None = None) -> SparkSession:
    """The session of this process, started at the first call; safe to call from any thread.

    On Databricks it is the session that is there. Elsewhere it is a local one on Delta, whose
    tables are those in the warehouse of the configuration's environment; `config` is loaded by
    default. Raises SessionError if Java or Delta is missing or a session of another environment
    runs, WarehouseLockedError if another process uses the warehouse.
    """
    global _local
    with _guard:
        if on_databricks():
            return SparkSession.builder.getOrCreate()
        if _local is not None and _is_running(_local.session):
            if config is not None and config.environment != _local.environment:
                raise SessionError(
                    f'a session for the environment "{_local.environment}" is running, '
                    f'and "{config.environment}" was asked for',
                    hint="Call stop_spark() first: a process has one session.",
                )
            return _local.session
        if _local is not None:
            _local.lock.release()
            _local = None
        config = config if config is not None else load_config()
        lock = WarehouseLock(config.warehouse)
        try:
            session = start_local(config.warehouse, config)
        except BaseException:
            lock.release()
            raise
        _local = _Local(session, config.environment, lock)
        return session


def stop_spark() -> None:
    """Stops the local session and frees its warehouse; on Databricks it does nothing."""
    global _local
    with _guard:
        if _local is not None:
            local, _local = _local, None
            local.session.stop()
            local.lock.release()


def cancel_jobs() -> None:
    """Cancels what the local session is computing; the call that waits for it fails."""
    local = _local
    if local is not None and _is_running(local.session):
        local.session.sparkContext.cancelAllJobs()


def start_local(warehouse: Path, config: ProjectConfig | None = None) -> SparkSession:
    """Starts a local session on the tables found in `warehouse`, without a lock."""
    warehouse.mkdir(parents=True, exist_ok=True)
    settings = _fast_settings(warehouse)
    master, app_name = "local[*]", "lakewright"
    if config is not None:
        settings.update(config.spark.config)
        master, app_name = config.spark.master or master, config.spark.app_name
    builder = SparkSession.builder.master(master).appName(app_name)
    jars = os.environ.get(JARS_VARIABLE)
    if jars:
        settings["spark.driver.extraClassPath"] = _class_path(Path(jars))
    for key, value in settings.items():
        builder = builder.config(key, value)
    if not jars:
        from delta import configure_spark_with_delta_pip

        builder = configure_spark_with_delta_pip(builder)
    # PySpark logs each analysis error as JSON with its Java stack; the error is raised anyway.
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).disabled = True
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise SessionError(
            f"Spark did not start: {str(error).splitlines()[0]}",
            hint="Install Java 17, 21 or 25, and set JAVA_HOME or put java on the PATH.",
        ) from error
    register_tables(session, warehouse)
    return session


def _fast_settings(warehouse: Path) -> dict[str, str]:
    """Settings that make small data fast: 70 s of Delta work in 20 s on two cores."""
    log4j = Path(__file__).with_name("log4j2.properties")
    return {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.sources.default": "delta",
        "spark.sql.warehouse.dir": str(warehouse),
        "spark.sql.catalogImplementation": "in-memory",
        # PySpark would tell Java the place of each call of a function; errors bear it anyway.
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": os.environ.get(MEMORY_VARIABLE, "2g"),
        "spark.driver.extraJavaOptions": " ".join(
            [
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                f'"-Dlog4j2.configurationFile={log4j.as_uri()}"',
            ]
        ),
    }


def _class_path(folder: Path) -> str:
    if not any(folder.glob("delta-spark_*.jar")):
        raise SessionError(
            f"{JARS_VARIABLE} names {folder}, which has no delta-spark JAR",
            hint="Set up the project again, or unset the variable to download the JARs.",
        )
    return str(folder.resolve() / "*")


def _is_running(session: SparkSession) -> bool:
    return session.sparkContext._jsc is not None
