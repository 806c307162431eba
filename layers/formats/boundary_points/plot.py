"""One plot of a boundary-point file: what its header declares, and its points as rings, lines or points."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.formats.boundary_points.document import KINDS, Plot, Point
from layers.formats.rings import Ring, polygon_of_rings
from layers.layer import GeometryKind

CLOSE_M = 0.05
"""A last point that repeats the first one's name within this many metres closes the ring."""

FIELDS = {
    "DKBH": "number",
    "DKMC": "name",
    "TXSX": "kind",
    "TFH": "sheet",
    "DKYT": "purpose",
    "DLBM": "class_code",
}
"""Columns of the table (地块编号, 地块名称, 记录图形属性, 图幅号, 地块用途, 地类编码) and their declared fields."""
SOURCE_COLUMNS = ("txt_encoding", "txt_head", "txt_plot")
"""Columns that carry the file's own text; other formats may leave them out."""

_KIND_OF_WORD: dict[str, GeometryKind] = {"点": "point", "线": "line", "面": "polygon"}
_UNITS = {"公顷": 1e4, "ha": 1e4, "平方米": 1.0, "㎡": 1.0, "m2": 1.0, "亩": 2000 / 3, "平方公里": 1e6}
_DECLARED = 8
"""Fields that a full header has before the extra ones."""


@dataclass(frozen=True, slots=True)
class Declared:
    """The fields of a header line as text; ``regular`` when none had to be supposed missing."""

    count: str = ""
    area: str = ""
    number: str = ""
    name: str = ""
    kind: str = ""
    sheet: str = ""
    purpose: str = ""
    class_code: str = ""
    more: tuple[str, ...] = ()
    regular: bool = True


@dataclass(frozen=True, slots=True)
class PlotRings:
    """Runs of points, (n, 2) in the columns of the file; ``bad_closing``: a closing point with its X for Y."""

    rings: list[Ring]
    bad_closing: bool = False


def declared_fields(header: tuple[str, ...]) -> Declared:
    """Give the fields of a header their meaning; 点/线/面 is the anchor where some before it are missing."""
    anchor = next((place for place, word in enumerate(header[:6]) if word in KINDS), None)
    if anchor in (4, None):
        fields = list(header[:_DECLARED])
        fields += [""] * (_DECLARED - len(fields))
        # 地类编码 is often left out altogether; that alone is regular.
        regular = anchor == 4 or not header
        return _declared(fields, header[_DECLARED:], regular=regular)
    assert anchor is not None
    before = list(header[:anchor])
    after = [*header[anchor:], *[""] * 4][:4]
    if anchor > 4:
        before = [*before[:3], ",".join(before[3:])]  # a name with a comma in it
    return _declared([*_placed(before), *after], header[anchor + 4 :], regular=anchor > 4)


def _declared(fields: list[str], more: tuple[str, ...], *, regular: bool) -> Declared:
    count, area, number, name, kind, sheet, purpose, class_code = fields
    return Declared(
        count=count,
        area=area,
        number=number,
        name=name,
        kind=kind,
        sheet=sheet,
        purpose=purpose,
        class_code=class_code,
        more=more,
        regular=regular,
    )


def _placed(before: list[str]) -> list[str]:
    """Count, area, number, name from fewer fields: whole number first, decimals are the area, the name is last."""
    count = before.pop(0) if before and re.fullmatch(r"\d+", before[0]) else ""
    area = before.pop(0) if before and re.fullmatch(r"\d+\.\d+\D*", before[0]) else ""
    name = before.pop() if before else ""
    return [count, area, before[0] if before else "", name][:4]


def kind_of(header: tuple[str, ...]) -> GeometryKind:
    """The kind a header declares; a plot that says nothing is a polygon."""
    return _KIND_OF_WORD.get(declared_fields(header).kind, "polygon")


def area_m2(declared: str, geometry: Any) -> tuple[float, bool]:
    """The declared area in m², and whether it was m² where hectares are due (more than 50 times the geometry's).

    ``geometry`` is in metres. NaN where there is no number.
    """
    plain = unicodedata.normalize("NFKC", declared).strip()
    found = re.match(r"[-+]?\d+(?:\.\d+)?", plain)
    if found is None:
        return math.nan, False
    value = float(found.group())
    unit = plain[found.end() :].strip().casefold()
    if unit in _UNITS:
        return value * _UNITS[unit], False
    measured = float(shapely.area(geometry)) if geometry is not None else 0.0
    if math.isfinite(measured) and measured > 1 and value > 50 * measured / 1e4:
        return value, True
    return value * 1e4, False


def plot_rings(plot: Plot) -> PlotRings:
    """Cut the points into rings: at a new ring number, and after a point that closes the ring.

    Parts of a plot do come with one and the same number. A plot with an unreadable point has no ring at all: a
    shape without that corner would be a wrong one.
    """
    if plot.unreadable:
        return PlotRings([])
    kind = kind_of(plot.header)
    runs: list[list[Point]] = []
    bad_closing = closed = False
    for point in plot.points:
        run = runs[-1] if runs else []
        if not run or closed or point.ring != run[0].ring:
            runs.append([point])
            closed = False
            continue
        closed = kind == "polygon" and len(run) >= 3 and _closes(run[0], point)
        if closed and point.first == point.second:
            bad_closing = True
        elif not closed or (point.first, point.second) == (run[0].first, run[0].second):
            run.append(point)
    return PlotRings([np.array([(one.first, one.second) for one in run]) for run in runs], bad_closing)


def _closes(first: Point, last: Point) -> bool:
    """Whether a point is the first one again: same place, or same name and nearly so, or its X written twice."""
    away = max(abs(first.first - last.first), abs(first.second - last.second))
    if away == 0:
        return True
    same_name = first.name == last.name != ""
    return same_name and (away <= CLOSE_M or (last.first == last.second == first.first))


def geometry_of(plot: Plot, rings: PlotRings, *, swapped: bool) -> tuple[Any, int]:
    """The geometry, x = easting, and how many rings came twice. ``swapped``: the file has the easting first."""
    order = 1 if swapped else -1
    turned = [ring[:, ::order] for ring in rings.rings]
    kind = kind_of(plot.header)
    if kind == "polygon":
        return polygon_of_rings(turned)
    if not turned:
        return None, 0
    if kind == "point":
        return _single(shapely.points(np.concatenate(turned)), shapely.multipoints), 0
    lines = [ring for ring in turned if len(ring) > 1]
    return (_single(np.array([shapely.linestrings(line) for line in lines]), shapely.multilinestrings), 0)


def _single(parts: npt.NDArray[Any], join: Any) -> Any:
    if not len(parts):
        return None
    return parts[0] if len(parts) == 1 else join(parts)
