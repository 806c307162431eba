"""Ways to mend a finding: each a pure function of the layer, tried out before it is offered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text
from layers.topology.checking import examine_near
from layers.topology.finding import OF_POINTS, Finding
from layers.topology.index import Index
from layers.topology.mending import moved_vertices, with_vertices

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Added:
    """A feature that a mend makes: its geometry, and the feature whose attributes it takes (None: none)."""

    shape: Any
    like: int | None = None


@dataclass(frozen=True, slots=True)
class Mend:
    """A way to mend a finding: new geometries by fid, features that go, features that are made.

    Nothing changes with ``id`` ``allow``: the finding is to be ignored, with a reason.
    """

    id: str
    label: Text
    updated: Mapping[int, Any] = field(default_factory=dict)
    removed: tuple[int, ...] = ()
    added: tuple[Added, ...] = ()

    def changes(self, first_new: int) -> dict[int, Any]:
        """Geometry by fid as an edit: features made are numbered from ``first_new`` on, those that go are None."""
        made = {first_new + number: one.shape for number, one in enumerate(self.added)}
        return {**self.updated, **dict.fromkeys(self.removed, None), **made}


Place = tuple[float, float]
Maker = Callable[[Index, Finding], Iterator[Mend]]


def proposals(index: Index, finding: Finding) -> Iterator[Mend]:
    """What could be done about a finding, the most sensible first; not yet tried out."""
    from layers.topology.mends_of_areas import MAKERS as OF_AREAS
    from layers.topology.mends_of_lines import MAKERS as OF_LINES
    from layers.topology.mends_of_rings import MAKERS as OF_RINGS

    maker: Maker | None = {**OF_AREAS, **OF_LINES, **OF_RINGS}.get(finding.kind)
    if maker is None or any(index.shape(fid) is None for fid in finding.fids):
        return
    for mend in maker(index, finding):
        yield knitted(index, mend)


def stands(
    index: Index,
    finding: Finding,
    mend: Mend,
    *,
    known: Mapping[str, Finding],
    beside: Callable[[Floats], list[Finding]],
    only: Collection[str] = (),
) -> bool:
    """Whether a mend removes the finding and makes no other; the index is as before afterwards.

    ``known`` are all findings by key, ``beside`` gives those around boxes.
    """
    if not mend.updated and not mend.removed and not mend.added:
        return mend.id == "allow"
    changes = mend.changes(index.next_fid)
    if any(shape is not None and shapely.is_empty(shape) for shape in changes.values()):
        return False
    snapshot, windows = index.put(changes)
    try:
        here = examine_near(index, changes, windows, beside(windows), only)
        if not here.concerns(finding) or any(one.key == finding.key for one in here.findings):
            return False
        return not any(_is_new(one, known, finding) for one in here.findings)
    finally:
        index.restore(snapshot)


def _is_new(finding: Finding, known: Mapping[str, Finding], mended: Finding) -> bool:
    """Whether it was not there before, or was smaller; a vertex or an end may now be another feature's."""
    before = known.get(finding.key)
    if before is not None:
        return finding.area_m2 > before.area_m2 * 1.01 + 0.001
    same = (one for one in known.values() if one.kind == finding.kind and one.anchor == finding.anchor)
    return finding.kind not in OF_POINTS or all(one.key == mended.key for one in same)


def knitted(index: Index, mend: Mend) -> Mend:
    """The mend with every vertex that it makes also put into the edges of the neighbours on which it lies.

    One that comes to lie beside an old vertex, by the rounding of an intersection, is that vertex.
    """
    if index.dimension != 2 or not (mend.updated or mend.added):
        return mend
    shapes = [*mend.updated.values(), *(one.shape for one in mend.added)]
    own = _places([index.shape(fid) for fid in mend.updated])
    made = _places(shapes) - own
    if not made:
        return mend
    xy = np.array(sorted(made))
    reach = index.scale.units(index.settings.tolerance_m)
    rows = index.around(np.concatenate([xy - reach, xy + reach], axis=1))
    beside = {index.fid(row): index.shapes[row] for row in rows.tolist()}
    moves = _onto_old(xy, own | _places(list(beside.values())), index.scale.units(index.settings.same_vertex_m))
    xy = np.array(sorted({moves.get(place, place) for place in made}))

    def fitted(shape: Any) -> Any:
        moved = moved_vertices(shape, moves)
        return shape if moved is None else with_vertices(moved, xy, reach)

    updated = {fid: fitted(shape) for fid, shape in mend.updated.items()}
    for fid, shape in beside.items():
        if fid not in updated and fid not in mend.removed:
            with_them = with_vertices(shape, xy, reach)
            if not shapely.equals_identical(with_them, shape):
                updated[fid] = with_them
    added = tuple(Added(fitted(one.shape), one.like) for one in mend.added)
    return Mend(mend.id, mend.label, updated, mend.removed, added)


def _places(shapes: list[Any]) -> set[Place]:
    return {(x, y) for shape in shapes for x, y in shapely.get_coordinates(shape).tolist()}


def _onto_old(made: Floats, old: set[Place], reach: float) -> dict[Place, Place]:
    """Where new vertices go that lie within ``reach`` of an old one, or of a new one before them."""
    fixed = np.array(sorted(old)).reshape(-1, 2)
    tree = shapely.STRtree(shapely.points(np.concatenate([fixed, made])))
    moves: dict[Place, Place] = {}
    for number, place in enumerate(made.tolist()):
        near = tree.query(shapely.Point(place), predicate="dwithin", distance=reach)
        first = int(near.min())
        if first < len(fixed):
            moves[place[0], place[1]] = tuple(fixed[first].tolist())
        elif first - len(fixed) < number:
            before = tuple(made[first - len(fixed)].tolist())
            moves[place[0], place[1]] = moves.get(before, before)
    return {here: there for here, there in moves.items() if here != there}


FIX_IDS: dict[str, tuple[str, ...]] = {
    "invalid": ("make_valid", "make_valid_lines", "drop"),
    "self_touch": ("make_valid", "make_valid_lines", "drop"),
    "duplicate_vertex": ("drop_repeated", "keep_first", "keep_second"),
    "near_vertex": ("keep_first", "keep_second"),
    "spike": ("drop_spike",),
    "sliver": ("join", "drop", "allow"),
    "duplicate": ("drop", "drop_first"),
    "contained": ("cut_outer", "drop"),
    "overlap": ("give_larger", "give_first", "give_second", "own_feature", "merge"),
    "gap": ("fill_longest", "fill_largest", "fill", "fill_new", "allow"),
    "unshared_vertex": ("insert",),
    "multipart": ("explode",),
    "outside": ("clip", "drop", "allow"),
    "dangle": ("extend", "trim", "allow"),
    "unsplit": ("split", "allow"),
}


def fix_ids(finding: Finding) -> tuple[str, ...]:
    """The ids of what can be tried for a finding of this kind, the most sensible first."""
    ids = FIX_IDS[finding.kind]
    return ("densify", *ids) if finding.hint == "chord" else ids
