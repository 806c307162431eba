"""From blocks to parcels: which uses a block holds, how it is divided, which parcel gets which use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from data.sample import water
from data.sample.ground import chance, polygons_of, rounded
from data.sample.streets import Block, StreetPlan, cut_in_two
from data.sample.towns import Town

Mix = tuple[float, float, tuple[tuple[str, float], ...]]
"""How often a kind of block occurs, the size of its parcels in hectares, and the uses with their shares."""

# fmt: off
MIXES: dict[str, tuple[Mix, ...]] = {
    "home": (
        (52, 0.62, (("0701", 0.81), ("0901", 0.1), ("0702", 0.05), ("1401", 0.04))),
        (7, 2.7, (("0804", 1.0),)),
        (8, 0.85, (("0701", 0.64), ("0804", 0.18), ("0901", 0.1), ("0806", 0.08))),
        (6, 2.4, (("1401", 1.0),)),
        (4, 0.6, (("0901", 0.62), ("0902", 0.26), ("1403", 0.12))),
        (3, 1.1, (("0805", 0.5), ("0803", 0.26), ("1401", 0.24))),
        (2, 0.8, (("0807", 0.3), ("0702", 0.2), ("0701", 0.5))),
        (2, 0.7, (("0701", 0.6), ("1310", 0.1),
                   ("1305", 0.09), ("1303", 0.07), ("1304", 0.07), ("1309", 0.07))),
    ),
    "cbd": (
        (34, 0.5, (("0902", 0.72), ("0901", 0.2), ("1403", 0.08))),
        (12, 0.55, (("0901", 0.7), ("0902", 0.22), ("1403", 0.08))),
        (9, 1.6, (("1401", 1.0),)),
        (7, 1.2, (("0803", 0.6), ("1403", 0.4))),
        (6, 0.9, (("0801", 0.8), ("1208", 0.2))),
        (12, 0.6, (("0701", 0.78), ("0901", 0.16), ("0702", 0.06))),
        (3, 2.0, (("0804", 1.0),)),
    ),
    "college": (
        (20, 4.2, (("0804", 1.0),)), (4, 1.6, (("0802", 0.6), ("0901", 0.4))), (3, 3.0, (("1401", 1.0),)),
        (3, 1.2, (("0701", 0.8), ("0805", 0.2))),
    ),
    "data": (
        (24, 2.2, (("1001", 0.86), ("0802", 0.08), ("1303", 0.06))), (4, 1.4, (("0802", 1.0),)),
        (2, 0.9, (("0901", 0.4), ("1208", 0.3), ("0702", 0.3))), (3, 3.0, (("16", 1.0),)), (2, 2.5, (("1401", 1.0),)),
    ),
    "cloud": (
        (20, 1.2, (("0802", 0.66), ("1001", 0.26), ("0902", 0.08))), (5, 0.8, (("0902", 0.6), ("0901", 0.4))),
        (3, 1.8, (("1401", 1.0),)), (3, 0.8, (("0701", 0.9), ("0901", 0.1))),
        (1, 0.9, (("0802", 0.7), ("1306", 0.2), ("1303", 0.1))),
    ),
    "bio": (
        (20, 1.5, (("1001", 0.8), ("0802", 0.2))), (3, 1.2, (("0802", 1.0),)), (2, 2.0, (("1401", 1.0),)),
        (2, 2.4, (("16", 1.0),)), (1, 0.8, (("1001", 0.7), ("1302", 0.15), ("0901", 0.15))),
    ),
    "materials": ((20, 2.2, (("1001", 0.94), ("1303", 0.06))), (3, 1.5, (("0802", 1.0),)), (2, 2.6, (("16", 1.0),))),
    "logistics": (
        (20, 2.2, (("1101", 0.94), ("0901", 0.06))), (3, 2.2, (("1001", 1.0),)), (2, 1.6, (("1208", 1.0),)),
        (2, 2.6, (("16", 1.0),)),
    ),
    "bonded": ((20, 2.0, (("1101", 0.85), ("1001", 0.15))), (2, 1.2, (("0902", 0.5), ("1208", 0.5)))),
    "aviation": ((20, 1.9, (("1001", 0.85), ("0802", 0.15))), (2, 1.0, (("0901", 1.0),)), (2, 2.2, (("16", 1.0),))),
    "food": ((20, 1.5, (("1001", 0.66), ("1101", 0.34))), (2, 1.0, (("1001", 0.6), ("1301", 0.2), ("0901", 0.2)))),
    "health": (
        (12, 1.9, (("0806", 1.0),)), (5, 1.2, (("0807", 0.8), ("0901", 0.2))), (3, 1.8, (("1401", 1.0),)),
        (3, 0.8, (("0701", 1.0),)),
    ),
    "equipment": ((20, 1.9, (("1001", 0.94), ("1303", 0.06))), (3, 1.6, (("0802", 1.0),)), (3, 2.4, (("16", 1.0),))),
    "energy": ((16, 1.8, (("1001", 0.8), ("1305", 0.1), ("1303", 0.1))), (3, 1.4, (("0802", 1.0),))),
    "culture": (
        (10, 1.3, (("0803", 0.9), ("1403", 0.1))), (6, 1.0, (("0901", 0.6), ("0903", 0.4))), (4, 2.0, (("1401", 1.0),)),
        (3, 1.6, (("0805", 1.0),)),
    ),
    "gate": (
        (20, 0.6, (("0902", 0.6), ("0901", 0.32), ("1403", 0.08))), (5, 1.2, (("1208", 1.0),)),
        (6, 1.4, (("1401", 1.0),)),
        (5, 1.1, (("0803", 0.7), ("1403", 0.3))), (3, 1.0, (("0802", 1.0),)),
    ),
    "exhibition": ((12, 2.4, (("0803", 0.9), ("1403", 0.1))), (6, 0.9, (("0901", 0.6), ("0902", 0.4))),
                   (3, 1.6, (("1401", 1.0),))),
    "commerce": ((12, 0.55, (("0901", 0.7), ("0902", 0.22), ("1403", 0.08))), (2, 1.0, (("0803", 1.0),))),
    "reserve": ((12, 3.4, (("16", 1.0),)), (2, 3.0, (("1402", 1.0),))),
    "campus": ((20, 16.0, (("1001", 0.8), ("0802", 0.2))),),
}
# fmt: on

PARCEL_SCALE = 0.72
"""Turns the sizes above into the number of parcels that the two towns should have."""


@dataclass(frozen=True)
class Parcel:
    """One parcel before it is noded with its neighbours."""

    shape: Any
    code: str
    part: str
    theme: str


def parcels_of(town: Town, plan: StreetPlan) -> list[Parcel]:
    """All parcels of a town, streets excepted; some enclose others."""
    generator = chance(town.key + " parcels")
    spent: dict[tuple[str, int], float] = {}
    greenway = _greenway(town)
    found: list[Parcel] = []
    for block in plan.blocks:
        if block.theme == "riverside":
            found += _riverside(block, town, generator)
            continue
        if block.theme == "rim":
            found += [Parcel(rounded(s), "1402", block.part, "rim") for s in _cut(block.shape, 6e4, generator)]
            continue
        if block.theme == "airport":
            found.append(Parcel(block.shape, "1203", block.part, block.theme))
            continue
        rest = block.shape
        if block.theme != "campus":
            for green, code in ((greenway, "1401"), (town.belts, "1402")):
                strip = shapely.intersection(rest, green)
                found += [Parcel(rounded(s), code, block.part, "green") for s in polygons_of(strip) if s.area > 400]
                rest = shapely.difference(rest, green)
        for shape in polygons_of(rest):
            found += _divided(Block(shape, block.theme, block.part), generator, spent)
    return found + _islands(found, town)


def _greenway(town: Town) -> Any:
    """The park along the inner side of the ring boulevard; empty where a town has none."""
    rings = [street for street in town.streets if street.name == "云环大道"]
    if not rings:
        return shapely.Polygon()
    inside = shapely.polygons(shapely.get_coordinates(rings[0].centre))
    return shapely.difference(inside, shapely.buffer(inside, -80.0))


def _divided(block: Block, generator: np.random.Generator, spent: dict[tuple[str, int], float]) -> list[Parcel]:
    """A block's parcels: the kind of block that is most wanting, cut to its parcel size."""
    belt = block.theme in ("reserve", "logistics", "bonded", "gate", "campus")
    if shapely.is_empty(shapely.buffer(block.shape, -42.0 if belt else -26.0)) or block.shape.area < 1500.0:
        code = "1402" if belt else "1401"
        return [Parcel(rounded(block.shape), code, block.part, block.theme)]
    mixes = MIXES[block.theme]
    wanting = [spent.get((block.theme, i), 0.35 * mix[0] * 5e4) / mix[0] for i, mix in enumerate(mixes)]
    kind = int(np.argmin(wanting))
    spent[block.theme, kind] = wanting[kind] * mixes[kind][0] + block.shape.area
    _, hectares, uses = mixes[kind]
    shapes = _cut(block.shape, hectares * PARCEL_SCALE * 1e4, generator)
    codes = _codes(shapes, uses, generator)
    return [Parcel(rounded(s), code, block.part, block.theme) for s, code in zip(shapes, codes, strict=True)]


