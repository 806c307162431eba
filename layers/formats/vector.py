"""Vector files through GDAL: shapefile, GeoPackage, GeoJSON — into one table, with notices of what needs mending."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio import raw
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from core.errors import AppError
from core.messages import Text, listed
from layers.formats import encoding as encodings
from layers.formats import endings
from layers.formats.content import check_content
from layers.formats.shapefile import openable, side_files
from layers.geometry.crs_reading import parsed_crs
from layers.geometry.mending import Mended, kind_named, mended
from layers.layer import GeometryKind, Notice
from layers.roles import role_named
from layers.store.opening import is_project

SUFFIXES = {".shp": "ESRI Shapefile", ".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON"}
"""Endings that are looked for in a folder, and what GDAL calls the format. A file that is named may be of any other
format of ``layers.formats.endings``."""
MAX_FILE_BYTES = 8 * 1024**3
MAX_FEATURES = 20_000_000

_LOSSLESS = "ISO-8859-1"
"""Every byte is one character in Latin-1: texts come through GDAL unharmed and are decoded here."""

GDAL_ERRORS = (CRSError, DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError)
_gdal = threading.Lock()


@dataclass(frozen=True, eq=False)
class LoadResult:
    """One table of a file.

    ``table`` is a GeoDataFrame without CRS, indexed by int64 ``fid``; ``crs`` is as the file states it.
    ``as_read`` are the geometries before they were mended, ``unreadable`` marks rows whose bytes gave none, and
    ``geometry_type`` is what the file declares. ``digest`` is the SHA-256 of the content where that is not the file's.
    """

    name: str
    table: gpd.GeoDataFrame
    kind: GeometryKind
    crs: pyproj.CRS | None
    encoding: str | None
    notices: tuple[Notice, ...]
    as_read: npt.NDArray[Any] | None = None
    unreadable: npt.NDArray[np.bool_] | None = None
    geometry_type: str | None = None
    digest: str | None = None


@dataclass(frozen=True, eq=False)
class Raw:
    """What GDAL gives: columns by name, well-known binary, feature ids."""

    names: list[str]
    columns: list[npt.NDArray[Any]]
    wkb: npt.NDArray[Any]
    fids: npt.NDArray[np.int64]
    crs: str | None
    geometry_type: str | None
    dates_as_text: tuple[str, ...] = ()


def load(
    path: Path,
    *,
    table: str | None = None,
    role: str | None = None,
    encoding: str | None = None,
    fids: npt.NDArray[np.int64] | None = None,
) -> LoadResult:
    """Read one table of a vector file.

    ``table`` names the table of a GeoPackage; without it the only one is taken, else the one named like ``role``.
    ``fids`` asks for some features of a shapefile or a GeoPackage alone.
    Raises AppError: ``file.missing``, ``file.format``, ``file.too_large``, ``file.unreadable``, ``file.table``.
    """
    if is_project(path):  # it may be open: GDAL must not touch it
        from layers.store.loading import read_table

        return read_table(path, choose_table(path, table, role), None if fids is None else fids.tolist())
    check_readable(path)
    try:
        if path.suffix.casefold() not in SUFFIXES:
            from layers.formats import other_formats

            return other_formats.load(path, table=table, role=role, encoding=encoding)
        if path.suffix.casefold() == ".shp":
            if table is not None and table.casefold() != path.stem.casefold():
                raise no_such_table(path, table, [path.stem])
            return _load_shapefile(path, encoding, fids)
        if format_of(path) == "GeoJSON":
            return _load_geojson(path, encoding)
        return _load_geopackage(path, table, role, fids)
    except OSError as error:
        message = Text("无法读取 {file}（{reason}）。", "{file} cannot be read ({reason}).")
        raise AppError("file.unreadable", message.format(file=path.name, reason=error.strerror or error)) from error


def tables(path: Path) -> list[tuple[str, GeometryKind | None]]:
    """Names and kinds of the tables with geometry; one for formats that hold a single table."""
    if path.suffix.casefold() not in SUFFIXES:
        from layers.formats import other_formats

        return other_formats.tables(path)
    if path.suffix.casefold() != ".gpkg":
        return [(path.stem, None)]
    if is_project(path):
        from layers.store.loading import tables_in

        return tables_in(path)
    check_readable(path)
    return listed_tables(path, path)


def listed_tables(source: Path | bytes, shown: Path) -> list[tuple[str, GeometryKind | None]]:
    """The tables with geometry as GDAL lists them."""
    try:
        with gdal_session():
            rows = pyogrio.list_layers(source)
    except GDAL_ERRORS as error:
        refuse(shown, error)
    return [(str(name), kind_named(kind)) for name, kind in rows if kind is not None]


def format_of(path: Path) -> str | None:
    """GDAL's name of the format that the file's ending stands for; None for one that is not read."""
    return SUFFIXES.get(path.suffix.casefold())


def check_readable(path: Path) -> None:
    """Refuse what is missing, of another format or absurdly large, in words."""
    if not path.is_file() and not endings.is_geodatabase(path):
        message = Text("找不到文件 {file}。", "There is no file {file}.").format(file=path.name)
        raise AppError("file.missing", message)
    if not endings.is_read(path):
        raise endings.not_read(path)
    if endings.size_of(path) > MAX_FILE_BYTES:
        message = Text("{file} 超过 8 GB。", "{file} is larger than 8 GB.").format(file=path.name)
        raise AppError("file.too_large", message, Text("请先裁剪或拆分。", "Clip or split it first."))
    check_content(path)


def no_such_table(path: Path, table: str, names: Sequence[str]) -> AppError:
    """The error for a table that a file does not have."""
    message = Text("{file} 里没有图层“{table}”。", "{file} has no layer “{table}”.").format(file=path.name, table=table)
    return AppError("file.table", message, Text("它有：{names}。", "It has: {names}.").format(names=listed(names)))


def _load_geopackage(path: Path, table: str | None, role: str | None, fids: npt.NDArray[np.int64] | None) -> LoadResult:
    chosen = choose_table(path, table, role)
    found = read_raw(path, path, table=chosen, fids=fids)
    notices: list[Notice] = []
    crs = parsed_crs(found.crs, path.name, notices)
    return load_result(path, chosen, found, crs=crs, encoding="UTF-8", notices=notices)


def choose_table(path: Path, table: str | None, role: str | None, names: Sequence[str] | None = None) -> str:
    """The table asked for, the only one, or the one named like ``role``, of ``names`` (those of the file)."""
    names = [name for name, _ in tables(path)] if names is None else list(names)
    if table is not None:
        alike = [name for name in names if name == table] or [
            name for name in names if name.casefold() == table.casefold()
        ]
        if not alike:
            raise no_such_table(path, table, names)
        return alike[0]
    if len(names) == 1:
        return names[0]
    if not names:
        message = Text("{file} 里没有带图形的图层。", "{file} has no layer with geometry.").format(file=path.name)
        raise AppError("file.table", message)
    named = [name for name in names if role is not None and role_named(name) == role]
    exact = [name for name in named if name.casefold() == role]
    if exact or len(named) == 1:
        return (exact or named)[0]
    message = Text("{file} 有多个图层，不知道要用哪一个。", "{file} has several layers and none was chosen.")
    hint = Text("请写明 layer，可选：{names}。", "Name one with `layer`: {names}.").format(names=listed(names))
    raise AppError("file.table", message.format(file=path.name), hint)


def _load_geojson(path: Path, encoding: str | None) -> LoadResult:
    """GeoJSON is UTF-8 by its standard; offices write GBK as well, so that is tried before it is refused."""
    choice = encodings.Choice("UTF-8")
    source: Path | bytes = path
    content = path.read_bytes()
    if encoding is not None or not _is_utf8(content):
        choice = encodings.choose_encoding(content.splitlines(), asked=encoding, file=path.name)
        source = encodings.decode(content, choice.name).encode("utf-8")
    found = read_raw(source, path)
    found = replace(found, fids=np.arange(len(found.wkb)))  # its own ids are free text or absent
    notices = list(choice.notices)
    crs = parsed_crs(found.crs, path.name, notices)
    return load_result(path, path.stem, found, crs=crs, encoding=choice.name, notices=notices)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _load_shapefile(path: Path, encoding: str | None, fids: npt.NDArray[np.int64] | None) -> LoadResult:
    source = side_files(path)
    notices: list[Notice] = []
    crs = parsed_crs(source.text(".prj"), path.name, notices)
    # pyogrio fails on words that GDAL takes for a CRS but cannot write out again: then it must not see them.
    with openable(source, as_copy=bool(notices)) as opened:
        found = read_raw(opened.path, path, encoding=_LOSSLESS, rebuild_index=opened.rebuild_index, fids=fids)
    choice = encodings.choose_encoding(
        _texts(found),
        asked=encoding,
        declared=source.text(".cpg"),
        language_driver=opened.language_driver,
        file=path.name,
    )
    notices = [*opened.notices, *choice.notices, *notices]
    decoded = replace(
        found,
        names=distinct([_decoded_text(name, choice.name) for name in found.names]),
        columns=[_decoded(column, choice.name) for column in found.columns],
    )
    return load_result(path, path.stem, decoded, crs=crs, encoding=choice.name, notices=notices)


def read_raw(
    source: Path | bytes,
    shown: Path,
    *,
    table: str | None = None,
    encoding: str | None = None,
    rebuild_index: bool = False,
    options: Mapping[str, str] | None = None,
    fids: npt.NDArray[np.int64] | None = None,
) -> Raw:
    """Everything in one table; GDAL's refusals become AppError ``file.unreadable`` about the file ``shown``.

    ``options`` are open options of GDAL's driver.
    """
    try:
        with gdal_session(rebuild_index=rebuild_index):
            meta, found, wkb, columns = _read(source, table, encoding=encoding, fids=fids, options=options or {})
    except (*GDAL_ERRORS, UnicodeDecodeError, UnboundLocalError, IndexError) as error:
        # UnboundLocalError: pyogrio on a CRS that GDAL cannot write out; IndexError: on a wrong count of features
        refuse(shown, error)
    if wkb is None:
        wkb = np.full(len(found), None, dtype=object)
    if len(found) > MAX_FEATURES:
        message = Text("{file} 的要素太多。", "{file} has too many features.").format(file=shown.name)
        raise AppError("file.too_large", message, Text("请先裁剪或拆分。", "Clip or split it first."))
    names = [str(name) for name in meta["fields"]]
    dates = tuple(names[number] for number in meta.get(_AS_TEXT, ()))
    return Raw(names, list(columns), wkb, found.astype(np.int64), meta["crs"], meta["geometry_type"], dates)


_AS_TEXT = "dates_as_text"


def _read(
    source: Path | bytes,
    table: str | None,
    *,
    encoding: str | None,
    fids: npt.NDArray[np.int64] | None,
    options: Mapping[str, str],
) -> tuple[dict[str, Any], npt.NDArray[Any], npt.NDArray[Any] | None, list[npt.NDArray[Any]]]:
    """What pyogrio gives; fields of dates in which it meets an impossible one (2020-13-45) come as text."""
    try:
        return raw.read(source, layer=table, encoding=encoding, return_fids=True, fids=fids, **options)  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        raise
    except ValueError:
        info = pyogrio.read_info(source, layer=table, encoding=encoding, **options)
        names = [str(name) for name in info["fields"]]
        if not any(str(kind).startswith("datetime") for kind in info["dtypes"]):
            raise
    asked = [f'"{_in_sql(name)}"' for name in names]
    dates = [number for number, kind in enumerate(info["dtypes"]) if str(kind).startswith("datetime")]
    for number in dates:
        asked[number] = f"CAST({asked[number]} AS character(32)) AS {asked[number]}"
    query = f'SELECT {", ".join(asked)} FROM "{_in_sql(str(info["layer_name"]))}"'
    meta, found, wkb, columns = raw.read(
        source, sql=query, sql_dialect="OGRSQL", encoding=encoding, return_fids=True, **options
    )
    meta[_AS_TEXT] = dates
    if fids is None:
        return meta, found, wkb, columns
    rows = np.flatnonzero(np.isin(found, fids))
    return meta, found[rows], None if wkb is None else wkb[rows], [column[rows] for column in columns]


def _in_sql(name: str) -> str:
    """A name between double quotes of OGR's SQL."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


