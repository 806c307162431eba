"""What every table gives that is read by columns: its fields, and the distinct values of one with their rows."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


class Columns(Protocol):
    """The attributes of one table, read column by column on demand, in the order of its features."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fields, without the geometry, as the table calls them."""
        ...

    @property
    def encoding(self) -> str:
        """The encoding of the texts."""
        ...

    def distinct(self, name: str, rows: slice) -> tuple[list[object], Ints]:
        """The distinct values of some rows of a field (None, text, number, truth, date) and the value of each row."""
        ...

    def floats(self, name: str) -> npt.NDArray[np.float64] | None:
        """A field of plain numbers, NaN where it is empty; None where it is to be read value by value."""
        ...


def distinct_rows(cells: Bytes) -> tuple[Ints, Ints]:
    """First row of each distinct one among rows of bytes (n, w), and for every row the number of its value (n).

    Eight bytes are compared at a time as one number: sorting strings of 80 bytes takes thirteen times as long.
    """
    count, width = cells.shape
    if not count or not width:
        return np.zeros(min(count, 1), dtype=np.int64), np.zeros(count, dtype=np.int64)
    whole = -(-width // 8) * 8
    wide = np.zeros((count, whole), dtype=np.uint8)
    wide[:, :width] = cells
    keys = wide.view(np.uint64)
    mixed = keys[:, 0].copy()
    for column in range(1, keys.shape[1]):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed += keys[:, column]
    _, first, inverse = np.unique(mixed, return_index=True, return_inverse=True)
    if keys.shape[1] > 1 and not (keys == keys[first[inverse]]).all():  # two values met in one number
        _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, inverse.reshape(-1)


def distinct_objects(values: list[Any]) -> tuple[list[object], Ints]:
    """The distinct ones among Python values, told apart by type too, and the number of each row's value."""
    known: dict[tuple[type, Any], int] = {}
    numbers = np.fromiter(
        (known.setdefault((type(value), value), len(known)) for value in values), dtype=np.int64, count=len(values)
    )
    return [value for _, value in known], numbers