def _cut(shape: Any, wanted: float, generator: np.random.Generator) -> list[Any]:
    """The shape cut until its pieces are about ``wanted`` square metres."""
    done, waiting = [], [shape]
    while waiting:
        piece = waiting.pop()
        if piece.area < 1.45 * wanted:
            done.append(piece)
            continue
        for _ in range(4):
            halves, _line = cut_in_two(piece, generator, 0.0)
            areas = [half.area for half in halves]
            if len(halves) == 2 and min(areas) > 0.28 * max(areas):
                waiting += halves
                break
        else:
            done.append(piece)
    return done


def _codes(shapes: list[Any], uses: tuple[tuple[str, float], ...], generator: np.random.Generator) -> list[str]:
    """A use for each shape by shares of the number; lesser uses take smaller parcels."""
    order = np.argsort([shape.area * generator.uniform(0.75, 1.3) for shape in shapes])
    codes = [uses[0][0]] * len(shapes)
    position, owed = 0, 0.0
    for code, share in uses[1:]:
        owed += share * len(shapes) + generator.uniform(-0.35, 0.35)
        while owed >= 0.5 and position < len(shapes) - 1:
            codes[order[position]] = code
            position, owed = position + 1, owed - 1
    return codes


def _riverside(block: Block, town: Town, generator: np.random.Generator) -> list[Parcel]:
    """Water and parks between the riverside streets."""
    name = "丹岱沟" if town.key == "yungu" else "宝贝河"
    lakes = [shape for place, shape in water.still_waters().items() if place in water.PONDS]
    surface = shapely.union_all([water.river(name).surface, *lakes])
    found = []
    for wet in polygons_of(shapely.intersection(block.shape, surface)):
        if wet.area > 300:
            found.append(Parcel(rounded(wet), "1701", block.part, "riverside"))
    for dry in polygons_of(shapely.difference(block.shape, surface)):
        for piece in _cut(dry, 3.2e4, generator):
            code = "1403" if piece.area < 9000 and generator.random() < 0.4 else "1401"
            found.append(Parcel(rounded(piece), code, block.part, "riverside"))
    return found


