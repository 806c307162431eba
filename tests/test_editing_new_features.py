"""New features, typed numbers, construction lines, coordinates as text: the pure parts of drawing."""

from __future__ import annotations

from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.editing.constraints import degrees_in, number_in
from layers.editing.copying import copies
from layers.editing.drawing import lots, shapes_in
from layers.editing.edit import Added, Edit, Refusal
from layers.editing.newcomers import Attributes, neighbour_of, new_features
from layers.editing.snapping import on_lines
from layers.editing.surroundings import ShapesAround, put
from layers.layer import Layer
from tests.editing_moves import town
from tests.office import CRS

LEFT, RIGHT = shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)


def near() -> ShapesAround:
    """Two parcels side by side."""
    return ShapesAround({1: LEFT, 2: RIGHT})


def done(edit: Edit) -> dict[int, shapely.Geometry]:
    """The parcels after an edit."""
    around = near()
    put(around, edit, tuple(range(10, 10 + len(edit.added))))
    return around.shapes


def test_several_polygons_are_cut_against_each_other_too() -> None:
    drawn = [Added(shapely.box(50, 50, 150, 150)), Added(shapely.box(120, 80, 180, 160))]
    edit = new_features(near(), drawn, coverage=True)
    after = done(edit)
    assert shapely.coverage_is_valid(list(after.values()))
    first, second = (one.geometry for one in edit.added)
    assert first.area == pytest.approx(100 * 50)
    assert second.area == pytest.approx(60 * 60 - 30 * 50)
    whole = shapely.union_all([LEFT, RIGHT, *(one.geometry for one in drawn)])
    assert sum(shape.area for shape in after.values()) == pytest.approx(whole.area)
    assert all(after[fid].area == pytest.approx(1e4) for fid in (1, 2))


def test_the_second_takes_from_the_first_when_told_to() -> None:
    drawn = [Added(shapely.box(50, 50, 150, 150)), Added(shapely.box(120, 80, 180, 160))]
    edit = new_features(near(), drawn, coverage=True, against="take")
    after = done(edit)
    assert shapely.coverage_is_valid(list(after.values()))
    assert edit.added[1].geometry.area == pytest.approx(60 * 80)
    assert set(edit.before) == {1, 2}
    assert all(fid > 0 for fid in edit.changed)


def test_what_has_no_land_is_left_out_and_that_is_told() -> None:
    drawn = [Added(shapely.box(10, 10, 20, 20)), Added(shapely.box(0, 100, 50, 150))]
    edit = new_features(near(), drawn, coverage=True)
    assert len(edit.added) == 1
    assert "1" in edit.told[-1].zh
    with pytest.raises(Refusal) as refused:
        new_features(near(), drawn[:1] * 2, coverage=True)
    assert refused.value.code == "edit.covered"
    with pytest.raises(Refusal):
        new_features(near(), drawn[:1], coverage=True)


def test_free_land_in_pieces_becomes_a_feature_each() -> None:
    edit = new_features(near(), [Added(shapely.box(50, -30, 150, 130))], coverage=True)
    assert sorted(one.geometry.area for one in edit.added) == pytest.approx([3000, 3000])
    assert all(one.geometry.geom_type == "Polygon" for one in edit.added)
    assert "2" in edit.told[-1].zh
    assert shapely.coverage_is_valid(list(done(edit).values()))


def test_a_grid_of_lots_stays_a_coverage() -> None:
    made = lots((20.0, 250.0), bearing=97.0, width=12.5, depth=31.3, columns=6, rows=4, street=9.0)
    edit = new_features(near(), [Added(lot) for lot in made], coverage=True)
    assert len(edit.added) == 24
    assert shapely.coverage_is_valid(list(done(edit).values()))


def test_random_polygons_keep_a_coverage_valid() -> None:
    around = ShapesAround(town(6, 6))
    random = np.random.default_rng(7)
    west, south, east, north = shapely.total_bounds(list(around.shapes.values())).tolist()
    fid, taken = 1000, 0
    for number in range(60):
        centre = random.uniform((west - 50, south - 50), (east + 50, north + 50))
        angle = np.sort(random.uniform(0, 2 * np.pi, 7))
        drawn = shapely.polygons(
            centre + 70 * random.uniform(0.4, 1, (7, 1)) * np.column_stack([np.cos(angle), np.sin(angle)])
        )
        before = sum(shape.area for shape in around.shapes.values())
        try:
            edit = new_features(around, [Added(drawn)], coverage=True, against=("fill", "take")[number % 2])
        except Refusal:
            continue
        put(around, edit, tuple(range(fid, fid + len(edit.added))))
        fid += len(edit.added)
        taken += 1
        shapes = list(around.shapes.values())
        assert shapely.coverage_is_valid(shapes)
        gained = sum(shape.area for shape in shapes) - before
        assert -1e-6 <= gained <= drawn.area + 1e-6
    assert taken > 30


