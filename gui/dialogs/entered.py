"""Entered figures and evidence: what was entered, what rules still want, and a form that asks for source and date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import AppError
from core.messages import same
from gui.language import Speaker
from gui.parts import Choice, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from core.feedback import Feedback
    from layers.entered import Entered, EnteredValue, Evidence
    from layers.project import Project
    from services.editing import Outcome
    from services.entering import Owed

VALUE_FIELDS = ("id", "value", "unit", "year", "area", "source", "dated")
PROOF_FIELDS = ("rule", "item", "subject", "holds", "document", "dated")
KNOWN_UNITS = ("%", "km2", "ha", "m2", "m", "km", "count", "tce", "m3_per_day", "MW")
MOST_ROWS = 2_000


class EnteredDialog(QDialog):
    """Two lists with a form each. A project keeps an entry as one step; of a plan folder they are only shown."""

    def __init__(self, session: Session, speaker: Speaker, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self.resize(820, 600)
        self._session = session
        self._speaker = speaker
        self._owed: list[Owed] = []
        self.tables = {"values": _table(VALUE_FIELDS), "evidence": _table(PROOF_FIELDS)}
        self.fields = {name: QLineEdit() for name in ("id", "value", "year", "area", "source", "document")}
        self.dates = {"values": QLineEdit(), "evidence": QLineEdit()}
        self.unit, self.wanted, self.holds = Choice(), Choice(), Choice()
        self._labels = {
            name: plain_label(muted=True)
            for name in (*self.fields, "unit", "wanted", "holds", "dated_values", "dated_evidence")
        }
        self.told = plain_label(name="warning")
        self.note = plain_label(muted=True)
        self.tabs = QTabWidget()
        self.put_button, self.remove_button, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self._lay_out()
        self.put_button.clicked.connect(self.put)
        self.remove_button.clicked.connect(self.remove)
        self.close_button.clicked.connect(self.close)
        for table in self.tables.values():
            table.itemSelectionChanged.connect(self._show_entry)
        session.changed.connect(lambda _outcome: self.refresh())
        speaker.changed.connect(self.retranslate)
        self.retranslate()
        self._read_owed()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Entered values and evidence"))
        words = self._words()
        for name, label in self._labels.items():
            label.setText(words[name])
        for name, table in self.tables.items():
            fields = VALUE_FIELDS if name == "values" else PROOF_FIELDS
            table.setHorizontalHeaderLabels([words[field] for field in fields])
        self.tables["values"].setAccessibleName(self.tr("Figures"))
        self.tables["evidence"].setAccessibleName(self.tr("Evidence"))
        self.put_button.setText(self.tr("Enter"))
        self.remove_button.setText(self.tr("Remove the entry"))
        self.close_button.setText(self.tr("Close"))
        self.holds.setItemText(0, self.tr("holds"))
        self.holds.setItemText(1, self.tr("does not hold"))
        for name, editor in (*self.fields.items(), ("unit", self.unit), ("wanted", self.wanted), ("holds", self.holds)):
            editor.setAccessibleName(words[name])
        for editor in self.dates.values():
            editor.setAccessibleName(words["dated"])
        self.refresh()

    def refresh(self) -> None:
        """Show the entries of the plan as it stands."""
        entered = self._entered()
        rows = [[getattr(one, field) for field in VALUE_FIELDS] for one in entered.values[:MOST_ROWS]]
        self._fill("values", rows)
        proofs = [[getattr(one, field) for field in PROOF_FIELDS] for one in entered.evidence[:MOST_ROWS]]
        self._fill("evidence", proofs)
        self.tabs.setTabText(0, self.tr("Figures {count}").format(count=len(entered.values)))
        self.tabs.setTabText(1, self.tr("Evidence {count}").format(count=len(entered.evidence)))
        self._fill_wanted()
        editable = self._session.desk.read_only() is None
        for widget in (self.put_button, self.remove_button, self._forms[0], self._forms[1]):
            widget.setEnabled(editable)
        self.note.setText(self._why_not(editable))

    def put(self) -> None:
        """Enter what the form says."""
        from services import entering

        try:
            if self.tabs.currentIndex() == 0:
                value = self._value()
                entered, what = entering.with_value(self._entered(), value), same(f"{value.id} {value.year or ''}")
            else:
                proof = self._proof()
                entered, what = entering.with_evidence(self._entered(), proof), same(f"{proof.rule} {proof.item}")
        except AppError as problem:
            self.told.setText(problem.sentence(self._speaker.language))
            return
        self.told.setText("")
        self._step(entered, what)

    def remove(self) -> None:
        """Take the chosen entries away."""
        from services import entering

        entered = self._entered()
        name, entries = ("values", entered.values) if self.tabs.currentIndex() == 0 else ("evidence", entered.evidence)
        rows = sorted({index.row() for index in self.tables[name].selectedIndexes()})
        gone: Sequence[EnteredValue | Evidence] = [entries[row] for row in rows]
        if gone:
            self._step(entering.without(entered, gone), same(f"−{len(gone)}"))

    def _step(self, entered: Entered, what) -> None:
        def work(project: Project, _feedback: Feedback) -> Outcome:
            from services import entering

            return entering.put(project, entered, what)

        self._session.desk.step(
            self.tr("Entering"),
            work,
            done=lambda _outcome: self._read_owed(),
            refused=lambda problem: self.told.setText(problem.sentence(self._speaker.language)),
        )

    def _entered(self) -> Entered:
        from layers.entered import Entered

        return self._session.plan.entered if self._session.plan is not None else Entered()

    def _value(self) -> EnteredValue:
        from layers.entered import EnteredValue
        from services.cell_values import refused

        said = {name: self.fields[name].text().strip() for name in ("id", "value", "year", "area", "source")}
        try:
            value = float(said["value"].replace(" ", ""))
            year = int(said["year"]) if said["year"] else None
        except ValueError:
            raise refused(
                "entered.number", "“{what}”不是数。", "“{what}” is no number.", f"{said['value']} {said['year']}"
            ) from None
        unit = self.unit.currentText().strip()
        return EnteredValue(
            said["id"], value, unit, said["source"], self.dates["values"].text().strip(), year, said["area"] or None
        )

    def _proof(self) -> Evidence:
        from layers.entered import Evidence

        number = self.wanted.currentIndex()
        one = self._owed[number] if 0 <= number < len(self._owed) else None
        return Evidence(
            one.rule if one is not None else "",
            one.item if one is not None else "",
            self.holds.currentIndex() == 0,
            self.fields["document"].text().strip(),
            self.dates["evidence"].text().strip(),
            one.subject if one is not None else None,
        )

    def _read_owed(self) -> None:
        plan = self._session.plan
        if plan is None:
            return

        def work(_feedback: Feedback) -> list[Owed]:
            from services import entering

            return entering.owed(plan)

        self._session.jobs.submit(self.tr("Reading the rules"), work, self._take_owed)

    def _take_owed(self, owed: list[Owed]) -> None:
        self._owed = owed
        self._fill_wanted()

    def _fill_wanted(self) -> None:
        chosen = max(self.wanted.currentIndex(), 0)
        self.wanted.clear()
        for one in self._owed:
            about = f"{one.subject} · {one.item}" if one.subject else one.item
            state = self.tr("entered") if one.entered is not None else self.tr("owed")
            self.wanted.addItem(f"{one.rule} {self._speaker.say(one.title)} · {about} ({state})")
        self.wanted.setCurrentIndex(min(chosen, len(self._owed) - 1))

    def _fill(self, name: str, rows: list[list[object]]) -> None:
        table = self.tables[name]
        table.blockSignals(True)
        table.setRowCount(len(rows))
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                item = QTableWidgetItem(self._shown(value))
                if isinstance(value, float):
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                table.setItem(row, column, item)
        table.resizeColumnsToContents()
        table.blockSignals(False)

    def _shown(self, value: object) -> str:
        if isinstance(value, bool):
            return self.tr("holds") if value else self.tr("does not hold")
        return "" if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)

    def _show_entry(self) -> None:
        """Put a chosen figure into the form, to be corrected."""
        rows = {index.row() for index in self.tables["values"].selectedIndexes()}
        if self.tabs.currentIndex() != 0 or len(rows) != 1:
            return
        one = self._entered().values[rows.pop()]
        for name in ("id", "value", "year", "area", "source"):
            self.fields[name].setText(self._shown(getattr(one, name)))
        self.unit.setEditText(one.unit)
        self.dates["values"].setText(one.dated)

    def _why_not(self, editable: bool) -> str:
        if editable:
            return self.tr("Every entry needs its source and its date. Undo takes an entry back.")
        if self._session.desk.is_project:
            return self._speaker.say(self._session.desk.read_only())
        return self.tr("A plan folder keeps these in entered.toml beside plan.toml; make a project to enter them here.")

    def _words(self) -> dict[str, str]:
        dated = self.tr("Dated")
        return {
            "id": self.tr("Indicator"),
            "value": self.tr("Value"),
            "unit": self.tr("Unit"),
            "year": self.tr("Year"),
            "area": self.tr("Area"),
            "source": self.tr("Source"),
            "wanted": self.tr("What is to be shown"),
            "rule": self.tr("Rule"),
            "item": self.tr("Item"),
            "subject": self.tr("About"),
            "holds": self.tr("Result"),
            "document": self.tr("Document"),
            "dated": dated,
            "dated_values": dated,
            "dated_evidence": dated,
        }

    def _lay_out(self) -> None:
        self.unit.setEditable(True)
        self.unit.addItems(KNOWN_UNITS)
        self.holds.addItems(["", ""])
        today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
        for editor in self.dates.values():
            editor.setText(today)
        values, evidence = QFormLayout(), QFormLayout()
        for name in ("id", "value"):
            values.addRow(self._labels[name], self.fields[name])
        values.addRow(self._labels["unit"], self.unit)
        for name in ("year", "area", "source"):
            values.addRow(self._labels[name], self.fields[name])
        values.addRow(self._labels["dated_values"], self.dates["values"])
        evidence.addRow(self._labels["wanted"], self.wanted)
        evidence.addRow(self._labels["holds"], self.holds)
        evidence.addRow(self._labels["document"], self.fields["document"])
        evidence.addRow(self._labels["dated_evidence"], self.dates["evidence"])
        self.wanted.setMinimumContentsLength(24)
        self._forms = []
        for name, form in (("values", values), ("evidence", evidence)):
            page, box = QWidget(objectName="panel"), QWidget()
            box.setLayout(form)
            form.setContentsMargins(0, 0, 0, 0)
            self._forms.append(box)
            column = QVBoxLayout(page)
            column.setContentsMargins(12, 12, 12, 12)
            column.addWidget(self.tables[name], 1)
            column.addWidget(box)
            self.tabs.addTab(page, "")
        buttons = QHBoxLayout()
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.put_button)
        self.put_button.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        for part in (self.note, self.tabs, self.told):
            layout.addWidget(part)
        layout.addLayout(buttons)


def _table(fields: Sequence[str]) -> QTableWidget:
    table = QTableWidget(0, len(fields))
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.horizontalHeader().setResizeContentsPrecision(50)
    table.horizontalHeader().setMaximumSectionSize(260)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setShowGrid(False)
    return table
