"""A picture under the layers: an offline MBTiles file, or a picture with a world file. Never the network.

Both are placed in the plan's CRS pixel by pixel: for each pixel of a view the place in the source is found (exactly
on a coarse net, between its nodes by interpolation) and the source's picture is sampled there. Files are hostile:
sizes and counts are bounded before anything is decoded.
"""

from __future__ import annotations

import math
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QImageReader, QPainter

from core.errors import AppError
from core.messages import Text
from maps.drawing.warping import NODE_PX, Floats, Pixels, net_over, projected, sampled
from maps.view import MapView

if TYPE_CHECKING:
    import pyproj

CACHE_BYTES = 64 * 2**20
MOST_PIXELS = 60_000_000
MOST_TILE_BYTES = 4_000_000
TILE_PX = (256, 512)
MOST_TILES = 48
"""For one piece of the view; where more would be needed the map is too far away to show the base."""
DEEPEST = 24
WORLD = 2 * math.pi * 6_378_137.0
"""Side of the web map's square in metres of EPSG:3857."""
MOST_STEPS = 2_000_000
"""Instructions of SQLite for one look-up: ``tiles`` may be a view that computes for ever."""
PRINTED_PER_MM = 300 / 25.4
PIECE_PX = 1024
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")


class BaseMap(ABC):
    """What lies under all layers; ``attribution`` as the file has it."""

    def __init__(self, path: Path, attribution: str = "") -> None:
        self.path = path
        self.attribution = attribution

    @abstractmethod
    def picture(self, view: MapView) -> QImage | None:
        """The pixels of ``view``, transparent where the base has none; None where it shows nothing. Any thread."""

    def close(self) -> None:  # noqa: B027 - a picture is read once, there is nothing to let go
        """Let the file go."""


def open_base(path: Path, crs: pyproj.CRS | None) -> BaseMap:
    """Open a base for a plan measured in ``crs``. ``AppError`` for what is no base map."""
    if path.suffix.lower() == ".mbtiles":
        if crs is None:
            raise _refused(path, Text("规划没有坐标系，底图无法落位", "the plan has no CRS to place it in"))
        return TileBase(path, crs)
    if path.suffix.lower() in PICTURES:
        return PictureBase(path, crs)
    raise _refused(
        path, Text("只支持 .mbtiles 和带坐标文件的图片", "only .mbtiles and pictures with a world file are read")
    )


def paint_base(painter: QPainter, base: BaseMap, view: MapView, pixels_per_mm: float) -> None:
    """Paint the base of a whole ``view`` in the painter's pixels, on paper no finer than ``PRINTED_PER_MM``."""
    factor = min(1.0, PRINTED_PER_MM / pixels_per_mm)
    side = PIECE_PX / factor
    for top in range(math.ceil(view.height / side)):
        for left in range(math.ceil(view.width / side)):
            width, height = min(side, view.width - left * side), min(side, view.height - top * side)
            x, y = view.to_map(left * side + width / 2, top * side + height / 2)
            columns, rows = max(1, round(width * factor)), max(1, round(height * factor))
            image = base.picture(MapView(x, y, view.metres_per_pixel * width / columns, columns, rows))
            if image is not None:
                painter.drawImage(QRectF(left * side, top * side, width, height), image)


