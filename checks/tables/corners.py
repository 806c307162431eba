"""Boundary points (界址点) and the four limits (四至) of every footprint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from checks.measuring import RoleTable, Snapshot
from checks.rule import FeatureSet
from checks.subjects import project_subjects
from checks.tables.table import Cell, Table, table

POINTS_ID = "boundary_points"
LIMITS_ID = "four_limits"
POINT_COLUMNS = (
    ("fid", None), ("project", None), ("ring", None), ("point", None), ("northing", "m"), ("easting", "m"),
    ("side", "m"),
)  # fmt: skip
LIMIT_COLUMNS = (
    ("fid", None), ("project", None), ("west_m", "m"), ("east_m", "m"), ("south_m", "m"), ("north_m", "m"),
    ("north", None), ("east", None), ("south", None), ("west", None),
)  # fmt: skip
SIDES = ("north", "east", "south", "west")
BESIDE_M = 30.0
"""Neighbours are what lies this near."""
MOST_POINTS = 200_000
NAMED = ("road", "river", "water_body", "zoning", "landuse_current")
"""Where neighbours are looked for; a road or a river says more than the class of the land under it."""
Floats = npt.NDArray[np.float64]


def measure_points(snapshot: Snapshot) -> Table:
    """Points ring by ring, outer ones clockwise from the north-west; ``side`` is the plane length to the next point.

    Easting without what the CRS does not have: coordinates are those of the measuring CRS. Raises ``NotTestable``
    without footprints.
    """
    return table(POINT_COLUMNS, _points(*_footprints(snapshot)))


def measure_limits(snapshot: Snapshot) -> Table:
    """Outermost coordinates, and in words what lies on each side. Raises ``NotTestable`` without footprints."""
    footprints, rows = _footprints(snapshot)
    subjects = project_subjects(footprints.only(rows))
    lines: list[tuple[Cell, ...]] = []
    for subject, shape in zip(subjects, footprints.measurable[rows], strict=True):
        west, south, east, north = shapely.bounds(shape).tolist()
        words = _neighbours(snapshot, shape)
        lines.append((subject.fid, subject.name or f"fid {subject.fid}", west, east, south, north, *words))
    return table(LIMIT_COLUMNS, lines)


def _footprints(snapshot: Snapshot) -> tuple[RoleTable, npt.NDArray[np.int64]]:
    rows = snapshot.rows(FeatureSet("projects", "project_footprints"), {})
    return snapshot.table("project_footprints"), rows


def _points(footprints: RoleTable, rows: npt.NDArray[np.int64]) -> Iterator[tuple[Cell, ...]]:
    subjects = project_subjects(footprints.only(rows))
    told = 0
    for subject, shape in zip(subjects, footprints.measurable[rows], strict=True):
        number = 1
        for ring, xy in enumerate(_rings(shape), start=1):
            told += len(xy)
            if told > MOST_POINTS:
                return
            sides = np.hypot(*(np.roll(xy, -1, axis=0) - xy).T).tolist()
            for (x, y), side in zip(xy.tolist(), sides, strict=True):
                name = subject.name or f"fid {subject.fid}"
                yield subject.fid, name, ring, f"J{number}", y, x, side
                number += 1


def _rings(shape: Any) -> Iterator[Floats]:
    """Rings without their closing point: outer ones clockwise, holes the other way, each from its north-west."""
    for part in shapely.get_parts(shape):
        outer = shapely.get_exterior_ring(part)
        for number, ring in enumerate(
            [outer, *(shapely.get_interior_ring(part, i) for i in range(len(part.interiors)))]
        ):
            xy = shapely.get_coordinates(ring)[:-1]
            if bool(shapely.is_ccw(ring)) == (number == 0):
                xy = xy[::-1]
            start = int(np.argmax(xy[:, 1] - xy[:, 0]))
            yield np.roll(xy, -start, axis=0)


def _neighbours(snapshot: Snapshot, shape: Any) -> list[str | None]:
    """For north, east, south, west: the name (else class) of what shares most of the strip on that side."""
    strip = shapely.buffer(shape, BESIDE_M, quad_segs=4).difference(shape)
    west, south, east, north = shapely.bounds(strip).tolist()
    middle = ((west + east) / 2, (south + north) / 2)
    corners = [(west, north), (east, north), (east, south), (west, south)]
    found: list[str | None] = []
    for number in range(4):
        sector = shapely.Polygon([middle, corners[number], corners[(number + 1) % 4]])
        found.append(_named(snapshot, strip.intersection(sector)))
    return found


def _named(snapshot: Snapshot, land: Any) -> str | None:
    for role in NAMED:
        if not snapshot.bound(role):
            continue
        members = snapshot.table(role)
        west, south, east, north = members.bounds
        box = shapely.bounds(land).tolist()
        with np.errstate(invalid="ignore"):
            near = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
        rows = np.flatnonzero(near & members.usable & ~members.without_crs)
        shared = shapely.intersection(members.measurable[rows], land)
        extent = shapely.area(shared) + shapely.length(shared) * 1e-3
        if len(rows) and extent.max() > 0:
            said = _said(members, rows[int(np.argmax(extent))])
            if said is not None:
                return said
    return None


def _said(members: RoleTable, row: int) -> str | None:
    frame = members.part(np.array([row]))
    for field in ("name", "parcel_no", "class_name", "class"):
        if field in frame.columns:
            word = frame[field].astype("string").to_numpy(dtype=object, na_value=None)[0]
            if word:
                return str(word)
    return None
