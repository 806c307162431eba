"""Vertices moved, inserted and deleted. In a coverage a vertex belongs to all features that have it, to the bit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import shapely

from core.messages import Text
from layers.editing.checking import verified
from layers.editing.edit import (
    Edit,
    Floats,
    Place,
    Refusal,
    Shape,
    Shapes,
    Surroundings,
    box_of_places,
    changed,
    near_at,
    present,
)
from layers.editing.paths import Path, is_ring, key, places_of, remade, replaced

_NO_VERTEX = Text("这里没有顶点。", "There is no vertex here.")
_NO_EDGE = Text("这里没有边。", "There is no edge here.")
_NODE = Text(
    "有三条或更多边界在此顶点相接，不能删除；可以移动它，或合并其中的面。",
    "Three or more borders meet at this vertex: it cannot be deleted. Move it, or merge polygons.",
)
_VANISHES = Text("删除后要素就不再有形状。", "The feature would lose its shape.")


def preview_move(near: Surroundings, moves: Mapping[Place, Place], *, fids: Sequence[int] | None = None) -> Edit:
    """As ``move_vertices`` but not checked: what is drawn while the mouse is held down."""
    return _moved(near, _keys(moves), fids)


def move_vertices(
    near: Surroundings,
    moves: Mapping[Place, Place],
    *,
    fids: Sequence[int] | None = None,
    coverage: bool = True,
) -> Edit:
    """Move vertices, each given by its exact coordinates, to other places; an edge is moved by its two ends.

    In a coverage every feature that has the vertex follows, and where it comes to lie on an edge of another feature,
    that one gets it too. ``fids``: only these features (for layers that are no coverage).
    """
    asked = _keys(moves)
    edit = _moved(near, asked, fids)
    if coverage and fids is None:
        edit = _nodes_shared(near, edit, list(asked.values()))
    return verified(near, edit, coverage=coverage)


def preview_insert(
    near: Surroundings, edge: tuple[Place, Place], place: Place, *, fids: Sequence[int] | None = None
) -> Edit:
    """As ``insert_vertex`` but not checked: what is drawn while the mouse is held down."""
    first, last, new = key(*edge[0]), key(*edge[1]), key(*place)
    before = _features(near, [first, last], fids)
    after = {fid: inserted(shape, {(first, last): [new]}) for fid, shape in before.items()}
    return changed(before, {fid: shape for fid, shape in after.items() if shape is not before[fid]})


def insert_vertex(
    near: Surroundings,
    edge: tuple[Place, Place],
    place: Place,
    *,
    fids: Sequence[int] | None = None,
    coverage: bool = True,
) -> Edit:
    """A new vertex at ``place`` between the two ends of an edge, in every feature that has the edge."""
    first, last, new = key(*edge[0]), key(*edge[1]), key(*place)
    if new in (first, last):
        return Edit({})
    before = _features(near, [first, last], fids)
    after = {fid: inserted(shape, {(first, last): [new]}) for fid, shape in before.items()}
    edit = changed(before, {fid: shape for fid, shape in after.items() if shape is not before[fid]})
    if not edit:
        raise Refusal("edit.no_edge", _NO_EDGE, place=shapely.Point(place))
    return verified(near, edit, coverage=coverage)


def delete_vertices(
    near: Surroundings,
    places: Iterable[Place],
    *,
    fids: Sequence[int] | None = None,
    coverage: bool = True,
) -> Edit:
    """Take vertices out of every feature that has them. Refusal ``edit.node`` where three borders meet."""
    gone = {key(*place) for place in places}
    around = _features(near, gone, fids)
    before = {fid: shape for fid, shape in around.items() if gone & set(places_of(shapely.get_coordinates(shape)))}
    if not before:
        raise Refusal("edit.no_vertex", _NO_VERTEX)
    if coverage:
        nodes = [place for place, others in neighbours_of(before, gone).items() if len(others) > 2]
        if nodes:
            about = [fid for fid, shape in before.items() if set(nodes) & set(places_of(_xy(shape)))]
            raise Refusal("edit.node", _NODE, fids=about, place=shapely.multipoints(nodes))
    after = {fid: remade(shape, lambda path: without(path, gone)) for fid, shape in before.items()}
    lost = [fid for fid, shape in after.items() if shape is None]
    if lost or any(len(shapely.get_parts(after[fid])) < len(shapely.get_parts(before[fid])) for fid in after):
        raise Refusal("edit.vanishes", _VANISHES, fids=lost or before)
    return verified(near, changed(before, after), coverage=coverage)


def inserted(shape: Shape, nodes: Mapping[tuple[Place, Place], Sequence[Place]]) -> Shape:
    """A geometry with places put into its edges; each edge is named from one end to the other, with its places in
    that order. The very same object when it has none of the edges."""
    both = {**{(b, a): list(places)[::-1] for (a, b), places in nodes.items()}, **nodes}
    ends = {end for edge in both for end in edge}
    found = False

    def widened(path: Path) -> Path:
        nonlocal found
        listed = places_of(path)
        if not ends.intersection(listed):
            return path
        places = listed[:1]
        for edge in pairwise(listed):
            more = both.get(edge, ())
            found = found or bool(more)
            places.extend(more)
            places.append(edge[1])
        return np.array(places)

    made = remade(shape, widened)
    return made if found else shape


def without(path: Path, gone: set[Place]) -> Path | None:
    """A path without some vertices; a ring stays closed, None when too little is left."""
    listed = places_of(path)
    ring = is_ring(path)
    kept = [place for place in (listed[:-1] if ring else listed) if place not in gone]
    if len(kept) < (3 if ring else min(len(listed), 2)):
        return None
    return np.array([*kept, kept[0]] if ring else kept)


def neighbours_of(shapes: Shapes, places: set[Place]) -> dict[Place, set[Place]]:
    """The vertices next to each of some vertices, over all features; an end of a line counts as a border that ends."""
    found: dict[Place, set[Place]] = {place: set() for place in places}
    for shape in shapes.values():
        for part in shapely.get_parts(shape):
            rings = shapely.get_rings(part) if shapely.get_dimensions(part) == 2 else [part]
            for ring in rings:
                listed = places_of(shapely.get_coordinates(ring))
                for first, second in pairwise(listed):
                    if first in found:
                        found[first].add(second)
                    if second in found:
                        found[second].add(first)
    return found


def edges_within(shapes: Shapes, place: Place, reach: float) -> list[tuple[Place, Place]]:
    """Edges (each once) that pass within ``reach`` of a place and have no end there."""
    point = shapely.Point(place)
    found: set[tuple[Place, Place]] = set()
    for shape in shapes.values():
        if shapely.distance(shape, point) > reach and not shapely.covers(shape, point):
            continue
        for ring in _lines(shape):
            found |= _passing(shapely.get_coordinates(ring), np.array(place), reach)
    return sorted(found)


def _passing(path: Path, place: Floats, reach: float) -> set[tuple[Place, Place]]:
    first, step = path[:-1], np.diff(path, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-300)
    share = ((place - first) * step).sum(axis=1) / length
    away = np.hypot(*(first + step * share.clip(0, 1)[:, None] - place).T)
    ends = np.minimum(np.hypot(*(first - place).T), np.hypot(*(path[1:] - place).T))
    rows = np.flatnonzero((away <= reach) & (ends > 0) & (share > 0) & (share < 1))
    edges = ((key(*path[row]), key(*path[row + 1])) for row in rows.tolist())
    return {(min(edge), max(edge)) for edge in edges}


def _moved(near: Surroundings, moves: Mapping[Place, Place], fids: Sequence[int] | None) -> Edit:
    around = _features(near, list(moves), fids)
    after = replaced(around, moves)
    if not after:
        raise Refusal("edit.no_vertex", _NO_VERTEX)
    lost = [fid for fid, shape in after.items() if shape is None]
    if lost:
        raise Refusal("edit.vanishes", _VANISHES, fids=lost)
    return changed(around, after)


def _nodes_shared(near: Surroundings, edit: Edit, places: Sequence[Place]) -> Edit:
    """Give a moved vertex to the features on whose edges it has come to lie."""
    before, after = dict(edit.before), dict(edit.changed)
    for place in dict.fromkeys(places):
        reach = near_at(*place)
        around = {**near.around(box_of_places(np.array([place]), reach))}
        present_now = {fid: after.get(fid, shape) for fid, shape in around.items()}
        for edge in edges_within(present_now, place, reach):
            for fid, shape in present_now.items():
                made = inserted(shape, {edge: [place]})
                if made is not shape:
                    before.setdefault(fid, around[fid])
                    after[fid] = made
    return changed(before, after)


def _features(near: Surroundings, places: Iterable[Place], fids: Sequence[int] | None) -> dict[int, Shape]:
    """The features that may have one of the places, or those named."""
    if fids is not None:
        return present(near, fids)
    listed = np.array(list(places))
    if not len(listed):
        raise Refusal("edit.no_vertex", _NO_VERTEX)
    found: dict[int, Shape] = {}
    if len(listed) > 16:
        return near.around(box_of_places(listed))
    for place in listed:
        found.update(near.around(box_of_places(place[None, :])))
    return found


def _keys(moves: Mapping[Place, Place]) -> dict[Place, Place]:
    return {key(*here): key(*there) for here, there in moves.items()}


def _xy(shape: Shape) -> Floats:
    return np.asarray(shapely.get_coordinates(shape))


def _lines(shape: Shape) -> list[Shape]:
    parts = shapely.get_parts(shape)
    lines = [shapely.get_rings(part) if shapely.get_dimensions(part) == 2 else [part] for part in parts]
    return [line for group in lines for line in group if shapely.get_num_coordinates(line) > 1]
