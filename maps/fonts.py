"""The bundled font: sheets and window look the same on every computer, and PDF text is found again."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

FAMILY = "Lantu Sans SC"
FACES = ("LantuSansSC-Regular.otf", "LantuSansSC-Bold.otf")


@lru_cache(maxsize=1)
def load_fonts() -> str:
    """Register both faces with Qt (a QGuiApplication must exist) and return the family's name."""
    for face in FACES:
        # By its path Qt maps the file into memory; as bytes it would copy all of it.
        if QFontDatabase.addApplicationFont(str(files("styles") / "fonts" / face)) < 0:
            raise RuntimeError(f"the bundled font {face} cannot be loaded")
    return FAMILY


def sheet_font(size_px: float, *, bold: bool = False, text: str = "") -> QFont:
    """The font at a height of ``size_px``; ``text`` falls back to Regular where Bold (GB 2312) lacks a character."""
    font = QFont(load_fonts())
    # Qt takes whole pixels only; sheets are drawn at 1200 dpi, where that is 0.02 mm.
    font.setPixelSize(max(1, round(size_px)))
    font.setBold(bold and bold_has(text))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setKerning(False)
    return font


@lru_cache(maxsize=256)
def bold_has(text: str) -> bool:
    """Whether the bold face has every character of a text."""
    font = QFont(load_fonts())
    font.setBold(True)
    raw = QRawFont.fromFont(font)
    return all(raw.supportsCharacter(ord(character)) for character in text)
