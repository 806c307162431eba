"""The initials of Chinese words as they are typed to find them: 工业用地 → gyyd.

GB 2312 lists its 3 755 common characters by pinyin, so the place of a character tells its initial. The others, and
characters read otherwise in a word, are named here as far as the land-use classes have them.
"""

from __future__ import annotations

from bisect import bisect_right

_FIRST = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
"""The first common character of each initial."""
_INITIALS = "abcdefghjklmnopqrstwxyz"
_STARTS = [int.from_bytes(character.encode("gb2312")) for character in _FIRST]
_LAST_COMMON = int.from_bytes("座".encode("gb2312"))
_RARE = {"憩": "q", "殡": "b"}
_WORDS = {"湖泊": "hp"}
"""Words with a character that is read otherwise than alone."""


def initials(text: str) -> str:
    """Lower-case initials; letters and figures stay, what has no known reading is left out."""
    for word, read in _WORDS.items():
        text = text.replace(word, read)
    return "".join(_initial(character) for character in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if character in _RARE:
        return _RARE[character]
    try:
        place = int.from_bytes(character.encode("gb2312"))
    except UnicodeEncodeError:
        return ""
    if not _STARTS[0] <= place <= _LAST_COMMON:
        return ""
    return _INITIALS[bisect_right(_STARTS, place) - 1]
