"""Spark judges bodies over empty frames, and says where their columns come from."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils import check
from databricks_utils.bodies.body_check import Body, Judge, Verdict, empty_frame
from databricks_utils.bodies.generated_modules import GeneratedModules

ORDERS = T.StructType(
    [
        T.StructField("id", T.LongType(), nullable=False),
        T.StructField("customer", T.StringType()),
        T.StructField("lines", T.ArrayType(T.StructType([T.StructField("sku", T.StringType())]))),
    ]
)
CUSTOMERS = T.StructType(
    [T.StructField("customer", T.StringType()), T.StructField("name", T.StringType())]
)
VIEWS = {"bronze.orders": "lw_check_orders", "bronze.customers": "lw_check_customers"}
VIEWS_OF_ORDERS = {"bronze.orders": "lw_check_orders"}
INPUTS = {"orders": "bronze.orders", "customers": "bronze.customers"}
_names = itertools.count()

Check = Callable[..., Verdict]


@pytest.fixture
def judged(spark: SparkSession, tmp_path: Path) -> Check:
    """Judges SQL, or Python source, that declares these columns in DDL."""

    def judge(declared: str, *, sql: str | None = None, python: str | None = None) -> Verdict:
        schemas = {"bronze.orders": ORDERS, "bronze.customers": CUSTOMERS}
        name = f"lw_body_{next(_names)}"
        if python is not None:
            (tmp_path / f"{name}.py").write_text(python)
            sys.path.insert(0, str(tmp_path))
        body = Body(
            table="silver.made",
            module=name,
            function="made",
            inputs=INPUTS,
            sql=sql and sql.format(orders=VIEWS["bronze.orders"], c=VIEWS["bronze.customers"]),
            file=None if python is None else f"{name}.py",
        )
        try:
            judge = Judge(spark, tmp_path, schemas, tmp_path)
            return judge.judge(body, columns_of(declared), VIEWS)
        finally:
            if python is not None:
                sys.path.remove(str(tmp_path))

    return judge


def columns_of(ddl: str) -> T.StructType:
    schema = T.StructType.fromDDL(ddl)
    assert isinstance(schema, T.StructType)
    return schema


def kinds(verdict: Verdict) -> list[str]:
    return [problem.kind for problem in verdict.problems]


def from_columns(verdict: Verdict) -> Mapping[str, list[str]]:
    assert verdict.lineage is not None
    return {
        name: [f"{view.removeprefix('lw_check_')}.{column}" for view, column in origins]
        for name, origins in verdict.lineage.items()
    }


def test_an_empty_frame_has_exactly_the_declared_columns(spark: SparkSession) -> None:
    assert empty_frame(spark, ORDERS).schema == ORDERS


def test_a_right_text_has_no_problem_and_its_columns_are_traced(judged: Check) -> None:
    verdict = judged(
        "id: bigint not null, label: string, sku: string, place: int, top: string",
        sql="""
        WITH named AS (SELECT o.*, c.name FROM {orders} o LEFT JOIN {c} c USING (customer))
        SELECT id, upper(coalesce(name, n.customer)) AS label, line.sku,
               row_number() OVER (PARTITION BY n.customer ORDER BY id) AS place,
               (SELECT max(name) FROM {c}) AS top
        FROM named n LATERAL VIEW explode(lines) AS line
        WHERE name <> 'x'
        UNION ALL SELECT id, 'none', customer, 1, NULL FROM {orders}
        """,
    )
    assert verdict.problems == []
    assert from_columns(verdict) == {
        "id": ["orders.id"],
        "label": ["customers.name", "orders.customer"],
        "sku": ["orders.customer", "orders.lines"],
        "place": ["orders.customer", "orders.id"],
        "top": ["customers.name"],
    }


def test_columns_of_groups_and_cubes_are_traced(judged: Check) -> None:
    verdict = judged(
        "customer: string, orders: bigint",
        sql="SELECT customer, count(id) AS orders FROM {orders} GROUP BY CUBE (customer)",
    )
    assert (kinds(verdict), from_columns(verdict)) == (
        [],
        {"customer": ["orders.customer"], "orders": ["orders.id"]},
    )


@pytest.mark.parametrize(
    ("sql", "culprit", "condition"),
    [
        ("SELECT id,\n  custmer FROM {orders}", "custmer", "UNRESOLVED_COLUMN.WITH_SUGGESTION"),
        ("SELECT id, abs(customer, 1) AS customer FROM {orders}", "abs(customer, 1)", None),
        ("SELECT id\nFORM {orders} x y", "lw_check_orders", "PARSE_SYNTAX_ERROR"),
        ("SELECT * FROM nowhere", "nowhere", "TABLE_OR_VIEW_NOT_FOUND"),
    ],
)
def test_a_mistake_in_a_text_has_its_place(
    judged: Check, sql: str, culprit: str, condition: str | None
) -> None:
    [problem] = judged("id: bigint, customer: string", sql=sql).problems
    assert problem.kind == "failed"
    assert problem.failure is not None
    assert condition in (None, problem.failure.condition)
    assert problem.start is not None
    assert sql.format(orders=VIEWS["bronze.orders"])[problem.start :].startswith(culprit)


def test_columns_that_differ_are_all_named(judged: Check) -> None:
    verdict = judged(
        "id: string, customer: string, total: int",
        sql="SELECT id, customer AS custmer FROM {orders}",
    )
    assert [problem.detail[0] for problem in verdict.problems] == [
        'column "id" is bigint, declared as string',
        'column "customer" is missing: Did you mean "custmer"?',
        'column "total" is missing',
        'column "custmer" is not declared',
    ]


def test_a_column_that_must_not_be_null_is_named_unless_a_filter_says_so(judged: Check) -> None:
    declared = "id: bigint not null, customer: string not null"
    [problem] = judged(declared, sql="SELECT id, customer FROM {orders}").problems
    assert (problem.kind, problem.detail) == ("nullable", ["customer"])
    filtered = judged(declared, sql="SELECT id, customer FROM {orders} WHERE customer > 'a'")
    assert filtered.problems == []


FINE = """
def made(orders, customers):
    return orders.join(customers, "customer").select("id", "name")
