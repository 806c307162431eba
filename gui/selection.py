"""What is selected: features by layer and fid, the same for the map, the table, the charts and the panels.

It holds fids and nothing else, so that it survives an edit: what is read anew is still selected as long as it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from gui.map_layers import MapLayer

Fids = npt.NDArray[np.int64]
Mode = Literal["replace", "add", "remove", "toggle"]

NOTHING: Fids = np.empty(0, dtype=np.int64)
NOTHING.flags.writeable = False


class Selection(QObject):
    """The selected features of every layer, each as sorted fids without repetition.

    ``changed`` carries the name of a layer whose selection is another now; ``settled`` follows once when all
    ``changed`` of one action have been told.
    """

    changed = Signal(str)
    settled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fids: dict[str, Fids] = {}

    def __bool__(self) -> bool:
        return bool(self._fids)

    def __len__(self) -> int:
        return sum(map(len, self._fids.values()))

    def fids(self, layer_name: str) -> Fids:
        """The selected features of a layer, sorted; must not be written into."""
        return self._fids.get(layer_name, NOTHING)

    def layers(self) -> tuple[str, ...]:
        """The layers with something selected."""
        return tuple(self._fids)

    def select(self, layer_name: str, fids: npt.ArrayLike, mode: Mode = "replace") -> None:
        """Select features of one layer; to replace means that nothing else is selected, in other layers neither."""
        self.select_in({layer_name: fids}, mode)

    def select_in(self, fids: Mapping[str, npt.ArrayLike], mode: Mode = "replace") -> None:
        """Select features of several layers in one action."""
        wanted = {name: _sorted(found) for name, found in fids.items()}
        if mode == "replace":
            names = {**self._fids, **wanted}
            self._take({name: wanted.get(name, NOTHING) for name in names})
            return
        combine = {"add": np.union1d, "remove": np.setdiff1d, "toggle": np.setxor1d}[mode]
        self._take({name: combine(self.fids(name), found) for name, found in wanted.items()})

    def clear(self) -> None:
        """Select nothing."""
        self._take(dict.fromkeys(self._fids, NOTHING))

    def follow(self, items: Iterable[MapLayer]) -> None:
        """The layers are others now: what no longer exists is no longer selected."""
        layers = {item.layer.name: item.layer for item in items}
        self._take(
            {
                name: fids[np.isin(fids, layers[name].fids)] if name in layers else NOTHING
                for name, fids in self._fids.items()
            }
        )

    def _take(self, found: Mapping[str, Fids]) -> None:
        """Make it so, and tell what is different."""
        others = [name for name, fids in found.items() if not np.array_equal(fids, self.fids(name))]
        for name in others:
            fids = found[name]
            fids.flags.writeable = False
            if len(fids):
                self._fids[name] = fids
            else:
                self._fids.pop(name, None)
        for name in others:
            self.changed.emit(name)
        if others:
            self.settled.emit()


def _sorted(fids: npt.ArrayLike) -> Fids:
    return np.unique(np.array(fids, dtype=np.int64, ndmin=1))
