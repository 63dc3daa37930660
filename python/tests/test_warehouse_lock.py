"""One process at a time on a warehouse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from databricks_utils import WarehouseLockedError
from databricks_utils.warehouse_lock import LOCK_FILE, WarehouseLock

HOLD = """
import sys, time
from pathlib import Path
from databricks_utils.warehouse_lock import WarehouseLock
lock = WarehouseLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


def hold(warehouse: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(warehouse)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_told_who_holds_it_and_a_killed_one_frees_it(tmp_path: Path) -> None:
    process = hold(tmp_path)
    try:
        with pytest.raises(WarehouseLockedError, match=f"process {process.pid}"):
            WarehouseLock(tmp_path)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    WarehouseLock(tmp_path).release()


def test_a_file_left_behind_locks_nothing(tmp_path: Path) -> None:
    (tmp_path / LOCK_FILE).write_text("1")
    lock = WarehouseLock(tmp_path)
    assert (tmp_path / LOCK_FILE).read_text() == str(os.getpid())
    lock.release()
    WarehouseLock(tmp_path).release()
