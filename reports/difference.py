"""What differs between two runs: findings that are new, solved or changed, and what can have caused it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from core.errors import AppError
from core.messages import Language, Text
from core.quantities import Quantity, shown

Document = Mapping[str, Any]
What = Literal["new", "solved", "changed"]
MAX_BYTES = 2_000_000_000
SAME_RELATIVE = 1e-9
"""Numbers closer than this are the same: another machine's mathematics may differ in the last digits."""
COMPARED = ("state", "measured", "limit", "margin", "alternatives", "flips", "reason", "ignored")


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that the two runs do not have in common; ``kind`` is data, edit, rule, tolerance, terms or program."""

    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class Change:
    """One finding that is not the same in both runs; ``fields`` are the keys that differ."""

    what: What
    key: str
    rule: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes, and the causes that come into question."""

    changes: tuple[Change, ...]
    causes: tuple[Cause, ...]

    @property
    def same(self) -> bool:
        """Whether both runs say the same about the same."""
        return not self.changes


def read_findings(path: Path) -> Document:
    """A ``findings.json``. ``AppError`` for what is none, or is of a schema that this program does not know."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise AppError("findings.too_large", _TOO_LARGE.format(file=path.name))
        document = json.loads(path.read_bytes())
    except OSError as problem:
        raise AppError("findings.unreadable", _UNREADABLE.format(file=path.name)) from problem
    except (ValueError, RecursionError) as problem:
        raise AppError("findings.no_json", _NO_FINDINGS.format(file=path.name)) from problem
    return checked(document, path.name)


def checked(document: object, name: str) -> Document:
    """The document if it is a findings file of schema 1."""
    keys = ("run", "summary", "rules", "findings")
    if not isinstance(document, dict) or not all(key in document for key in keys):
        raise AppError("findings.no_findings", _NO_FINDINGS.format(file=name))
    if document.get("schema") != 1:
        raise AppError("findings.schema", _SCHEMA.format(file=name, schema=document.get("schema")))
    run = document["run"]
    named = isinstance(run, dict) and _named(run.get("layers") or [], "name") and _named(run.get("packs") or [], "id")
    if not named or not (_named(document["findings"], "key") and _named(document["findings"], "rule")):
        raise AppError("findings.no_findings", _NO_FINDINGS.format(file=name))
    return document


def _named(entries: object, key: str) -> bool:
    """Whether these are objects each of which has a word under ``key``."""
    return isinstance(entries, list) and all(isinstance(one, dict) and isinstance(one.get(key), str) for one in entries)


def difference(before: Document, after: Document) -> Difference:
    """What changed from one run to the next. ``AppError`` where one is about the plan, the other about projects."""
    stages = before["run"].get("stage"), after["run"].get("stage")
    if stages[0] != stages[1]:
        raise AppError("findings.stages", _STAGES)
    old, new = _by_key(before["findings"]), _by_key(after["findings"])
    changes = [Change("solved", key, old[key]["rule"], old[key], None) for key in old if key not in new]
    changes += [Change("new", key, new[key]["rule"], None, new[key]) for key in new if key not in old]
    for key in old:
        fields = _differing(old[key], new[key]) if key in new else ()
        if fields:
            changes.append(Change("changed", key, old[key]["rule"], old[key], new[key], fields))
    order = {"new": 0, "changed": 1, "solved": 2}
    changes.sort(key=lambda change: (order[change.what], change.key))
    return Difference(tuple(changes), tuple(_causes(before, after)))


def _by_key(findings: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Findings by key; features that share a key are told apart by their order."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in findings:
        key = str(one["key"])
        number = 2
        while key in found:
            key = f"{one['key']}#{number}"
            number += 1
        found[key] = one
    return found


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(field for field in COMPARED if not _same(before.get(field), after.get(field)))


def _same(first: Any, second: Any) -> bool:
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(_same(first[key], second[key]) for key in first)
    if isinstance(first, float | int) and isinstance(second, float | int) and not isinstance(first, bool):
        return abs(first - second) <= SAME_RELATIVE * max(abs(first), abs(second), 1.0)
    return bool(first == second)


def _causes(before: Document, after: Document) -> Iterator[Cause]:
    old, new = before["run"], after["run"]
    edited = _steps(old, new)
    yield from _layer_causes(old.get("layers") or [], new.get("layers") or [], edited)
    if edited is not None:
        yield Cause("edit", _EDITED.format(before=edited[0], after=edited[1]))
    yield from _pack_causes(old.get("packs") or [], new.get("packs") or [])
    for key, kind in (("tolerance", "tolerance"), ("area_definition", "terms"), ("crs", "terms"), ("lantu", "program")):
        if old.get(key) != new.get(key):
            said = Text(_NAMES[key].zh + "：{before} → {after}", _NAMES[key].en + ": {before} → {after}")
            yield Cause(kind, said.format(before=_words(old.get(key)), after=_words(new.get(key))))


def _steps(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[int, int] | None:
    """The steps of a project's history between which the runs lie; None where there was no step between them."""
    first, last = old.get("step"), new.get("step")
    if not isinstance(first, int) or not isinstance(last, int) or old.get("plan") != new.get("plan"):
        return None
    return None if first == last else (first, last)


