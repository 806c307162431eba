"""A layer's style as a plain table (JSON, TOML) and back. What is read is judged: it may come from anybody."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from core.messages import Text
from maps.symbology.colours import is_colour
from maps.symbology.conditions import ORDERS, AllOf, AnyOf, Condition, NoneOf
from maps.symbology.layer_style import LayerStyle

VERSION = 1
MOST_ITEMS = 2_000
LONGEST_TEXT = 2_000
DEEPEST = 40
_TESTS: dict[str, type] = {"any": AnyOf, "all": AllOf, "none": NoneOf, "field": Condition}
_COLOURS = ("colour", "fill")


class StyleRecordError(ValueError):
    """The table is no style of ours; says which part."""


def record_of(style: LayerStyle) -> dict[str, Any]:
    """The style as a table of texts, numbers, lists and tables; what is as by default is left out."""
    table = _plain(style)
    assert isinstance(table, dict)
    return {"version": VERSION, **table}


def style_from(table: Mapping[str, Any]) -> LayerStyle:
    """The style in a table; raises ``StyleRecordError``."""
    if table.get("version") != VERSION:
        raise StyleRecordError("version")
    found = _read(LayerStyle, {key: value for key, value in table.items() if key != "version"}, "style", 0)
    assert isinstance(found, LayerStyle)
    return found


def _plain(value: object) -> object:
    if isinstance(value, AnyOf | AllOf | NoneOf):
        name = next(key for key, kind in _TESTS.items() if isinstance(value, kind))
        return {name: [_plain(one) for one in value.tests]}
    if is_dataclass(value):
        table = {}
        for field in fields(value):
            one = getattr(value, field.name)
            if field.name != "notices" and (field.default is MISSING or one != field.default):
                table[field.name] = _plain(one)
        return {key: one for key, one in table.items() if one is not None}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _read(kind: Any, value: object, where: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise StyleRecordError(where)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_one_of(get_args(kind), value, where, depth)
    if origin is tuple:
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            raise StyleRecordError(where)
        return tuple(_read(get_args(kind)[0], one, where, depth + 1) for one in value)
    if origin is Literal:
        if value not in get_args(kind):
            raise StyleRecordError(where)
        return value
    if is_dataclass(kind):
        return _read_table(kind, value, where, depth)
    return _read_plain(kind, value, where)


def _read_plain(kind: Any, value: object, where: str) -> object:
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value) and abs(value) < 1e12:
            return float(value)
    elif (
        kind in (str, bool, int) and type(value) is kind and not (isinstance(value, str) and len(value) > LONGEST_TEXT)
    ):
        return value
    raise StyleRecordError(where)


def _read_one_of(kinds: tuple[Any, ...], value: object, where: str, depth: int) -> Any:
    if Condition in kinds:
        name = next((key for key in _TESTS if isinstance(value, Mapping) and key in value), None)
        if name is None or not isinstance(value, Mapping):
            raise StyleRecordError(where)
        table = value if name == "field" else {"tests": value[name]}
        return _read(_TESTS[name], table, where, depth + 1)
    (wanted,) = (one for one in kinds if one is not type(None))
    return _read(wanted, value, where, depth)


def _read_table(kind: Any, value: object, where: str, depth: int) -> Any:
    hints = _hints(kind)
    if not isinstance(value, Mapping) or not set(value) <= set(hints):
        raise StyleRecordError(where)
    found = {name: _read(hints[name], one, f"{where}.{name}", depth + 1) for name, one in value.items()}
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if not needed <= set(found):
        raise StyleRecordError(f"{where}: {sorted(needed - set(found))}")
    for name in _COLOURS:
        if kind is not Text and found.get(name) is not None and not is_colour(found[name]):
            raise StyleRecordError(f"{where}.{name}")
    if kind is Condition:
        _judge(found, where)
    return kind(**found)


def _judge(condition: Mapping[str, Any], where: str) -> None:
    """An order needs one number, a pattern one text."""
    values = condition["values"]
    if condition["operator"] in ("in", "not in"):
        return
    if len(values) != 1:
        raise StyleRecordError(where)
    if condition["operator"] in ORDERS:
        try:
            float(values[0])
        except ValueError as error:
            raise StyleRecordError(where) from error


@lru_cache(maxsize=32)
def _hints(kind: type) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(kind).items() if name != "notices"}
