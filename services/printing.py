"""Printing: one sheet, or an atlas with a page per feature, as a file by its ending; the same pages for a printer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.feedback import Feedback
from core.messages import Language, Text
from layers.plan import Plan

if TYPE_CHECKING:
    from maps.sheets.paper import Orientation
    from maps.sheets.sheet import SheetLayout


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What to print. ``paper`` and ``orientation`` default to the sheet's own, ``scale`` (a denominator) to the largest
    standard one that fits; ``atlas`` is the role whose features get a page each."""

    sheet: str
    paper: str | None = None
    orientation: Orientation | None = None
    scale: float | None = None
    dpi: float | None = None
    atlas: str | None = None
    maker: str = ""


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """What was printed; ``scale_text`` as written on the (first) sheet (``1:25 000``).

    ``path`` is the file, or the folder of an atlas in many files; ``warnings`` what the checklist found.
    """

    path: Path
    paper: str
    scale_text: str
    pages: int = 1
    warnings: tuple[Text, ...] = ()


def print_sheet(plan: Plan, order: PrintOrder, out: Path, feedback: Feedback | None = None) -> PrintedSheet:
    """Print a sheet or an atlas in the plan's language: PDF, PNG, TIFF or SVG by the ending of ``out``.

    An atlas goes into one PDF with an index, or, where ``out`` is a folder or a name with ``{page}``, ``{name}`` or
    ``{feature:field}``, into a file per page. Nothing half-written is left on failure or cancel. ``AppError`` for
    unknown names, sizes out of range, a plan with nothing to draw, an output that cannot be written.
    """
    from maps.output.outputs import checked_ending, write_sheet
    from maps.output.raster_output import checked_dpi

    feedback = feedback or Feedback()
    if order.dpi is not None:
        checked_dpi(order.dpi)
    if order.atlas is not None:
        from services.atlases import print_atlas

        return print_atlas(plan, order, out, feedback)
    checked_ending(out)
    make_ready()
    layout = composed(plan, order)
    write_sheet(layout, out, crs=plan.measuring_crs, dpi=order.dpi, author=order.maker, feedback=feedback)
    return receipt(out, layout)


def terms(plan: Plan, order: PrintOrder) -> dict[str, Any]:
    """The terms on which ``maps.sheets.sheet.compose`` lays out the sheets of an order."""
    from maps.sheets.sheet import Imprint
    from maps.sheets.template import template_named

    return {
        "template": template_named(order.sheet, plan.folder, plan.sheets),
        "paper": order.paper,
        "orientation": order.orientation,
        "scale": order.scale,
        "imprint": Imprint(maker=order.maker, date=today(plan.language)),
    }


def make_ready() -> None:
    """What drawing needs: Qt, and the kernels that find out which layers overlap themselves."""
    from maps import raster
    from maps.application import ensure_application

    ensure_application()
    raster.warm_up()


def composed(plan: Plan, order: PrintOrder) -> SheetLayout:
    """The sheet laid out; ``make_ready`` comes first."""
    from maps.sheets.sheet import compose
    from services.sheet_sources import sheet_source

    return compose(sheet_source(plan), **terms(plan, order))


def sheet_pages(plan: Plan, order: PrintOrder, feedback: Feedback | None = None) -> Iterator[SheetLayout]:
    """The pages of an order, one after the other, for a printer: the sheet, or the index and the sheets of an atlas."""
    make_ready()
    if order.atlas is None:
        yield composed(plan, order)
        return
    from services.atlases import Atlas

    yield from Atlas(plan, order).pages(feedback or Feedback())


def first_sheet(plan: Plan, order: PrintOrder) -> tuple[SheetLayout, PrintedSheet]:
    """The sheet, or the first one of an atlas, to look at before it is printed; with what it would give."""
    make_ready()
    if order.atlas is None:
        layout = composed(plan, order)
    else:
        from services.atlases import Atlas

        layout = Atlas(plan, order).sheet(0)
    return layout, receipt(Path(), layout)


def receipt(path: Path, layout: SheetLayout, pages: int = 1) -> PrintedSheet:
    """What was printed, with what the checklist says of the sheet."""
    from maps.sheets.scale import ratio

    return PrintedSheet(path, layout.paper.name, ratio(layout.denominator), pages, _warnings(layout))


def today(language: Language) -> str:
    """The date as a sheet has it."""
    now = date.today()
    return f"{now.year}年{now.month}月{now.day}日" if language == "zh" else now.isoformat()


def _warnings(layout: SheetLayout) -> tuple[Text, ...]:
    """What the checklist finds wrong with a sheet."""
    from maps.sheets.checklist import checklist

    return tuple(remark.message for remark in checklist(layout) if remark.severity != "advice")
