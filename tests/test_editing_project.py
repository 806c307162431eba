"""Edits become one undoable step of a project, and packages of such steps are merged into another."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, Column, inserted
from layers.editing import areas, merging, splitting, vertices
from layers.editing.changing import as_changes, new_fids
from layers.editing.edit import Added, Edit, Refusal
from layers.editing.merging_packages import merge, resolved
from layers.editing.packages import Package, merged_fid, package_of, read_package, write_package
from layers.editing.surroundings import RowsAround
from layers.project import Project
from layers.store.blob import encoded, wkb_of
from services import shaping
from services.editing import NOTHING
from tests.editing_moves import pairing_faults
from tests.projects import SOUTH, WEST, adding, change, content, moving, project, removing, renaming

LABEL = Text("编辑", "Edit")


def near(one: Project) -> RowsAround:
    return RowsAround(one.file.connection, "zoning", one.schema("zoning"))


def at(x: float, y: float) -> tuple[float, float]:
    return WEST + x, SOUTH + y


def done(one: Project, edit: Edit) -> ChangeSet:
    return one.commit(as_changes(one, "zoning", edit, LABEL))


def rows(path: Path) -> list[Any]:
    """The zoning table but for the R-tree and the journal."""
    return content(path)["zoning"]


def test_edits_are_steps_of_the_history_and_undo_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    with project(path, 100) as one:
        begun = rows(path)
        done(one, vertices.move_vertices(near(one), {at(100, 100): at(110, 105)}))
        split = done(one, splitting.split_by_line(near(one), [0], np.array([at(-5, 30), at(120, 60)])))
        assert new_fids(split, "zoning") == (100,)
        assert one.rows("zoning", [100])[100]["YDDM"] == one.rows("zoning", [0])[0]["YDDM"]
        done(one, merging.merge(near(one), [1, 2], attributes="first", values={"名称": "合并"}))
        done(one, areas.new_polygon(near(one), shapely.box(*at(150, 150), *at(250, 350)), against="take"))
        shapes = near(one).around((*at(-1000, -1000), *at(9000, 9000)))
        assert len(shapes) == 101
        assert pairing_faults(shapes) == ""
        assert one.rows("zoning", [1])[1]["名称"] == "合并"
        for _ in range(4):
            one.history.undo()
        assert rows(path) == begun


def test_an_edit_of_what_has_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg") as one:
        edit = vertices.move_vertices(near(one), {at(0, 0): at(-5, -5)})
        one.commit(moving(one, 0, 60))
        with pytest.raises(Refusal, match=r"edit\.stale"):
            as_changes(one, "zoning", edit, LABEL)


def test_heights_are_kept_and_single_tables_take_no_parts(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg") as one:
        table = one.create_layer("高", [Column("a")], geometry_type="POLYGON", crs=one.crs("zoning"))
        high = shapely.Polygon([(0, 0, 5), (10, 0, 6), (10, 10, 7), (0, 10, 8)])
        (stored,) = encoded(np.array([high]), one.schema(table).srs_id)
        one.commit(ChangeSet((inserted(table, {1: {"geom": stored, "a": "x"}}),), LABEL))
        around = RowsAround(one.file.connection, table, one.schema(table))
        one.commit(as_changes(one, table, vertices.move_vertices(around, {(10.0, 10.0): (12.0, 11.0)}), LABEL))
        found = shapely.from_wkb(wkb_of(one.rows(table, [1])[1]["geom"]))  # type: ignore[arg-type]
        assert (12, 11, 7) in list(found.exterior.coords)
        two = shapely.MultiPolygon([shapely.box(50, 0, 60, 9), shapely.box(70, 0, 80, 9)])
        with pytest.raises(Refusal, match=r"edit\.single_only"):
            as_changes(one, table, Edit({}, added=(Added(two),)), LABEL)
        with pytest.raises(AppError, match=r"cell\.no_field"):
            as_changes(one, table, Edit({}, added=(Added(two.geoms[0], values={"b": 1}),)), LABEL)


# Packages


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A project with a version, closed: what both planners start from."""
    path = tmp_path / "base.gpkg"
    with project(path, 30) as one:
        one.history.set_version("送审")
    return path


def edited(base: Path, name: str, seed: int, fids: range) -> Package:
    """What a planner makes of a copy: names, shapes, parcels taken away and added, in their own part."""
    path = base.with_name(f"{name}.gpkg")
    shutil.copy(base, path)
    random = np.random.default_rng(seed)
    with Project.open(path, author=name) as one:
        for number in random.permutation(list(fids))[:4].tolist():
            tool = int(random.integers(3))
            if tool == 0:
                one.commit(renaming(one, number, f"{name}{number}"))
            elif tool == 1:
                one.commit(moving(one, number, number + 100))
            else:
                one.commit(removing(one, number))
        one.commit(adding(one, 200 + seed))
        one.commit(change(one, 30, {"MJ": float(seed)}))
        return package_of(since(one), author=name, version="送审", made="2025-01-01T00:00:00+08:00")


def since(one: Project) -> list[ChangeSet]:
    (version,) = one.history.versions()
    return [one.history.changes(entry.id) for entry in one.history.entries() if entry.id > version.entry and entry.done]


def merged(base: Path, *packages: Package) -> tuple[list[Any], int]:
    path = base.with_name("merged.gpkg")
    path.unlink(missing_ok=True)
    shutil.copy(base, path)
    conflicts = 0
    with Project.open(path, author="合") as one:
        for package in packages:
            found = merge(one, package, one.history.compare("送审"))
            conflicts += len(found.conflicts)
            one.commit(found.changes)
        return rows(path), conflicts