@contextmanager
def gdal_session(rebuild_index: bool = False) -> Iterator[None]:
    """GDAL with our options and its warnings kept off the terminal: what matters is said in notices.

    Matching each .prj against the EPSG table takes GDAL 5 ms a file; we parse it once per text instead. The
    options and the warning filters belong to the whole process, hence the lock.
    """
    options = {
        "USE_OSR_FIND_MATCHES": "NO",
        "SHAPE_RESTORE_SHX": "YES" if rebuild_index else None,
        "GML_DOWNLOAD_SCHEMA": "NO",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
    }
    with _gdal, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.set_gdal_config_options(options)
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(dict.fromkeys(options))


def refuse(path: Path, error: Exception) -> NoReturn:
    message = Text(
        "无法读取 {file}：文件已损坏或不是所声明的格式。",
        "{file} cannot be read: it is damaged or of another format.",
    )
    hint = Text("请向提供者重新索取，或从原始数据重新导出。", "Ask for it again, or export it again from the original.")
    raise AppError("file.unreadable", message.format(file=path.name), hint) from error


def _texts(found: Raw) -> list[bytes]:
    """Field names and distinct texts as the bytes of the file."""
    texts = set(found.names)
    for column in found.columns:
        if column.dtype == object:
            texts.update(text for text in pd.unique(column) if isinstance(text, str))
    return [text.encode(_LOSSLESS) for text in sorted(texts)]


