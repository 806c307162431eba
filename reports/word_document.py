"""A report as a Word document: the content put into a template that an office has edited in Word."""

from __future__ import annotations

import io
import math
import zipfile
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from reports.content.facts import Content, Picture
from reports.templates import FAULTS, box, boxed, refused, template_bytes

MAX_UNPACKED = 200_000_000
FEWEST_COLUMNS = 4
LEAST_LETTERS, UNBROKEN_LETTERS = 4, 14
FIRST_WIDE = 0x2E80
TWIP = 635
"""EMU in a twentieth of a point."""


class _Inline:
    """A picture that is put into the document where the template prints it."""

    __slots__ = ("__picture", "__template")

    def __init__(self, template: Any, picture: Picture) -> None:
        self.__template = template
        self.__picture = picture

    def __html__(self) -> str:
        from docx.shared import Mm
        from docxtpl import InlineImage

        image = InlineImage(self.__template, io.BytesIO(self.__picture.png), width=Mm(self.__picture.width_mm))
        return str(image)


def write_word(content: Content, path: Path, folder: Path | None = None) -> None:
    """Write the report by the template of its kind (``review.docx``), a planner's own in ``folder/reports`` first.

    ``AppError`` for a template that is none or asks for what it may not have, and where ``path`` cannot be written.
    """
    from docxtpl import DocxTemplate

    data, name = template_bytes(f"{content['kind']}.docx", folder)
    _refuse_bombs(data, name)
    try:
        template = DocxTemplate(io.BytesIO(data))
        template.render(boxed(content, lambda picture: _Inline(template, picture)), box(), autoescape=True)
    except (*FAULTS, zipfile.BadZipFile) as problem:
        raise refused(name, problem) from problem
    for table in template.docx.tables:
        _fit_columns(table._tbl)
    properties = template.docx.core_properties
    properties.author = content["maker"][:200] or "Lantu"
    properties.title = f"{content['subject']} {content['title']}"[:200]
    with write_beside(path) as temporary:
        template.save(temporary)


def _fit_columns(table: Any) -> None:
    """Columns as wide as what stands in them asks for, where the template leaves that open.

    Word would find them itself when it opens the document; other programs take the widths as they stand.
    """
    from docx.oxml.ns import qn

    layout = table.tblPr.find(qn("w:tblLayout"))
    columns = table.tblGrid.findall(qn("w:gridCol"))
    rows = [row.findall(qn("w:tc")) for row in table.findall(qn("w:tr"))]
    fixed = layout is not None and layout.get(qn("w:type")) == "fixed"
    if fixed or len(columns) < FEWEST_COLUMNS or any(len(row) != len(columns) for row in rows):
        return
    needs = [max(_need(row[place]) for row in rows) for place in range(len(columns))]
    whole = sum(int(column.get(qn("w:w"), "0")) for column in columns)
    widths = [round(whole * need / sum(needs)) for need in needs]
    for column, width in zip(columns, widths, strict=True):
        column.set(qn("w:w"), str(width))
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width * TWIP


def _need(cell: Any) -> float:
    """How much of the width a cell asks for: letters, hanzi counted double; long text breaks into lines."""
    text = "".join(cell.itertext()).strip()
    letters = sum(2 if ord(letter) > FIRST_WIDE else 1 for letter in text)
    longer = max(letters - UNBROKEN_LETTERS, 0)
    return max(letters - longer, LEAST_LETTERS) + 2.0 * math.sqrt(longer) + 2.0


def _refuse_bombs(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError) as problem:
        message = Text("报告模板 {name} 不是 Word 文件。", "The report template {name} is no Word document.")
        raise AppError("report.template_unreadable", message.format(name=name)) from problem
    if size > MAX_UNPACKED:
        message = Text("报告模板 {name} 太大。", "The report template {name} is too large.")
        raise AppError("report.template_too_large", message.format(name=name))
