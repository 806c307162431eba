"""The attributes panel: what was identified, field by field, with both areas."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from core.quantities import area_in, rounded, unit_symbol
from gui.field_labels import FieldLabels, word_shown
from gui.language import Speaker
from gui.parts import Choice, EmptyState, hairline, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from gui.identify import Hit

AREA_ROWS = (("m2", 2), ("ha", 4), ("mu", 2))


class AttributesPanel(QWidget):
    """Second tab at the right. ``shown`` carries the ``Hit`` now shown, or None."""

    shown = Signal(object)

    def __init__(self, session: Session, speaker: Speaker) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session = session
        self._speaker = speaker
        self._labels = FieldLabels(self)
        self._hits: list[Hit] = []
        self._missed = False
        self._count = 0
        self.choice = Choice()
        self.choice.currentIndexChanged.connect(self._show)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 12, 12, 4)
        head.addWidget(self.choice)
        layout.addWidget(self._head)
        layout.addWidget(self.scroll_area, 1)
        layout.addWidget(self.empty, 1)
        session.identified.connect(self.show_hits)
        session.opened.connect(lambda: self.show_hits([], missed=False))
        session.changed.connect(lambda _outcome: self._forget_gone())
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew, keeping the feature that is shown."""
        self.choice.setAccessibleName(self.tr("Features under the point"))
        current = self.choice.currentIndex()
        self._fill()
        if current >= 0:
            self.choice.setCurrentIndex(current)

    def show_hits(self, hits: list[Hit], *, missed: bool = True) -> None:
        """Show the first of ``hits`` and offer the others."""
        self._hits = hits
        self._missed = missed and not hits
        if hits or missed:
            self._count = 0
        self._fill()

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The features among which one can choose."""
        return tuple(self._hits)

    def show_count(self, count: int) -> None:
        """Show no feature: so many are selected that only the table can list them, or none is."""
        self._count = count
        self.show_hits([], missed=False)

    def _forget_gone(self) -> None:
        """What was identified may have changed or gone."""
        layers = [item.layer for item in self._session.map_layers]
        if not all(any(hit.layer is layer for layer in layers) for hit in self._hits):
            self.show_hits([], missed=False)

    def current_hit(self) -> Hit | None:
        """The feature shown."""
        number = self.choice.currentIndex()
        return self._hits[number] if 0 <= number < len(self._hits) else None

    def _fill(self) -> None:
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([self._title(hit) for hit in self._hits])
        self.choice.blockSignals(False)
        self._head.setVisible(bool(self._hits))
        self.scroll_area.setVisible(bool(self._hits))
        self.empty.setVisible(not self._hits)
        purpose = self.tr("Here are the attributes and both areas of a feature.")
        step = self.tr("Click a feature on the map.")
        if self._missed:
            step = self.tr("There is nothing at that place. Click a feature on the map.")
        elif self._count:
            number = f"{self._count:,}".replace(",", " ")
            step = self.tr("{count} features are selected. The table (F6) lists them.").format(count=number)
        self.empty.say(purpose, step)
        self._show()

    def _title(self, hit: Hit) -> str:
        from maps.symbology.style import role_style

        layer = hit.layer
        label = self._speaker.say(role_style(layer.role).label) if layer.role else layer.name
        return f"{label} · {hit.title or f'#{hit.fid}'}"

    def _show(self) -> None:
        hit = self.current_hit()
        if hit is not None:
            self.scroll_area.setWidget(self._form(hit))
        self.shown.emit(hit)

    def _form(self, hit: Hit) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(12, 4, 12, 12)
        column.setSpacing(8)
        if hit.planar_m2 is not None and hit.ellipsoidal_m2 is not None:
            column.addLayout(self._areas(hit.planar_m2, hit.ellipsoidal_m2))
            column.addWidget(hairline())
        column.addLayout(self._fields(hit))
        column.addWidget(hairline())
        column.addWidget(plain_label(self._origin(hit), muted=True))
        column.addStretch(1)
        return form

    def _areas(self, planar: float, ellipsoidal: float) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        decides = self._session.plan.area_definition if self._session.plan else ""
        heads = (("planar", self.tr("Planar area")), ("ellipsoidal", self.tr("Ellipsoidal area")))
        for number, (definition, head) in enumerate(heads):
            label = plain_label(head, muted=definition != decides, name="title" if definition == decides else "")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            if definition == decides:
                label.setToolTip(self.tr("This area decides in checks of this plan."))
            grid.addWidget(label, 0, number)
        for row, (unit, decimals) in enumerate(AREA_ROWS, start=1):
            for number, area in enumerate((planar, ellipsoidal)):
                figure = plain_label(rounded(area_in(area, unit).value, decimals))
                figure.setWordWrap(False)
                figure.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(figure, row, number)
            grid.addWidget(plain_label(unit_symbol(unit, self._speaker.language), name="unit"), row, 2)
        return grid

    def _fields(self, hit: Hit) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        canonical = set(hit.layer.fields)
        ordered = sorted(hit.values, key=lambda pair: pair[0] not in canonical)
        for row, (field, value) in enumerate(ordered):
            name = plain_label(self._labels.label(field) if field in canonical else field, muted=True)
            name.setMaximumWidth(120)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(self._value(hit, field, value)), row, 1, Qt.AlignmentFlag.AlignTop)
        return grid

    def _value(self, hit: Hit, field: str, value: Any) -> str:
        text = _plain(value)
        if text is None:
            return "–"
        if isinstance(value, bool) or type(value).__name__ == "bool_":
            return self.tr("yes") if value else self.tr("no")
        words = [word_shown(hit.layer.role, field, word, self._speaker.language) for word in text]
        unit = self._labels.unit(field) if field in hit.layer.fields else ""
        return f"{'、'.join(words)} {unit}".strip()

    def _origin(self, hit: Hit) -> str:
        source = self.tr("Record {number} of {file}").format(number=hit.fid, file=hit.layer.path.name)
        if hit.layer.illustrative:
            source += "\n" + self.tr("Illustrative: for demonstration, not a planning fact.")
        return source


def _plain(value: Any) -> list[str] | None:
    """A value as words; None when there is none."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, float):
        return None if math.isnan(value) else [f"{value:.10g}"]
    if isinstance(value, tuple | list):
        return [str(item) for item in value] or None
    return [str(value)]
