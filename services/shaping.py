"""Edits of shapes carried out, changes exchanged with other planners: on the thread that owns the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, RecordsStep
from layers.project import Project
from services.editing import NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    from layers.editing.edit import Edit, Surroundings
    from layers.editing.merging_packages import Merged
    from layers.editing.packages import Package

    Intent = Callable[[Surroundings], Edit]

COVERAGES = frozenset(
    ("zoning", "landuse_current", "planning_area", "development_boundary", "nature_reserve", "eec_unit")
)
"""Roles whose features tile the ground: neighbours share their borders to the bit."""


@dataclass(frozen=True, eq=False)
class Done:
    """An edit that is on disk: what it did to the project, the edit, and the fids that its new features got."""

    outcome: Outcome
    edit: Edit
    fids: tuple[int, ...] = ()


def carry_out_intent(project: Project, table: str, intent: Intent, label: Text) -> Done:
    """Work an edit out on the rows as they are now, and commit it as one step. Refusals of the tool as they come.

    What a gesture was shown on may be older than the project: only the rows decide.
    """
    from layers.editing.changing import as_changes, new_fids
    from layers.editing.surroundings import RowsAround

    near = RowsAround(project.file.connection, table, project.schema(table))
    edit = intent(near)
    changes = as_changes(project, table, edit, label) if edit else None
    if not changes:
        return Done(Outcome(NOTHING, told=edit.told), edit)
    project.commit(changes)
    outcome = last_outcome(project)
    return Done(replace(outcome, told=(*outcome.told, *edit.told)), edit, new_fids(changes, table))


def carry_out(project: Project, table: str, edit: Edit, label: Text) -> Outcome:
    """Commit an edit as one step. AppError as ``layers.editing.changing.as_changes`` and ``project.commit``."""
    from layers.editing.changing import as_changes

    changes = as_changes(project, table, edit, label)
    if not changes:
        return Outcome(NOTHING)
    project.commit(changes)
    outcome = last_outcome(project)
    return replace(outcome, told=(*outcome.told, *edit.told))


def changes_since(project: Project, version: str) -> list[ChangeSet]:
    """The steps in force since a named version ("": since the project was made), oldest first.

    AppError ``project.no_version``.
    """
    history = project.history
    start = 0
    if version:
        back = history.compare(version)
        start = next(one.entry for one in history.versions() if one.name == version)
        entries = history.entries()
        if any(one.id == start and not one.done for one in entries):  # the version waits for redo: its inverse is new
            return [back] if back else []
    done = [one for one in history.entries() if one.id > start and one.done]
    return [history.changes(one.id) for one in done if one.kind not in ("external", "founding")]


def package_since(project: Project, version: str, author: str) -> Package:
    """What was done since a named version, as a package. AppError ``project.no_version``, ``package.nothing``."""
    from layers.editing.packages import package_of

    steps = changes_since(project, version)
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    package = package_of(steps, author=author, version=version, made=made)
    if not package.changes and not package.left_out:
        message = Text("自版本“{name}”以来没有修改。", "Nothing was changed since “{name}”.").format(name=version)
        if not version:
            message = Text("项目建立以来没有修改。", "Nothing was changed since the project was made.")
        raise AppError("package.nothing", message)
    return package


def export_changes(project: Project, version: str, path: Path, author: str | None = None) -> Package:
    """Write what was done since a named version as a package; ``author``: the planner, else the project's user.

    AppError ``project.no_version``, ``package.nothing``, ``output.unwritable``.
    """
    from layers.editing.packages import write_package

    package = package_since(project, version, author or project.file.author)
    write_package(package, path)
    return package


def merge_package(project: Project, path: Path) -> tuple[Package, Merged]:
    """Read a package and say what merging it would do; nothing is changed yet. AppError ``package.unreadable``.

    Without the version that it starts from, the values before decide alone what is a conflict.
    """
    from layers.changes import merged
    from layers.editing.merging_packages import merge
    from layers.editing.packages import read_package

    package = read_package(path)
    known = not package.version or any(one.name == package.version for one in project.history.versions())
    ours = merged(changes_since(project, package.version)) if known else ChangeSet()
    return package, merge(project, package, ours)


def take_merged(project: Project, merged: Merged) -> Outcome:
    """Commit a merge, decisions included, as one step.

    AppError as ``project.commit``; ``package.terms`` where the plan could not be read with the terms in it. Then
    nothing is done.
    """
    if not merged.changes:
        return Outcome(NOTHING)
    terms = any(isinstance(step, RecordsStep) for step in merged.changes.steps)
    with project.transaction(merged.changes.label):
        project.commit(merged.changes)
        if terms:
            _require_readable(project)
    return last_outcome(project)


def _require_readable(project: Project) -> None:
    """Roles, settings and sheets of another planner are as good as any file: they may make no sense."""
    from services.layer_styles import own_styles

    try:
        project.to_plan()
        own_styles(project)
    except AppError as problem:
        if problem.code == "plan.nothing_bound":
            return
        message = Text("修改包里的项目设置读不出来：{why}", "The settings in the package make no sense: {why}")
        raise AppError("package.terms", message.format(why=problem.message), problem.hint) from problem
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        message = Text("修改包里的项目设置读不出来。", "The settings in the package make no sense.")
        raise AppError("package.terms", message) from problem
