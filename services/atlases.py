"""An atlas: a page per feature of a role, into one PDF with an index or into a file per page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from core.errors import AppError
from core.feedback import Feedback
from core.files import unwritable
from core.messages import Text
from layers.plan import Plan

if TYPE_CHECKING:
    from maps.output.atlas import AtlasFeature
    from maps.sheets.sheet import SheetLayout
    from maps.sheets.sheet_design import SheetDesign
    from services.printing import PrintedSheet, PrintOrder

AROUND, AROUND_M = 0.1, 20.0
"""What a sheet that is not made for one feature shows around it: a share of its size, at least so many metres."""
NAMED = "  {feature:title}"
DRAWING = Text("正在绘制第 {n} 页，共 {all} 页", "Drawing page {n} of {all}")


class Atlas:
    """The pages of an order, composed as they are asked for: what the layers need is prepared once."""

    def __init__(self, plan: Plan, order: PrintOrder) -> None:
        from services.printing import make_ready
        from services.sheet_sources import sheet_source

        make_ready()
        self._order = order
        self._source = sheet_source(plan)

    @cached_property
    def features(self) -> list[AtlasFeature]:
        """The features that get a page, in order."""
        from maps.output.atlas import atlas_features

        return atlas_features(self._source, self._order.atlas or "")

    @cached_property
    def first(self) -> SheetLayout:
        """The first sheet, composed without knowing the page numbers; the index takes its paper."""
        return self._composed(0, 0)

    @cached_property
    def before(self) -> int:
        """How many pages the index has."""
        from maps.output.atlas_index import index_length

        return index_length(self.first, len(self.features))

    def sheet(self, number: int) -> SheetLayout:
        """The sheet of a feature, counted from 0."""
        return self._composed(number, self.before)

    def pages(self, feedback: Feedback) -> Iterator[SheetLayout]:
        """The index, then the sheets. ``Cancelled`` between two of them when ``feedback`` says so."""
        from maps.output.atlas_index import index_pages

        drawn = self._source.layers({self._order.atlas or "", "planning_area"})
        yield from index_pages(self.first, self.features, drawn, self.title)
        yield from self.sheets(feedback)

    def sheets(self, feedback: Feedback) -> Iterator[SheetLayout]:
        """The sheets alone."""
        every = len(self.features)
        for number in range(every):
            feedback.check()
            feedback.report(0.95 * number / every, DRAWING.format(n=number + 1, all=every))
            yield self.sheet(number)

    @cached_property
    def title(self) -> str:
        """Plan and sheet, as the index and the document are called."""
        plan = self._source.plan
        return " ".join(f"{plan.name} {self._terms['template'].title.to(plan.language)}".split())

    @cached_property
    def _terms(self) -> dict[str, Any]:
        """What all sheets are composed with: the design, its first map about the feature."""
        from services.printing import terms

        asked = terms(self._source.plan, self._order)
        return {**asked, "template": _about_features(asked["template"])}

    def _composed(self, number: int, before: int) -> SheetLayout:
        from maps.sheets.sheet import Subject, compose

        feature = self.features[number]
        return compose(
            self._source,
            **self._terms,
            subject=Subject(feature.layer.name, (feature.fid,)),
            page=before + number + 1,
            pages=before + len(self.features),
        )


def _about_features(design: SheetDesign) -> SheetDesign:
    """A sheet made for the whole plan, changed to show one feature and to name it in its title."""
    from maps.sheets.sheet_design import Label

    for first in design.maps()[:1]:
        if first.frames != "subject":
            design = design.with_element(replace(first, frames="subject", around=AROUND, around_m=AROUND_M))
    for each in design.elements:
        if isinstance(each, Label) and each.place.area == "title" and "{feature:" not in each.text.zh:
            words = Text(each.text.zh + NAMED, each.text.en + NAMED)
            design = design.with_element(replace(each, text=words))
    return design


def print_atlas(plan: Plan, order: PrintOrder, out: Path, feedback: Feedback) -> PrintedSheet:
    """Write the atlas to ``out``: one PDF, or many files where it is a folder or a name with fields to fill."""
    from maps.output.file_names import USUAL_PATTERN, is_pattern
    from maps.output.outputs import checked_ending

    if out.is_dir() or (not out.suffix and not is_pattern(out.name)):
        return _many_files(plan, order, out / f"{USUAL_PATTERN}.pdf", feedback)
    ending = checked_ending(out)
    if is_pattern(out.name):
        return _many_files(plan, order, out, feedback)
    if ending != ".pdf":
        raise AppError(
            "atlas.one_picture",
            Text(
                "图集有多页，不能写成一个 {ending} 文件。", "An atlas has many pages and cannot be one {ending} file."
            ).format(ending=ending),
            Text(
                "请用带 {{page}} 或 {{name}} 的文件名，例如 {name}，或写成 PDF。",
                "Put {{page}} or {{name}} into the file name, for example {name}, or write a PDF.",
            ).format(name=f"{out.stem} {{page}}{ending}"),
        )
    return _one_file(plan, order, out, feedback)


def _one_file(plan: Plan, order: PrintOrder, out: Path, feedback: Feedback) -> PrintedSheet:
    from maps.output.pdf import write_pdf
    from services.printing import receipt

    atlas = Atlas(plan, order)
    pages = write_pdf(
        atlas.pages(feedback), out, crs=plan.measuring_crs, title=atlas.title, author=order.maker, feedback=feedback
    )
    return receipt(out, atlas.sheet(0), pages)


def _many_files(plan: Plan, order: PrintOrder, pattern: Path, feedback: Feedback) -> PrintedSheet:
    """Everything is written beside first and moved when all of it is there."""
    from maps.output.file_names import NamesTaken, filled_name
    from maps.output.outputs import write_sheet
    from services.printing import receipt

    atlas = Atlas(plan, order)
    taken = NamesTaken()
    digits = len(str(len(atlas.features)))
    folder = pattern.parent
    try:
        folder.mkdir(exist_ok=True)
        with TemporaryDirectory(prefix=".atlas-", dir=folder) as beside:
            for number, layout in enumerate(atlas.sheets(feedback)):
                feature = atlas.features[number]
                page = str(number + 1).zfill(digits)
                name = filled_name(pattern.stem, page=page, name=feature.name, feature=feature.words())
                path = Path(beside) / f"{taken.free(name)}{pattern.suffix}"
                write_sheet(layout, path, crs=plan.measuring_crs, dpi=order.dpi, author=order.maker)
            feedback.check()
            for written in sorted(Path(beside).iterdir()):
                os.replace(written, folder / written.name)
    except OSError as problem:
        raise unwritable(folder, problem) from problem
    return receipt(folder, atlas.sheet(0), len(atlas.features))
