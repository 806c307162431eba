"""The status row: where the cursor is, the scale, how things are measured, and what is being done."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QProgressBar, QToolButton, QWidget

from gui.coordinates import Degrees, degrees_text, plane_text, scale_from_text, scale_text
from gui.jobs import Job, Jobs
from gui.language import Speaker
from gui.parts import plain_label, plain_tip
from gui.session import Session
from gui.theme import icon
from reports.wording import AREA_DEFINITIONS

DOING_PX = 280


class StatusRow(QWidget):
    """Bottom of the window. ``scale_wanted`` carries the N of 1 : N that was typed."""

    scale_wanted = Signal(float)

    def __init__(self, session: Session, speaker: Speaker, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("statusRow")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(28)
        self._session = session
        self._speaker = speaker
        self._jobs = jobs
        self._shown_jobs: list[Job] = []
        self.degrees: Degrees | None = None
        self._denominator = 0.0
        self.position = plain_label()
        self.position.setWordWrap(False)
        self.position.setMinimumWidth(300)
        self.scale = QLineEdit()
        self.scale.setFixedWidth(104)
        self.scale.returnPressed.connect(self._type_scale)
        self.scale.editingFinished.connect(lambda: self.set_scale(self._denominator))
        self.crs = plain_label()
        self.area = plain_label()
        self.tip = plain_label(muted=True)
        self.saved = plain_label()
        self.selected = plain_label()
        for label in (self.crs, self.area, self.saved, self.selected, self.tip):
            label.setWordWrap(False)
        for label in (self.crs, self.selected, self.tip):  # the short ones are always whole
            label.setMinimumWidth(1)
        self.doing = QLabel()
        self.doing.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar()
        self.progress.setFixedWidth(96)
        self.progress.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.setIconSize(QSize(14, 14))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cancel.clicked.connect(self._cancel)
        self._lay_out()
        jobs.shown.connect(self._show_job)
        jobs.progressed.connect(self._progress)
        jobs.ended.connect(self._end_job)
        session.opened.connect(self._show_terms)
        session.changed.connect(lambda _outcome: self._show_terms())
        session.desk.writing.connect(lambda _writing: self._show_saved())
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self.retheme()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.scale.setAccessibleName(self.tr("Scale"))
        self.scale.setToolTip(self.tr("True scale of the map. Type another one and press Enter."))
        self.position.setAccessibleName(self.tr("Position of the cursor"))
        self.cancel.setToolTip(self.tr("Cancel what is being done"))
        self.cancel.setAccessibleName(self.tr("Cancel"))
        self._show_terms()
        self._show_progress()

    def retheme(self) -> None:
        """Icons in the colours of the present theme."""
        self.cancel.setIcon(icon("close", "muted"))

    def set_degrees(self, degrees: Degrees) -> None:
        """From now on show longitude and latitude too."""
        self.degrees = degrees

    def set_position(self, x: float | None, y: float | None) -> None:
        """Show where the cursor is on the map."""
        if x is None or y is None:
            self.position.setText("")
            return
        degrees = self.degrees.of(x, y) if self.degrees is not None else None
        parts = [plane_text(x, y), *([degrees_text(*degrees)] if degrees else [])]
        self.position.setText(" · ".join(parts))

    def set_scale(self, denominator: float) -> None:
        """Show the map's scale, unless one is being typed."""
        self._denominator = denominator
        if denominator and not (self.scale.hasFocus() and self.scale.isModified()):
            self.scale.setText(scale_text(denominator))
            self.scale.setModified(False)

    def set_tip(self, text: str) -> None:
        """What the action under the cursor does."""
        self.tip.setText(text)

    def set_selected(self, text: str) -> None:
        """How much is selected; nothing while nothing is."""
        self.selected.setText(text)
        for part in (self.selected, self._selected_line):
            part.setVisible(bool(text))

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 0, 8, 0)
        layout.setSpacing(10)
        lines = [_upright() for _ in range(5)]
        widgets = (self.position, self.scale, self.crs, self.area, self.saved, self.selected)
        for line, widget in zip([None, *lines], widgets, strict=True):
            if line is not None:
                layout.addWidget(line)
            layout.addWidget(widget)
        self._selected_line = lines[-1]
        self.set_selected("")
        layout.addSpacing(12)
        layout.addWidget(self.tip, 1)
        for widget in (self.doing, self.progress, self.cancel):
            layout.addWidget(widget)
            widget.hide()

    def _type_scale(self) -> None:
        denominator = scale_from_text(self.scale.text())
        self.scale.setModified(False)
        if denominator is None:
            self.set_scale(self._denominator)
            self.tip.setText(self.tr("A scale is written like 1:25000."))
        else:
            self.scale_wanted.emit(denominator)
            self.scale.clearFocus()

    def _show_terms(self) -> None:
        plan = self._session.plan
        self._show_saved()
        if plan is None:
            self.crs.setText("")
            self.area.setText("")
            return
        crs = plan.measuring_crs
        self.crs.setText(str(crs.name) if crs is not None else self.tr("Coordinate system unknown"))
        self.crs.setToolTip(self.tr("Everything is measured in this coordinate system."))
        self.area.setText(self._speaker.say(AREA_DEFINITIONS[plan.area_definition]))
        self.area.setToolTip(self.tr("This definition of area decides in checks of this plan."))

    def _show_saved(self) -> None:
        """Whether everything is on the disk, or why nothing can be changed."""
        desk = self._session.desk
        reason = desk.read_only()
        if self._session.plan is None:
            words, tip = "", ""
        elif reason is not None:
            words, tip = self.tr("Read-only"), self._speaker.say(reason)
        elif desk.is_writing:
            words, tip = self.tr("Writing…"), self.tr("The last step is being written to the project file.")
        else:
            words, tip = self.tr("Saved"), self.tr("Every step is on the disk; there is nothing to save.")
        self.saved.setText(words)
        self.saved.setToolTip(plain_tip(tip) if tip else "")

    def _show_job(self, job: Job) -> None:
        self._shown_jobs.append(job)
        self._show_progress()

    def _progress(self, job: Job) -> None:
        if self._shown_jobs and job is self._shown_jobs[0]:
            self._show_progress()

    def _end_job(self, job: Job) -> None:
        if job in self._shown_jobs:
            self._shown_jobs.remove(job)
            self._show_progress()

    def _show_progress(self) -> None:
        job = self._shown_jobs[0] if self._shown_jobs else None
        for widget in (self.doing, self.progress, self.cancel):
            widget.setVisible(job is not None)
        if job is None:
            return
        doing = self._speaker.say(job.doing) if job.doing is not None else ""
        words = f"{job.title} · {doing}" if doing else f"{job.title}…"
        self.doing.setText(self.doing.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, DOING_PX))
        self.progress.setRange(0, 100 if job.fraction > 0 else 0)
        self.progress.setValue(round(job.fraction * 100))

    def _cancel(self) -> None:
        if self._shown_jobs:
            self._jobs.cancel(self._shown_jobs[0])


def _upright() -> QFrame:
    line = QFrame(objectName="divider")
    line.setFixedSize(1, 14)
    return line
