"""Ways out by a figure: the height or use that would pass, land given back to the budget, a corridor widened."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import shapely

from checks.finding import Finding
from checks.kinds.corridor import measure
from checks.measuring import Snapshot, polygonal
from checks.narrowest import eroded, narrowest, stretches
from checks.remedies.footprints import Case
from checks.remedies.placing import HAIR_M, strip_of_area
from checks.remedies.remedy import Change, Remedy
from core.messages import Text
from core.quantities import M2_PER_KM2, Quantity, shown

STEP_M = 0.1
"""Heights are suggested in steps of this, on the safe side."""
MOST_ROUNDS = 12


def values(case: Case) -> Iterator[Remedy]:
    """The figure stated by the project that would just pass: a stated number has no tolerance."""
    limit = case.finding.limit
    if limit is None or limit.op not in ("<=", ">="):
        return
    field = case.rule.parameters["field"]
    text = Text("{field} 改为 {value}", "Set {field} to {value}")
    yield _value(case, field, limit.value, unit=limit.unit, text=text)


def heights(case: Case) -> Iterator[Remedy]:
    """The height that would pass, rounded down to a tenth of a metre and clear of the tolerance."""
    finding = case.finding
    if finding.measured is None or finding.margin is None:
        return
    snapshot = case.snapshot()
    field = case.rule.parameters["field"]
    stated = float(snapshot.table("project_footprints").frame[field].iloc[0])
    allowed = stated + finding.margin.value - 2 * snapshot.tolerance.xy_m
    lowered = math.floor(allowed / STEP_M + 1e-9) * STEP_M
    if lowered > 0:
        yield _value(case, field, lowered, unit="m", text=Text("高度降到 {value}", "Lower it to {value}"))


def _value(case: Case, field: str, value: float, *, unit: str, text: Text) -> Remedy:
    quantity = Quantity(value, unit)
    label = Text(
        text.zh.format(field=field, value=shown(quantity, "zh")),
        text.en.format(field=field, value=shown(quantity, "en")),
    )
    return Remedy("value", label, (case.change(**{field: round(value, 6)}),))


def uses(case: Case) -> Iterator[Remedy]:
    """The uses that the project's part of the plan leads with."""
    part = next((part.name for part in case.finding.parts if part.by == "part"), None)
    field = case.rule.parameters["field"]
    for word in case.rule.parameters["allowed"].get(part, ()):
        if word.isascii():
            label = Text(f"改为本分区的主导功能：{word}", f"Make it a leading use of its part: {word}")
            yield Remedy("value", label, (case.change(**{field: word}),))


def reductions(case: Case) -> Iterator[Remedy]:
    """Give back as much land as is too much, from the outer end of a large enough feature; the shortest cut first."""
    snapshot = case.snapshot()
    excess = _excess_m2(case.finding)
    if excess is None:
        return
    table = snapshot.table(case.rule.sets[0].role)
    rows = snapshot.rows(case.rule.sets[0], case.rule.years)
    shapes = table.measurable[rows]
    whole = snapshot.union(case.rule.sets[0], case.rule.years)
    base = case.rule.parameters["growth_from"]
    kept = shapely.Polygon() if base is None else snapshot.union(base, case.rule.years)
    centre = np.array(whole.centroid.coords[0])
    excess = excess * _plane_per_deciding(snapshot, whole) + 2 * snapshot.tolerance.area_m2
    found = []
    for number, row in enumerate(rows.tolist()):
        free = polygonal(shapely.difference(shapes[number], shapely.buffer(kept, HAIR_M)))
        if free.area <= excess:
            continue
        outwards = np.array(free.centroid.coords[0]) - centre
        strip = strip_of_area(free, excess, (float(outwards[0]), float(outwards[1]) or 1.0))
        rest = polygonal(shapely.difference(shapes[number], strip))
        found.append((strip.length, row, strip, rest))
    for _, row, strip, rest in sorted(found, key=lambda one: one[0])[:3]:
        yield _reduction(table.layers[table.layer_of_row[row]].name, int(table.fid[row]), strip, rest)


def _excess_m2(finding: Finding) -> float | None:
    limit = finding.limit
    if finding.margin is None or limit is None or limit.op not in ("<=", "<") or limit.unit != "km2":
        return None
    return max(-finding.margin.value, 0.0) * M2_PER_KM2


def _plane_per_deciding(snapshot: Snapshot, whole: shapely.Geometry) -> float:
    """Plane m² for a m² of the deciding definition: the strip is cut in the plane."""
    area = snapshot.area(whole)
    return 1.0 if snapshot.definition == "planar" else area.planar / area.ellipsoidal


def _reduction(layer: str, fid: int, strip: shapely.Geometry, rest: shapely.Geometry) -> Remedy:
    area = Quantity(strip.area / M2_PER_KM2, "km2")
    return Remedy(
        way="reduce",
        label=Text(f"自边界外缘调出 {shown(area, 'zh')}", f"Take {shown(area, 'en')} out at the outer edge"),
        changes=(Change(layer, fid, rest),),
        place=strip,
        lost_m2=float(strip.area),
    )


def widenings(case: Case) -> Iterator[Remedy]:
    """Widen the worst corridor along the way between the stretches that are wide enough."""
    snapshot = case.snapshot()
    worst = min(measure(case.rule, snapshot), key=lambda width: (width.margin_m, width.name))
    corridor, added = worst.corridor, shapely.Polygon()
    width = worst.asked_m + 4 * snapshot.tolerance.xy_m
    for _ in range(MOST_ROUNDS):
        patch = _bridge(corridor, width)
        if patch is None:
            break
        added = shapely.union(added, shapely.difference(patch, corridor))
        corridor = polygonal(shapely.union(corridor, patch))
    yield from _widened(case, snapshot, worst.name, added)


def _bridge(corridor: shapely.Geometry, width_m: float) -> shapely.Geometry | None:
    """A band of the width between the two nearest stretches where it fits already; None when all is wide enough."""
    wide = stretches(eroded(corridor, width_m), width_m)
    if len(wide) > 1:
        others = shapely.union_all(wide[1:])
        way = shapely.shortest_line(wide[0], others)
    else:
        neck = narrowest(shapely.get_parts(corridor)[0], width_m)
        if neck.width_m >= width_m:
            return None
        way = shapely.centroid(neck.across)
    # The band is drawn with straight stretches on its round ends: a little more keeps the width everywhere.
    return shapely.buffer(way, width_m / 2 * 1.002 + HAIR_M, quad_segs=64)


def _widened(case: Case, snapshot: Snapshot, name: str, added: shapely.Geometry) -> Iterator[Remedy]:
    """The addition goes to the corridor's feature that it touches."""
    table = snapshot.table(case.rule.sets[0].role)
    rows = snapshot.rows(case.rule.sets[0], case.rule.years)
    mine = [row for row, own in zip(rows.tolist(), table.names(rows), strict=True) if own == name]
    if not mine or added.is_empty:
        return
    row = min(mine, key=lambda one: float(shapely.distance(table.measurable[one], added)))
    area = Quantity(float(added.area), "m2")
    yield Remedy(
        way="widen",
        label=Text(f"拓宽廊道“{name}”，增加 {shown(area, 'zh')}", f"Widen “{name}” by {shown(area, 'en')}"),
        changes=(
            Change(
                table.layers[table.layer_of_row[row]].name,
                int(table.fid[row]),
                polygonal(shapely.union(table.measurable[row], added)),
            ),
        ),
        place=added,
    )
