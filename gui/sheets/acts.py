"""What the commands do to the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maps.sheets import sheet_aligning, sheet_editing
from maps.sheets.paper import Rect
from maps.sheets.sheet_aligning import Axis, Side
from maps.sheets.sheet_design import Element
from maps.sheets.sheet_editing import Way

if TYPE_CHECKING:
    from gui.sheets.model import SheetModel

GRID_MM = 5.0
_clipboard: list[Element] = []
"""Elements copied, for every editor of this program."""


def copy(model: SheetModel) -> None:
    """Keep the chosen elements for pasting."""
    if model.elements:
        _clipboard[:] = model.elements


def cut(model: SheetModel) -> None:
    """Copy, then delete."""
    copy(model)
    delete(model)


def paste(model: SheetModel) -> None:
    """Put in what was copied, a little beside where it was."""
    _put_in(model, _clipboard)


def duplicate(model: SheetModel) -> None:
    """Put in copies of what is chosen."""
    _put_in(model, model.elements)


def delete(model: SheetModel) -> None:
    """Take out what is chosen."""
    if model.selection:
        model.edit(sheet_editing.removed(model.past.present, model.selection))
        model.choose(())


def choose_all(model: SheetModel) -> None:
    """Choose every element that is drawn."""
    model.choose([key for key, _box in model.boxes()])


def step(model: SheetModel, by: int) -> None:
    """Choose the next element in drawing order."""
    order = [key for key, _box in model.boxes()]
    if not order:
        return
    at = order.index(model.selection[-1]) + by if model.selection and model.selection[-1] in order else 0
    model.choose([order[at % len(order)]])


def align(model: SheetModel, side: Side) -> None:
    """Bring the chosen elements in line; one alone with the margins."""
    _place(model, sheet_aligning.aligned(model.chosen_boxes(), side, model.paper.border))


def distribute(model: SheetModel, axis: Axis) -> None:
    """Equal gaps between the chosen elements."""
    boxes = model.chosen_boxes()
    if len(boxes) >= 3:
        _place(model, sheet_aligning.distributed(boxes, axis))


def restack(model: SheetModel, way: Way) -> None:
    """Draw the chosen elements later or earlier."""
    if model.selection:
        model.edit(sheet_editing.restacked(model.past.present, model.selection, way))


def add(model: SheetModel, kind: str, middle: tuple[float, float], file: str = "") -> str:
    """Put in a new element around a place of the page, and choose it; returns its id."""
    paper = model.paper
    width, height = sheet_editing.SIZES[kind]
    width, height = min(width, paper.width), min(height, paper.height)
    x = min(max(middle[0] - width / 2, 0.0), paper.width - width)
    y = min(max(middle[1] - height / 2, 0.0), paper.height - height)
    design = model.past.present
    element = sheet_editing.new_element(design, kind, Rect(round(x), round(y), width, height), tuple(model.roles), file)
    model.edit(design.with_element(element))
    model.choose([element.id])
    return element.id


def _place(model: SheetModel, boxes: dict[str, Rect]) -> None:
    """Those that stay where they are keep their area."""
    before = model.chosen_boxes()
    model.put({key: box for key, box in boxes.items() if sheet_aligning.tidy(box) != sheet_aligning.tidy(before[key])})


def _put_in(model: SheetModel, elements: list[Element] | tuple[Element, ...]) -> None:
    if elements:
        design, ids = sheet_editing.pasted(model.past.present, list(elements))
        model.edit(design)
        model.choose(ids)
