"""Events are lines for every reader."""

from __future__ import annotations

import io
import json
import math

import pytest

from databricks_utils.events import write_event
from databricks_utils.failure import Failure
from databricks_utils.runs.outcome import RuleOutcome, TableOutcome
from databricks_utils.runs.reporters import JsonReporter


@pytest.mark.parametrize("text", ["a\u2028b", "a\u2029b", "a\x85b", "a\nb\r", "\U0001f600\ud800"])
def test_whatever_an_event_holds_it_is_one_line(text: str) -> None:
    stream = io.StringIO()
    write_event(stream, "said", text=text, nothing=None)
    JsonReporter(stream).run_finished("failed", Failure("X", text))
    first, second = stream.getvalue().splitlines()
    assert json.loads(first) == {"event": "said", "text": text}
    assert json.loads(second)["error"]["message"] == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_no_reader_of_json_can_read_is_not_written(value: float) -> None:
    stream = io.StringIO()
    rules = [RuleOutcome("r", 1, "warn", value=value)]
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_event(stream, "said", rows=[[value]])
    with pytest.raises(ValueError, match="not JSON compliant"):
        JsonReporter(stream).table_finished(TableOutcome("a.b", "succeeded", rules=rules))
    assert stream.getvalue() == ""
