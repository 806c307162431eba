"""The canvas beside QGIS: the same parcels, the same symbols, the same picture, in turn in one run.

``python -m benchmarks.canvas [p10k] [p100k] [p1m] [--rounds N] [--folder DIR]`` makes the coverages once in DIR and
prints medians of CPU and wall milliseconds: *first* is opening the shapefile and drawing it whole (imports and
compilation left out on both sides), *whole* and *zoom* (2 % of the area) are drawn again. Both draw 1600 × 1000
pixels, antialiased, 20 classes, every parcel outlined; QGIS simplifies as it does by default.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import parcels

ROOT = Path(__file__).resolve().parent.parent
WIDTH, HEIGHT, DPI = 1600, 1000, 96
EAST, NORTH = parcels.WEST + parcels.WIDTH, parcels.SOUTH + parcels.HEIGHT
EXTENTS = {
    "whole": (parcels.WEST, parcels.SOUTH, EAST, NORTH),
    "zoom": (480_000.0, 3_118_000.0, 480_000.0 + parcels.WIDTH * 0.02**0.5, 3_118_000.0 + parcels.HEIGHT * 0.02**0.5),
}
COLOURS = (
    "#A6CEE3", "#1F78B4", "#B2DF8A", "#33A02C", "#FB9A99", "#E31A1C", "#FDBF6F", "#FF7F00", "#CAB2D6", "#6A3D9A",
    "#FFFF99", "#B15928", "#8DD3C7", "#FFFFB3", "#BEBADA", "#FB8072", "#80B1D3", "#FDB462", "#B3DE69", "#FCCDE5",
)  # fmt: skip
OUTLINE, OUTLINE_MM = "#404040", 0.26
BANDS = 4
TOLERANCE = 48
"""Of 255: what antialiasing may differ by in a pixel and its neighbours."""

Clock = tuple[float, float]
Picture = npt.NDArray[np.uint32]


def clocks() -> Clock:
    """Wall and CPU seconds, the latter of all threads."""
    return time.perf_counter(), time.process_time()


def timed(work: Callable[[], Any]) -> tuple[Any, list[float]]:
    """What the work gives, and its wall and CPU seconds."""
    before = clocks()
    result = work()
    return result, [now - then for now, then in zip(clocks(), before, strict=True)]


class Ours:
    """Lantu's drawing of one file."""

    def __init__(self, path: Path) -> None:
        from maps.symbology.marks import Stroke, Symbol

        self.path = path
        strokes = (Stroke(OUTLINE, OUTLINE_MM),)
        self.symbols = [Symbol(colour, strokes=strokes) for colour in COLOURS]
        self.pool = ThreadPoolExecutor(2)
        self.display: Any = None

    def open(self) -> None:
        """Read coordinates and classes, make the display list."""
        from core.messages import same
        from layers.deferred import read_table, sketched
        from maps.drawing.display import display_layer
        from maps.symbology.symbols import SymbolClass, Symbology

        table = read_table(self.path)
        found, rows = table.columns.distinct(parcels.FIELD, slice(None))
        number = np.array([parcels.CODES.index(str(value)) for value in found])
        classes = tuple(
            SymbolClass(code, same(code), symbol) for code, symbol in zip(parcels.CODES, self.symbols, strict=True)
        )
        self.display = display_layer(sketched(table, role=None), None, Symbology(classes, number[rows]))

    def draw(self, name: str) -> Picture:
        """The picture of an extent on white, in bands that two threads work on."""
        from PySide6.QtGui import QColor, QImage, QPainter

        picture = np.empty((HEIGHT, WIDTH), dtype=np.uint32)
        white = QImage(picture.data, WIDTH, HEIGHT, WIDTH * 4, QImage.Format.Format_RGB32)
        white.fill(QColor("#FFFFFF"))
        painter = QPainter(white)
        step = HEIGHT // BANDS
        for number, tile in enumerate(self.pool.map(lambda band: self.band(name, band), range(BANDS))):
            image = QImage(tile.data, WIDTH, step, WIDTH * 4, QImage.Format.Format_ARGB32_Premultiplied)
            painter.drawImage(0, number * step, image)
        painter.end()
        return picture

    def band(self, name: str, number: int) -> Picture:
        """One of the bands, transparent where there is nothing."""
        from maps import raster
        from maps.view import MapView

        view = MapView.fitted(EXTENTS[name], WIDTH, HEIGHT, margin=0.0)
        rows = HEIGHT // BANDS
        middle = view.centre_y + (HEIGHT / 2 - (number + 0.5) * rows) * view.metres_per_pixel
        part = MapView(view.centre_x, middle, view.metres_per_pixel, WIDTH, rows)
        tile: Picture = raster.polygon_tile(self.display, part, pixels_per_mm=DPI / 25.4, symbols=self.symbols)
        return tile


def measure_ours(path: Path, rounds: int, pictures: Path) -> dict[str, Any]:
    """Seconds of the first paint and of the warm ones, and the peak of memory; imports and compilation before."""
    from PySide6.QtGui import QGuiApplication

    from maps import raster

    application = QGuiApplication([])
    raster.warm_up()
    small = Ours(parcels.parcels_file(path.parent, "p10k"))
    small.open()
    small.draw("whole")
    ours = Ours(path)
    _, first = timed(lambda: (ours.open(), ours.draw("whole")))
    warm: dict[str, list[list[float]]] = {}
    for name in EXTENTS:
        ours.draw(name)
        warm[name] = [timed(lambda name=name: ours.draw(name))[1] for _ in range(rounds)]  # type: ignore[misc]
        np.save(pictures / f"ours_{name}.npy", ours.draw(name))
    del application
    return {"first": first, "warm": warm, "peak_kb": peak_kb()}


