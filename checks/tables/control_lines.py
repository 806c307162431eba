"""Three-line occupation (三线占用): what is planned, and what projects take, inside each control line."""

from __future__ import annotations

import math

import numpy as np
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.measuring import Geometries, Snapshot
from checks.overlaps import overlapping_pairs
from checks.rule import FeatureSet
from checks.subjects import project_subjects
from checks.tables.classes import SMALLEST_M2, boundary, state_of, within
from checks.tables.table import Floats, Table, land_area, land_areas, table

ID = "control_lines"
PROJECTS_ID = "project_occupation"
LINES = ("ecological_redline", "permanent_farmland", "development_boundary")
BUILT = ("07", "08", "09", "10", "11", "12", "13", "14", "15", "16")
"""First-level classes of construction land; land for agricultural facilities (06) stands apart."""
COLUMNS = (
    ("line", None),
    ("area", "m2"),
    ("construction", "m2"),
    ("facilities", "m2"),
    ("other", "m2"),
    ("open", "m2"),
)
PROJECT_COLUMNS = (
    ("fid", None), ("project", None), ("area", "m2"), ("ecological_redline", "m2"), ("permanent_farmland", "m2"),
    ("inside_boundary", "m2"), ("outside_boundary", "m2"),
)  # fmt: skip


def measure(snapshot: Snapshot) -> Table:
    """Each line's area in m² and the planned land in it: construction, farm facilities, other, not drawn by the plan.

    The parts add up to the area. Raises ``NotTestable`` where the plan draws none of the lines.
    """
    rows = []
    for line in LINES:
        shape = _shape(snapshot, line)
        if shape.is_empty:
            continue
        whole = land_area(snapshot, shape)
        built = facilities = other = 0.0
        if snapshot.bound("zoning"):
            state = state_of(snapshot, "zoning")
            inside = within(snapshot, state, shape)
            first = np.array([code[:2] for code in state.code], dtype=object)
            facilities = float(inside[first == "06"].sum())
            built = float(inside[np.isin(first, BUILT)].sum())
            other = max(float(inside.sum()) - built - facilities, 0.0)
        rows.append((line, whole, built, facilities, other, max(whole - built - facilities - other, 0.0)))
    if not rows:
        raise NotTestable(reasons.role_unbound(LINES[0]))
    return table(COLUMNS, rows)


def measure_projects(snapshot: Snapshot) -> Table:
    """What every footprint takes of each line, m². Raises ``NotTestable`` without footprints."""
    rows = snapshot.rows(FeatureSet("projects", "project_footprints"), {})
    footprints = snapshot.table("project_footprints")
    subjects = project_subjects(footprints.only(rows))
    shapes = footprints.measurable[rows]
    area = land_areas(snapshot, shapes)
    redline, farmland, inside = (_taken(snapshot, shapes, line) for line in LINES)
    inside = np.minimum(inside, area)
    columns = np.array([area, redline, farmland, inside, area - inside]).T.tolist()
    lines = [
        (subject.fid, subject.name or f"fid {subject.fid}", *(None if math.isnan(value) else value for value in values))
        for subject, values in zip(subjects, columns, strict=True)
    ]
    return table(PROJECT_COLUMNS, lines)


def _taken(snapshot: Snapshot, shapes: Geometries, line: str) -> Floats:
    """Area in m² of each shape inside a line; NaN where the plan does not draw it."""
    land = _shape(snapshot, line)
    if land.is_empty:
        return np.full(len(shapes), np.nan)
    found = np.zeros(len(shapes))
    pairs = overlapping_pairs(shapes, np.array([land], dtype=object), snapshot.feedback)
    np.add.at(found, pairs.first, land_areas(snapshot, pairs.shared))
    return np.where(found > SMALLEST_M2, found, 0.0)


def _shape(snapshot: Snapshot, line: str) -> shapely.Geometry:
    if line == "development_boundary":
        return boundary(snapshot, "target")
    if not snapshot.bound(line):
        return shapely.Polygon()
    try:
        return snapshot.union(FeatureSet(line, line), {})
    except NotTestable:
        return shapely.Polygon()
