"""Writing a layer as a file of another program's format: made aside, opened again, compared, then moved into place.

The target is whole or untouched; what was there before is kept as a backup beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from core.errors import AppError
from core.messages import Text, same
from layers.formats import encoding as encodings
from layers.formats import vector
from layers.formats.endings import Format, ending_of, format_by_ending, not_written, stem_of
from layers.formats.export import dbf_text, gdal_writing
from layers.formats.export.columns import Column, columns_of
from layers.formats.export.field_names import other_names, shapefile_names
from layers.formats.export.gdal_writing import Prepared
from layers.formats.export.placing import check_free, place, workshop
from layers.formats.export.reopened import compare
from layers.geometry.datum import lossless
from layers.layer import GeometryKind, Notice

LARGEST_SHAPEFILE = 2**31 - 1
"""Bytes of a .shp or a .dbf: their lengths and offsets are signed 32-bit numbers in other programs."""
MOST_FIELDS = 255

_KINDS: tuple[GeometryKind, ...] = ("point", "line", "polygon")
_LABELS = {"point": Text("点", "points"), "line": Text("线", "lines"), "polygon": Text("面", "polygons")}

_OFFICE = {
    ".txt": ("layers.formats.boundary_points", "write_boundary_points"),
    ".dxf": ("layers.formats.dxf", "write_dxf"),
    ".csv": ("layers.formats.tables", "write_table"),
    ".xlsx": ("layers.formats.tables", "write_table"),
}
"""Writers of office files, imported when such a file is asked for."""


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written where.

    ``fields`` maps each field of the layer to its name in the file; ``encoding`` is that of the texts, None where the
    format has only one; ``backups`` are the files that were there before, under their new names.
    """

    path: Path
    fields: Mapping[str, str]
    encoding: str | None
    notices: tuple[Notice, ...]
    backups: tuple[Path, ...] = ()


def export_layer(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    crs: pyproj.CRS | None,
    encoding: str | None = None,
    field_names: Mapping[str, str] | None = None,
    overwrite: bool = False,
    role: str | None = None,
) -> ExportReport:
    """Write ``frame``, whose coordinates are in ``crs``, as the format that the ending of ``path`` names.

    ``encoding`` is asked of shapefiles and tables; ``field_names`` are names that the planner chose for fields. With
    a ``role``, canonical fields of a shapefile get the standard names of the trade. An existing target is replaced
    only with ``overwrite``, and kept as ``name.bak-…`` beside it. GeoJSON and KML are in WGS 84 longitude and
    latitude whatever ``crs`` is. Raises AppError ``file.format``, ``export.…``, ``crs.…``, ``output.unwritable``.
    """
    chosen = format_by_ending(path)
    if chosen is None or not chosen.written:
        raise not_written(path)
    check_free(path, overwrite=overwrite)
    if ending_of(path) in _OFFICE:
        return _export_office(frame, path, crs=crs, encoding=encoding)
    notices: list[Notice] = []
    prepared = _prepared(frame, path, chosen, crs, notices)
    if chosen.id == "shapefile":
        named = _NamedColumns.of_shapefile(prepared, encoding, role=role, given=field_names, file=path.name)
    else:
        mapping = other_names([column.name for column in prepared.columns], chosen.id, field_names)
        columns = tuple(column.named(mapping[column.name]) for column in prepared.columns)
        named = _NamedColumns(replace(prepared, columns=columns), mapping, None, _renamed(mapping, path.name))
        notices.extend(_always_utf8(path.name, chosen.label, encoding))
    with workshop(path) as folder:
        made = folder / path.name
        _write(made, chosen, named.prepared, named.encoding)
        _compare(made, chosen, named)
        backups = place(sorted(folder.iterdir()), path)
    notices.extend(named.notices)
    return ExportReport(path, named.mapping, named.encoding, tuple(notices), backups)


