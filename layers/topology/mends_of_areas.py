"""Mends of overlaps, gaps, slivers, contained and repeated features, several parts, land outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from core.messages import Text
from layers.topology.chords import CHORD
from layers.topology.finding import Finding
from layers.topology.gaps import bordering
from layers.topology.index import Index
from layers.topology.mending import with_vertices
from layers.topology.mends import Added, Maker, Mend
from layers.topology.overlaps import thick

GIVE_LARGER = Text("重叠部分归面积大的", "Give the common part to the larger one")
GIVE_FIRST = Text("重叠部分归 {fid}", "Give the common part to {fid}")
OWN = Text("重叠部分另成一个要素", "Make the common part a feature of its own")
MERGE = Text("合并为一个要素", "Merge into one")
FILL_LONGEST = Text("并入公共边最长的相邻要素 {fid}", "Fill it into {fid}, which has the longest border")
FILL_LARGEST = Text("并入面积最大的相邻要素 {fid}", "Fill it into {fid}, the largest neighbour")
FILL = Text("并入相邻要素 {fid}", "Fill it into {fid}")
FILL_NEW = Text("补成新要素", "Fill it with a new feature")
ALLOW = Text("允许（注明原因）", "Allow it, with a reason")
DENSIFY = Text("在公共边上补齐共用顶点", "Densify the shared edge with common vertices")
JOIN = Text("并入公共边最长的相邻要素 {fid}", "Merge it into {fid}, which has the longest border")
DROP = Text("删去要素 {fid}", "Remove feature {fid}")
CUT_OUTER = Text("从外面的要素中挖去", "Cut it out of the outer feature")
EXPLODE = Text("拆成单部分要素", "Make each part a feature")
CLIP = Text("裁到范围以内", "Clip it to the planning area")


_NEIGHBOURS = 4
"""So many neighbours are offered to take a gap or a sliver."""


def _overlap(index: Index, one: Finding) -> Iterator[Mend]:
    first, second = one.fids
    yield from _densified(index, one)
    shapes = {fid: _valid(index, fid) for fid in one.fids}
    larger = max(one.fids, key=lambda fid: (shapely.area(shapes[fid]), -fid))
    smaller = second if larger == first else first
    less = {fid: _without(index, shapes[fid], shapes[other]) for fid, other in ((first, second), (second, first))}
    if less[smaller] is not None:
        yield Mend("give_larger", GIVE_LARGER, {smaller: less[smaller], larger: shapes[larger]})
    for keeper, giver in ((first, second), (second, first)):
        if less[giver] is not None:
            label = GIVE_FIRST.format(fid=keeper)
            name = "give_first" if keeper == first else "give_second"
            yield Mend(name, label, {giver: less[giver], keeper: shapes[keeper]})
    if less[first] is not None and less[second] is not None:
        yield Mend("own_feature", OWN, {fid: less[fid] for fid in one.fids}, added=(Added(one.place, first),))
    yield Mend("merge", MERGE, {first: shapely.union(shapes[first], shapes[second])}, (second,))


def _gap(index: Index, one: Finding) -> Iterator[Mend]:
    yield from _densified(index, one)
    borders = bordering(index, np.array([one.place], dtype=object))[0]
    by_length = sorted(borders, key=lambda fid: (-borders[fid], fid))[:_NEIGHBOURS]
    largest = max(borders, key=lambda fid: (shapely.area(index.shape(fid)), -fid), default=None)
    for number, fid in enumerate(by_length):
        name, label = ("fill_longest", FILL_LONGEST) if number == 0 else ("fill", FILL)
        if number and fid == largest:
            name, label = "fill_largest", FILL_LARGEST
        yield Mend(name, label.format(fid=fid), {fid: _with(index, fid, one.place)})
    yield Mend("fill_new", FILL_NEW, added=(Added(one.place),))
    yield Mend("allow", ALLOW)


def _sliver(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    shape = _valid(index, fid)
    borders = bordering(index, shapely.get_parts(shape))
    total: dict[int, float] = {}
    for part in borders:
        for other, length in part.items():
            if other != fid:
                total[other] = total.get(other, 0.0) + length
    for other in sorted(total, key=lambda other: (-total[other], other))[:_NEIGHBOURS]:
        yield Mend("join", JOIN.format(fid=other), {other: _with(index, other, shape)}, (fid,))
    yield Mend("drop", DROP.format(fid=fid), removed=(fid,))
    yield Mend("allow", ALLOW)


def _contained(index: Index, one: Finding) -> Iterator[Mend]:
    inner, outer = one.fids
    rest = _without(index, _valid(index, outer), _valid(index, inner))
    if rest is not None:
        yield Mend("cut_outer", CUT_OUTER, {outer: rest, inner: _valid(index, inner)})
    yield Mend("drop", DROP.format(fid=inner), removed=(inner,))


def _duplicate(index: Index, one: Finding) -> Iterator[Mend]:
    first, second = one.fids
    yield Mend("drop", DROP.format(fid=second), removed=(second,))
    yield Mend("drop_first", DROP.format(fid=first), removed=(first,))


def _multipart(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    parts = shapely.get_parts(index.shape(fid))
    size = shapely.area(parts) if index.dimension == 2 else shapely.length(parts)
    largest = int(np.argmax(size))
    others = tuple(Added(part, fid) for number, part in enumerate(parts) if number != largest)
    yield Mend("explode", EXPLODE, {fid: parts[largest]}, added=others)


def _outside(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    inside = shapely.intersection(index.usable(index.rows([fid]))[0], index.parent)
    if index.dimension == 2:
        inside = thick(np.array([inside], dtype=object), index)[0]
    if inside is not None and not shapely.is_empty(inside):
        yield Mend("clip", CLIP, {fid: inside})
    else:
        yield Mend("drop", DROP.format(fid=fid), removed=(fid,))
    yield Mend("allow", ALLOW)


def _densified(index: Index, one: Finding) -> Iterator[Mend]:
    """Each neighbour takes the vertices of the others along the lens: of a chord nothing is left then."""
    if one.hint != CHORD:
        return
    width = float(index.scale.width(np.array([one.place], dtype=object))[0])
    reach = index.scale.units(4 * width + index.settings.tolerance_m)
    around = shapely.buffer(one.place, index.scale.units(index.settings.tolerance_m))
    shapes = {fid: index.shape(fid) for fid in one.fids}
    xy = shapely.get_coordinates(list(shapes.values()))
    xy = np.unique(xy[shapely.intersects(around, shapely.points(xy))], axis=0)
    apart = index.scale.units(index.settings.same_vertex_m)
    dense = {fid: with_vertices(shape, xy, reach, apart) for fid, shape in shapes.items()}
    yield Mend("densify", DENSIFY, dense)


def _valid(index: Index, fid: int) -> Any:
    return index.usable(index.rows([fid]))[0]


def _without(index: Index, shape: Any, other: Any) -> Any:
    """What is left of a shape, hairs apart; None when nothing is."""
    return thick(np.array([shapely.difference(shape, other)], dtype=object), index)[0]


def _with(index: Index, fid: int, piece: Any) -> Any:
    """A feature with a piece beside it, without the hairs that noding leaves as holes."""
    joined = shapely.union(_valid(index, fid), piece)
    parts = []
    for part in shapely.get_parts(joined):
        holes = shapely.polygons(list(part.interiors)) if len(part.interiors) else np.empty(0, dtype=object)
        keep = index.scale.width(holes) > index.settings.tolerance_m
        parts.append(shapely.Polygon(part.exterior, [hole.exterior for hole in holes[keep]]))
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


MAKERS: dict[str, Maker] = {
    "overlap": _overlap,
    "gap": _gap,
    "sliver": _sliver,
    "contained": _contained,
    "duplicate": _duplicate,
    "multipart": _multipart,
    "outside": _outside,
}
