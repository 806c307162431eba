"""A project in QGIS: the same classes in the same colours, and what is edited there is seen here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.affinity
from PySide6.QtGui import QImage

from core.errors import AppError
from layers.layer import Layer
from layers.project import Project
from layers.store.loading import read_plan
from maps.drawing.display import display_layer
from maps.symbology.colours import channels
from maps.symbology.layer_style import drawn_of
from maps.symbology.marks import Symbol
from maps.symbology.symbols import symbology
from maps.view import MapView
from services import editing, importing, projects
from services.opening import open_plan
from tests.maps_plans import painted, pixels
from tests.office import ORIGIN, square, write
from tests.projects import change
from tests.qgis_here import asked

pytestmark = [pytest.mark.qgis, pytest.mark.usefixtures("qapp")]
CODES = ["0701", "0901", "1401", "16", "080401", "07010201", "ZZ", None, "1207"]
SIZE = 600
WEST, SOUTH = ORIGIN
EXTENT = (WEST - 100.0, SOUTH - 100.0, WEST + 1100.0, SOUTH + 1100.0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project made of files as an office has them: a GBK shapefile, dashed boundaries, points, roads."""
    folder = tmp_path / "plan"
    folder.mkdir()
    parcels = [square(100 * (i % 3) * 3, 100 * (i // 3) * 3, 290) for i in range(len(CODES))]
    names = ["城镇住宅用地"] * len(CODES)
    write(folder / "GHYD.shp", parcels, encoding="GBK", YDDM=list(CODES), YDMC=names, 备注=["“引号” & <角>"] * 9)
    write(folder / "CZKFBJ.gpkg", [square(0, 0, 900), square(0, 0, 600), square(0, 0, 500)], NF=[2035, 2020, None])
    points = [shapely.Point(WEST + 50 * i, SOUTH + 50) for i in range(4)]
    write(folder / "SS.gpkg", points, kind=["小学", "hospital", "bus_stop", "别的"])
    lines = [shapely.LineString([(WEST, SOUTH + 9 * i), (WEST + 900, SOUTH + 9 * i)]) for i in range(3)]
    write(folder / "DL.gpkg", lines, **{"class": ["主干路", "支路", "小巷"]})
    write(folder / "LD.gpkg", [square(0, 0, 20)], 类别=["x"])
    made = projects.make_project(open_plan(folder), tmp_path / "小城.gpkg")
    made.close()
    return made.path


def expected(symbol: Symbol, kind: Any) -> list[list[Any]]:
    """A symbol in the words of ``in_qgis.py``."""
    drawn = drawn_of(symbol, kind)
    if drawn.marker is not None:
        marker, rim = drawn.marker, drawn.marker.stroke
        shape = "cross_fill" if marker.shape == "cross" else marker.shape
        return [["marker", shape, marker.size_mm, full(marker.fill), [full(rim.colour), rim.width_mm] if rim else []]]
    told: list[list[Any]] = [["fill", full(drawn.fill)]] if drawn.fill else []
    told += [["hatch", full(one.colour), one.angle_deg, one.spacing_mm, one.width_mm] for one in drawn.hatches]
    return told + [["stroke", full(one.colour), one.width_mm, list(one.dash_mm)] for one in drawn.strokes]


def full(colour: str) -> str:
    return "#{:02X}{:02X}{:02X}{:02X}".format(*channels(colour))


def looked_at(path: Path, *names: str) -> tuple[dict[str, Any], QImage]:
    out = path.with_suffix(".png")
    return asked("look", path, out, ",".join(map(str, EXTENT)), *names), QImage(str(out))


def rgb(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_RGB32)


def middle_colours(image: QImage, places: list[Any]) -> np.ndarray[Any, Any]:
    """The median colour of 15 × 15 pixels about each place: hatches are thinner than what lies between them."""
    view = MapView.fitted(EXTENT, SIZE, SIZE, margin=0)
    picture = pixels(rgb(image))
    spots = [view.to_screen(place.x, place.y) for place in places]
    parts = [picture[int(y) - 7 : int(y) + 8, int(x) - 7 : int(x) + 8].reshape(-1, 3) for x, y in spots]
    return np.array([np.median(part, axis=0) for part in parts])


def test_qgis_draws_the_same_classes_in_the_same_colours(path: Path) -> None:
    plan = read_plan(path)
    found, _ = looked_at(path, *(layer.name for layer in plan.layers))
    assert sorted(found) == ["CZKFBJ", "DL", "GHYD", "LD", "SS"]
    for layer in plan.layers:
        told, shown = found[layer.name], symbology(layer)
        assert (told["valid"], told["styled"]) == (True, [True, True]), layer.name
        assert told["symbols"] == symbols_here(layer), layer.name
        captions = [one.caption().zh for one in shown.classes]
        if len(captions) > 1:
            assert told["legend"][: len(captions)] == captions
    assert found["SS"]["scales"] == [0.0, 22000.0]


def test_qgis_paints_every_parcel_as_we_do(path: Path) -> None:
    layer = next(one for one in read_plan(path).layers if one.role == "zoning")
    _, theirs = looked_at(path, layer.name)
    ours = painted([display_layer(layer, layer.crs)], MapView.fitted(EXTENT, SIZE, SIZE, margin=0), 96 / 25.4)
    places = list(layer.frame.geometry.representative_point())
    colours = middle_colours(ours, places)
    assert len(np.unique(colours, axis=0)) >= 6
    np.testing.assert_allclose(middle_colours(theirs, places), colours, atol=1)


def symbols_here(layer: Layer) -> dict[str, list[list[Any]]]:
    shown = symbology(layer)
    ours = [expected(shown.classes[number].symbol, layer.kind) for number in shown.class_of_row]
    return dict(zip(map(str, layer.frame.index), ours, strict=True))


AS_WRITTEN: dict[str, tuple[str, str, list[Any]]] = {
    "numbers": ("zoning", "YDDM", [1401, 701, 9, None]),
    "decimals": ("zoning", "YDDM", [1401.0, 16.0, None, 0.5]),
    "padded": ("zoning", "YDDM", ["0701 ", " 0901", "", "'\"\\<&"]),
    "words": ("green_space", "kind", ["公园绿地", "park", "防护绿地", "沙坑"]),
    "years": ("development_boundary", "NF", ["2020", "2035年", None, "2020年"]),
    "dates": ("development_boundary", "NF", ["2020-12-31", "2035-12-31", None, "2035-01-01"]),
}


@pytest.mark.parametrize("kind", AS_WRITTEN)
def test_values_as_a_file_has_them_get_the_same_symbols(path: Path, tmp_path: Path, kind: str) -> None:
    role, field, values = AS_WRITTEN[kind]
    column = pd.to_datetime(pd.Series(values)) if kind == "dates" else values
    (found,) = importing.look_into(
        [write(tmp_path / "new.gpkg", [square(i, 0, 1) for i in range(4)], **{field: column})]
    )
    assert isinstance(found, importing.Found)
    with Project.open(path) as project:
        importing.import_files(project, [importing.Wish(found, role)])
        layer = project.layer("new")
    told, _ = looked_at(path, "new")
    assert told["new"]["symbols"] == symbols_here(layer)


def test_qgis_paints_as_much_of_every_layer_as_we_do(path: Path) -> None:
    """Boundaries with their dashes, hatches, roads, points: the sum of the ink, channel by channel."""
    for layer in read_plan(path).layers:
        _, theirs = looked_at(path, layer.name)
        ours = painted([display_layer(layer, layer.crs)], MapView.fitted(EXTENT, SIZE, SIZE, margin=0), 96 / 25.4)
        ink = [255 - pixels(image).mean(axis=(0, 1)) for image in (rgb(theirs), ours)]
        assert ink[1].max() > 0
        np.testing.assert_allclose(ink[0], ink[1], rtol=0.35 if layer.kind == "point" else 0.05, err_msg=layer.name)


@pytest.fixture
def edited(path: Path) -> Iterator[Project]:
    """The project after an edit of ours, then edits by QGIS."""
    with Project.open(path) as project:
        project.commit(change(project, 5, {"备注": "我们改的"}, "GHYD"))
        project.commit(change(project, 1, {"备注": "都改"}, "GHYD"))
    answer = asked("edit", path, "GHYD")
    assert answer == {"done": [True] * 6, "errors": answer["errors"], "fids": [0, 1, 2, 4, 5, 6, 7, 8, 9]}, answer
    with Project.open(path) as project:
        yield project


def test_what_qgis_edits_is_seen(edited: Project, path: Path) -> None:
    layer = edited.layer("GHYD")
    frame = layer.frame
    assert sorted(frame.index) == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    assert (frame["class_code"][1], frame["class_code"][9]) == ("1401", "0901")
    assert frame.geometry[2].equals(shapely.affinity.translate(square(600, 0, 290), 0, 1000))
    assert frame.geometry[9].equals(shapely.affinity.translate(square(0, 300, 290), 0, -1000))
    assert [notice.code for notice in edited.notices] == ["project.external"]
    assert "GHYD" in edited.notices[0].message.zh
    entry = edited.history.entries()[-1]
    assert (entry.kind, entry.summary["GHYD"]) == ("external", (1, 2, 1))
    found, _ = looked_at(path, "GHYD")
    assert found["GHYD"]["symbols"] == symbols_here(layer)


def test_after_an_edit_in_qgis_the_file_is_sound_and_its_index_true(edited: Project) -> None:
    assert edited.problems() == []
    boxes = edited.file.connection.execute('SELECT id, minx, miny, maxx, maxy FROM "rtree_GHYD_geom" ORDER BY id')
    indexed = {fid: box for fid, *box in boxes}
    bounds = edited.layer("GHYD").frame.geometry.bounds
    assert sorted(indexed) == sorted(bounds.index)
    np.testing.assert_allclose([indexed[fid] for fid in bounds.index], bounds.to_numpy(), rtol=2e-7)
    (extent,) = [info.extent for info in edited.layers() if info.name == "GHYD"]
    assert extent is not None
    np.testing.assert_allclose(extent, edited.layer("GHYD").frame.total_bounds)


def test_after_an_edit_in_qgis_our_own_steps_are_still_undone(edited: Project) -> None:
    assert editing.undo(edited) is not None  # the very feature of which QGIS changed another field
    assert edited.rows("GHYD", [1])[1]["备注"] == "“引号” & <角>"
    assert edited.rows("GHYD", [1])[1]["YDDM"] == "1401"
    assert editing.undo(edited) is not None
    assert edited.rows("GHYD", [5])[5]["备注"] == "“引号” & <角>"
    edited.history.redo()
    assert edited.rows("GHYD", [5])[5]["备注"] == "我们改的"


def test_what_qgis_changed_too_is_not_undone_over_its_head(path: Path) -> None:
    with Project.open(path) as project:
        project.commit(change(project, 1, {"YDDM": "0702"}, "GHYD"))
    asked("edit", path, "GHYD")
    with Project.open(path) as project:
        with pytest.raises(AppError, match=r"project\.changed"):
            project.history.undo()
        assert project.rows("GHYD", [1])[1]["YDDM"] == "1401"


def test_a_style_saved_in_qgis_stays_and_hinders_no_undo(path: Path, tmp_path: Path) -> None:
    (found,) = importing.look_into([write(tmp_path / "new.gpkg", [square(0, 0, 20)], a=[1])])
    assert isinstance(found, importing.Found)
    with Project.open(path) as project:
        importing.import_files(project, [importing.Wish(found)])
        editing.set_role(project, "new", "wetland")
    assert asked("restyle", path, "new") == {"error": ""}
    with Project.open(path) as project:
        editing.undo(project)
        editing.undo(project)
        assert "new" not in [info.name for info in project.layers()]
        editing.redo(project)
        editing.redo(project)
        assert project.problems() == []
    told, _ = looked_at(path, "new")
    ((fid, (fill,)),) = told["new"]["symbols"].items()
    assert (fid, fill) == ("1", ["fill", "#123456FF"])