@dataclass(frozen=True, eq=False)
class _NamedColumns:
    """Columns under the names that the format can hold, with what had to be changed for it."""

    prepared: Prepared
    mapping: Mapping[str, str]
    encoding: str | None
    notices: tuple[Notice, ...]

    @classmethod
    def of_shapefile(
        cls, prepared: Prepared, asked: str | None, *, role: str | None, given: Mapping[str, str] | None, file: str
    ) -> _NamedColumns:
        names = [column.name for column in prepared.columns]
        _check_one_kind(prepared, file)
        encoding = dbf_text.chosen_encoding(list((given or {}).values()), prepared.columns, asked)
        if asked is None and not all(name.isascii() for name in names) and encoding == "UTF-8":
            encoding = _for_names(names, prepared.columns)
        codec = dbf_text.codec_of(encoding)
        mapping = shapefile_names(names, codec, role=role, given=given)
        notices = [*_renamed(mapping, file)]
        columns = []
        for column in prepared.columns:
            fitting, cut = dbf_text.fitted(column, codec) if column.kind == "text" else (column, column.spoiled)
            if column.kind == "text" and cut.any():
                notices.append(_cut_notice(file, column.name, np.flatnonzero(cut)))
            if column.kind in ("integer", "real") and column.empty.any():
                notices.append(_empty_notice(file, column.name, np.flatnonzero(column.empty)))
            columns.append(fitting.named(mapping[column.name]))
        _check_sizes(prepared, columns, codec, file)
        return cls(replace(prepared, columns=tuple(columns)), mapping, encoding, tuple(notices))


def _prepared(
    frame: gpd.GeoDataFrame, path: Path, chosen: Format, crs: pyproj.CRS | None, notices: list[Notice]
) -> Prepared:
    """The geometries in the format's CRS and the columns as arrays."""
    geometries = np.asarray(frame.geometry.to_numpy(), dtype=object)
    if chosen.lonlat:
        if crs is None:
            raise _no_crs(path.name, chosen.label)
        wgs84 = pyproj.CRS.from_epsg(4326)
        geometries, crs = lossless(geometries, crs, wgs84, file=path.name), wgs84
    if chosen.id == "kml":
        geometries = _valid(geometries, path.name, notices)
    columns = columns_of(frame, frame.geometry.name)
    for column in columns:
        if column.spoiled.any():
            notices.append(_infinite_notice(path.name, column.name, np.flatnonzero(column.spoiled)))
    columns = [_clean(column, chosen) for column in columns]
    prepared = Prepared(stem_of(path), geometries, tuple(columns), crs, _kind_of(geometries))
    if chosen.one_kind:
        _check_one_kind(prepared, path.name)
    return prepared


def _valid(geometries: npt.NDArray[Any], file: str, notices: list[Notice]) -> npt.NDArray[Any]:
    """Polygons without crossing rings: KML's writer takes no others."""
    rows = np.flatnonzero(~shapely.is_missing(geometries) & ~shapely.is_valid(geometries))
    if not len(rows):
        return geometries
    message = Text(
        "{file} 不能有无效的面（自相交等），写出时已修复：{rows}。",
        "{file} can have no invalid polygons (crossing rings and the like); they were repaired: {rows}.",
    ).format(file=file, rows=vector.numbered(rows))
    notices.append(Notice("export.repaired", message, file))
    sound = geometries.copy()
    sound[rows] = shapely.make_valid(geometries[rows], method="structure", keep_collapsed=False)
    return sound


def _clean(column: Column, chosen: Format) -> Column:
    """Texts without the control characters that XML forbids."""
    if chosen.id not in ("kml", "gml") or column.kind != "text":
        return column
    values = np.array(["".join(one for one in text if one >= " " or one in "\t\n\r") for text in column.values], object)
    return replace(column, values=values, empty=column.empty | (values == ""))


def _write(made: Path, chosen: Format, prepared: Prepared, encoding: str | None) -> None:
    if chosen.id == "geoparquet":
        gdal_writing.write_parquet(made, prepared)
    elif ending_of(made) == ".kmz":
        gdal_writing.write_kmz(made, prepared)
    elif chosen.id == "geodatabase":
        gdal_writing.write_geodatabase(made, prepared)
    elif chosen.driver is not None:
        gdal_writing.write_with_gdal(made, chosen.driver, prepared, encoding)


