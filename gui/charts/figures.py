"""What charts show, as numbers: sums by class, histograms, pairs. Vectorised; for a worker where a layer is large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_BARS = 40
"""More classes than this are drawn as the largest ones and a bar for the others."""
MOST_BINS = 40


@dataclass(frozen=True, eq=False)
class Bar:
    """One bar. ``value`` in features, or m² (or whatever was summed); ``share`` of the total, 0 to 1; ``rows`` are
    the numbers of its features; ``colour`` is empty where the chart's own is meant."""

    key: str
    label: str
    value: float
    share: float
    rows: Ints
    colour: str = ""


@dataclass(frozen=True, eq=False)
class Figures:
    """Bars in their order, their total, and how many features could not be counted."""

    bars: tuple[Bar, ...]
    total: float
    left_out: int = 0


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two numbers of every feature that has both; ``rows`` are their numbers."""

    x: Floats
    y: Floats
    rows: Ints
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ClassLook:
    """A class as the legend has it."""

    key: str
    label: str
    colour: str = ""


def by_class(class_of_row: Ints, classes: Sequence[ClassLook], weights: Floats | None, *, others: str) -> Figures:
    """Count the features of each class, or add up their ``weights``; the largest first.

    ``class_of_row`` is -1 for a feature without a class. Features whose weight is not known are left out and counted.
    """
    known = class_of_row >= 0
    if weights is not None:
        known &= np.isfinite(weights)
    numbers = class_of_row[known]
    sums = np.bincount(numbers, weights=None if weights is None else weights[known], minlength=len(classes))
    rows = np.flatnonzero(known)
    order = np.argsort(numbers, kind="stable")
    ends = np.cumsum(np.bincount(numbers, minlength=len(classes)))
    members = np.split(rows[order], ends[:-1]) if len(classes) else []
    total = float(sums.sum())
    ranked = [int(number) for number in np.argsort(-sums, kind="stable") if len(members[number])]
    bars = [
        Bar(classes[n].key, classes[n].label, float(sums[n]), _share(sums[n], total), members[n], classes[n].colour)
        for n in ranked
    ]
    return Figures(_folded(bars, others, total), total, int(len(class_of_row) - known.sum()))


def histogram(numbers: Floats) -> tuple[Figures, Floats]:
    """Count the features in bins of a round width; also the edges (bins + 1). The last bin holds its upper edge."""
    rows = np.flatnonzero(np.isfinite(numbers))
    left_out = len(numbers) - len(rows)
    if not len(rows):
        return Figures((), 0.0, left_out), np.empty(0)
    values = numbers[rows]
    edges = round_edges(float(values.min()), float(values.max()), _bins_wanted(values))
    bins = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(bins, minlength=len(edges) - 1)
    members = np.split(rows[np.argsort(bins, kind="stable")], np.cumsum(counts)[:-1])
    total = float(len(rows))
    names = [f"{low:.10g} – {high:.10g}" for low, high in pairwise(edges.tolist())]
    bars = tuple(
        Bar(str(number), name, float(count), count / total, rows_of_bin)
        for number, (name, count, rows_of_bin) in enumerate(zip(names, counts.tolist(), members, strict=True))
    )
    return Figures(bars, total, left_out), edges


def pairs(first: Floats, second: Floats) -> Pairs:
    """The features that have both numbers."""
    rows = np.flatnonzero(np.isfinite(first) & np.isfinite(second))
    return Pairs(first[rows], second[rows], rows, len(first) - len(rows))


def round_edges(least: float, greatest: float, wanted: int) -> Floats:
    """Edges of at most about ``wanted`` bins whose width is 1, 2 or 5 times a power of ten."""
    if greatest <= least:
        half = max(abs(least) * 0.05, 0.5)
        return np.array([least - half, least + half])
    width = round_step((greatest - least) / max(wanted, 1))
    first = np.floor(least / width)
    last = np.ceil(greatest / width)
    return np.arange(first, max(last, first + 1) + 1) * width


def round_step(rough: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= rough * (1 - 1e-12)))


def selected_shares(bars: Sequence[Bar], selected: npt.NDArray[np.bool_], weights: Floats | None) -> list[float]:
    """Which part of each bar is selected, 0 to 1."""
    found = []
    for bar in bars:
        chosen = selected[bar.rows]
        part = chosen.sum() if weights is None else np.nansum(weights[bar.rows][chosen])
        found.append(float(part / bar.value) if bar.value else 0.0)
    return found


def _bins_wanted(values: Floats) -> int:
    """Freedman and Diaconis: twice the middle half over the cube root of the count."""
    low, high = np.percentile(values, [25, 75])
    width = 2.0 * (high - low) / np.cbrt(len(values))
    spread = float(values.max() - values.min())
    return int(np.clip(spread / width, 5, MOST_BINS)) if width > 0 else 10


def _folded(bars: list[Bar], others: str, total: float) -> tuple[Bar, ...]:
    if len(bars) <= MOST_BARS:
        return tuple(bars)
    kept, rest = bars[: MOST_BARS - 1], bars[MOST_BARS - 1 :]
    value = sum(bar.value for bar in rest)
    rows = np.sort(np.concatenate([bar.rows for bar in rest]))
    return (*kept, Bar("", f"{others} ({len(rest)})", value, _share(value, total), rows))


def _share(value: float, total: float) -> float:
    return float(value / total) if total else 0.0
