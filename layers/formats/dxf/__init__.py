"""DXF drawings as layers: closed lines and hatches as polygons, texts as attributes of the polygon they stand in.

DXF stores no coordinate system and often a wrong unit, so that neither is ever assumed: ``crs`` is None.
"""

from __future__ import annotations

import codecs
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from ezdxf import recover
from ezdxf.document import Drawing
from ezdxf.filemanagement import readfile
from ezdxf.units import unit_name

from core.errors import AppError
from core.messages import Text, listed
from layers.formats import encoding as encodings
from layers.formats.dxf.reading import DAMAGE, Contents, Drawn, contents_of, in_metres
from layers.formats.dxf.writing import class_code_of, write_dxf
from layers.formats.vector import LoadResult, numbered
from layers.geometry.mending import mended
from layers.layer import GeometryKind, Notice

__all__ = ["dxf_tables", "read_dxf", "write_dxf"]

_BINARY = b"AutoCAD Binary DXF"
MAX_BYTES = 512 * 1024**2
TABLES: tuple[GeometryKind, ...] = ("polygon", "line", "point")
METRES, MILLIMETRES = 6, 4


def read_dxf(path: Path, *, encoding: str | None = None, table: str | None = None) -> LoadResult:
    """Read one table of a drawing: ``polygon``, ``line`` or ``point`` (texts are points too).

    Without ``table`` the first that is not empty is taken, and a notice names the others. Columns: ``layer``,
    ``colour`` (#RRGGBB), ``text`` (for polygons the texts inside, from top to bottom, one a line) and, where layers
    are named after land-use classes, ``class_code``. Curves are chords within 0.5 mm. ``crs`` is always None.
    Raises AppError ``file.missing``, ``file.too_large``, ``file.unreadable``, ``file.table``, ``file.encoding``.
    """
    drawing, notices = _opened(path, encoding)
    contents = contents_of(drawing, path)
    notices.extend(_about(drawing, contents, path.name))
    words, chosen, about_words = _words(drawing, contents, encoding, path.name)
    notices.extend(about_words)
    _drop_outlines(contents)
    kind = _chosen(contents, table, path, notices)
    frame = _frame(contents, kind, words)
    sound = mended(frame.geometry.to_numpy().copy(), np.zeros(len(frame), dtype=bool))
    for code, rows, message in (
        ("geometry.repaired", sound.repaired, _INVALID),
        ("geometry.broken", sound.broken, _BROKEN),
    ):
        if len(rows):
            notices.append(Notice(code, message.format(file=path.name, rows=numbered(rows)), path.name, _REPAIR))
    return LoadResult(path.stem, frame.set_geometry(sound.geometries), kind, None, chosen, tuple(notices))


def dxf_tables(path: Path) -> list[tuple[str, GeometryKind | None]]:
    """The tables of a drawing that are not empty; errors as ``read_dxf``."""
    drawing, _ = _opened(path, None)
    contents = contents_of(drawing, path)
    _drop_outlines(contents)
    return [(kind, kind) for kind in TABLES if _drawn(contents, kind)]


_INVALID = Text(
    "{file} 有无效的图形（自相交等），量算时已在副本上修复：{rows}。",
    "{file} has invalid polygons (crossing rings and the like), repaired on a copy to measure: {rows}.",
)
_BROKEN = Text("{file} 有坐标不可能的图形：{rows}。", "{file} has shapes with impossible coordinates: {rows}.")
_REPAIR = Text("在 CAD 中修正。", "Mend it in CAD.")


