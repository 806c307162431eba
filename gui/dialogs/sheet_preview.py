"""What a sheet will look like, drawn in a worker by the painter that prints it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.errors import AppError
from gui.jobs import Job
from gui.session import Session
from gui.theme import current_theme

if TYPE_CHECKING:
    from services.printing import PrintedSheet, PrintOrder

WAIT_MS = 250
"""Until typing has come to rest."""


class SheetPreview(QWidget):
    """The first sheet of an order.

    Signals: ``drawn`` carries the ``PrintedSheet`` that it would give, ``refused`` the ``AppError`` why it cannot be.
    """

    drawn = Signal(object)
    refused = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._job: Job | None = None
        self._order: PrintOrder | None = None
        self.picture = QImage()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WAIT_MS)
        self._rest.timeout.connect(self._draw)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(300, 240)

    def sizeHint(self) -> QSize:
        return QSize(460, 340)

    def ask(self, order: PrintOrder) -> None:
        """Draw this order as soon as nothing else is asked for a moment."""
        self._order = order
        self._rest.start()

    def stop(self) -> None:
        """Forget what was asked."""
        self._rest.stop()
        if self._job is not None:
            self._session.jobs.cancel(self._job)
            self._job = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), current_theme().colour("hairline"))
        if not self.picture.isNull():
            size = self.picture.deviceIndependentSize()
            shown = size.scaled(self.size().toSizeF(), Qt.AspectRatioMode.KeepAspectRatio)
            target = self.rect().toRectF()
            target.setSize(shown)
            target.moveCenter(self.rect().toRectF().center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, self.picture)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._order is not None:
            self._rest.start()

    def _draw(self) -> None:
        plan, order = self._session.plan, self._order
        if plan is None or order is None:
            return
        self.stop()
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio

        def work(_feedback: object) -> tuple[QImage, PrintedSheet]:
            from maps.output.raster_output import sheet_image
            from services.printing import first_sheet

            layout, printed = first_sheet(plan, order)
            return sheet_image(layout, size.width(), size.height()), printed

        def done(answer: tuple[QImage, PrintedSheet]) -> None:
            self._job = None
            self.picture = answer[0]
            self.picture.setDevicePixelRatio(ratio)
            self.update()
            self.drawn.emit(answer[1])

        def refused(error: AppError) -> None:
            self._job = None
            self.picture = QImage()
            self.update()
            self.refused.emit(error)

        self._job = self._session.jobs.submit(self.tr("Drawing the preview"), work, done, refused=refused)
