"""Plans from folders and plan files: what is bound, detected, left, and refused with file and line."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from core.errors import AppError, Cancelled
from core.feedback import Feedback
from layers.plan import Plan
from layers.plan_file import load_plan, rebind, split_layer
from layers.plan_text import line_of
from layers.project import Project
from tests.office import ORIGIN, square, write

LINE = shapely.LineString([ORIGIN, (ORIGIN[0] + 100, ORIGIN[1])])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one detectable boundary."""
    path = tmp_path / "和林格尔新区"
    path.mkdir()
    write(path / "development_boundary.shp", [square(0, 0, 100)], year=[2025])
    return path


def with_plan(folder: Path, text: str) -> Path:
    (folder / "plan.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(path: Path) -> AppError:
    with pytest.raises(AppError) as caught:
        load_plan(path)
    return caught.value


def bound(plan: Plan) -> list[tuple[str | None, str]]:
    return [(layer.role, layer.name) for layer in plan.layers]


def test_a_folder_alone_is_a_plan_with_every_default(folder: Path) -> None:
    plan = load_plan(folder)
    assert (plan.name, plan.language, plan.crs, plan.area_definition) == ("和林格尔新区", "zh", None, "ellipsoidal")
    assert (plan.rules, plan.base_year, plan.target_year) == (("horinger",), None, None)
    assert (plan.tolerance.xy_m, plan.tolerance.area_m2) == (0.001, 1.0)
    assert bound(plan) == [("development_boundary", "development_boundary")]
    assert plan.notices == ()


def test_everything_a_plan_file_may_say(folder: Path) -> None:
    write(
        folder / "现行边界.shp",
        [square(0, 0, 9), square(9, 0, 9)],
        encoding="GBK",
        NIANFEN=[2020, 2025],
        状态=["废止", "现行"],
    )
    text = """
        name = "云谷 2025"
        language = "en"
        crs = "EPSG:4546"
        area_definition = "planar"
        rules = ["horinger", "rules/own.toml"]
        base_year = 2020
        target_year = 2025
        [layers.development_boundary]
        path = "现行边界.shp"
        encoding = "GB18030"
        fields = { year = "NIANFEN" }
        where = { "状态" = "现行" }
        [tolerance]
        xy_m = 0.01
        area_m2 = 2
    """
    plan = load_plan(with_plan(folder, text))
    assert (plan.name, plan.language, plan.area_definition) == ("云谷 2025", "en", "planar")
    assert (plan.rules, plan.base_year, plan.target_year) == (("horinger", "rules/own.toml"), 2020, 2025)
    assert plan.crs is not None
    assert (plan.tolerance.xy_m, plan.tolerance.area_m2) == (0.01, 2.0)
    assert bound(plan) == [("development_boundary", "现行边界")]
    assert plan.layers[0].frame["year"].tolist() == [2025]


def test_a_plan_file_may_be_opened_itself(folder: Path) -> None:
    (folder / "other.toml").write_text('name = "x"', encoding="utf-8-sig")
    assert load_plan(folder / "other.toml").name == "x"


def test_plan_order_first_then_detected_by_name(folder: Path) -> None:
    for name in ("zoning_b", "zoning_a"):
        write(folder / f"{name}.gpkg", [square(0, 0, 9)], YDDM=["0701"])
    write(folder / "水系.gpkg", [LINE], a=[1])
    plan = load_plan(with_plan(folder, '[layers.river]\npath = "水系.gpkg"'))
    assert bound(plan) == [
        ("river", "水系"),
        ("development_boundary", "development_boundary"),
        ("zoning", "zoning_a"),
        ("zoning", "zoning_b"),
    ]


def test_a_role_bound_in_the_plan_takes_no_detected_file_nor_gives_its_file_away(folder: Path) -> None:
    write(folder / "STBHHX.gpkg", [square(0, 0, 9)], a=[1])
    text = '[layers.development_boundary]\npath = ["STBHHX.gpkg"]'
    assert bound(load_plan(with_plan(folder, text))) == [("development_boundary", "STBHHX")]


def test_terms_without_a_path_serve_the_detected_file(folder: Path) -> None:
    write(folder / "zoning.gpkg", [square(0, 0, 9)], LB=["0701"])
    plan = load_plan(with_plan(folder, '[layers.zoning]\nfields = { class_code = "LB" }'))
    assert plan.bound("zoning")[0].frame["class_code"].tolist() == ["0701"]


def test_tables_of_a_geopackage_are_detected_one_by_one(folder: Path) -> None:
    for table, geometry in (("YJJBNT", square(0, 0, 9)), ("HL", LINE), ("别的", LINE)):
        gpd.GeoDataFrame({"a": [1]}, geometry=[geometry], crs=4546).to_file(folder / "库.gpkg", layer=table)
    gpd.GeoDataFrame({"a": [1]}, geometry=[LINE], crs=4546).to_file(folder / "road.gpkg", layer="t1")
    plan = load_plan(folder)
    assert bound(plan)[1:] == [("river", "HL"), ("road", "t1"), ("permanent_farmland", "YJJBNT")]


@pytest.mark.parametrize(
    ("name", "geometry", "fields"),
    [
        ("SY.gpkg", LINE, {"a": [1]}),
        ("zoning_x.gpkg", square(0, 0, 1), {"a": [1]}),
        ("DL.gpkg", square(0, 0, 1), {"a": [1]}),
    ],
)
def test_an_uncertain_file_is_left_and_reported(folder: Path, name: str, geometry, fields) -> None:
    write(folder / name, [geometry], **fields)
    plan = load_plan(folder)
    assert len(plan.layers) == 1
    (notice,) = plan.notices
    assert (notice.code, notice.where) == ("role.uncertain", name)
    assert notice.repair is not None


def test_the_same_name_twice_is_uncertain(folder: Path) -> None:
    write(folder / "wetland.shp", [square(0, 0, 9)], a=[1])
    write(folder / "wetland.gpkg", [square(0, 0, 9)], a=[1])
    plan = load_plan(folder)
    assert plan.bound("wetland") == ()
    assert [notice.where for notice in plan.notices] == ["wetland.gpkg", "wetland.shp"]


def test_other_files_are_ignored(folder: Path) -> None:
    (folder / "说明.txt").write_text("x")
    (folder / "settings.json").write_text("{}")
    write(folder / "备份.shp", [LINE], a=[1])
    assert load_plan(folder).notices == ()


def test_the_plans_crs_serves_layers_that_carry_none(folder: Path) -> None:
    (folder / "development_boundary.prj").unlink()
    plan = load_plan(with_plan(folder, 'crs = "EPSG:4546"'))
    assert plan.measuring_crs is not None
    assert plan.measuring_crs.to_epsg() == 4546


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('name = "x"\nnmae = "y"', "plan.unknown_key", 2),
        ("[tolerance]\narea_m = 1", "plan.unknown_key", 2),
        ("\n[layers.zoning]\npaths = []", "plan.unknown_key", 3),
        ('[layers.zonning]\npath = "a.shp"', "plan.unknown_role", 1),
        ('[layers]\nzoning.pfad = "x"', "plan.unknown_key", 2),
        ('[layers.zoning]\npath = "x.shp"\n\nfields = { far = "RJL" }', "plan.unknown_field", 4),
        ("[layers.zoning.fields]\nfar_max = 3", "plan.bad_type", 2),
        ("[layers.zoning]\nwhere = { A = [1] }", "plan.bad_type", 2),
        ("[layers.zoning]\npath = 3", "plan.bad_type", 2),
        ('[layers.zoning]\npath = ["a.shp", 3]', "plan.bad_type", 2),
        ("[layers.zoning]\npath = []", "plan.bad_type", 2),
        ('[layers.zoning]\npath = ""', "plan.bad_value", 2),
        ('layers = "x"', "plan.bad_type", 1),
        ("name = 3", "plan.bad_type", 1),
        ('rules = "horinger"', "plan.bad_type", 1),
        ('\nlanguage = "de"', "plan.bad_value", 2),
        ('area_definition = "plane"', "plan.bad_value", 1),
        ('crs = "EPSG:99999999"', "plan.bad_value", 1),
        ('crs = "EPSG:5773"', "plan.bad_value", 1),
        ('crs = "EPSG:4546."', "plan.bad_value", 1),
        ("base_year = true", "plan.bad_type", 1),
        ("base_year = 20", "plan.bad_value", 1),
        ("base_year = 2025\ntarget_year = 2020", "plan.bad_value", 1),
        ("# x\n[tolerance]\nxy_m = -1", "plan.bad_value", 3),
        ("[tolerance]\narea_m2 = nan", "plan.bad_value", 2),
        ('[tolerance]\narea_m2 = "1"', "plan.bad_value", 2),
        ("name = ", "plan.syntax", 1),
        ('name = "a"\nname = "b"', "plan.syntax", 2),
        ('[layers.zoning]\npath = "none.shp"', "plan.file_missing", 2),
        ('[layers.zoning]\npath = "../x.shp"', "plan.path_outside", 2),
        ('[layers.zoning]\npath = "/etc/x.shp"', "plan.path_outside", 2),
        ("[layers.zoning]\npath = 'C:\\x.shp'", "plan.path_outside", 2),
        ("[layers.zoning]\npath = '..\\x.shp'", "plan.path_outside", 2),
        ("[layers.zoning]\npath = '\\\\server\\x.shp'", "plan.path_outside", 2),
        ('rules = ["../own.toml"]', "plan.path_outside", 1),
        ('rules = ["/own.toml"]', "plan.path_outside", 1),
        ('[layers.road]\npath = "development_boundary.shp"', "role.geometry", 2),
        ('[layers.building]\npath = "development_boundary.shp"\nfields = { name = "X" }', "fields.missing", 1),
        ('[layers.building]\npath = "development_boundary.shp"\nencoding = "x-9"', "file.encoding", 3),
        ('[layers.building]\npath = "development_boundary.shp"\n\nlayer = "other"', "file.table", 4),
    ],
)
def test_each_mistake_is_refused_with_its_line(folder: Path, text: str, code: str, line: int) -> None:
    error = refusal(with_plan(folder, text))
    assert error.code == code
    assert f"plan.toml 第 {line} 行" in error.message.zh
    assert f"plan.toml, line {line}:" in error.message.en
    assert "\n" not in error.sentence("en")


