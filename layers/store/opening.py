"""Opening a project file: for writing by one window, for reading by anyone, and why it is which."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import AppError
from core.messages import Text
from layers.layer import Notice
from layers.store import journal, locking, schema, tables
from layers.store.connection import connect, in_words, make_durable
from layers.store.file import now

_NOT_WRITABLE = Text(
    "文件或其所在文件夹不可写，因此只读打开。", "The file or its folder cannot be written, so it is read-only."
)
_LOGS = ("-wal", "-journal")


@dataclass(slots=True)
class Opened:
    """A connection, and under which terms; ``lock`` is held while it may write."""

    connection: sqlite3.Connection
    lock: locking.Lock | None = None
    read_only: Text | None = None
    notices: list[Notice] = field(default_factory=list)
    folder: tempfile.TemporaryDirectory[str] | None = None
    closed: bool = False

    def close(self) -> None:
        """Close the file and let others have it; a file closed well is one file, without a log beside it."""
        if self.closed:
            return
        self.closed = True
        if self.lock is not None:
            with suppress(sqlite3.OperationalError):  # another program reads: the log stays, nothing is lost
                self.connection.execute("PRAGMA journal_mode=DELETE")
        self.connection.close()
        if self.lock is not None:
            self.lock.release()
        if self.folder is not None:
            self.folder.cleanup()


def is_project(path: Path) -> bool:
    """Whether a file is a project of ours, of whatever version. Looks through SQLite alone."""
    if path.suffix.casefold() != ".gpkg" or not path.is_file() or path.stat().st_size == 0:
        return False
    try:
        opened = open_for_reading(path)
    except AppError as problem:
        if problem.code == "project.damaged":
            return _was_project(path)
        raise
    with in_words(path):
        try:
            return schema.version_of(opened.connection) is not None
        finally:
            opened.close()


def _was_project(path: Path) -> bool:
    """Whether a file that SQLite cannot open was a project: a GeoPackage by its header that names our tables."""
    with path.open("rb") as file:
        start = file.read(1 << 20)
    return start.startswith(b"SQLite format 3") and start[68:72] == b"GPKG" and b"lantu_meta" in start


def open_for_writing(path: Path, author: str, *, take_over: bool = False) -> Opened:
    """Open a project for this window; read-only, with the reason, where it cannot be had for writing.

    AppError ``project.missing``, ``project.not_a_project``, ``project.newer``, ``project.damaged``.
    """
    _require_file(path)
    try:
        lock = locking.acquire(path, author, take_over=take_over)
    except locking.Locked as problem:
        return _read_only(path, locking.locked_reason(problem.holder))
    except OSError:
        return _read_only(path, _NOT_WRITABLE)
    try:
        opened = _writable(path, lock)
    except BaseException:
        lock.release()
        raise
    if opened is None:
        lock.release()
        return _read_only(path, _NOT_WRITABLE)
    if lock.crashed is not None:
        opened.notices.append(locking.crash_notice(lock.crashed, path))
    return opened


def open_for_reading(path: Path) -> Opened:
    """A connection that changes nothing, from any thread, also on a medium that cannot be written."""
    _require_file(path)
    with in_words(path):
        try:
            return Opened(_probed(connect(path, read_only=True)))
        except sqlite3.OperationalError as problem:
            if (problem.sqlite_errorcode & 0xFF) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
        return _without_shared_memory(path)


def _without_shared_memory(path: Path) -> Opened:
    """A file left with a write-ahead log where none can be kept: read as it is, or with its log from a copy."""
    log = path.with_name(path.name + "-wal")
    if not log.is_file() or log.stat().st_size == 0:
        return Opened(_probed(connect(path, read_only=True, immutable=True)))
    folder: tempfile.TemporaryDirectory[str] = tempfile.TemporaryDirectory(prefix="lantu-")
    copy = Path(folder.name) / path.name
    try:
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
        return Opened(_probed(connect(copy, read_only=False)), folder=folder)
    except BaseException:
        folder.cleanup()
        raise


def _probed(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Look into the file: SQLite opens it only when it is first read."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _read_only(path: Path, reason: Text) -> Opened:
    opened = open_for_reading(path)
    try:
        with in_words(path):
            schema.require_known(opened.connection, path)
    except BaseException:
        opened.close()
        raise
    opened.read_only = reason
    return opened


def _writable(path: Path, lock: locking.Lock) -> Opened | None:
    """The file opened for writing; None when it cannot be written."""
    if not os.access(path, os.W_OK):
        return None
    connection: sqlite3.Connection | None = None
    try:
        with in_words(path):
            connection = connect(path, read_only=False)
            version = schema.require_known(connection, path)
            make_durable(connection, path)
            schema.migrate(connection, version)
            _notice_other_programs(connection)
            found = _told_external(connection, path)
    except BaseException as problem:
        if connection is not None:
            connection.close()
        if isinstance(problem, AppError) and problem.code in ("project.read_only", "project.unreadable"):
            return None
        raise
    return Opened(connection, lock, notices=found)


def _notice_other_programs(connection: sqlite3.Connection) -> None:
    """Note layers that another program added, made anew or took away: it does not keep our triggers."""
    present = set(tables.feature_tables(connection))
    watched = {str(name) for (name,) in connection.execute("SELECT table_name FROM lantu_watched")}
    triggers = {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")}
    known = {name for name in watched if f"lantu_watch_insert_{name}" in triggers}
    if present == watched == known:
        return
    connection.execute("BEGIN IMMEDIATE")
    for name in sorted(watched - present):
        _note(connection, name, "delete")
        connection.execute("DELETE FROM lantu_watched WHERE table_name=?", (name,))
    for name in sorted(present - known):
        found = tables.schema_of(connection, name)
        if found is not None:
            _note(connection, name, "update" if name in watched else "insert")
            tables.unwatch(connection, name)
            tables.watch(connection, name, found)
    connection.execute("COMMIT")


def _note(connection: sqlite3.Connection, table: str, kind: str) -> None:
    connection.execute("INSERT INTO lantu_external (table_name, fid, kind) VALUES (?,NULL,?)", (table, kind))


def _told_external(connection: sqlite3.Connection, path: Path) -> list[Notice]:
    """Enter in the history what other programs changed while the project was closed, and say so."""
    if connection.execute("SELECT 1 FROM lantu_external LIMIT 1").fetchone() is None:
        return []
    connection.execute("BEGIN IMMEDIATE")
    told = journal.note_external(connection, now())
    connection.execute("COMMIT")
    return [] if told is None else [Notice("project.external", told, path.name)]


def _require_file(path: Path) -> None:
    try:
        found = path.is_file()
    except OSError as problem:
        message = Text("无法打开 {path}（{reason}）。", "{path} cannot be opened ({reason}).")
        raise AppError("project.unreadable", message.format(path=path, reason=problem.strerror)) from problem
    if not found:
        message = Text("找不到项目 {path}。", "There is no project {path}.").format(path=path)
        raise AppError("project.missing", message)


def in_use(path: Path) -> bool:
    """Whether replacing a file would pull it from under a program that has it open, or lose a log beside it."""
    beside = [locking.side_file(path), *(path.with_name(path.name + ending) for ending in _LOGS)]
    return any(one.is_file() and one.stat().st_size > 0 for one in beside)
