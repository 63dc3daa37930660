"""Bodies that a model wrote in Python are read before anything of them runs."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from databricks_utils.body_candidate import Refusal, refusals

GOOD = '''
"""What is left of each stock."""

from __future__ import annotations

import math
from functools import reduce
import pyspark.sql.types as T
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

SIZES = {"small": 1, "large": 10}


def _limit(frame: DataFrame, name: str) -> DataFrame:
    return frame.withColumn(name, F.least(F.col(name), F.lit(math.floor(9.5))))


def left(moves: DataFrame, stocks: DataFrame) -> DataFrame:
    """One row per stock."""
    order = Window.partitionBy("stock").orderBy("at", "id")
    known = moves.where(F.col("stock").isNotNull()).withColumn("n", F.row_number().over(order))
    sizes = F.create_map(*[F.lit(v) for pair in sorted(SIZES.items()) for v in pair])
    first = known.where(F.col("n") == 1).select("stock", sizes[F.col("size")].alias("size"))
    joined = stocks.join(first, "stock", "left").withColumn("x", F.col("size").cast(T.LongType()))
    if "y" not in joined.columns:
        joined = joined.withColumn("y", F.lit(1))
    return reduce(_limit, ["x", "y"], joined)
'''
UDF = """
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

def left(moves: DataFrame) -> DataFrame:
    @F.udf("string")
    def turned(text: str) -> str:
        return text[::-1]
    return moves.select("id", turned("id").alias("x"))
