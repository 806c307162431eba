"""A planner's styles: rules, classes of numbers, colour ramps, records, and symbols made of symbols."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import AppError
from core.messages import same
from maps.style_files.filters import conditions_of, filter_of
from maps.style_files.qml import parse_qml
from maps.style_files.qml_writing import write_qml
from maps.symbology.class_breaks import WAYS, breaks_of, graded, histogram, range_labels
from maps.symbology.classing import MOST_VALUES, categorised, default_style, single
from maps.symbology.colours import laid_over
from maps.symbology.conditions import AllOf, AnyOf, Columns, Condition, NoneOf, Test, like_pattern, negated
from maps.symbology.landuse import UNKNOWN, land_use_symbol
from maps.symbology.layer_style import Grading, LayerStyle, StyleClass, applied, counts_of
from maps.symbology.marks import Dots, Hatch, Marker, MarkerLine, Stroke, Symbol
from maps.symbology.ramps import lab, ramps
from maps.symbology.stacking import at_scale, faded, stacked
from maps.symbology.style import role_style
from maps.symbology.style_record import StyleRecordError, record_of, style_from
from maps.symbology.symbols import NOTHING, symbology
from tests.maps_plans import layer_of, square

RED, BLUE = Symbol("#FF0000"), Symbol("#0000FF80")
CODES = ["0701", "0702", "1401", None, "9x"]
FARS = [1, 2, None, 4, 5]


def parcels(**more: list[object]) -> object:
    shapes = [square(number * 10, 0, 10) for number in range(5)]
    return layer_of("zoning", shapes, class_code=CODES, far_max=FARS, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\"class_code\" LIKE '07%'", [1, 1, 0, 0, 0]),
        ("left(\"class_code\", 2) IN ('07', '14')", [1, 1, 1, 0, 0]),
        ("NOT left(class_code, 2) = '07'", [0, 0, 1, 0, 1]),
        ('"far_max" BETWEEN 2 AND 4', [0, 1, 0, 1, 0]),
        ('NOT ("far_max" > 1 AND "class_code" IS NOT NULL)', [1, 0, 0, 1, 0]),
        ('3 < "far_max" OR "class_code" = \'0701\'', [1, 0, 0, 1, 1]),
        ('NOT coalesce(("far_max" > 1), false)', [1, 0, 1, 0, 0]),
        ('"nothing" = 1', [0, 0, 0, 0, 0]),
        ("true", [1, 1, 1, 1, 1]),
        ("\"class_code\" ILIKE '%X'", [0, 0, 0, 0, 1]),
    ],
)
def test_filters_take_the_features_that_qgis_takes(text: str, expected: list[int]) -> None:
    tests = conditions_of(text)
    columns = Columns(parcels())  # type: ignore[arg-type]
    assert columns.meets(tests).astype(int).tolist() == expected
    assert columns.meets(conditions_of(filter_of(tests))).astype(int).tolist() == expected


def test_not_is_that_of_sql_an_empty_field_is_neither() -> None:
    columns = Columns(parcels())  # type: ignore[arg-type]
    for test in (Condition("far_max", ">", ("1",)), Condition("class_code", "in", ("0701",))):
        either = columns.meets([test]) | columns.meets([negated(test)])
        assert either.sum() == 4


def test_a_pattern_of_many_stars_is_not_slow() -> None:
    assert like_pattern("%a" * 300 + "%b", exact=True).fullmatch("a" * 20_000) is None


def rules(*classes: StyleClass, every: bool) -> LayerStyle:
    return LayerStyle("polygon", classes, every=every)


def rule(key: str, symbol: Symbol, *tests: Test, **more: object) -> StyleClass:
    return StyleClass(key, same(key), symbol, tests, **more)  # type: ignore[arg-type]


def test_the_first_rule_takes_a_feature_or_every_rule_draws_it() -> None:
    classes = rule("a", RED, *conditions_of("far_max >= 2")), rule("b", BLUE, *conditions_of("far_max >= 4"))
    layer = parcels()
    first = applied(rules(*classes, every=False), layer)  # type: ignore[arg-type]
    every = applied(rules(*classes, every=True), layer)  # type: ignore[arg-type]
    assert [first.classes[number].key for number in first.class_of_row] == [UNKNOWN, "a", UNKNOWN, "a", "a"]
    assert [every.classes[number].key for number in every.class_of_row] == [UNKNOWN, "a", UNKNOWN, "a+b", "a+b"]
    fills = [every.classes[number].symbol.fill for number in every.class_of_row]
    assert fills[4] == laid_over("#0000FF80", "#FF0000")
    assert every.classes[every.class_of_row[0]].symbol == NOTHING
    assert counts_of(rules(*classes, every=True), layer) == [3, 2]  # type: ignore[arg-type]


def test_rules_have_scales_of_their_own() -> None:
    near = rule("near", RED, max_denominator=5_000.0)
    far = rule("far", BLUE, min_denominator=5_000.0)
    shown = applied(rules(near, far, every=True), parcels())  # type: ignore[arg-type]
    assert shown.symbols_at(1_000) == (RED,)
    assert shown.symbols_at(10_000) == (Symbol("#0000FF80"),)
    again = parse_qml(write_qml(rules(near, far, every=True)).encode(), "a.qml")
    assert [(one.min_denominator, one.max_denominator) for one in again.classes] == [(None, 5_000), (5_000, None)]


def test_an_opaque_fill_hides_what_is_below_and_a_thin_one_tints_it() -> None:
    hatch = Hatch("#000000", 45, 2, 0.2)
    below = Symbol("#FF0000", (hatch,), (Stroke("#00FF00", 1.0),))
    hidden = stacked(below, Symbol("#FFFFFF"))
    assert (hidden.fill, hidden.hatches) == ("#FFFFFF", ())
    assert hidden.strokes == (Stroke("#00FF00", 0.5, offset_mm=-0.25),)
    tinted = stacked(below, Symbol("#FFFFFF80"))
    assert tinted.fill == "#FF8080"
    assert tinted.hatches == (replace(hatch, colour="#808080"),)


def test_opacity_and_ground_lengths_are_worked_in_before_drawing() -> None:
    symbol = Symbol(
        "#FF0000", (Hatch("#000000", 0, 20, 0.2, ground=("spacing_mm",)),), opacity=0.5,
        strokes=(Stroke("#000000", 2, (6, 4), 1, ground=("width_mm", "dash_mm", "offset_mm")),),
    )  # fmt: skip
    drawn = at_scale(faded(symbol), 2_000)
    assert drawn.fill == "#FF000080"
    assert drawn.hatches == (Hatch("#00000080", 0, 10, 0.2),)
    assert drawn.strokes == (Stroke("#00000080", 1, (3, 2), 0.5),)


@pytest.mark.parametrize("way", [way for way in WAYS if way != "manual"])
def test_every_number_falls_into_the_class_that_its_legend_says(way: str) -> None:
    values = np.random.default_rng(3).lognormal(2, 1, 400)
    values[::50] = np.nan
    breaks = breaks_of(values, way, 5)  # type: ignore[arg-type]
    known = values[np.isfinite(values)]
    assert breaks.limits[0] <= known.min()
    assert breaks.limits[-1] >= known.max()
    assert list(breaks.limits) == sorted(set(breaks.limits))
    number = np.searchsorted(breaks.limits[1:], known, side="left")
    assert set(number.tolist()) <= set(range(len(breaks.limits) - 1))


def test_the_simple_ways_are_those_of_mapclassify() -> None:
    import mapclassify

    values = np.random.default_rng(5).lognormal(2, 1, 300)
    makers = {
        "quantiles": mapclassify.Quantiles(values, k=4),
        "equal": mapclassify.EqualInterval(values, k=4),
        "deviation": mapclassify.StdMean(values),
    }
    for way, maker in makers.items():
        inner = [one for one in maker.bins if values.min() < one < values.max()]
        assert breaks_of(values, way, 4).limits[1:-1] == pytest.approx(inner, abs=0.1), way  # type: ignore[arg-type]


def test_breaks_of_many_values_say_that_they_come_from_a_sample() -> None:
    values = np.arange(30_000, dtype=float)
    assert breaks_of(values, "jenks", 3).sampled
    assert not breaks_of(values, "quantiles", 3).sampled


def test_numbers_without_spread_and_no_numbers() -> None:
    assert breaks_of(np.array([3.0, 3.0]), "quantiles", 5).limits == (3.0, 3.0)
    assert breaks_of(np.array([1.0, 2.0]), "jenks", 5).limits == (1.0, 2.0)
    with pytest.raises(AppError) as caught:
        breaks_of(np.array([np.nan]), "equal", 3)
    assert caught.value.code == "style.no_numbers"
    assert histogram(np.array([np.nan]))[0].sum() == 0


def test_legends_of_numbers_say_the_unit_and_the_closed_end_once() -> None:
    labels = range_labels((0, 100, 250.5), "万元/亩")
    assert [label.zh for label in labels] == ["0.0 – 100.0 万元/亩（含上限）", "100.0 – 250.5"]


def test_a_graduated_style_draws_upper_limits_in_the_lower_class() -> None:
    layer = parcels()
    style = graded("far_max", breaks_of(np.array([1.0, 5.0]), "manual", 2, (0, 2, 5)), Grading(), kind="polygon")
    shown = applied(style, layer)  # type: ignore[arg-type]
    assert [shown.classes[number].key for number in shown.class_of_row] == ["1", "1", UNKNOWN, "2", "2"]
    again = parse_qml(write_qml(style).encode(), "a.qml")
    assert again.method == "graduated"
    redrawn = applied(again, layer)  # type: ignore[arg-type]
    assert [redrawn.classes[n].symbol for n in redrawn.class_of_row] == [
        shown.classes[n].symbol for n in shown.class_of_row
    ]


@pytest.mark.parametrize("name", ramps())
def test_ramps_are_ordered_by_lightness_for_any_colour_blindness(name: str) -> None:
    ramp = ramps()[name]
    light = [lab(colour)[0] for colour in ramp.mixed(9)]
    steps = np.diff(light)
    if ramp.diverging:
        assert (steps[:4] > 0).all()
        assert (steps[4:] < 0).all()
    else:
        assert (steps < -3).all()
    assert ramp.mixed(3, turned=True) == ramp.mixed(3)[::-1]


def test_codes_get_the_standards_colours_and_names_other_values_a_palette() -> None:
    style = categorised(parcels(part=["a", "b", "a", "c", None]), "class_code")  # type: ignore[arg-type]
    assert [one.key for one in style.classes] == ["0701", "0702", "1401", "9x", UNKNOWN]
    assert style.classes[0].symbol == land_use_symbol("0701")
    assert style.classes[0].coded
    plain = categorised(parcels(part=["a", "b", "a", "c", None]), "part")  # type: ignore[arg-type]
    assert [one.label.zh for one in plain.classes] == ["a", "b", "c", "其他"]
    assert len({one.symbol.fill for one in plain.classes}) == 4


def test_a_field_of_too_many_values_keeps_the_most_frequent() -> None:
    words = [f"v{number // 2}" if number < 10 else f"w{number}" for number in range(MOST_VALUES + 50)]
    layer = layer_of("zoning", [square(0, 0, 1)] * len(words), part=words)
    style = categorised(layer, "part")
    assert len(style.classes) == MOST_VALUES + 1
    assert {"v0", "v4"} <= {one.key for one in style.classes}


def test_the_default_of_a_role_becomes_a_style_that_draws_the_same() -> None:
    layer = parcels()
    usual, own = symbology(layer), applied(default_style(layer), layer)  # type: ignore[arg-type]
    assert [usual.classes[n].symbol for n in usual.class_of_row] == [own.classes[n].symbol for n in own.class_of_row]
    assert len(applied(single(layer, RED), layer).classes) == 1  # type: ignore[arg-type]


marks = st.builds(
    Symbol,
    fill=st.none() | st.just("#12345678"),
    hatches=st.lists(st.just(Hatch("#000000", 30, 2, 0.1, (1, 2), ("spacing_mm",))), max_size=2).map(tuple),
    strokes=st.lists(
        st.builds(Stroke, st.just("#FF0000"), st.floats(0, 5), offset_mm=st.floats(-2, 2)), max_size=2
    ).map(tuple),
    marker=st.none() | st.builds(Marker, st.just("star"), st.floats(0.1, 9), st.just("#FFFFFF")),
    dots=st.just(()) | st.just((Dots(Marker("circle", 1, "#000000"), 3, 4, 1),)),
    along=st.just(()) | st.just((MarkerLine(Marker("line", 2, "#000000")),)),
    opacity=st.floats(0, 1),
)
leaves = st.builds(
    Condition,
    st.text(min_size=1, max_size=8),
    st.just("in"),
    st.lists(st.text(max_size=5), min_size=1, max_size=3).map(tuple),
)
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda found: st.sampled_from([AnyOf(tuple(found)), AllOf(tuple(found)), NoneOf(tuple(found))])
    ),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None)
@given(marks, st.lists(trees, max_size=2), st.booleans())
def test_a_style_comes_back_from_its_record(symbol: Symbol, tests: list[Test], every: bool) -> None:
    classes = (rule("a", symbol, *tests, min_denominator=500.0), rule("b", RED, otherwise=True))
    style = LayerStyle("polygon", classes, grading=Grading(unit="m"), every=every, opacity=0.5, blend="multiply")
    table = json.loads(json.dumps(record_of(style), ensure_ascii=False))
    assert style_from(table) == style


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kind": "volume"},
        {"classes": 5},
        {"unknown": 1},
        {"opacity": "half"},
        {"blend": "burn"},
        {"classes": [{"key": "a", "label": {"zh": "", "en": ""}, "symbol": {"fill": "red"}}]},
        {
            "classes": [
                {
                    "key": "a",
                    "label": {"zh": "", "en": ""},
                    "symbol": {},
                    "conditions": [{"field": "a", "operator": "<", "values": ["x"]}],
                }
            ]
        },
        {"classes": [{"key": "a", "label": {"zh": "", "en": ""}, "symbol": {}, "conditions": ["a = 1"]}]},
    ],
)
def test_a_record_that_is_not_ours_is_refused(change: dict[str, object]) -> None:
    table = record_of(LayerStyle("polygon", (rule("a", RED),)))
    with pytest.raises(StyleRecordError):
        style_from({**table, **change})


def test_the_four_lines_and_the_zones_of_the_boundary_are_marked_as_ours() -> None:
    for role in ("green_line", "blue_line", "purple_line", "yellow_line", "road_red_line", "permanent_farmland"):
        assert role_style(role).ours, role
    zones = layer_of("development_boundary", [square(0, 0, 9)] * 3, zone=["城镇集中建设区", "特别用途区", None])
    shown = symbology(zones)
    assert [one.key for one in shown.classes] == ["concentrated", "special", "development_boundary"]
    assert shown.classes[0].symbol.strokes[0].offset_mm > 0
