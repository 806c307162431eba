"""Qt without a window: fonts and painters need an application object."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QGuiApplication


def ensure_application() -> None:
    """Make one that needs no screen, unless the window (or a test) has made its own."""
    global _kept  # noqa: PLW0603 - Qt allows one application per process, and it must outlive every painter
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        _kept = QGuiApplication(sys.argv[:1])


_kept: QGuiApplication | None = None
