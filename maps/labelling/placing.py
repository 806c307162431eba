"""Place the labels of a view: the important ones first, none over another, none cut at the edge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import atan2, degrees, hypot

from core.messages import Language
from maps.labelling.callouts import Leader, place_outside
from maps.labelling.candidates import Candidate, Place, boxes_at
from maps.labelling.gathering import Asking, candidates_of, marker_boxes
from maps.labelling.placed import PlacedLabel
from maps.labelling.room import Box, Room
from maps.labelling.source import LabelSource, Sight
from maps.symbology.marks import Colour
from maps.view import MapView

EDGE_MM = 0.8
APART_MM = 0.25
"""Half of what is left free between two texts."""
NEARER = 0.6
"""The same words are dropped when nearer than this share of the style's repeat distance."""
MOST_LABELS = 1_500
MOST_CALLOUTS = 60
DARK, LIGHT = "#2B2F38", "#FFFFFF"


def place_labels(
    sources: Sequence[LabelSource],
    view: MapView,
    pixels_per_mm: float,
    language: Language = "zh",
    *,
    taken: Sequence[Box] = (),
) -> list[PlacedLabel]:
    """The labels of ``sources`` (the layers drawn, from the lowest) in ``view``, in its pixels.

    ``taken`` are boxes (left, top, right, bottom in pixels) to keep clear. Runs in a worker; the same view gets the
    same labels, and a feature's place does not depend on the view as long as it is whole in it.
    """
    boxes = [_scaled(box, 1 / pixels_per_mm) for box in taken]
    work = _Work(sources, view, pixels_per_mm, Room(_limits(view, pixels_per_mm), boxes))
    candidates = work.candidates(language)
    candidates.sort(key=lambda one: (-sources[one.source].style.priority, -one.source, -one.weight, one.row))
    rest = [one for one in candidates if not work.place(one)]
    for one in rest:
        work.call_out(one)
    return work.placed


class _Work:
    """One view being labelled."""

    def __init__(self, sources: Sequence[LabelSource], view: MapView, pixels_per_mm: float, room: Room) -> None:
        self.placed: list[PlacedLabel] = []
        self._sources = sources
        self._view = view
        self._density = pixels_per_mm
        self._room = room
        self._counts: Counter[int] = Counter()
        self._callouts: Counter[int] = Counter()
        self._leaders: list[Leader] = []
        self._same: dict[tuple[str, ...], list[Place]] = {}

    def candidates(self, language: Language) -> list[Candidate]:
        """Every text that might be placed; the markers of points take their room."""
        metres_per_mm = self._view.metres_per_pixel * self._density
        found = []
        for number, source in enumerate(self._sources):
            if not source.style.shown_at(metres_per_mm * 1000):
                continue
            sight = Sight.of(source, self._view.extent, metres_per_mm)
            asking = Asking(number, source, sight, language, EDGE_MM)
            some = candidates_of(asking)
            if source.kind == "point":
                self._room.take(marker_boxes(asking, some))
            found += some
        return found

    def place(self, one: Candidate) -> bool:
        """Put a text at the first of its places that is free; True when there is no more to be done for it."""
        if self._is_full(one):
            return True
        repeat = self._sources[one.source].style.repeat
        for place in one.places:
            if repeat and self._is_near(one, place, NEARER * repeat):
                continue
            if self._room.is_free(boxes_at(place, one.width, one.height, APART_MM)):
                self._take(one, place)
                return True
        return one.anchor is None

    def call_out(self, one: Candidate) -> None:
        """Put a text outside its parcel."""
        if self._is_full(one) or self._callouts[one.source] >= MOST_CALLOUTS:
            return
        found = place_outside(one, self._room, self._leaders)
        if found is not None:
            self._callouts[one.source] += 1
            self._leaders.append(found[1])
            self._room.take(_along_leader(found[1]))
            self._take(one, *found)

    def _is_full(self, one: Candidate) -> bool:
        return self._counts[one.source] >= self._sources[one.source].style.most or len(self.placed) >= MOST_LABELS

    def _is_near(self, one: Candidate, place: Place, distance: float) -> bool:
        others = self._same.get(one.lines, ())
        return any(hypot(place.x - other.x, place.y - other.y) < distance for other in others)

    def _take(self, one: Candidate, place: Place, leader: Leader | None = None) -> None:
        self._room.take(boxes_at(place, one.width, one.height))
        self._counts[one.source] += 1
        self._same.setdefault(one.lines, []).append(place)
        source, density = self._sources[one.source], self._density
        colour, halo = _look(source, one.row, outside=leader is not None)
        self.placed.append(
            PlacedLabel(
                lines=one.lines,
                x=place.x * density,
                y=place.y * density,
                angle=place.angle,
                width=one.width * density,
                height=one.height * density,
                size=source.style.size,
                bold=source.style.bold,
                colour=colour,
                halo=halo,
                halo_colour=source.style.halo_colour,
                layer=source.name,
                row=one.row,
                leader=None if leader is None else _scaled(leader, density),
            )
        )


def _look(source: LabelSource, row: int, *, outside: bool) -> tuple[Colour, float]:
    """Colour and rim: white without a rim on a dark fill, where the style leaves the colour to us."""
    style = source.style
    if style.colour is not None:
        return style.colour, style.halo
    if outside:
        return DARK, max(style.halo, 0.35)
    fill = source.classes[int(source.class_of_row[row])].symbol.fill if source.kind == "polygon" else None
    return (LIGHT, 0.0) if is_dark(fill) else (DARK, style.halo)


def is_dark(fill: Colour | None) -> bool:
    """Whether white is better read on a fill (laid on white paper) than dark ink."""
    if fill is None:
        return False
    red, green, blue = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    opacity = int(fill[7:9], 16) / 255 if len(fill) == 9 else 1.0
    return (0.299 * red + 0.587 * green + 0.114 * blue) * opacity + 255 * (1 - opacity) < 125


def _along_leader(leader: Leader) -> list[Box]:
    x1, y1, x2, y2 = leader
    middle = Place((x1 + x2) / 2, (y1 + y2) / 2, degrees(atan2(y2 - y1, x2 - x1)))
    return boxes_at(middle, max(hypot(x2 - x1, y2 - y1), 0.2), 0.2)


def _limits(view: MapView, pixels_per_mm: float) -> Box:
    right, bottom = view.width / pixels_per_mm - EDGE_MM, view.height / pixels_per_mm - EDGE_MM
    return EDGE_MM, EDGE_MM, right, bottom


def _scaled(box: Box, factor: float) -> Box:
    return box[0] * factor, box[1] * factor, box[2] * factor, box[3] * factor
