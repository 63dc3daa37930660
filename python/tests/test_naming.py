"""What is escaped in SQL."""

from __future__ import annotations

import json
from pathlib import Path

from pyspark.sql import SparkSession

from databricks_utils.naming import sql_text

CASES = Path(__file__).parents[2] / "test" / "utils" / "sql-text.cases.json"


def test_texts_are_escaped_as_in_typescript_and_read_back_by_spark(spark: SparkSession) -> None:
    cases = json.loads(CASES.read_text())
    assert [[text, sql_text(text)] for text, _ in cases] == cases
    row = spark.sql(f"SELECT {', '.join(literal for _, literal in cases)}").collect()[0]
    assert list(row) == [text for text, _ in cases]
