"""Every vector format as it comes, and what is hostile or of another kind."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from core.errors import AppError
from layers.formats import archive, endings, vector
from layers.plan_file import load_plan
from layers.reading import read_layer
from tests.office import square, write

BOMB = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml><Document/></kml>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE kml SYSTEM "file:///etc/passwd"><kml><Document/></kml>'


def plots() -> gpd.GeoDataFrame:
    shapes = [square(100 * number, 0, 90) for number in range(3)]
    data = {"MC": ["甲", "乙", None], "YDDM": ["0701", "0803", "1401"], "RJL": [1.5, None, 0.25]}
    return gpd.GeoDataFrame(data, geometry=shapes, crs="EPSG:4546")


DRIVERS = {
    ".fgb": "FlatGeobuf", ".kml": "LIBKML", ".kmz": "LIBKML", ".gdb": "OpenFileGDB", ".gml": "GML",
}  # fmt: skip


def made(folder: Path, ending: str) -> Path:
    """The plots written by GDAL or geopandas itself, as another program would have."""
    path = folder / f"地块{ending}"
    frame = plots()
    if ending == ".parquet":
        frame.to_parquet(path)
    elif ending in (".kml", ".kmz"):
        frame.to_crs(4326).to_file(path, driver=DRIVERS[ending])
    elif ending == ".gdb.zip":
        made(folder, ".gdb")
        shutil.make_archive(str(folder / "地块.gdb"), "zip", folder, "地块.gdb")
    else:
        options = {"SPATIAL_INDEX": "NO"} if ending == ".fgb" else {}
        frame.to_file(path, driver=DRIVERS[ending], **options)
    return path


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(name, content)
    return path


def shapefile_bytes(folder: Path, stem: str = "地块") -> dict[str, bytes]:
    write(folder / "source.shp", list(plots().geometry), encoding="GBK", MC=["甲", "乙", "丙"])
    return {f"{stem}{one.suffix}": one.read_bytes() for one in sorted(folder.glob("source.*"))}


def refusal(path: Path, table: str | None = None) -> AppError:
    with pytest.raises(AppError) as caught:
        vector.load(path, table=table)
    assert caught.value.message.zh
    return caught.value


@pytest.mark.parametrize("ending", [".fgb", ".kml", ".kmz", ".gdb", ".gdb.zip", ".gml", ".parquet"])
def test_features_fields_and_crs_are_read(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path, ending)
    before = sorted(one.name for one in tmp_path.iterdir())
    layer = read_layer(path, role="zoning")
    assert list(layer.frame["class_code"]) == ["0701", "0803", "1401"]
    assert list(layer.frame["name"].fillna("")) == ["甲", "乙", ""]
    assert layer.frame["far_max"].fillna(-1).tolist() == [1.5, -1, 0.25]
    assert layer.crs is not None
    assert layer.crs.to_epsg() == (4326 if ending in (".kml", ".kmz") else 4546)
    measured = layer.frame.to_crs(4546).area
    assert measured.tolist() == pytest.approx([8100] * 3, rel=1e-6)
    assert (layer.frame.index.name, layer.kind, len(layer.sha256)) == ("fid", "polygon", 64)
    assert sorted(one.name for one in tmp_path.iterdir()) == before  # nothing is written beside a source


@pytest.mark.parametrize("ending", [".kml", ".kmz"])
def test_a_kml_has_only_the_columns_that_say_something(tmp_path: Path, ending: str) -> None:
    assert list(vector.load(made(tmp_path, ending)).table.columns) == ["MC", "YDDM", "RJL", "geometry"]


def test_a_kml_in_gbk_is_read(tmp_path: Path) -> None:
    point = "<Placemark><name>和林格尔</name><Point><coordinates>111.8,40.5</coordinates></Point></Placemark>"
    text = f'<?xml version="1.0" encoding="GB2312"?>\n<kml><Document><name>甲</name>{point}</Document></kml>'
    (tmp_path / "a.kml").write_bytes(text.encode("gbk"))
    loaded = vector.load(tmp_path / "a.kml")
    assert loaded.table["Name"].tolist() == ["和林格尔"]
    assert loaded.kind == "point"


def test_a_folder_plan_does_not_look_at_other_formats(tmp_path: Path) -> None:
    write(tmp_path / "development_boundary.shp", [square(0, 0, 1000)], year=[2025])
    plots().to_file(tmp_path / "zoning.fgb", driver="FlatGeobuf")
    assert [layer.role for layer in load_plan(tmp_path).layers] == ["development_boundary"]


@pytest.mark.parametrize("ending", [".fgb", ".gdb"])
def test_a_plan_file_may_name_them(tmp_path: Path, ending: str) -> None:
    path = made(tmp_path, ending)
    (tmp_path / "plan.toml").write_text(f'[layers.zoning]\npath = "{path.name}"\n', encoding="utf-8")
    (layer,) = load_plan(tmp_path).layers
    assert (layer.role, len(layer)) == ("zoning", 3)


def test_a_zip_with_one_shapefile_is_opened(tmp_path: Path) -> None:
    files = {f"交付/{name}": content for name, content in shapefile_bytes(tmp_path).items()}
    loaded = vector.load(zipped(tmp_path / "a.zip", {**files, "说明.docx": b"x"}))
    assert (loaded.name, loaded.encoding, loaded.table["MC"].tolist()) == ("地块", "GBK", ["甲", "乙", "丙"])


def test_names_in_an_archive_may_be_gbk(tmp_path: Path) -> None:
    target = zipped(tmp_path / "a.zip", shapefile_bytes(tmp_path, "##"))
    target.write_bytes(target.read_bytes().replace(b"##", "块".encode("gbk")))
    assert vector.load(target).name == "块"


def test_of_several_data_sets_one_is_named(tmp_path: Path) -> None:
    target = zipped(tmp_path / "a.zip", {**shapefile_bytes(tmp_path, "a"), **shapefile_bytes(tmp_path, "b")})
    assert refusal(target).code == "file.table"
    assert vector.load(target, table="b").name == "b"
    assert [name for name, _ in vector.tables(target)] == ["a", "b"]


@pytest.mark.parametrize("name", ["../../escaped", "/tmp/escaped", "..\\..\\escaped", "C:\\escaped"])
def test_no_member_leaves_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    target = zipped(tmp_path / "a.zip", shapefile_bytes(tmp_path, name))
    assert len(vector.load(target).table) == 3
    assert not list(tmp_path.rglob("*escaped*"))
    assert os.listdir(tmp_path / "tmp") == []


def test_a_bomb_is_refused_before_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 10_000)
    target = zipped(tmp_path / "a.zip", {**shapefile_bytes(tmp_path), "地块.dbf": bytes(1_000_000)})
    assert refusal(target).code == "archive.too_large"


def test_a_size_that_lies_does_not_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 10_000)
    target = zipped(tmp_path / "a.zip", {"a.geojson": b'{"type":' + b" " * 1_000_000})
    content = bytearray(target.read_bytes())
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.index(signature) + offset
        content[at : at + 4] = (100).to_bytes(4, "little")
    target.write_bytes(content)
    assert refusal(target).code.startswith("archive.")


def test_too_many_members_and_no_data_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = zipped(tmp_path / "a.zip", {"a.docx": b"x", "b.docx": b"y"})
    assert refusal(target).code == "archive.nothing"
    monkeypatch.setattr(archive, "MOST_MEMBERS", 1)
    assert refusal(target).code == "archive.too_large"


@pytest.mark.parametrize("cut", [4, 30, 200])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, cut: int) -> None:
    target = zipped(tmp_path / "a.zip", shapefile_bytes(tmp_path))
    target.write_bytes(target.read_bytes()[:-cut])
    assert refusal(target).code == "archive.unreadable"


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_hostile_xml_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.kml").write_text(text)
    assert refusal(tmp_path / "a.kml").code == "xml.hostile"
    zipped(tmp_path / "a.kmz", {"doc.kml": text.encode()})
    assert refusal(tmp_path / "a.kmz").code == "xml.hostile"
    (tmp_path / "a.gml").write_text(text)
    assert refusal(tmp_path / "a.gml").code == "xml.hostile"


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".fgb", ".kml", ".gml", ".parquet"])
def test_a_virtual_file_in_disguise_opens_nothing_else(tmp_path: Path, ending: str) -> None:
    write(tmp_path / "secret.shp", [square(0, 0, 10)], MC=["秘"])
    source = f"<SrcDataSource>{tmp_path / 'secret.shp'}</SrcDataSource>"
    text = f'<OGRVRTDataSource><OGRVRTLayer name="secret">{source}</OGRVRTLayer></OGRVRTDataSource>'
    (tmp_path / f"plan{ending}").write_text(text)
    assert refusal(tmp_path / f"plan{ending}").code == "file.unreadable"


def test_a_pipeline_in_disguise_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read x"}')
    assert refusal(tmp_path / "a.json").code == "file.unreadable"


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".fgb", ".kml", ".kmz", ".gml", ".parquet", ".zip"])
@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 300, b"PK\x03\x04", b"{}", b"<kml>", b"PAR1PAR1", b"fgb\x03fgb\x00"]
)
def test_rubbish_is_one_sentence(tmp_path: Path, ending: str, content: bytes) -> None:
    (tmp_path / f"a{ending}").write_bytes(content)
    with suppress(AppError):
        # An empty collection is no rubbish.
        assert len(vector.load(tmp_path / f"a{ending}").table) == 0


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.dwg", "DXF"),
        ("a.mdb", "gdb"),
        ("a.vct", "Shapefile"),
        ("a.DBF", ".shp"),
        ("a.rar", "解压"),
        ("a.xyz", ".shp"),
    ],
)
def test_what_is_not_read_says_what_to_do(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / name).write_bytes(b"AC1032")
    error = refusal(tmp_path / name)
    assert error.code == "file.format"
    assert error.hint is not None
    assert word in error.hint.zh


def test_a_parquet_without_geometry_says_so(tmp_path: Path) -> None:
    plots().drop(columns="geometry").to_parquet(tmp_path / "a.parquet")
    assert "几何列" in refusal(tmp_path / "a.parquet").message.zh


def test_a_geodatabase_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "a.gdb").write_bytes(b"x" * 100)
    assert "文件夹" in refusal(tmp_path / "a.gdb").message.zh


def test_gml_reading_fetches_nothing(tmp_path: Path) -> None:
    path = made(tmp_path, ".gml")
    text = path.read_text(encoding="utf-8")
    (tmp_path / "地块.xsd").unlink()
    path.write_text(text.replace("地块.xsd", "http://192.0.2.1/none.xsd"), encoding="utf-8")
    assert len(vector.load(path).table) == 3
    assert not list(tmp_path.glob("*.gfs"))


def test_endings_are_told_apart() -> None:
    assert endings.ending_of(Path("a.GDB.zip")) == ".gdb.zip"
    assert endings.stem_of(Path("城.gdb.zip")) == "城"
    assert endings.ending_of(Path("a.gdb/")) == ".gdb"


def test_a_zip_is_read_from_memory_of_any_order(tmp_path: Path) -> None:
    """The .dbf may come before the .shp in the archive."""
    files = dict(reversed(shapefile_bytes(tmp_path).items()))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, content in files.items():
            out.writestr(name, content)
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    assert shapely.area(vector.load(tmp_path / "a.zip").table.geometry.to_numpy()).tolist() == [8100] * 3


def test_a_date_that_does_not_exist_is_told_and_read_as_text(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"RQ": ["20200101", "20201345"]}, geometry=[square(0, 0, 9), square(9, 0, 9)], crs=4546)
    frame["MC"] = ["甲", "乙"]
    frame.to_file(tmp_path / "road.shp", encoding="UTF-8")
    table = tmp_path / "road.dbf"
    content = bytearray(table.read_bytes())
    rows = content[content[8] + 256 * content[9] :]
    length = content[32 + 16]
    records = [rows[1 + start :][:8] + rows[1 + start + length :][:80] for start in (0, 1 + length + content[64 + 16])]
    content[32 + 11], content[32 + 16] = ord("D"), 8
    content[10:12] = (1 + 8 + content[64 + 16]).to_bytes(2, "little")
    table.write_bytes(
        bytes(content[: content[8] + 256 * content[9]]) + b"".join(b" " + one for one in records) + b"\x1a"
    )
    loaded = vector.load(tmp_path / "road.shp")
    assert loaded.table["RQ"].tolist() == ["2020/01/01", "2020/13/45"]
    assert loaded.table["MC"].tolist() == ["甲", "乙"]
    (notice,) = [one for one in loaded.notices if one.code == "file.impossible_date"]
    assert "#1 2020/13/45" in notice.message.zh
    assert "#0" not in notice.message.zh
