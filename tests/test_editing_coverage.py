"""Shared boundaries survive every tool: what is done on one side is done on the other, to the bit, or not at all."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.editing import areas, borders, merging, splitting, vertices
from layers.editing.edge_area import move_edge_to_area
from layers.editing.edges import edges_of
from layers.editing.edit import Edit, Refusal
from layers.editing.surroundings import ShapesAround, put
from layers.geometry.area import planar_area
from tests.editing_moves import SAME_AREA, Moves, pairing_faults, total_area, town
from tests.factories import CRS

X, Y = 560_000.0, 4_480_000.0


def at(x: float, y: float) -> tuple[float, float]:
    return X + x, Y + y


def path(*places: tuple[float, float]) -> np.ndarray:
    return np.array([at(*place) for place in places])


def square(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(X + x, Y + y, X + x + width, Y + y + height)


@pytest.fixture
def nine() -> ShapesAround:
    """Nine squares of 100 m, numbered from the south-west, line by line."""
    return ShapesAround({number: square(number % 3 * 100, number // 3 * 100, 100, 100) for number in range(9)})


def size(edit: Edit) -> dict[int, float]:
    return {fid: round(float(shapely.area(shape)), 6) for fid, shape in edit.changed.items()}


def applied(near: ShapesAround, edit: Edit) -> dict[int, shapely.Polygon]:
    put(near, edit, tuple(range(100, 100 + len(edit.added))))
    assert pairing_faults(near.shapes) == ""
    assert shapely.coverage_is_valid(np.array(list(near.shapes.values())))
    return near.shapes


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_edits_leave_a_valid_coverage_and_undo_gives_the_same_bytes(seed: int) -> None:
    moves = Moves(town(6, 5, seed), np.random.default_rng(seed), grid=seed == 2)
    begun = {fid: shape.wkb for fid, shape in moves.shapes.items()}
    names, done = list(moves.tools), []
    for number in range(90):
        name = names[number % len(names)]
        before = dict(moves.shapes)
        edit = moves.propose(name)
        if isinstance(edit, Refusal):
            assert edit.message.zh
            assert moves.shapes == before
            continue
        area = total_area(moves.shapes)
        done.append(moves.apply(edit))
        assert pairing_faults(moves.shapes) == "", name
        if name in SAME_AREA:
            assert total_area(moves.shapes) == pytest.approx(area, rel=1e-9), name
        if number % 10 == 0:
            assert shapely.coverage_is_valid(np.array(list(moves.shapes.values()))), name
    assert len(done) > 30
    for shapes, added in reversed(done):
        for fid in added:
            del moves.shapes[fid]
        moves.shapes.update(shapes)
    assert {fid: shape.wkb for fid, shape in moves.shapes.items()} == begun


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.sampled_from(["move", "split", "reshape", "new", "merge"]), max_size=6))
def test_any_order_of_tools_keeps_the_coverage(seed: int, names: list[str]) -> None:
    moves = Moves(town(3, 3, seed), np.random.default_rng(seed))
    for name in names:
        edit = moves.propose(name)
        if isinstance(edit, Edit):
            moves.apply(edit)
            assert pairing_faults(moves.shapes) == "", name


def test_a_shared_corner_moves_for_all_four(nine: ShapesAround) -> None:
    edit = vertices.move_vertices(nine, {at(100, 100): at(110, 95)})
    assert sorted(edit.changed) == [0, 1, 3, 4]
    assert all(at(110, 95) in shape.exterior.coords for shape in applied(nine, edit).values() if shape in edit.shapes())


def test_a_preview_is_the_move_without_the_examination(nine: ShapesAround) -> None:
    moves = {at(100, 100): at(400, 400)}
    assert sorted(vertices.preview_move(nine, moves).changed) == [0, 1, 3, 4]
    with pytest.raises(Refusal, match=r"edit\."):
        vertices.move_vertices(nine, moves)


def test_a_vertex_put_on_a_neighbours_edge_becomes_common(nine: ShapesAround) -> None:
    del nine.shapes[1]
    edit = vertices.move_vertices(nine, {at(100, 0): at(200, 50)})
    assert sorted(edit.changed) == [0, 2]
    applied(nine, edit)


def test_an_edge_of_two_gets_a_vertex_in_both_and_loses_it_again(nine: ShapesAround) -> None:
    edit = vertices.insert_vertex(nine, (at(100, 0), at(100, 100)), at(104, 50))
    assert sorted(edit.changed) == [0, 1]
    applied(nine, edit)
    back = vertices.delete_vertices(nine, [at(104, 50)])
    assert size(back) == {0: 10_000.0, 1: 10_000.0}
    applied(nine, back)


def test_where_three_borders_meet_a_vertex_cannot_be_deleted(nine: ShapesAround) -> None:
    with pytest.raises(Refusal, match=r"edit\.node") as caught:
        vertices.delete_vertices(nine, [at(100, 100)])
    assert caught.value.fids == (0, 1, 3, 4)
    assert shapely.get_coordinates(caught.value.place).tolist() == [[*at(100, 100)]]


def test_what_was_wrong_before_does_not_stand_in_the_way(nine: ShapesAround) -> None:
    nine.shapes[9] = square(40, 40, 10, 10)
    assert sorted(vertices.move_vertices(nine, {at(0, 0): at(-5, -5)}).changed) == [0]
    with pytest.raises(Refusal, match=r"edit\.overlap") as caught:
        vertices.move_vertices(nine, {at(50, 40): at(150, 45)})
    assert 1 in caught.value.fids


def test_a_reshaped_border_is_followed_on_both_sides(nine: ShapesAround) -> None:
    edit = areas.reshape(nine, 4, path((110, 110), (80, 130), (80, 170), (120, 190)))
    assert sorted(edit.changed) == [3, 4]
    assert sum(size(edit).values()) == pytest.approx(20_000)
    assert size(edit)[4] > 10_000
    applied(nine, edit)


def test_a_hole_is_reshaped_from_both_its_sides(nine: ShapesAround) -> None:
    applied(nine, areas.add_hole(nine, 4, square(120, 120, 60, 60), filled=True))
    smaller = areas.reshape(nine, 4, path((110, 130), (130, 130), (130, 170), (110, 170)))
    assert size(smaller) == {4: 6_800.0, 100: 3_200.0}
    applied(nine, smaller)
    larger = areas.reshape(nine, 4, path((150, 130), (115, 130), (115, 170), (150, 170)))
    assert sum(size(larger).values()) == 10_000
    assert size(larger)[100] > 3_200
    applied(nine, larger)


def test_a_line_that_crosses_no_border_twice_reshapes_nothing(nine: ShapesAround) -> None:
    with pytest.raises(Refusal, match=r"edit\.not_reshaped"):
        areas.reshape(nine, 4, path((120, 120), (150, 150)))


def test_a_split_puts_its_ends_into_the_neighbours(nine: ShapesAround) -> None:
    edit = splitting.split_by_line(nine, [4], path((90, 130), (210, 160)))
    assert sorted(edit.changed) == [3, 4, 5]
    assert [one.like for one in edit.added] == [4]
    applied(nine, edit)
    with pytest.raises(Refusal, match=r"edit\.not_split"):
        splitting.split_by_line(nine, [0], path((10, 10), (90, 90)))


@pytest.mark.parametrize("definition", ["planar", "ellipsoidal"])
def test_a_cut_has_the_exact_area_in_either_definition(nine: ShapesAround, definition: str) -> None:
    measure = splitting.measure_of(definition, CRS)
    for side in ("left", "right"):
        edit = splitting.cut_to_area(nine, 4, 3456.789, bearing=33.3, measure=measure, side=side)
        assert measure(np.array([edit.added[0].geometry]))[0] == pytest.approx(3456.789, abs=0.01)
    applied(nine, edit)
    with pytest.raises(Refusal, match=r"edit\.area_range"):
        splitting.cut_to_area(nine, 0, 10_001, bearing=0, measure=measure)


def test_equal_areas_of_a_polygon_with_a_hole(nine: ShapesAround) -> None:
    applied(nine, areas.erase(nine, [4], square(130, 130, 40, 40)))
    edit = splitting.split_by_shares(nine, 4, [1, 1, 1, 1], bearing=80, measure=planar_area)
    pieces = [edit.changed[4], *(one.geometry for one in edit.added)]
    assert shapely.area(pieces) == pytest.approx([2100] * 4, abs=0.01)
    applied(nine, edit)


def test_one_edge_is_moved_until_the_area_is_right(nine: ShapesAround) -> None:
    edge = at(200, 100), at(200, 200)
    grown = move_edge_to_area(nine, 4, edge, 11_234.5, measure=planar_area)
    assert size(grown)[4] == pytest.approx(11_234.5, abs=0.01)
    assert size(grown)[5] == pytest.approx(8_765.5, abs=0.01)
    applied(nine, grown)
    shrunk = move_edge_to_area(nine, 0, (at(100, 0), at(100, 100)), 9_000, measure=planar_area, spare="new")
    assert shapely.area(shrunk.added[0].geometry) == pytest.approx(1_000, abs=0.01)
    applied(nine, shrunk)
    with pytest.raises(Refusal, match=r"edit\.area_range") as caught:
        move_edge_to_area(nine, 8, (at(300, 200), at(300, 300)), -1, measure=planar_area)
    assert " 0.00 " in caught.value.message.en


def test_a_new_polygon_takes_free_land_or_its_neighbours(nine: ShapesAround) -> None:
    drawn = square(250, 250, 150, 150)
    free = areas.new_polygon(nine, drawn)
    assert shapely.area(free.added[0].geometry) == pytest.approx(20_000)
    taking = areas.new_polygon(nine, drawn, against="take")
    assert shapely.area(taking.added[0].geometry) == pytest.approx(22_500)
    assert size(taking) == {8: 7_500.0}
    with pytest.raises(Refusal, match=r"edit\.covered") as caught:
        areas.new_polygon(nine, square(120, 120, 20, 20))
    assert caught.value.fids == (4,)
    applied(nine, free)


def test_what_is_wholly_taken_goes_and_is_told(nine: ShapesAround) -> None:
    edit = areas.new_polygon(nine, square(50, 50, 200, 200), against="take")
    assert edit.removed == (4,)
    assert "4" in edit.told[0].en
    applied(nine, edit)


def test_clip_and_erase_share_the_land_between_them(nine: ShapesAround) -> None:
    drawn = square(50, 50, 100, 100)
    inner, outer = areas.clip(nine, [0, 1, 3, 4], drawn), areas.erase(nine, [0, 1, 3, 4], drawn)
    assert {fid: size(inner)[fid] + size(outer)[fid] for fid in (0, 1, 3, 4)} == dict.fromkeys((0, 1, 3, 4), 10_000.0)
    with pytest.raises(Refusal, match=r"edit\.apart"):
        areas.erase(nine, [8], drawn)


def test_a_hole_is_made_filled_and_given_to_the_longest_border(nine: ShapesAround) -> None:
    applied(nine, areas.add_hole(nine, 4, square(130, 130, 20, 20)))
    assert shapely.area(areas.gap_at(nine, at(140, 140))) == pytest.approx(400)
    assert size(areas.fill_hole(nine, 4, at(140, 140))) == {4: 10_000.0}
    assert size(areas.fill_gap(nine, at(140, 140), longest=True)) == {4: 10_000.0}
    applied(nine, areas.fill_gap(nine, at(140, 140)))
    with pytest.raises(Refusal, match=r"edit\.hole_taken") as caught:
        areas.fill_hole(nine, 4, at(140, 140))
    assert caught.value.fids == (100,)
    with pytest.raises(Refusal, match=r"edit\.no_gap"):
        areas.fill_gap(nine, at(500, 500))


def test_merging_asks_for_a_common_border(nine: ShapesAround) -> None:
    edit = merging.merge(nine, [1, 0, 2], attributes="first", values={"YDDM": "0701"})
    assert size(edit) == {1: 30_000.0}
    assert edit.removed == (0, 2)
    assert edit.values == {1: {"YDDM": "0701"}}
    applied(nine, edit)
    with pytest.raises(Refusal, match=r"edit\.apart") as caught:
        merging.merge(nine, [3, 5])
    assert caught.value.fids == (5,)
    collected = merging.collect(nine, [3, 5])
    put(nine, collected, ())
    assert len(splitting.explode(nine, [3]).added) == 1


def test_simplified_and_densified_borders_are_the_same_on_both_sides(nine: ShapesAround) -> None:
    dense = borders.densify(nine, [4], 7)
    assert sorted(dense.changed) == [1, 3, 4, 5, 7]
    applied(nine, dense)
    thin = borders.simplify(nine, [4], 0.5)
    applied(nine, thin)
    assert len(edges_of([nine.shapes[4]])) == 4


def test_simplifying_leaves_alone_what_would_vanish() -> None:
    west, over, east, under = at(0, 0), at(50, 1), at(100, 0), at(50, -1)
    lens = shapely.Polygon([west, over, east, under])
    above = shapely.Polygon([west, over, east, at(100, 50), at(0, 50)])
    below = shapely.Polygon([west, under, east, at(100, -50), at(0, -50)])
    near = ShapesAround({0: lens, 1: above, 2: below})
    with pytest.raises(Refusal, match=r"edit\.same") as caught:
        borders.simplify(near, [0], 5)
    assert caught.value.hint is not None


def test_smoothing_keeps_the_places_where_borders_meet(nine: ShapesAround) -> None:
    applied(nine, vertices.insert_vertex(nine, (at(100, 100), at(100, 200)), at(120, 150)))
    edit = borders.smooth(nine, [4])
    assert sorted(edit.changed) == [3, 4]
    assert at(100, 100) in edit.changed[4].exterior.coords
    applied(nine, edit)


def test_in_a_large_polygon_only_the_place_of_the_edit_is_looked_at() -> None:
    boxes: list[tuple[float, float, float, float]] = []

    class Watched(ShapesAround):
        def around(self, box: tuple[float, float, float, float]) -> dict[int, shapely.Polygon]:
            boxes.append(box)
            return super().around(box)

    shapes = town(6, 6)
    ring = shapely.coverage_union_all(np.array(list(shapes.values())))
    shapes[99] = shapely.Polygon(shapely.box(X - 9e4, Y - 9e4, X + 9e4, Y + 9e4).exterior, [ring.exterior])
    near = Watched(shapes)
    corner = shapes[2].exterior.coords[1]
    edits = [
        vertices.move_vertices(near, {corner: (corner[0] + 1, corner[1] - 1)}),
        areas.reshape(near, 99, np.array(corner) + np.array([(-30, 30), (0, -5), (30, 30)])),
    ]
    assert all(99 in edit.changed for edit in edits)
    assert max(east - west for west, _, east, _ in boxes) < 1000
