"""One defect: which features, where, how large."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import shapely

from layers.topology.settings import KINDS

ORDER = {kind: number for number, kind in enumerate(KINDS)}
PLACED = frozenset(
    ("gap", "invalid", "self_touch", "duplicate_vertex", "near_vertex", "spike", "unshared_vertex", "dangle", "unsplit")
)
"""Kinds of which the same features can have several: they are told apart by the place."""

OF_POINTS = frozenset(("duplicate_vertex", "near_vertex", "dangle", "unsplit"))
"""Kinds that stay what they are when the vertex comes to belong to another feature, by a split or a merger."""


@dataclass(frozen=True)
class Finding:
    """A defect of a layer.

    ``fids``: the features that it is about. Of an overlap in ascending order; of ``contained`` first the inner one;
    of ``unshared_vertex`` first the one that lacks it; of ``unsplit`` first the line to be split. ``place`` is the
    bad part in the layer's CRS, ``area_m2`` its planar area (0 for points and lines). ``hint`` is ``chord`` where a
    thin overlap or gap comes from straight edges of another CRS, ``parent`` for a gap against the parent boundary.
    """

    kind: str
    fids: tuple[int, ...]
    place: Any
    area_m2: float = 0.0
    hint: str | None = None

    @cached_property
    def anchor(self) -> tuple[float, float]:
        """A point of the place, in the layer's CRS: its most south-western vertex."""
        xy = shapely.get_coordinates(self.place)
        return (float("nan"), float("nan")) if not len(xy) else min((float(x), float(y)) for x, y in xy)

    @cached_property
    def key(self) -> str:
        """What names the defect as long as it is the same one."""
        fids = ",".join(map(str, self.fids))
        return f"{self.kind}:{fids}" + (f"@{self.anchor[0]:.9g},{self.anchor[1]:.10g}" if self.kind in PLACED else "")

    @property
    def order(self) -> tuple[object, ...]:
        """By kind, features, place."""
        return (ORDER[self.kind], self.fids, self.anchor)
