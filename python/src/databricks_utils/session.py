"""The one Spark session of a process: local with Delta, or the one Databricks gives."""

from __future__ import annotations

import logging
import os
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from databricks_utils.config import ProjectConfig, SparkConfig
from databricks_utils.config_loader import load_config
from databricks_utils.environment import on_databricks
from databricks_utils.errors import SessionError
from databricks_utils.java_process import MEMORY_VARIABLE, java_ended
from databricks_utils.local_tables import register_tables
from databricks_utils.warehouse_lock import WarehouseLock

JARS_VARIABLE = "LAKEWRIGHT_JARS"
# An archive of Java's classes, made by `databricks_utils.warm_up`.
CLASSES_VARIABLE = "LAKEWRIGHT_CLASSES"
# In MiB: with less, Spark refuses to start. It wants 450, 1.5 times what it reserves
# (UnifiedMemoryManager), of which Java's serial collector keeps a thirtieth for itself.
LEAST_MEMORY = 470
_UNITS = MappingProxyType({"k": 10, "m": 20, "g": 30, "t": 40})
# Settings that are lists, and what separates their items.
_LISTS = MappingProxyType(
    {
        "spark.driver.extraClassPath": os.pathsep,
        "spark.driver.extraJavaOptions": " ",
        "spark.sql.extensions": ",",
    }
)
_COLLECTOR = re.compile(r"-XX:\+Use\w+GC\b")


@dataclass(frozen=True)
class _Local:
    session: SparkSession
    config: ProjectConfig
    lock: WarehouseLock


_guard = threading.Lock()
_local: _Local | None = None

# Small jobs end before compilation would pay off.
SMALL_JOBS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    # A broadcast takes longer than the join.
    "spark.sql.autoBroadcastJoinThreshold": "-1",
}


def get_spark(config: ProjectConfig | None = None) -> SparkSession:
    """The session of this process, started at the first call; safe to call from any thread.

    On Databricks it is the existing session. Elsewhere it is a local one with Delta, whose tables
    are those in the warehouse of the configuration's environment; `config` is loaded by default.
    Raises SessionError if Java, Delta or memory is missing or a session of another environment,
    project or Spark configuration is running, JavaEndedError if Java was lost, WarehouseLockedError
    if another process uses the warehouse.
    """
    global _local
    with _guard:
        if on_databricks():
            return SparkSession.builder.getOrCreate()
        if _local is not None and _is_running(_local.session):
            ended = java_ended()
            if ended is not None:
                raise ended
            if config is not None:
                _check_same(_local.config, config)
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
        _local = _Local(session, config, lock)
        return session


def _check_same(running: ProjectConfig, asked: ProjectConfig) -> None:
    """Raises SessionError where a running session is not what a configuration asks for."""
    if asked.environment != running.environment:
        difference = (
            f'a session for the environment "{running.environment}" is running, '
            f'but "{asked.environment}" was asked for'
        )
    elif asked.warehouse != running.warehouse:
        difference = (
            f"a session of the project {running.project_directory} is running, "
            f"but {asked.project_directory} was asked for"
        )
    elif asked.spark != running.spark:
        before, after = _flat(running.spark), _flat(asked.spark)
        keys = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
        difference = f"a session with another configuration is running: {', '.join(keys)}"
    else:
        return
    raise SessionError(difference, hint="Call stop_spark() first: a process has one session.")


def _flat(spark: SparkConfig) -> dict[str, str | None]:
    return {"spark.app_name": spark.app_name, "spark.master": spark.master, **spark.config}


def stop_spark() -> None:
    """Stops the local session and frees its warehouse; on Databricks it does nothing."""
    global _local
    with _guard:
        if _local is not None:
            local, _local = _local, None
            try:
                if java_ended() is None:
                    local.session.stop()
            finally:
                local.lock.release()


def cancel_jobs() -> None:
    """Cancels what the local session is computing; the call that waits for it fails."""
    local = _local
    if local is not None and _is_running(local.session):
        local.session.sparkContext.cancelAllJobs()


def start_local(
    warehouse: Path, config: ProjectConfig | None = None, archive_classes: Path | None = None
) -> SparkSession:
    """Starts a local session on the tables found in `warehouse`, without a lock.

    With `archive_classes`, Java writes the classes that it loaded to that file when it ends.
    """
    warehouse.mkdir(parents=True, exist_ok=True)
    settings = _fast_settings(warehouse, archive_classes)
    jars = os.environ.get(JARS_VARIABLE)
    if jars:
        settings["spark.driver.extraClassPath"] = _class_path(Path(jars))
    master, app_name = "local[*]", "lakewright"
    if config is not None:
        settings = _with_project(settings, config.spark.config)
        master, app_name = config.spark.master or master, config.spark.app_name
    _check_memory(settings["spark.driver.memory"])
    builder = SparkSession.builder.master(master).appName(app_name)
    for key, value in settings.items():
        builder = builder.config(key, value)
    if not jars:
        from delta import configure_spark_with_delta_pip

        packages = settings.get("spark.jars.packages")
        builder = configure_spark_with_delta_pip(builder, packages.split(",") if packages else None)
    # PySpark logs each analysis error as JSON with its Java stack; the error is raised anyway.
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        logging.getLogger(name).disabled = True
    try:
        with _english_messages():
            session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise SessionError(
            f"Spark did not start: {str(error).splitlines()[0]}",
            hint=_cure(settings["spark.driver.memory"]),
        ) from error
    register_tables(session, warehouse)
    return session


