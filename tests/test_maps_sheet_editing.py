"""Editing a sheet without a window: aligning, snapping, copies, order, paper."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import AppError
from core.messages import Text
from maps.sheets import sheet_aligning, sheet_editing
from maps.sheets.paper import Rect
from maps.sheets.sheet_aligning import HANDLES, Guide, lines_of
from maps.sheets.sheet_design import Label, Legend, Locator, MapFrame, Notes, Place, ScaleBar, SheetDesign
from maps.sheets.sheet_toml import design_as_toml, read_design
from maps.sheets.template import template_named

BOXES = {"a": Rect(10, 10, 20, 10), "b": Rect(50, 22, 10, 10), "c": Rect(100, 40, 30, 20)}
MARGINS = Rect(25, 5, 390, 287)
MM = st.floats(-500, 500).map(lambda value: round(value, 2))
SIZE = st.floats(1, 300).map(lambda value: round(value, 2))
RECTS = st.builds(Rect, MM, MM, SIZE, SIZE)


def design(*elements: object) -> SheetDesign:
    """A map and what else there is."""
    first = MapFrame(id="map", place=Place(area="maps"), main=("zoning",), roles=("zoning", "river"))
    return SheetDesign(name="mine", title=Text("图", "Sheet"), elements=(first, *elements))


def label(identity: str, x: float = 0.0) -> Label:
    """Words on the page."""
    return Label(id=identity, place=Place(x=x, y=5, width=20, height=10), text=Text("字", "words"))


def read_back(changed: SheetDesign) -> SheetDesign:
    """As a file keeps it."""
    return read_design(design_as_toml(changed).encode(), name=changed.name, file="mine.toml")


def test_an_edge_near_another_is_snapped_to_it_and_shown() -> None:
    across, down, guides = sheet_aligning.snapped_move(Rect(51.2, 80, 20, 10), lines_of(BOXES.values()), 2)
    assert (across, down) == (pytest.approx(-1.2), 0.0)
    assert Guide("x", 50) in guides


def test_a_middle_is_snapped_to_a_middle() -> None:
    across, _down, guides = sheet_aligning.snapped_move(Rect(107, 200, 15, 8), lines_of([BOXES["c"]]), 1)
    assert 107 + across + 7.5 == pytest.approx(115)
    assert guides == (Guide("x", 115),)


def test_an_element_goes_before_the_grid_and_the_grid_takes_the_corner() -> None:
    lines = lines_of([Rect(12, 12, 30, 30)], grid=5)
    assert sheet_aligning.snapped_move(Rect(11.5, 61, 4, 4), lines, 2)[:2] == (pytest.approx(0.5), pytest.approx(-1))


def test_nothing_in_reach_leaves_a_box_where_it_is() -> None:
    assert sheet_aligning.snapped_move(Rect(300, 300, 7, 7), lines_of(BOXES.values()), 2) == (0.0, 0.0, ())


def test_only_the_edges_dragged_are_snapped() -> None:
    box = Rect(9.5, 60, 39.6, 30)
    across, down, guides = sheet_aligning.snapped_resize(box, "e", lines_of(BOXES.values()), 2)
    assert (across, down) == (pytest.approx(0.9), 0.0)
    assert guides == (Guide("x", 50),)


@given(RECTS, st.sampled_from(HANDLES), MM, MM)
def test_resizing_keeps_what_lies_opposite(box: Rect, handle: str, across: float, down: float) -> None:
    after = sheet_aligning.resized(box, handle, across, down)
    assert min(after.width, after.height) >= 1
    if "w" in handle:
        assert after.right == pytest.approx(box.right)
    else:
        assert after.x == box.x
    if "n" in handle:
        assert after.bottom == pytest.approx(box.bottom)
    else:
        assert after.y == box.y


def test_a_corner_keeps_the_proportions_when_asked() -> None:
    after = sheet_aligning.resized(Rect(0, 0, 40, 20), "se", 40, 3, in_proportion=True)
    assert (after.width, after.height) == (80, 40)


def test_boxes_resized_together_keep_their_share() -> None:
    before = sheet_aligning.around(list(BOXES.values()))
    after = sheet_aligning.stretched(BOXES, before, Rect(0, 0, before.width * 2, before.height))
    assert after["a"] == Rect(0, 0, 40, 10)
    assert after["c"].right == pytest.approx(before.width * 2)


@pytest.mark.parametrize(
    ("side", "edges"),
    [
        ("left", {10}),
        ("right", {130}),
        ("top", {10}),
        ("bottom", {60}),
        ("centre", {70}),
        ("middle", {35}),
    ],
)
def test_several_are_aligned_within_the_box_around_them(side: str, edges: set[float]) -> None:
    after = sheet_aligning.aligned(BOXES, side, MARGINS).values()
    found = {
        "left": {box.x for box in after},
        "right": {box.right for box in after},
        "top": {box.y for box in after},
        "bottom": {box.bottom for box in after},
        "centre": {box.x + box.width / 2 for box in after},
        "middle": {box.y + box.height / 2 for box in after},
    }
    assert found[side] == edges


def test_one_alone_is_aligned_with_the_margins() -> None:
    assert sheet_aligning.aligned({"a": BOXES["a"]}, "right", MARGINS)["a"].right == 415


@given(st.dictionaries(st.text(min_size=1), RECTS, min_size=3, max_size=8), st.sampled_from(["x", "y"]))
def test_distributing_makes_the_gaps_equal(boxes: dict[str, Rect], axis: str) -> None:
    after = sheet_aligning.distributed(boxes, axis)
    start, size = ("x", "width") if axis == "x" else ("y", "height")
    assert {key: (box.width, box.height) for key, box in after.items()} == {
        key: (box.width, box.height) for key, box in boxes.items()
    }
    row = [
        after[key] for key in sorted(boxes, key=lambda key: getattr(boxes[key], start) + getattr(boxes[key], size) / 2)
    ]
    gaps = [
        getattr(right, start) - getattr(left, start) - getattr(left, size) for left, right in itertools.pairwise(row)
    ]
    assert gaps == pytest.approx([gaps[0]] * len(gaps), abs=1e-6)


def test_the_uppermost_box_under_a_point_comes_first() -> None:
    boxes = [("below", Rect(0, 0, 50, 50)), ("above", Rect(10, 10, 10, 10)), ("beside", Rect(30, 30, 10, 10))]
    assert sheet_aligning.beneath(boxes, 12, 12) == ["above", "below"]
    assert sheet_aligning.inside(boxes, Rect(5, 5, 40, 40)) == ["above", "beside"]


def test_an_element_of_an_area_stands_freely_once_it_is_put_somewhere() -> None:
    before = template_named("zoning")
    after = sheet_editing.put(before, {"legend": Rect(100.004, 50, 70, 80)})
    legend = after.element("legend")
    assert legend is not None
    assert legend.place == Place(area="page", x=100.0, y=50, width=70, height=80)
    assert [each.id for each in after.elements] == [each.id for each in before.elements]


@pytest.mark.parametrize("kind", sorted(sheet_editing.SIZES))
def test_every_kind_can_be_added_to_a_sheet_and_is_read_back(kind: str) -> None:
    before = template_named("zoning")
    element = sheet_editing.new_element(before, kind, Rect(10, 10, 40, 30), ("zoning",), "seal.png")
    after = before.with_element(element)
    assert read_back(after) == after
    assert len(after.elements) == len(before.elements) + 1


def test_copies_get_ids_of_their_own_and_refer_to_copies() -> None:
    bar = ScaleBar(id="bar", place=Place(width=10, height=10), of="map")
    before = design(bar, label("title_2"))
    after, ids = sheet_editing.pasted(before, before.elements)
    assert ids == ("map_2", "bar_2", "title_3")
    copied = after.element("bar_2")
    assert isinstance(copied, ScaleBar)
    assert copied.of == "map_2"
    assert copied.place.x == 5
    assert read_back(after) == after


def test_a_copy_from_another_sheet_refers_to_nothing_that_is_not_there() -> None:
    bar = ScaleBar(id="bar", place=Place(width=10, height=10), of="other")
    after, _ids = sheet_editing.pasted(design(), [bar])
    assert after.elements[-1].of == ""


def test_deleting_a_map_lets_go_of_what_referred_to_it() -> None:
    second = MapFrame(id="inset", place=Place(width=50, height=50), main=("zoning",), roles=("zoning",), link="map")
    locator = Locator(
        id="where", place=Place(width=9, height=9), heading=Text("", ""), roles=("zoning",), shows=("map",)
    )
    after = sheet_editing.removed(design(second, locator), {"map"})
    assert [each.id for each in after.elements] == ["inset", "where"]
    assert after.elements[0].link == ""
    assert after.elements[1].shows == ()
    assert read_back(after) == after


@pytest.mark.parametrize(
    ("way", "order"),
    [
        ("forward", ["map", "c", "a", "b"]),
        ("backward", ["a", "b", "map", "c"]),
        ("front", ["map", "c", "a", "b"]),
        ("back", ["a", "b", "map", "c"]),
    ],
)
def test_elements_are_drawn_later_or_earlier_together(way: str, order: list[str]) -> None:
    before = design(label("a"), label("b"), label("c"))
    after = sheet_editing.restacked(before, {"a", "b"}, way)
    assert [each.id for each in after.elements] == order


def test_another_paper_keeps_the_share_of_the_page() -> None:
    after = sheet_editing.on_paper(design(label("a", 210)), "A3", "portrait")
    assert after.page.orientation == "portrait"
    assert after.element("a").place.x == pytest.approx(148.5)
    with pytest.raises(AppError, match=r"sheet\.unknown_paper"):
        sheet_editing.on_paper(after, "Foolscap", "portrait")


@pytest.mark.parametrize(
    ("code", "ids"),
    [("legend.missing", ("legend",)), ("crs.unsaid", ("notes",)), ("colours.odd", ("map",)), ("elements.missing", ())],
)
def test_a_remark_leads_to_the_elements_it_is_about(code: str, ids: tuple[str, ...]) -> None:
    legend = Legend(id="legend", place=Place(area="side"), heading=Text("图例", "Legend"))
    notes = Notes(id="notes", place=Place(area="strip"))
    assert sheet_editing.concerned(design(legend, notes), code) == ids


def test_a_map_can_show_bounds_of_its_own_and_says_when_they_are_none() -> None:
    given_bounds = MapFrame(
        id="map", place=Place(area="maps"), main=("zoning",), roles=(), frames="bounds", bounds=(0.0, 0.0, 10.0, 5.0)
    )
    sheet = design().with_element(given_bounds)
    assert read_back(sheet) == sheet
    with pytest.raises(AppError, match=r"sheet\.template_value"):
        read_back(design().with_element(MapFrame(id="map", place=Place(), main=(), roles=(), frames="bounds")))