def _islands(parcels: list[Parcel], town: Town) -> list[Parcel]:
    """Parcels inside others: lakes in larger parks, substations in campuses, pavilions in riverside parks."""
    generator = chance(town.key + " islands")
    found = []
    for parcel in parcels:
        inner = shapely.buffer(parcel.shape, -38.0)
        if parcel.code in ("1401", "1001", "0804") and inner.area > 4000 and generator.random() < 0.3:
            island, code = _island(parcel, inner, generator)
            if shapely.contains_properly(shapely.buffer(parcel.shape, -6.0), island) and island.area > 500:
                found.append(Parcel(rounded(island), code, parcel.part, "island"))
    return found


def _island(parcel: Parcel, inner: Any, generator: np.random.Generator) -> tuple[Any, str]:
    """A lake or pavilion for a park, a substation for a works, a sports ground for a campus."""
    if parcel.code == "1401" and inner.area > 9000:
        lake = shapely.buffer(shapely.simplify(inner, 12.0), -10.0)
        return shapely.buffer(shapely.buffer(lake, -14.0), 14.0, quad_segs=5), "1702"
    frame = shapely.oriented_envelope(inner)
    centre = inner.representative_point()
    scale = {"1401": 26.0, "1001": 34.0, "0804": 62.0}[parcel.code] * generator.uniform(0.9, 1.2)
    corners = shapely.get_coordinates(frame)[:4]
    first = (corners[1] - corners[0]) / max(1e-9, np.hypot(*(corners[1] - corners[0])))
    second = np.array([-first[1], first[0]])
    box = [scale * a * first + 0.7 * scale * b * second for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    island = shapely.polygons(np.array(box) + np.array([centre.x, centre.y]))
    return island, {"1401": "0803", "1001": "1303", "0804": "0805"}[parcel.code]
