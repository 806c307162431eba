"""Which features get a text at all, and where each could stand. Culled by bounds before anything else is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.messages import Language
from maps.drawing.ring_order import Flags, Floats, Ints
from maps.labelling.along import stretches
from maps.labelling.candidates import Candidate, Place
from maps.labelling.inside import Spots, spots_in
from maps.labelling.room import Box
from maps.labelling.source import LabelSource, Sight
from maps.labelling.text_sizes import text_boxes

MOST_CANDIDATES = 2_000
"""Of one layer at a time: the largest."""
MOST_PLACES = 3
LEAST_CALLOUT_MM = 0.8
"""A parcel smaller than this cannot be seen to be pointed at."""
GAP_MM = 0.5
"""Between a point's marker and its text."""
_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (0.8, -0.9), (0.8, 0.9), (-0.8, -0.9), (-0.8, 0.9))


@dataclass(frozen=True, eq=False)
class Texts:
    """What the rows of a source say, with the room that it needs (n, 2) and the features' bounds (n, 4) in mm."""

    rows: Ints
    lines: Sequence[tuple[str, ...]]
    sizes: Floats
    boxes: Floats

    def only(self, kept: Flags) -> Texts:
        """Some of them."""
        lines = [line for line, is_kept in zip(self.lines, kept.tolist(), strict=True) if is_kept]
        return Texts(self.rows[kept], lines, self.sizes[kept], self.boxes[kept])


@dataclass(frozen=True, eq=False)
class Asking:
    """A source, the ``number``-th, asked for its texts in a view; none may come nearer to its border than ``edge``."""

    number: int
    source: LabelSource
    sight: Sight
    language: Language
    edge: float

    @property
    def limits(self) -> Floats:
        """Left, top, right, bottom of where texts may be."""
        sight, edge = self.sight, self.edge
        return np.array([sight.left + edge, sight.top + edge, sight.right - edge, sight.bottom - edge])

    @property
    def shift(self) -> Floats:
        """What is taken from the source's mm to get mm about the view's corner."""
        return np.array([self.sight.left, self.sight.top])


def candidates_of(asking: Asking) -> list[Candidate]:
    """The texts of a source that may be placed in view."""
    if not len(asking.source.feature):
        return []
    if asking.source.kind == "polygon":
        return _of_polygons(asking)
    if asking.source.kind == "line":
        return _of_lines(asking)
    return _of_points(asking)


def marker_boxes(asking: Asking, candidates: Sequence[Candidate]) -> list[Box]:
    """The room that the markers of points take."""
    rows = np.array([each.row for each in candidates], dtype=np.int64)
    boxes = asking.sight.boxes(asking.source, rows) - np.tile(asking.shift, 2)
    reach = _marker_sizes(asking.source, rows)[:, None] / 2 * np.array([-1, -1, 1, 1])
    return [(left, top, right, bottom) for left, top, right, bottom in (boxes + reach).tolist()]


# Polygons


def _of_polygons(asking: Asking) -> list[Candidate]:
    style, sight, source = asking.source.style, asking.sight, asking.source
    found = _texts(asking, LEAST_CALLOUT_MM if style.callouts else 0.5 * style.size)
    spans = found.boxes[:, 2:] - found.boxes[:, :2]
    if style.placement == "over":
        longest = spans.max(axis=1)
        found = found.only((longest >= 0.4 * found.sizes[:, 0]) & (longest >= style.size))
    elif not style.callouts:
        found = found.only(np.asarray((spans >= found.sizes).all(axis=1)))
    if not len(found.rows):
        return []
    limits = asking.limits
    placed = _candidates(asking, found, spots_in(sight.parts(source, found.rows), found.boxes, found.sizes))
    cut = (found.boxes[:, :2] < limits[:2]).any(axis=1) | (found.boxes[:, 2:] > limits[2:]).any(axis=1)
    again = cut & np.array([each is None or not each.places for each in placed])
    if again.any():
        part = found.only(again)
        spots = spots_in(sight.parts(source, part.rows), part.boxes, part.sizes, window=limits)
        for index, one in zip(np.flatnonzero(again).tolist(), _candidates(asking, part, spots), strict=True):
            placed[index] = one
    return [each for each in placed if each is not None]


def _candidates(asking: Asking, found: Texts, spots: Spots) -> list[Candidate | None]:
    """For each text its best places; None where it has neither a place nor a leader to start."""
    style, limits = asking.source.style, asking.limits
    half = (found.sizes / 2)[:, None, :]
    seen = np.isfinite(spots.xy[:, :, 0])
    in_view = ((spots.xy - half >= limits[:2]) & (spots.xy + half <= limits[2:])).all(axis=2)
    good = in_view & (seen if style.placement == "over" else spots.fits)
    score = np.where(good, spots.score + 3.0 * spots.fits, -np.inf)
    order = np.argsort(-score, axis=1, kind="stable")[:, :MOST_PLACES]
    rank = np.arange(len(found.rows))[:, None]
    places = (spots.xy - asking.shift)[rank, order].tolist()
    usable = np.isfinite(score[rank, order]).tolist()
    anchors = _anchors(asking, spots) if style.callouts else [None] * len(found.rows)
    weights = np.prod(found.boxes[:, 2:] - found.boxes[:, :2], axis=1).tolist()
    made: list[Candidate | None] = []
    for index, (row, lines, (width, height)) in enumerate(_each(found)):
        some = tuple(Place(x, y) for (x, y), ok in zip(places[index], usable[index], strict=True) if ok)
        one = Candidate(asking.number, row, lines, width, height, weights[index], some, anchors[index])
        made.append(one if some or anchors[index] else None)
    return made


