"""Text with fields: ``{plan} {sheet}``. The fields are a closed list; nothing else in braces is touched or run."""

from __future__ import annotations

import re
from collections.abc import Mapping

FIELDS = (
    "plan",
    "sheet",
    "date",
    "scale",
    "crs",
    "page",
    "pages",
    "paper",
    "period",
    "base_year",
    "target_year",
    "sources",
    "authority",
    "maker",
    "sheet_number",
    "review_number",
    "secrecy",
)
"""What may stand in braces; ``{feature:name}`` is the field ``name`` of the sheet's feature."""
ABSENT = "—"
MOST_CHARACTERS = 300
_FIELD = re.compile(r"\{([A-Za-z_]+)(?::([\w\- ]{1,60}))?\}")


def unknown_fields(text: str) -> list[str]:
    """What stands in braces and is no field."""
    return [match[0] for match in _FIELD.finditer(text) if not _known(match[1], match[2])]


def filled(text: str, values: Mapping[str, str], feature: Mapping[str, str]) -> str:
    """``text`` with its fields filled; a field of the feature without a value is “—”."""

    def value(match: re.Match[str]) -> str:
        if not _known(match[1], match[2]):
            return match[0]
        if match[1] == "feature":
            return plain(feature.get(match[2], "")) or ABSENT
        return plain(values.get(match[1], ""))

    return _FIELD.sub(value, text)


def plain(text: str) -> str:
    """Text from data on one line, without control characters, no longer than a sheet can bear."""
    kept = "".join(letter if letter.isprintable() else " " for letter in text[: 2 * MOST_CHARACTERS])
    words = " ".join(kept.split())
    return words if len(words) <= MOST_CHARACTERS else words[: MOST_CHARACTERS - 1] + "…"


def _known(name: str, argument: str | None) -> bool:
    return bool(argument) if name == "feature" else argument is None and name in FIELDS
