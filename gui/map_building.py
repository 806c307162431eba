"""Making what the map shows out of layers, in a worker: order, style, extent, painter paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gui.map_layers import MapLayer
from gui.map_notes import attributions_of
from gui.places import Bounds

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer
    from maps.display import DisplayLayer


def arranged(layers: Iterable[Layer], crs: pyproj.CRS | None) -> list[MapLayer]:
    """Layers in drawing order with their group, style and extent in ``crs``."""
    from maps import style

    return [map_layer(layer, crs) for layer in sorted(layers, key=lambda layer: style.drawing_order(layer.role))]


def rearranged(before: Sequence[MapLayer], layers: Iterable[Layer], crs: pyproj.CRS | None) -> list[MapLayer]:
    """The map after a change: what is still the same layer keeps its item, its place and its paths.

    A layer that was read anew keeps its place and whether it is shown; a new one comes where its kind is drawn.
    """
    from maps import style

    left = {layer.name: layer for layer in layers}
    items: list[MapLayer] = []
    for item in before:
        layer = left.get(item.layer.name)
        if layer is None or layer.role != item.layer.role:
            continue
        del left[layer.name]
        items.append(item if layer is item.layer else _renewed(item, layer, crs))
    for layer in left.values():
        order = style.drawing_order(layer.role)
        above = (place for place, item in enumerate(items) if style.drawing_order(item.layer.role) > order)
        items.insert(next(above, len(items)), map_layer(layer, crs))
    return items


def map_layer(layer: Layer, crs: pyproj.CRS | None) -> MapLayer:
    """One layer as the map and the tree know it, not drawn yet."""
    from maps import style

    look = style.role_style(layer.role)
    item = MapLayer(layer, style.group_of(layer.role), look, look.visible)
    item.bounds = bounds_of(layer, crs)
    item.attributions = attributions_of(layer)
    return item


def bounds_of(layer: Layer, crs: pyproj.CRS | None) -> Bounds | None:
    """The extent of a layer in ``crs``; None where it is unknown."""
    import numpy as np

    if crs is None or layer.crs is None or not len(layer):
        return None
    west, south, east, north = layer.frame.total_bounds
    from layers.geometry.crs import transformer_between

    transformer = transformer_between(layer.crs.to_wkt(), crs.to_wkt())
    box = transformer.transform_bounds(west, south, east, north)
    return tuple(box) if np.isfinite(box).all() else None


def display_of(item: MapLayer, crs: pyproj.CRS | None) -> DisplayLayer | None:
    """The painter paths of a layer; None for one whose place is unknown."""
    from maps.display import display_layer

    if crs is None or item.layer.crs is None or not len(item.layer):
        return None
    return display_layer(item.layer, crs)


def _renewed(item: MapLayer, layer: Layer, crs: pyproj.CRS | None) -> MapLayer:
    made = map_layer(layer, crs)
    made.visible = item.visible
    return made
