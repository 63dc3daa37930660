"""The errors a user can cause. Each says what went wrong, and its hint says how to cure it.

All are a `LakewrightError`, with `message` and `hint`; some carry more details:

    from pathlib import Path
    from databricks_utils import load_config
    from databricks_utils.errors import ConfigurationError

    try:
        load_config("prod", Path("nowhere"))
    except ConfigurationError as error:
        for problem in error.problems:
            print(problem.file, problem.key, problem.cause, problem.cure)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import Column
from pyspark.sql import functions as F

if TYPE_CHECKING:
    from databricks_utils.rules.quality import RowCounts

# What a call into Spark may raise: Java errors that PySpark does not know remain Py4J errors.
SPARK_ERRORS = (PySparkException, Py4JError)


class LakewrightError(Exception):
    """Base of all errors of this package: `message` is the cause, `hint` the cure."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class ConfigurationProblem:
    """One mistake in the configuration: where it is, what is wrong, how to cure it."""

    file: str
    key: str
    cause: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.key}" if self.key else self.file
        return f"{place}: {self.cause}\n    {self.cure}"


class ConfigurationError(LakewrightError):
    """The configuration is wrong; `problems` lists every mistake found."""

    def __init__(self, problems: Sequence[ConfigurationProblem]) -> None:
        self.problems = tuple(problems)
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"the configuration has {count}:\n{lines}")


class SessionError(LakewrightError):
    """Spark could not be started or does not fit what was asked for."""


class JavaEndedError(SessionError):
    """Java, which does the work of a local session, ended in the middle of it."""


class WarehouseLockedError(SessionError):
    """Another process works on the local warehouse."""


class PipelineError(LakewrightError):
    """A pipeline is declared wrongly."""


class CheckpointError(LakewrightError):
    """What a stream remembers of its last run is missing, or there is nowhere to keep it."""


class SourceError(LakewrightError):
    """A source cannot be read as declared."""


class SchemaMismatchError(LakewrightError):
    """Columns are not those declared; `differences` lists every one."""

    def __init__(self, table: str, differences: Sequence[str], *, hint: str) -> None:
        self.table = table
        self.differences = tuple(differences)
        lines = "".join(f"\n  {difference}" for difference in differences)
        super().__init__(f"{table} does not have the declared columns:{lines}", hint=hint)


class MergeKeyError(LakewrightError):
    """Rows cannot be merged: their keys are NULL or not unique."""


class SnapshotError(LakewrightError):
    """A snapshot is empty, has rows of several moments, or is older than the table."""


class ConcurrentWriteError(LakewrightError):
    """Another run is writing the same table."""


class WritePermissionError(LakewrightError):
    """The user who runs this may not write the table."""


class QualityError(LakewrightError):
    """Rules forbid the write; `breaches` lists every one."""

    def __init__(self, table: str, breaches: Sequence[str]) -> None:
        self.table = table
        self.breaches = tuple(breaches)
        # What was counted, for whoever reports the run.
        self.counts: RowCounts | None = None
        lines = "".join(f"\n  {breach}" for breach in breaches)
        super().__init__(
            f"{table} was not written, because its rules forbid it:{lines}",
            hint="Correct the input, or change the rule's on_violation or fail_above.",
        )


class ConservationError(LakewrightError):
    """The rows counted do not add up: rows would have been lost or invented."""


class InPlanError(LakewrightError):
    """An error that Spark raises while it computes rows, by `raise_in_plan`.

    Spark wraps it in an exception of its own; `write_table` and whatever runs inside of
    `in_plan_errors()` raise it as it is.
    """

    cure = ""


class AmbiguousRowError(InPlanError):
    """Several different rows are equally good candidates for the one to keep."""

    cure = "Add a column to the order that breaks the tie, or use ties='compare-all'."


class FanOutError(InPlanError):
    """A row matches more than one row of a table that should have one match at most."""

    cure = "Deduplicate the right side on the join keys, or do not expect a single match."


class BadValueError(InPlanError):
    """A value of a source cannot be read as its column's type."""

    cure = "Correct the file, or set on_bad_value='null' or 'rescue', or declare another type."


class NullValueError(InPlanError):
    """A column declared NOT NULL has a NULL."""

    cure = "Filter or fill the NULLs, or declare the column nullable."


class ReplaceWhereError(InPlanError):
    """A row is not among those that the write replaces."""

    cure = "Filter the rows by the condition of replaceWhere, or widen the condition."


class UnrepeatableInputError(InPlanError):
    """Rows that had to be read several times were different each time."""

    cure = "Make the input repeatable: no rand(), no limit without order, no clock in a condition."


IN_PLAN_ERRORS: dict[str, type[InPlanError]] = {
    error.__name__: error
    for error in (
        AmbiguousRowError,
        FanOutError,
        BadValueError,
        NullValueError,
        ReplaceWhereError,
        UnrepeatableInputError,
    )
}

# A failed stream shows its plan, which includes the texts of all expressions that could fail.
_IN_PLAN = re.compile(
    rf"\[({'|'.join(IN_PLAN_ERRORS)})\](?! ,)\s*(.*?)\s*(?:SQLSTATE: |$)", re.DOTALL
)


@contextmanager
def in_plan_errors() -> Iterator[None]:
    """Raises errors of plans as their own classes, instead of Spark's exception.

    from databricks_utils import FanOutError, in_plan_errors, join_one

    try:
        with in_plan_errors():
            join_one(orders, customers, ["customer_id"]).count()
    except FanOutError as error:
        print(error.message, error.hint)
    """
    try:
        yield
    except SPARK_ERRORS as error:
        found = in_plan_error(error)
        if found is None:
            raise
        raise found from error


def in_plan_error(error: PySparkException | Py4JError) -> InPlanError | None:
    """The error of a plan that Spark's exception wraps."""
    for text in spark_texts(error):
        found = _IN_PLAN.search(text)
        if found:
            kind = IN_PLAN_ERRORS[found[1]]
            return kind(found[2], hint=kind.cure)
    return None


def spark_texts(error: PySparkException | Py4JError) -> Iterator[str]:
    """The messages of the exception and of its Java causes, outermost first."""
    cause: Any
    if isinstance(error, Py4JJavaError):
        cause = error.java_exception
    else:
        yield str(error)
        cause = getattr(error, "_origin", None)
    for _ in range(20):
        if cause is None:
            return
        text = cause.getMessage()
        if text:
            yield str(text)
        cause = cause.getCause()


def raise_in_plan(error: type[InPlanError], message: Column) -> Column:
    """An expression that fails the query with `error` where it is evaluated.

    Spark reports it as USER_RAISED_EXCEPTION; the class is named in brackets before the message, so
    that `describe_failure` can restore type and cure.
    """
    return F.raise_error(F.concat(F.lit(f"[{error.__name__}] "), message))