def test_a_misspelt_word_is_answered_with_the_right_one(folder: Path) -> None:
    error = refusal(with_plan(folder, '[layers.zonning]\npath = "a.shp"'))
    assert error.hint is not None
    assert "zoning" in error.hint.en


def test_a_chinese_key_without_quotes_is_told_to_need_them(folder: Path) -> None:
    error = refusal(with_plan(folder, '[layers.zoning]\nwhere = { 状态 = "现行" }'))
    assert error.code == "plan.syntax"
    assert error.hint is not None
    assert "引号" in error.hint.zh


def test_a_plan_file_that_is_not_utf8_is_refused_with_its_line(folder: Path) -> None:
    (folder / "plan.toml").write_bytes('language = "zh"\nname = "新区"'.encode("gbk"))
    error = refusal(folder)
    assert error.code == "plan.encoding"
    assert "第 2 行" in error.message.zh


def test_absurd_plan_files_are_refused(folder: Path) -> None:
    assert refusal(with_plan(folder, "# x\n" * 300_000)).code == "plan.too_large"
    assert refusal(with_plan(folder, "a = " + "[" * 100_000)).code == "plan.syntax"
    paths = ", ".join(f'"{number}.shp"' for number in range(1001))
    assert refusal(with_plan(folder, f"[layers.zoning]\npath = [{paths}]")).code == "plan.too_large"


