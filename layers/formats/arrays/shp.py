"""A ``.shp`` into coordinate arrays: a few numpy passes over blocks of the file, nothing per record.

ESRI Shapefile Technical Description (July 1998): a record is a header of two big-endian words (number, length in
16-bit words) and its content, little-endian: type, box, counts, offsets of the parts, points; Z and M come after
all points and are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.formats.arrays import UnfitError
from layers.formats.arrays.compiled import KERNELS
from layers.formats.arrays.rings import arranged_rings
from layers.formats.arrays.usable import FARTHEST, Shapes, farthest, reordered, too_far, usable, without
from layers.formats.shapefile import HEADER, RECORD_HEADER, Shapefile, sound_index
from layers.layer import Coordinates, GeometryKind

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

BLOCK_WORDS = 1 << 18
"""Words of 4 bytes that are read at a time: 1 MB stays in the processor's cache, which halves the time."""

FEW_POINTS = 6
_CODES: dict[GeometryKind | None, int] = {"line": 3, "polygon": 5}
_LEAST_BYTES: dict[GeometryKind | None, int] = {"line": 36, "polygon": 68}
"""A part takes no less: its offset and two points, or four."""

_POINT, _MULTIPOINT, _LINE, _POLYGON, _OTHER = 1, 8, 3, 5, -1
_BASE = np.full(32, _OTHER)
_BASE[[0, 1, 3, 5, 8]] = [0, 1, 3, 5, 8]
_BASE[[11, 13, 15, 18, 21, 23, 25, 28]] = [1, 3, 5, 8, 1, 3, 5, 8]
_DIMENSION = np.full(32, -1, dtype=np.int8)
_DIMENSION[[1, 8, 3, 5]] = [0, 0, 1, 2]


@dataclass(frozen=True, eq=False)
class Records:
    """Content of the records: first word and length in words, ascending, and the number of each."""

    start: Ints
    length: Ints
    number: Ints

    @property
    def count(self) -> int:
        """How many records there are."""
        return len(self.start)


@dataclass(frozen=True, eq=False)
class _Piece:
    """What one block gave: vertices of each part, parts and base type of each record, broken ones."""

    part_counts: Ints
    parts_of_record: Ints
    base: Ints
    broken: Flags


def listed_records(source: Shapefile) -> Records:
    """Where the records lie. A missing or wrong ``.shx`` is made good in memory.

    Raises AppError ``file.unreadable`` for a file that is cut short.
    """
    index = sound_index(source)
    return _scanned(source.shp) if index is None else _listed(index, source.shp)


def declared_kind(shp: Path) -> GeometryKind | None:
    """What the header says that the file holds."""
    with shp.open("rb") as file:
        code = int.from_bytes(file.read(36)[32:], "little")
    kinds: dict[int, GeometryKind] = {1: "point", 8: "point", 3: "line", 5: "polygon"}
    return kinds.get(code % 10)


