"""The rules of ECMA-376 that Word insists on when it opens a document: order, cells, grids, unique ids."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
}
ONCE = ("pPr", "rPr", "tblPr", "tcPr")


def violations(path: Path) -> list[str]:
    """What Word would take amiss in the parts of a document."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return [f"{name}: {found}" for name in names for found in _of_part(etree.fromstring(archive.read(name)))]


def _of_part(part: Any) -> Iterator[str]:
    for element in part.iter():
        kind = str(element.tag).removeprefix(W)
        if kind in ORDER:
            yield from _out_of_order(kind, [str(child.tag).rpartition("}")[2] for child in element])
        elif kind == "tc" and (not len(element) or element[-1].tag != f"{W}p"):
            yield "a cell does not end in a paragraph"
        elif kind == "tbl":
            yield from _off_the_grid(element)
        elif kind == "t" and (element.text or "") != (element.text or "").strip() and element.get(SPACE) != "preserve":
            yield f"spaces are lost around {element.text!r}"
    ids = [element.get("id") for element in part.iter(f"{DRAWING}docPr")]
    if len(ids) != len(set(ids)):
        yield "two pictures of one number"


def _out_of_order(kind: str, names: list[str]) -> Iterator[str]:
    order = ORDER[kind].split()
    unknown = [name for name in names if name not in order]
    if unknown:
        yield f"{kind} holds {unknown}"
    elif names != sorted(names, key=order.index) or (kind in ONCE and len(set(names)) != len(names)):
        yield f"{kind} in the order {names}"


def _off_the_grid(table: Any) -> Iterator[str]:
    columns = len(table.find(f"{W}tblGrid"))
    for row in table.findall(f"{W}tr"):
        spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
        width = sum(1 if span is None else int(span.get(f"{W}val")) for span in spans)
        if width != columns:
            yield f"a row of {width} in a grid of {columns}"
