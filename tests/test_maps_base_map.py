"""The base under the layers: in its place, and whatever the file, without harm."""

from __future__ import annotations

import math
import sqlite3
from pathlib import Path

import numpy as np
import pyproj
import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage, QPainter

from core.errors import AppError
from maps.drawing.base_map import WORLD, BaseMap, open_base, paint_base
from maps.drawing.rendering import Rendering
from maps.view import MapView
from tests.maps_plans import CRS, EAST, NORTH, pixels

pytestmark = pytest.mark.usefixtures("qapp")
VIEW = MapView(EAST, NORTH, 3.0, 300, 200)
LEVEL = 16
TO_MERCATOR = pyproj.Transformer.from_crs(CRS, 3857, always_xy=True)
FROM_MERCATOR = pyproj.Transformer.from_crs(3857, CRS, always_xy=True)


def encoded(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return buffer.data().data()


def tile_of(colour: str, side: int = 256) -> bytes:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return encoded(image)


def tile_at(x: float, y: float, level: int = LEVEL) -> tuple[int, int]:
    """Column and row (from the north) of the tile over a place of the plan."""
    east, north = TO_MERCATOR.transform(x, y)
    span = WORLD / 2**level
    return math.floor((east + WORLD / 2) / span), math.floor((WORLD / 2 - north) / span)


def mbtiles(path: Path, tiles: dict[tuple[int, int], bytes], level: int = LEVEL) -> Path:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        database.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        database.execute("INSERT INTO metadata VALUES ('attribution', '测绘院')")
        rows = [(level, column, 2**level - 1 - row, data) for (column, row), data in tiles.items()]
        database.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    database.close()
    return path


def seen(base: BaseMap, view: MapView = VIEW) -> np.ndarray:
    image = QImage(int(view.width), int(view.height), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    paint_base(painter, base, view, 4.0)
    painter.end()
    return pixels(image)


def test_tiles_lie_where_they_belong(tmp_path: Path) -> None:
    column, row = tile_at(EAST, NORTH)
    colours = {(column + i, row + j): f"#{80 + 60 * i:02X}{90 + 50 * j:02X}30" for i in (-1, 0, 1) for j in (-1, 0, 1)}
    path = mbtiles(tmp_path / "base.mbtiles", {key: tile_of(colour) for key, colour in colours.items()})
    base = open_base(path, CRS)
    assert base.attribution == "测绘院"
    picture = seen(base)
    span = WORLD / 2**LEVEL
    checked = 0
    for key, colour in colours.items():
        middle = (key[0] + 0.5) * span - WORLD / 2, WORLD / 2 - (key[1] + 0.5) * span
        x, y = VIEW.to_screen(*FROM_MERCATOR.transform(*middle))
        if 0 <= x < VIEW.width and 0 <= y < VIEW.height:
            checked += 1
            assert picture[int(y), int(x)].tolist() == [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    assert checked > 1
    base.close()


def test_a_base_is_drawn_under_the_layers(tmp_path: Path) -> None:
    path = mbtiles(tmp_path / "base.mbtiles", {tile_at(EAST, NORTH): tile_of("#335577")})
    base = open_base(path, CRS)
    made = Rendering([], VIEW, pixels_per_mm=4.0, ground=QColor("#FFFFFF"), base=base)
    while not made.done:
        made.step(0.1)
    assert pixels(made.image)[100, 150].tolist() == [0x33, 0x55, 0x77]
    base.close()


def test_far_away_the_base_is_left_out(tmp_path: Path) -> None:
    base = open_base(mbtiles(tmp_path / "base.mbtiles", {tile_at(EAST, NORTH): tile_of("#335577")}), CRS)
    assert base.picture(MapView(EAST, NORTH, 2_000.0, 500, 300)) is None
    assert base.picture(MapView(EAST + 5e6, NORTH, 3.0, 500, 300)) is None
    assert base.picture(MapView(EAST, NORTH + 1e9, 3.0, 500, 300)) is None
    base.close()


def test_a_tile_that_is_none_is_not_there(tmp_path: Path) -> None:
    column, row = tile_at(EAST, NORTH)
    bad = {
        (column, row): tile_of("#335577", side=2048),
        (column + 1, row): b"\x1f\x8b no picture",
        (0, 0): tile_of("#111111"),
    }
    base = open_base(mbtiles(tmp_path / "base.mbtiles", {(9, 9): tile_of("#222222"), **bad}), CRS)
    assert (seen(base) == 255).all()
    base.close()


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE tiles (a)"],
        ["CREATE TABLE metadata (name, value)", "CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)"],
        [
            "CREATE TABLE metadata (name, value)",
            "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS zoom_level, i AS tile_column, i AS tile_row, zeroblob(9) AS tile_data FROM n WHERE i < 0",
        ],
    ],
)
def test_what_is_no_mbtiles_file_is_refused_in_words(tmp_path: Path, statements: list[str]) -> None:
    path = tmp_path / "odd.mbtiles"
    with sqlite3.connect(path) as database:
        for statement in statements:
            database.execute(statement)
    database.close()
    with pytest.raises(AppError) as told:
        open_base(path, CRS)
    assert "odd.mbtiles" in told.value.message.en


def test_files_that_are_not_there_or_something_else_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.mbtiles"
    text.write_text("not a database at all, but long enough to be looked at" * 40)
    for path in (tmp_path / "none.mbtiles", text, tmp_path / "x.bmp"):
        with pytest.raises(AppError):
            open_base(path, CRS)
    with pytest.raises(AppError):
        open_base(text, None)


def picture_file(folder: Path, world: str | None, ending: str = "pgw") -> Path:
    image = QImage(100, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("#AA4400"))
    for row in range(40):
        for column in range(50):
            image.setPixelColor(column, row, QColor("#0044AA"))
    image.save(str(folder / "scan.png"))
    if world is not None:
        (folder / f"scan.{ending}").write_text(world)
    return folder / "scan.png"


@pytest.mark.parametrize("ending", ["pgw", "PGW", "pngw", "wld"])
def test_a_picture_lies_where_its_world_file_says(tmp_path: Path, ending: str) -> None:
    world = f"5\n0\n0\n-5\n{EAST - 247.5}\n{NORTH + 197.5}\n"
    picture = seen(open_base(picture_file(tmp_path, world, ending), CRS))
    column, row = (int(each) for each in VIEW.to_screen(EAST - 100, NORTH + 100))
    assert picture[row, column].tolist() == [0x00, 0x44, 0xAA]
    column, row = (int(each) for each in VIEW.to_screen(EAST + 100, NORTH - 100))
    assert picture[row, column].tolist() == [0xAA, 0x44, 0x00]
    assert (picture[:20] == 255).all()
    left = int(VIEW.to_screen(EAST - 250, NORTH)[0])
    assert (picture[100, left - 2] == 255).all()
    assert (picture[100, left + 2] != 255).any()


def test_a_turned_picture_is_turned(tmp_path: Path) -> None:
    world = f"0\n-5\n-5\n0\n{EAST}\n{NORTH}\n"
    picture = seen(open_base(picture_file(tmp_path, world), CRS))
    column, row = (int(each) for each in VIEW.to_screen(EAST - 50, NORTH - 50))
    assert picture[row, column].tolist() == [0x00, 0x44, 0xAA]


def test_a_picture_in_another_crs_is_placed(tmp_path: Path) -> None:
    east, north = TO_MERCATOR.transform(EAST, NORTH)
    path = picture_file(tmp_path, f"5\n0\n0\n-5\n{east - 250}\n{north + 200}\n")
    (tmp_path / "scan.prj").write_text(pyproj.CRS.from_epsg(3857).to_wkt("WKT1_ESRI"))
    picture = seen(open_base(path, CRS))
    column, row = (int(each) for each in VIEW.to_screen(EAST - 60, NORTH + 60))
    assert picture[row, column].tolist() == [0x00, 0x44, 0xAA]


@pytest.mark.parametrize("world", [None, "1\n2\n3", "0\n0\n0\n0\n1\n1", "a\nb\nc\nd\ne\nf", "nan\n0\n0\n1\n0\n0"])
def test_a_picture_without_a_place_is_refused(tmp_path: Path, world: str | None) -> None:
    with pytest.raises(AppError):
        open_base(picture_file(tmp_path, world), CRS)
