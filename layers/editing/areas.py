"""Land given and taken: new polygons against their neighbours, erasing, clipping, holes, gaps, reshaping by a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import shapely

from core.messages import Text
from layers.changes import Value
from layers.editing.checking import require_valid, verified
from layers.editing.edges import edges_of
from layers.editing.edit import (
    Added,
    Edit,
    Floats,
    Place,
    Refusal,
    Shape,
    Surroundings,
    box_of,
    box_of_places,
    nearness,
    polygons,
    present,
    touching,
)
from layers.editing.faces import assembled, faces_of, joined, leftover, shared_length
from layers.editing.noding import Noded, noded
from layers.editing.paths import Path, paths_of, polygon, rebuilt, together

Against = Literal["fill", "take"]
_GROWTH = 24
"""How often the search for the border of a gap is doubled."""
_COVERED = Text("这里已经全部被其他面占用。", "Other polygons cover all of this place already.")
_NOTHING = Text("选中的要素与所画的面没有相交。", "The chosen features and the drawn polygon do not meet.")
_NO_GAP = Text("这里没有被相邻面围住的空白。", "There is no gap here that polygons enclose.")
_NOT_BESIDE = Text("这个面与空白没有公共边界。", "This polygon shares no border with the gap.")
_NO_HOLE = Text("这里没有洞。", "There is no hole here.")
_TAKEN_HOLE = Text("洞里有其他要素，不能填。", "Other features lie in the hole: it cannot be filled.")
_NOT_RESHAPED = Text(
    "这条线没有两次穿过要素的边界，无法改形。", "The line does not cross the border twice: nothing can be reshaped."
)


def new_polygon(
    near: Surroundings,
    drawn: Shape,
    *,
    against: Against = "fill",
    coverage: bool = True,
    like: int | None = None,
    values: dict[str, Value] | None = None,
) -> Edit:
    """A new polygon. In a coverage it takes the land that is free ("fill") or all of it from its neighbours ("take").

    Neighbours get its vertices on their borders. Refusal ``edit.covered`` when no land is left.
    """
    require_valid(Edit({}, added=(Added(drawn),)))
    more = values or {}
    if not coverage:
        return Edit({}, added=(Added(drawn, like, more),))
    net, inside, outside = divided(near, drawn)
    taken = [face for faces in inside.values() for face in faces]
    free = [face for part in shapely.get_parts(as_noded(drawn, net)) for face in leftover(part, taken)]
    made = joined([*free, *taken] if against == "take" else free)
    if made is None:
        raise Refusal("edit.covered", _COVERED, fids=inside, place=drawn)
    faces = {fid: outside[fid] for fid in inside if inside[fid]} if against == "take" else {}
    return verified(near, assembled(net, faces, [Added(made, like, more)]))


def erase(near: Surroundings, fids: Sequence[int], drawn: Shape, *, coverage: bool = True) -> Edit:
    """Take the land of a polygon away from features; what is wholly inside goes. Refusal ``edit.apart``."""
    return _kept(near, fids, drawn, inner=False, coverage=coverage)


def clip(near: Surroundings, fids: Sequence[int], drawn: Shape, *, coverage: bool = True) -> Edit:
    """Keep of features only what is inside a polygon; what is wholly outside goes."""
    return _kept(near, fids, drawn, inner=True, coverage=coverage)


def add_hole(near: Surroundings, fid: int, drawn: Shape, *, coverage: bool = True, filled: bool = False) -> Edit:
    """A hole in a polygon; ``filled``: the land becomes a new feature with the same attributes."""
    shape = polygons(near, [fid])[fid]
    if not shapely.contains_properly(shape, drawn):
        message = Text("洞必须完全在这个面的里面。", "A hole must lie wholly inside the polygon.")
        raise Refusal("edit.hole", message, fids=[fid], place=drawn)
    edit = erase(near, [fid], drawn, coverage=coverage)
    if not filled:
        return edit
    return verified(near, Edit(edit.before, edit.changed, (Added(drawn, like=fid),)), coverage=coverage)


def fill_hole(near: Surroundings, fid: int, place: Place, *, coverage: bool = True) -> Edit:
    """Close the hole of a polygon in which ``place`` lies. Refusal ``edit.no_hole``, ``edit.hole_taken``."""
    shape = polygons(near, [fid])[fid]
    paths = list(paths_of(shape))
    point = shapely.Point(place)
    holes = [row for row, path in enumerate(paths) if _is_hole(shape, row) and _holds(path, point)]
    if not holes:
        raise Refusal("edit.no_hole", _NO_HOLE, fids=[fid], place=point)
    land = shapely.polygons(paths[holes[0]])
    there = [
        other
        for other, one in near.around(box_of([land])).items()
        if coverage and other != fid and shapely.relate_pattern(land, one, "T********")
    ]
    if there:
        raise Refusal("edit.hole_taken", _TAKEN_HOLE, fids=there, place=land)
    made = rebuilt(shape, [None if row == holes[0] else path for row, path in enumerate(paths)])
    return verified(near, Edit({fid: shape}, {fid: made}), coverage=coverage)


def gap_at(near: Surroundings, place: Place) -> Shape:
    """The free land around a place that features enclose. Refusal ``edit.no_gap``."""
    point = shapely.Point(place)
    reach = 1e3 * max(nearness(point), 1e-12)
    seen = -1
    for _ in range(_GROWTH):
        reach *= 2
        around = near.around(box_of_places(np.array([place]), reach))
        if len(around) == seen or not around:
            seen = len(around)
            continue
        seen = len(around)
        if any(shapely.intersects(shape, point) for shape in around.values()):
            break
        faces = shapely.get_parts(shapely.polygonize(list(shapely.linestrings(edges_of(around.values())))))
        found = [face for face in faces if shapely.contains(face, point)]
        if found and _closed(near, found[0]):
            return found[0]
    raise Refusal("edit.no_gap", _NO_GAP, place=point)


def fill_gap(near: Surroundings, place: Place, *, into: int | None = None, longest: bool = False) -> Edit:
    """Give a gap to a feature beside it: the one named, the one with the ``longest`` common border, or a new one."""
    gap = gap_at(near, place)
    around = touching(near, [gap])
    if longest and around:
        into = max(around, key=lambda fid: shared_length(around[fid], gap))
    if into is None:
        return verified(near, Edit({}, added=(Added(gap),)))
    shape = polygons(near, [into])[into]
    if not shared_length(shape, gap):
        raise Refusal("edit.apart", _NOT_BESIDE, fids=[into], place=gap)
    return verified(near, Edit({into: shape}, {into: joined([shape, gap])}))


def reshape(near: Surroundings, fid: int, line: Path, *, coverage: bool = True) -> Edit:
    """Replace the part of a border between two crossings of a line (n, 2) by the line; both sides follow.

    Land outside comes to the polygon from whoever has it; land cut off goes to the neighbour with the longest common
    border, or to nobody at the edge of the coverage. Refusal ``edit.not_reshaped``.
    """
    before = present(near, [fid])
    if shapely.get_dimensions(before[fid]) == 1:
        return _line_reshaped(before, fid, line)
    drawn = shapely.linestrings(line)
    shapes = {**_concerned(near, before, fid, drawn), **before} if coverage else before
    net = noded(shapes, [line], [one for one, shape in shapes.items() if shapely.intersects(shape, drawn)] or [fid])
    steps = net.segments()
    own = faces_of(net.shapes[fid], steps)
    kept, lost = _largest_kept(net.shapes[fid], own)
    gained = _enclosed(net.shapes[fid], steps)
    if not lost and not gained:
        raise Refusal("edit.not_reshaped", _NOT_RESHAPED, fids=[fid], place=drawn)
    faces: dict[int, list[Shape]] = {fid: kept}
    for land in gained:
        _take(net, faces, fid, land)
    for land in lost:
        _give(net, faces, fid, land)
    return verified(near, assembled(net, faces), coverage=coverage)


def _concerned(near: Surroundings, before: dict[int, Shape], fid: int, drawn: Shape) -> dict[int, Shape]:
    """Features about the line and about the land that will change hands: not all along a large polygon."""
    alone = noded(before, [shapely.get_coordinates(drawn)], [fid])
    steps = alone.segments()
    _, lost = _largest_kept(alone.shapes[fid], faces_of(alone.shapes[fid], steps))
    return touching(near, [drawn, *lost, *_enclosed(alone.shapes[fid], steps)])


def _take(net: Noded, faces: dict[int, list[Shape]], fid: int, land: Shape) -> None:
    """A feature gets ``land`` from all that have some of it, and what nobody has."""
    taken: list[Shape] = []
    for other, shape in net.shapes.items():
        if other == fid or not shapely.intersects(shape, land):
            continue
        theirs = faces.get(other) or faces_of(shape, net.segments())
        inner = [shapely.contains_xy(land, *_centre(face)) for face in theirs]
        if any(inner):
            faces[other] = [face for face, gone in zip(theirs, inner, strict=True) if not gone]
            taken += [face for face, gone in zip(theirs, inner, strict=True) if gone]
    faces[fid] = [*faces[fid], *taken, *leftover(land, taken)]


def _give(net: Noded, faces: dict[int, list[Shape]], fid: int, land: Shape) -> None:
    """Land that a feature loses goes to the neighbour with the longest common border, if there is one."""
    lengths = {
        other: shared_length(shape, land)
        for other, shape in net.shapes.items()
        if other != fid and shapely.get_dimensions(shape) == 2 and shapely.intersects(shape, land)
    }
    best = max(lengths, key=lambda other: lengths[other], default=None)
    if best is not None and lengths[best] > 0:
        faces[best] = [*(faces.get(best) or [net.shapes[best]]), land]


def _enclosed(shape: Shape, steps: Floats) -> list[Shape]:
    """Land outside a polygon that the line and its border enclose; of a hole cut in two, all but the largest piece."""
    parts = shapely.get_parts(shape)
    outer = list(shapely.polygons(shapely.get_exterior_ring(parts)))
    edges = edges_of([*outer, *shapely.linestrings(steps)])
    faces = shapely.get_parts(shapely.polygonize(list(shapely.linestrings(edges))))
    whole = together(outer)
    found = [face for face in faces if not shapely.contains_xy(whole, *_centre(face))]
    for part in parts:
        for ring in part.interiors:
            pieces = sorted(faces_of(shapely.polygons(ring), steps), key=shapely.area)
            found += pieces[:-1]
    return found


def divided(near: Surroundings, drawn: Shape) -> tuple[Noded, dict[int, list[Shape]], dict[int, list[Shape]]]:
    """Features and a drawn polygon with common vertices; the faces of each feature inside it and outside."""
    shapes = touching(near, [drawn])
    met = [fid for fid, shape in shapes.items() if shapely.dwithin(shape, drawn, nearness(drawn))]
    net = noded(shapes, paths_of(drawn), met)
    land, steps = as_noded(drawn, net), net.segments()
    inside: dict[int, list[Shape]] = {}
    outside: dict[int, list[Shape]] = {}
    for fid in met:
        faces = faces_of(net.shapes[fid], steps)
        inner = [bool(shapely.contains_xy(land, *_centre(face))) for face in faces]
        inside[fid] = [face for face, there in zip(faces, inner, strict=True) if there]
        outside[fid] = [face for face, there in zip(faces, inner, strict=True) if not there]
    return net, inside, outside


def _kept(near: Surroundings, fids: Sequence[int], drawn: Shape, *, inner: bool, coverage: bool) -> Edit:
    """Features with only their land inside (``inner``) or outside of a polygon."""
    before = present(near, fids)
    require_valid(Edit({}, added=(Added(drawn),)))
    if any(shapely.get_dimensions(shape) != 2 for shape in before.values()):
        return _others_kept(before, drawn, inner=inner)
    shapes = {**touching(near, [drawn]), **before} if coverage else before
    net = noded(shapes, paths_of(drawn), before)
    land, steps = as_noded(drawn, net), net.segments()
    faces: dict[int, list[Shape]] = {}
    for fid in before:
        own = faces_of(net.shapes[fid], steps)
        kept = [face for face in own if bool(shapely.contains_xy(land, *_centre(face))) == inner]
        if len(kept) < len(own):
            faces[fid] = kept
    if not faces:
        raise Refusal("edit.apart", _NOTHING, fids=before, place=drawn)
    return verified(near, assembled(net, faces), coverage=coverage)


def _others_kept(before: dict[int, Shape], drawn: Shape, *, inner: bool) -> Edit:
    """The same for lines and points."""
    cut = shapely.intersection if inner else shapely.difference
    after = {fid: cut(shape, drawn) for fid, shape in before.items()}
    changed = {fid: one for fid, one in after.items() if not one.is_empty and not shapely.equals(one, before[fid])}
    removed = tuple(fid for fid, shape in after.items() if shape.is_empty)
    if not changed and not removed:
        raise Refusal("edit.apart", _NOTHING, fids=before, place=drawn)
    return Edit({fid: before[fid] for fid in (*changed, *removed)}, changed, removed=removed)


def _largest_kept(shape: Shape, faces: list[Shape]) -> tuple[list[Shape], list[Shape]]:
    """Of each part its largest face; and the others."""
    kept: list[Shape] = []
    for part in shapely.get_parts(shape):
        own = [face for face in faces if shapely.contains_xy(part, *_centre(face))]
        kept.append(max(own, key=shapely.area))
    return kept, [face for face in faces if not any(face is one for one in kept)]


def _line_reshaped(before: dict[int, Shape], fid: int, line: Path) -> Edit:
    """A line between its first and its last meeting with the drawn one replaced by that."""
    net = noded(before, [line], [fid])
    (drawn,) = net.paths
    paths = paths_of(net.shapes[fid])
    places = {tuple(place): row for row, place in enumerate(drawn.tolist())}
    for number, path in enumerate(paths):
        met = [row for row, place in enumerate(path.tolist()) if tuple(place) in places]
        if len(met) < 2:
            continue
        first, last = places[tuple(path[met[0]].tolist())], places[tuple(path[met[-1]].tolist())]
        way = drawn[first : last + 1] if first < last else drawn[last : first + 1][::-1]
        paths[number] = np.concatenate([path[: met[0]], way, path[met[-1] + 1 :]])
        return Edit({fid: before[fid]}, {fid: rebuilt(net.shapes[fid], paths)})
    raise Refusal("edit.not_reshaped", _NOT_RESHAPED, fids=[fid], place=shapely.linestrings(line))


def _closed(near: Surroundings, gap: Shape) -> bool:
    """Whether a gap is free of features that were not looked at before."""
    around = near.around(box_of([gap]))
    return not any(shapely.relate_pattern(gap, shape, "T********") for shape in around.values())


def as_noded(drawn: Shape, net: Noded) -> Shape:
    """The drawn polygon with the vertices that it got."""
    return rebuilt(drawn, net.paths)


def _is_hole(shape: Shape, row: int) -> bool:
    sizes = [1 + shapely.get_num_interior_rings(part) for part in shapely.get_parts(shape)]
    return row not in np.cumsum([0, *sizes])


def _holds(path: Path, point: Shape) -> bool:
    return bool(shapely.contains(polygon(shapely.linearrings(path), []), point))


def _centre(face: Shape) -> Place:
    point = shapely.point_on_surface(face)
    return float(point.x), float(point.y)
