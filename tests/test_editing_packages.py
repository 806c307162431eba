"""Packages edited apart merge to the same in either order; hostile ones are refused; what a merge does is told."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely

from core.errors import AppError
from layers.editing import packages
from layers.editing.merge_faults import faults
from layers.editing.packages import read_package
from layers.editing.surroundings import ShapesAround
from layers.project import Project
from layers.store.blob import encoded
from services import exchanging, shaping
from tests.package_edits import VERSION, examine, fids_of, pair_at_random
from tests.projects import CRS, SOUTH, WEST, blob, change, parcels, project, removing, renaming

PARCELS = 40
PAIRS = 40


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a version, closed."""
    path = tmp_path_factory.mktemp("packages") / "a.gpkg"
    with project(path, PARCELS) as one:
        one.history.set_version(VERSION)
    return path


def copied(base: Path, folder: Path, name: str) -> Path:
    path = folder / f"{name}.gpkg"
    shutil.copy(base, path)
    return path


@pytest.mark.parametrize("shared", [False, True], ids=["apart", "overlapping"])
def test_random_pairs_merge_to_the_same_state_in_either_order_and_lose_nothing(
    base: Path, tmp_path: Path, shared: bool
) -> None:
    random = np.random.default_rng(7)
    everything = list(range(PARCELS))
    halves = everything[: PARCELS // 2 - 2], everything[PARCELS // 2 + 2 :]
    common: list[int] = []
    rows = 0
    with Project.open(copied(base, tmp_path, "b"), author="合") as one:
        for _ in range(PAIRS):
            both = pair_at_random(one, tmp_path, random, (everything, everything) if shared else halves)
            rows += sum(len(fids_of(step)) for package in both for step in package.changes.steps)
            common.append(examine(one, both))
    assert rows > 6 * PAIRS
    assert (sum(common) > PAIRS // 4) if shared else (common == [0] * PAIRS)


# What a package may hold


def packed(folder: Path, *lines: object, version: str = VERSION) -> Path:
    file = folder / "p.lantuchanges"
    head = {"schema": 1, "author": "乙", "version": version, "made": "", "left_out": [], "steps": []}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.json", json.dumps(head))
        archive.writestr("rows.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return file


def moved_to(content: bytes) -> list[object]:
    import base64

    return ["row", "zoning", 3, {"MJ": 4.5}, {"MJ": 4.5, "geom": {"b64": base64.b64encode(content).decode()}}]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (blob(77, srs_id=4490), "other_crs"),
        (b"GP", "unfit"),
        (b"GP\x00\xff" + b"\x00" * 60, "unfit"),
        (blob(77)[:60], "unfit"),
        (blob(77)[:8] + b"\x00" * 32 + blob(77)[40:], "unfit"),
        (encoded(np.array([shapely.Point(WEST, SOUTH)]), 4546)[0], "unfit"),
        (encoded(np.array([shapely.MultiPolygon([shapely.box(np.inf, 0, 1, 1)])]), 4546)[0], "unfit"),
    ],
)
def test_geometry_that_a_table_cannot_hold_is_never_taken(
    base: Path, tmp_path: Path, content: bytes, reason: str
) -> None:
    line = moved_to(content)
    before, after = line[3], line[4]
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    before["geom"] = None
    with Project.open(copied(base, tmp_path, "b"), author="甲") as one:
        incoming = exchanging.look_into(one, packed(tmp_path, line))
        (conflict,) = incoming.merged.conflicts
        assert (conflict.reason, conflict.can_take) == (reason, False)
        assert exchanging.side_by_side(conflict, one.layer("zoning"), CRS).pairs
        taken = exchanging.take(one, incoming, {("zoning", 3): "theirs"})
        assert taken.kept == (conflict,)
        assert len(one.history.entries()) == 1


def test_settings_that_would_make_the_plan_unreadable_are_not_taken(base: Path, tmp_path: Path) -> None:
    file = packed(tmp_path, ["record", "settings", "plan", None, {"name": "好", "tolerance": "<script>"}])
    with Project.open(copied(base, tmp_path, "b"), author="甲") as one:
        incoming = exchanging.look_into(one, file)
        with pytest.raises(AppError, match=r"package\.terms"):
            exchanging.take(one, incoming, {})
        assert one.record("settings", "plan") is None
        assert len(one.history.entries()) == 1


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "bomb.lantuchanges"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package.json", "{}")
        with archive.open("rows.jsonl", "w", force_zip64=True) as out:
            for _ in range(64):
                out.write(b" " * (1 << 20))
    with pytest.raises(AppError, match=r"package\.unreadable"):
        read_package(file)


def test_a_package_beyond_all_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = packed(tmp_path, ["row", "zoning", 3, {"MJ": 4.5}, {"MJ": 5.0}])
    assert read_package(file).changes
    for name in ("MOST_BYTES", "MOST_HEAD", "MOST_LINE"):
        with monkeypatch.context() as changed:
            changed.setattr(packages, name, 10)
            with pytest.raises(AppError, match=r"package\.unreadable"):
                read_package(file)


def test_a_package_of_another_project_says_so(base: Path, tmp_path: Path) -> None:
    with Project.open(copied(base, tmp_path, "b"), author="甲") as one, pytest.raises(AppError) as refused:
        exchanging.look_into(one, packed(tmp_path, ["row", "别的", 1, None, {"a": 1}]))
    assert refused.value.code == "package.stranger"
    assert "别的" in refused.value.message.zh


# Exporting


def test_without_a_version_everything_since_the_beginning_is_exported_and_tables_are_named(
    base: Path, tmp_path: Path
) -> None:
    with Project.open(copied(base, tmp_path, "b"), author="乙") as one:
        # The import of the layer is the beginning here, so it is one of the steps; tables cannot be carried.
        one.commit(renaming(one, 3, "新"))
        one.import_layer(parcels(2, "另一层"))
        found = exchanging.contents(one, VERSION)
        assert (found.steps, found.left_out) == (2, ("另一层",))
        assert found.lines[0].zh == "zoning：修改 1"
        package = shaping.export_changes(one, VERSION, tmp_path / "x.lantuchanges", "乙工")
        assert package.author == "乙工"
        one.history.jump(1)
        with pytest.raises(AppError, match=r"package\.nothing"):
            shaping.export_changes(one, VERSION, tmp_path / "y.lantuchanges")


def test_rows_of_a_table_that_is_not_carried_are_not_in_the_package(base: Path, tmp_path: Path) -> None:
    with Project.open(copied(base, tmp_path, "b"), author="乙") as one:
        one.commit(renaming(one, 3, "新"))
        one.import_layer(parcels(2, "另一层"))
        one.commit(renaming(one, 1, "改", "另一层"))
        found = exchanging.contents(one, VERSION)
        assert found.left_out == ("另一层",)
        assert [line.zh for line in found.lines] == ["zoning：修改 1"]


def test_after_going_back_behind_a_version_what_is_gone_is_exported(base: Path, tmp_path: Path) -> None:
    with Project.open(copied(base, tmp_path, "b"), author="乙") as one:
        one.commit(renaming(one, 3, "新"))
        one.history.set_version("后")
        one.history.undo()
        package = shaping.package_since(one, "后", "乙")
        assert dict(package.changes.rows("zoning"))[3].after == {"名称": "地块3"}


# What a merge does to borders


def merged_faults(base: Path, folder: Path, theirs, ours) -> tuple[exchanging.MergeFault, ...]:
    there = copied(base, folder, "there")
    with Project.open(there, author="乙") as one:
        theirs(one)
        shaping.export_changes(one, VERSION, folder / "p.lantuchanges")
    with Project.open(copied(base, folder, "here"), author="甲") as one:
        ours(one)
        incoming = exchanging.look_into(one, folder / "p.lantuchanges")
        assert not incoming.merged.conflicts
        return exchanging.take(one, incoming, {}, crs=CRS).faults


def widened(one: Project, fid: int, west: float, east: float) -> None:
    """A parcel made wider without its neighbours, as with another program."""
    shape = shapely.multipolygons([shapely.box(WEST + west, SOUTH, WEST + east, SOUTH + 100)])
    (stored,) = encoded(np.array([shape]), 4546)
    one.commit(change(one, fid, {"geom": stored}))


def test_two_planners_who_took_the_same_land_are_told_of_the_overlap(base: Path, tmp_path: Path) -> None:
    # Parcel 5 was free land once both had taken it away; each gave it to another neighbour.
    def without(one: Project) -> None:
        one.commit(removing(one, 5))

    def theirs(one: Project) -> None:
        without(one)
        widened(one, 4, 400, 600)

    def ours(one: Project) -> None:
        without(one)
        widened(one, 6, 500, 700)

    (fault,) = merged_faults(base, tmp_path, theirs, ours)
    assert (fault.table, fault.finding.kind, fault.finding.fids) == ("zoning", "overlap", (4, 6))
    assert fault.finding.area_m2 == pytest.approx(10_000)
    assert fault.place is not None


def test_edits_that_meet_no_other_make_no_fault(base: Path, tmp_path: Path) -> None:
    assert (
        merged_faults(base, tmp_path, lambda one: widened(one, 39, 3900, 4100), lambda one: widened(one, 0, -90, 100))
        == ()
    )


def test_a_gap_that_a_neighbour_left_open_is_told_and_one_that_somebody_fills_is_none() -> None:
    ring = {
        number: shapely.box(100 * x, 100 * y, 100 * x + 100, 100 * y + 100)
        for number, (x, y) in enumerate((x, y) for y in range(3) for x in range(3))
    }
    near = ShapesAround(ring)
    found, *corners = faults(near, {4: shapely.box(100, 100, 180, 200)}, CRS)
    assert (found.kind, found.area_m2) == ("gap", pytest.approx(2000))
    assert [one.kind for one in corners] == ["unshared_vertex"] * 2
    filled = faults(near, {4: shapely.box(100, 100, 180, 200), 9: shapely.box(180, 100, 200, 200)}, CRS)
    assert "gap" not in {one.kind for one in filled}


def test_layers_whose_polygons_overlap_anyhow_are_left_alone() -> None:
    heaps = {number: shapely.box(0, 0, 100 + number, 50) for number in range(4)}
    assert faults(ShapesAround(heaps), {2: shapely.box(0, 0, 300, 50)}, CRS) == ()
    assert faults(ShapesAround({1: shapely.Point(0, 0)}), {1: shapely.Point(1, 1)}, CRS) == ()
