"""Requests that cannot be served: one clear sentence, exit code 2, nothing written, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import main
from tests.office import square, write

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder with one boundary."""
    folder = tmp_path / "town"
    folder.mkdir()
    write(folder / "development_boundary.shp", [square(0, 0, 1000)], year=[2025])
    return folder


def refusal(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """The one line on stderr of a refused request."""
    assert main.main([str(word) for word in words]) == 2
    spoken = capsys.readouterr()
    assert spoken.out == ""
    (line,) = spoken.err.splitlines()
    return line


def test_a_missing_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere" in refusal(capsys, "check", tmp_path / "nowhere")


def test_an_empty_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "图层" in refusal(capsys, "check", tmp_path)


def test_a_broken_shapefile(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (town / "ecological_redline.shp").write_bytes(b"this is no shapefile" * 9)
    assert "ecological_redline.shp" in refusal(capsys, "check", town)


def test_an_unknown_key_is_named_with_its_line(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (town / "plan.toml").write_text('name = "甲"\n\ncolour = "red"\n', encoding="utf-8")
    line = refusal(capsys, "check", town)
    assert "plan.toml" in line
    assert "colour" in line
    assert "3" in line


@pytest.mark.parametrize("path", ["../outside.shp", "/etc/passwd", "sub/../../outside.shp"])
def test_a_path_that_leaves_the_folder(town: Path, capsys: pytest.CaptureFixture[str], path: str) -> None:
    write(town.parent / "outside.shp", [square(0, 0, 10)], name=["x"])
    (town / "plan.toml").write_text(f'[layers.wetland]\npath = "{path}"\n', encoding="utf-8")
    assert path in refusal(capsys, "check", town)


def test_an_output_that_cannot_be_written(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = town / "missing" / "out.json"
    assert "out.json" in refusal(capsys, "check", town, "--json", out)
    assert not out.parent.exists()
    (town / "folder.json").mkdir()
    assert "folder.json" in refusal(capsys, "check", town, "--json", town / "folder.json")
    assert sorted(path.name for path in town.glob("*.json")) == ["folder.json"]


@pytest.mark.usefixtures("qapp")
def test_a_map_that_cannot_be_written(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(town / "zoning.shp", [square(0, 0, 900)], class_code=["0701"])
    out = town / "missing" / "map.pdf"
    assert "map.pdf" in refusal(capsys, "print", town, "--sheet", "zoning", "--out", out)
    assert "atlas" in refusal(capsys, "print", town, "--sheet", "atlas", "--out", town / "map.pdf")
    assert not (town / "map.pdf").exists()


def test_refusals_speak_english_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = refusal(capsys, "check", tmp_path / "nowhere", "--lang", "en")
    assert "nowhere" in line
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in line)


@pytest.mark.parametrize("words", [["chekc"], ["check"], ["check", "x", "--nonsense"], ["--lang", "fr"]])
def test_arguments_that_make_no_sense(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(words)
    assert left.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_reader_that_has_gone_is_no_error(town: Path) -> None:
    command = f"{sys.executable} {ROOT / 'main.py'} check {town} | true"
    found = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C"}
    )
    assert found.stderr == ""
