"""The files that make one shapefile, and a private copy where they must be mended before GDAL can read them.

A readable ``.shp`` is never refused because of its side files, and the source is never written.
"""

from __future__ import annotations

import shutil
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import AppError
from core.messages import Text, same
from layers.layer import Notice

MAGIC = 9994
HEADER = 100
"""Bytes of the header of .shp and .shx."""
RECORD_HEADER = 8
SIDE_SUFFIXES = (".cpg", ".dbf", ".prj", ".shx")


@dataclass(frozen=True, slots=True)
class Shapefile:
    """A ``.shp`` and those of its side files that exist (by lower-case suffix, whatever their case on disk)."""

    shp: Path
    sides: dict[str, Path]

    def text(self, suffix: str) -> str | None:
        """Content of a small text side file (``.prj``, ``.cpg``), without a byte order mark."""
        path = self.sides.get(suffix)
        if path is None:
            return None
        return path.read_bytes()[:65_536].decode("utf-8-sig", errors="replace").strip("\x00 \t\r\n")

    @property
    def files(self) -> list[Path]:
        """The .shp and its side files, sorted by suffix."""
        return [path for _, path in sorted({**self.sides, ".shp": self.shp}.items())]


@dataclass(frozen=True, slots=True)
class Opened:
    """What GDAL is to open, and what had to be done for it."""

    path: Path
    rebuild_index: bool
    language_driver: int
    notices: tuple[Notice, ...]


def side_files(shp: Path) -> Shapefile:
    """Find the side files next to ``shp``; case does not matter, an exact match wins."""
    found: dict[str, Path] = {}
    missing = []
    for suffix in SIDE_SUFFIXES:
        same_case = shp.with_suffix(suffix.upper() if shp.suffix.isupper() else suffix)
        if same_case.is_file():
            found[suffix] = same_case
        else:
            missing.append(suffix)
    if missing:
        stem = shp.stem.casefold()
        for path in sorted(shp.parent.iterdir()):
            suffix = path.suffix.casefold()
            if suffix in missing and path.stem.casefold() == stem and path.is_file():
                found.setdefault(suffix, path)
    return Shapefile(shp, found)


@contextmanager
def openable(source: Shapefile, *, as_copy: bool = False) -> Iterator[Opened]:
    """Give a path that GDAL can open: the file itself, or a mended copy that lives as long as the context.

    The copy (``as_copy`` asks for one in any case) has no ``.prj``: whoever opens it reads that himself.
    Raises AppError ``file.unreadable`` where the geometry itself is damaged.
    """
    index, table, rows, notices = _examined(source)
    driver = table.language_driver if table else 0
    short = table is not None and table.complete < rows
    unusable = table is None and ".dbf" in source.sides
    if index.sound and not (as_copy or short or unusable) and _regular(source):
        yield Opened(source.shp, False, driver, tuple(notices))
        return
    with tempfile.TemporaryDirectory(prefix="lantu-") as folder:
        copy = Path(folder) / "layer.shp"
        shutil.copyfile(source.shp, copy)
        if index.sound:
            shutil.copyfile(source.sides[".shx"], copy.with_suffix(".shx"))
        if table is not None:
            table.copy_filled(source.sides[".dbf"], copy.with_suffix(".dbf"), rows)
        yield Opened(copy, not index.sound, driver, tuple(notices))


def side_notices(source: Shapefile) -> tuple[Notice, ...]:
    """What is to be said about the ``.shx`` and the ``.dbf``."""
    return tuple(_examined(source)[-1])


def _examined(source: Shapefile) -> tuple[_Index, _Table | None, int, list[Notice]]:
    index = _Index.of(source)
    table = _Table.of(source.sides.get(".dbf"))
    # A damaged .dbf may promise thousands of millions of rows: no more than the .shp has room for are believed.
    room = max(0, source.shp.stat().st_size - HEADER) // (RECORD_HEADER + 4)
    rows = index.shapes if index.sound else min(table.rows if table else 0, room)
    notices = _table_notices(source, table, rows)
    if not index.sound:
        notices.insert(0, _index_notice(source))
    return index, table, rows, notices


def sound_index(source: Shapefile) -> Path | None:
    """The ``.shx`` if it belongs to the ``.shp`` as it is; AppError ``file.unreadable`` for a ``.shp`` cut short."""
    return source.sides[".shx"] if _Index.of(source).sound else None


@dataclass(frozen=True, slots=True)
class _Index:
    """The .shx: whether it belongs to the .shp as it is, and the number of shapes it counts."""

    sound: bool
    shapes: int

    @classmethod
    def of(cls, source: Shapefile) -> _Index:
        """Compare .shp and .shx. A .shp that ends before its records do is refused: half a plan is worse than none."""
        size = source.shp.stat().st_size
        with source.shp.open("rb") as file:
            header = file.read(HEADER)
        if len(header) < HEADER or struct.unpack(">i", header[:4])[0] != MAGIC:
            raise _unreadable(source.shp, Text("它不是 shapefile", "it is no shapefile"))
        stated = 2 * int(struct.unpack(">i", header[24:28])[0])
        ends = _record_ends(source.sides.get(".shx"))
        reached = None if ends is None else int(ends.max(initial=HEADER))
        if size < stated and reached != size:
            detail = Text("文件被截断（应有 {stated} 字节，只有 {size}）", "it is cut short ({size} of {stated} bytes)")
            raise _unreadable(source.shp, detail.format(stated=stated, size=size))
        sound = reached is not None and min(stated, size) <= reached <= size
        return cls(sound, len(ends) if ends is not None and sound else 0)


