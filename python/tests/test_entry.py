"""The entry point of generated pipelines."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils import Pipeline, Step, configure_logging, main_for, run_pipelines
from databricks_utils.runs import entry, job, supervisor
from databricks_utils.runs.supervisor import Unresponsive
from frames import make_frame

SCHEMA = T.StructType([T.StructField("id", T.IntegerType())])


@pytest.fixture
def config_folder(tmp_path: Path, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    name = tmp_path.name.replace("-", "_")
    (folder / "local.yaml").write_text(
        f"environment_type: local\ncatalog: {{name: {name}, schema_prefix: shop}}\n"
    )
    monkeypatch.setattr(entry, "get_spark", lambda config: spark)
    return folder


def pipeline(spark: SparkSession) -> Pipeline:
    def one() -> DataFrame:
        return make_frame(spark, [(1,)], SCHEMA)

    def same(missing: DataFrame) -> DataFrame:
        return missing

    return Pipeline(
        layer="silver",
        steps=[
            Step(table="silver.one", build=one, schema=SCHEMA),
            Step(
                table="silver.two", build=same, schema=SCHEMA, inputs={"missing": "bronze.missing"}
            ),
        ],
    )


def test_it_returns_if_all_tables_succeed(
    spark: SparkSession, config_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["--config-dir", str(config_folder), "--tables", "silver.one", "--run-id", "r9"]
    run_pipelines([pipeline(spark)], argv)
    err = capsys.readouterr().err
    assert "run r9 in local: silver.one" in err
    assert "1 rows in, 1 kept, 0 quarantined, 0 dropped run_id=r9 table=silver.one" in err


def test_it_fails_with_its_tables_and_logs_why(
    spark: SparkSession,
    config_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.argv", ["silver", "--config-dir", str(config_folder)])
    with pytest.raises(SystemExit) as caught:
        main_for(pipeline(spark))()
    assert caught.value.code == 1
    err = capsys.readouterr().err
    assert "failed in read: TABLE_OR_VIEW_NOT_FOUND" in err
    assert "hint: Run the table it reads first, or check the name." in err
    assert "Traceback" not in err


def test_a_mistake_of_the_user_is_one_message(
    spark: SparkSession, config_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, message in (
        (["--environment", "locl"], 'Did you mean "local"?'),
        (["--tables", "silver.on"], 'Did you mean "silver.one"?'),
    ):
        with pytest.raises(SystemExit) as caught:
            run_pipelines([pipeline(spark)], ["--config-dir", str(config_folder), *arguments])
        assert caught.value.code == 1
        err = capsys.readouterr().err
        assert err.startswith("error: ")
        assert message in err
        assert "Traceback" not in err


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device"), "error: StorageFullError: the disk is full"),
        (ImportError("No module named 'shop'"), "error: ImportError: No module named 'shop'"),
        (
            PySparkException("[TABLE_OR_VIEW_NOT_FOUND] There is none.\n\nJVM stacktrace:\nat x"),
            "error: TABLE_OR_VIEW_NOT_FOUND: There is none.\nRun the table it reads first",
        ),
    ],
    ids=["machine", "import", "spark"],
)
def test_whatever_else_fails_is_one_message_too(
    config_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spark: SparkSession,
    error: Exception,
    said: str,
) -> None:
    def fail(config: object) -> SparkSession:
        raise error

    monkeypatch.setattr(entry, "get_spark", fail)
    with pytest.raises(SystemExit) as caught:
        run_pipelines([pipeline(spark)], ["--config-dir", str(config_folder)])
    assert caught.value.code == 1
    err = capsys.readouterr().err
    assert said in err
    assert "stacktrace" not in err


def test_a_run_that_does_not_end_when_it_is_interrupted_keeps_its_session(
    config_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spark: SparkSession,
) -> None:
    def hang(run: object) -> str:
        raise Unresponsive

    def end(status: int) -> None:
        raise SystemExit(f"ended by {status}")

    stopped: list[None] = []
    configure_logging()
    monkeypatch.setattr(supervisor, "run_interruptibly", hang)
    monkeypatch.setattr(supervisor, "stop_spark", lambda: stopped.append(None))
    monkeypatch.setattr("os._exit", end)
    with pytest.raises(SystemExit, match="ended by 130"):
        run_pipelines([pipeline(spark)], ["--config-dir", str(config_folder)])
    assert stopped == []
    assert "run interrupted" in capsys.readouterr().err


def test_a_task_whose_tables_nobody_asked_for_does_nothing(
    spark: SparkSession,
    config_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def one() -> DataFrame:
        raise AssertionError("the tables of another layer are the work of its own task")

    gold = Pipeline(layer="gold", steps=[Step(table="gold.one", build=one, schema=SCHEMA)])
    monkeypatch.setattr(job, "load_pipeline", lambda name: gold)
    argv = ["--config-dir", str(config_folder), "--job=silver,gold", "--select=gold.one"]
    run_pipelines([pipeline(spark)], argv)
    err = capsys.readouterr().err
    assert "silver." not in err
    assert "succeeded" in err
