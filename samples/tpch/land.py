"""Generates the data of TPC-H where the bronze tables read it.

    python land.py <target folder> [<scale>]

The target gets one folder of Parquet files per table. Scale 1, the default, is 6 million lines of
orders in 350 MB; 0.1 is a tenth of that. A table that is there already is kept, whatever its scale:
a second run does nothing. A folder is made under another name and then renamed, so that a reader
never sees half of one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")
PACKAGE = "tpchgen-cli"


class LandingError(Exception):
    """The data cannot be generated; the message says why and what to do."""


def generator() -> str:
    """The program that the package installs: beside this Python, or with the package alone."""
    places = [Path(sys.executable).parent]
    try:
        root = Path(str(distribution(PACKAGE).locate_file("")))
        places += [root / "bin", root / "Scripts"]
    except PackageNotFoundError:
        pass
    for place in places:
        found = shutil.which(PACKAGE, path=str(place))
        if found:
            return found
    found = shutil.which(PACKAGE)
    if found:
        return found
    raise LandingError(
        f"the Python package '{PACKAGE}' is missing; install it: "
        f"{sys.executable} -m pip install {PACKAGE}==4.0.0"
    )


def generate(program: str, target: Path, tables: list[str], scale: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=target) as unfinished:
        # In parts, the generator writes a folder per table.
        command = [program, "parquet", "--quiet", "--parts", "1", "--scale-factor", scale]
        command += ["--tables", ",".join(tables), "--output-dir", unfinished]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise LandingError(f"{PACKAGE} failed: {done.stderr.strip() or done.returncode}")
        for table in tables:
            (Path(unfinished) / table).rename(target / table)


def main(arguments: list[str]) -> int:
    if len(arguments) not in (1, 2) or arguments[0].startswith("-"):
        print("usage: python land.py <target folder> [<scale>]", file=sys.stderr)
        return 2
    target, scale = Path(arguments[0]), arguments[1] if len(arguments) == 2 else "1"
    try:
        missing = [table for table in TABLES if not (target / table).exists()]
        if missing:
            generate(generator(), target, missing, scale)
    except (LandingError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{target}: landed {', '.join(missing)}" if missing else f"{target}: nothing to do")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
