"""Vertices that should not be there, or should be there twice: repeated ones, spikes, those a neighbour lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.topology.edges import Edges, rings_of
from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.tightening import vertices_on_edges

Objects = npt.NDArray[Any]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Paths:
    """Lines and rings (m) as arrays: ``xy`` (n, 2), where each starts (m + 1), its row, whether it is closed."""

    xy: Floats
    starts: Rows
    row: Rows
    closed: Mask

    def of_vertex(self) -> Rows:
        """The number of the path of each vertex (n)."""
        return np.repeat(np.arange(len(self.row)), np.diff(self.starts))


def paths_of(shapes: Objects, rows: Rows) -> Paths:
    """All rings and lines of shapes (k), which stand in ``rows`` (k)."""
    rings = rings_of(shapes)
    parts, owner = shapely.get_parts(shapes[shapely.get_dimensions(shapes) == 1], return_index=True)
    linear = rows[shapely.get_dimensions(shapes) == 1]
    counts = np.asarray(shapely.get_num_coordinates(parts), dtype=np.int64)
    return Paths(
        np.concatenate([rings.xy, shapely.get_coordinates(parts)]) if len(parts) else rings.xy,
        np.concatenate([rings.part_starts, rings.part_starts[-1] + np.cumsum(counts)]).astype(np.int64),
        np.concatenate([rows[rings.part_feature], linear[owner]]).astype(np.int64),
        np.concatenate([np.ones(len(rings.part_feature), dtype=np.bool_), shapely.is_closed(parts)]),
    )


def repeated_vertices(index: Index, rows: Rows) -> list[Finding]:
    """Vertices that follow each other at nearly the same place: one finding per vertex too many."""
    paths = paths_of(index.shapes[rows], rows)
    step = np.hypot(*(np.diff(paths.xy, axis=0) * (index.scale.x, index.scale.y)).T)
    step[paths.starts[1:-1] - 1] = np.inf
    path = paths.of_vertex()
    near = np.flatnonzero(step < index.settings.near_vertex_m)
    found = []
    for number in near.tolist():
        kind = "duplicate_vertex" if step[number] <= index.settings.same_vertex_m else "near_vertex"
        # Two ends at the same place are no line: the place is a point then.
        ends = paths.xy[number : number + 2]
        place = shapely.Point(ends[1]) if step[number] == 0 else shapely.LineString(ends)
        found.append(Finding(kind, (index.fid(paths.row[path[number]]),), place))
    return found


def spikes(index: Index, rows: Rows) -> list[Finding]:
    """Rings that run out and straight back; the place is the narrow triangle."""
    rows = rows[shapely.get_dimensions(index.shapes[rows]) == 2]
    paths = paths_of(index.shapes[rows], rows)
    corners = sharp_corners(paths, index)
    found = []
    for before, tip, after, path in zip(*corners, strict=True):
        foot = triangle(paths.xy[before], paths.xy[tip], paths.xy[after])
        area = float(index.scale.area(np.array([foot], dtype=object))[0])
        found.append(Finding("spike", (index.fid(paths.row[path]),), foot, area))
    return found


def triangle(before: Floats, tip: Floats, after: Floats) -> Any:
    """The spike itself: from the tip to the end of its shorter side and to as far along the longer one."""
    back, forth = before - tip, after - tip
    short = min(np.hypot(*back), np.hypot(*forth))
    feet = [tip + side * min(short / max(np.hypot(*side), 1e-300), 1.0) for side in (back, forth)]
    return shapely.Polygon([tip, feet[0], feet[1]])


def sharp_corners(paths: Paths, index: Index) -> tuple[Rows, Rows, Rows, Rows]:
    """Vertex numbers of (before, tip, after) of each spike, and its path."""
    path = paths.of_vertex()
    xy = paths.xy * (index.scale.x, index.scale.y)
    last = np.zeros(len(xy), dtype=np.bool_)
    last[paths.starts[1:] - 1] = True
    same = np.concatenate([[False], np.hypot(*np.diff(xy, axis=0).T) <= index.settings.same_vertex_m])
    same[paths.starts[:-1][paths.starts[:-1] < len(same)]] = False
    kept = np.flatnonzero(~last & ~same)
    if not len(kept):
        return kept, kept, kept, kept
    begins = np.flatnonzero(np.concatenate([[True], path[kept][1:] != path[kept][:-1]]))
    ends = np.append(begins[1:], len(kept)) - 1
    before, after = np.arange(len(kept)) - 1, np.arange(len(kept)) + 1
    before[begins], after[ends] = ends, begins
    back, forth = xy[kept[before]] - xy[kept], xy[kept[after]] - xy[kept]
    cross = np.abs(back[:, 0] * forth[:, 1] - back[:, 1] * forth[:, 0])
    along = (back * forth).sum(axis=1)
    lengths = np.hypot(*back.T), np.hypot(*forth.T)
    narrow = cross <= index.settings.spike_width_m * np.maximum(*lengths)
    sharp = (along > 0) & (cross <= np.tan(np.radians(index.settings.spike_angle_deg)) * along)
    enough = np.repeat(ends - begins + 1, ends - begins + 1) >= 4  # of a triangle nothing is left without its tip
    tips = np.flatnonzero(narrow & sharp & enough & (np.minimum(*lengths) > index.settings.near_vertex_m))
    return kept[before[tips]], kept[tips], kept[after[tips]], path[kept[tips]]


def unshared_vertices(index: Index, free: Edges) -> list[Finding]:
    """Vertices that lie on a neighbour's edge, which has no vertex there: one per place and feature that lacks it."""
    if not len(free):
        return []
    reach = index.scale.units(index.settings.tolerance_m)
    xy, first = np.unique(np.concatenate([free.start, free.end]), axis=0, return_inverse=True)
    owners = np.concatenate([free.row, free.row])
    order = np.argsort(first, kind="stable")
    starts = np.searchsorted(first[order], np.arange(len(xy) + 1))
    place, edge = vertices_on_edges(free, xy, reach)
    found: dict[tuple[int, int], Finding] = {}
    for point, row in zip(place.tolist(), free.row[edge].tolist(), strict=True):
        having = np.unique(owners[order[starts[point] : starts[point + 1]]])
        if row in having or (point, row) in found:
            continue
        fids = (index.fid(row), *sorted(index.fid(one) for one in having.tolist()))
        found[point, row] = Finding("unshared_vertex", fids, shapely.Point(xy[point]))
    return _once(index, list(found.values()))


def _once(index: Index, found: list[Finding]) -> list[Finding]:
    """Two neighbours' vertices at nearly one place are one thing that the third one lacks."""
    kept: dict[tuple[int, int, int], Finding] = {}
    grid = 4 * index.scale.units(index.settings.tolerance_m)
    for one in found:
        cell = (one.fids[0], round(one.place.x / grid), round(one.place.y / grid))
        if cell in kept:
            fids = (one.fids[0], *sorted({*kept[cell].fids[1:], *one.fids[1:]}))
            kept[cell] = Finding(one.kind, fids, kept[cell].place)
        else:
            kept[cell] = one
    return list(kept.values())
