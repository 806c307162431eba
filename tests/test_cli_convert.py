"""``lantu convert``: one sentence, one exit code, and the source untouched."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

import main
from layers.formats import vector
from tests.office import square, write


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A shapefile as offices have them: GBK, Chinese names, one invalid ring."""
    bow = shapely.Polygon([(567000, 4489000), (567090, 4489090), (567090, 4489000), (567000, 4489090)])
    shapes = [square(0, 0, 90), bow]
    return write(tmp_path / "地块.shp", shapes, encoding="GBK", 用地性质=["居住", "商业"], YDDM=["0701", "0901"])


def converted(*words: object) -> int:
    return main.main(["convert", *(str(word) for word in words)])


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert converted(*words) == 2
    spoken = capsys.readouterr()
    assert spoken.out == ""
    (line,) = spoken.err.splitlines()
    return line


@pytest.mark.parametrize(
    "name",
    ["a.gpkg", "a.geojson", "a.fgb", "a.kml", "a.kmz", "a.gdb", "a.gml", "a.parquet", "a.csv", "a.xlsx", "a.shp"],
)
def test_there_and_back_again(source: Path, tmp_path: Path, name: str) -> None:
    before = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    (tmp_path / "out").mkdir()
    assert converted(source, tmp_path / "out" / name) == 0
    assert converted(tmp_path / "out" / name, tmp_path / "out" / "back.shp", "--crs", "4546", "--encoding", "GBK") == 0
    back = vector.load(tmp_path / "out" / "back.shp")
    assert (back.encoding, back.table["用地性质"].tolist()) == ("GBK", ["居住", "商业"])
    assert back.table["YDDM"].tolist() == ["0701", "0901"]
    assert back.table.geometry.iloc[0].area == pytest.approx(8100, rel=1e-6)
    if name not in ("a.csv", "a.xlsx", "a.kml", "a.kmz"):  # copied, not mended
        assert shapely.is_valid(back.as_read).tolist() == [True, False]
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir() if one.is_file()} == before


def test_a_layer_of_a_file_is_named(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = gpd.read_file(source)
    for name in ("one", "two"):
        frame.to_file(tmp_path / "a.gpkg", layer=name)
    assert "one" in refusal(capsys, tmp_path / "a.gpkg", tmp_path / "b.shp")
    assert converted(f"{tmp_path / 'a.gpkg'}:two", tmp_path / "b.shp") == 0


def test_to_another_zone_and_back(source: Path, tmp_path: Path) -> None:
    assert converted(source, tmp_path / "b.shp", "--crs", "EPSG:4525") == 0
    assert vector.load(tmp_path / "b.shp").table.total_bounds[0] == pytest.approx(37567000, abs=0.01)


def test_a_source_without_crs_takes_the_one_given(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.with_suffix(".prj").unlink()
    assert "坐标系未知" in refusal(capsys, source, tmp_path / "a.geojson")
    assert converted(source, tmp_path / "a.geojson", "--crs", "4546") == 0
    assert "EPSG:4546" in capsys.readouterr().err
    assert vector.load(tmp_path / "a.geojson").table.total_bounds[0] == pytest.approx(111.79, abs=0.01)
    # Coordinates that contradict it are not believed.
    assert "带号" in refusal(capsys, source, tmp_path / "b.geojson", "--crs", "4525")


@pytest.mark.parametrize("crs", ["2383", "EPSG:2435", "4610"])
def test_no_datum_is_shifted_in_silence(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], crs: str
) -> None:
    assert "参数" in refusal(capsys, source, tmp_path / "b.shp", "--crs", crs)
    old = gpd.read_file(source).set_crs(2383, allow_override=True)
    old.to_file(tmp_path / "old.gpkg")
    assert "参数" in refusal(capsys, tmp_path / "old.gpkg", tmp_path / "b.shp", "--crs", "4546")
    assert converted(tmp_path / "old.gpkg", tmp_path / "same.shp") == 0  # copied as it is, with a notice
    assert "旧基准" in capsys.readouterr().err


def test_the_encoding_is_the_sources_where_the_target_has_no_choice(source: Path, tmp_path: Path) -> None:
    source.with_suffix(".cpg").write_text("ISO-8859-1")
    assert converted(source, tmp_path / "a.gpkg", "--encoding", "GBK") == 0
    assert vector.load(tmp_path / "a.gpkg").table["用地性质"].tolist() == ["居住", "商业"]


def test_what_cannot_be_served(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "同一个文件" in refusal(capsys, source, tmp_path / "." / "地块.shp")
    assert "不能写成" in refusal(capsys, source, tmp_path / "a.dwg")
    assert "none.shp" in refusal(capsys, tmp_path / "none.shp", tmp_path / "a.gpkg")
    assert "EPSG:4546" in refusal(capsys, source, tmp_path / "a.gpkg", "--crs", "nonsense")
    assert "编码" in refusal(capsys, source, tmp_path / "a.shp", "--encoding", "klingon")
    assert "WGS 84" in refusal(capsys, source, tmp_path / "a.geojson", "--crs", "4525")
    assert "无法写入" in refusal(capsys, source, tmp_path / "none" / "a.gpkg")
    (tmp_path / "a.dwg").write_bytes(b"AC1032")
    assert "DXF" in refusal(capsys, tmp_path / "a.dwg", tmp_path / "a.gpkg", "--lang", "en")
    assert not list(tmp_path.glob("*.gpkg"))


def test_an_existing_target_needs_a_word(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert converted(source, tmp_path / "a.gpkg") == 0
    assert "已经存在" in refusal_after(capsys, source, tmp_path / "a.gpkg")
    assert converted(source, tmp_path / "a.gpkg", "--overwrite") == 0
    assert "备份" in capsys.readouterr().out
    assert len(list(tmp_path.glob("a.bak-*.gpkg"))) == 1


def refusal_after(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    capsys.readouterr()
    return refusal(capsys, *words)


def test_renamed_fields_are_told_unless_quiet(source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frame = gpd.read_file(source).rename(columns={"用地性质": "用地性质代码"})
    frame.to_file(tmp_path / "a.gpkg")
    assert converted(tmp_path / "a.gpkg", tmp_path / "b.shp", "--lang", "en") == 0
    assert "用地性质代码 → YDXZDM" in capsys.readouterr().err
    assert converted(tmp_path / "a.gpkg", tmp_path / "c.shp", "--quiet") == 0
    assert capsys.readouterr().err == ""
