"""Asking for files and folders, in the window's language throughout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt
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
        """Ask for a project or a plan file."""
        dialog = self._dialog(self.tr("Open project or plan file"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Projects and plan files (*.gpkg *.toml)"))
        return self._open(dialog)

    def project_file(self, start: Path, title: str, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask where to write a project."""
        dialog = self._dialog(title, start, answer)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("gpkg")
        dialog.setNameFilter(self.tr("Projects (*.gpkg)"))
        dialog.selectFile(start.name)
        return self._open(dialog)

    def layer_files(self, start: Path, answer: Callable[[list[Path]], None]) -> QFileDialog:
        """Ask for files with layers; of a File Geodatabase any file inside it will do."""
        from layers.formats.endings import FORMATS

        dialog = self._dialog(self.tr("Import layers"), start, lambda _path: None)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{ending}" for one in FORMATS for ending in one.endings)
        dialog.setNameFilters(
            [
                self.tr("Layers ({patterns})").format(patterns=f"{patterns} *.gdbtable gdb"),
                self.tr("All files (*)"),
            ]
        )
        dialog.filesSelected.connect(lambda names: answer(layer_paths(names)))
        return self._open(dialog)

    def boundary_points(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for a boundary-point file."""
        dialog = self._dialog(self.tr("Boundary-point file"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Boundary points (*.txt)"), self.tr("All files (*)")])
        return self._open(dialog)

    def layer_file(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask where to export a layer; the filter chosen gives the ending."""
        from layers.formats.endings import FORMATS

        dialog = self._dialog(self.tr("Export the layer"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        # Qt itself would ask only about the .shp; what is there is kept as a backup anyway.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix("shp")
        dialog.setNameFilter(
            self.tr("Layers ({patterns})").format(
                patterns=" ".join(f"*{ending}" for one in FORMATS if one.written for ending in one.endings)
            )
        )
        dialog.selectFile(start.name)
        return self._open(dialog)

    def package_to_write(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask where to write a package of changes."""
        dialog = self._dialog(self.tr("Save the package"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("lantuchanges")
        dialog.setNameFilter(self.tr("Change packages (*.lantuchanges)"))
        dialog.selectFile(start.name)
        return self._open(dialog)

    def package_to_read(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for a package of changes."""
        dialog = self._dialog(self.tr("Merge changes from another planner"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Change packages (*.lantuchanges)"), self.tr("All files (*)")])
        return self._open(dialog)

    def base_map(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for a base map."""
        dialog = self._dialog(self.tr("Add base map"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Base maps (*.mbtiles *.png *.jpg *.jpeg *.tif *.tiff)"))
        return self._open(dialog)

    def style_file(self, start: Path, answer: Callable[[Path], None], *, writing: bool) -> QFileDialog:
        """Ask for a style of QGIS or an SLD, or where to write one."""
        dialog = self._dialog(self.tr("Save the style") if writing else self.tr("Load a style"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile if writing else QFileDialog.FileMode.ExistingFile)
        if writing:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setDefaultSuffix("qml")
            dialog.selectFile(start.name)
        dialog.setNameFilters([self.tr("Styles of QGIS (*.qml)"), self.tr("Styles of OGC (*.sld *.xml)")])
        return self._open(dialog)

    def picture(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for a picture to put on a sheet."""
        dialog = self._dialog(self.tr("Picture for the sheet"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Pictures (*.png *.jpg *.jpeg *.svg)"))
        return self._open(dialog)

    def sheet_file(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask where to write a sheet."""
        dialog = self._dialog(self.tr("Print to"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        ending = start.suffix.lower().removeprefix(".") or "pdf"
        dialog.setDefaultSuffix(ending)
        dialog.setNameFilter(f"{ending.upper()} (*.{ending})")
        dialog.selectFile(start.name)
        return self._open(dialog)

    def output_folder(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for the folder to write into."""
        dialog = self._dialog(self.tr("Hand over into"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        return self._open(dialog)

    def key_file(self, start: Path, answer: Callable[[Path], None]) -> QFileDialog:
        """Ask for the private key to sign with."""
        dialog = self._dialog(self.tr("Sign with"), start, answer)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Key files (*.pem *.key)"), self.tr("All files (*)")])
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


def layer_paths(names: list[str]) -> list[Path]:
    """The files that were chosen, each once; a file inside a File Geodatabase stands for the whole."""
    paths = [Path(name) for name in names]
    return list(dict.fromkeys(path.parent if path.parent.suffix.casefold() == ".gdb" else path for path in paths))


def suggested_folder() -> Path:
    """The planner's documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) if documents and Path(documents).is_dir() else Path.home()


def safe_name(name: str) -> str:
    """A name without what no file system takes."""
    return "".join(letter if letter.isalnum() or letter in " -_（）()" else "_" for letter in name).strip()
