"""Whether an edit leaves a coverage valid, looked at where the edit is and nowhere else.

What was wrong before the edit does not stand in its way; what it would make wrong does.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely

from core.messages import Text
from layers.editing.edges import edges_of
from layers.editing.edit import (
    Box,
    Edit,
    Objects,
    Refusal,
    Shape,
    Shapes,
    Surroundings,
    box_of_places,
    near_at,
    nearness,
)

_INVALID = Text("改后的面会自相交或出现空环。", "The shape would cross itself or lose its area.")
_OVERLAP = Text("改后会与相邻的面重叠。", "It would overlap a neighbour.")
_UNMATCHED = Text(
    "改后边界与相邻的面不一致（会有缝隙、重叠或未共用的顶点）。",
    "Its border would no longer match the neighbours' (a gap, an overlap or an unshared vertex).",
)
_AREA = Text("改后的总面积会变化。", "The total area would change.")
_HINT = Text("图上标出了位置；什么也没有改。", "The place is marked on the map; nothing was changed.")
_PLACE = re.compile(r"\[(\S+) (\S+)\]")


def verified(near: Surroundings, edit: Edit, *, coverage: bool = True, same_area: bool = False) -> Edit:
    """The same edit. Refusal ``edit.invalid``, and for coverages ``edit.overlap``, ``edit.border``, ``edit.area``."""
    require_valid(edit)
    if coverage and edit.shapes():
        _require_coverage(near, edit)
    if same_area:
        _require_same_area(edit)
    return edit


def require_valid(edit: Edit) -> None:
    """Refusal ``edit.invalid`` when a new geometry is empty or crosses itself."""
    numbers: list[int | None] = [*edit.changed, *(one.like for one in edit.added)]
    shapes: Objects = np.array([*edit.shapes(), None], dtype=object)[:-1]
    bad = np.flatnonzero(~shapely.is_valid(shapes) | shapely.is_empty(shapes) | shapely.is_missing(shapes))
    if len(bad):
        shape = shapes[bad[0]]
        fids = [fid for row in bad if (fid := numbers[row]) is not None]
        raise Refusal("edit.invalid", _INVALID, _HINT, fids=fids, place=_where_invalid(shape))


def overlapping(shapes: Objects, chosen: Any) -> list[tuple[int, int]]:
    """Pairs of rows, one of them in ``chosen``, whose interiors meet."""
    rows = np.asarray(list(chosen), dtype=np.int64)
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes[rows])
    first = rows[first]
    wanted = (first < second) | ((first > second) & ~np.isin(second, rows))
    first, second = first[wanted], second[wanted]
    meet = shapely.relate_pattern(shapes[first], shapes[second], "T********")
    return list(zip(first[meet].tolist(), second[meet].tolist(), strict=True))


def _require_coverage(near: Surroundings, edit: Edit) -> None:
    box = _where_different(edit)
    if box is None:
        return
    around = near.around(box)
    gone = {*edit.changed, *edit.removed}
    still = {fid: shape for fid, shape in around.items() if fid not in gone and shapely.get_dimensions(shape) == 2}
    new = [*edit.changed.values(), *(one.geometry for one in edit.added)]
    parents = [*edit.changed, *(one.like for one in edit.added)]
    shapes: Objects = np.array([*new, *still.values(), None], dtype=object)[:-1]
    fids = [*parents, *still]
    before = {**around, **edit.before}
    for first, second in overlapping(shapes, range(len(new))):
        pair = fids[first], fids[second]
        if not _overlapped(before, pair):
            place = shapely.intersection(shapes[first], shapes[second])
            raise Refusal("edit.overlap", _OVERLAP, _HINT, fids=[fid for fid in pair if fid is not None], place=place)
    _require_matching(shapes, fids, before)


def _where_different(edit: Edit) -> Box | None:
    """The box of all edges that are there only before or only after; None when there is none.

    Land that changes hands is bounded by such edges alone: however large the features are, nothing else can come to
    lie wrong.
    """
    before, after = edges_of(edit.before.values()), edges_of(edit.shapes())
    edges, counts = np.unique(np.concatenate([before, after]).reshape(-1, 4), axis=0, return_counts=True)
    single = edges[counts == 1].reshape(-1, 2)
    return box_of_places(single, near_at(*single[0])) if len(single) else None


def _require_matching(shapes: Objects, fids: list[int | None], before: Shapes) -> None:
    """Borders of the new shapes and of those about them match, of all that did before."""
    wrong = shapely.coverage_invalid_edges(shapes)
    bad = np.flatnonzero(~shapely.is_empty(wrong))
    if not len(bad):
        return
    areal = {fid: shape for fid, shape in before.items() if shapely.get_dimensions(shape) == 2}
    old = shapely.coverage_invalid_edges(np.array([*areal.values(), None], dtype=object)[:-1])
    known = {fid for fid, edges in zip(areal, old, strict=True) if not shapely.is_empty(edges)}
    new = [row for row in bad.tolist() if fids[row] not in known]
    if new:
        about = [fid for row in bad.tolist() if (fid := fids[row]) is not None]
        raise Refusal("edit.border", _UNMATCHED, _HINT, fids=about, place=shapely.union_all(wrong[new]))


def _overlapped(before: Shapes, pair: tuple[int | None, int | None]) -> bool:
    """Whether two features overlapped already; the parts of one feature did not."""
    first, second = (None if fid is None else before.get(fid) for fid in pair)
    if first is None or second is None or pair[0] == pair[1]:
        return False
    return bool(shapely.relate_pattern(first, second, "T********"))


def _require_same_area(edit: Edit) -> None:
    before = float(shapely.area(np.array([*edit.before.values(), None], dtype=object)[:-1]).sum())
    after = float(shapely.area(np.array([*edit.shapes(), None], dtype=object)[:-1]).sum())
    # What inserting a vertex on a slanting edge may change: its rounding, along the whole border.
    border = sum(shapely.length(shape) for shape in edit.before.values())
    if abs(after - before) > max(1e-9 * before, nearness(*edit.before.values()) * border):
        raise Refusal("edit.area", _AREA, _HINT, fids=[*edit.before])


def _where_invalid(shape: Shape) -> Shape:
    match = None if shape is None else _PLACE.search(str(shapely.is_valid_reason(shape)))
    return shapely.Point(float(match.group(1)), float(match.group(2))) if match else shape
