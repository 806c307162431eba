"""The history of a project: one undo over all layers, batch tools, imports, removals, styles and sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet
from layers.store import journal
from layers.store.connection import in_words
from layers.store.file import ProjectFile
from layers.store.journal import Entry, Version

__all__ = ["Entry", "History", "Version"]


class History:
    """What was done in a project, by whom and when; survives closing and crashing.

    Moves in the history are durable like edits. All methods raise AppError ``project.…`` when the file refuses, and
    ``project.changed`` when another program has meanwhile changed what is to be undone.
    """

    def __init__(self, file: ProjectFile) -> None:
        self._file = file
        self._entries: list[Entry] = []

    def entries(self) -> list[Entry]:
        """All entries, oldest first; ``done`` is False for those that wait for redo."""
        with in_words(self._file.path):
            self._entries = journal.entries(self._file.connection, self._entries)
        return list(self._entries)

    @property
    def to_undo(self) -> Entry | None:
        """What ``undo`` would take back; its label is for the menu."""
        with in_words(self._file.path):
            return journal.entry_to_undo(self._file.connection)

    @property
    def to_redo(self) -> Entry | None:
        """What ``redo`` would bring back."""
        with in_words(self._file.path):
            return journal.entry_to_redo(self._file.connection)

    def undo(self) -> Entry | None:
        """Take back the last entry; None when there is none."""
        return self._file.undo()

    def redo(self) -> Entry | None:
        """Bring back the entry undone last; None when there is none."""
        return self._file.redo()

    def jump(self, entry: int) -> None:
        """Undo or redo until ``entry`` is the last one in force (0: the beginning); all of it or nothing."""
        self._file.jump(entry)

    def changes(self, entry: int) -> ChangeSet:
        """What an entry changed, for a preview: ``.touched()`` names the features."""
        with in_words(self._file.path):
            return journal.changes_of(self._file.connection, entry)

    def versions(self) -> list[Version]:
        """Named versions, oldest first."""
        with in_words(self._file.path):
            return journal.versions(self._file.connection)

    def set_version(self, name: str) -> None:
        """Give the present state a name; the name moves when it was given before."""
        self._file.set_version(name)

    def begin_here(self) -> None:
        """Make the present the beginning: undoing a new project's making would leave an empty window."""
        self._file.begin_here()

    def compare(self, name: str) -> ChangeSet:
        """What leads from a named version to the present, in one ChangeSet. AppError ``project.no_version``."""
        with in_words(self._file.path):
            connection = self._file.connection
            then = self._version(name).entry
            present = journal.position_of(connection)
            if then <= present:
                return journal.between(connection, then, present)
            return ~journal.between(connection, present, then)

    def go_back(self, name: str) -> ChangeSet:
        """Bring a named version back as one more step, which can be undone like any other."""
        label = Text("回到版本“{name}”", "Back to version “{name}”").format(name=name)
        back = replace(~self.compare(name), label=label, author="", at="")
        return self._file.commit(back) if back else back

    def log(self) -> list[tuple[datetime, str, str, Text]]:
        """Who did what when, undo and redo included, oldest first: time, author, what, label."""
        with in_words(self._file.path):
            rows = self._file.connection.execute(
                "SELECT at, author, what, label_zh, label_en FROM lantu_log ORDER BY id"
            ).fetchall()
        return [(datetime.fromisoformat(at), author, what, Text(zh, en)) for at, author, what, zh, en in rows]

    def _version(self, name: str) -> Version:
        found = [version for version in journal.versions(self._file.connection) if version.name == name]
        if not found:
            message = Text("没有名为“{name}”的版本。", "There is no version named “{name}”.").format(name=name)
            raise AppError("project.no_version", message)
        return found[0]
