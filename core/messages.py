"""Words in Chinese and English, side by side.

Below ``gui`` a sentence is needed in both languages at once, without Qt: ``findings.json`` carries both, the
command line chooses by ``--lang`` and sheets follow the plan's language. So a sentence is a pair (ADR 0001).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or word in both languages."""

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """Return the wording in ``language``."""
        return self.zh if language == "zh" else self.en

    def format(self, **values: object) -> Text:
        """Fill ``{placeholders}``; a value that is a ``Text`` is put in its own language."""
        return Text(
            self.zh.format(**{key: _in(value, "zh") for key, value in values.items()}),
            self.en.format(**{key: _in(value, "en") for key, value in values.items()}),
        )


def same(word: str) -> Text:
    """A word that is written alike in both languages (a file name, a code)."""
    return Text(word, word)


def listed(words: Iterable[str]) -> Text:
    """Names in a row, with the separator of each language."""
    words = list(words)
    return Text("、".join(words), ", ".join(words))


def _in(value: object, language: Language) -> object:
    return value.to(language) if isinstance(value, Text) else value


def system_language(environment: Mapping[str, str]) -> Language:
    """The language of the system by its locale variables; C, POSIX and none at all count as Chinese."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            plain = value.split(".")[0]
            return "zh" if plain in ("C", "POSIX") or plain.lower().startswith("zh") else "en"
    return "zh"
