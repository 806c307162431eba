"""Atlases: which features get a page, what the files are called, the index, and nothing half-written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
import shapely

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from core.messages import Text
from layers.plan import Plan
from maps.drawing.thinning import straightened
from maps.output.atlas import atlas_features
from maps.output.file_names import NamesTaken, filled_name
from maps.sheets.drawn import SheetSource
from services.printing import PrintOrder, print_sheet
from tests.maps_plans import layer_of, plan_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")


def units(names: list[str]) -> Plan:
    squares = [square(300.0 * number, 0, 280) for number in range(len(names))]
    layer = layer_of("planning_area", squares, kind=["unit"] * len(names))
    layer = replace(layer, frame=layer.frame.assign(name=names))
    return plan_of(town(["0701", "1401"]), layer)


class StopsAt(Feedback):
    """Cancels when the page of this number is drawn."""

    def __init__(self, page: int) -> None:
        super().__init__()
        self._page = page

    def report(self, fraction: float, doing: Text | None = None) -> None:
        if doing is not None and f" {self._page} of" in doing.en:
            self.cancel()


def test_features_come_by_name_and_numbers_by_value() -> None:
    features = atlas_features(SheetSource(units(["A-10", "A-2", "B"])), "planning_area")
    assert [feature.name for feature in features] == ["A-2", "A-10", "B"]
    assert [feature.fid for feature in features] == [1, 0, 2]
    with pytest.raises(AppError, match=r"atlas.nothing"):
        atlas_features(SheetSource(units(["A"])), "wetland")


def test_one_pdf_has_an_index_and_a_page_per_feature_that_names_it(tmp_path: Path) -> None:
    names = ["云谷-01", "云谷-02", "空港-01"]
    order = PrintOrder("zoning", paper="A4", atlas="planning_area")
    printed = print_sheet(units(names), order, tmp_path / "图集.pdf")
    assert printed.pages == 4
    document = pdfium.PdfDocument(tmp_path / "图集.pdf")
    texts = [page.get_textpage().get_text_range() for page in document]
    assert all(name in texts[0] for name in names)
    assert [name in text for name, text in zip(names, texts[1:], strict=True)] == [True] * 3
    with pikepdf.open(tmp_path / "图集.pdf") as pdf:
        with pdf.open_outline() as outline:
            assert len(outline.root) == 4
        centres = {tuple(float(each) for each in page.VP[0].Measure.GPTS) for page in list(pdf.pages)[1:]}
    assert len(centres) == 3


def test_many_files_are_named_from_fields_harmlessly(tmp_path: Path) -> None:
    plan = units(["../../etc/passwd", "same", "SAME", ""])
    order = PrintOrder("zoning", paper="A4", atlas="planning_area", dpi=72)
    print_sheet(plan, order, tmp_path / "maps" / "{name}.png")
    names = sorted(each.name for each in (tmp_path / "maps").iterdir() if each.suffix == ".png")
    assert len(names) == 4
    assert "_.._etc_passwd.png" in names
    assert len({name.casefold() for name in names}) == 4
    assert [each.name for each in tmp_path.iterdir()] == ["maps"]


def test_a_folder_gets_a_pdf_per_page(tmp_path: Path) -> None:
    order = PrintOrder("zoning", paper="A4", atlas="planning_area")
    print_sheet(units(["东", "西"]), order, tmp_path)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["1 东.pdf", "2 西.pdf"]


@pytest.mark.parametrize("out", ["atlas.pdf", "maps"])
def test_an_atlas_stopped_half_way_leaves_nothing(out: str, tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    order = PrintOrder("zoning", paper="A4", atlas="planning_area")
    with pytest.raises(Cancelled):
        print_sheet(units(["a", "b", "c"]), order, tmp_path / out, StopsAt(2))
    assert [each.name for each in tmp_path.iterdir()] == ["maps"]
    assert not list((tmp_path / "maps").iterdir())


def test_pictures_of_an_atlas_need_names_with_fields(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"atlas.one_picture") as refused:
        print_sheet(units(["a"]), PrintOrder("zoning", atlas="planning_area"), tmp_path / "a.png")
    assert "a {page}.png" in refused.value.sentence("en")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("../..", "_"),
        ("CON", "_CON"),
        ("a/b\\c:d\n", "a_b_c_d_"),
        ("", "_"),
        ("x" * 900, "x" * 60),
        ("nul.txt", "_nul.txt"),
    ],
)
def test_a_name_from_a_field_is_a_file_name(value: str, name: str) -> None:
    assert filled_name("{feature:f}", page="1", name="n", feature={"f": value}) == name


def test_names_given_before_are_numbered() -> None:
    taken = NamesTaken()
    assert [taken.free(name) for name in ("a", "A", "a", "b")] == ["a", "A (2)", "a (3)", "b"]


def test_a_shared_border_loses_the_same_vertices_in_both_polygons() -> None:
    bend = np.column_stack([np.sin(np.linspace(0, 3, 400)) * 20, np.linspace(0, 300, 400)])
    left = np.concatenate([bend, [[-200, 300], [-200, 0]], bend[:1]])
    right = np.concatenate([bend[::-1], [[200, 0], [200, 300]], bend[-1:]])
    starts = np.array([0, len(left), len(left) + len(right)])
    xy, starts = straightened(np.concatenate([left, right]), starts, 0.05)
    rings = [shapely.Polygon(xy[starts[i] : starts[i + 1]]) for i in range(2)]
    assert len(xy) < 200
    assert rings[0].intersection(rings[1]).area < 1e-9
    assert rings[0].hausdorff_distance(shapely.Polygon(left)) < 0.05
