"""What must be said on the map about the data it shows: illustrative, and whose data they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gui.map_layers import MapLayer

if TYPE_CHECKING:
    from layers.layer import Layer


def map_notes(items: Iterable[MapLayer], illustrative: str) -> list[str]:
    """Notes for the layers that are switched on: the word for illustrative data, then each attribution once."""
    shown = [item for item in items if item.visible]
    notes = [illustrative] if any(item.layer.illustrative for item in shown) else []
    attributions = [text for item in shown for text in item.attributions]
    return notes + list(dict.fromkeys(attributions))


def attributions_of(layer: Layer) -> tuple[str, ...]:
    """The attributions that a layer's features carry, in order of appearance."""
    if not layer.has_field("attribution"):
        return ()
    return tuple(text for text in dict.fromkeys(layer.words("attribution").tolist()) if text)
