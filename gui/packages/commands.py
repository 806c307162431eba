"""What the window does with change packages: exporting, merging, showing conflicts, telling what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from gui.dialogs.files import safe_name, suggested_folder
from gui.packages.beside import go_beside, put_beside

if TYPE_CHECKING:
    from core.errors import AppError
    from core.feedback import Feedback
    from gui.packages.conflict_overlay import ConflictOverlay, ConflictPaths
    from gui.packages.export_dialog import ExportChangesDialog
    from gui.packages.merge_dialog import MergeDialog
    from gui.packages.merge_result import MergeResult
    from gui.window import MainWindow
    from layers.editing.merging_packages import Choice
    from layers.editing.packages import Package
    from layers.project import Project
    from services.editing import Outcome
    from services.exchanging import Incoming, Key, MergeFault, SideBySide, Taken

ENDING = ".lantuchanges"


class PackageCommands(QObject):
    """Connects the actions about packages with the project, the dialogs and the map of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._desk = window.session.desk
        self.export_dialog: ExportChangesDialog | None = None
        self.merge_dialog: MergeDialog | None = None
        self.result: MergeResult | None = None
        self.overlay: ConflictOverlay | None = None
        self._author = ""
        self._shown: SideBySide | None = None
        self._merging = False
        window.commands["export_changes"].triggered.connect(lambda _checked=False: self.export())
        window.commands["merge_changes"].triggered.connect(lambda _checked=False: self.ask_merge())
        self._session.opened.connect(self.close_all)
        self._session.changed.connect(lambda _outcome: self._follow())

    def export(self) -> None:
        """Open the dialog that writes a package. A read-only project may be exported: nothing of it changes."""
        if not self._desk.is_project:
            self._window.projects.may_edit()
            return
        if self.export_dialog is not None:
            self.export_dialog.close()
            self.export_dialog.deleteLater()
        from gui.packages.export_dialog import ExportChangesDialog

        window = self._window
        self.export_dialog = ExportChangesDialog(
            self._session, window.speaker, window.files, window, author=self._author
        )
        self.export_dialog.exported.connect(self._tell_exported)
        self.export_dialog.show()

    def ask_merge(self) -> None:
        """Ask for a package and look into it."""
        if self._window.projects.may_edit():
            self._window.files.package_to_read(suggested_folder(), self.look_into)

    def look_into(self, path: Path) -> None:
        """Say what merging a package would do."""
        from services import exchanging

        if not self._window.projects.may_edit():
            return
        self._desk.look(
            self.tr("Reading the package"),
            lambda project, feedback: exchanging.look_into(project, path, feedback),
            self._show_incoming,
        )

    def close_all(self) -> None:
        """Another plan is open: what the dialogs show is not of it."""
        for dialog in (self.export_dialog, self.merge_dialog, self.result):
            if dialog is not None:
                dialog.close()
                dialog.deleteLater()
        self.export_dialog = self.merge_dialog = self.result = None

    # Merging

    def _show_incoming(self, incoming: Incoming) -> None:
        open_one = self.merge_dialog
        if open_one is not None and open_one.isVisible() and open_one.incoming.path == incoming.path:
            open_one.show_incoming(incoming)
            return
        if not incoming.merged.changes and not incoming.merged.conflicts:
            sentence = self.tr("Everything in {file} is here already.").format(file=incoming.path.name)
            self._window.messages.tell(sentence, kind="clear")
            return
        if open_one is not None:
            open_one.close()
            open_one.deleteLater()
        from gui.packages.conflict_overlay import ConflictOverlay
        from gui.packages.merge_dialog import MergeDialog

        window = self._window
        if self.overlay is None:
            self.overlay = ConflictOverlay(self)
            self.overlay.changed.connect(window.canvas.update)
            window.canvas.overlays.append(self.overlay.draw)
        self.merge_dialog = MergeDialog(self._session, window.speaker, incoming, window)
        self.merge_dialog.looked.connect(self._point_at)
        self.merge_dialog.merge_wanted.connect(self._merge)
        self.merge_dialog.left.connect(self._leave)
        put_beside(self.merge_dialog, window)
        self.merge_dialog.show()
        self.merge_dialog.list.setFocus()

    def _merge(self, incoming: Incoming, choices: Mapping[Key, Choice]) -> None:
        """One step; what it did to borders is told afterwards."""
        if not self._window.projects.may_edit():
            return
        crs = self._session.plan.measuring_crs if self._session.plan is not None else None
        found: list[Taken] = []

        def work(project: Project, feedback: Feedback) -> Outcome:
            from services import exchanging

            found.append(exchanging.take(project, incoming, choices, crs=crs, feedback=feedback))
            return found[-1].outcome

        def ended() -> None:
            self._merging = False

        self._merging = True
        self._desk.step(
            self.tr("Merging the changes"),
            work,
            done=lambda _outcome: self._done(incoming, found[-1]),
            refused=self._refuse,
            lost=ended,
        )

    def _done(self, incoming: Incoming, taken: Taken) -> None:
        self._merging = False
        if self.merge_dialog is not None:
            self.merge_dialog.close()
            self.merge_dialog.deleteLater()
            self.merge_dialog = None
        if not taken.faults and not taken.kept:
            author = incoming.package.author or self.tr("a planner without a name")
            sentence = self.tr("The changes of {author} are merged as one step. Undo takes them back.")
            self._window.messages.tell(sentence.format(author=author), kind="clear")
            return
        from gui.packages.merge_result import MergeResult

        if self.result is not None:
            self.result.close()
            self.result.deleteLater()
        window = self._window
        topology = self._topology() is not None
        self.result = MergeResult(window.speaker, incoming, taken, window, topology=topology)
        self.result.fault_chosen.connect(self._point_at_fault)
        self.result.save_wanted.connect(self._ask_save)
        self.result.topology_wanted.connect(lambda _table: self._open_topology())
        put_beside(self.result, window)
        self.result.show()
        if taken.faults:
            self.result.list.setCurrentRow(0)

    def _refuse(self, problem: AppError) -> None:
        sentence = problem.sentence(self._window.speaker.language)
        if self.merge_dialog is not None and self.merge_dialog.isVisible():
            self.merge_dialog.refuse(sentence)
        else:
            self._window.tell_error(problem)

    def _follow(self) -> None:
        """The project changed under the dialog: what merging would do is worked out again."""
        dialog = self.merge_dialog
        if dialog is not None and dialog.isVisible() and not self._merging:
            self.look_into(dialog.incoming.path)

    def _leave(self) -> None:
        if self.overlay is not None:
            self.overlay.show(None)

    # What was not taken

    def _ask_save(self) -> None:
        if self.result is None:
            return
        name = safe_name(f"{self.result.incoming.package.author} {self.tr('not taken')}")
        self._window.files.package_to_write(suggested_folder() / f"{name}{ENDING}", self.save_kept)

    def save_kept(self, path: Path) -> None:
        """Write the conflicts that stayed as they were here as a package of their own."""
        if self.result is None:
            return
        incoming, kept = self.result.incoming, self.result.taken.kept
        target = path if path.suffix == ENDING else path.with_name(path.name + ENDING)

        def work(_feedback: Feedback) -> int:
            from services import exchanging

            return exchanging.write_kept(incoming, kept, target)

        self._session.jobs.submit(self.tr("Saving what was not taken"), work, lambda _n: self._tell_saved(target))

    def _tell_saved(self, path: Path) -> None:
        self._tell_file(self.tr("Saved to {path}").format(path=path), path)

    def _tell_exported(self, path: Path, package: Package) -> None:
        self._author = package.author
        self._tell_file(self.tr("Exported to {path}").format(path=path), path)

    def _tell_file(self, sentence: str, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        self._window.messages.tell(
            sentence,
            kind="clear",
            action=self.tr("Open the folder"),
            ask=lambda: QDesktopServices.openUrl(folder),
        )

    # On the map

    def _point_at(self, sides: SideBySide | None, chosen: str) -> None:
        overlay = self.overlay
        if overlay is None:
            return
        if sides is None:
            overlay.show(None)
            return
        if overlay.paths is not None and self._shown is sides:
            overlay.show(overlay.paths, chosen)
            return

        def work(_feedback: Feedback) -> ConflictPaths:
            from gui.packages.conflict_overlay import conflict_paths

            return conflict_paths(sides)

        def done(paths: ConflictPaths) -> None:
            dialog = self.merge_dialog
            if dialog is None or not dialog.isVisible() or dialog.sides is not sides:
                return
            self._shown = sides
            overlay.show(paths, chosen)
            if paths.bounds is not None:
                go_beside(self._window.canvas, paths.bounds, dialog)

        self._session.jobs.submit(self.tr("Showing the conflict"), work, done)

    def _point_at_fault(self, fault: MergeFault | None) -> None:
        canvas = self._window.canvas
        if fault is None or fault.place is None:
            canvas.highlight.clear()
            return

        def work(_feedback: Feedback):
            from gui.places import place_path

            return place_path(fault.place)

        def done(path) -> None:
            if path is not None and self.result is not None and self.result.isVisible():
                canvas.point_at(path, "conflict", fly=False)
                go_beside(canvas, path.bounds, self.result)
                canvas.highlight.pulse()

        self._session.jobs.submit(self.tr("Showing the place"), work, done)

    def _topology(self):
        """The action of the topology list, where the window has one."""
        return next((one for one in self._window.commands if one.objectName() == "topology"), None)

    def _open_topology(self) -> None:
        action = self._topology()
        if action is not None:
            action.trigger()
