"""Retries."""

from __future__ import annotations

from functools import partial

import pytest

from databricks_utils import retry


class Flaky:
    """Fails so many times, then gives its calls."""

    def __init__(self, failures: int, error: type[Exception] = OSError) -> None:
        self.failures, self.error, self.calls = failures, error, 0

    def __call__(self) -> int:
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error("no")
        return self.calls


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


def call(flaky: Flaky, **options: object) -> int:
    @retry(**options)  # type: ignore[arg-type]
    def function() -> int:
        return flaky()

    return function()


def test_it_calls_again_and_waits_longer_each_time(waits: list[float]) -> None:
    assert call(Flaky(2), attempts=3, delay=1.0, factor=2.0, jitter=0.0) == 3
    assert waits == [1.0, 2.0]


def test_the_last_error_is_raised_as_it_is(waits: list[float]) -> None:
    flaky = Flaky(5)
    with pytest.raises(OSError, match="no"):
        call(flaky, attempts=3, jitter=0.5)
    assert flaky.calls == 3
    assert 1.0 <= waits[0] <= 1.5


def test_a_callable_without_a_name_is_called_again(waits: list[float]) -> None:
    named = retry(attempts=2, jitter=0.0)
    assert named(partial(Flaky(1)))() == 2
    assert len(waits) == 1


def test_other_errors_are_not_retried() -> None:
    flaky = Flaky(1, KeyError)
    with pytest.raises(KeyError):
        call(flaky, on=(OSError,))
    assert flaky.calls == 1


def test_no_attempt_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        retry(attempts=0)
