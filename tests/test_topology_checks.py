"""Every kind of topology error is found where it is, once, and nothing else is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from layers.geometry.crs import transformed
from layers.topology.settings import Settings
from tests.topology_layers import CRS, SOUTH, WEST, at, box, found, grid, line, told


def test_a_clean_coverage_has_nothing() -> None:
    assert told(grid(5, 5, seed=1)) == []


def test_rings_may_run_either_way() -> None:
    shapes = [shapely.reverse(shape) if number % 2 else shape for number, shape in enumerate(grid(4, 4, seed=2))]
    assert told(shapes) == []


def test_a_hole_filled_by_another_feature_is_no_gap() -> None:
    inner = box(30, 30, 20, 20)
    assert told([shapely.difference(box(0, 0, 100, 100), inner), inner]) == []


def test_each_overlapping_pair_is_told_once_with_its_area_and_place() -> None:
    shapes = grid(3, 1)
    shapes[1] = box(98, 0, 102, 100)
    (one,) = found(shapes)
    assert (one.kind, one.fids) == ("overlap", (0, 1))
    assert one.area_m2 == pytest.approx(200)
    assert one.place.equals(box(98, 0, 2, 100))


def test_an_overlap_at_a_corner_alone_is_found() -> None:
    shapes = [box(0, 0, 100, 100), box(99, 99, 100, 100)]
    assert told(shapes) == [("overlap", (0, 1))]


def test_a_contained_feature_names_the_inner_one_first_and_is_no_overlap() -> None:
    assert told([box(0, 0, 100, 100), box(20, 20, 30, 30)]) == [("contained", (1, 0))]


def test_a_duplicate_is_neither_overlap_nor_contained() -> None:
    shapes = [*grid(2, 2, seed=3)]
    assert told([*shapes, shapes[0]]) == [("duplicate", (0, 4))]


def test_all_of_a_cluster_within_a_parcel_is_found_though_its_inner_edges_pair() -> None:
    cluster = [shapely.transform(shape, lambda xy: (xy - [WEST, SOUTH]) * 0.1 + [WEST + 20, SOUTH + 20])
               for shape in grid(3, 3)]  # fmt: skip
    assert told([box(0, 0, 100, 100), *cluster]) == [("contained", (number, 0)) for number in range(1, 10)]


def test_an_enclosed_hole_is_a_gap_and_the_outer_border_is_none() -> None:
    shapes = grid(3, 3)
    del shapes[4]
    (one,) = found(shapes)
    assert (one.kind, one.fids, one.hint) == ("gap", (1, 3, 4, 6), None)
    assert one.area_m2 == pytest.approx(10_000)


def test_a_gap_of_a_millimetre_is_found_and_one_from_rounding_is_not() -> None:
    for width, gaps in ((0.001, 1), (0.0001, 0)):
        shapes = grid(3, 3)
        shapes[4] = at((100, 100), (200, 100), (200, 200 - width), (100, 200))
        shapes[4] = at((100, 100), (200, 100), (200, 200), (150, 200 - 2 * width), (100, 200))
        assert [one.kind for one in found(shapes)].count("gap") == gaps


def test_land_that_the_parent_area_has_uncovered_is_a_gap() -> None:
    shapes = grid(3, 3)
    del shapes[5]
    assert told(shapes) == []
    (one,) = found(shapes, parent=box(0, 0, 300, 300))
    assert (one.kind, one.fids, one.hint) == ("gap", (2, 4, 7), "parent")


def test_what_lies_beyond_the_parent_area_is_outside_with_its_place() -> None:
    (one, two) = found([box(0, 0, 100, 100), box(100, 0, 100, 100)], parent=box(0, 0, 90, 100))
    assert [(one.kind, one.fids), (two.kind, two.fids)] == [("outside", (0,)), ("outside", (1,))]
    assert one.area_m2 == pytest.approx(1000)


def test_a_vertex_that_the_neighbour_lacks_is_told_with_the_one_that_lacks_it_first() -> None:
    shapes = [box(0, 0, 200, 100), box(0, 100, 100, 100), box(100, 100, 100, 100)]
    (one,) = found(shapes)
    assert (one.kind, one.fids) == ("unshared_vertex", (0, 1, 2))
    assert one.place.equals(shapely.Point(WEST + 100, SOUTH + 100))


@pytest.mark.parametrize(("distance", "kind"), [(0.0, "duplicate_vertex"), (0.005, "near_vertex")])
def test_vertices_at_nearly_one_place_are_told_apart(distance: float, kind: str) -> None:
    assert told([at((0, 0), (50, 0), (50 + distance, 0), (100, 0), (100, 100), (0, 100))]) == [(kind, (0,))]


def test_a_spike_is_a_spike_also_where_it_makes_the_ring_invalid_or_overlap() -> None:
    outward = at((0, 0), (100, 0), (100, 50), (130, 50), (100, 50), (100, 100), (0, 100))
    assert not outward.is_valid
    assert told([outward]) == [("spike", (0,))]
    thin = at((0, 0), (100, 0), (100, 50), (130, 50.02), (100, 50.04), (100, 100), (0, 100))
    neighbour = at((100, 0), (200, 0), (200, 100), (100, 100), (100, 50.04), (100, 50))
    assert told([thin, neighbour]) == [("spike", (0,))]


def test_a_crossing_ring_is_invalid_and_a_touching_one_touches_itself() -> None:
    crossing = at((0, 0), (100, 100), (100, 0), (0, 100))
    assert told([crossing]) == [("invalid", (0,))]
    touching = at((0, 0), (100, 0), (50, 50), (100, 100), (0, 100), (50, 50))
    assert told([touching]) == [("self_touch", (0,))]


def test_a_ring_that_touches_itself_but_for_rounding_is_found() -> None:
    nearly = at((0, 0), (100, 0), (100, 100), (50, 0.0001), (0, 100))
    assert nearly.is_valid
    assert told([nearly]) == [("self_touch", (0,))]


def test_slivers_are_told_by_compactness_or_by_width() -> None:
    compact, thin, narrow = box(0, 0, 100, 100), box(200, 0, 300, 5), box(600, 0, 3, 0.9)
    assert told([compact, thin, narrow]) == [("sliver", (1,)), ("sliver", (2,))]
    assert told([compact, thin, narrow], settings=Settings(sliver_ceiling_m=2.0)) == [("sliver", (2,))]


def test_several_parts_are_an_error_only_where_one_is_asked_for() -> None:
    both = shapely.multipolygons([box(0, 0, 100, 100), box(200, 0, 10, 10)])
    assert told([both]) == []
    (one,) = found([both], settings=Settings(single_part=True))
    assert (one.kind, one.area_m2) == ("multipart", pytest.approx(100))


def test_dangling_ends_and_lines_not_split_are_found() -> None:
    through, side = line((0, 0), (200, 0)), line((100, 0), (100, 80), (0, 80), (0, 0))
    assert told([through, side]) == [("dangle", (0,)), ("unsplit", (0, 1))]
    split = [line((0, 0), (100, 0)), line((100, 0), (200, 0)), side]
    assert told(split) == [("dangle", (1,))]


def test_an_end_short_of_a_line_has_a_hint() -> None:
    ends = {
        one.fids: one.hint for one in found([line((0, 0), (0, 100)), line((1, 50), (80, 50))]) if one.kind == "dangle"
    }
    assert ends[1,] is None or ends[1,] == "near"
    assert {one.hint for one in found([line((0, 0), (0, 100)), line((1, 50), (80, 50))])} == {None, "near"}


def test_empty_and_missing_geometries_are_passed_over() -> None:
    assert told([None, shapely.Polygon(), *grid(2, 2)]) == []
    assert told([]) == []


def test_degrees_are_measured_in_metres() -> None:
    shapes = transformed(np.array([box(0, 0, 100, 100), box(98, 0, 100, 100)]), CRS, _degrees())
    (one,) = found(list(shapes), crs=_degrees())
    assert (one.kind, one.area_m2) == ("overlap", pytest.approx(200, rel=0.02))


def test_a_sliver_of_chords_is_diagnosed_and_a_real_one_of_its_size_is_not() -> None:
    north = shapely.Polygon([(111.0, 40.0), (111.3, 40.0), (111.3, 40.1), (111.0, 40.1)])
    south = [shapely.Polygon([(x, 39.9), (x + 0.15, 39.9), (x + 0.15, 40.0), (x, 40.0)]) for x in (111.0, 111.15)]
    lenses = found(list(transformed(np.array([north, *south]), _degrees(), CRS)))
    assert lenses
    assert {one.hint for one in lenses} == {"chord"}
    real = shapely.Polygon([(111.0, 40.0), (111.01, 40.0), (111.01, 40.01), (111.0, 40.01)])
    pushed = shapely.Polygon([(111.0, 39.99), (111.01, 39.99), (111.01, 40.0), (111.005, 40.0000005), (111.0, 40.0)])
    (one,) = found(list(transformed(np.array([real, pushed]), _degrees(), CRS)))
    assert (one.kind, one.hint) == ("overlap", None)


def _degrees() -> Any:
    return CRS.geodetic_crs
