"""Several edits as one: each sees what those before it made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import shapely

from core.messages import Text
from layers.editing.areas import fill_gap, fill_hole, gap_at
from layers.editing.edges import edges_of
from layers.editing.edit import Added, Box, Edit, Place, Refusal, Shape, Surroundings, box_of, polygons
from layers.editing.faces import shared_length
from layers.editing.paths import key

Step = Callable[[Surroundings], Edit]
_NO_GAPS = Text("选中的面旁边没有被围住的空白。", "No gap beside the chosen polygons is enclosed.")
_NO_HOLES = Text("选中的面没有洞。", "The chosen polygons have no hole.")
_LEFT_OUT = Text("{count} 处没有改：{why}", "{count} places were left as they are: {why}")


class Laid:
    """Features with edits laid over them; new ones have negative numbers until the project gives them fids."""

    def __init__(self, near: Surroundings) -> None:
        self._near = near
        self.before: dict[int, Shape] = {}
        self.now: dict[int, Shape] = {}
        self.added: dict[int, Added] = {}

    def around(self, box: Box) -> dict[int, Shape]:
        """Features whose bounding box meets ``box``."""
        west, south, east, north = box
        found = {fid: shape for fid, shape in self._near.around(box).items() if fid not in self.now}
        for fid, shape in {**self.now, **{fid: one.geometry for fid, one in self.added.items()}}.items():
            if shape is None:
                continue
            left, low, right, high = shape.bounds
            if left <= east and right >= west and low <= north and high >= south:
                found[fid] = shape
        return found

    def shape(self, fid: int) -> Shape:
        """The geometry of a feature; None where there is none."""
        if fid in self.added:
            return self.added[fid].geometry
        return self.now[fid] if fid in self.now else self._near.shape(fid)

    def lay(self, edit: Edit) -> None:
        """Lay one more edit over the others."""
        for fid, shape in edit.before.items():
            if fid not in self.added:
                self.before.setdefault(fid, shape)
        for fid, shape in {**edit.changed, **dict.fromkeys(edit.removed)}.items():
            if fid not in self.added:
                self.now[fid] = shape
            elif shape is None:
                del self.added[fid]
            else:
                self.added[fid] = replace(self.added[fid], geometry=shape)
        for one in edit.added:
            self.added[min(self.added, default=0) - 1] = one

    def edit(self) -> Edit:
        """All of them as one."""
        changed = {fid: shape for fid, shape in self.now.items() if shape is not None}
        removed = tuple(fid for fid, shape in self.now.items() if shape is None)
        return Edit(self.before, changed, tuple(self.added.values()), removed)


def one_after_another(near: Surroundings, steps: Iterable[Step]) -> Edit:
    """Edits of shapes as one. Those that are refused are left out, and that is told; refused when all are."""
    laid, refused, count = Laid(near), [], 0
    told: list[Text] = []
    for step in steps:
        try:
            edit = step(laid)
        except Refusal as refusal:
            refused.append(refusal)
            continue
        laid.lay(edit)
        told.extend(edit.told)
        count += 1
    if refused and not count:
        raise refused[0]
    if refused:
        told.append(_LEFT_OUT.format(count=len(refused), why=refused[0].message))
    return laid.edit().telling(*told)


def fill_gaps(near: Surroundings, fids: Iterable[int], *, longest: bool = True) -> Edit:
    """All gaps beside some polygons: to the neighbour with the ``longest`` common border, or new features."""
    places = [_inner(gap) for gap in gaps_beside(near, fids)]
    if not places:
        raise Refusal("edit.no_gap", _NO_GAPS, fids=fids)
    return one_after_another(near, [lambda now, at=at: fill_gap(now, at, longest=longest) for at in places])  # type: ignore[misc]


def gaps_beside(near: Surroundings, fids: Iterable[int]) -> list[Shape]:
    """Free land that has a border with some polygons and is enclosed by features within as far as they are wide."""
    chosen = polygons(near, list(fids))
    west, south, east, north = box_of(chosen.values())
    around = near.around(box_of(chosen.values(), max(east - west, north - south)))
    shapes = {**{fid: one for fid, one in around.items() if shapely.get_dimensions(one) == 2}, **chosen}
    faces = shapely.get_parts(shapely.polygonize(list(shapely.linestrings(edges_of(shapes.values())))))
    listed = np.array([*shapes.values(), None], dtype=object)[:-1]
    taken, _ = shapely.STRtree(shapely.point_on_surface(faces)).query(listed, predicate="intersects")[::-1]
    free = np.delete(faces, np.unique(taken))
    found: dict[bytes, Shape] = {}
    for face in free:
        if not any(shared_length(face, shape) for shape in chosen.values() if shapely.intersects(face, shape)):
            continue
        place = _inner(face)
        try:
            gap = gap_at(near, place)
        except Refusal:
            continue
        found[shapely.to_wkb(shapely.normalize(gap))] = gap
    return list(found.values())


def fill_holes(near: Surroundings, fids: Iterable[int], *, coverage: bool = True) -> Edit:
    """All holes of some polygons that nobody has."""
    steps: list[Step] = []
    for fid, shape in polygons(near, list(fids)).items():
        for part in shapely.get_parts(shape):
            for ring in part.interiors:
                at = _inner(shapely.polygons(ring))
                steps.append(lambda now, fid=fid, at=at: fill_hole(now, fid, at, coverage=coverage))  # type: ignore[misc]
    if not steps:
        raise Refusal("edit.no_hole", _NO_HOLES, fids=fids)
    return one_after_another(near, steps)


def hole_owner(near: Surroundings, place: Place) -> int | None:
    """The polygon in whose hole a place lies, the innermost; None without one."""
    point = shapely.Point(place)
    found: dict[int, float] = {}
    for fid, shape in near.around(box_of([point])).items():
        for part in shapely.get_parts(shape):
            holes = [shapely.polygons(ring) for ring in getattr(part, "interiors", ())]
            sizes = [float(shapely.area(hole)) for hole in holes if shapely.contains(hole, point)]
            if sizes:
                found[fid] = min([*sizes, found.get(fid, sizes[0])])
    return min(found, key=lambda fid: found[fid], default=None)


def _inner(shape: Shape) -> Place:
    point = shapely.point_on_surface(shape)
    return key(point.x, point.y)
