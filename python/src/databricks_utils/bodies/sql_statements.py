"""Splits a text of SQL into statements, as far as quotes and comments go."""

from __future__ import annotations

import re

# Comments, strings and quoted names, which may hold anything; an unclosed one runs to the end.
_OPAQUE = re.compile(
    r"""--[^\n]*|/\*.*?(?:\*/|\Z)"""
    r"""|'(?:[^'\\]|\\.|'')*(?:'|\Z)|"(?:[^"\\]|\\.|"")*(?:"|\Z)|`(?:[^`]|``)*(?:`|\Z)""",
    re.DOTALL,
)
_CLUSTER_BY_AUTO = re.compile(r"\bCLUSTER\s+BY\s+AUTO\b", re.IGNORECASE)


def statements(text: str) -> list[str]:
    """The statements of a text, without comments and semicolons; empty ones are left out."""
    found: list[str] = []
    current: list[str] = []
    for piece, is_opaque in _pieces(text):
        if is_opaque:
            current.append(" " if piece.startswith(("--", "/*")) else piece)
            continue
        first, *others = piece.split(";")
        current.append(first)
        for other in others:
            found.append("".join(current))
            current = [other]
    found.append("".join(current))
    return [statement.strip() for statement in found if statement.strip()]


def without_cluster_by_auto(statement: str) -> tuple[str, bool]:
    """The statement without this clause, which only Databricks knows, and whether it had one."""
    parts: list[str] = []
    had = False
    for piece, is_opaque in _pieces(statement):
        if not is_opaque:
            piece, count = _CLUSTER_BY_AUTO.subn("", piece)
            had = had or count > 0
        parts.append(piece)
    return "".join(parts), had


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The text in pieces: the opaque ones, and what is between them."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in _OPAQUE.finditer(text):
        pieces += [(text[at : found.start()], False), (found[0], True)]
        at = found.end()
    pieces.append((text[at:], False))
    return pieces
