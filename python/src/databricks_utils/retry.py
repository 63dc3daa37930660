"""Retries a function that fails for transient reasons."""

from __future__ import annotations

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger(__name__)


def retry(
    attempts: int = 3,
    delay: float = 1.0,
    factor: float = 2.0,
    on: tuple[type[Exception], ...] = (Exception,),
    jitter: float = 0.1,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Calls again after an error of the kinds in `on`, at most `attempts` times in all.

    Waits `delay` seconds, then `factor` times as long each time, varied by `jitter` (0.1 is up to
    10 percent more). The last error is raised as it is.
    """
    if attempts < 1:
        raise ValueError(f"attempts must be at least 1, not {attempts}")

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            wait = delay
            for attempt in range(1, attempts):
                try:
                    return function(*args, **kwargs)
                except on as error:
                    pause = wait * (1 + random.uniform(0, jitter))
                    log.warning(
                        "%s failed (attempt %d of %d), retrying in %.1f s: %s",
                        getattr(function, "__qualname__", repr(function)),
                        attempt,
                        attempts,
                        pause,
                        error,
                    )
                    time.sleep(pause)
                    wait *= factor
            return function(*args, **kwargs)

        return call

    return decorate
