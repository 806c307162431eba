"""Comparing two states of a plan on the map: with a divider, or side by side; and their areas in a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout

from core.feedback import Feedback
from gui.parts import Choice
from gui.theme import icon
from gui.views.beside import Beside
from gui.views.differences import DifferencesDialog
from gui.views.divider import Divider
from gui.views.states import NOW, State, States, shown_of

if TYPE_CHECKING:
    from gui.window import MainWindow
    from maps.drawing.display import DisplayLayer
    from services.comparing import Comparison


class Comparing(QObject):
    """``left`` and ``right`` are the states compared, None while nothing is or while they are being read."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.states = States(window.session)
        self.active = False
        self.left: State | None = None
        self.right: State | None = None
        self.bar = CompareBar()
        self.divider = Divider(window.canvas)
        self.beside = Beside(window)
        self.table: DifferencesDialog | None = None
        self._filling = False
        body = window.centralWidget().layout()
        assert isinstance(body, QVBoxLayout)
        body.insertWidget(body.indexOf(window.messages) + 1, self.bar)
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.bar.retranslate()
        self.divider.retranslate()
        if self.active:
            self._fill_choices()
            self.refresh()

    def retheme(self) -> None:
        """Take over the colours of the present theme."""
        self.bar.retheme()

    def begin(self) -> None:
        """Compare the last named version, else the beginning, with the present; of no project, ask for another plan."""
        keys = [key for key, _ in self.states.choices()]
        if self._session.plan is None:
            return
        if len(keys) < 2:
            self.ask_plan()
            return
        past = self._session.desk.past
        named = [f"version:{one.entry}" for one in past.versions] if past is not None else []
        self.compare(named[-1] if named else keys[1], NOW)

    def ask_plan(self) -> None:
        """Ask for the folder of another plan."""
        path = self._session.path
        start = Path.home() if path is None else path.parent if path.is_file() else path
        self._window.files.plan_folder(start, self.take_plan)

    def take_plan(self, path: Path) -> None:
        """Compare with another plan: it stands at the right."""
        if path not in self.states.others:
            self.states.others.append(path)
        self.compare(NOW, f"plan:{path}")

    def compare(self, left: str, right: str) -> None:
        """Compare two states by their keys."""
        self.active = True
        self.left = self.right = None
        self._fill_choices(left, right)
        self.bar.show()
        self.states.ask(left, lambda state: self._take((left, right), left=state), self.end)
        self.states.ask(right, lambda state: self._take((left, right), right=state), self.end)

    def end(self) -> None:
        """One state again: the present."""
        self.active = False
        self.left = self.right = None
        self.bar.hide()
        self.divider.hide()
        self.beside.hide()
        if self.table is not None:
            self.table.close()
        if self.divider.draw_titles in self._window.canvas.overlays:
            self._window.canvas.overlays.remove(self.divider.draw_titles)
        self._window.layers.changed.emit()
        self.changed.emit()

    def sides(self, now: Sequence[DisplayLayer]) -> tuple[Sequence[DisplayLayer], Sequence[DisplayLayer] | None]:
        """What the map draws: itself, or the left state and what stands right of the divider."""
        scene = self._window.canvas.scene
        if self.left is None or self.right is None:
            scene.labelled = "both"
            return now, None
        beside = self.bar.beside.isChecked()
        right_is_now = self.right.key == NOW and not beside
        alone = "both" if beside else "left"
        scene.labelled = alone if self.left.key == NOW else "right" if right_is_now else "neither"
        present = list(self._session.map_layers)
        left, right = (list(now) if state.key == NOW else shown_of(state, present) for state in (self.left, self.right))
        if beside:
            self.beside.show_displays(right)
            return left, None
        return left, right

    def refresh(self) -> None:
        """Draw what is compared as it is to be seen now."""
        if not self.active or self.left is None or self.right is None:
            return
        titles = self.states.title(self.left.key), self.states.title(self.right.key)
        beside = self.bar.beside.isChecked()
        self.divider.titles = titles
        self.divider.setVisible(not beside)
        self.divider.place()
        overlays = self._window.canvas.overlays
        if self.divider.draw_titles in overlays:
            overlays.remove(self.divider.draw_titles)
        if beside:
            self.beside.show(*titles)
        else:
            self.beside.hide()
            overlays.append(self.divider.draw_titles)
        self._window.layers.changed.emit()
        self.changed.emit()

    def show_table(self) -> None:
        """Open the areas by class of both states."""
        plan, left, right = self._session.plan, self.left, self.right
        if plan is None or left is None or right is None:
            return
        layers = [[item.layer for item in state.items] for state in (left, right)]
        titles = self.states.title(left.key), self.states.title(right.key)

        def work(feedback: Feedback) -> Comparison | None:
            from services import comparing

            return comparing.compared(layers[0], layers[1], plan, feedback)

        self._session.jobs.submit(self.tr("Comparing areas"), work, lambda found: self._show_table(found, titles))

    def _show_table(self, found: Comparison | None, titles: tuple[str, str]) -> None:
        if found is None:
            sentence = self.tr("Nothing to compare by class: both states need planned or present land use.")
            self._window.messages.tell(sentence, kind="conflict")
            return
        if self.table is None:
            self.table = DifferencesDialog(self._window.speaker, self._window)
        self.table.fill(found, titles)
        self.table.show()
        self.table.raise_()

    def _take(self, wanted: tuple[str, str], **state: State) -> None:
        """One of the two is there, if they are still wanted."""
        if not self.active or wanted != self.bar.keys():
            return
        self.left, self.right = state.get("left", self.left), state.get("right", self.right)
        self.refresh()

    def _choose(self) -> None:
        if not self._filling:
            self.compare(*self.bar.keys())

    def _fill_choices(self, left: str = "", right: str = "") -> None:
        self._filling = True
        before = self.bar.keys()
        self.bar.fill(self.states.choices(), left or before[0], right or before[1])
        self._filling = False

    def _follow(self) -> None:
        """A step of the project: the present is another one now."""
        if not self.active:
            return
        self._fill_choices()
        items = list(self._session.map_layers)
        if self.left is not None and self.left.key == NOW:
            self.left = State(NOW, self.left.title, items)
        if self.right is not None and self.right.key == NOW:
            self.right = State(NOW, self.right.title, items)

    def _swap(self) -> None:
        left, right = self.bar.keys()
        self.compare(right, left)

    def _connect(self) -> None:
        bar = self.bar
        bar.left.activated.connect(lambda _index: self._choose())
        bar.right.activated.connect(lambda _index: self._choose())
        bar.swap.clicked.connect(self._swap)
        bar.swipe.clicked.connect(self.refresh)
        bar.beside.clicked.connect(self.refresh)
        bar.areas.clicked.connect(self.show_table)
        bar.other.clicked.connect(self.ask_plan)
        bar.close_button.clicked.connect(self.end)
        self._session.opened.connect(self.end)
        self._session.changed.connect(lambda _outcome: self._follow())


