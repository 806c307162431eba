"""Planning areas and units, and the urban development boundary of 2020 and 2025."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from data.sample import regions
from data.sample.fabric import fabric, outline_of
from data.sample.ground import CRS, GRID_M, Floats, polygons_of, rounded
from data.sample.towns import Town, konggang, yungu
from layers.geometry.area import ellipsoidal_area

BASE_M2 = 28_830_000.0
# fmt: off
UNITS: dict[str, list[tuple[float, float]]] = {
    "yungu": [(567.6, 4489.8), (569.6, 4489.7), (570.3, 4488.2), (571.4, 4489.3), (568.0, 4491.6),
              (570.2, 4491.4), (569.6, 4492.6), (571.9, 4492.4), (572.6, 4490.2)],
    "konggang": [(548.2, 4482.9), (551.7, 4483.9), (551.6, 4482.3), (549.7, 4481.2)],
}
# fmt: on
START_UP: list[tuple[float, float]] = [(569.6, 4489.7), (570.4, 4490.4)]


@cache
def cells(key: str) -> tuple[Any, ...]:
    """A town cut along the middle of its main streets, on the millimetre grid."""
    town = yungu() if key == "yungu" else konggang()
    outline = outline_of(fabric().of(key))
    lines = [shapely.boundary(outline)]
    for street in town.streets:
        if street.rank in ("主干路", "快速路"):
            lines.append(shapely.intersection(street.centre, outline))
    lines += [_fence_line(shape, outline) for theme, shape in town.kept if theme == "airport"]
    noded = shapely.union_all(lines, grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    faces = faces[shapely.contains(outline, shapely.point_on_surface(faces))]
    return tuple(faces[np.lexsort(shapely.bounds(faces).T)])


def _fence_line(fence: Any, outline: Any) -> Any:
    return shapely.intersection(shapely.boundary(fence), outline)


@cache
def units(key: str) -> tuple[Any, ...]:
    """The planning units of a town: cells gathered about seeds, each in one piece."""
    faces = np.array(cells(key), dtype=object)
    seeds = np.array(UNITS[key]) * 1000
    centres = shapely.get_coordinates(shapely.centroid(faces))
    nearest = np.argmin(np.hypot(*(centres[:, None] - seeds[None]).transpose(2, 0, 1)), axis=1)
    found = [shapely.coverage_union_all(faces[nearest == number]) for number in np.unique(nearest)]
    return tuple(_in_one_piece(found))


def _in_one_piece(shapes: list[Any]) -> list[Any]:
    """Detached parts go to the unit with which they share most border."""
    main = [polygons_of(shape)[0] for shape in shapes]
    for shape in shapes:
        for part in polygons_of(shape)[1:]:
            shared = [shapely.intersection(shapely.boundary(part), shapely.boundary(other)).length for other in main]
            best = int(np.argmax(shared))
            main[best] = shapely.coverage_union_all(np.array([main[best], part], dtype=object))
    return [polygons_of(shape)[0] for shape in main]


def unit_numbers(shapes: Any, town: Town) -> Any:
    """Number (from 1) of the unit in which each shape lies."""
    points = shapely.point_on_surface(shapes)
    tree = shapely.STRtree(np.array(units(town.key), dtype=object))
    return tree.nearest(points) + 1


def planning_areas() -> gpd.GeoDataFrame:
    """Layer ``planning_area``."""
    rows = [("和林格尔新区", "新区", regions.new_area()), ("新区核心区", "核心区", regions.core())]
    for town in (yungu(), konggang()):
        whole = shapely.coverage_union_all(np.array(units(town.key), dtype=object))
        rows.append((town.name, "片区", whole))
        short = town.name[:2]
        rows += [(f"{short}-{n:02d}", "单元", unit) for n, unit in enumerate(units(town.key), start=1)]
    rows_known = [{"name": name, "kind": kind, "status": "示意", "geometry": shape} for name, kind, shape in rows]
    return gpd.GeoDataFrame(rows_known, crs=CRS)


def _areas(shapes: list[Any]) -> Floats:
    return ellipsoidal_area(np.array(shapes, dtype=object), CRS)


def old_town_bounds() -> Any:
    """The old town's part of the boundary: farmland inside it is cut out."""
    return rounded(shapely.difference(regions.old_town(), shapely.buffer(regions.field_island(), 6.0)))


@cache
def development_shapes() -> dict[tuple[int, str, str], list[Any]]:
    """Polygons by year, zone and name. Those of 2020 return unchanged in 2025."""
    chosen, cut_cell, rest = _start_up_cells()
    missing = BASE_M2 - float(_areas([*chosen, old_town_bounds()]).sum())
    for _ in range(3):
        first, second = _cut_to_area(cut_cell, missing, shapely.union_all(chosen))
        base, growth = _together([*chosen, first], [*rest, second])
        missing += BASE_M2 - float(_areas([*base, old_town_bounds()]).sum())
    key = "城镇集中建设区"
    found: dict[tuple[int, str, str], list[Any]] = {}
    for year in (2020, 2025):
        found[year, key, "盛乐城区"] = [old_town_bounds()]
        found[year, key, "起步区"] = base
    elastic = _elastic(growth)
    found[2025, key, "新增建设区"] = [shape for shape in growth if shape not in elastic]
    found[2025, "城镇弹性发展区", "远期预留"] = elastic
    found[2025, "特别用途区", "小浑津水库滨水区"] = [special_use()]
    return found


