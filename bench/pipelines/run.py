"""Measures one comparison of a generated project with others' ways to the same tables.

python run.py rules|writes|increment PROJECT ROWS ROUNDS

PROJECT is bench/pipelines/project, synthesized. Writes what was found to standard output, as JSON:
of rules and writes, medians of the seconds and the CPU seconds of each way; see `count_files`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from increment import count_files
from project import Project
from rules import compare_rules
from session import session
from writes import compare_writes


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
