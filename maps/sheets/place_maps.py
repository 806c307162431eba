"""The maps of a report: the whole with numbered places, and each place by itself. The painter is that of the canvas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter

from core.messages import Text
from maps.sheets.drawn import SheetSource
from maps.sheets.legend import HERE, Entry, legend_entries
from maps.sheets.overlays import MarkedPlace
from maps.sheets.paper import Rect
from maps.sheets.scale import ratio
from maps.sheets.sheet import Subject, compose
from maps.sheets.sheet_design import Legend, MapFrame, Page, Place, ScaleBar, SheetDesign
from maps.sheets.sheet_items import Box, Item, MapPicture, Words, draw_items
from maps.sheets.sheet_notes import illustrative_words
from maps.sheets.template import template_named
from maps.symbology.swatch import draw_swatch
from maps.view import Bounds

PIXELS_PER_MM = 6.3
"""160 dpi: sharp enough for an office printer, and small."""
SWATCH_PER_MM = 8.0
OVERVIEW_MM = (164.0, 104.0)
PLACE_MM = (120.0, 84.0)
LOWEST_PAPER_MM = 100.0
"""A sheet is no lower; the picture is cut from its top."""
AROUND = 0.6
AROUND_M = 60.0
AROUND_LARGE, AROUND_LARGE_M = 0.05, 400.0
"""What lies around a place is for finding it; one as large as a town is found without."""
FINEST = 500.0
MARK = Text("问题位置（编号见图）", "Places of the findings, by number")
MOST_BESIDE_MM = 60.0
BADGE = "#B00020"
GROUNDS = ("zoning", "landuse_current", "development_boundary", "planning_area")
"""What a map of the whole is about: the first of these that there is."""


@dataclass(frozen=True, eq=False)
class Numbered:
    """A place in the measuring CRS and the number of its finding."""

    number: int
    geometry: Any


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map as a PNG ``width_mm`` wide, and its scale in words."""

    png: bytes
    width_mm: float
    scale: str


@dataclass(frozen=True, slots=True)
class Swatched:
    """One line of the legend, with its sample as a PNG."""

    caption: Text
    png: bytes


@dataclass(frozen=True, eq=False)
class Overview:
    """The map of the whole, its legend in two parts, and what of it is illustrative."""

    map: Drawn
    here: tuple[Swatched, ...]
    elsewhere: tuple[Swatched, ...]
    attributions: tuple[str, ...]
    illustrative: Text | None


def overview(source: SheetSource, places: Sequence[Numbered], subject: Subject | None = None) -> Overview:
    """The map around ``subject``, else of the whole plan, with numbers at the places.

    ``AppError`` as ``compose``: nothing to draw, no known CRS. Needs a QGuiApplication.
    """
    element = _element(source, OVERVIEW_MM)
    element = replace(element, frames="whole" if subject is None else "subject")
    layout = compose(source, template=_design(element, OVERVIEW_MM), subject=subject, marks=_marks(places))
    legend = Legend(id="legend", place=Place(), heading=HERE, split=True)
    here, elsewhere = _parted(legend_entries(layout.draft, legend), split=subject is not None)
    return Overview(
        map=_drawn([item for each in layout.elements for item in each.items], layout.frames, places, OVERVIEW_MM),
        here=here,
        elsewhere=elsewhere,
        attributions=tuple(sorted({words for each in layout.draft.seen for words in each.attributions})),
        illustrative=illustrative_words(layout.draft),
    )


def place_map(source: SheetSource, place: Numbered) -> Drawn:
    """The map of one place. Raises and needs as ``overview``."""
    element = _element(source, PLACE_MM)
    element = replace(element, frames="bounds", bounds=_around(place.geometry), finest=FINEST)
    layout = compose(source, template=_design(element, PLACE_MM), marks=_marks([place]))
    return _drawn([item for each in layout.elements for item in each.items], layout.frames, [place], PLACE_MM)


def _element(source: SheetSource, size: tuple[float, float]) -> MapFrame:
    """The map of the sheet of a project, in a box of its own; also where a planner has changed that sheet."""
    element = template_named("site", source.plan.folder, source.plan.sheets).maps()[0]
    bound = {layer.role for layer in source.plan.layers}
    main = next((role for role in GROUNDS if role in bound), element.main[0])
    place = Place(width=size[0], height=size[1])
    return replace(element, place=place, grid="none", main=(main,), scale=0.0, link="")


