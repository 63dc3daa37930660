"""`python -I cage.py SPEC COMMAND...`: runs a program in a sandbox, on Linux, without root.

Inside there is no network but the loopback, and no process but its own. Besides the system's own
folders it sees only what SPEC shows. It can write only to its own `/tmp`, which is in memory and
disappears with it. Limits hold. SPEC is JSON, see `Spec`. Exits as the program does; if the sandbox
cannot be created, with status 126 and one line that says why, and nothing is run.

Only the standard library of Python 3.10 is used: it runs before everything else.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Callable
from fcntl import ioctl
from pathlib import Path
from typing import Any, NoReturn

# <sched.h>, <sys/mount.h>, <linux/mount.h>, <sys/prctl.h>, <net/if.h>
_NAMESPACES = 0x10000000 | 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000 | 0x20000000
_BIND, _REC, _PRIVATE, _NOSUID, _NODEV = 4096, 16384, 1 << 18, 2, 4
_SYS_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE, _ATTR_RDONLY = 442, -100, 0x8000, 1
_SET_PDEATHSIG, _CAPBSET_DROP, _SET_NO_NEW_PRIVS = 1, 24, 38
_LAST_CAPABILITY = 40
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 1

# Where programs and their settings are. `/opt` may hold Java or Python with all that they need.
_SYSTEM = frozenset(
    {
        "bin",
        "dev",
        "etc",
        "lib",
        "lib32",
        "lib64",
        "libx32",
        "nix",
        "opt",
        "proc",
        "sbin",
        "snap",
        "sys",
        "usr",
        "var",
    }
)

CANNOT = 126
TIMED_OUT = 124
# Kernels before 6.14 have no such limit per sandbox, and RLIMIT_NPROC does not bind root.
_MOST_PROCESSES = "/proc/sys/kernel/pid_max"

_libc = ctypes.CDLL(None, use_errno=True)


class CageError(Exception):
    """The sandbox cannot be created; the message says which step failed."""


class Spec:
    """What a sandbox shows, and its limits.

    `show` lists folders and files that can be read although they lie in a hidden place, `hide` more
    such places; `env` is the whole environment; `cwd` the folder in which the program starts. Sizes
    are bytes, times seconds.
    """

    def __init__(self, fields: dict[str, Any]) -> None:
        self.show: list[str] = fields["show"]
        self.hide: list[str] = fields.get("hide", [])
        self.env: dict[str, str] = fields["env"]
        self.cwd: str = fields["cwd"]
        self.memory: int = fields["memory"]
        self.disk: int = fields["disk"]
        self.processes: int = fields["processes"]
        self.cpu: int = fields["cpu"]
        self.wall: int | None = fields.get("wall")


def main(argv: list[str]) -> int:
    """Creates the sandbox, and runs the program in it."""
    spec = Spec(json.loads(argv[0]))
    try:
        enter(spec)
    except (CageError, OSError) as error:
        print(f"cage: {error}", file=sys.stderr)
        return CANNOT
    child = os.fork()
    if child == 0:
        _run(spec, argv[1:])
    return _watch(child, spec.wall)


def _watch(child: int, wall: int | None) -> int:
    """Waits for the program; whatever ends this process ends the program, too."""
    timed_out = False

    def end(number: int, _frame: object) -> None:
        nonlocal timed_out
        timed_out = timed_out or number == signal.SIGALRM
        os.kill(child, signal.SIGKILL)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
        signal.signal(number, end)
    if wall is not None:
        signal.alarm(wall)
    _, status = os.waitpid(child, 0)
    if timed_out:
        return TIMED_OUT
    return (
        os.waitstatus_to_exitcode(status) % 256
        if os.WIFEXITED(status)
        else 128 + os.WTERMSIG(status)
    )


def _run(spec: Spec, command: list[str]) -> NoReturn:
    """The first process of the sandbox, which ends with it."""
    try:
        _call("prctl", _SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != 0:
            raise CageError("the parent process is gone")
        _mount("proc", "/proc", "proc", _NOSUID | _NODEV)
        _limit(spec)
        _seal()
        os.chdir(spec.cwd)
        os.execve(command[0], command, spec.env)
    except (CageError, OSError) as error:
        print(f"cage: {error}", file=sys.stderr)
    os._exit(CANNOT)


def enter(spec: Spec) -> None:
    """Moves this process into new namespaces; the sandbox's own processes are its children."""
    uid, gid = os.getuid(), os.getgid()
    _call("unshare", _NAMESPACES)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")
    _loopback()
    _mount("none", "/", None, _REC | _PRIVATE)
    # In this namespace, as only its own can be mounted; before they are hidden.
    shown = [(path, os.open(path, os.O_PATH)) for path in dict.fromkeys(spec.show)]
    for hidden in _hidden(spec.hide):
        size = spec.disk if hidden == "/tmp" else 1 << 20
        _mount("tmpfs", hidden, "tmpfs", _NOSUID | _NODEV, f"size={size},mode=0755")
    for path, descriptor in shown:
        _show(path, descriptor)
    Path("/tmp/home").mkdir()
    _read_only("/")
    _read_only("/tmp", recursive=False, undo=True)


