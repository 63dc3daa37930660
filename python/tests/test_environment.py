"""Detection of the environment."""

from __future__ import annotations

import pytest

from databricks_utils import ConfigurationError, detect_environment, on_databricks


def test_the_argument_wins_over_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAKEWRIGHT_ENV", "lab")
    assert detect_environment("dev") == "dev"
    assert detect_environment() == "lab"


def test_what_other_tools_call_the_environment_counts_where_it_is_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENV", "/etc/profile")
    assert detect_environment() == "local"
    monkeypatch.setenv("ENV", "dev")
    assert detect_environment() == "dev"
    monkeypatch.setenv("LAKEWRIGHT_ENV", "lab")
    assert detect_environment() == "lab"


def test_a_laptop_is_local() -> None:
    assert detect_environment() == "local"
    assert not on_databricks()


def test_on_databricks_the_environment_must_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABRICKS_RUNTIME_VERSION", "17.3")
    with pytest.raises(ConfigurationError, match="must be named"):
        detect_environment()
    assert detect_environment("prod") == "prod"
