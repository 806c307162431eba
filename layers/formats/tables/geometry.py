"""Geometry from the columns of a table: WKT, longitude and latitude, easting and northing, or X and Y.

In survey tables X is the northing, in everything else the easting. Names that say which are believed; of ``X`` and
``Y`` the numbers decide where they leave no doubt, and it is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from core.messages import Text
from layers.formats.boundary_points.place import easting_like, northing_like
from layers.geometry.crs_reading import crs_named
from layers.layer import Notice

MAX_DEPTH = 12
"""Brackets in WKT; GEOS recurses over them and would end the program."""

_WKT_NAMES = ("wkt", "wkt_geom", "geometry", "geometry_2", "geom", "the_geom", "shape", "图形", "几何")
_PAIRS = (
    ("longitude", "latitude"),
    ("lon", "lat"),
    ("lng", "lat"),
    ("long", "lat"),
    ("经度", "纬度"),
    ("东经", "北纬"),
    ("easting", "northing"),
    ("east", "north"),
    ("e", "n"),
    ("东坐标", "北坐标"),
    ("横坐标", "纵坐标"),
    ("横坐标y", "纵坐标x"),
    ("东坐标y", "北坐标x"),
)
"""Names that say which axis they are: (x, y)."""
_OPEN_PAIRS = (("x", "y"), ("x坐标", "y坐标"), ("坐标x", "坐标y"), ("point_x", "point_y"), ("xcoord", "ycoord"))
"""Names that do not: X may be the northing."""
_WKT = re.compile(
    r"\s*(?:SRID=(\d+);)?\s*((?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)\b", flags=re.IGNORECASE
)
_BRACKETED = re.compile(r"[((（].*?[))）]")


@dataclass(frozen=True, slots=True)
class GeometryColumns:
    """Where the geometry is: ``wkt``, or ``x`` (easting, longitude) and ``y``; ``open`` where names do not say."""

    wkt: str | None = None
    x: str | None = None
    y: str | None = None
    open: bool = False

    @property
    def names(self) -> list[str]:
        """The columns used."""
        return [name for name in (self.wkt, self.x, self.y) if name is not None]


def geometry_columns(table: pd.DataFrame) -> GeometryColumns | None:
    """Find the columns that hold the geometry; None when there are none."""
    folded = {_folded(str(name)): str(name) for name in reversed(list(table.columns))}
    for name in _WKT_NAMES:
        if name in folded and _looks_like_wkt(table[folded[name]]):
            return GeometryColumns(wkt=folded[name])
    for pairs, is_open in ((_PAIRS, False), (_OPEN_PAIRS, True)):
        for x, y in pairs:
            if x in folded and y in folded:
                return GeometryColumns(x=folded[x], y=folded[y], open=is_open)
    found = next((str(name) for name in table.columns if _looks_like_wkt(table[name])), None)
    return GeometryColumns(wkt=found) if found is not None else None


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _BRACKETED.sub("", plain).replace(" ", "").strip("_")


def _looks_like_wkt(column: pd.Series[Any]) -> bool:
    first = next((str(value) for value in column if str(value).strip()), "")
    return _WKT.match(first) is not None


def from_wkt(column: Sequence[str]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_], pyproj.CRS | None]:
    """Geometries, which rows could not be read, and the CRS where all rows name the same (``SRID=4546;``)."""
    texts = np.array([str(value).strip() for value in column] or [""], dtype=object)[: len(column)]
    matches = [_WKT.match(text) for text in texts]
    numbers = {match.group(1) for match in matches if match is not None}
    deep = np.array([_depth(text) > MAX_DEPTH for text in texts], dtype=bool)
    plain = [
        None if match is None or too_deep else text[match.start(2) :]
        for text, match, too_deep in zip(texts, matches, deep, strict=True)
    ]
    with np.errstate(all="ignore"):  # numbers like 1e999 are damage, and come out as such
        geometries = np.asarray(shapely.from_wkt(np.array([*plain, None], dtype=object), on_invalid="ignore"))[:-1]
    unread = np.array([bool(text) for text in texts], dtype=bool) & shapely.is_missing(geometries)
    number = numbers.pop() if len(numbers) == 1 else None
    return geometries, unread, crs_named(f"EPSG:{number}") if number is not None else None


def _depth(text: str) -> int:
    """How deep brackets are nested, as far as it matters."""
    depth = deepest = 0
    for bracket in re.findall(r"[()]", text) if text.count("(") > MAX_DEPTH else "":
        depth += 1 if bracket == "(" else -1
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


def from_xy(x: Sequence[str], y: Sequence[str]) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Points, and which rows have something in them that is no number."""
    numbers = [_numbers(column) for column in (x, y)]
    empty = np.array([not (str(a).strip() or str(b).strip()) for a, b in zip(x, y, strict=True)], dtype=bool)
    there = np.isfinite(numbers[0]) & np.isfinite(numbers[1])
    points = np.full(len(there), None, dtype=object)
    points[there] = shapely.points(numbers[0][there], numbers[1][there])
    return points, ~there & ~empty


def _numbers(column: Sequence[str]) -> npt.NDArray[np.float64]:
    texts = [_plain_number(str(value)) for value in column]
    return np.asarray(pd.to_numeric(pd.Series(texts, dtype="string"), errors="coerce"), dtype=np.float64)


def _plain_number(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("°").rstrip("mM米").strip()
    return plain.replace(",", "") if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain) else plain


def settled_axes(
    points: npt.NDArray[Any], columns: GeometryColumns, file: str
) -> tuple[npt.NDArray[Any], list[Notice]]:
    """Turn points whose ``X`` can only be the northing; where the numbers do not tell, say that they were kept."""
    xy = shapely.get_coordinates(points)
    if not columns.open or not len(xy):
        return points, []
    first, second = np.median(xy, axis=0).tolist()
    as_survey = northing_like(first) and easting_like(second)
    as_drawn = easting_like(first) and northing_like(second)
    names = {"file": file, "x": columns.x, "y": columns.y}
    if as_survey and not as_drawn:
        message = Text(
            "{file} 的“{x}”是北坐标（测量习惯），已按“{y}”为东坐标读取。",
            "“{x}” of {file} is the northing (as in surveys); “{y}” was read as the easting.",
        ).format(**names)
        repair = Text("请核对位置；也可以指明 x 和 y 列。", "Check the place on the map, or name the columns x and y.")
        turned = shapely.transform(points, lambda pairs: pairs[:, ::-1])
        return np.asarray(turned, dtype=object), [Notice("table.axes", message, file, repair)]
    if as_drawn and not as_survey:
        return points, []
    message = Text(
        "{file} 的“{x}”“{y}”哪个是东坐标无法判断，暂按“{x}”为东坐标读取。",
        "Which of “{x}” and “{y}” in {file} is the easting cannot be told; “{x}” was taken for it.",
    ).format(**names)
    repair = Text("请指明 x（东）和 y（北）列。", "Name the columns x (easting) and y (northing).")
    return points, [Notice("table.axes_open", message, file, repair)]
