"""Which rows of a layer are shown, and in which order: vectorised, for a worker where the layer is large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gui.table.columns import FieldColumn, Flags, Floats, Ints
from gui.table.conditions import Condition, containing, matching


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: text in any column, conditions on fields (all must hold), and the order."""

    search: str = ""
    conditions: tuple[Condition, ...] = ()
    sorted_by: str = ""
    descending: bool = False

    def fields(self, every: Sequence[str]) -> tuple[str, ...]:
        """The columns that must be read to answer."""
        if self.search.strip():
            return tuple(every)
        named = [condition.field for condition in self.conditions] + [self.sorted_by]
        return tuple(dict.fromkeys(field for field in named if field in every))


def arranged(columns: Mapping[str, FieldColumn], wanted: Wanted, *, count: int, within: Flags | None = None) -> Ints:
    """Row numbers in the order in which they are shown; ``within`` are the rows of the scope (None: all)."""
    kept = within
    for condition in wanted.conditions:
        if condition.field in columns:
            kept = _both(kept, matching(columns[condition.field], condition))
    kept = _both(kept, containing(columns.values(), wanted.search))
    rows = np.arange(count, dtype=np.int64) if kept is None else np.flatnonzero(kept)
    column = columns.get(wanted.sorted_by)
    return rows if column is None else rows[sorting(column.ranks()[rows], descending=wanted.descending)]


def sorting(ranks: Floats | Ints, *, descending: bool) -> Ints:
    """The stable order of ranks; empty ones last, whichever the direction."""
    empty = np.isnan(ranks) if ranks.dtype.kind == "f" else ranks < 0
    filled = np.flatnonzero(~empty)
    keys = ranks[filled]
    if descending:
        keys = -keys if keys.dtype.kind == "f" else keys.max(initial=0) - keys
    if keys.dtype.kind == "i" and keys.max(initial=0) <= np.iinfo(np.uint16).max:
        keys = keys.astype(np.uint16)  # few different words: numpy sorts these by radix
    order = filled[np.argsort(keys, kind="stable")]
    return np.concatenate([order, np.flatnonzero(empty)])


def _both(first: Flags | None, second: Flags | None) -> Flags | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second
