"""In which order features were selected: the selection itself is sorted, but to merge "into the first" needs it."""

from __future__ import annotations

from gui.selection import Fids, Selection

MOST = 5_000
"""Of more features nobody knows which was the first."""


class SelectionOrder:
    """Follows the selection from when editing is first begun."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self._known: dict[str, tuple[Fids, list[int]]] = {}
        selection.changed.connect(self.of)

    def of(self, name: str) -> list[int]:
        """The selected features of a layer, what was selected first in front. Must not be written into."""
        fids = self._selection.fids(name)
        before, order = self._known.get(name, (None, []))
        if before is not fids:
            order = _ordered(order, fids)
            self._known[name] = fids, order
        return order


def _ordered(before: list[int], fids: Fids) -> list[int]:
    listed: list[int] = fids.tolist()
    if len(listed) > MOST:
        return listed
    there, known = set(listed), set(before)
    return [*(fid for fid in before if fid in there), *(fid for fid in listed if fid not in known)]
