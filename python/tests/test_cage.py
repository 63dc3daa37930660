"""A cage ends with its program, holds its limits, and says why where it cannot be made."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from databricks_utils import cage

CAGE = str(Path(cage.__file__))


def spec(**more: Any) -> str:
    fields: dict[str, Any] = {
        "show": [],
        "env": {"PATH": "/usr/bin:/bin"},
        "cwd": "/tmp/home",
        "memory": 1 << 30,
        "disk": 1 << 20,
        "processes": 500,
        "cpu": 20,
    }
    return json.dumps({**fields, **more})


def run(*command: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-S", CAGE, spec(**more), *command],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def why_not() -> str:
    if sys.platform != "linux":
        return f"there is no cage for {sys.platform}"
    tried = run("/bin/true")
    return "" if tried.returncode == 0 else tried.stderr.strip()


WHY_NOT = why_not()
caged = pytest.mark.skipif(WHY_NOT != "", reason=WHY_NOT or "there is one")


@caged
def test_it_ends_as_its_program_does() -> None:
    assert run("/bin/ls", "/nowhere").returncode == 2
    assert run("/bin/echo", "said").stdout == "said\n"


@caged
def test_a_program_that_is_not_there_is_named() -> None:
    tried = run("/bin/not-there")
    assert tried.returncode == cage.CANNOT
    assert "not-there" in tried.stderr or "No such file" in tried.stderr


@caged
def test_only_what_is_shown_is_seen(tmp_path: Path) -> None:
    (tmp_path / "shown").mkdir()
    (tmp_path / "shown" / "a").write_text("a")
    (tmp_path / "hidden").write_text("b")
    shown = [f"{tmp_path}/shown"]
    assert run("/bin/ls", str(tmp_path), show=shown).stdout == "shown\n"
    assert run("/bin/cat", f"{tmp_path}/shown/a", show=shown).stdout == "a"
    written = run("/bin/touch", f"{tmp_path}/shown/b", show=shown)
    assert written.returncode != 0
    assert not (tmp_path / "shown" / "b").exists()


@caged
def test_only_folders_of_the_system_are_seen_unasked() -> None:
    seen = set(run("/bin/ls", "/").stdout.split())
    for place in sorted(seen - cage._SYSTEM - {"tmp"}):
        if Path(f"/{place}").is_dir():
            assert run("/bin/ls", "-A", f"/{place}").stdout == "", place


@caged
def test_what_is_to_be_hidden_is(tmp_path: Path) -> None:
    # Any folder that is visible otherwise, and may be mounted over.
    hidden = "/usr/share"
    assert run("/bin/ls", hidden).stdout != ""
    assert run("/bin/ls", hidden, hide=[hidden, str(tmp_path)]).stdout == ""


@caged
def test_it_has_the_environment_that_was_given_and_no_rights() -> None:
    tried = run("/usr/bin/env", env={"A": "1"})
    assert tried.stdout == "A=1\n"
    assert "CapBnd:\t0000000000000000" in run("/bin/cat", "/proc/self/status").stdout
    assert run("/bin/mount", "-o", "remount,rw", "/").returncode != 0


@caged
def test_time_and_disk_have_limits() -> None:
    start = time.monotonic()
    assert run("/bin/sleep", "60", wall=1).returncode == cage.TIMED_OUT
    assert time.monotonic() - start < 20
    full = run("/bin/dd", "if=/dev/zero", "of=/tmp/home/big", "bs=1000000", "count=5")
    assert full.returncode != 0


# A program, and the child that it starts.
TWO = ["/usr/bin/timeout", "987654", "/bin/sleep", "987654"]


@caged
def test_nothing_outlives_it(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", CAGE, spec(), *TWO]
    process = subprocess.Popen(command)
    try:
        assert _until(lambda: _sleepers() == 2)
    finally:
        process.kill()
        process.wait()
    assert _until(lambda: _sleepers() == 0)


def _until(holds: Any) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False


def _sleepers() -> int:
    lines = {b"".join(part.encode() + b"\0" for part in line) for line in (TWO, TWO[2:])}
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            found += (folder / "cmdline").read_bytes() in lines
        except OSError:
            continue
    return found


@caged
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    tried = run("/bin/true", show=[f"{tmp_path}/gone"])
    assert tried.returncode == cage.CANNOT
    assert "gone" in tried.stderr