def read_shp(shp: Path, records: Records, dropped: Flags | None = None) -> Shapes:
    """The geometry of a shapefile; ``fids`` are record numbers from 0.

    ``dropped`` marks records that the ``.dbf`` says are deleted: they are no features. Raises ``UnfitError`` for
    MultiPatch and the like.
    """
    sound = _read_compiled(shp, records) if KERNELS.ready else None
    if sound is not None:
        return _kept(*sound, np.zeros(records.count, dtype=np.bool_), dropped)
    count = records.count
    # More than there can be, of which only what is written to takes memory: pieces joined would take it twice.
    xy = np.empty((shp.stat().st_size // 16, 2))
    pieces: list[_Piece] = []
    filled = 0
    reach = 0.0
    for content, part, first in _blocks(shp, records):
        piece, points = _piece(content, part, first)
        xy[filled : filled + len(points)] = points
        filled += len(points)
        reach = farthest(points, reach)
        pieces.append(piece)
    part_counts = _joined([piece.part_counts for piece in pieces])
    owners = np.repeat(records.number, _joined([piece.parts_of_record for piece in pieces]))
    starts = np.zeros(len(part_counts) + 1, dtype=np.int64)
    np.cumsum(part_counts, out=starts[1:])
    base = np.zeros(count, dtype=np.int64)
    base[records.number] = _joined([piece.base for piece in pieces])
    broken = np.zeros(count, dtype=np.bool_)
    broken[records.number] = _joined([piece.broken for piece in pieces])
    found = Coordinates(xy[:filled], starts, owners, np.zeros(len(owners), dtype=np.bool_))
    found = reordered(found, np.argsort(owners, kind="stable"))
    if not reach < FARTHEST:
        broken |= too_far(found, count)
    return _kept(_polygons(found, base), _DIMENSION[base], broken, dropped)


def _read_compiled(shp: Path, records: Records) -> tuple[Coordinates, npt.NDArray[np.int8]] | None:
    """The parts of lines or polygons, and the dimension of each record; None where not all is as it should be."""
    kind = declared_kind(shp)
    if kind not in _CODES or not (records.number == np.arange(records.count)).all():
        return None
    size = shp.stat().st_size
    xy = np.empty((size // 16, 2))
    most = size // _LEAST_BYTES[kind] + 2
    starts, owners = np.zeros(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    boxes, clockwise = np.empty((most, 4)), np.empty(most, dtype=np.bool_)
    filled = known = first = 0
    for content, part, word in _blocks(shp, records):
        words, begin = np.frombuffer(content, dtype="<i4"), part.start - word
        filled, known = KERNELS.module.parts_of_records(
            words, begin, part.length, first, _CODES[kind], xy, xy.reshape(-1).view(np.int32), filled, starts, owners,
            boxes, clockwise, known,
        )  # fmt: skip
        if known < 0:
            return None
        first += part.count
    holes = np.zeros(known, dtype=np.bool_)
    owners = owners[:known]
    found = Coordinates(xy[:filled], starts[: known + 1], owners, holes, boxes[:known], clockwise[:known])
    dimension = np.full(records.count, -1, dtype=np.int8)
    dimension[owners] = _DIMENSION[_CODES[kind]]
    return (_measured(found) if kind == "polygon" else found), dimension


def _measured(found: Coordinates) -> Coordinates:
    """Rings in the order of their polygons, holes marked."""
    order, holes = arranged_rings(found.xy, found.part_starts, found.part_feature)
    if (order == np.arange(len(order))).all():
        return replace(found, part_hole=holes)
    marked = reordered(found, order)
    return Coordinates(marked.xy, marked.part_starts, marked.part_feature, holes)


def _kept(found: Coordinates, dimension: npt.NDArray[np.int8], broken: Flags, dropped: Flags | None) -> Shapes:
    count = len(broken)
    fids = np.arange(count, dtype=np.int64)
    gone = np.zeros(count, dtype=np.bool_)
    if dropped is not None:
        rows = min(count, len(dropped))
        gone[:rows] = dropped[:rows]
    if not gone.any():
        return usable(found, dimension, broken, fids)
    found = without(found, gone)
    renumbered = np.cumsum(~gone) - 1
    found = Coordinates(found.xy, found.part_starts, renumbered[found.part_feature], found.part_hole)
    return usable(found, dimension[~gone], broken[~gone], fids[~gone])


def _polygons(found: Coordinates, base: Ints) -> Coordinates:
    """Rings in the order of their polygons, holes marked."""
    of_part = base[found.part_feature] == _POLYGON
    if not of_part.any():
        return found
    if not of_part.all():
        # Points and lines among polygons: each of their parts counts as a feature of its own, so none is a hole.
        feature = np.where(of_part, found.part_feature, -1 - np.arange(len(of_part)))
        order, holes = arranged_rings(found.xy, found.part_starts, feature)
    else:
        order, holes = arranged_rings(found.xy, found.part_starts, found.part_feature)
    marked = reordered(found, order)
    return Coordinates(marked.xy, marked.part_starts, marked.part_feature, holes)


def _listed(index: Path, shp: Path) -> Records:
    """The records as the .shx lists them; as they lie in the .shp where the list cannot be true."""
    words = np.fromfile(index, dtype=">i4", offset=HEADER).astype(np.int64)
    listed = words[: len(words) // 2 * 2].reshape(-1, 2)
    start, length = listed[:, 0] // 2 + RECORD_HEADER // 4, listed[:, 1] // 2
    number = np.arange(len(start), dtype=np.int64)
    if (start[1:] < start[:-1]).any():
        order = np.argsort(start, kind="stable")
        start, length, number = start[order], length[order], number[order]
    ends = start + length
    inside = not len(start) or (start[0] >= (HEADER + RECORD_HEADER) // 4 and ends[-1] * 4 <= shp.stat().st_size)
    if not inside or (length < 1).any() or (start[1:] < ends[:-1]).any() or (listed[:, 0] % 2).any():
        return _scanned(shp)
    return Records(start, length, number)


def _scanned(shp: Path) -> Records:
    """The records as they follow each other in the .shp."""
    content = np.memmap(shp, dtype=np.uint8, mode="r")
    end = len(content)
    stated = 2 * int.from_bytes(bytes(content[24:28]), "big")
    end = min(end, stated) if stated > HEADER else end
    start: list[int] = []
    length: list[int] = []
    place = HEADER
    while place + RECORD_HEADER + 4 <= end:
        words = int.from_bytes(content[place + 4 : place + 8].tobytes(), "big", signed=True)
        if words < 2 or words % 2 or place + RECORD_HEADER + 2 * words > end:
            break
        start.append((place + RECORD_HEADER) // 4)
        length.append(words // 2)
        place += RECORD_HEADER + 2 * words
    return Records(np.array(start, dtype=np.int64), np.array(length, dtype=np.int64), np.arange(len(start)))


def _blocks(shp: Path, records: Records) -> Iterator[tuple[memoryview, Records, int]]:
    """The file in blocks of whole records: bytes (until the next block is asked for), records, and the number of the
    first word.
    """
    ends = records.start + records.length
    first = 0
    room = memoryview(bytearray(4 * BLOCK_WORDS))
    with shp.open("rb") as file:
        while first < len(ends):
            begin = int(records.start[first])
            last = max(first + 1, int(np.searchsorted(ends, begin + BLOCK_WORDS, side="right")))
            size = (int(ends[last - 1]) - begin) * 4
            file.seek(begin * 4)
            if size > len(room):
                room = memoryview(bytearray(size))
            content = room[: file.readinto(room[:size])]
            part = slice(first, last)
            yield content, Records(records.start[part], records.length[part], records.number[part]), begin
            first = last


def _piece(content: memoryview, records: Records, first_word: int) -> tuple[_Piece, npt.NDArray[np.float64]]:
    words = np.frombuffer(content, dtype="<i4")
    start, length = records.start - first_word, records.length
    base = _base_types(words[start])
    poly = (base == _LINE) | (base == _POLYGON)
    parts, points, points_at, broken = _counts(words, start, length, base=base)
    wrong = (parts < 0) | (points < 0) | (points_at + points * 4 > start + length) | (points_at < start)
    if wrong.any():
        broken |= wrong
        parts, points = np.where(wrong, 0, parts), np.where(wrong, 0, points)
    offsets, owner = _part_offsets(words, start, parts)
    wrong = _wrong_offsets(offsets, owner, parts, points)
    if wrong.any():
        broken |= wrong
        offsets, owner = offsets[~wrong[owner]], owner[~wrong[owner]]
        parts, points = np.where(wrong, 0, parts), np.where(wrong, 0, points)
    parts_of_record = parts if poly.all() else np.where(poly, parts, points)
    part_counts = _part_counts(offsets, owner, poly=poly, points=points)
    return _Piece(part_counts, parts_of_record, base, broken), _points(content, points_at, points)


def _base_types(kind: Words) -> Ints:
    """The types without Z and M; ``UnfitError`` for others than points, lines and polygons."""
    if kind.min(initial=0) < 0 or kind.max(initial=0) >= len(_BASE):
        raise UnfitError
    base = _BASE[kind]
    if base.min(initial=0) < 0:
        raise UnfitError
    return base


def _counts(words: Words, start: Ints, length: Ints, *, base: Ints) -> tuple[Ints, Ints, Ints, Flags]:
    """Parts and points of each record as it states them, where its points begin, and which are too short to state any.

    Multipoints and points have no parts here.
    """
    poly = (base == _LINE) | (base == _POLYGON)
    if poly.all() and length.min(initial=11) >= 11:
        parts = words[start + 9].astype(np.int64)
        return parts, words[start + 10].astype(np.int64), start + 11 + parts, np.zeros(len(start), dtype=np.bool_)
    many = base == _MULTIPOINT
    broken = length < np.select([poly, many, base == _POINT], [11, 10, 5], 1)
    stated = words[np.minimum(start + np.where(poly, 10, 9), len(words) - 1)].astype(np.int64)
    parts = np.where(poly & ~broken, words[np.minimum(start + 9, len(words) - 1)], 0).astype(np.int64)
    points = np.where(poly | many, stated, (base == _POINT).astype(np.int64))
    points = np.where(broken, 0, points)
    return parts, points, start + np.select([poly, many], [11 + parts, 10], 1), broken


def _part_offsets(words: Words, start: Ints, parts: Ints) -> tuple[Ints, Ints]:
    """Where each part begins among the points of its record, and the record of each."""
    owner = np.repeat(np.arange(len(parts)), parts)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    return words[start[owner] + 11 + within].astype(np.int64), owner


def _wrong_offsets(offsets: Ints, owner: Ints, parts: Ints, points: Ints) -> Flags:
    """Records whose parts do not begin at 0, ascend and stay within the points."""
    wrong = np.zeros(len(parts), dtype=np.bool_)
    if len(offsets):
        first = np.concatenate([[True], owner[1:] != owner[:-1]])
        bad = np.where(first, offsets != 0, offsets <= np.concatenate([[-1], offsets[:-1]]))
        wrong[owner[bad | (offsets >= points[owner])]] = True
    return wrong


def _part_counts(offsets: Ints, owner: Ints, *, poly: Flags, points: Ints) -> Ints:
    """Vertices of each part in the order of the records; every point is a part of its own."""
    following = np.append(offsets[1:], 0)
    last = np.append(owner[1:] != owner[:-1], True) if len(owner) else np.zeros(0, dtype=np.bool_)
    counts = np.where(last, points[owner], following) - offsets
    if poly.all():
        return np.asarray(counts)
    single = np.where(poly, 0, points)
    owners = np.concatenate([owner, np.repeat(np.arange(len(points)), single)])
    every = np.concatenate([counts, np.ones(single.sum(), dtype=np.int64)])
    return np.asarray(every[np.argsort(owners, kind="stable")])


def _points(content: memoryview, points_at: Ints, points: Ints) -> npt.NDArray[np.float64]:
    """The bytes that are coordinates, as pairs of float64 (n, 2)."""
    there = points > 0
    first, last = points_at[there] * 4, (points_at + points * 4)[there] * 4
    if len(first) * FEW_POINTS < points.sum():
        # Cut and joined, twice as fast as a mask where a record has more than a few points.
        joined = b"".join([content[begin:end] for begin, end in zip(first.tolist(), last.tolist(), strict=True)])
        return np.frombuffer(joined, dtype="<f8").reshape(-1, 2)
    words = np.frombuffer(content, dtype="<i4")
    change = np.zeros(len(words) + 1, dtype=np.int8)
    change[first // 4] = 1
    # Where one record's points end another's never begin: a header lies between.
    change[last // 4] = -1
    mask = np.cumsum(change[:-1], dtype=np.int8).view(np.bool_)
    return np.asarray(words[mask].view("<f8").reshape(-1, 2))


def _joined(arrays: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype=np.int64)
