"""Structured logging on the standard library: text or JSON lines, with context, without secrets."""

from __future__ import annotations

import contextvars
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timezone
from types import MappingProxyType
from typing import Literal, TextIO

from databricks_utils.redact import HIDDEN, is_secret_key, redact

LogFormat = Literal["text", "json"]

ROOT = "databricks_utils"

_context: contextvars.ContextVar[Mapping[str, str]] = contextvars.ContextVar(
    "lakewright_log_context", default=MappingProxyType({})
)
_STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


@contextmanager
def log_context(**fields: str) -> Iterator[None]:
    """Adds fields, such as run_id and table, to every line logged inside the block."""
    token = _context.set({**_context.get(), **fields})
    try:
        yield
    finally:
        _context.reset(token)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    extra = {k: v for k, v in vars(record).items() if k not in _STANDARD_FIELDS}
    return {
        key: HIDDEN
        if is_secret_key(key)
        else value
        if isinstance(value, int | float)
        else str(value)
        for key, value in {**_context.get(), **extra}.items()
    }


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        clock = datetime.fromtimestamp(record.created, timezone.utc).strftime("%H:%M:%S")
        fields = "".join(f" {key}={value}" for key, value in _fields(record).items())
        line = f"{clock} {record.levelname:<7} {record.getMessage()}{fields}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return redact(line)


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(
            {k: redact(v) if isinstance(v, str) else v for k, v in line.items()},
            ensure_ascii=False,
        )


def configure_logging(
    level: str = "INFO", log_format: LogFormat = "text", stream: TextIO | None = None
) -> None:
    """Sends the log of this package to `stream` (stderr), replacing an earlier configuration."""
    handler = logging.StreamHandler(stream if stream is not None else sys.stderr)
    handler.setFormatter(_JsonFormatter() if log_format == "json" else _TextFormatter())
    logger = logging.getLogger(ROOT)
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False


def get_logger(name: str = ROOT) -> logging.Logger:
    """A logger below the package's own, so that `configure_logging` governs it."""
    return logging.getLogger(
        name if name == ROOT or name.startswith(f"{ROOT}.") else f"{ROOT}.{name}"
    )
