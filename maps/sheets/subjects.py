"""The feature that a sheet of one feature is made for."""

from __future__ import annotations

import numpy as np

from core.errors import AppError
from core.messages import Text, same
from maps.sheets.drawn import DrawnLayer, SheetSource
from maps.sheets.sheet_context import Subject, SubjectFeature
from maps.sheets.sheet_design import SheetDesign
from maps.symbology.fields import plain
from maps.symbology.style import role_style

NAMES = ("project", "parcel_no", "name")
"""Fields that may say what a feature is called, the most telling first."""


def subject_of(source: SheetSource, design: SheetDesign, wanted: Subject | None) -> SubjectFeature | None:
    """The feature asked for; without one the first that can be drawn, where the design is about a feature.

    ``AppError`` when the feature asked for is not there, or the plan has none.
    """
    if wanted is None and not design.subject:
        return None
    layers = source.layers({design.subject}) if wanted is None else _layer_named(source, wanted)
    for drawn in layers:
        rows = _rows(drawn, wanted)
        if rows:
            return _found(drawn, rows, chosen=wanted is not None)
    if wanted is not None:
        raise _not_there(Text("图层 {layer} 没有要素 {fids}。", "The layer {layer} has no feature {fids}."), wanted)
    role = role_style(design.subject).label
    raise AppError(
        "sheet.nothing_to_draw",
        Text(
            "“{plan}”没有可绘制的{role}，无法出图。",
            "The plan “{plan}” has no {role} to draw, so this sheet cannot be made.",
        ).format(plan=source.plan.name, role=Text(role.zh, role.en.lower())),
    )


def _layer_named(source: SheetSource, wanted: Subject) -> list[DrawnLayer]:
    roles = {layer.role for layer in source.plan.layers if layer.name == wanted.layer and layer.role is not None}
    found = [each for each in source.layers(roles) if each.layer.name == wanted.layer]
    if not found:
        raise _not_there(Text("没有可绘制的图层 {layer}。", "There is no layer {layer} to draw."), wanted)
    return found


def _rows(drawn: DrawnLayer, wanted: Subject | None) -> list[int]:
    """Rows that were asked for and have a geometry; the first drawable one where none was asked for."""
    there = np.isfinite(drawn.boxes()).all(axis=1)
    if wanted is None:
        return [int(row) for row in np.flatnonzero(there)[:1]]
    asked = np.isin(drawn.layer.fids, np.array(wanted.fids, dtype=np.int64))
    return [int(row) for row in np.flatnonzero(there & asked)]


def _found(drawn: DrawnLayer, rows: list[int], *, chosen: bool) -> SubjectFeature:
    import shapely

    whole = shapely.union_all(shapely.make_valid(drawn.geometries[rows]))
    layer = drawn.layer
    words = {field: plain(drawn.words(field)[rows[0]]) for field in (*drawn.fields, *NAMES)}
    title = next((words[name] for name in NAMES if words.get(name)), f"fid {int(layer.fids[rows[0]])}")
    return SubjectFeature(drawn, tuple(rows), whole, {**words, "title": title}, chosen)


def _not_there(message: Text, wanted: Subject) -> AppError:
    fids = ", ".join(str(fid) for fid in wanted.fids[:10])
    return AppError("sheet.no_subject", message.format(layer=same(wanted.layer), fids=same(fids)))
