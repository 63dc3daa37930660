"""What the short suite leaves to the long one, and the seed of what it draws."""

from __future__ import annotations

import os
import random

import pytest

# The long suite draws many more cases of the same laws.
FULL = os.environ.get("LAKEWRIGHT_TEST_FULL") == "1"
# Laws whose many writes take minutes.
LONG = pytest.mark.skipif(not FULL, reason="minutes of writes: npm run test:full")
# LAKEWRIGHT_SEED repeats a run; the processes of one run inherit it.
SEED = int(os.environ.get("LAKEWRIGHT_SEED") or random.randrange(1_000_000))
os.environ["LAKEWRIGHT_SEED"] = str(SEED)
# Which third of the costly tests a run of `npm test` takes; pytest alone takes all.
_TURN = os.environ.get("LAKEWRIGHT_TEST_TURN") or "all"
if _TURN not in ("0", "1", "2", "all"):
    raise ValueError(f"LAKEWRIGHT_TEST_TURN is {_TURN}, and must be 0, 1, 2 or all")


def turn(of: int) -> pytest.MarkDecorator:
    """Tests of many writes, or that start Spark: each belongs to one of three runs."""
    skipped = not FULL and _TURN not in ("all", str(of))
    return pytest.mark.skipif(skipped, reason=f"costly, in another run: LAKEWRIGHT_TEST_TURN={of}")
