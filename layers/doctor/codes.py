"""Class codes: unknown ones, older editions, names that say something else, zeros lost.

The digits alone do not tell the edition: 0204, 0602, 060102, 1312, 2202, 2302 and 2303 are in the trial edition of
2020 and in the guide of 2023 with different meanings. So code and name are judged together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from core.messages import Text
from layers import values
from layers.doctor.classes import (
    TABLE_NAMES,
    TITLES,
    Pair,
    TableName,
    class_table,
    code_texts,
    codes_named,
    distinct_pairs,
    folded_name,
    guide,
    map_classes,
    with_codes,
)
from layers.doctor.diagnosis import Change, Diagnosis, Mask, Patient, Repair
from layers.doctor.told import found

_MIXED = re.compile(r"[/+、,，;；|&\\]")
_LOST_POINT = re.compile(r"\d+\.0+")

Verdict = str
"""``fine``, ``ambiguous``, ``disagree``, ``unknown``, or the name of the mapping table whose edition the pair is of."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """The class fields of a table, each row's pair and each pair's verdict."""

    patient: Patient
    code: str
    name: str | None
    pairs: list[Pair]
    row_pair: npt.NDArray[np.int64]
    verdicts: list[Verdict]

    def rows(self, verdict: Verdict) -> Mask:
        """The rows with this verdict."""
        wanted = np.array([one == verdict for one in self.verdicts], dtype=bool)
        return np.asarray(wanted[self.row_pair], dtype=bool)

    def of(self, verdict: Verdict) -> list[Pair]:
        """The pairs with this verdict."""
        return [pair for pair, one in zip(self.pairs, self.verdicts, strict=True) if one == verdict]


def class_codes(patient: Patient) -> list[Diagnosis]:
    """Everything that is to be said about the class codes of a table; nothing where it has none."""
    code, name = patient.column("class_code"), patient.column("class_name")
    if code is None or not len(patient.frame):
        return []
    pairs, row_pair = distinct_pairs(_padded(code)(patient.frame), code, name)
    judged = _Judged(patient, code, name, pairs, row_pair, [verdict(*pair) for pair in pairs])
    return [
        *_lost_zeros(judged),
        *(one for table in TABLE_NAMES for one in _edition(judged, table)),
        *_ambiguous(judged),
        *_disagreeing(judged),
        *_unknown(judged),
    ]


def verdict(code: str | None, name: str | None) -> Verdict:
    """Judge one pair of code and name."""
    if code is None:
        return "fine"
    parts = [part.strip() for part in _MIXED.split(code)]
    if len(parts) > 1:
        return "fine" if all(_in_guide(part) for part in parts) else "unknown"
    if name is None:
        return _without_name(code)
    if folded_name(guide().get(code)) == folded_name(name):
        return "fine"
    # Before the classes above and below: 0602 种植设施建设用地 is of 2020, though 060201 has that name now.
    for table in TABLE_NAMES:
        if class_table(table).has(code, name):
            return table
    if _in_guide(code) and _related(code, name):
        return "fine"
    if _in_guide(code):
        return "disagree" if _names_a_class(name) else "fine"
    return _edition_of(code)


def _without_name(code: str) -> Verdict:
    old = class_table("2020_to_2023").classes.get(code)
    if old is not None and old.by_name:
        return "ambiguous"
    return "fine" if _in_guide(code) else _edition_of(code)


def _edition_of(code: str) -> Verdict:
    """The edition that alone has this code."""
    return next((table for table in TABLE_NAMES if code in class_table(table).classes), "unknown")


def _in_guide(code: str) -> bool:
    """Whether the guide has the code; it allows third-level classes of one's own under a second-level one."""
    return code in guide() or (len(code) == 6 and code.isdigit() and code[:4] in guide())


def _related(code: str, name: str) -> bool:
    """Whether the name is that of the code, of a class above it or of one below it."""
    others = codes_named().get(folded_name(name), ())
    return any(code.startswith(other) or other.startswith(code) for other in others)


def _names_a_class(name: str) -> bool:
    folded = folded_name(name)
    if folded in codes_named():
        return True
    return any(folded == folded_name(old.name) for table in TABLE_NAMES for old in class_table(table).classes.values())


def _lost_zeros(judged: _Judged) -> list[Diagnosis]:
    """0701 written as 701 or 701.0: a spreadsheet has taken it for a number."""
    code = judged.code
    column = pd.DataFrame(judged.patient.frame)[code]
    lost = _zeros_missing(column)
    message = Text(
        "{file} 的代码字段 {code} 丢了前导零或带小数点（如“{example}”）：{rows}。",
        "Codes in field {code} of {file} have lost their leading zero or gained a decimal point (such as “{example}”): "
        "{rows}.",
    )
    example = values.as_text(column)[lost].iloc[0] if lost.any() else ""
    label = Text("补上前导零，改为文本（字段 {code}）", "Put the zero back and keep the codes as text (field {code})")
    repair = Repair("pad_codes", label.format(code=code), _padded(code))
    return found(
        judged.patient, "codes.zero_lost", message, lost, repairs=[repair], words={"code": code, "example": example}
    )


def _zeros_missing(column: pd.Series[Any]) -> Mask:
    texts, padded = values.as_text(column), _padded_texts(column)
    return np.asarray((texts.notna() & (texts != padded)).fillna(False), dtype=bool)


def _padded_texts(column: pd.Series[Any]) -> pd.Series[Any]:
    """Codes as text; a zero goes before odd digits where that gives a class of the guide."""
    texts = code_texts(column)
    distinct = {str(text): _repaired_code(str(text)) for text in texts.dropna().unique()}
    return texts.map(distinct).astype("string")


