"""What the window does with projects: making, copying, importing, exporting, undoing, and why it may not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog

from gui.dialogs.files import safe_name, suggested_folder

if TYPE_CHECKING:
    from gui.dialogs.exporting import ExportDialog
    from gui.dialogs.importing import ImportDialog
    from gui.map_layers import MapLayer
    from gui.window import MainWindow
    from layers.formats.export import ExportReport
    from services.editing import Outcome

ENDING = ".gpkg"
MOST_LETTERS = 32


class ProjectCommands(QObject):
    """Connects the actions about projects with the desk, the dialogs and the message bar of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._desk = window.session.desk
        self._files = window.files
        self.import_dialog: ImportDialog | None = None
        self.export_dialog: ExportDialog | None = None
        self.name_dialog: QInputDialog | None = None
        self._connect()
        self.retranslate()

    def retranslate(self) -> None:
        """The labels of undo and redo name what they are about."""
        commands, past = self._window.commands, self._desk.past
        words = (("undo", self.tr("Undo"), past and past.to_undo), ("redo", self.tr("Redo"), past and past.to_redo))
        for name, verb, entry in words:
            text = verb if not entry else f"{verb} · {_short(self._window.speaker.say(entry.label))}"
            commands[name].setText(text.replace("&", "&&"))
            commands[name].setToolTip(f"{text} ({commands[name].shortcut().toString()})")

    # Projects

    def new_project(self) -> None:
        """Ask where, then make a project of the open plan."""
        plan = self._session.plan
        if plan is None:
            self._refuse(self.tr("Open a plan first: a project is made of it."))
            return
        start = suggested_folder() / f"{safe_name(plan.name)}{ENDING}"
        self._files.project_file(start, self.tr("New project"), self._session.make_project)

    def make_editable(self) -> None:
        """Do what makes a read-only plan one that can be changed: a project of files, a copy of a locked project."""
        if self._desk.is_project:
            self.save_copy()
        else:
            self.new_project()

    def recover(self, damaged: Path) -> None:
        """Ask where, then bring what can be read of a damaged project there; the damaged file is not touched."""
        word = self.tr("recovered")
        start = damaged.with_name(f"{damaged.stem} {word}{ENDING}")
        self._files.project_file(
            start, self.tr("Recover into a new project"), lambda into: self._session.recover(damaged, into)
        )

    def save_copy(self) -> None:
        """Ask where, then write the project there."""
        if self._desk.path is None:
            self._tell_folder()
            return
        path = self._desk.path
        word = self.tr("copy")
        start = path.with_name(f"{path.stem} {word}{ENDING}")
        self._files.project_file(start, self.tr("Save a copy"), self.save_copy_as)

    def save_copy_as(self, path: Path) -> None:
        """Write the project to another file; the open one stays open."""
        from services import projects

        self._desk.look(
            self.tr("Saving a copy"),
            lambda project, _feedback: projects.save_copy(project, path),
            lambda where: self._tell_done(self.tr("Copied to {path}").format(path=where)),
        )

    # Layers

    def import_layers(self) -> None:
        """Ask for files and look into them."""
        if self.may_edit():
            self._files.layer_files(suggested_folder(), self.look_into)

    def take_files(self, paths: list[Path]) -> None:
        """Files that were dropped on the window: a plan or a project is opened, layers are looked into."""
        if not paths:
            return
        first = paths[0]
        is_plan = first.suffix.casefold() == ".toml" or (first.is_dir() and first.suffix.casefold() != ".gdb")
        if len(paths) > 1 or not (is_plan or first.suffix.casefold() == ENDING):
            self.look_into(paths)
            return
        self._session.jobs.submit(
            self.tr("Looking into the files"),
            lambda _feedback: is_plan or _is_project(first),
            lambda opens: self._window.open(first) if opens else self.look_into(paths),
        )

    def look_into(self, paths: list[Path]) -> None:
        """Open the import dialog on files, or add them to the open one."""
        if not self.may_edit() or not paths:
            return
        if self.import_dialog is None or not self.import_dialog.isVisible():
            if self.import_dialog is not None:
                self.import_dialog.deleteLater()
            from gui.dialogs.importing import ImportDialog

            self.import_dialog = ImportDialog(self._session, self._window.speaker, self._files, self._window)
            self.import_dialog.imported.connect(self._tell_imported)
        self.import_dialog.show()
        self.import_dialog.raise_()
        self.import_dialog.add(paths)

    def export_layer(self, member: MapLayer | None = None) -> None:
        """Open the export dialog for a layer (None: the one chosen in the tree)."""
        member = member or self._window.layers.tree.current_layer()
        if member is None:
            self._refuse(self.tr("Choose a layer in the tree first."))
            return
        if self.export_dialog is not None:
            self.export_dialog.close()
            self.export_dialog.deleteLater()
        from gui.dialogs.exporting import ExportDialog

        self.export_dialog = ExportDialog(self._session, self._window.speaker, member.layer, self._window)
        self.export_dialog.exported.connect(self._tell_exported)
        self.export_dialog.show()

    def remove_layer(self, member: MapLayer | None = None) -> None:
        """Take a layer out of the project; undo brings it back, so nobody is asked."""
        if not self.may_edit():
            return
        member = member or self._window.layers.tree.current_layer()
        if member is None:
            self._refuse(self.tr("Choose a layer in the tree first."))
            return
        self._desk.remove_layer(member.layer.name)

    def rename_layer(self, member: MapLayer) -> None:
        """Ask for another name."""
        if not self.may_edit():
            return
        table = member.layer.name
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(self.tr("Rename the layer"))
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(table)
        dialog.textValueSelected.connect(lambda name: self._desk.rename_layer(table, name))
        dialog.setModal(False)
        dialog.show()
        self.name_dialog = dialog

    def set_role(self, member: MapLayer, role: str | None) -> None:
        """Say what a layer is."""
        if self.may_edit():
            self._desk.set_role(member.layer.name, role)

    # History

    def undo(self) -> None:
        """Take back the last step, or say why not."""
        self._move(self._desk.undo, self.tr("There is nothing to undo."), lambda past: past.to_undo)

    def redo(self) -> None:
        """Bring back the step undone last, or say why not."""
        self._move(self._desk.redo, self.tr("There is nothing to redo."), lambda past: past.to_redo)

    def _move(self, move: Callable[[], None], nothing: str, there: Callable[..., object]) -> None:
        if not self.may_edit():
            return
        past = self._desk.past
        if past is not None and there(past) is None and not self._desk.is_writing:
            self._window.status.set_tip(nothing)
            return
        move()

    # Wiring and words

    def _connect(self) -> None:
        window = self._window
        does: dict[str, Callable[[], object]] = {
            "new_project": self.new_project,
            "save_copy": self.save_copy,
            "import_layers": self.import_layers,
            "export_layer": self.export_layer,
            "remove_layer": self.remove_layer,
            "undo": self.undo,
            "redo": self.redo,
        }
        for name, do in does.items():
            window.commands[name].triggered.connect(lambda _checked=False, do=do: do())
        self._session.recovered.connect(lambda told: self._tell_done(window.speaker.say(told)))
        window.layers.export_wanted.connect(self.export_layer)
        window.layers.remove_wanted.connect(self.remove_layer)
        window.layers.rename_wanted.connect(self.rename_layer)
        window.layers.role_wanted.connect(self.set_role)
        window.history.make_wanted.connect(self.new_project)
        window.attributes.edit_wanted.connect(self.make_editable)
        window.speaker.changed.connect(self.retranslate)
        self._session.opened.connect(self._start)
        self._session.changed.connect(self._follow)

    def _start(self) -> None:
        """Another plan is open: say what is to be known about its file."""
        self.retranslate()
        if self.import_dialog is not None:
            self.import_dialog.close()
        present = self._desk.present
        if present is None:
            return
        say = self._window.speaker.say
        if present.read_only is not None:
            self._refuse(
                self.tr("Read-only: {reason}").format(reason=say(present.read_only)),
                self.tr("Save a copy…"),
                self.save_copy,
            )
        elif present.notices:
            self._tell_done("\n".join(say(notice.message) for notice in present.notices))

    def _follow(self, outcome: Outcome) -> None:
        self.retranslate()
        for told in outcome.told:
            self._tell_done(self._window.speaker.say(told))

    def may_edit(self) -> bool:
        """Whether the plan can be changed; if not, says why and what to do."""
        reason = self._desk.read_only()
        if self._session.plan is None:
            self._refuse(self.tr("Open a plan or a project first."))
            return False
        if reason is None:
            return True
        if self._desk.is_project:
            sentence = self._window.speaker.say(reason)
            said = self.tr("Read-only: {reason}").format(reason=sentence)
            self._refuse(said, self.tr("Save a copy…"), self.save_copy)
        else:
            self._tell_folder()
        return False

    def _tell_folder(self) -> None:
        sentence = self.tr("This plan was opened from files, which are never changed. Make a project of it to edit it.")
        self._refuse(sentence, self.tr("New project…"), self.new_project)

    def _tell_imported(self, outcome: Outcome) -> None:
        self._tell_done(self.tr("Done: {what}").format(what=self._window.speaker.say(outcome.label)))

    def _tell_exported(self, report: ExportReport) -> None:
        say = self._window.speaker.say
        lines = [self.tr("Exported to {path}").format(path=report.path)]
        lines += [say(notice.message) for notice in report.notices]
        if report.backups:
            names = "、".join(path.name for path in report.backups)
            lines.append(self.tr("What was there before is kept as {names}").format(names=names))
        folder = QUrl.fromLocalFile(str(report.path.parent))
        self._window.messages.tell(
            "\n".join(lines),
            kind="clear",
            action=self.tr("Open the folder"),
            ask=lambda: QDesktopServices.openUrl(folder),
        )

    def _tell_done(self, sentence: str) -> None:
        self._window.messages.tell(sentence, kind="clear")

    def _refuse(self, sentence: str, action: str = "", ask: Callable[[], None] | None = None) -> None:
        self._window.messages.tell(sentence, kind="conflict", action=action, ask=ask)


def _short(label: str) -> str:
    """A label that does not make a menu wider than the window."""
    return label if len(label) <= MOST_LETTERS else f"{label[: MOST_LETTERS - 1]}…"


def _is_project(path: Path) -> bool:
    from services import projects

    return projects.is_project(path)
