"""Rows of a table as plots of a boundary-point file: header line, and lines of points in the style of a template."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from core.messages import Text
from layers.formats.boundary_points.document import Plot
from layers.formats.boundary_points.plot import FIELDS, Declared, area_m2, declared_fields
from layers.formats.boundary_points.template import Template
from layers.formats.rings import rings_of
from layers.layer import Notice

_SYNONYMS = {
    "DKBH": ("DKBH", "parcel_no"),
    "DKMC": ("DKMC", "name", "project"),
    "TXSX": ("TXSX",),
    "TFH": ("TFH",),
    "DKYT": ("DKYT", "class_name", "YDMC"),
    "DLBM": ("DLBM", "class_code", "YDDM"),
}
"""Where the fields of a header come from: their own column, else the canonical one."""


class PlotWriter:
    """Writes plots one after another; point numbers may run on through the file."""

    def __init__(
        self, frame: gpd.GeoDataFrame, style: Template, offset: float, notices: list[Notice], file: str
    ) -> None:
        self._columns = {str(name): frame[name].tolist() for name in frame.columns if name != frame.geometry.name}
        self._fids = frame.index.to_numpy()
        self._style = style
        self._offset = offset
        self._notices = notices
        self._file = file
        self._next = 1
        self._empty: list[Any] = []
        self._commas: list[Any] = []

    def plot(self, row: int, geometry: Any, kept: Plot | None, before: Any) -> str:
        """The text of one row; unchanged parts of ``kept`` as they are."""
        if kept is not None:
            same_place = _same(before, geometry, 0.5 * 10.0**-self._style.decimals)
            declared = declared_fields(kept.header)
            if same_place and self._same_fields(row, declared, geometry):
                self._next += len(kept.points)
                return kept.text
            if same_place and kept.header:
                header = self._header(row, geometry, int_or(declared.count), declared, keep_area=True)
                return re.sub(r"^[^\r\n]*", lambda _: header, kept.text, count=1)
        if geometry is None or shapely.is_empty(geometry):
            self._empty.append(self._fids[row])
            return ""
        lines = list(self._points(geometry))
        count = len(lines) if self._style.count_closing or not self._style.closed else len(lines) - self._closings
        old = declared_fields(kept.header) if kept is not None else None
        header = self._header(row, geometry, count, old, keep_area=kept is None)
        return self._style.newline.join([header, *lines, ""])

    def tell(self) -> None:
        """Say what could not be written as it is."""
        for code, fids, message in (
            ("geometry.empty", self._empty, _NOT_WRITTEN),
            ("boundary.comma", self._commas, _COMMAS),
        ):
            if fids:
                shown = ", ".join(f"#{fid}" for fid in fids[:10])
                self._notices.append(Notice(code, message.format(file=self._file, rows=shown), self._file))

    def _same_fields(self, row: int, declared: Declared, geometry: Any) -> bool:
        for name, attribute in FIELDS.items():
            column = self._column(name)
            if column is not None and self._raw(row, column) != getattr(declared, attribute):
                return False
        for number, value in enumerate(declared.more, start=1):
            if f"BZ{number}" in self._columns and self._raw(row, f"BZ{number}") != value:
                return False
        registered = self._columns.get("area_registered_m2")
        if registered is None:
            return True
        area, _ = area_m2(declared.area, geometry)
        now = registered[row]
        return bool(pd.isna(now) if np.isnan(area) else pd.notna(now) and abs(float(now) - area) <= 1e-9 * max(area, 1))

    def _text(self, row: int, field: str) -> str | None:
        """The present value of a header field; None when the table has no column for it."""
        column = self._column(field)
        return None if column is None else self._plain(row, column)

    def _column(self, field: str) -> str | None:
        return next((name for name in _SYNONYMS[field] if name in self._columns), None)

    def _raw(self, row: int, column: str) -> str:
        value = self._columns[column][row]
        missing = value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))
        return "" if missing else str(value).strip()

    def _plain(self, row: int, column: str) -> str:
        """A value that fits between two commas of one line."""
        text = " ".join(self._raw(row, column).split())
        if "," in text or "，" in text:
            self._commas.append(self._fids[row])
            text = text.replace(",", "、").replace("，", "、")
        return text

    def _header(self, row: int, geometry: Any, count: int | str, declared: Declared | None, *, keep_area: bool) -> str:
        old = declared or Declared()
        values = {}
        for name, attribute in FIELDS.items():
            value = self._text(row, name)
            values[name] = getattr(old, attribute) if value is None else value
        more = [
            self._plain(row, f"BZ{number}") if f"BZ{number}" in self._columns else value
            for number, value in enumerate(old.more, start=1)
        ]
        more += [] if declared else self._new_more(row)
        fields = [
            str(count),
            self._area(row, geometry, old, keep=keep_area),
            values["DKBH"],
            values["DKMC"] or f"地块{row + 1}",
            values["TXSX"] or _kind_word(geometry),
            values["TFH"],
            values["DKYT"],
            values["DLBM"],
            *more,
        ]
        return ",".join([*fields, "@"])

    def _new_more(self, row: int) -> list[str]:
        names = sorted((name for name in self._columns if re.fullmatch(r"BZ\d+", name)), key=lambda name: int(name[2:]))
        found = [self._plain(row, name) for name in names]
        while found and not found[-1]:
            found.pop()
        return found

    def _area(self, row: int, geometry: Any, old: Declared, *, keep: bool) -> str:
        """The registered area while the shape is the one it was registered for, else the plane area."""
        registered = self._columns.get("area_registered_m2")
        area = float(shapely.area(geometry)) if geometry is not None else 0.0
        if keep and registered is not None and pd.notna(registered[row]):
            area = float(registered[row])
            before, _ = area_m2(old.area, geometry)
            if abs(before - area) <= 1e-9 * max(area, 1):
                return old.area
        divisor = 1e4 if self._style.area_unit == "ha" else 1.0
        return f"{area / divisor:.{self._style.area_decimals}f}"

    def _points(self, geometry: Any) -> Iterator[str]:
        """Lines of points, ring after ring."""
        style = self._style
        self._closings = 0
        polygonal = shapely.get_dimensions(geometry) == 2
        if style.numbering == "plot" or not polygonal:
            self._next = 1 if style.numbering != "file" else self._next
        for number, ring in enumerate(_runs(geometry), start=1):
            if style.numbering == "ring":
                self._next = 1
            first = self._next
            corners = ring[:-1] if polygonal else ring
            for corner in corners:
                yield self._line(self._next, number, corner)
                self._next += 1
            if polygonal and style.closed:
                self._closings += 1
                yield self._line(first, number, ring[-1])

    def _line(self, number: int, ring: int, corner: npt.NDArray[np.float64]) -> str:
        style = self._style
        easting = f"{corner[0] + self._offset:.{style.decimals}f}"
        northing = f"{corner[1]:.{style.decimals}f}"
        pair = (northing, easting) if style.northing_first else (easting, northing)
        return f"{style.point_prefix}{number},{ring},{pair[0]},{pair[1]}"


_NOT_WRITTEN = Text("没有图形的要素没有写入 {file}：{rows}。", "Features without geometry are not in {file}: {rows}.")
_COMMAS = Text(
    "{file} 的字段以逗号分隔，这些要素文字中的逗号已改为顿号：{rows}。",
    "Fields of {file} are separated by commas; commas in the texts of these features became “、”: {rows}.",
)


def int_or(words: str) -> int | str:
    """A count as written, as a number where it is one."""
    return int(words) if words.isdecimal() else words


def _runs(geometry: Any) -> list[npt.NDArray[np.float64]]:
    if shapely.get_dimensions(geometry) == 2:
        return rings_of(geometry)
    if shapely.get_dimensions(geometry) == 0:
        return [shapely.get_coordinates(geometry)]
    return [shapely.get_coordinates(part) for part in shapely.get_parts(geometry)]


def _kind_word(geometry: Any) -> str:
    return ("点", "线", "面")[int(shapely.get_dimensions(geometry))] if geometry is not None else "面"


def _same(before: Any, now: Any, tolerance: float) -> bool:
    """Whether two geometries would be written alike."""
    if before is None or now is None:
        return before is None and now is None
    pair = [_plain_parts(one) for one in (before, now)]
    return bool(shapely.equals_exact(pair[0], pair[1], tolerance))


def _plain_parts(geometry: Any) -> Any:
    parts = shapely.get_parts(geometry)
    return shapely.normalize(parts[0] if len(parts) == 1 else geometry)
