"""Thematic views: which roles of a plan show, in which symbols, from ``styles/views.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from core.messages import Text, same
from core.quantities import M2_PER_MU
from maps.drawing.display import DisplayLayer, display_layer
from maps.symbology.class_breaks import WAYS, Way, breaks_of, coloured, range_labels
from maps.symbology.landuse import UNKNOWN
from maps.symbology.marks import Colour, Marker, Stroke, Symbol
from maps.symbology.ramps import ramps
from maps.symbology.symbols import SymbolClass, Symbology, symbology

if TYPE_CHECKING:
    import pyproj

    from layers.layer import GeometryKind, Layer
    from layers.plan import AreaDefinition

Method = Literal["graded", "distinct", "land_use", "words", "quiet"]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MOST_VALUES = 24
"""More different values of a field are not told apart: those that are rare are shown as the rest."""
NO_VALUE = Text("未填", "Not given")
UNNAMED = same("")
_PALE = {
    "polygon": Symbol("#F0F0ED", strokes=(Stroke("#CFD2D6", 0.08),)),
    "line": Symbol(strokes=(Stroke("#C4C8CE", 0.2),)),
    "point": Symbol(marker=Marker("circle", 1.0, "#C4C8CE")),
}
_REST_COLOUR = "#D9DBDF"


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Features whose field holds one of ``values``."""

    values: tuple[str, ...]
    colour: Colour
    label: Text


