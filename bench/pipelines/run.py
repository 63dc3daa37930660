"""Measures one comparison of a generated project with others' ways to the same tables.

python run.py rules|writes|increment PROJECT ROWS ROUNDS

PROJECT is bench/pipelines/project, synthesized. Writes what was found to standard output, as JSON:
of rules and writes, medians of the seconds and the CPU seconds of each way; see `count_files`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from increment import count_files  # noqa: E402
from project import Project  # noqa: E402
from rules import compare_rules  # noqa: E402
from session import session  # noqa: E402
from writes import compare_writes  # noqa: E402


def main(part: str, folder: str, rows: str, rounds: str) -> None:
    spark = session(Path("warehouse").resolve())
    spark.sparkContext.setLogLevel("OFF")
    project = Project(spark, Path(folder).resolve())
    if part == "increment":
        found = count_files(project, int(rows))
    else:
        compare = {"rules": compare_rules, "writes": compare_writes}[part]
        found = compare(project, int(rows), int(rounds))
    spark.stop()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
