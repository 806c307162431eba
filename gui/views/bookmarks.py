"""Bookmarks of the open plan: in a project records, else in the user's settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from core.feedback import Feedback

if TYPE_CHECKING:
    from gui.window import MainWindow
    from services.bookmarks import Bookmark


class Bookmarks(QObject):
    """``listed`` are those of the plan; ``changed`` means that they are others now."""

    changed = Signal()
    going = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self.listed: list[Bookmark] = []
        self._revision = 0
        self._session.opened.connect(self._start)
        self._session.changed.connect(lambda _outcome: self._read())

    @property
    def in_project(self) -> bool:
        """Whether the project itself keeps them."""
        return self._session.desk.is_project and self._session.desk.read_only() is None

    def present(self, name: str, view: str = "") -> Bookmark | None:
        """The view as it is now, as a bookmark; None while nothing is shown."""
        from services.bookmarks import Bookmark

        canvas, plan = self._window.canvas, self._session.plan
        denominator = canvas.scale_denominator()
        if canvas.view is None or denominator is None or plan is None or plan.measuring_crs is None:
            return None
        from layers.geometry.crs import crs_name

        visible = tuple(item.layer.name for item in self._session.map_layers if item.visible)
        crs = crs_name(plan.measuring_crs)
        return Bookmark(name, canvas.view.centre_x, canvas.view.centre_y, denominator, crs, visible, view)

    def add(self, bookmark: Bookmark, done: Callable[[], None] = lambda: None) -> None:
        """Keep a bookmark; one of the same name is replaced."""
        from services import bookmarks

        self._write(
            lambda project, _feedback: bookmarks.put(project, bookmark),
            lambda plan: bookmarks.keep(plan, bookmark),
            done,
        )

    def rename(self, name: str, wanted: str, done: Callable[[], None] = lambda: None) -> None:
        """Give one another name."""
        from services import bookmarks

        self._write(
            lambda project, _feedback: bookmarks.rename(project, name, wanted),
            lambda plan: bookmarks.rename_kept(plan, name, wanted),
            done,
        )

    def delete(self, name: str) -> None:
        """Drop one; in a project this can be undone."""
        from services import bookmarks

        self._write(
            lambda project, _feedback: bookmarks.delete(project, name),
            lambda plan: bookmarks.delete_kept(plan, name),
            lambda: None,
        )

    def go(self, bookmark: Bookmark) -> None:
        """Show the layers of a bookmark and fly to it."""
        plan = self._session.plan
        crs = plan.measuring_crs if plan is not None else None
        if crs is None:
            return

        def work(_feedback: Feedback) -> tuple[float, float]:
            from services import bookmarks

            return bookmarks.placed(bookmark, crs)

        self._session.jobs.submit(self.tr("Going there"), work, lambda place: self._arrive(bookmark, place))

    def _arrive(self, bookmark: Bookmark, place: tuple[float, float]) -> None:
        canvas = self._window.canvas
        metres = bookmark.denominator / (canvas.pixels_per_mm() * 1000)
        half_x, half_y = canvas.width() * metres / 2, canvas.height() * metres / 2
        x, y = place
        self.going.emit(bookmark)
        canvas.fly_exactly((x - half_x, y - half_y, x + half_x, y + half_y))

    def _write(self, in_project: Callable[[Any, Feedback], Any], kept: Callable[[Path], None], done: Any) -> None:
        path = self._session.path
        title = self.tr("Keeping the bookmark")
        if self.in_project:
            self._session.desk.step(title, in_project, done=lambda _outcome: done())
        elif path is not None:
            self._session.jobs.submit(
                title, lambda _feedback: kept(path), lambda _none: (self._read(), done()), kept=True
            )

    def _start(self) -> None:
        self.listed = []
        self.changed.emit()
        self._read()

    def _read(self) -> None:
        path = self._session.path
        self._revision += 1
        revision = self._revision
        title = self.tr("Reading the bookmarks")
        if self.in_project:
            self._session.desk.look(title, _of_project, lambda found: self._take(revision, found))
        elif path is not None:
            self._session.jobs.submit(title, lambda _feedback: _kept(path), lambda found: self._take(revision, found))

    def _take(self, revision: int, found: list[Bookmark]) -> None:
        if revision == self._revision and found != self.listed:
            self.listed = found
            self.changed.emit()


def _of_project(project: Any, _feedback: Feedback) -> list[Bookmark]:
    from services import bookmarks

    return bookmarks.bookmarks(project)


def _kept(path: Path) -> list[Bookmark]:
    from services import bookmarks

    return bookmarks.kept_bookmarks(path)
