"""``inspect``: one entry per layer, only what needs mending, one sentence for what cannot be read."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import main
from core.errors import AppError
from layers.doctor.examining import examine_file
from layers.doctor.offsets import to_gcj02
from services.inspecting import inspect
from tests.doctor_files import parcels, square, written
from tests.test_doctor_offsets import moved, town

KEYS = {"path", "format", "encoding", "crs", "features", "geometry", "roles", "notices"}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr of one call."""
    try:
        code = main.main(["inspect", *words])
    except SystemExit as end:
        code = int(end.code or 0)
    told = capsys.readouterr()
    return code, told.out, told.err


def files_of(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    code, out, _ = run(capsys, *words, "--json", "--quiet")
    assert code == 0
    answer = json.loads(out)
    assert answer["schema"] == 1
    assert set(answer) == {"schema", "files"}
    return answer["files"]


def test_json_says_what_a_sound_file_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(parcels(), tmp_path / "zoning.shp")
    (file,) = files_of(capsys, str(path))
    assert file == {
        "path": str(path),
        "format": "Shapefile",
        "encoding": "GBK",
        "crs": "EPSG:4546",
        "features": 8,
        "geometry": "polygon",
        "roles": [{"role": "zoning", "certainty": "certain"}],
        "notices": [],
    }


def test_json_gives_each_notice_in_both_languages_with_its_repair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame = parcels(
        shapes=list(shapely.transform([square(n) for n in range(3)], lambda xy: xy + np.array([37e6, 0.0])))
    )
    path = written(frame, tmp_path / "zoning.gpkg")
    (file,) = files_of(capsys, str(path))
    assert file.keys() == KEYS
    (notice,) = file["notices"]
    assert notice.keys() == {"code", "message", "where", "repair"}
    assert notice["code"] == "crs.contradicted"
    assert "带号" in notice["message"]["zh"]
    assert "EPSG:4525" in notice["repair"]["en"]
    assert notice["where"] == "zoning.gpkg"


def test_the_path_is_as_it_was_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written(parcels(), tmp_path / "zoning.gpkg")
    monkeypatch.chdir(tmp_path)
    assert files_of(capsys, "./zoning.gpkg")[0]["path"] == "./zoning.gpkg"


def test_several_layers_are_several_entries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(parcels(), tmp_path / "plan.gpkg", layer="zoning")
    written(parcels(3, DKBH=None), path, layer="GHFW", mode="a")
    files = files_of(capsys, str(path))
    assert [(file["path"], file["roles"][0]["role"]) for file in files] == [
        (f"{path}:zoning", "zoning"),
        (f"{path}:GHFW", "planning_area"),
    ]
    assert [file["path"] for file in files_of(capsys, f"{path}:GHFW")] == [f"{path}:GHFW"]


def test_a_folder_gives_all_its_layers_and_a_side_file_its_shapefile(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(parcels(), tmp_path / "a.shp")
    written(parcels(), tmp_path / "b.gpkg")
    (tmp_path / "readme.txt").write_text("…")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "c.csv").write_text("X,Y\n568000,4487000\n")
    assert [Path(file["path"]).name for file in files_of(capsys, str(tmp_path))] == ["a.shp", "b.gpkg", "c.csv"]
    assert [Path(file["path"]).name for file in files_of(capsys, str(tmp_path / "a.dbf"))] == ["a.shp"]


@pytest.mark.parametrize("stem", ["规划用地2025", "dk"])
def test_a_role_that_is_only_suspected_is_uncertain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stem: str
) -> None:
    path = written(parcels(), tmp_path / f"{stem}.gpkg")
    assert files_of(capsys, str(path))[0]["roles"] == [{"role": "zoning", "certainty": "uncertain"}]


def test_a_name_with_the_wrong_geometry_is_uncertain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(parcels(shapes=[shapely.Point(568_000, 4_487_000)]), tmp_path / "zoning.gpkg")
    (file,) = files_of(capsys, str(path))
    assert (file["geometry"], file["roles"][0]["certainty"]) == ("point", "uncertain")


def test_what_cannot_be_read_stands_beside_what_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound = written(parcels(), tmp_path / "a.gpkg")
    broken = tmp_path / "b.gpkg"
    broken.write_bytes(sound.read_bytes()[:3000])
    first, second = files_of(capsys, str(sound), str(broken))
    assert first["notices"] == []
    assert second["features"] is None
    assert second["notices"][0]["code"] == "file.unreadable"
    assert second.keys() == KEYS


