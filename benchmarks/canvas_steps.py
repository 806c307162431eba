"""How the map answers while it is drawn: what a step costs, and for how long the window is deaf.

Run as ``python benchmarks/canvas_steps.py [features] [--ratio 2] [--painter] [--dashed] [--selected N]`` from the
checkout. Prints the time of pan and zoom steps with the repaint they cause, the longest gaps between two turns of the
event loop while the picture is made, and how long a whole picture takes. ``--painter`` leaves the compiled kernels
out. Not a test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
CELL_M = 140.0
CORNERS = 16
CODES = ("0701", "0702", "0801", "0802", "0803", "0901", "1001", "1201", "1301", "1401", "01", "03", "16", "1402")


def made_layer(count: int):
    """Parcels of about eighteen vertices in rows, without gaps, in fourteen classes."""
    import geopandas as gpd
    import pandas as pd
    import pyproj
    import shapely

    from layers.layer import Layer

    side = round(count**0.5)
    chance = np.random.default_rng(7)
    fine = side * CORNERS // 4 + 1
    nodes_x, nodes_y = np.meshgrid(np.arange(fine), np.arange(fine), indexing="ij")
    nodes = np.stack([nodes_x, nodes_y], axis=-1) * (CELL_M * 4 / CORNERS)
    nodes = nodes + chance.uniform(-0.12, 0.12, nodes.shape) * CELL_M * 4 / CORNERS + (520_000.0, 4_420_000.0)
    steps = CORNERS // 4
    ring = [(i, 0) for i in range(steps)] + [(steps, i) for i in range(steps)]
    ring += [(steps - i, steps) for i in range(steps)] + [(0, steps - i) for i in range(steps)] + [(0, 0)]
    offset = np.array(ring)
    cells = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), axis=-1).reshape(-1, 1, 2)
    index = cells * steps + offset[None]
    xy = nodes[index[..., 0], index[..., 1]].reshape(-1, 2)
    starts = np.arange(0, len(xy) + 1, len(offset))
    polygons = shapely.from_ragged_array(shapely.GeometryType.POLYGON, xy, (starts, np.arange(len(starts))))
    codes = np.array(CODES)[chance.integers(0, len(CODES), len(polygons))]
    crs = pyproj.CRS.from_epsg(4546)
    frame = gpd.GeoDataFrame({"class_code": pd.array(codes, dtype="string")}, geometry=polygons, crs=crs)
    return Layer("zoning", "zoning", frame, crs, "polygon", Path("zoning.shp"), "0" * 64, {}), crs


def dashed_lines(extent: tuple[float, float, float, float], crs):
    """Long boundaries drawn with dashes, of many vertices, across the whole map."""
    import geopandas as gpd
    import shapely

    from layers.layer import Layer

    west, south, east, north = extent
    x = np.linspace(west, east, 20_000)
    lines = [
        shapely.LineString(np.column_stack([x, south + (north - south) * share + 200 * np.sin(x / 90)]))
        for share in np.linspace(0.05, 0.95, 12)
    ]
    areas = [shapely.Polygon([*line.coords, (east, north), (west, north)]) for line in lines]
    frame = gpd.GeoDataFrame({"year": [2025] * len(areas)}, geometry=areas, crs=crs)
    return Layer("development_boundary", "development_boundary", frame, crs, "polygon", Path("b.shp"), "1" * 64, {})


class Heart:
    """The longest times between two turns of the event loop: on the clock, and what of them this thread worked."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.gaps: list[float] = []
        self.busy: list[float] = []
        self._last: tuple[float, float] | None = None
        self._timer = QTimer()
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def rest(self) -> None:
        """What comes now is not to be counted."""
        self._last = None

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        if self._last is not None:
            self.gaps.append(now[0] - self._last[0])
            self.busy.append(now[1] - self._last[1])
        self._last = now

    def told(self) -> str:
        """The longest since it was last asked."""
        words = f"worst {tail(self.gaps)} ms, of it this thread {tail(self.busy)} ms"
        self.gaps.clear()
        self.busy.clear()
        return words


