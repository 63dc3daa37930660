"""What the datasets of a declarative pipeline read and keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import AnyRule, Percent, ProjectConfig, ReferenceRule, Rule, UniqueRule
from databricks_utils.declarative import DeclarativePipeline
from databricks_utils.rules.quarantine import QUARANTINED_AT, RUN_ID, quarantine_schema
from frames import make_frame

SCHEMA = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("v", T.IntegerType())])


@pytest.fixture
def pipeline(spark: SparkSession, config: ProjectConfig) -> DeclarativePipeline:
    return DeclarativePipeline({}, {}, config=config)


@pytest.fixture
def values(spark: SparkSession) -> DataFrame:
    return make_frame(spark, [(1, 0), (2, 1), (3, 5), (4, None)], SCHEMA)


def test_rules_are_not_asked_of_rows_that_the_frame_leaves_out(
    spark: SparkSession, pipeline: DeclarativePipeline, values: DataFrame
) -> None:
    # As a filter before the join, the rule would divide by the zero that the join leaves out.
    frame = values.join(spark.createDataFrame([(2,), (3,)], "id int"), "id")
    rules = [Rule("large", 10 / F.col("v") < 5, on_violation="quarantine")]
    assert pipeline.kept(frame, rules).collect() == [(3, 5)]
    assert [row["id"] for row in pipeline.quarantined(frame, rules).collect()] == [2]
    fails = [Rule("some", 10 / F.col("v") > 0, on_violation="fail")]
    assert pipeline.kept(frame, fails).count() == 2


def test_a_quarantine_has_the_columns_of_that_of_a_batch_run(
    pipeline: DeclarativePipeline, values: DataFrame
) -> None:
    rules = [
        Rule("known", F.col("v").isNotNull(), on_violation="quarantine"),
        Rule("large", F.col("v") > 3, on_violation="drop"),
        Rule("small", F.col("v") < 3, on_violation="warn"),
    ]
    assert pipeline.kept(values, rules).collect() == [(3, 5)]
    quarantined = pipeline.quarantined(values, rules)
    declared = quarantine_schema(SCHEMA)
    assert [(f.name, f.dataType.simpleString()) for f in quarantined.schema] == [
        (f.name, f.dataType.simpleString()) for f in declared
    ]
    [row] = quarantined.collect()
    assert row[:4] == (4, None, ["known", "large", "small"], None)
    assert row[RUN_ID] is None
    assert row[QUARANTINED_AT] is not None


def test_a_rule_that_says_fail_fails_even_at_a_row_that_is_not_kept(
    pipeline: DeclarativePipeline, values: DataFrame
) -> None:
    rules = [
        Rule("known", F.col("v").isNotNull(), on_violation="quarantine"),
        Rule("number", F.col("v") >= 0, on_violation="fail"),
    ]
    with pytest.raises(PySparkException, match=r"\[QualityError\] a row violates number\. Correct"):
        pipeline.kept(values, rules).collect()
    assert pipeline.quarantined(values, rules).count() == 1
    assert pipeline.kept(values.where("v >= 0"), rules).count() == 3


def test_rules_that_cannot_act_leave_the_frame_as_it_is(
    pipeline: DeclarativePipeline, values: DataFrame
) -> None:
    rules: list[AnyRule] = [
        Rule("warns", F.lit(False), on_violation="warn"),
        Rule("limited", F.lit(False), on_violation="fail", fail_above=Percent(50)),
        UniqueRule("one", columns=["id"], on_violation="fail"),
    ]
    assert pipeline.kept(values, rules) is values


def test_references_are_read_by_their_names(
    spark: SparkSession, pipeline: DeclarativePipeline, values: DataFrame
) -> None:
    address = pipeline.names.address("silver.known")
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {address.schema}")
    spark.createDataFrame([(1,), (2,)], "id int").writeTo(address.name).create()
    rule = ReferenceRule(
        "known",
        to="silver.known",
        on=F.col("row.id").outer() == F.col("to.id"),
        columns=["id"],
        on_violation="quarantine",
    )
    assert pipeline.read("silver.known").count() == 2
    assert {row["id"] for row in pipeline.kept(values, [rule]).collect()} == {1, 2}
    assert {row["id"] for row in pipeline.quarantined(values, [rule]).collect()} == {3, 4}


@pytest.fixture
def configured(spark: SparkSession, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "project.yaml").write_text("catalog: {name: ops, schema_prefix: shop}\n", "utf-8")
    (folder / "dev.yaml").write_text("environment_type: dev\n", "utf-8")
    spark.conf.set("lakewright.config_dir", str(folder))
    yield lambda environment: spark.conf.set("lakewright.environment", environment)
    for name in ("environment", "config_dir"):
        spark.conf.unset(f"lakewright.{name}")


def test_a_pipeline_names_its_environment_in_its_configuration(
    spark: SparkSession, configured: Callable[[str], None]
) -> None:
    configured("dev")
    external = {"crm.accounts": {"default": "{catalog}.crm.accounts"}}
    names = DeclarativePipeline(external, {}).names
    assert names.resolve("silver.orders") == "spark_catalog.`dev_ops__shop_silver`.`orders`"
    assert names.resolve("crm.accounts") == "spark_catalog.`dev_ops__crm`.`accounts`"
