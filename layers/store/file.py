"""The open project file: one connection, one writer, transactions that nest, every change in the journal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core.errors import AppError
from core.messages import Text
from layers.changes import NO_LABEL, ChangeSet
from layers.store import applying, journal, tables
from layers.store.connection import in_words
from layers.store.journal import Entry


class ProjectFile:
    """Commits ChangeSets. Belongs to the thread that opened it: SQLite refuses any other.

    ``read_only`` says why nothing can be written, None when it can. ``revision`` counts commits, undos and redos.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, author: str, read_only: Text | None) -> None:
        self.path = path
        self.connection = connection
        self.author = author
        self.read_only = read_only
        self.revision = 0
        self.schemas = applying.Schemas(connection)
        self.external: list[Text] = []
        self._log = log_of(connection, path)
        self._depth = 0
        self._pending = ChangeSet()
        self._stepping = False

    def commit(self, changes: ChangeSet) -> ChangeSet:
        """Verify, apply and enter a ChangeSet; on the disk when this returns (in a transaction: when that ends).

        Returns it as applied. AppError ``project.changed``, ``project.read_only``, ``project.disk_full`` …: then
        nothing was written.
        """
        with self.transaction(changes.label):
            return self.apply(changes)

    def apply(self, changes: ChangeSet) -> ChangeSet:
        """Apply a ChangeSet inside the present transaction."""
        self._require_transaction()
        applied = applying.apply(self.connection, changes, self.schemas)
        self.joined(applied)
        return applied

    def joined(self, applied: ChangeSet) -> None:
        """Take into the present transaction what was applied already."""
        self._pending = self._pending + applied

    @contextmanager
    def transaction(self, label: Text = NO_LABEL) -> Iterator[None]:
        """All commits inside are one step of the history, or none. An inner one that fails leaves the outer intact."""
        with in_words(self.path):
            saved = self._pending
            self._begin()
            try:
                if self._depth == 1:
                    self._start(label)
                yield
                self._require_transaction()
                if self._depth == 1:
                    self._enter()
                self._end()
            except BaseException:
                self._pending = saved
                self._roll_back()
                raise

    def undo(self) -> Entry | None:
        """Take back the last entry in force; returns it, None when there is none."""
        with self._step():
            entry = journal.entry_to_undo(self.connection)
            if entry is not None:
                self._undo(entry)
        return entry

    def redo(self) -> Entry | None:
        """Bring back the entry undone last; returns it, None when there is none."""
        with self._step():
            entry = journal.entry_to_redo(self.connection)
            if entry is not None:
                self._redo(entry)
        return entry

    def jump(self, target: int) -> None:
        """Undo or redo until ``target`` is the last entry in force (0: the beginning); all of it or nothing."""
        with self._step():
            while (entry := journal.entry_to_undo(self.connection)) is not None and entry.id > target:
                self._undo(entry)
                self._go_on_writing()
            while (entry := journal.entry_to_redo(self.connection)) is not None and entry.id <= target:
                self._redo(entry)
                self._go_on_writing()

    def set_version(self, name: str) -> None:
        """Give the present state a name."""
        with self._step():
            journal.set_version(self.connection, name, self.author, now())

    def begin_here(self) -> None:
        """Make the present the beginning of the history."""
        with self._step():
            journal.begin_here(self.connection)

    def tidy(self) -> None:
        """Drop the tables of removed layers which no entry can bring back any more."""
        with self._step():
            wanted = journal.kept_tables(self.connection)
            for (name,) in self.connection.execute("SELECT name FROM lantu_trash").fetchall():
                if name not in wanted:
                    tables.throw_away(self.connection, name)

    def _undo(self, entry: Entry) -> None:
        applying.apply(self.connection, ~journal.changes_of(self.connection, entry.id), self.schemas)
        journal.move_to(self.connection, journal.before(self.connection, entry.id))
        journal.logged(self.connection, "undo", entry, self.author, now())

    def _redo(self, entry: Entry) -> None:
        applying.apply(self.connection, journal.changes_of(self.connection, entry.id), self.schemas)
        journal.move_to(self.connection, entry.id)
        journal.logged(self.connection, "redo", entry, self.author, now())

    @contextmanager
    def _step(self) -> Iterator[None]:
        """A transaction that moves in the history instead of adding to it."""
        if self._depth:
            raise RuntimeError("the history cannot be moved inside a transaction")
        self._stepping = True
        try:
            with self.transaction():
                yield
        finally:
            self._stepping = False

    def _begin(self) -> None:
        if self.read_only is not None:
            raise AppError("project.read_only", self.read_only, _SAVE_A_COPY)
        if self._depth:
            self._require_transaction()
            self.connection.execute(f"SAVEPOINT step{self._depth + 1}")
        else:
            if self._log is not None and _identity(self._log[0]) != self._log[1]:
                raise AppError("project.pulled_away", _PULLED_AWAY, _OPEN_AGAIN)
            self.connection.execute("BEGIN IMMEDIATE")
        self._depth += 1

    def _start(self, label: Text) -> None:
        self._pending = ChangeSet(label=label)
        self._note_external()
        self._go_on_writing()

    def _go_on_writing(self) -> None:
        """What follows is ours, too: a move in the history ends the mark that we are writing."""
        self.connection.execute("UPDATE lantu_state SET writing=1")

    def _require_transaction(self) -> None:
        """A full disk may have ended the whole transaction under an inner one: nothing may follow outside it."""
        if not self.connection.in_transaction:
            raise AppError("project.rolled_back", _ROLLED_BACK)

    def _note_external(self) -> None:
        told = journal.note_external(self.connection, now())
        if told is not None:
            self.external.append(told)

    def _enter(self) -> None:
        """Write the journal row of the outermost transaction."""
        if self._pending and not self._stepping:
            journal.add(self.connection, replace(self._pending, author=self.author, at=now()))
        else:
            self.connection.execute("UPDATE lantu_state SET writing=0")

    def _end(self) -> None:
        self.connection.execute("COMMIT" if self._depth == 1 else f"RELEASE step{self._depth}")
        self._depth -= 1
        if not self._depth:
            self._pending = ChangeSet()
            self.revision += 1

    def _roll_back(self) -> None:
        """Undo what the transaction did. SQLite may have done so itself (disk full, input/output error)."""
        if not self._depth:
            return
        with suppress(sqlite3.OperationalError):
            if self._depth == 1:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            else:
                self.connection.execute(f"ROLLBACK TO step{self._depth}")
                self.connection.execute(f"RELEASE step{self._depth}")
        self._depth -= 1


