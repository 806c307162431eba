"""The journal: every committed ChangeSet, the place where undo stands, named versions, and who did what when.

Entries up to ``position`` are in force, later ones are undone and wait for redo. Entries of kind ``external`` only
note what another program did: they are always in force and are stepped over. Entries of kind ``founding`` made the
project what it was at its beginning; undo does not go behind them. All functions run in the caller's
transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, RowsStep, TableStep, merged
from layers.store.serial import packed, unpacked

EntryKind = Literal["edit", "reversal", "external", "founding"]
_COLUMNS = "id, kind, at, author, label_zh, label_en, summary"
_REVERSED = Text("撤销：{label}", "Undone: {label}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. ``summary`` is table -> rows inserted, updated, deleted."""

    id: int
    kind: EntryKind
    at: str
    author: str
    label: Text
    summary: dict[str, tuple[int, int, int]]
    done: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A named state: the project as it was when ``entry`` was the last one in force."""

    name: str
    entry: int
    at: str
    author: str


def position_of(connection: sqlite3.Connection) -> int:
    """The last entry in force; 0 at the beginning."""
    (position,) = connection.execute("SELECT position FROM lantu_state").fetchone()
    return int(position)


def step_in_force(connection: sqlite3.Connection) -> int:
    """The last entry in force that is a planner's; 0 at the beginning."""
    rows = "SELECT COALESCE(MAX(id), 0) FROM lantu_journal WHERE id<=? AND kind!='external'"
    (step,) = connection.execute(rows, (position_of(connection),)).fetchone()
    return int(step)


def entries(connection: sqlite3.Connection, known: Sequence[Entry] = ()) -> list[Entry]:
    """All entries, oldest first, without reading what they changed.

    ``known``: what was read before. A history grows at its end: what is still there is not made again.
    """
    position = position_of(connection)
    names = connection.execute("SELECT id, kind, at, label_zh FROM lantu_journal ORDER BY id").fetchall()
    pairs = zip(known, names, strict=False)
    differ = (number for number, (one, name) in enumerate(pairs) if (one.id, one.kind, one.at, one.label.zh) != name)
    same = next(differ, min(len(known), len(names)))
    last = known[same - 1].id if same else 0
    rows = connection.execute(f"SELECT {_COLUMNS} FROM lantu_journal WHERE id>? ORDER BY id", (last,))
    return [*(_as_of(one, position) for one in known[:same]), *(_entry(row, position) for row in rows)]


def entry_to_undo(connection: sqlite3.Connection) -> Entry | None:
    """The entry that undo would take back."""
    position = position_of(connection)
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM lantu_journal WHERE id<=? AND kind NOT IN ('external', 'founding')"
        " ORDER BY id DESC LIMIT 1",
        (position,),
    ).fetchone()
    return None if row is None else _entry(row, position)


def entry_to_redo(connection: sqlite3.Connection) -> Entry | None:
    """The entry that redo would bring back."""
    position = position_of(connection)
    row = connection.execute(
        f"SELECT {_COLUMNS} FROM lantu_journal WHERE id>? AND kind!='external' ORDER BY id LIMIT 1", (position,)
    ).fetchone()
    return None if row is None else _entry(row, position)


def changes_of(connection: sqlite3.Connection, entry: int) -> ChangeSet:
    """What an entry changed. AppError ``project.journal`` when its record is damaged or not there."""
    row = connection.execute(
        "SELECT changes, label_zh, label_en, author, at FROM lantu_journal WHERE id=?", (entry,)
    ).fetchone()
    if row is None or not isinstance(row[0], bytes):
        message = Text("历史中没有这一步。", "The history has no such step.")
        raise AppError("project.journal", message)
    content, zh, en, author, at = row
    return ChangeSet(unpacked(content).steps, Text(zh, en), author, at)


def add(connection: sqlite3.Connection, changes: ChangeSet) -> int:
    """Enter a committed ChangeSet after the present position; what was undone before can then not be redone."""
    _close_branch(connection, changes)
    entry = _insert(connection, "edit", changes)
    move_to(connection, entry)
    _log(connection, "commit", entry, author=changes.author, at=changes.at, label=changes.label)
    return entry


def begin_here(connection: sqlite3.Connection) -> None:
    """What was done so far is how the project began: undo stops here."""
    connection.execute("UPDATE lantu_journal SET kind='founding'")


def note_external(connection: sqlite3.Connection, at: str) -> Text | None:
    """Enter what other programs have changed since we last looked; None when they have not."""
    rows = connection.execute(
        "SELECT table_name, kind, count(DISTINCT fid) FROM lantu_external GROUP BY table_name, kind"
    ).fetchall()
    if not rows:
        return None
    names = sorted({str(table) for table, _, _ in rows})
    label = Text("其他程序修改了 {names}", "Changed by another program: {names}").format(names="、".join(names))
    summary: dict[str, list[int]] = {name: [0, 0, 0] for name in names}
    places = {"insert": 0, "update": 1, "delete": 2}
    for table, kind, count in rows:
        summary[table][places.get(kind, 1)] += count
    cursor = connection.execute(
        "INSERT INTO lantu_journal (kind, at, author, label_zh, label_en, summary, kept) VALUES (?,?,'',?,?,?,'[]')",
        ("external", at, label.zh, label.en, json.dumps(summary, ensure_ascii=False)),
    )
    connection.execute("DELETE FROM lantu_external")
    _log(connection, "external", cursor.lastrowid or 0, author="", at=at, label=label)
    return label


