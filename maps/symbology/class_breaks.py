"""Classes of numbers: where one ends and the next begins, by mapclassify, and the style made of them."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.errors import AppError
from core.messages import Text, same
from layers.layer import GeometryKind
from maps.style_files.filters import number_text
from maps.symbology.conditions import Condition
from maps.symbology.layer_style import Grading, LayerStyle, StyleClass, drawn_of
from maps.symbology.marks import Marker, Stroke, Symbol
from maps.symbology.ramps import ramps

Floats = npt.NDArray[np.float64]
Way = Literal["quantiles", "equal", "jenks", "natural", "pretty", "deviation", "manual"]
WAYS: dict[Way, Text] = {
    "quantiles": Text("等数量（分位数）", "Quantiles"),
    "equal": Text("等间隔", "Equal interval"),
    "jenks": Text("Fisher-Jenks 最优", "Fisher-Jenks"),
    "natural": Text("自然断点", "Natural breaks"),
    "pretty": Text("整数间隔", "Pretty"),
    "deviation": Text("标准差", "Standard deviation"),
    "manual": Text("手动", "Manual"),
}
LARGEST_SAMPLE = 10_000
"""Fisher-Jenks takes time with the square of the count: of more values a sample is classed."""
MOST_CLASSES = 20
_SAMPLED: tuple[Way, ...] = ("jenks", "natural")


@dataclass(frozen=True, slots=True)
class Breaks:
    """Limits (n + 1) of n classes: a class holds its upper limit, the first also its lower one.

    ``classed`` of ``total`` values were looked at.
    """

    limits: tuple[float, ...]
    classed: int
    total: int

    @property
    def sampled(self) -> bool:
        """Whether the limits come from a sample."""
        return self.classed < self.total


def breaks_of(values: Floats, way: Way, count: int, manual: Sequence[float] = ()) -> Breaks:
    """Classes of ``values`` (n; those not finite are left out). AppError ``style.no_numbers`` where there are none.

    Limits are rounded as far as a legend may write them, so that what it says is what is drawn. There may be fewer
    classes than asked for where values are alike. ``manual`` are the limits between and around classes.
    """
    known = values[np.isfinite(values)]
    if not len(known):
        message = Text("这个字段里没有数值。", "There is no number in this field.")
        raise AppError("style.no_numbers", message, Text("请换一个字段。", "Choose another field."))
    low, high = float(known.min()), float(known.max())
    count = max(1, min(count, MOST_CLASSES))
    looked_at = known
    if way in _SAMPLED and len(known) > LARGEST_SAMPLE:
        # Evenly by rank: every part of the distribution is there, and the answer is always the same.
        looked_at = np.sort(known)[np.linspace(0, len(known) - 1, LARGEST_SAMPLE).astype(np.int64)]
    if way == "manual":
        inner = sorted({float(one) for one in manual if math.isfinite(one)})
    elif low == high or count == 1:
        inner = []
    else:
        inner = _bins(looked_at, way, count)
    if way == "manual" and len(inner) > 1:
        return Breaks(tuple(inner), len(known), len(known))
    return Breaks(_rounded(low, high, inner), len(looked_at), len(known))


def graded(
    field: str, breaks: Breaks, grading: Grading, *, kind: GeometryKind, base: Symbol | None = None
) -> LayerStyle:
    """The graduated style of ``breaks``: colours of the ramp on the outline (or lines, or markers) of ``base``."""
    colours = ramps()[grading.ramp].mixed(max(len(breaks.limits) - 1, 1), turned=grading.turned)
    spans = list(pairwise(breaks.limits)) or [(breaks.limits[0], breaks.limits[0])]
    labels = range_labels(breaks.limits, grading.unit)
    classes = []
    for number, ((low, high), colour, label) in enumerate(zip(spans, colours, labels, strict=True)):
        limits = (
            Condition(field, ">" if number else ">=", (number_text(low),)),
            Condition(field, "<=", (number_text(high),)),
        )
        classes.append(StyleClass(f"{number + 1}", label, coloured(base, colour, kind), limits))
    return LayerStyle(kind, tuple(classes), method="graduated", field=field, grading=grading)


def range_labels(limits: Sequence[float], unit: str = "") -> list[Text]:
    """Labels of the classes between ``limits``; the first says the unit, and that upper limits belong to classes."""
    digits = max((_decimals(one) for one in limits), default=0)
    words = [f"{one:,.{digits}f}".replace(",", " ") for one in limits]
    pairs = list(pairwise(words)) or [(words[0], words[0])]
    labels = [same(f"{low} – {high}" if low != high else low) for low, high in pairs]
    tail = f" {unit}" if unit else ""
    stated = Text("（含上限）", " (upper limit included)") if len(labels) > 1 else same("")
    first = labels[0]
    return [Text(f"{first.zh}{tail}{stated.zh}", f"{first.en}{tail}{stated.en}"), *labels[1:]]


def coloured(base: Symbol | None, colour: str, kind: GeometryKind) -> Symbol:
    """``base`` in another colour: fill of areas, uppermost line of lines, fill of markers."""
    base = base or Symbol(strokes=(Stroke("#5F6670", 0.1 if kind == "polygon" else 0.5),))
    if kind == "point":
        marker = base.marker or Marker("circle", 2.2, colour, Stroke("#FFFFFF", 0.2))
        return drawn_of(Symbol(marker=replace(marker, fill=colour)), kind)
    if kind == "line":
        strokes = base.strokes or (Stroke(colour, 0.5),)
        return Symbol(strokes=(*strokes[:-1], replace(strokes[-1], colour=colour)))
    strokes = base.strokes or (Stroke("#5F6670", 0.1),)
    return Symbol(colour, strokes=strokes)


def histogram(values: Floats, count: int = 40) -> tuple[npt.NDArray[np.int64], float, float]:
    """How many values lie in each of ``count`` equal steps from the smallest to the largest, and these two."""
    known = values[np.isfinite(values)]
    if not len(known):
        return np.zeros(count, dtype=np.int64), 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    found = np.histogram(known, bins=count, range=(low, high if high > low else low + 1))[0]
    return found.astype(np.int64), low, high


def _bins(values: Floats, way: Way, count: int) -> list[float]:
    """The upper limits of the classes but the last.

    The simple ways are computed here, as mapclassify does: importing it takes seconds (it compiles when imported).
    """
    count = min(count, len(np.unique(values)))
    low, high = float(values.min()), float(values.max())
    if way == "quantiles":
        found = np.percentile(values, np.linspace(0, 100, count + 1)[1:])
    elif way == "equal":
        found = np.linspace(low, high, count + 1)[1:]
    elif way == "deviation":
        found = values.mean() + values.std(ddof=1) * np.array([-2.0, -1.0, 1.0, 2.0])
    else:
        found = _classified(values, way, count)
    return [float(one) for one in np.unique(found) if low < one < high]


def _classified(values: Floats, way: Way, count: int) -> Floats:
    import mapclassify

    makers = {
        "jenks": mapclassify.FisherJenks,
        "natural": mapclassify.NaturalBreaks,
        "pretty": mapclassify.PrettyBreaks,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # fewer distinct values than classes: the classes then are fewer
        return np.asarray(makers[way](values, k=count).bins, dtype=np.float64)


def _rounded(low: float, high: float, inner: Sequence[float]) -> tuple[float, ...]:
    """The limits with as few digits as keep them apart: the lowest rounded down, the highest up."""
    whole = sorted({low, *inner, high})
    if len(whole) == 1:
        return (whole[0], whole[0])
    gap = min(b - a for a, b in pairwise(whole))
    digits = min(max(2 - math.floor(math.log10(gap)), 0), 12) if gap > 0 else 6
    if max(abs(low), abs(high)) >= 1e15:
        return tuple(whole)
    scale = 10.0**digits
    first, last = math.floor(low * scale) / scale, math.ceil(high * scale) / scale
    between = [round(one, digits) for one in inner]
    return tuple(sorted({first, *(one for one in between if first < one < last), last}))


def _decimals(number: float) -> int:
    text = f"{number:.10f}".rstrip("0")
    return len(text.partition(".")[2])
