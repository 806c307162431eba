"""An atlas: which features get a page, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.errors import AppError
from core.messages import Text, listed
from maps.symbology.fields import plain
from maps.view import Bounds

if TYPE_CHECKING:
    from layers.layer import Layer
    from maps.sheets.drawn import DrawnLayer, SheetSource

MOST_PAGES = 2000
NAME_FIELDS = ("parcel_no", "project", "name", "class_name", "kind")
"""What a feature is called, the first of these that it has."""


@dataclass(frozen=True, eq=False, slots=True)
class AtlasFeature:
    """A feature that gets a page: its layer, row and fid, its name, its bounds in metres of the map.

    ``columns`` are the fields of the whole layer as text (n), shared by its features.
    """

    layer: Layer
    row: int
    fid: int
    name: str
    bounds: Bounds
    columns: Mapping[str, npt.NDArray[np.str_]]

    def words(self) -> dict[str, str]:
        """Every field of the feature as text."""
        return {field: str(column[self.row]) for field, column in self.columns.items()}


def atlas_features(source: SheetSource, role: str) -> list[AtlasFeature]:
    """The features of a role that can be drawn, by name (numbers in it by their value), then by fid.

    Of planning areas only the units where there are some, else the areas. ``AppError`` when there is none, or too many.
    """
    found = [feature for drawn in source.layers({role}) for feature in _features(drawn)]
    if not found:
        bound = sorted({layer.role for layer in source.plan.layers if layer.role is not None})
        raise AppError(
            "atlas.nothing",
            Text("规划中没有可逐页出图的“{role}”要素。", "The plan has no “{role}” features to make pages of.").format(
                role=role
            ),
            Text("规划中有：{roles}。", "It has {roles}.").format(roles=listed(bound)) if bound else None,
        )
    if len(found) > MOST_PAGES:
        raise AppError(
            "atlas.too_many",
            Text(
                "“{role}”有 {n} 个要素，图集最多 {most} 页。",
                "“{role}” has {n} features; an atlas has at most {most} pages.",
            ).format(role=role, n=len(found), most=MOST_PAGES),
            Text("请先选取一部分，例如按单元另存。", "Take a part of them, for example one unit at a time."),
        )
    return sorted(found, key=lambda feature: (_natural(feature.name), feature.layer.name, feature.fid))


def _features(drawn: DrawnLayer) -> Iterator[AtlasFeature]:
    boxes = drawn.boxes()
    kept = np.isfinite(boxes).all(axis=1)
    if drawn.layer.role == "planning_area":
        kinds = drawn.layer.words("kind")
        for kind in ("unit", "area"):
            if (kept & (kinds == kind)).any():
                kept &= kinds == kind
                break
    columns = {field: drawn.layer.words(field) for field in drawn.layer.field_names()}
    callings = [columns[field] for field in NAME_FIELDS if field in columns]
    fids = drawn.layer.fids
    for row in np.flatnonzero(kept).tolist():
        name = next((plain(str(words[row])) for words in callings if words[row]), str(fids[row]))
        west, south, east, north = boxes[row].tolist()
        yield AtlasFeature(drawn.layer, row, int(fids[row]), name, (west, south, east, north), columns)


def _natural(name: str) -> list[tuple[int, int, str]]:
    """``A-2`` before ``A-10``."""
    pieces = re.findall(r"\d{1,18}|\D+|\d+", name)
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold()) for piece in pieces]
