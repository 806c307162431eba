"""Evidence packages: run again they give the same, what was changed in them is named, what is not safe is refused."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from core.errors import AppError
from layers.store.connection import in_words
from main import main
from tests.office import square, write
from tests.test_checks_pack import PACK
from tests.test_checks_refined_packs import LOCAL


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A plan with a red line, a pack of its own and two projects, one of which is in conflict."""
    folder = tmp_path / "town"
    folder.mkdir()
    write(folder / "ecological_redline.shp", [square(500, 0, 300)], name=["甲"])
    sites = [square(700, 0, 200), square(2000, 0, 200)]
    write(folder / "project_footprints.shp", sites, project=["厂房", "仓库"], height_m=[20.0, 20.0])
    (folder / "tiny.toml").write_text(PACK, encoding="utf-8")
    (folder / "plan.toml").write_text(
        'name = "甲"\nrules = ["tiny.toml"]\n[tolerance]\narea_m2 = 1.0\n', encoding="utf-8"
    )
    return folder


@pytest.fixture
def package(town: Path, tmp_path: Path) -> Path:
    path = tmp_path / "evidence.zip"
    assert main(["review", str(town / "project_footprints.shp"), "--plan", str(town), "--package", str(path)]) == 1
    return path


def verify(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(["verify", str(path), "--lang", "en", *options])
    spoken = capsys.readouterr()
    return code, spoken.out + spoken.err


def rewritten(path: Path, change: Callable[[Path], None]) -> Path:
    """The package with its members changed as files in a folder."""
    folder = path.parent / "inside"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
        names = archive.namelist()
    change(folder)
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            archive.write(folder / name, name)
    return target


def edit_layer(name: str, change: Callable[[gpd.GeoDataFrame], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        frame = gpd.read_file(folder / "inputs" / f"{name}.shp")
        change(frame)
        frame.to_file(folder / "inputs" / f"{name}.shp", encoding="UTF-8")

    return edit


def replace_in(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def test_on_another_path_it_gives_the_same(
    package: Path, town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(town)
    elsewhere = tmp_path / "别处"
    elsewhere.mkdir()
    code, said = verify(Path(shutil.move(package, elsewhere / "包.zip")), capsys)
    assert (code, said) == (0, "Run again: the same.\n")


def move_a_vertex(frame: gpd.GeoDataFrame) -> None:
    ring = shapely.get_coordinates(frame.geometry.iloc[0])
    ring[2] += 0.01
    frame.loc[0, "geometry"] = shapely.Polygon(ring)


def rename(frame: gpd.GeoDataFrame) -> None:
    frame.loc[1, "height_m"] = 30.0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            edit_layer("project_footprints", move_a_vertex),
            ["project_footprints: the shape of the features 0 has", "T-1"],
        ),
        (edit_layer("project_footprints", rename), ["project_footprints: values of the features 1 have", "T-2"]),
        (replace_in("inputs/plan.toml", "area_m2 = 1.0", "area_m2 = 90000.0"), ["inputs/plan.toml", "Tolerance"]),
        (replace_in("inputs/tiny.toml", "limit = 24", "limit = 24.5"), ["inputs/tiny.toml", "limit", "T-2", "24.5"]),
        (replace_in("findings.json", '"厂房"', '"车间"'), ["findings.json"]),
    ],
    ids=["vertex", "attribute", "tolerance", "parameter", "findings"],
)
def test_whatever_was_changed_is_named(
    package: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None], named: list[str]
) -> None:
    code, said = verify(rewritten(package, change), capsys)
    assert code == 1
    assert [word for word in named if word not in said] == []


def test_without_inputs_it_asks_for_the_plan(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "thin.zip"
    request = ["review", str(town / "project_footprints.shp"), "--plan", str(town), "--package", str(path)]
    assert main([*request, "--no-inputs"]) == 1
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if name.startswith("inputs/")]
    assert verify(path, capsys)[0] == 3
    assert verify(path, capsys, "--plan", str(town))[0] == 0


def test_a_check_of_a_plan_is_packed_too(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(town / "development_boundary.shp", [square(0, 0, 1000)], year=[2025])
    path = tmp_path / "plan.zip"
    main(["check", str(town), "--rules", "horinger", "--only", "NA-UDB", "--package", str(path)])
    assert verify(path, capsys)[0] == 0


def test_packs_that_refine_others_and_packs_named_otherwise_are_packed_whole(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "named.zip"
    named = shutil.move(town / "tiny.toml", tmp_path / "别名.toml")
    request = ["review", str(town / "project_footprints.shp"), "--plan", str(town)]
    (town / "plan.toml").write_text('name = "甲"\n', encoding="utf-8")
    assert main([*request, "--rules", str(named), "--package", str(path)]) == 1
    shutil.move(named, town / "tiny.toml")
    assert verify(path, capsys)[0] == 0
    (town / "own.toml").write_text(LOCAL, encoding="utf-8")
    (town / "plan.toml").write_text('name = "甲"\nrules = ["own.toml"]\n', encoding="utf-8")
    assert main([*request, "--package", str(path)]) == 1
    shutil.rmtree(town)
    assert verify(path, capsys) == (0, "Run again: the same.\n")


def test_what_changed_without_changing_a_finding_is_named_too(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = verify(rewritten(package, replace_in("inputs/plan.toml", "area_m2 = 1.0", "area_m2 = 1.5")), capsys)
    assert code == 1
    assert "The findings themselves are the same." in said
    assert "area_m2 1.0 → " in said


def test_a_parameter_changed_in_the_packed_copy_is_named(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(rewritten(package, replace_in("packs/tiny.toml", "limit = 24", "limit = 24.5")), capsys)
    assert code == 1
    assert "The parameter limit of the rule T-2: 24.0 → 24.5." in said


def add_a_feature(frame: gpd.GeoDataFrame) -> None:
    frame.loc[len(frame)] = frame.iloc[0]


def test_features_that_are_new_are_named(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verify(rewritten(package, edit_layer("project_footprints", add_a_feature)), capsys)
    assert code == 1
    assert "The layer project_footprints: the features 2 are new." in said


def append(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        with zipfile.ZipFile(path, "a") as archive:
            archive.writestr(name, content)

    return edit


def drop(name: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            kept = {each: archive.read(each) for each in archive.namelist() if each != name}
        with zipfile.ZipFile(path, "w") as archive:
            for each, content in kept.items():
                archive.writestr(each, content)

    return edit


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inputs/zeros.bin", bytes(300_000_000))


def link(path: Path) -> None:
    info = zipfile.ZipInfo("inputs/link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, "/etc/passwd")


@pytest.mark.parametrize(
    "damage",
    [
        truncate,
        append("inputs/extra.txt"),
        append("../outside.txt"),
        append("/etc/passwd"),
        append("inputs\\..\\x"),
        append("C:/x"),
        drop("inputs/plan.toml"),
        drop("manifest.json"),
        bomb,
        link,
    ],
    ids=["truncated", "unlisted", "traversal", "absolute", "backslash", "drive", "missing", "no list", "bomb", "link"],
)
def test_an_archive_that_is_not_safe_is_refused(
    package: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[Path], None]
) -> None:
    damage(package)
    before = sorted(package.parent.parent.rglob("*"))
    code, said = verify(package, capsys)
    assert code == 2
    assert said.count("\n") == 1
    assert sorted(package.parent.parent.rglob("*")) == before


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1}', '{"schema": 9}', "[" * 100_000])
def test_a_list_that_is_none_is_refused(package: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    drop("manifest.json")(package)
    append("manifest.json", text.encode())(package)
    assert verify(package, capsys)[0] == 2


def test_a_path_in_the_list_that_leaves_the_package_is_refused(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(package) as archive:
        document = json.loads(archive.read("manifest.json"))
    document["request"]["plan"] = "../../etc"
    drop("manifest.json")(package)
    append("manifest.json", json.dumps(document).encode())(package)
    code, said = verify(package, capsys)
    assert code in (2, 3)
    assert "not safe" in said


def damage_inside(name: str, content: bytes) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return edit


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("findings.json", b"{"),
        ("findings.json", b'{"schema": 1, "run": [], "summary": {}, "rules": {}, "findings": [{"key": []}]}'),
        ("inputs/ecological_redline.shp", b"\0" * 300),
        ("inputs/plan.toml", b"name = "),
        ("packs/tiny.toml", b"schema = 1"),
        ("features/ecological_redline.json", b"[]"),
    ],
)
def test_a_listed_member_that_is_broken_is_different_and_named(
    package: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    code, said = verify(rewritten(package, damage_inside(name, content)), capsys)
    assert code == 1
    assert f"{name} is not what was packed" in said


def test_a_list_that_was_made_to_fit_does_not_hide_another_parameter(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(package) as archive:
        document = json.loads(archive.read("manifest.json"))
    document["rules"]["tiny"]["T-2"]["limit"] = 30.0
    drop("manifest.json")(package)
    append("manifest.json", json.dumps(document).encode())(package)
    code, said = verify(package, capsys)
    assert code == 1
    assert "limit of the rule T-2: 30.0 → 24.0" in said


def test_a_broken_schema_of_a_project_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(AppError) as refused, in_words(tmp_path / "p.gpkg"):
        raise UnicodeDecodeError("utf-8", b"\xc6", 0, 1, "invalid continuation byte")
    assert refused.value.code == "project.damaged"
