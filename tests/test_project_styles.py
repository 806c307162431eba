"""Our symbols in ``layer_styles``: one default style for every layer, in the words of its own table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import pytest

from core.errors import AppError
from core.messages import Text
from layers.project import Project
from layers.store import examples
from maps.style_files.qml import parse_qml
from maps.style_files.sld import parse_sld
from maps.symbology.layer_style import LayerStyle, applied
from maps.symbology.symbols import symbology
from services import editing, importing, projects
from services.layer_styles import STYLE_NAME, add_style, renew_style, style_of_table
from services.opening import open_plan
from tests.office import square, write


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Made of a plan with land use in GBK, boundaries of two years and a layer of one symbol."""
    folder = tmp_path / "plan"
    folder.mkdir()
    three = [square(100 * i, 0, 100) for i in range(3)]
    write(folder / "GHYD.shp", three, encoding="GBK", YDDM=["0701", "1401", None], 备注=["甲", "乙", "丙"])
    write(folder / "CZKFBJ.gpkg", three[:2], NF=[2020, 2035])
    write(folder / "wetland.gpkg", three[:1], name=["湖"])
    made = projects.make_project(open_plan(folder), tmp_path / "p.gpkg")
    yield made
    made.close()


def defaults(project: Project) -> dict[str, tuple[LayerStyle, LayerStyle]]:
    """Table -> its default style as its QML and its SLD say it; fails where there is not exactly one."""
    with closing(sqlite3.connect(f"{project.path.as_uri()}?mode=ro", uri=True)) as reader:
        rows = reader.execute(
            "SELECT f_table_name, styleQML, styleSLD FROM layer_styles WHERE useAsDefault AND f_geometry_column='geom'"
            " AND f_table_name IN (SELECT table_name FROM gpkg_contents)"
        ).fetchall()
        assert len({table for table, _, _ in rows}) == len(rows)
    for table, qml, sld in rows:
        assert ElementTree.fromstring(qml).tag == "qgis", table
        assert ElementTree.fromstring(sld).tag.endswith("StyledLayerDescriptor"), table
    return {table: (parse_qml(qml.encode(), table), parse_sld(sld.encode(), table)) for table, qml, sld in rows}


def assert_all_styled(project: Project) -> None:
    found = defaults(project)
    assert sorted(found) == sorted(info.name for info in project.layers())
    for table, styles in found.items():
        layer = project.layer(table)
        shown = symbology(layer)
        symbols = [shown.classes[number].symbol for number in shown.class_of_row]
        for style in styles:
            assert style.notices == ()
            again = applied(style, layer)
            drawn = [again.classes[number].symbol for number in again.class_of_row]
            assert [one.fill for one in drawn] == [one.fill for one in symbols], table
            assert [one.strokes for one in drawn] == [one.strokes for one in symbols], table


def fields_in(style: LayerStyle) -> set[str]:
    return {condition.field for one in style.classes for condition in one.conditions}


def imported(project: Project, path: Path, role: str | None = None) -> editing.Outcome:
    (found,) = importing.look_into([path])
    assert isinstance(found, importing.Found)
    return importing.import_files(project, [importing.Wish(found, role)])


def test_every_layer_of_a_new_project_has_its_symbols(project: Project) -> None:
    assert_all_styled(project)
    styles = defaults(project)
    assert fields_in(styles["GHYD"][0]) == fields_in(styles["GHYD"][1]) == {"YDDM"}
    assert fields_in(styles["CZKFBJ"][0]) == {"NF"}


def test_an_import_its_undo_and_its_redo_carry_the_style(project: Project, tmp_path: Path) -> None:
    before = project.records("styles")
    imported(project, write(tmp_path / "b.gpkg", [square(0, 0, 9)] * 2, DLBM=["0301", "0401"]), "landuse_current")
    assert_all_styled(project)
    assert fields_in(defaults(project)["b"][0]) == {"DLBM"}
    with_it = project.records("styles")
    editing.undo(project)
    assert project.records("styles") == before
    assert_all_styled(project)
    editing.redo(project)
    assert project.records("styles") == with_it
    assert_all_styled(project)


def test_a_style_asks_for_the_words_that_the_file_has(project: Project, tmp_path: Path) -> None:
    kinds = ["公园绿地", "park", "防护绿地", "沙坑"]
    imported(project, write(tmp_path / "LD.gpkg", [square(i, 0, 1) for i in range(4)], kind=kinds), "green_space")
    (park, guard, rest) = defaults(project)["LD"][0].classes
    assert (park.key, park.conditions[0].values) == ("park", ("park", "公园绿地"))
    assert guard.conditions[0].values == ("防护绿地",)
    assert rest.otherwise


