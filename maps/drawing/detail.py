"""Level of detail: parts snapped to a grid no coarser than half a pixel, repeated vertices dropped.

Every vertex is snapped by itself, so borders that two polygons share stay shared and no gap opens.
"""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from weakref import WeakSet

import numpy as np
import numpy.typing as npt

from maps.drawing.detail_files import kept
from maps.drawing.ring_order import Floats, Ints, Ragged, Replaced, gathered
from maps.raster import compiled

Grid = npt.NDArray[np.int32]
COARSEST_PX = 0.25
TOLERANCE = 1.2
"""Cells, about 0.15 to 0.3 pixels: how far a border may be moved when vertices on it are left out."""
SPARSE_PX = 1.5
"""A level is not made where edges are longer than this on average: the full coordinates are drawn as quickly."""
PATIENCE = 1.5
FEWEST = 50_000
"""Nor is one of a layer with fewer vertices."""
BYTES = 256 * 2**20
"""All levels of all layers together."""
_ALIGNED = 65536.0
_SAMPLES, _RUN = 64, 256


@dataclass(frozen=True, eq=False)
class Detail:
    """``grid`` (n, 2) counts cells of ``cell`` metres from ``origin``; ``starts`` (m + 1) as in the full parts.

    A ring that shrinks to nothing has no vertices left.
    """

    cell: float
    origin: tuple[float, float]
    grid: Grid
    starts: Ints
    _mates: list[npt.NDArray[np.int32]] = field(default_factory=list)
    _pairing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def nbytes(self) -> int:
        """Memory taken, with the mates."""
        return self.grid.nbytes * 3 // 2 + self.starts.nbytes

    def mates(self, turned: npt.NDArray[np.uint8]) -> npt.NDArray[np.int32]:
        """Which borders are shared (see ``maps.raster.thinning.paired``), found when first asked for."""
        with self._pairing:
            if not self._mates:
                self._mates.append(compiled.kernels().paired(self.grid, self.starts, turned))
        return self._mates[0]

    def taken(self, parts: Ragged, numbers: Ints) -> Ragged:
        """Some of the parts in map metres; ``parts`` are the full ones."""
        same = np.zeros(len(numbers), dtype=np.bool_)
        xy, starts = gathered(self.grid.astype(np.float64), self.starts, parts=numbers, turned=same)
        xy = xy * self.cell + self.origin
        return Ragged(xy, starts, parts.feature[numbers], parts.bounds[numbers])

    def spliced(self, replaced: Replaced, new: Ragged, least: int) -> Detail:
        """The level after some parts were replaced by those of ``new``."""
        grid, starts = snapped(new.xy, new.starts, self.origin, self.cell, least)
        return Detail(self.cell, self.origin, *replaced.vertices(self.grid, self.starts, grid, starts))


@dataclass(eq=False)
class Details:
    """The levels of one layer, made when asked for. Safe from several threads."""

    least: int = 4
    """Vertices below which a part is dropped: 4 for rings, 2 for lines."""
    levels: OrderedDict[int, Detail | None] = field(default_factory=OrderedDict)
    asked: dict[int, float] = field(default_factory=dict)
    making: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        with _everyone:
            _all_details.add(self)

    def at(
        self, parts: Ragged, origin: tuple[float, float], metres_per_pixel: float, vertices: float = math.inf
    ) -> Detail | None:
        """The level for a scale; None where it would save too little.

        Making one takes as long as drawing everything once without it. So while fewer ``vertices`` than all, half as
        many again, have been asked for at a scale, the answer is None, too, unless the level is there on disk.
        """
        if len(parts.xy) < FEWEST or not metres_per_pixel > 0 or not vertices:
            return None
        octave = math.floor(math.log2(metres_per_pixel * COARSEST_PX))
        with self.making:
            if octave not in self.levels:
                asked = self.asked.get(octave, 0.0) + vertices
                self.asked[octave] = asked
                worth = asked > PATIENCE * len(parts.xy)
                if not worth and asked > vertices:
                    return None
                made = _made(parts, origin, 2.0**octave, self.least, only_kept=not worth)
                if made is None and not worth:
                    return None
                with _everyone:
                    self.levels[octave] = made
                    _shrink(self)
            with _everyone:
                self.levels.move_to_end(octave)
                return self.levels[octave]

    def spliced(self, replaced: Replaced, new: Ragged) -> Details:
        """The levels after some parts were replaced by those of ``new``."""
        with _everyone:
            levels = dict(self.levels)
        changed = Details(self.least)
        for octave, level in levels.items():
            if level is not None and not _too_far(new.bounds, level.origin, level.cell):
                changed.levels[octave] = level.spliced(replaced, new, self.least)
        return changed

    def nbytes(self) -> int:
        """Memory taken by all levels."""
        return sum(each.nbytes for each in self.levels.values() if each is not None)


_everyone = threading.Lock()
_all_details: WeakSet[Details] = WeakSet()


def _shrink(asked: Details) -> None:
    """Give up the levels that were not asked for the longest, those of other layers first; the newest stays."""
    others = [each for each in _all_details if each is not asked]
    total = asked.nbytes() + sum(each.nbytes() for each in others)
    for details in (*others, asked):
        while total > BYTES and len(details.levels) > (details is asked):
            _, dropped = details.levels.popitem(last=False)
            total -= dropped.nbytes if dropped is not None else 0


def _made(parts: Ragged, origin: tuple[float, float], cell: float, least: int, *, only_kept: bool) -> Detail | None:
    x0, y0 = (math.floor(each / _ALIGNED) * _ALIGNED for each in origin)
    if _too_far(parts.bounds, (x0, y0), cell) or _typical_edge(parts.xy) * COARSEST_PX > SPARSE_PX * cell * 1.4:
        return None
    place = (x0, y0)

    def make() -> tuple[Grid, Ints]:
        if not compiled.ready():
            return snapped(parts.xy, parts.starts, place, cell, least)
        grid, starts = compiled.kernels().simplified(parts.xy, parts.starts, x0, y0, cell, least, TOLERANCE)
        return grid, starts

    found = kept(parts.xy, parts.starts, round(math.log2(cell)), least, None if only_kept else make)
    return None if found is None else Detail(cell, place, *found)


def _too_far(bounds: Floats, origin: tuple[float, float], cell: float) -> bool:
    """Whether grid numbers would leave 32 bits."""
    return bool(len(bounds)) and float(np.abs(bounds - np.tile(origin, 2)).max()) / cell > 2**30


def _typical_edge(xy: Floats) -> float:
    """In metres, from some stretches of the coordinates."""
    first = np.linspace(0, max(len(xy) - _RUN, 0), _SAMPLES).astype(np.int64)
    steps = np.diff(xy[first[:, None] + np.arange(_RUN)], axis=1)
    return float(np.median(np.abs(steps).max(axis=2)))


def snapped(xy: Floats, starts: Ints, origin: tuple[float, float], cell: float, least: int) -> tuple[Grid, Ints]:
    """Grid coordinates and offsets of all parts; those with fewer than ``least`` vertices left are emptied."""
    grid = np.floor((xy - origin) / cell + 0.5).astype(np.int32)
    if not len(grid):
        return grid, np.zeros_like(starts)
    kept = np.ones(len(grid), dtype=np.bool_)
    kept[1:] = (grid[1:] != grid[:-1]).any(axis=1)
    kept[starts[:-1]] = True
    counts = np.add.reduceat(kept, starts[:-1], dtype=np.int64)
    kept &= np.repeat(counts >= least, np.diff(starts))
    counts[counts < least] = 0
    return grid[kept], np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
