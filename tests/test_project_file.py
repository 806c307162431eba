"""The project is a GeoPackage that any GIS reads, and what is committed is in it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text
from layers.changes import ChangeSet, Column, RowsStep, inserted, updated
from layers.formats.vector import LoadResult
from layers.plan_file import load_plan
from layers.project import Project, ProjectThread
from layers.store import connection as connections
from layers.store.refreshing import refreshed
from tests.projects import (
    CRS,
    adding,
    blob,
    change,
    content,
    indexed,
    moving,
    parcels,
    project,
    removing,
    renaming,
    step,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "云谷.gpkg"


def test_an_imported_layer_comes_back_with_every_value(path: Path) -> None:
    table = parcels(5, 数量=[1, 2, 3, 4, 5], 是否=[True, False, True, True, False])
    with Project.create(path) as one:
        name = one.import_layer(table)
        found = one.layer(name)
    assert found.crs == CRS
    assert shapely.equals(found.frame.geometry.to_numpy(), table.table.geometry.to_numpy()).all()
    assert found.frame.index.tolist() == [0, 1, 2, 3, 4]
    assert found.frame["名称"].tolist() == table.table["名称"].tolist()
    assert found.frame["是否"].tolist() == table.table["是否"].tolist()
    assert found.frame["数量"].tolist() == [1, 2, 3, 4, 5]


def test_gdal_reads_the_layers_and_only_those(path: Path) -> None:
    project(path, 7).close()
    listed = dict(pyogrio.list_layers(path))
    assert listed == {"zoning": "MultiPolygon", "layer_styles": None}
    found = pyogrio.read_dataframe(path, layer="zoning", fid_as_index=True)
    assert found.crs.to_epsg() == 4546
    assert found["名称"].tolist() == [f"地块{number}" for number in range(7)]
    assert pyogrio.read_info(path, layer="zoning")["total_bounds"] == (560_000.0, 4_480_000.0, 560_700.0, 4_480_100.0)
    assert len(pyogrio.read_dataframe(path, layer="zoning", bbox=(560_110, 4_480_010, 560_120, 4_480_020))) == 1


def test_the_file_is_marked_as_geopackage_1_3(path: Path) -> None:
    project(path).close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert connection.execute("PRAGMA user_version").fetchone() == (10300,)
    (definition,) = connection.execute("SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id=4546").fetchone()
    assert definition.startswith('PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 111E"')
    assert connection.execute("SELECT * FROM gpkg_extensions").fetchall() == [
        ("zoning", "geom", "gpkg_rtree_index", "http://www.geopackage.org/spec120/#extension_rtree", "write-only")
    ]
    connection.close()


def test_a_closed_project_is_one_file(path: Path) -> None:
    with project(path) as one:
        one.commit(renaming(one, 1, "新"))
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_an_edit_is_in_the_file_when_commit_returns(path: Path) -> None:
    with project(path) as one:
        one.commit(moving(one, 3, 77))
        one.commit(adding(one, 80))
        one.commit(removing(one, 0))
        rows = {fid: geom for fid, geom, *_ in content(path)["zoning"]}
        assert rows[3] == blob(77)
        assert rows[10] == blob(80)
        assert 0 not in rows
        assert indexed(path) == set(rows)


def test_the_extent_grows_and_shrinks_with_the_features(path: Path) -> None:
    def extent() -> tuple[object, ...]:
        ((_, *bounds, _, _, _),) = content(path)["contents"]
        return tuple(bounds)

    with project(path) as one:
        before = extent()
        one.commit(moving(one, 3, 149))
        assert extent() == (560_000.0, 4_480_000.0, 565_000.0, 4_480_300.0)
        one.history.undo()
        assert extent() == before
        one.commit(step(RowsStep("zoning", {fid: d for f in range(10) for fid, d in removing(one, f).rows("zoning")})))
        assert extent() == (None,) * 4


def test_a_change_that_starts_elsewhere_is_refused_and_nothing_written(path: Path) -> None:
    with project(path) as one:
        stale = renaming(one, 3, "甲")
        one.commit(renaming(one, 3, "乙"))
        before = content(path)
        both = ChangeSet((*renaming(one, 2, "丙").steps, *stale.steps))
        with pytest.raises(AppError, match=r"project\.changed.*#3\)"):
            one.commit(both)
        assert content(path) == before
        assert one.history.entries()[-1].id == 2


@pytest.mark.parametrize("value", ["字", b"x", 2**70])
def test_a_value_that_does_not_fit_its_field_is_refused(path: Path, value: object) -> None:
    with project(path) as one, pytest.raises(AppError, match=r"project\.bad_value"):
        one.commit(change(one, 1, {"MJ": value}))


def test_a_field_that_is_not_there_is_refused(path: Path) -> None:
    with project(path) as one, pytest.raises(AppError, match=r"project\.no_field"):
        one.commit(change(one, 1, {"nothing": 1}))


def test_values_are_kept_as_the_field_keeps_them(path: Path) -> None:
    with project(path) as one:
        applied = one.commit(change(one, 1, {"MJ": np.int64(3), "名称": 5}))
        assert one.rows("zoning", [1])[1]["MJ"] == 3.0
        assert one.rows("zoning", [1])[1]["名称"] == "5"
        ((_, delta),) = applied.rows("zoning")
        assert delta.after == {"MJ": 3.0, "名称": "5"}


def test_names_in_the_way_of_sqlite_and_of_each_other_are_changed(path: Path) -> None:
    table = parcels(2, fid=[5, 6], geom=["a", "b"], Zone=["x", "y"], zone=["p", "q"])
    with Project.create(path) as one:
        first = one.import_layer(table, name="lantu_roles")
        second = one.import_layer(table, name="LAYER_lantu_roles")
        assert (first, second) == ("layer_lantu_roles", "LAYER_lantu_roles_2")
        names = [column.name for column in one.schema(first).columns]
        assert names == ["YDDM", "MJ", "名称", "fid_2", "geom_2", "Zone", "zone_2"]


@pytest.mark.parametrize("name", ['a"b; DROP TABLE lantu_meta', "it's", "有 空格/斜线", "%_?"])
def test_hostile_names_are_only_names(path: Path, name: str) -> None:
    with Project.create(path) as one:
        table = one.import_layer(parcels(3, **{'f"; --': [1, 2, 3]}), name=name)
        one.commit(renaming(one, 1, "新", table))
        one.remove_layer(table)
        one.history.undo()
        assert one.rows(table, [1])[1]["名称"] == "新"
        assert one.problems() == []


def test_geometries_are_kept_as_they_were_read_not_as_mended(path: Path) -> None:
    bow = shapely.from_wkt("POLYGON ((0 0, 10 10, 10 0, 0 10, 0 0))")
    table = gpd.GeoDataFrame({"n": [1, 2]}, geometry=[shapely.make_valid(bow), None])
    source = LoadResult("a", table, "polygon", None, None, (), as_read=np.array([bow, None], dtype=object))
    with Project.create(path) as one:
        one.import_layer(source)
    found = pyogrio.raw.read(path, layer="a")[2]
    assert shapely.from_wkb(found[0]).geoms[0].equals_exact(bow)
    assert found[1] is None


def test_points_lines_mixed_and_empty_layers_are_declared_for_what_they_are(path: Path) -> None:
    shapes = {
        "points": ([shapely.Point(1, 2)], "POINT"),
        "lines": ([shapely.LineString([(0, 0), (1, 1)]), None], "MULTILINESTRING"),
        "high": ([shapely.Point(1, 2, 3)], "POINT"),
        "mixed": ([shapely.Point(1, 2), shapely.box(0, 0, 1, 1)], "GEOMETRY"),
        "empty": ([shapely.Polygon()], "MULTIPOLYGON"),
    }
    with Project.create(path) as one:
        for name, (geometries, _) in shapes.items():
            frame = gpd.GeoDataFrame({"n": range(len(geometries))}, geometry=geometries)
            one.import_layer(LoadResult(name, frame, "polygon", None, None, ()))
        kinds = {info.name: info.schema.geometry_type for info in one.layers()}
        assert one.schema("high").z == 2
    assert kinds == {name: kind for name, (_, kind) in shapes.items()}
    assert shapely.get_z(shapely.from_wkb(pyogrio.raw.read(path, layer="high")[2]))[0] == 3
    assert indexed(path, "empty") == set()


def test_a_cancelled_import_leaves_nothing(path: Path) -> None:
    class Impatient(Feedback):
        def check(self) -> None:
            raise Cancelled

    with project(path) as one:
        before = content(path)
        with pytest.raises(Cancelled):
            one.import_layer(parcels(50, "b"), feedback=Impatient())
        assert content(path) == before
        assert len(one.history.entries()) == 1


def test_a_transaction_is_one_step(path: Path) -> None:
    with project(path) as one:
        with one.transaction(Text("批处理", "Batch")):
            one.commit(renaming(one, 1, "甲"))
            one.commit(renaming(one, 1, "乙"))
            one.put_record("settings", "plan", {"name": "云谷"})
            one.import_layer(parcels(2, "b"))
        assert [entry.label.en for entry in one.history.entries()] == ["Import zoning", "Batch"]
        ((_, delta),) = one.history.changes(2).rows("zoning")
        assert (delta.before, delta.after) == ({"名称": "地块1"}, {"名称": "乙"})


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    with project(path) as one:
        before = content(path)
        with pytest.raises(ZeroDivisionError):
            _failing_step(one)
        assert content(path) == before
        assert one.history.undo() is not None, "the project still works"


def _failing_step(one: Project) -> None:
    with one.transaction():
        one.commit(renaming(one, 2, "乙"))
        one.import_layer(parcels(2, "b"))
        raise ZeroDivisionError


def test_an_inner_transaction_that_fails_leaves_the_outer_intact(path: Path) -> None:
    with project(path) as one:
        with one.transaction():
            one.commit(renaming(one, 1, "甲"))
            with pytest.raises(ZeroDivisionError):
                _failing_step(one)
            one.commit(renaming(one, 3, "丙"))
        rows = one.rows("zoning", [1, 2, 3])
        assert [rows[fid]["名称"] for fid in (1, 2, 3)] == ["甲", "地块2", "丙"]
        assert one.history.changes(2).touched() == {"zoning": frozenset({1, 3})}


def test_styles_are_where_qgis_looks_for_them(path: Path) -> None:
    with project(path) as one:
        one.put_record("styles", "zoning/用地", {"qml": "<qgis/>", "sld": "<sld/>", "default": True})
        one.put_record("styles", "zoning/用地", {"qml": "<qgis>2</qgis>", "default": True})
    connection = sqlite3.connect(path)
    found = connection.execute(
        "SELECT f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault FROM layer_styles"
    ).fetchall()
    connection.close()
    assert found == [("zoning", "geom", "用地", "<qgis>2</qgis>", None, 1)]


def test_a_plan_comes_out_of_a_project(path: Path) -> None:
    settings = {
        "name": "云谷",
        "base_year": 2020,
        "area_definition": "planar",
        "tolerance": {"xy_m": 0.01, "area_m2": 2},
    }
    with project(path, **settings) as one:
        one.import_layer(parcels(3, "left"))
        one.put_record("packs", "other", {"version": "1"})
    plan = load_plan(path)
    assert (plan.name, plan.base_year, plan.area_definition, plan.tolerance.xy_m) == ("云谷", 2020, "planar", 0.01)
    assert plan.rules == ("other",)
    (layer,) = plan.layers
    assert (layer.role, layer.name, len(layer)) == ("zoning", "zoning", 10)
    assert layer.frame["class_code"].iloc[1] == "0701"
    assert plan.measuring_crs == CRS


def test_a_layer_bound_by_hand_is_bound_the_same_way_out_of_the_project(path: Path) -> None:
    table = parcels(3).table.rename(columns={"YDDM": "代码"})
    with Project.create(path) as one:
        one.import_layer(
            LoadResult("地块", table, "polygon", CRS, None, ()), role="zoning", fields={"class_code": "代码"}
        )
        assert one.layer("地块").frame["class_code"].tolist() == ["0700", "0701", "0702"]
        copied = one.import_layer(one.layer("地块"), name="copy")
        assert one.layer(copied).frame["class_code"].tolist() == ["0700", "0701", "0702"]
        assert one.schema("copy").column("代码") is not None


def test_the_digest_of_a_layer_follows_its_rows_not_the_file(path: Path) -> None:
    with project(path) as one:
        before = one.layer("zoning").sha256
        one.import_layer(parcels(2, "b"))
        assert one.layer("zoning").sha256 == before
        one.commit(renaming(one, 1, "新"))
        assert one.layer("zoning").sha256 != before


def test_opening_reads_no_row(path: Path) -> None:
    project(path, 2000).close()
    opened = Project.open(path)
    with opened as one:
        asked: list[str] = []
        one.file.connection.set_trace_callback(asked.append)
        (info,) = one.layers()
        assert info.extent == (560_000.0, 4_480_000.0, 565_000.0, 4_484_000.0)
        one.file.connection.set_trace_callback(None)
        assert not [statement for statement in asked if 'FROM "zoning"' in statement]


def test_a_copy_is_a_project_of_its_own(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "副本.gpkg"
    with project(path) as one:
        one.commit(renaming(one, 1, "甲"))
        one.save_copy(copy)
        one.commit(renaming(one, 1, "乙"))
    with Project.open(copy) as other:
        assert other.rows("zoning", [1])[1]["名称"] == "甲"
        other.history.undo()
        assert other.rows("zoning", [1])[1]["名称"] == "地块1"


def test_a_copy_does_not_replace_a_file_in_use(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.gpkg"
    with project(path) as one, project(other):
        for target in (path, other):
            with pytest.raises(AppError, match=r"project\.in_use"):
                one.save_copy(target)


def test_a_field_is_added_and_taken_back(path: Path) -> None:
    with project(path) as one:
        before = content(path)
        one.add_field("zoning", Column("备注"))
        one.commit(change(one, 1, {"备注": "新"}))
        one.history.undo()
        one.history.undo()
        assert content(path) == before
        one.history.redo()
        one.history.redo()
        assert one.rows("zoning", [1])[1]["备注"] == "新"


def test_an_empty_layer_can_be_drawn_into(path: Path) -> None:
    with Project.create(path) as one:
        table = one.create_layer("草图", [Column("name")], geometry_type="MULTIPOLYGON", crs=CRS)
        one.commit(step(inserted(table, {one.next_fid(table): {"geom": blob(1), "name": "a"}})))
        one.history.undo()
        one.history.undo()
        assert one.layers() == []
        one.history.redo()
        one.history.redo()
        assert one.count(table) == 1
        assert one.next_fid(table) > max(one.layer(table).frame.index)


def test_a_thread_owns_the_project(path: Path) -> None:
    project(path).close()
    owner = ProjectThread(lambda: Project.open(path))
    try:
        made = owner.run(lambda one: one.commit(renaming(one, 1, "新"))).result()
        assert made.touched() == {"zoning": frozenset({1})}
        with pytest.raises(sqlite3.ProgrammingError, match="thread"):
            owner.run(lambda one: one).result().rows("zoning", [1])
    finally:
        owner.close()
    missing = ProjectThread(lambda: Project.open(path.with_name("none.gpkg")))
    with pytest.raises(AppError, match=r"project\.missing"):
        missing.run(Project.layers).result()
    missing.close()


def test_write_ahead_log_on_local_disks_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "is_local", lambda path: True)
    with project(path) as one:
        assert one.file.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert one.file.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    monkeypatch.setattr(connections, "is_local", lambda path: False)
    with Project.open(path) as one:
        assert one.file.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert one.file.connection.execute("PRAGMA synchronous").fetchone() == (3,)
        one.commit(renaming(one, 1, "新"))


@pytest.mark.parametrize(
    ("place", "kind"),
    [("/home/a/b.gpkg", "ext4"), ("/mnt/my share/x/b.gpkg", "cifs"), ("/mnt/other", "ext4"), ("/srv/nfs/b", "nfs4")],
)
def test_the_file_system_is_that_of_the_innermost_mount(place: str, kind: str) -> None:
    mounts = (
        "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 21 0:50 / /mnt/my\\040share rw shared:2 master:1 - cifs //server/x rw\n"
        "41 21 0:51 / /srv/nfs rw - nfs4 server:/x rw\n"
        "rubbish\n"
    )
    assert connections._file_system(Path(place), mounts) == kind


def test_dates_and_gaps_survive(path: Path) -> None:
    times = pd.to_datetime(["2024-01-02T03:04:05", None, "2024-05-06T00:00:00"])
    table = parcels(3, 日期=times, 整数=pd.array([1, None, 3], dtype="Int64"), 数=[1.5, np.nan, np.inf])
    with Project.create(path) as one:
        one.import_layer(table)
        found = one.layer("zoning").frame
    assert found["日期"].tolist()[0] == times[0]
    assert found["日期"].isna().tolist() == [False, True, False]
    assert found["整数"].tolist() == [1, pd.NA, 3]
    assert found["数"].tolist()[2] == np.inf


def test_large_changes_are_one_statement_each_way(path: Path) -> None:
    with project(path, 2000) as one:
        before = content(path)
        rows = one.rows("zoning", range(2000))
        deltas = {fid: (values, {**values, "MJ": -1.0}) for fid, values in rows.items()}
        one.commit(step(updated("zoning", deltas)))
        assert {row[3] for row in content(path)["zoning"]} == {-1.0}
        one.history.undo()
        assert content(path) == before


def test_a_layer_in_memory_follows_an_edit_without_being_read_again(path: Path) -> None:
    with project(path, 60) as one:
        before = one.layer("zoning")
        with one.transaction():
            one.commit(moving(one, 3, 149))
            one.commit(change(one, 4, {"MJ": None, "名称": None}))
            one.commit(adding(one, 80))
            one.commit(removing(one, 0))
        touched = one.history.changes(2).touched()["zoning"]
        after = refreshed(before, path, touched)
        whole = one.layer("zoning")
        pd.testing.assert_frame_equal(pd.DataFrame(after.frame), pd.DataFrame(whole.frame))
        assert (after.crs, after.role, after.fields) == (whole.crs, whole.role, whole.fields)
        assert len(before) == 60
        everything = refreshed(after, path, [*range(200)])
        assert len(everything) == len(whole)
