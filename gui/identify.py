"""What lies under a point. Works on the layers' coordinate arrays: no prepared geometry shared between threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gui.selection import Fids
from gui.shapes import boxes_of, rows_of

if TYPE_CHECKING:
    import pyproj

    from checks.finding import Subject
    from layers.layer import Layer
    from layers.plan import Plan

Rows = npt.NDArray[np.int64]
MOST_HITS = 50


@dataclass(frozen=True, eq=False)
class Hit:
    """A feature ready to be shown: ``place`` is GeoJSON in the measuring CRS (None: no shape), areas are in m²."""

    layer: Layer
    fid: int
    title: str
    values: tuple[tuple[str, Any], ...]
    place: Mapping[str, Any] | None
    planar_m2: float | None = None
    ellipsoidal_m2: float | None = None


def hits(
    layers: Sequence[Layer],
    crs: pyproj.CRS,
    point: tuple[float, float],
    *,
    radius: float,
) -> list[Hit]:
    """At most ``MOST_HITS`` features of ``layers`` (given topmost first) that contain ``point``, the smallest first.

    What is meant is hardly ever the planning area around everything. Lines and points count within ``radius``. Both
    are in ``crs``, the plan's measuring CRS, in metres.
    """
    under = ((layer, row) for layer in layers for row in rows_at(layer, crs, x=point[0], y=point[1], radius=radius))
    found = [hit_of(layer, int(row), crs) for layer, row in islice(under, MOST_HITS)]
    return sorted(found, key=lambda hit: hit.planar_m2 or 0.0)


def rows_at(layer: Layer, crs: pyproj.CRS, *, x: float, y: float, radius: float) -> Rows:
    """Row numbers of the features under a point of ``crs``."""
    if layer.crs is None or not len(layer):
        return np.empty(0, dtype=np.int64)
    x, y, radius = _in_layer(layer, crs, x=x, y=y, radius=radius)
    coordinates = layer.coordinates
    parts = _parts_of(coordinates.part_feature, _near(layer, x, y, radius))
    rows = coordinates.part_feature[parts]
    pieces = [coordinates.xy[coordinates.part_starts[p] : coordinates.part_starts[p + 1]] for p in parts]
    if layer.kind == "polygon":
        # A point is inside when it is inside an odd number of the feature's rings: holes take themselves out.
        odd = np.array([_crosses_oddly(piece, x, y) for piece in pieces], dtype=bool)
        inside, counts = np.unique(rows[odd], return_counts=True)
        return inside[counts % 2 == 1]
    near = np.array([_distance(piece, x, y) <= radius for piece in pieces], dtype=bool)
    return np.unique(rows[near])


def hit_of(layer: Layer, row: int, crs: pyproj.CRS) -> Hit:
    """A feature's attributes, both areas and place."""
    import shapely

    from layers.geometry.area import ellipsoidal_area, planar_area
    from layers.geometry.crs import transformed

    feature = layer.some(np.array([row], dtype=np.int64))
    geometry = feature.geometry.to_numpy()
    geometry = transformed(geometry, layer.crs, crs) if layer.crs is not None else geometry
    record = feature.iloc[0]
    columns = [column for column in feature.columns if column != feature.geometry.name]
    values = tuple((str(column), record[column]) for column in columns)
    name = record.get("project", record.get("name"))
    polygonal = layer.kind == "polygon"
    return Hit(
        layer=layer,
        fid=int(feature.index[0]),
        title=name if isinstance(name, str) else "",
        values=values,
        place=shapely.geometry.mapping(geometry[0]) if geometry[0] is not None else None,
        planar_m2=float(planar_area(geometry)[0]) if polygonal else None,
        ellipsoidal_m2=float(ellipsoidal_area(geometry, crs)[0]) if polygonal else None,
    )


def hits_of(layer: Layer, fids: Fids, crs: pyproj.CRS) -> list[Hit]:
    """At most ``MOST_HITS`` features by their fids, in the order of the layer."""
    return [hit_of(layer, int(row), crs) for row in rows_of(layer, fids)[:MOST_HITS]]


def feature_place(plan: Plan, subject: Subject) -> Mapping[str, Any] | None:
    """The whole feature a finding is about, as GeoJSON in the measuring CRS; None for a finding about the plan."""
    import shapely

    from layers.geometry.crs import transformed

    layer = next((layer for layer in plan.layers if layer.name == subject.layer), None)
    crs = plan.measuring_crs
    if layer is None or layer.crs is None or crs is None or subject.fid not in layer.frame.index:
        return None
    geometry = transformed(layer.frame.geometry.loc[[subject.fid]].to_numpy(), layer.crs, crs)[0]
    return None if geometry is None else shapely.geometry.mapping(geometry)


def _in_layer(layer: Layer, crs: pyproj.CRS, *, x: float, y: float, radius: float) -> tuple[float, float, float]:
    """The point and the radius in the layer's own CRS."""
    from layers.geometry.crs import same_crs, transformer_between

    if same_crs(layer.crs, crs):
        return x, y, radius
    transformer = transformer_between(crs.to_wkt(), layer.crs.to_wkt())
    there_x, there_y = transformer.transform(x, y)
    beside_x, beside_y = transformer.transform(x, y + radius)
    return there_x, there_y, float(np.hypot(beside_x - there_x, beside_y - there_y))


def _near(layer: Layer, x: float, y: float, radius: float) -> Rows:
    """Rows whose box holds the point, grown by ``radius``."""
    boxes = boxes_of(layer)
    point = np.array([x, y])
    return np.flatnonzero(((boxes[:, :2] - radius <= point) & (point <= boxes[:, 2:] + radius)).all(axis=1))


def _parts_of(part_feature: Rows, rows: Rows) -> Rows:
    """The parts of some rows; parts are in the order of their features."""
    starts, ends = np.searchsorted(part_feature, rows, "left"), np.searchsorted(part_feature, rows, "right")
    return np.concatenate([np.empty(0, dtype=np.int64), *map(np.arange, starts, ends)])


def _crosses_oddly(ring: npt.NDArray[np.float64], x: float, y: float) -> bool:
    """Whether a ray to the east crosses the ring an odd number of times."""
    x0, y0 = ring[:-1, 0] - x, ring[:-1, 1] - y
    x1, y1 = ring[1:, 0] - x, ring[1:, 1] - y
    straddles = (y0 > 0) != (y1 > 0)
    east = x0[straddles] - y0[straddles] * (x1 - x0)[straddles] / (y1 - y0)[straddles] > 0
    return bool(np.count_nonzero(east) % 2)


def _distance(line: npt.NDArray[np.float64], x: float, y: float) -> float:
    """Distance from a point to a line string or a single point."""
    points = line - np.array([x, y])
    if len(points) == 1:
        return float(np.hypot(*points[0]))
    start, step = points[:-1], np.diff(points, axis=0)
    squared = np.maximum((step**2).sum(axis=1), 1e-30)
    along = np.clip(-(start * step).sum(axis=1) / squared, 0.0, 1.0)
    nearest = start + along[:, None] * step
    return float(np.hypot(nearest[:, 0], nearest[:, 1]).min())
