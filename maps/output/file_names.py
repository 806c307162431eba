"""File names made of attribute text, which may be anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

MOST_CHARACTERS = 60
"""A name in Chinese takes three bytes a character, and file systems take 255."""
USUAL_PATTERN = "{page} {name}"
_FIELD = re.compile(r"\{(?:(page|name)|feature:([\w\- ]{1,60}))\}")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def is_pattern(name: str) -> bool:
    """Whether ``name`` has fields to fill: ``{page}``, ``{name}`` or ``{feature:field}``."""
    return _FIELD.search(name) is not None


def filled_name(pattern: str, *, page: str, name: str, feature: Mapping[str, str]) -> str:
    """``pattern`` filled, every value made harmless; never a path, never empty."""

    def value(found: re.Match[str]) -> str:
        words = feature.get(found[2], "") if found[2] else {"page": page, "name": name}[found[1]]
        return safe_words(words)

    return safe_words(_FIELD.sub(value, pattern)) or "_"


def safe_words(text: str) -> str:
    """Text without what a file system takes for something else: separators, controls, dots at the ends."""
    text = unicodedata.normalize("NFC", text[: 4 * MOST_CHARACTERS])
    printable = "".join(letter if letter.isprintable() else "_" for letter in text)
    words = _FORBIDDEN.sub("_", printable).strip(" .")[:MOST_CHARACTERS].strip(" .")
    return f"_{words}" if _RESERVED.fullmatch(words) else words


class NamesTaken:
    """Numbers names that were given before; capitals make no difference, as on Windows."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, name: str) -> str:
        """``name``, or the first of ``name (2)``, ``name (3)`` … that was not given yet."""
        candidate, number = name, 1
        while candidate.casefold() in self._taken:
            number += 1
            candidate = f"{name} ({number})"
        self._taken.add(candidate.casefold())
        return candidate
