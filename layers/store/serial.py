"""ChangeSets as bytes for the journal: JSON with the geometries behind it, deflated.

Layout: one byte format version, then a deflated block of a 4-byte length, that many bytes of JSON, and the raw
bytes which the JSON refers to as ``{"b": length}`` in their order. Nothing is ever executed on reading.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from core.errors import AppError
from core.messages import Text
from layers.changes import ChangeSet, Column, Delta, FieldStep, RecordsStep, RowsStep, Step, TableSchema, TableStep

FORMAT = b"\x01"
MOST_BYTES = 2 << 30
PIECE = 2_000
"""Rows that are made into JSON at once."""


def packed(changes: ChangeSet) -> bytes:
    """The steps as bytes; label, author and time have columns of their own in the journal."""
    blobs: list[bytes] = []
    steps = [_step_out(step, blobs) for step in changes.steps]
    text = b"[%s]" % b",".join(_written(step) for step in steps)
    body = b"".join((len(text).to_bytes(4, "little"), text, *blobs))
    return FORMAT + zlib.compress(body, 1)


def _written(step: list[Any]) -> bytes:
    """A step as JSON, row by row of many: written at once, a hundred thousand of them would hold up every thread."""
    if step[0] not in ("rows", "records"):
        return _json(step)
    kind, name, rows = step
    pieces = (_json(rows[start : start + PIECE])[1:-1] for start in range(0, len(rows), PIECE))
    return b"[%s,%s,[%s]]" % (_json(kind), _json(name), b",".join(pieces))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def unpacked(content: bytes) -> ChangeSet:
    """Read what ``packed`` wrote. AppError ``project.journal`` when it is damaged."""
    try:
        if content[:1] != FORMAT:
            raise ValueError("unknown format")
        stream = zlib.decompressobj()
        body = stream.decompress(content[1:], MOST_BYTES)
        if not stream.eof:
            raise ValueError("truncated, or larger than any change")
        length = int.from_bytes(body[:4], "little")
        steps = json.loads(body[4 : 4 + length])
        blobs = _Blobs(body, 4 + length)
        return ChangeSet(tuple(_step_in(step, blobs) for step in steps))
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as problem:
        message = Text("这一步的修改记录已损坏，无法撤销或重做。", "The record of this change is damaged.")
        raise AppError("project.journal", message) from problem


class _Blobs:
    """Hands out the raw bytes behind the JSON in their order."""

    def __init__(self, body: bytes, start: int) -> None:
        self._body = body
        self._at = start

    def take(self, length: int) -> bytes:
        end = self._at + length
        if not 0 <= length <= len(self._body) - self._at:
            raise ValueError("truncated")
        taken = self._body[self._at : end]
        self._at = end
        return taken


def _step_out(step: Step, blobs: list[bytes]) -> list[Any]:
    if isinstance(step, RowsStep):
        return ["rows", step.table, [[fid, *_delta_out(delta, blobs)] for fid, delta in step.changes.items()]]
    if isinstance(step, RecordsStep):
        return ["records", step.kind, [[key, *_delta_out(delta, blobs)] for key, delta in step.changes.items()]]
    if isinstance(step, FieldStep):
        return ["field", step.table, _column_out(step.before), _column_out(step.after)]
    return ["table", step.before, step.after, step.kept, _schema_out(step.schema)]


def _step_in(step: list[Any], blobs: _Blobs) -> Step:
    name = step[0]
    if name == "rows":
        return RowsStep(step[1], {int(fid): _delta_in(*sides, blobs=blobs) for fid, *sides in step[2]})
    if name == "records":
        return RecordsStep(step[1], {str(key): _delta_in(*sides, blobs=blobs) for key, *sides in step[2]})
    if name == "field":
        return FieldStep(step[1], _column_in(step[2]), _column_in(step[3]))
    if name == "table":
        return TableStep(step[1], step[2], _schema_in(step[4]), step[3])
    raise ValueError(f"unknown step {name}")


def _delta_out(delta: Delta, blobs: list[bytes]) -> list[Any]:
    return [_values_out(delta.before, blobs), _values_out(delta.after, blobs)]


def _delta_in(before: Any, after: Any, *, blobs: _Blobs) -> Delta:
    first = _values_in(before, blobs)
    return Delta(first, _values_in(after, blobs))


def _values_out(values: Mapping[str, object] | None, blobs: list[bytes]) -> dict[str, Any] | None:
    if values is None:
        return None
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, bytes):
            blobs.append(value)
            found[key] = {"b": len(value)}
        else:
            found[key] = {"j": value} if isinstance(value, dict) else value
    return found


def _values_in(values: Mapping[str, Any] | None, blobs: _Blobs) -> dict[str, object] | None:
    if values is None:
        return None
    return {key: _value_in(value, blobs) for key, value in values.items()}


def _value_in(value: Any, blobs: _Blobs) -> object:
    if isinstance(value, dict):
        return blobs.take(int(value["b"])) if "b" in value else value["j"]
    return value


def _column_out(column: Column | None) -> list[str] | None:
    return None if column is None else [column.name, column.type]


def _column_in(column: list[str] | None) -> Column | None:
    return None if column is None else Column(*map(str, column))


def _schema_out(schema: TableSchema) -> dict[str, Any]:
    plain = {name: getattr(schema, name) for name in ("geometry_type", "srs_id", "geometry", "key", "z", "m")}
    return {**plain, "columns": [_column_out(column) for column in schema.columns]}


def _schema_in(schema: dict[str, Any]) -> TableSchema:
    columns = tuple(Column(*map(str, column)) for column in schema["columns"])
    return TableSchema(**{**schema, "columns": columns})
