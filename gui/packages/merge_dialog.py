"""Merging another planner's changes: what comes over by itself, and conflicts that people decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListView, QPushButton, QWidget

from gui.language import Speaker
from gui.packages.conflict_rows import ConflictDelegate, ConflictRows, key_of
from gui.packages.merge_form import MergeForm
from gui.packages.side_table import SideTable
from gui.parts import plain_label
from gui.session import Session

if TYPE_CHECKING:
    from layers.editing.merging_packages import Choice, Conflict
    from layers.layer import Layer
    from services.exchanging import Incoming, Key, SideBySide

MOST_LINES = 8
KEYS: dict[int, Choice | None] = {
    Qt.Key.Key_M: "ours",
    Qt.Key.Key_1: "ours",
    Qt.Key.Key_Left: "ours",
    Qt.Key.Key_T: "theirs",
    Qt.Key.Key_2: "theirs",
    Qt.Key.Key_Right: "theirs",
    Qt.Key.Key_Backspace: None,
    Qt.Key.Key_0: None,
}


class MergeDialog(QDialog):
    """Beside the map, not modal. ``looked`` carries the conflict in hand as ``SideBySide`` (None: none) and what was
    decided about it; ``merge_wanted`` the ``Incoming`` and the decisions; ``left`` that it was closed.
    """

    looked = Signal(object, str)
    merge_wanted = Signal(object, object)
    left = Signal()

    def __init__(self, session: Session, speaker: Speaker, incoming: Incoming, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.resize(620, 680)
        self._session = session
        self._speaker = speaker
        self.incoming = incoming
        self.sides: SideBySide | None = None
        self._sure = False
        self.rows = ConflictRows(speaker, self._title)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(ConflictDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(lambda _index: self.look())
        self.list.installEventFilter(self)
        self.table = SideTable(speaker)
        self.head, self.summary = plain_label(name="heading"), plain_label()
        self.told, self.hint = plain_label(name="warning"), plain_label(muted=True)
        self.mine_button, self.theirs_button, self.open_button = (QPushButton() for _ in range(3))
        self.all_mine, self.all_theirs, self.harmless = (QPushButton() for _ in range(3))
        self.merge_button, self.close_button = QPushButton(), QPushButton()
        self.form = MergeForm(self)
        self._connect()
        self.show_incoming(incoming)

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Merge changes from another planner"))
        self.list.setAccessibleName(self.tr("Conflicts"))
        self.mine_button.setText(self.tr("Keep mine (M)"))
        self.theirs_button.setText(self.tr("Take theirs (T)"))
        self.open_button.setText(self.tr("Leave open"))
        self.all_mine.setText(self.tr("All mine"))
        self.all_theirs.setText(self.tr("All theirs"))
        self.harmless.setText(self.tr("Theirs where nothing clashes"))
        self.harmless.setToolTip(self.tr("Take theirs where you changed other values of the same feature."))
        self.close_button.setText(self.tr("Close"))
        self.hint.setText(self.tr("Up and down go through the list; M keeps mine, T takes theirs. Enter merges."))
        self.table.retranslate()
        self._say()

    def show_incoming(self, incoming: Incoming) -> None:
        """Show what merging would do now; what was decided before is kept."""
        self.incoming = incoming
        self._sure = False
        row = max(self.list.currentIndex().row(), 0)
        self.rows.fill(incoming.merged.conflicts)
        self.form.set_conflicts(bool(incoming.merged.conflicts))
        self.retranslate()
        self.list.setCurrentIndex(self.rows.index(min(row, max(self.rows.rowCount() - 1, 0))))
        if not incoming.merged.conflicts:
            self.looked.emit(None, "")

    def current(self) -> Conflict | None:
        """The conflict in hand."""
        return self.rows.at(self.list.currentIndex().row())

    def layer(self, conflict: Conflict) -> Layer | None:
        """The layer that a conflict is in."""
        present = self._session.desk.present
        return present.layers.get(conflict.table) if present is not None else None

    def look(self) -> None:
        """Show the conflict in hand side by side and on the map."""
        one = self.current()
        self._say_decision()
        if one is None:
            return
        plan, layer = self._session.plan, self.layer(one)
        crs = plan.measuring_crs if plan is not None else None

        def work(_feedback: object) -> SideBySide:
            from services import exchanging

            return exchanging.side_by_side(one, layer, crs)

        self._session.jobs.submit(self.tr("Comparing both sides"), work, lambda sides: self._take(one, sides))

    def decide(self, choice: Choice | None) -> None:
        """Decide the conflict in hand and go on to the next open one."""
        row = self.list.currentIndex().row()
        one = self.rows.at(row)
        if one is None:
            return
        self._sure = False
        if not self.rows.decide(row, choice):
            self._say(self.tr("Theirs cannot be taken here: {why}").format(why=self.rows.reason(one)))
            return
        self._say()
        following = self.rows.next_undecided(row) if choice is not None else row
        if following != row:
            self.list.setCurrentIndex(self.rows.index(following))
        else:
            self._say_decision()

    def decide_all(self, choice: Choice) -> None:
        """Decide all of them."""
        self._sure = False
        count = self.rows.decide_all(choice)
        rest = self.rows.rowCount() - count
        self._say(self.tr("{count} of them cannot be taken here and stay open.").format(count=rest) if rest else "")
        self._say_decision()

    def decide_harmless(self) -> None:
        """Take theirs wherever that loses nothing of ours."""
        self._sure = False
        count = self.rows.decide_all("theirs", only=lambda one: one.can_take and not one.clashes)
        self._say(self.tr("Theirs taken where nothing clashes: {count}").format(count=count))
        self._say_decision()

    def merge(self) -> None:
        """Want the merge; with open conflicts it is said first that they stay as they are."""
        rest = self.rows.undecided()
        if rest and not self._sure:
            self._sure = True
            sentence = self.tr("{count} conflicts are open. Merged now, yours stay as they are; theirs can be saved.")
            self._say(sentence.format(count=rest))
            return
        choices: dict[Key, Choice] = dict(self.rows.choices)
        self.merge_wanted.emit(self.incoming, choices)

    def refuse(self, sentence: str) -> None:
        """Say why it could not be merged."""
        self._sure = False
        self._say(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if not event.modifiers() and key in KEYS:
                self.decide(KEYS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.merge()
                return True
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        self.left.emit()
        super().done(result)

    def _take(self, one: Conflict, sides: SideBySide) -> None:
        if one is not self.current():
            return
        self.sides = sides
        self.table.show_sides(sides, self.layer(one))
        self.looked.emit(sides, self.rows.choices.get(key_of(one), ""))

    def _title(self, one: Conflict) -> str:
        from services.exchanging import title_of

        return self._speaker.say(title_of(one, self.layer(one)))

    def _say(self, warning: str = "") -> None:
        package, merged = self.incoming.package, self.incoming.merged
        author = package.author or self.tr("a planner without a name")
        self.head.setText(self.tr("Changes of {author}").format(author=author))
        lines = [self._origin()]
        counts = self.tr("Taken: {taken} · already the same: {already} · conflicts: {conflicts}, {rest} of them open")
        lines.append(
            counts.format(
                taken=self.incoming.taken,
                already=merged.already,
                conflicts=len(merged.conflicts),
                rest=self.rows.undecided(),
            )
        )
        lines += [self._speaker.say(line) for line in self.incoming.lines[:MOST_LINES]]
        if package.left_out:
            left = self.tr("Not in the package, because layers were added, removed or got other fields: {names}")
            lines.append(left.format(names="、".join(package.left_out[:MOST_LINES])))
        self.summary.setText("\n".join(lines))
        self.told.setText(warning)
        self.told.setVisible(bool(warning))
        rest = self.rows.undecided()
        merge = self.tr("Merge, mine stays for {count}").format(count=rest) if self._sure else self.tr("Merge")
        self.merge_button.setText(merge)
        self.merge_button.setEnabled(bool(merged.changes) or bool(merged.conflicts))

    def _origin(self) -> str:
        package = self.incoming.package
        steps = len(package.said)
        if not package.version:
            return self.tr("{steps} steps since the beginning of the project").format(steps=steps)
        if self.incoming.known:
            return self.tr("{steps} steps since version “{name}”").format(steps=steps, name=package.version)
        sentence = self.tr(
            "{steps} steps since version “{name}”, which this project does not have: values decide alone."
        )
        return sentence.format(steps=steps, name=package.version)

    def _say_decision(self) -> None:
        one = self.current()
        choice = self.rows.choices.get(key_of(one), "") if one is not None else ""
        for button, wanted in ((self.mine_button, "ours"), (self.theirs_button, "theirs")):
            button.setCheckable(True)
            button.setChecked(choice == wanted)
            button.setEnabled(one is not None and (wanted == "ours" or one.can_take))
        self.open_button.setEnabled(bool(choice))
        if self.sides is not None and one is self.sides.conflict:
            self.looked.emit(self.sides, choice)

    def _connect(self) -> None:
        self.mine_button.clicked.connect(lambda: self.decide("ours"))
        self.theirs_button.clicked.connect(lambda: self.decide("theirs"))
        self.open_button.clicked.connect(lambda: self.decide(None))
        self.all_mine.clicked.connect(lambda: self.decide_all("ours"))
        self.all_theirs.clicked.connect(lambda: self.decide_all("theirs"))
        self.harmless.clicked.connect(self.decide_harmless)
        self.merge_button.clicked.connect(self.merge)
        self.close_button.clicked.connect(self.close)
        self._speaker.changed.connect(self.retranslate)
