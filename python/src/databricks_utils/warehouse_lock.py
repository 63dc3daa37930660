"""One process at a time on a local warehouse."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TextIO

from databricks_utils.errors import WarehouseLockedError

LOCK_FILE = ".lock"

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: TextIO) -> None:
        file.seek(1 << 20)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)

else:
    import fcntl

    def _try_lock(file: TextIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class WarehouseLock:
    """A lock of the operating system on `<warehouse>/.lock`, which holds the owner's pid.

    The system frees it when its process ends, however it ends: a lock is never stale, and the pid
    is there only for the message.
    """

    def __init__(self, warehouse: Path) -> None:
        """Takes the lock, or raises WarehouseLockedError at once."""
        warehouse.mkdir(parents=True, exist_ok=True)
        path = warehouse / LOCK_FILE
        self._file = path.open("a+", encoding="utf-8")
        try:
            _try_lock(self._file)
        except OSError:
            self._file.seek(0)
            owner = self._file.read().strip()
            self._file.close()
            raise WarehouseLockedError(
                f"another run is using {warehouse}" + (f" (process {owner})" if owner else ""),
                hint="Wait until it has ended, or stop it; then run again.",
            ) from None
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Frees the lock; the file stays, because deleting it would let two processes in."""
        self._file.close()
