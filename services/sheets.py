"""Sheets of a planner's own: laid out while they are edited, kept in a project or beside the plan."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from layers.plan import Plan
from layers.project import Project
from layers.store.loading import SHEET_TEXT
from services.editing import NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    from maps.sheets.checklist import Remark
    from maps.sheets.sheet import SheetLayout
    from maps.sheets.sheet_design import SheetDesign

MOST_LETTERS = 60
_NAME = re.compile(r"[\w\-（）()·]+(?: [\w\-（）()·]+)*")


class Workbench:
    """A plan made ready for one sheet after another; used from one worker at a time, others wait."""

    def __init__(self, plan: Plan) -> None:
        from services.printing import make_ready
        from services.sheet_sources import sheet_source

        make_ready()
        self.plan = plan
        self._source = sheet_source(plan)
        self._guard = threading.Lock()

    def layout(self, design: SheetDesign) -> SheetLayout:
        """The sheet laid out as it will be printed. ``AppError`` where the design does not hold, or as ``compose``."""
        from maps.sheets.sheet import Imprint, compose
        from services.printing import today

        with self._guard:
            imprint = Imprint(date=today(self.plan.language))
            return compose(self._source, template=checked(design), imprint=imprint)

    def remarks(self, layout: SheetLayout) -> list[Remark]:
        """What the checklist says of a sheet."""
        from maps.sheets.checklist import checklist

        with self._guard:
            return checklist(layout)


def roles_of(plan: Plan) -> dict[str, Text]:
    """What the plan has to show: roles and what they are called, the uppermost first."""
    from maps.symbology.style import role_style

    styles = [role_style(role) for role in {layer.role for layer in plan.layers if layer.role is not None}]
    return {each.role: each.label for each in sorted(styles, key=lambda each: -each.order)}


def sheet_of(plan: Plan, name: str) -> SheetDesign:
    """The sheet of that name: the plan's own or ours. ``AppError`` as ``template_named``."""
    from maps.sheets.template import template_named

    return template_named(name, plan.folder, plan.sheets)


def titles_of(plan: Plan) -> dict[str, Text]:
    """What every sheet of a plan is called, by its name."""
    from maps.sheets.template import template_titles

    return template_titles(plan.folder, plan.sheets)


def checked(design: SheetDesign) -> SheetDesign:
    """The design as it will be read from what is kept of it. ``AppError`` where it would not be read."""
    from maps.sheets.sheet_toml import design_as_toml, read_design

    return read_design(design_as_toml(design).encode(), name=design.name, file=design.name)


def checked_name(name: str) -> str:
    """A name under which a sheet can be kept, also as a file. ``AppError`` where it cannot."""
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > MOST_LETTERS or not _NAME.fullmatch(wanted):
        raise AppError(
            "sheet.bad_name",
            Text("图纸不能叫“{name}”。", "A sheet cannot be called “{name}”.").format(name=wanted[:MOST_LETTERS]),
            Text(
                "请用不超过 60 个字的文字、数字、空格、- 和 _。",
                "Use at most 60 letters, digits, spaces, - and _.",
            ),
        )
    return wanted


def keep_in_project(project: Project, design: SheetDesign) -> Outcome:
    """Keep a sheet in a project under its name, as one step of the history. ``AppError`` as ``checked``."""
    from maps.sheets.sheet_toml import design_as_toml

    name = checked_name(design.name)
    text = design_as_toml(checked(design))
    present = project.record("sheets", name)
    if present is not None and present.get(SHEET_TEXT) == text:
        return Outcome(NOTHING)
    label = Text("修改图纸“{name}”", "Edit the sheet “{name}”")
    if present is None:
        label = Text("加入图纸“{name}”", "Add the sheet “{name}”")
    project.put_record("sheets", name, {SHEET_TEXT: text}, label.format(name=name))
    return last_outcome(project)


def keep_beside(plan: Plan, design: SheetDesign) -> Path:
    """Write a sheet to ``sheets/NAME.toml`` beside the plan and return the file. ``AppError`` as ``checked``, or where
    it cannot be written."""
    from core.files import unwritable
    from maps.sheets.sheet_toml import design_as_toml
    from maps.sheets.template import OWN_FOLDER

    folder = plan.folder / OWN_FOLDER
    path = folder / f"{checked_name(design.name)}.toml"
    text = design_as_toml(checked(design))
    try:
        folder.mkdir(exist_ok=True)
    except OSError as problem:
        raise unwritable(path, problem) from problem
    with write_beside(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return path
