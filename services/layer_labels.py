"""How the layers of a project are labelled: kept with the role of each, so that it moves and goes with the layer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.errors import AppError
from core.messages import Text
from layers.project import Project
from services.editing import NOTHING, Outcome, last_outcome
from services.layer_styles import renew_style

if TYPE_CHECKING:
    from maps.labelling import LabelStyle

KEY = "labels"


def label_styles(project: Project) -> dict[str, LabelStyle]:
    """The labels that the planner chose, by table; layers with the usual ones of their role are not there.

    A record that cannot be used (written by another program) counts as none.
    """
    return labels_in(project.records("roles"))


def labels_in(records: Mapping[str, Mapping[str, object]]) -> dict[str, LabelStyle]:
    """The same from the ``roles`` records of a project."""
    from maps.labelling import from_values

    found = {}
    for table, values in records.items():
        kept = values.get(KEY)
        if not isinstance(kept, dict):
            continue
        try:
            found[table] = from_values(kept)
        except AppError:
            continue
    return found


def set_label_style(project: Project, table: str, style: LabelStyle | None) -> Outcome:
    """Label a layer like this (None: as is usual for its role), as one step. AppError for what cannot be used."""
    from maps.labelling import as_values, from_values

    values = None if style is None else as_values(from_values(as_values(style)))
    record = dict(project.record("roles", table) or {})
    if record.get(KEY) == values:
        return Outcome(NOTHING)
    kept = {key: value for key, value in record.items() if key != KEY} | ({KEY: values} if values else {})
    label = Text("{name} 的标注", "Labels of {name}").format(name=table)
    with project.transaction(label):
        project.put_record("roles", table, kept, label)
        renew_style(project, table)
    return last_outcome(project)
