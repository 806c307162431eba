"""The shapes of a layer as the window needs them: boxes, areas, what lies in an area. For workers.

Boxes and areas of a layer are kept as long as the layer is: a layer never changes, an edit makes another one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from core.feedback import Feedback
from gui.places import Bounds
from gui.selection import Fids

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Coordinates, Layer
    from layers.plan import AreaDefinition

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Relation = Literal["intersects", "within"]

CHUNK = 20_000
_BOXES: WeakKeyDictionary[Layer, Floats] = WeakKeyDictionary()
_AREAS: WeakKeyDictionary[Layer, dict[tuple[str, str], Floats]] = WeakKeyDictionary()


def rows_of(layer: Layer, fids: Fids) -> Rows:
    """Row numbers of features that are there, in the order of the layer."""
    return np.flatnonzero(np.isin(layer.fids, fids))


def boxes_of(layer: Layer) -> Floats:
    """West, south, east, north of every feature in the layer's CRS; inf, inf, -inf, -inf without a shape."""
    boxes = _BOXES.get(layer)
    if boxes is None:
        boxes = _BOXES[layer] = _boxes(layer)
    return boxes


def shapes_of(layer: Layer, rows: Rows) -> npt.NDArray[Any]:
    """The geometries of some rows in the layer's CRS, invalid ones repaired as reading the table repairs them."""
    import shapely

    from gui.table.columns import at_hand

    if at_hand(layer):
        return np.asarray(layer.frame.geometry.to_numpy(), dtype=object)[rows]
    shapes = _built(layer, rows)
    wrong = np.flatnonzero(~shapely.is_valid(shapes))
    if len(wrong):
        shapes[wrong] = layer.some(rows[wrong]).geometry.to_numpy()
    return shapes


def areas_of(
    layer: Layer, crs: pyproj.CRS, definition: AreaDefinition, feedback: Feedback, rows: Rows | None = None
) -> Floats:
    """Area in m² of every feature, or of some rows, by a definition; ``crs`` is the plan's measuring CRS.

    NaN where no area is registered; 0 without an extent.
    """
    key = (definition, crs.to_wkt())
    known = _AREAS.setdefault(layer, {})
    if key in known:
        return known[key] if rows is None else known[key][rows]
    if definition == "registered":
        return _registered(layer, rows)
    wanted = np.arange(len(layer)) if rows is None else rows
    found = _measured(layer, crs, definition, feedback, wanted)
    if rows is None:
        known[key] = found
    return found


def rows_in_view(layer: Layer, crs: pyproj.CRS, extent: Bounds) -> npt.NDArray[np.bool_]:
    """Which features may show in ``extent`` of ``crs``: those whose box meets it."""
    west, south, east, north = in_layer(layer, crs, extent)
    boxes = boxes_of(layer)
    return (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)


def rows_in_area(layer: Layer, crs: pyproj.CRS, outline: npt.NDArray[np.float64], relation: Relation) -> Rows:
    """Rows whose feature meets, or lies wholly within, a closed outline ((n, 2), in ``crs``).

    Only features whose box crosses the outline's own box are looked at as shapes.
    """
    import shapely

    from layers.geometry.crs import same_crs, transformed

    area = shapely.make_valid(shapely.Polygon(outline))
    if layer.crs is None or area.is_empty:
        return np.empty(0, dtype=np.int64)
    if not same_crs(layer.crs, crs):
        denser = shapely.segmentize(np.array([area]), max(area.length / 400.0, 1e-9))
        area = transformed(denser, crs, layer.crs)[0]
    west, south, east, north = area.bounds
    boxes = boxes_of(layer)
    near = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
    candidates = np.flatnonzero(near)
    shapely.prepare(area)
    sure = shapely.covers(area, shapely.box(*boxes[candidates].T))
    unsure = candidates[~sure]
    test = shapely.intersects if relation == "intersects" else shapely.covers
    hits = unsure[test(area, shapes_of(layer, unsure))]
    return np.union1d(candidates[sure], hits)


