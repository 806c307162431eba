"""Converting a file from any format that is read to any that is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.messages import Text
from layers.formats.endings import ending_of, format_by_ending, not_written
from layers.layer import Notice

if TYPE_CHECKING:
    import geopandas as gpd
    import pyproj

    from layers.formats.export import ExportReport
    from layers.formats.vector import LoadResult

_CHOICE_OF_ENCODING = (".shp", ".csv", ".txt")
_KEEPS_OFFICE_TEXT = (".txt", ".gpkg", ".parquet", ".geoparquet")
_OFFICE_TEXT = "txt_"
"""Columns in which the boundary-point reader keeps the text of its file, for a faithful way back."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What was written, how many features it has, and what is to be said about source and target."""

    report: ExportReport
    features: int
    notices: tuple[Notice, ...]


def convert(
    source: str, target: Path, *, crs: str | None = None, encoding: str | None = None, overwrite: bool = False
) -> Conversion:
    """Convert ``source`` (``FILE`` or ``FILE:layer``) to ``target``, whose ending names the format.

    ``crs`` (``EPSG:4546`` or ``4546``) is the CRS to write; for a source that states none it is that of its
    coordinates. ``encoding`` is the target's where its format leaves a choice, else the source's. Geometry is copied
    as it is, invalid rings too. Raises AppError, and then ``target`` is as it was.
    """
    from layers.formats import vector
    from layers.formats.export import export_layer
    from layers.plan_file import split_layer

    chosen = format_by_ending(target)
    if chosen is None or not chosen.written:
        raise not_written(target)
    path, table = split_layer(source)
    if path.exists() and path.resolve() == target.resolve():
        message = Text("源文件和目标是同一个文件 {file}。", "{file} is both the source and the target.")
        hint = Text("请换一个目标文件名。", "Give the target another name.")
        raise AppError("convert.same_file", message.format(file=path.name), hint)
    wanted = _crs_asked(crs)
    for_target = ending_of(target) in _CHOICE_OF_ENCODING
    loaded = vector.load(path, table=table, encoding=None if for_target else encoding)
    frame, notices = _as_read(loaded, target)
    stated, about = _source_crs(loaded, frame, wanted, path)
    notices.extend(about)
    if wanted is not None and stated is not None:
        frame, stated = _moved(frame, stated, wanted, path, lonlat=chosen.lonlat)
    report = export_layer(frame, target, crs=stated, encoding=encoding if for_target else None, overwrite=overwrite)
    return Conversion(report, len(frame), (*notices, *report.notices))


def _crs_asked(words: str | None) -> pyproj.CRS | None:
    from layers.geometry.crs_reading import crs_named

    if words is None:
        return None
    crs = crs_named(f"EPSG:{words}" if words.strip().isdigit() else words)
    if crs is None:
        message = Text("“{crs}”不是可用的坐标系。", "“{crs}” is no CRS that can be used.").format(crs=words)
        raise AppError("crs.unknown", message, Text("例如 EPSG:4546。", "For example EPSG:4546."))
    return crs


def _as_read(loaded: LoadResult, target: Path) -> tuple[gpd.GeoDataFrame, list[Notice]]:
    """The table with its geometries as the file has them; mending is for measuring, not for copying."""
    frame = loaded.table
    notices = list(loaded.notices)
    if loaded.as_read is not None and len(loaded.as_read) == len(frame):
        frame = frame.set_geometry(list(loaded.as_read))
        notices = [notice for notice in notices if notice.code != "geometry.repaired"]
    if ending_of(target) not in _KEEPS_OFFICE_TEXT:
        frame = frame.drop(columns=[name for name in frame.columns if str(name).startswith(_OFFICE_TEXT)])
    return frame, notices


def _source_crs(
    loaded: LoadResult, frame: gpd.GeoDataFrame, wanted: pyproj.CRS | None, path: Path
) -> tuple[pyproj.CRS | None, list[Notice]]:
    """The CRS of the coordinates, and what is wrong with it; refused where it must be right and is not."""
    from layers.geometry.crs import crs_name, same_crs
    from layers.geometry.crs_reading import settled_crs

    geometries: Any = frame.geometry.to_numpy()
    implied = path.suffix.casefold() in (".geojson", ".json")
    crs, notices = settled_crs(geometries, loaded.crs, wanted, file=path.name, implied=implied)
    if crs is not None and loaded.crs is None:
        message = Text("{file} 没有说明坐标系，按 {crs} 使用。", "{file} states no CRS; it was taken as {crs}.")
        assumed = Notice("crs.assumed", message.format(file=path.name, crs=crs_name(crs)), path.name)
        notices = tuple(assumed if notice.code == "crs.assumed" else notice for notice in notices)
    if crs is not None:
        return crs, list(notices)
    stays = wanted is None or (loaded.crs is not None and same_crs(loaded.crs, wanted))
    for notice in notices:
        if notice.code in ("crs.contradicted", "crs.datum") and not stays:
            raise AppError(notice.code, notice.message, notice.repair)
    # Copied without being moved, a file on an old datum or with a doubtful CRS says the same as before.
    return loaded.crs, [replace(notice) for notice in notices]


def _moved(
    frame: gpd.GeoDataFrame, stated: pyproj.CRS, wanted: pyproj.CRS, path: Path, *, lonlat: bool
) -> tuple[gpd.GeoDataFrame, pyproj.CRS]:
    """The frame in the CRS that is wanted."""
    from layers.geometry.crs import crs_name, same_crs
    from layers.geometry.datum import lossless

    if same_crs(stated, wanted):
        return frame, stated
    if lonlat and wanted.to_epsg() != 4326:
        message = Text(
            "GeoJSON 和 KML 只能用 WGS 84 经纬度，不能用 {crs}。",
            "GeoJSON and KML are in WGS 84 longitude and latitude, not in {crs}.",
        ).format(crs=crs_name(wanted))
        raise AppError(
            "crs.format", message, Text("请去掉 --crs，或换一种格式。", "Leave out --crs, or choose another format.")
        )
    geometries: Any = frame.geometry.to_numpy()
    moved = lossless(geometries, stated, wanted, file=path.name)
    return frame.set_geometry(list(moved)), wanted
