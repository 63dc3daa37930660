"""Bodies in Python are read, never run."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from databricks_utils.body_review import review

GOOD = """
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

def latest(orders: DataFrame) -> DataFrame:
    order = Window.partitionBy("id").orderBy(F.col("at").desc(), "line")
    first = F.first("state").over(order)
    counts = orders.groupBy("id").count()
    top = orders.orderBy("id").limit(3)
    return orders.withColumn("first", first).join(counts, "id").join(top, "id")
"""
BAD = [
    ("rows = orders.collect()", "comes-to-driver"),
    ("rows = orders.toPandas()", "comes-to-driver"),
    ("row = orders.first()", "comes-to-driver"),
    ("n = orders.count()", "comes-to-driver"),
    ("n = orders.rdd.map(str)", "comes-to-driver"),
    ("f = F.udf(lambda x: x)", "python-per-row"),
    ("for c in names:\n        orders = orders.withColumn(c, F.col(c))", "column-loop"),
    ("orders = orders.repartition(1)", "one-partition"),
    ("orders.write.saveAsTable('x')", "side-effect"),
    ("orders.sparkSession.sql('DROP TABLE x')", "side-effect"),
    ("try:\n        f()\n    except ValueError:\n        pass", "swallowed-error"),
    ("orders = orders.limit(3)", "any-rows"),
    ("orders = orders.dropDuplicates(['id'])", "any-rows"),
    ("orders = orders.crossJoin(orders)", "every-with-every"),
    ("orders = orders.where(~F.col('a').isin(1, 2))", "null-dropped"),
    ("t = F.current_timestamp()", "changes-with-time"),
    ("t = F.rand()", "changes-with-time"),
    ("orders = orders.groupBy('a').agg(F.collect_list('b'))", "any-order"),
]


def test_a_body_that_describes_a_frame_is_left_alone() -> None:
    assert review(GOOD, "latest") == []


@pytest.mark.parametrize(("line", "kind"), BAD)
def test_a_line_is_found_at_its_place(line: str, kind: str) -> None:
    source = f"def body(orders):\n    {line}\n    return orders\n"
    found = review(source, "body")
    assert {f.kind for f in found} == {kind}
    assert found[0].line in (2, 3, 4)


def test_functions_that_the_body_calls_are_read_and_others_are_not() -> None:
    source = textwrap.dedent(
        """
        def helper(frame):
            return helper2(frame)
        def helper2(frame):
            return frame.toPandas()
        def other(frame):
            return frame.collect()
        def body(orders):
            return helper(orders)
        """
    )
    assert [(f.kind, f.code) for f in review(source, "body")] == [
        ("comes-to-driver", ".toPandas()")
    ]


def test_nothing_of_a_file_runs_and_one_that_is_no_python_is_named(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    (tmp_path / "a.py").write_text(f"open({str(mark)!r}, 'w')\ndef a(x):\n    return x.collect()\n")
    (tmp_path / "b.py").write_text("def b(:\n")
    bodies = [{"table": t, "file": f"{t}.py", "function": t} for t in ("a", "b", "gone")]
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"project": str(tmp_path), "bodies": bodies}))
    package = str(Path(__file__).parents[1] / "src")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "databricks_utils.body_review",
            "--request",
            str(request),
            "--scratch",
            str(tmp_path),
        ],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": package},
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [e["event"] for e in events] == [
        "body_reviewed",
        "body_unread",
        "body_unread",
        "review_finished",
    ]
    assert events[0]["found"][0]["kind"] == "comes-to-driver"
    assert not mark.exists()
