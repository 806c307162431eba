"""From main streets to blocks: cells between the main streets are cut by bent local streets until blocks remain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from data.sample.ground import chance, polygons_of, rounded
from data.sample.towns import WIDTHS, Street, Town

# fmt: off
BLOCK_HECTARES = {
    "home": 5.2, "cbd": 3.0, "college": 9.0, "data": 13.0, "cloud": 8.0, "bio": 9.0, "materials": 11.0,
    "logistics": 11.0, "bonded": 12.0, "aviation": 11.0, "food": 8.0, "health": 6.0, "equipment": 11.0, "energy": 8.0,
    "culture": 5.5, "gate": 3.6, "exhibition": 6.5, "commerce": 4.0, "reserve": 14.0, "campus": 9.0,
}
# fmt: on


@dataclass(frozen=True)
class Block:
    """Land between streets, with the theme that decides its uses and the part of the plan it lies in."""

    shape: Any
    theme: str
    part: str


@dataclass(frozen=True)
class StreetPlan:
    """All streets of a town and the blocks between them."""

    streets: tuple[Street, ...]
    blocks: tuple[Block, ...]


def theme_at(town: Town, point: Any) -> tuple[str, str]:
    """Theme and part of the nearest seed."""
    seeds = np.array([(x, y) for x, y, _, _ in town.themes])
    nearest = int(np.argmin(np.hypot(*(seeds - [point.x, point.y]).T)))
    return town.themes[nearest][2], town.themes[nearest][3]


def cut_in_two(shape: Any, generator: np.random.Generator, bow: float) -> tuple[list[Any], Any]:
    """The shape cut across its longer side by a slightly bent line, and that line."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(shape))[:4]
    first, second = corners[1] - corners[0], corners[2] - corners[1]
    if np.hypot(*first) < np.hypot(*second):
        first, second = second, first
    length, width = np.hypot(*first), np.hypot(*second)
    if width > 0.82 * length and generator.random() < 0.5:
        first, second, length, width = second, first, width, length
    along, across = first / length, second / max(width, 1e-9)
    middle = shapely.get_coordinates(shapely.centroid(shape))[0] + along * length * generator.uniform(-0.1, 0.1)
    steps = np.linspace(-1.0, 1.0, 13)
    bend = bow * generator.uniform(-1, 1) * width * (1 - steps**2)
    line = shapely.linestrings(middle + np.outer(steps * width, across) + np.outer(bend, along))
    edges = shapely.union(shapely.boundary(shape), line)
    faces = shapely.get_parts(shapely.polygonize([edges]))
    inside = shapely.covers(shapely.buffer(shape, 0.01), faces)
    return list(faces[inside]), shapely.intersection(line, shape)


def street_plan(town: Town) -> StreetPlan:
    """Streets and blocks of a town."""
    generator = chance(town.key + " streets")
    streets = [_clipped(street, town.outline) for street in town.streets]
    streets += _riverside_streets(town)
    kept = shapely.union_all([shape for _, shape in town.kept] + [town.riverside])
    lines = [street.centre for street in streets] + [shapely.boundary(town.outline), shapely.boundary(kept)]
    cells = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    for index, cell in enumerate(cells):
        if not kept.contains(cell.representative_point()):
            _divide(cell, town, generator, streets, f"{town.prefix}{index:02d}")
    streets = [street for street in streets if street.centre.length > 30.0]
    return StreetPlan(tuple(streets), tuple(_blocks(town, streets)))


def _clipped(street: Street, outline: Any) -> Street:
    return Street(street.name, street.rank, street.width, shapely.intersection(street.centre, outline))


def _riverside_streets(town: Town) -> list[Street]:
    """A street along each rim of the riverside park."""
    rim = shapely.difference(shapely.boundary(town.riverside), shapely.buffer(shapely.boundary(town.outline), 3.0))
    kept = shapely.union_all([shape for _, shape in town.kept])
    rim = shapely.difference(rim, shapely.buffer(kept, 14.0))
    parts = shapely.get_parts(shapely.line_merge(rim))
    return [Street("滨河路", "次干路", 24.0, part) for part in parts if part.length > 150.0]


def _divide(cell: Any, town: Town, generator: np.random.Generator, streets: list[Street], name: str) -> None:
    """Cuts a cell until its blocks have the size their theme asks for; adds the cuts to ``streets``."""
    waiting = [(cell, 0)]
    while waiting:
        shape, depth = waiting.pop()
        theme, _ = theme_at(town, shape.centroid)
        wanted = BLOCK_HECTARES[theme] * 1e4 * generator.uniform(0.8, 1.35)
        if shape.area < 1.5 * wanted or depth > 9:
            continue
        rank = "次干路" if shape.area > 38e4 else "支路"
        best: tuple[list[Any], Any] | None = None
        for attempt in range(8):
            pieces, line = cut_in_two(shape, generator, 0.05)
            areas = [piece.area for piece in pieces]
            wanted_share = 0.3 if attempt < 4 else 0.1
            if len(pieces) > 1 and (len(pieces) == 2 or attempt > 3) and min(areas) > wanted_share * max(areas):
                best = (pieces, line)
                break
        if best is None:
            continue
        width = 28.0 if rank == "次干路" else WIDTHS[rank]
        streets.append(Street(f"规划{name}路", rank, width, best[1]))
        waiting += [(piece, depth + 1) for piece in best[0]]


def _blocks(town: Town, streets: list[Street]) -> list[Block]:
    """What the street surfaces leave of the town, with rounded street corners."""
    surface = shapely.union_all(
        [shapely.buffer(street.centre, street.width / 2, cap_style="square", quad_segs=4) for street in streets]
    )
    places = [("riverside", town.riverside), *town.kept]
    taken = shapely.union_all([shape for _, shape in places])
    blocks = []
    for theme, place in [*places, ("", shapely.difference(town.outline, taken))]:
        for shape in polygons_of(shapely.difference(place, surface)):
            for block in polygons_of(_rounded_corners(shape, 8.0 if theme == "" else 3.0)):
                if block.area > 900.0:
                    nearest, part = theme_at(town, block.representative_point())
                    blocks.append(Block(rounded(block), theme or nearest, part))
    return blocks


def _rounded_corners(shape: Any, radius: float) -> Any:
    return shapely.buffer(shapely.buffer(shape, -radius, join_style="mitre"), radius, quad_segs=3)


def surfaces(town: Town, streets: tuple[Street, ...]) -> list[tuple[Street, Any]]:
    """The surface of each street, wider and earlier ones first: a lesser street ends at the greater one's edge."""
    order = sorted(range(len(streets)), key=lambda index: (-streets[index].width, index))
    found: list[tuple[Street, Any]] = []
    earlier: list[Any] = []
    for index in order:
        street = streets[index]
        shape = shapely.buffer(street.centre, street.width / 2, cap_style="square", quad_segs=4)
        near = [other for other in earlier if shapely.intersects(other, shape)]
        whole = shapely.intersection(shape, town.outline)
        rest = shapely.difference(whole, shapely.union_all(near)) if near else whole
        earlier.append(shape)
        found += [(street, part) for part in polygons_of(rest) if part.area > 1.0]
    return found