"""


def test_a_right_function_has_no_problem_and_its_columns_are_traced(judged: Check) -> None:
    verdict = judged("id: bigint, name: string", python=FINE)
    assert (kinds(verdict), from_columns(verdict)) == (
        [],
        {"id": ["orders.id"], "name": ["customers.name"]},
    )


@pytest.mark.parametrize(
    ("python", "kind", "detail"),
    [
        ("def other(orders):\n    return orders\n", "function-missing", ["other"]),
        ("def made(orders, clients):\n    ...\n", "arguments", ["orders", "clients"]),
        ("def made(orders, customers):\n    return 1\n", "no-frame", ["int"]),
        ("def made(**frames):\n    return frames['orders']\n", "columns", None),
    ],
)
def test_a_function_that_differs_from_its_declaration_is_named(
    judged: Check, python: str, kind: str, detail: list[str] | None
) -> None:
    problem = judged("id: bigint, name: string", python=python).problems[0]
    assert problem.kind == kind
    assert detail in (None, problem.detail)


@pytest.mark.parametrize(
    ("python", "message", "line"),
    [
        ("def made(orders, customers):\n    raise ValueError('no')\n", "no", 2),
        ("import sys\ndef made(orders, customers):\n    sys.exit(3)\n", "3", 3),
        ("def made(orders, customers):\n    return orders.select('nme')\n", "`nme`", 2),
    ],
)
def test_a_function_that_throws_has_its_place(
    judged: Check, python: str, message: str, line: int
) -> None:
    [problem] = judged("id: bigint", python=python).problems
    assert problem.failure is not None
    assert message in problem.failure.message
    assert str(problem.failure.at).endswith(f".py:{line}")


def test_a_missing_file_is_named(spark: SparkSession, tmp_path: Path) -> None:
    judge = Judge(spark, tmp_path, {}, tmp_path)
    body = Body(table="silver.made", module="bodies.gone", function="made", file="bodies/gone.py")
    [problem] = judge.judge(body, CUSTOMERS, {}).problems
    assert (problem.kind, problem.detail) == ("file-missing", ["bodies/gone.py"])


def test_a_body_that_reads_a_stream_gets_a_stream(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = """
def made(orders):
    assert orders.isStreaming
    latest = orders.selectExpr("id", "timestamp'2026-01-01' AS at").withWatermark("at", "1 day")
    return latest.dropDuplicatesWithinWatermark(["id"]).select("id")
"""
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    GeneratedModules(tmp_path, {"lw_streams/__init__.py": "", "lw_streams/made.py": text}).install()
    body = Body(
        table="silver.made",
        module="lw_streams.made",
        function="made",
        inputs={"orders": "bronze.orders"},
        streams=["bronze.orders"],
    )
    judge = Judge(spark, tmp_path, {"bronze.orders": ORDERS}, tmp_path)
    verdict = judge.judge(body, columns_of("id bigint"), VIEWS_OF_ORDERS)
    assert verdict.problems == []


def test_generated_modules_need_no_files_and_stand_beside_those_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lw_shop").mkdir()
    (tmp_path / "lw_shop" / "own.py").write_text("from lw_shop import made\nVALUE = made.VALUE\n")
    (tmp_path / "lw_shop" / "made.py").write_text("VALUE = 'out of date'\n")
    texts = {"lw_shop/__init__.py": "", "lw_shop/made.py": "VALUE = 7\n"}
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    GeneratedModules(tmp_path, texts).install()
    from lw_shop import own  # type: ignore[import-not-found]

    assert own.VALUE == 7


def test_the_options_are_required(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        check.main([])
    assert "--request" in capsys.readouterr().err
