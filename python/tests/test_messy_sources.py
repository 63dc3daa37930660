"""Files, messages and rows of other databases as they really are."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils import (
    FileSource,
    JdbcSource,
    JdbcSplit,
    KafkaSource,
    PipelineError,
    SecretRef,
    SourceError,
    describe_failure,
    read_source,
    stream_source,
)
from databricks_utils.secret import read_secret
from databricks_utils.sources.kafka import message_columns

ORDERS = T.StructType(
    [
        T.StructField("id", T.IntegerType()),
        T.StructField("name", T.StringType()),
        T.StructField("day", T.DateType()),
        T.StructField("file", T.StringType()),
    ]
)
NUMBERS = T.StructType([T.StructField("id", T.IntegerType()), T.StructField("n", T.IntegerType())])
MESSY = (
    "id;name;day;extra\n"
    '1;"Müller; ""Hans""";31.12.2025;x\n'
    "2;Zoë;2026-01-02;y\n"
    "3;short\n"
    "4;long;2026-01-03;z;zz\n"
    "x;bad;someday;q\n"
    ";;NA;\n"
)
RULES = {
    "separator": ";",
    "encoding": "ISO-8859-1",
    "date_formats": ["yyyy-MM-dd", "d.M.yyyy"],
    "null_values": ["NA"],
}


def write(root: Path, name: str, content: str | bytes, encoding: str = "utf-8") -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))


def read(
    spark: SparkSession, root: Path, schema: T.StructType, **options: Any
) -> list[dict[str, Any]]:
    source = FileSource("landing", **options)
    return [row.asDict() for row in read_source(spark, source, schema, str(root)).collect()]


def messy(spark: SparkSession, root: Path, **options: Any) -> list[dict[str, Any]]:
    write(root, "landing/a.csv", MESSY, "iso-8859-1")
    metadata = {"file": "file_name"}
    return read(spark, root, ORDERS, format="csv", metadata=metadata, **RULES, **options)


def test_messy_text_loses_no_row(spark: SparkSession, tmp_path: Path) -> None:
    rows = messy(spark, tmp_path, on_bad_value="rescue")
    assert [(r["id"], r["name"], r["day"], r["_rescued_data"]) for r in rows] == [
        (1, 'Müller; "Hans"', dt.date(2025, 12, 31), None),
        (2, "Zoë", dt.date(2026, 1, 2), None),
        (3, "short", None, '{"_corrupt_record":"3;short"}'),
        (4, "long", dt.date(2026, 1, 3), '{"_corrupt_record":"4;long;2026-01-03;z;zz"}'),
        (None, "bad", None, '{"id":"x","day":"someday"}'),
        (None, None, None, None),
    ]
    assert {r["file"] for r in rows} == {"a.csv"}
    assert len(messy(spark, tmp_path, on_bad_value="null")) == len(rows)


def test_a_row_that_is_too_long_fails_where_bad_values_do(
    spark: SparkSession, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="too many or too few values: 3;short"):
        messy(spark, tmp_path)


def test_columns_that_are_not_declared_are_left_out_kept_or_refused(
    spark: SparkSession, tmp_path: Path
) -> None:
    kept = messy(spark, tmp_path, on_bad_value="null", on_new_columns="rescue")
    assert [row["_rescued_data"] for row in kept][:2] == ['{"extra":"x"}', '{"extra":"y"}']
    with pytest.raises(SourceError, match="does not declare: extra"):
        messy(spark, tmp_path, on_new_columns="fail")


