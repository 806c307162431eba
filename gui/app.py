"""Starting the window."""

from __future__ import annotations

import gc
import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from core.messages import Language
from gui.fast_drawing import FastDrawing
from gui.language import Speaker, system_language
from gui.theme import apply_palette, apply_stylesheet, apply_theme, icon, system_scheme
from gui.window import MainWindow

LOG = logging.getLogger("lantu")
SWITCH_INTERVAL_S = 0.0005
"""A worker holds the interpreter no longer than this at a time: Qt gives it up and wants it back many times within one
repaint, and at Python's 5 ms a repaint beside a busy worker took 136 ms instead of 28."""


def run(plan_path: Path | None, language: Language | None = None) -> int:
    """Show the window, then open the plan at ``plan_path`` (None: the sample). Returns the exit code."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Lantu")
    application.setDesktopFileName("lantu")
    application.setStyle("Fusion")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    window = make_window(application, language)
    _follow_system(application, window)
    _report_crashes(window)
    window.show()
    window.canvas.picture.ready.connect(_settle)
    window.session.failed.connect(_settle)
    FastDrawing(window)
    # The first paint comes before anything heavy is imported.
    QTimer.singleShot(0, window, lambda: window.open_at_start(plan_path))
    code = application.exec()
    sys.excepthook = sys.__excepthook__
    return code


def _settle() -> None:
    """What can wait until the first map is drawn: the log file, and looking for unreachable objects (see ``main``)."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    _log_to_file()


def make_window(application: QApplication, language: Language | None) -> MainWindow:
    """The window with font, theme and language, not shown yet."""
    from maps.fonts import load_fonts

    theme = apply_palette(application, system_scheme(), load_fonts())
    application.setWindowIcon(QIcon(icon("logo", "accent")))
    window = MainWindow(Speaker(language or system_language(), application))
    apply_stylesheet(application, theme)  # last: on a window in the making it costs as much as all the rest
    return window


def _follow_system(application: QApplication, window: MainWindow) -> None:
    """Change between light and dark with the desktop."""
    from maps.fonts import load_fonts

    def follow() -> None:
        apply_theme(application, system_scheme(), load_fonts())
        window.retheme()

    application.styleHints().colorSchemeChanged.connect(follow)


def _report_crashes(window: MainWindow) -> None:
    """An exception in a slot is our mistake: log it and say so instead of dying."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        LOG.error("unexpected", exc_info=(kind, error, trace))
        window.tell_crash(error)

    sys.excepthook = hook


def _log_to_file() -> None:
    from logging.handlers import RotatingFileHandler

    if any(isinstance(other, RotatingFileHandler) for other in LOG.handlers):
        return
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            Path(folder) / "lantu.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    LOG.addHandler(handler)
