"""Which language the window speaks, and switching it while it runs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from core.messages import Language, Text

TRANSLATIONS = Path(__file__).parent / "translations"


def system_language() -> Language:
    """The system's language; C and POSIX count as Chinese."""
    locale = QLocale.system()
    if locale.language() == QLocale.Language.C:
        return "zh"
    return "zh" if locale.language() == QLocale.Language.Chinese else "en"


class Speaker(QObject):
    """Holds the language. ``changed`` comes after the translators were exchanged: then every widget says anew."""

    changed = Signal()

    def __init__(self, language: Language, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.language: Language = language
        self._translators: list[QTranslator] = []
        self._install()

    def speak(self, language: Language) -> None:
        """Switch to ``language``."""
        if language != self.language:
            self.remove()
            self.language = language
            self._install()
            self.changed.emit()

    def say(self, text: Text) -> str:
        """A word pair in the present language."""
        return text.to(self.language)

    def remove(self) -> None:
        """Take the translators off the application."""
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators = []

    def _install(self) -> None:
        QLocale.setDefault(QLocale("zh_CN" if self.language == "zh" else "en_GB"))
        if self.language != "zh":
            return
        qt_folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for path in (qt_folder / "qtbase_zh_CN.qm", TRANSLATIONS / "lantu_zh.qm"):
            translator = QTranslator(self)
            if translator.load(str(path)):
                QCoreApplication.installTranslator(translator)
                self._translators.append(translator)
