"""What of a layer is labelled: its coordinate arrays, the bounds of its features, its columns and its style."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from core.messages import Language
from maps.drawing.ring_order import Floats, Ints, Ragged
from maps.labelling.label_style import LabelStyle
from maps.labelling.template import CLASS, FieldPiece, Template, clean, formatted, parse
from maps.view import Bounds

if TYPE_CHECKING:
    from layers.layer import GeometryKind, Layer
    from maps.drawing.display import DisplayLayer
    from maps.symbology.symbols import SymbolClass

THIN_MM = 0.05
"""Vertices nearer to each other than this are one to a label."""


@dataclass(frozen=True, eq=False)
class LabelSource:
    """A layer with the texts that it is to show. Build it with ``label_source``, once for a layer and a style.

    ``xy`` (n, 2), ``starts`` (m + 1) and ``feature`` (m, ascending) as in ``layers.layer.Coordinates``, in map
    metres; ``boxes`` (rows, 4) are the bounds of the features, NaN without geometry.
    """

    name: str
    kind: GeometryKind
    style: LabelStyle
    template: Template
    layer: Layer
    classes: tuple[SymbolClass, ...]
    class_of_row: Ints
    origin: tuple[float, float]
    xy: Floats
    starts: Ints
    feature: Ints
    boxes: Floats

    @cached_property
    def first_part(self) -> Ints:
        """Where the parts of each row begin (rows + 1)."""
        return np.searchsorted(self.feature, np.arange(len(self.boxes) + 1)).astype(np.int64)

    def texts(self, rows: Ints, language: Language) -> list[tuple[str, ...]]:
        """The lines of each of ``rows``; none where every field is empty."""
        columns = {piece: self._values(piece, rows, language) for piece in self.template.columns()}
        written = self.template.written
        names = list(columns)
        if not names:
            return [written({})] * len(rows)
        return [written(dict(zip(names, row, strict=True))) for row in zip(*columns.values(), strict=True)]

    def _values(self, piece: FieldPiece, rows: Ints, language: Language) -> list[str]:
        if piece.field == CLASS:
            return [clean(self.classes[number].label.to(language)) for number in self.class_of_row[rows].tolist()]
        return formatted(piece, self._column(piece)[rows])

    def _column(self, piece: FieldPiece) -> npt.NDArray[Any]:
        """A whole column, read once: the texts, or the numbers where the piece has a format."""
        kept = self._columns
        key = (piece.field, piece.format is not None)
        if key not in kept:
            kept[key] = self.layer.words(piece.field) if piece.format is None else self.layer.numbers(piece.field)
        return kept[key]

    @cached_property
    def _columns(self) -> dict[tuple[str, bool], npt.NDArray[Any]]:
        return {}


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of some features in mm of paper about the source's origin, y downwards, thinned.

    ``xy`` (n, 2), ``starts`` (m + 1); ``owner`` (m) is the place of the feature in the rows asked for, ascending.
    """

    xy: Floats
    starts: Ints
    owner: Ints


def label_source(layer: Layer, display: DisplayLayer, style: LabelStyle) -> LabelSource:
    """Prepare a layer for labels on its display, whose arrays are shared. For a worker.

    A style whose placement the geometry cannot have gets the usual one. AppError for a bad template.
    """
    parts = display.parts
    return LabelSource(
        name=layer.name,
        kind=layer.kind,
        style=style.for_kind(layer.kind),
        template=parse(style.template),
        layer=layer,
        classes=display.symbology.classes,
        class_of_row=display.symbology.class_of_row.astype(np.int64),
        origin=display.origin,
        xy=parts.xy,
        starts=parts.starts,
        feature=parts.feature,
        boxes=_feature_boxes(parts, len(layer)),
    )


def _feature_boxes(parts: Ragged, count: int) -> Floats:
    boxes = np.full((count, 4), np.nan)
    if len(parts.feature):
        rows, first = np.unique(parts.feature, return_index=True)
        boxes[rows, :2] = np.minimum.reduceat(parts.bounds[:, :2], first, axis=0)
        boxes[rows, 2:] = np.maximum.reduceat(parts.bounds[:, 2:], first, axis=0)
    return boxes


@dataclass(frozen=True, slots=True)
class Sight:
    """A view as a source sees it: mm of paper about the source's origin, y downwards."""

    origin: tuple[float, float]
    metres_per_mm: float
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, source: LabelSource, extent: Bounds, metres_per_mm: float) -> Sight:
        """``extent`` is west, south, east, north of the view in map metres."""
        x, y = source.origin
        west, south, east, north = extent
        left, top = (west - x) / metres_per_mm, (y - north) / metres_per_mm
        return cls(source.origin, metres_per_mm, left, top, (east - x) / metres_per_mm, (y - south) / metres_per_mm)

    def boxes(self, source: LabelSource, rows: Ints | None = None) -> Floats:
        """Left, top, right, bottom of features."""
        x, y = self.origin
        found = source.boxes if rows is None else source.boxes[rows]
        offset = np.array([x, y, x, y])
        west, south, east, north = ((found - offset) / self.metres_per_mm).T
        return np.column_stack([west, -north, east, -south])

    def clipped(self, boxes: Floats) -> Floats:
        """The part of each box that is in view (right < left where there is none)."""
        low = np.maximum(boxes[:, :2], (self.left, self.top))
        high = np.minimum(boxes[:, 2:], (self.right, self.bottom))
        return np.hstack([low, high])

    def parts(self, source: LabelSource, rows: Ints) -> Parts:
        """The parts of ``rows``."""
        first, last = source.first_part[rows], source.first_part[rows + 1]
        owner, parts = _ranges(first, last)
        vertex_owner, vertices = _ranges(source.starts[parts], source.starts[parts + 1])
        xy = (source.xy[vertices] - self.origin) / (self.metres_per_mm, -self.metres_per_mm)
        return _thinned(xy, vertex_owner, owner)


def _ranges(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All numbers from each ``first`` up to its ``last``, and which range each is of."""
    counts = last - first
    owner = np.repeat(np.arange(len(first), dtype=np.int64), counts)
    ends = np.cumsum(counts)
    return owner, np.arange(ends[-1] if len(ends) else 0, dtype=np.int64) - np.repeat(ends - counts - first, counts)


def _thinned(xy: Floats, part: Ints, owner: Ints) -> Parts:
    """Without vertices in the same small cell as the one before; first and last of every part stay."""
    if not len(part):
        return Parts(xy, np.zeros(1, dtype=np.int64), owner)
    new = np.concatenate([[True], part[1:] != part[:-1]])
    cell = np.floor(xy / THIN_MM)
    moved = np.concatenate([[True], (cell[1:] != cell[:-1]).any(axis=1)])
    kept = np.flatnonzero(moved | new | np.append(new[1:], True))
    starts = np.concatenate([np.flatnonzero(new[kept]), [len(kept)]]).astype(np.int64)
    return Parts(xy[kept], starts, owner)