@dataclass(frozen=True, slots=True)
class ViewStyle:
    """How the layers of a role are drawn in a view; see ``styles/views.toml``. ``rest``: what has no class.

    ``definition`` is the plan's, for what is divided by an area.
    """

    role: str
    method: Method
    field: str = ""
    per_mu: bool = False
    way: Way = "quantiles"
    count: int = 5
    limits: tuple[float, ...] = ()
    ramp: str = "viridis"
    label: Text = UNNAMED
    rest: Text = NO_VALUE
    codes: tuple[str, ...] = ()
    classes: tuple[ValueClass, ...] = ()
    definition: AreaDefinition = "ellipsoidal"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A thematic view. ``styles`` has every role that shows: None for its own symbols. ``labels``: roles labelled;
    ``denominator``: the scale it is meant for, None for the whole plan.
    """

    id: str
    title: Text
    about: Text
    source: str
    styles: Mapping[str, ViewStyle | None]
    labels: frozenset[str]
    denominator: float | None = None


@lru_cache(maxsize=1)
def saved_views() -> tuple[SavedView, ...]:
    """All views, in the order of the file."""
    tables = tomllib.loads((files("styles") / "views.toml").read_text(encoding="utf-8"))
    return tuple(_view(key, table) for key, table in tables.items())


def saved_view(key: str) -> SavedView | None:
    """The view of an id; None where there is none."""
    return next((view for view in saved_views() if view.id == key), None)


def view_display(layer: Layer, crs: pyproj.CRS | None, style: ViewStyle) -> DisplayLayer:
    """The display of a layer in a style of a view. For a worker."""
    display = display_layer(layer, crs, view_symbology(layer, style, crs))
    return replace(display, style=replace(display.style, ours=True))


def view_symbology(layer: Layer, style: ViewStyle, crs: pyproj.CRS | None) -> Symbology:
    """The classes of a layer in a style of a view; only those that occur, in the order of the legend."""
    if style.method == "quiet":
        only = SymbolClass("quiet", symbology_label(layer), _PALE[layer.kind])
        return Symbology((only,), np.zeros(len(layer), dtype=np.int64))
    if style.method == "land_use":
        return _some_land_uses(layer, style.codes)
    if style.method == "graded":
        classes, rows = _graded(layer, style, values_of(layer, style, crs))
    elif style.method == "words":
        classes, rows = _worded(layer, style)
    else:
        classes, rows = _distinct(layer, style)
    return _present(classes, rows)


def symbology_label(layer: Layer) -> Text:
    """What a layer is called as a whole."""
    from maps.symbology.style import role_style

    return role_style(layer.role).label if layer.role is not None else same(layer.name)


def values_of(layer: Layer, style: ViewStyle, crs: pyproj.CRS | None) -> Floats:
    """What a graded style is about (n): the field, with ``per_mu`` by 亩 of the feature in its definition."""
    amounts = layer.numbers(style.field)
    if not style.per_mu:
        return amounts
    square_metres = _areas(layer, crs, style.definition)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(square_metres > 0, amounts / (square_metres / M2_PER_MU), np.nan)


def _areas(layer: Layer, crs: pyproj.CRS | None, definition: AreaDefinition) -> Floats:
    from layers.geometry.area import ellipsoidal_area, planar_area
    from layers.geometry.crs import transformed

    if definition == "registered":
        return layer.numbers("area_registered_m2")
    if crs is None or layer.crs is None:
        return np.full(len(layer), np.nan)
    geometries = transformed(layer.frame.geometry.to_numpy(), layer.crs, crs)
    return planar_area(geometries) if definition == "planar" else ellipsoidal_area(geometries, crs)


def _graded(layer: Layer, style: ViewStyle, values: Floats) -> tuple[list[SymbolClass], Rows]:
    known = np.isfinite(values)
    if not known.any():
        return [_rest(style, layer.kind)], np.zeros(len(layer), dtype=np.int64)
    limits = np.array(_limits(values[known], style))
    rows = np.clip(np.searchsorted(limits, np.where(known, values, 0.0)) - 1, 0, len(limits) - 2)
    labels = _headed(range_labels(limits.tolist()), style.label, first=int(rows[known].min()))
    colours = ramps()[style.ramp].mixed(len(labels))
    classes = [
        SymbolClass(f"{number}", label, coloured(None, colour, layer.kind))
        for number, (label, colour) in enumerate(zip(labels, colours, strict=True))
    ]
    return [*classes, _rest(style, layer.kind)], np.where(known, rows, len(classes)).astype(np.int64)


def _headed(labels: list[Text], head: Text, first: int) -> list[Text]:
    """What is graded, and to which class a limit belongs, said with the first class that occurs."""
    tail = Text(labels[0].zh.partition("（")[2], labels[0].en.partition(" (")[2])
    plain = [Text(one.zh.partition("（")[0], one.en.partition(" (")[0]) for one in labels]
    begins = Text(f"{head.zh} {plain[first].zh}".strip(), f"{head.en} {plain[first].en}".strip())
    plain[first] = Text(
        f"{begins.zh}（{tail.zh}" if tail.zh else begins.zh, f"{begins.en} ({tail.en}" if tail.en else begins.en
    )
    return plain


def _limits(values: Floats, style: ViewStyle) -> tuple[float, ...]:
    """Given limits are widened so that every value has a class."""
    if style.way != "manual":
        return breaks_of(values, style.way, style.count).limits
    low, high = float(values.min()), float(values.max())
    inner = sorted({*style.limits})
    lowest = [] if inner and inner[0] <= low else [float(np.floor(low))]
    highest = [] if inner and inner[-1] >= high else [float(np.ceil(high))]
    return (*lowest, *inner, *highest)


def _worded(layer: Layer, style: ViewStyle) -> tuple[list[SymbolClass], Rows]:
    words = layer.words(style.field)
    rows = np.full(len(layer), len(style.classes), dtype=np.int64)
    for number, one in enumerate(style.classes):
        rows[np.isin(words, one.values)] = number
    classes = [SymbolClass(one.values[0], one.label, coloured(None, one.colour, layer.kind)) for one in style.classes]
    return [*classes, _rest(style, layer.kind)], rows


def _distinct(layer: Layer, style: ViewStyle) -> tuple[list[SymbolClass], Rows]:
    words = layer.words(style.field)
    found, counts = np.unique(words[words != ""], return_counts=True)
    kept = sorted(found[np.argsort(-counts, kind="stable")[:MOST_VALUES]].tolist())
    colours = ramps()[style.ramp].mixed(max(len(kept), 1))
    rows = np.full(len(layer), len(kept), dtype=np.int64)
    for number, word in enumerate(kept):
        rows[words == word] = number
    classes = [
        SymbolClass(word, same(word), coloured(None, colour, layer.kind))
        for word, colour in zip(kept, colours, strict=False)
    ]
    return [*classes, _rest(style, layer.kind)], rows


def _some_land_uses(layer: Layer, codes: Sequence[str]) -> Symbology:
    """Land use in its colours where the code begins with one of ``codes``; the rest is pale."""
    whole = symbology(layer)
    kept = [one.key != UNKNOWN and one.key.startswith(tuple(codes)) for one in whole.classes]
    order = [number for number, keeps in enumerate(kept) if keeps]
    place = np.full(len(whole.classes), len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    classes = [whole.classes[number] for number in order]
    rest = SymbolClass("rest", Text("其他用地", "Other land use"), _PALE[layer.kind])
    return _present([*classes, rest], place[whole.class_of_row])


def _present(classes: Sequence[SymbolClass], rows: Rows) -> Symbology:
    present, numbers = np.unique(rows, return_inverse=True)
    return Symbology(tuple(classes[number] for number in present.tolist()), numbers.ravel().astype(np.int64))


def _rest(style: ViewStyle, kind: GeometryKind) -> SymbolClass:
    return SymbolClass("rest", style.rest, coloured(None, _REST_COLOUR, kind))


def _view(key: str, table: Mapping[str, Any]) -> SavedView:
    styles: dict[str, ViewStyle | None] = dict.fromkeys(table.get("roles", ()))
    styles.update({role: ViewStyle(role, "quiet") for role in table.get("quiet", ())})
    styles.update({one["role"]: _style(one) for one in table.get("styles", ())})
    labels = frozenset(table.get("labels", ()))
    scale = table.get("denominator")
    return SavedView(key, _text(table["title"]), _text(table["about"]), table["source"], styles, labels, scale)


def _style(table: Mapping[str, Any]) -> ViewStyle:
    method, way = table["method"], table.get("way", "quantiles")
    if method not in get_args(Method) or way not in WAYS:
        raise ValueError(f"views.toml: {method} {way}")
    return ViewStyle(
        role=table["role"],
        method=method,
        field=table.get("field", ""),
        per_mu=table.get("per") == "mu",
        way=way,
        count=table.get("count", 5),
        limits=tuple(table.get("limits", ())),
        ramp=table.get("ramp", "viridis"),
        label=_text(table["label"]) if "label" in table else UNNAMED,
        rest=_text(table["rest"]) if "rest" in table else NO_VALUE,
        codes=tuple(table.get("codes", ())),
        classes=tuple(ValueClass(tuple(o["values"]), o["colour"], _text(o["label"])) for o in table.get("classes", ())),
    )


def _text(table: Mapping[str, str]) -> Text:
    return Text(table["zh"], table["en"])