"""
HEAD = "from pyspark.sql import DataFrame\nfrom pyspark.sql import functions as F\n"
# Each ends in the files, the session, the interpreter or Java, if it ran.
WAYS_OUT = [
    "moves.sparkSession.sql('SELECT 1')",
    "moves.write.parquet('/x')",
    "moves.createOrReplaceTempView('x')",
    "moves._jdf.queryExecution()",
    "moves.rdd.map(str)",
    "moves.toPandas().to_csv('/x')",
    "moves.mapInPandas(x, 'a int')",
    'moves.selectExpr(\'reflect("a", "b")\')',
    'moves.where(\'reflect("a", "b") = 1\')',
    "moves.where(f'{x} = 1')",
    "moves.where(condition='1 = 1')",
    "moves.filter('1 = ' + '1')",
    "moves.where(['1 = 1'][0])",
    "moves.where({'a': '1 = 1'}['a'])",
    "moves.where(str(x))",
    "moves.where(' '.join(['1', '= 1']))",
    "moves.where(moves.first().text)",
    "moves.where",
    "DataFrame.where(moves, '1 = 1')",
    "(lambda text: moves.where(text))('1 = 1')",
    "(lambda row: moves.where(row.text))(x)",
    "[moves.where(text) for text in ['1 = 1']]",
    "F.expr('1')",
    "F.reflect(F.lit('a'))",
    "F.sys.modules",
    "F.functools",
    "F.call_function('reflect')",
    "F",
    "x.__class__",
    "x.gi_frame",
    "F.col.__globals__",
    "open('/etc/passwd')",
    "eval('1')",
    "exec('1')",
    "__import__('os')",
    "getattr(F, 'sys')",
    "globals()",
    "type(F)",
    "vars()",
    "print('x')",
    "input()",
    "breakpoint()",
    "(open := 1)",
    "__builtins__",
    "int.mro()",
    "(yield)",
    "'reflect ( \"java.lang.Runtime\" )'",
]
STATEMENTS = [
    "import os",
    "import pyspark",
    "import pyspark.sql.functions",
    "import re",
    "import subprocess as math",
    "from os import system",
    "from . import x",
    "from math import *",
    "from pyspark.sql import SparkSession",
    "from pyspark.sql.functions import expr",
    "from functools import update_wrapper",
    "from databricks_utils import main_for",
    "F.col = 1",
    "class A: pass",
    "with x: pass",
    "global x",
    "del x",
    "open = 1",
    "def eval(): return 1",
    "try:\n        x = 1\n    except ValueError:\n        pass",
    "async def f(): return 1",
]


def judged(source: str, *, leaves_spark: bool = True) -> list[Refusal]:
    return refusals(source, "left", ["moves"], leaves_spark=leaves_spark)


def test_a_body_that_describes_frames_is_let_through() -> None:
    assert refusals(GOOD, "left", ["moves", "stocks"], leaves_spark=False) == []


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_expression_leads_out_of_it(way: str) -> None:
    found = judged(f"{HEAD}\ndef left(moves):\n    x = 1\n    y = {way}\n    return moves\n")
    assert [one.line for one in found] == [6] * len(found)
    assert found


# A condition in the name `c`, and whether it is surely no text that Spark would read as SQL.
CONDITIONS = [
    ("c = F.col('a') > 1", True),
    ("c = (F.col('a') > 1) & ~F.col('b')\n    c &= moves['d'].isin(1, 2)", True),
    ("c = reduce(lambda a, b: a & b, [F.col(n) > 1 for n in ['a', 'b']])", True),
    ("known = moves.select('a', 'flag')\n    c = known.flag", True),
    ("c = F.col('a').startswith('x')", True),
    ("c = helper()", True),
    ("c = '1 = 1'", False),
    ("c = 'reflect' + '(1)'", False),
    ("c = F.col('a') > 1\n    c = '1 = 1'", False),
    ("c = ''\n    c += '1 = 1'", False),
    ("c, d = '1 = 1', 1", False),
    ("c = text()", False),
    ("rows = [('1 = 1',)]\n    c = rows[0]", False),
    ("row = moves.first()\n    c = row.text", False),
]


@pytest.mark.parametrize(("lines", "is_column"), CONDITIONS)
def test_conditions_are_columns_and_no_text(lines: str, is_column: bool) -> None:
    helpers = "def helper():\n    return F.col('a') > 1\n\ndef text():\n    return '1 = 1'\n"
    source = f"from functools import reduce\n{HEAD}\n{helpers}\ndef left(moves):\n    {lines}\n"
    found = judged(f"{source}    return moves.where(c)\n")
    assert ["may be a string" in one.what for one in found] == ([] if is_column else [True])


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_statement_leads_out_of_it(statement: str) -> None:
    assert judged(f"{HEAD}\ndef left(moves):\n    x = 1\n    {statement}\n    return moves\n")


@pytest.mark.parametrize("statement", ["print(1)", "if True:\n    pass", "F.col('a')"])
def test_nothing_runs_when_it_is_imported(statement: str) -> None:
    assert judged(f"{HEAD}\ndef left(moves):\n    return moves\n\n{statement}\n")


def test_python_for_each_row_and_rows_at_the_driver_need_a_reason() -> None:
    assert judged(UDF) == []
    assert "Python for each row" in judged(UDF, leaves_spark=False)[0].what
    loop = (
        f"{HEAD}\ndef left(moves):\n    while moves.count() > 9:\n        moves = moves.limit(9)\n"
    )
    assert judged(f"{loop}    return moves\n") == []
    assert "to the driver" in judged(f"{loop}    return moves\n", leaves_spark=False)[0].what


def test_the_function_takes_exactly_the_inputs() -> None:
    for signature in ("other(moves)", "left(orders)", "left(moves, more)", "left(*moves)"):
        assert judged(f"{HEAD}\ndef {signature}:\n    return 1\n"), signature


@pytest.mark.parametrize(
    "text", ["def left(", "\0", "left = 1", "x = " + "(" * 900 + ")" * 900, "-" * 20_000 + "1"]
)
def test_what_cannot_be_read_is_refused_and_ends_nothing(text: str) -> None:
    assert judged(text)


_NAMES = st.sampled_from(["__class__", "_jdf", "gi_frame", "sparkSession", "write", "f_globals"])
_WRAPS = st.sampled_from(["[{}][0]", "({})", "(lambda: {})()", "{{1: {}}}[1]", "str({})"])


@settings(max_examples=60, deadline=None)
@given(name=_NAMES, wraps=st.lists(_WRAPS, max_size=4))
def test_a_member_that_leads_out_is_found_however_it_is_wrapped(
    name: str, wraps: list[str]
) -> None:
    text = f"moves.{name}"
    for wrap in wraps:
        text = wrap.format(text)
    assert judged(f"{HEAD}\ndef left(moves):\n    return {text}\n")


def test_it_is_asked_as_a_program(tmp_path: Path) -> None:
    source = textwrap.dedent("def left(moves):\n    return open('x')\n")
    fields = {"source": source, "function": "left", "arguments": ["moves"], "leaves_spark": False}
    request = tmp_path / "request.json"
    request.write_text(json.dumps(fields), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "databricks_utils.body_candidate",
        "--request",
        str(request),
        "--scratch",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["what"] for one in events[0]["refused"]] == ["the name `open`"]
    assert events[-1]["event"] == "candidate_finished"