def _opened(path: Path, encoding: str | None) -> tuple[Drawing, list[Notice]]:
    """The drawing; one that breaks the rules of DXF is taken as far as it can be recovered, and that is said."""
    if not path.is_file():
        raise AppError("file.missing", Text("找不到文件 {file}。", "There is no file {file}.").format(file=path.name))
    if path.stat().st_size > MAX_BYTES:
        message = Text("{file} 超过 512 MB。", "{file} is larger than 512 MB.").format(file=path.name)
        raise AppError("file.too_large", message, Text("请先拆分或清理。", "Split or purge it first."))
    codec = None
    if encoding is not None:
        codec = codecs.lookup(
            {"GBK": "gbk", "Big5": "cp950"}.get(named := encodings.asked_encoding(encoding), named)
        ).name
    _require_sections(path)
    with _doubts() as doubts:
        try:
            drawing = readfile(path, encoding=codec)
        except (*DAMAGE, OSError, RecursionError):
            drawing = _recovered(path, doubts)
    if not doubts:
        return drawing, []
    message = Text(
        "{file} 的 DXF 有 {count} 处错误，已尽量恢复，图形可能有误（如：{example}）。",
        "{file} breaks the rules of DXF in {count} places and was recovered as far as possible; shapes may be wrong "
        "(for one: {example}).",
    ).format(file=path.name, count=len(doubts), example=_presentable(doubts[0])[:120])
    return drawing, [Notice("dxf.recovered", message, path.name, Text("在 CAD 中核查后另存。", "Audit it in CAD."))]


def _recovered(path: Path, doubts: list[str]) -> Drawing:
    """What the second, tolerant reader makes of a file; it has the last word."""
    try:
        drawing, auditor = recover.readfile(path)
    except (*DAMAGE, OSError, RecursionError) as problem:
        raise _no_drawing(path) from problem
    doubts.extend(str(entry.message) for entry in (*auditor.errors, *auditor.fixes))
    doubts.extend([] if doubts else ["structure"])
    return drawing


_LOG = logging.getLogger("ezdxf")
_LOG.addHandler(logging.NullHandler())  # else its words go to the terminal


@contextmanager
def _doubts() -> Iterator[list[str]]:
    """What ezdxf notes while it reads: it takes ``44line`` for 44 and tells nobody but its log."""
    heard: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread:
                heard.append(record.getMessage())

    thread = threading.get_ident()
    listener = Listener(logging.WARNING)
    _LOG.addHandler(listener)
    try:
        yield heard
    finally:
        _LOG.removeHandler(listener)


def _require_sections(path: Path) -> None:
    """Refuse what has no section: the tolerant reader would make an empty drawing of any rubbish."""
    try:
        with path.open("rb") as file:
            start = file.read(1 << 20)
    except OSError as problem:
        message = Text("无法读取 {file}（{reason}）。", "{file} cannot be read ({reason}).")
        message = message.format(file=path.name, reason=problem.strerror or problem)
        raise AppError("file.unreadable", message) from problem
    if not start.startswith(_BINARY) and b"SECTION" not in start:
        raise _no_drawing(path)


def _no_drawing(path: Path) -> AppError:
    message = Text("无法读取 {file}：不是完好的 DXF 图形。", "{file} cannot be read: it is no sound DXF drawing.")
    hint = Text("请在 CAD 中核查（AUDIT）后另存为 DXF。", "Run AUDIT in CAD and save it as DXF again.")
    return AppError("file.unreadable", message.format(file=path.name), hint)


def _about(drawing: Drawing, contents: Contents, file: str) -> list[Notice]:
    """What every reader of the drawing must know: no CRS, its unit, and what was left out."""
    message = Text("{file} 是 DXF，不含坐标系。", "{file} is DXF, which stores no CRS.").format(file=file)
    repair = Text("请指定坐标系，并核对位置。", "Name its CRS, and check the place on the map.")
    notices = [Notice("dxf.crs", message, file, repair)]
    units = int(drawing.header.get("$INSUNITS", 0) or 0)
    if units == MILLIMETRES and in_metres(contents):
        message = Text("{file} 的单位是毫米，坐标已换算成米。", "{file} is in millimetres; it was turned into metres.")
        notices.append(Notice("dxf.millimetres", message.format(file=file), file))
    elif units != METRES:
        message = Text(
            "{file} 的图形单位写的是“{unit}”，坐标原样读取。",
            "The unit of {file} is given as “{unit}”; numbers are kept.",
        ).format(file=file, unit=unit_name(units))
        repair = Text("确认坐标是否以米为单位。", "Make sure that its coordinates are metres.")
        notices.append(Notice("dxf.units", message, file, repair))
    if contents.skipped:
        message = Text("{file} 中这些对象不读取：{kinds}。", "Objects of {file} that are not read: {kinds}.")
        notices.append(Notice("dxf.skipped", message.format(file=file, kinds=_counted(contents.skipped)), file))
    if contents.damaged:
        message = Text(
            "{file} 中这些对象已损坏或为空：{kinds}。", "Objects of {file} that are damaged or empty: {kinds}."
        )
        notices.append(
            Notice("dxf.damaged", message.format(file=file, kinds=_counted(contents.damaged)), file, _REPAIR)
        )
    return notices


