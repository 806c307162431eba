"""How often each defect is told, with the meaning that QGIS's geometry checker gives it, on layers of our own.

Where we count otherwise the test says so: a pair of overlapping features is one finding however many pieces it has, and
three equal features are three pairs.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.topology.index import Index
from layers.topology.listing import TopologyList
from layers.topology.settings import Settings
from tests.topology_layers import CRS, at, box, found, grid, index, line, listed


def counts(shapes: list[Any], **options: Any) -> dict[str, int]:
    """How many of each kind."""
    return dict(Counter(one.kind for one in found(shapes, **options)))


def holed(outer: Any, *inner: Any) -> Any:
    """A polygon with holes, valid or not."""
    return shapely.Polygon(shapely.get_coordinates(outer), [shapely.get_coordinates(one) for one in inner])


def mendable(todo: TopologyList) -> list[bool]:
    """Of each finding, whether something mends it."""
    return [bool([mend for mend in todo.offered(entry.finding.key) if mend.id != "allow"]) for entry in todo]


# Self-contact and self-intersection


def test_a_line_that_ends_on_itself_is_in_contact_with_itself_once() -> None:
    assert counts([line((0, 0), (100, 0), (100, 50), (50, 50), (50, 0))]) == {"dangle": 1, "unsplit": 1}
    assert counts([line((0, 50), (0, 0), (100, 0), (100, 50), (0, 50), (-9, 50))]) == {"dangle": 1, "unsplit": 1}


def test_a_line_in_contact_at_both_ends_is_told_at_both_places() -> None:
    both = line((20, 0), (0, 30), (0, 0), (100, 0), (100, 30), (80, 0))
    (one, two) = found([both])
    assert (one.kind, two.kind) == ("unsplit", "unsplit")
    assert mendable(listed([both])) == [True, True]


def test_a_closed_line_is_in_contact_with_nothing() -> None:
    assert counts([line((0, 0), (100, 0), (100, 50), (0, 0))]) == {}


def test_a_ring_that_comes_back_to_a_vertex_or_an_edge_of_its_own_is_told_once() -> None:
    vertex = at((0, 0), (100, 0), (50, 50), (100, 100), (0, 100), (50, 50))
    edge = at((0, 0), (100, 0), (100, 100), (50, 0), (0, 100))
    assert counts([vertex]) == {"self_touch": 1}
    assert counts([edge]) == {"self_touch": 1}


def test_every_crossing_of_a_line_and_of_a_ring_is_told_for_itself() -> None:
    twice = line((0, 0), (100, 0), (100, 50), (60, 50), (60, -50), (20, -50), (20, 50))
    assert counts([twice]) == {"dangle": 2, "unsplit": 2}
    once = at((0, 0), (100, 100), (100, 0), (0, 100))
    assert counts([once]) == {"invalid": 1}
    three = at((0, 0), (100, 0), (100, 100), (20, -10), (60, -10), (0, 100))
    assert counts([three]) == {"invalid": 3}
    assert mendable(listed([once])) == [True]


def test_a_hole_may_touch_its_ring_once_but_not_twice() -> None:
    assert counts([holed(box(0, 0, 50, 50), at((0, 25), (20, 10), (20, 40)))]) == {"gap": 1}
    told = counts([holed(box(0, 0, 50, 50), at((0, 25), (25, 10), (50, 25), (25, 40)))])
    assert told["invalid"] == 2


# Vertices


@pytest.mark.parametrize("times", [1, 2, 3])
def test_every_vertex_too_many_is_told_in_rings_and_in_lines(times: int) -> None:
    ring = at((0, 0), *[(50, 0)] * (times + 1), (50, 50), (0, 50))
    assert counts([ring]) == {"duplicate_vertex": times}
    path = line((0, 0), *[(50, 0)] * (times + 1), (100, 0))
    assert counts([path])["duplicate_vertex"] == times
    todo = listed([ring])
    (mend, *_) = todo.offered(next(iter(todo)).finding.key)
    todo.edit(mend.changes(9))
    assert todo.live == ()


def test_an_edge_too_short_is_told_in_every_feature_that_has_it() -> None:
    short = Settings(near_vertex_m=3.0)
    shapes = [at((0, 0), (100, 0), (100, 50), (100, 52), (100, 100), (0, 100)),
              at((100, 0), (200, 0), (200, 100), (100, 100), (100, 52), (100, 50))]  # fmt: skip
    assert counts(shapes, settings=short) == {"near_vertex": 2}
    assert counts([line((0, 0), (2, 0), (100, 0))], settings=short)["near_vertex"] == 1
    assert counts(shapes, settings=Settings(near_vertex_m=1.0)) == {}


def test_a_missing_vertex_is_told_per_place_and_feature_that_lacks_it() -> None:
    below = box(0, 0, 300, 100)
    above = [box(0, 100, 100, 100), box(100, 100, 100, 100), box(200, 100, 100, 100)]
    assert counts([below, *above]) == {"unshared_vertex": 2}
    hole = box(100, 100, 100, 100)
    ring = holed(box(0, 0, 300, 300), hole)
    filled = at((100, 100), (200, 100), (200, 150), (200, 200), (100, 200))
    assert counts([ring, filled]) == {"unshared_vertex": 1}
    alone = [box(0, 0, 100, 100), box(500, 0, 100, 100)]
    assert counts(alone) == {}


def test_sharp_corners_are_told_by_the_angle_that_is_asked() -> None:
    wedge = at((0, 0), (100, 0), (100, 10))
    teeth = at((0, 0), (100, 0), (100, 100), (52, 100), (50, 60), (48, 100), (0, 100))
    wide = Settings(spike_angle_deg=15.0, spike_width_m=50.0)
    assert counts([wedge], settings=wide) == {}  # nothing would be left of a triangle without its tip
    assert counts([teeth], settings=wide) == {"spike": 1}
    assert counts([teeth]) == {}


# Degenerate shapes


@pytest.mark.parametrize(
    "xy",
    [
        ((0, 0), (10, 0), (20, 0)),
        ((0, 0), (10, 0), (20, 0), (5, 0)),
        ((0, 0), (0, 0), (0, 0)),
        ((0, 0), (10, 0), (0, 0), (10, 0)),
    ],
)
def test_a_polygon_that_encloses_nothing_is_one_finding_and_can_be_removed(xy: Any) -> None:
    shapes = [*grid(2, 1), shapely.transform(at(*xy), lambda places: np.add(places, (500, 0)))]
    todo = listed(shapes)
    assert [entry.finding.kind for entry in todo] == ["invalid"]
    (mend,) = todo.offered(next(iter(todo)).finding.key)
    assert mend.removed == (2,)
    todo.edit(mend.changes(9))
    assert todo.live == ()


def test_a_part_or_a_hole_that_encloses_nothing_is_one_finding() -> None:
    assert counts([shapely.multipolygons([box(0, 0, 50, 50), at((100, 0), (110, 0), (120, 0))])]) == {"invalid": 1}
    assert counts([holed(box(0, 0, 50, 50), at((10, 10), (20, 10), (30, 10)))]) == {"invalid": 1}


def test_slivers_are_told_by_shape_and_only_up_to_a_width() -> None:
    shapes = [box(0, 0, 100, 100), box(200, 0, 100, 2), at((0, 200), (50, 200), (100, 200.2))]
    assert counts(shapes) == {"sliver": 2}
    assert counts(shapes, settings=Settings(sliver_ceiling_m=1.0)) == {"sliver": 1}


# Duplicate, contained, overlapping features


@pytest.mark.parametrize(("copies", "pairs"), [(2, 1), (3, 3), (4, 6)])
def test_equal_features_are_told_by_pair_whatever_way_they_run(copies: int, pairs: int) -> None:
    ring = [shapely.reverse(box(0, 0, 10, 10)) if number % 2 else box(0, 0, 10, 10) for number in range(copies)]
    assert counts(ring) == {"duplicate": pairs}
    path = [line((0, 0), (1, 0)) if number % 2 else line((1, 0), (0, 0)) for number in range(copies)]
    assert counts(path)["duplicate"] == pairs
    spot = [shapely.Point(1, 1)] * copies
    assert counts([*spot, shapely.Point(2, 2)]) == {"duplicate": pairs}


def test_one_of_two_equal_lines_can_be_removed_though_their_ends_meet_nothing_else() -> None:
    todo = listed([line((0, 0), (100, 0)), line((100, 0), (0, 0))])
    assert {mend.id for mend in todo.offered("duplicate:0,1")} == {"drop", "drop_first"}


def test_what_lies_within_is_contained_also_where_it_touches_the_border() -> None:
    outer = box(0, 0, 100, 100)
    assert counts([outer, box(0, 0, 30, 30), box(50, 50, 10, 10)]) == {"contained": 2}
    assert counts([holed(outer, box(20, 20, 30, 30)), box(20, 20, 30, 30)]) == {}
    nested = [outer, box(10, 10, 50, 50), box(20, 20, 10, 10)]
    assert counts(nested) == {"contained": 3}


def test_a_pair_that_overlaps_in_two_places_is_one_finding_with_both() -> None:
    fork = at((90, 0), (200, 0), (200, 100), (90, 100), (90, 60), (110, 60), (110, 40), (90, 40))
    (overlap, gap) = found([box(0, 0, 100, 100), fork])
    assert (overlap.kind, gap.kind) == ("overlap", "gap")
    assert shapely.get_num_geometries(overlap.place) == 2
    assert overlap.area_m2 == pytest.approx(10 * 40 * 2)


def test_features_that_only_touch_do_not_overlap() -> None:
    assert counts([box(0, 0, 10, 10), box(10, 10, 10, 10), box(10, 0, 10, 10)]) == {}


# Gaps


def test_gaps_are_enclosed_holes_up_to_the_largest_that_is_asked_for() -> None:
    shapes = grid(5, 5)
    for number in (16, 13, 12, 6):  # two beside each other, and two that meet these at a corner
        del shapes[number]
    assert counts(shapes) == {"gap": 3}
    assert counts(shapes, settings=Settings(largest_gap_m2=15_000)) == {"gap": 2}
    ring = holed(box(0, 0, 50, 50), box(10, 10, 10, 10), box(20, 20, 10, 10))
    assert counts([ring]) == {"gap": 2}


def test_a_bay_that_is_open_to_the_outside_is_no_gap() -> None:
    shapes = grid(3, 3)
    del shapes[1]
    assert counts(shapes) == {}


# Lines of a network


def test_dangling_ends_are_those_that_meet_no_line_not_even_their_own() -> None:
    through, meeting = line((0, 0), (100, 0)), line((100, 0), (100, 50))
    assert counts([through, meeting]) == {"dangle": 2}
    on_edge = line((50, 0), (50, 80))
    assert counts([line((0, 0), (100, 0)), on_edge]) == {"dangle": 3, "unsplit": 1}
    parts = shapely.multilinestrings([[(0, 0), (10, 0)], [(10, 0), (10, 10)]])
    assert counts([parts]) == {"dangle": 2}


def test_lines_that_cross_are_told_once_whether_or_not_a_vertex_is_there() -> None:
    assert counts([line((0, 0), (100, 100)), line((0, 100), (100, 0))])["unsplit"] == 1
    assert counts([line((0, 0), (50, 50), (100, 100)), line((0, 100), (50, 50), (100, 0))])["unsplit"] == 1
    split = [line((0, 0), (50, 50)), line((50, 50), (100, 100)), line((0, 100), (50, 50)), line((50, 50), (100, 0))]
    assert "unsplit" not in counts(split)


# Several parts


def test_several_parts_are_told_where_one_is_asked_for_and_one_in_a_multipart_is_none() -> None:
    asked = Settings(single_part=True)
    several = shapely.multipolygons([box(0, 0, 9, 9), box(20, 0, 9, 9), box(40, 0, 5, 5)])
    single = shapely.multipolygons([box(100, 0, 9, 9)])
    assert counts([several, single], settings=asked) == {"multipart": 1}
    todo = TopologyList(index([several, single], settings=asked))
    (mend,) = todo.offered("multipart:0")
    assert len(mend.added) == 2


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000))
def test_the_list_of_a_network_follows_edits_and_what_is_offered_mends(seed: int) -> None:
    random = np.random.default_rng(seed)

    def way() -> Any:
        return line(*(random.integers(0, 5, (int(random.integers(2, 5)), 2)) * 25.0).tolist())

    shapes: dict[int, Any] = {fid: one for fid in range(8) if (one := way()).length > 0}
    todo = TopologyList(network(shapes))
    for step in range(6):
        fid = int(random.choice(list(shapes)))
        change = [None, way(), shapes[fid]][int(random.integers(3))]
        key = 100 + step if change is not None and random.integers(2) else fid
        if change is None or change.length > 0:
            todo.edit({key: change})
            shapes = {one: kept for one, kept in {**shapes, key: change}.items() if kept is not None}
    whole = {entry.finding.key for entry in TopologyList(network(shapes))}
    assert {entry.finding.key for entry in todo.live} == whole
    for key in sorted(whole)[:4]:
        for mend in todo.offered(key):
            changes = mend.changes(1000)
            if changes:
                todo.edit(changes)
                assert todo[key].state in ("fixed", "obsolete")
                todo.edit({fid: shapes.get(fid) for fid in changes})
                assert {entry.finding.key for entry in todo.live} == whole


def network(shapes: dict[int, Any]) -> Index:
    """The index of lines by fid."""
    order = sorted(shapes)
    return Index(np.array(order, dtype=np.int64), np.array([*(shapes[fid] for fid in order), None])[:-1], crs=CRS)
