"""Whether a file's first bytes are what its ending says.

GDAL looks at the content alone: what is called ``plan.gpkg`` may be a virtual file that makes it open any other
path, or a pipeline that it runs. So the beginning is looked at first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from core.errors import AppError
from core.messages import Text
from layers.formats.endings import ending_of, format_by_ending
from layers.formats.xml_text import root_of

_BEGINNING = 65_536
_STARTS = {
    "geopackage": (b"SQLite format 3\x00",),
    "flatgeobuf": (b"fgb\x03fgb",),
    "geoparquet": (b"PAR1",),
    "archive": (b"PK",),
}
_KML_ROOTS = ("kml", "Document", "Folder", "Placemark")
_PIPELINE = re.compile(rb'"gdal_streamed_alg"|"command_line"')


def check_content(path: Path) -> None:
    """Refuse a file that is not what its ending says; AppError ``file.unreadable`` or ``xml.…``."""
    if path.is_dir():
        return
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING)
    except OSError as error:
        message = Text("无法读取 {file}（{reason}）。", "{file} cannot be read ({reason}).")
        raise AppError("file.unreadable", message.format(file=path.name, reason=error.strerror or error)) from error
    if not beginning.strip():
        raise _another(path, Text("文件是空的", "it is empty"))
    if not _checks(path)(beginning):
        raise _another(path, Text("内容与扩展名不符", "its content is not what its ending says"))


def check_kml(content: bytes, path: Path) -> None:
    """Refuse the document inside a KMZ unless it is KML."""
    if root_of(content, path.name) not in _KML_ROOTS:
        raise _another(path, Text("里面不是 KML", "what is inside is no KML"))


def _checks(path: Path) -> Callable[[bytes], bool]:
    known = format_by_ending(path)
    name = known.id if known is not None else ""
    if ending_of(path) in (".kmz", ".gdb.zip"):
        name = "archive"
    if name in _STARTS:
        return lambda beginning: beginning.startswith(_STARTS[name])
    if name == "geojson":
        return _is_json
    if name == "kml":
        return lambda beginning: root_of(beginning, path.name) in _KML_ROOTS
    if name == "gml":
        return lambda beginning: not root_of(beginning, path.name).startswith(("OGRVRT", "VRT", "OGRWFS"))
    return lambda _: True


def _is_json(beginning: bytes) -> bool:
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    return text[:1] in (b"{", b"[", b"\x1e") and not _PIPELINE.search(text)


def _another(path: Path, detail: Text) -> AppError:
    message = Text("无法读取 {file}：{detail}。", "{file} cannot be read: {detail}.")
    hint = Text("请向提供者重新索取，或从原始数据重新导出。", "Ask for it again, or export it again from the original.")
    return AppError("file.unreadable", message.format(file=path.name, detail=detail), hint)
