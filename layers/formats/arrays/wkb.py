"""Well-known binary behind GeoPackage headers into coordinate arrays, without a geometry object.

GeoPackage 1.3, clause 2.1.3, and OGC 06-103r4, clause 8. Every feature has a cursor into one buffer; all cursors take
one step at a time together, so the number of numpy passes is that of the elements of the most divided feature.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from layers.formats.arrays import UnfitError
from layers.formats.arrays.usable import FARTHEST, Shapes, farthest, joined_coordinates, too_far, usable
from layers.layer import Coordinates

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

_POINT, _LINE, _POLYGON = 1, 2, 3
_DIMENSION = np.array([-1, 0, 1, 2, 0, 1, 2], dtype=np.int8)
_ENVELOPE = np.array([8, 40, 56, 56, 72, 0, 0, 0])
MAX_STEPS = 2_000_000
"""Elements of one feature that are looked at one by one; a file with more is left to GDAL."""
_PADS = tuple(b"\x00" * (-length % 8) for length in range(8))
_SLACK = b"\x00" * 16


@dataclass(eq=False)
class _Parts:
    """Runs of vertices as they are found: feature, first byte, vertices, bytes of a vertex, byte order, hole."""

    columns: list[list[npt.NDArray[np.generic]]] = field(default_factory=lambda: [[] for _ in range(6)])

    def add(self, *found: npt.NDArray[np.generic]) -> None:
        """Note one run of each of some features."""
        for column, values in zip(self.columns, found, strict=True):
            column.append(values)

    def joined(self) -> list[Ints]:
        """All runs in the order of their features, those of one feature in the order in which they were found."""
        arrays = [
            np.concatenate(column).astype(np.int64) if column else np.zeros(0, np.int64) for column in self.columns
        ]
        order = np.argsort(arrays[0], kind="stable")
        return [array[order] for array in arrays]


class _Cursors:
    """Where each feature is being read, within its own bytes."""

    def __init__(self, buffer: Bytes, place: Ints, end: Ints) -> None:
        self.buffer, self.place, self.end = buffer, place, end
        self.broken = np.zeros(len(place), dtype=np.bool_)

    def header(self, rows: Ints) -> tuple[Ints, Ints, Flags]:
        """Byte order, type and dimensions of the geometry at the cursors, which move behind them."""
        ok = self._room(rows, 5)
        big = self.buffer[self.place[rows]] == 0
        self.place[rows] += 1
        code = self.number(rows, big)
        dimensions = 2 + ((code >> 31) & 1) + ((code >> 30) & 1)
        plain = code & 0x0FFFFFFF
        thousands, kind = plain // 1000, plain % 1000
        dimensions = np.where(thousands > 0, 2 + (thousands != 0) + (thousands == 3), dimensions)
        if ((thousands > 3) | (kind < 1) | (kind > 6))[ok].any():
            raise UnfitError  # collections and curves
        return np.where(ok, kind, 0), dimensions, big

    def number(self, rows: Ints, big: Flags) -> Ints:
        """The whole number of 4 bytes at the cursors, which move behind it; 0 where the bytes end before."""
        ok = self._room(rows, 4)
        at = np.where(ok, self.place[rows], 0)
        four = [self.buffer[at + step].astype(np.int64) for step in range(4)]
        little = four[0] | four[1] << 8 | four[2] << 16 | four[3] << 24
        reverse = four[3] | four[2] << 8 | four[1] << 16 | four[0] << 24
        self.place[rows] += 4
        return np.where(ok, np.where(big, reverse, little), 0)

    def run(self, rows: Ints, count: Ints, size: Ints) -> Flags:
        """Move behind ``count`` vertices; False where they are not all there."""
        ok = (count <= (self.end[rows] - self.place[rows]) // size) & ~self.broken[rows]
        self.broken[rows[~ok]] = True
        self.place[rows] += np.where(ok, count * size, 0)
        return ok

    def _room(self, rows: Ints, size: int) -> Flags:
        ok = (self.place[rows] + size <= self.end[rows]) & ~self.broken[rows]
        self.broken[rows[~ok]] = True
        return ok


def read_geometries(blocks: Iterable[Sequence[bytes | None]], fids: Ints) -> Shapes:
    """The geometry of the features of a GeoPackage table (None: no geometry); Z and M are not looked at.

    ``blocks`` give the features in the order of ``fids``, some at a time. Raises ``UnfitError`` for collections and
    curves.
    """
    read = [_block(values) for values in blocks]
    sizes = [len(broken) for _, _, broken in read]
    firsts = np.cumsum([0, *sizes])[:-1].tolist()
    coordinates = joined_coordinates([found for found, _, _ in read], firsts)
    dimension = np.concatenate([np.zeros(0, dtype=np.int8), *(one for _, one, _ in read)])
    broken = np.concatenate([np.zeros(0, dtype=np.bool_), *(one for _, _, one in read)])
    if not farthest(coordinates.xy, 0.0) < FARTHEST:
        broken |= too_far(coordinates, len(broken))
    return usable(coordinates, dimension, broken, fids)


def _block(values: Sequence[bytes | None]) -> tuple[Coordinates, npt.NDArray[np.int8], Flags]:
    """Coordinates, dimension by feature, and which features are broken."""
    count = len(values)
    lengths = np.fromiter((0 if one is None else len(one) for one in values), dtype=np.int64, count=count)
    # Padded to whole numbers of 8 bytes, so that most coordinates lie alike and are taken in one pass.
    pieces = [piece for one in values if one is not None for piece in (one, _PADS[len(one) % 8])]
    buffer = np.frombuffer(b"".join([*pieces, _SLACK]), dtype=np.uint8)
    padded = (lengths + 7) // 8 * 8
    begin = np.cumsum(padded) - padded
    cursors = _Cursors(buffer, begin.copy(), begin + lengths)
    there = np.fromiter((one is not None for one in values), dtype=np.bool_, count=count)
    rows = _behind_headers(cursors, np.flatnonzero(there))
    dimension = np.full(count, -1, dtype=np.int8)
    parts = _Parts()
    _walk(cursors, rows, dimension, parts)
    return _gathered(buffer, parts.joined()), dimension, cursors.broken


def _behind_headers(cursors: _Cursors, rows: Ints) -> Ints:
    """Put the cursors behind the headers; the rows that are not empty."""
    ok = (cursors.end[rows] - cursors.place[rows]) >= 8
    first = np.where(ok, cursors.place[rows], 0)
    buffer = cursors.buffer
    ok &= (buffer[first] == ord("G")) & (buffer[first + 1] == ord("P"))
    flags = buffer[first + 3].astype(np.int64)
    size = _ENVELOPE[(flags >> 1) & 7]
    ok &= size > 0
    cursors.broken[rows[~ok]] = True
    cursors.place[rows] += size
    if (flags & 0x20)[ok].any():
        raise UnfitError  # an extended geometry
    return rows[ok]


def _walk(cursors: _Cursors, rows: Ints, dimension: npt.NDArray[np.int8], parts: _Parts) -> None:
    """Read all geometries, the members of multi-geometries one after the other."""
    kind, _, big = cursors.header(rows)
    dimension[rows] = _DIMENSION[kind]
    single = kind <= _POLYGON
    members = np.ones(len(rows), dtype=np.int64)
    multi = np.flatnonzero(~single)
    members[multi] = cursors.number(rows[multi], big[multi])
    cursors.place[rows[single]] -= 5  # read again as its own only member
    expected = np.where(single, kind, kind - 3)
    steps = 0
    active = np.flatnonzero((members > 0) & ~cursors.broken[rows])
    while len(active):
        steps += len(active) + 50  # a pass over few costs as much as one over fifty
        if steps > MAX_STEPS + 50 * len(rows):
            raise UnfitError
        _member(cursors, rows[active], expected[active], parts)
        members[active] -= 1
        active = active[(members[active] > 0) & ~cursors.broken[rows[active]]]


def _member(cursors: _Cursors, rows: Ints, expected: Ints, parts: _Parts) -> None:
    """One point, line or polygon of each row."""
    kind, dimensions, big = cursors.header(rows)
    cursors.broken[rows[kind != expected]] = True
    size = dimensions * 8
    for wanted in (_POINT, _LINE):
        chosen = np.flatnonzero(kind == wanted)
        if len(chosen):
            _run(cursors, rows[chosen], size[chosen], big[chosen], parts=parts, single=wanted == _POINT)
    chosen = np.flatnonzero(kind == _POLYGON)
    left = cursors.number(rows[chosen], big[chosen])
    ring = 0
    while True:
        going = (left > 0) & ~cursors.broken[rows[chosen]]
        chosen, left = chosen[going], left[going] - 1
        if not len(chosen):
            return
        if ring * 50 > MAX_STEPS:
            raise UnfitError
        _run(cursors, rows[chosen], size[chosen], big[chosen], parts=parts, hole=ring > 0)
        ring += 1


def _run(
    cursors: _Cursors,
    rows: Ints,
    size: Ints,
    big: Flags,
    *,
    parts: _Parts,
    single: bool = False,
    hole: bool = False,
) -> None:
    """Note a run of vertices at each cursor."""
    count = np.ones(len(rows), dtype=np.int64) if single else cursors.number(rows, big)
    at = cursors.place[rows].copy()
    ok = cursors.run(rows, count, size) & (count > 0)
    flags = np.full(len(rows), hole)
    parts.add(*(column[ok] for column in (rows, at, count, size, big, flags)))


def _gathered(buffer: Bytes, runs: list[Ints]) -> Coordinates:
    """Copy the runs out of the buffer, those that lie and are written alike at a time; empty points left out."""
    feature, at, count, size, big, hole = runs
    starts = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    xy = np.empty((int(starts[-1]), 2))
    manner = (at % 8) * 16 + size // 8 * 2 + big
    for each in np.unique(manner).tolist():
        chosen = np.flatnonzero(manner == each)
        shift, width, order = each // 16, each % 16 // 2, ">f8" if each % 2 else "<f8"
        numbers = np.frombuffer(buffer, dtype=order, offset=shift, count=(len(buffer) - shift) // 8)
        first = (at[chosen] - shift) // 8
        taken = numbers[_between(first, first + count[chosen] * width, len(numbers))]
        target = _between(starts[:-1][chosen], starts[1:][chosen], len(xy)) if len(chosen) < len(at) else slice(None)
        xy[target] = taken.reshape(-1, width)[:, :2]
    found = Coordinates(xy, starts, feature, hole.astype(np.bool_))
    alone = np.flatnonzero(count == 1)
    empty = alone[np.isnan(xy[starts[alone]]).all(axis=1)]
    return found if not len(empty) else _without_parts(found, empty)


def _between(first: Ints, last: Ints, length: int) -> Flags:
    """A mask of ``length`` that is set from each ``first`` up to its ``last``."""
    change = np.zeros(length + 1, dtype=np.int8)
    np.add.at(change, first, 1)
    np.add.at(change, last, -1)
    return np.cumsum(change[:-1], dtype=np.int8).view(np.bool_)


def _without_parts(found: Coordinates, parts: Ints) -> Coordinates:
    stay = np.ones(len(found.part_feature), dtype=np.bool_)
    stay[parts] = False
    counts = np.diff(found.part_starts)
    starts = np.concatenate([[0], np.cumsum(counts[stay])]).astype(np.int64)
    return Coordinates(found.xy[np.repeat(stay, counts)], starts, found.part_feature[stay], found.part_hole[stay])
