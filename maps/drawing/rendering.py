"""The canvas's picture of one scale, made progressively: tile by tile, nearest to the cursor first.

Polygons and plain lines are computed by ``maps.raster`` in a pool, outside the interpreter's lock; what QPainter must
draw holds that lock and is done on the GUI thread in pieces of a few milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from maps import raster
from maps.drawing.coarse import coarse
from maps.drawing.display import Chunk, DisplayLayer
from maps.drawing.painter import EMPTY, drawn_symbols, grouped_steps, reach_mm, seen_chunks, shown
from maps.drawing.tile_grid import Grid, Key
from maps.symbology.marks import Symbol
from maps.view import Bounds, MapView

MOST_BYTES = 64 * 2**20
"""Tiles kept of one scale beyond what the view shows; those farthest from it go first."""
AHEAD = 4
"""Tiles that the pool may be ahead of the painter: they wait in memory."""


class Base(Protocol):
    """What lies under the layers."""

    def picture(self, view: MapView) -> QImage | None:
        """The pixels of a view; None where there is nothing. Called from a thread of the pool."""


Pixels = npt.NDArray[np.uint32]


@lru_cache(maxsize=1)
def drawing_pool() -> ThreadPoolExecutor:
    """The two threads that all canvases share."""
    return ThreadPoolExecutor(2, thread_name_prefix="drawing")


class Rendering:
    """A picture of ``displays`` (the lowest first) at the scale of ``view``, growing tile by tile.

    ``view`` is in logical pixels, ``ratio`` device pixels make one; ``pixels_per_mm`` counts logical pixels.
    ``ground`` fills the tiles first; with None they are transparent. ``near`` is the place in logical pixels that is
    drawn first. ``pool`` runs the raster; without one everything is done in ``step``. ``woken`` is called from a
    thread of the pool when ``step`` has something to do again. ``base`` is drawn under all layers. ``like`` is an
    older picture of the same scale, of which the tiles that do not meet ``changed`` (map metres) are kept. ``whole``
    takes the view as one tile: where all is left to QPainter, cutting it makes it a third dearer.
    """

    def __init__(
        self,
        displays: Sequence[DisplayLayer],
        view: MapView,
        *,
        pixels_per_mm: float,
        ground: QColor | None,
        ratio: float = 1.0,
        pool: ThreadPoolExecutor | None = None,
        near: tuple[float, float] | None = None,
        woken: Callable[[], None] = lambda: None,
        base: Base | None = None,
        like: Rendering | None = None,
        changed: Bounds | None = None,
        whole: bool = False,
    ) -> None:
        self.displays = tuple(displays)
        self.view = view
        self.whole = whole
        self._compiled = raster.ready()
        self.grid: Grid = Grid.of(view, ratio, whole=whole) if like is None else like.grid
        self.ground = ground
        self.pixels_per_mm = pixels_per_mm
        self._base = base
        self.tiles: dict[Key, QImage | None] = {}
        self._pool = pool
        self._woken = woken
        self._queue: list[Key] = []
        self._computed: dict[Key, Future[_Tile]] = {}
        self._under_way: _Work | None = None
        self._stopped = False
        self._layers = self._planned()
        if like is not None:
            self.tiles = {key: tile for key, tile in like.tiles.items() if not self._meets(key, changed)}
        self.look(view, near)

    # What is asked for

    def look(self, view: MapView, near: tuple[float, float] | None = None) -> None:
        """The view was moved: what it shows now is drawn next, what it no longer shows is not begun."""
        self.view = view
        wanted = [key for key in self.grid.keys(view) if key not in self.tiles]
        if self._under_way is not None:
            wanted = [key for key in wanted if key != self._under_way.key]
        self._queue = sorted(wanted, key=self.grid.distance(view, near))
        for key in set(self._computed) - set(wanted):
            self._computed.pop(key).cancel()
        # The pool is asked in ``step``: the view is shown moved before anything is computed.
        self._forget_far(view, MOST_BYTES)

    @property
    def done(self) -> bool:
        """Whether all of the view is there."""
        return not self._queue and self._under_way is None

    def cancel(self) -> None:
        """Stop at once; what is there of the view stays."""
        self._stopped = True
        self._queue = []
        for future in self._computed.values():
            future.cancel()
        self._computed = {}
        if self._under_way is not None:
            self._under_way.end()
            self._under_way = None
        self._forget_far(self.view, most=0)

    def suits(self, view: MapView, ratio: float, pixels_per_mm: float) -> bool:
        """Whether its tiles are those of ``view``, moved at most."""
        same_scale = math.isclose(view.metres_per_pixel, self.view.metres_per_pixel, rel_tol=1e-9)
        moved = self.whole and view != self.view
        if self._compiled != raster.ready():
            return False  # from now on it can be had much faster
        return same_scale and not moved and (ratio, pixels_per_mm) == (self.grid.ratio, self.pixels_per_mm)

    def step(self, budget_s: float) -> bool:
        """Draw for about that long. True if there is more to do at once; else it is ``done`` or waits for the pool."""
        until = perf_counter() + budget_s
        self._compute_ahead()
        while self._under_way is not None or self._begin():
            work = self._under_way
            if work is not None and next(work.steps, work) is work:
                work.end()
                self.tiles[work.key] = work.image
                self._under_way = None
            if perf_counter() >= until:
                return not self.done
        return False

    # What is there

    @property
    def image(self) -> QImage:
        """The view, as far as it is there."""
        width, height = round(self.view.width * self.grid.ratio), round(self.view.height * self.grid.ratio)
        image = QImage(width, height, self._format())
        image.fill(self.ground if self.ground is not None else Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.draw(painter, self.view, scaled_painter=False)
        painter.end()
        image.setDevicePixelRatio(self.grid.ratio)
        return image

    def draw(
        self, painter: QPainter, view: MapView, *, area: QRectF | None = None, scaled_painter: bool = True
    ) -> None:
        """Put the tiles where ``view`` (logical) has them: moved, or at another scale also stretched.

        Only what meets ``area`` (logical; None: all). ``scaled_painter``: the painter counts in logical pixels, as
        that of a widget does.
        """
        place = self.grid.places_in(view)
        ratio = self.grid.ratio
        if area is None:
            area = QRectF(0, 0, view.width, view.height)
        window = (area.left() * ratio, area.top() * ratio, area.right() * ratio, area.bottom() * ratio)
        painter.save()
        if scaled_painter:
            painter.scale(1 / self.grid.ratio, 1 / self.grid.ratio)  # whole pixels are copied, not interpolated
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        for key, tile in self.tiles.items():
            left, top, right, bottom = place(key)
            if tile is None or not _overlap((left, top, right, bottom), window):
                continue
            if right - left == self.grid.width:
                painter.drawImage(int(left), int(top), tile)
            else:
                painter.drawImage(QRectF(left, top, right - left, bottom - top), tile)
        painter.restore()

    def missing(self, view: MapView) -> list[QRectF]:
        """The tiles of ``view`` that are not there, in its (logical) pixels."""
        place, ratio = self.grid.places_in(view), self.grid.ratio
        rects = (place(key) for key in self.grid.keys(view) if key not in self.tiles)
        return [
            QRectF(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio)
            for left, top, right, bottom in rects
        ]

    def covers(self, view: MapView) -> bool:
        """Whether every pixel of ``view`` is there."""
        width, height = view.width * self.grid.ratio, view.height * self.grid.ratio
        seen = 0.0
        for left, top, right, bottom in map(self.grid.places_in(view), self.tiles):
            seen += max(min(right, width) - max(left, 0), 0) * max(min(bottom, height) - max(top, 0), 0)
        return seen >= width * height - 1

    @property
    def bytes(self) -> int:
        """Memory of the finished tiles."""
        return sum(tile.sizeInBytes() for tile in self.tiles.values() if tile is not None)

    def _format(self) -> QImage.Format:
        opaque = self.ground is not None
        return QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied

    # How it is made

    def _planned(self) -> list[_Layer]:
        """The layers of this scale, each with what the raster draws of it and what is left to the painter."""
        view, density = self.grid.view, self.pixels_per_mm * self.grid.ratio
        planned = []
        for display in shown(self.displays, view, density):
            planned.append(_planned(display, drawn_symbols(display, view, density)))
        return planned

    def _meets(self, key: Key, changed: Bounds | None) -> bool:
        reach_mm = max((layer.reach_mm for layer in self._layers), default=0.0)
        return changed is None or _overlap(self._reach(self.grid.tile_view(key), reach_mm), changed)

    def _reach(self, view: MapView, reach_mm: float) -> Bounds:
        """What may be felt in a tile: symbols reach beyond their features."""
        west, south, east, north = view.extent
        margin = reach_mm * self.pixels_per_mm * self.grid.ratio * view.metres_per_pixel
        return west - margin, south - margin, east + margin, north + margin

    def _forget_far(self, view: MapView, most: int) -> None:
        kept = self.bytes
        if kept <= most:
            return
        near = set(self.grid.keys(view))
        for key in sorted(set(self.tiles) - near, key=self.grid.distance(view, None), reverse=True):
            tile = self.tiles.pop(key)
            kept -= tile.sizeInBytes() if tile is not None else 0
            if kept <= most:
                return

    def _compute_ahead(self) -> None:
        if self._pool is None:
            return
        for key in self._queue[:AHEAD]:
            if key not in self._computed:
                future = self._pool.submit(self._compute, key)
                self._computed[key] = future
                future.add_done_callback(lambda _future: None if self._stopped else self._woken())

    def _begin(self) -> bool:
        """Take the nearest tile that is computed in hand."""
        for key in self._queue:
            future = self._computed.get(key)
            if self._pool is not None and (future is None or not future.done()):
                continue
            self._queue.remove(key)
            self._computed.pop(key, None)
            computed = self._compute(key) if future is None else future.result()
            self._compute_ahead()
            if computed.empty and self.ground is None:
                self.tiles[key] = None
                return self._begin()
            self._under_way = self._work(key, computed)
            return True
        return False

    def _compute(self, key: Key) -> _Tile:
        """In a thread of the pool: the pixels that the raster draws of a tile."""
        view = self.grid.tile_view(key)
        density = self.pixels_per_mm * self.grid.ratio
        found: list[_Drawn] = []
        for layer in self._layers:
            if self._stopped:
                break
            if _overlap(layer.bounds, self._reach(view, layer.reach_mm)):
                pixels = layer.raster(layer.display, view, density) if layer.raster else None
                display = coarse(layer.display, view.metres_per_pixel) if self.whole else layer.display
                chunks = seen_chunks(display, view, density, layer.rest)
                found.append(_Drawn(layer, pixels, tuple(chunks)))
        return _Tile(tuple(found), self._base.picture(view) if self._base is not None else None)

    def _work(self, key: Key, tile: _Tile) -> _Work:
        image = QImage(self.grid.width, self.grid.height, self._format())
        image.fill(self.ground if self.ground is not None else Qt.GlobalColor.transparent)
        painter = QPainter(image)
        return _Work(key, image, painter, self._steps(painter, self.grid.tile_view(key), tile))

    def _steps(self, painter: QPainter, view: MapView, tile: _Tile) -> Iterator[None]:
        density = self.pixels_per_mm * self.grid.ratio
        if tile.base is not None:
            painter.drawImage(0, 0, tile.base)
            yield
        for drawn in tile.layers:
            below = _picture(drawn.pixels) if drawn.pixels is not None else None
            yield from grouped_steps(
                painter,
                drawn.layer.display,
                view,
                density,
                symbols=drawn.layer.rest,
                chunks=drawn.chunks,
                below=below,
                banded=True,
            )


Raster = Callable[[DisplayLayer, MapView, float], Pixels]


@dataclass(frozen=True, eq=False, slots=True)
class _Layer:
    """A layer at one scale: what draws its pixels, None for nothing, and the symbols left to the painter."""

    display: DisplayLayer
    bounds: Bounds
    raster: Raster | None
    rest: tuple[Symbol, ...]
    reach_mm: float


@dataclass(frozen=True, eq=False, slots=True)
class _Drawn:
    """A layer in one tile: the pixels that the raster made, and the chunks that are left to the painter."""

    layer: _Layer
    pixels: Pixels | None
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, eq=False, slots=True)
class _Tile:
    """The layers that may show in a tile, and what is under them."""

    layers: tuple[_Drawn, ...]
    base: QImage | None

    @property
    def empty(self) -> bool:
        return not self.layers and self.base is None


@dataclass(eq=False, slots=True)
class _Work:
    """A tile being painted."""

    key: Key
    image: QImage
    painter: QPainter
    steps: Iterator[None]

    def end(self) -> None:
        close = getattr(self.steps, "close", None)
        if close is not None:
            close()
        self.painter.end()


def _planned(display: DisplayLayer, symbols: Sequence[Symbol]) -> _Layer:
    assert display.bounds is not None
    reach = reach_mm(symbols)
    if display.kind == "point" or not raster.ready():
        return _Layer(display, display.bounds, None, tuple(symbols), reach)
    shares = [raster.draws(symbol, display.kind) for symbol in symbols]
    rest = tuple(share.rest for share in shares)
    if all(share.raster == EMPTY for share in shares):
        return _Layer(display, display.bounds, None, rest, reach)
    tile = raster.polygon_tile if display.kind == "polygon" else raster.line_tile

    def pixels(display: DisplayLayer, view: MapView, pixels_per_mm: float) -> Pixels:
        return tile(display, view, pixels_per_mm=pixels_per_mm, symbols=symbols)

    return _Layer(display, display.bounds, pixels, rest, reach)


def _overlap(first: Bounds, second: Bounds) -> bool:
    return first[0] <= second[2] and first[2] >= second[0] and first[1] <= second[3] and first[3] >= second[1]


def _picture(pixels: Pixels) -> QImage:
    """The array as a picture, not copied: it must outlive the picture, and does so through the caller."""
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
