"""One SQLite connection to a project file, set up for the file system it lies on; its errors in words."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from core.errors import AppError
from core.messages import Text
from layers.store.blob import register_functions

WAIT_S = 5.0
"""How long another program (QGIS) may hold the file before we say that it does."""

_LOCAL = frozenset(
    ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "tmpfs", "overlay", "jfs", "reiserfs", "bcachefs", "ntfs3")
)
_DRIVE_FIXED = 3
_DRIVE_RAMDISK = 6

JournalMode = Literal["WAL", "DELETE"]


def connect(path: Path, *, read_only: bool, immutable: bool = False) -> sqlite3.Connection:
    """Open an existing file; autocommit, so that transactions are where we write them. Not to be shared by threads."""
    uri = path.absolute().as_uri()
    if not uri.startswith("file:///"):  # a share: SQLite wants an empty host
        uri = uri.replace("file://", "file:////", 1)
    mode = "ro" if read_only else "rw"
    uri = f"{uri}?mode={mode}" + ("&immutable=1" if immutable else "")
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_S)
    try:
        connection.execute("PRAGMA cell_size_check=ON")
        connection.execute("PRAGMA cache_size=-65536")
        register_functions(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def make_durable(connection: sqlite3.Connection, path: Path) -> JournalMode:
    """Choose the journal for the file system and have every commit reach the disk before it returns.

    WAL needs shared memory, which network drives do not have; there, and where the file system is unknown, the
    rollback journal is used. ``EXTRA`` also syncs the folder after the journal is gone, else a power cut could
    bring it back and with it the state before.
    """
    wanted: JournalMode = "WAL" if is_local(path) else "DELETE"
    (mode,) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()
    found: JournalMode = "WAL" if str(mode).upper() == "WAL" else "DELETE"
    connection.execute("PRAGMA synchronous=" + ("FULL" if found == "WAL" else "EXTRA"))
    return found


def is_local(path: Path) -> bool:
    """Whether a file lies on a disk of this computer, as far as that can be told; unknown counts as no."""
    if sys.platform == "win32":
        return _local_on_windows(path)
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return _file_system(path.resolve(), mounts) in _LOCAL


def _file_system(path: Path, mounts: str) -> str:
    """The type of the innermost mount that holds a path (``proc(5)``: mount point in field 5, type after ``-``)."""
    best, found = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if "-" not in fields or len(fields) < 7:
            continue
        point = Path(fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        depth = len(point.parts)
        if depth >= best and path.is_relative_to(point):
            best, found = depth, fields[fields.index("-") + 1]
    return found


def _local_on_windows(path: Path) -> bool:
    import ctypes

    drive = path.resolve().anchor
    if drive.startswith("\\\\"):
        return False
    kind = getattr(ctypes, "windll").kernel32.GetDriveTypeW(drive)  # noqa: B009 - absent elsewhere
    return kind in (_DRIVE_FIXED, _DRIVE_RAMDISK)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite refuses because of the file, the disk or another program into an AppError ``project.…``."""
    try:
        yield
    except sqlite3.Error as problem:
        told = _told(problem, path)
        if told is None:
            raise
        raise told from problem
    except UnicodeDecodeError as problem:  # SQLite's own message about a schema that is no text any more
        raise damaged(path) from problem


def damaged(path: Path) -> AppError:
    """The sentence for a file in which something cannot be read."""
    return AppError(
        "project.damaged",
        Text("项目文件 {file} 已损坏。", "The project file {file} is damaged.").format(file=path.name),
        Text(
            "可将能读取的内容恢复到一个新文件；原文件不会改动。", "What can be read can be recovered into a new file."
        ),
    )


def _told(problem: sqlite3.Error, path: Path) -> AppError | None:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path)
    if code not in _SENTENCES:
        return None
    name, message, hint = _SENTENCES[code]
    return AppError(name, message.format(file=path.name, reason=problem), hint)


_SENTENCES = {
    sqlite3.SQLITE_FULL: (
        "project.disk_full",
        Text("磁盘已满，未能写入 {file}；刚才的修改没有生效。", "The disk is full: nothing was written to {file}."),
        Text("请腾出空间后重试。", "Make room and try again."),
    ),
    sqlite3.SQLITE_READONLY: (
        "project.read_only",
        Text("{file} 是只读的。", "{file} is read-only."),
        Text("请另存一份再修改。", "Save a copy elsewhere and edit that."),
    ),
    sqlite3.SQLITE_IOERR: (
        "project.io",
        Text(
            "读写 {file} 时磁盘出错（{reason}）；刚才的修改没有生效。",
            "The disk failed while reading or writing {file} ({reason}); the change did not take effect.",
        ),
        Text("请检查磁盘或网络后重试。", "Check the disk or the network and try again."),
    ),
    sqlite3.SQLITE_BUSY: (
        "project.busy",
        Text("另一个程序正在写 {file}。", "Another program is writing to {file}."),
        Text("请在那个程序里保存或结束编辑后重试。", "Save or stop editing there, then try again."),
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "project.unreadable",
        Text("无法打开 {file}（{reason}）。", "{file} cannot be opened ({reason})."),
        None,
    ),
    sqlite3.SQLITE_PERM: (
        "project.unreadable",
        Text("没有权限打开 {file}。", "There is no permission to open {file}."),
        None,
    ),
}
