"""The words of a plan file (``plan.toml``): read strictly, every complaint with file and line."""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.errors import AppError
from core.messages import LANGUAGES, Text, listed
from layers.plan import Binding, Tolerance
from layers.roles import ROLES

MAX_BYTES = 1_000_000
MAX_FILES = 1_000
AREA_DEFINITIONS = ("planar", "ellipsoidal", "registered")

_TOP = (
    "name",
    "language",
    "crs",
    "area_definition",
    "rules",
    "base_year",
    "target_year",
    "layers",
    "tolerance",
)
_LAYER = ("path", "layer", "encoding", "fields", "where")
_TOLERANCE = ("xy_m", "area_m2")
_TYPES: dict[type, Text] = {
    str: Text("文字", "text"),
    int: Text("整数", "a whole number"),
    list: Text("列表", "a list"),
    dict: Text("表", "a table"),
}
_HEADER = re.compile(r"^\s*\[+\s*(?P<keys>[^\[\]]+?)\s*\]+\s*(#.*)?$")
_PAIR = re.compile(r"""^\s*(?P<keys>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_KEY = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


@dataclass(frozen=True, slots=True)
class PlanText:
    """What a plan file says, checked; None and empty where it says nothing."""

    file: str
    text: str = ""
    name: str | None = None
    language: str = "zh"
    crs: str | None = None
    area_definition: str = "ellipsoidal"
    rules: tuple[str, ...] = ("horinger",)
    base_year: int | None = None
    target_year: int | None = None
    bindings: Mapping[str, Binding] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)

    def error(self, code: str, keys: tuple[str, ...], message: Text, hint: Text | None = None) -> AppError:
        """An error about the value at ``keys``, with file and line."""
        return _error(code, self.file, line_of(self.text, keys), message, hint)


def read_plan_text(path: Path) -> PlanText:
    """Read and check a plan file. AppError ``plan.…`` with file and line for whatever is wrong with it."""
    text = _text_of(path)
    words = PlanText(path.name, text)
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(path.name, text, error) from error
    except RecursionError as error:
        message = Text("括号嵌套太深。", "Its brackets are nested too deeply.")
        raise _error("plan.syntax", path.name, None, message) from error
    return _checked(document, words)


def line_of(text: str, keys: tuple[str, ...]) -> int | None:
    """The line (from 1) where the value at ``keys`` is written: there, else inside it, else the table around it."""
    table: tuple[str, ...] = ()
    found: dict[float, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        pair = _PAIR.match(line) if header is None else None
        if header is not None:
            table = _split(header["keys"])
            here = table
        elif pair is not None:
            here = (*table, *_split(pair["keys"]))
        else:
            continue
        if keys[: len(here)] == here:
            found.setdefault(len(here), number)
        elif here[: len(keys)] == keys:
            found.setdefault(len(keys) - 0.5, number)
    return found[max(found)] if found else None


def _split(keys: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in _KEY.findall(keys))


def _text_of(path: Path) -> str:
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        message = Text("无法读取 {file}。", "{file} cannot be read.").format(file=path.name)
        raise AppError("plan.unreadable", message) from error
    if content is None:
        message = Text("超过 1 MB，不像规划文件。", "It is larger than 1 MB, which no plan file is.")
        raise _error("plan.too_large", path.name, None, message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = Text("不是 UTF-8 编码。", "It is not encoded in UTF-8.")
        hint = Text("用 UTF-8 另存。", "Save it as UTF-8.")
        raise _error("plan.encoding", path.name, line, message, hint) from error


def _syntax_error(file: str, text: str, error: tomllib.TOMLDecodeError) -> AppError:
    found = re.search(r"at line (\d+)", str(error))
    line = int(found[1]) if found else len(text.splitlines())
    reason = re.sub(r"\s*\(at .*\)$", "", str(error))
    message = Text("不是有效的 TOML（{reason}）。", "It is no valid TOML ({reason}).").format(reason=reason)
    hint = None
    if "Invalid initial character" in reason:
        hint = Text('含中文的键名要加引号，如 "状态" = …。', 'Key names in Chinese need quotes: "状态" = …')
    return _error("plan.syntax", file, line, message, hint)


def _error(code: str, file: str, line: int | None, message: Text, hint: Text | None = None) -> AppError:
    if line is None:
        place = Text("{file}：", "{file}: ").format(file=file)
    else:
        place = Text("{file} 第 {line} 行：", "{file}, line {line}: ").format(file=file, line=line)
    return AppError(code, Text(place.zh + message.zh, place.en + message.en), hint)


def _checked(document: dict[str, Any], words: PlanText) -> PlanText:
    _known_keys(document, _TOP, (), words)
    layers = _typed(document, "layers", dict, (), words) or {}
    bindings = {role: _binding(role, layers, words) for role in layers}
    if sum(len(binding.paths) for binding in bindings.values()) > MAX_FILES:
        message = Text("绑定的文件超过 1000 个。", "It binds more than 1000 files.")
        raise words.error("plan.too_large", ("layers",), message)
    found = PlanText(
        file=words.file,
        text=words.text,
        name=_typed(document, "name", str, (), words) or None,
        language=_one_of(document, "language", LANGUAGES, words),
        crs=_typed(document, "crs", str, (), words),
        area_definition=_one_of(document, "area_definition", AREA_DEFINITIONS, words, "ellipsoidal"),
        rules=_texts(document, "rules", (), words) or ("horinger",),
        base_year=_year(document, "base_year", words),
        target_year=_year(document, "target_year", words),
        bindings=bindings,
        tolerance=_tolerance(document, words),
    )
    if found.base_year and found.target_year and found.base_year >= found.target_year:
        message = Text("base_year 应早于 target_year。", "base_year must lie before target_year.")
        raise words.error("plan.bad_value", ("base_year",), message)
    return found


def _binding(role: str, layers: dict[str, Any], words: PlanText) -> Binding:
    where = ("layers", role)
    if role not in ROLES:
        message = Text("没有名为“{role}”的角色。", "There is no role “{role}”.").format(role=role)
        raise words.error("plan.unknown_role", where, message, _nearest(role, ROLES))
    table = _typed(layers, role, dict, ("layers",), words) or {}
    _known_keys(table, _LAYER, where, words)
    paths = (table["path"],) if isinstance(table.get("path"), str) else _texts(table, "path", where, words)
    if "path" in table and not all(path.strip() for path in paths):
        message = Text("path 是空的。", "`path` is empty.")
        raise words.error("plan.bad_value", (*where, "path"), message)
    return Binding(
        paths=paths,
        layer=_typed(table, "layer", str, where, words),
        encoding=_typed(table, "encoding", str, where, words),
        fields=_fields(role, table, words),
        where=_conditions(role, table, words),
    )


def _fields(role: str, table: dict[str, Any], words: PlanText) -> dict[str, str]:
    where = ("layers", role, "fields")
    mapping = _typed(table, "fields", dict, where[:2], words) or {}
    for canonical in mapping:
        if canonical not in ROLES[role].fields:
            message = Text("“{role}”没有规范字段“{name}”。", "{role} has no canonical field “{name}”.")
            message = message.format(role=role, name=canonical)
            raise words.error(
                "plan.unknown_field", (*where, canonical), message, _nearest(canonical, ROLES[role].fields)
            )
        _typed(mapping, canonical, str, where, words)
    return dict(mapping)


def _conditions(role: str, table: dict[str, Any], words: PlanText) -> dict[str, object]:
    where = ("layers", role, "where")
    conditions = _typed(table, "where", dict, where[:2], words) or {}
    for name, value in conditions.items():
        if not isinstance(value, str | int | float | datetime.date):
            message = Text(
                "where 只接受文字、数字、是否和日期。", "`where` takes text, numbers, booleans and dates only."
            )
            raise words.error("plan.bad_type", (*where, name), message)
    return dict(conditions)


def _tolerance(document: dict[str, Any], words: PlanText) -> Tolerance:
    table = _typed(document, "tolerance", dict, (), words) or {}
    _known_keys(table, _TOLERANCE, ("tolerance",), words)
    for name, value in table.items():
        sound = isinstance(value, int | float) and not isinstance(value, bool)
        if not sound or not math.isfinite(value) or value < 0:
            message = Text("{name} 应是不小于 0 的数。", "{name} must be a number that is not negative.").format(
                name=name
            )
            raise words.error("plan.bad_value", ("tolerance", name), message)
    return Tolerance(**{name: float(value) for name, value in table.items()})


def _year(document: dict[str, Any], key: str, words: PlanText) -> int | None:
    year: int | None = _typed(document, key, int, (), words)
    if year is not None and not 1900 <= year <= 2200:
        message = Text("{key} 不是年份。", "{key} is no year.").format(key=key)
        raise words.error("plan.bad_value", (key,), message)
    return year


def _one_of(
    document: dict[str, Any], key: str, choices: Collection[str], words: PlanText, default: str | None = None
) -> str:
    """A word out of a few; without ``default`` the first choice is the default."""
    value = _typed(document, key, str, (), words)
    if value is None:
        return default or next(iter(choices))
    if value not in choices:
        message = Text("{key} 不能是“{value}”。", "{key} cannot be “{value}”.").format(key=key, value=value)
        hint = Text("可选：{names}。", "Choose from: {names}.").format(names=listed(choices))
        raise words.error("plan.bad_value", (key,), message, hint)
    return str(value)


def _texts(table: dict[str, Any], key: str, where: tuple[str, ...], words: PlanText) -> tuple[str, ...]:
    """A list of texts; empty when the key is absent, an error when it is there and empty."""
    if key not in table:
        return ()
    value = table[key]
    if not isinstance(value, list) or not value or not all(isinstance(item, str) and item for item in value):
        message = Text("{key} 应是文字的列表。", "{key} must be a list of texts.").format(key=key)
        raise words.error("plan.bad_type", (*where, key), message)
    return tuple(value)


def _typed(table: dict[str, Any], key: str, kind: type, where: tuple[str, ...], words: PlanText) -> Any:
    """The value of a key, or None; AppError when it is of another type."""
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        message = Text("{key} 应是{kind}。", "{key} must be {kind}.").format(key=key, kind=_TYPES[kind])
        raise words.error("plan.bad_type", (*where, key), message)
    return value


def _known_keys(table: dict[str, Any], known: Collection[str], where: tuple[str, ...], words: PlanText) -> None:
    for key in table:
        if key not in known:
            message = Text("不认识“{key}”。", "The key “{key}” is unknown.").format(key=".".join((*where, key)))
            raise words.error("plan.unknown_key", (*where, key), message, _nearest(key, known))


def _nearest(word: str, known: Collection[str]) -> Text:
    """The known words, or the one that was probably meant."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    if close:
        return Text("是不是“{name}”？", "Did you mean “{name}”?").format(name=close[0])
    return Text("可用：{names}。", "Known: {names}.").format(names=listed(known))
