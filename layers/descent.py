"""Which layer was made from which by changing some rows, so that nobody has to look for what an edit changed."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from weakref import WeakKeyDictionary, ref

from layers.layer import Layer

LONGEST = 64
"""Steps that are remembered of one layer; whoever comes later looks at the whole."""

Step = tuple["ref[Layer]", frozenset[int]]

_known: WeakKeyDictionary[Layer, tuple[Step, ...]] = WeakKeyDictionary()
_guard = threading.Lock()


def note_change(before: Layer, after: Layer, fids: Iterable[int]) -> None:
    """Say that ``after`` is ``before`` but for the rows of ``fids``: changed, new and gone ones."""
    with _guard:
        steps = (*_known.get(before, ()), (ref(before), frozenset(fids)))
        _known[after] = steps[-LONGEST:]


def changed_fids(before: Layer, after: Layer) -> frozenset[int] | None:
    """The fids of all rows in which two layers differ, perhaps more; None where that is not known."""
    if before is after:
        return frozenset()
    with _guard:
        steps = _known.get(after, ())
    found: frozenset[int] = frozenset()
    for layer, fids in reversed(steps):
        found |= fids
        if layer() is before:
            return found
    return None
