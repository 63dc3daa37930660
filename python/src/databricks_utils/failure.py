"""Describes an exception for people: kind, one sentence, cure; no stack trace, no query plan."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException

from databricks_utils.errors import LakewrightError, in_plan_error, spark_texts
from databricks_utils.java_process import MEMORY_VARIABLE
from databricks_utils.redact import redact

_MEMORY_CURE = (
    f"Give it more: {MEMORY_VARIABLE}=4g on a local machine, a larger node type on Databricks;"
    " or make less at the same time, with --threads 1."
)
_LOG_CURE = (
    "Files of the table's log are missing or changed: restore them, or delete the table's folder,"
    " and its checkpoint if it is a stream, and run again."
)
# What a user can do about the errors of Spark and Delta that pipelines meet most.
HINTS = {
    "TABLE_OR_VIEW_NOT_FOUND": "Run the table it reads first, or check the name.",
    "UNRESOLVED_COLUMN.WITH_SUGGESTION": "Use a column that the frame has.",
    "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION": "Use a column that the frame has.",
    "AMBIGUOUS_REFERENCE": "Select the column from one side of the join, by its alias.",
    "DELTA_SOURCE_TABLE_IGNORE_CHANGES": "The table was overwritten or changed, but a stream"
    " follows only added rows: append to it, read it with from(...), or set skipChangeCommits.",
    "DELTA_SOURCE_IGNORE_DELETE": "Rows of the table were deleted, but a stream follows only added"
    " rows: append to it, read it with from(...), or set skipChangeCommits.",
    "DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE": "The table it reads was recreated: run this"
    " one with --full-refresh, which rebuilds it from all of its sources.",
    "CANNOT_READ_FILE_FOOTER": "A file is damaged: restore it, or remove it from the folder.",
    "MALFORMED_RECORD_IN_PARSING": "A row of the files cannot be read: correct it, or set"
    " on_bad_value='null', 'rescue' or 'quarantine'.",
    "PATH_NOT_FOUND": "Put the files there, or correct the source's path or storage.root.",
    "UNABLE_TO_INFER_SCHEMA": "The folder has no files of this format: put some there.",
    "CAST_INVALID_INPUT": "Use try_cast, or filter out the values that do not fit.",
    "CAST_OVERFLOW": "Use try_cast, or a wider type.",
    "DIVIDE_BY_ZERO": "Use try_divide, or guard the division with when().",
    "ARITHMETIC_OVERFLOW": "Use the try_ form of the function, or a wider type.",
    "NUMERIC_VALUE_OUT_OF_RANGE": "Use a decimal with more digits.",
    "DATATYPE_MISMATCH": "Cast one side so that the types match.",
    "DELTA_NOT_NULL_CONSTRAINT_VIOLATED": "Add a rule for the column, or declare it nullable.",
    "DELTA_VIOLATE_CONSTRAINT_WITH_VALUES": "Add a rule that keeps such rows out.",
    "DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE": "Deduplicate with keep_first.",
    "DELTA_CONCURRENT_APPEND": "Another run changed the table meanwhile: run again.",
    "DELTA_CONCURRENT_WRITE": "Another run changed the table meanwhile: run again.",
    "DELTA_VERSIONS_NOT_CONTIGUOUS": _LOG_CURE,
    "DELTA_TRUNCATED_TRANSACTION_LOG": _LOG_CURE,
    "DELTA_TABLE_NOT_FOUND": _LOG_CURE,
    "DELTA_STATE_RECOVER_ERROR": _LOG_CURE,
    "DELTA_CREATE_TABLE_WITH_NON_EMPTY_LOCATION": _LOG_CURE,
    "INSUFFICIENT_PERMISSIONS": "Ask the owner for the named privilege, or run as a principal"
    " that has it.",
    "UNABLE_TO_ACQUIRE_MEMORY": _MEMORY_CURE,
    "FAILED_READ_FILE": "A data file is missing or damaged: restore it, or rebuild the table.",
}

# Errors of the operating system and of Java have no condition.
_MACHINE = (
    (
        re.compile(r"No space left on device|Disk quota exceeded|File too large"),
        "StorageFullError",
        "the disk is full or the quota is used up",
        "Free some space and run again: the table is not half written.",
    ),
    (
        re.compile(r"Permission denied|AccessDeniedException|Read-only file system"),
        "StorageAccessError",
        "the system denies access",
        "Give the user who runs this read and write access there, then run again.",
    ),
    (
        re.compile(
            r"(?:^|OutOfMemoryError: )(?:Java heap space|GC overhead limit exceeded|Metaspace)\b"
        ),
        "OutOfMemoryError",
        "Java used up its memory",
        _MEMORY_CURE,
    ),
    (
        re.compile(r"Incomplete log file|Failed to read (?:log|offset) file|Incomplete offset"),
        "CheckpointError",
        "the checkpoint of a stream is damaged",
        "Restore its folder; or run the table with --full-refresh, which rebuilds it from all of"
        " its sources.",
    ),
)
_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\]\s*(.*)", re.DOTALL)
# Errors of Spark's CSV reader have no condition.
_HEADER = "CSV header does not conform to the schema"
_HEADER_CURE = (
    "Outside Databricks, a stream needs files with the same columns in the same order: split"
    " the folder, or read all files."
)
_FILE = re.compile(r"CSV file: (\S+)")
_LOG = "_delta_log"
_NOISE = re.compile(r"\s*SQLSTATE: \w{5}.*|;?\s+line \d+ pos \d+.*|;$", re.DOTALL)
_MOST = 600


@dataclass(frozen=True)
class Failure:
    """An exception in the user's terms; `condition` is Spark's name for it, `at` the place."""

    type: str
    message: str
    condition: str | None = None
    hint: str | None = None
    at: str | None = None


def failure_fields(failure: Failure) -> dict[str, str]:
    """A failure as the fields of an event, without unknown ones."""
    return {key: value for key, value in asdict(failure).items() if value is not None}


def describe_failure(error: BaseException, project: Path | None = None) -> Failure:
    """What to tell about an exception; `at` is the last line of the project's code involved."""
    at = _place(error, project)
    if isinstance(error, LakewrightError):
        return Failure(type(error).__name__, redact(error.message), hint=error.hint or None, at=at)
    if isinstance(error, PySparkException | Py4JJavaError):
        return _spark_failure(error, at)
    text = str(error).strip() or type(error).__name__
    if isinstance(error, OSError):
        found = _machine_failure([text], at)
        if found is not None:
            return found
    return Failure(type(error).__name__, _short(text), at=at)


