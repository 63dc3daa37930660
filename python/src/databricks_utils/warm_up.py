"""`python -m databricks_utils.warm_up`: makes Java archive the classes that local runs load.

It does a little of all that a run does, and when it ends Java writes them to `--archive`. Sessions
that find the file named in LAKEWRIGHT_CLASSES start in two thirds of the time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from databricks_utils.session import start_local

_STATEMENTS = (
    "CREATE TABLE warm (id INT, name STRING, day DATE) USING delta",
    "INSERT INTO warm SELECT CAST(id AS INT), CAST(id AS STRING), current_date() FROM range(9)",
    """
    MERGE INTO warm USING (SELECT id + 1 AS id, name, day FROM warm WHERE id > 5) AS new
    ON warm.id = new.id
    WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *
    """,
    "ALTER TABLE warm ALTER COLUMN name COMMENT 'what it is called'",
    "DELETE FROM warm WHERE id = 2",
)
_QUERY = """
    SELECT name, count(*) AS n, max(day) AS day, row_number() OVER (ORDER BY name) AS place
    FROM warm LEFT JOIN range(5) AS other USING (id)
    GROUP BY name HAVING count(*) > 0 ORDER BY name
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs once and ends cleanly, which is when Java writes the archive."""
    parser = argparse.ArgumentParser(prog="python -m databricks_utils.warm_up", description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="the file to write")
    parser.add_argument("--warehouse", type=Path, required=True, help="a folder for scratch tables")
    options = parser.parse_args(argv)
    spark = start_local(options.warehouse, archive_classes=options.archive)
    for statement in _STATEMENTS:
        spark.sql(statement)
    frame = spark.sql(_QUERY)
    for form in ("json", "csv", "parquet"):
        path = str(options.warehouse / f"rows_{form}")
        frame.write.format(form).save(path)
        spark.read.format(form).schema(frame.schema).load(path).count()
    frame.write.format("delta").saveAsTable("other")
    spark.table("other").collect()
    spark.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
