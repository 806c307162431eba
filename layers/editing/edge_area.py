"""A polygon brought to an exact area by moving one of its edges in parallel; whoever has the edge too follows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import shapely

from core.messages import Text
from layers.editing.areas import as_noded, divided
from layers.editing.checking import verified
from layers.editing.edit import Added, Edit, Floats, Place, Refusal, Shape, Surroundings, polygons, touching
from layers.editing.faces import assembled, faces_of, joined, leftover
from layers.editing.noding import noded
from layers.editing.paths import Path, key, paths_of, places_of
from layers.editing.splitting import EXACT_M2, Measure, solved

Spare = Literal["neighbour", "new", "nobody"]
_NO_EDGE = Text("选中的面没有这条边。", "The polygon has no such edge.")
_RANGE = Text(
    "平移这条边只能得到 {low} 到 {high} 平方米之间的面积。",
    "By moving this edge the area can only become {low} to {high} m².",
)
_IN_THE_WAY = Text(
    "移动这条边会碰到这个面自己的另一部分。", "The edge would run into another part of the same polygon."
)
_NOT_EXACT = Text("无法在 0.01 平方米以内得到这个面积。", "This area cannot be reached within 0.01 m² here.")


@dataclass(frozen=True, eq=False)
class _Edge:
    """An edge and what its ends slide along: places and, per metre outwards, the way of each end.

    ``inwards`` and ``outwards`` are how far it can go.
    """

    first: Floats
    last: Floats
    first_way: Floats
    last_way: Floats
    inwards: float
    outwards: float

    def land(self, distance: float) -> Shape:
        """What lies between the edge and where it comes to lie, ``distance`` outwards (negative: inwards)."""
        there = [self.last + distance * self.last_way, self.first + distance * self.first_way]
        return shapely.polygons([self.first, self.last, *there])


def move_edge_to_area(
    near: Surroundings,
    fid: int,
    edge: tuple[Place, Place],
    area_m2: float,
    *,
    measure: Measure,
    spare: Spare = "neighbour",
    coverage: bool = True,
) -> Edit:
    """Move an edge, its ends sliding along the edges next to it, until the polygon has ``area_m2``.

    Growing, it takes the land from whoever has it. Shrinking, the land goes to the neighbour at the edge, to a new
    feature, or to nobody (``spare``). Refusal ``edit.area_range`` with what can be reached, ``edit.not_exact``.
    """
    shape = polygons(near, [fid])[fid]
    moved = _edge(shape, (key(*edge[0]), key(*edge[1])))
    present = _area(measure, shape)
    wanted = area_m2 - present
    land = _land(moved, wanted, present, measure)
    grows = wanted > 0
    if shapely.relate_pattern(shape, land, "T********") if grows else not shapely.covers(_widened(shape), land):
        raise Refusal("edit.in_the_way", _IN_THE_WAY, fids=[fid], place=land)
    if grows:
        edit = _grown(near, fid, land, coverage=coverage)
    else:
        edit = _shrunk(near, fid, land, moved, spare=spare, coverage=coverage)
    if abs(_area(measure, edit.changed[fid]) - area_m2) > EXACT_M2:
        raise Refusal("edit.not_exact", _NOT_EXACT, fids=[fid])
    return verified(near, edit, coverage=coverage)


def _land(edge: _Edge, wanted: float, present: float, measure: Measure) -> Shape:
    """The land to be won (``wanted`` above 0) or lost."""
    low = _area(measure, edge.land(-edge.inwards))
    high = _area(measure, edge.land(edge.outwards))
    if not -low < wanted < high or wanted == 0:
        words = _RANGE.format(low=f"{present - low:.2f}", high=f"{present + high:.2f}")
        raise Refusal("edit.area_range", words)
    sign, most = (1.0, edge.outwards) if wanted > 0 else (-1.0, edge.inwards)
    distance = solved(lambda far: _area(measure, edge.land(sign * far)) - abs(wanted), most * 1e-12, most)
    return shapely.orient_polygons(edge.land(sign * distance))


def _grown(near: Surroundings, fid: int, land: Shape, *, coverage: bool) -> Edit:
    if not coverage:
        before = polygons(near, [fid])
        net = noded(before, paths_of(land), [fid])
        return assembled(net, {fid: [net.shapes[fid], as_noded(land, net)]})
    net, inside, outside = divided(near, land)
    taken = [face for faces in inside.values() for face in faces]
    free = leftover(as_noded(land, net), taken)
    faces = {other: outside[other] for other in inside if inside[other]}
    return assembled(net, {**faces, fid: [net.shapes[fid], *taken, *free]})


def _shrunk(near: Surroundings, fid: int, land: Shape, edge: _Edge, *, spare: Spare, coverage: bool) -> Edit:
    shape = polygons(near, [fid])[fid]
    shapes = {**touching(near, [land]), fid: shape} if coverage else {fid: shape}
    net = noded(shapes, paths_of(land), [fid])
    whole = as_noded(land, net)
    faces = faces_of(net.shapes[fid], net.segments())
    lost = [face for face in faces if shapely.contains(whole, shapely.point_on_surface(face))]
    kept = [face for face in faces if not any(face is one for one in lost)]
    if not lost or not kept:
        raise Refusal("edit.not_exact", _NOT_EXACT, fids=[fid], place=land)
    given: dict[int, list[Shape]] = {fid: kept}
    beside = [one for one, other in net.shapes.items() if one != fid and _has_edge(other, edge)]
    if spare == "neighbour" and beside:
        given[beside[0]] = [net.shapes[beside[0]], *lost]
    piece = joined(lost)
    return assembled(net, given, [Added(piece, like=fid)] if spare == "new" else [])


def _edge(shape: Shape, ends: tuple[Place, Place]) -> _Edge:
    for path in paths_of(shape):
        places = places_of(path)[:-1]
        for row, place in enumerate(places):
            after = places[(row + 1) % len(places)]
            if {place, after} == set(ends):
                rolled = np.array([*places[row + 1 :], *places[: row + 1]])
                before, beyond = _straight(rolled[::-1]), _straight(rolled)
                return _sliding(np.array([before, place, after, beyond]), shape)
    raise Refusal("edit.no_edge", _NO_EDGE)


def _straight(places: Path) -> Floats:
    """How far a border runs straight on from the first place: vertices on the way do not stop the edge."""
    start, end = places[0], places[1]
    for place in places[2:-1]:
        way, more = end - start, place - end
        off = abs(way[0] * more[1] - way[1] * more[0])
        if off > 1e-9 * float(np.hypot(*way) * np.hypot(*more)) or way @ more <= 0:
            break
        end = place
    return np.asarray(end)


def _sliding(around: Path, shape: Shape) -> _Edge:
    """The edge between the second and the third of four vertices."""
    before, first, last, after = around
    way = last - first
    length = float(np.hypot(*way))
    outwards = np.array([way[1], -way[0]]) / length
    middle = shapely.Point(*((first + last) / 2 + outwards * length * 1e-6))
    if shapely.contains(shape, middle):
        outwards = -outwards
    ways: list[Floats] = []
    limits = {True: [1e3 * length], False: [1e3 * length]}
    for corner, other in ((first, before), (last, after)):
        side = other - corner
        rise = float(side @ outwards)
        if abs(rise) < 1e-6 * float(np.hypot(*side)):
            ways.append(outwards)
            continue
        ways.append(side / rise)
        limits[rise > 0].append(abs(rise))
    # The ends come together where the edge has no length left.
    closing = float((ways[1] - ways[0]) @ way) / length**2
    if closing:
        limits[closing < 0].append(1.0 / abs(closing))
    out, inner = min(limits[True]), min(limits[False])
    return _Edge(first, last, ways[0], ways[1], inner * (1 - 1e-9), out * (1 - 1e-9))


def _has_edge(shape: Shape, edge: _Edge) -> bool:
    ends = {key(*edge.first), key(*edge.last)}
    for path in paths_of(shape):
        places = places_of(path)
        if any({first, last} == ends for first, last in pairwise(places)):
            return True
    return False


def _widened(shape: Shape) -> Shape:
    """A little larger, so that rounding does not count as outside."""
    west, south, east, north = shape.bounds
    return shapely.buffer(shape, 1e-7 * max(east - west, north - south))


def _area(measure: Measure, shape: Shape) -> float:
    return float(measure(np.array([shape, None], dtype=object)[:-1])[0])
