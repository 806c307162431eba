"""Features as text for the clipboard, and features out of such text: WKT with attributes, EWKT, GeoJSON.

The table is the one that QGIS writes: a heading ``wkt_geom``, tab, field names; a line per feature. Coordinates are
written with all their digits, so that they come back to the bit. What is read comes from anywhere and is bounded;
what is no proper geometry is refused with its number, never mended silently.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import shapely

from core.errors import AppError
from core.messages import Text

Objects = npt.NDArray[Any]

GEOMETRY = "wkt_geom"
MOST_CHARACTERS = 60_000_000
MOST_FEATURES = 100_000
MOST_FIELDS = 500
DIGITS = 24
"""Decimals that are written at most; fewer where fewer give the same number."""
FARTHEST = 1.0e9
LON_LAT = "EPSG:4326"
_HEADINGS = frozenset((GEOMETRY, "wkt", "the_geom", "geom", "geometry"))
_KINDS = ("POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON")
_WKT = re.compile(
    rf"(?:SRID=(\d{{1,7}});)?\s*((?:{'|'.join(_KINDS)})\s*(?:ZM|Z|M)?\s*(?:\(|EMPTY)[0-9eE+.,()\s-]*)", re.IGNORECASE
)
_CELL = re.compile(r'(?:"((?:[^"]|"")*)"(?=\t|\r?\n|\Z)|([^\t\n]*))(\t|\n|\Z)')
_NAMED_CRS = re.compile(r"(?:urn:ogc:def:crs:)?EPSG:+(?:[\d.]*:)?(\d{3,7})", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Clip:
    """Features: geometries (n), the names of their fields, their values (n rows; text, a JSON scalar or None).

    ``crs``: what the text says of the coordinates, as pyproj reads it; empty where it says nothing.
    """

    shapes: Objects
    fields: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    crs: str = ""

    def __len__(self) -> int:
        return len(self.shapes)


# Writing


def as_table(clip: Clip) -> str:
    """Heading and a line per feature, apart by tabs; text with a tab, a line end or a quotation mark is quoted."""
    lines = ["\t".join(_quoted(name) for name in (GEOMETRY, *clip.fields))]
    wkt = shapely.to_wkt(clip.shapes, rounding_precision=DIGITS)
    for shape, row in zip(wkt, clip.rows, strict=True):
        lines.append("\t".join([shape or "", *(_quoted(_cell(value)) for value in row)]))
    return "\n".join(lines)


def as_geojson(clip: Clip) -> str:
    """A feature collection; the coordinates must be longitude and latitude (RFC 7946)."""
    made = [
        {
            "type": "Feature",
            "geometry": json.loads(shape) if shape else None,
            "properties": dict(zip(clip.fields, row, strict=True)),
        }
        for shape, row in zip(shapely.to_geojson(clip.shapes), clip.rows, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


def as_own(clip: Clip) -> str:
    """For Lantu itself: the table, and in which CRS it is."""
    return json.dumps({"crs": clip.crs, "table": as_table(clip)}, ensure_ascii=False)


# Reading


def read_own(text: str) -> Clip:
    """What ``as_own`` wrote. AppError as ``read_text``."""
    found = _json(text)
    crs, table = found.get("crs"), found.get("table")
    if not isinstance(crs, str) or not isinstance(table, str):
        _refuse_unknown()
    clip = read_text(table)
    return Clip(clip.shapes, clip.fields, clip.rows, crs)


def read_text(text: str) -> Clip:
    """Features out of text from anywhere. AppError ``clip.nothing``, ``clip.too_much``, ``clip.unknown``,
    ``clip.geometry`` (which feature, and what is wrong with it)."""
    if len(text) > MOST_CHARACTERS:
        message = Text(
            "剪贴板内容过大（超过 {most} 万字符）。", "The clipboard holds too much (over {most}0 000 characters)."
        )
        raise AppError("clip.too_much", message.format(most=MOST_CHARACTERS // 10_000), _BY_FILE)
    plain = text.lstrip("\ufeff \t\r\n").rstrip()
    if not plain:
        raise AppError("clip.nothing", Text("剪贴板里没有文字。", "There is no text on the clipboard."), _FORMS)
    if plain.startswith("{"):
        clip = _geojson(plain)
    elif plain.split("\n", 1)[0].split("\t", 1)[0].strip('" \r').casefold() in _HEADINGS:
        clip = _table(plain)
    else:
        clip = _lines(plain)
    if not len(clip):
        raise AppError("clip.nothing", Text("剪贴板里没有要素。", "There are no features on the clipboard."), _FORMS)
    _require_sound(clip.shapes)
    return clip


_FORMS = Text(
    "可以粘贴 WKT、EWKT、GeoJSON，或从 QGIS 复制的要素。",
    "What can be pasted: WKT, EWKT, GeoJSON, or features copied in QGIS.",
)
_BY_FILE = Text("请存成文件后导入。", "Save it as a file and import that.")


def _table(text: str) -> Clip:
    rows = list(_records(text))
    names = tuple(name.strip() for name in rows[0][1:])
    if len(names) > MOST_FIELDS:
        raise AppError("clip.too_much", Text("字段太多。", "There are too many fields."), _BY_FILE)
    body = [row for row in rows[1:] if any(row)]
    shapes, crs = _from_wkt([row[0] for row in body])
    values = [tuple(cell or None for cell in [*row[1:], *([""] * len(names))][: len(names)]) for row in body]
    return Clip(shapes, names, tuple(values), crs)


def _records(text: str) -> Iterator[list[str]]:
    """Lines of cells; a quoted cell may hold tabs and line ends."""
    row: list[str] = []
    count = 0
    plain = text.replace("\r\n", "\n")
    for match in _CELL.finditer(plain):
        quoted, bare, end = match.groups()
        row.append(quoted.replace('""', '"') if quoted is not None else bare.rstrip("\r"))
        if end != "\t":
            yield row
            row = []
            count += 1
            if count > MOST_FEATURES + 1:
                _refuse_number()
        if match.end() == len(plain) and end != "\t":
            return


def _lines(text: str) -> Clip:
    """One geometry a line, or one over many lines."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and not lines[1][0].isalpha():
        lines = [" ".join(lines)]
    if not _WKT.fullmatch(lines[0]):
        _refuse_unknown()
    shapes, crs = _from_wkt(lines)
    return Clip(shapes, (), ((),) * len(shapes), crs)