def _together(base: list[Any], growth: list[Any]) -> tuple[list[Any], list[Any]]:
    """The unions of both, noded at once: a cut ends on the border of a cell that knows nothing of it."""
    borders = shapely.boundary(np.array([*base, *growth], dtype=object))
    noded = shapely.union_all(borders, grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    points = shapely.point_on_surface(faces)
    in_base = shapely.intersects(shapely.multipolygons(base), points)
    in_growth = shapely.intersects(shapely.multipolygons(growth), points) & ~in_base
    unions = [shapely.coverage_union_all(faces[chosen]) for chosen in (in_base, in_growth)]
    return polygons_of(unions[0]), polygons_of(unions[1])


def _elastic(growth: list[Any]) -> list[Any]:
    """The smallest piece of new land is the elastic zone."""
    return [growth[-1]] if len(growth) > 1 else []


@cache
def special_use() -> Any:
    """Waterside land by the reservoir, in the special-use zone, which does not count."""
    from data.sample import water

    reservoir = water.still_waters()["小浑津水库"]
    east = shapely.box(562_950.0, 4_485_800.0, 563_900.0, 4_487_500.0)
    ring = shapely.difference(shapely.buffer(reservoir, 330.0), shapely.buffer(reservoir, 45.0))
    shape = polygons_of(shapely.intersection(ring, east))[0]
    clear = shapely.buffer(water.river("小浑河").surface, 60.0)
    return rounded(shapely.buffer(polygons_of(shapely.difference(shape, clear))[0].buffer(-20), 20))


def _start_up_cells() -> tuple[list[Any], Any, list[Any]]:
    """Whole cells of the start-up area that stay below the base figure, the cell to cut, and the others."""
    faces = [*cells("yungu"), *cells("konggang")]
    order = sorted(range(len(faces)), key=lambda index: _priority(faces[index]))
    budget = BASE_M2 - float(_areas([old_town_bounds()])[0])
    chosen: list[Any] = []
    for position, index in enumerate(order):
        size = float(_areas([faces[index]])[0])
        if size > budget:
            left = order[position:]
            shares = [abs(budget / float(_areas([faces[i]])[0]) - 0.55) for i in left[:7]]
            cut = left[int(np.argmin(shares))]
            return chosen, faces[cut], [faces[i] for i in left if i != cut]
        chosen.append(faces[index])
        budget -= size
    raise AssertionError("the towns are smaller than the base boundary")


def _priority(cell: Any) -> float:
    """How late a cell is built: the campuses first, then outwards; the town by the river before the airport."""
    x, y = cell.centroid.x / 1000, cell.centroid.y / 1000
    if x > 560:
        return min(np.hypot(x - a, y - b) for a, b in START_UP)
    return 0.6 + float(np.hypot(x - 550.4, y - 4481.2)) * 0.9 + (9.0 if cell.area > 4e6 else 0.0)


def _cut_to_area(cell: Any, wanted: float, beside: Any) -> tuple[Any, Any]:
    """The cell cut so that the first part, that beside the town, has the wanted ellipsoidal area to a few dm².

    The line is moved until the area is nearly right; then one vertex in its middle takes up the rest.
    """
    corners = shapely.get_coordinates(shapely.oriented_envelope(cell))[:4]
    along = corners[1] - corners[0]
    across = corners[2] - corners[1]
    if np.hypot(*along) < np.hypot(*across):
        along, across = across, along
    if np.hypot(*(corners[0] + along - _nearest(beside, cell))) < np.hypot(*(corners[0] - _nearest(beside, cell))):
        along = -along
    low, high = -0.6, 0.6
    centre = shapely.get_coordinates(cell.centroid)[0]
    for _ in range(30):
        share = (low + high) / 2
        pieces = _cut_at(cell, centre + along * share, along, across, 0.0)
        low, high = (share, high) if _areas([pieces[0]])[0] < wanted else (low, share)
    bump, best = 0.0, (np.inf, pieces)
    for _ in range(12):
        pieces = _cut_at(cell, centre + along * low, along, across, bump)
        error = wanted - float(_areas([pieces[0]])[0])
        if abs(error) < best[0]:
            best = (abs(error), pieces)
        bump += error / 103.0
    return best[1]


def _nearest(beside: Any, cell: Any) -> Floats:
    """The middle of the border that a cell shares with the town."""
    shared = shapely.intersection(shapely.boundary(cell), shapely.boundary(beside))
    return np.asarray(shapely.get_coordinates(shapely.centroid(shared))[0])


def _cut_at(cell: Any, middle: Floats, along: Floats, across: Floats, bump: float) -> tuple[Any, Any]:
    """Both parts of a cell cut across; ``bump`` metres move a vertex whose neighbours are 100 m away."""
    unit, side = along / np.hypot(*along), across / np.hypot(*across)
    reach = np.hypot(*across)
    steps = np.array([-reach, -100.0, 0.0, 100.0, reach])
    line = middle + np.outer(steps, side)
    line[2] += unit * bump
    lines = [shapely.boundary(cell), shapely.linestrings(line)]
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines, grid_size=GRID_M))))
    faces = faces[shapely.contains(shapely.buffer(cell, 0.01), faces)]
    position = (shapely.get_coordinates(shapely.centroid(faces)) - middle) @ unit
    first = shapely.coverage_union_all(faces[position < 0])
    second = shapely.coverage_union_all(faces[position >= 0])
    return first, second


def development_boundary() -> gpd.GeoDataFrame:
    """Layer ``development_boundary``."""
    rows = []
    for (year, zone, name), shapes in development_shapes().items():
        for shape in shapes:
            rows.append({"year": year, "zone": zone, "name": name, "status": "示意", "geometry": shape})
    return gpd.GeoDataFrame(rows, crs=CRS)


@cache
def target_union() -> Any:
    """The union of everything of 2025, special use included."""
    return shapely.union_all(
        [s for (year, _, _), shapes in development_shapes().items() if year == 2025 for s in shapes]
    )