def rows_by_place(layer: Layer, other: Layer, rows: Rows, relation: Relation, feedback: Feedback | None = None) -> Rows:
    """Rows of ``layer`` that meet, or lie wholly within, features of ``other`` (its ``rows``, taken together)."""
    import shapely

    from layers.geometry.crs import transformed

    feedback = feedback or Feedback()
    if layer.crs is None or other.crs is None or not len(rows):
        return np.empty(0, dtype=np.int64)
    areas = transformed(shapes_of(other, rows), other.crs, layer.crs)
    areas = areas[~shapely.is_missing(areas) & ~shapely.is_empty(areas)]
    tree = shapely.STRtree(areas)
    found = [
        part[_related(tree, areas, shapes_of(layer, part), relation)]
        for part in _chunks(np.arange(len(layer)), feedback)
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def in_layer(layer: Layer, crs: pyproj.CRS, extent: Bounds) -> Bounds:
    """An extent of ``crs`` in the CRS of the layer."""
    from layers.geometry.crs import same_crs, transformer_between

    if layer.crs is None or same_crs(layer.crs, crs):
        return extent
    box = transformer_between(crs.to_wkt(), layer.crs.to_wkt()).transform_bounds(*extent)
    return tuple(box)


def _related(tree: Any, areas: npt.NDArray[Any], shapes: npt.NDArray[Any], relation: Relation) -> Rows:
    import shapely

    meets, others = tree.query(shapes, predicate="intersects")
    if relation == "intersects":
        return np.unique(meets)
    alone, _ = tree.query(shapes, predicate="covered_by")
    inside = np.zeros(len(shapes), dtype=np.bool_)
    inside[alone] = True
    left = ~inside[meets]
    if left.any():  # not within a single one, but perhaps within several that touch
        whole = shapely.union_all(areas[np.unique(others[left])])
        shapely.prepare(whole)
        rest = np.unique(meets[left])
        inside[rest] = shapely.covers(whole, shapes[rest])
    return np.flatnonzero(inside)


def _built(layer: Layer, rows: Rows) -> npt.NDArray[Any]:
    """Geometries out of the coordinate arrays, all as multi-geometries."""
    import shapely

    coordinates = layer.coordinates
    feature = coordinates.part_feature
    first, last = np.searchsorted(feature, rows, "left"), np.searchsorted(feature, rows, "right")
    parts = _stretches(first, last)
    starts, ends = coordinates.part_starts[:-1][parts], coordinates.part_starts[1:][parts]
    xy = coordinates.xy[_stretches(starts, ends)]
    part_ends = _offsets(ends - starts)
    feature_ends = _offsets(last - first)
    if layer.kind == "point":
        return shapely.from_ragged_array(shapely.GeometryType.MULTIPOINT, xy, (part_ends[feature_ends],))
    if layer.kind == "line":
        return shapely.from_ragged_array(shapely.GeometryType.MULTILINESTRING, xy, (part_ends, feature_ends))
    outer = ~coordinates.part_hole[parts]
    polygons = np.append(np.flatnonzero(outer), len(parts))
    polygon_ends = np.append(np.cumsum(outer) - outer, outer.sum())[feature_ends]
    return shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, xy, (part_ends, polygons, polygon_ends))


def _stretches(starts: Rows, ends: Rows) -> Rows:
    """All numbers from each start up to its end."""
    counts = ends - starts
    before = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(starts - before, counts)


def _offsets(counts: Rows) -> Rows:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _boxes(layer: Layer) -> Floats:
    boxes = np.tile([np.inf, np.inf, -np.inf, -np.inf], (len(layer), 1))
    feature = layer.coordinates.part_feature
    if not len(feature):
        return boxes
    parts = _part_boxes(layer.coordinates)
    first = np.flatnonzero(np.concatenate([[True], feature[1:] != feature[:-1]]))
    boxes[feature[first], :2] = np.minimum.reduceat(parts[:, :2], first)
    boxes[feature[first], 2:] = np.maximum.reduceat(parts[:, 2:], first)
    return boxes


def _part_boxes(coordinates: Coordinates) -> Floats:
    """Box of every part; by stretches, for one call over millions of vertices would hold up the window."""
    bounds = coordinates.part_starts
    found = []
    for first in range(0, len(bounds) - 1, CHUNK):
        last = min(first + CHUNK, len(bounds) - 1)
        xy, starts = coordinates.xy[bounds[first] : bounds[last]], bounds[first:last] - bounds[first]
        found.append(np.hstack([np.minimum.reduceat(xy, starts), np.maximum.reduceat(xy, starts)]))
    return np.concatenate(found)


def _measured(layer: Layer, crs: pyproj.CRS, definition: str, feedback: Feedback, rows: Rows) -> Floats:
    from layers.geometry.area import ellipsoidal_area, planar_area
    from layers.geometry.crs import transformed

    if layer.crs is None:
        return np.full(len(rows), np.nan)
    measure: Callable[[Any], Floats] = planar_area
    if definition == "ellipsoidal":
        measure = lambda shapes: ellipsoidal_area(shapes, crs)  # noqa: E731
    source = layer.crs
    found = [measure(transformed(shapes_of(layer, part), source, crs)) for part in _chunks(rows, feedback)]
    return np.concatenate(found) if found else np.empty(0)


def _registered(layer: Layer, rows: Rows | None) -> Floats:
    numbers = layer.numbers("area_registered_m2")
    return numbers if rows is None else numbers[rows]


def _chunks(rows: Rows, feedback: Feedback) -> Any:
    """Stretches of rows; progress and cancel between them."""
    for start in range(0, len(rows), CHUNK):
        feedback.check()
        feedback.report(start / len(rows))
        yield rows[start : start + CHUNK]
