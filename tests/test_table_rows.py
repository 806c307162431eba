"""Which rows the table shows, and in which order; what charts add up. No window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from core.feedback import Feedback
from gui.charts.asking import Question, answer
from gui.charts.figures import MOST_BARS, ClassLook, by_class, histogram, pairs, round_edges, selected_shares
from gui.shapes import areas_of, boxes_of, rows_by_place, rows_in_area, rows_in_view, rows_of, shapes_of
from gui.table.arranging import Wanted, arranged
from gui.table.columns import column_of, field_names, may_hold_numbers, plain_value, read_columns
from gui.table.conditions import Condition
from gui.table.words import as_tsv
from layers.deferred import deferred_layer
from layers.layer import Layer
from layers.reading import read_layer
from tests.factories import CRS, ORIGIN, box, layer
from tests.office import square, write


@pytest.fixture
def parcels() -> Layer:
    """Five parcels in a row, 10 m apart, with gaps in their fields."""
    return layer(
        "zoning",
        [box(20 * number, 0, 10, 10 + number) for number in range(5)],
        class_code=["0701", "1401", None, "0701", "0901"],
        parcel_no=["A-2", "A-1", "=cmd", "B-1", None],
        far_max=[2.0, None, 0.0, 1.5, 2.0],
        part=["中", "东", None, "中", "西"],
    )


def shown(parcels: Layer, **wanted: object) -> list[int]:
    columns = read_columns(parcels, field_names(parcels))
    return arranged(columns, Wanted(**wanted), count=len(parcels)).tolist()


def asked(parcels: Layer, field: str, operator: str, *values: str) -> list[int]:
    return shown(parcels, conditions=(Condition(field, operator, values),))


@pytest.mark.parametrize(
    ("field", "descending", "expected"),
    [
        ("far_max", False, [2, 3, 0, 4, 1]),
        ("far_max", True, [0, 4, 3, 2, 1]),
        ("class_code", False, [0, 3, 4, 1, 2]),
        ("class_code", True, [1, 4, 0, 3, 2]),
    ],
)
def test_sorting_is_stable_and_keeps_what_is_empty_last(
    parcels: Layer, field: str, descending: bool, expected: list[int]
) -> None:
    assert shown(parcels, sorted_by=field, descending=descending) == expected


@pytest.mark.parametrize(
    ("search", "expected"),
    [("a-", [0, 1]), ("Ａ－１", [1]), ("1.5", [3]), ("07", [0, 3]), ("", [0, 1, 2, 3, 4]), ("x", [])],
)
def test_searching_looks_into_every_column_whatever_case_and_width(
    parcels: Layer, search: str, expected: list[int]
) -> None:
    assert shown(parcels, search=search) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (("far_max", "equal", "2"), [0, 4]),
        (("far_max", "not_equal", "2"), [2, 3]),
        (("far_max", "between", "2", "1"), [0, 3, 4]),
        (("far_max", "at_most", "０"), [2]),
        (("far_max", "empty"), [1]),
        (("far_max", "less", "words"), []),
        (("class_code", "one_of", "0901", "1401"), [1, 4]),
        (("class_code", "not_equal", "0701"), [1, 4]),
        (("class_code", "filled"), [0, 1, 3, 4]),
        (("parcel_no", "contains", "-1"), [1, 3]),
    ],
)
def test_conditions_say_nothing_of_empty_cells(parcels: Layer, condition: tuple[str, ...], expected: list[int]) -> None:
    assert asked(parcels, condition[0], condition[1], *condition[2:]) == expected


def test_a_closed_word_is_found_in_either_language() -> None:
    lakes = layer("water_body", [box(0, 0, 1, 1), box(2, 0, 1, 1)], kind=["lake", "pond"])
    assert asked(lakes, "kind", "equal", "湖泊") == [0]
    assert asked(lakes, "kind", "equal", "Pond") == [1]
    assert shown(lakes, search="坑塘") == [1]


def test_a_condition_that_lacks_its_value_is_not_asked() -> None:
    assert Condition("far_max", "between", ("1", "")).problem("number") == "missing"
    assert Condition("far_max", "less", ("one",)).problem("number") == "number"
    assert Condition("far_max", "empty").problem("number") == ""


def test_empty_is_empty_and_nought_is_nought(parcels: Layer) -> None:
    column = column_of(parcels, "far_max")
    assert [column.cell(row) for row in range(5)] == [2.0, None, 0.0, 1.5, 2.0]
    assert [plain_value(value) for value in (float("nan"), " ", 0, False)] == [None, None, 0, False]
    assert may_hold_numbers(parcels, "far_max")
    assert not may_hold_numbers(parcels, "class_code")


def test_copied_text_stays_text_in_a_spreadsheet() -> None:
    rows = [[("=1+1", False), ("-5", True), ("-x", False)], [("a\tb", False), ('say "x"', False), ("", False)]]
    assert as_tsv(rows) == '\'=1+1\t-5\t\'-x\r\n"a\tb"\t"say ""x"""\t'


# Shapes


def metres(*corners: tuple[float, float]) -> np.ndarray:
    return np.array([*corners, corners[0]]) + ORIGIN


def test_an_area_takes_what_lies_inside_or_what_it_touches(parcels: Layer) -> None:
    outline = metres((-1, -1), (25, -1), (25, 30), (-1, 30))
    assert rows_in_area(parcels, CRS, outline, "within").tolist() == [0]
    assert rows_in_area(parcels, CRS, outline, "intersects").tolist() == [0, 1]


