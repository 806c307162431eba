"""Small widgets that several panels use."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.theme import current_theme, icon


def lay_out_form(dialog: QWidget, form: QLayout, *buttons: QWidget) -> None:
    """A dialog's form above its buttons, which stand at the right."""
    row = QHBoxLayout()
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(16, 16, 16, 12)
    layout.setSpacing(12)
    layout.addLayout(form)
    layout.addLayout(row)


def plain_label(text: str = "", *, muted: bool = False, name: str = "") -> QLabel:
    """A wrapping label that shows text from files as it is: never as rich text. It can be selected and copied."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    label.setObjectName(name or ("muted" if muted else "plain"))
    return label


def plain_tip(text: str) -> str:
    """A tooltip that shows text from files as it is: Qt would take markup in it for rich text."""
    return "<qt>" + escape(text).replace("\n", "<br>") + "</qt>"


def hairline() -> QFrame:
    """A thin line between sections."""
    line = QFrame(objectName="rule")
    line.setFixedHeight(1)
    return line


def clear_layout(layout: QLayout) -> None:
    """Take all widgets out and let them go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Choice(QComboBox):
    """A combo box with the window's own arrow (a style sheet could not tint it)."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        icon("chevron_down", "muted").paint(painter, self.width() - 22, (self.height() - 14) // 2, 14, 14)
        painter.end()


def draw_tick(painter: QPainter, centre: QPointF, *, checked: bool, ground: str, enabled: bool = True) -> None:
    """A box to tick, over the style's own, whose edge is lost on dark grounds."""
    theme = current_theme()
    box = QRectF(centre.x() - 6.5, centre.y() - 6.5, 13, 13)
    full = "accent" if enabled else "muted"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(box.adjusted(-2, -2, 2, 2), theme.colour(ground))
    painter.setPen(QPen(theme.colour(full if checked else "control"), 1.2))
    painter.setBrush(theme.colour(full if checked else "panel"))
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        painter.setPen(QPen(theme.colour("on_accent"), 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
        tick = [(-3.2, 0.2), (-1.0, 2.4), (3.3, -2.4)]
        painter.drawPolyline(QPolygonF([centre + QPointF(x, y) for x, y in tick]))
    painter.restore()


class TickBox(QCheckBox):
    """A check box with the window's own box."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxIndicator
        centre = QRectF(self.style().subElementRect(part, option, self)).center()
        painter = QPainter(self)
        draw_tick(painter, centre, checked=self.isChecked(), ground="panel", enabled=self.isEnabled())
        painter.end()


class TickDelegate(QStyledItemDelegate):
    """Rows of a list with the window's own boxes."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        self.initStyleOption(option, index)
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        centre = QRectF(option.widget.style().subElementRect(part, option, option.widget)).center()
        ground = "selected" if option.state & QStyle.StateFlag.State_Selected else "panel"
        draw_tick(painter, centre, checked=Qt.CheckState(state) == Qt.CheckState.Checked, ground=ground)


class EmptyState(QWidget):
    """Says what a panel is for and the one next step."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addStretch(2)
        self.purpose = plain_label(name="plain")
        self.step = plain_label(muted=True)
        for label in (self.purpose, self.step):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            layout.addWidget(label)
        layout.addStretch(3)

    def say(self, purpose: str, step: str) -> None:
        """Set both sentences."""
        self.purpose.setText(purpose)
        self.step.setText(step)


def draw_state(painter: QPainter, area: QRectF, state: str) -> None:
    """The mark of a state: ▲ conflict, ◆ uncertain, ● clear, ○ not testable; advice is an open triangle."""
    theme = current_theme()
    token = "conflict" if state == "advice" else state
    colour = theme.colour(token)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    hollow = state in ("advice", "not_testable")
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else colour)
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    inner = area.adjusted(1.5, 1.5, -1.5, -1.5)
    middle = inner.center()
    if token == "conflict":
        painter.drawPolygon(QPolygonF([QPointF(middle.x(), inner.top()), inner.bottomRight(), inner.bottomLeft()]))
    elif token == "uncertain":
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(middle.x(), inner.top()),
                    QPointF(inner.right(), middle.y()),
                    QPointF(middle.x(), inner.bottom()),
                    QPointF(inner.left(), middle.y()),
                ]
            )
        )
    else:
        painter.drawEllipse(inner.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()


def state_icon(state: str, size: int = 14, ratio: float = 2.0) -> QIcon:
    """The mark as an icon."""
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_state(painter, QRectF(0, 0, size, size), state)
    painter.end()
    made = QIcon(picture)
    made.addPixmap(picture, QIcon.Mode.Selected)  # or the style would tint it
    return made
