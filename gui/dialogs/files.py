"""Asking for files and folders, in the window's language throughout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


class FileQuestions(QObject):
    """Opens Qt's file dialogs without blocking; the answer goes to a function."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def plan_folder(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for the folder of a plan."""
        dialog = self._dialog(self.tr("Open plan folder"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._open(dialog)

    def plan_file(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for a plan file."""
        dialog = self._dialog(self.tr("Open plan file"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Plan files (*.toml)"))
        return self._open(dialog)

    def sheet_file(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask where to write a sheet."""
        dialog = self._dialog(self.tr("Print to"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.setNameFilter(self.tr("PDF (*.pdf)"))
        dialog.selectFile(start.name)
        return self._open(dialog)

    def _dialog(self, title: str, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        folder = start if start.is_dir() else start.parent
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # qtbase_zh_CN.qm lacks these two.
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, self.tr("Look in:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, self.tr("Files of type:"))
        dialog.fileSelected.connect(lambda name: answer(Path(name)))
        return dialog

    @staticmethod
    def _open(dialog: QFileDialog) -> QFileDialog:
        dialog.open()
        return dialog