@pytest.mark.parametrize("suffix", [".shp", ".dbf"])
def test_no_link_leaves_the_folder(folder: Path, tmp_path: Path, suffix: str) -> None:
    outside = write(tmp_path / "secret.shp", [square(0, 0, 9)], a=[1])
    for side in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
        if side == suffix:
            (folder / f"inside{side}").symlink_to(outside.with_suffix(side))
        else:
            shutil.copy(outside.with_suffix(side), folder / f"inside{side}")
    assert refusal(with_plan(folder, '[layers.wetland]\npath = "inside.shp"')).code == "plan.path_outside"


def test_no_detected_link_leaves_the_folder_either(folder: Path, tmp_path: Path) -> None:
    outside = write(tmp_path / "secret.gpkg", [square(0, 0, 9)], a=[1])
    (folder / "别的.gpkg").symlink_to(outside)
    assert len(load_plan(folder).layers) == 1
    (folder / "wetland.gpkg").symlink_to(outside)
    assert refusal(folder).code == "plan.path_outside"


def test_a_link_inside_and_a_way_back_in_are_fine(folder: Path) -> None:
    write(folder / "湿地.gpkg", [square(0, 0, 9)], a=[1])
    (folder / "链接.gpkg").symlink_to(folder / "湿地.gpkg")
    (folder / "sub").mkdir()
    text = '[layers.wetland]\npath = ["链接.gpkg", "sub/../湿地.gpkg"]'
    assert len(load_plan(with_plan(folder, text)).bound("wetland")) == 2


def test_a_path_with_windows_separators_is_found(folder: Path) -> None:
    (folder / "数据").mkdir()
    write(folder / "数据" / "a.gpkg", [square(0, 0, 9)], a=[1])
    plan = load_plan(with_plan(folder, "[layers.wetland]\npath = '数据\\a.gpkg'"))
    assert plan.bound("wetland")[0].name == "a"


