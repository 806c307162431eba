"""Working together offline: what one planner changed since a version, in one file that another can merge.

A package is a zip of two members: ``package.json`` (who, since which version, the steps in words) and ``rows.jsonl``,
one line per row or record with its values before and after. Nothing in it is executed; sizes are bounded.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from core.errors import AppError
from core.files import write_beside
from core.messages import Text
from layers.changes import ChangeSet, Delta, RecordsStep, RowsStep, TableStep, Value, Values

HEAD, ROWS = "package.json", "rows.jsonl"
SCHEMA = 1
MOST_BYTES = 1 << 30
MOST_HEAD = 8 << 20
MOST_LINE = 256 << 20
MOST_SWELL, SWELLS_FROM = 200, 32 << 20
"""What is larger than this and packed more tightly than any real change is made to fill the memory."""
SUFFIX = ".lantuchanges"
RECORD_KINDS = ("roles", "sheets", "settings", "styles", "packs")


@dataclass(frozen=True, slots=True)
class Said:
    """One step of the planner in words."""

    author: str
    at: str
    label: Text


@dataclass(frozen=True, eq=False)
class Package:
    """The changes since ``version``, all steps in one. ``left_out``: tables made, removed or given other fields."""

    author: str
    version: str
    made: str
    changes: ChangeSet
    said: tuple[Said, ...] = ()
    left_out: tuple[str, ...] = ()


def package_of(steps: list[ChangeSet], *, author: str, version: str, made: str) -> Package:
    """A package of the ChangeSets since a version, oldest first. AppError ``changes.conflict`` if they do not meet."""
    total = ChangeSet()
    for step in steps:
        total = total + step
    # Rows of a table that came or went meanwhile have no place in the other project.
    gone = {name for step in total.steps if isinstance(step, TableStep) for name in _only_on_one_side(step)}
    kept = (step for step in total.steps if not (isinstance(step, RowsStep) and step.table in gone))
    mergeable = tuple(step for step in kept if isinstance(step, RowsStep | RecordsStep))
    others = [step for step in total.steps if not isinstance(step, RowsStep | RecordsStep)]
    names = sorted({str(getattr(step, "table", None) or step.after or step.before) for step in others})
    said = tuple(Said(step.author, step.at, step.label) for step in steps)
    return Package(author, version, made, ChangeSet(mergeable, total.label), said, tuple(names))


def _only_on_one_side(step: TableStep) -> set[str]:
    """The name of a table that was made or removed; none where it only got another name."""
    return {name for name in (step.before, step.after) if name is not None and None in (step.before, step.after)}


def write_package(package: Package, path: Path) -> None:
    """Write a package whole or not at all. AppError ``output.unwritable``."""
    head = {
        "schema": SCHEMA,
        "author": package.author,
        "version": package.version,
        "made": package.made,
        "left_out": list(package.left_out),
        "steps": [[one.author, one.at, one.label.zh, one.label.en] for one in package.said],
    }
    with write_beside(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(HEAD, json.dumps(head, ensure_ascii=False))
        with archive.open(ROWS, "w", force_zip64=True) as out:
            for line in _lines(package.changes):
                out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")


def read_package(path: Path) -> Package:
    """Read a package. AppError ``package.unreadable`` where it is damaged, too large, or no package."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {one.filename: one for one in archive.infolist()}
            if set(members) != {HEAD, ROWS} or len(archive.infolist()) != 2:
                raise ValueError("members")
            if members[HEAD].file_size > MOST_HEAD or members[ROWS].file_size > MOST_BYTES:
                raise ValueError("too large")
            if members[ROWS].file_size > max(SWELLS_FROM, MOST_SWELL * members[ROWS].compress_size):
                raise ValueError("a bomb")
            with archive.open(HEAD) as stream:
                head = _parsed(stream.read(MOST_HEAD + 1))
            with archive.open(ROWS) as stream:
                changes = _changes(cast(io.BufferedIOBase, stream))
        return _package(head, changes)
    except OSError as problem:
        raise _unreadable(path) from problem
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, EOFError) as problem:
        raise _unreadable(path) from problem
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as problem:
        raise _unreadable(path) from problem