@pytest.mark.parametrize("name", ["missing.shp", "plan.dwg", "plan.mdb", "plan.vct", "empty.gpkg", "lone.dbf"])
def test_nothing_readable_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    if name != "missing.shp":
        (tmp_path / name).write_bytes(b"" if name == "empty.gpkg" else b"AC1032 rubbish")
    code, out, err = run(capsys, str(tmp_path / name), "--json", "--lang", "en")
    assert code == 2
    assert out == ""
    assert len(err.splitlines()) == 1
    assert name in err


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        inspect([str(tmp_path)])
    assert caught.value.code == "inspect.nothing"


@pytest.mark.parametrize(("language", "words"), [("zh", "没有需要修的"), ("en", "Nothing needs mending")])
def test_the_text_is_in_the_chosen_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    path = written(parcels(), tmp_path / "zoning.gpkg")
    code, out, _ = run(capsys, str(path), "--lang", language)
    assert code == 0
    assert words in out


def test_control_characters_of_a_file_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(parcels(2, YDDM=["\x1b[31m99", "0701"], YDMC=None), tmp_path / "zoning.gpkg")
    _, out, _ = run(capsys, str(path))
    assert "\x1b" not in out


def test_a_control_layer_finds_what_the_file_alone_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    control = written(town(), tmp_path / "control.gpkg")
    path = written(moved(town(), to_gcj02), tmp_path / "zoning.gpkg")
    assert files_of(capsys, str(path))[0]["notices"] == []
    (file,) = files_of(capsys, str(path), "--control", str(control))
    assert [notice["code"] for notice in file["notices"]] == ["crs.gcj02"]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Cut short, or with some bytes changed."""
    changed = bytearray(content)
    if chance.random() < 0.4:
        return bytes(changed[: chance.randrange(len(changed))])
    for _ in range(chance.choice([1, 4, 30])):
        # Half of the damage in the beginning, where the file says how it is to be read.
        place = chance.randrange(min(400, len(changed)) if chance.random() < 0.5 else len(changed))
        changed[place] = chance.randrange(256)
    return bytes(changed)


@pytest.mark.parametrize(
    "name", ["zoning.shp", "zoning.shx", "zoning.dbf", "zoning.prj", "zoning.gpkg", "zoning.geojson"]
)
def test_damaged_bytes_are_refused_or_read_and_never_crash_or_hang(tmp_path: Path, name: str) -> None:
    suffix = Path(name).suffix
    main_name = "zoning.shp" if suffix in (".shp", ".shx", ".dbf", ".prj") else name
    options = {"driver": "GeoJSON"} if suffix == ".geojson" else {}
    frame = parcels(MJ=[square(n).area for n in range(8)])
    path = written(frame if suffix != ".geojson" else frame.to_crs(4326), tmp_path / main_name, **options)
    columns = len(examine_file(path).patient.frame.columns)
    content = (tmp_path / name).read_bytes()
    chance = random.Random(name)
    for _ in range(25):
        (tmp_path / name).write_bytes(damaged(content, chance))
        started = time.monotonic()
        try:
            examined = examine_file(path)
        except AppError:
            continue
        finally:
            assert time.monotonic() - started < 5
        told = {one.code for one in examined.diagnoses}
        assert len(examined.patient.frame) == 8 or told
        assert len(examined.patient.frame.columns) == columns or told


@pytest.mark.parametrize("inserted", [b" " * 30, b"x" * 7])
def test_rows_of_a_dbf_that_are_out_of_step_are_told(tmp_path: Path, inserted: bytes) -> None:
    path = written(parcels(), tmp_path / "zoning.shp")
    dbf = path.with_suffix(".dbf")
    content = dbf.read_bytes()
    middle = len(content) - 400
    dbf.write_bytes(content[:middle] + inserted + content[middle:])
    assert {one.code for one in examine_file(path).diagnoses} >= {"shapefile.dbf_shifted"}


def test_a_number_that_is_none_is_told(tmp_path: Path) -> None:
    path = written(parcels(MJ=[square(n).area for n in range(8)]), tmp_path / "zoning.shp")
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace(b"10201.0", b"10?01.0"))
    assert "shapefile.dbf_no_number" in {one.code for one in examine_file(path).diagnoses}


def test_a_dbf_that_promises_thousands_of_millions_of_rows_costs_nothing(tmp_path: Path) -> None:
    path = written(parcels(), tmp_path / "zoning.shp")
    path.with_suffix(".shx").unlink()
    dbf = path.with_suffix(".dbf")
    content = dbf.read_bytes()
    dbf.write_bytes(content[:4] + (2**31 - 1).to_bytes(4, "little") + content[8:])
    examined = examine_file(path)
    assert len(examined.patient.frame) == 8
    assert "shapefile.dbf_truncated" in {one.code for one in examined.diagnoses}