def test_what_is_no_plan_is_refused_in_words(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.gpkg").write_bytes(b"")
    assert refusal(tmp_path / "none").code == "plan.missing"
    assert refusal(tmp_path / "a.gpkg").code == "plan.not_a_plan"
    assert refusal(tmp_path / "empty").code == "plan.nothing_bound"


def test_nothing_bound_says_why_when_it_is_known(tmp_path: Path) -> None:
    write(tmp_path / "SY.gpkg", [LINE], a=[1])
    error = refusal(tmp_path)
    assert error.code == "plan.nothing_bound"
    assert "SY.gpkg" in error.message.zh


def test_a_broken_file_that_names_a_role_is_refused_and_another_is_not(folder: Path) -> None:
    (folder / "road.shp").write_bytes(b"rubbish" * 100)
    assert refusal(folder).code == "file.unreadable"
    (folder / "road.shp").rename(folder / "别的.shp")
    (folder / "别的.gpkg").write_bytes(b"rubbish" * 100)
    plan = load_plan(folder)
    assert [notice.code for notice in plan.notices] == ["file.unreadable"]


def test_footprints_replace_the_plans_and_take_its_terms(folder: Path, tmp_path: Path) -> None:
    write(folder / "x.gpkg", [square(0, 0, 9)], P=["旧"], S=[1])
    text = '[layers.project_footprints]\npath = "x.gpkg"\nfields = { project = "P" }\nwhere = { S = 1 }'
    plan = load_plan(with_plan(folder, text))
    other = write(tmp_path / "新项目.gpkg", [square(0, 0, 9), square(9, 0, 9)], P=["甲", "乙"], S=[0, 1])
    for file in (other, f"{other}:新项目"):
        (layer,) = rebind(plan, "project_footprints", file).bound("project_footprints")
        assert layer.name == "新项目"
        assert layer.frame["project"].tolist() == ["乙"]
    assert plan.bound("project_footprints")[0].name == "x"


def test_footprints_are_added_where_the_plan_has_none(folder: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "项目.gpkg", [square(0, 0, 9)], XMMC=["甲"])
    plan = rebind(load_plan(folder), "project_footprints", other)
    assert bound(plan) == [("development_boundary", "development_boundary"), ("project_footprints", "项目")]


@pytest.mark.parametrize(
    ("written", "file", "layer"),
    [
        ("a.gpkg", "a.gpkg", None),
        ("a.gpkg:道路", "a.gpkg", "道路"),
        ("C:\\plan\\a.gpkg", "C:\\plan\\a.gpkg", None),
        ("C:/plan/a.gpkg", "C:/plan/a.gpkg", None),
        ("C:/plan/a.gpkg:t", "C:/plan/a.gpkg", "t"),
        ("a.gpkg:", "a.gpkg:", None),
    ],
)
def test_a_file_and_its_layer(written: str, file: str, layer: str | None) -> None:
    assert split_layer(written) == (Path(file), layer)


def test_progress_is_told_and_cancelling_stops(folder: Path) -> None:
    class Watcher(Feedback):
        def report(self, fraction, doing=None) -> None:
            told.append(fraction)
            self.cancel()

    write(folder / "wetland.gpkg", [square(0, 0, 9)], a=[1])
    told: list[float] = []
    with pytest.raises(Cancelled):
        load_plan(folder, Watcher())
    assert told == [0.0]


def test_the_line_of_a_key_in_every_way_of_writing_it() -> None:
    text = 'a = 1\n[layers]\nx.path = "p"\n[layers."y"]\n# path\npath = 1\n[layers.z.fields]\nyear = "N"\n'
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("layers", "x", "path")) == 3
    assert line_of(text, ("layers", "y", "path")) == 6
    assert line_of(text, ("layers", "z", "fields", "year")) == 8
    assert line_of(text, ("layers", "z")) == 7
    assert line_of(text, ("b",)) is None


def test_a_project_beside_the_files_it_was_made_of_is_not_part_of_the_plan(tmp_path: Path) -> None:
    write(tmp_path / "wetland.shp", [square(0, 0, 100)], name=["甲"])
    before = load_plan(tmp_path)
    with Project.create(tmp_path / "甲.gpkg") as project:
        project.import_layer(before.layers[0])
    assert [layer.path.name for layer in load_plan(tmp_path).layers] == ["wetland.shp"]
