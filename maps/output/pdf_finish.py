"""What Qt's PDF lacks: the exact page size, the place of the map on the earth, layers, bookmarks, an author."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.feedback import Feedback
from maps.output.georeference import epsg_code, esri_words
from maps.sheets.paper import Paper, Rect

if TYPE_CHECKING:
    import pikepdf
    import pyproj

POINTS_PER_MM = 72 / 25.4
MARK = 7_000_000
"""Boxes drawn this far left of the page, in device pixels, stand for the edges of layers (see ``maps.output.pdf``)."""

_BOX = re.compile(rb"-70(\d{5}) 0 1 1 re\nf\n")


@dataclass(frozen=True, slots=True)
class Viewport:
    """A map frame: its box on the sheet in mm, and latitude and longitude of its corners from the south-west on."""

    rect: Rect
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What has to be known of a page once it is drawn. ``layers`` are named in drawing order."""

    title: str
    paper: Paper
    viewports: tuple[Viewport, ...]
    layers: tuple[str, ...]


def finish(
    drawn: Path,
    finished: Path,
    facts: Sequence[PageFacts],
    *,
    crs: pyproj.CRS | None,
    author: str,
    feedback: Feedback,
) -> None:
    """Write the pages of ``drawn`` to ``finished``, completed.

    Layers are for a document of one page: they need its content written anew, and the contents of many pages would
    all be in memory together.
    """
    import pikepdf

    feedback.check()
    # Read as a stream: a mapped file would count as memory taken.
    with pikepdf.open(drawn, access_mode=pikepdf.AccessMode.stream) as pdf:
        for page, fact in zip(pdf.pages, facts, strict=True):
            _complete_page(pdf, page, fact, crs)
        if facts[0].layers:
            _add_layers(pdf, pdf.pages[0], facts[0].layers)
        if len(facts) > 1:
            _list_pages(pdf, facts)
        _describe(pdf, author)
        feedback.check()
        # Version 1.7 with Adobe's extension 3 is where geo-referencing was laid down.
        pdf.save(finished, force_version=("1.7", 3), object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _complete_page(pdf: pikepdf.Pdf, page: pikepdf.Page, facts: PageFacts, crs: pyproj.CRS | None) -> None:
    """Qt takes whole points only; the drawing hangs on the upper left corner, so it is moved by what the edge moves."""
    import pikepdf

    width, height = facts.paper.width * POINTS_PER_MM, facts.paper.height * POINTS_PER_MM
    shift = height - float(page.mediabox[3])
    size = [0, 0, _number(width, 4), _number(height, 4)]
    for box in ("/MediaBox", "/CropBox", "/TrimBox"):
        if box == "/MediaBox" or box in page.obj:
            page.obj[box] = pikepdf.Array(size)
    page.contents_add(b"1 0 0 1 0 %.5f cm\n" % shift, prepend=True)
    if crs is not None and facts.viewports:
        words = _system(crs)
        page.obj.VP = pikepdf.Array([_viewport(each, words, facts.paper) for each in facts.viewports])


def _add_layers(pdf: pikepdf.Pdf, page: pikepdf.Page, layers: Sequence[str]) -> None:
    """The edges of layers in place of the boxes that stand for them; one switch per name, the uppermost first."""
    import pikepdf

    page.contents_coalesce()
    content = _BOX.sub(_edge, page.Contents.read_bytes())
    page.Contents = pdf.make_stream(zlib.compress(content, 6), Filter=pikepdf.Name.FlateDecode)
    groups = {name: _group(pdf, name) for name in dict.fromkeys(layers)}
    page.Resources.Properties = pikepdf.Dictionary({f"/Layer{n}": groups[name] for n, name in enumerate(layers)})
    order = pikepdf.Array(reversed(groups.values()))
    shown = pikepdf.Dictionary(Order=order, ON=order, Name=pikepdf.String("Lantu"))
    pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=order, D=shown)


def _edge(found: re.Match[bytes]) -> bytes:
    number = int(found.group(1))
    return b"EMC\n" if number % 2 else b"/OC /Layer%d BDC\n" % (number // 2)


def _group(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    import pikepdf

    return pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(name)))


def _list_pages(pdf: pikepdf.Pdf, facts: Sequence[PageFacts]) -> None:
    """A bookmark for every page."""
    import pikepdf

    with pdf.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(fact.title, number) for number, fact in enumerate(facts))


def _describe(pdf: pikepdf.Pdf, author: str) -> None:
    if author:
        pdf.docinfo["/Author"] = author
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:creator"] = [author]


def _system(crs: pyproj.CRS) -> pikepdf.Object:
    import pikepdf

    kind = pikepdf.Name.PROJCS if crs.is_projected else pikepdf.Name.GEOGCS
    system = pikepdf.Dictionary(Type=kind, WKT=pikepdf.String(esri_words(crs)))
    code = epsg_code(crs)
    if code is not None:
        system.EPSG = code
    return system


def _viewport(viewport: Viewport, system: pikepdf.Object, paper: Paper) -> pikepdf.Object:
    import pikepdf

    rect = viewport.rect
    box = (rect.x, paper.height - rect.bottom, rect.right, paper.height - rect.y)
    corners = pikepdf.Array([0, 0, 0, 1, 1, 1, 1, 0])
    # 1e-11° is a micrometre.
    places = [_number(value, 11) for corner in viewport.corners for value in corner]
    measure = pikepdf.Dictionary(
        Type=pikepdf.Name.Measure, Subtype=pikepdf.Name.GEO, Bounds=corners, LPTS=corners, GPTS=places, GCS=system
    )
    edges = [_number(value * POINTS_PER_MM, 5) for value in box]
    return pikepdf.Dictionary(Type=pikepdf.Name.Viewport, BBox=edges, Name=pikepdf.String("Map"), Measure=measure)


def _number(value: float, digits: int) -> Any:
    return Decimal(f"{value:.{digits}f}")