def test_another_role_is_another_style_in_the_same_step(project: Project) -> None:
    before = project.record("styles", f"wetland/{STYLE_NAME}")
    steps = len(editing.past(project).entries)
    outcome = editing.set_role(project, "wetland", "water_body")
    after = project.record("styles", f"wetland/{STYLE_NAME}")
    assert after != before
    assert (outcome.tables, len(editing.past(project).entries)) == ({"wetland"}, steps + 1)
    assert_all_styled(project)
    editing.undo(project)
    assert project.record("styles", f"wetland/{STYLE_NAME}") == before


def test_a_role_that_is_refused_leaves_role_and_style(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise AppError("project.disk_full", Text("磁盘已满", "The disk is full"))

    before = project.records("styles"), project.records("roles")
    monkeypatch.setattr(editing, "renew_style", full)
    with pytest.raises(AppError, match=r"project\.disk_full"):
        editing.set_role(project, "wetland", "water_body")
    assert (project.records("styles"), project.records("roles")) == before


def test_a_style_that_somebody_made_stays_the_default(project: Project) -> None:
    project.put_record("styles", "wetland/张三", {"qml": "<qgis/>", "sld": "<sld/>", "default": True})
    project.put_record("styles", f"wetland/{STYLE_NAME}", {"qml": "<qgis/>", "default": False})
    editing.set_role(project, "wetland", "water_body")
    styles = {key: one["default"] for key, one in project.records("styles").items() if key.startswith("wetland/")}
    assert styles == {"wetland/张三": True, f"wetland/{STYLE_NAME}": False}
    assert project.record("styles", "wetland/张三") == {"qml": "<qgis/>", "sld": "<sld/>", "default": True}


def test_a_renamed_and_a_removed_layer_take_their_style_along(project: Project) -> None:
    editing.rename_layer(project, "wetland", "湿 地")
    assert_all_styled(project)
    editing.remove_layer(project, "湿 地")
    assert_all_styled(project)
    editing.undo(project)
    assert_all_styled(project)


def test_a_style_that_another_program_changed_is_in_the_way_of_no_undo(project: Project, tmp_path: Path) -> None:
    imported(project, write(tmp_path / "b.gpkg", [square(0, 0, 9)] * 2, DLBM=["0301", "0401"]), "landuse_current")
    editing.set_role(project, "wetland", "water_body")
    project.close()
    with closing(sqlite3.connect(project.path)) as other, other:
        other.execute("UPDATE layer_styles SET useAsDefault=0, styleQML='<qgis/>' WHERE f_table_name='b'")
        other.execute("UPDATE layer_styles SET useAsDefault=0 WHERE f_table_name='wetland'")
    with Project.open(project.path) as again:
        assert editing.undo(again) is not None
        assert editing.undo(again) is not None
        assert sorted(again.records("styles")) == [f"{name}/{STYLE_NAME}" for name in ("CZKFBJ", "GHYD", "wetland")]
        editing.redo(again)
        assert (again.record("styles", f"b/{STYLE_NAME}") or {})["qml"] == "<qgis/>"
        assert not (again.record("styles", f"wetland/{STYLE_NAME}") or {})["default"]


def test_a_layer_is_given_its_first_style_once(project: Project) -> None:
    with pytest.raises(AppError, match=r"project\.changed"):
        add_style(project, "GHYD")


def test_writing_a_style_again_is_no_step(project: Project) -> None:
    before = len(editing.past(project).entries)
    renew_style(project, "GHYD")
    assert len(editing.past(project).entries) == before


def test_what_is_entered_later_has_a_class_to_fall_into(project: Project) -> None:
    rest = [one for one in style_of_table(project, "GHYD").classes if one.otherwise]
    assert [one.key for one in rest] == ["unknown"]
    latest, earlier, rest_of_years = style_of_table(project, "CZKFBJ").classes
    assert (latest.conditions[0].values, earlier.conditions[0].values) == (("2035",), ("2020",))
    assert (rest_of_years.otherwise, rest_of_years.symbol) == (True, latest.symbol)


def test_an_empty_layer_and_one_without_a_field_have_one_symbol(project: Project) -> None:
    for name, role in (("空", "zoning"), ("空2", "facility"), ("空3", "green_space")):
        geometry = "POINT" if role == "facility" else "MULTIPOLYGON"
        table = project.create_layer(name, (), geometry_type=geometry, crs=None)
        project.put_record("roles", table, {"role": role})
        renew_style(project, table)
    assert_all_styled(project)
    assert all(len(style_of_table(project, name).classes) == 1 for name in ("空", "空2", "空3"))


def test_a_field_of_very_many_values_does_not_make_a_class_of_each(project: Project, tmp_path: Path) -> None:
    count = examples.MOST + 50
    shapes = [square(i, 0, 1) for i in range(count)]
    imported(project, write(tmp_path / "b.gpkg", shapes, YDDM=[f"X{i}" for i in range(count)]), "zoning")
    assert len(defaults(project)["b"][0].classes) == 1
    assert_all_styled(project)