class TileBase(BaseMap):
    """MBTiles 1.3: web-Mercator tiles as PNG, JPEG or WebP, rows counted from the south."""

    def __init__(self, path: Path, crs: pyproj.CRS) -> None:
        self._lock = threading.Lock()
        self._tiles: OrderedDict[tuple[int, int, int], Pixels | None] = OrderedDict()
        self._bytes = 0
        self._steps = 0
        self._database = _database(path)
        self._database.set_progress_handler(self._count, 1000)
        try:
            about = {str(name): value for name, value in self._rows("SELECT name, value FROM metadata LIMIT 100")}
            levels = [row[0] for row in self._rows("SELECT DISTINCT zoom_level FROM tiles LIMIT 40")]
            self._levels = sorted({int(level) for level in levels if 0 <= int(level) <= DEEPEST})
            self._size = self._tile_size()
        except (sqlite3.Error, TypeError, ValueError) as problem:
            self._database.close()
            raise _refused(path, Text("不是 MBTiles 文件或已损坏", "it is no MBTiles file, or damaged")) from problem
        self._mercator = projected(crs.to_wkt(), "EPSG:3857")
        super().__init__(path, str(about.get("attribution") or "")[:300])

    def picture(self, view: MapView) -> QImage | None:
        net = net_over(view, self._mercator)
        if net is None:
            return None
        found = self._level(net)
        if found is None:
            return None
        level, first, last = found
        side = self._size
        mosaic = np.zeros(((last[1] - first[1] + 1) * side, (last[0] - first[0] + 1) * side), dtype=np.uint32)
        any_there = False
        for row in range(first[1], last[1] + 1):
            for column in range(first[0], last[0] + 1):
                tile = self._tile(level, column, row)
                if tile is not None:
                    any_there = True
                    y, x = (row - first[1]) * side, (column - first[0]) * side
                    mosaic[y : y + side, x : x + side] = tile
        if not any_there:
            return None
        scale = side * 2.0**level / WORLD
        corner = np.array([first[0] * side, first[1] * side])
        net[..., 0] = (net[..., 0] + WORLD / 2) * scale - corner[0]
        net[..., 1] = (WORLD / 2 - net[..., 1]) * scale - corner[1]
        return sampled(mosaic, net, view)

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _level(self, net: Floats) -> tuple[int, tuple[int, int], tuple[int, int]] | None:
        """The level whose pixels are about those of the view, and its first and last tile."""
        low, high = net.min(axis=(0, 1)), net.max(axis=(0, 1))
        if (low > WORLD / 2).any() or (high < -WORLD / 2).any():
            return None
        step = np.hypot(*(net[0, 1] - net[0, 0])) / NODE_PX
        if not self._levels or not step > 0:
            return None
        wanted = math.log2(max(WORLD / (self._size * step), 1.0)) - 0.25
        finer = [level for level in self._levels if level >= wanted]
        for level in reversed(self._levels[: self._levels.index(finer[0]) + 1] if finer else self._levels):
            span = WORLD / 2.0**level
            edge = 2**level - 1
            first = np.clip(np.floor(((low[0] + WORLD / 2) / span, (WORLD / 2 - high[1]) / span)), 0, edge)
            last = np.clip(np.floor(((high[0] + WORLD / 2) / span, (WORLD / 2 - low[1]) / span)), 0, edge)
            if np.prod(last - first + 1) <= MOST_TILES:
                return level, (int(first[0]), int(first[1])), (int(last[0]), int(last[1]))
        return None

    def _tile(self, level: int, column: int, row: int) -> Pixels | None:
        """From the cache or the file; ``row`` counts from the north here."""
        key = (level, column, row)
        with self._lock:
            if key in self._tiles:
                self._tiles.move_to_end(key)
                return self._tiles[key]
            data = self._data(level, column, 2**level - 1 - row)
        tile = _decoded(data, self._size) if data else None
        with self._lock:
            self._tiles[key] = tile
            self._bytes = sum(each.nbytes for each in self._tiles.values() if each is not None)
            while self._bytes > CACHE_BYTES or len(self._tiles) > 4096:
                _, dropped = self._tiles.popitem(last=False)
                self._bytes -= dropped.nbytes if dropped is not None else 0
        return tile

    def _data(self, level: int, column: int, row: int) -> bytes | None:
        """A tile that cannot be read is one that is not there: the base is only ground."""
        query = (
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
            f" AND length(tile_data) <= {MOST_TILE_BYTES} LIMIT 1"
        )
        try:
            rows = self._rows(query, (level, column, row))
        except sqlite3.Error:
            return None
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def _tile_size(self) -> int:
        rows = self._rows(f"SELECT tile_data FROM tiles WHERE length(tile_data) <= {MOST_TILE_BYTES} LIMIT 1")
        for side in TILE_PX:
            if rows and isinstance(rows[0][0], bytes) and _decoded(rows[0][0], side) is not None:
                return side
        raise ValueError("no raster tiles")

    def _rows(self, query: str, values: tuple[int, ...] = ()) -> list[tuple[Any, ...]]:
        self._steps = 0
        return self._database.execute(query, values).fetchall()

    def _count(self) -> int:
        self._steps += 1000
        return int(self._steps > MOST_STEPS)