def _compare(made: Path, chosen: Format, named: _NamedColumns) -> None:
    """Open what was written with the readers of the program and compare it with what was meant."""
    prepared = named.prepared
    try:
        found = vector.load(made, encoding=named.encoding)
    except AppError as error:
        message = Text(
            "写出的 {file} 打不开，已放弃，目标未被改动。", "{file} was written but does not open, so it was given up."
        )
        hint = Text("请查看磁盘空间。", "Look at the free disk space.")
        raise AppError("export.failed", message.format(file=made.name), hint) from error
    geographic = prepared.crs is not None and prepared.crs.is_geographic
    tolerance = 2e-9 if geographic else 2e-4
    if chosen.id == "geojson":
        tolerance = 1.2e-8  # GDAL writes 40.536999995 as 40.537: about a millimetre at most
    columns = list(prepared.columns)
    if chosen.id == "kml":  # <name> is read as Name
        columns = [column.named("Name") if column.name.casefold() == "name" else column for column in columns]
        columns = [column for column in columns if not column.empty.all()]
    if chosen.id == "geojson" and not len(found.table):
        columns = []
    crs = None if chosen.id == "gml" and prepared.crs is None else prepared.crs
    compare(prepared.geometries, columns, crs, found=found, file=made.name, tolerance=tolerance)


def _kind_of(geometries: npt.NDArray[Any]) -> GeometryKind | None:
    """The one kind of all geometries; None when there are several, or none at all."""
    present = geometries[~(shapely.is_missing(geometries) | shapely.is_empty(geometries))]
    found = np.unique(shapely.get_dimensions(present))
    collections = shapely.get_type_id(present) == shapely.GeometryType.GEOMETRYCOLLECTION
    if len(found) != 1 or collections.any():
        return None if len(present) else "polygon"
    return _KINDS[int(found[0])]


def _check_one_kind(prepared: Prepared, file: str) -> None:
    if prepared.kind is not None:
        return
    dimensions = shapely.get_dimensions(prepared.geometries)
    counts = [(one, int((dimensions == number).sum())) for number, one in enumerate(_KINDS)]
    there = [(_LABELS[one], count) for one, count in counts if count]
    found = Text("、".join(f"{label.zh} {n}" for label, n in there), ", ".join(f"{n} {label.en}" for label, n in there))
    message = Text(
        "{file} 只能存一种几何类型，而数据有{found}。",
        "{file} can hold one type of geometry only, but the data have {found}.",
    ).format(file=file, found=found)
    hint = Text("请按类型分别导出，或写成 {other}。", "Export each type by itself, or write {other}.")
    raise AppError("export.mixed_geometry", message, hint.format(other=same("GeoPackage")))


def _check_sizes(prepared: Prepared, columns: list[Column], codec: str, file: str) -> None:
    hint = Text("请写成 {other}，或分幅导出。", "Write {other}, or export it in parts.").format(
        other=same("GeoPackage")
    )
    if len(columns) > MOST_FIELDS:
        message = Text("{file} 至多有 255 个字段。", "{file} can have 255 fields at most.").format(file=file)
        raise AppError("export.too_many_fields", message, hint)
    largest = max(gdal_writing.shapefile_sizes(prepared.geometries, columns, codec))
    if largest > LARGEST_SHAPEFILE:
        message = Text(
            "{file} 会超过 Shapefile 的 2 GB 上限。", "{file} would be larger than the 2 GB that a shapefile can be."
        )
        raise AppError("export.too_large", message.format(file=file), hint)


def _for_names(names: list[str], columns: Iterable[Column]) -> str:
    """With ASCII values the names decide: GBK keeps five hanzi of a name, UTF-8 three."""
    return dbf_text.chosen_encoding(names, list(columns), None)


