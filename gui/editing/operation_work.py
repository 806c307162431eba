"""What an operation needs from a worker: geometries of another layer, names of features, figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from core.messages import Text
from gui.editing.measures import area_words, definition_of, figures_of
from gui.editing.operation import Operation, Values, Work

if TYPE_CHECKING:
    from gui.editing.context import EditContext, Intent
    from gui.selection import Fids
    from layers.editing.edit import Box, Edit, Shape, Surroundings
    from layers.layer import Layer

NAMES = ("parcel_no", "name", "project", "class_code")


def intent_of(operation: Operation, fids: Sequence[int], values: Values, work: Work) -> Intent:
    """The operation on these features with what is set."""
    return partial(_made, operation, fids, values, work)


def told_figures(context: EditContext, operation: Operation, intent: Intent, work: Work) -> tuple[Intent, list[Text]]:
    """The same intent, and a list into which it writes what it would come to, in a sentence."""
    found: list[Text] = []
    definition = definition_of(context)

    def tried(near: Surroundings) -> Edit:
        edit = intent(near)
        found.append(_words(edit, operation, work, definition))
        return edit

    return tried, found


def others_of(layer: Layer, chosen: Fids, crs: Any, box: Box | None) -> list[Shape]:
    """Geometries of another layer in ``crs``: those of ``chosen`` fids, or all that meet a box."""
    import shapely

    from gui.shapes import rows_in_area, rows_of
    from layers.geometry.crs import same_crs, transformed

    if box is None:
        rows = rows_of(layer, chosen)
    else:
        outline = shapely.get_coordinates(shapely.box(*box))
        rows = rows_in_area(layer, crs, outline, "intersects")
    shapes = shapely.force_2d(layer.some(rows).geometry.to_numpy())
    if layer.crs is not None and not same_crs(layer.crs, crs):
        shapes = transformed(shapes, layer.crs, crs)
    return [shape for shape in shapes if shape is not None and not shape.is_empty]


def names_of(layer: Layer, fids: Sequence[int]) -> list[tuple[int, str]]:
    """What features are called, by fid."""
    from gui.shapes import rows_of

    if not fids:
        return []
    frame = layer.some(rows_of(layer, np.array(sorted(fids), dtype=np.int64)))
    columns = [name for name in NAMES if name in frame.columns]
    found = []
    for fid in fids:
        if fid in frame.index:
            words = [str(value) for value in frame.loc[fid, columns].tolist() if isinstance(value, str) and value]
            found.append((fid, f"{' '.join(words[:2])} ({fid})".strip()))
    return found


def _made(operation: Operation, fids: Sequence[int], values: Values, work: Work, near: Surroundings) -> Edit:
    return operation.make(near, fids, values, work)


def _words(edit: Edit, operation: Operation, work: Work, definition: Text) -> Text:
    """The operation's own figures, or those that all have."""
    if operation.said is None:
        return figures_of(edit, work.measure).words(definition)

    def area(shape: Shape) -> Text:
        return area_words(float(work.measure(np.array([shape, None], dtype=object)[:-1])[0]))

    words = operation.said(edit, area, work)
    return Text(f"{words.zh}（{definition.zh}）。", f"{words.en} ({definition.en}).")