def merged_fid(author: str, table: str, fid: int) -> int:
    """The fid that a feature added by another planner gets here: the same whatever was merged before."""
    digest = hashlib.sha256(f"{author}\0{table}\0{fid}".encode("utf-8", errors="surrogatepass")).digest()
    return (1 << 40) + (int.from_bytes(digest[:6], "big") >> 2)


def _lines(changes: ChangeSet) -> Iterator[list[Any]]:
    for step in changes.steps:
        if isinstance(step, RowsStep):
            for fid, delta in step.changes.items():
                yield ["row", step.table, fid, _out(delta.before), _out(delta.after)]
        elif isinstance(step, RecordsStep):
            for key, delta in step.changes.items():
                yield ["record", step.kind, key, _out(delta.before), _out(delta.after)]


def _changes(stream: io.BufferedIOBase) -> ChangeSet:
    rows: dict[str, dict[int, Delta]] = {}
    records: dict[str, dict[str, Delta]] = {}
    read = 0
    while line := stream.readline(MOST_LINE + 1):
        read += len(line)
        if len(line) > MOST_LINE or read > MOST_BYTES:
            raise ValueError("too large")
        what, name, key, before, after = _parsed(line)
        delta = Delta(_in(before, record=what == "record"), _in(after, record=what == "record"))
        if delta.before is None and delta.after is None:
            raise ValueError("no change")
        if what == "row" and type(key) is int and isinstance(name, str) and 0 <= key < 1 << 62:
            _put(rows.setdefault(name, {}), key, delta)
        elif what == "record" and isinstance(key, str) and name in RECORD_KINDS:
            _put(records.setdefault(name, {}), key, delta)
        else:
            raise ValueError("unknown line")
    steps = [RowsStep(table, deltas) for table, deltas in rows.items()]
    return ChangeSet((*steps, *(RecordsStep(kind, deltas) for kind, deltas in records.items())))


def _put(deltas: dict[Any, Delta], key: object, delta: Delta) -> None:
    if key in deltas:
        raise ValueError("the same row twice")
    both = delta.before is not None and delta.after is not None
    if both and set(delta.before or ()) != set(delta.after or ()):
        raise ValueError("keys differ")
    deltas[key] = delta


def _package(head: Any, changes: ChangeSet) -> Package:
    if type(head["schema"]) is not int or head["schema"] != SCHEMA:
        raise ValueError("schema")
    author, version, made = (head[key] for key in ("author", "version", "made"))
    words = [author, version, made, *head["left_out"], *(word for step in head["steps"] for word in step)]
    if not all(isinstance(word, str) for word in words):
        raise ValueError("head")
    said = tuple(Said(who, at, Text(zh, en)) for who, at, zh, en in head["steps"])
    return Package(author, version, made, changes, said, tuple(head["left_out"]))


def _out(values: Values | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {
        key: {"b64": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes) else _held(value)
        for key, value in values.items()
    }


def _held(value: Value) -> Any:
    return {"json": value} if isinstance(value, dict | list) else value


def _in(values: Any, *, record: bool) -> dict[str, Value] | None:
    if values is None:
        return None
    if not isinstance(values, dict):
        raise ValueError("values")
    return {key: _value(value, record=record) for key, value in values.items()}


def _value(value: Any, *, record: bool) -> Value:
    if isinstance(value, dict):
        if set(value) == {"b64"}:
            try:
                return base64.b64decode(value["b64"], validate=True)
            except binascii.Error as problem:
                raise ValueError("base64") from problem
        if set(value) == {"json"} and record:
            held: Value = value["json"]
            return held
        raise ValueError("value")
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise ValueError("value")


def _parsed(content: bytes) -> Any:
    def refuse(word: str) -> Any:
        raise ValueError(word)

    found = json.loads(content.decode("utf-8"), parse_constant=refuse, parse_float=_finite)
    if b"\\ud" in content or b"\\uD" in content:  # half a letter alone can be kept in no file
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    return found


def _finite(word: str) -> float:
    number = float(word)
    if not math.isfinite(number):
        raise ValueError(word)
    return number


def _unreadable(path: Path) -> AppError:
    message = Text("{file} 不是完好的修改包。", "{file} is no sound change package.").format(file=path.name)
    return AppError("package.unreadable", message, Text("请让对方重新导出。", "Have it exported again."))


def values_differ(here: Mapping[str, Value], there: Values) -> bool:
    """Whether any of the values there is another one here."""
    return any(key not in here or here[key] != value for key, value in there.items())
