"""What two planners make of one project, at random, each on its own; merged in both orders; was anything lost?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from core.messages import Text
from layers.changes import RowsStep, Values
from layers.editing import splitting, vertices
from layers.editing.changing import as_changes
from layers.editing.edit import Refusal
from layers.editing.merging_packages import Merged, merge
from layers.editing.packages import Package, merged_fid, package_of, read_package, write_package
from layers.editing.surroundings import RowsAround
from layers.project import Project
from tests.projects import SIDE, SOUTH, WEST, adding, change, content, moving, removing, renaming

VERSION = "送审"
LABEL = Text("编辑", "Edit")
TOOLS = 5


def edit_at_random(one: Project, name: str, random: np.random.Generator, fids: list[int]) -> None:
    """Names, shapes, corners shared with a neighbour, parcels split, taken away and added: four places at most."""
    for number in random.permutation(fids)[:4].tolist():
        if number not in one.rows("zoning", [number]):
            continue
        tool = int(random.integers(TOOLS))
        if tool == 0:
            one.commit(renaming(one, number, f"{name}{number}"))
        elif tool == 1:
            one.commit(moving(one, number, number + 100 + int(random.integers(50))))
        elif tool == 2:
            one.commit(removing(one, number))
        else:
            _reshape(one, number, random, split=tool == 3)
    new = one.next_fid("zoning")
    one.commit(adding(one, 300 + int(random.integers(100))))
    one.commit(change(one, new, {"MJ": float(random.integers(100))}))


def package_since(one: Project, author: str) -> Package:
    """The package of everything done since the version."""
    (version,) = one.history.versions()
    entries = [entry for entry in one.history.entries() if entry.id > version.entry and entry.done]
    steps = [one.history.changes(entry.id) for entry in entries if entry.kind != "external"]
    return package_of(steps, author=author, version=VERSION, made="2025-01-01T00:00:00+08:00")


def pair_at_random(one: Project, folder: Path, random: np.random.Generator, parts: tuple[list[int], list[int]]) -> Any:
    """What two planners made apart, each of its part of the parcels, as it comes out of a file."""
    (begun,) = one.history.versions()
    packages = []
    for author, fids in zip(("甲", "乙"), parts, strict=True):
        edit_at_random(one, author, random, fids)
        write_package(package_since(one, author), folder / "p.lantuchanges")
        packages.append(read_package(folder / "p.lantuchanges"))
        one.history.jump(begun.entry)
    return tuple(packages)


def examine(one: Project, packages: tuple[Package, Package]) -> int:
    """Merge both packages in either order; how many parcels both touched. ``AssertionError`` where it is not so:

    without a common parcel the state is the same, without a question; every common parcel that they left different is
    a conflict in either order, all else is the same; every row of a package is taken, there already, or a conflict.
    """
    touched = [{fid for step in package.changes.steps for fid in fids_of(step)} for package in packages]
    begun = {fid for (fid, *_) in content(one.path)["zoning"]}
    both = touched[0] & touched[1] & begun
    states, conflicts = [], []
    for order in (packages, packages[::-1]):
        rows, found = merged(one, order)
        states.append({row[0]: row for row in rows})
        conflicts.append({conflict.key for conflict in found.conflicts})
    assert conflicts[0] == conflicts[1] <= both
    different = {fid for fid in {*states[0], *states[1]} if states[0].get(fid) != states[1].get(fid)}
    assert different <= conflicts[0], different
    if not both:
        assert not different
    return len(both)


def merged(one: Project, packages: tuple[Package, ...]) -> tuple[list[Any], Merged]:
    """The rows after merging packages one after the other, and what the last merge said; then all is as before."""
    (begun,) = one.history.versions()
    found = Merged(packages[0].changes)
    for package in packages:
        found = merge(one, package, one.history.compare(VERSION))
        assert not lost(one, package, found)
        one.commit(found.changes)
    rows = content(one.path)["zoning"]
    one.history.jump(begun.entry)
    return rows, found


def lost(one: Project, package: Package, found: Merged) -> set[int]:
    """Rows of a package that are neither taken, nor as they want here already, nor a conflict."""
    settled = {fid for fid, _ in found.changes.rows("zoning")} | {conflict.key for conflict in found.conflicts}
    missing: set[int] = set()
    for fid, delta in package.changes.rows("zoning"):
        copy = merged_fid(package.author, "zoning", fid)
        if settled & {fid, copy}:
            continue
        here = one.rows("zoning", [fid, copy])
        if not any(_as_wanted(here.get(key), delta.after) for key in (fid, copy)):
            missing.add(fid)
    return missing


def fids_of(step: object) -> set[int]:
    """The parcels that a step of a package is about."""
    return set(step.changes) if isinstance(step, RowsStep) else set()


def _as_wanted(here: Values | None, wanted: Values | None) -> bool:
    if here is None or wanted is None:
        return here is wanted
    return all(here[key] == value for key, value in wanted.items())


def _reshape(one: Project, number: int, random: np.random.Generator, *, split: bool) -> None:
    """A parcel split across, or a corner moved that it has in common with its neighbour; not where that cannot be."""
    near = RowsAround(one.file.connection, "zoning", one.schema("zoning"))
    west = WEST + SIDE * number
    try:
        if split:
            x = west + float(random.uniform(20, 80))
            line = np.array([(x, SOUTH - 9), (x + float(random.uniform(-5, 5)), SOUTH + SIDE + 9)])
            edit = splitting.split_by_line(near, [number], line)
        else:
            by = random.uniform(-9, 9, 2)
            edit = vertices.move_vertices(near, {(west, SOUTH): (west + by[0], SOUTH + by[1])})
    except Refusal:
        return
    one.commit(as_changes(one, "zoning", edit, LABEL))
