"""Rows of stored tables, for people."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from databricks_utils import PipelineError
from databricks_utils.show import first_rows, show


def test_values_of_all_types_can_be_shown(spark: SparkSession, tmp_path: Path) -> None:
    folder = str(tmp_path / "t")
    spark.sql(
        """SELECT 9007199254740993 AS big, 1.50BD AS price, double('NaN') AS odd, X'00FF' AS bytes,
        DATE'9999-12-31' AS day, TIMESTAMP_NTZ'0001-01-01 00:00:00' AS early,
        TIMESTAMP'2026-01-01 10:00:00.123456' AS at, array(map('ä', 1)) AS `a.b c`,
        named_struct('x', CAST(NULL AS INT)) AS s, parse_json('{"k":[1]}') AS v, TRUE AS yes"""
    ).write.format("delta").option("delta.columnMapping.mode", "name").save(folder)
    found = first_rows(spark.read.format("delta").load(folder), 5)
    assert found["count"] == 1
    shown = {c["name"]: v for c, v in zip(found["columns"], found["rows"][0], strict=True)}
    assert shown == {
        "big": "9007199254740993",
        "price": "1.50",
        "odd": "NaN",
        "bytes": "00FF",
        "day": "9999-12-31",
        "early": "0001-01-01 00:00:00",
        "at": "2026-01-01 10:00:00.123456",
        "a.b c": [[["ä", 1]]],
        "s": {"x": None},
        "v": '{"k":[1]}',
        "yes": True,
    }
    assert found["columns"][1] == {"name": "price", "type": "decimal(3,2)"}


def test_no_more_rows_are_read_than_are_wanted(spark: SparkSession, tmp_path: Path) -> None:
    folder = str(tmp_path / "t")
    spark.range(1000).write.format("delta").save(folder)
    found = first_rows(spark.read.format("delta").load(folder), 3)
    assert (len(found["rows"]), found["count"]) == (3, 1000)


def test_views_are_shown_over_what_is_stored(spark: SparkSession, tmp_path: Path) -> None:
    folder = str(tmp_path / "t")
    spark.range(4).write.format("delta").save(folder)
    relations = [
        {"name": "r0", "table": "a.t", "folder": folder},
        {"name": "r1", "table": "a.u", "query": "SELECT id, id * 2 AS twice FROM r0 WHERE id > 1"},
        {"name": "r2", "table": "a.v", "query": "SELECT sum(twice) AS `all` FROM r1"},
    ]
    events = io.StringIO()
    request = {"relations": relations, "shown": ["r2", "r1"], "rows": 1}
    show(request, lambda: spark, events, tmp_path)
    found = [json.loads(line) for line in events.getvalue().splitlines()]
    assert [(e["index"], e["count"], e["rows"]) for e in found] == [
        (0, 1, [[10]]),
        (1, 2, [[2, 4]]),
    ]
    older = {"name": "r3", "table": "a.w", "query": "SELECT added FROM r0"}
    request["relations"] = [relations[0], older]
    with pytest.raises(PipelineError, match="does not fit what is stored") as caught:
        show(request, lambda: spark, events, tmp_path)
    assert caught.value.hint == "Build what it reads again: lakewright run +a.w"
