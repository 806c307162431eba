"""A regular grid of lots: the corner and the direction by two clicks, sizes and counts in the bar."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from core.errors import AppError
from core.messages import Text
from gui.editing.draw_tool import DrawingTool, new_feature_intent, refused_with
from gui.editing.path_drawing import on_screen
from gui.parts import plain_label
from gui.theme import current_theme

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from gui.language import Speaker
    from layers.editing.edit import Added, Place
    from maps.view import MapView

FIELD_PX = 56
MOST_TRIED = 60
"""More lots are drawn, but not cut against their neighbours while the mouse moves."""
MOST_DRAWN = 2_000
USUAL = {"width": "20", "depth": "40", "columns": "5", "rows": "2", "street": "0"}
COUNTS = ("columns", "rows")
LABEL = Text("划分 {count} 块规则地块", "Lay out {count} regular lots")


class LotFields(QWidget):
    """Sizes in metres, and counts. ``changed``: others are typed."""

    changed = Signal()

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit] = {}
        self._labels = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for name, usual in USUAL.items():
            field = QLineEdit(usual)
            field.setFixedWidth(FIELD_PX)
            field.textChanged.connect(lambda _text: self.changed.emit())
            self.fields[name], self._labels[name] = field, plain_label(muted=True)
            self._labels[name].setWordWrap(False)
            row.addWidget(self._labels[name])
            row.addWidget(field)
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        words = {
            "width": (self.tr("Width"), self.tr("Width of a lot in metres")),
            "depth": (self.tr("Depth"), self.tr("Depth of a lot in metres")),
            "columns": (self.tr("In a row"), self.tr("Lots in a row")),
            "rows": (self.tr("Rows"), self.tr("Rows of lots")),
            "street": (self.tr("Street"), self.tr("Width of the street after every two rows in metres; 0: none")),
        }
        for name, (text, tip) in words.items():
            self._labels[name].setText(text)
            self.fields[name].setToolTip(tip)
            self.fields[name].setAccessibleName(tip)

    def numbers(self) -> dict[str, float]:
        """What is typed. Refusal ``typed.no_number``; nothing typed counts as 0."""
        from layers.editing.constraints import number_in

        return {name: number_in(field.text()) or 0.0 for name, field in self.fields.items()}


class LotWords(QObject):
    """What to do next."""

    def next_step(self, count: int) -> str:
        """With ``count`` places."""
        if not count:
            return self.tr("Set sizes and counts, then click the corner where the lots begin.")
        return self.tr("Click the direction of the row: the lots lie to its right.")


class LotsTool(DrawingTool):
    """Each lot is a new feature, cut against what is there."""

    least = most = 2
    simple = True

    def __init__(self, context: EditContext) -> None:
        super().__init__(context)
        self.lot_words = LotWords(context)
        self.fields = LotFields(context.speaker)
        self.drawing.row.insertWidget(0, self.fields)
        self.fields.changed.connect(self._choices_changed)
        for field in self.fields.fields.values():
            field.returnPressed.connect(lambda: context.canvas.setFocus(Qt.FocusReason.OtherFocusReason))

    def usual_hint(self) -> str:
        return self.lot_words.next_step(len(self.places))

    def preview(self, places: list[Place]) -> Intent | None:
        try:
            lots = self.lots(places)
        except AppError as refusal:
            return refused_with(refusal)
        return new_feature_intent(self.context, lots) if len(lots) <= MOST_TRIED else None

    def finish(self, places: list[Place]) -> None:
        try:
            lots = self.lots(places)
        except AppError as refusal:
            self.context.refuse(refusal)
            return
        label = LABEL.format(count=len(lots))
        self.carry_out(new_feature_intent(self.context, lots), label, done=self.select_new)

    def lots(self, places: list[Place]) -> list[Added]:
        """The lots in the layer's CRS; laid out in metres on the map. Refusals of ``layers.editing.drawing.lots``."""
        import numpy as np
        import shapely

        from layers.editing.drawing import lots
        from layers.editing.edit import Added

        context, numbers = self.context, self.fields.numbers()
        (x0, y0), (x1, y1) = (context.to_map(place) for place in places[:2])
        bearing = math.degrees(math.atan2(x1 - x0, y1 - y0))
        made = lots(
            (x0, y0),
            bearing=bearing,
            width=numbers["width"],
            depth=numbers["depth"],
            columns=int(numbers["columns"]),
            rows=int(numbers["rows"]),
            street=numbers["street"],
        )
        shapes = shapely.transform(np.array([*made, None], dtype=object)[:-1], context.layer_xy)
        return [Added(shape) for shape in shapes]

    def draw(self, painter: QPainter, view: MapView) -> None:
        super().draw(painter, view)
        places = self.tentative()
        if not self.begun or len(set(places)) < self.least or self.context.preview is not None:
            return
        try:
            lots = self.lots(places)
        except AppError:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().colour("accent"), 1.4))
        for lot in lots[:MOST_DRAWN]:
            painter.drawPolygon(QPolygonF(on_screen(self.context, list(lot.geometry.exterior.coords))))
        painter.restore()
