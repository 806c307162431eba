"""Class mapping tables: from an older classification to the 2023 guide, with what must be decided by a planner.

A table never guesses: where a class has several successors, or the same digits mean something else in the guide and
no name says which is meant, the row is left for a decision.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from core.messages import Text
from layers import values
from layers.formats.land_use_classes import land_use_classes

TableName = Literal["2020_to_2023", "sandiao_to_2023", "gb50137_to_2023"]
TABLE_NAMES: tuple[TableName, ...] = ("2020_to_2023", "sandiao_to_2023", "gb50137_to_2023")

TITLES: dict[TableName, Text] = {
    "2020_to_2023": Text("2020 试行分类", "the 2020 trial classification"),
    "sandiao_to_2023": Text("三调工作分类", "the third land survey's classification"),
    "gb50137_to_2023": Text("GB 50137 城市用地分类", "GB 50137"),
}

Pair = tuple[str | None, str | None]
"""Code and name as they stand together in a row."""

SEVERAL = Text("对应多个新类", "it has several successors")
OTHER_MEANING = Text(
    "同一代码在 2023 版另有含义，又没有名称可辨", "its digits mean something else in 2023 and no name tells"
)
OTHER_NAME = Text("名称与代码不符", "its name is not that of its code")


@dataclass(frozen=True, slots=True)
class OldClass:
    """A class of an older table: its successors, and whether its name must confirm which edition it is of."""

    code: str
    name: str
    targets: tuple[str, ...]
    by_name: bool
    provenance: str


@dataclass(frozen=True, slots=True)
class ClassTable:
    """One mapping table."""

    name: TableName
    classes: Mapping[str, OldClass]

    def has(self, code: str | None, name: str | None) -> bool:
        """Whether code and name stand together in this table."""
        return code is not None and code in self.classes and folded_name(self.classes[code].name) == folded_name(name)


class MappedClasses(NamedTuple):
    """The mapped frame; the rows to decide (code, name, candidates, reason); the rows that the table does not know.

    Both tables are indexed by ``fid``; their rows keep their old codes in ``frame``.
    """

    frame: gpd.GeoDataFrame
    undecided: pd.DataFrame
    unmapped: pd.DataFrame


@cache
def guide() -> Mapping[str, str]:
    """Names by code of the 2023 guide (自然资发〔2023〕234号)."""
    return {code: one.name for code, one in land_use_classes().items()}


@cache
def codes_named() -> Mapping[str, tuple[str, ...]]:
    """Codes of the 2023 guide by folded name."""
    found: dict[str, tuple[str, ...]] = {}
    for code, name in guide().items():
        found[folded_name(name)] = (*found.get(folded_name(name), ()), code)
    return found


@cache
def class_table(name: TableName) -> ClassTable:
    """Read a mapping table that Lantu brings."""
    text = (files("data") / "classes" / f"{name}.csv").read_text(encoding="utf-8-sig")
    classes = {
        row["code"]: OldClass(
            row["code"],
            row["name"],
            tuple(code for code in row["targets"].split(";") if code),
            row["by_name"] == "1",
            row["provenance"],
        )
        for row in csv.DictReader(text.splitlines())
    }
    return ClassTable(name, classes)


def folded_name(name: str | None) -> str:
    """A class name without differences of writing (其它 = 其他, full width, spaces)."""
    plain = unicodedata.normalize("NFKC", name or "")
    return "".join(plain.split()).replace("其它", "其他")


def map_classes(
    frame: gpd.GeoDataFrame,
    table: TableName | ClassTable,
    *,
    code: str = "class_code",
    name: str | None = "class_name",
    decisions: Mapping[Pair, str] | None = None,
) -> MappedClasses:
    """Map the codes (and names) of ``frame`` to the 2023 guide, on a copy.

    ``code`` and ``name`` are its columns. ``decisions`` are codes that the planner chose for (code, name) pairs that
    were undecided or unmapped before. A pair that stands in the guide already stays as it is.
    """
    chosen = class_table(table) if isinstance(table, str) else table
    pairs, row_pair = distinct_pairs(frame, code, name)
    answers = [_answer(chosen, pair, decisions or {}) for pair in pairs]
    changes = {pair: a.target for pair, a in zip(pairs, answers, strict=True) if a.target is not None}
    mapped = with_codes(frame, code, name, changes)
    fids = frame.index.to_numpy()
    open_rows = [_rows(pairs, answers, row_pair, fids, kind) for kind in ("undecided", "unmapped")]
    return MappedClasses(mapped, open_rows[0], open_rows[1].drop(columns=["candidates", "reason"]))


def distinct_pairs(frame: gpd.GeoDataFrame, code: str, name: str | None) -> tuple[list[Pair], npt.NDArray[np.int64]]:
    """The distinct (code, name) pairs, leading zeros of numeric codes restored, and each row's pair."""
    plain = pd.DataFrame(frame)
    codes = code_texts(plain[code])
    names = values.as_text(plain[name]) if name is not None and name in plain.columns else codes.where(codes.isna())
    keys = pd.DataFrame(
        {"code": codes.to_numpy(dtype=object, na_value=None), "name": names.to_numpy(dtype=object, na_value=None)}
    )
    numbers = keys.groupby(["code", "name"], dropna=False, sort=False).ngroup().to_numpy()
    first = pd.Series(numbers).drop_duplicates().index
    pairs = [(_none(c), _none(n)) for c, n in keys.iloc[first].itertuples(index=False)]
    return pairs, np.asarray(numbers, dtype=np.int64)


