"""Where two display lists differ: what must be drawn again after an edit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from maps.drawing.display import DisplayLayer, united
from maps.drawing.ring_order import Flags, Floats
from maps.view import Bounds

PRECISION = 1e4
"""Parts are compared to a tenth of a millimetre."""


def changed_bounds(before: Sequence[DisplayLayer], after: Sequence[DisplayLayer]) -> Bounds | None:
    """Around everything (map metres) that is drawn otherwise in ``after`` than in ``before``; None where nothing is.

    A layer is the same one by its name. Layers that changed places count whole.
    """
    places: list[Bounds | None] = []
    old = {display.name: display for display in before}
    new = {display.name: display for display in after}
    places += [display.bounds for name, display in old.items() if name not in new]
    places += [display.bounds for name, display in new.items() if name not in old]
    common = [(display, new[name]) for name, display in old.items() if name in new]
    for first, second in common:
        places += differing_bounds(first, second)
    names = [first.name for first, _ in common]
    if names != [name for name in new if name in old]:
        places += [display.bounds for pair in common for display in pair]
    return united(places)


def vertices_to_compare(before: Sequence[DisplayLayer], after: Sequence[DisplayLayer]) -> int:
    """How much work ``changed_bounds`` is."""
    old = {display.name: display for display in before}
    return sum(len(each.parts.xy) for each in after if each.name in old and old[each.name].parts is not each.parts)


def differing_bounds(before: DisplayLayer, after: DisplayLayer) -> list[Bounds | None]:
    """The places of a layer where two states of it differ; the whole of both where its symbols do."""
    if before is after:
        return []
    if before.symbology.classes != after.symbology.classes or before.style != after.style:
        return [before.bounds, after.bounds]
    if _laid(before) != _laid(after):
        return [before.bounds, after.bounds]
    first, second = _signatures(before), _signatures(after)
    gone = ~np.isin(first, second)
    come = ~np.isin(second, first)
    return [_around(before.parts.bounds, gone), _around(after.parts.bounds, come)]


def _laid(display: DisplayLayer) -> tuple[float, str]:
    return display.symbology.opacity, display.symbology.blend


def _signatures(display: DisplayLayer) -> npt.NDArray[np.void]:
    """For each part its class, its vertex count and two sums over its vertices, in which their order tells."""
    parts = display.parts
    if not len(parts.feature):
        return np.zeros(0, dtype="V40")
    grid = np.round(parts.xy * PRECISION).astype(np.int64)
    counts = np.diff(parts.starts)
    number = np.arange(len(grid)) - np.repeat(parts.starts[:-1], counts)
    sums = [np.add.reduceat(grid[:, axis] * (2 * number + 1), parts.starts[:-1]) for axis in (0, 1)]
    plain = np.add.reduceat(grid[:, 0] ^ grid[:, 1], parts.starts[:-1])
    columns = np.column_stack([display.part_class.astype(np.int64), counts, *sums, plain])
    return np.ascontiguousarray(columns).view("V40").ravel()


def _around(bounds: Floats, chosen: Flags) -> Bounds | None:
    if not chosen.any():
        return None
    west, south = bounds[chosen, :2].min(axis=0).tolist()
    east, north = bounds[chosen, 2:].max(axis=0).tolist()
    return west, south, east, north
