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
    """The parts of a.`b.c`.d, without their backticks; none if it is not a name."""
    if not re.fullmatch(rf"(?:{_PART})(?:\.(?:{_PART}))*", name):
        return []
    return [p[1:-1].replace("``", "`") if p[0] == "`" else p for p in re.findall(_PART, name)]


def column(name: str, of: str = "") -> Column:
    """The top-level column of exactly this name, whatever characters it has."""
    return F.col(f"{of}.{quote(name)}" if of else quote(name))


# What is written as an escape: quotes and backslashes; control, invisible and direction-changing
# characters and lone surrogates; `${`, which Spark's variable substitution reads even inside a
# text; and `{{`. The same as in TypeScript: test/utils/sql-text.cases.json checks both.
_ESCAPED = re.compile(
    r"['\\]|\$(?=\{)|\{(?=\{)"
    r"|[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f]"
    r"|[\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_SHORT = {"'": "\\'", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def sql_text(text: str) -> str:
    """A SQL literal: it's becomes 'it\\'s'; what Spark or a tool would read is escaped."""
    return f"'{_ESCAPED.sub(_escape, text)}'"


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def format_safe(sql: str) -> str:
    """SQL text with braces doubled, for `spark.sql(text, **frames)`, which formats it."""
    return sql.replace("{", "{{").replace("}", "}}")


def local_identifier(name: str) -> str:
    """The name open-source Spark accepts in its catalog: ASCII letters, digits, underscores.

    In any other name, odd characters are replaced and a short hash is added, so that no two names
    collide.
    """
    if re.fullmatch(r"[A-Za-z0-9_]+", name):
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9_]', '_', name)}_{digest}"
