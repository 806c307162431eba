"""The display of selected features: the same arrays, a symbol that is seen over every other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from core.messages import Text
from maps.drawing.detail import Details
from maps.drawing.display import DisplayLayer
from maps.symbology.marks import Colour, Marker, Stroke, Symbol
from maps.symbology.symbols import SymbolClass, Symbology

SELECTED = Text("选中的要素", "Selected features")
HALO_MM, LINE_MM = 1.1, 0.55
MARKER_MM = 3.0


def selected_display(
    display: DisplayLayer, rows: npt.NDArray[np.int64], *, colour: Colour, halo: Colour
) -> DisplayLayer | None:
    """The features in ``rows`` of a layer, outlined in ``colour`` within ``halo``; None if none of them is drawn.

    For a worker: the arrays of the features are copied.
    """
    parts = display.parts
    wanted = np.zeros(len(display.symbology.class_of_row), dtype=np.bool_)
    wanted[rows[rows < len(wanted)]] = True  # what is quite new may not be drawn yet
    numbers = np.flatnonzero(wanted[parts.feature])
    if not len(numbers):
        return None
    taken = parts.taken(numbers)
    low, high = taken.bounds[:, :2].min(axis=0), taken.bounds[:, 2:].max(axis=0)
    return replace(
        display,
        symbology=_symbology(len(wanted), colour, halo),
        parts=taken,
        holes=display.holes[numbers],
        turned=display.turned[numbers],
        bounds=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        grain=float("inf"),  # outlines stay however small the features are
        details=Details(display.details.least),
    )


def _symbology(count: int, colour: Colour, halo: Colour) -> Symbology:
    symbol = Symbol(
        strokes=(Stroke(halo, HALO_MM), Stroke(colour, LINE_MM)),
        marker=Marker("circle", MARKER_MM, f"{colour}40", Stroke(colour, LINE_MM / 2)),
        under=(Marker("circle", MARKER_MM, f"{halo}60", Stroke(halo, HALO_MM / 2)),),
    )
    return Symbology((SymbolClass("selected", SELECTED, symbol),), np.zeros(count, dtype=np.int64))
