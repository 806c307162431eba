"""Features made one: merged with their common borders gone, or collected as parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import shapely

from core.messages import Text
from layers.changes import Value
from layers.editing.checking import verified
from layers.editing.edit import Edit, Refusal, Shape, Surroundings, polygons, present
from layers.editing.faces import joined
from layers.editing.paths import together

Rule = Literal["largest", "first"]
_ONE = Text("请选择至少两个要素。", "Choose at least two features.")
_APART = Text("这些面不相邻，没有公共边界。", "These polygons are not adjacent: they share no border.")
_COLLECT = Text("要合成多部分要素，请用“集合”。", "To make one feature of several parts, collect them.")
_MIXED = Text("不同种类的几何不能合在一起。", "Geometries of different kinds cannot become one.")


def merge(
    near: Surroundings,
    fids: Sequence[int],
    *,
    attributes: Rule | int = "largest",
    values: Mapping[str, Value] | None = None,
    coverage: bool = True,
) -> Edit:
    """Adjacent polygons as one. Its fid and attributes are those of the largest, of the first chosen or of the fid
    given; ``values`` come on top. Refusal ``edit.apart`` where they do not all hang together.
    """
    before = polygons(near, fids)
    kept = _keeper(before, fids, attributes)
    shapes = np.array([*before.values(), None], dtype=object)[:-1]
    whole = joined(list(shapes)) if coverage else shapely.union_all(shapes)
    apart = _strangers(before)
    if apart:
        raise Refusal("edit.apart", _APART, _COLLECT, fids=apart, place=whole)
    return verified(near, _as_one(before, kept, whole, values), coverage=coverage, same_area=coverage)


def collect(
    near: Surroundings,
    fids: Sequence[int],
    *,
    attributes: Rule | int = "largest",
    values: Mapping[str, Value] | None = None,
) -> Edit:
    """Features as the parts of one; polygons with a common border lose it."""
    before = present(near, fids)
    kept = _keeper(before, fids, attributes)
    dimensions = {int(shapely.get_dimensions(shape)) for shape in before.values()}
    if len(dimensions) > 1:
        raise Refusal("edit.kind", _MIXED, fids=before)
    if dimensions == {2}:
        whole = joined(list(before.values()))
    else:
        whole = together(part for shape in before.values() for part in shapely.get_parts(shape))
    return verified(near, _as_one(before, kept, whole, values), coverage=False)


def _as_one(before: dict[int, Shape], kept: int, whole: Shape, values: Mapping[str, Value] | None) -> Edit:
    removed = tuple(fid for fid in before if fid != kept)
    return Edit(before, {kept: whole}, removed=removed, values={kept: dict(values)} if values else {})


def _keeper(before: dict[int, Shape], fids: Sequence[int], rule: Rule | int) -> int:
    if len(before) < 2:
        raise Refusal("edit.one", _ONE, fids=before)
    if rule == "largest":
        return max(before, key=lambda fid: (shapely.area(before[fid]) or shapely.length(before[fid]), -fid))
    if rule == "first":
        return int(fids[0])
    if rule not in before:
        raise Refusal("edit.gone", Text("没有选中这个要素。", "That feature is not among the chosen ones."))
    return int(rule)


def _strangers(before: dict[int, Shape]) -> list[int]:
    """Features that no chain of common borders leads to from the first one."""
    fids = list(before)
    shapes = np.array([*before.values(), None], dtype=object)[:-1]
    first, second = shapely.STRtree(shapes).query(shapes)
    near = shapely.relate_pattern(shapes[first], shapes[second], "****1****") & (first != second)
    near |= shapely.relate_pattern(shapes[first], shapes[second], "T********") & (first != second)
    reached, open_rows = {0}, [0]
    while open_rows:
        row = open_rows.pop()
        more = set(second[near & (first == row)].tolist()) - reached
        reached |= more
        open_rows.extend(more)
    return [fid for row, fid in enumerate(fids) if row not in reached]