def test_a_folder_without_files_is_an_error_and_for_a_stream_none(
    spark: SparkSession, tmp_path: Path
) -> None:
    (tmp_path / "landing").mkdir()
    for kind in ("csv", "json", "text", "parquet"):
        with pytest.raises(SourceError, match="landing has no files"):
            read(spark, tmp_path, NUMBERS, format=kind)
        source = FileSource("landing", format=kind, read="new")
        text = T.StructType([NUMBERS["n"]])
        frame = stream_source(spark, source, text if kind == "text" else NUMBERS, str(tmp_path))
        assert frame.isStreaming
    write(tmp_path, "landing/a.csv", "id,n\n1,2\n")
    with pytest.raises(SourceError, match=r"no files whose names match b\*\.csv"):
        read(spark, tmp_path, NUMBERS, format="csv", pattern="b*.csv")
    missing = FileSource("nowhere", format="csv", read="new")
    with pytest.raises(SourceError, match="nowhere does not exist"):
        stream_source(spark, missing, NUMBERS, str(tmp_path))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", b"this is no parquet"),
        ("a.csv.gz", gzip.compress(b"id,n\n" + b"1,2\n" * 5000, mtime=0)[:60]),
    ],
)
def test_a_damaged_file_is_named(
    spark: SparkSession, tmp_path: Path, name: str, content: bytes
) -> None:
    write(tmp_path, f"landing/{name}", content)
    with pytest.raises(Exception, match=r".") as caught:
        read(spark, tmp_path, NUMBERS, format=name.split(".")[1])
    failure = describe_failure(caught.value)
    assert name in failure.message
    assert failure.hint is not None
    assert "damaged" in failure.hint


def test_a_stream_names_a_file_with_another_header(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "landing/a.csv", "id,n\n1,2\n")
    write(tmp_path, "landing/b.csv", "n,id\n3,4\n")
    frame = stream_source(spark, FileSource("landing", format="csv"), NUMBERS, str(tmp_path))
    writer = frame.writeStream.format("noop").trigger(availableNow=True)
    query = writer.option("checkpointLocation", str(tmp_path / "checkpoint")).start()
    with pytest.raises(Exception, match=r".") as caught:
        query.awaitTermination()
    failure = describe_failure(caught.value)
    assert failure.message.startswith("a file has a different header from the first one: file:")
    assert failure.hint is not None
    assert "the same columns in the same order" in failure.hint


def test_text_and_bytes_of_files(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "landing/a.log", "one\ntwo\n")
    write(tmp_path, "landing/below/b.log", "three\n")
    line = T.StructType([T.StructField("line", T.StringType()), ORDERS["file"]])
    rows = read(
        spark, tmp_path, line, format="text", recursive=True, metadata={"file": "file_name"}
    )
    assert sorted((r["line"], r["file"]) for r in rows) == [
        ("one", "a.log"),
        ("three", "b.log"),
        ("two", "a.log"),
    ]
    content = T.StructType([T.StructField("bytes", T.BinaryType())])
    found = read(spark, tmp_path, content, format="binary", columns={"bytes": "content"})
    assert [bytes(r["bytes"]) for r in found] == [b"one\ntwo\n"]


def test_elements_of_xml(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "landing/a.xml", '<r><o id="1"><n>5</n></o><o id="2"><n>zz</n></o></r>')
    options = {"format": "xml", "row_tag": "o", "columns": {"id": "_id"}}
    rows = read(spark, tmp_path, NUMBERS, on_bad_value="rescue", **options)
    assert [(r["id"], r["n"]) for r in rows] == [(1, 5), (2, None)]
    assert "zz" in rows[1]["_rescued_data"]


KAFKA = T.StructType(
    [
        T.StructField("key", T.StringType()),
        T.StructField("device", T.StringType()),
        T.StructField("celsius", T.DoubleType()),
        T.StructField("position", T.LongType()),
    ]
)


