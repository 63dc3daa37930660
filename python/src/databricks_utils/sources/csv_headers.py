"""Which CSV files have the same header: new columns in newer files must not stop a run."""

from __future__ import annotations

import bz2
import gzip
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LONGEST = 1 << 20
# Opening files of a volume one after the other would take as long as reading them.
_AT_ONCE = 32


def header_groups(uris: Sequence[str], quote: str, encoding: str) -> list[list[str]] | None:
    """Paths of files with the same first line, as Spark loads them.

    None where that cannot be known from here: files in a store that is not a file system, in a
    compression that Python does not read, or whose header continues on the next line.
    """
    paths = [_path(uri) for uri in uris]
    if None in paths:
        return None
    known = [path for path in paths if path is not None]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        lines = list(pool.map(lambda path: _first_line(path, quote, encoding), known))
    groups: dict[str, list[str]] = {}
    for path, line in zip(known, lines, strict=True):
        if line is None:
            return None
        # A file without any line has no rows: it may go with any header.
        if line:
            groups.setdefault(line, []).append(_literally(path))
    return list(groups.values())


def _path(uri: str) -> str | None:
    """The path in the file system of this machine."""
    parts = urlsplit(uri)
    if parts.scheme == "dbfs" and parts.path.startswith("/Volumes/"):
        return unquote(parts.path)
    return unquote(parts.path) if parts.scheme in ("", "file") else None


def _literally(path: str) -> str:
    """Spark treats some characters of a path as a pattern."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", path)


def _open(path: str) -> gzip.GzipFile | bz2.BZ2File | BufferedReader | None:
    match path.rpartition(".")[2].lower():
        case "gz":
            return gzip.open(path)
        case "bz2":
            return bz2.open(path)
        case "deflate" | "lz4" | "snappy" | "zst" | "xz":
            return None
        case _:
            return Path(path).open("rb")


def _first_line(path: str, quote: str, encoding: str) -> str | None:
    """The first line that is not empty; None if it cannot be read as one."""
    try:
        file = _open(path)
        if file is None:
            return None
        with TextIOWrapper(file, encoding, errors="replace") as text:
            line = "\n"
            while line and not line.strip():
                line = text.readline(_LONGEST)
    except (OSError, EOFError, LookupError):
        return None
    header = line.rstrip("\n").removeprefix("\ufeff")
    return None if quote and header.count(quote) % 2 else header