@pytest.mark.parametrize("seed", range(4))
def test_what_two_planners_did_apart_merges_to_the_same_in_either_order(base: Path, seed: int) -> None:
    first, second = edited(base, "甲", 2 * seed, range(15)), edited(base, "乙", 2 * seed + 1, range(15, 30))
    one, conflicts = merged(base, first, second)
    other, more = merged(base, second, first)
    assert one == other
    assert conflicts == more == 0
    assert {merged_fid("甲", "zoning", 30), merged_fid("乙", "zoning", 30)} <= {row[0] for row in one}


def test_a_merge_is_one_step_and_merging_again_changes_nothing(base: Path) -> None:
    package = edited(base, "甲", 1, range(15))
    with Project.open(base, author="合") as one:
        begun = rows(base)
        one.commit(merge(one, package, ChangeSet()).changes)
        again = merge(one, package, one.history.compare("送审"))
        assert (again.changes.steps, again.conflicts) == ((), ())
        assert again.already > 0
        one.history.undo()
        assert rows(base) == begun


def test_the_same_feature_is_a_conflict_with_both_sides_and_decided_by_people(base: Path) -> None:
    copy = base.with_name("b.gpkg")
    shutil.copy(base, copy)
    with Project.open(copy, author="乙") as other:
        other.commit(moving(other, 3, 77))
        other.commit(removing(other, 4))
        package = package_of(since(other), author="乙", version="送审", made="")
    with Project.open(base, author="甲") as one:
        one.commit(renaming(one, 3, "甲的"))
        one.commit(renaming(one, 4, "甲的"))
        found = merge(one, package, one.history.compare("送审"))
        assert not found.changes
        moved, gone = found.conflicts
        assert (moved.key, moved.reason, moved.ours["名称"]) == (3, "both", "甲的")  # type: ignore[index]
        ours, theirs = moved.shapes()
        assert ours.distance(theirs) > 0
        assert gone.theirs is None
        decided = resolved(found, {("zoning", 3): "theirs", ("zoning", 4): "ours"})
        assert decided.conflicts == ()
        one.commit(decided.changes)
        assert near(one).shape(3).equals(theirs)
        assert one.rows("zoning", [3])[3]["名称"] == "甲的"
        assert 4 in one.rows("zoning", [4])


def test_a_package_is_read_as_it_was_written(base: Path, tmp_path: Path) -> None:
    package = edited(base, "甲", 1, range(15))
    file = tmp_path / "a.lantuchanges"
    write_package(package, file)
    read = read_package(file)
    assert read.changes.steps == package.changes.steps
    assert (read.author, read.version, read.said) == ("甲", "送审", package.said)


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("[]", ""),
        ('{"schema": 2}', ""),
        (None, '["row","zoning",1,null,null]\n'),
        (None, '["row","zoning",-1,null,{}]\n'),
        (None, '["row","zoning",1,{"a":1},{"b":1}]\n'),
        (None, '["row","zoning",1,null,{"a":NaN}]\n'),
        (None, '["row","zoning",1,null,{"a":1e999}]\n'),
        (None, '["row","zoning",1,null,{"a":[1]}]\n'),
        (None, '["row","zoning",1,null,{"a":{"b64":"!"}}]\n'),
        (None, '["row","zoning",1,null,{}]\n["row","zoning",1,null,{}]\n'),
        (None, '["record","journal","a",null,{}]\n'),
        (None, "[" * 100_000),
    ],
)
def test_what_is_no_sound_package_is_refused_in_words(tmp_path: Path, head: str | None, lines: str) -> None:
    file = tmp_path / "bad.lantuchanges"
    good = '{"schema": 1, "author": "", "version": "", "made": "", "left_out": [], "steps": []}'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("package.json", good if head is None else head)
        archive.writestr("rows.jsonl", lines)
    with pytest.raises(AppError, match=r"package\.unreadable"):
        read_package(file)


def test_no_zip_and_other_members_are_no_package(tmp_path: Path) -> None:
    file = tmp_path / "bad.lantuchanges"
    with pytest.raises(AppError, match=r"package\.unreadable"):
        read_package(file)
    file.write_bytes(b"PK\3\4rubbish")
    with pytest.raises(AppError, match=r"package\.unreadable"):
        read_package(file)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("../evil", "")
    with pytest.raises(AppError, match=r"package\.unreadable"):
        read_package(file)


def test_changes_go_by_file_from_one_planner_to_the_other(base: Path, tmp_path: Path) -> None:
    copy = base.with_name("b.gpkg")
    shutil.copy(base, copy)
    file = tmp_path / "乙.lantuchanges"
    with Project.open(copy, author="乙") as other:
        with pytest.raises(AppError, match=r"package\.nothing"):
            shaping.export_changes(other, "送审", file)
        edit = vertices.move_vertices(near(other), {at(100, 0): at(105, -4)})
        assert shaping.carry_out(other, "zoning", edit, LABEL).tables == {"zoning"}
        assert shaping.export_changes(other, "送审", file).author == "乙"
        moved = near(other).shape(0)
    with Project.open(base, author="甲") as one:
        package, found = shaping.merge_package(one, file)
        assert (package.said[0].label, found.conflicts) == (LABEL, ())
        assert "乙" in shaping.take_merged(one, found).label.zh
        assert shapely.equals_exact(near(one).shape(0), moved)
        assert shaping.take_merged(one, shaping.merge_package(one, file)[1]).label == NOTHING
