"""Styles made in QGIS draw here as QGIS draws them: colours inside polygons, hatches by density, spacing and angle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from PySide6.QtGui import QImage

from layers.layer import Layer
from layers.reading import read_layer
from maps.drawing.display import display_layer
from maps.style_files.qml import read_qml
from maps.symbology.layer_style import LayerStyle, applied
from maps.view import MapView
from tests.maps_plans import painted, pixels
from tests.office import ORIGIN, square, write
from tests.qgis_here import asked

pytestmark = [pytest.mark.qgis, pytest.mark.usefixtures("qapp")]
SCRIPT = Path(__file__).with_name("styled_in_qgis.py")
SIDE = 400
VIEW = MapView(ORIGIN[0] + 60, ORIGIN[1] + 60, 120 / SIDE, SIDE, SIDE)
DPI = 96
PLACES = ((8, 8), (30, 45), (68, 30), (110, 8), (8, 68), (50, 110), (110, 110), (75, 75), (60, 60), (30, 90))
"""Metres from the origin: in every parcel, between them, and in the hole."""
FLAT = (
    "categories", "first characters", "numbers", "graduated", "rules", "nested else", "unchecked rule",
    "rules by scale", "no line",
)  # fmt: skip
PATTERNS = {
    "rules on rules": (0, 62),
    "hatches": (2, 2),
    "hatch in metres": (2, 2),
    "dots": (62, 2),
    "fills on fills": (2, 2),
}
"""Name -> where a parcel without a hole begins, metres from the origin."""
LINES = {
    "line inside": 0.004, "line outside": 0.004, "clipped line": 0.004, "dashes": 0.03, "dashes in points": 0.03,
    "markers along": 0.12,
}  # fmt: skip
"""Name -> the share of pixels that may differ: QGIS begins markers and dashes elsewhere on a ring."""
BRUSHES = ("horizontal", "vertical", "cross", "b_diagonal", "f_diagonal", "diagonal_x", "dense2", "dense4", "dense6")
TOLD = {"expression": "x", "data defined": "字段", "unknown function": "buffer"}


class Drawn:
    """The layer and what QGIS made of it."""

    def __init__(self, layer: Layer, folder: Path) -> None:
        self._layer = layer
        self._folder = folder

    def style(self, name: str) -> LayerStyle:
        return read_qml(self._folder / f"{name}.qml")

    def theirs(self, name: str) -> npt.NDArray[np.float64]:
        return colours(QImage(str(self._folder / f"{name}.png")))

    def ours(self, name: str) -> npt.NDArray[np.float64]:
        shown = applied(self.style(name), self._layer)
        return colours(painted([display_layer(self._layer, None, shown)], VIEW, DPI / 25.4))


def colours(image: QImage) -> npt.NDArray[np.float64]:
    """Red, green, blue (h, w, 3)."""
    found: npt.NDArray[np.float64] = pixels(image.convertToFormat(QImage.Format.Format_ARGB32))[..., :3].astype(float)
    return found


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    folder = tmp_path_factory.mktemp("styled")
    parcels = [square(5 + 60 * (number % 2), 5 + 60 * (number // 2), 50) for number in range(4)]
    parcels[2] = shapely.difference(parcels[2], square(20, 80, 20))
    write(folder / "a.gpkg", parcels, code=["01", "0701", "1401", None], far=[0.5, 1.0, 2.5, 4.0])
    extent = f"{ORIGIN[0]},{ORIGIN[1]},{ORIGIN[0] + 120},{ORIGIN[1] + 120}"
    asked(folder / "a.gpkg", folder, extent, script=SCRIPT)
    return Drawn(read_layer(folder / "a.gpkg", role=None), folder)


def at(picture: npt.NDArray[np.float64], east: float, north: float) -> npt.NDArray[np.float64]:
    return picture[round(SIDE - north / 120 * SIDE), round(east / 120 * SIDE)]


@pytest.mark.parametrize("name", FLAT)
def test_fills_have_the_colours_of_qgis(drawn: Drawn, name: str) -> None:
    theirs, ours = drawn.theirs(name), drawn.ours(name)
    assert drawn.style(name).notices == ()
    for place in PLACES:
        assert np.abs(at(theirs, *place) - at(ours, *place)).max() <= 2, place


@pytest.mark.parametrize("name", [*PATTERNS, *BRUSHES])
def test_patterns_have_the_density_spacing_and_angle_of_qgis(drawn: Drawn, name: str) -> None:
    theirs, ours = drawn.theirs(name)[220:380, 20:180], drawn.ours(name)[220:380, 20:180]
    if name == "rules on rules":
        theirs, ours = drawn.theirs(name)[20:180, 220:380], drawn.ours(name)[20:180, 220:380]
    assert (
        np.abs(theirs.mean(axis=(0, 1)) - ours.mean(axis=(0, 1))).max() <= 18
    )  # thin slanting lines are lighter than pixels
    if not name.startswith("dense"):
        first, second = waves(theirs), waves(ours)
        row, column = np.unravel_index(int(second.argmax()), second.shape)
        near = first[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
        assert near.max() >= 0.6 * first.max(), (row, column)


def waves(picture: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How strong each wave of the picture is, by its periods across and down (a crisp pattern has many)."""
    grey = picture.mean(axis=2)
    spectrum: npt.NDArray[np.float64] = np.abs(
        np.fft.rfft2((grey - grey.mean()) * np.outer(np.hanning(160), np.hanning(160)))
    )
    spectrum[:2, :2] = spectrum[-2:, :2] = 0
    return spectrum


@pytest.mark.parametrize("name", LINES)
def test_lines_lie_where_qgis_draws_them(drawn: Drawn, name: str) -> None:
    theirs, ours = drawn.theirs(name), drawn.ours(name)
    differing = (np.abs(theirs - ours).max(axis=2) > 96).mean()
    assert differing < LINES[name]
    assert abs(theirs.mean() - ours.mean()) < (4 if name == "markers along" else 1.5)


@pytest.mark.parametrize("name", TOLD)
def test_what_is_not_understood_is_told(drawn: Drawn, name: str) -> None:
    notices = drawn.style(name).notices
    assert any(TOLD[name] in notice.message.zh for notice in notices)


def test_features_of_a_rule_not_understood_are_shown_as_undecided(drawn: Drawn) -> None:
    ours = drawn.ours("unknown function")
    assert np.abs(at(ours, 8, 8) - (208, 211, 216)).max() < 80
    assert at(ours, 90, 90).tolist() == at(drawn.theirs("unknown function"), 90, 90).tolist()