def _counted(kinds: dict[str, int]) -> Text:
    return listed(f"{kind} × {count}" for kind, count in sorted(kinds.items())[:20])


def _words(
    drawing: Drawing, contents: Contents, asked: str | None, file: str
) -> tuple[Callable[[str], str], str, list[Notice]]:
    """How to mend texts, the encoding's name, and notices.

    Old drawings say ANSI_1252 or nothing whatever the text is, new ones hold GBK where UTF-8 is due. ezdxf keeps
    bytes that do not fit as lone surrogates, so that the bytes of every text can be had back.
    """
    codec = drawing.encoding
    name = encodings.canonical_encoding(codec) or codec
    every = [*contents.texts, *contents.hatches, *contents.areas, *contents.lines, *contents.points]
    texts = {word for one in every for word in (one.layer, one.text) if not word.isascii()}
    raw = [found for word in sorted(texts) if (found := _bytes(word, codec)) is not None]
    if not raw or asked is not None:
        return _presentable, name, []
    choice = encodings.choose_encoding(raw, declared=codec, file=file)
    if encodings.canonical_encoding(choice.name) == encodings.canonical_encoding(codec) or not choice.notices:
        return _presentable, name, []

    def mend(word: str) -> str:
        found = None if word.isascii() else _bytes(word, codec)
        return _presentable(word if found is None else encodings.decode(found, choice.name))

    message = Text(
        "{file} 声明的代码页 {codec} 读出来是乱码，已改按 {name} 读取。",
        "{file} says its code page is {codec}, which yields nonsense; it was read as {name}.",
    ).format(file=file, codec=codec, name=choice.name)
    repair = Text("在 CAD 中另存为 2007 以上版本的 DXF。", "Save it in CAD as DXF 2007 or later.")
    return mend, choice.name, [Notice("encoding.repaired", message, file, repair)]


def _bytes(word: str, codec: str) -> bytes | None:
    try:
        return word.encode(codec, errors="surrogateescape")
    except UnicodeEncodeError:
        return None


def _presentable(word: str) -> str:
    """Lone surrogates and control characters would break every other writer."""
    plain = word.encode("utf-8", errors="replace").decode("utf-8")
    return "".join(character for character in plain if character.isprintable() or character == "\n")


def _drop_outlines(contents: Contents) -> None:
    """Leave out outlines that only repeat the edge of a hatch of their layer; hatches then are areas.

    Of foreign drawings the outer edge alone counts: a line around a hole may be a plot of its own.
    """
    outer: set[tuple[str, bytes]] = set()
    every: set[tuple[str, bytes]] = set()
    for hatch in contents.hatches:
        for part in shapely.get_parts(hatch.geometry):
            outer.add((hatch.layer, _shape(part.exterior)))
            every.update((hatch.layer, _shape(ring)) for ring in (part.exterior, *part.interiors))
    contents.areas = [one for one in contents.areas if (one.layer, _shape(one.geometry.exterior)) not in outer]
    edited = [one for one in contents.own_outlines if (one.layer, _shape(one.geometry.exterior)) not in every]
    contents.areas = [*contents.hatches, *edited, *contents.areas]
    contents.hatches, contents.own_outlines = [], []


