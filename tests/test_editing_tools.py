"""Tools that need no coverage: lines, transforms, shapes to draw, what is typed; and the features around a place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from layers.editing import constraints, drawing, lines, splitting, transforms
from layers.editing.areas import clip, reshape
from layers.editing.constraints import Typed, next_point
from layers.editing.edit import Refusal
from layers.editing.surroundings import ShapesAround, _boxes, features_of, of_shapes
from layers.geometry.ragged import ragged
from tests.editing_moves import town
from tests.factories import CRS, layer

L = shapely.LineString


@pytest.fixture
def one() -> ShapesAround:
    return ShapesAround({0: shapely.box(0, 0, 10, 10), 1: L([(0, 20), (10, 20)])})


def test_a_line_is_split_trimmed_and_extended(one: ShapesAround) -> None:
    split = splitting.split_by_line(one, [1], np.array([(4.0, 15.0), (4.0, 25.0)]))
    assert [split.changed[1].length, split.added[0].geometry.length] == [6, 4]
    cutters = [L([(3, 15), (3, 25)]), L([(8, 15), (8, 25)])]
    assert lines.trim(one, 1, (5, 20), cutters).changed[1].wkt == "MULTILINESTRING ((0 20, 3 20), (8 20, 10 20))"
    assert lines.trim(one, 1, (9, 20), cutters).changed[1].length == 8
    longer = lines.extend(one, 1, (10, 20), [shapely.box(30, 0, 40, 40), L([(50, 0), (50, 50)])])
    assert longer.changed[1].coords[-1] == (30, 20)
    with pytest.raises(Refusal, match=r"edit\.nothing_ahead"):
        lines.extend(one, 1, (0, 20), [shapely.box(30, 0, 40, 40)])


def test_a_line_is_trimmed_at_one_end_and_then_at_the_other_and_keeps_its_own_vertices() -> None:
    near = ShapesAround({1: L([(0, 20), (5, 21), (10, 20), (15, 21), (20, 20)])})
    cutter = [shapely.box(2, 0, 18, 40)]
    first = lines.trim(near, 1, (0, 20), cutter).changed[1]
    assert list(first.coords)[1:] == [(5, 21), (10, 20), (15, 21), (20, 20)]
    both = lines.trim(ShapesAround({1: first}), 1, (20, 20), cutter).changed[1]
    assert [x for x, _ in both.coords] == [2, 5, 10, 15, 18]
    # A vertex of the line itself that lies on the border is where it is trimmed, too.
    at_vertex = lines.trim(near, 1, (19, 20.2), [L([(15, 0), (15, 40)])]).changed[1]
    assert at_vertex.coords[-1] == (15, 21)
    ring = ShapesAround({1: L([(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)])})
    opened = lines.trim(ring, 1, (10, 5), [L([(-5, 2), (15, 2)]), L([(-5, 8), (15, 8)])]).changed[1]
    assert (opened.geom_type, opened.length) == ("LineString", 34)


def test_in_a_coverage_a_polygon_is_not_grown_over_its_neighbours() -> None:
    near = ShapesAround(town(2, 1))
    with pytest.raises(Refusal, match=r"edit\.overlap"):
        transforms.offset(near, [0], 3, copied=False, coverage=True)
    assert shapely.area(transforms.offset(near, [0], -3, copied=False, coverage=True).changed[0]) < 9_900


def test_a_line_is_reshaped_and_clipped(one: ShapesAround) -> None:
    assert reshape(one, 1, np.array([(2.0, 19.0), (2.0, 23.0), (6.0, 23.0), (6.0, 19.0)])).changed[1].length == 16
    assert clip(one, [1], shapely.box(0, 0, 5, 30)).changed[1].length == 5


def test_turning_is_clockwise_and_mirroring_is_its_own_inverse() -> None:
    turned = transforms.turned(90, (0, 0))(np.array([[0.0, 1.0]]))
    assert turned == pytest.approx(np.array([[1.0, 0.0]]))
    mirror = transforms.mirrored((0, 0), (1, 1))
    assert mirror(mirror(np.array([[3.0, 5.0]]))) == pytest.approx(np.array([[3.0, 5.0]]))
    with pytest.raises(Refusal, match=r"edit\.axis"):
        transforms.mirrored((1, 1), (1, 1))


def test_features_move_alone_or_take_their_neighbours_along() -> None:
    near = ShapesAround(town(2, 1))
    with pytest.raises(Refusal, match=r"edit\.overlap"):
        transforms.transform(near, [0], transforms.moved(5, 0))
    assert sorted(transforms.transform(near, [0], transforms.moved(5, 0), follow=True).changed) == [0, 1]
    assert len(transforms.copy(near, [0, 1], [transforms.moved(500, 0), transforms.moved(900, 0)]).added) == 4


def test_buffers_and_offsets(one: ShapesAround) -> None:
    assert shapely.area(transforms.buffer(one, [0], 1, joins="mitre").added[0].geometry) == 144
    assert transforms.offset(one, [1], 2).added[0].geometry.wkt == "LINESTRING (0 22, 10 22)"
    with pytest.raises(Refusal, match=r"edit\.vanishes"):
        transforms.buffer(one, [0], -6)


def test_nearly_square_corners_become_square() -> None:
    near = ShapesAround({0: shapely.Polygon([(0, 0), (10, 0.4), (10.3, 8), (-0.2, 8.1)])})
    xy = np.array(transforms.orthogonalise(near, 0).changed[0].exterior.coords)
    step = np.diff(xy, axis=0)
    assert np.einsum("ij,ij->i", step[:-1], step[1:]) == pytest.approx(0, abs=1e-9)
    with pytest.raises(Refusal, match=r"edit\.square"):
        transforms.orthogonalise(ShapesAround({0: shapely.box(0, 0, 3, 4)}), 0)


def test_vertices_are_put_onto_an_edge(one: ShapesAround) -> None:
    one.shapes[2] = shapely.box(10.2, 0, 20, 10)
    edit = transforms.align(one, [2], ((10, 0), (10, 10)), 0.5)
    assert edit.changed[2].bounds == (10, 0, 20, 10)


def test_rectangles_circles_and_arcs() -> None:
    assert drawing.rectangle((4, 5), (0, 0)).area == 20
    assert drawing.rectangle_on_edge((0, 0), (10, 0), (3, -2)).area == pytest.approx(20)
    circle = drawing.circle((0, 0), 100, deviation=0.01)
    assert shapely.hausdorff_distance(circle.exterior, shapely.Point(0, 0).buffer(100, 500).exterior) < 0.02
    arc = drawing.arc((0, 1), (1, 0), (0, -1))
    assert [tuple(arc[0]), tuple(arc[-1])] == [(0, 1), (0, -1)]
    assert (1.0, 0.0) in set(map(tuple, arc.tolist()))
    assert np.hypot(*arc.T) == pytest.approx(1)
    with pytest.raises(Refusal, match=r"draw\.straight"):
        drawing.circle_through((0, 0), (1, 1), (2, 2))


def test_lots_side_by_side_share_their_corners_to_the_bit() -> None:
    lots = drawing.lots((560_000, 4_480_000), bearing=33, width=15, depth=30, columns=6, rows=2)
    assert len(lots) == 12
    assert shapely.coverage_is_valid(np.array(lots))
    assert shapely.coverage_union_all(np.array(lots)).geom_type == "Polygon"
    streets = drawing.lots((0, 0), bearing=0, width=15, depth=30, columns=1, rows=4, street=12)
    assert shapely.total_bounds(np.array(streets))[2] == 132


def test_places_are_read_from_text_with_or_without_names() -> None:
    found = drawing.places_in("J1, 560000.5, 4480000\n2\t560010 4480000\n\n５６００１０，4480010")
    assert found.tolist() == [[560000.5, 4480000], [560010, 4480000], [560010, 4480010]]
    assert drawing.places_in("4480000 560000", northing_first=True).tolist() == [[560000, 4480000]]
    assert drawing.shape_of(found, "polygon").area == 47.5
    with pytest.raises(Refusal, match=r"line 2"):
        drawing.places_in("1 2\nnothing")


def test_plots_of_a_boundary_point_file_become_features(tmp_path: Path) -> None:
    text = "[地块坐标]\n4,1.0,A-1,甲地,面,,,,@\n" + "".join(
        f"J{number},1,{4_480_000 + y},{560_000 + x}\n"
        for number, (x, y) in enumerate([(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)], start=1)
    )
    file = tmp_path / "plot.txt"
    file.write_text(text, encoding="gb18030")
    (added,) = drawing.from_boundary_points(file, CRS, names={"DKMC": "名称"})
    assert added.geometry.area == 10_000
    assert added.values == {"名称": "甲地"}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (Typed(length=5, bearing=90), (15, 10)),
        (Typed(length=5), (10, 15)),
        (Typed(bearing=45, x=13), (13, 13)),
        (Typed(angle=90, length=2), (10, 8)),
        (Typed(x=3, y=4), (3, 4)),
        (Typed(dx=1, dy=-1), (11, 9)),
        (Typed(length=5, x=13), (13, 14)),
        (Typed(y=12), (10, 12)),
    ],
)
def test_typed_figures_give_the_next_point(typed: Typed, expected: tuple[float, float]) -> None:
    assert next_point(typed, (10, 20), (10, 10), (0, 10)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (Typed(length=5, bearing=0, x=3), "too_many"),
        (Typed(bearing=0, angle=0), "too_many"),
        (Typed(bearing=90, x=3), "missed"),
        (Typed(length=2, x=20), "unreached"),
    ],
)
def test_what_cannot_be_is_said(typed: Typed, code: str) -> None:
    with pytest.raises(Refusal, match=rf"typed\.{code}"):
        next_point(typed, (10, 20), (10, 10), (0, 10))
    with pytest.raises(Refusal, match=r"typed\.no_start"):
        next_point(Typed(length=1), (0, 0))


def test_figures_of_the_edge_being_drawn() -> None:
    assert constraints.figures((0, 0), (3, 4), (0, -5)) == pytest.approx((5, 36.8699, 36.8699), rel=1e-5)


def test_features_are_found_by_box_as_by_looking_at_all_of_them() -> None:
    random = np.random.default_rng(4)
    low = random.uniform(0, 1000, (500, 2))
    shapes = shapely.box(*low.T, *(low + random.exponential(20, (500, 2))).T)
    shapes[7] = shapely.box(-50, -50, 2000, 1)
    shapes[9] = None
    near = of_shapes(np.arange(500), shapes)
    for x, y, width in random.uniform(-100, 1100, (50, 3)):
        box = (x, y, x + width / 5, y + width / 9)
        bounds = shapely.bounds(shapes)
        meets = (
            (bounds[:, 0] <= box[2]) & (bounds[:, 2] >= box[0]) & (bounds[:, 1] <= box[3]) & (bounds[:, 3] >= box[1])
        )
        assert sorted(near.around(box)) == np.flatnonzero(meets).tolist()
    assert near.shape(9) is None
    assert near.shape(700) is None


def test_a_layer_gives_its_features_around_a_place() -> None:
    shapes = list(town(4, 4).values())
    near = features_of(layer("zoning", shapes))
    assert 5 in near.around(shapes[5].bounds)
    assert near.shape(5).equals(shapes[5])
    assert _boxes(ragged(np.array(shapes)), 16) == pytest.approx(shapely.bounds(shapes))
