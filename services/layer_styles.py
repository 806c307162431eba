"""How we draw the layers of a project, written where every GIS looks for it: ``layer_styles``, as QML and SLD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.messages import Language, Text
from layers.changes import Column
from layers.layer import Notice
from layers.project import Project

if TYPE_CHECKING:
    from maps.symbology.layer_style import LayerStyle

STYLE_NAME = "蓝图"
"""What our style is called in the list of a layer's styles; those of other names are never touched."""


def add_style(project: Project, table: str) -> None:
    """Give a layer just imported its symbols as its default style; part of the import, in its transaction."""
    project.add_style(table, STYLE_NAME, _values(project, table, default=True))


def renew_style(project: Project, table: str) -> None:
    """Enter the symbols of a layer anew, as one step; the default stays what it is. AppError as ``put_record``."""
    others = [
        one.get("default")
        for key, one in project.records("styles").items()
        if key.startswith(f"{table}/") and key != f"{table}/{STYLE_NAME}"
    ]
    label = Text("{name} 的样式", "Style of {name}").format(name=table)
    project.put_record("styles", f"{table}/{STYLE_NAME}", _values(project, table, default=not any(others)), label)


def own_style(project: Project, table: str) -> LayerStyle | None:
    """The style that the planner gave a layer, by the names its fields have in the plan; None for the role's own."""
    return _own((project.record("roles", table) or {}).get("style"))


def own_styles(project: Project) -> tuple[dict[str, LayerStyle], list[Notice]]:
    """The planner's styles by table, and what of them cannot be read."""
    return styles_in(project.records("roles"))


def styles_in(records: Mapping[str, Mapping[str, object]]) -> tuple[dict[str, LayerStyle], list[Notice]]:
    """The planner's styles by table in the ``roles`` records of a project, and what of them cannot be read."""
    found: dict[str, LayerStyle] = {}
    notices: list[Notice] = []
    for table, values in records.items():
        if "style" not in values:
            continue
        style = _own(values["style"])
        if style is not None:
            found[table] = style
            continue
        message = Text(
            "图层 {name} 的样式读不懂，按用途的默认样式显示。",
            "The style of {name} cannot be read; defaults are shown.",
        )
        notices.append(Notice("style.unreadable", message.format(name=table), table))
    return found, notices


def set_style(project: Project, table: str, style: LayerStyle | None) -> None:
    """Give a layer a style of the planner's, None the default of its role, as one step. AppError as ``put_record``."""
    from maps.symbology.style_record import record_of

    present = project.record("roles", table) or {}
    values: dict[str, object] = {key: value for key, value in present.items() if key != "style"}
    if style is not None:
        values["style"] = record_of(style)
    if values == present:
        return
    with project.transaction(Text("{name} 的样式", "Style of {name}").format(name=table)):
        project.put_record("roles", table, values)
        renew_style(project, table)


def _own(table: object) -> LayerStyle | None:
    from maps.symbology.style_record import StyleRecordError, style_from

    try:
        return style_from(table) if isinstance(table, dict) else None
    except StyleRecordError:
        return None


def _values(project: Project, table: str, *, default: bool) -> dict[str, object]:
    from maps.style_files.qml_writing import write_qml
    from maps.style_files.sld_writing import write_sld

    style, language = style_of_table(project, table), _language(project)
    return {
        "qml": _with_labels(project, table, write_qml(style, language)),
        "sld": write_sld(style, table, language),
        "default": default,
        "description": Text("蓝图的符号", "The symbols of Lantu").to(language),
    }


def _with_labels(project: Project, table: str, qml: str) -> str:
    """The labels that the planner chose; those that are only usual are not for QGIS to draw."""
    kept = (project.record("roles", table) or {}).get("labels")
    if not isinstance(kept, dict):
        return qml
    from core.errors import AppError
    from layers.store.connection import in_words
    from layers.store.loading import load_layer
    from maps.labelling import from_values
    from maps.style_files.qml_labels import labelled

    with in_words(project.path):
        columns = load_layer(project.file.connection, project.path, table, ()).fields
    try:
        return labelled(qml, from_values(kept), columns)
    except AppError:
        return qml


def style_of_table(project: Project, table: str) -> LayerStyle:
    """The planner's style, else our symbols, as rules about the table's own fields and the values as kept there.

    A layer is judged by one feature for each value: its rows are not read.
    """
    from layers.store import examples
    from layers.store.connection import in_words
    from layers.store.loading import load_layer
    from maps.symbology.layer_style import classifying_field, lasting, renamed_fields, style_of
    from maps.symbology.symbols import symbology

    connection, schema = project.file.connection, project.schema(table)
    with in_words(project.path):
        bound = load_layer(connection, project.path, table, ())
        own = own_style(project, table)
        if own is not None:
            return renamed_fields(own, bound.fields)
        field = classifying_field(bound)
        column = schema.column(bound.fields.get(field, "")) if field is not None else None
        if field is None or column is None:
            alone = load_layer(connection, project.path, table, examples.first_fid(connection, table, schema))
            return lasting(style_of(alone, symbology(alone)), alone.role)
        named = bound.fields.get("class_name") if field == "class_code" else None
        fids = examples.fids_by_value(connection, table, schema, column=column.name, named=named)
        layer = load_layer(connection, project.path, table, fids)
    rows = project.rows(table, fids)
    kept = [_as_gis_says(rows[int(fid)][column.name], column) for fid in layer.frame.index]
    return lasting(style_of(layer, symbology(layer), names={field: column.name}, kept=kept), layer.role)


def _as_gis_says(value: object, column: Column) -> str:
    """A value as QGIS turns it into text before it looks for its category."""
    if value is None or isinstance(value, bytes):
        return ""
    if column.type == "BOOLEAN" and isinstance(value, int):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value)
    if column.type == "DATETIME" and "T" in text:
        text = text.removesuffix("Z")
        return text if "." in text else f"{text}.000"
    return text


def _language(project: Project) -> Language:
    from layers.store.loading import PLAN_SETTINGS

    return "en" if (project.record("settings", PLAN_SETTINGS) or {}).get("language") == "en" else "zh"