def _design(element: MapFrame, size: tuple[float, float]) -> SheetDesign:
    bar = ScaleBar(id="scale_bar", place=Place(x=3.0, y=size[1] - 11.0, width=42.0, height=10.0))
    page = Page(paper=f"{size[0]:g}x{max(size[1], LOWEST_PAPER_MM):g}", binding=0.1, margin=0.1)
    return SheetDesign(name="report", title=Text("", ""), page=page, elements=(element, bar))


def _around(geometry: Any) -> Bounds:
    import shapely

    west, south, east, north = shapely.bounds(geometry).tolist()
    size = max(east - west, north - south)
    more = max(min(AROUND * size, AROUND_LARGE_M + AROUND_LARGE * size), AROUND_M)
    return west - more, south - more, east + more, north + more


def _marks(places: Sequence[Numbered]) -> list[MarkedPlace]:
    """The places by dimension: a collection is marked as what it is made of."""
    import shapely

    found = []
    for place in places:
        parts = shapely.get_parts(place.geometry)
        dimensions = shapely.get_dimensions(parts)
        for dimension, collect in ((2, shapely.multipolygons), (1, shapely.multilinestrings), (0, shapely.multipoints)):
            some = parts[dimensions == dimension]
            if len(some):
                found.append(MarkedPlace(collect(some), MARK))
    return found


def _drawn(
    items: Sequence[Item], frames: Sequence[MapPicture], places: Sequence[Numbered], size: tuple[float, float]
) -> Drawn:
    width, height = (round(each * PIXELS_PER_MM) for each in size)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    try:
        draw_items(painter, items, PIXELS_PER_MM)
        draw_items(painter, _badges(frames[0], places), PIXELS_PER_MM)
    finally:
        painter.end()
    return Drawn(_png(image), size[0], ratio(frames[0].denominator))


def _badges(frame: MapPicture, places: Sequence[Numbered]) -> list[Item]:
    """A box with its number at each place that is in the frame; those that would cover another stand beside it."""
    view = frame.view(1.0)
    items: list[Item] = []
    taken: list[tuple[float, float]] = []
    for place in places:
        x, y = view.to_screen(*_beside(place.geometry, view.metres_per_pixel))
        if not (0 <= x <= frame.rect.width and 0 <= y <= frame.rect.height):
            continue
        width = 2.4 + 1.6 * len(str(place.number))
        while any(abs(x - other) < width and abs(y - beside) < 4.2 for other, beside in taken) and len(taken) < 400:
            x += width
        taken.append((x, y))
        box = Rect(frame.rect.x + x - width / 2, frame.rect.y + y - 2.0, width, 4.0)
        items.append(Box(box, 0.25, BADGE, "#FFFFFF"))
        middle = frame.rect.x + x
        items.append(
            Words(str(place.number), middle, box.bottom - 1.0, 2.9, bold=True, align="centre", colour="#FFFFFF")
        )
    return items


def _beside(geometry: Any, metres_per_mm: float) -> tuple[float, float]:
    """Where a place is numbered: at its upper right corner, or on it where that is far off."""
    import shapely

    parts = shapely.get_parts(geometry)
    largest = parts[int(np.argmax(shapely.area(parts) + 1e-6 * shapely.length(parts)))]
    west, south, east, north = shapely.bounds(largest).tolist()
    if max(east - west, north - south) <= MOST_BESIDE_MM * metres_per_mm:
        return east, north
    point = shapely.point_on_surface(largest)
    return point.x, point.y


def _parted(entries: Sequence[Entry], *, split: bool) -> tuple[tuple[Swatched, ...], tuple[Swatched, ...]]:
    """Lines under the heading “on this site”, and all others."""
    parts: Mapping[bool, list[Swatched]] = {True: [], False: []}
    here = False
    for entry in entries:
        if entry.symbol is None:
            here = split and entry.caption == HERE
            continue
        parts[here].append(Swatched(entry.caption, _swatch(entry)))
    return tuple(parts[True]), tuple(parts[False])


def _swatch(entry: Entry) -> bytes:
    assert entry.symbol is not None
    width, height = round(6.0 * SWATCH_PER_MM), round(3.2 * SWATCH_PER_MM)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    try:
        draw_swatch(painter, QRectF(1, 1, width - 2, height - 2), entry.symbol, entry.kind, SWATCH_PER_MM)
    finally:
        painter.end()
    return _png(image)


def _png(image: QImage) -> bytes:
    image.setDotsPerMeterX(round(1000 * PIXELS_PER_MM))
    image.setDotsPerMeterY(round(1000 * PIXELS_PER_MM))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    data: QByteArray = buffer.data()
    return bytes(data.data())
