"""Making what the map shows out of layers, in a worker: order, style, extent, painter paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from gui.map_layers import MapLayer, Stale
from gui.map_notes import attributions_of
from gui.places import Bounds, joined

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyproj

    from layers.layer import Layer
    from maps.drawing.display import DisplayLayer
    from maps.symbology.layer_style import LayerStyle
    from maps.symbology.style import RoleStyle

    Rows = npt.NDArray[np.int64]

NO_STYLES: Mapping[str, LayerStyle] = MappingProxyType({})


def arranged(
    layers: Iterable[Layer], crs: pyproj.CRS | None, styles: Mapping[str, LayerStyle] = NO_STYLES
) -> list[MapLayer]:
    """Layers in drawing order with their group, style (the planner's by name of the layer) and extent in ``crs``."""
    from maps.symbology import style

    ordered = sorted(layers, key=lambda layer: style.drawing_order(layer.role))
    return [map_layer(layer, crs, styles.get(layer.name)) for layer in ordered]


def rearranged(
    before: Sequence[MapLayer],
    layers: Iterable[Layer],
    crs: pyproj.CRS | None,
    styles: Mapping[str, LayerStyle] = NO_STYLES,
) -> list[MapLayer]:
    """The map after a change: what is still the same layer in the same style keeps its item, its place and its paths.

    A layer that was read anew keeps its place and whether it is shown; a new one comes where its kind is drawn.
    """
    from maps.symbology import style

    left = {layer.name: layer for layer in layers}
    items: list[MapLayer] = []
    for item in before:
        layer = left.get(item.layer.name)
        if layer is None or layer.role != item.layer.role:
            continue
        del left[layer.name]
        own = styles.get(layer.name)
        items.append(item if layer is item.layer and own == item.own else _renewed(item, layer, crs, own))
    for layer in left.values():
        order = style.drawing_order(layer.role)
        above = (place for place, item in enumerate(items) if style.drawing_order(item.layer.role) > order)
        items.insert(next(above, len(items)), map_layer(layer, crs, styles.get(layer.name)))
    return items


def sketched(layers: Iterable[Layer]) -> list[MapLayer]:
    """Layers that all are on one plane, in drawing order and ready to be drawn in their own coordinates."""
    from maps.drawing.display import display_layer

    items = arranged(layers, None)
    for item in items:
        item.bounds = item.layer.bounds
        item.display = display_layer(item.layer, None)
    return items


def map_layer(
    layer: Layer, crs: pyproj.CRS | None, own: LayerStyle | None = None, bounds: Bounds | None = None
) -> MapLayer:
    """One layer as the map and the tree know it, not drawn yet; ``bounds``: its extent in ``crs`` where known."""
    from maps.symbology import style

    look = look_of(layer, own)
    item = MapLayer(layer, style.group_of(layer.role), look, look.visible, own=own)
    item.bounds = bounds if bounds is not None else bounds_of(layer, crs)
    item.attributions = attributions_of(layer)
    _ = layer.illustrative  # found out here, in the worker, and kept: the window asks for it again and again
    return item


def look_of(layer: Layer, own: LayerStyle | None) -> RoleStyle:
    """The defaults of the layer's role with what the planner's style says of the layer as a whole."""
    from maps.symbology import style

    look = style.role_style(layer.role)
    return look if own is None else own.over(look)


def bounds_of(layer: Layer, crs: pyproj.CRS | None) -> Bounds | None:
    """The extent of a layer in ``crs``; None where it is unknown."""
    return None if crs is None or layer.crs is None else _box_in(layer, layer.bounds, crs)


def _box_in(layer: Layer, box_of_layer: Bounds | None, crs: pyproj.CRS | None) -> Bounds | None:
    """A box of the layer's CRS in ``crs``; None where it is unknown."""
    import numpy as np

    if crs is None or layer.crs is None or box_of_layer is None or not np.isfinite(box_of_layer).all():
        return None
    west, south, east, north = box_of_layer
    from layers.geometry.crs import transformer_between

    transformer = transformer_between(layer.crs.to_wkt(), crs.to_wkt())
    box = transformer.transform_bounds(west, south, east, north)
    return tuple(box) if np.isfinite(box).all() else None


def display_of(item: MapLayer, crs: pyproj.CRS | None) -> DisplayLayer | None:
    """The painter paths of a layer; None for one whose place is unknown."""
    from maps import raster
    from maps.drawing.display import LARGE
    from maps.symbology.styled import styled_display

    if crs is None or item.layer.crs is None or not len(item.layer):
        return None
    renewed = _renewed_display(item, crs)
    if renewed is not None:
        return renewed
    if len(item.layer.coordinates.xy) >= LARGE:
        raster.warm_up()  # sooner than the rest: Qt would draw such a layer for half a minute
    if item.view_style is not None:
        from maps.symbology.saved_views import view_display

        return view_display(item.layer, crs, item.view_style)
    return styled_display(item.layer, crs, item.own)


def _renewed(item: MapLayer, layer: Layer, crs: pyproj.CRS | None, own: LayerStyle | None) -> MapLayer:
    kept = _kept_display(item, layer)
    made = map_layer(layer, crs, own, item.bounds if kept is not None else None)
    made.visible = item.visible
    if layer is item.layer:
        made.display = item.display  # shown in its old style until it is drawn in the new one
    elif kept is not None and own == item.own:
        made.stale, made.display = kept
        box = _bounds_of_rows(layer, made.stale.fids, crs)
        made.bounds = joined([one for one in (item.bounds, box) if one is not None])
    elif kept is not None:
        made.bounds = bounds_of(layer, crs)
    return made


def _kept_display(item: MapLayer, layer: Layer) -> tuple[Stale, DisplayLayer] | None:
    """What is drawn of an item, and what differs in ``layer``, which was made from the item's by an edit.

    None where all has to be made anew: rows have gone, or it is not known what differs.
    """
    import numpy as np

    from layers.descent import changed_fids

    before, stale = item.layer, item.stale  # in this order: what is drawn is exchanged before it is no longer stale
    display, fids = item.display, changed_fids(before, layer)
    alike = (before.name, before.role, before.crs, before.kind) == (layer.name, layer.role, layer.crs, layer.kind)
    if display is None or not fids or item.view_style is not None or not alike:
        return None
    if not np.array_equal(layer.fids[: len(before)], before.fids):
        return None
    return Stale(fids, _words_differ(before, layer, fids)) | stale, display


def _words_differ(before: Layer, layer: Layer, fids: frozenset[int]) -> bool:
    """Whether features have other attributes, or are new: then their symbols may be others."""
    if len(before) != len(layer) or list(before.frame.columns) != list(layer.frame.columns):
        return True
    rows = _rows_of(layer, fids)
    old, new = (one.some(rows).drop(columns=one.frame.geometry.name) for one in (before, layer))
    return not old.equals(new)


def _renewed_display(item: MapLayer, crs: pyproj.CRS | None) -> DisplayLayer | None:
    """The display of an item after an edit, made from the one before; None where there is none to be made from."""
    from maps.drawing.display import renewed

    stale, display = item.stale, item.display
    if display is None or stale is None or item.view_style is not None:
        return None
    layer = item.layer
    symbols = display.symbology if not stale.words else None
    if stale.words and item.own is not None:
        from maps.symbology.layer_style import applied

        symbols = applied(item.own, layer)
    return renewed(display, layer, crs, _rows_of(layer, stale.fids), symbols)


def _rows_of(layer: Layer, fids: frozenset[int]) -> Rows:
    import numpy as np

    return np.flatnonzero(np.isin(layer.fids, np.fromiter(fids, dtype=np.int64)))


def _bounds_of_rows(layer: Layer, fids: frozenset[int], crs: pyproj.CRS | None) -> Bounds | None:
    """The extent of some features in ``crs``."""
    return _box_in(layer, tuple(layer.some(_rows_of(layer, fids)).total_bounds.tolist()), crs)
