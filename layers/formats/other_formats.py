"""The formats beside shapefile, GeoPackage and GeoJSON: the right reader for each, with its own precautions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np

from core.errors import AppError
from core.messages import Text
from layers.formats import archive, endings, vector
from layers.formats.content import check_kml
from layers.formats.xml_text import in_utf8
from layers.geometry.crs_reading import parsed_crs
from layers.layer import GeometryKind, Notice

_OFFICE = {
    ".txt": ("layers.formats.boundary_points", "read_boundary_points"),
    ".dxf": ("layers.formats.dxf", "read_dxf"),
    ".csv": ("layers.formats.tables", "read_table"),
    ".xlsx": ("layers.formats.tables", "read_table"),
}
"""Readers of office files, imported when such a file is met."""

_GML_OPTIONS = {"WRITE_GFS": "NO", "DOWNLOAD_SCHEMA": "NO", "EXPOSE_GML_ID": "NO"}
"""Nothing is written beside the source, nothing is fetched."""

_KML_DEFAULTS: dict[str, frozenset[object]] = {
    **dict.fromkeys(("timestamp", "begin", "end", "altitudeMode", "icon", "description", "Name"), frozenset()),
    **dict.fromkeys(("tessellate", "extrude", "visibility", "drawOrder"), frozenset((-1, 0, 1))),
}
"""Columns that GDAL gives every KML, and the values with which they say nothing."""

_KML_LARGEST = 1 << 30


def load(path: Path, *, table: str | None, role: str | None, encoding: str | None) -> vector.LoadResult:
    """Read one table of a file whose ending is not in ``vector.SUFFIXES``; errors as ``vector.load``."""
    ending = endings.ending_of(path)
    if ending in _OFFICE:
        return _load_office(path, table=table, encoding=encoding)
    if ending == ".fgb":
        return _with_table(path, path, path.stem)
    if ending in (".parquet", ".geoparquet"):
        from layers.formats.parquet import load_parquet

        return load_parquet(path)
    if ending == ".zip":
        return _load_archive(path, table=table, role=role, encoding=encoding)
    return _load_tables(path, table, role)


def tables(path: Path) -> list[tuple[str, GeometryKind | None]]:
    """Names and kinds of the tables of a file whose ending is not in ``vector.SUFFIXES``."""
    ending = endings.ending_of(path)
    vector.check_readable(path)
    if ending == ".zip":
        with archive.opened(path) as opened:
            return [(one.stem, None) for one in archive.data_sets(path, opened)]
    if ending in (".kml", ".kmz"):
        return [table for content in _kml_documents(path) for table in vector.listed_tables(content, path)]
    if ending in (".gdb", ".gdb.zip", ".gml"):
        with _openable(path) as source:
            return vector.listed_tables(source, path)
    return [(path.stem, None)]


def _load_office(path: Path, *, table: str | None, encoding: str | None) -> vector.LoadResult:
    module, function = _OFFICE[endings.ending_of(path)]
    reader: Callable[..., vector.LoadResult] = getattr(import_module(module), function)
    asked = {"table": table, "encoding": encoding}
    return reader(path, **{name: value for name, value in asked.items() if value is not None})


def _load_tables(path: Path, table: str | None, role: str | None) -> vector.LoadResult:
    """A format that may hold several tables."""
    ending = endings.ending_of(path)
    if ending in (".kml", ".kmz"):
        holding = [(name, one) for one in _kml_documents(path) for name, _ in vector.listed_tables(one, path)]
        chosen = vector.choose_table(path, table, role, [name for name, _ in holding])
        return _without_defaults(_with_table(dict(reversed(holding))[chosen], path, chosen))
    chosen = vector.choose_table(path, table, role)
    with _openable(path) as source:
        return _with_table(source, path, chosen, options=_GML_OPTIONS if ending == ".gml" else None)


def _with_table(
    source: Path | bytes, shown: Path, table: str, options: dict[str, str] | None = None
) -> vector.LoadResult:
    notices: list[Notice] = []
    single = shown.suffix.casefold() == ".fgb"
    found = vector.read_raw(source, shown, table=None if single else table, options=options)
    crs = parsed_crs(found.crs, shown.name, notices)
    return vector.load_result(shown, table, found, crs=crs, encoding="UTF-8", notices=notices)


def _openable(path: Path) -> AbstractContextManager[Path]:
    """What GDAL is to open: an unpacked File Geodatabase, a copy of a GML, any other file as it is."""
    if endings.ending_of(path) == ".gdb.zip":
        return archive.unpacked(path)
    if path.suffix.casefold() == ".gdb" and not path.is_dir():
        message = Text("{file} 不是文件夹。", "{file} is no folder.").format(file=path.name)
        hint = Text("文件地理数据库是一个文件夹，请整个复制过来。", "A File Geodatabase is a folder: copy all of it.")
        raise AppError("file.unreadable", message, hint)
    return _copied(path) if path.suffix.casefold() == ".gml" else nullcontext(path)


@contextmanager
def _copied(path: Path) -> Iterator[Path]:
    """A GML with its schema in a temporary folder: GDAL writes what it found out about it beside it."""
    with tempfile.TemporaryDirectory(prefix="lantu-") as folder:
        for file in (path, path.with_suffix(".xsd")):
            if file.is_file():
                shutil.copyfile(file, Path(folder) / file.name)
        yield Path(folder) / path.name


def _load_archive(path: Path, *, table: str | None, role: str | None, encoding: str | None) -> vector.LoadResult:
    """The one data set of a ZIP archive; ``table`` names one of several by its stem."""
    with archive.unpacked(path, table) as inside:
        loaded = vector.load(inside, role=role, encoding=encoding)
    return replace(loaded, notices=tuple(replace(one, where=path.name) for one in loaded.notices))


def _kml_documents(path: Path) -> list[bytes]:
    """The KML of a .kml, or the documents of a .kmz that hold features, in UTF-8."""
    if path.stat().st_size > _KML_LARGEST:
        message = Text("{file} 超过 1 GB。", "{file} is larger than 1 GB.").format(file=path.name)
        raise AppError("file.too_large", message, Text("请先裁剪或拆分。", "Clip or split it first."))
    if path.suffix.casefold() == ".kml":
        return [in_utf8(path.read_bytes(), path.name)]
    with archive.opened(path) as opened:
        members = [info for info in opened.infolist() if info.filename.casefold().endswith(".kml")]
        # doc.kml is the one to show; where it only links to the others, they hold the features.
        members.sort(key=lambda info: info.filename.casefold() != "doc.kml")
        documents = []
        allowed = _KML_LARGEST
        for member in members:
            content = b"".join(archive.blocks(path, opened, member, allowed))
            allowed -= len(content)
            check_kml(content, path)
            documents.append(in_utf8(content, path.name))
    if not documents:
        message = Text("{file} 里没有 KML。", "{file} holds no KML.").format(file=path.name)
        raise AppError("file.unreadable", message)
    return [one for one in documents if b"Placemark" in one] or documents[:1]


def _without_defaults(loaded: vector.LoadResult) -> vector.LoadResult:
    """Drop the columns that say nothing: GDAL adds a dozen to every KML."""
    table = loaded.table
    empty = [
        name
        for name, defaults in _KML_DEFAULTS.items()
        if name in table.columns and bool((table[name].isna() | table[name].isin(list(defaults))).all())
    ]
    if "id" in table.columns and table["id"].isna().all() | _numbered(table["id"].to_list()):
        empty.append("id")
    table = table.drop(columns=empty)
    table.index = table.index.__class__(np.arange(len(table), dtype=np.int64), name="fid")
    return replace(loaded, table=table)


def _numbered(ids: list[object]) -> bool:
    """Whether the ids are the numbers which GDAL itself gives (``layer.1``)."""
    return all(str(one).rpartition(".")[2] == str(number) for number, one in enumerate(ids, start=1))