def peak_kb() -> int:
    """The most memory this process has had."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def asked_of_qgis(path: Path, rounds: int, pictures: Path) -> dict[str, Any]:
    """The same by QGIS in its own Python."""
    wish = {
        "width": WIDTH, "height": HEIGHT, "dpi": DPI, "field": parcels.FIELD, "rounds": rounds,
        "colours": dict(zip(parcels.CODES, COLOURS, strict=True)), "outline": OUTLINE, "outline_mm": OUTLINE_MM,
        "extents": {name: extent_drawn(name) for name in EXTENTS}, "pictures": str(pictures),
    }  # fmt: skip
    python = shutil.which("python3", path="/usr/bin:/bin")
    script = str(ROOT / "benchmarks" / "canvas_in_qgis.py")
    environment = {"PATH": os.environ["PATH"], "HOME": str(pictures), "QT_QPA_PLATFORM": "offscreen"}
    return told(
        subprocess.run([str(python), script, str(path), json.dumps(wish)], env=environment, check=False, **CAPTURED)
    )


def asked_of_us(path: Path, rounds: int, pictures: Path) -> dict[str, Any]:
    """Ours in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.canvas", "--ours", str(path), str(rounds), str(pictures)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return told(subprocess.run(command, cwd=ROOT, env=environment, check=False, **CAPTURED))


CAPTURED: dict[str, Any] = {"capture_output": True, "text": True}


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The line of JSON at the end."""
    if done.returncode or not done.stdout.strip():
        raise SystemExit(done.stderr)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def extent_drawn(name: str) -> tuple[float, float, float, float]:
    """The extent of the whole picture, of which the one asked for is a part."""
    from maps.view import MapView

    return MapView.fitted(EXTENTS[name], WIDTH, HEIGHT, margin=0.0).extent


def differing(pictures: Path, name: str) -> float:
    """The share of pixels that are like none of the nine about them in the other picture."""
    from PySide6.QtGui import QImage

    image = QImage(str(pictures / f"qgis_{name}.png")).convertToFormat(QImage.Format.Format_RGB32)
    theirs = channels(np.frombuffer(image.constBits(), dtype=np.uint32).reshape(HEIGHT, WIDTH))
    ours = channels(np.load(pictures / f"ours_{name}.npy"))
    return float((unlike(ours, theirs) | unlike(theirs, ours)).mean())


def channels(picture: Picture) -> npt.NDArray[np.int16]:
    """Red, green, blue of every pixel."""
    return np.stack([(picture >> shift) & 255 for shift in (16, 8, 0)], axis=-1).astype(np.int16)


def unlike(one: npt.NDArray[np.int16], other: npt.NDArray[np.int16]) -> npt.NDArray[np.bool_]:
    """Pixels of ``one`` whose colour does not lie between those about them in ``other``, give or take a tolerance."""
    moved = [np.roll(other, (down, across), axis=(0, 1)) for down in (-1, 0, 1) for across in (-1, 0, 1)]
    low, high = np.minimum.reduce(moved) - TOLERANCE, np.maximum.reduce(moved) + TOLERANCE
    return np.asarray(((one < low) | (one > high)).any(axis=-1))


def compare(path: Path, rounds: int) -> None:
    """Run both in turn and print."""
    runs: dict[str, list[dict[str, Any]]] = {"qgis": [], "ours": []}
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder)
        for _ in range(rounds):
            runs["qgis"].append(asked_of_qgis(path, 3, pictures))
            runs["ours"].append(asked_of_us(path, 5, pictures))
        unequal = {name: differing(pictures, name) for name in EXTENTS}
    print(f"{path.stem}: CPU ms QGIS / ours = ratio · wall ms QGIS / ours = ratio")
    for what in ("first", *EXTENTS):
        figures = []
        for clock in (1, 0):
            theirs, ours = (1000 * median_of(runs[who], what, clock) for who in ("qgis", "ours"))
            figures.append(f"{theirs:8.1f} / {ours:7.1f} = {ours / theirs:.3f}")
        note = f" · {unequal[what]:.3%} of pixels differ" if what in unequal else ""
        print(f"  {what:5} {figures[0]} · {figures[1]}{note}")
    peaks = [max(run["peak_kb"] for run in runs[who]) / 1024 for who in ("qgis", "ours")]
    print(f"  peak memory {peaks[0]:.0f} / {peaks[1]:.0f} MB")


def median_of(runs: list[dict[str, Any]], what: str, clock: int) -> float:
    """The median over the runs of ``first``, over all rounds of all runs of a warm extent."""
    if what == "first":
        return statistics.median(run["first"][clock] for run in runs)
    return statistics.median(each[clock] for run in runs for each in run["warm"][what])


def main() -> None:
    """Compare the sizes asked for."""
    if sys.argv[1:2] == ["--ours"]:
        path, rounds, pictures = sys.argv[2:]
        print(json.dumps(measure_ours(Path(path), int(rounds), Path(pictures))))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["p10k", "p100k"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "lantu-bench")
    asked = parser.parse_args()
    parcels.parcels_file(asked.folder, "p10k")
    for name in asked.sizes:
        compare(parcels.parcels_file(asked.folder, name), asked.rounds)


if __name__ == "__main__":
    main()
