"""What the planner has made a layer look like is what its sheets show."""

from __future__ import annotations

from pathlib import Path

from core.messages import same
from layers.project import Project
from maps.labelling import LabelStyle
from maps.symbology.classing import plain_symbol
from maps.symbology.layer_style import LayerStyle, StyleClass
from services import projects
from services.layer_labels import set_label_style
from services.layer_styles import set_style
from services.opening import open_plan
from services.sheet_sources import sheet_source
from tests.office import square, write


def project_of(tmp_path: Path) -> Project:
    folder = tmp_path / "plan"
    folder.mkdir()
    write(folder / "GHYD.shp", [square(0, 0, 100)], YDDM=["0701"])
    return projects.make_project(open_plan(folder), tmp_path / "p.gpkg")


def fills(path: Path) -> list[str | None]:
    source = sheet_source(open_plan(path))
    (drawn,) = source.layers({"zoning"})
    return [one.symbol.fill for one in drawn.display.symbology.classes]


def test_a_project_prints_in_the_planners_own_symbols(tmp_path: Path) -> None:
    with project_of(tmp_path) as project:
        assert fills(project.path) == ["#FFFF2D"]
        own = LayerStyle("polygon", (StyleClass("all", same("全部"), plain_symbol("#123456", "polygon")),))
        set_style(project, "GHYD", own)
        assert fills(project.path) == ["#123456"]
        project.history.undo()
        assert fills(project.path) == ["#FFFF2D"]


def test_a_project_prints_the_planners_own_labels(tmp_path: Path) -> None:
    with project_of(tmp_path) as project:
        set_label_style(project, "GHYD", LabelStyle(template="{class_code}!"))
        assert sheet_source(open_plan(project.path)).labels["GHYD"].template == "{class_code}!"


def test_a_folder_prints_as_its_roles_look(tmp_path: Path) -> None:
    with project_of(tmp_path):
        assert sheet_source(open_plan(tmp_path / "plan")).labels == {}
