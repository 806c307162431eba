"""What an operation on the selected features is: its name, what can be set, and the intent that it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from core.messages import Text

if TYPE_CHECKING:
    from layers.editing.edit import Box, Edit, Place, Shape, Surroundings
    from layers.editing.splitting import Measure

Values = Mapping[str, Any]
"""What is set, by the name of the field: numbers, words of choices, ticks; areas in m²."""
FieldKind = Literal["number", "whole", "area", "shares", "choice", "tick", "feature", "layer"]
Pick = Literal["", "edge", "line", "free", "axis"]
"""An edge or a place of a line must be pointed at; free land or a direction may be."""


@dataclass(frozen=True)
class Field:
    """Something that can be set.

    ``unit``: ``m`` (of the layer's CRS), ``deg`` or nothing. ``low`` and ``high``: the range of a number, both
    allowed. ``choices``: values and words. A ``feature`` is one of the selected ones, or one of ``choices``.
    """

    name: str
    words: Text
    kind: FieldKind
    usual: Any = None
    unit: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    choices: tuple[tuple[str, Text], ...] = ()
    only_in_coverage: bool = False


@dataclass(frozen=True, eq=False)
class Work:
    """What an operation works with besides the features and what is set.

    ``place``, ``edge`` and ``fid`` are what was pointed at, in the layer's CRS. ``others`` gives geometries of another
    layer in this CRS: its selected features (None), or all that meet a box.
    """

    coverage: bool
    kind: str
    measure: Measure
    place: Place | None = None
    edge: tuple[Place, Place] | None = None
    fid: int | None = None
    others: Callable[[Box | None], Sequence[Shape]] = field(default=lambda _box: ())


Make = Callable[["Surroundings", Sequence[int], Values, Work], "Edit"]
Said = Callable[["Edit", Callable[["Shape"], Text], Work], Text]
"""Figures of an edit in words, given how the area of a geometry is said."""


@dataclass(frozen=True)
class Operation:
    """``make(near, fids, values, work)`` is the intent. ``least``: so many features must be selected; 0: it asks for
    none; ``most``: not more (0: as many as there are). ``pick``: what a click on the map points at. ``hint``: what to
    do next. ``said``: its own figures.
    """

    name: str
    label: Text
    hint: Text
    make: Make
    fields: tuple[Field, ...] = ()
    least: int = 1
    most: int = 0
    pick: Pick = ""
    said: Said | None = None
