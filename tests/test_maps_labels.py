"""Labels: what they say, that each stands where it belongs, and that drawing them is quick."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from itertools import combinations

import numpy as np
import pypdfium2
import pytest
import shapely
from PySide6.QtGui import QColor, QImage, QPainter, QPdfWriter

from core.errors import AppError
from layers.layer import Layer
from maps.drawing.display import display_layer
from maps.labelling import LabelStyle, PlacedLabel, from_values, label_source, parse, place_labels, role_label
from maps.labelling.candidates import Place, boxes_at
from maps.labelling.drawing import TextImages, draw_labels
from maps.labelling.label_style import as_values
from maps.labelling.text_sizes import line_width
from maps.sheets.sheet_items import text_width
from maps.view import MapView
from tests.maps_plans import EAST, NORTH, layer_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")

DENSITY = 4.0
CODES = LabelStyle("{class_code}", size=1.6, halo=0.0)


def placed_in(view: MapView, *pairs: tuple[Layer, LabelStyle], density: float = DENSITY) -> list[PlacedLabel]:
    sources = [label_source(layer, display_layer(layer, None), style) for layer, style in pairs]
    return place_labels(sources, view, density)


def view_of(x: float, y: float, metres: float, *, pixels: int = 800) -> MapView:
    """A square view of so many metres about a place given like those of ``square``."""
    return MapView(EAST + x, NORTH + y, metres / pixels, pixels, pixels)


def boxes_of(label: PlacedLabel) -> list[tuple[float, float, float, float]]:
    return boxes_at(Place(label.x, label.y, label.angle), label.width, label.height)


def overlapping(labels: list[PlacedLabel]) -> list[tuple[str, str]]:
    def meet(first: PlacedLabel, second: PlacedLabel) -> bool:
        return any(
            a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
            for a in boxes_of(first)
            for b in boxes_of(second)
        )

    return [(one.lines[0], other.lines[0]) for one, other in combinations(labels, 2) if meet(one, other)]


def on_map(label: PlacedLabel, view: MapView) -> shapely.Geometry:
    left, top, right, bottom = boxes_of(label)[0]
    return shapely.box(*view.to_map(left, bottom), *view.to_map(right, top))


def odd_parcels(count: int = 300) -> list[shapely.Geometry]:
    """Star-shaped parcels of all sizes with holes in some, scattered so that they overlap."""
    random = np.random.default_rng(4)
    parcels = []
    for number in range(count):
        turns = np.linspace(0, 2 * np.pi, 14, endpoint=False)
        reach = random.uniform(20, 260) * random.uniform(0.35, 1.0, 14)
        x, y = EAST + random.uniform(0, 4000), NORTH + random.uniform(0, 4000)
        parcel = shapely.Polygon(np.column_stack([x + reach * np.cos(turns), y + reach * np.sin(turns)]))
        parcels.append(parcel.difference(shapely.Point(x, y).buffer(12)) if number % 3 == 0 else parcel)
    return parcels


# What they say


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{parcel_no} {class_name}", ("A-01 公园绿地",)),
        ("{parcel_no}\n{area:.2ha} ha", ("A-01", "1.23 ha")),
        (r"{parcel_no}\n{area:.1mu}亩", ("A-01", "18.5亩")),
        ("{area:,.0f} m²", ("12 346 m²",)),
        ("{area:.3km2}", ("0.012",)),
        ("{{{parcel_no}}}", ("{A-01}",)),
        ("{parcel_no}\n{empty}\n{class_name}", ("A-01", "公园绿地")),
        ("{empty}", ()),
        ("编号 {empty}", ()),
        ("{nosuch}{parcel_no}", ("A-01",)),
        ("{@class}", ("公园绿地",)),
    ],
)
def test_a_template_is_filled_with_fields_and_number_formats(template: str, expected: tuple[str, ...]) -> None:
    layer = layer_of(
        "zoning", [square(0, 0, 90)], class_code=["1401"], parcel_no=["A-01"], class_name=["公园绿地"], empty=[None],
        area=["12345.678"],
    )  # fmt: skip
    source = label_source(layer, display_layer(layer, None), LabelStyle(template))
    assert source.texts(np.array([0]), "zh") == [expected]


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("{a.__class__}", "unknown_field"),
        ("{a[0]}", "unknown_field"),
        ("{a!r}", "unknown_field"),
        ("{a:>99999999}", "format"),
        ("{a:.99f}", "format"),
        ("{a:{b}}", "format"),
        ("{a:%Y}", "format"),
        ("{}", "field"),
        ("{:f}", "field"),
        ("{a", "brace"),
        ("a}", "brace"),
        ("", "empty"),
        (" \n ", "empty"),
        ("x" * 301, "too_long"),
        ("{a}" * 13, "too_many"),
        ("x\n" * 7, "too_many"),
    ],
)
def test_templates_with_anything_else_are_refused_in_words(template: str, code: str) -> None:
    with pytest.raises(AppError) as refused:
        parse(template, {"a", "b"})
    assert refused.value.code == f"label.{code}"
    assert refused.value.message.zh.endswith("。")


def test_a_misplaced_brace_is_named_by_its_place() -> None:
    with pytest.raises(AppError) as refused:
        parse("ab {name")
    assert "4" in refused.value.message.zh
    assert "character 4" in refused.value.message.en


def test_attribute_text_becomes_one_short_visible_line() -> None:
    hostile = ["a\nb\tc\u202e\u0007d", "x" * 5000, "{parcel_no}", "</text>&amp;"]
    layer = layer_of("zoning", [square(0, 0, 90)] * 4, name_=hostile)
    source = label_source(layer, display_layer(layer, None), LabelStyle("{name_}"))
    texts = [lines[0] for lines in source.texts(np.arange(4), "zh")]
    assert texts == ["a b c d", "x" * 39 + "…", "{parcel_no}", "</text>&amp;"]


def test_numbers_that_cannot_be_written_leave_nothing() -> None:
    layer = layer_of("zoning", [square(0, 0, 9)] * 4, area=["inf", "nan", "1e300", "none"])
    source = label_source(layer, display_layer(layer, None), LabelStyle("{area:.1ha}"))
    assert source.texts(np.arange(4), "zh") == [()] * 4


def test_a_line_is_as_wide_as_its_characters() -> None:
    for line in ("0701 城镇住宅用地", "12 345.6 m²", "fi ffl AVATo", "丹岱沟——（A）"):
        assert line_width(line, 3.0) == pytest.approx(text_width(line, 3.0), rel=0.01)


# Styles


def test_a_style_comes_back_from_its_record() -> None:
    style = LabelStyle("{name}", size=3.0, colour="#102030", callouts=True, max_denominator=5000.0, priority=7)
    assert from_values(as_values(style)) == style
    assert set(as_values(LabelStyle("x"))) == {"template"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": -1}, {"size": "2"}, {"size": True}, {"size": float("nan")}, {"colour": "red"}, {"placement": "above"},
        {"most": 10**9}, {"shown": "yes"}, {"nosuch": 1}, {"template": 5}, {"template": "{"}, {"max_denominator": -5},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(AppError, match="label"):
        from_values({"template": "{name}", **wrong})


def test_roles_have_labels_of_their_own() -> None:
    assert role_label("zoning") is not None
    assert role_label("river") is not None
    assert role_label("nosuch") is None
    assert role_label(None) is None


# In polygons


def test_texts_lie_inside_their_parcels_and_never_overlap() -> None:
    parcels = odd_parcels()
    layer = layer_of("zoning", parcels, class_code=[str(number) for number in range(len(parcels))])
    view = view_of(2000, 2000, 4000)
    labels = placed_in(view, (layer, CODES))
    assert len(labels) > 40
    assert overlapping(labels) == []
    for label in labels:
        assert parcels[label.row].contains(on_map(label, view)), label


def test_the_middle_of_a_simple_parcel_is_taken() -> None:
    layer = layer_of("zoning", [square(-100, -100, 200)], class_code=["0701"])
    (label,) = placed_in(view_of(0, 0, 800), (layer, CODES))
    assert (label.x, label.y) == pytest.approx((400, 400), abs=0.5)


def test_a_ring_is_not_labelled_in_its_hole() -> None:
    ring = shapely.Point(EAST, NORTH).buffer(200).difference(shapely.Point(EAST, NORTH).buffer(120))
    layer = layer_of("zoning", [ring], class_code=["07"])
    view = view_of(0, 0, 800)
    (label,) = placed_in(view, (layer, CODES))
    assert ring.contains(on_map(label, view))


def test_what_is_too_small_is_left_out_or_called_out() -> None:
    layer = layer_of("zoning", [square(-5, -5, 10)], class_code=["0701"])
    view = view_of(0, 0, 800)
    assert placed_in(view, (layer, CODES)) == []
    (label,) = placed_in(view, (layer, replace(CODES, callouts=True)))
    assert label.leader is not None
    x, y = view.to_map(*label.leader[:2])
    assert layer.frame.geometry[0].contains(shapely.Point(x, y))
    assert not layer.frame.geometry[0].intersects(on_map(label, view))


def test_called_out_texts_and_leaders_keep_clear_of_each_other() -> None:
    parcels = [square(40 * i, 40 * j, 10) for i in range(8) for j in range(8)]
    layer = layer_of("zoning", parcels, class_code=[f"09{n:02d}" for n in range(64)])
    labels = placed_in(view_of(160, 160, 1200), (layer, replace(CODES, callouts=True)))
    assert len(labels) > 15
    assert overlapping(labels) == []
    lines = [shapely.LineString([label.leader[:2], label.leader[2:]]) for label in labels if label.leader]
    assert len(lines) == len(labels)
    assert not any(one.crosses(other) for one, other in combinations(lines, 2))
    for one in labels:
        inner = shapely.box(*boxes_of(one)[0]).buffer(-0.5)
        assert not any(inner.intersects(line) for line in lines)


def test_several_lines_need_room_for_all_of_them() -> None:
    layer = layer_of("zoning", [square(-100, -10, 200).intersection(square(-100, -10, 20)), square(-60, 40, 200)])
    labels = placed_in(view_of(0, 0, 800), (layer, LabelStyle("一\n二\n三", size=3.0)))
    assert [label.row for label in labels] == [1]
    assert labels[0].height == pytest.approx(DENSITY * 3.0 * 3.5)


def test_places_stay_while_the_view_moves() -> None:
    layer = town(["0701", "1401"], side=12)
    view = view_of(1200, 1200, 2600)
    before = {label.row: view.to_map(label.x, label.y) for label in placed_in(view, (layer, CODES))}
    moved = view.panned(137, -61)
    after = {label.row: moved.to_map(label.x, label.y) for label in placed_in(moved, (layer, CODES))}
    whole = [row for row in set(before) & set(after) if _is_whole(layer, row, view) and _is_whole(layer, row, moved)]
    assert len(whole) > 80
    for row in whole:
        assert after[row] == pytest.approx(before[row], abs=0.01)


def _is_whole(layer: Layer, row: int, view: MapView) -> bool:
    margin = 10 * view.metres_per_pixel
    return bool(shapely.box(*view.extent).buffer(-margin).contains(layer.frame.geometry[row]))


def test_the_part_in_view_of_a_large_parcel_is_labelled() -> None:
    layer = layer_of("zoning", [square(-5000, -5000, 10_000)], class_code=["0701"])
    view = view_of(4800, 4800, 800)
    (label,) = placed_in(view, (layer, CODES))
    assert layer.frame.geometry[0].contains(on_map(label, view))


def test_nothing_is_cut_at_the_edge_or_written_over_what_is_taken() -> None:
    layer = layer_of("zoning", odd_parcels(), class_code=["0701"] * 300)
    source = label_source(layer, display_layer(layer, None), replace(CODES, placement="over"))
    taken = (100.0, 100.0, 400.0, 300.0)
    labels = place_labels([source], view_of(2000, 2000, 1500), DENSITY, taken=[taken])
    assert labels
    for label in labels:
        for left, top, right, bottom in boxes_of(label):
            assert left >= 0
            assert top >= 0
            assert right <= 800
            assert bottom <= 800
            assert right <= taken[0] or left >= taken[2] or bottom <= taken[1] or top >= taken[3]


def test_the_more_important_layer_comes_first_and_the_same_view_gets_the_same_labels() -> None:
    zoning = town(["0701"], side=4)
    lake = layer_of("water_body", [square(0, 0, 700)], name=["湖"], name_=["云湖"])
    pairs = [(zoning, CODES), (lake, LabelStyle("{name_}", size=6.0, priority=9, placement="over"))]
    view = view_of(400, 400, 1000)
    labels = placed_in(view, *pairs)
    assert labels[0].lines == ("云湖",)
    assert overlapping(labels) == []
    assert labels == placed_in(view, *pairs)


def test_the_same_words_are_not_repeated_nearby_where_the_style_says_so() -> None:
    layer = layer_of("water_body", [square(300 * i, 0, 250) for i in range(4)], name_=["云湖", "云湖", "云湖", "月湖"])
    view = view_of(600, 0, 1600)
    style = LabelStyle("{name_}", placement="over")
    assert len(placed_in(view, (layer, style))) == 4
    assert sorted(label.lines[0] for label in placed_in(view, (layer, replace(style, repeat=400)))) == ["云湖", "月湖"]


def test_scale_range_and_count_are_kept() -> None:
    layer = town(["0701"], side=6)
    view = view_of(600, 600, 1300)
    denominator = view.scale_denominator(DENSITY)
    assert placed_in(view, (layer, replace(CODES, max_denominator=denominator * 0.9))) == []
    assert placed_in(view, (layer, replace(CODES, min_denominator=denominator * 1.1))) == []
    assert placed_in(view, (layer, replace(CODES, shown=False))) == []
    assert len(placed_in(view, (layer, replace(CODES, most=5)))) == 5
    assert len(placed_in(view, (layer, CODES))) == 36


def test_dark_fills_get_white_text_without_a_rim() -> None:
    layer = layer_of("zoning", [square(-200, 0, 150), square(0, 0, 150)], class_code=["1303", "0701"])
    labels = placed_in(view_of(0, 0, 800), (layer, replace(CODES, halo=0.4)))
    looks = {label.lines[0]: (label.colour, label.halo) for label in labels}
    assert looks["1303"] == ("#FFFFFF", 0.0)
    assert looks["0701"] == ("#2B2F38", 0.4)


# Along lines and beside points


def test_names_run_along_lines_upright_and_at_a_distance() -> None:
    turns = np.linspace(0, 1.2, 200)
    bow = np.column_stack([EAST + 1500 * np.cos(turns), NORTH + 1500 * np.sin(turns)])
    lines = [shapely.LineString(bow), shapely.LineString([(EAST, NORTH), (EAST - 900, NORTH - 900)])]
    layer = layer_of("road", lines, shape="line", name_=["云环大道", "斜路"])
    view = view_of(600, 300, 4000)
    labels = placed_in(view, (layer, LabelStyle("{name_}", placement="along", repeat=25)))
    assert {label.lines[0] for label in labels} == {"云环大道", "斜路"}
    assert sum(label.lines[0] == "云环大道" for label in labels) >= 3
    assert overlapping(labels) == []
    for label in labels:
        assert -90 <= label.angle <= 90
        assert lines[label.row].distance(shapely.Point(view.to_map(label.x, label.y))) < 3 * view.metres_per_pixel * 4
    assert next(label.angle for label in labels if label.lines[0] == "斜路") == pytest.approx(-45)


def test_a_line_too_crooked_for_its_name_has_none() -> None:
    zigzag = shapely.LineString([(EAST + 6 * i, NORTH + 12 * (i % 2)) for i in range(80)])
    layer = layer_of("road", [zigzag], shape="line", name_=["曲折小路"])
    assert placed_in(view_of(240, 0, 800), (layer, LabelStyle("{name_}", placement="along"))) == []


def test_names_stand_beside_points_clear_of_all_markers() -> None:
    random = np.random.default_rng(7)
    places = [shapely.Point(EAST + x, NORTH + y) for x, y in random.uniform(0, 1000, (120, 2))]
    layer = layer_of("facility", places, shape="point", name_=[f"小学{n}" for n in range(120)], kind=["clinic"] * 120)
    view = view_of(500, 500, 1100)
    labels = placed_in(view, (layer, LabelStyle("{name_}", placement="beside", size=2.0)))
    assert len(labels) > 20
    assert overlapping(labels) == []
    for label in labels:
        x, y = view.to_screen(places[label.row].x, places[label.row].y)
        assert np.hypot(label.x - x, label.y - y) < label.width + 20
        assert not (abs(label.x - x) < label.width / 2 and abs(label.y - y) < label.height / 2)


# Odd data


def test_odd_geometry_is_no_obstacle() -> None:
    bow_tie = shapely.Polygon([(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)])
    flat = shapely.Polygon([(EAST, NORTH), (EAST + 500, NORTH), (EAST, NORTH)])
    far = shapely.Polygon([(1e9, 1e9), (2e9, 1e9), (2e9, 2e9)])
    turns = np.linspace(0, 2 * np.pi, 100_000)
    huge = shapely.Polygon(np.column_stack([EAST + 300 + 90 * np.cos(turns), NORTH + 90 * np.sin(turns)]))
    layer = layer_of("zoning", [None, shapely.Polygon(), bow_tie, flat, far, huge], class_code=["07"] * 6)
    rows = {label.row for label in placed_in(view_of(200, 0, 800), (layer, CODES))}
    assert 5 in rows
    assert rows <= {2, 5}
    nothing = layer_of("zoning", [], class_code=[])
    assert placed_in(view_of(0, 0, 800), (nothing, CODES)) == []


def test_a_hundred_thousand_parcels_in_view_are_labelled_in_a_moment() -> None:
    side = 316
    x, y = (each.ravel() * 100.0 for each in np.meshgrid(np.arange(side), np.arange(side)))
    parcels = shapely.box(EAST + x, NORTH + y, EAST + x + 90, NORTH + y + 90)
    layer = layer_of("zoning", parcels, class_code=["0701"] * len(parcels))
    source = label_source(layer, display_layer(layer, None), replace(CODES, size=0.9, most=5000))
    view = MapView(EAST + 50 * side, NORTH + 50 * side, 33, 1000, 1000)
    place_labels([source], view, DENSITY)
    began = time.process_time()
    whole = place_labels([source], view, DENSITY)
    near = place_labels([source], replace(view, metres_per_pixel=6), DENSITY)
    assert time.process_time() - began < 0.8
    assert whole == []
    assert 1000 < len(near) <= 1500


# Drawing


def drawn(labels: list[PlacedLabel], side: int = 800) -> tuple[QImage, int]:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    pauses = sum(1 for _ in draw_labels(painter, labels, DENSITY))
    painter.end()
    return image, pauses


def test_texts_are_drawn_where_they_are_placed() -> None:
    layer = town(["0701", "1401"], side=5)
    labels = placed_in(view_of(500, 500, 1000), (layer, CODES))
    image, _ = drawn(labels)
    data = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(800, 800, 4)[:, :, 1]
    dark = data < 128
    inside = np.zeros_like(dark)
    for label in labels:
        left, top, right, bottom = (round(each) for each in boxes_of(label)[0])
        assert dark[top:bottom, left:right].any()
        inside[top - 1 : bottom + 1, left - 1 : right + 1] = True
    assert not (dark & ~inside).any()


def test_five_hundred_labels_are_drawn_within_a_frame() -> None:
    layer = town(["0701", "1401", "100101"], side=24)
    labels = placed_in(view_of(2400, 2400, 4900), (layer, replace(CODES, size=1.3, halo=0.3, colour="#202020")))
    assert len(labels) > 500
    drawn(labels)
    began = time.process_time()
    drawn(labels[:500])
    assert time.process_time() - began < 0.05


def test_a_rim_lies_around_the_words_and_the_images_kept_are_bounded() -> None:
    layer = layer_of("zoning", [square(-100, -100, 200)], class_code=["0701"])
    (label,) = placed_in(view_of(0, 0, 800), (layer, replace(CODES, size=4, halo=0.6, colour="#000000")))
    images = TextImages(most_bytes=40_000)
    image = images.image(replace(label, halo_colour="#FF0000"), DENSITY)
    assert images.image(replace(label, halo_colour="#FF0000"), DENSITY) is image
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert "#ff0000" in colours
    for number in range(50):
        images.image(replace(label, lines=(f"{number:04d}",)), DENSITY)
    assert images.kept_bytes <= 40_000


def test_text_stays_text_in_a_pdf(tmp_path) -> None:
    layer = layer_of("zoning", [square(-100, -100, 200)], name_=["丹岱沟湿地"])
    labels = placed_in(view_of(0, 0, 800), (layer, LabelStyle("{name_}\n示意", size=3.0, halo=0.5)))
    writer = QPdfWriter(str(tmp_path / "labels.pdf"))
    writer.setResolution(300)
    painter = QPainter(writer)
    for _ in draw_labels(painter, labels, DENSITY):
        pass
    painter.end()
    with closing(pypdfium2.PdfDocument(tmp_path / "labels.pdf")) as document:
        text = document[0].get_textpage().get_text_range()
    assert "丹岱沟湿地" in text
    assert "示意" in text
