"""What two planners make of one project, at random, each on its own; and whether anything of it was lost."""

from __future__ import annotations

from typing import Any

import numpy as np

from layers.changes import ChangeSet, RowsStep
from layers.editing.merging_packages import Merged
from layers.editing.packages import Package, merged_fid, package_of
from layers.project import Project
from tests.projects import adding, change, moving, removing, renaming

VERSION = "送审"


def edit_at_random(one: Project, name: str, random: np.random.Generator, fids: list[int]) -> None:
    """Names, shapes, parcels taken away and added: four features at most, and a new one."""
    for number in random.permutation(fids)[:4].tolist():
        tool = int(random.integers(3))
        if tool == 0:
            one.commit(renaming(one, number, f"{name}{number}"))
        elif tool == 1:
            one.commit(moving(one, number, number + 100 + int(random.integers(50))))
        else:
            one.commit(removing(one, number))
    new = one.next_fid("zoning")
    one.commit(adding(one, 300 + int(random.integers(100))))
    one.commit(change(one, new, {"MJ": float(random.integers(100))}))


def package_since(one: Project, author: str) -> Package:
    """The package of everything done since the version."""
    (version,) = one.history.versions()
    entries = [entry for entry in one.history.entries() if entry.id > version.entry and entry.done]
    steps = [one.history.changes(entry.id) for entry in entries if entry.kind != "external"]
    return package_of(steps, author=author, version=VERSION, made="2025-01-01T00:00:00+08:00")


def lost(package: Package, merged: Merged) -> set[Any]:
    """Rows of a package that are neither taken, nor as they want already, nor a conflict."""
    asked = {fid for step in package.changes.steps if isinstance(step, RowsStep) for fid in step.changes}
    taken = {fid for fid, _ in merged.changes.rows("zoning")} | {one.key for one in merged.conflicts}
    missing = {fid for fid in asked if not {fid, merged_fid(package.author, "zoning", fid)} & taken}
    return missing if len(missing) > merged.already else set()


def touched(changes: ChangeSet) -> frozenset[int]:
    """Fids of the parcels that changes are about."""
    return changes.touched().get("zoning", frozenset())
