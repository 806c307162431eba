"""Picture files on a sheet: read from the plan's folder only, bounded in size, drawn as large as they fit."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.errors import AppError
from core.messages import Text

MOST_BYTES = 20_000_000
MOST_PIXELS = 60_000_000
_KINDS = {".png", ".jpg", ".jpeg", ".svg"}
_OUTSIDE = re.compile(rb"<!ENTITY|<!DOCTYPE|(?:href|src)\s*=\s*[\"'](?!#|data:image/(?:png|jpe?g))|url\(\s*[\"']?(?!#)")
"""What makes an SVG read other files, or grow without bound."""


def read_picture(folder: Path, name: str) -> tuple[bytes, bool]:
    """The content of a picture inside ``folder`` and whether it is a vector one. ``AppError``: it cannot be used."""
    home = folder.resolve()
    path = (home / name).resolve()
    if not path.is_relative_to(home) or path.suffix.lower() not in _KINDS:
        raise _unusable(
            name,
            Text("只能用规划文件夹里的 png、jpg 或 svg", "only png, jpg or svg files of the plan's folder can be used"),
        )
    if not path.is_file():
        raise _unusable(name, Text("文件不存在", "there is no such file"))
    if path.stat().st_size > MOST_BYTES:
        raise _unusable(name, Text("文件过大", "the file is too large"))
    data = path.read_bytes()
    vector = path.suffix.lower() == ".svg"
    if vector and (_OUTSIDE.search(data) or not QSvgRenderer(QByteArray(data)).isValid()):
        raise _unusable(name, Text("SVG 无法读取或引用了其他文件", "the SVG cannot be read or refers to other files"))
    if not vector and _size(data) is None:
        raise _unusable(name, Text("图片无法读取或过大", "the picture cannot be read or is too large"))
    return data, vector


def draw_picture(painter: QPainter, room: QRectF, data: bytes, *, vector: bool) -> None:
    """Draw a picture that ``read_picture`` gave, centred in ``room``, its proportions kept."""
    if vector:
        renderer = QSvgRenderer(QByteArray(data))
        size = renderer.defaultSize()
        renderer.render(painter, _inside(room, size.width(), size.height()))
        return
    image = QImage.fromData(QByteArray(data))
    if not image.isNull():
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(_inside(room, image.width(), image.height()), image)


def _size(data: bytes) -> tuple[int, int] | None:
    """Width and height, read from the head of the file; None where it is no picture or has too many pixels."""
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    size = QImageReader(buffer).size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    return size.width(), size.height()


def _inside(room: QRectF, width: float, height: float) -> QRectF:
    share = min(room.width() / max(width, 1), room.height() / max(height, 1))
    box = QRectF(0, 0, width * share, height * share)
    box.moveCenter(room.center())
    return box


def _unusable(name: str, reason: Text) -> AppError:
    return AppError(
        "sheet.bad_picture",
        Text("图片 {name} 不能使用：{reason}。", "The picture {name} cannot be used: {reason}.").format(
            name=name[:100], reason=reason
        ),
    )
