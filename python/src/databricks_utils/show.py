"""`python -m databricks_utils.show`: the first rows of tables that are stored on this machine.

`--request` names a JSON file: `relations` are Delta tables, each with its folder, and views, each
with a query over those before it, by their names; `shown` are the names of those whose first `rows`
are wanted. They come as a JSON line each on standard output. Nothing is written outside
`--scratch`. Exit status: 0 if all were read, 1 if one could not be, 130 if interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from databricks_utils.answers import Start, answer_request
from databricks_utils.bodies.trial_rows import collected, to_json
from databricks_utils.errors import PipelineError
from databricks_utils.events import write_event
from databricks_utils.failure import describe_failure
from databricks_utils.naming import column


def main(argv: Sequence[str] | None = None) -> int:
    """Reads as the request says and returns the exit status."""
    return answer_request("show", argv, __doc__, show)


def show(request: Any, start: Start, events: TextIO, _scratch: Path) -> None:
    """Writes an event with the first rows of each relation that is shown."""
    spark = start()
    for relation in request["relations"]:
        _rows_of(spark, relation).createOrReplaceTempView(relation["name"])
    for index, name in enumerate(request["shown"]):
        found = first_rows(spark.table(name), request["rows"])
        write_event(events, "rows_read", index=index, **found)


def _rows_of(spark: SparkSession, relation: Any) -> DataFrame:
    if "folder" in relation:
        return spark.read.format("delta").load(relation["folder"])
    try:
        return spark.sql(relation["query"])
    except AnalysisException as error:
        # The definition is newer than the tables.
        table = relation["table"]
        raise PipelineError(
            f"the view {table} does not fit what is stored: {describe_failure(error).message}",
            hint=f"Build what it reads again: lakewright run +{table}",
        ) from error


def first_rows(table: DataFrame, most: int) -> dict[str, Any]:
    """At most this many rows of a table, its columns, and how many rows it has.

    A row is a list, its values as in `trial_rows`; dates and timestamps, whose range is smaller in
    Python than in Spark, are as Spark writes them.
    """
    texts = {f.name: column(f.name).cast("string") for f in table.schema if _is_time(f.dataType)}
    frame = table.withColumns(texts) if texts else table
    rows, _ = collected(frame, most)
    types = [f.dataType for f in frame.schema]
    return {
        "columns": [{"name": f.name, "type": f.dataType.simpleString()} for f in table.schema],
        "rows": [[to_json(v, of) for v, of in zip(row, types, strict=True)] for row in rows],
        "count": table.count(),
    }


def _is_time(of: T.DataType) -> bool:
    return isinstance(of, T.DateType | T.TimestampType | T.TimestampNTZType)


if __name__ == "__main__":
    sys.exit(main())
