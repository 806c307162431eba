"""The planner's steps on a project, without a window: each says what it changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from layers.changes import ChangeSet, updated
from layers.formats import vector
from layers.layer import Layer
from layers.plan import Plan, Tolerance
from layers.project import Project
from services import editing, importing, looking_back, projects
from services.opening import open_plan
from tests.office import ORIGIN, square, write


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """Two layers in a folder, with terms of its own."""
    folder = tmp_path / "plan"
    folder.mkdir()
    write(folder / "zoning.gpkg", [square(0, 0, 100), square(100, 0, 100)], DKBH=["A", "B"], YDDM=["0701", "1401"])
    write(folder / "wetland.gpkg", [square(500, 0, 50)], name=["湖"])
    (folder / "plan.toml").write_text(
        'name = "小城"\ntarget_year = 2035\narea_definition = "planar"\n[tolerance]\narea_m2 = 2.5\n', encoding="utf-8"
    )
    return open_plan(folder)


@pytest.fixture
def project(plan: Plan, tmp_path: Path) -> Iterator[Project]:
    """A project made of it."""
    made = projects.make_project(plan, tmp_path / "p.gpkg")
    yield made
    made.close()


def edit_name(project: Project, name: str) -> editing.Outcome:
    """Change one value of one feature."""
    ((fid, row),) = project.rows("wetland", [1]).items()
    project.commit(ChangeSet((updated("wetland", {fid: (row, {**row, "name": name})}),)))
    return editing.last_outcome(project)


def test_a_project_keeps_the_terms_and_the_order_of_its_plan(project: Project, plan: Plan) -> None:
    made = editing.present(project).plan
    assert [(layer.name, layer.role) for layer in made.layers] == [(layer.name, layer.role) for layer in plan.layers]
    assert (made.name, made.target_year, made.area_definition, made.rules) == ("小城", 2035, "planar", plan.rules)
    assert made.tolerance == Tolerance(area_m2=2.5)
    assert made.measuring_crs == plan.measuring_crs


def test_making_a_project_that_is_cancelled_leaves_no_file(plan: Plan, tmp_path: Path) -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        projects.make_project(plan, tmp_path / "q.gpkg", feedback)
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_packs_beside_the_plan_come_along(plan: Plan, tmp_path: Path) -> None:
    (plan.folder / "own.toml").write_text("# ours", encoding="utf-8")
    target = tmp_path / "else"
    target.mkdir()
    projects.make_project(replace(plan, rules=("horinger", "own.toml")), target / "p.gpkg").close()
    assert (target / "own.toml").read_text(encoding="utf-8") == "# ours"
    (target / "own.toml").write_text("# another", encoding="utf-8")
    with pytest.raises(AppError, match=r"project\.pack"):
        projects.make_project(replace(plan, rules=("own.toml",)), target / "q.gpkg")
    assert not (target / "q.gpkg").exists()


def test_after_a_step_only_what_it_changed_is_read_again(project: Project) -> None:
    before = editing.present(project)
    outcome = edit_name(project, "塘")
    after = editing.present(project, before, outcome)
    assert outcome.tables == {"wetland"}
    assert after.layers["zoning"] is before.layers["zoning"]
    assert list(after.layers["wetland"].frame["name"]) == ["塘"]
    assert [layer.name for layer in after.plan.layers] == [layer.name for layer in before.plan.layers]


@pytest.mark.parametrize("act", ["edit", "remove", "rename", "role"])
def test_what_is_read_after_a_step_and_its_undo_is_what_a_fresh_reading_gives(project: Project, act: str) -> None:
    before = editing.present(project)
    steps = {
        "edit": lambda: edit_name(project, "塘"),
        "remove": lambda: editing.remove_layer(project, "wetland"),
        "rename": lambda: editing.rename_layer(project, "wetland", "湿 地"),
        "role": lambda: editing.set_role(project, "wetland", "water_body"),
    }
    after = editing.present(project, before, steps[act]())
    assert described(after) == described(editing.present(project)) != described(before)
    outcome = editing.undo(project)
    assert outcome is not None
    assert described(editing.present(project, after, outcome)) == described(before)


def described(present: editing.Present) -> list[tuple[object, ...]]:
    """Layers by what a planner sees of them."""

    def told(layer: Layer) -> tuple[object, ...]:
        return (layer.name, layer.role, layer.sha256, [str(name) for name in layer.frame.get("name", [])])

    return sorted(map(told, present.layers.values())) + sorted((role, "") for role in present.plan.bindings)


def test_undo_and_redo_answer_nothing_when_there_is_nothing(project: Project) -> None:
    assert editing.redo(project) is None
    assert editing.undo(project) is None
    assert editing.present(project).layers != {}


def test_a_jump_names_every_layer_between(project: Project) -> None:
    start = editing.past(project).position
    before = editing.present(project)
    edit_name(project, "塘")
    editing.remove_layer(project, "zoning")
    outcome = editing.jump(project, start)
    assert outcome.tables == {"wetland", "zoning"}
    assert editing.past(project).position == start
    assert described(editing.present(project, before, outcome)) == described(before)


def test_versions_are_compared_and_restored(project: Project) -> None:
    editing.set_version(project, "  送审稿 ")
    edit_name(project, "塘")
    told = looking_back.since_version(project, "送审稿", editing.present(project).plan.measuring_crs)
    assert [line.zh for line in told.lines] == ["wetland：修改 1"]
    assert (told.features, told.shown) == (1, 1)
    assert told.place is not None
    assert shapely.geometry.shape(told.place).centroid.distance(square(500, 0, 50).centroid) < 1e-6
    editing.go_back(project, "送审稿")
    assert project.rows("wetland", [1])[1]["name"] == "湖"
    assert editing.go_back(project, "送审稿").label == editing.NOTHING


@pytest.mark.parametrize("name", ["", "  "])
def test_names_must_say_something(project: Project, name: str) -> None:
    for act in (lambda: editing.set_version(project, name), lambda: editing.rename_layer(project, "wetland", name)):
        with pytest.raises(AppError, match=r"project\.no_name"):
            act()


def test_a_role_that_does_not_fit_is_refused_before_anything_is_written(project: Project) -> None:
    with pytest.raises(AppError, match=r"role\.geometry"):
        editing.set_role(project, "wetland", "facility")
    assert len(editing.past(project).entries) == 1
    assert editing.set_role(project, "wetland", "wetland").label == editing.NOTHING


def test_the_places_of_a_step_are_those_of_its_features(project: Project) -> None:
    crs = editing.present(project).plan.measuring_crs
    editing.remove_layer(project, "zoning")
    gone = looking_back.of_entry(project, editing.past(project).position, crs)
    assert [line.en for line in gone.lines] == ["zoning: layer removed"]
    assert gone.place is None
    made = looking_back.of_entry(project, 1, crs)
    assert made.place is not None
    assert any("wetland" in line.en for line in made.lines)


def test_a_layer_is_exported_as_it_is_kept_and_never_onto_the_project(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out.geojson"
    editing.export_table(project.path, "zoning", out)
    assert set(vector.load(out).table.columns) >= {"DKBH", "YDDM"}
    with pytest.raises(AppError, match=r"project\.in_use"):
        editing.export_table(project.path, "zoning", project.path)


def test_a_layer_of_a_plan_is_not_exported_onto_its_source(plan: Plan, tmp_path: Path) -> None:
    layer = plan.layers[0]
    with pytest.raises(AppError, match=r"export\.source"):
        editing.export_open_layer(layer, layer.path)
    assert editing.export_open_layer(layer, tmp_path / "out.shp").path.exists()


def test_a_copy_gets_the_ending_of_a_project(project: Project, tmp_path: Path) -> None:
    assert projects.save_copy(project, tmp_path / "副本").name == "副本.gpkg"
    assert projects.is_project(tmp_path / "副本.gpkg")


def found_in(path: Path) -> importing.Found:
    """The only layer of a file."""
    (told,) = importing.look_into([path])
    assert isinstance(told, importing.Found)
    return told


def test_repairs_are_those_that_were_chosen(project: Project, tmp_path: Path) -> None:
    x, y = ORIGIN
    bow = shapely.Polygon([(x, y), (x + 9, y + 9), (x + 9, y), (x, y + 9)])
    found = found_in(write(tmp_path / "parcels.gpkg", [bow, square(50, 0, 9), square(50, 0, 9)], DKBH=["1", "2", "2"]))
    assert importing.preview(found, "make_valid")
    wish = importing.Wish(found, repairs=("make_valid", "drop_duplicates"))
    outcome = importing.import_files(project, [wish, importing.Wish(found)])
    assert outcome.tables == {"parcels", "parcels_2"}
    assert (project.count("parcels"), project.count("parcels_2")) == (2, 3)
    assert project.layer("parcels").frame.geometry.is_valid.all()
    assert outcome.label.zh == "导入 parcels、parcels"


def test_an_import_of_several_layers_is_all_or_nothing(project: Project, tmp_path: Path) -> None:
    found = found_in(write(tmp_path / "new.gpkg", [square(0, 0, 9)], a=[1]))
    with pytest.raises(AppError, match=r"crs\.unknown"):
        importing.import_files(project, [importing.Wish(found), importing.Wish(found, crs="nowhere")])
    with pytest.raises(AppError, match=r"role\.geometry"):
        importing.import_files(project, [importing.Wish(found), importing.Wish(found, role="facility")])
    with pytest.raises(AppError, match=r"import\.nothing"):
        importing.import_files(project, [])
    assert sorted(info.name for info in project.layers()) == ["wetland", "zoning"]
    assert len(editing.past(project).entries) == 1


def test_a_project_is_no_file_of_layers(project: Project, tmp_path: Path) -> None:
    (told,) = importing.look_into([project.path])
    assert isinstance(told, importing.Refused)
    assert told.problem.code == "import.project"
    found = replace(found_in(write(tmp_path / "new.gpkg", [square(0, 0, 9)], a=[1])), path=project.path)
    with pytest.raises(AppError, match=r"import\.project"):
        importing.import_files(project, [importing.Wish(found)])


def test_a_read_only_project_refuses_in_words(project: Project) -> None:
    with Project.open(project.path, author="someone") as second:
        assert second.read_only is not None
        present = editing.present(second)
        assert present.read_only == second.read_only
        assert sorted(present.layers) == ["wetland", "zoning"]
        for act in (lambda: editing.undo(second), lambda: editing.remove_layer(second, "zoning")):
            with pytest.raises(AppError, match=r"project\.read_only"):
                act()


def test_a_project_keeps_the_planners_own_words_and_shapes(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    bow_tie = shapely.Polygon([(0, 0), (90, 90), (90, 0), (0, 90)])
    shapes = [shapely.affinity.translate(bow_tie, *ORIGIN), square(500, 0, 100)]
    write(
        folder / "green_space.shp",
        shapes,
        encoding="GBK",
        类别=["公园", "防护"],
        面积=["1,200", "约八百"],
        用=["是", "否"],
    )
    plan_file = '[layers.green_space]\npath = "green_space.shp"\nfields = { kind = "类别" }\nwhere = { "用" = "是" }\n'
    (folder / "plan.toml").write_text(plan_file, encoding="utf-8")
    plan = open_plan(folder)
    assert plan.layers[0].frame["kind"].tolist() == ["park"]
    with projects.make_project(plan, tmp_path / "a.gpkg") as project:
        (row,) = project.rows("green_space", [0, 1]).values()
        assert (row["类别"], row["面积"]) == ("公园", "1,200")
        kept = project.layer("green_space")
    assert kept.frame["kind"].tolist() == ["park"]
    assert any(notice.code == "geometry.repaired" for notice in kept.notices)


def test_undo_does_not_go_behind_the_making_of_a_project(project: Project) -> None:
    layers = [info.name for info in project.layers()]
    editing.remove_layer(project, layers[0])
    assert editing.undo(project) is not None
    assert editing.undo(project) is None
    project.history.jump(0)
    assert [info.name for info in project.layers()] == layers
    assert editing.redo(project) is not None