def _repaired_code(text: str) -> str:
    plain = text.partition(".")[0] if _LOST_POINT.fullmatch(text) else text
    zeroed = f"0{plain}"
    return zeroed if plain.isdigit() and len(plain) in (1, 3, 5) and _in_guide(zeroed) else plain


def _padded(code: str) -> Change:
    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        column = pd.DataFrame(frame)[code]
        if not _zeros_missing(column).any():
            return frame.copy()
        mended = frame.copy()
        mended[code] = _padded_texts(column)
        return mended

    return apply


def _edition(judged: _Judged, table: TableName) -> list[Diagnosis]:
    """Codes of an older classification; the repair maps what is certain and leaves the rest."""
    rows = judged.rows(table)
    if not rows.any():
        return []
    left = map_classes(_padded(judged.code)(judged.patient.frame)[rows], table, code=judged.code, name=judged.name)
    undecided = len(left.undecided) + len(left.unmapped)
    label = Text("按对照表换成 2023 版代码", "Map them to the 2023 codes by the table")
    if undecided:
        label = Text(
            f"{label.zh}（{undecided} 行留待您判定）", f"{label.en} (rows left for your decision: {undecided})"
        )
    repair = Repair(f"map:{table}", label, _mapping(judged, table))
    message = Text(
        "{file} 的代码属于{edition}（如 {pair}），按 2023 版读会错：{rows}。",
        "{file} has codes of {edition} (such as {pair}), which mean something else or nothing in 2023: {rows}.",
    )
    words = {"edition": TITLES[table], "pair": _shown(judged.of(table)[0])}
    return found(
        judged.patient, f"codes.{table.removesuffix('_to_2023')}", message, rows, repairs=[repair], words=words
    )


def _mapping(judged: _Judged, table: TableName) -> Change:
    """Map the pairs that were found to be of that edition, and no others."""
    pairs = judged.of(table)

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        padded = _padded(judged.code)(frame)
        present, row_pair = distinct_pairs(padded, judged.code, judged.name)
        meant = np.array([pair in pairs for pair in present], dtype=bool)[row_pair]
        mapped = map_classes(padded[meant], table, code=judged.code, name=judged.name).frame
        mended = padded.copy()
        for column in (judged.code, judged.name):
            if column is not None and column in frame.columns:
                texts = values.as_text(pd.DataFrame(padded)[column])
                texts[meant] = mapped[column].astype("string")
                mended[column] = texts
        return mended

    return apply


def _ambiguous(judged: _Judged) -> list[Diagnosis]:
    rows = judged.rows("ambiguous")
    codes = sorted({code for code, _ in judged.of("ambiguous") if code})
    message = Text(
        "{file} 的代码 {codes} 在 2020 试行版和 2023 版含义不同，又没有地类名称，不知是哪一版：{rows}。",
        "{file} has codes ({codes}) that mean different things in the 2020 trial and in 2023, and no class name tells "
        "which: {rows}.",
    )
    repair = Text(
        "向提供者问清分类版本，或补上地类名称字段。", "Ask which edition it is, or add the field of class names."
    )
    words = {"codes": Text("、".join(codes), ", ".join(codes))}
    return found(judged.patient, "codes.ambiguous", message, rows, repair=repair, words=words)


def _disagreeing(judged: _Judged) -> list[Diagnosis]:
    pairs = judged.of("disagree")
    rows = judged.rows("disagree")
    if not pairs:
        return []
    right_names = {pair: pair[0] for pair in pairs if pair[0] in guide()}
    right_codes = {pair: codes[0] for pair in pairs if len(codes := codes_named().get(folded_name(pair[1]), ())) == 1}
    repairs = []
    if right_names:
        label = Text("以代码为准，改正名称", "Believe the codes and correct the names")
        repairs.append(Repair("names_from_codes", label, _recoded(judged, right_names)))
    if right_codes:
        label = Text("以名称为准，改正代码", "Believe the names and correct the codes")
        repairs.append(Repair("codes_from_names", label, _recoded(judged, right_codes)))
    message = Text(
        "{file} 的地类代码与名称不符（如 {pair}，2023 版 {code} 是“{name}”）：{rows}。",
        "{file} has class codes and names that disagree (such as {pair}; in 2023 {code} is “{name}”): {rows}.",
    )
    code = pairs[0][0] or ""
    words = {"pair": _shown(pairs[0]), "code": code, "name": guide().get(code) or guide().get(code[:4], "–")}
    return found(judged.patient, "codes.disagree", message, rows, repairs=repairs, words=words)


def _recoded(judged: _Judged, changes: Mapping[Pair, Any]) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return with_codes(_padded(judged.code)(frame), judged.code, judged.name, changes)

    return apply


def _unknown(judged: _Judged) -> list[Diagnosis]:
    rows = judged.rows("unknown")
    codes = [str(code)[:20] for code, _ in judged.of("unknown")]
    shown = codes[:5]
    message = Text(
        "{file} 有任何分类版本都没有的代码（{codes}）：{rows}。",
        "{file} has codes that no edition of the classification has ({codes}): {rows}.",
    )
    more = "…" if len(codes) > 5 else ""
    words = {"codes": Text("、".join(shown) + more, ", ".join(shown) + more)}
    repair = Text(
        "核对这些代码；自定的三级类请写在二级代码之后（共六位）。",
        "Check these codes; a class of your own has six digits, the first four those of its second-level class.",
    )
    return found(judged.patient, "codes.unknown", message, rows, repair=repair, words=words)


def _shown(pair: Pair) -> str:
    code, name = pair
    return f"{code} {name[:30]}" if code and name else str(code)
