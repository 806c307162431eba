"""Features as CSV or Excel, with their geometry as WKT or as coordinates; nothing in them can act as a formula."""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from layers.formats import encoding as encodings
from layers.formats.tables.reading import EXCEL_SUFFIXES, NEUTRALISED, read_raw, too_large
from layers.formats.text_file import encoded
from layers.geometry.crs import crs_name
from layers.layer import Notice

DECIMALS = 20
"""Most decimals of WKT: the shortest text that gives the same double again (17 lose the last bit of small ones)."""
MAX_CELL = 32_767
MAX_ROWS = 1_048_576
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def write_table(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    crs: pyproj.CRS | None,
    geometry: Literal["wkt", "xy", "none"] = "wkt",
    survey_axes: bool = False,
    encoding: str = "UTF-8-SIG",
    separator: str = ",",
) -> tuple[Notice, ...]:
    """Write .xlsx or .csv (by the ending), re-read it, and only then move it into place.

    ``xy`` is for points: columns ``X``, ``Y`` (``lon``, ``lat`` in degrees), easting first; with ``survey_axes`` X is
    the northing. Text that a spreadsheet would take for a formula becomes a text cell in Excel, and gets an
    apostrophe in front in CSV, which ``read_table`` takes off again. Coordinates keep all their digits.
    Raises AppError ``table.points``, ``table.cell``, ``file.too_large``, ``output.unwritable``, ``output.differs``.
    """
    notices = []
    names, columns = _columns(frame, crs, geometry, survey_axes=survey_axes)
    if crs is not None and geometry != "none":
        message = Text(
            "表格不存坐标系：{file} 的坐标是 {crs}。", "Tables store no CRS; coordinates of {file} are {crs}."
        )
        notices.append(Notice("table.crs", message.format(file=path.name, crs=crs_name(crs)), path.name))
    rows = [list(row) for row in zip(*columns, strict=True)] if columns else []
    excel = path.suffix.casefold() in EXCEL_SUFFIXES
    with write_beside(path) as temporary:
        if excel:
            _write_excel(temporary, path, names, rows)
        else:
            notices.extend(_write_csv(temporary, path, names, rows, encoding=encoding, separator=separator))
        _compare(temporary, path, names, rows)
    return tuple(notices)


def _columns(
    frame: gpd.GeoDataFrame, crs: pyproj.CRS | None, geometry: str, *, survey_axes: bool
) -> tuple[list[str], list[list[Any]]]:
    """Headers and columns of plain values: str, int, float, bool or None."""
    shapes = frame.geometry.to_numpy()
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = [str(name) for name in table.columns]
    columns = [[_plain(value) for value in table[name].tolist()] for name in table.columns]
    if geometry == "wkt":
        return [*names, "WKT"], [*columns, [_wkt(shape) for shape in shapes]]
    if geometry == "none":
        return names, columns
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if (shapely.get_type_id(shapes[there]) != shapely.GeometryType.POINT).any():
        message = Text("只有点图层能写成坐标列。", "Only points can be written as columns of coordinates.")
        raise AppError("table.points", message, Text("请改用 WKT。", "Write WKT instead."))
    x, y = _numbers(shapely.get_x(shapes)), _numbers(shapely.get_y(shapes))
    if crs is not None and crs.is_geographic:
        return [*names, "lon", "lat"], [*columns, x, y]
    pair = [y, x] if survey_axes else [x, y]
    return [*names, "X", "Y"], [*columns, *pair]


def _numbers(values: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def _wkt(shape: Any) -> str | None:
    if shape is None or shapely.is_empty(shape):
        return None
    return str(shapely.to_wkt(shape, rounding_precision=DECIMALS))


def _plain(value: Any) -> str | int | float | bool | None:
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, pd.Timestamp | datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(str(one) for one in value)
    return str(value)


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula; a plain number with a sign is none."""
    return _FORMULA.match(text) is not None and _NUMBER.fullmatch(text) is None


def _write_csv(
    temporary: Path, path: Path, names: list[str], rows: list[list[Any]], *, encoding: str, separator: str
) -> list[Notice]:
    asked = encoding if encoding == "UTF-8-SIG" else encodings.asked_encoding(encoding)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerow([_in_csv(name) for name in names])
    writer.writerows([_in_csv(value) for value in row] for row in rows)
    content, used = encoded(text.getvalue(), asked)
    temporary.write_bytes(content)
    if used == asked:
        return []
    message = Text(
        "{file} 有 {asked} 写不出的字，改用 {used}。",
        "Some characters of {file} are not in {asked}; it is written in {used}.",
    ).format(file=path.name, asked=asked, used=used)
    return [Notice("encoding.widened", message, path.name)]


def _in_csv(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if not isinstance(value, str):
        return repr(value)
    text = value.replace("\x00", "")
    return f"'{text}" if _is_formula(text) or NEUTRALISED.match(text) else text


def _write_excel(temporary: Path, path: Path, names: list[str], rows: list[list[Any]]) -> None:
    from openpyxl import Workbook

    _refuse_what_excel_cannot_hold(path, rows)  # first: openpyxl leaves its files open when it is broken off
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join("_" if letter in r"[]:*?/\'" else letter for letter in path.stem)[:31] or "1")
    for row in (names, *rows):
        sheet.append(list(_cells(sheet, row)))
    book.save(temporary)


def _refuse_what_excel_cannot_hold(path: Path, rows: list[list[Any]]) -> None:
    if len(rows) >= MAX_ROWS:
        raise too_large(path)
    for number, row in enumerate(rows, start=2):
        longest = max((len(value) for value in row if isinstance(value, str)), default=0)
        if longest > MAX_CELL:
            message = Text(
                "{file} 第 {row} 行有 {length} 个字符的内容，Excel 的单元格只容 32 767 个。",
                "Row {row} of {file} has a text of {length} characters; a cell of Excel holds 32 767.",
            ).format(file=path.name, row=number, length=longest)
            raise AppError("table.cell", message, Text("请改存为 .csv。", "Save it as .csv instead."))


def _cells(sheet: Any, values: list[Any]) -> Iterator[Any]:
    """Numbers as numbers; every text as a text cell, codes with their zeros, formulas as what they are: text."""
    from openpyxl.cell import WriteOnlyCell

    for value in values:
        if not isinstance(value, str):
            yield value
            continue
        cell = WriteOnlyCell(sheet, value=_UNPRINTABLE.sub("", value))
        cell.data_type = "s"
        cell.number_format = "@"
        if _is_formula(value):
            cell.quotePrefix = True
        yield cell


def _compare(temporary: Path, path: Path, names: list[str], rows: list[list[Any]]) -> None:
    """Re-read what was written: the same names, and every geometry to the last digit."""
    found = read_raw(temporary, None, None)
    filled = [row for row in rows if any(value not in (None, "") for value in row)]
    place = len(names) - 1
    same = len(found.names) == len(names) and len(found.rows) == len(filled)
    if same and names[-1] == "WKT":
        same = [row[place] for row in found.rows] == [row[place] or "" for row in filled]
    if not same:
        message = Text(
            "写出的 {file} 读回后与数据不一致，因此没有保存。",
            "{file} read back differs from the data, so it was not kept.",
        ).format(file=path.name)
        raise AppError("output.differs", message, Text("换一种格式再试。", "Try another format."))
