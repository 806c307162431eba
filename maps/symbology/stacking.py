"""Symbols made of symbols: thinned, laid on each other, and at a scale."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from maps.symbology.colours import channels, laid_over, thinned
from maps.symbology.marks import Dots, Hatch, Marker, MarkerLine, Stroke, Symbol

Part = TypeVar("Part", Stroke, Hatch, Marker, Dots, MarkerLine)


def faded(symbol: Symbol, opacity: float = 1.0) -> Symbol:
    """The symbol with its own opacity and this one worked into all its colours."""
    opacity *= symbol.opacity
    if opacity >= 1:
        return symbol
    return Symbol(
        None if symbol.fill is None else thinned(symbol.fill, opacity),
        tuple(replace(hatch, colour=thinned(hatch.colour, opacity)) for hatch in symbol.hatches),
        tuple(_faded_stroke(stroke, opacity) for stroke in symbol.strokes),
        symbol.marker and _faded_marker(symbol.marker, opacity),
        tuple(replace(dots, marker=_faded_marker(dots.marker, opacity)) for dots in symbol.dots),
        tuple(replace(along, marker=_faded_marker(along.marker, opacity)) for along in symbol.along),
        tuple(_faded_marker(marker, opacity) for marker in symbol.under),
    )


def stacked(below: Symbol, above: Symbol) -> Symbol:
    """One symbol that looks like ``above`` drawn over ``below``.

    A symbol has one fill, under its hatches. What an upper fill hides goes; what shows through it takes its colour,
    which is exact for opaque hatches.
    """
    below, above = faded(below), faded(above)
    hatches, dots, strokes, fill = below.hatches, below.dots, below.strokes, above.fill or below.fill
    if above.fill is not None and below.fill is not None:
        fill = laid_over(above.fill, below.fill)
    if above.fill is not None:
        covered = channels(above.fill)[3] == 255
        hatches = () if covered else tuple(_tinted(hatch, above.fill) for hatch in hatches)
        dots = () if covered else dots
        strokes = tuple(half for stroke in strokes for half in _outside(stroke)) if covered else strokes
    markers = [*below.under, below.marker, *above.under] if above.marker else [*below.under, *above.under]
    return Symbol(
        fill,
        (*hatches, *above.hatches),
        (*strokes, *above.strokes),
        above.marker or below.marker,
        (*dots, *above.dots),
        (*below.along, *above.along),
        tuple(marker for marker in markers if marker is not None),
    )


def at_scale(symbol: Symbol, denominator: float) -> Symbol:
    """The symbol with lengths on the ground turned into millimetres at 1 : ``denominator``."""
    if not _any_ground(symbol):
        return symbol
    mm = 1000.0 / denominator if denominator > 0 else 0.0
    marker = symbol.marker and _marker_at(symbol.marker, mm)
    return replace(
        symbol,
        hatches=tuple(_at(hatch, mm) for hatch in symbol.hatches),
        strokes=tuple(_at(stroke, mm) for stroke in symbol.strokes),
        marker=marker,
        dots=tuple(replace(_at(dots, mm), marker=_marker_at(dots.marker, mm)) for dots in symbol.dots),
        along=tuple(replace(_at(along, mm), marker=_marker_at(along.marker, mm)) for along in symbol.along),
        under=tuple(_marker_at(one, mm) for one in symbol.under),
    )


def _any_ground(symbol: Symbol) -> bool:
    markers = [symbol.marker, *symbol.under, *(dots.marker for dots in symbol.dots)]
    markers += [along.marker for along in symbol.along]
    named = [one.ground for one in markers if one is not None]
    named += [one.stroke.ground for one in markers if one is not None and one.stroke is not None]
    named += [hatch.ground for hatch in symbol.hatches] + [stroke.ground for stroke in symbol.strokes]
    named += [dots.ground for dots in symbol.dots] + [along.ground for along in symbol.along]
    return any(named)


def _marker_at(marker: Marker, mm: float) -> Marker:
    marker = _at(marker, mm)
    return marker if marker.stroke is None else replace(marker, stroke=_at(marker.stroke, mm))


def _at(part: Part, mm: float) -> Part:
    """``mm`` millimetres on paper are a metre on the ground."""
    changes: dict[str, object] = {"ground": ()}
    for name in part.ground:
        length = getattr(part, name)
        changes[name] = tuple(one * mm for one in length) if isinstance(length, tuple) else length * mm
    return replace(part, **changes) if part.ground else part  # type: ignore[arg-type]


def _outside(stroke: Stroke) -> tuple[Stroke, ...]:
    """What an opaque fill leaves of the outline under it."""
    outer, inner = stroke.offset_mm - stroke.width_mm / 2, min(stroke.offset_mm + stroke.width_mm / 2, 0.0)
    if outer >= inner or "width_mm" in stroke.ground or "offset_mm" in stroke.ground:
        return () if outer >= inner else (stroke,)
    return (replace(stroke, width_mm=inner - outer, offset_mm=(inner + outer) / 2),)


def _tinted(hatch: Hatch, fill: str) -> Hatch:
    return replace(hatch, colour=laid_over(fill, hatch.colour))


def _faded_stroke(stroke: Stroke, opacity: float) -> Stroke:
    return replace(stroke, colour=thinned(stroke.colour, opacity))


def _faded_marker(marker: Marker, opacity: float) -> Marker:
    rim = marker.stroke and _faded_stroke(marker.stroke, opacity)
    return replace(marker, fill=thinned(marker.fill, opacity), stroke=rim)
