"""Sheet designs as TOML, read strictly: every key known, every type checked, every complaint with file and line."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from typing import Any, Literal, NoReturn, get_args, get_origin, get_type_hints

from core.errors import AppError
from core.messages import Text, listed
from maps.labelling.template import parse
from maps.sheets.paper import MOST_MM
from maps.sheets.sheet_design import KINDS, Element, MapFrame, Page, SheetDesign
from maps.symbology.fields import unknown_fields

MOST_BYTES = 1_000_000
MOST_ELEMENTS = 500
_AT_LINE = re.compile(r"at line (\d+)")
_HEADER = re.compile(r"^\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_IDENTITY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")
_TYPE_WORDS = {
    str: Text("文字", "text"),
    bool: Text("true 或 false", "true or false"),
    int: Text("整数", "a whole number"),
}


@dataclass(frozen=True, slots=True)
class _Source:
    """A file and the tables in it: line numbers by table header, so that a complaint can point."""

    file: str
    lines: tuple[str, ...]

    def line_of(self, start: int, key: str) -> int:
        """The line from ``start`` on where ``key`` is written, ``start`` where it is not found."""
        word = re.compile(rf"(?<![\w-]){re.escape(key)}\s*=")
        for number in range(start, len(self.lines) + 1):
            text = self.lines[number - 1]
            if number > start and _HEADER.match(text):
                break
            if word.search(text):
                return number
        return max(start, 1)

    def headers(self, name: str) -> list[int]:
        """The lines on which tables of this name begin."""
        found = enumerate(self.lines, start=1)
        return [number for number, text in found if (match := _HEADER.match(text)) and match[1].strip() == name]

    def fail(self, code: str, line: int, reason: Text, hint: Text | None = None) -> NoReturn:
        """Refuse the file because of one line."""
        said = Text("{file} 第 {line} 行：{reason}。", "{file}, line {line}: {reason}.")
        raise AppError(code, said.format(file=self.file, line=line, reason=reason), hint)


@dataclass(frozen=True, slots=True)
class _Where:
    source: _Source
    start: int

    def fail(self, code: str, key: str, reason: Text, hint: Text | None = None) -> NoReturn:
        self.source.fail(code, self.source.line_of(self.start, key), reason, hint)


def read_design(content: bytes, *, name: str, file: str) -> SheetDesign:
    """A design from the text of its file. ``AppError`` (``sheet.template_…``) names the file, the line and the mend."""
    table, source = _parsed(content, file)
    top = _Where(source, 1)
    _only(table, ("title", "subject", "page", "elements"), top)
    page_lines = source.headers("page")
    page = _record(Page, _table(table.get("page", {}), "page", top), _Where(source, (page_lines or [1])[0]))
    written = table.get("elements", [])
    if not isinstance(written, list) or not written or len(written) > MOST_ELEMENTS:
        top.fail(
            "sheet.template_type", "elements", Text("应有 1 到 500 个 [[elements]]", "1 to 500 [[elements]] are needed")
        )
    starts = source.headers("elements") + [1] * len(written)
    elements = tuple(_element(each, _Where(source, at)) for each, at in zip(written, starts, strict=False))
    _unique(elements, source, starts)
    design = SheetDesign(
        name=name,
        title=_value(Text, table.get("title"), "title", top),
        subject=_value(str, table.get("subject", ""), "subject", top),
        page=page,
        elements=elements,
    )
    _linked(design, source, starts)
    return design


def design_as_toml(design: SheetDesign) -> str:
    """The text that ``read_design`` reads back to an equal design (the name is that of its file)."""
    lines = [f"title = {_written(design.title)}"]
    if design.subject:
        lines.append(f"subject = {_written(design.subject)}")
    lines += ["", "[page]", *_assignments(design.page)]
    for element in design.elements:
        lines += ["", "[[elements]]", f"kind = {_written(element.kind)}", *_assignments(element)]
    return "\n".join(lines) + "\n"


def _parsed(content: bytes, file: str) -> tuple[dict[str, Any], _Source]:
    line, text = 1, ""
    if len(content) > MOST_BYTES:
        _Source(file, ()).fail("sheet.template_syntax", 1, Text("文件过大", "the file is too large"))
    try:
        text = content.decode("utf-8")
        return tomllib.loads(text), _Source(file, tuple(text.splitlines()))
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        reason = Text("不是 UTF-8 文本", "it is not UTF-8 text")
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        found = _AT_LINE.search(str(problem))
        line = int(found[1]) if found else text.count("\n") + 1
        reason = Text("TOML 语法有误", "the TOML is not well formed")
    _Source(file, ()).fail("sheet.template_syntax", line, reason)


def _element(table: Any, where: _Where) -> Element:
    table = _table(table, "elements", where)
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        where.fail(
            "sheet.template_value",
            "kind",
            Text("要素类型 kind 缺失或不认识", "the kind of the element is missing or not known"),
            Text("可用的值：{known}。", "Known values: {known}.").format(known=listed(KINDS)),
        )
    element: Element = _record(KINDS[kind], {key: value for key, value in table.items() if key != "kind"}, where)
    if not _IDENTITY.fullmatch(element.id):
        where.fail(
            "sheet.template_value",
            "id",
            Text("id 只能用小写字母、数字和下划线", "an id is made of small letters, digits and underscores"),
        )
    place = element.place
    if (
        min(place.width, place.height) < (1.0 if place.area == "page" else 0.0)
        or max(place.width, place.height) > MOST_MM
    ):
        where.fail("sheet.template_value", "place", Text("要素没有可用的宽和高", "the element has no usable size"))
    if isinstance(element, MapFrame):
        _checked_map(element, where)
    return element


def _checked_map(element: MapFrame, where: _Where) -> None:
    if element.labels:
        _checked_labels(element.labels, where)
    bounds = element.bounds
    if element.frames == "bounds" and (len(bounds) != 4 or bounds[0] >= bounds[2] or bounds[1] >= bounds[3]):
        where.fail(
            "sheet.template_value",
            "bounds",
            Text("bounds 应为西、南、东、北四个数", "bounds are four numbers: west, south, east, north"),
        )


def _checked_labels(words: str, where: _Where) -> None:
    """Labels have a grammar of their own."""
    try:
        parse(words)
    except AppError as problem:
        where.fail("sheet.template_value", "labels", _unstopped(problem.message), problem.hint)


def _unstopped(sentence: Text) -> Text:
    return Text(sentence.zh.rstrip("。"), sentence.en.rstrip("."))


def _unique(elements: tuple[Element, ...], source: _Source, starts: list[int]) -> None:
    seen: set[str] = set()
    for element, start in zip(elements, starts, strict=False):
        if element.id in seen:
            _Where(source, start).fail(
                "sheet.template_value",
                "id",
                Text("id “{id}”用了两次", 'the id "{id}" is used twice').format(id=element.id),
            )
        seen.add(element.id)


def _linked(design: SheetDesign, source: _Source, starts: list[int]) -> None:
    """Maps that others refer to must be there, and must not be linked themselves."""
    free = {each.id for each in design.maps() if not each.link}
    for element, start in zip(design.elements, starts, strict=False):
        for key in ("link", "of", "shows"):
            value = getattr(element, key, "")
            names = (value,) if isinstance(value, str) else value
            wrong = [name for name in names if name and name not in free]
            if wrong:
                _Where(source, start).fail(
                    "sheet.template_value",
                    key,
                    Text("没有可以引用的地图“{name}”", 'there is no map "{name}" to refer to').format(name=wrong[0]),
                )


def _record(cls: type[Any], table: Mapping[str, Any], where: _Where) -> Any:
    known: dict[str, Field[Any]] = {each.name: each for each in fields(cls)}
    _only(table, tuple(known), where)
    hints = get_type_hints(cls)
    values = {}
    for name, each in known.items():
        if name in table:
            values[name] = _value(hints[name], table[name], name, where)
        elif each.default is MISSING and each.default_factory is MISSING:
            where.fail(
                "sheet.template_missing", "kind", Text("缺少键“{key}”", 'the key "{key}" is missing').format(key=name)
            )
    return cls(**values)


def _only(table: Mapping[str, Any], known: tuple[str, ...], where: _Where) -> None:
    for key in table:
        if key not in known:
            where.fail(
                "sheet.template_unknown_key",
                key,
                Text("不认识的键“{key}”", 'the key "{key}" is not known').format(key=key),
                Text("可用的键：{known}。", "Known keys: {known}.").format(known=listed(sorted(known))),
            )


def _table(value: Any, key: str, where: _Where) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        _wrong_type(key, Text("表", "a table"), where)
    return value


def _value(hint: Any, value: Any, key: str, where: _Where) -> Any:
    """A TOML value as the type that the record declares."""
    origin = get_origin(hint)
    if origin is Literal:
        if value not in get_args(hint):
            known = Text("可用的值：{known}。", "Known values: {known}.")
            _bad(key, value, where, known.format(known=listed(get_args(hint))))
        return value
    if origin is tuple:
        if not isinstance(value, list):
            _wrong_type(key, Text("列表", "a list"), where)
        return tuple(_value(get_args(hint)[0], each, key, where) for each in value)
    if hint is Text:
        return _words(value, key, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint, _table(value, key, where), where)
    return _plain(hint, value, key, where)


def _plain(hint: Any, value: Any, key: str, where: _Where) -> Any:
    if hint is float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            _wrong_type(key, Text("数字", "a number"), where)
        if abs(value) > 1e8:
            _bad(key, value, where)
        return float(value)
    if type(value) is not hint:
        _wrong_type(key, _TYPE_WORDS[hint], where)
    if key == "colour" and not _COLOUR.fullmatch(value):
        _bad(key, value, where, Text("颜色写作 #RRGGBB。", "A colour is written #RRGGBB."))
    return value


def _words(value: Any, key: str, where: _Where) -> Text:
    """``{ zh = "…", en = "…" }``; their fields must be known."""
    table = _table(value, key, where)
    _only(table, ("zh", "en"), where)
    zh, en = (_plain(str, table.get(language), key, where) for language in ("zh", "en"))
    for text in (zh, en):
        for field in unknown_fields(text):
            _bad(key, field, where, Text("没有这个字段。", "There is no such field."))
    return Text(zh, en)


def _bad(key: str, value: object, where: _Where, hint: Text | None = None) -> NoReturn:
    said = Text("“{key}”不能是“{value}”", '"{key}" cannot be "{value}"')
    where.fail("sheet.template_value", key, said.format(key=key, value=str(value)[:80]), hint)


def _wrong_type(key: str, wanted: Text, where: _Where) -> NoReturn:
    said = Text("“{key}”应为{wanted}", '"{key}" must be {wanted}')
    where.fail("sheet.template_type", key, said.format(key=key, wanted=wanted))


def _assignments(record: Any) -> Iterator[str]:
    """``key = value`` for every field that is not at its default."""
    for each in fields(record):
        value = getattr(record, each.name)
        if each.default is MISSING or value != each.default:
            yield f"{each.name} = {_written(value)}"


def _written(value: Any) -> str:
    if isinstance(value, Text):
        return f"{{ zh = {_written(value.zh)}, en = {_written(value.en)} }}"
    if is_dataclass(value):
        return "{ " + ", ".join(_assignments(value)) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    if isinstance(value, str):
        # JSON escapes are TOML escapes, but for the two characters that JSON leaves alone.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)
