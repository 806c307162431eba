"""A report as one HTML page: everything in it, nothing loaded, every word of the data escaped."""

from __future__ import annotations

import base64
from pathlib import Path

from markupsafe import Markup

from core.files import write_beside
from reports.content.facts import Content, Picture
from reports.templates import FAULTS, box, boxed, refused, template_bytes

PIXELS_PER_MM = 96 / 25.4


def page(content: Content, folder: Path | None = None) -> str:
    """The page by the template ``report.html``, a planner's own in ``folder/reports`` first. ``AppError`` as Word's."""
    data, name = template_bytes("report.html", folder)
    try:
        source = data.decode("utf-8")
        return str(box().from_string(source).render(boxed(content, _image)))
    except FAULTS as problem:
        raise refused(name, problem) from problem


def write_page(content: Content, path: Path, folder: Path | None = None) -> None:
    """Write the page. ``AppError`` as ``page``, and where ``path`` cannot be written."""
    text = page(content, folder)
    with write_beside(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def _image(picture: Picture) -> Markup:
    data = base64.b64encode(picture.png).decode("ascii")
    width = round(picture.width_mm * PIXELS_PER_MM)
    return Markup('<img src="data:image/png;base64,{}" width="{}" alt="">').format(Markup(data), width)
