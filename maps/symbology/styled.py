"""Layers in the planner's own style, ready to be drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from maps.drawing.display import DisplayLayer, display_layer
from maps.symbology.layer_style import LayerStyle, applied

if TYPE_CHECKING:
    import pyproj

    from layers.layer import Layer


def styled_display(layer: Layer, crs: pyproj.CRS | None, style: LayerStyle | None) -> DisplayLayer:
    """The display of a layer in a style; None: in that of its role. As ``display_layer`` otherwise."""
    if style is None:
        return display_layer(layer, crs)
    display = display_layer(layer, crs, applied(style, layer))
    return replace(display, style=style.over(display.style))
