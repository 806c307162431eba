"""Writing a small TOML document: what ``core.toml_file`` reads back as the same values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WORDS = {"zh", "en"}


def toml_text(document: Mapping[str, Any]) -> str:
    """A document of texts, numbers, yes and no, dates, lists and tables. ``ValueError`` for any other value.

    Tables have headers; a sentence in both languages and whatever is in a list stand on one line.
    """
    return "\n".join(_table(document, ())).strip("\n") + "\n"


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    inner = {key: value for key, value in values.items() if isinstance(value, Mapping) and set(value) - _WORDS}
    own = {key: value for key, value in values.items() if key not in inner}
    if path and (own or not inner):
        yield ""
        yield f"[{'.'.join(map(_key, path))}]"
    for key, value in own.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        yield from _table(value, (*path, key))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(_value, value)) + "]"
    isoformat = getattr(value, "isoformat", None)
    if isoformat is None:
        raise ValueError(f"TOML has no {type(value).__name__}")
    return str(isoformat())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
