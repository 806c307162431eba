"""Translations are complete, colours readable, icons and tokens in their place."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QSize, QTranslator
from PySide6.QtWidgets import QApplication

import gui
from gui.stylesheet import STYLESHEET
from gui.theme import icon, load_theme

pytest_plugins = ["tests.gui_fixtures"]
# The offscreen platform has no window manager to tell sizes to.

GUI = Path(gui.__file__).parent
CATALOGUE = GUI / "translations" / "lantu_zh.ts"


def tool(name: str) -> str:
    """A Qt tool beside the interpreter."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{sysconfig.get_path('scripts')}")
    assert found is not None, name
    return found


def messages(catalogue: Path) -> dict[tuple[str, str], ElementTree.Element]:
    """Translations by context and source."""
    return {
        (context.findtext("name") or "", message.findtext("source") or ""): message.find("translation")
        for context in ElementTree.parse(catalogue).iter("context")
        for message in context.iter("message")
    }


def test_every_string_of_the_window_is_translated(tmp_path: Path) -> None:
    copy = tmp_path / CATALOGUE.name
    shutil.copy(CATALOGUE, copy)
    sources = sorted(str(path) for path in GUI.rglob("*.py"))
    options = ["-locations", "none", "-no-obsolete", "-silent"]
    subprocess.run([tool("pyside6-lupdate"), *sources, "-ts", str(copy), *options], check=True, cwd=GUI)
    found = messages(copy)
    unfinished = [key for key, told in found.items() if told.get("type") == "unfinished" or not told.text]
    assert unfinished == []
    assert found.keys() == messages(CATALOGUE).keys()


def test_placeholders_survive_translation() -> None:
    for (_, source), told in messages(CATALOGUE).items():
        assert set(re.findall(r"{\w+}", source)) == set(re.findall(r"{\w+}", told.text or "")), source


def test_the_compiled_catalogue_is_that_of_the_source(qapp: QApplication) -> None:
    translator = QTranslator()
    assert translator.load(str(CATALOGUE.with_suffix(".qm")))
    for (context, source), told in messages(CATALOGUE).items():
        assert translator.translate(context, source) == told.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "panel", "raised", "map_ground"])
@pytest.mark.parametrize("token", ["text", "muted", "accent", "conflict"])
def test_words_have_contrast(scheme: str, ground: str, token: str) -> None:
    colours = load_theme(scheme).colours
    assert contrast(colours[token], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_and_edges_have_contrast(scheme: str) -> None:
    colours = load_theme(scheme).colours
    for token in ("conflict", "uncertain", "clear", "not_testable", "control"):
        assert contrast(colours[token], colours["panel"]) >= 3.0
    assert contrast(colours["on_accent"], colours["accent"]) >= 4.5


def contrast(first: str, second: str) -> float:
    """Contrast ratio after WCAG 2."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_stand_in_the_theme_file_only() -> None:
    for path in GUI.rglob("*.py"):
        text = path.read_text(encoding="utf-8").replace('"#000"', "")
        assert not re.search(r"#[0-9A-Fa-f]{6}\b", text), path
    assert not re.search(r"#[0-9A-Fa-f]{3,6}\b", STYLESHEET)


def test_icons_are_drawn_on_one_grid_and_take_the_themes_colour(themed: QApplication) -> None:
    for path in (files("styles") / "icons").iterdir():
        drawing = path.read_text(encoding="utf-8")
        assert 'viewBox="0 0 20 20"' in drawing
        assert 'stroke-linecap="round"' in drawing
        assert set(re.findall(r"#[0-9A-Fa-f]{3,6}", drawing)) == {"#000"}
        picture = icon(path.name.removesuffix(".svg"), "accent").pixmap(QSize(20, 20), 2.0).toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(40) for y in range(40)
                   if picture.pixelColor(x, y).alpha() == 255}  # fmt: skip
        assert load_theme("light").colours["accent"].lower() in colours


def test_no_text_comes_as_rich_text() -> None:
    for path in GUI.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "RichText" not in text
        assert "setHtml" not in text
