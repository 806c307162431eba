"""Figures of an edit before it is made: by the area definition that decides in the plan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from core.messages import Text, listed
from core.quantities import Quantity, area_in, shown

if TYPE_CHECKING:
    import pyproj

    from gui.editing.context import EditContext
    from layers.editing.edit import Edit, Floats, Objects, Shape
    from layers.editing.splitting import Measure

MOST_PARTS = 6
SAME_M2 = 0.005
"""Below what is shown."""
_COUNT = Text("{before} 个要素变为 {after} 个", "{before} features become {after}")
_CHANGED = Text("改动 {before} 个要素", "{before} features change")
_GONE = Text("删除 {before} 个要素", "{before} features are deleted")
_NEW = Text("新增 {after} 个要素", "{after} new features")
_AREA = Text("面积 {area}（{definition}）", "area {area} ({definition})")
_AREAS = Text("面积 {before} → {after}（{definition}）", "area {before} → {after} ({definition})")
_PARTS = Text("各部分 {parts}", "parts {parts}")
_LENGTHS = Text("长度 {before} → {after}", "length {before} → {after}")


def measure_for(context: EditContext) -> Measure:
    """Areas in m² of geometries in the CRS of the layer in hand: measured in the plan's CRS, by its definition."""
    from layers.geometry.crs import same_crs

    plan = context.session.plan
    target = plan.measuring_crs if plan is not None else None
    source = context.member.layer.crs if context.member is not None else None
    definition = plan.area_definition if plan is not None else "planar"
    if source is not None and target is not None and same_crs(source, target):
        source = None
    return partial(_measured, definition=definition, source=source, target=target)


def definition_of(context: EditContext) -> Text:
    """How areas are measured, in words."""
    from reports.wording import AREA_DEFINITIONS

    plan = context.session.plan
    decides = plan.area_definition if plan is not None else "planar"
    return AREA_DEFINITIONS["ellipsoidal" if decides == "registered" else decides]


def area_words(area_m2: float) -> Text:
    """``1 234.56 m² = 1.85 亩``."""
    metres, mu = Quantity(area_m2, "m2"), area_in(area_m2, "mu")
    return Text(*(f"{shown(metres, one)} = {shown(mu, one)}" for one in ("zh", "en")))


@dataclass(frozen=True)
class EditFigures:
    """How many features an edit is about before and after, and how large they are (m²; of lines: units of the CRS)."""

    before: int
    after: int
    size_before: float
    size_after: float
    parts: tuple[float, ...] = ()
    areal: bool = True

    def words(self, definition: Text) -> Text:
        """In a sentence."""
        pair = {"before": self.before, "after": self.after}
        count = _COUNT if self.before != self.after else _CHANGED
        if not self.after or not self.before:
            count = _NEW if self.after else _GONE
        said = [count.format(**pair)]
        if self.areal:
            said += self._areas(definition)
        elif self.size_before or self.size_after:
            lengths = [Text(f"{size:.3f}", f"{size:.3f}") for size in (self.size_before, self.size_after)]
            said.append(_LENGTHS.format(before=lengths[0], after=lengths[1]))
        return Text("；".join(one.zh for one in said) + "。", "; ".join(one.en for one in said) + ".")

    def _areas(self, definition: Text) -> list[Text]:
        said = []
        if 1 < len(self.parts) <= MOST_PARTS:
            parts = [Quantity(part, "m2") for part in self.parts]
            said.append(_PARTS.format(parts=listed(shown(part, "zh") for part in parts)))
        if not self.after or not self.before or abs(self.size_after - self.size_before) <= SAME_M2:
            area = area_words(self.size_after if self.after else self.size_before)
            return [*said, _AREA.format(area=area, definition=definition)]
        before, after = area_words(self.size_before), area_words(self.size_after)
        return [*said, _AREAS.format(before=before, after=after, definition=definition)]


def figures_of(edit: Edit, measure: Measure) -> EditFigures:
    """Figures of the features that an edit is about; those that only get a vertex of a neighbour do not count."""
    import shapely

    old, new = list(edit.before.values()), [*edit.changed.values()]
    added = [one.geometry for one in edit.added]
    areal = all(shapely.get_dimensions(shape) == 2 for shape in (*old, *added))
    sizes = measure if areal else _lengths
    before = dict(zip(edit.before, sizes(_objects(old)).tolist(), strict=True))
    after = dict(zip(edit.changed, sizes(_objects(new)).tolist(), strict=True))
    parents = {one.like for one in edit.added}
    about = [
        fid
        for fid in edit.before
        if fid in edit.removed or fid in parents or abs(after.get(fid, before[fid]) - before[fid]) > SAME_M2
    ] or list(edit.before)
    parts = tuple(sizes(_objects(added)).tolist())
    kept = [after[fid] for fid in about if fid in after]
    split = parts if added and parents & set(edit.before) else ()
    return EditFigures(
        len(about),
        len(kept) + len(added),
        sum(before[fid] for fid in about),
        sum(kept) + sum(parts),
        (*split, *kept) if split else (),
        areal,
    )


def _measured(shapes: Objects, *, definition: str, source: pyproj.CRS | None, target: pyproj.CRS | None) -> Floats:
    from layers.editing.splitting import measure_of
    from layers.geometry.crs import transformed

    if source is not None and target is not None:
        shapes = transformed(shapes, source, target)
    return measure_of(definition, target)(shapes)


def _lengths(shapes: Objects) -> Floats:
    import shapely

    return np.asarray(shapely.length(shapes), dtype=np.float64)


def _objects(shapes: list[Shape]) -> Any:
    return np.array([*shapes, None], dtype=object)[:-1]
