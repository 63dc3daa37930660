"""What all kinds of rules share: severity, limits, and checks of their options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from databricks_utils.errors import PipelineError
from databricks_utils.suggest import did_you_mean

OnViolation = Literal["warn", "drop", "quarantine", "fail"]
Severity = Literal["low", "medium", "high", "critical"]
NullsMeaning = Literal["violate", "pass"]


@dataclass(frozen=True)
class Percent:
    """A percentage; of rows, at most 100."""

    value: float

    def __post_init__(self) -> None:
        if not self.value >= 0:
            raise PipelineError(f"{self.value} percent is impossible", hint="Give 0 or more.")


Threshold = Percent | int


def check_option(rule: str, option: str, value: str, known: Sequence[str]) -> None:
    """Raises PipelineError if an option of a rule has an unknown value."""
    if value not in known:
        raise PipelineError(
            f'the rule "{rule}" has {option}="{value}"',
            hint=did_you_mean(str(value), known, f"Known values: {', '.join(known)}."),
        )


def check_threshold(rule: str, threshold: object) -> None:
    """Raises PipelineError if a limit is neither a number of rows nor a share of them."""
    if isinstance(threshold, Percent) and threshold.value > 100:
        raise PipelineError(
            f'the rule "{rule}" has fail_above=Percent({threshold.value}), more than all rows',
            hint="Give 0 to 100.",
        )
    fits = threshold is None or isinstance(threshold, Percent)
    if not fits and (
        isinstance(threshold, bool) or not isinstance(threshold, int) or threshold < 0
    ):
        raise PipelineError(
            f'the rule "{rule}" has fail_above={threshold!r}',
            hint="Give a number of rows, or Percent(5) for a share of them.",
        )


def check_columns(rule: str, columns: Sequence[str]) -> None:
    """Raises PipelineError if a rule that needs names of columns has none."""
    if not columns or isinstance(columns, str):
        raise PipelineError(f'the rule "{rule}" has no columns', hint="Give a list of names.")
