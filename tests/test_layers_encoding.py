"""Encodings of shapefile attributes: declared, wrong, absent — read right, and never guessed in silence."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import box

from core.errors import AppError
from layers.formats.encoding import canonical_encoding, choose_encoding, decode
from layers.reading import read_layer

SIMPLIFIED = ["城镇住宅用地", "公园绿地", "二道洼湿地"]
TRADITIONAL = ["城鎮住宅用地", "公園綠地", "學校與醫院"]
DECLARED = {"GBK": "GBK", "UTF-8": "UTF-8", "Big5": "Big5"}


def shapefile(folder: Path, encoding: str, words: list[str], field: str = "地名") -> Path:
    path = folder / "地块.shp"
    boxes = [box(568000 + 100 * i, 4487000, 568100 + 100 * i, 4487100) for i in range(len(words))]
    frame = gpd.GeoDataFrame({field: words}, geometry=boxes, crs=4546)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, encoding=encoding)
    return path


def codes(layer) -> set[str]:
    return {notice.code for notice in layer.notices}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GBK", "GBK"),
        ("936", "GBK"),
        ("cp936", "GBK"),
        ("ANSI 936", "GBK"),
        ("GB 18030", "GB18030"),
        ("utf8", "UTF-8"),
        ("65001", "UTF-8"),
        ("950", "Big5"),
        ("ISO-8859-1", "ISO-8859-1"),
        ("ISO 88591", "ISO-8859-1"),
        ("ANSI 1252", "CP1252"),
        ("klingon", None),
    ],
)
def test_the_names_of_encodings(name: str, expected: str | None) -> None:
    assert canonical_encoding(name) == expected


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8", "Big5"])
def test_a_true_cpg_is_believed_without_a_word(tmp_path: Path, encoding: str) -> None:
    words = TRADITIONAL if encoding == "Big5" else SIMPLIFIED
    layer = read_layer(shapefile(tmp_path, encoding, words), role=None)
    assert list(layer.frame["地名"]) == words
    assert layer.encoding == encoding
    assert layer.notices == ()


@pytest.mark.parametrize(("encoding", "guess"), [("GBK", "GB18030"), ("UTF-8", "UTF-8"), ("Big5", "Big5")])
def test_without_cpg_the_guess_is_right_and_said(tmp_path: Path, encoding: str, guess: str) -> None:
    words = TRADITIONAL if encoding == "Big5" else SIMPLIFIED
    path = shapefile(tmp_path, encoding, words)
    path.with_suffix(".cpg").unlink()
    layer = read_layer(path, role=None)
    assert list(layer.frame["地名"]) == words
    assert layer.encoding == guess
    (notice,) = layer.notices
    assert notice.code == "encoding.guessed"
    assert guess in notice.message.zh
    assert notice.repair is not None
    assert ".cpg" in notice.repair.en


@pytest.mark.parametrize(
    ("encoding", "wrong"),
    [
        ("GBK", "UTF-8"),
        ("GBK", "ISO-8859-1"),
        ("GBK", "Big5"),
        ("UTF-8", "GBK"),
        ("UTF-8", "1252"),
        ("UTF-8", "Big5"),
        ("Big5", "UTF-8"),
        ("Big5", "ISO-8859-1"),
        ("Big5", "GBK"),
    ],
)
def test_a_wrong_cpg_is_repaired_and_said(tmp_path: Path, encoding: str, wrong: str) -> None:
    words = TRADITIONAL if encoding == "Big5" else SIMPLIFIED
    path = shapefile(tmp_path, encoding, words)
    path.with_suffix(".cpg").write_text(wrong)
    layer = read_layer(path, role=None)
    assert list(layer.frame["地名"]) == words
    assert "encoding.repaired" in codes(layer)


def test_a_cpg_that_names_nothing_is_said(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "GBK", SIMPLIFIED)
    path.with_suffix(".cpg").write_text("未知")
    layer = read_layer(path, role=None)
    assert list(layer.frame["地名"]) == SIMPLIFIED
    assert codes(layer) == {"encoding.unknown", "encoding.guessed"}


def test_the_planners_word_wins_without_a_notice(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "GBK", SIMPLIFIED)
    path.with_suffix(".cpg").write_text("ISO-8859-1")
    layer = read_layer(path, role=None, encoding="gb18030")
    assert list(layer.frame["地名"]) == SIMPLIFIED
    assert layer.notices == ()


def test_an_encoding_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AppError) as caught:
        read_layer(shapefile(tmp_path, "GBK", SIMPLIFIED), role=None, encoding="klingon")
    assert caught.value.code == "file.encoding"


def test_ascii_needs_no_encoding_and_no_notice(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "UTF-8", ["a", "b"], field="name")
    path.with_suffix(".cpg").unlink()
    assert read_layer(path, role=None).notices == ()


def test_a_field_name_cut_inside_a_character_does_not_stop_the_reading(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "UTF-8", SIMPLIFIED, field="用地性质名称")
    layer = read_layer(path, role=None)
    assert list(layer.frame["用地性"]) == SIMPLIFIED
    assert layer.encoding == "UTF-8"


def test_the_language_driver_of_the_dbf_counts(tmp_path: Path) -> None:
    path = shapefile(tmp_path, "GBK", SIMPLIFIED)
    path.with_suffix(".cpg").unlink()
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0x4D
    path.with_suffix(".dbf").write_bytes(bytes(table))
    layer = read_layer(path, role=None)
    assert (layer.encoding, layer.notices) == ("GBK", ())


def test_a_text_cut_by_the_width_of_its_field_loses_only_its_last_half_character() -> None:
    cut = "和林格尔".encode("gb18030")[:-1]
    assert decode(cut, "GB18030") == "和林格"
    assert choose_encoding([cut, "住宅用地".encode("gb18030")], declared="GBK").notices == ()


def test_broken_bytes_are_said() -> None:
    choice = choose_encoding([b"\xff\xff\xff\xffabc", "住宅用地".encode()], asked="UTF-8", file="a.shp")
    assert [notice.code for notice in choice.notices] == ["encoding.broken"]


def test_latin_text_called_gbk_is_questioned() -> None:
    words = [word.encode("latin-1") for word in ("Zürich", "Köln façade", "école", "Málaga")]
    choice = choose_encoding(words, declared="GBK", file="a.shp")
    assert [notice.code for notice in choice.notices] == ["encoding.doubtful"]
    assert choose_encoding(["宝贝河".encode("gbk"), "土城子".encode("gbk")], declared="GBK").notices == ()
