"""Which formats there are, by the ending of a file's name, and what to do instead of those that are not read.

Nothing here opens a file or needs a heavy import.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import AppError
from core.messages import Text, listed, same


@dataclass(frozen=True, slots=True)
class Format:
    """One format of files.

    ``driver`` is GDAL's name where GDAL writes it. ``lonlat``: its coordinates are WGS 84 longitude and latitude,
    whatever is asked. ``one_kind``: all its features have the same kind of geometry.
    """

    id: str
    label: Text
    endings: tuple[str, ...]
    driver: str | None = None
    written: bool = True
    lonlat: bool = False
    one_kind: bool = False


FORMATS: tuple[Format, ...] = (
    Format("shapefile", same("Shapefile"), (".shp",), "ESRI Shapefile", one_kind=True),
    Format("geopackage", same("GeoPackage"), (".gpkg",), "GPKG"),
    Format("geojson", same("GeoJSON"), (".geojson", ".json"), "GeoJSON", lonlat=True),
    Format("flatgeobuf", same("FlatGeobuf"), (".fgb",), "FlatGeobuf"),
    Format("kml", same("KML"), (".kml", ".kmz"), "LIBKML", lonlat=True),
    Format("geodatabase", same("File Geodatabase"), (".gdb", ".gdb.zip"), "OpenFileGDB", one_kind=True),
    Format("gml", same("GML"), (".gml",), "GML"),
    Format("geoparquet", same("GeoParquet"), (".parquet", ".geoparquet")),
    Format("dxf", same("DXF"), (".dxf",)),
    Format("boundary_points", Text("界址点 TXT", "boundary-point TXT"), (".txt",)),
    Format("table", Text("表格", "table"), (".csv", ".xlsx")),
    Format("archive", Text("ZIP 压缩包", "ZIP archive"), (".zip",), written=False),
)

_BY_ENDING = {ending: one for one in FORMATS for ending in one.endings}

_TO_DXF = Text(
    "请在 CAD 中另存为 DXF（R2010 或更早）后再打开。",
    "Save it as DXF (R2010 or earlier) in the CAD program and open that.",
)
_TO_GDB = Text(
    "请在 ArcGIS 中把图层导出为文件地理数据库（.gdb）或 Shapefile 后再打开。",
    "Export its layers in ArcGIS to a File Geodatabase (.gdb) or shapefile and open that.",
)
_FROM_VCT = Text(
    "请用数据汇交软件或 GIS 的转换工具把它转成 Shapefile 或文件地理数据库（.gdb）后再打开。",
    "Turn it into a shapefile or File Geodatabase (.gdb) with the converter of your data-delivery software.",
)
_FROM_MAPGIS = Text("请在 MapGIS 中导出为 Shapefile 后再打开。", "Export it from MapGIS as a shapefile and open that.")
_UNPACK = Text("请先解压，再打开里面的文件。", "Unpack it first and open what is inside.")
_OPEN_SHP = Text("请打开同名的 .shp 文件。", "Open the .shp of the same name.")
_OPEN_GDB = Text("请打开整个 .gdb 文件夹。", "Open the whole .gdb folder.")
_OPEN_DATA = Text(
    "它只记录怎样显示，请打开它所引用的数据文件。", "It only says how to show data: open the data files that it names."
)
_TO_XLSX = Text("请另存为 .xlsx 或 .csv 后再打开。", "Save it as .xlsx or .csv and open that.")
_TO_SHP = Text("请导出为 Shapefile 或 GeoPackage 后再打开。", "Export it as a shapefile or GeoPackage and open that.")

_INSTEAD: dict[str, tuple[Text, Text]] = {
    ".dwg": (same("DWG"), _TO_DXF),
    ".dgn": (same("DGN"), _TO_DXF),
    ".mdb": (Text("个人地理数据库（MDB）", "personal geodatabase (MDB)"), _TO_GDB),
    ".accdb": (Text("个人地理数据库（ACCDB）", "personal geodatabase (ACCDB)"), _TO_GDB),
    ".vct": (Text("VCT 交换格式", "VCT exchange format"), _FROM_VCT),
    ".wt": (same("MapGIS"), _FROM_MAPGIS),
    ".wl": (same("MapGIS"), _FROM_MAPGIS),
    ".wp": (same("MapGIS"), _FROM_MAPGIS),
    ".rar": (same("RAR"), _UNPACK),
    ".7z": (same("7-Zip"), _UNPACK),
    ".dbf": (Text("Shapefile 的一部分", "part of a shapefile"), _OPEN_SHP),
    ".shx": (Text("Shapefile 的一部分", "part of a shapefile"), _OPEN_SHP),
    ".prj": (Text("Shapefile 的一部分", "part of a shapefile"), _OPEN_SHP),
    ".cpg": (Text("Shapefile 的一部分", "part of a shapefile"), _OPEN_SHP),
    ".gdbtable": (Text("文件地理数据库的一部分", "part of a File Geodatabase"), _OPEN_GDB),
    ".gdbtablx": (Text("文件地理数据库的一部分", "part of a File Geodatabase"), _OPEN_GDB),
    ".mxd": (Text("ArcGIS 工程", "ArcGIS document"), _OPEN_DATA),
    ".aprx": (Text("ArcGIS 工程", "ArcGIS project"), _OPEN_DATA),
    ".lyr": (Text("ArcGIS 图层文件", "ArcGIS layer file"), _OPEN_DATA),
    ".lyrx": (Text("ArcGIS 图层文件", "ArcGIS layer file"), _OPEN_DATA),
    ".qgs": (Text("QGIS 工程", "QGIS project"), _OPEN_DATA),
    ".qgz": (Text("QGIS 工程", "QGIS project"), _OPEN_DATA),
    ".xls": (Text("旧版 Excel 表格", "old Excel workbook"), _TO_XLSX),
    ".tab": (same("MapInfo"), _TO_SHP),
    ".mif": (same("MapInfo"), _TO_SHP),
}


def ending_of(path: Path) -> str:
    """The ending that decides the format, in lower case; ``.gdb.zip`` counts as one ending."""
    return ".gdb.zip" if path.name.casefold().endswith(".gdb.zip") else path.suffix.casefold()


def stem_of(path: Path) -> str:
    """The name without the ending that decides the format."""
    return path.name[: len(path.name) - len(ending_of(path))]


def format_by_ending(path: Path) -> Format | None:
    """The format of a file by its name alone."""
    return _BY_ENDING.get(ending_of(path))


def is_read(path: Path) -> bool:
    """Whether files of that ending are read."""
    return ending_of(path) in _BY_ENDING


def is_geodatabase(path: Path) -> bool:
    """Whether the path is a folder that is a File Geodatabase."""
    return path.suffix.casefold() == ".gdb" and path.is_dir()


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files of a File Geodatabase."""
    if path.is_dir():
        return sum(one.stat().st_size for one in path.iterdir() if one.is_file())
    return path.stat().st_size


def not_read(path: Path) -> AppError:
    """The sentence for a file of another format: what it is and what to do instead."""
    known = _INSTEAD.get(path.suffix.casefold())
    if known is not None:
        what, instead = known
        message = Text("{file} 是{what}，不能直接读取。", "{file} is {what}, which is not read.")
        return AppError("file.format", message.format(file=path.name, what=what), instead)
    message = Text("{file} 不是可读取的格式。", "{file} is not of a format that is read.").format(file=path.name)
    return AppError(
        "file.format", message, Text("可读取 {names}。", "Formats read: {names}.").format(names=_all(False))
    )


def not_written(path: Path) -> AppError:
    """The sentence for a file that cannot be written because its ending stands for no format that is."""
    message = Text("不能写成 {file} 这种格式。", "{file} is not of a format that is written.").format(file=path.name)
    hint = Text("可写 {names}。", "Formats written: {names}.").format(names=_all(True))
    return AppError("file.format", message, hint)


def _all(written: bool) -> Text:
    return listed(ending for one in FORMATS for ending in one.endings if one.written or not written)
