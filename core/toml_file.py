"""A TOML file read strictly: every key known, every type checked, every complaint with file and line."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn

from core.errors import AppError
from core.messages import Text, listed

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-.\"]+)\s*=")
_AT_LINE = re.compile(r"at line (\d+)")


class Section:
    """One table of a TOML file: its values, its place in the file, and which keys were asked for."""

    def __init__(
        self, values: Mapping[str, Any], *, file: str, lines: Mapping[Path, int], path: Path = (), kind: str = "pack"
    ) -> None:
        self._values = values
        self._file = file
        self._lines = lines
        self._path = path
        self._kind = kind

    @classmethod
    def parse(cls, content: bytes, file: str, kind: str = "pack") -> Section:
        """Read a whole file. Raises ``AppError`` (``KIND.syntax``) with the line of the mistake."""
        try:
            text = content.decode("utf-8")
            return cls(tomllib.loads(text), file=file, lines=dict(_lines(text)), kind=kind)
        except UnicodeDecodeError as problem:
            line = content[: problem.start].count(b"\n") + 1
            reason = Text("不是 UTF-8 文本", "it is not UTF-8 text")
        except tomllib.TOMLDecodeError as problem:
            found = _AT_LINE.search(str(problem))
            line = int(found[1]) if found else content.count(b"\n") + 1
            reason = Text("TOML 语法有误", "the TOML is not well formed")
        raise complaint(f"{kind}.syntax", file, line, reason=reason)

    def line(self, *keys: str | int) -> int:
        """Line of a key, or of the nearest table around it."""
        path = (*self._path, *keys)
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def fail(self, code: str, reason: Text, *keys: str | int, hint: Text | None = None) -> NoReturn:
        """Refuse the file because of one key."""
        raise complaint(code, self._file, self.line(*keys), reason=reason, hint=hint)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def names(self) -> list[str]:
        """The keys as written, in their order."""
        return list(self._values)

    def only(self, known: Collection[str]) -> None:
        """Refuse keys that nobody asks for: a misspelt key must not be a silent default."""
        for key in self._values:
            if key not in known:
                self.fail(
                    f"{self._kind}.unknown_key",
                    Text("不认识的键“{key}”", 'the key "{key}" is not known').format(key=key),
                    key,
                    hint=Text("可用的键：{known}。", "Known keys: {known}.").format(known=listed(sorted(known))),
                )

    def raw(self, key: str) -> Any:
        """A value that must be there."""
        if key not in self._values:
            self.fail(f"{self._kind}.missing_key", Text("缺少键“{key}”", 'the key "{key}" is missing').format(key=key))
        return self._values[key]

    def text(self, key: str, *, default: str | None = None, known: Collection[str] = ()) -> str:
        """A string, one of ``known`` if that is given."""
        if default is not None and key not in self._values:
            return default
        value = self._typed(key, str, Text("文字", "text"))
        if known and value not in known:
            self.fail(
                f"{self._kind}.bad_value",
                Text("“{key}”不能是“{value}”", '"{key}" cannot be "{value}"').format(key=key, value=value),
                key,
                hint=Text("可用的值：{known}。", "Known values: {known}.").format(known=listed(known)),
            )
        return str(value)

    def texts(self, key: str, *, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of strings."""
        if default is not None and key not in self._values:
            return default
        values = self._typed(key, list, Text("文字列表", "a list of texts"))
        if not all(isinstance(value, str) for value in values):
            self._wrong_type(key, Text("文字列表", "a list of texts"))
        return tuple(values)

    def number(self, key: str) -> float:
        """An integer or float (not a boolean)."""
        if isinstance(self.raw(key), bool):
            self._wrong_type(key, Text("数字", "a number"))
        return float(self._typed(key, (int, float), Text("数字", "a number")))

    def integer(self, key: str, *, default: int | None = None) -> int | None:
        """A whole number."""
        if key not in self._values:
            return default
        if isinstance(self.raw(key), bool):
            self._wrong_type(key, Text("整数", "a whole number"))
        return int(self._typed(key, int, Text("整数", "a whole number")))

    def flag(self, key: str) -> bool:
        """True or false."""
        return bool(self._typed(key, bool, Text("true 或 false", "true or false")))

    def date(self, key: str) -> str | None:
        """A year, a month or a day (ISO 8601), None when not given."""
        if key not in self._values:
            return None
        value = self._values[key]
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, str) and re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", value):
            return value
        self._wrong_type(key, Text("日期（如 2022-12）", "a date (such as 2022-12)"))

    def words(self, key: str) -> Text:
        """A sentence in both languages: ``{ zh = "…", en = "…" }``."""
        section = self.section(key)
        section.only(("zh", "en"))
        return Text(section.text("zh"), section.text("en"))

    def section(self, key: str) -> Section:
        """A table inside this one."""
        return self._inside(self._typed(key, dict, Text("表", "a table")), key)

    def sections(self, key: str) -> list[Section]:
        """A list of tables; empty when not given."""
        if key not in self._values:
            return []
        values = self._typed(key, list, Text("表的列表", "a list of tables"))
        if not all(isinstance(value, dict) for value in values):
            self._wrong_type(key, Text("表的列表", "a list of tables"))
        return [self._inside(value, key, number) for number, value in enumerate(values)]

    def _inside(self, values: Mapping[str, Any], *keys: str | int) -> Section:
        path = (*self._path, *keys)
        return Section(values, file=self._file, lines=self._lines, path=path, kind=self._kind)

    def _typed(self, key: str, wanted: type | tuple[type, ...], word: Text) -> Any:
        value = self.raw(key)
        if not isinstance(value, wanted):
            self._wrong_type(key, word)
        return value

    def _wrong_type(self, key: str, wanted: Text) -> NoReturn:
        self.fail(
            f"{self._kind}.bad_type",
            Text("“{key}”应为{wanted}", '"{key}" must be {wanted}').format(key=key, wanted=wanted),
            key,
        )


def complaint(code: str, file: str, line: int, *, reason: Text, hint: Text | None = None) -> AppError:
    """The sentence about one place in a file."""
    said = Text("{file} 第 {line} 行：{reason}。", "{file}, line {line}: {reason}.")
    return AppError(code, said.format(file=file, line=line, reason=reason), hint)


def _lines(text: str) -> Iterator[tuple[Path, int]]:
    """Line number of every table header and every key that starts a line.

    ``tomllib`` keeps no positions; this reads headers and keys only, which is enough to point at a mistake.
    """
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _resolved(_split(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number
            continue
        key = _KEY.match(line)
        if key:
            dotted = _split(key[1])
            for depth in range(1, len(dotted) + 1):
                yield (*table, *dotted[:depth]), number


def _resolved(dotted: tuple[str, ...], counts: Mapping[Path, int]) -> Path:
    """A header's path with the number of the current entry after each list on the way."""
    path: Path = ()
    for number, part in enumerate(dotted):
        path = (*path, part)
        if path in counts and number < len(dotted) - 1:
            path = (*path, counts[path])
    return path


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip('"') for part in dotted.split("."))
