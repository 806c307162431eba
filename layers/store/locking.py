"""Who has a project open: an operating-system lock on a side file, and in it who and where.

The lock goes with the process that holds it, however that ends. So a side file without a lock is what a crash left
behind (taken over, with a notice), and a lock that is held is another window (then we only read). Where the file
system has no locks, the record decides: computer, its boot, process number.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from core.messages import Text
from layers.layer import Notice

_LOCKED_BYTE = 1 << 20
"""On Windows a lock also forbids reading: it lies behind the record."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who opened the project."""

    author: str
    host: str
    boot: str
    pid: int
    at: str

    def words(self) -> Text:
        """Who, where, since when."""
        return Text("{author}，{host}，{at}", "{author} on {host} since {at}").format(
            author=self.author or "?", host=self.host, at=self.at[:16].replace("T", " ")
        )


class Locked(Exception):  # noqa: N818 - an answer, not an error: the project is then opened for reading
    """Someone else has the project open."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__("locked")
        self.holder = holder


class Lock:
    """The lock of one open project; ``crashed`` is who had it open when the program or the computer stopped."""

    def __init__(self, path: Path, file: IO[bytes], crashed: Holder | None) -> None:
        self._path = path
        self._file: IO[bytes] | None = file
        self.crashed = crashed

    def release(self) -> None:
        """Let others open the project. May be called twice."""
        if self._file is None:
            return
        with suppress(OSError):
            self._file.truncate(0)  # an empty record is no crash: Windows does not remove what is open
        with suppress(OSError):
            self._path.unlink()  # before the lock goes, so that nobody has it in hand
        self._file.close()
        self._file = None


def side_file(project: Path) -> Path:
    """The file beside a project that is there while someone has it open."""
    return project.with_name(f".{project.name}.lock")


def acquire(project: Path, author: str, *, take_over: bool = False) -> Lock:
    """Lock a project for writing.

    Raises ``Locked`` when another window has it open, ``OSError`` when the folder cannot be written. ``take_over``
    overrides a record from another computer that no lock confirms (a network drive after a crash there).
    """
    path = side_file(project)
    for _ in range(20):
        file = path.open("a+b")
        found = _record(file)
        held = _lock(file)
        if held is False or (held is None and found is not None and not take_over and _alive(found)):
            file.close()
            raise Locked(found)
        if not _still_there(path, file):  # its owner removed it between our opening and our locking
            file.close()
            continue
        _write_record(file, author)
        return Lock(path, file, found)
    raise Locked(None)


def crash_notice(holder: Holder, project: Path) -> Notice:
    """What to say when a project was taken over after a crash."""
    message = Text(
        "{file} 上次没有正常关闭（{who}）；已确认的修改都在。",
        "{file} was not closed properly last time ({who}); every confirmed edit is there.",
    ).format(file=project.name, who=holder.words())
    return Notice("project.crashed", message, project.name)


def locked_reason(holder: Holder | None) -> Text:
    """Why a project that another window has open is only read."""
    if holder is None:
        return Text("另一个窗口正打开着这个项目。", "Another window has this project open.")
    return Text(
        "项目已被打开（{who}），这里只读。", "The project is open already ({who}), so it is read-only here."
    ).format(who=holder.words())


def boot_id() -> str:
    """Changes with every start of the computer, where the system tells; empty elsewhere."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _write_record(file: IO[bytes], author: str) -> None:
    record = {
        "author": author,
        "host": socket.gethostname(),
        "node": uuid.getnode(),
        "boot": boot_id(),
        "pid": os.getpid(),
        "at": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
    }
    file.seek(0)
    file.truncate()
    file.write(json.dumps(record, ensure_ascii=False).encode("utf-8"))
    file.flush()


def _record(file: IO[bytes]) -> Holder | None:
    try:
        file.seek(0)
        found = json.loads(file.read(10_000).decode("utf-8"))
        return Holder(str(found["author"]), str(found["host"]), str(found["boot"]), int(found["pid"]), str(found["at"]))
    except (ValueError, KeyError, TypeError, OSError):
        return None


def _alive(holder: Holder) -> bool:
    """Whether the holder may still run; one on another computer may, as far as we can tell."""
    if holder.host != socket.gethostname():
        return True
    if holder.boot and holder.boot != boot_id():
        return False
    if sys.platform == "win32":
        return True
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _lock(file: IO[bytes]) -> bool | None:
    """True: ours now. False: held by another. None: this file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return None
    return True


def _still_there(path: Path, file: IO[bytes]) -> bool:
    try:
        here = path.stat()
    except OSError:
        return False
    opened = os.fstat(file.fileno())
    return (here.st_ino, here.st_dev) == (opened.st_ino, opened.st_dev)
