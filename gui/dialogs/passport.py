"""A parcel's passport on one page: what the plan allows, both areas, what was assessed, which rules are open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.field_labels import FieldLabels, word_shown
from gui.language import Speaker
from gui.parts import hairline, plain_label, state_icon
from gui.session import Session
from reports import wording

if TYPE_CHECKING:
    from checks.finding import Finding
    from core.errors import AppError
    from core.feedback import Feedback
    from services.passport import Passport, PlanLimit

MOST_OPEN = 60


class PassportDialog(QDialog):
    """Worked out in a worker and shown until it is closed; the text can be copied and printed."""

    def __init__(self, session: Session, speaker: Speaker, chosen: tuple[str, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.resize(560, 720)
        self._session = session
        self._speaker = speaker
        self._chosen = chosen
        self._fields = FieldLabels(self)
        self.passport: Passport | None = None
        self.told = plain_label()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.scroll = QScrollArea()
        self.scroll.setWidgetResizable(True)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.copy_button, self.print_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self.copy_button.clicked.connect(lambda: QApplication.clipboard().setText(self.text()))
        self.print_button.clicked.connect(self.print_page)
        self.close_button.clicked.connect(self.close)
        self._lay_out()
        session.changed.connect(lambda _outcome: self.work_out())
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self.work_out()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Parcel passport"))
        self.copy_button.setText(self.tr("Copy as text"))
        self.print_button.setText(self.tr("Print…"))
        self.close_button.setText(self.tr("Close"))
        self._show()

    def work_out(self) -> None:
        """Ask for the passport of the land as it stands."""
        plan = self._session.plan
        if plan is None:
            return
        layer, fid = self._chosen
        self.progress.show()
        self.told.setText(self.tr("Working out what holds for this land…"))

        def work(feedback: Feedback) -> Passport:
            from services import passport

            return passport.passport(plan, layer, fid, feedback)

        self._session.jobs.submit(
            self.tr("Working out the passport"),
            work,
            self._take,
            refused=self._refuse,
            lost=self.progress.hide,
        )

    def text(self) -> str:
        """The passport as plain text."""
        from services import passport

        if self.passport is None:
            return ""
        names = {field: self._fields.label(field) for one in self.passport.limits for field, _ in one.values}
        return passport.as_text(self.passport, self._speaker.language, names)

    def print_page(self) -> None:
        """Ask for a printer and print the text."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        dialog = QPrintDialog(QPrinter(QPrinter.PrinterMode.HighResolution), self)
        dialog.accepted.connect(lambda: self._document().print_(dialog.printer()))
        dialog.setModal(False)
        dialog.show()

    def _document(self) -> QTextDocument:
        document = QTextDocument(self)
        document.setDefaultFont(self.font())
        document.setPlainText(self.text())
        return document

    def _take(self, found: Passport) -> None:
        self.progress.hide()
        self.passport = found
        self._show()

    def _refuse(self, problem: AppError) -> None:
        self.told.setText(problem.sentence(self._speaker.language))
        self.told.show()

    def _show(self) -> None:
        known = self.passport is not None
        for button in (self.copy_button, self.print_button):
            button.setEnabled(known)
        self.scroll.setVisible(known)
        self.told.setVisible(not known)
        if self.passport is not None:
            self.scroll.setWidget(self._page(self.passport))

    def _page(self, found: Passport) -> QWidget:
        from services import passport

        language = self._speaker.language
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(plain_label(found.name, name="heading"))
        column.addWidget(plain_label(f"{found.layer} · #{found.fid}", muted=True))
        self._section(column, self.tr("Areas"), passport.area_lines(found, language))
        column.addWidget(hairline())
        column.addWidget(plain_label(self.tr("What the plan allows"), name="title"))
        for one in found.limits:
            column.addLayout(self._limit(one))
        if not found.limits:
            column.addWidget(plain_label(self.tr("No parcel of the plan lies here."), muted=True))
        column.addWidget(hairline())
        self._section(column, self.tr("Regional assessments"), passport.assessment_lines(found, language))
        column.addWidget(hairline())
        open_rules = [finding for finding in found.review.findings if finding.state != "clear"]
        clear = len(found.review.findings) - len(open_rules)
        title = self.tr("Open rules {count}").format(count=len(open_rules))
        column.addWidget(plain_label(title, name="title"))
        for finding in sorted(open_rules, key=_rank)[:MOST_OPEN]:
            column.addLayout(self._open_rule(finding, found))
        column.addWidget(plain_label(self.tr("{count} others are clear.").format(count=clear), muted=True))
        column.addStretch(1)
        return page

    def _section(self, column: QVBoxLayout, title: str, lines: list[str]) -> None:
        column.addWidget(plain_label(title, name="title"))
        for line in lines:
            column.addWidget(plain_label(line))

    def _limit(self, one: PlanLimit) -> QLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        head = self.tr("{name}: {share} % of this land").format(name=one.name, share=f"{one.share:.1f}")
        column.addWidget(plain_label(head))
        column.addWidget(plain_label(" · ".join(self._said(field, value) for field, value in one.values), muted=True))
        return column

    def _said(self, field: str, value: str) -> str:
        word = word_shown("zoning", field, value, self._speaker.language)
        return f"{self._fields.label(field)} {word} {self._fields.unit(field)}".strip()

    def _open_rule(self, finding: Finding, found: Passport) -> QLayout:
        language, run = self._speaker.language, found.review
        row = QHBoxLayout()
        row.setSpacing(8)
        mark = QLabel()
        mark.setPixmap(state_icon("advice" if run.is_advice(finding) else finding.state).pixmap(14, 14))
        mark.setAccessibleName(wording.state_of(run, finding).to(language))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        said = [wording.measure_text(finding, language), *wording.remarks(finding, language)]
        head = f"{finding.rule} {run.rules[finding.rule].title.to(language)}"
        detail = wording.one_line(" ".join(one for one in said if one))
        row.addWidget(plain_label(f"{head}\n{detail}" if detail else head), 1)
        return row

    def _lay_out(self) -> None:
        box = QWidget(objectName="panel")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.scroll)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.print_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self.close_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        for part in (self.progress, self.told):
            layout.addWidget(part)
        layout.addWidget(box, 1)
        layout.addLayout(buttons)


def _rank(finding: Finding) -> int:
    return ("conflict", "uncertain", "not_testable", "clear").index(finding.state)
