"""Reading files."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from databricks_utils import (
    BadValueError,
    FileSource,
    PipelineError,
    SourceError,
    describe_failure,
    read_source,
)
from databricks_utils.sources.read import stream_source
from frames import collected

SCHEMA = T.StructType(
    [
        T.StructField("order_id", T.IntegerType(), nullable=False, metadata={"comment": "key"}),
        T.StructField("note", T.StringType()),
        T.StructField("amount", T.DecimalType(10, 2)),
        T.StructField("at", T.TimestampType()),
    ]
)
NAMES = {"order_id": "Order ID"}


def write(root: Path, text: str, name: str = "landing/a.csv") -> None:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def read(
    spark: SparkSession, root: Path, schema: T.StructType = SCHEMA, **options: Any
) -> list[dict[str, Any]]:
    given = {"format": "csv", "columns": NAMES, **options}
    frame = read_source(spark, FileSource("landing", **given), schema, str(root))
    return [row.asDict(recursive=True) for row in frame.collect()]


def test_csv_columns_are_found_by_name_whatever_their_order(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(
        tmp_path,
        "at,extra,note,Order ID,amount\n"
        '2026-01-01T05:00:00Z,x,"say ""hé"", twice",517.0, 1.50 \n'
        "NA,x,,2,NA\n",
    )
    rows = read(spark, tmp_path, null_values=["NA"])
    assert [row["order_id"] for row in rows] == [517, 2]
    assert rows[0]["note"] == 'say "hé", twice'
    assert str(rows[0]["amount"]) == "1.50"
    assert rows[1]["at"] is None
    assert rows[1]["amount"] is None


def test_comment_and_type_of_a_column_reach_the_frame(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "Order ID,note,amount,at\n1,a,2,2026-01-01\n")
    source = FileSource("landing", format="csv", columns=NAMES)
    schema = read_source(spark, source, SCHEMA, str(tmp_path)).schema
    assert [f.dataType for f in schema] == [f.dataType for f in SCHEMA]
    assert schema["order_id"].metadata["comment"] == "key"


def test_a_bad_value_fails_and_is_named(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "Order ID,note,amount,at\n1.5,a,2,2026-01-01\n")
    with pytest.raises(Exception, match="BadValueError") as caught:
        read(spark, tmp_path)
    failure = describe_failure(caught.value)
    assert failure.type == BadValueError.__name__
    assert failure.message == 'column "order_id" of landing: "1.5" is not a valid int'


def test_a_bad_value_may_become_null_or_be_rescued(spark: SparkSession, tmp_path: Path) -> None:
    write(
        tmp_path,
        "Order ID,note,amount,at\n1,good,2,2026-01-01\nx,bad,12345678901.5,then\n3,,,\n",
    )
    assert [row["order_id"] for row in read(spark, tmp_path, on_bad_value="null")] == [1, None, 3]
    rows = read(spark, tmp_path, on_bad_value="rescue")
    assert rows[0]["_rescued_data"] is None
    assert rows[2]["_rescued_data"] is None
    assert rows[1]["order_id"] is None
    assert json.loads(rows[1]["_rescued_data"]) == {
        "order_id": "x",
        "amount": "12345678901.5",
        "at": "then",
    }


def test_missing_columns_are_named_with_a_suggestion(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "OrderID,note,amount\n1,a,2\n")
    with pytest.raises(SourceError) as caught:
        read(spark, tmp_path)
    assert caught.value.message == (
        'the files of landing have no column "Order ID": Did you mean "OrderID"?; '
        '"at": it has OrderID, amount, note'
    )


def test_columns_of_files_with_other_headers_are_found_by_name(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path, "Order ID,note,amount,at\n1,a,2,2026-01-01\n")
    write(tmp_path, "\ufeffORDER ID,amount,at,note,hue\n2,3,2026-01-02,b,red\n", "landing/[b].csv")
    write(tmp_path, "note,Order ID,at\nc,3,2026-01-03\n", "landing/c d.csv")
    write(tmp_path, "", "landing/empty.csv")
    in_file = [*SCHEMA, *(T.StructField(n, T.StringType()) for n in ("day", "file"))]
    found = read(
        spark,
        tmp_path,
        T.StructType(in_file),
        metadata={"file": "file_name"},
        on_new_columns="rescue",
        columns={**NAMES, "day": "hue"},
        on_bad_value="rescue",
    )
    rows = sorted(found, key=lambda row: row["order_id"])
    columns = ("order_id", "note", "day", "file")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        (1, "a", None, "a.csv"),
        (2, "b", "red", "%5Bb%5D.csv"),
        (3, "c", None, "c%20d.csv"),
    ]
    assert [row["amount"] and int(row["amount"]) for row in rows] == [2, 3, None]
    assert {row["_rescued_data"] for row in rows} == {None}


def test_folders_stay_columns_of_files_with_other_headers(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path, "note\na\n", "landing/order_id=1/a.csv")
    write(tmp_path, "note,amount\nb,2\n", "landing/order_id=2/b.csv")
    rows = read(spark, tmp_path, T.StructType(SCHEMA.fields[:3]), columns={})
    assert sorted((row["order_id"], row["note"]) for row in rows) == [(1, "a"), (2, "b")]


def test_a_column_that_may_have_been_renamed_in_a_file_stops_the_run(
    spark: SparkSession, tmp_path: Path
) -> None:
    schema = T.StructType([SCHEMA["order_id"], SCHEMA["note"]])
    write(tmp_path, "Order ID,note\n1,a\n")
    write(tmp_path, "Order ID,Note 2\n2,b\n", "landing/b.csv")
    with pytest.raises(SourceError) as caught:
        read(spark, tmp_path, schema)
    assert caught.value.message == 'files of landing have no column "note", but "Note 2" instead'
    rows = read(spark, tmp_path, schema, on_bad_value="rescue", on_new_columns="rescue")
    assert [row["note"] for row in sorted(rows, key=lambda row: row["order_id"])] == ["a", None]
    assert [json.loads(t) for row in rows if (t := row["_rescued_data"])] == [{"Note 2": "b"}]


def test_columns_that_only_some_files_have_are_ignored_rescued_or_refused(
    spark: SparkSession, tmp_path: Path
) -> None:
    schema = T.StructType([SCHEMA["order_id"], SCHEMA["note"]])
    write(tmp_path, "Order ID,note\n1,a\n")
    write(tmp_path, "Order ID,note,hue\n2,b,red\n3,c\n", "landing/b.csv")
    rows = read(spark, tmp_path, schema, on_bad_value="null")
    assert sorted((row["order_id"], row["note"]) for row in rows) == [(1, "a"), (2, "b"), (3, "c")]
    rows = read(spark, tmp_path, schema, on_bad_value="rescue", on_new_columns="rescue")
    rescued = {row["order_id"]: row["_rescued_data"] for row in rows}
    assert rescued[1] is None
    assert json.loads(rescued[2]) == {"hue": "red"}
    assert json.loads(rescued[3]) == {"_corrupt_record": "3,c"}
    with pytest.raises(SourceError, match="columns that the table does not declare: hue"):
        read(spark, tmp_path, schema, on_new_columns="fail")


def test_a_column_that_no_file_has_is_named(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "Order ID,note,amount\n1,a,2\n")
    write(tmp_path, "Order ID,amount\n2,3\n", "landing/b.csv")
    with pytest.raises(SourceError, match='no column "at"'):
        read(spark, tmp_path)


def test_without_a_header_columns_are_found_by_position(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path, '7|"two\nlines"|1|2026-01-01\n')
    rows = read(spark, tmp_path, header=False, separator="|", multi_line=True)
    assert (rows[0]["order_id"], rows[0]["note"]) == (7, "two\nlines")


def test_a_file_with_a_header_only_gives_no_rows(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "Order ID,note,amount,at\n")
    assert read(spark, tmp_path) == []


NESTED = T.StructType(
    [
        T.StructField("order_id", T.IntegerType()),
        T.StructField("lines", T.ArrayType(T.StructType([T.StructField("n", T.LongType())]))),
        T.StructField("tags", T.MapType(T.StringType(), T.StringType())),
    ]
)


def test_json_has_nested_columns(spark: SparkSession, tmp_path: Path) -> None:
    write(
        tmp_path, '{"Order ID": 1, "lines": [{"n": 2}], "tags": {"a": "b"}}\n{}\n', "landing/a.json"
    )
    rows = read(spark, tmp_path, NESTED, format="json")
    assert rows[0] == {"order_id": 1, "lines": [{"n": 2}], "tags": {"a": "b"}}
    assert rows[1] == {"order_id": None, "lines": None, "tags": None}


def test_bad_json_fails_or_becomes_null_or_is_rescued(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, '{"Order ID": "x"}\n', "landing/a.json")
    with pytest.raises(Exception, match="MALFORMED_RECORD"):
        read(spark, tmp_path, NESTED, format="json")
    rows = read(spark, tmp_path, NESTED, format="json", on_bad_value="null")
    assert rows[0]["order_id"] is None
    rows = read(spark, tmp_path, NESTED, format="json", on_bad_value="rescue")
    assert rows[0]["_rescued_data"] == '{"Order ID": "x"}'


AMOUNT = T.StructType([T.StructField("amount", T.DecimalType(22, 2))])
AMOUNTS = T.StructType(
    [
        T.StructField("lines", T.ArrayType(T.StructType([AMOUNT["amount"]]))),
        T.StructField("by", T.MapType(T.StringType(), T.DecimalType(10, 2))),
    ]
)


@pytest.mark.parametrize("kind", ["json", "csv", "xml"])
def test_a_decimal_is_the_number_that_is_written_or_none(
    spark: SparkSession, tmp_path: Path, kind: str
) -> None:
    good = {"1234.56": "1234.56", "-0.5": "-0.50", "12345678901234567890.12": ""}
    bad = ["12,50", "1,234.56", "1.234,56", "€5", "0x1F"]
    texts = [*good, *bad]
    for position, text in enumerate(texts):
        content = {
            "json": f'{{"amount": "{text}"}}\n',
            "csv": f'amount\n"{text}"\n',
            "xml": f"<r><amount>{text}</amount></r>",
        }[kind]
        write(tmp_path, content, f"landing/{position}.{kind}")
    options: dict[str, Any] = {"format": kind, "columns": {}}
    if kind == "csv":
        options["header"] = True
    if kind == "xml":
        options["row_tag"] = "r"
    rows = read(spark, tmp_path, AMOUNT, on_bad_value="rescue", **options)
    assert sorted(str(r["amount"]) for r in rows if r["amount"] is not None) == sorted(
        written or text for text, written in good.items()
    )
    rescued = [json.loads(r["_rescued_data"]) for r in rows if r["_rescued_data"]]
    assert sorted(r["amount"] for r in rescued) == sorted(bad)
    with pytest.raises(Exception, match=r'column "amount" of landing: ".*" is not a valid decimal'):
        read(spark, tmp_path, AMOUNT, **options)


def test_decimals_of_json_are_read_from_numbers_and_inside_of_other_values(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(
        tmp_path,
        '{"lines": [{"amount": 12345678901234567890.12}, {}], "by": {"a": 1e2, "b": null}}\n'
        '{"lines": [{"amount": 1}, {"amount": "12,50"}], "by": {"a": "1,0"}}\n'
        '{"lines": 7, "by": {"a": "1,0"}}\n',
        "landing/a.json",
    )
    rows = read(spark, tmp_path, AMOUNTS, format="json", columns={}, on_bad_value="rescue")
    assert [str(line["amount"]) for line in rows[0]["lines"]] == ["12345678901234567890.12", "None"]
    assert {k: str(v) for k, v in rows[0]["by"].items()} == {"a": "100.00", "b": "None"}
    assert rows[0]["_rescued_data"] is None
    assert (rows[1]["lines"], rows[1]["by"]) == (None, None)
    rescued = json.loads(rows[1]["_rescued_data"])
    assert json.loads(rescued["lines"]) == [{"amount": "1"}, {"amount": "12,50"}]
    assert json.loads(rescued["by"]) == {"a": "1,0"}
    # A row that the reader could not read as a whole is kept beside the values.
    both = json.loads(rows[2]["_rescued_data"])
    assert json.loads(both["_corrupt_record"]) == {"lines": 7, "by": {"a": "1,0"}}
    assert both["by"] == '{"a":"1,0"}'


def test_parquet_is_converted_where_types_differ(spark: SparkSession, tmp_path: Path) -> None:
    day = dt.date(2026, 1, 1)
    frame = spark.createDataFrame(
        [("8", "n", 3, day)], "`Order ID` string, note string, amount int, at date"
    )
    frame.write.format("parquet").save(str(tmp_path / "landing"))
    rows = read(spark, tmp_path, format="parquet")
    assert rows[0]["order_id"] == 8
    assert rows[0]["at"] == collected(2026, 1, 1)


def test_nested_columns_of_csv_are_read_from_json_texts(
    spark: SparkSession, tmp_path: Path
) -> None:
    write(tmp_path, 'Order ID,lines,tags\n1,"[{""n"": 2}]","{""a"": ""b""}"\n2,,\n')
    rows = read(spark, tmp_path, NESTED)
    assert rows[0] == {"order_id": 1, "lines": [{"n": 2}], "tags": {"a": "b"}}
    assert rows[1]["lines"] is None
    write(tmp_path, 'lines,by\n"[{""amount"": ""12,50""}]","{""a"": 1.5}"\n')
    (row,) = read(spark, tmp_path, AMOUNTS, columns={}, on_bad_value="rescue")
    assert (row["lines"], str(row["by"]["a"])) == (None, "1.50")
    assert json.loads(row["_rescued_data"]) == {"lines": '[{"amount": "12,50"}]'}


def test_a_part_of_a_json_text_that_does_not_fit_is_a_bad_value(
    spark: SparkSession, tmp_path: Path
) -> None:
    schema = T.StructType([T.StructField("s", T.StructType([T.StructField("x", T.IntegerType())]))])
    bad = ['{"x":"oops"}', "garbage", "[1]", '{"x":99999999999}']
    cells = [text.replace('"', '""') for text in ['{"x":1}', *bad]]
    write(tmp_path, "s\n" + "".join(f'"{cell}"\n' for cell in cells))
    rows = read(spark, tmp_path, schema, on_bad_value="rescue", columns={})
    assert [row["s"] for row in rows] == [{"x": 1}, None, None, None, None]
    rescued = [row["_rescued_data"] and json.loads(row["_rescued_data"]) for row in rows]
    assert rescued == [None, *({"s": text} for text in bad)]
    rows = read(spark, tmp_path, schema, on_bad_value="null", columns={})
    assert [row["s"] for row in rows] == [{"x": 1}, None, None, None, None]
    with pytest.raises(Exception, match=r'"s" of landing: "\{"x":"oops"\}" is not a valid struct'):
        read(spark, tmp_path, schema, columns={})


ADDRESS = T.StructType([T.StructField("x", T.IntegerType()), T.StructField("y", T.IntegerType())])
NESTED_IN_FILE = T.StructType(
    [T.StructField("s", ADDRESS), T.StructField("a", T.ArrayType(ADDRESS))]
)


def parquet(spark: SparkSession, root: Path, sql: str) -> None:
    spark.sql(sql).write.format("parquet").mode("overwrite").save(str(root / "landing"))


def test_fields_of_structs_in_parquet_are_found_by_name(
    spark: SparkSession, tmp_path: Path
) -> None:
    struct = "named_struct('Y', 1L, 'x', 2)"
    parquet(spark, tmp_path, f"SELECT {struct} AS s, array({struct}) AS a")
    (row,) = read(spark, tmp_path, NESTED_IN_FILE, format="parquet", columns={})
    assert row == {"s": {"x": 2, "y": 1}, "a": [{"x": 2, "y": 1}]}


def test_fields_that_a_struct_lacks_or_that_are_not_declared_are_named(
    spark: SparkSession, tmp_path: Path
) -> None:
    options: dict[str, Any] = {"format": "parquet", "columns": {}}
    given = "named_struct('x', 2, 'yy', 1)"
    parquet(spark, tmp_path, f"SELECT {given} AS s, array({given}) AS a")
    with pytest.raises(SourceError) as caught:
        read(spark, tmp_path, NESTED_IN_FILE, **options)
    assert caught.value.message == (
        'the files of landing have no column "s.y": Did you mean "yy"?; "a.y": Did you mean "yy"?'
    )
    given = "named_struct('z', 3, 'x', 2, 'y', 1)"
    parquet(spark, tmp_path, f"SELECT {given} AS s, array({given}) AS a")
    (row,) = read(spark, tmp_path, NESTED_IN_FILE, **options)
    assert row == {"s": {"x": 2, "y": 1}, "a": [{"x": 2, "y": 1}]}
    for what in ("fail", "rescue"):
        with pytest.raises(
            SourceError, match=r"fields that the table does not declare: a\.z, s\.z"
        ):
            read(spark, tmp_path, NESTED_IN_FILE, on_new_columns=what, **options)


def test_a_part_of_parquet_that_does_not_fit_is_a_bad_value(
    spark: SparkSession, tmp_path: Path
) -> None:
    schema = T.StructType([T.StructField("s", T.StructType([ADDRESS["x"]]))])
    parquet(spark, tmp_path, "SELECT named_struct('x', 5000000000) AS s")
    (row,) = read(spark, tmp_path, schema, format="parquet", columns={}, on_bad_value="rescue")
    assert row["s"] is None
    assert json.loads(json.loads(row["_rescued_data"])["s"]) == {"x": 5000000000}
    with pytest.raises(Exception, match=r'"\{"x":5000000000\}" is not a valid struct<x:int>'):
        read(spark, tmp_path, schema, format="parquet", columns={})


def test_a_path_that_is_not_there_is_reported_with_a_cure(
    spark: SparkSession, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="landing does not exist") as caught:
        read(spark, tmp_path)
    assert "correct the source's path or storage.root" in caught.value.hint


def test_a_source_may_have_columns_of_its_own(spark: SparkSession, tmp_path: Path) -> None:
    write(tmp_path, "raw\n5\n")
    own = T.StructType([T.StructField("raw", T.LongType())])
    source = FileSource("landing", format="csv", schema=own)
    assert read_source(spark, source, SCHEMA, str(tmp_path)).agg(F.sum("raw")).first() == (5,)


class _Loader:
    """Stands in for Auto Loader, which only Databricks has: keeps options and reads nothing."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark
        self.given: dict[str, str] = {}
        self.kind = ""

    def format(self, kind: str) -> _Loader:
        self.kind = kind
        return self

    def options(self, **options: str) -> _Loader:
        self.given = options
        return self

    def schema(self, _: T.StructType) -> _Loader:
        return self

    def load(self, _: str) -> DataFrame:
        return self._spark.range(1).toDF("id")


def test_auto_loader_gets_the_pattern_by_the_name_that_spark_has_for_it(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader = _Loader(spark)
    monkeypatch.setattr(SparkSession, "readStream", loader)
    monkeypatch.setenv("DATABRICKS_RUNTIME_VERSION", "17.3")
    source = FileSource("/landing", format="parquet", pattern="*.parquet", read="new")
    stream_source(spark, source, T.StructType([T.StructField("id", T.LongType())]), "/")
    assert loader.kind == "cloudFiles"
    assert loader.given["pathGlobFilter"] == "*.parquet"
    own = {name for name in loader.given if name.startswith("cloudFiles.")}
    assert own == {"cloudFiles.format", "cloudFiles.schemaEvolutionMode"}


def test_a_wrong_option_is_refused() -> None:
    with pytest.raises(PipelineError, match='Did you mean "parquet"'):
        FileSource("x", format="paquet")  # type: ignore[arg-type]
    with pytest.raises(PipelineError, match="on_bad_value"):
        FileSource("x", format="csv", on_bad_value="ignore")  # type: ignore[arg-type]
