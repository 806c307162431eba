"""What the window keeps of the topology of layers: it follows a project, tries fixes, mends together, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.finding import CheckRun, RunRecord
from core.errors import AppError, Cancelled
from core.feedback import Feedback
from layers.geometry.crs import transformed
from layers.plan import Plan
from layers.project import Project
from layers.topology.listing import Entry, TopologyList
from services import shaping, topology
from services.editing import last_outcome, present
from services.reporting import Reporter
from services.topology import Asked
from services.topology_desk import Listing, Shown, TopologyDesk
from tests.projects import CRS, boxes, change, project
from tests.test_topology_list import blob_of
from tests.topology_layers import box, grid, listed

ALL = Shown(frozenset(("open", "come_back", "ignored", "fixed", "obsolete")))


def wide(number: int, more: float = 2.0) -> Any:
    """The box of a number, reaching into its neighbour at the right."""
    west, south, east, north = boxes([number])[0].bounds
    return shapely.box(west, south, east + more, north)


class Followed:
    """A project with a desk that follows it, as a window does."""

    def __init__(self, opened: Project, asked: Asked | None = None, parent: str | None = None) -> None:
        self.project, self.desk = opened, TopologyDesk()
        self.present = present(opened)
        layer = self.present.layers["zoning"]
        area = self.present.layers[parent] if parent is not None else None
        self.desk.examine(layer, asked or Asked(parent=parent), parent=area, crs=layer.crs, project=opened.path)

    def step(self, act: Any) -> tuple[str, ...]:
        """Do something and follow it."""
        outcome = act() or last_outcome(self.project)
        self.present = present(self.project, self.present, outcome)
        changed = None if outcome.everything else outcome.tables
        return self.desk.follow(self.present.layers, changed, outcome.rows, project=self.project.path)

    def put(self, fid: int, shape: Any) -> tuple[str, ...]:
        """Give a parcel another shape."""
        return self.step(lambda: self.project.commit(change(self.project, fid, {"geom": blob_of(shape)})) and None)

    def states(self) -> dict[str, str]:
        """State by key."""
        return {row.finding.key: row.state for row in self.listing().rows if isinstance(row, Entry)}

    def listing(self, after: str | None = None) -> Listing:
        found = self.desk.listing("zoning", ALL, after=after)
        assert found is not None
        return found


def test_the_list_follows_edits_undo_redo_and_new_rows_only_where_they_are(tmp_path: Path) -> None:
    from services import editing

    with project(tmp_path / "a.gpkg", 6) as opened:
        followed = Followed(opened)
        assert followed.states() == {}
        assert followed.put(2, wide(2)) == ("zoning",)
        assert followed.states() == {"overlap:2,3": "open"}
        followed.step(lambda: editing.undo(opened))
        assert followed.states() == {"overlap:2,3": "fixed"}
        followed.step(lambda: editing.redo(opened))
        assert followed.states() == {"overlap:2,3": "come_back"}
        followed.step(lambda: editing.jump(opened, 1))
        assert followed.states() == {"overlap:2,3": "fixed"}
        assert followed.step(lambda: editing.set_version(opened, "v1")) == ()


def test_a_finding_whose_place_moves_stays_one_row(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 6) as opened:
        followed = Followed(opened)
        followed.put(2, wide(2, 2.0))
        followed.put(2, wide(2, 30.0))
        followed.put(4, wide(4, 2.0))
        rows = [row.finding for row in followed.listing().rows if isinstance(row, Entry)]
        assert [(one.key, round(one.area_m2)) for one in rows] == [("overlap:2,3", 3000), ("overlap:4,5", 200)]
        assert followed.listing().keys == ("", "overlap:2,3", "overlap:4,5")
        assert followed.listing("overlap:4,5").next == "overlap:2,3"


def test_a_layer_read_anew_carries_its_states_on(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 6) as opened:
        followed = Followed(opened)
        followed.put(2, wide(2))
        opened.commit(change(opened, 2, {"geom": blob_of(boxes([2])[0])}))
        layers = {"zoning": opened.layer("zoning")}
        followed.desk.follow(layers, {"zoning"}, {}, project=opened.path)
        assert followed.states() == {"overlap:2,3": "fixed"}
        opened.commit(change(opened, 2, {"geom": blob_of(wide(2))}))
        followed.desk.follow({"zoning": opened.layer("zoning")}, None, {}, project=opened.path)
        assert followed.states() == {"overlap:2,3": "come_back"}


def test_an_edit_of_the_planning_area_is_followed(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 6) as opened:
        opened.import_layer(_area(opened), role="planning_area")
        followed = Followed(opened, parent="范围")
        assert followed.states() == {}
        west, south, east, north = shapely.total_bounds(boxes(range(6)))
        row = next(iter(opened.rows("范围", opened.layer("范围").fids.tolist())))
        less = blob_of(shapely.box(west, south, east - 50, north))
        followed.step(lambda: opened.commit(change(opened, row, {"geom": less}, "范围")) and None)
        assert followed.states() == {"outside:5": "open"}
        followed.step(lambda: opened.remove_layer("范围") and None)
        assert followed.states() == {"outside:5": "fixed"}


def _area(opened: Project) -> Any:
    import geopandas as gpd
    import pandas as pd

    from layers.formats.vector import LoadResult

    shape = shapely.box(*shapely.total_bounds(boxes(range(6))))
    table = gpd.GeoDataFrame({"n": [1]}, geometry=[shape], index=pd.RangeIndex(1, name="fid"))
    return LoadResult("范围", table, "polygon", CRS, "UTF-8", ())


def test_broken_rings_are_seen_as_the_project_has_them_not_as_they_were_repaired(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    moved = shapely.transform(bow, lambda xy: xy + np.array(boxes([2])[0].bounds[:2]))
    with project(tmp_path / "a.gpkg", 6) as opened:
        followed = Followed(opened)
        followed.put(2, moved)
        assert "invalid" in {key.split(":")[0] for key in followed.states()}
        assert opened.layer("zoning").frame.geometry.is_valid.all()
        assert Followed(opened).states() == followed.states()


def test_a_fix_is_one_step_and_the_next_open_finding_is_named(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 12) as opened:
        followed = Followed(opened)
        followed.put(2, wide(2))
        followed.put(7, wide(7))
        offers = followed.desk.offered("zoning", "overlap:2,3")
        assert {offer.id for offer in offers} >= {"give_larger", "give_second", "merge"}
        gave = next(offer for offer in offers if offer.id == "give_second")
        assert gave.preview.lost is not None
        assert shapely.geometry.shape(gave.preview.lost).area == pytest.approx(200)
        assert followed.step(lambda: shaping.carry_out(opened, "zoning", gave.edit, gave.label)) == ("zoning",)
        assert followed.states() == {"overlap:2,3": "fixed", "overlap:7,8": "open"}
        assert followed.listing("overlap:2,3").next == "overlap:7,8"
        assert followed.desk.offered("zoning", "overlap:2,3") == ()
        with pytest.raises(AppError, match=r"edit\.stale"):
            shaping.carry_out(opened, "zoning", gave.edit, gave.label)


def test_what_needs_no_decision_is_one_edit_and_giving_up_leaves_the_list(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 12) as opened:
        followed = Followed(opened)
        followed.put(2, wide(2, 0.5))
        followed.put(7, wide(7))
        before = followed.states()
        mended = followed.desk.mended("zoning")
        assert mended is not None
        assert followed.states() == before
        assert (dict(mended.done), mended.left) == ({"overlap": 1}, 1)
        entries = len(opened.history.entries())
        followed.step(lambda: shaping.carry_out(opened, "zoning", mended.edit, mended.label))
        assert len(opened.history.entries()) == entries + 1
        assert followed.states() == {"overlap:2,3": "fixed", "overlap:7,8": "open"}
        assert followed.desk.mended("zoning") is None
        stopped = Feedback()
        stopped.cancel()
        with pytest.raises(Cancelled):
            followed.desk.mended("zoning", stopped)
        assert followed.states()["overlap:7,8"] == "open"


def printed(plan: Plan) -> list[list[str]]:
    """The ignored findings that a report lists."""
    record = RunRecord("2025-01-01T00:00:00+08:00", "0", "plan", "小城", "ellipsoidal", "EPSG:4546", 0.001, 1.0)
    content = Reporter(plan).content(CheckRun(record, {}, ()), maps=False)
    return [[one[name] for name in ("rule", "subject", "reason", "by", "at")] for one in content["ignored"]]


def test_ignoring_is_kept_printed_with_its_reason_and_revived_by_an_edit(tmp_path: Path) -> None:
    from services import editing

    with project(tmp_path / "a.gpkg", 6) as opened:
        followed = Followed(opened)
        followed.put(2, wide(2))
        key = "overlap:2,3"
        with pytest.raises(AppError, match=r"topology\.reason"):
            followed.desk.ignored("zoning", key, "", "张三", "2025-01-01T00:00:00+08:00")
        one = followed.desk.ignored("zoning", key, "相邻权属已协商", "张三", "2025-01-01T00:00:00+08:00")
        outcome = topology.ignore(opened, "zoning", one)
        assert not outcome.everything
        followed.step(lambda: outcome)
        assert followed.states() == {key: "ignored"}
        assert followed.listing().counts == {"ignored": 1}
        row = ["拓扑：重叠", "规划用地 · 要素 2、3", "相邻权属已协商", "张三", "2025-01-01"]
        assert printed(followed.present.plan) == [row]
        assert printed(opened.to_plan()) == [row]
        followed.put(3, shapely.box(*(boxes([3])[0].bounds + np.array([0, 0, 0, -1]))))
        assert followed.states()[key] == "open"
        assert printed(followed.present.plan) == []
        followed.step(lambda: editing.undo(opened))
        assert followed.states()[key] == "ignored"
        followed.step(lambda: topology.heed(opened, "zoning", key))
        assert followed.states()[key] == "open"
        followed.step(lambda: editing.undo(opened))
        assert followed.states()[key] == "ignored"
        with pytest.raises(AppError, match=r"topology\.gone"):
            followed.desk.ignored("zoning", "overlap:7,8", "a", "b", "c")


def test_what_is_asked_is_kept_beside_what_is_ignored(tmp_path: Path) -> None:
    with project(tmp_path / "a.gpkg", 6) as opened:
        followed = Followed(opened)
        followed.put(2, wide(2))
        one = followed.desk.ignored("zoning", "overlap:2,3", "a", "b", "2025-01-01T00:00:00+08:00")
        topology.ignore(opened, "zoning", one)
        asked = Asked(frozenset(("overlap", "multipart")), {"near_vertex_m": 0.5}, "范围")
        topology.keep_asked(opened, "zoning", asked)
        entries = len(opened.history.entries())
        topology.keep_asked(opened, "zoning", asked)
        assert len(opened.history.entries()) == entries
        record = opened.record("settings", "topology/zoning")
        assert topology.asked_in(record) == asked
        assert topology.ignored_in(record) == (one,)
        assert asked.settings().near_vertex_m == 0.5
        assert asked.settings().single_part
        opened.history.undo()
        assert topology.asked_in(opened.record("settings", "topology/zoning")) == Asked()


def test_what_is_kept_of_a_layer_goes_with_its_name(tmp_path: Path) -> None:
    from services import editing

    with project(tmp_path / "a.gpkg", 6) as opened:
        topology.keep_asked(opened, "zoning", Asked(frozenset(("overlap",))))
        editing.rename_layer(opened, "zoning", "地块")
        assert topology.asked_in(opened.record("settings", "topology/地块")).kinds == {"overlap"}
        assert opened.record("settings", "topology/zoning") is None
        assert opened.history.to_undo.label.zh == "zoning 改名为 地块"
        opened.history.undo()
        assert topology.asked_in(opened.record("settings", "topology/zoning")).kinds == {"overlap"}
        assert opened.record("settings", "topology/地块") is None


@pytest.mark.parametrize("record", [{"kinds": "x", "measures": [1], "parent": 3, "ignored": "no"},
                                    {"kinds": ["nonsense"], "measures": {"near_vertex_m": -1, "x": 2, "dangle_m": "a"},
                                     "ignored": [{"key": 1}, 3]}])  # fmt: skip
def test_a_record_that_makes_no_sense_asks_for_nothing(record: dict[str, object]) -> None:
    assert topology.asked_in(record) == Asked()
    assert topology.ignored_in(record) == ()


def test_chord_slivers_are_told_and_densified_and_nobody_loses_land(tmp_path: Path) -> None:
    degrees = CRS.geodetic_crs
    north = shapely.Polygon([(111.0, 40.0), (111.3, 40.0), (111.3, 40.1), (111.0, 40.1)])
    south = [shapely.Polygon([(x, 39.9), (x + 0.15, 39.9), (x + 0.15, 40.0), (x, 40.0)]) for x in (111.0, 111.15)]
    shapes = transformed(np.array([north, *south]), degrees, CRS)
    with project(tmp_path / "a.gpkg", 3) as opened:
        for fid, shape in enumerate(shapes):
            opened.commit(change(opened, fid, {"geom": blob_of(shape)}))
        followed = Followed(opened)
        entries = [row for row in followed.listing().rows if isinstance(row, Entry) and row.finding.hint == "chord"]
        assert entries
        key = entries[0].finding.key
        first = followed.desk.offered("zoning", key)[0]
        assert first.id == "densify"
        followed.step(lambda: shaping.carry_out(opened, "zoning", first.edit, first.label))
        assert followed.states()[key] == "fixed"


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_a_fork_goes_its_own_way(seed: int) -> None:
    random = np.random.default_rng(seed)
    shapes = grid(3, 3, seed=seed)
    todo = listed(shapes)
    twin = todo.fork()
    fid = int(random.integers(9))
    twin.edit({fid: shapely.transform(shapes[fid], lambda xy: xy + random.uniform(1, 3, 2)), 20: box(0, 0, 5, 5)})
    assert list(todo) == []
    assert list(twin.live)
    assert todo.index.shape(20) is None
    todo.edit({fid: None})
    fresh = listed(shapes)
    fresh.edit({fid: None})
    assert [entry.finding.key for entry in todo] == [entry.finding.key for entry in fresh]


def test_a_list_made_anew_knows_what_became_of_the_one_before() -> None:
    before = listed([box(0, 0, 100, 100), box(90, 0, 100, 100), box(300, 0, 50, 50), box(310, 10, 10, 10)])
    after: TopologyList = listed([box(0, 0, 100, 100), box(100, 0, 100, 100), box(300, 0, 50, 50), None])
    after.carry_on(before)
    assert {entry.finding.kind: entry.state for entry in after} == {"overlap": "fixed", "contained": "obsolete"}
    again = listed([box(0, 0, 100, 100), box(90, 0, 100, 100), box(300, 0, 50, 50), None])
    again.carry_on(after)
    assert {entry.finding.kind: entry.state for entry in again} == {"overlap": "come_back", "contained": "obsolete"}