def _record_ends(index: Path | None) -> npt.NDArray[np.int64] | None:
    """Where each record ends in the .shp, in bytes; None without a usable .shx."""
    if index is None or index.stat().st_size < HEADER:
        return None
    with index.open("rb") as file:
        if struct.unpack(">i", file.read(4))[0] != MAGIC:
            return None
    words = np.fromfile(index, dtype=">i4", offset=HEADER).astype(np.int64)
    records = words[: len(words) // 2 * 2].reshape(-1, 2)
    return np.asarray(2 * records.sum(axis=1) + RECORD_HEADER, dtype=np.int64)


def _regular(source: Shapefile) -> bool:
    """Whether GDAL finds the side files by itself (it tries the lower and the upper case of the suffix)."""
    needed = [path for suffix, path in source.sides.items() if suffix in (".dbf", ".shx")]
    return all(
        path.stem == source.shp.stem and path.suffix in (path.suffix.lower(), path.suffix.upper()) for path in needed
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Header of a .dbf: rows promised and rows that are there in full."""

    rows: int
    complete: int
    header_length: int
    row_length: int
    language_driver: int

    @classmethod
    def of(cls, path: Path | None) -> _Table | None:
        """Read the header; None where there is no usable .dbf."""
        if path is None:
            return None
        with path.open("rb") as file:
            header = file.read(32)
        if len(header) < 32:
            return None
        rows, header_length, row_length = struct.unpack("<IHH", header[4:12])
        size = path.stat().st_size
        if row_length == 0 or header_length < 33 or size < header_length:
            return None
        return cls(rows, min(rows, (size - header_length) // row_length), header_length, row_length, header[29])

    @property
    def truncated(self) -> bool:
        """Whether rows are promised that the file does not hold."""
        return self.complete < self.rows

    def copy_filled(self, source: Path, target: Path, rows: int) -> None:
        """Copy the complete rows and add empty ones up to ``rows``: GDAL drops shapes that have no row."""
        rows = max(rows, self.complete)
        with source.open("rb") as file, target.open("wb") as out:
            header = bytearray(file.read(self.header_length))
            header[4:8] = struct.pack("<I", rows)
            out.write(header)
            remaining = self.complete * self.row_length
            while remaining > 0:
                block = file.read(min(remaining, 1 << 22))
                out.write(block)
                remaining -= len(block)
            out.write(b" " * ((rows - self.complete) * self.row_length))


def _table_notices(source: Shapefile, table: _Table | None, shapes: int) -> list[Notice]:
    file = source.shp.name
    repair = Text("从原始数据重新导出整套文件。", "Export the whole set of files again from the original.")
    if table is None:
        message = Text(
            "{file} 没有可读的 .dbf：只有图形，没有属性。",
            "{file} has no readable .dbf: geometry only, no attributes.",
        )
        return [Notice("shapefile.dbf_missing", message.format(file=file), file, repair)]
    if table.truncated:
        message = Text(
            "{file} 的 .dbf 被截断：{rows} 行中只有前 {complete} 行完整，其余属性为空。",
            "The .dbf of {file} is cut short: the first {complete} of {rows} rows are complete, the others are empty.",
        ).format(file=file, rows=table.rows, complete=table.complete)
        return [Notice("shapefile.dbf_truncated", message, file, repair)]
    if shapes != table.rows:
        message = Text(
            "{file} 有 {shapes} 个图形，.dbf 却有 {rows} 行：属性可能对不上。",
            "{file} has {shapes} shapes, but its .dbf has {rows} rows: the attributes may not be theirs.",
        ).format(file=file, shapes=shapes, rows=table.rows)
        return [Notice("shapefile.dbf_rows", message, file, repair)]
    return []


def _index_notice(source: Shapefile) -> Notice:
    message = Text(
        "{file} 没有与之相符的 .shx，已在临时副本上重建索引。",
        "{file} has no .shx that fits it; the index was rebuilt on a temporary copy.",
    ).format(file=source.shp.name)
    repair = Text("与 .shp 一起复制 .shx，或重新导出。", "Copy the .shx along with the .shp, or export again.")
    return Notice("shapefile.shx_missing", message, source.shp.name, repair)


def _unreadable(path: Path, detail: Text) -> AppError:
    message = Text("无法读取 {file}：{detail}。", "{file} cannot be read: {detail}.")
    hint = Text("请向提供者重新索取，或从原始数据重新导出。", "Ask for it again, or export it again from the original.")
    return AppError("file.unreadable", message.format(file=same(path.name), detail=detail), hint)