_SAVE_A_COPY = Text("请另存一份再修改。", "Save a copy elsewhere and edit that.")


_ROLLED_BACK = Text("这一步已被整体撤回，没有写入任何内容。", "The whole step was rolled back; nothing was written.")


_PULLED_AWAY = Text(
    "另一个程序移走了项目的日志文件，这次修改没有写入。",
    "Another program removed the project's log: nothing was written.",
)
_OPEN_AGAIN = Text("请重新打开项目；已确认的修改都在。", "Open the project again; every confirmed edit is there.")

Identity = tuple[int, int]


def log_of(connection: sqlite3.Connection, path: Path) -> tuple[Path, Identity] | None:
    """The write-ahead log of a connection and which file it is; None where there is none.

    SQLite keeps it in place by a lock on the project. That lock is lost, silently, when anything else in this process
    opens and closes the file (POSIX); another program's last connection would then delete the log under us, and
    commits would go to a file that nobody finds again. So its identity is looked at before every transaction.
    """
    log = path.with_name(path.name + "-wal")
    identity = _identity(log)
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    return None if identity is None or str(mode).upper() != "WAL" else (log, identity)


def _identity(file: Path) -> Identity | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_ino, state.st_dev


def now() -> str:
    """The local time with its offset, to the millisecond."""
    return datetime.now(UTC).astimezone().isoformat(timespec="milliseconds")
