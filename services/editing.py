"""Working on a project: what the planner does to it, and what each step changed.

What takes a ``Project`` runs on the thread that owns it (``layers.project.ProjectThread``). A step returns an
``Outcome``: which layers must be looked at again; ``present`` then reads those and nothing else.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text
from layers.changes import ChangeSet, Delta, RecordsStep, RowsStep, tables_of
from layers.history import Entry, Version
from layers.layer import GeometryKind, Layer, Notice
from layers.plan import Binding, Plan
from layers.project import Project
from layers.roles import KIND_LABELS, ROLES
from layers.store.loading import IGNORED, TOPOLOGY, kept_ignored, kept_sheets, kept_topology
from layers.store.refreshing import refreshed
from services import layer_styles
from services.layer_styles import own_style, own_styles, renew_style

if TYPE_CHECKING:
    import pyproj

    from layers.formats.export import ExportReport
    from maps.symbology.layer_style import LayerStyle

PLAN_RECORD = "plan"
BOOKMARK = "bookmark/"
"""Settings whose key begins so are views of the map: nothing of the plan depends on them; nor on ``TOPOLOGY`` and
``IGNORED``."""


@dataclass(frozen=True, slots=True)
class Past:
    """The history as it stands: entries oldest first, named versions, and the last entry in force (0: none)."""

    entries: tuple[Entry, ...] = ()
    versions: tuple[Version, ...] = ()
    position: int = 0
    to_undo: Entry | None = None
    to_redo: Entry | None = None


@dataclass(frozen=True, eq=False)
class Present:
    """A project as committed: the plan for checks, all layers by table (those without a role too), the history."""

    plan: Plan
    layers: Mapping[str, Layer]
    past: Past
    read_only: Text | None = None
    notices: tuple[Notice, ...] = ()
    styles: Mapping[str, LayerStyle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did. ``tables`` are to be read again; ``everything`` when the terms of the plan changed; where only
    the planner's style of a layer did, nothing is read.

    ``told`` are sentences about what other programs did to the file meanwhile. ``rows``: fids of those tables of which
    nothing but rows has changed.
    """

    label: Text
    tables: frozenset[str] = frozenset()
    everything: bool = False
    told: tuple[Text, ...] = field(default=())
    rows: Mapping[str, frozenset[int]] = field(default_factory=dict)


NOTHING = Text("没有变化", "Nothing changed")
FEW_ROWS = 2_000
"""Up to so many changed rows are read one by one; a table with more of them is read as a whole."""


def present(
    project: Project, before: Present | None = None, outcome: Outcome | None = None, feedback: Feedback | None = None
) -> Present:
    """The project as it stands. With ``before`` and what has happened since, only changed layers are read."""
    if before is None or outcome is None or outcome.everything:
        plan = _plan(project, feedback)
        kept = before.layers if before is not None else {}
        known: Mapping[str, Layer] = {layer.name: _kept(kept.get(layer.name), layer) for layer in plan.layers}
    else:
        plan = before.plan
        known = {name: layer for name, layer in before.layers.items() if name not in outcome.tables}
    names = [info.name for info in project.layers()]
    layers = {name: known[name] if name in known else _read_again(project, name, before, outcome) for name in names}
    bound = tuple(layer for layer in layers.values() if layer.role is not None)
    crs = plan.crs if bound else _any_crs(plan, layers.values())
    styles, unreadable = own_styles(project)
    sheets = kept_sheets(project.records("sheets"))
    settings = project.records("settings")
    told = past(project)
    plan = replace(plan, layers=bound, bindings=_bindings(project), crs=crs, sheets=sheets, step=told.position)
    return Present(
        replace(plan, topology=kept_topology(settings), ignored=kept_ignored(settings)),
        layers,
        told,
        project.read_only,
        (*project.notices, *unreadable),
        styles,
    )