def test_attributes_are_laid_over_and_may_come_from_the_neighbour() -> None:
    drawn = [Added(shapely.box(90, 100, 200, 150), values={"no": "X", "code": "old"})]
    (plain,) = new_features(near(), drawn, coverage=True, attributes=Attributes({"code": "0701"})).added
    assert plain.values == {"no": "X", "code": "0701"}
    as_neighbour = Attributes({"no": None}, as_neighbour=True)
    (like,) = new_features(near(), drawn, coverage=True, attributes=as_neighbour).added
    assert (like.like, like.values) == (2, {"no": None})
    assert neighbour_of(near(), shapely.box(300, 0, 400, 100)) is None
    assert neighbour_of(near(), shapely.Point(0, 0)) is None


def test_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(Refusal):
        new_features(near(), [Added(shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)]))])


# Typed numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [("12.5", 12.5), ("－３", -3.0), ("4,480,000.25", 4480000.25), (" 7 ", 7.0), (".5", 0.5), ("", None), ("  ", None)],
)
def test_numbers_as_they_are_typed(text: str, number: float | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("45.5", 45.5), ("45°30′", 45.5), ("45 30 36", 45.51), ("-10°30'", -10.5), ("120度30分", 120.5), ("", None)],
)
def test_degrees_as_they_are_typed(text: str, degrees: float | None) -> None:
    assert degrees_in(text) == pytest.approx(degrees)


@pytest.mark.parametrize("text", ["abc", "1e5", "nan", "inf", "1.2.3", "--1", "9" * 40])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        number_in(text)


@pytest.mark.parametrize("text", ["45°90′", "1 2 3 4", "N45E", "°"])
def test_what_are_no_degrees_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        degrees_in(text)


# Construction lines


def test_a_crossing_of_construction_lines_wins_over_their_feet() -> None:
    lines = [((0.0, 0.0), (1.0, 0.0)), ((50.0, 0.0), (50.0, 1.0))]
    crossing = on_lines((50.5, 0.4), lines, 1.0)
    assert crossing is not None
    assert (crossing.kind, crossing.place) == ("construction", (50.0, 0.0))
    foot = on_lines((900.0, 0.4), lines, 1.0)
    assert foot is not None
    assert foot.place == pytest.approx((900.0, 0.0))
    assert on_lines((900.0, 4.0), lines, 1.0) is None
    assert on_lines((0.0, 0.0), [], 1.0) is None
    parallel = [((0.0, 0.0), (1.0, 0.0)), ((0.0, 5.0), (1.0, 5.0))]
    assert on_lines((3.0, 4.9), parallel, 1.0).place == pytest.approx((3.0, 5.0))  # type: ignore[union-attr]
    met = on_lines((10.2, 0.1), lines[:1], 1.0, edge=((10.0, -5.0), (10.0, 5.0)))
    assert met is not None
    assert met.place == (10.0, 0.0)


# Coordinates as text


def test_an_empty_line_begins_another_shape_and_lines_are_counted() -> None:
    text = "J1 0 0\nJ2 10 0\nJ3 10 10\nJ1 0 0\n\n\n20,0\n30,0\n30,10\n"
    first, second = shapes_in(text, "polygon")
    assert first.equals(shapely.Polygon([(0, 0), (10, 0), (10, 10)]))
    assert second.equals(shapely.Polygon([(20, 0), (30, 0), (30, 10)]))
    assert [point.coords[0] for point in shapes_in("1 2\n\n3 4", "point", northing_first=True)] == [(2, 1), (4, 3)]
    with pytest.raises(Refusal, match="7"):
        shapes_in("0 0\n1 0\n1 1\n\n5 5\n6 5\nbad", "polygon")
    for text in ("", "\n\n", "1 2\n3 4"):
        with pytest.raises(Refusal) as refused:
            shapes_in(text, "polygon")
        assert refused.value.code == "draw.few"


# From another layer


def layer(name: str, kind: str, frame: gpd.GeoDataFrame, fields: dict[str, str]) -> Layer:
    """A layer of a table."""
    return Layer(name, None, frame, frame.crs, kind, frame.attrs.get("path"), "", MappingProxyType(fields))  # type: ignore[arg-type]


def test_copies_have_the_fields_that_both_layers_know_and_the_other_crs() -> None:
    shape = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    frame = gpd.GeoDataFrame(
        {"name": ["甲", None], "code": [np.int64(7), np.int64(8)], "more": ["x", "y"]},
        geometry=[shape, shapely.box(9, 9, 10, 10)],
        crs=CRS,
    )
    source = layer("source", "polygon", frame, {"name": "MC", "code": "DM"})
    empty = gpd.GeoDataFrame({"name": [], "code": []}, geometry=[], crs=CRS)
    target = layer("target", "polygon", empty, {"name": "mingcheng", "code": "daima", "other": "qita"})
    made = copies(source, [0, 1], target)
    assert [one.values for one in made] == [
        {"mingcheng": "甲", "daima": 7},
        {"mingcheng": "甲", "daima": 7},
        {"daima": 8},
    ]
    assert made[1].geometry.equals(shapely.box(5, 5, 6, 6))
    with pytest.raises(Refusal):
        copies(source, [0], layer("lines", "line", empty, {}))
