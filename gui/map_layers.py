"""Which layers the map draws, in which order: pure bookkeeping of the layer tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gui.places import Bounds, joined

if TYPE_CHECKING:
    from layers.layer import Layer
    from maps.drawing.display import DisplayLayer
    from maps.symbology.layer_style import LayerStyle
    from maps.symbology.saved_views import ViewStyle
    from maps.symbology.style import Group, RoleStyle


@dataclass(frozen=True)
class Stale:
    """Features that are others than was drawn, or new; ``words``: not by their shapes alone."""

    fids: frozenset[int]
    words: bool

    def __or__(self, other: Stale | None) -> Stale:
        return self if other is None else Stale(self.fids | other.fids, self.words or other.words)


@dataclass(eq=False)
class MapLayer:
    """One layer on the map. ``display`` is None while its paths are being built, or when it cannot be drawn.

    ``bounds`` are in the measuring CRS; ``attributions`` must be shown with the data. ``own`` is the planner's style,
    None where that of the role is shown. ``view_style`` stands before both while a thematic view is shown. ``stale``:
    in what the layer differs from what ``display`` was made of, as long as that still has to do.
    """

    layer: Layer
    group: Group
    style: RoleStyle
    visible: bool
    display: DisplayLayer | None = None

    bounds: Bounds | None = None
    attributions: tuple[str, ...] = ()
    own: LayerStyle | None = None
    view_style: ViewStyle | None = None
    stale: Stale | None = None


class MapLayers:
    """The layers from the lowest to the topmost."""

    def __init__(self, items: list[MapLayer]) -> None:
        self._items = items

    def __iter__(self) -> Iterator[MapLayer]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def bounds(self) -> Bounds | None:
        """The extent of what is shown from the start, else of everything."""
        boxes = [item.bounds for item in self._items if item.bounds]
        shown = [item.bounds for item in self._items if item.bounds and item.visible]
        return joined(shown or boxes)

    def groups(self) -> list[tuple[Group, list[MapLayer]]]:
        """Groups in their order, each with its layers from the topmost down: the layer tree."""
        found: dict[str, tuple[Group, list[MapLayer]]] = {}
        for item in reversed(self._items):
            found.setdefault(item.group.id, (item.group, []))[1].append(item)
        return sorted(found.values(), key=lambda pair: pair[0].order)

    def reorder(self, top_down: list[MapLayer]) -> None:
        """Give the layers of one group a new order; they keep the places in the drawing that the group had."""
        members = set(map(id, top_down))
        places = [index for index, item in enumerate(self._items) if id(item) in members]
        for index, item in zip(places, reversed(top_down), strict=True):
            self._items[index] = item

    def raise_to_top(self, item: MapLayer) -> None:
        """Draw ``item`` above everything else."""
        self._items.remove(item)
        self._items.append(item)

    def lower_to_bottom(self, item: MapLayer) -> None:
        """Draw ``item`` below everything else."""
        self._items.remove(item)
        self._items.insert(0, item)

    def show_only(self, shown: list[MapLayer]) -> None:
        """Hide all layers but these."""
        for item in self._items:
            item.visible = item in shown

    def followed_by(self, items: list[MapLayer]) -> MapLayers:
        """The layers after a change, in the order and with the visibility that the planner gave them."""
        shown = {item.layer.name: (place, item) for place, item in enumerate(self._items)}
        known = [item for item in items if item.layer.name in shown]
        for item in known:
            before = shown[item.layer.name][1]
            item.visible, item.view_style = before.visible, before.view_style
        in_order = iter(sorted(known, key=lambda item: shown[item.layer.name][0]))
        return MapLayers([next(in_order) if item.layer.name in shown else item for item in items])

    def follow(self, before: MapLayers) -> None:
        """Take over order, visibility and what is drawn from the sketch of the same plan."""
        drawn = {item.layer.name: item for item in before}
        places = {name: place for place, name in enumerate(drawn)}
        for item in self._items:
            same = drawn.get(item.layer.name)
            if same is not None and same.layer.role == item.layer.role:
                item.visible, item.display = same.visible, same.display
        self._items.sort(key=lambda item: places.get(item.layer.name, len(places)))

    def drawn(self, denominator: float) -> list[MapLayer]:
        """What is drawn at a scale, lowest first."""
        return [item for item in self._items if item.visible and item.display and item.style.shown_at(denominator)]
