"""One rule of a pack in full: what it says in both languages, where it stands, its figures, its examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QLayout, QVBoxLayout, QWidget

from gui.dialogs.parameter_form import ParameterForm
from gui.language import Speaker
from gui.parts import Choice, TickBox, hairline, plain_label

if TYPE_CHECKING:
    from checks.mutation import Unnoticed
    from checks.rule import Rule
    from core.messages import Text

SEVERITIES = ("block", "approval", "review", "advice")


class RulePage(QWidget):
    """``edited`` carries a parameter's name and value; ``enabled`` and ``severity`` what was chosen."""

    edited = Signal(str, object)
    enabled = Signal(bool)
    severity = Signal(str)

    def __init__(self, rule: Rule, edits: Mapping[str, Any], missed: Sequence[Unnoticed], speaker: Speaker) -> None:
        super().__init__()
        self._speaker = speaker
        self.rule = rule
        self.parameters = ParameterForm(rule, edits.get("parameters", {}), speaker)
        self.parameters.edited.connect(self.edited)
        self.is_enabled = TickBox(self.tr("Asked in every check"))
        self.is_enabled.setChecked(edits.get("enabled", rule.enabled))
        self.is_enabled.toggled.connect(self.enabled)
        self.severities = Choice()
        self._fill_severities(edits.get("severity", rule.card.severity))
        self.severities.currentIndexChanged.connect(lambda index: self.severity.emit(SEVERITIES[index]))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(plain_label(f"{rule.id} {self._say(rule.card.title)}", name="heading"))
        column.addWidget(plain_label(self._tags(), muted=True))
        column.addWidget(plain_label(self._say(rule.explanation)))
        column.addWidget(plain_label(self._other(rule.explanation), muted=True))
        column.addLayout(self._facts())
        column.addWidget(hairline())
        column.addWidget(plain_label(self.tr("Figures"), name="title"))
        column.addLayout(self._choices())
        column.addWidget(self.parameters)
        column.addWidget(hairline())
        column.addWidget(plain_label(self.tr("Examples, all passed when the pack was read"), name="title"))
        column.addLayout(self._examples(missed))
        column.addStretch(1)

    def _choices(self) -> QLayout:
        form = QFormLayout()
        form.setSpacing(8)
        label = plain_label(self.tr("When it is broken"), muted=True)
        label.setBuddy(self.severities)
        self.severities.setMaximumWidth(180)
        form.addRow(label, self.severities)
        form.addRow("", self.is_enabled)
        return form

    def _fill_severities(self, chosen: str) -> None:
        from reports.rulebook import SEVERITY_WORDS

        self.severities.setAccessibleName(self.tr("When it is broken"))
        self.severities.addItems([self._say(SEVERITY_WORDS[one]) for one in SEVERITIES])
        self.severities.setCurrentIndex(SEVERITIES.index(chosen))

    def _tags(self) -> str:
        from reports import rulebook

        rule = self.rule
        words = (
            rulebook.STAGE_WORDS[rule.stage],
            rulebook.FORCE_WORDS[rule.card.force],
            rulebook.STATUS_WORDS[rule.card.status],
        )
        tags = [self._say(word) for word in words]
        if not rule.enabled:
            tags.append(self.tr("off by default"))
        if rule.needs_recheck:
            tags.append(self.tr("to be compared with the text in force"))
        return " · ".join(tags)

    def _facts(self) -> QLayout:
        from reports.wording import citation_text

        rule = self.rule
        rows = [
            (self.tr("Source"), citation_text(rule.card, self._speaker.language)),
            (self.tr("Text read in"), rule.provenance or ""),
            (self.tr("Checked on"), rule.checked_on or ""),
            (self.tr("To mend"), self._say(rule.remedy)),
            (self.tr("Layers"), self._layers()),
            (self.tr("Ours"), "\n".join(self._say(one.text) for one in rule.assumptions)),
        ]
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, text) in enumerate((name, text) for name, text in rows if text):
            grid.addWidget(QLabel(name, objectName="muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(plain_label(text), row, 1)
        grid.setColumnMinimumWidth(0, 84)
        return grid

    def _layers(self) -> str:
        from layers.roles import ROLES

        return "、".join(self._say(ROLES[role].label) for role in self.rule.roles)

    def _examples(self, missed: Sequence[Unnoticed]) -> QLayout:
        column = QVBoxLayout()
        lines = [f"{self._state(one.expected)} · {one.name}" for one in self.rule.examples]
        if not lines:
            lines = [self.tr("This pack has no example of its own for the rule.")]
        column.addWidget(plain_label("\n".join(lines)))
        names = "、".join(one.parameter + (f".{one.entry}" if one.entry else "") for one in missed)
        if names:
            said = self.tr("No example would notice a mistake in: {names}").format(names=names)
            column.addWidget(plain_label(said, name="warning"))
        return column

    def _state(self, state: str) -> str:
        return {
            "conflict": self.tr("Conflict"),
            "uncertain": self.tr("Uncertain"),
            "clear": self.tr("Clear"),
            "not_testable": self.tr("Not testable"),
            "not_applicable": self.tr("Not applicable"),
        }[state]

    def _say(self, text: Text) -> str:
        return self._speaker.say(text)

    def _other(self, text: Text) -> str:
        return text.en if self._speaker.language == "zh" else text.zh
