"""Land of deleted features, gaps and holes filled at once, several edits as one step."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.editing import areas, transforms
from layers.editing.composing import Laid, fill_gaps, fill_holes, gaps_beside, hole_owner, one_after_another
from layers.editing.deleting import delete, delete_into_neighbours, give_land
from layers.editing.edit import Added, Edit, Refusal
from layers.editing.merging import merge
from layers.editing.surroundings import ShapesAround, put
from layers.editing.vertices import move_vertices
from tests.editing_moves import pairing_faults, total_area, town

X, Y = 560_000.0, 4_480_000.0


def square(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(X + x, Y + y, X + x + width, Y + y + height)


@pytest.fixture
def nine() -> ShapesAround:
    """Nine squares of 100 m, numbered from the south-west, line by line."""
    return ShapesAround({number: square(number % 3 * 100, number // 3 * 100, 100, 100) for number in range(9)})


def applied(near: ShapesAround, edit: Edit) -> None:
    put(near, edit, tuple(range(100, 100 + len(edit.added))))
    assert pairing_faults(near.shapes) == ""


def test_deleting_leaves_free_land_that_a_neighbour_can_get_later(nine: ShapesAround) -> None:
    land = nine.shapes[4]
    applied(nine, delete(nine, [4]))
    assert 4 not in nine.shapes
    edit = give_land(nine, [land])
    assert list(edit.changed) == [1]  # of equals the first
    applied(nine, edit)
    assert total_area(nine.shapes) == 90_000
    with pytest.raises(Refusal, match=r"edit\.covered"):
        give_land(nine, [land])


def test_land_of_deleted_features_goes_on_to_whoever_remains(nine: ShapesAround) -> None:
    edit = delete_into_neighbours(nine, [0, 1, 3, 4])
    assert sorted(edit.removed) == [0, 1, 3, 4]
    applied(nine, edit)
    assert total_area(nine.shapes) == 90_000
    assert len(nine.shapes) == 5


def test_polygons_that_overlap_already_are_not_made_one() -> None:
    near = ShapesAround({0: square(0, 0, 10, 10), 1: square(5, 2, 10, 10)})
    with pytest.raises(Refusal, match=r"edit\.(unmatched|invalid|area|overlap|border)"):
        merge(near, [0, 1])


def test_land_without_a_neighbour_is_not_given_away() -> None:
    near = ShapesAround({0: square(0, 0, 10, 10), 1: square(50, 0, 10, 10)})
    with pytest.raises(Refusal, match=r"edit\.apart"):
        delete_into_neighbours(near, [0])
    assert delete(near, [0]).removed == (0,)


def test_all_gaps_beside_a_polygon_are_filled_at_once(nine: ShapesAround) -> None:
    applied(nine, areas.erase(nine, [4], square(120, 120, 20, 20)))
    applied(nine, areas.erase(nine, [4, 5], square(190, 150, 20, 20)))
    assert sorted(round(gap.area) for gap in gaps_beside(nine, [4])) == [400, 400]
    edit = fill_gaps(nine, [4])
    applied(nine, edit)
    assert total_area(nine.shapes) == 90_000
    assert 4 in edit.changed
    with pytest.raises(Refusal, match=r"edit\.no_gap"):
        fill_gaps(nine, [4])


def test_gaps_become_new_features(nine: ShapesAround) -> None:
    applied(nine, delete(nine, [4]))
    edit = fill_gaps(nine, [1], longest=False)
    assert [round(one.geometry.area) for one in edit.added] == [10_000]
    applied(nine, edit)
    assert total_area(nine.shapes) == 90_000


def test_free_holes_are_filled_and_others_are_left_and_told(nine: ShapesAround) -> None:
    applied(nine, areas.add_hole(nine, 4, square(120, 120, 20, 20)))
    applied(nine, areas.add_hole(nine, 4, square(160, 160, 20, 20), filled=True))
    assert hole_owner(nine, (X + 130, Y + 130)) == 4
    assert hole_owner(nine, (X + 105, Y + 105)) is None
    edit = fill_holes(nine, [4])
    assert len(edit.changed[4].interiors) == 1
    assert len(edit.told) == 1
    applied(nine, edit)
    with pytest.raises(Refusal, match=r"edit\.hole_taken"):
        fill_holes(nine, [4])
    with pytest.raises(Refusal, match=r"edit\.no_hole"):
        fill_holes(nine, [0])


def test_each_step_sees_what_those_before_it_made() -> None:
    near = ShapesAround(town(3, 3))
    edit = one_after_another(near, [lambda now, fid=fid: transforms.orthogonalise(now, fid) for fid in range(9)])
    assert len(edit.changed) > 3
    assert set(edit.before) == set(edit.changed)
    applied(near, edit)


def test_what_is_laid_over_features_is_found_and_comes_out_as_one_edit(nine: ShapesAround) -> None:
    laid = Laid(nine)
    laid.lay(Edit({}, added=(Added(square(400, 0, 10, 10)),)))
    (new,) = set(laid.around((X + 400, Y, X + 410, Y + 10)))
    assert new < 0
    laid.lay(move_vertices(laid, {(X + 410, Y): (X + 420, Y)}, coverage=False))
    assert laid.shape(new).area == 150
    laid.lay(delete(laid, [0]))
    assert laid.shape(0) is None
    assert 0 not in laid.around((X, Y, X + 50, Y + 50))
    edit = laid.edit()
    assert (edit.removed, len(edit.added), edit.added[0].geometry.area) == ((0,), 1, 150)
    laid.lay(Edit({new: laid.shape(new)}, removed=(new,)))
    assert laid.edit().added == ()


def test_a_dragged_vertex_lies_where_it_was_dropped_to_the_bit() -> None:
    random = np.random.default_rng(4)
    for _ in range(200):
        here, there = random.uniform(0, 1e7, 2), random.uniform(0, 1e7, 2)
        xy = np.array([here, here + 1.0])
        moved = transforms.moved_onto((here[0], here[1]), (there[0], there[1]))(xy)
        assert (moved[0] == there).all()
        assert np.allclose(moved[1], there + 1.0)
