"""Quoting of SQL identifiers and texts, the only place that does it."""

from __future__ import annotations

import hashlib
import re

from pyspark.sql import Column
from pyspark.sql import functions as F


def quote(identifier: str) -> str:
    """An identifier in backticks: a`b becomes `a``b`."""
    return "`" + identifier.replace("`", "``") + "`"


def qualified(*parts: str) -> str:
    """A name of several parts, each quoted: `a`.`b`.`c`."""
    return ".".join(quote(part) for part in parts)


_PART = r"`(?:[^`]|``)+`|[^.`]+"


def name_parts(name: str) -> list[str]:
    """The parts of a.`b.c`.d, without their backticks; of what is no name, none."""
    if not re.fullmatch(rf"(?:{_PART})(?:\.(?:{_PART}))*", name):
        return []
    return [p[1:-1].replace("``", "`") if p[0] == "`" else p for p in re.findall(_PART, name)]


def column(name: str, of: str = "") -> Column:
    """The top-level column of exactly this name, whatever characters it has."""
    return F.col(f"{of}.{quote(name)}" if of else quote(name))


def sql_text(text: str) -> str:
    """A SQL literal: it's becomes 'it\\'s'; backslashes are escaped as Spark reads them."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def format_safe(sql: str) -> str:
    """SQL text with braces doubled, for `spark.sql(text, **frames)`, which formats it."""
    return sql.replace("{", "{{").replace("}", "}}")


def local_identifier(name: str) -> str:
    """The name open-source Spark accepts in its catalog: letters of ASCII, digits, underscores.

    Any other name gets its odd characters replaced and a short hash, so that two names never meet.
    """
    if re.fullmatch(r"[A-Za-z0-9_]+", name):
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9_]', '_', name)}_{digest}"
