"""Levels of detail of large layers, kept in the user's cache so that the next start need not make them again.

A file is named for the coordinates it was made of, so it can never be out of date: another file, an edit or another
CRS have another name. One that is damaged or cannot be read is made again; a folder that cannot be written is no
mistake.
"""

from __future__ import annotations

import struct
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import AppError
from core.files import write_beside
from maps.drawing.ring_order import Floats, Ints
from maps.raster import compiled

Grid = npt.NDArray[np.int32]
FEWEST = 2_000_000
"""Vertices below which making a level takes no longer than is worth a file."""
MOST_BYTES = 1 << 30
"""All files together; those not used for the longest go first."""
_HEADER = struct.Struct("<8sqqqqi4x")
_MAGIC = b"lantulod"
_ABANDONED_S = 3600.0
_writers: list[threading.Thread] = []


def folder() -> Path:
    """Where the files are."""
    return compiled.cache_folder() / "detail"


def kept(
    xy: Floats, starts: Ints, octave: int, least: int, make: Callable[[], tuple[Grid, Ints]] | None
) -> tuple[Grid, Ints] | None:
    """The grid and offsets of a level from its file, else as ``make`` makes them; then they are written aside.

    None where there is no file and nothing to make them.
    """
    if len(xy) < FEWEST or not compiled.ready():
        return make() if make is not None else None
    digest = int(compiled.kernels().fingerprint(xy, starts))
    path = folder() / f"{digest & (1 << 64) - 1:016x}{len(xy):x}-{octave}-{least}.lod"
    found = _read(path, digest, octave, parts=len(starts) - 1)
    if found is not None or make is None:
        return found
    grid, offsets = make()
    writer = threading.Thread(target=_write, args=(path, digest, octave, grid, offsets), name="detail")
    _writers.append(writer)
    writer.start()
    return grid, offsets


def settled() -> None:
    """Wait until everything is written."""
    while _writers:
        _writers.pop().join()


def _read(path: Path, digest: int, octave: int, *, parts: int) -> tuple[Grid, Ints] | None:
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
            if len(head) < _HEADER.size:
                return None
            magic, written, octave_of, count, vertices, checksum = _HEADER.unpack(head)
            if (magic, written, octave_of, count) != (_MAGIC, digest, octave, parts) or vertices < 0:
                return None
            if path.stat().st_size != _HEADER.size + 8 * (count + 1) + 8 * vertices:
                return None
            offsets = np.fromfile(file, dtype=np.int64, count=count + 1)
            grid = np.fromfile(file, dtype=np.int32, count=2 * vertices).reshape(-1, 2)
    except (OSError, ValueError):
        return None
    sound = _checksum(grid, offsets) == checksum and offsets[0] == 0 and offsets[-1] == vertices
    if not sound or (np.diff(offsets) < 0).any():
        return None
    with suppress(OSError):
        path.touch()
    return grid, offsets


def _write(path: Path, digest: int, octave: int, grid: Grid, offsets: Ints) -> None:
    header = _HEADER.pack(_MAGIC, digest, octave, len(offsets) - 1, len(grid), _checksum(grid, offsets))
    with suppress(OSError, AppError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with write_beside(path) as beside, beside.open("wb") as file:
            file.write(header)
            file.write(np.ascontiguousarray(offsets).data)
            file.write(np.ascontiguousarray(grid).data)
        _make_room(path.parent)


def _make_room(place: Path) -> None:
    files = [(each, each.stat()) for each in place.iterdir()]
    total = 0
    for each, state in sorted(files, key=lambda pair: -pair[1].st_mtime):
        abandoned = each.name.startswith(".") and time.time() - state.st_mtime > _ABANDONED_S
        total += state.st_size
        if abandoned or (total > MOST_BYTES and not each.name.startswith(".")):
            each.unlink(missing_ok=True)


def _checksum(grid: Grid, offsets: Ints) -> int:
    checksum = zlib.adler32(np.ascontiguousarray(grid).data, zlib.adler32(np.ascontiguousarray(offsets).data))
    return checksum - (1 << 32) if checksum >= 1 << 31 else checksum