def _read_again(project: Project, name: str, before: Present | None, outcome: Outcome | None) -> Layer:
    """A layer after a step: where that changed a few rows, only these are read.

    What is to be noticed about a layer is found out by reading all of it.
    """
    fids = outcome.rows.get(name) if outcome is not None else None
    old = before.layers.get(name) if before is not None else None
    if fids is None or old is None or old.notices or len(fids) > min(FEW_ROWS, len(old) // 2):
        return project.layer(name)
    found = refreshed(old, project.path, fids)
    return project.layer(name) if found.notices else found


def past(project: Project) -> Past:
    """The history of a project."""
    history = project.history
    entries = tuple(history.entries())
    position = max((entry.id for entry in entries if entry.done and entry.kind != "external"), default=0)
    return Past(entries, tuple(history.versions()), position, history.to_undo, history.to_redo)


# Steps


def undo(project: Project) -> Outcome | None:
    """Take back the last step; None when there is none."""
    entry = project.history.undo()
    return None if entry is None else _outcome(project, entry.label, [project.history.changes(entry.id)])


def redo(project: Project) -> Outcome | None:
    """Bring back the step undone last; None when there is none."""
    entry = project.history.redo()
    return None if entry is None else _outcome(project, entry.label, [project.history.changes(entry.id)])


def jump(project: Project, entry: int) -> Outcome:
    """Undo or redo until ``entry`` is the last one in force (0: the beginning)."""
    here = past(project).position
    low, high = sorted((here, entry))
    between = [one for one in project.history.entries() if low < one.id <= high and one.kind != "external"]
    changes = [project.history.changes(one.id) for one in between]
    project.history.jump(entry)
    return _outcome(project, Text("回到历史中的一步", "Go to a step of the history"), changes)


def set_version(project: Project, name: str) -> Outcome:
    """Name the present state."""
    wanted = _named(name, Text("请给版本起个名字。", "Give the version a name."))
    project.history.set_version(wanted)
    return _outcome(project, Text("设为版本“{name}”", "Name the version “{name}”").format(name=wanted), [])


def go_back(project: Project, name: str) -> Outcome:
    """Bring a named version back, as one more step."""
    changes = project.history.go_back(name)
    return _outcome(project, changes.label if changes else NOTHING, [changes])


def remove_layer(project: Project, table: str) -> Outcome:
    """Take a layer out of the project; undo brings it back."""
    return _committed(project, project.remove_layer(table))


def rename_layer(project: Project, table: str, name: str) -> Outcome:
    """Give a layer another name."""
    wanted = _named(name, Text("请给图层起个名字。", "Give the layer a name."))
    if wanted == table:
        return Outcome(NOTHING)
    label = Text("{before} 改名为 {after}", "Rename {before} to {after}").format(before=table, after=wanted)
    kept = project.record("settings", TOPOLOGY + table)
    with project.transaction(label):
        found = project.rename_layer(table, wanted)
        if kept is not None:
            project.put_record("settings", TOPOLOGY + table, None)
            project.put_record("settings", TOPOLOGY + found, kept)
        for key, record in kept_ignored(project.records("settings")).items():
            rule, _, about = key.partition("|")
            if about == table or about.startswith(f"{table}|"):
                project.put_record("settings", IGNORED + key, None)
                project.put_record("settings", f"{IGNORED}{rule}|{found}{about[len(table) :]}", record)
    return last_outcome(project)


def set_role(project: Project, table: str, role: str | None) -> Outcome:
    """Say what a layer means to planning; None: nothing. AppError ``role.geometry`` where it cannot be that."""
    record = dict(project.record("roles", table) or {})
    if record.get("role") == role:
        return Outcome(NOTHING)
    if role is not None:
        require_fitting(role, _kind_of(project, table), table)
    values = {key: value for key, value in record.items() if key != "role"} | ({"role": role} if role else {})
    said = ROLES[role].label if role is not None else Text("不指定", "none")
    label = Text("{name} 的用途改为“{role}”", "{name} is now: {role}").format(name=table, role=said)
    with project.transaction(label):
        project.put_record("roles", table, values, label)
        renew_style(project, table)
    return last_outcome(project)


def set_style(project: Project, table: str, style: LayerStyle | None) -> Outcome:
    """Give a layer a style of the planner's; None: the default of its role again."""
    if own_style(project, table) == style:
        return Outcome(NOTHING)
    layer_styles.set_style(project, table, style)
    return last_outcome(project)


def export_table(
    project: Path,
    table: str,
    path: Path,
    *,
    encoding: str | None = None,
    field_names: Mapping[str, str] | None = None,
) -> ExportReport:
    """Write a layer of a project, geometry and fields as kept, to a file of another format; from any thread.

    A file that is there is kept as a backup. AppError as ``layers.formats.export.export_layer``; ``project.in_use``
    for the project itself.
    """
    from layers.formats.export import export_layer
    from layers.store.loading import read_table

    if path.exists() and path.samefile(project):
        message = Text("{file} 就是打开的项目。", "{file} is the open project.").format(file=path.name)
        raise AppError("project.in_use", message, Text("请换个文件名。", "Choose another name."))
    loaded = read_table(project, table)
    frame = loaded.table
    if loaded.as_read is not None and len(loaded.as_read) == len(frame):
        frame = frame.set_geometry(list(loaded.as_read))
    return export_layer(frame, path, crs=loaded.crs, encoding=encoding, field_names=field_names, overwrite=True)


def export_open_layer(
    layer: Layer, path: Path, *, encoding: str | None = None, field_names: Mapping[str, str] | None = None
) -> ExportReport:
    """Write a layer of a plan that is no project, under the names that its file has. Errors as ``export_layer``."""
    from layers.formats.export import export_layer

    if path.exists() and path.samefile(layer.path):
        message = Text("{file} 是规划自己的图层文件。", "{file} is the plan's own file.").format(file=path.name)
        raise AppError("export.source", message, Text("请换个文件名。", "Choose another name."))
    frame = layer.frame.rename(columns=dict(layer.fields))
    return export_layer(frame, path, crs=layer.crs, encoding=encoding, field_names=field_names, overwrite=True)


# What was done


@contextmanager
def uncollected() -> Iterator[None]:
    """No search for cyclic garbage while a step makes a hundred thousand small records: it would stop every thread, the
    window's too, for as long as it looks through them, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def last_outcome(project: Project, changes: ChangeSet | None = None) -> Outcome:
    """The outcome of the step just committed; whoever has its ``changes`` at hand spares reading them again."""
    entry = project.history.to_undo
    if entry is None:
        return Outcome(NOTHING)
    return _outcome(project, entry.label, [changes if changes is not None else project.history.changes(entry.id)])


def require_fitting(role: str, kind: GeometryKind, name: str) -> None:
    """AppError ``role.geometry`` when a layer of that kind cannot have the role."""
    if role not in ROLES:
        message = Text("没有“{role}”这种用途。", "There is no role {role}.").format(role=role)
        raise AppError("role.unknown", message)
    kinds = ROLES[role].kinds
    if not kinds or kind in kinds:
        return
    needed = Text("或".join(KIND_LABELS[one].zh for one in kinds), " or ".join(KIND_LABELS[one].en for one in kinds))
    message = Text(
        "{name} 是{found}图层，而“{role}”需要{needed}。", "{name} holds {found}, but “{role}” needs {needed}."
    ).format(name=name, found=KIND_LABELS[kind], role=ROLES[role].label, needed=needed)
    raise AppError("role.geometry", message, Text("请选另一种用途。", "Choose another role."))


def _committed(project: Project, changes: ChangeSet) -> Outcome:
    return _outcome(project, changes.label if changes else NOTHING, [changes])


def _outcome(project: Project, label: Text, changes: Iterable[ChangeSet]) -> Outcome:
    tables: set[str] = set()
    rows: dict[str, frozenset[int]] = {}
    otherwise: set[str] = set()
    everything = False
    for one in changes:
        touched = one.touched()
        tables.update(touched)
        rows.update({table: rows.get(table, frozenset()) | fids for table, fids in touched.items()})
        otherwise.update(table for step in one.steps if not isinstance(step, RowsStep) for table in tables_of(step))
        for step in one.steps:
            if isinstance(step, RecordsStep):
                views = (BOOKMARK, TOPOLOGY, IGNORED)
                terms = [key for key in step.changes if not (step.kind == "settings" and key.startswith(views))]
                everything = everything or (bool(terms) and step.kind in ("settings", "packs"))
                if step.kind == "roles":
                    named = {key for key, delta in step.changes.items() if not _only_style(delta)}
                    tables.update(named)
                    otherwise.update(named)
    told = tuple(project.file.external)
    project.file.external.clear()
    rows = {table: fids for table, fids in rows.items() if table not in otherwise}
    return Outcome(label, frozenset(tables), everything or bool(told), told, rows)


def _only_style(delta: Delta) -> bool:
    """Whether a change of a layer's role record is about its style alone."""
    changed = {**(delta.before or {}), **(delta.after or {})}
    return delta.before is not None and delta.after is not None and set(changed) <= {"style"}


def _named(name: str, hint: Text) -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise AppError("project.no_name", Text("名称是空的。", "The name is empty."), hint)
    return wanted


def _kind_of(project: Project, table: str) -> GeometryKind:
    found = next((info.kind for info in project.layers() if info.name == table), None)
    return found if found is not None else project.layer(table).kind


# Plan and project


def _plan(project: Project, feedback: Feedback | None) -> Plan:
    """The plan in a project; empty while no layer has a role yet."""
    try:
        return project.to_plan(feedback)
    except AppError as problem:
        if problem.code != "plan.nothing_bound":
            raise
    settings = project.record("settings", PLAN_RECORD) or {}
    return Plan(name=str(settings.get("name") or project.path.stem), layers=(), folder=project.path.parent)


def _kept(before: Layer | None, now: Layer) -> Layer:
    """The layer as it was read before where it is still the same: then nothing is drawn again."""
    if before is None or before.sha256 != now.sha256 or before.role != now.role or before.fields != now.fields:
        return now
    return before if before.crs == now.crs else now


def _any_crs(plan: Plan, layers: Iterable[Layer]) -> pyproj.CRS | None:
    """Where to draw layers of which none has a role yet."""
    from layers.geometry.crs import measuring_crs

    return plan.crs if plan.crs is not None else measuring_crs([replace(one, role="other") for one in layers], None)


def _bindings(project: Project) -> dict[str, Binding]:
    found: dict[str, Binding] = {}
    for record in project.records("roles").values():
        if record.get("role"):
            fields, where = record.get("fields"), record.get("where")
            found[str(record["role"])] = Binding(
                fields=fields if isinstance(fields, dict) else {}, where=where if isinstance(where, dict) else {}
            )
    return found
