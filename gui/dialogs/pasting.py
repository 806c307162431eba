"""Where features from the clipboard go: the layer, what becomes of their fields, and of the land that is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QWidget

from core.errors import AppError
from gui.language import Speaker
from gui.parts import Choice, lay_out_form, plain_label
from gui.session import Session
from gui.table.words import TableWords

if TYPE_CHECKING:
    from layers.editing.clipboard import Clip
    from layers.layer import GeometryKind, Layer
    from services.pasting import Target

MOST_NAMED = 12


class PasteDialog(QDialog):
    """Stays open beside the map. ``wanted`` carries the ``Clip``, the ``Target`` and what becomes of neighbours."""

    wanted = Signal(object, object, str)

    def __init__(self, session: Session, speaker: Speaker, clip: Clip, kind: GeometryKind, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._speaker = speaker
        self._clip = clip
        self._kind = kind
        self._words = TableWords(speaker, self)
        self.coverages: dict[str, bool] = {}
        """What the planner said of layers that are edited; of the others their role says it."""
        self.summary, self.fields, self.place = plain_label(name="title"), plain_label(), plain_label(muted=True)
        self.layer_choice, self.against = Choice(), Choice()
        self.problem = plain_label(name="warning")
        self.problem.hide()
        self._labels = [plain_label(muted=True) for _ in range(2)]
        self.paste_button, self.close_button = QPushButton(), QPushButton()
        self._lay_out()
        self.retranslate()
        self.layer_choice.currentIndexChanged.connect(lambda _index: self._show_fields())
        self.paste_button.clicked.connect(self.paste)
        self.close_button.clicked.connect(self.close)
        session.opened.connect(self.close)
        speaker.changed.connect(self.retranslate)

    @property
    def layer(self) -> Layer | None:
        """The layer chosen."""
        name = self.layer_choice.currentData()
        return next((item.layer for item in self._session.map_layers if item.layer.name == name), None)

    def offer(self, name: str) -> None:
        """Begin with a layer, where it can take what is there."""
        number = self.layer_choice.findData(name)
        if number >= 0:
            self.layer_choice.setCurrentIndex(number)

    def target(self) -> Target | None:
        """Where to paste."""
        from services.pasting import Target
        from services.shaping import COVERAGES

        layer = self.layer
        if layer is None:
            return None
        usual = layer.kind == "polygon" and layer.role in COVERAGES
        return Target(layer.name, layer.role, layer.kind, layer.fields, self.coverages.get(layer.name, usual))

    def paste(self) -> None:
        """Ask for it."""
        target = self.target()
        if target is not None:
            self._say("")
            self.paste_button.setEnabled(False)
            self.wanted.emit(self._clip, target, self.against.currentData())

    def refuse(self, problem: AppError) -> None:
        """Say why nothing was pasted."""
        self.paste_button.setEnabled(True)
        self._say(problem.sentence(self._speaker.language))

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Paste features"))
        kinds = {"point": self.tr("{count} points"), "line": self.tr("{count} lines")}
        words = kinds.get(self._kind, self.tr("{count} polygons"))
        count = f"{len(self._clip):,}".replace(",", " ")
        self.summary.setText(self.tr("On the clipboard: {what}").format(what=words.format(count=count)))
        for label, part, name in zip(
            self._labels, (self.layer_choice, self.against), (self.tr("Into layer"), self.tr("Neighbours")), strict=True
        ):
            label.setText(name)
            part.setAccessibleName(name)
        chosen = self.against.currentIndex()
        self.against.clear()
        self.against.addItem(self.tr("Take free land only"), "fill")
        self.against.addItem(self.tr("Take the land from neighbours"), "take")
        self.against.setCurrentIndex(max(chosen, 0))
        self.paste_button.setText(self.tr("Paste"))
        self.close_button.setText(self.tr("Close"))
        self._show_layers()

    def _show_layers(self) -> None:
        chosen = self.layer_choice.currentData()
        self.layer_choice.blockSignals(True)
        self.layer_choice.clear()
        for item in reversed(list(self._session.map_layers)):
            if item.layer.kind == self._kind:
                self.layer_choice.addItem(self._words.layer(item.layer), item.layer.name)
        self.layer_choice.setCurrentIndex(max(self.layer_choice.findData(chosen), 0))
        self.layer_choice.blockSignals(False)
        self._show_fields()

    def _show_fields(self) -> None:
        """Which fields find their like, and what the coordinates are taken for."""
        layer, target = self.layer, self.target()
        self.paste_button.setEnabled(layer is not None)
        covers = target is not None and target.coverage
        self.against.setVisible(covers)
        self._labels[1].setVisible(covers)
        if layer is None:
            self._say(self.tr("No layer holds features of this kind."))
            return
        self._say("")
        there = {name.casefold() for pair in layer.fields.items() for name in pair}
        there |= {name.casefold() for name in layer.field_names()}
        taken = [name for name in self._clip.fields if name.casefold() in there]
        left = [name for name in self._clip.fields if name.casefold() not in there]
        lines = [self.tr("Fields taken over: {names}").format(names=_named(taken))]
        if left:
            lines.append(self.tr("Not in the layer, left out: {names}").format(names=_named(left)))
        self.fields.setText("\n".join(lines))
        if not self._clip.crs:
            self.place.setText(self.tr("The coordinates are taken to be in the system of the layer."))
        else:
            said = self.tr("The coordinates are in {crs} and are transformed where the layer is in another system.")
            self.place.setText(said.format(crs=_crs_name(self._clip.crs)))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _lay_out(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setColumnStretch(1, 1)
        form.addWidget(self.summary, 0, 0, 1, 2)
        for row, (label, part) in enumerate(zip(self._labels, (self.layer_choice, self.against), strict=True), start=1):
            form.addWidget(label, row, 0)
            form.addWidget(part, row, 1)
        for row, part in enumerate((self.fields, self.place, self.problem), start=3):
            form.addWidget(part, row, 0, 1, 2)
        self.paste_button.setDefault(True)
        self.setMinimumWidth(440)
        lay_out_form(self, form, self.close_button, self.paste_button)


def _named(names: list[str]) -> str:
    shown = "、".join(names[:MOST_NAMED])
    return f"{shown}…" if len(names) > MOST_NAMED else shown or "–"


def _crs_name(crs: str) -> str:
    if len(crs) < 32:
        return crs
    from layers.geometry.crs import crs_name
    from layers.geometry.crs_reading import crs_named

    known = crs_named(crs)
    return crs_name(known) if known is not None else "?"
