"""Polygons cut along noded lines into faces, and faces put together again: no coordinate is ever computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import shapely

from core.messages import Text
from layers.editing.edges import edges_of
from layers.editing.edit import Added, Edit, Floats, Objects, Place, Refusal, Shape
from layers.editing.noding import Noded
from layers.editing.paths import Path, paths_of, places_of, together

_UNMATCHED = Text(
    "这些面互相重叠，或边界不一致，不能合在一起。", "These polygons overlap, or their borders do not match."
)
_MEND = Text("请先用拓扑检查修好它们。", "Mend them with the topology check first.")
_GONE = Text("要素 {fids} 已没有土地，将被删除。", "No land is left of feature {fids}: it goes.")


def faces_of(shape: Shape, steps: Floats) -> list[Shape]:
    """The pieces into which steps (k, 2, 2) of noded lines cut a polygon; its parts where they do not."""
    parts = list(shapely.get_parts(shape))
    inner = _inside(shape, steps)
    if not len(inner):
        return parts
    nodes = set(places_of(inner.reshape(-1, 2)))
    lines = [piece for path in paths_of(shape) for piece in _pieces(path, nodes)]
    made = shapely.get_parts(shapely.polygonize([*map(shapely.linestrings, lines), *shapely.linestrings(inner)]))
    centres = shapely.get_coordinates(shapely.point_on_surface(made))
    return list(made[shapely.contains_xy(shape, centres)]) if len(made) else parts


def leftover(whole: Shape, parts: Iterable[Shape]) -> list[Shape]:
    """What of a polygon none of ``parts`` covers; all of them have their common vertices."""
    given = list(parts)
    edges, counts = _counted([whole, *given])
    single = edges[counts % 2 == 1]
    if not len(single):
        return []
    made = shapely.get_parts(shapely.polygonize(list(shapely.linestrings(single))))
    centres = shapely.get_coordinates(shapely.point_on_surface(made))
    free = shapely.contains_xy(whole, centres)
    for part in given:
        free &= ~shapely.contains_xy(part, centres)
    return list(made[free])


def joined(faces: Sequence[Shape]) -> Shape:
    """Faces as one geometry, their common edges gone, every vertex kept; None without any.

    Refusal ``edit.unmatched`` where they overlap.
    """
    listed = [face for face in faces if face is not None]
    if len(listed) < 2:
        return listed[0] if listed else None
    parts: Objects = shapely.get_parts(np.array([*listed, None], dtype=object)[:-1])
    try:
        return together(shapely.get_parts(shapely.coverage_union_all(parts)))
    except shapely.errors.GEOSException as unmatched:  # overlaps that the layer came with
        raise Refusal("edit.unmatched", _UNMATCHED, _MEND, place=together(parts)) from unmatched


def shared_length(first: Shape, second: Shape) -> float:
    """How long the border is that two polygons share to the bit."""
    edges, counts = _counted([first, second])
    both = edges[counts > 1]
    return float(np.hypot(*(both[:, 1] - both[:, 0]).T).sum())


def assembled(net: Noded, faces: Mapping[int, Sequence[Shape]], added: Sequence[Added] = ()) -> Edit:
    """The edit that gives features these faces; all others get their new vertices; one without any goes."""
    after = {fid: joined(faces[fid]) if fid in faces else shape for fid, shape in net.shapes.items()}
    removed = tuple(fid for fid, shape in after.items() if shape is None)
    # The faces of what was not cut are its own parts: such a feature keeps its very geometry.
    same = {fid for fid, shape in after.items() if shape is not None and shapely.equals_exact(shape, net.before[fid])}
    changed = {fid: shape for fid, shape in after.items() if shape is not None and fid not in same}
    before = {fid: net.before[fid] for fid in (*changed, *removed)}
    told = (_GONE.format(fids="、".join(map(str, removed))),) if removed else ()
    return Edit(before, changed, tuple(added), removed, told=told)


def _inside(shape: Shape, steps: Floats) -> Floats:
    """Steps that run through the inside of a polygon, not along its border."""
    middle = steps.mean(axis=1)
    found = steps[shapely.contains_xy(shape, middle)] if len(steps) else steps
    if not len(found):
        return found
    corners = set(places_of(shapely.get_coordinates(shape)))
    suspect = [row for row, ends in enumerate(found) if corners.issuperset(places_of(ends))]
    if not suspect:
        return found
    edges = {frozenset(places_of(edge)) for edge in edges_of([shape])}
    border = [row for row in suspect if frozenset(places_of(found[row])) in edges]
    return np.delete(found, border, axis=0)


def _pieces(path: Path, nodes: set[Place]) -> list[Path]:
    """A ring cut at nodes; whole where it has none."""
    cuts = [row for row, place in enumerate(places_of(path)) if place in nodes]
    if not cuts:
        return [path]
    rows = sorted({0, *cuts, len(path) - 1})
    return [path[first : last + 1] for first, last in pairwise(rows)]


def _counted(shapes: Sequence[Shape]) -> tuple[Floats, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """All edges (n, 2, 2) of polygons, and how many of them have each."""
    own = np.concatenate([edges_of([shape]).reshape(-1, 4) for shape in shapes])
    edges, counts = np.unique(own, axis=0, return_counts=True)
    return edges.reshape(-1, 2, 2), counts
