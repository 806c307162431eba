"""The look: tokens of ``styles/theme.toml`` as colours, palette, style sheet and tinted icons."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from typing import Literal

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from gui.stylesheet import STYLESHEET

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Theme:
    """Colours by token name for one scheme, and the sizes both share (px, ms)."""

    scheme: Scheme
    colours: Mapping[str, str]
    sizes: Mapping[str, int]

    def colour(self, token: str) -> QColor:
        """The colour of a token (``accent``, ``conflict``, …)."""
        return QColor(self.colours[token])

    def size(self, token: str) -> int:
        """A size or a duration."""
        return self.sizes[token]


@cache
def load_theme(scheme: Scheme) -> Theme:
    """Read the tokens of one scheme."""
    tokens = tomllib.loads((files("styles") / "theme.toml").read_text(encoding="utf-8"))
    return Theme(scheme, tokens[scheme], {**tokens["size"], **tokens["motion"]})


def system_scheme() -> Scheme:
    """What the desktop asks for; light when it says nothing."""
    dark = QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def current_theme() -> Theme:
    """The theme that ``apply_theme`` put on the application, else the light one."""
    application = QApplication.instance()
    scheme = application.property("lantu_scheme") if application else None
    return load_theme(scheme or "light")


def apply_theme(application: QApplication, scheme: Scheme, family: str) -> Theme:
    """Put palette, font and style sheet of ``scheme`` on the application."""
    theme = apply_palette(application, scheme, family)
    apply_stylesheet(application, theme)
    return theme


def apply_palette(application: QApplication, scheme: Scheme, family: str) -> Theme:
    """Put all of ``scheme`` but the style sheet on the application."""
    theme = load_theme(scheme)
    application.setProperty("lantu_scheme", scheme)
    font = QFont(family)
    font.setPixelSize(theme.size("text"))
    application.setFont(font)
    application.setPalette(_palette(theme))
    return theme


def apply_stylesheet(application: QApplication, theme: Theme) -> None:
    """Put the style sheet on the application: Qt polishes every widget anew whose parent changes afterwards."""
    values = {**theme.colours, **{name: f"{value}px" for name, value in theme.sizes.items()}}
    values["text_colour"] = theme.colours["text"]
    values["text"] = f"{theme.size('text')}px"
    application.setStyleSheet(Template(STYLESHEET).substitute(values))


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: "ground",
        QPalette.ColorRole.Base: "panel",
        QPalette.ColorRole.AlternateBase: "ground",
        QPalette.ColorRole.Button: "panel",
        QPalette.ColorRole.ToolTipBase: "raised",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.ToolTipText: "text",
        QPalette.ColorRole.PlaceholderText: "muted",
        QPalette.ColorRole.Highlight: "accent",
        QPalette.ColorRole.HighlightedText: "on_accent",
        QPalette.ColorRole.Link: "accent",
        QPalette.ColorRole.Mid: "hairline",
    }
    for role, token in roles.items():
        palette.setColor(role, theme.colour(token))
    disabled = QPalette.ColorGroup.Disabled
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(disabled, role, theme.colour("muted"))
    return palette


def icon(name: str, token: str = "text") -> QIcon:
    """An icon of ``styles/icons`` tinted with a colour token of the current theme, sharp at any scale."""
    return QIcon(_SvgEngine(name, current_theme().colours[token]))


class _SvgEngine(QIconEngine):
    """Draws one single-colour SVG in any size and colour (disabled: faded)."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        source = (files("styles") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        self._renderer = QSvgRenderer(QByteArray(source.replace("#000", colour).encode()))

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._name, self._colour)

    def paint(self, painter: QPainter, rect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.save()
        painter.setOpacity(0.45 if mode == QIcon.Mode.Disabled else 1.0)
        self._renderer.render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        return picture