def test_a_lasso_passes_by_what_only_its_box_meets(parcels: Layer) -> None:
    triangle = metres((-5, -5), (100, -5), (-5, 5))
    assert rows_in_area(parcels, CRS, triangle, "intersects").tolist() == [0, 1, 2]


def test_in_view_means_that_the_box_shows(parcels: Layer) -> None:
    west, south = ORIGIN.tolist()
    extent = (west + 28, south, west + 45, south + 5)
    assert np.flatnonzero(rows_in_view(parcels, CRS, extent)).tolist() == [1, 2]


def test_selection_by_location_joins_areas_that_touch(parcels: Layer) -> None:
    zones = layer("heritage", [box(-1, -1, 6, 30), box(5, -1, 6, 30), box(18, 0, 5, 5)])
    every = np.arange(3)
    assert rows_by_place(parcels, zones, every, "within").tolist() == [0]
    assert rows_by_place(parcels, zones, every, "intersects").tolist() == [0, 1]
    assert rows_by_place(parcels, zones, np.array([2]), "intersects").tolist() == [1]


def test_a_feature_without_a_shape_has_no_box_and_no_area() -> None:
    odd = layer("zoning", [None, box(0, 0, 10, 10)], class_code=["0701", "0701"])
    assert np.isinf(boxes_of(odd)[0]).all()
    assert areas_of(odd, CRS, "planar", Feedback()).tolist() == [0.0, 100.0]
    assert rows_of(odd, np.array([1, 7])).tolist() == [1]
    assert shapes_of(odd, np.array([0])).tolist() == [None]


def test_a_layer_that_has_not_been_read_gives_the_same_rows(tmp_path: Path) -> None:
    ring = square(0, 0, 100).difference(square(20, 20, 10))
    shapes = [ring, shapely.union_all([square(200, 0, 50), square(300, 0, 50)]), square(0, 300, 10)]
    fields = {"YDDM": ["0701", "1401", ""], "RJL": [1.5, None, 0.0], "own": [7, 8, 9], "no": ["01", "02", ""]}
    path = write(tmp_path / "zoning.shp", shapes, **fields)
    whole, late = read_layer(path, role="zoning"), deferred_layer(path, role="zoning")
    assert field_names(late) == field_names(whole)
    rows = np.array([2, 0, 1])
    assert shapely.equals(shapes_of(late, rows), shapes_of(whole, rows)).all()
    assert np.allclose(boxes_of(late), boxes_of(whole))
    for field in field_names(whole):
        mine, read = column_of(late, field), column_of(whole, field)
        assert (mine.kind, [mine.cell(row) for row in rows]) == (read.kind, [read.cell(row) for row in rows])
        assert mine.empty.tolist() == read.empty.tolist()
    assert late.deferred


# Charts


def test_areas_by_class_add_up_to_the_measured_total(parcels: Layer) -> None:
    question = Question(
        layer=parcels, kind="class_area", field="", second="", symbology=None, crs=CRS, definition="planar",
        language="zh", others="其他", without="（空）",
    )  # fmt: skip
    figures = answer(question, Feedback()).figures
    assert figures is not None
    assert sum(bar.value for bar in figures.bars) == pytest.approx(figures.total) == pytest.approx(600.0)
    assert [(bar.key, bar.value) for bar in figures.bars][:1] == [("0701", pytest.approx(230.0))]
    assert figures.bars[0].colour == "#FFFF2D"
    assert figures.bars[0].rows.tolist() == [0, 3]


def test_what_has_no_weight_is_left_out_and_counted() -> None:
    looks = [ClassLook("a", "A"), ClassLook("b", "B")]
    figures = by_class(np.array([0, 1, 1, -1]), looks, np.array([1.0, np.nan, 3.0, 9.0]), others="others")
    assert [(bar.key, bar.value, bar.share) for bar in figures.bars] == [("b", 3.0, 0.75), ("a", 1.0, 0.25)]
    assert figures.left_out == 2
    assert selected_shares(figures.bars, np.array([True, False, False, False]), None) == [0.0, 1.0]


def test_many_classes_end_in_one_bar_for_the_others() -> None:
    looks = [ClassLook(str(number), str(number)) for number in range(100)]
    figures = by_class(np.arange(100), looks, None, others="others")
    assert len(figures.bars) == MOST_BARS
    assert sum(bar.value for bar in figures.bars) == 100
    assert len(figures.bars[-1].rows) == 100 - MOST_BARS + 1


def test_a_histogram_counts_every_number_once_between_round_edges() -> None:
    values = np.array([0.0, 1.0, 2.0, 2.0, 10.0, np.nan])
    figures, edges = histogram(values)
    assert sum(bar.value for bar in figures.bars) == 5
    assert figures.left_out == 1
    assert edges[0] <= 0
    assert edges[-1] >= 10
    for bar, low, high in zip(figures.bars, edges[:-1], edges[1:], strict=True):
        assert all(low <= value <= high for value in values[bar.rows])


def test_a_histogram_of_one_value_or_none_is_no_trouble() -> None:
    assert len(histogram(np.array([3.0, 3.0]))[0].bars) == 1
    assert histogram(np.array([np.nan]))[0].bars == ()
    assert round_edges(0.0, 10.0, 5).tolist() == [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]


def test_points_need_both_numbers() -> None:
    found = pairs(np.array([1.0, np.nan, 3.0]), np.array([1.0, 2.0, np.nan]))
    assert (found.rows.tolist(), found.left_out) == ([0], 2)
