"""`python -m databricks_utils.show`: the first rows of tables that are stored on this machine.

`--request` names a JSON file with the folders of Delta tables and how many rows are wanted. The
rows of each are a JSON line on standard output. Nothing is written outside `--scratch`. Exit
status: 0 if all were read, 1 if one could not be, 130 if interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from pyspark.sql import SparkSession
from pyspark.sql import types as T

from databricks_utils.answers import Start, answer_request
from databricks_utils.bodies.trial_rows import collected, to_json
from databricks_utils.events import write_event
from databricks_utils.naming import column


def main(argv: Sequence[str] | None = None) -> int:
    """Reads as the request says and returns the exit status."""
    return answer_request("show", argv, __doc__, _show)


def _show(request: Any, start: Start, events: TextIO, _scratch: Path) -> None:
    spark = start()
    for index, folder in enumerate(request["folders"]):
        write_event(events, "rows_read", index=index, **first_rows(spark, folder, request["rows"]))


def first_rows(spark: SparkSession, folder: str, most: int) -> dict[str, Any]:
    """At most this many rows of the table in a folder, its columns, and how many rows it has.

    A row is a list, its values as in `trial_rows`; dates and timestamps, whose range is smaller in
    Python than in Spark, are as Spark writes them.
    """
    table = spark.read.format("delta").load(folder)
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
