"""The boundary budget (城镇开发边界规模): by year, zone, planning area and class of land."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.measuring import Snapshot, union_of
from checks.rule import Condition, FeatureSet, Year
from checks.tables.classes import BOUNDARIES, SPECIAL_USE, boundary, boundary_rows, state_of, within
from checks.tables.table import Table, land_area, table

ID = "boundary_budget"
COLUMNS = (("by", None), ("name", None), ("base", "m2"), ("target", "m2"), ("change", "m2"))
AREAS = FeatureSet("areas", "planning_area", (Condition("kind", "is", ("area",)),))
REST = "–"
"""What lies in none of the parts."""
STATES = {"base": "landuse_current", "target": "zoning"}
Parts = dict[str, float]


def measure(snapshot: Snapshot) -> Table:
    """Areas in m² of the boundary without special-use zones: in all, then by zone, planning area and class.

    The parts of each division add up to the whole; special-use zones stand beside it. Raises ``NotTestable`` without
    a boundary.
    """
    if not snapshot.bound("development_boundary"):
        raise NotTestable(reasons.role_unbound("development_boundary"))
    snapshot.rows(FeatureSet("boundary", "development_boundary"), {})
    whole = {year: boundary(snapshot, year) for year in BOUNDARIES}
    divisions: dict[str, dict[str, Parts]] = {
        "whole": {year: {"": land_area(snapshot, shape)} for year, shape in whole.items()},
        "zone": {year: _by_zone(snapshot, year) for year in whole},
        "area": {year: dict(_by_area(snapshot, shape)) for year, shape in whole.items()},
        "class": {year: _by_class(snapshot, shape, STATES[year]) for year, shape in whole.items()},
    }
    rows = []
    for by, years in divisions.items():
        for name in sorted(
            set(years["base"]) | set(years["target"]), key=lambda one: (one in (REST, SPECIAL_USE), one)
        ):
            before, after = (years[year].get(name, 0.0) for year in ("base", "target"))
            rows.append((by, name, before, after, after - before))
    return table(COLUMNS, rows)


def _by_zone(snapshot: Snapshot, year: Year) -> Parts:
    rows = boundary_rows(snapshot, year, counted=False)
    features = snapshot.table("development_boundary")
    frame = features.part(rows)
    words = frame["zone"].astype("string").fillna(REST) if "zone" in frame.columns else np.full(len(rows), REST)
    zones = np.asarray(words, dtype=object)
    return {
        str(zone): land_area(snapshot, union_of(features.measurable[rows[zones == zone]]))
        for zone in sorted(set(zones))
    }


def _by_area(snapshot: Snapshot, whole: shapely.Geometry) -> Iterator[tuple[str, float]]:
    try:
        rows = snapshot.rows(AREAS, {})
    except NotTestable:
        return
    areas = snapshot.table("planning_area")
    left = land_area(snapshot, whole)
    for name, row in zip(areas.names(rows), rows.tolist(), strict=True):
        inside = land_area(snapshot, whole.intersection(areas.measurable[row]))
        left -= inside
        yield name, inside
    yield REST, max(left, 0.0)


def _by_class(snapshot: Snapshot, whole: shapely.Geometry, role: str) -> Parts:
    """First-level classes of present or planned land inside; ``–`` is land that the layer does not draw."""
    if not snapshot.bound(role) or whole.is_empty:
        return {}
    state = state_of(snapshot, role)
    inside = within(snapshot, state, whole)
    codes = np.array([code[:2] for code in state.code], dtype=object)
    found = {str(code) or REST: float(inside[codes == code].sum()) for code in sorted(set(codes))}
    found[REST] = found.get(REST, 0.0) + max(land_area(snapshot, whole) - float(inside.sum()), 0.0)
    return {name: area for name, area in found.items() if area > 0.0}
