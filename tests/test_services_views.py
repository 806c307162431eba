"""Searching a plan, bookmarks, comparing two states, lengths: what the views of the window rest on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest

from core.errors import AppError
from core.feedback import Feedback
from layers.geometry.length import segments
from layers.project import Project
from services import bookmarks, comparing, editing, opening
from services.bookmarks import Bookmark
from services.searching import MOST_HITS, search
from tests.gui_plan import write_plan
from tests.office import ORIGIN
from tests.projects import adding, change, project, removing

CRS = pyproj.CRS.from_epsg(4546)
HERE = Bookmark("北门", ORIGIN[0], ORIGIN[1], 5000.0, "EPSG:4546", ("zoning",))


# Lengths


def test_lengths_and_bearings_are_those_of_the_plane_and_of_the_ellipsoid() -> None:
    x, y = ORIGIN
    steps = segments(np.array([[x, y], [x + 300, y + 400], [x + 300, y - 600]]), CRS)
    assert steps.planar == pytest.approx([500.0, 1000.0])
    assert steps.bearing == pytest.approx([36.8699, 180.0], abs=1e-4)
    # 67 km from the central meridian the plane is 55 ppm longer, and the grid is turned by the convergence.
    assert steps.geodesic == pytest.approx(steps.planar * (1 - 5.5e-5), rel=5e-6)
    assert (steps.azimuth - steps.bearing) == pytest.approx([0.515, 0.515], abs=0.01)


def test_one_place_has_no_steps_and_degrees_are_measured_on_the_ellipsoid() -> None:
    assert len(segments(np.array([ORIGIN]), CRS).planar) == 0
    steps = segments(np.array([[111.0, 40.0], [112.0, 40.0]]), pyproj.CRS.from_epsg(4490))
    assert steps.planar == pytest.approx([85_394], rel=1e-3)


# Searching


def hits(folder: Path, text: str):
    plan = opening.open_plan(folder)
    return search(text, plan.layers, plan.measuring_crs, Feedback())


def test_parcel_numbers_names_and_layers_are_found_whole_words_first(tmp_path: Path) -> None:
    folder = write_plan(tmp_path)
    found = hits(folder, "a-3")
    assert [(hit.kind, hit.layer, hit.fid) for hit in found] == [("feature", "zoning", 3)]
    assert found[0].title.zh == "A-3 · 三号地块"
    assert [hit.fid for hit in hits(folder, "号地块")] == [2, 3, 4]
    assert [(hit.kind, hit.layer) for hit in hits(folder, "红线")] == [
        ("feature", "ecological_redline"), ("layer", "ecological_redline"),
    ]  # fmt: skip
    assert [hit.layer for hit in hits(folder, "boundary")] == ["development_boundary"]
    assert hits(folder, "   ") == []


def test_a_place_is_found_in_the_coordinates_of_the_plan(tmp_path: Path) -> None:
    folder = write_plan(tmp_path)
    x, y = ORIGIN
    longitude, latitude = pyproj.Transformer.from_crs(4546, 4490, always_xy=True).transform(x, y)
    typed = (f"{x} {y}", f"37{x:.0f} {y}", f"19{x:.0f} {y}", f"{longitude:.8f} {latitude:.8f}")
    plane, zone, six, degrees = (hits(folder, text)[0].place for text in typed)
    assert plane == zone == six == (x, y)
    assert degrees == pytest.approx((x, y), abs=0.01)
    other = hits(folder, f"38{x:.0f} {y}")[0].place
    assert other is not None
    assert other[0] - x > 200_000


def test_only_what_can_be_nothing_but_a_place_is_refused(tmp_path: Path) -> None:
    folder = write_plan(tmp_path)
    with pytest.raises(AppError, match=r"place\.range"):
        hits(folder, "99999 1")
    assert hits(folder, "nowhere") == []


def test_there_are_never_more_hits_than_a_list_can_show(tmp_path: Path) -> None:
    with project(tmp_path / "p.gpkg", 200) as one:
        found = search("地块", [one.layer("zoning")], CRS, Feedback())
    assert len(found) == MOST_HITS


# Bookmarks


def test_bookmarks_of_a_project_are_steps_of_its_history(tmp_path: Path) -> None:
    with project(tmp_path / "p.gpkg") as one:
        outcome = bookmarks.put(one, HERE)
        assert not outcome.everything
        assert bookmarks.bookmarks(one) == [HERE]
        bookmarks.rename(one, "北门", "  南门 ")
        assert [mark.name for mark in bookmarks.bookmarks(one)] == ["南门"]
        editing.undo(one)
        assert bookmarks.bookmarks(one) == [HERE]
        bookmarks.delete(one, "北门")
        assert bookmarks.bookmarks(one) == []


def test_names_of_bookmarks_are_neither_empty_nor_given_twice(tmp_path: Path) -> None:
    with project(tmp_path / "p.gpkg") as one:
        for name in ("a", "b"):
            bookmarks.put(one, Bookmark(name, 0, 0, 1000))
        with pytest.raises(AppError, match=r"bookmark\.taken"):
            bookmarks.rename(one, "a", "b")
        with pytest.raises(AppError, match=r"bookmark\.no_name"):
            bookmarks.put(one, Bookmark(" ", 0, 0, 1000))


def test_bookmarks_of_other_plans_are_kept_apart_in_the_settings(tmp_path: Path) -> None:
    first, second, settings = tmp_path / "one", tmp_path / "two", tmp_path / "settings"
    bookmarks.keep(first, HERE, settings)
    bookmarks.keep(first, Bookmark("西门", 1, 2, 1000), settings)
    bookmarks.rename_kept(first, "西门", "东门", settings)
    assert [mark.name for mark in bookmarks.kept_bookmarks(first, settings)] == ["北门", "东门"]
    assert bookmarks.kept_bookmarks(second, settings) == []
    bookmarks.delete_kept(first, "北门", settings)
    assert [mark.name for mark in bookmarks.kept_bookmarks(first, settings)] == ["东门"]


@pytest.mark.parametrize("content", ["{", "[1]", "\x00"])
def test_a_damaged_file_of_bookmarks_is_told_and_never_overwritten(tmp_path: Path, content: str) -> None:
    path = tmp_path / bookmarks.FILE_NAME
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AppError, match=r"bookmark\.file"):
        bookmarks.keep(tmp_path / "plan", HERE, tmp_path)
    assert path.read_text(encoding="utf-8") == content


def test_what_is_no_bookmark_in_the_file_is_passed_over(tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    bookmarks.keep(plan, HERE, tmp_path)
    path = tmp_path / bookmarks.FILE_NAME
    strange = '[{"name": 1}, {"name": "a", "x": "1"}, 7, {"name": "b", "x": 1, "y": 2, "denominator": -1}, '
    path.write_text(path.read_text(encoding="utf-8").replace("[\n  {", strange + "{", 1), encoding="utf-8")
    assert bookmarks.kept_bookmarks(plan, tmp_path) == [HERE]


def test_a_bookmark_is_found_again_when_the_plan_is_measured_in_another_system() -> None:
    assert bookmarks.placed(HERE, CRS) == ORIGIN
    there = bookmarks.placed(HERE, pyproj.CRS.from_epsg(4525))
    assert there == pytest.approx((ORIGIN[0] + 37_000_000, ORIGIN[1]), abs=0.01)


# Comparing


def state(one: Project, version: int):
    return list(comparing.state_at(comparing.copied(one), version).plan.layers)


def test_a_version_is_brought_back_beside_the_project_without_touching_it(tmp_path: Path) -> None:
    with project(tmp_path / "p.gpkg", 5) as one:
        one.history.set_version("一")
        then = one.history.versions()[0].entry
        one.commit(removing(one, 2))
        entries = one.history.entries()
        copy = comparing.copied(one)
        before = comparing.state_at(copy, then).plan.layers[0]
        assert len(before) == 5
        assert one.count("zoning") == 4
        assert one.history.entries() == entries
        assert not copy.parent.exists()


def test_areas_by_class_and_what_became_of_what_add_up(tmp_path: Path) -> None:
    with project(tmp_path / "p.gpkg", 6) as one:
        one.history.set_version("一")
        then = one.history.versions()[0].entry
        one.commit(change(one, 1, {"YDDM": "1401"}))
        one.commit(removing(one, 2))
        one.commit(adding(one, 77))
        plan = one.to_plan()
        found = comparing.compared(state(one, then), list(plan.layers), plan)
    assert found is not None
    rows = {row.code: (round(row.before), round(row.after), round(row.difference)) for row in found.rows}
    square = rows["0700"][0]
    assert {code: found[2] for code, found in rows.items()} == {
        "0700": 0, "0701": 0, "0702": -square, "0703": 0, "0704": 0, "0705": 0, "1401": square,
    }  # fmt: skip
    assert found.after - found.before == pytest.approx(sum(row.difference for row in found.rows))
    assert found.transitions is not None
    moved = {(each.before, each.after) for each in found.transitions if each.before != each.after}
    assert moved == {("0701", "1401"), ("0702", ""), ("", "0701")}
    for row in found.rows:
        assert row.before == pytest.approx(sum(t.area for t in found.transitions if t.before == row.code), abs=1)
        assert row.after == pytest.approx(sum(t.area for t in found.transitions if t.after == row.code), abs=1)


def test_without_a_role_on_both_sides_there_is_nothing_to_compare(tmp_path: Path) -> None:
    plan = opening.open_plan(write_plan(tmp_path))
    assert comparing.compared([], plan.layers, plan) is None
