"""Topology findings as rows of a list, as many as there may be: only what is seen is put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from core.messages import listed
from gui.docks.finding_rows import ROW_ROLE, Row
from gui.language import Speaker

if TYPE_CHECKING:
    from layers.topology.listing import Entry
    from services.topology_desk import Head, Listing

MARKS = {"open": "conflict", "come_back": "conflict", "ignored": "not_testable", "fixed": "clear", "obsolete": "clear"}
ROW_HEIGHT = 46


class TopologyRows(QAbstractListModel):
    """The rows of a ``Listing``: kinds, and the findings below them."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self.listing: Listing | None = None

    def show(self, listing: Listing | None) -> None:
        """Show another listing."""
        self.beginResetModel()
        self.listing = listing
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        there = self.listing is not None and (parent is None or not parent.isValid())
        return len(self.listing.rows) if there and self.listing is not None else 0

    def at(self, row: int) -> Head | Entry | None:
        """What stands in a row."""
        rows = self.listing.rows if self.listing is not None else ()
        return rows[row] if 0 <= row < len(rows) else None

    def entry_at(self, row: int) -> Entry | None:
        """The finding in a row; None for a kind."""
        item = self.at(row)
        return item if item is not None and hasattr(item, "finding") else None

    def row_of(self, key: str | None) -> int:
        """Where a finding stands; -1 where it is not listed."""
        keys = self.listing.keys if self.listing is not None else ()
        return keys.index(key) if key and key in keys else -1

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.at(index.row()) if index.isValid() else None
        if item is None or role not in (ROW_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        row = self._finding_row(item) if hasattr(item, "finding") else self._head_row(item)
        if role == ROW_ROLE:
            return row
        return row.text if role == Qt.ItemDataRole.DisplayRole else f"{row.text} {row.second}".strip()

    def _head_row(self, head: Head) -> Row:
        from layers.topology.settings import KINDS
        from reports.topology_wording import STATES

        say = self._speaker.say
        name = say(KINDS[head.kind])
        counts = [f"{say(word)} {head.counts[state]}" for state, word in STATES.items() if head.counts.get(state)]
        live = any(head.counts.get(state) for state in ("open", "come_back"))
        text = f"{name[:1].upper()}{name[1:]} · {say(listed(counts))}"
        return Row("state", text, state="conflict" if live else "clear", key=head.kind, folded=head.folded)

    def _finding_row(self, entry: Entry) -> Row:
        from reports import topology_wording as wording

        language, finding = self._speaker.language, entry.finding
        said = [wording.size_text(finding, language)]
        if finding.hint is not None:
            said.append(wording.HINT_WORDS[finding.hint].to(language))
        if entry.state != "open":
            said.append(wording.STATES[entry.state].to(language))
        title = wording.title(finding).to(language)
        return Row("finding", title, " · ".join(one for one in said if one), state=MARKS[entry.state])
