"""One text for each row content: equal rows give equal texts, different rows different ones."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

from databricks_utils.naming import column, quote, sql_text

# to_json cuts timestamps to milliseconds and writes them in the session's zone unless told.
_OPTIONS = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
    "timeZone": "UTC",
}


def canonical_text(columns: Sequence[str]) -> Column:
    """The columns as JSON, also of types that Spark neither compares nor hashes, such as maps."""
    return F.to_json(F.struct(*[column(name) for name in columns]), _OPTIONS)


def digest(columns: Sequence[str]) -> Column:
    """SHA-256 of the canonical text."""
    return F.sha2(canonical_text(columns), 256)


def digest_sql(columns: Sequence[str]) -> str:
    """As `digest`, in SQL, for statements that have no columns of Python."""
    options = ", ".join(f"{sql_text(key)}, {sql_text(value)}" for key, value in _OPTIONS.items())
    values = ", ".join(quote(name) for name in columns)
    return f"sha2(to_json(struct({values}), map({options})), 256)"