@contextmanager
def _english_messages() -> Iterator[None]:
    """Java takes the texts of the system's errors, such as a full disk, from its environment.

    `databricks_utils.failure` knows them in English. How names of files are encoded stays.
    """
    before = {name: os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LC_MESSAGES")}
    if before["LC_ALL"]:
        os.environ["LC_CTYPE"] = before["LC_ALL"]
        del os.environ["LC_ALL"]
    os.environ["LC_MESSAGES"] = "C"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _check_memory(memory: str) -> None:
    """Raises SessionError for memory that Spark would refuse, but in Java's terms."""
    size = re.fullmatch(r"\s*(\d+)\s*([kmgt])b?\s*", memory, re.IGNORECASE)
    cure = f"Set {MEMORY_VARIABLE}, or spark.driver.memory, to a size such as 2g."
    if size is None:
        raise SessionError(f'"{memory}" is not a memory size', hint=cure)
    if int(size[1]) << _UNITS[size[2].lower()] < LEAST_MEMORY << 20:
        raise SessionError(
            f"Spark needs at least {LEAST_MEMORY} MiB of memory, but may use only {memory}",
            hint=cure,
        )


def _cure(memory: str) -> str:
    """What to do if Spark did not start: Java is missing, or has no memory, or is too old."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if java is None:
        where = f"JAVA_HOME is {home}, which has none" if home else "none is on the PATH"
        return (
            f"Java was not found: {where}. Install Java 17, 21 or 25, "
            "and set JAVA_HOME or put java on the PATH."
        )
    return (
        f"{java} must be Java 17, 21 or 25 and needs {memory} of memory: "
        f"set {MEMORY_VARIABLE} to less if there is not that much."
    )


def _class_options(archive: Path | None) -> list[str]:
    """Options for Java that write or use an archive of classes; it ignores an unusable one."""
    if archive is not None:
        return [f'"-XX:ArchiveClassesAtExit={archive}"', "-Xlog:disable"]
    known = os.environ.get(CLASSES_VARIABLE)
    if not known or not Path(known).is_file():
        return []
    return [f'"-XX:SharedArchiveFile={known}"', "-Xshare:auto", "-Xlog:disable"]


def _fast_settings(warehouse: Path, archive_classes: Path | None) -> dict[str, str]:
    """Settings that make small data fast: 70 s of Delta work in 20 s on two cores."""
    log4j = Path(__file__).with_name("log4j2.properties")
    return {
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.sql.sources.default": "delta",
        "spark.sql.warehouse.dir": str(warehouse),
        "spark.sql.catalogImplementation": "in-memory",
        # PySpark would tell Java the place of each function call; errors carry it anyway.
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": "2",
        "spark.databricks.delta.snapshotPartitions": "1",
        # VACUUM and RESTORE would list files in 10,000 tasks.
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "8",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": os.environ.get(MEMORY_VARIABLE, "2g"),
        "spark.driver.extraJavaOptions": " ".join(
            [
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                # With the first compiler only, Java keeps 48m, which Spark fills within a minute:
                # compiled code is swept away, compiled again, and compilation stops in between.
                "-XX:ReservedCodeCacheSize=240m",
                # A timestamp without a zone, in another database, is one moment on all machines.
                # Outside of UTC, Delta also reads the log again to verify each commit.
                "-Duser.timezone=UTC",
                f'"-Dlog4j2.configurationFile={log4j.as_uri()}"',
                *_class_options(archive_classes),
            ]
        ),
    }


def _with_project(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """A project's settings replace ours, and are added to those that are lists."""
    settings = {**ours, **theirs}
    for name in _LISTS.keys() & ours.keys() & theirs.keys():
        # Java starts with one collector of garbage only.
        kept = _COLLECTOR.sub("", ours[name]) if _COLLECTOR.search(theirs[name]) else ours[name]
        settings[name] = f"{kept}{_LISTS[name]}{theirs[name]}"
    return settings


def _class_path(folder: Path) -> str:
    if not any(folder.glob("delta-spark_*.jar")):
        raise SessionError(
            f"{JARS_VARIABLE} names {folder}, which has no delta-spark JAR",
            hint="Set up the project again, or unset the variable to download the JARs.",
        )
    return str(folder.resolve() / "*")


def _is_running(session: SparkSession) -> bool:
    return session.sparkContext._jsc is not None
