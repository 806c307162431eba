"""Labels on the sheet: class codes in parcels that are large enough, names of rivers, belts and waters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from maps.drawn import DrawnLayer
from maps.landuse import UNKNOWN
from maps.paper import Rect
from maps.ring_order import Floats
from maps.sheet_items import INK, MapPicture, Words, text_width
from maps.view import Bounds

CODE_MM = 1.55
NAME_MM = 2.7
NAME_COLOURS = {"ecology": "#1D6A57", "control": "#7A1F1F"}
WATER_COLOUR = "#14597F"
_WATERS = {"river", "water_body", "wetland"}


def label_items(
    picture: MapPicture, drawn: Sequence[DrawnLayer], *, main: str, named: frozenset[str], taken: Rect, factor: float
) -> list[Words]:
    """Labels of one frame: names first, then codes where no name is; nothing overlaps, all lies inside the frame."""
    boxes = [_bounds(taken)]
    labels = []
    for words, box in _names(picture, drawn, named, factor):
        if _inside(box, picture.rect) and not any(_overlap(box, other) for other in boxes):
            boxes.append(box)
            labels.append(words)
    for each in drawn:
        if each.layer.role == main:
            labels += _codes(picture, each, boxes, factor)
    return labels


def _names(
    picture: MapPicture, drawn: Sequence[DrawnLayer], named: frozenset[str], factor: float
) -> Iterator[tuple[Words, Bounds]]:
    import shapely

    frame = shapely.box(*picture.extent(inset_mm=4 * factor))
    seen: set[str] = set()
    for each in drawn:
        if each.layer.role not in named or not each.display.style.shown_at(picture.denominator):
            continue
        names = each.words("name")
        for row in np.flatnonzero(each.shows_in(frame.bounds)).tolist():
            if names[row] and names[row] not in seen:
                seen.add(names[row])
                yield from _name(picture, each, shapely.intersection(each.geometries[row], frame), names[row], factor)


def _name(
    picture: MapPicture, each: DrawnLayer, seen_part: Any, name: str, factor: float
) -> Iterator[tuple[Words, Bounds]]:
    """Places to try for one name, best first; the caller takes the first that is free."""
    import shapely

    if seen_part.is_empty:
        return
    pieces = shapely.get_parts(seen_part)
    largest = pieces[int(np.argmax(shapely.length(pieces)))]
    line = each.display.kind == "line"
    place = shapely.line_interpolate_point(largest, 0.5, normalized=True) if line else largest.representative_point()
    x, y = picture.on_paper(place.x, place.y)
    size = NAME_MM * factor
    colour = WATER_COLOUR if each.layer.role in _WATERS else NAME_COLOURS.get(each.display.style.group.id, INK)
    width = text_width(name, size)
    baseline = y - 0.8 * factor if line else y + size * 0.36
    words = Words(name, x, baseline, size, align="centre", colour=colour, halo=0.45 * factor)
    yield words, (x - width / 2, baseline - size, x + width / 2, baseline + size * 0.3)


def _codes(picture: MapPicture, each: DrawnLayer, taken: Sequence[Bounds], factor: float) -> list[Words]:
    """The class code in every parcel that holds it whole, with room around."""
    classes = each.display.symbology.classes
    rows = np.flatnonzero(each.shows_in(picture.extent()))
    rows = rows[[classes[number].coded for number in each.display.symbology.class_of_row[rows].tolist()]]
    if not len(rows):
        return []
    numbers = each.display.symbology.class_of_row[rows]
    size = CODE_MM * factor
    widths = np.array([text_width(one.key, size) if one.key != UNKNOWN else 0.0 for one in classes])[numbers]
    metres = picture.denominator / 1000
    reach = np.column_stack([(widths / 2 + 0.35 * size) * metres, np.full(len(rows), 0.62 * size * metres)])
    places, fits = _places(each.geometries[rows], reach)
    labels = []
    for index in np.flatnonzero(fits).tolist():
        x, y = picture.on_paper(*places[index].tolist())
        width = widths[index]
        box = (x - width / 2, y - size / 2, x + width / 2, y + size / 2)
        if _inside(box, picture.rect) and not any(_overlap(box, other) for other in taken):
            one = classes[numbers[index]]
            colour = "#FFFFFF" if _is_dark(one.symbol.fill) else "#2B2F38"
            labels.append(Words(one.key, x, y + size * 0.36, size, align="centre", colour=colour))
    return labels


def _places(geometries: npt.NDArray[Any], reach: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """For each polygon a point whose box of half-size ``reach`` lies inside: centroid, else a point well inside."""
    import shapely

    bounds = shapely.bounds(geometries)
    large = (bounds[:, 2:] - bounds[:, :2] >= 2 * reach).all(axis=1)
    places = np.full((len(geometries), 2), np.nan)
    fits = np.zeros(len(geometries), dtype=np.bool_)
    for find in (shapely.centroid, shapely.point_on_surface):
        rest = np.flatnonzero(large & ~fits)
        points = shapely.get_coordinates(find(geometries[rest]))
        if len(points) != len(rest):
            continue
        boxes = shapely.box(*(points - reach[rest]).T, *(points + reach[rest]).T)
        inside = shapely.contains(geometries[rest], boxes)
        places[rest[inside]] = points[inside]
        fits[rest[inside]] = True
    return places, fits


def _is_dark(colour: str | None) -> bool:
    if colour is None:
        return False
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 125


def _bounds(rect: Rect) -> Bounds:
    return rect.x, rect.y, rect.right, rect.bottom


def _inside(box: Bounds, rect: Rect) -> bool:
    return box[0] > rect.x and box[1] > rect.y and box[2] < rect.right and box[3] < rect.bottom


def _overlap(first: Bounds, second: Bounds) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
