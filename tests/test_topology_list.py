"""The list of topology errors follows edits, keeps what is ignored, and offers only mends that work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AppError
from layers.geometry.crs import transformed
from layers.store.blob import encoded
from layers.topology.changing import as_edit
from layers.topology.checking import examine
from layers.topology.finding import OF_POINTS, Finding
from layers.topology.index import Index
from layers.topology.listing import Ignored, TopologyList
from layers.topology.mending_all import mend_all
from layers.topology.mends import FIX_IDS, fix_ids, proposals
from layers.topology.settings import KINDS, Settings
from services.shaping import carry_out
from services.topology import keep_ignored, kept_ignored
from tests.projects import boxes, change, project
from tests.topology_layers import CRS, at, box, grid, index, line, listed

PARENT = box(-30, -30, 460, 460)


def states(todo: TopologyList) -> dict[str, str]:
    """State by kind."""
    return {entry.finding.kind: entry.state for entry in todo}


def test_an_edit_that_mends_a_finding_marks_it_fixed_and_its_undo_brings_it_back() -> None:
    shapes = grid(3, 3)
    bad = shapely.transform(shapes[4], lambda xy: xy + np.array([0.5, 0]))
    todo = listed([*shapes[:4], bad, *shapes[5:]])
    assert {entry.state for entry in todo} == {"open"}
    todo.edit({4: shapes[4]})
    assert {entry.state for entry in todo} == {"fixed"}
    todo.edit({4: bad})
    assert {entry.state for entry in todo} == {"come_back"}


def test_findings_of_a_feature_that_goes_are_obsolete() -> None:
    todo = listed([box(0, 0, 100, 100), box(20, 20, 30, 30)])
    todo.edit({1: None})
    assert states(todo) == {"contained": "obsolete"}
    todo.edit({1: box(20, 20, 30, 30)})
    assert states(todo) == {"contained": "come_back"}


def test_ignoring_needs_a_reason_and_a_name_and_ends_when_the_geometry_changes() -> None:
    shapes = [box(0, 0, 100, 100), box(90, 0, 100, 100)]
    todo = listed(shapes)
    (key,) = [entry.finding.key for entry in todo]
    with pytest.raises(AppError, match=r"topology\.reason"):
        todo.ignore(key, " ", "张三", "2025-01-01T00:00:00+08:00")
    todo.ignore(key, "规划如此", "张三", "2025-01-01T00:00:00+08:00")
    assert todo.live == ()
    (kept,) = todo.ignored
    assert TopologyList(index(shapes), ignored=[kept])[key].state == "ignored"
    moved = [shapes[0], box(91, 0, 100, 100)]
    assert TopologyList(index(moved), ignored=[kept])[key].state == "open"
    todo.edit({1: moved[1]})
    assert todo[key].state == "open"
    assert isinstance(kept, Ignored)


def test_closing_the_mouth_of_a_bay_far_from_its_end_makes_a_gap() -> None:
    shapes = dict(enumerate(grid(12, 5)))
    for number in (*range(12 * 2 + 3, 12 * 2 + 12),):
        del shapes[number]
    order = sorted(shapes)
    array = np.array([shapes[number] for number in order])
    todo = TopologyList(Index(np.array(order), array, crs=CRS))
    assert list(todo) == []
    todo.edit({35: grid(12, 5)[35]})
    assert [(entry.finding.kind, round(entry.finding.area_m2)) for entry in todo.live] == [("gap", 80_000)]


@settings(max_examples=10, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_after_any_edits_the_list_is_what_a_whole_check_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    shapes: dict[int, Any] = dict(enumerate(grid(4, 4, seed=seed)))
    parent = PARENT if seed % 2 else None
    todo = TopologyList(Index(np.array(sorted(shapes)), np.array(list(shapes.values())), crs=CRS, parent=parent))
    for step in range(8):
        fid, shape = edited(random, shapes, 100 + step)
        todo.edit({fid: shape})
        shapes = {one: kept for one, kept in {**shapes, fid: shape}.items() if kept is not None}
    order = sorted(shapes)
    fresh = Index(np.array(order), np.array([shapes[fid] for fid in order]), crs=CRS, parent=parent)
    assert {entry.finding.key for entry in todo.live} == {one.key for one in examine(fresh)}


def edited(random: np.random.Generator, shapes: dict[int, Any], new: int) -> tuple[int, Any]:
    """One edit such as hands make it: moved, taken away, shrunk, a vertex taken out or set, a copy."""
    fid = int(random.choice(sorted(shapes)))
    shape = shapes[fid]
    xy = shapely.get_coordinates(shape)
    number = int(random.integers(len(xy) - 1))
    what = int(random.integers(7))
    if what == 0:
        return fid, shapely.transform(shape, lambda xy: xy + random.uniform(-3, 3, 2))
    if what == 1:
        return fid, None
    if what == 2:
        return fid, shapely.buffer(shape, -float(random.uniform(0.1, 2)), join_style="mitre")
    if what == 3 and len(xy) > 5 and shape.geom_type == "Polygon" and not shape.interiors:
        return fid, shapely.Polygon(np.delete(xy[:-1], number, axis=0))
    if what == 4 and shape.geom_type == "Polygon" and not shape.interiors:
        return fid, shapely.Polygon(np.insert(xy, number, xy[number] + random.uniform(-0.004, 0.004, 2), axis=0))
    if what == 5:
        return new, shapely.buffer(shape.centroid, 10)
    return new, shapely.transform(shape, lambda xy: xy + random.uniform(-60, 60, 2))


@settings(max_examples=6, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_a_mend_that_is_offered_removes_its_finding_makes_none_and_undo_brings_it_back(seed: int) -> None:
    random = np.random.default_rng(seed)
    shapes: dict[int, Any] = dict(enumerate(grid(4, 4, seed=seed)))
    for step in range(3):
        fid, shape = edited(random, shapes, 100 + step)
        shapes = {one: kept for one, kept in {**shapes, fid: shape}.items() if kept is not None}
    parent = PARENT if seed % 3 == 0 else None
    order = sorted(shapes)
    todo = TopologyList(Index(np.array(order), np.array([shapes[fid] for fid in order]), crs=CRS, parent=parent))
    before = {entry.finding.key for entry in todo.live}
    for key in sorted(before)[:4]:
        for mend in todo.offered(key):
            assert mend.id in fix_ids(todo[key].finding)
            changes = mend.changes(1000)
            if not changes:
                continue
            after = {**shapes, **changes}
            there = sorted(fid for fid in after if after[fid] is not None)
            fresh = Index(np.array(there), np.array([after[fid] for fid in there]), crs=CRS, parent=parent)
            now = examine(fresh)
            assert key not in {one.key for one in now}
            assert {signed(one) for one in now} <= {signed(entry.finding) for entry in todo.live}
            todo.edit(changes)
            assert todo[key].state in ("fixed", "obsolete")
            todo.edit({fid: shapes.get(fid) for fid in changes})
            assert {entry.finding.key for entry in todo.live} == before


def signed(finding: Finding) -> object:
    """What names a finding, also where its vertex comes to belong to another feature."""
    return (finding.kind, finding.anchor) if finding.kind in OF_POINTS else finding.key


def test_every_kind_has_a_mend() -> None:
    assert set(FIX_IDS) == set(KINDS)
    several = index([shapely.multipolygons([box(0, 0, 9, 9), box(20, 0, 9, 9)])], settings=Settings(single_part=True))
    todo = TopologyList(several)
    assert [mend.id for mend in todo.offered("multipart:0")] == ["explode"]


def test_an_overlap_can_be_given_to_either_or_made_one() -> None:
    todo = listed([box(0, 0, 100, 100), box(60, 20, 100, 60)])
    (entry,) = [one for one in todo.live if one.finding.kind == "overlap"]
    offered = [mend.id for mend in todo.offered(entry.finding.key)]
    assert offered == ["give_larger", "give_first", "give_second", "own_feature", "merge"]


def test_filling_a_gap_keeps_shared_vertices_to_the_bit() -> None:
    shapes = grid(3, 3, seed=4)
    array = np.array([*shapes[:4], *shapes[5:]])
    todo = TopologyList(Index(np.array([0, 1, 2, 3, 5, 6, 7, 8]), array, crs=CRS))
    (entry,) = todo.live
    mend = next(mend for mend in todo.offered(entry.finding.key) if mend.id == "fill_longest")
    todo.edit(mend.changes(9))
    assert todo.live == ()
    now = [todo.index.shape(fid) for fid in (0, 1, 2, 3, 5, 6, 7, 8)]
    assert shapely.coverage_is_valid(np.array(now))


def test_chord_slivers_are_mended_by_common_vertices() -> None:
    degrees: Any = CRS.geodetic_crs
    north = shapely.Polygon([(111.0, 40.0), (111.3, 40.0), (111.3, 40.1), (111.0, 40.1)])
    south = [shapely.Polygon([(x, 39.9), (x + 0.15, 39.9), (x + 0.15, 40.0), (x, 40.0)]) for x in (111.0, 111.15)]
    todo = listed(list(transformed(np.array([north, *south]), degrees, CRS)))
    keys = [entry.finding.key for entry in todo.live if entry.finding.hint == "chord"]
    assert keys
    for key in keys:
        if todo[key].state == "open":
            mend = todo.offered(key)[0]
            assert mend.id == "densify"
            todo.edit(mend.changes(9))
    assert todo.live == ()


def test_lines_are_split_extended_and_trimmed() -> None:
    todo = listed(
        [line((0, 0), (100, 0)), line((50, -50), (50, 50)), line((80, 1), (80, 60)), line((20, -1), (20, 60))]
    )
    made = mend_all(todo)
    assert made.done == {}
    for _ in range(12):
        mends = [mend for entry in todo.live for mend in todo.offered(entry.finding.key) if mend.id != "allow"]
        if not mends:
            break
        todo.edit(mends[0].changes(todo.index.next_fid))
    assert {entry.finding.kind for entry in todo.live} == {"dangle"}
    assert not [entry for entry in todo.live if entry.finding.hint == "near"]


def test_what_needs_no_decision_is_mended_until_nothing_changes() -> None:
    shapes = grid(3, 3, seed=5)
    xy = shapely.get_coordinates(shapes[0])
    shapes[0] = shapely.Polygon(np.insert(xy, 1, xy[1], axis=0))
    shapes[8] = at((205, 205), (260, 260), (260, 205), (205, 260))
    todo = listed(shapes)
    made = mend_all(todo)
    assert made.done["duplicate_vertex", "drop_repeated"] == 1
    assert made.done["invalid", "make_valid"] == 1


def test_a_mend_becomes_one_undoable_step_of_a_project(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 6) as opened:
        opened.commit(
            change(opened, 2, {"geom": blob_of(shapely.box(*(boxes([2])[0].bounds + np.array([1, 0, 1, 0]))))})
        )
        layer = opened.layer("zoning")
        todo = TopologyList(Index(layer.fids, layer.frame.geometry.to_numpy(), crs=layer.crs))
        entry = next(one for one in todo.live if one.finding.kind == "overlap")
        fids = [int(one) for one in layer.fids]
        before = opened.rows("zoning", fids)
        for mend in proposals(todo.index, entry.finding):
            carry_out(opened, "zoning", as_edit(mend, todo.index), mend.label)
            assert opened.rows("zoning", fids) != before
            opened.history.undo()
            assert opened.rows("zoning", fids) == before
        opened.commit(change(opened, 2, {"geom": blob_of(boxes([2])[0])}))
        with pytest.raises(AppError, match=r"edit\.stale"):
            carry_out(opened, "zoning", as_edit(mend, todo.index), mend.label)


def blob_of(shape: Any) -> bytes:
    """A polygon as a project keeps it."""
    (content,) = encoded(np.array([shapely.multipolygons([shape])]), 4546)
    assert content is not None
    return content


def test_what_is_ignored_is_kept_with_the_project(tmp_path: Path) -> None:
    todo = listed([box(0, 0, 100, 100), box(90, 0, 100, 100)])
    todo.ignore("overlap:0,1", "已核实", "张三", "2025-01-01T00:00:00+08:00")
    with project(tmp_path / "a.gpkg", 2) as opened:
        assert kept_ignored(opened, "zoning") == ()
        keep_ignored(opened, "zoning", todo.ignored)
        assert kept_ignored(opened, "zoning") == todo.ignored
        opened.history.undo()
        assert kept_ignored(opened, "zoning") == ()