def _layer_causes(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], edited: tuple[int, int] | None
) -> Iterator[Cause]:
    """What changed of the layers: by the steps of a project's history (``edited``), else the data are others."""
    kind = "data" if edited is None else "edit"
    before = {(str(one.get("role")), one["name"]): one for one in old}
    after = {(str(one.get("role")), one["name"]): one for one in new}
    for key in sorted(set(before) | set(after), key=str):
        name = key[1]
        if key not in after:
            yield Cause(kind, Text("图层 {name} 已不在规划中", "The layer {name} has gone").format(name=name))
        elif key not in before:
            yield Cause(kind, Text("新增图层 {name}", "The layer {name} is new").format(name=name))
        elif before[key].get("sha256") != after[key].get("sha256"):
            said = Text("图层 {name} 的数据已改变", "The data of the layer {name} have changed")
            if edited is not None:
                said = Text("图层 {name} 在项目里被编辑过", "The layer {name} was edited in the project")
            yield Cause(kind, said.format(name=name))


def _pack_causes(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[Cause]:
    before = {one["id"]: one for one in old}
    after = {one["id"]: one for one in new}
    for name in sorted(set(before) | set(after), key=str):
        first, second = before.get(name), after.get(name)
        if first is not None and second is not None and first.get("sha256") == second.get("sha256"):
            continue
        said = Text("规则包 {name}：{before} → {after}", "The rule pack {name}: {before} → {after}")
        versions = [
            _NONE if one is None else Text(str(one.get("version")), str(one.get("version"))) for one in (first, second)
        ]
        yield Cause("rule", said.format(name=name, before=versions[0], after=versions[1]))


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {inner}" for key, inner in value.items())
    return "–" if value is None else str(value)


def as_text(found: Difference, language: Language) -> str:
    """The difference for a terminal."""
    if found.same:
        return _SAME.to(language)
    lines = [_line(change, language) for change in found.changes]
    if found.causes:
        lines += ["", _CAUSES.to(language), *(f"  {cause.text.to(language)}" for cause in found.causes)]
    else:
        lines += ["", _NO_CAUSE.to(language)]
    return "\n".join(lines)


def _line(change: Change, language: Language) -> str:
    head = f"{_WHAT[change.what].to(language)}  {change.key}"
    if change.before is None or change.after is None:
        one = change.after or change.before or {}
        return f"{head}  {one.get('state')}"
    said = []
    for field in change.fields:
        first, second = change.before.get(field), change.after.get(field)
        if field in ("state", "measured", "limit", "margin"):
            said.append(f"{field} {_value(first, language)} → {_value(second, language)}")
        elif field == "ignored":
            said.append(f"{_IGNORED.to(language)} {_left(first, language)} → {_left(second, language)}")
    return f"{head}  " + (" · ".join(said) if said else ", ".join(change.fields))


def _value(value: Any, language: Language) -> str:
    if isinstance(value, dict) and isinstance(value.get("value"), float | int):
        return shown(Quantity(float(value["value"]), str(value.get("unit"))), language, 6).strip()
    return "–" if value is None else str(value)


def _left(ignored: Any, language: Language) -> str:
    if not isinstance(ignored, dict):
        return _NOT.to(language)
    said = [" ".join(str(ignored.get(key) or "").split()) for key in ("reason", "by")]
    return f"{said[0]} ({said[1]})"


_WHAT: dict[What, Text] = {
    "new": Text("新增", "New"),
    "solved": Text("已消除", "Solved"),
    "changed": Text("改变", "Changed"),
}
_NAMES = {
    "tolerance": Text("容差", "Tolerance"),
    "area_definition": Text("面积口径", "Area definition"),
    "crs": Text("坐标系", "Coordinate system"),
    "lantu": Text("程序版本", "Version of the program"),
}
_IGNORED = Text("忽略", "ignored")
_NOT = Text("否", "no")
_NONE = Text("无", "none")
_EDITED = Text("编辑：历史第 {before} 步 → 第 {after} 步", "Edits: step {before} of the history → step {after}")
_SAME = Text("两次结论相同。", "Both runs say the same.")
_CAUSES = Text("可能的原因：", "What the runs do not have in common:")
_NO_CAUSE = Text(
    "两次运行的数据、规则和容差都相同，原因不明。",
    "Data, rules and tolerances are the same in both runs; the cause is not known.",
)
_TOO_LARGE = Text("{file} 太大。", "{file} is too large.")
_UNREADABLE = Text("无法读取 {file}。", "{file} cannot be read.")
_NO_FINDINGS = Text("{file} 不是检查结论文件（findings.json）。", "{file} is no findings file (findings.json).")
_SCHEMA = Text("{file} 的格式版本是 {schema}，本程序只认识 1。", "{file} is of schema {schema}; this program knows 1.")
_STAGES = Text(
    "一份是规划检查，一份是项目审查，无法比较。",
    "One is a plan check, the other a project review; they cannot be compared.",
)