def _export_office(
    frame: gpd.GeoDataFrame, path: Path, *, crs: pyproj.CRS | None, encoding: str | None
) -> ExportReport:
    """Through the writer of that office format, which looks after its own names and encoding."""
    module, function = _OFFICE[ending_of(path)]
    try:
        writer: Callable[..., Any] = getattr(import_module(module), function)
    except ModuleNotFoundError as error:
        raise not_written(path) from error
    with workshop(path) as folder:
        made = folder / path.name
        options = {"encoding": encoding} if "encoding" in signature(writer).parameters and encoding else {}
        try:
            told = writer(frame, made, crs=crs, **options)
        except AppError as error:
            raise _about_target(error, made, path) from error
        backups = place(sorted(folder.iterdir()), path)
    notices = tuple(told) if isinstance(told, tuple | list) else tuple(getattr(told, "notices", ()))
    fields = {str(name): str(name) for name in frame.columns if name != frame.geometry.name}
    return ExportReport(path, fields, getattr(told, "encoding", encoding), notices, backups)


def _about_target(error: AppError, made: Path, path: Path) -> AppError:
    """The error in terms of the file that was asked for, not of its temporary place."""
    zh, en = (words.replace(str(made), str(path)) for words in (error.message.zh, error.message.en))
    return AppError(error.code, Text(zh, en), error.hint)


def _always_utf8(file: str, label: Text, asked: str | None) -> tuple[Notice, ...]:
    if asked is None or encodings.asked_encoding(asked) == encodings.UTF_8:
        return ()
    message = Text(
        "{label} 总是 UTF-8，{file} 没有按 {asked} 写。", "{label} is always UTF-8: {file} is not written in {asked}."
    ).format(label=label, file=file, asked=asked)
    return (Notice("export.utf8", message, file),)


def _renamed(mapping: Mapping[str, str], file: str) -> tuple[Notice, ...]:
    changed = [f"{name} → {written}" for name, written in mapping.items() if name != written]
    if not changed:
        return ()
    message = Text("{file} 的字段名已改写：{names}。", "These fields of {file} have other names: {names}.").format(
        file=file, names=", ".join(changed)
    )
    return (Notice("export.renamed", message, file),)


def _cut_notice(file: str, field: str, rows: npt.NDArray[np.int64]) -> Notice:
    message = Text(
        "{file} 的字段 {field} 有超过 254 字节的文字，已截断：{rows}。",
        "Field {field} of {file} has texts of more than 254 bytes, which were cut: {rows}.",
    ).format(file=file, field=field, rows=vector.numbered(rows))
    repair = Text("写成 {other} 可完整保存。", "Written as {other} they stay whole.").format(other=same("GeoPackage"))
    return Notice("export.cut", message, file, repair)


def _empty_notice(file: str, field: str, rows: npt.NDArray[np.int64]) -> Notice:
    message = Text(
        "{file} 的字段 {field} 有空的数，有些软件会显示为 0：{rows}。",
        "Field {field} of {file} has empty numbers, which some programs show as 0: {rows}.",
    ).format(file=file, field=field, rows=vector.numbered(rows))
    return Notice("export.empty_numbers", message, file)


def _infinite_notice(file: str, field: str, rows: npt.NDArray[np.int64]) -> Notice:
    message = Text(
        "字段 {field} 有无穷大的数，{file} 中按空值写出：{rows}。",
        "Field {field} has infinite numbers, which are empty in {file}: {rows}.",
    ).format(file=file, field=field, rows=vector.numbered(rows))
    return Notice("export.infinite", message, file)


def _no_crs(file: str, label: Text) -> AppError:
    message = Text(
        "{label} 只能用经纬度，而数据的坐标系未知，无法写出 {file}。",
        "{label} is in longitude and latitude, but the CRS of the data is unknown: {file} cannot be written.",
    ).format(label=label, file=file)
    return AppError("crs.missing", message, Text("请先指定坐标系。", "State the CRS first."))