def move_to(connection: sqlite3.Connection, position: int) -> None:
    """Put undo's place; also ends the mark that we are writing (see ``tables.watch``)."""
    connection.execute("UPDATE lantu_state SET position=?, writing=0", (position,))


def logged(connection: sqlite3.Connection, what: str, entry: Entry, author: str, at: str) -> None:
    """Note that an entry was undone or redone."""
    _log(connection, what, entry.id, author=author, at=at, label=entry.label)


def before(connection: sqlite3.Connection, entry: int) -> int:
    """The position just before an entry."""
    (position,) = connection.execute(
        "SELECT coalesce(max(id), 0) FROM lantu_journal WHERE id<? AND kind!='external'", (entry,)
    ).fetchone()
    return int(position)


def between(connection: sqlite3.Connection, start: int, end: int) -> ChangeSet:
    """All entries after ``start`` up to ``end`` in one."""
    rows = connection.execute(
        "SELECT id FROM lantu_journal WHERE id>? AND id<=? AND kind!='external' ORDER BY id", (start, end)
    ).fetchall()
    return merged(changes_of(connection, entry) for (entry,) in rows)


def versions(connection: sqlite3.Connection) -> list[Version]:
    """Named versions, oldest first."""
    rows = connection.execute("SELECT name, entry, at, author FROM lantu_versions ORDER BY at, rowid")
    return [Version(*row) for row in rows]


def set_version(connection: sqlite3.Connection, name: str, author: str, at: str) -> None:
    """Give the present state a name; a name given before moves here."""
    connection.execute(
        "INSERT INTO lantu_versions VALUES (?,?,?,?) ON CONFLICT (name) DO UPDATE SET"
        " entry=excluded.entry, at=excluded.at, author=excluded.author",
        (name, position_of(connection), at, author),
    )


def kept_tables(connection: sqlite3.Connection) -> set[str]:
    """Names of the put-away tables which some entry may bring back."""
    rows = connection.execute("SELECT kept FROM lantu_journal WHERE kept != '[]'")
    return {name for (names,) in rows for name in json.loads(names)}


def _close_branch(connection: sqlite3.Connection, changes: ChangeSet) -> None:
    """Drop what can no longer be redone, or keep it, followed by its reversal, when a named version lies in it."""
    position = position_of(connection)
    undone = [
        int(entry)
        for (entry,) in connection.execute(
            "SELECT id FROM lantu_journal WHERE id>? AND kind!='external' ORDER BY id", (position,)
        )
    ]
    if not undone:
        return
    named = connection.execute("SELECT 1 FROM lantu_versions WHERE entry>?", (position,)).fetchone()
    if named is None:
        connection.execute("DELETE FROM lantu_journal WHERE id>? AND kind!='external'", (position,))
        return
    for entry in reversed(undone):
        taken_back = ~changes_of(connection, entry)
        label = _REVERSED.format(label=taken_back.label)
        _insert(connection, "reversal", ChangeSet(taken_back.steps, label, changes.author, changes.at))


def _insert(connection: sqlite3.Connection, kind: EntryKind, changes: ChangeSet) -> int:
    kept = [step.kept for step in changes.steps if isinstance(step, TableStep) and step.kept]
    cursor = connection.execute(
        "INSERT INTO lantu_journal (kind, at, author, label_zh, label_en, summary, kept, changes)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (
            kind,
            changes.at,
            changes.author,
            changes.label.zh,
            changes.label.en,
            json.dumps(_summary(changes), ensure_ascii=False),
            json.dumps(kept),
            packed(changes),
        ),
    )
    return int(cursor.lastrowid or 0)


def _summary(changes: ChangeSet) -> dict[str, Sequence[int]]:
    counts: dict[str, list[int]] = {table: [0, 0, 0] for table in changes.touched()}
    for step in changes.steps:
        if isinstance(step, RowsStep):
            for delta in step.changes.values():
                place = 0 if delta.before is None else 2 if delta.after is None else 1
                counts[step.table][place] += 1
    return dict(counts)


def _entry(row: tuple[int, EntryKind, str, str, str, str, str], position: int) -> Entry:
    number, kind, at, author, zh, en, summary = row
    counts = {table: (int(a), int(b), int(c)) for table, (a, b, c) in json.loads(summary).items()}
    return Entry(number, kind, at, author, Text(zh, en), counts, kind == "external" or number <= position)


def _as_of(entry: Entry, position: int) -> Entry:
    done = entry.kind == "external" or entry.id <= position
    return entry if entry.done == done else replace(entry, done=done)


def _log(connection: sqlite3.Connection, what: str, entry: int, *, author: str, at: str, label: Text) -> None:
    connection.execute(
        "INSERT INTO lantu_log (at, author, what, entry, label_zh, label_en) VALUES (?,?,?,?,?,?)",
        (at, author, what, entry, label.zh, label.en),
    )
