"""A printed sheet: ``compose`` places everything in mm, ``draw_sheet`` draws it on any painter."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QPainter

from core.errors import AppError
from core.messages import Language, Text
from layers.plan import Plan
from maps.drawn import DrawnLayer, drawn_layers
from maps.frames import Arrangement, Extent, area_extents, arranged, whole_extent
from maps.legend import Entry, legend_entries
from maps.marginalia import BAND_MM
from maps.paper import Paper, paper_named
from maps.scale import checked_scale
from maps.sheet_items import Item, MapPicture, draw_items
from maps.sheet_parts import Draft, Imprint, page_items, places_on
from maps.style import role_style
from maps.template import template_named

__all__ = ["Imprint", "SheetLayout", "compose", "draw_sheet"]


@dataclass(frozen=True, eq=False)
class SheetLayout:
    """A sheet ready to be drawn. ``denominator`` is the true scale of every one of ``frames``."""

    paper: Paper
    language: Language
    title: str
    denominator: float
    frames: tuple[MapPicture, ...]
    legend: tuple[Entry, ...]
    items: tuple[Item, ...]


def compose(
    plan: Plan,
    *,
    template: str,
    paper: str = "A3",
    scale: float | None = None,
    language: Language | None = None,
    imprint: Imprint | None = None,
) -> SheetLayout:
    """Lay out a sheet of the plan.

    ``scale`` is a denominator (25000); without it the largest standard scale at which the map fits. ``language``
    defaults to the plan's. Raises ``AppError`` for unknown names, scales out of range, a plan without the sheet's main
    layer or without a known coordinate system (a scale could not be true).
    """
    design, page = template_named(template), paper_named(paper)
    denominator = None if scale is None else checked_scale(scale)
    language = language or plan.language
    drawn = drawn_layers(plan, design.roles | design.locator)
    main = [each for each in drawn if each.layer.role == design.main]
    whole = _extent_or_error(plan, main, design.main)
    areas = area_extents(main, [each for each in drawn if each.layer.role == "planning_area"])
    band = BAND_MM * page.factor
    ways = [(places, arranged(whole, areas, places.maps, band=band)) for places in places_on(page)]
    places, arrangement = min(ways, key=lambda way: way[1].denominator)
    if denominator is not None:
        arrangement = replace(arrangement, denominator=denominator)
    shown = [each for each in drawn if each.layer.role in design.roles]
    draft = Draft(
        plan=plan,
        design=design,
        page=page,
        language=language,
        title=" ".join(f"{plan.name} {design.title.to(language)}".split()),
        imprint=imprint or Imprint(),
        shown=tuple(shown),
        locator=tuple(each for each in drawn if each.layer.role in design.locator),
        places=places,
        arrangement=arrangement,
        frames=_pictures(arrangement, shown, band),
    )
    legend = tuple(legend_entries(draft.shown, draft.frames, design.main))
    items = tuple(page_items(draft, legend))
    return SheetLayout(page, language, draft.title, arrangement.denominator, draft.frames, legend, items)


def draw_sheet(painter: QPainter, layout: SheetLayout, pixels_per_mm: float) -> None:
    """Draw the sheet with its upper left corner at the painter's origin."""
    draw_items(painter, layout.items, pixels_per_mm)


def _extent_or_error(plan: Plan, main: list[DrawnLayer], role: str) -> Extent:
    whole = whole_extent(main)
    if whole is None:
        raise AppError(
            "sheet.nothing_to_draw",
            Text(
                "“{plan}”没有可绘制的{role}图层，无法出图。",
                "The plan “{plan}” has no {role} layer to draw, so this sheet cannot be made.",
            ).format(plan=plan.name, role=_lower(role_style(role).label)),
        )
    if plan.measuring_crs is None:
        raise AppError(
            "sheet.no_crs",
            Text(
                "坐标系未知，图纸无法保证比例尺。",
                "The coordinate system is unknown, so no sheet can be true to scale.",
            ),
            Text(
                '请在 plan.toml 中写明 crs，例如 "EPSG:4546"。', 'Name it in plan.toml, for example crs = "EPSG:4546".'
            ),
        )
    return whole


def _lower(label: Text) -> Text:
    return Text(label.zh, label.en.lower())


def _pictures(arrangement: Arrangement, shown: list[DrawnLayer], band: float) -> tuple[MapPicture, ...]:
    displays = tuple(each.display for each in shown)
    pictures = []
    for extent, cell in zip(arrangement.extents, arrangement.cells, strict=True):
        west, south, east, north = extent.bounds
        centre = ((west + east) / 2, (south + north) / 2)
        pictures.append(MapPicture(cell.inset(band), centre, arrangement.denominator, displays))
    return tuple(pictures)
