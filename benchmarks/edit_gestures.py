"""Dragging vertices with the mouse in the window, on a project of a million parcels: what a frame and a drop cost.

Run as ``python benchmarks/edit_gestures.py [p10k|p100k|p1m] [--folder DIR] [--drags 5] [--moves 60] [--quiet-live]``
from the checkout. The project is made once and kept in the folder; each run works on a copy. Prints what a frame costs
the window's thread (handling the mouse, preview, repaint): median, 95 %, worst; from the release of the mouse until
the step is on disk, until the window has it, until it is drawn and checked; and the longest times in which the event
loop did not turn. ``cpu`` is what this thread itself worked: the rest is other threads and other programs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.canvas_steps import Heart  # noqa: E402

NEAR_M = 400.0
AWAY = ((9, 5), (-7, 8), (6, -9), (-8, -6), (10, 2))
LAST_M = 3.0


def project_of(folder: Path, name: str) -> Path:
    """The project of one size in ``folder``; made if it is not there."""
    path = folder / f"gestures-{name}.gpkg"
    if not path.exists():
        import geopandas as gpd
        import pyproj
        import shapely

        from benchmarks.parcels import EPSG, HEIGHT, SIZES, SOUTH, WEST, WIDTH, coverage
        from layers.formats.vector import LoadResult
        from layers.project import Project
        from services.layer_styles import add_style

        folder.mkdir(parents=True, exist_ok=True)
        crs = pyproj.CRS.from_epsg(EPSG)
        whole = shapely.box(WEST, SOUTH, WEST + WIDTH, SOUTH + HEIGHT)
        frames = {
            "zoning": coverage(SIZES[name]).set_crs(None, allow_override=True),
            "development_boundary": gpd.GeoDataFrame({"year": [2025]}, geometry=[whole.buffer(-9000.0)]),
        }
        made = folder / f"making-{name}.gpkg"
        made.unlink(missing_ok=True)
        with Project.create(made, author="", settings={"name": name, "crs": f"EPSG:{EPSG}"}) as project:
            project.put_record("packs", "horinger", {})
            for role, frame in frames.items():
                loaded = LoadResult(role, frame, "polygon", crs, "UTF-8", ())
                add_style(project, project.import_layer(loaded, role=role))
        made.rename(path)
    return path


class Watched:
    """When things happened to the window and its project."""

    def __init__(self, window) -> None:  # type: ignore[no-untyped-def]
        from layers.project import Project

        self.times: dict[str, float] = {}
        commit = Project.commit

        def committed(project: Project, changes: object) -> object:
            answer = commit(project, changes)  # type: ignore[arg-type]
            self.note("on disk")
            return answer

        Project.commit = committed  # type: ignore[assignment,method-assign]
        window.session.changed.connect(lambda _outcome: self.note("in the window"))
        window.session.displayed.connect(lambda _item: self.note("drawing lists"))

    def note(self, what: str) -> None:
        """The first time only."""
        self.times.setdefault(what, time.perf_counter())


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", nargs="?", default="p1m")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "bench-data")
    parser.add_argument("--drags", type=int, default=5)
    parser.add_argument("--moves", type=int, default=60)
    parser.add_argument("--quiet-live", action="store_true", help="without live findings")
    return parser.parse_args()


def main() -> None:
    """Print the figures."""
    asked = arguments()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from gui import app
    from gui.language import Speaker
    from gui.theme import apply_theme
    from gui.window import MainWindow
    from maps import raster
    from maps.fonts import load_fonts

    began = time.perf_counter()
    source = project_of(asked.folder, asked.size)
    print(f"project at hand after {time.perf_counter() - began:.1f} s", flush=True)
    application = QApplication(sys.argv[:1])
    sys.setswitchinterval(app.SWITCH_INTERVAL_S)
    apply_theme(application, "light", load_fonts())
    raster.warm_up()
    window = MainWindow(Speaker("zh", application))
    window.resize(1440, 900)
    window.show()
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        path = Path(folder) / "a.gpkg"
        shutil.copy(source, path)
        Gestures(application, window, asked).run(path)
        window.close()


class Gestures:
    """A planner at the mouse."""

    def __init__(self, application, window, asked: argparse.Namespace) -> None:  # type: ignore[no-untyped-def]
        self.application, self.window, self.asked = application, window, asked
        self.canvas = window.canvas
        self.heart = Heart()

    def run(self, path: Path) -> None:
        """Open, begin to edit, drag."""
        window = self.window
        window.open(path)
        self.until("map drawn", lambda: window.session.plan is not None and self.drawn())
        self.until("checked", lambda: window.session.is_checked and not window.jobs.running)
        member = next(item for item in window.session.map_layers if item.layer.name == "zoning")
        self.places = corners(member.layer, self.asked.drags)
        self.go_to(self.places[0])
        self.until("view drawn", self.drawn)
        window.session.selection.clear()
        self.heart.told()
        window.editing.begin(member)
        context = window.editing.context
        if self.asked.quiet_live:
            context.previewed.disconnect(window.editing.live.follow)
            context.changed.disconnect(window.editing.live._begin)
        self.until("ready to edit after E", lambda: context.ready)
        self.until("snapping", lambda: context.snapping.index is not None)
        self.until("live checks ready", lambda: not window.jobs.running)
        watched = Watched(window)
        for number, place in enumerate(self.places):
            print(f"drag {number + 1}", flush=True)
            self.go_to(place)
            self.until("  view drawn", lambda: self.drawn() and not window.jobs.running, quiet=True)
            self.drag(context, place, AWAY[number % len(AWAY)], watched)

    def drawn(self) -> bool:
        """Whether the map is drawn whole."""
        return not self.canvas.picture.painting and all(
            item.display is not None and item.stale is None for item in self.window.session.map_layers if item.visible
        )

    def go_to(self, place: tuple[float, float]) -> None:
        """Show a place and what is around it."""
        x, y = place
        self.canvas.zoom_to((x - NEAR_M, y - NEAR_M, x + NEAR_M, y + NEAR_M))

    def drag(self, context, place: tuple[float, float], step: tuple[int, int], watched: Watched) -> None:  # type: ignore[no-untyped-def]
        """Hover to a corner, drag it about and drop it near where it was."""
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        canvas, left, none = self.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        start = context.to_screen(place).toPoint()
        moves = self.asked.moves
        hover = [start + QPoint(moves - n, (moves - n) // 2) for n in range(moves + 1)]
        told("  hover", [self.frame(lambda at=at: QTest.mouseMove(canvas, at)) for at in hover])
        self.heart.told()
        QTest.mousePress(canvas, left, none, start)
        away = [start + QPoint(step[0] * n // 12, step[1] * n // 12) for n in range(1, moves + 1)]
        pixels = LAST_M / canvas.view.metres_per_pixel
        end = start + QPoint(round(step[0] / 9 * pixels), round(step[1] / 9 * pixels))
        told("  drag", [self.frame(lambda at=at: QTest.mouseMove(canvas, at)) for at in (*away, end)])
        print(f"    gaps {self.heart.told()}")
        assert context.preview is not None, context.overlay.refusal
        live = self.window.editing.live
        if not self.asked.quiet_live:
            self.until("  first live answer at rest", lambda: live.live is not None and live._asked is context.preview)
            self.until("  whole live answer", lambda: not live.working)
        watched.times.clear()
        began = time.perf_counter()
        QTest.mouseRelease(canvas, left, none, end)
        handled = time.perf_counter()
        self.heart.told()
        session = self.window.session
        self.turn(lambda: "in the window" in watched.times and not session.desk.is_writing)
        self.turn(self.drawn)
        whole = time.perf_counter()
        found = {"release handled": handled, **watched.times, "drawn": whole}
        print("  " + ", ".join(f"{what} {1000 * (when - began):.1f} ms" for what, when in found.items()))
        print(f"    gaps {self.heart.told()}")
        self.until("  checked", lambda: session.is_checked)
        self.until("  all jobs", lambda: not self.window.jobs.running)

    def frame(self, act: Callable[[], object]) -> tuple[float, float]:
        """Handle one movement and repaint: seconds by the clock, and what this thread worked."""
        began, cpu = time.perf_counter(), time.thread_time()
        act()
        self.canvas.repaint()
        took = time.perf_counter() - began, time.thread_time() - cpu
        self.heart.rest()
        until = time.perf_counter() + max(0.016 - took[0], 0.001)
        while time.perf_counter() < until:
            self.application.processEvents()
        return took

    def turn(self, done: Callable[[], bool]) -> None:
        """Let the event loop run until something is so."""
        until = time.perf_counter() + 1800
        while not done():
            self.application.processEvents()
            time.sleep(0.0005)
            assert time.perf_counter() < until, "it never came"

    def until(self, what: str, done: Callable[[], bool], *, quiet: bool = False) -> None:
        """Wait for something and print how long it took, and the gaps meanwhile."""
        self.heart.told()
        began = time.perf_counter()
        self.turn(done)
        if not quiet:
            print(f"{what} {time.perf_counter() - began:.3f} s, gaps {self.heart.told()}", flush=True)


def corners(layer, count: int) -> list[tuple[float, float]]:  # type: ignore[no-untyped-def]
    """Corners of parcels all over the layer."""
    import shapely

    rows = np.linspace(len(layer) * 0.2, len(layer) * 0.8, count).astype(np.int64)
    shapes = layer.frame.geometry.to_numpy()[rows]
    return [tuple(shapely.get_coordinates(shape)[0].tolist()) for shape in shapes]


def told(what: str, frames: list[tuple[float, float]]) -> None:
    """One line about the frames of a movement."""
    clock, cpu = (1000 * np.array(one) for one in zip(*frames, strict=True))
    print(
        f"{what}: {np.median(clock):.1f} ms, 95 % {np.percentile(clock, 95):.1f}, worst {clock.max():.1f}"
        f" (cpu {np.median(cpu):.1f}, 95 % {np.percentile(cpu, 95):.1f}, worst {cpu.max():.1f})",
        flush=True,
    )


if __name__ == "__main__":
    main()