def code_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Class codes as text; those of a numeric column with their leading zero."""
    from layers.roles import CLASS_CODE

    return values.converted(column, CLASS_CODE)[0]


def with_codes(frame: gpd.GeoDataFrame, code: str, name: str | None, changes: Mapping[Pair, str]) -> gpd.GeoDataFrame:
    """A copy in which the rows of these pairs carry the given codes, and the guide's names where there is a column."""
    pairs, row_pair = distinct_pairs(frame, code, name)
    if not any(pair in changes for pair in pairs):
        return frame.copy()
    mended = frame.copy()
    new_codes = np.array([changes.get(pair, pair[0]) for pair in pairs], dtype=object)
    mended[code] = pd.Series(new_codes[row_pair], index=frame.index, dtype="string")
    if name is not None and name in frame.columns:
        new_names = np.array(
            [guide().get(changes[pair], pair[1]) if pair in changes else pair[1] for pair in pairs], dtype=object
        )
        mended[name] = pd.Series(new_names[row_pair], index=frame.index, dtype="string")
    return mended


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a table says about one pair: a code, or candidates and the reason why there is none."""

    kind: Literal["mapped", "undecided", "unmapped"]
    target: str | None = None
    candidates: tuple[str, ...] = ()
    reason: Text | None = None


def _answer(table: ClassTable, pair: Pair, decisions: Mapping[Pair, str]) -> _Answer:
    code, name = pair
    if pair in decisions:
        return _Answer("mapped", decisions[pair])
    if code is None:
        return _Answer("unmapped")
    in_guide = name is not None and folded_name(guide().get(code)) == folded_name(name)
    if in_guide and (not table.has(code, name) or table.classes[code].targets == (code,)):
        return _Answer("mapped", code)
    old = table.classes.get(code)
    if old is None or not old.targets:
        return _Answer("unmapped")
    if name is not None and not table.has(code, name):
        return _Answer("undecided", None, _with_itself(old), OTHER_NAME)
    if name is None and old.by_name:
        return _Answer("undecided", None, _with_itself(old), OTHER_MEANING)
    if len(old.targets) > 1:
        return _Answer("undecided", None, old.targets, SEVERAL)
    return _Answer("mapped", old.targets[0])


def _with_itself(old: OldClass) -> tuple[str, ...]:
    """The successors, and the same digits where the guide has them too."""
    return (*old.targets, old.code) if old.code in guide() and old.code not in old.targets else old.targets


def _rows(
    pairs: list[Pair], answers: list[_Answer], row_pair: npt.NDArray[np.int64], fids: Any, kind: str
) -> pd.DataFrame:
    wanted = np.array([answer.kind == kind for answer in answers], dtype=bool)
    rows = np.flatnonzero(wanted[row_pair]) if len(pairs) else np.array([], dtype=np.int64)
    owners = row_pair[rows]
    columns = {
        "code": [pairs[one][0] for one in owners],
        "name": [pairs[one][1] for one in owners],
        "candidates": [answers[one].candidates for one in owners],
        "reason": [answers[one].reason for one in owners],
    }
    return pd.DataFrame(columns, index=pd.Index(fids[rows], name="fid"), dtype=object)


def _none(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
