"""The structured log."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from databricks_utils import configure_logging, get_logger, log_context


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    yield stream
    configure_logging("WARNING")


def test_a_text_line_has_level_message_and_context(stream: io.StringIO) -> None:
    configure_logging("INFO", "text", stream)
    with log_context(run_id="r1", table="silver.flights"):
        get_logger("x").info("wrote %d rows", 3)
    assert stream.getvalue().endswith("INFO    wrote 3 rows run_id=r1 table=silver.flights\n")


def test_a_json_line_is_one_object(stream: io.StringIO) -> None:
    configure_logging("INFO", "json", stream)
    with log_context(run_id="r1"):
        get_logger("x").warning('a "quoted"\nline', extra={"rows": 5})
    line = json.loads(stream.getvalue())
    assert line["message"] == 'a "quoted"\nline'
    assert (line["level"], line["run_id"], line["rows"]) == ("WARNING", "r1", 5)
    assert stream.getvalue().count("\n") == 1


def test_context_ends_with_its_block(stream: io.StringIO) -> None:
    configure_logging("INFO", "json", stream)
    with log_context(a="1"), log_context(b="2"):
        pass
    get_logger("x").info("after")
    assert not {"a", "b"} & set(json.loads(stream.getvalue()))


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_secrets_are_hidden_everywhere(stream: io.StringIO, log_format: str) -> None:
    configure_logging("INFO", "json" if log_format == "json" else "text", stream)
    secret = "dapi0123456789abcdef"
    with log_context(where=secret):
        try:
            raise ValueError(f"bad {secret}")
        except ValueError:
            get_logger("x").exception("failed with %s", secret, extra={"token": "plain"})
    assert secret not in stream.getvalue()
    assert "plain" not in stream.getvalue()


def test_lines_below_the_level_are_left_out(stream: io.StringIO) -> None:
    configure_logging("ERROR", "text", stream)
    get_logger("x").warning("no")
    assert stream.getvalue() == ""
