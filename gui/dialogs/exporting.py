"""Exporting a layer: the file, its encoding, and under which names a shapefile keeps the fields."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from core.errors import AppError
from gui.dialogs.files import FileQuestions, safe_name, suggested_folder
from gui.jobs import Job
from gui.language import Speaker
from gui.parts import Choice, lay_out_form, plain_label
from gui.session import Session

if TYPE_CHECKING:
    from layers.formats.export import ExportReport
    from layers.layer import Layer

ENCODINGS = ("GB18030", "UTF-8")
WITH_ENCODING = (".shp", ".csv", ".txt")


class ExportDialog(QDialog):
    """A small window beside the map; ``exported`` carries the ``ExportReport``."""

    exported = Signal(object)

    def __init__(self, session: Session, speaker: Speaker, layer: Layer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(False)
        self._session = session
        self._speaker = speaker
        self._layer = layer
        self._job: Job | None = None
        self._files = FileQuestions(self)
        self._titles = {name: QLabel() for name in ("file", "encoding", "names")}
        self.file = QLineEdit(str(suggested_folder() / f"{safe_name(layer.name)}.shp"))
        self.file.setMinimumWidth(380)
        self.file.textChanged.connect(lambda _text: self._follow_file())
        self.browse = QPushButton()
        self.browse.clicked.connect(self._browse)
        self.encoding = Choice()
        self.encoding.addItem("")
        self.encoding.addItems(ENCODINGS)
        self.encoding.activated.connect(lambda _place: self._suggest_names())
        self.names = QTableWidget(0, 2)
        self.names.verticalHeader().hide()
        self.names.setShowGrid(False)
        self.names.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.names.horizontalHeader().setHighlightSections(False)
        self.names.setMinimumHeight(180)
        self.wrong = plain_label(name="warning")
        self.wrong.hide()
        self.close_button = QPushButton()
        self.close_button.clicked.connect(self.close)
        self.export_button = QPushButton()
        self.export_button.setDefault(True)
        self.export_button.clicked.connect(self.export)
        self._lay_out()
        self._suggest_names()
        self._follow_file()
        speaker.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything anew."""
        self.setWindowTitle(self.tr("Export {name}").format(name=self._layer.name))
        words = {"file": self.tr("File"), "encoding": self.tr("Encoding"), "names": self.tr("Field names")}
        for name, label in self._titles.items():
            label.setText(words[name])
        for name, field in (("file", self.file), ("encoding", self.encoding), ("names", self.names)):
            field.setAccessibleName(words[name])
        self.encoding.setItemText(0, self.tr("One in which every value survives"))
        self.names.setHorizontalHeaderLabels([self.tr("Field"), self.tr("Name in the file")])
        self.browse.setText(self.tr("Browse…"))
        self.close_button.setText(self.tr("Close"))
        self.export_button.setText(self.tr("Exporting…") if self._job is not None else self.tr("Export"))

    def export(self) -> None:
        """Write in a worker; what is wrong is said in the dialog."""
        self.wrong.hide()
        if self._job is not None:
            return
        if not self.file.text().strip():
            self._complain(self.tr("Name the file that the layer is written to."))
            return
        path = Path(self.file.text().strip())
        encoding = self.encoding.currentText() if self.encoding.currentIndex() > 0 and self._has_encoding() else None
        terms: dict[str, Any] = {"encoding": encoding, "field_names": self._chosen_names()}
        self._set_job(self._start(path, terms))

    def reject(self) -> None:
        """Closing, however, ends what is under way."""
        if self._job is not None:
            self._session.jobs.cancel(self._job)
        super().reject()

    def _start(self, path: Path, terms: dict[str, Any]) -> Job:
        layer, title = self._layer, self.tr("Exporting the layer")

        def lost() -> None:
            self._set_job(None)

        source = self._session.desk.path

        def work(_feedback: object) -> ExportReport:
            from services import editing

            if source is not None:
                return editing.export_table(source, layer.name, path, **terms)
            return editing.export_open_layer(layer, path, **terms)

        return self._session.jobs.submit(title, work, self._done, refused=self._refused, lost=lost)

    def _done(self, report: ExportReport) -> None:
        self._set_job(None)
        self.exported.emit(report)
        self.close()

    def _refused(self, error: AppError) -> None:
        self._complain(error.sentence(self._speaker.language))

    def _complain(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.show()

    def _set_job(self, job: Job | None) -> None:
        self._job = job
        self.export_button.setEnabled(job is None)
        self.retranslate()

    def _browse(self) -> None:
        self._files.layer_file(Path(self.file.text()), lambda path: self.file.setText(str(path)))

    # Names and encoding

    def _follow_file(self) -> None:
        """Only some formats leave a choice of encoding; only shapefiles are short of letters."""
        shapefile = self._ending() == ".shp"
        for widget in (self.names, self._titles["names"]):
            widget.setVisible(shapefile)
        self.encoding.setEnabled(self._has_encoding())

    def _has_encoding(self) -> bool:
        return self._ending() in WITH_ENCODING

    def _ending(self) -> str:
        return Path(self.file.text().strip()).suffix.casefold()

    def _own_names(self) -> list[str]:
        frame = self._layer.frame
        return [self._layer.fields.get(name, name) for name in frame.columns if name != frame.geometry.name]

    def _suggest_names(self) -> None:
        """The names that the exporter would choose; long ones are shortened, Chinese ones may become initials."""
        from layers.formats.export.field_names import shapefile_names

        codec = "utf-8" if self.encoding.currentText() == "UTF-8" else "gb18030"
        suggested = shapefile_names(self._own_names(), codec)
        self.names.setRowCount(len(suggested))
        for row, (name, written) in enumerate(suggested.items()):
            own = QTableWidgetItem(name)
            own.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.names.setItem(row, 0, own)
            self.names.setItem(row, 1, QTableWidgetItem(written))
        self._suggested = suggested

    def _chosen_names(self) -> dict[str, str] | None:
        """The names that the planner changed; None when there are none."""
        if self._ending() != ".shp":
            return None
        rows = range(self.names.rowCount())
        shown = {self.names.item(row, 0).text(): self.names.item(row, 1).text().strip() for row in rows}
        return {name: written for name, written in shown.items() if written != self._suggested[name]} or None

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        chooser = QHBoxLayout()
        chooser.addWidget(self.file, 1)
        chooser.addWidget(self.browse)
        form.addRow(self._titles["file"], chooser)
        form.addRow(self._titles["encoding"], self.encoding)
        form.addRow(self._titles["names"], self.names)
        form.addRow("", self.wrong)
        for name, field in (("file", self.file), ("encoding", self.encoding), ("names", self.names)):
            self._titles[name].setBuddy(field)
        lay_out_form(self, form, self.close_button, self.export_button)
