"""Edits of shapes carried out, changes exchanged with other planners: on the thread that owns the project."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet
from layers.project import Project
from services.editing import NOTHING, Outcome, last_outcome

if TYPE_CHECKING:
    from layers.editing.edit import Edit
    from layers.editing.merging_packages import Merged
    from layers.editing.packages import Package


def carry_out(project: Project, table: str, edit: Edit, label: Text) -> Outcome:
    """Commit an edit as one step. AppError as ``layers.editing.changing.as_changes`` and ``project.commit``."""
    from layers.editing.changing import as_changes

    changes = as_changes(project, table, edit, label)
    if not changes:
        return Outcome(NOTHING)
    project.commit(changes)
    outcome = last_outcome(project)
    return replace(outcome, told=(*outcome.told, *edit.told))


def export_changes(project: Project, version: str, path: Path) -> Package:
    """Write what was done since a named version as a package. AppError ``project.no_version``, ``package.nothing``."""
    from layers.editing.packages import package_of, write_package

    project.history.compare(version)
    start = next(one.entry for one in project.history.versions() if one.name == version)
    entries = [one for one in project.history.entries() if one.id > start and one.done and one.kind != "external"]
    if not entries:
        message = Text("自版本“{name}”以来没有修改。", "Nothing was changed since “{name}”.").format(name=version)
        raise AppError("package.nothing", message)
    steps = [project.history.changes(one.id) for one in entries]
    made = datetime.now().astimezone().isoformat(timespec="seconds")
    package = package_of(steps, author=project.file.author, version=version, made=made)
    write_package(package, path)
    return package


def merge_package(project: Project, path: Path) -> tuple[Package, Merged]:
    """Read a package and say what merging it would do; nothing is changed yet. AppError ``package.unreadable``.

    Without the version that it starts from, the values before decide alone what is a conflict.
    """
    from layers.editing.merging_packages import merge
    from layers.editing.packages import read_package

    package = read_package(path)
    known = any(one.name == package.version for one in project.history.versions())
    ours = project.history.compare(package.version) if known else ChangeSet()
    return package, merge(project, package, ours)


def take_merged(project: Project, merged: Merged) -> Outcome:
    """Commit a merge, decisions included, as one step."""
    if not merged.changes:
        return Outcome(NOTHING)
    project.commit(merged.changes)
    return last_outcome(project)
