"""The PDF: true to scale, text found again, nothing but vectors, fonts inside."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from core.errors import AppError
from maps.fonts import load_fonts
from maps.output.pdf import write_pdf
from maps.sheets.sheet import Imprint, SheetLayout, compose
from maps.sheets.sheet_items import Words
from tests.maps_plans import EAST, NORTH, layer_of, plan_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")
POINTS_PER_MM = 72 / 25.4
PATH, IMAGE = 2, 3
SHADES = ["0701", "09", "1401", "16", "1702", "R2"]


def sheet(**terms: object) -> SheetLayout:
    redline = layer_of("ecological_redline", [square(-300, -300, 700)])
    belt = layer_of("ecological_corridor", [square(500, 500, 900)], kind=["belt"])
    boundary = layer_of("development_boundary", [square(-50, -50, 1400)], year=[2025])
    plan = plan_of(town(SHADES), redline, belt, boundary, base_year=2020, target_year=2025)
    return compose(plan, template="zoning", imprint=Imprint(date="2025年6月"), **terms)  # type: ignore[arg-type]


def printed(layout: SheetLayout, folder: Path) -> Path:
    path = folder / "图.pdf"
    write_pdf(layout, path)
    return path


def found_text(path: Path) -> str:
    text: str = pdfium.PdfDocument(path)[0].get_textpage().get_text_range()
    return text.replace("\r\n", "\n")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_word_of_the_sheet_is_found_in_the_pdf(tmp_path: Path) -> None:
    layout = sheet()
    text = found_text(printed(layout, tmp_path))
    assert layout.title in text
    assert f"比例尺 1:{layout.denominator:,.0f}".replace(",", " ") in text
    for entry in layout.legend:
        assert entry.caption.zh in text
    words = [item.text for item in layout.items if isinstance(item, Words) and not item.angle]
    for each in words:
        assert squeezed(each) in squeezed(text)


def test_rare_place_name_characters_are_found(tmp_path: Path) -> None:
    plan = plan_of(town(["0701"]), name="埒垴堃喆犇镕土用田〇2025")
    text = found_text(printed(compose(plan, template="zoning"), tmp_path))
    assert "埒垴堃喆犇镕土用田〇2025 土地使用规划图" in text


@pytest.mark.parametrize(("paper", "size"), [("A4", (297, 210)), ("A3", (420, 297)), ("A0", (1189, 841))])
def test_page_size(paper: str, size: tuple[float, float], tmp_path: Path) -> None:
    page = pdfium.PdfDocument(printed(sheet(paper=paper), tmp_path))[0]
    expected = [mm * POINTS_PER_MM for mm in size]
    assert list(page.get_size()) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("scale", [None, 10_000, 33_333])
def test_a_square_of_one_kilometre_has_its_length_on_paper(scale: float | None, tmp_path: Path) -> None:
    plan = plan_of(layer_of("zoning", [square(0, 0, 1000)], class_code=["0701"]))
    layout = compose(plan, template="zoning", scale=scale)
    page = pdfium.PdfDocument(printed(layout, tmp_path))[0]
    expected = 1_000_000 / layout.denominator
    boxes = [item.get_bounds() for item in page.get_objects(filter=[PATH])]
    sizes = [((right - left) / POINTS_PER_MM, (top - low) / POINTS_PER_MM) for left, low, right, top in boxes]
    squares = [size for size in sizes if size == pytest.approx((expected, expected), rel=1e-3)]
    assert squares, sizes


def test_there_are_no_pictures_in_the_pdf(tmp_path: Path) -> None:
    page = pdfium.PdfDocument(printed(sheet(), tmp_path))[0]
    assert list(page.get_objects(filter=[IMAGE])) == []
    assert len(list(page.get_objects(filter=[PATH]))) > 100


def test_fonts_are_ours_and_embedded(tmp_path: Path) -> None:
    with pikepdf.open(printed(sheet(), tmp_path)) as pdf:
        found = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and "/FontName" in each]
        assert found
        assert all("LantuSansSC" in str(each.FontName) for each in found)
        assert all(any(key.startswith("/FontFile") for key in dict(each)) for each in found)


def test_land_use_keeps_its_colour_in_print(tmp_path: Path) -> None:
    plan = plan_of(layer_of("zoning", [square(0, 0, 400), square(400, 0, 400)], class_code=["1401", "0802"]))
    layout = compose(plan, template="zoning")
    page = pdfium.PdfDocument(printed(layout, tmp_path))[0]
    picture = page.render(scale=150 / 72).to_numpy()[:, :, ::-1]
    found = []
    for x in (60, 460):
        across, down = layout.frames[0].on_paper(EAST + x, NORTH + 60)
        found.append(picture[round(down / 25.4 * 150), round(across / 25.4 * 150)].tolist())
    assert found == [[0, 255, 0], [230, 0, 92]]


def test_metadata(tmp_path: Path) -> None:
    document = pdfium.PdfDocument(printed(sheet(), tmp_path))
    assert document.get_metadata_value("Title") == "和林格尔新区 2025 土地使用规划图"


def test_an_output_that_cannot_be_written_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    for target in (tmp_path / "missing" / "map.pdf", tmp_path):
        with pytest.raises(AppError) as refused:
            write_pdf(sheet(), target)
        assert refused.value.code == "output.unwritable"
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_replaces_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "map.pdf"
    path.write_bytes(b"old")
    write_pdf(sheet(), path)
    assert path.read_bytes().startswith(b"%PDF")
    assert [each.name for each in tmp_path.iterdir()] == ["map.pdf"]


def test_the_bundled_font_is_used() -> None:
    assert load_fonts() == "Lantu Sans SC"
