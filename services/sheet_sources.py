"""The layers of a plan ready for sheets, looking as the planner has made them look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.plan import Plan
from services.layer_labels import labels_in
from services.layer_styles import styles_in

if TYPE_CHECKING:
    from maps.sheets.drawn import SheetSource


def sheet_source(plan: Plan) -> SheetSource:
    """A source for sheets; of a project with the symbols and labels that it keeps, so that what is seen is printed."""
    from maps.sheets.drawn import SheetSource
    from maps.symbology.styled import styled_display

    records = _records(plan)
    styles, _ = styles_in(records)
    crs = plan.measuring_crs
    displays = {
        layer.name: styled_display(layer, crs, styles[layer.name]) for layer in plan.layers if layer.name in styles
    }
    return SheetSource(plan, displays=displays, labels=labels_in(records))


def _records(plan: Plan) -> dict[str, dict[str, object]]:
    """What the plan's project says of its layers; nothing for a plan folder."""
    from layers.store.loading import read_records
    from layers.store.opening import is_project

    path = plan.layers[0].path if plan.layers else None
    if path is None or path.suffix.casefold() != ".gpkg" or not path.is_file() or not is_project(path):
        return {}
    return read_records(path, "roles")
