"""Keys of JSON and elements of XML that a table does not declare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils import FileSource, SourceError, read_source, stream_source

ONE_KEY = T.StructType([T.StructField("id", T.IntegerType())])
CASE = "spark.sql.caseSensitive"


def write(root: Path, name: str, text: str) -> None:
    folder = root / "landing"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def read(spark: SparkSession, root: Path, **options: Any) -> list[dict[str, Any]]:
    frame = read_source(spark, FileSource("landing", **options), ONE_KEY, str(root))
    return [row.asDict() for row in frame.collect()]


@pytest.mark.parametrize(
    ("more", "plain", "other", "rescued"),
    [
        (
            {"format": "json", "multi_line": multi_line},
            '{"id": 1}',
            '{"id": 2, "late": {"by": [1]}, "ä b": "x"}',
            {"late": '{"by": [1]}', "ä b": "x"},
        )
        for multi_line in (False, True)
    ]
    + [
        (
            {"format": "xml"},
            "<all><row><id>1</id></row></all>",
            '<all><row k="1"><id>2</id><sub><q>1</q></sub></row></all>',
            {"_k": "1", "sub": "<q>1</q>"},
        )
    ],
    ids=["lines", "documents", "xml"],
)
def test_they_are_ignored_rescued_or_refused(
    spark: SparkSession,
    tmp_path: Path,
    more: dict[str, Any],
    plain: str,
    other: str,
    rescued: dict[str, str],
) -> None:
    write(tmp_path, "a", plain)
    write(tmp_path, "b", other)
    assert sorted(row["id"] for row in read(spark, tmp_path, **more)) == [1, 2]
    rows = read(spark, tmp_path, on_new_columns="rescue", **more)
    found = {row["id"]: row["_rescued_data"] for row in rows}
    assert found[1] is None
    assert json.loads(found[2]) == rescued
    named = ", ".join(sorted(rescued))
    with pytest.raises(SourceError, match=f"that the table does not declare: {named}"):
        read(spark, tmp_path, on_new_columns="fail", **more)
    (tmp_path / "landing/b").unlink()
    assert read(spark, tmp_path, on_new_columns="fail", **more) == [{"id": 1}]


def test_they_are_found_beside_rows_that_are_broken(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "a", '{"id": 1, "hue": "red"}\nbroken\n{"id": "x"}\n')
    rows = read(spark, tmp_path, format="json", on_bad_value="rescue", on_new_columns="rescue")
    rescued = {row["id"]: json.loads(row["_rescued_data"]) for row in rows if row["id"]}
    assert rescued == {1: {"hue": "red"}}
    others = sorted(row["_rescued_data"] for row in rows if not row["id"])
    assert others == ["broken", '{"id": "x"}']


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"id": 1}\n{"ID": 2}', 'the files of landing have both "ID" and "id"'),
        ('{"Id": 2}', 'the files of landing have both "Id" and "id"'),
        ('{"a": 2}\n{"A": 2}', 'the files of landing have both "a" and "A"'),
    ],
)
def test_those_that_differ_in_case_only_are_refused(
    spark: SparkSession, tmp_path: Path, text: str, says: str
) -> None:
    write(tmp_path, "a", text)
    before = spark.conf.get(CASE)
    with pytest.raises(SourceError) as caught:
        read(spark, tmp_path, format="json", on_new_columns="rescue")
    assert caught.value.message == says
    assert spark.conf.get(CASE) == before


def test_they_are_found_where_settings_are_refused(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: object, key: str, value: object) -> None:
        # Stands for serverless compute, which lets few settings be changed.
        raise AnalysisException(f"[CONFIG_NOT_AVAILABLE] {key}")

    write(tmp_path, "a", '{"id": 1, "hue": "red"}')
    monkeypatch.setattr(type(spark.conf), "set", refuse)
    (row,) = read(spark, tmp_path, format="json", on_new_columns="rescue")
    assert json.loads(row["_rescued_data"]) == {"hue": "red"}


def test_a_stream_keeps_them(spark: SparkSession, tmp_path: Path) -> None:
    source = FileSource("landing", "json", read="new", on_new_columns="rescue")
    (tmp_path / "landing").mkdir()
    seen: list[tuple[int, str | None]] = []

    def take() -> None:
        def batch(rows: DataFrame, _: int) -> None:
            seen.extend((row["id"], row["_rescued_data"]) for row in rows.collect())

        frame = stream_source(spark, source, ONE_KEY, str(tmp_path))
        checkpoint = str(tmp_path / "checkpoint")
        writer = frame.writeStream.foreachBatch(batch).option("checkpointLocation", checkpoint)
        writer.trigger(availableNow=True).start().awaitTermination()

    take()
    write(tmp_path, "a", '{"id": 1}')
    take()
    write(tmp_path, "b", '{"id": 2, "hue": "red"}')
    take()
    assert seen == [(1, None), (2, '{"hue":"red"}')]