def _decoded_text(text: str, encoding: str) -> str:
    return text if text.isascii() else encodings.decode(text.encode(_LOSSLESS), encoding)


def _decoded(column: npt.NDArray[Any], encoding: str) -> npt.NDArray[Any]:
    if column.dtype != object:
        return column
    codes, distinct = pd.factorize(column)
    decoded: npt.NDArray[Any] = np.array([*(_decoded_text(text, encoding) for text in distinct), None], dtype=object)
    return np.asarray(decoded[codes])  # code -1 is null, and the last one


def distinct(names: list[str]) -> list[str]:
    """Names cut at 10 bytes may meet: number the later ones."""
    taken: dict[str, None] = {}
    for name in names:
        unique, number = name, 2
        while unique in taken:
            unique, number = f"{name}_{number}", number + 1
        taken[unique] = None
    return list(taken)


def load_result(
    path: Path,
    name: str,
    found: Raw,
    *,
    crs: pyproj.CRS | None,
    encoding: str,
    notices: list[Notice],
) -> LoadResult:
    geometries = shapely.from_wkb(found.wkb, on_invalid="ignore")
    present = np.array([wkb is not None for wkb in found.wkb], dtype=bool)
    unreadable = present & shapely.is_missing(geometries)
    sound = mended(np.asarray(geometries, dtype=object), unreadable)
    notices.extend(_geometry_notices(sound, found.fids, path.name))
    notices.extend(_date_notice(found, name, path.name) for name in found.dates_as_text)
    kind = sound.kind or kind_named(found.geometry_type) or "polygon"
    index = pd.Index(found.fids, name="fid")
    names = distinct(["geometry", *found.names])[1:]
    columns = {name: _series(column, index) for name, column in zip(names, found.columns, strict=True)}
    table = gpd.GeoDataFrame(columns, geometry=sound.geometries, index=index)
    return LoadResult(
        name,
        table,
        kind,
        crs,
        encoding,
        tuple(notices),
        as_read=np.asarray(geometries, dtype=object),
        unreadable=unreadable,
        geometry_type=found.geometry_type,
    )


