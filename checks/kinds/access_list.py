"""Access list: the control unit a project lies in names industries that it does not admit (准入清单, 三线一单)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import ROUNDING_M2
from checks.finding import Part
from checks.measuring import Snapshot, Subjects
from checks.overlaps import overlapping_pairs
from checks.rule import Kind, Parameter, Rule


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint; ``None`` in no unit. A unit without a list says nothing: not testable."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    listed = rule.parameters["list_field"]
    if table.absent(listed)[rows].all():
        raise NotTestable(reasons.field_missing(listed, table.layers[0].name))
    words = [_words(value) for value in table.frame[listed].iloc[rows]]
    names = table.names(rows)
    stated = subjects.values(rule.parameters["field"])
    units: list[list[int]] = [[] for _ in range(len(subjects))]
    pairs = overlapping_pairs(subjects.geometry, table.measurable[rows], snapshot.feedback)
    for first, second, area in zip(pairs.first, pairs.second, pairs.area, strict=True):
        if area >= max(ROUNDING_M2, snapshot.tolerance.area_m2):
            units[first].append(int(second))
    return [_one(rule, value, found, words=words, names=names) for value, found in zip(stated, units, strict=True)]


def _one(
    rule: Rule, stated: object, units: list[int], *, words: list[frozenset[str] | None], names: list[str]
) -> Answer | None:
    if not units:
        return None
    own = _words(stated)
    if own is None:
        return not_testable(reasons.value_missing(rule.parameters["field"]))
    hit = [(names[unit], word) for unit in units for word in sorted(own & (words[unit] or frozenset()))]
    if hit:
        return Answer("conflict", parts=tuple(Part(unit, word, 1.0, "count") for unit, word in hit))
    if any(words[unit] is None for unit in units):
        return not_testable(reasons.value_missing(rule.parameters["list_field"]))
    return Answer("clear")


def _words(value: object) -> frozenset[str] | None:
    """The words of a text or list; None where nothing is stated."""
    if isinstance(value, tuple | list):
        return frozenset(map(str, value)) or None
    if value is None or pd.isna(np.asarray(value, dtype=object)).any():
        return None
    return frozenset(
        part for part in str(value).replace("、", ",").replace("；", ",").replace(";", ",").split(",") if part
    )


KIND = Kind(
    "access_list",
    parameters=(Parameter("field", "text"), Parameter("list_field", "text")),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
)
