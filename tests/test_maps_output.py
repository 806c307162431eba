"""Sheets as files: where they lie on the earth, how large they are, what they keep."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pikepdf
import pyproj
import pytest
from PySide6.QtGui import QImage

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from maps.output import raster_output
from maps.output.outputs import write_sheet
from maps.output.picture_files import joined, save_tiff
from maps.output.raster_output import picture_bands, picture_size, write_picture
from maps.sheets.sheet import SheetLayout, compose
from tests.maps_plans import CRS, EAST, NORTH, layer_of, pixels, plan_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")
SHADES = ["0701", "09", "1401", "16"]
POINTS_PER_MM = 72 / 25.4


def sheet(**terms: object) -> SheetLayout:
    redline = layer_of("ecological_redline", [square(-300, -300, 700)])
    boundary = layer_of("development_boundary", [square(-50, -50, 1400)], year=[2025])
    plan = plan_of(town(SHADES), redline, boundary)
    return compose(plan, template="zoning", paper="A4", **terms)  # type: ignore[arg-type]


def read(path: Path) -> np.ndarray:
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert not image.isNull()
    return pixels(image)


def test_png_and_tiff_show_the_same_and_have_the_size_of_the_paper(tmp_path: Path) -> None:
    layout = sheet()
    write_sheet(layout, tmp_path / "a.png", crs=CRS, dpi=100)
    write_sheet(layout, tmp_path / "a.tif", crs=CRS, dpi=100)
    png, tiff = read(tmp_path / "a.png"), read(tmp_path / "a.tif")
    assert png.shape == (round(210 / 25.4 * 100), round(297 / 25.4 * 100), 3)
    assert (png == tiff).all()
    assert len(np.unique(png.reshape(-1, 3), axis=0)) > 20
    assert QImage(str(tmp_path / "a.png")).dotsPerMeterX() == 3937


def test_a_world_file_places_the_main_frame(tmp_path: Path) -> None:
    layout = sheet()
    files = write_sheet(layout, tmp_path / "a.png", crs=CRS, dpi=200)
    assert [each.name for each in files] == ["a.png", "a.pgw", "a.prj", "a.png.aux.xml"]
    across, _, _, down, x, y = (float(line) for line in (tmp_path / "a.pgw").read_text().split())
    assert across == -down == pytest.approx(layout.denominator * 25.4 / 200 / 1000)
    picture = read(tmp_path / "a.png")
    row, column = round((NORTH + 20 - y) / down), round((EAST + 450 - x) / across)
    assert picture[row, column].tolist() == [255, 255, 45]
    assert pyproj.CRS.from_wkt((tmp_path / "a.prj").read_text()).to_epsg() == 4546


def test_a_tiff_carries_its_place(tmp_path: Path) -> None:
    layout = sheet()
    files = write_sheet(layout, tmp_path / "a.tif", crs=CRS, dpi=100)
    assert [each.name for each in files] == ["a.tif", "a.tfw"]
    data = (tmp_path / "a.tif").read_bytes()
    assert (4546).to_bytes(2, "little") in data[-200:]
    odd = pyproj.CRS.from_proj4("+proj=tmerc +lon_0=111.3 +x_0=500000 +ellps=GRS80")
    files = write_sheet(layout, tmp_path / "b.tif", crs=odd, dpi=100)
    assert [each.name for each in files] == ["b.tif", "b.tfw", "b.tif.aux.xml"]


@pytest.mark.skipif(shutil.which("gdalinfo") is None, reason="gdalinfo is not installed")
@pytest.mark.parametrize(("name", "dots"), [("a.png", 150), ("a.tif", 150), ("a.pdf", 72)])
def test_gdal_reads_the_system_and_the_pixel_size(name: str, dots: float, tmp_path: Path) -> None:
    layout = sheet()
    write_sheet(layout, tmp_path / name, crs=CRS, dpi=150)
    said = subprocess.run(["gdalinfo", tmp_path / name], capture_output=True, text=True, check=True).stdout
    assert 'ID["EPSG",4546]]' in said
    across, down = (float(each) for each in said.split("Pixel Size = (")[1].split(")")[0].split(","))
    expected = layout.denominator * 25.4 / dots / 1000
    assert (across, down) == pytest.approx((expected, -expected), rel=1e-3)


def test_bands_join_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = sheet()
    size = picture_size(layout, 100)
    whole = np.concatenate(list(picture_bands(layout, size, 100)))
    monkeypatch.setattr(raster_output, "BAND_PIXELS", 90 * size[0])
    monkeypatch.setattr(raster_output, "WIDEST", 500)
    bands = list(picture_bands(layout, size, 100))
    assert len(bands) > 5
    joined = np.concatenate(bands).astype(int)
    assert (np.abs(joined - whole).max(axis=2) > 24).mean() < 1e-4


def test_sizes_out_of_range_are_refused(tmp_path: Path) -> None:
    layout = sheet()
    for dpi in (71, 1201, float("nan")):
        with pytest.raises(AppError, match=r"sheet.bad_dpi"):
            write_picture(layout, tmp_path / "a.png", dpi=dpi)
    hanging = compose(plan_of(town(SHADES)), template="zoning", paper="A0")
    with pytest.raises(AppError) as refused:
        write_picture(hanging, tmp_path / "a.png", dpi=1200)
    assert refused.value.hint is not None
    assert "454" in refused.value.hint.en
    assert not list(tmp_path.iterdir())


def test_a_picture_stopped_or_refused_leaves_nothing(tmp_path: Path) -> None:
    feedback = Feedback()
    feedback.cancel()
    for name in ("a.png", "a.tif", "a.pdf"):
        with pytest.raises(Cancelled):
            write_sheet(sheet(), tmp_path / name, feedback=feedback)
        with pytest.raises(AppError, match=r"output.unwritable"):
            write_sheet(sheet(), tmp_path / "missing" / name)
    with pytest.raises(AppError, match=r"sheet.format"):
        write_sheet(sheet(), tmp_path / "a.doc")
    assert not list(tmp_path.iterdir())


def test_bands_of_any_height_make_one_picture(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).integers(0, 256, (131, 17, 3), dtype=np.uint8)
    bands = [rows[first : first + 9] for first in range(0, 131, 9)]
    save_tiff(joined(bands, 17, 131), tmp_path / "a.tif", 300)
    assert (read(tmp_path / "a.tif") == rows).all()


def test_svg_keeps_text_and_true_size(tmp_path: Path) -> None:
    layout = sheet()
    write_sheet(layout, tmp_path / "a.svg")
    root = ET.parse(tmp_path / "a.svg").getroot()
    assert (root.get("width"), root.get("height")) == ("297mm", "210mm")
    text = "".join(root.itertext())
    assert layout.title in text
    assert all(entry.caption.zh in text for entry in layout.legend)
    fonts = {each.get("font-family") for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert fonts == {"Lantu Sans SC"}


def test_the_page_of_a_pdf_is_exact_and_its_frames_are_placed(tmp_path: Path) -> None:
    layout = sheet()
    write_sheet(layout, tmp_path / "a.pdf", crs=CRS, author="规划院")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        page = pdf.pages[0]
        assert [float(each) for each in page.mediabox] == pytest.approx(
            [0, 0, 297 * POINTS_PER_MM, 210 * POINTS_PER_MM], abs=1e-3
        )
        assert len(page.VP) == len(layout.frames)
        frame, found = layout.frames[0], page.VP[0]
        box = [float(each) / POINTS_PER_MM for each in found.BBox]
        low = 210 - frame.rect.bottom
        assert box == pytest.approx([frame.rect.x, low, frame.rect.right, low + frame.rect.height], abs=1e-4)
        assert found.Measure.GCS.EPSG == 4546
        to_map = pyproj.Transformer.from_crs(CRS.geodetic_crs, CRS, always_xy=True)
        places = [float(each) for each in found.Measure.GPTS]
        west, south, east, north = frame.extent()
        assert to_map.transform(places[1], places[0]) == pytest.approx((west, south), abs=1e-4)
        assert to_map.transform(places[5], places[4]) == pytest.approx((east, north), abs=1e-4)
        assert str(pdf.docinfo["/Author"]) == "规划院"
        assert "/CreationDate" in pdf.docinfo


def test_layers_of_a_pdf_can_be_switched_off(tmp_path: Path) -> None:
    write_sheet(sheet(), tmp_path / "a.pdf", crs=CRS)
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        names = {str(each.Name) for each in pdf.Root.OCProperties.OCGs}
        content = pdf.pages[0].Contents.read_bytes()
    assert {"规划用地", "生态保护红线"} <= names
    assert content.count(b"BDC\n") == content.count(b"EMC\n") > 2
    assert b"-70000" not in content


def test_a_pdf_of_dense_borders_is_thinned(tmp_path: Path) -> None:
    turn = np.linspace(0, 2 * np.pi, 200_001)[:-1]
    ring = np.column_stack([EAST + 400 * np.cos(turn), NORTH + 400 * np.sin(turn)])
    import shapely

    plan = plan_of(layer_of("zoning", [shapely.Polygon(ring)], class_code=["0701"]))
    write_sheet(compose(plan, template="zoning", paper="A4"), tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert pdf.pages[0].Contents.read_bytes().count(b" l\n") < 12_000
