"""Spark's own parser and readers say what tables are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyspark
import pytest
from pyspark.sql import SparkSession

from databricks_utils.bodies.sql_statements import statements, without_cluster_by_auto
from databricks_utils.errors import PipelineError
from databricks_utils.read_schemas import Described, describe, parts


def described(spark: SparkSession, kind: str, content: str) -> list[Described]:
    return [describe(spark, kind, part) for part in parts(kind, content)]


def names(table: Described) -> list[Any]:
    return [(f["name"], f["type"], f["nullable"]) for f in table.schema["fields"]]


def test_statements_are_split_outside_of_texts_names_and_comments() -> None:
    text = """
    -- first; second
    CREATE TABLE a (`x;` INT COMMENT 'it''s; \\'fine\\'') /* ; */;
    ;SELECT ";"
    """
    assert statements(text) == [
        "CREATE TABLE a (`x;` INT COMMENT 'it''s; \\'fine\\'')",
        'SELECT ";"',
    ]


def test_automatic_clustering_is_taken_out_where_it_is_a_clause() -> None:
    assert without_cluster_by_auto("x 'CLUSTER BY AUTO' Cluster  by auto") == (
        "x 'CLUSTER BY AUTO' ",
        True,
    )
    assert without_cluster_by_auto("CLUSTER BY (auto)") == ("CLUSTER BY (auto)", False)


def test_ddl_without_constraints_is_read(spark: SparkSession) -> None:
    text = "CREATE TABLE shop.days (id INT NOT NULL, at DATE) USING DELTA PARTITIONED BY (at)"
    (table,) = described(spark, "ddl", text)
    assert (list(table.name), table.partition_by) == (["shop", "days"], ["at"])
    assert names(table) == [("id", "integer", False), ("at", "date", True)]


@pytest.mark.skipif(
    pyspark.__version__ < "4.1", reason="needs Spark 4.1: constraints, and '' for a quote"
)
def test_ddl_is_read_with_all_that_it_says(spark: SparkSession) -> None:
    text = """
    CREATE SCHEMA shop;
    CREATE TABLE IF NOT EXISTS ops.shop.`or``ders` (
      id BIGINT NOT NULL COMMENT 'it''s the key',
      label VARCHAR(10),
      lines ARRAY<STRUCT<sku: STRING NOT NULL COMMENT 'q', kind: CHAR(3)>>,
      day DATE,
      CONSTRAINT orders_pk PRIMARY KEY (id, day) RELY
    ) USING DELTA PARTITIONED BY (day) COMMENT 'all orders' TBLPROPERTIES ('k' = 'v');
    CREATE OR REPLACE TABLE two (id INT PRIMARY KEY, at TIMESTAMP) CLUSTER BY (id, at);
    CREATE TABLE three (id INT) CLUSTER BY AUTO;
    CREATE VIEW four AS SELECT 1;
    """
    one, two, three = described(spark, "ddl", text)
    item = {"name": "kind", "type": "char(3)", "nullable": True, "metadata": {}}
    assert list(one.name) == ["ops", "shop", "or`ders"]
    assert (one.comment, one.properties) == ("all orders", {"k": "v"})
    assert (one.partition_by, one.primary_key) == (["day"], ["id", "day"])
    assert one.schema["fields"][0]["metadata"] == {"comment": "it's the key"}
    assert one.schema["fields"][1]["type"] == "varchar(10)"
    assert one.schema["fields"][2]["type"]["elementType"]["fields"][1] == item
    assert (two.cluster_by, two.primary_key) == (["id", "at"], ["id"])
    assert (three.cluster_by_auto, names(three)) == (True, [("id", "integer", True)])


@pytest.mark.skipif(pyspark.__version__ < "4.1", reason="needs Spark 4.1: constraints")
def test_constraints_that_a_definition_does_not_have_are_left_out(spark: SparkSession) -> None:
    text = """CREATE TABLE lines (id BIGINT NOT NULL PRIMARY KEY, n INT CHECK (n > 0),
      note STRING UNIQUE, of INT, CONSTRAINT named CHECK (note <> 'a;b'),
      CONSTRAINT fk FOREIGN KEY (of) REFERENCES orders (id))"""
    (table,) = described(spark, "ddl", text)
    assert table.primary_key == ["id"]
    assert sorted(table.left_out) == [
        "CHECK (n > 0)",
        "CHECK (note <> 'a;b')",
        "FOREIGN KEY (of)",
        "UNIQUE (note)",
    ]


@pytest.mark.parametrize("text", ["id INT NOT NULL, name STRING", "(id INT NOT NULL, name STRING)"])
def test_a_list_of_columns_is_a_table_without_a_name(spark: SparkSession, text: str) -> None:
    [table] = described(spark, "ddl", text)
    assert (list(table.name), names(table)) == (
        [],
        [("id", "integer", False), ("name", "string", True)],
    )


def test_what_has_no_columns_is_refused(spark: SparkSession) -> None:
    with pytest.raises(PipelineError, match="CreateTableAsSelect"):
        described(spark, "ddl", "CREATE TABLE a AS SELECT 1 AS x")
    with pytest.raises(PipelineError, match="no CREATE TABLE"):
        described(spark, "ddl", "SELECT 1; SELECT 2")


def test_folders_are_read_with_what_their_format_keeps(spark: SparkSession, tmp_path: Path) -> None:
    delta, parquet = tmp_path / "delta", tmp_path / "parquet"
    spark.sql(
        f"CREATE TABLE delta.`{delta}` (id BIGINT NOT NULL COMMENT 'key', label VARCHAR(3),"
        " lines ARRAY<STRUCT<kind: CHAR(2)>>) USING delta CLUSTER BY (id) COMMENT 'all'"
        " TBLPROPERTIES ('k' = 'v')"
    )
    spark.sql("SELECT 1 AS id, named_struct('a', 'x') AS s").write.parquet(str(parquet))
    [one] = described(spark, "delta", str(delta))
    assert (one.comment, one.cluster_by, one.properties["k"]) == ("all", ["id"], "v")
    assert names(one)[:2] == [("id", "long", False), ("label", "varchar(3)", True)]
    assert one.schema["fields"][2]["type"]["elementType"]["fields"][0]["type"] == "char(2)"
    [two] = described(spark, "parquet", str(parquet))
    assert [name for name, _, _ in names(two)] == ["id", "s"]
