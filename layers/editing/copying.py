"""Features of one layer as new ones of another: in its CRS, with the fields that both layers know."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import shapely

from core.messages import Text
from layers.changes import Value
from layers.editing.edit import Added, Refusal

if TYPE_CHECKING:
    from layers.layer import Layer

_OTHER_KIND = Text("选中的要素与“{name}”的几何类型不同。", "What is selected is of another kind than “{name}” holds.")


def copies(source: Layer, fids: Sequence[int], target: Layer) -> list[Added]:
    """Selected features of ``source`` as new ones of ``target``; several parts become several features.

    Values go along where both layers have the field under the same canonical name. Refusal ``edit.kind`` where none
    is of the target's kind.
    """
    from layers.geometry.crs import transformed

    rows = np.flatnonzero(np.isin(source.fids, np.asarray(fids, dtype=np.int64)))
    table = source.some(rows)
    shapes = shapely.force_2d(table.geometry.to_numpy())
    if source.crs is not None and target.crs is not None:
        shapes = transformed(shapes, source.crs, target.crs)
    common = [name for name in source.fields if name in target.fields and name in table.columns]
    values = table[common].to_dict("records")
    dimension = {"point": 0, "line": 1, "polygon": 2}[target.kind]
    made = [
        Added(part, values=_kept(record, target))
        for shape, record in zip(shapes, values, strict=True)
        for part in shapely.get_parts(shape)
        if not part.is_empty and shapely.get_dimensions(part) == dimension
    ]
    if not made:
        raise Refusal("edit.kind", _OTHER_KIND.format(name=target.name))
    return made


def _kept(record: dict[str, object], target: Layer) -> dict[str, Value]:
    """Plain values that are there, under the target's own names."""
    found: dict[str, Value] = {}
    for name, value in record.items():
        plain = value.item() if isinstance(value, np.generic) else value
        if isinstance(plain, str | int) or (isinstance(plain, float) and math.isfinite(plain)):
            found[target.fields[name]] = plain
    return found