def tail(values: list[float]) -> str:
    """The three longest, in ms."""
    return " ".join(f"{value * 1e3:.1f}" for value in sorted(values)[-3:])


def arguments() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("features", nargs="?", type=int, default=100_000)
    parser.add_argument("--ratio", type=float, default=1.0)
    parser.add_argument("--painter", action="store_true")
    parser.add_argument("--dashed", action="store_true")
    parser.add_argument("--selected", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    """Print the figures."""
    asked = arguments()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(asked.ratio)
    sys.path.insert(0, str(ROOT))
    from PySide6.QtWidgets import QApplication

    from gui import app
    from gui.theme import apply_theme
    from maps import raster
    from maps.drawing.display import display_layer
    from maps.fonts import load_fonts

    application = QApplication(sys.argv[:1])
    apply_theme(application, "light", load_fonts())
    sys.setswitchinterval(app.SWITCH_INTERVAL_S)
    layer, crs = made_layer(asked.features)
    displays = [display_layer(layer, crs)]
    if asked.dashed:
        displays.append(display_layer(dashed_lines(displays[0].bounds, crs), crs))
    if not asked.painter:
        raster.warm_up()
    print(f"{len(layer)} features, {len(layer.coordinates.xy)} vertices, ratio {asked.ratio}, kernels {raster.ready()}")
    measured(application, displays, asked.selected)


def measured(application, displays, selected: int) -> None:
    """Open a canvas, step about in it while it is drawn."""
    from PySide6.QtCore import QPointF

    from gui.canvas import MapCanvas

    canvas = MapCanvas()
    canvas.resize(1600, 1000)
    canvas.show()
    canvas.set_full_extent(displays[0].bounds)
    heart = Heart()

    def whole(what: str) -> None:
        began = time.perf_counter()
        cpu = time.process_time()
        while canvas.picture.painting or canvas.scene.selected.painting:
            application.processEvents()
        print(f"{what:28s} {time.perf_counter() - began:.3f} s, cpu {time.process_time() - cpu:.3f} s")

    canvas.set_displays(displays)
    whole("first whole picture")
    canvas.retheme()
    whole("whole picture again")
    if selected:
        from maps.drawing.selected import selected_display

        rows = np.arange(min(selected, len(displays[0].symbology.class_of_row)))
        canvas.set_selected([selected_display(displays[0], rows, colour="#1F5FA8", halo="#FFFFFF")])
        whole(f"{selected} selected")
    print(f"{'gaps while drawing':28s} {heart.told()}")
    for name, move in {
        "pan": lambda n: canvas.pan(37, -21 if n % 2 else 23),
        "zoom in": lambda n: canvas.zoom(1.25, QPointF(700, 400)),
        "pan, nearer": lambda n: canvas.pan(37, -21 if n % 2 else 23),
        "zoom out": lambda n: canvas.zoom(1 / 1.25, QPointF(700, 400)),
    }.items():
        print(f"{name:28s} step {stepped(application, canvas, heart, move)}")
        print(f"{'':28s} gaps {heart.told()}")
        whole("  until it is whole")
    print(f"longest slice {canvas.picture.slowest_slice_s * 1e3:.1f} ms")
    canvas.stop()


def stepped(application, canvas, heart: Heart, move: Callable[[int], None], count: int = 16) -> str:
    """Make steps while the picture is drawn, every 45 ms, each with its repaint."""
    heart.told()
    costs, busy = [], []
    for number in range(count):
        began, cpu = time.perf_counter(), time.thread_time()
        move(number)
        canvas.repaint()
        costs.append(time.perf_counter() - began)
        busy.append(time.thread_time() - cpu)
        heart.rest()
        until = time.perf_counter() + 0.045
        while time.perf_counter() < until:
            application.processEvents()
    medians = f"{statistics.median(costs) * 1e3:.2f} ms (cpu {statistics.median(busy) * 1e3:.2f})"
    return f"{medians}, worst {tail(costs)} ms (cpu {tail(busy)})"


if __name__ == "__main__":
    main()
