"""The request of the program that started this one, and standard output as the answer."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO


def parse_request(module: str, argv: Sequence[str] | None, about: str | None) -> argparse.Namespace:
    """The options of a module that answers one request: `request`, a file, and `scratch`."""
    parser = argparse.ArgumentParser(prog=f"python -m databricks_utils.{module}", description=about)
    parser.add_argument("--request", type=Path, required=True, help="the request, as JSON")
    parser.add_argument("--scratch", type=Path, required=True, help="a folder for temporary files")
    return parser.parse_args(argv)


def claim_stdout() -> TextIO:
    """The original standard output, for events only; from now on descriptor 1 is standard error."""
    sys.stdout.flush()
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return events


def write_event(stream: TextIO, event: str, **fields: Any) -> None:
    """One JSON object a line, without what is None, flushed so that the reader sees it at once.

    Only ASCII is written: some readers take other characters, such as U+2028, for line ends. Raises
    ValueError for NaN and infinity, which JSON lacks.
    """
    present = {key: value for key, value in fields.items() if value is not None}
    stream.write(json.dumps({"event": event, **present}, allow_nan=False) + "\n")
    stream.flush()