def _anchors(asking: Asking, spots: Spots) -> list[tuple[float, float] | None]:
    """Where leaders start: the best spot of each polygon that is in view, whether its text fits there or not."""
    limits = asking.limits
    inside = np.asarray(((spots.xy > limits[:2]) & (spots.xy < limits[2:])).all(axis=2))
    best = np.argmax(np.where(inside, spots.score, -np.inf), axis=1)
    rank = np.arange(len(best))
    xy = (spots.xy[rank, best] - asking.shift).tolist()
    return [(x, y) if ok else None for (x, y), ok in zip(xy, inside[rank, best].tolist(), strict=True)]


def _each(found: Texts) -> Iterator[tuple[int, tuple[str, ...], list[float]]]:
    return zip(found.rows.tolist(), found.lines, found.sizes.tolist(), strict=True)


# Lines


def _of_lines(asking: Asking) -> list[Candidate]:
    style = asking.source.style
    found = _texts(asking, 0.0, reach=style.size)
    length = np.hypot(*(found.boxes[:, 2:] - found.boxes[:, :2]).T)
    found = found.only(length >= 0.6 * found.sizes[:, 0])
    if not len(found.rows):
        return []
    parts = asking.sight.parts(asking.source, found.rows)
    places = stretches(parts, found.sizes[:, 0], size=style.size, repeat=style.repeat, window=asking.limits)
    if not len(places.owner):
        return []
    xy, angles, owners = (places.xy - asking.shift).tolist(), places.angle.tolist(), places.owner.tolist()
    starts = np.flatnonzero(np.concatenate([[True], np.diff(places.anchor) != 0])).tolist()
    weights = np.hypot(*(found.boxes[:, 2:] - found.boxes[:, :2]).T).tolist()
    made = []
    for start, end in zip(starts, [*starts[1:], len(xy)], strict=True):
        owner = owners[start]
        some = tuple(Place(xy[at][0], xy[at][1], angles[at]) for at in range(start, min(end, start + MOST_PLACES)))
        width, height = found.sizes[owner].tolist()
        row = int(found.rows[owner])
        made.append(Candidate(asking.number, row, found.lines[owner], width, height, weights[owner], some))
    return made


# Points


def _of_points(asking: Asking) -> list[Candidate]:
    found = _texts(asking, 0.0, one_a_cell=2 * asking.source.style.size)
    if not len(found.rows):
        return []
    markers = _marker_sizes(asking.source, found.rows).tolist()
    xy = (found.boxes[:, :2] - asking.shift).tolist()
    made = []
    for index, (row, lines, (width, height)) in enumerate(_each(found)):
        x, y = xy[index]
        across, down = markers[index] / 2 + GAP_MM + width / 2, markers[index] / 2 + GAP_MM / 2 + height / 2
        places = tuple(Place(x + i * across, y + j * down) for i, j in _AROUND)
        made.append(Candidate(asking.number, row, lines, width, height, 0.0, places))
    return made


def _marker_sizes(source: LabelSource, rows: Ints) -> Floats:
    markers = [each.symbol.marker for each in source.classes]
    sizes = np.array([marker.size_mm if marker is not None else 1.6 for marker in markers])
    return sizes[source.class_of_row[rows]]


# Which features


def _texts(asking: Asking, least: float, *, reach: float = 0.0, one_a_cell: float = 0.0) -> Texts:
    """The features in view that are at least ``least`` mm wide and high, the largest of them, with their texts.

    ``reach`` counts lines as that much wider; with ``one_a_cell`` only the first point of each cell of that size.
    """
    source = asking.source
    boxes = asking.sight.boxes(source)
    seen = asking.sight.clipped(boxes)
    spans = seen[:, 2:] - seen[:, :2]
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((spans >= 0).all(axis=1) & (spans >= least).all(axis=1))
        if reach:
            rows = rows[(boxes[rows, 2:] - boxes[rows, :2]).max(axis=1) >= reach]
    if one_a_cell and len(rows):
        cells = np.floor(boxes[rows, :2] / one_a_cell)
        rows = np.sort(rows[np.unique(cells, axis=0, return_index=True)[1]])
    if len(rows) > MOST_CANDIDATES:
        largest = np.lexsort((rows, -np.prod(boxes[rows, 2:] - boxes[rows, :2], axis=1)))
        rows = np.sort(rows[largest[:MOST_CANDIDATES]])
    lines = source.texts(rows, asking.language)
    sizes = text_boxes(lines, source.style.size, bold=source.style.bold)
    return Texts(rows, lines, sizes, boxes[rows]).only(sizes[:, 0] > 0)