class PictureBase(BaseMap):
    """A picture with a world file (ESRI: six lines A, D, B, E, C, F for the middle of the first pixel).

    Its CRS is that of a ``.prj`` beside it, else the plan's.
    """

    def __init__(self, path: Path, crs: pyproj.CRS | None) -> None:
        a, d, b, e, c, f = _world_file(path)
        if not abs(a * e - b * d) > 0:
            raise _refused(path, Text("坐标文件的六个数无效", "the six numbers of its world file are no place"))
        self._inverse = np.linalg.inv(np.array([[a, b], [d, e]]))
        self._first = np.array([c, f])
        own = _own_crs(path)
        self._place = projected(crs.to_wkt(), own) if own is not None and crs is not None else None
        self._levels = [_read(path)]
        while min(self._levels[-1].shape) > 256:
            self._levels.append(_halved(self._levels[-1]))
        super().__init__(path)

    def picture(self, view: MapView) -> QImage | None:
        net = net_over(view, self._place)
        if net is None:
            return None
        net = (net - self._first) @ self._inverse.T + 0.5
        height, width = self._levels[0].shape
        low, high = net.min(axis=(0, 1)), net.max(axis=(0, 1))
        if (high < 0).any() or low[0] > width or low[1] > height:
            return None
        step = np.hypot(*(net[0, 1] - net[0, 0])) / NODE_PX
        level = min(max(math.floor(math.log2(max(step, 1.0)) + 0.25), 0), len(self._levels) - 1)
        return sampled(self._levels[level], net / 2.0**level, view)


# Files


def _refused(path: Path, reason: Text) -> AppError:
    return AppError(
        "base.unusable",
        Text("底图 {name} 无法使用：{reason}。", "The base map {name} cannot be used: {reason}.").format(
            name=path.name, reason=reason
        ),
    )


def _database(path: Path) -> sqlite3.Connection:
    try:
        database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        database.execute("PRAGMA trusted_schema = OFF")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * MOST_TILE_BYTES)
    except sqlite3.Error as problem:
        raise _refused(path, Text("文件打不开", "the file cannot be opened")) from problem
    return database


def _decoded(data: bytes, side: int) -> Pixels | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    size = reader.size()
    kind = bytes(reader.format().data())
    if kind not in (b"png", b"jpeg", b"webp") or (size.width(), size.height()) != (side, side):
        return None
    image = reader.read()
    return None if image.isNull() else _pixels(image)


def _pixels(image: QImage) -> Pixels:
    image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    rows = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()].copy()


def _read(path: Path) -> Pixels:
    reader = QImageReader(str(path))
    size = reader.size()
    if size.width() * size.height() > MOST_PIXELS:
        raise _refused(path, Text("图片超过 6000 万像素", "the picture has more than 60 million pixels"))
    image = reader.read()
    if image.isNull():
        raise _refused(path, Text("图片无法读取", "the picture cannot be read"))
    return _pixels(image)


def _halved(pixels: Pixels) -> Pixels:
    """Half as wide and high, each pixel the mean of four."""
    height, width = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    flat = np.ascontiguousarray(pixels[:height, :width]).view(np.uint8).reshape(height // 2, 2, width // 2, 2, 4)
    mean: Pixels = ((flat.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4).astype(np.uint8).view(np.uint32)
    return np.ascontiguousarray(mean[..., 0])


def _world_file(path: Path) -> tuple[float, float, float, float, float, float]:
    ending = path.suffix[1:].lower()
    endings = {f"{ending[0]}{ending[-1]}w", f"{ending}w", "wld"}
    for each in sorted(path.parent.glob(f"{_escaped(path.stem)}.*")):
        if each.suffix[1:].lower() in endings and each.stat().st_size < 2000:
            try:
                numbers = [float(line) for line in each.read_text(encoding="ascii").split()[:6]]
            except ValueError:
                continue
            if len(numbers) == 6 and all(map(math.isfinite, numbers)):
                a, d, b, e, c, f = numbers
                return a, d, b, e, c, f
    reason = Text(
        "旁边没有可用的坐标文件（.pgw、.jgw、.tfw、.wld）",
        "there is no usable world file beside it (.pgw, .jgw, .tfw, .wld)",
    )
    raise _refused(path, reason)


def _escaped(stem: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in stem)


def _own_crs(path: Path) -> str | None:
    beside = path.with_suffix(".prj")
    if not beside.is_file() or beside.stat().st_size > 20_000:
        return None
    import pyproj

    try:
        return pyproj.CRS.from_wkt(beside.read_text(encoding="utf-8", errors="replace")).to_wkt()
    except pyproj.exceptions.CRSError as problem:
        raise _refused(path, Text("旁边的 .prj 无法理解", "the .prj beside it is not understood")) from problem
