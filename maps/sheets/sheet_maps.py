"""Which maps a sheet has: layers, extents and scale of every map frame, linked ones after those they follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import AppError
from core.messages import Text, listed
from maps.sheets.drawn import DrawnLayer, SheetSource
from maps.sheets.frames import Arrangement, Extent, area_extents, arranged, fitted, whole_extent
from maps.sheets.marginalia import BAND_MM
from maps.sheets.overlays import MarkedPlace, circle_layers, mark_layers, subject_layer, variants
from maps.sheets.paper import Rect
from maps.sheets.scale import STANDARD
from maps.sheets.sheet_context import MapSet, SubjectFeature
from maps.sheets.sheet_design import MapFrame
from maps.sheets.sheet_items import MapPicture
from maps.symbology.style import role_style
from maps.view import Bounds

THIS_SITE = Text("本图地块", "This site")


@dataclass(frozen=True, eq=False)
class MapPlan:
    """A map before it has its place: layers from the lowest, what it shows whole, and by planning area."""

    element: MapFrame
    shown: tuple[DrawnLayer, ...]
    whole: Extent
    areas: tuple[Extent, ...]

    def arranged_in(self, room: Rect, factor: float) -> Arrangement:
        """Frames in ``room`` at the largest standard scale, no larger than the map's finest."""
        band = band_of(self.element, factor)
        found = arranged(self.whole, self.areas, room, band=band)
        if self.element.scale:
            return replace(found, denominator=self.element.scale)
        if found.denominator < self.element.finest:
            coarser = next(each for each in STANDARD if each >= self.element.finest)
            return replace(fitted([self.whole], room, band), denominator=coarser)
        return found


def band_of(element: MapFrame, factor: float) -> float:
    """Room for coordinates around the map in mm."""
    return BAND_MM * factor if element.grid != "none" else 0.0


def map_plan(
    source: SheetSource, element: MapFrame, subject: SubjectFeature | None, marks: Sequence[MarkedPlace]
) -> MapPlan:
    """Layers and extent of one map. ``AppError`` where the plan has nothing to show in it."""
    drawn = source.layers(frozenset((*element.roles, *element.main)))
    main = [each for each in drawn if each.layer.role in element.main]
    whole = _whole(source, element, main, subject)
    areas = []
    if element.frames == "areas":
        areas = area_extents(main, source.layers({"planning_area"}))
    layers = variants(source, drawn, element)
    if element.circles:
        layers += circle_layers(source, element)
    layers += mark_layers(marks, source.plan.measuring_crs)
    if subject is not None:
        layers.append(subject_layer([subject.geometry], THIS_SITE, source.plan.measuring_crs))
    layers.sort(key=lambda each: each.display.style.order)
    return MapPlan(element, tuple(layers), whole, tuple(areas))


def placed_maps(plans: Sequence[MapPlan], rooms: Mapping[str, Rect], factor: float) -> tuple[MapSet, ...]:
    """All maps in their rooms; a linked one takes the scale or the extent of the one it names."""
    done: dict[str, MapSet] = {}
    for plan in sorted(plans, key=lambda each: bool(each.element.link)):
        found = plan.arranged_in(rooms[plan.element.id], factor)
        leader = done.get(plan.element.link)
        done[plan.element.id] = _map_set(plan, _followed(found, plan, leader), leader, factor)
    return tuple(done[plan.element.id] for plan in plans)


def _followed(found: Arrangement, plan: MapPlan, leader: MapSet | None) -> Arrangement:
    if leader is None or plan.element.link_by == "extent":
        return found
    return replace(found, denominator=leader.frames[0].denominator)


def _map_set(plan: MapPlan, arrangement: Arrangement, leader: MapSet | None, factor: float) -> MapSet:
    band = band_of(plan.element, factor)
    displays = tuple(each.display for each in plan.shown)
    follows = leader is not None and plan.element.link_by == "extent"
    extents = arrangement.extents
    cells = arrangement.cells
    if leader is not None and follows:
        extents, cells = leader.extents[:1], (_around(cells),)
    frames = []
    for extent, cell in zip(extents, cells, strict=True):
        rect = cell.inset(band)
        west, south, east, north = extent.bounds
        centre, denominator = ((west + east) / 2, (south + north) / 2), arrangement.denominator
        if leader is not None and follows:
            first = leader.frames[0]
            centre = first.centre
            least = first.denominator * max(first.rect.width / rect.width, first.rect.height / rect.height)
            denominator = next((each for each in STANDARD if each >= least * (1 - 1e-9)), least)
        frames.append(MapPicture(rect, centre, denominator, displays))
    return MapSet(plan.element, plan.shown, tuple(extents), tuple(frames))


def _around(cells: Sequence[Rect]) -> Rect:
    left, top = min(cell.x for cell in cells), min(cell.y for cell in cells)
    right, bottom = max(cell.right for cell in cells), max(cell.bottom for cell in cells)
    return Rect(left, top, right - left, bottom - top)


def _whole(
    source: SheetSource, element: MapFrame, main: Sequence[DrawnLayer], subject: SubjectFeature | None
) -> Extent:
    if element.frames == "subject" and subject is not None:
        return Extent("", _grown(subject, element))
    if element.frames == "bounds":
        west, south, east, north = element.bounds
        return Extent("", (west, south, east, north))
    whole = whole_extent(main)
    if whole is None:
        raise _nothing(source, element)
    return whole


def _grown(subject: SubjectFeature, element: MapFrame) -> Bounds:
    """Around the feature: its own size times ``around`` on each side, at least ``around_m``."""
    import shapely

    west, south, east, north = shapely.bounds(subject.geometry).tolist()
    more = max(element.around * max(east - west, north - south), element.around_m, 1.0)
    return west - more, south - more, east + more, north + more


def _nothing(source: SheetSource, element: MapFrame) -> AppError:
    labels = [role_style(role).label for role in element.main]
    role = Text(listed(each.zh for each in labels).zh, listed(each.en.lower() for each in labels).en)
    return AppError(
        "sheet.nothing_to_draw",
        Text(
            "“{plan}”没有可绘制的{role}图层，无法出图。",
            "The plan “{plan}” has no {role} layer to draw, so this sheet cannot be made.",
        ).format(plan=source.plan.name, role=role),
    )