def _series(column: npt.NDArray[Any], index: pd.Index[int]) -> pd.Series[Any]:
    if column.dtype == object:
        # GeoJSON and GeoPackage know lists; here they are text in a row, as the roles' own lists are.
        column = np.array([_listed(value) for value in column], dtype=object)
        if all(value is None or isinstance(value, str) for value in column):
            return pd.Series(column, index=index, dtype="string")
    return pd.Series(column, index=index)


def _date_notice(found: Raw, name: str, file: str) -> Notice:
    """Which dates there cannot be, as far as they can be named."""
    texts = pd.Series(found.columns[found.names.index(name)], dtype="string")
    dates = pd.to_datetime(texts.str.replace("/", "-"), errors="coerce", format="ISO8601")
    wrong = np.flatnonzero((texts.notna() & (texts != "") & dates.isna()).to_numpy())
    message = Text(
        "{file} 的字段 {field} 里有不存在的日期：{rows}。这个字段按文本读取。",
        "Field {field} of {file} has dates that do not exist: {rows}. It is read as text.",
    ).format(file=file, field=name, rows=listed([f"#{found.fids[row]} {texts[row]}" for row in wrong[:5]]))
    return Notice(
        "file.impossible_date", message, file, Text("在源数据里改正日期。", "Correct the dates in the source.")
    )


def _listed(value: Any) -> Any:
    return ";".join(map(str, value)) if isinstance(value, np.ndarray | list | tuple) else value


def _geometry_notices(sound: Mended, fids: npt.NDArray[np.int64], file: str) -> list[Notice]:
    repair = Text("在源数据中修正这些图形。", "Mend these features in the source.")
    told = (
        (
            "geometry.empty",
            sound.empty,
            Text("{file} 有没有图形的要素：{rows}。", "{file} has features without geometry: {rows}."),
        ),
        (
            "geometry.broken",
            sound.broken,
            Text("{file} 有无法读取的图形：{rows}。", "{file} has geometries that cannot be read: {rows}."),
        ),
        (
            "geometry.repaired",
            sound.repaired,
            Text(
                "{file} 有无效的图形（自相交等），量算时已在副本上修复：{rows}。",
                "{file} has invalid polygons (crossing rings and the like), repaired on a copy to measure: {rows}.",
            ),
        ),
        (
            "geometry.mixed",
            sound.other_kind,
            Text("{file} 混有其他几何类型的要素：{rows}。", "{file} holds features of another geometry type: {rows}."),
        ),
    )
    return [
        Notice(code, message.format(file=file, rows=numbered(fids[rows])), file, repair)
        for code, rows, message in told
        if len(rows)
    ]


def numbered(fids: Sequence[int] | npt.NDArray[np.int64], most: int = 10) -> Text:
    """Up to ``most`` feature numbers, and how many there are in all when that is more."""
    shown = ", ".join(f"#{fid}" for fid in list(fids)[:most])
    if len(fids) <= most:
        return Text(shown, shown)
    more = Text("{shown} 等 {count} 个", "{shown} … ({count} in all)")
    return more.format(shown=shown, count=len(fids))
