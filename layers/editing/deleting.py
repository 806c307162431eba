"""Features deleted, and what becomes of their land: it lies free, or goes to whoever is beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import shapely

from core.messages import Text
from layers.editing.checking import verified
from layers.editing.edit import Edit, Refusal, Shape, Surroundings, polygons, present, touching
from layers.editing.faces import joined, shared_length

_COVERED = Text("这块地已经有其他面。", "Other polygons have this land already.")
_NOBODY = Text(
    "这块地旁边没有与它共边的面，不能并入邻面。",
    "No polygon beside this land shares a border with it: it cannot be given to a neighbour.",
)


def delete(near: Surroundings, fids: Sequence[int]) -> Edit:
    """Features gone, their land free."""
    before = present(near, fids)
    return Edit(before, removed=tuple(before))


def delete_into_neighbours(near: Surroundings, fids: Sequence[int]) -> Edit:
    """Polygons of a coverage gone, the land of each with the neighbour that has the longest border with it.

    Where all neighbours are deleted too, it goes where theirs goes. Refusal ``edit.apart`` where nobody is beside.
    """
    before = polygons(near, fids)
    old, new = _given(near, before)
    edit = Edit({**before, **old}, new, removed=tuple(before))
    return verified(near, edit, same_area=True)


def give_land(near: Surroundings, lands: Sequence[Shape]) -> Edit:
    """Free land of a coverage to the neighbour with the longest border with each.

    Refusal ``edit.covered`` where it is not free any more, ``edit.apart`` where nobody is beside.
    """
    for land in lands:
        there = [
            fid
            for fid, shape in touching(near, [land]).items()
            if shapely.get_dimensions(shape) == 2 and shapely.relate_pattern(shape, land, "T********")
        ]
        if there:
            raise Refusal("edit.covered", _COVERED, fids=there, place=land)
    before, after = _given(near, dict(enumerate(lands)), known=())
    return verified(near, Edit(before, after))


def _given(
    near: Surroundings, lands: Mapping[int, Shape], known: Sequence[int] | None = None
) -> tuple[dict[int, Shape], dict[int, Shape]]:
    """Those who get land, as they were and as they are then. ``known``: which of ``lands`` are features."""
    own = set(lands) if known is None else set(known)
    around = {
        fid: shape
        for fid, shape in touching(near, lands.values()).items()
        if fid not in own and shapely.get_dimensions(shape) == 2
    }
    grown, waiting = dict(around), dict(lands)
    while waiting:
        takers = {number: _beside(grown, land) for number, land in waiting.items()}
        found = {number: fid for number, fid in takers.items() if fid is not None}
        if not found:
            raise Refusal("edit.apart", _NOBODY, fids=own & set(waiting), place=next(iter(waiting.values())))
        for number, fid in found.items():
            grown[fid] = joined([grown[fid], waiting.pop(number)])
    after = {fid: shape for fid, shape in grown.items() if shape is not around[fid]}
    return {fid: around[fid] for fid in after}, after


def _beside(around: Mapping[int, Shape], land: Shape) -> int | None:
    """Who has the longest border with a piece of land."""
    lengths = {fid: shared_length(shape, land) for fid, shape in around.items() if shapely.intersects(shape, land)}
    best = max(lengths, key=lambda fid: (lengths[fid], -fid), default=None)
    return best if best is not None and lengths[best] > 0 else None