def _from_wkt(texts: Sequence[str]) -> tuple[Objects, str]:
    if len(texts) > MOST_FEATURES:
        _refuse_number()
    plain: list[str] = []
    codes: set[str] = set()
    for number, text in enumerate(texts, start=1):
        match = _WKT.fullmatch(text.strip())
        if match is None:
            _refuse_geometry(number, Text("不是点、线、面的 WKT", "it is no WKT of points, lines or polygons"))
        if match.group(1) and int(match.group(1)):
            codes.add(match.group(1))
        plain.append(match.group(2))
    if len(codes) > 1:
        message = Text("这些要素的坐标系（SRID）各不相同。", "These features are in different systems (SRID).")
        raise AppError("clip.mixed_crs", message)
    shapes = np.asarray(shapely.from_wkt(np.array([*plain, None], dtype=object)[:-1], on_invalid="ignore"))
    return shapes, f"EPSG:{codes.pop()}" if codes else ""


def _geojson(text: str) -> Clip:
    found = _json(text)
    listed = found.get("features") if found.get("type") == "FeatureCollection" else [found]
    if not isinstance(listed, list):
        _refuse_unknown()
    if len(listed) > MOST_FEATURES:
        _refuse_number()
    geometries: list[str] = []
    rows: list[dict[str, object]] = []
    for number, one in enumerate(listed, start=1):
        feature = one if isinstance(one, dict) else {}
        geometry = feature.get("geometry") if feature.get("type") == "Feature" else feature
        if not isinstance(geometry, dict) or str(geometry.get("type")).upper() not in _KINDS:
            _refuse_geometry(number, Text("不是点、线、面", "it holds no points, lines or polygons"))
        properties = feature.get("properties") if feature is not geometry else None
        rows.append({str(key): _scalar(value) for key, value in (properties or {}).items()}
                    if isinstance(properties, dict) else {})  # fmt: skip
        geometries.append(json.dumps({"type": geometry["type"], "coordinates": geometry.get("coordinates")}))
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    if len(names) > MOST_FIELDS:
        raise AppError("clip.too_much", Text("字段太多。", "There are too many fields."), _BY_FILE)
    texts = np.array([*geometries, None], dtype=object)[:-1]
    shapes = np.asarray(shapely.from_geojson(texts, on_invalid="ignore"))
    crs = _stated_crs(found) or (LON_LAT if _in_degrees(shapes) else "")
    return Clip(shapes, names, tuple(tuple(row.get(name) for name in names) for row in rows), crs)


