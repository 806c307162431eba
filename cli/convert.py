"""``lantu convert``: between all formats that are read and written."""

from __future__ import annotations

from argparse import Namespace, _ArgumentGroup
from pathlib import Path

from cli.talk import TerminalFeedback
from core.messages import Language, Text

NAME = "convert"
PURPOSE = Text("转换数据格式", "convert between file formats")


def describe(arguments: _ArgumentGroup, options: _ArgumentGroup, language: Language) -> None:
    """Add this command's arguments."""
    source = Text("源文件，或 文件:图层", "the file to read, or FILE:layer")
    arguments.add_argument("source", metavar="SRC", help=source.to(language))
    target = Text(
        "目标文件，格式由扩展名决定（.shp .gpkg .geojson .fgb .kml .kmz .gdb .gml .parquet .dxf .txt .csv .xlsx）",
        "the file to write; its ending names the format (.shp .gpkg .geojson .fgb .kml .kmz .gdb .gml .parquet .dxf "
        ".txt .csv .xlsx)",
    )
    arguments.add_argument("target", metavar="DST", type=Path, help=target.to(language))
    crs = Text(
        "目标坐标系，如 EPSG:4546；源文件没有说明坐标系时，就是它的坐标系",
        "CRS to write, such as EPSG:4546; for a source that states none, the CRS of its coordinates",
    )
    options.add_argument("--crs", metavar="EPSG", help=crs.to(language))
    encoding = Text(
        "目标编码，如 GBK；目标总是 UTF-8 时，就是源文件的编码",
        "encoding to write, such as GBK; where the target is always UTF-8, the encoding of the source",
    )
    options.add_argument("--encoding", metavar="E", help=encoding.to(language))
    overwrite = Text("允许替换已有的目标文件（留备份）", "replace an existing target (a backup is kept)")
    options.add_argument("--overwrite", action="store_true", help=overwrite.to(language))


def run(request: Namespace) -> int:
    """Convert and say where the result is."""
    from services.converting import convert

    done = convert(
        request.source,
        request.target,
        crs=request.crs,
        encoding=request.encoding,
        overwrite=request.overwrite,
    )
    TerminalFeedback(request).tell_notices(done.notices)
    print(_DONE.format(path=done.report.path, features=done.features).to(request.language))
    for backup in done.report.backups:
        print(_BACKUP.format(path=backup).to(request.language))
    return 0


_DONE = Text("已写入：{path}（{features} 个要素）", "Written: {path} ({features} features)")
_BACKUP = Text("原文件的备份：{path}", "Backup of what was there: {path}")