class CompareBar(QFrame):
    """Under the top row: which states, how they are shown, and the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.left, self.right = Choice(), Choice()
        self.swap, self.swipe, self.beside, self.areas, self.other = (QToolButton() for _ in range(5))
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(14, 14))
        for button in (self.swipe, self.beside):
            button.setCheckable(True)
            button.setAutoExclusive(True)
        for button in (self.swap, self.swipe, self.beside, self.areas, self.other, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.swipe.setChecked(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(6)
        for widget in (self.left, self.swap, self.right, self.other, self.swipe, self.beside, self.areas):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.close_button)
        self.hide()
        self.retheme()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.left.setAccessibleName(self.tr("State at the left"))
        self.right.setAccessibleName(self.tr("State at the right"))
        self.swap.setText("⇄")
        self.swap.setAccessibleName(self.tr("Exchange the two states"))
        self.swap.setToolTip(self.tr("Exchange the two states"))
        self.other.setText(self.tr("Other plan…"))
        self.swipe.setText(self.tr("Divider"))
        self.beside.setText(self.tr("Side by side"))
        self.areas.setText(self.tr("Areas"))
        self.areas.setToolTip(self.tr("Areas by class on both sides, and what became of what."))
        self.close_button.setAccessibleName(self.tr("End the comparison"))
        self.close_button.setToolTip(self.tr("End the comparison"))

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        self.close_button.setIcon(icon("close", "muted"))

    def keys(self) -> tuple[str, str]:
        """The states that are chosen."""
        return str(self.left.currentData() or NOW), str(self.right.currentData() or NOW)

    def fill(self, choices: Sequence[tuple[str, str]], left: str, right: str) -> None:
        """Offer states and choose two of them."""
        for box, chosen in ((self.left, left), (self.right, right)):
            box.clear()
            for key, title in choices:
                box.addItem(title, key)
            box.setCurrentIndex(max(box.findData(chosen), 0))