def _hidden(hide: list[str]) -> list[str]:
    """Where private data may be: all but the system's own folders; the outermost first."""
    own = [str(place) for place in Path("/").iterdir() if place.name not in _SYSTEM]
    places = ["/tmp", *own, "/var/tmp", "/dev/shm", str(Path("~").expanduser()), *hide]
    found: list[str] = []
    for place in (Path(p).resolve() for p in places):
        is_system = len(place.parts) < 3 and (place == Path("/") or place.name in _SYSTEM)
        if place.is_dir() and not is_system and not any(place.is_relative_to(p) for p in found):
            found.append(str(place))
    return found


def _show(path: str, descriptor: int) -> None:
    """Puts a folder or file back where it was, if it is hidden now."""
    place, source = Path(path), Path(f"/proc/self/fd/{descriptor}")
    if place.exists() and os.path.samestat(place.stat(), os.fstat(descriptor)):
        return
    if source.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    _mount(str(source), path, None, _BIND | _REC)


def _limit(spec: Spec) -> None:
    with _quietly():
        _write(_MOST_PROCESSES, str(max(spec.processes, 400)))
    for kind, most in (
        (resource.RLIMIT_NPROC, spec.processes),
        (resource.RLIMIT_DATA, spec.memory),
        (resource.RLIMIT_FSIZE, spec.disk),
        (resource.RLIMIT_CPU, spec.cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))


def _seal() -> None:
    """No program that is started from here on may gain more rights than this user."""
    for capability in range(_LAST_CAPABILITY + 1):
        with _quietly():
            _call("prctl", _CAPBSET_DROP, capability, 0, 0, 0)
    _call("prctl", _SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", ioctl(control, _GET_FLAGS, asked))[1]
        ioctl(control, _SET_FLAGS, struct.pack("16sH14x", b"lo", flags | _UP))


def _read_only(path: str, *, recursive: bool = True, undo: bool = False) -> None:
    attributes = (0, _ATTR_RDONLY, 0, 0) if undo else (_ATTR_RDONLY, 0, 0, 0)
    packed = struct.pack("QQQQ", *attributes)
    flags = _AT_RECURSIVE if recursive else 0
    where = ctypes.c_char_p(path.encode())
    size = ctypes.c_size_t(len(packed))
    _call("syscall", _SYS_MOUNT_SETATTR, _AT_FDCWD, where, flags, packed, size)


def _mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    _call(
        "mount",
        source.encode(),
        target.encode(),
        None if kind is None else kind.encode(),
        ctypes.c_ulong(flags),
        data.encode(),
        about=target,
    )


def _call(name: str, *args: object, about: str = "") -> None:
    function: Callable[..., int] = getattr(_libc, name)
    if function(*args) != 0:
        number = ctypes.get_errno()
        raise CageError(" ".join(part for part in (name, about, os.strerror(number)) if part))


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="ascii")
    except OSError as error:
        raise CageError(
            f"{path}: {error.strerror or errno.errorcode.get(error.errno or 0)}"
        ) from error


class _quietly:
    """For steps that help where they are possible, and may fail."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        return kind is not None and issubclass(kind, (CageError, OSError))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
