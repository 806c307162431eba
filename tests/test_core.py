"""Words, files written whole, refusals."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.errors import AppError
from core.files import write_beside
from core.messages import Text, listed, system_language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
    ],
)
def test_the_language_follows_the_system(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language


def test_a_text_inside_a_text_keeps_its_language() -> None:
    filled = Text("缺少{what}", "{what} is missing").format(what=Text("图层", "a layer"))
    assert (filled.zh, filled.en) == ("缺少图层", "a layer is missing")
    assert listed(["a", "b"]) == Text("a、b", "a, b")


def test_a_refusal_is_one_line() -> None:
    refusal = AppError("x", Text("第一行\n第二行。", "First\nline."), Text("这样改。", "Mend it."))
    assert refusal.sentence("en") == "First line. Mend it."
    assert "\n" not in refusal.sentence("zh")


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old", encoding="utf-8")

    def fail_half_way() -> None:
        with write_beside(target) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        fail_half_way()
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]

    with write_beside(target) as temporary:
        temporary.write_text("new", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


@pytest.mark.parametrize("name", ["missing/report.json", "folder", "file/report.json"])
def test_an_unwritable_target_is_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(AppError, match=r"output\.unwritable"), write_beside(tmp_path / name) as temporary:
        temporary.touch()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


def test_a_device_is_refused_and_stays_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(AppError, match=r"output\.unwritable"), write_beside(pipe):
        pass
    assert pipe.is_fifo()


def test_a_link_keeps_pointing_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("old", encoding="utf-8")
    link = tmp_path / "link.json"
    link.symlink_to("real.json")
    with write_beside(link) as temporary:
        temporary.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert (tmp_path / "real.json").read_text(encoding="utf-8") == "new"
