"""Finding a land-use class by what a planner types: code, Chinese, English words or pinyin initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from layers.formats.land_use_classes import LandUseClass, land_use_classes
from layers.formats.pinyin_initials import initials


def classes_found(typed: str, recent: Sequence[str] = ()) -> list[LandUseClass]:
    """The classes that ``typed`` means, likeliest first; all of them for nothing typed, ``recent`` codes first.

    A code counts from its beginning, Chinese anywhere in the name, English words from their beginnings, initials
    (gyyd: 工业用地) anywhere in those of the name, but from the beginning sooner.
    """
    wanted = unicodedata.normalize("NFKC", typed).casefold().strip()
    classes = land_use_classes()
    if not wanted:
        first = [classes[code] for code in recent if code in classes]
        return [*first, *(one for one in classes.values() if one not in first)]
    place = {code: number for number, code in enumerate(recent)}
    ranked = [(rank, one) for one in classes.values() if (rank := _rank(one, wanted)) is not None]
    return [one for _, one in sorted(ranked, key=lambda pair: (pair[0], place.get(pair[1].code, len(place))))]


def _rank(one: LandUseClass, wanted: str) -> int | None:
    """0 for what is surely meant; None for what is not meant at all."""
    if wanted in (one.code, one.name):
        return 0
    if wanted.isdigit():
        return 1 if one.code.startswith(wanted) else None
    if wanted in one.name:
        return 1 if one.name.startswith(wanted) else 2
    read = _initials()[one.code]
    if wanted == read:
        return 0
    if read.startswith(wanted):
        return 1
    if _has_words(one.english.casefold(), wanted.split()):
        return 2
    return 3 if len(wanted) > 1 and wanted in read else None


def _has_words(name: str, wanted: list[str]) -> bool:
    """Whether each of the words begins a word of the name."""
    words = "".join(letter if letter.isalnum() else " " for letter in name).split()
    return all(any(word.startswith(part) for word in words) for part in wanted)


@cache
def _initials() -> dict[str, str]:
    return {code: initials(one.name) for code, one in land_use_classes().items()}
