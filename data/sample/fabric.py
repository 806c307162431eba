"""Zoning of both towns and present land use around them, as one coverage noded at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from data.sample import coverage, regions
from data.sample.countryside import Patch, patches
from data.sample.ground import polygons_of, rounded
from data.sample.hairlines import without_hairlines
from data.sample.parcels import Parcel, parcels_of
from data.sample.streets import Street, StreetPlan, street_plan, surfaces
from data.sample.towns import Town, konggang, yungu

SMALLEST_PARCEL = 160.0
SMALLEST_PATCH = 900.0


@dataclass(frozen=True)
class Piece:
    """A polygon of the coverage: a town parcel, a street surface or a patch of countryside."""

    shape: Any
    town: str
    source: Parcel | Patch | Street


@dataclass(frozen=True)
class Fabric:
    """The coverage, and the plans of the streets it came from."""

    pieces: tuple[Piece, ...]
    plans: dict[str, StreetPlan]

    def of(self, town: str) -> list[Piece]:
        """The pieces of a town (``yungu``, ``konggang``) or of the countryside (``""``)."""
        return [piece for piece in self.pieces if piece.town == town]


def farm_island(town: Town, plan: StreetPlan) -> Any:
    """Blocks of Cloud Valley's east that stay farmland: a hole in zoning and boundary."""
    if town.key != "yungu":
        return shapely.Polygon()
    spot = shapely.points(572_330.0, 4_489_050.0)
    block = min(plan.blocks, key=lambda block: (block.shape.distance(spot), block.shape.area))
    return block.shape


@cache
def fabric() -> Fabric:
    """Builds everything once."""
    towns = (yungu(), konggang())
    plans = {town.key: street_plan(town) for town in towns}
    islands = {town.key: farm_island(town, plans[town.key]) for town in towns}
    outlines = {town.key: rounded(shapely.difference(town.outline, islands[town.key])) for town in towns}
    sources: list[tuple[Any, str, Any]] = []
    for town in towns:
        plan = plans[town.key]
        kept = [p for p in parcels_of(town, plan) if not islands[town.key].intersects(p.shape.representative_point())]
        sources += [(parcel.shape, town.key, parcel) for parcel in kept]
        sources += [(shape, town.key, street) for street, shape in surfaces(town, plan.streets)]
    both = shapely.union_all(list(outlines.values()))
    sources += [(patch.shape, "", patch) for patch in patches(both)]
    sources += [(island, "", Patch(island, "0102", "", "规划保留农田")) for island in islands.values() if island.area]
    return Fabric(tuple(_noded(sources, outlines)), plans)


def _noded(sources: list[tuple[Any, str, Any]], outlines: dict[str, Any]) -> list[Piece]:
    """The sources as a valid coverage of the core."""
    shapes = [shape for shape, _, _ in sources]
    faces, owners = coverage.faces_of(shapes, [regions.core(), *outlines.values()])
    points = shapely.point_on_surface(faces)
    inside = shapely.contains(regions.core(), points)
    faces, owners, points = faces[inside], owners[inside], points[inside]
    side = np.zeros(len(faces), dtype=np.int64)
    for number, outline in enumerate(outlines.values(), start=1):
        side[shapely.contains(outline, points)] = number
    number_of = {"": 0} | {key: number for number, key in enumerate(outlines, start=1)}
    sides = np.array([number_of[town] for _, town, _ in sources])
    owners = np.where((owners >= 0) & (sides[owners] == side), owners, -1)
    owners = _filled(faces, owners, side)
    merged, rows = coverage.dissolved(faces, owners)
    shapes = without_hairlines(merged)
    return [Piece(shape, sources[row][1], sources[row][2]) for shape, row in zip(shapes, rows, strict=True)]


def _filled(faces: Any, owners: Any, side: Any) -> Any:
    """Owners once slivers, gaps and fragments have joined their neighbours."""
    area = shapely.area(faces)
    owners = coverage.absorb(faces, owners, area < np.where(side > 0, 40.0, 200.0), side)
    merged, rows = coverage.dissolved(faces, owners)
    smallest = np.where(side > 0, SMALLEST_PARCEL, SMALLEST_PATCH)
    tree = shapely.STRtree(np.array(merged, dtype=object))
    face, piece = tree.query(shapely.point_on_surface(faces), predicate="within")
    size = np.zeros(len(faces))
    size[face] = shapely.area(np.array(merged, dtype=object))[piece]
    assert len(rows) == len(merged)
    return coverage.absorb(faces, owners, size < smallest, side)


def outline_of(pieces: list[Piece]) -> Any:
    """The union of pieces of a coverage."""
    merged = shapely.coverage_union_all(np.array([piece.shape for piece in pieces], dtype=object))
    parts = polygons_of(merged)
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)
