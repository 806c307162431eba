"""One finding in full: measured, limit, margin, both areas, reasons, where the rule stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from core.quantities import Quantity, shown
from gui.ignoring_form import IgnoringForm
from gui.language import Speaker
from gui.part_labels import PartLabels
from gui.parts import clear_layout, plain_label, plain_tip
from gui.session import has_place
from reports import wording

if TYPE_CHECKING:
    from checks.finding import CheckRun, Finding

MOST_PARTS = 16
MENDABLE = ("conflict", "uncertain")


class FindingCard(QWidget):
    """The lower part of the findings panel."""

    def __init__(self, speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self._parts = PartLabels(self)
        self.title = plain_label(name="title")
        self.subject = plain_label(muted=True)
        self.measure = plain_label()
        self.remarks = plain_label()
        self.citation = plain_label(muted=True)
        self.go_to, self.mend = QPushButton(), QPushButton()
        self.ignore, self.heed = QPushButton(), QPushButton()
        self.form = IgnoringForm(speaker)
        self.form.left.connect(self._show_buttons)
        self._shown: Finding | None = None
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(2)
        self.grid.setColumnStretch(0, 1)
        subject = QHBoxLayout()
        subject.addWidget(self.subject, 1)
        for button in (self.go_to, self.mend):
            subject.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        leaving = QHBoxLayout()
        leaving.addWidget(self.ignore)
        leaving.addWidget(self.heed)
        leaving.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addLayout(subject)
        layout.addWidget(self.measure)
        layout.addWidget(self.remarks)
        layout.addLayout(leaving)
        layout.addWidget(self.form)
        layout.addLayout(self.grid)
        layout.addWidget(self.citation)
        layout.addStretch(1)

    def show_finding(self, run: CheckRun, finding: Finding, why_not: str = "") -> None:
        """Fill the card. ``why_not``: what stands in the way of keeping anything about the finding."""
        if finding is not self._shown:
            self.form.leave()
        self._shown = finding
        language = self._speaker.language
        card = run.rules[finding.rule]
        state = wording.state_of(run, finding).to(language)
        self.title.setText(f"{state} · {finding.rule} {card.title.to(language)}")
        self.subject.setText(wording.one_line(wording.subject_text(finding)) or run.run.plan)
        self._set(self.measure, self._measure(finding))
        self._set(self.remarks, "\n".join(wording.one_line(line) for line in wording.remarks(finding, language)))
        self._set(self.citation, wording.citation_text(card, language))
        self.go_to.setText(self.tr("Go to"))
        self.go_to.setToolTip(self.tr("Show this place on the map (Enter)"))
        self.go_to.setVisible(has_place(finding))
        self.mend.setText(self.tr("What must change"))
        self.mend.setToolTip(self.tr("List what would make this rule clear (F9)"))
        self.mend.setVisible(finding.state in MENDABLE)
        self._fill_numbers(run, finding)
        leave = self.tr("Leave it as it is, with a reason. It still counts.")
        self.ignore.setText(self.tr("Ignore…"))
        self.ignore.setToolTip(plain_tip(why_not or leave))
        self.ignore.setAccessibleDescription(why_not)
        self.heed.setText(self.tr("Take up again"))
        self.heed.setToolTip(plain_tip(why_not or self.tr("No longer ignore this finding")))
        self.heed.setAccessibleDescription(why_not)
        self._show_buttons()

    def begin_ignoring(self) -> None:
        """Ask why the finding may stay, and who says so."""
        self.form.begin()
        self._show_buttons()

    def _show_buttons(self) -> None:
        shown, asking = self._shown, self.form.active
        ignored = shown is not None and shown.ignored is not None
        self.ignore.setVisible(shown is not None and shown.state != "clear" and not ignored and not asking)
        self.heed.setVisible(ignored)

    def _measure(self, finding: Finding) -> str:
        said = wording.measure_text(finding, self._speaker.language)
        if finding.margin is not None and finding.margin.value < 0:
            over = shown(Quantity(-finding.margin.value, finding.margin.unit), self._speaker.language)
            head = said.split(" · ")[0]
            return self.tr("{measured}, beyond the limit by {over}").format(measured=head, over=over)
        return said

    def _fill_numbers(self, run: CheckRun, finding: Finding) -> None:
        """Values by the other area definitions, and the breakdown."""
        clear_layout(self.grid)
        language = self._speaker.language
        rows: list[tuple[str, str]] = []
        if finding.alternatives is not None and finding.measured is not None:
            for definition, value in finding.alternatives.items():
                if value is not None:
                    label = wording.AREA_DEFINITIONS[definition].to(language)
                    if definition == run.run.area_definition:
                        label = self.tr("{area} (decides)").format(area=label)
                    rows.append((label, shown(Quantity(value, finding.measured.unit), language)))
        for part in finding.parts[:MOST_PARTS]:
            rows.append((self._parts.label(part, language), shown(Quantity(part.value, part.unit), language)))
        for number, (label, amount) in enumerate(rows):
            name = plain_label(wording.one_line(label), muted=True)
            figure = plain_label(amount)
            figure.setWordWrap(False)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(name, number, 0)
            self.grid.addWidget(figure, number, 1)

    @staticmethod
    def _set(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))
