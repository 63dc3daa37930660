"""Declaration of pipelines."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from databricks_utils import FileSource, Merge, Pipeline, PipelineError, Step

SCHEMA = T.StructType([T.StructField("id", T.IntegerType())])


def build(landing: DataFrame) -> DataFrame:
    return landing


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "neither build nor view_sql; it has no schema"),
        ({"build": build, "schema": SCHEMA, "cluster_by": ["idd"]}, 'cluster_by names "idd"'),
        ({"build": build, "schema": SCHEMA, "write": Merge(keys=["k"])}, 'keys names "k"'),
        (
            {"build": build, "schema": SCHEMA, "write": Merge(keys=["ID"], sequence_by="at")},
            'sequence_by names "at"',
        ),
        ({"view_sql": lambda names: "", "build": build}, "a view has view_sql only"),
        (
            {
                "build": build,
                "schema": SCHEMA,
                "source": FileSource("x", format="csv"),
                "inputs": {"landing": "a.b"},
            },
            'an input is called "landing"',
        ),
    ],
)
def test_a_wrong_step_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(PipelineError, match=message):
        Step(table="a.t", **options)


def test_a_table_is_made_by_one_step_only() -> None:
    step = Step(table="a.t", build=build, schema=SCHEMA)
    with pytest.raises(PipelineError, match=r"makes a\.t more than once"):
        Pipeline(layer="a", steps=[step, step])


def test_a_view_reads_what_its_function_asks_for() -> None:
    view = Step(
        table="a.v", view_sql=lambda n: f"select * from {n['a.x']} join {n['a.y']}, {n['a.x']}"
    )
    assert view.reads() == ("a.x", "a.y")
    assert view.is_view


def test_a_source_that_rescues_adds_its_column_to_the_table() -> None:
    source = FileSource("x", format="csv", on_bad_value="rescue")
    step = Step(table="a.t", build=build, schema=SCHEMA, source=source)
    assert step.table_schema.fieldNames() == ["id", "_rescued_data"]
    declared = Step(table="a.t", build=build, schema=step.table_schema, source=source)
    assert declared.table_schema == step.table_schema
