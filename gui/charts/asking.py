"""What a chart asks of a layer, and the answer: run in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from core.feedback import Feedback
from core.messages import Language
from gui.charts.figures import ClassLook, Figures, Floats, Ints, Pairs, by_class, histogram, pairs
from gui.table.columns import column_of

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer
    from layers.plan import AreaDefinition
    from maps.symbology.symbols import Symbol, Symbology

ChartKind = Literal["class_area", "class_count", "histogram", "scatter"]
NO_VALUE = ""


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be drawn. ``field`` empty: the classes of the legend; ``second`` is the other axis of points."""

    layer: Layer
    kind: ChartKind
    field: str
    second: str
    symbology: Symbology | None
    crs: pyproj.CRS | None
    definition: AreaDefinition
    language: Language
    others: str
    without: str


@dataclass(frozen=True, eq=False)
class Answer:
    """Bars with the weights they were summed from (None: features are counted), the edges of bins, or points."""

    figures: Figures | None = None
    weights: Floats | None = None
    edges: Floats | None = None
    pairs: Pairs | None = None


def answer(question: Question, feedback: Feedback) -> Answer:
    """Work it out."""
    layer = question.layer
    if question.kind == "histogram":
        figures, edges = histogram(column_of(layer, question.field).numbers)
        return Answer(figures, None, edges)
    if question.kind == "scatter":
        return Answer(pairs=pairs(column_of(layer, question.field).numbers, column_of(layer, question.second).numbers))
    weights = _areas(question, feedback) if question.kind == "class_area" else None
    class_of_row, classes = _classes(question)
    return Answer(by_class(class_of_row, classes, weights, others=question.others), weights)


def _areas(question: Question, feedback: Feedback) -> Floats:
    from gui.shapes import areas_of

    if question.crs is None:
        return np.full(len(question.layer), np.nan)
    return areas_of(question.layer, question.crs, question.definition, feedback)


def _classes(question: Question) -> tuple[Ints, list[ClassLook]]:
    if question.field:
        return _words(question)
    from maps.symbology.symbols import symbology

    found = question.symbology or symbology(question.layer)
    looks = [ClassLook(one.key, one.caption().to(question.language), colour_of(one.symbol)) for one in found.classes]
    return found.class_of_row, looks


def _words(question: Question) -> tuple[Ints, list[ClassLook]]:
    """The different words of a field; rows without one are a class of their own."""
    from gui.field_labels import word_shown

    codes, words = column_of(question.layer, question.field).coded
    role = question.layer.role
    looks = [ClassLook(str(one), word_shown(role, question.field, str(one), question.language)) for one in words]
    looks.append(ClassLook(NO_VALUE, question.without))
    return np.where(codes < 0, len(words), codes).astype(np.int64), looks


def colour_of(symbol: Symbol) -> str:
    """The colour by which a symbol is known, without its transparency: Qt reads eight digits the other way round."""
    fill = symbol.fill or (symbol.hatches[0].colour if symbol.hatches else None)
    fill = fill or (symbol.strokes[0].colour if symbol.strokes else None)
    fill = fill or (symbol.marker.fill if symbol.marker is not None else None)
    return fill[:7] if fill else ""
