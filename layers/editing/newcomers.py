"""New features, one or many: each cut against those that are there and those before it, with the attributes chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import shapely

from core.messages import Text
from layers.changes import Value
from layers.editing.areas import Against, new_polygon
from layers.editing.checking import require_valid
from layers.editing.edit import Added, Box, Edit, Refusal, Shape, Surroundings, touching
from layers.editing.faces import shared_length

_LEFT_OUT = Text("{count} 个面处没有空地，已略过。", "For {count} polygons no land was free: they were left out.")
_PIECES = Text("空地不相连，分成了 {count} 个要素。", "The free land is in pieces: {count} features were made.")


@dataclass(frozen=True)
class Attributes:
    """``values`` under the table's own names. With ``as_neighbour`` the rest is that of the neighbour with the longest
    common border, but for ``values``: there, name what it must not pass on as None."""

    values: Mapping[str, Value] = field(default_factory=dict)
    as_neighbour: bool = False


class LaidOver:
    """Features with edits laid over them; new ones have negative fids until they get their own."""

    def __init__(self, near: Surroundings) -> None:
        self._near = near
        self.late: dict[int, Shape] = {}

    def around(self, box: Box) -> dict[int, Shape]:
        """Features whose bounding box meets ``box``."""
        west, south, east, north = box
        found = {fid: shape for fid, shape in self._near.around(box).items() if fid not in self.late}
        for fid, shape in self.late.items():
            if shape is None:
                continue
            low_x, low_y, high_x, high_y = shapely.bounds(shape).tolist()
            if low_x <= east and high_x >= west and low_y <= north and high_y >= south:
                found[fid] = shape
        return found

    def shape(self, fid: int) -> Shape:
        """The geometry of a feature; None where there is none."""
        return self.late[fid] if fid in self.late else self._near.shape(fid)


def new_features(
    near: Surroundings,
    drawn: Sequence[Added],
    *,
    coverage: bool = False,
    against: Against = "fill",
    attributes: Attributes | None = None,
) -> Edit:
    """New features with these geometries. In a coverage each is cut against its neighbours as ``new_polygon`` does.

    ``attributes`` are laid over the values that an ``Added`` has of its own. Refusals of ``new_polygon``; of several
    polygons those for which no land is left are left out, and that is told.
    """
    chosen = attributes or Attributes()
    if not coverage:
        edit = Edit({}, added=tuple(_described(near, one, chosen) for one in drawn))
        require_valid(edit)
        return edit
    laid = LaidOver(near)
    made: dict[int, Added] = {}
    before: dict[int, Shape] = {}
    told: tuple[Text, ...] = ()
    missed = 0
    for one in drawn:
        try:
            edit = new_polygon(laid, one.geometry, against=against)
        except Refusal as refusal:
            if refusal.code != "edit.covered" or len(drawn) == 1:
                raise
            missed += 1
            continue
        before |= {fid: shape for fid, shape in edit.before.items() if fid >= 0 and fid not in before}
        laid.late |= {**edit.changed, **dict.fromkeys(edit.removed)}
        told += edit.told
        parts = [part for added in edit.added for part in shapely.get_parts(added.geometry)]
        for part in parts:
            number = -1 - len(made)
            laid.late[number] = part
            made[number] = _described(laid, replace(one, geometry=part), chosen)
        told += (_PIECES.format(count=len(parts)),) if len(parts) > 1 else ()
    if missed == len(drawn):
        raise Refusal("edit.covered", Text("这里已经全部被其他面占用。", "Other polygons cover all of this already."))
    return _collected(laid, before, made, (*told, *([_LEFT_OUT.format(count=missed)] if missed else [])))


def _collected(laid: LaidOver, before: dict[int, Shape], made: dict[int, Added], told: tuple[Text, ...]) -> Edit:
    """One edit of all that was laid over."""
    changed = {fid: laid.late[fid] for fid in before if laid.late[fid] is not None}
    removed = tuple(fid for fid in before if laid.late[fid] is None)
    added = tuple(
        replace(one, geometry=laid.late[number]) for number, one in made.items() if laid.late[number] is not None
    )
    return Edit(before, changed, added, removed, told=told)


def _described(near: Surroundings, one: Added, chosen: Attributes) -> Added:
    if chosen.as_neighbour:
        return replace(one, like=neighbour_of(near, one.geometry), values=dict(chosen.values))
    return replace(one, values={**one.values, **chosen.values})


def neighbour_of(near: Surroundings, shape: Shape) -> int | None:
    """The feature with the longest border along a polygon; None where none shares one."""
    if shapely.get_dimensions(shape) != 2:
        return None
    lengths = {
        fid: shared_length(other, shape)
        for fid, other in touching(near, [shape]).items()
        if fid >= 0 and shapely.get_dimensions(other) == 2
    }
    best = max(lengths, key=lambda fid: lengths[fid], default=None)
    return best if best is not None and lengths[best] > 0 else None