def _spark_failure(error: PySparkException | Py4JJavaError, at: str | None) -> Failure:
    raised = in_plan_error(error)
    if raised is not None:
        message = _short(raised.message)
        return Failure(type(raised).__name__, message, "USER_RAISED_EXCEPTION", raised.cure, at)
    texts = list(spark_texts(error))
    found = _machine_failure(texts, at)
    if found is not None:
        return found
    header = next((text for text in texts if _HEADER in text), None)
    if header is not None:
        place = _FILE.search(header)
        where = f": {place[1]}" if place else ""
        return Failure(
            "SourceError",
            f"a file has a different header from the first one{where}",
            None,
            _HEADER_CURE,
            at,
        )
    # The innermost condition is the cause; those around it only say that a task failed.
    for text in reversed(texts):
        named = _CONDITION.search(text)
        if named and named[1] not in ("FAILED_EXECUTE_UDF", "TASK_WRITE_FAILED"):
            condition = named[1]
            if condition.startswith("MALFORMED_RECORD") and any(_LOG in t for t in texts):
                return Failure(
                    _class_of(error), "the table's log is damaged", condition, _LOG_CURE, at
                )
            hint = HINTS.get(condition) or HINTS.get(condition.split(".")[0])
            return Failure(_class_of(error), _short(named[2]), condition, hint, at)
    return Failure(_class_of(error), _short(texts[-1] if texts else str(error)), at=at)


def _machine_failure(texts: Sequence[str], at: str | None) -> Failure | None:
    """What the disk or the system refused, with the words that name the file."""
    for text in reversed(texts):
        for pattern, kind, what, cure in _MACHINE:
            if pattern.search(text):
                return Failure(kind, f"{what}: {_short(text)}", None, cure, at)
    return None


def _class_of(error: BaseException) -> str:
    if isinstance(error, Py4JJavaError):
        return str(error.java_exception.getClass().getSimpleName())
    return type(error).__name__


def _short(text: str) -> str:
    """The first paragraph in one line, without SQL states, positions, stacks and secrets."""
    head = re.split(r"\n\s*at |\n== |\n\n|JVM stacktrace", text.strip(), maxsplit=1)[0]
    line = redact(" ".join(_NOISE.sub("", head).split()))
    return line if len(line) <= _MOST else line[: _MOST - 3] + "..."


def _place(error: BaseException, project: Path | None) -> str | None:
    if project is None:
        return None
    root = project.resolve()
    place = None
    for frame in traceback.extract_tb(error.__traceback__):
        file = Path(frame.filename)
        if file.is_absolute() and file.is_relative_to(root):
            relative = file.relative_to(root)
            if "site-packages" not in relative.parts:
                place = f"{relative.as_posix()}:{frame.lineno}"
    return place