def _shape(ring: Any) -> bytes:
    """A ring whatever its start and direction, to a tenth of a millimetre."""
    rounded = np.round(shapely.get_coordinates(ring), 4)
    if len(rounded) > 1:
        rounded = rounded[np.append(True, (np.diff(rounded, axis=0) != 0).any(axis=1))]
    return bytes(shapely.to_wkb(shapely.normalize(shapely.polygons(rounded)))) if len(rounded) > 3 else b""


def _drawn(contents: Contents, kind: GeometryKind) -> Sequence[Drawn]:
    if kind == "polygon":
        return contents.areas
    return contents.lines if kind == "line" else [*contents.points, *contents.texts]


def _chosen(contents: Contents, table: str | None, path: Path, notices: list[Notice]) -> GeometryKind:
    filled = [kind for kind in TABLES if _drawn(contents, kind)]
    if table is not None:
        for kind in TABLES:
            if kind == table:
                return kind
        message = Text("{file} 里没有图层“{table}”。", "{file} has no layer “{table}”.").format(
            file=path.name, table=table
        )
        raise AppError("file.table", message, Text("可选：{names}。", "It has: {names}.").format(names=listed(TABLES)))
    if not filled:
        notices.append(Notice("dxf.none", _NOTHING.format(file=path.name), path.name))
        return "polygon"
    others = [f"{path.name}:{kind}（{len(_drawn(contents, kind))}）" for kind in filled[1:]]
    if others:
        message = Text(
            "{file} 里还有其他图形，可另外读取：{others}。", "{file} holds more, to be read by name: {others}."
        )
        notices.append(Notice("dxf.tables", message.format(file=path.name, others=listed(others)), path.name))
    return filled[0]


_NOTHING = Text("{file} 的模型空间里没有可读取的图形。", "There is nothing to read in the model space of {file}.")


def _frame(contents: Contents, kind: GeometryKind, words: Callable[[str], str]) -> gpd.GeoDataFrame:
    drawn = _drawn(contents, kind)
    index = pd.RangeIndex(len(drawn), name="fid").astype("int64")
    geometries = np.array([*(one.geometry for one in drawn), None], dtype=object)[:-1]
    texts = [words(one.text) for one in drawn]
    if kind == "polygon":
        texts = _joined(geometries, contents.texts, words)
    layers = [words(one.layer) for one in drawn]
    columns = {"layer": layers, "colour": [one.colour for one in drawn], "text": [text or None for text in texts]}
    codes = [class_code_of(layer) for layer in layers]
    if any(codes):
        columns["class_code"] = codes
    series = {name: pd.Series(values, index=index, dtype="string") for name, values in columns.items()}
    return gpd.GeoDataFrame(series, geometry=geometries, index=index)


def _joined(polygons: Any, texts: Sequence[Drawn], words: Callable[[str], str]) -> list[str]:
    """Per polygon the texts that stand in it; a text in several polygons belongs to the smallest."""
    found: dict[int, list[tuple[float, float, str]]] = {}
    if len(polygons) and texts:
        spots = np.array([one.geometry for one in texts], dtype=object)
        valid = shapely.is_valid(polygons)
        sound = polygons if valid.all() else np.where(valid, polygons, shapely.make_valid(polygons))
        text, polygon = shapely.STRtree(sound).query(spots, predicate="within")
        order = np.lexsort((shapely.area(sound)[polygon], text))
        text, polygon = text[order], polygon[order]
        first = np.append(True, text[1:] != text[:-1]) if len(text) else np.empty(0, dtype=bool)
        for one, row in zip(text[first].tolist(), polygon[first].tolist(), strict=True):
            spot = texts[one].geometry
            found.setdefault(row, []).append((-spot.y, spot.x, words(texts[one].text)))
    return ["\n".join(word for *_, word in sorted(found.get(row, []))) for row in range(len(polygons))]