def _stated_crs(found: dict[str, Any]) -> str:
    """The CRS of GeoJSON as written before RFC 7946; empty where there is none that is known."""
    crs = found.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    name = str(named.get("name", "")) if isinstance(named, dict) else ""
    match = _NAMED_CRS.fullmatch(name)
    return f"EPSG:{match.group(1)}" if match is not None else ""


def _in_degrees(shapes: Objects) -> bool:
    xy = shapely.get_coordinates(shapes)
    return bool(len(xy)) and bool((np.abs(xy[:, 0]) <= 360).all() and (np.abs(xy[:, 1]) <= 90).all())


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=lambda name: float("nan"))
    except (ValueError, RecursionError):
        _refuse_unknown()
    if not isinstance(found, dict):
        _refuse_unknown()
    return found


def _scalar(value: object) -> object:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return json.dumps(value, ensure_ascii=False)


def _require_sound(shapes: Objects) -> None:
    """Every geometry is there, finite and valid; AppError ``clip.geometry`` names the first that is not."""
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        _refuse_geometry(int(np.argmax(missing)) + 1, Text("没有坐标，或读不懂", "it is empty or cannot be read"))
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    far = ~(np.abs(xy) < FARTHEST).all(axis=1)
    if far.any():
        number = int(owner[np.argmax(far)]) + 1
        _refuse_geometry(
            number, Text("坐标不是有限的数，或过大", "its coordinates are no finite numbers, or far too large")
        )
    invalid = ~shapely.is_valid(shapes)
    if invalid.any():
        row = int(np.argmax(invalid))
        reason = str(shapely.is_valid_reason(shapes[row]))
        _refuse_geometry(row + 1, Text("几何无效（{why}）", "its geometry is invalid ({why})").format(why=reason[:80]))


def _refuse_geometry(number: int, why: Text) -> NoReturn:
    message = Text("第 {number} 个要素不能粘贴：{why}。", "Feature {number} cannot be pasted: {why}.")
    hint = Text(
        "什么也没有粘贴；请在来源软件里修复后再复制。",
        "Nothing was pasted; mend it where it comes from and copy it again.",
    )
    raise AppError("clip.geometry", message.format(number=number, why=why), hint)


def _refuse_number() -> NoReturn:
    message = Text("要素太多，一次最多 {most} 个。", "There are too many features: {most} at a time at most.")
    raise AppError("clip.too_much", message.format(most=MOST_FEATURES), _BY_FILE)


def _refuse_unknown() -> NoReturn:
    raise AppError("clip.unknown", Text("剪贴板里不是要素。", "The clipboard holds no features."), _FORMS)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    if any(letter in text for letter in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text