def test_messages_give_their_own_columns_and_the_fields_of_their_json(spark: SparkSession) -> None:
    sql = (
        "SELECT CAST(k AS BINARY) AS key, CAST(v AS BINARY) AS value, 't' AS topic, 1 AS partition,"
        " 5L AS offset, TIMESTAMP'2026-01-01' AS timestamp FROM VALUES"
        """ ('k', '{"device":"a","celsius":1.5}'), (NULL, 'oops'),"""
        """ (NULL, '{"device":"b","celsius":"warm"}') AS m(k, v)"""
    )
    raw = spark.sql(sql)
    columns = {"position": "offset"}
    source = KafkaSource(servers="b:1", topic="t", on_bad_value="quarantine", columns=columns)
    rows = [tuple(row) for row in message_columns(raw, source, KAFKA, "t").collect()]
    assert rows == [
        ("k", "a", 1.5, 5, None),
        (None, None, None, 5, "oops"),
        (None, "b", None, 5, '{"device":"b","celsius":"warm"}'),
    ]
    amounts = T.StructType([T.StructField("amount", T.DecimalType(10, 2))])
    value = 'CAST(\'{"amount":"12,50"}\' AS BINARY) AS value'
    message = spark.sql(f"SELECT {value}, CAST(NULL AS BINARY) AS key")
    rescue = KafkaSource(servers="b:1", topic="t", on_bad_value="rescue")
    assert [tuple(row) for row in message_columns(message, rescue, amounts, "t").collect()] == [
        (None, '{"amount":"12,50"}')
    ]
    with pytest.raises(Exception, match=r'column "amount" of t: "12,50" is not a valid decimal'):
        message_columns(message, KafkaSource(servers="b:1", topic="t"), amounts, "t").collect()
    strict = KafkaSource(servers="b:1", topic="t", columns=columns)
    with pytest.raises(Exception, match="MALFORMED_RECORD_IN_PARSING"):
        message_columns(raw, strict, KAFKA, "t").collect()
    with pytest.raises(SourceError, match="Spark has no Kafka connector here"):
        stream_source(spark, strict, KAFKA, "/")


def test_own_columns_of_a_message_are_not_cut_to_a_type(spark: SparkSession) -> None:
    raw = spark.sql(
        "SELECT CAST('{}' AS BINARY) AS value, TIMESTAMP'2026-01-01 05:00' AS timestamp"
    )
    schema = T.StructType([T.StructField("timestamp", T.DateType())])
    nothing = T.StructField("n", T.IntegerType())
    for wanted in (schema, T.StructType([*schema, nothing])):
        with pytest.raises(Exception, match='"2026-01-01 05:00:00" is not a valid date'):
            message_columns(raw, KafkaSource(servers="b", topic="t"), wanted, "t").collect()
        rescue = KafkaSource(servers="b", topic="t", on_bad_value="rescue")
        (row,) = message_columns(raw, rescue, wanted, "t").collect()
        assert row["timestamp"] is None
        assert row["_rescued_data"] == '{"timestamp":"2026-01-01 05:00:00"}'


def test_rows_of_another_database(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    jvm: Any = spark._jvm
    connection = jvm.java.sql.DriverManager.getConnection("jdbc:derby:memory:shop;create=true")
    statement = connection.createStatement()
    statement.execute("CREATE TABLE orders (id INT, n BIGINT, note VARCHAR(9))")
    statement.execute("INSERT INTO orders VALUES (1, 10, 'a'), (2, 20, 'b'), (30, 30, 'c')")
    url = {"default": "jdbc:derby:memory:nowhere", "local": "jdbc:derby:memory:shop"}
    split = JdbcSplit("id", "1", "10", 2)
    source = JdbcSource(url=url, table="orders", split=split)
    frame = read_source(spark, source, NUMBERS, "/", environment="local")
    assert frame.schema.simpleString() == "struct<id:int,n:int>"
    assert sorted(tuple(row) for row in frame.collect()) == [(1, 10), (2, 20), (30, 30)]
    query = JdbcSource(url=url, query="SELECT id, n FROM orders WHERE id > 1", columns={"n": "n"})
    assert read_source(spark, query, NUMBERS, "/").count() == 2
    half = JdbcSource(url=url, query="SELECT id, 2.5E0 AS n FROM orders")
    with pytest.raises(Exception, match=r'column "n" of the query: "2.5" is not a valid int'):
        read_source(spark, half, NUMBERS, "/").collect()
    with pytest.raises(SourceError, match="orders cannot be read"):
        read_source(spark, source, NUMBERS, "/", environment="prod")
    with pytest.raises(PipelineError, match="either table or query"):
        JdbcSource(url=url)
    secret = SecretRef({"default": "none", "local": "my-scope"}, "pass.word")
    with pytest.raises(SourceError, match="LAKEWRIGHT_SECRET_MY_SCOPE_PASS_WORD"):
        read_secret(spark, secret, "local")
    monkeypatch.setenv("LAKEWRIGHT_SECRET_MY_SCOPE_PASS_WORD", "hidden")
    assert read_secret(spark, secret, "local") == "hidden"
