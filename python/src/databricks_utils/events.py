"""Standard output as a channel of events for the program that started this one."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, TextIO


def claim_stdout() -> TextIO:
    """The original standard output, for events only; from now on descriptor 1 is standard error."""
    sys.stdout.flush()
    events = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return events


def write_event(stream: TextIO, event: str, **fields: Any) -> None:
    """One JSON object a line, without what is None, flushed so that the reader sees it at once.

    Only ASCII is written: some readers take other characters, such as U+2028, for line ends.
    """
    present = {key: value for key, value in fields.items() if value is not None}
    stream.write(json.dumps({"event": event, **present}) + "\n")
    stream.flush()
