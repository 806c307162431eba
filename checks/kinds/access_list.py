"""Access list: what the zone that a project lies in does not admit (准入清单, 三线一单; what a scenic area forbids).

Words come from the zone's own list, from the rule for every zone, and from the rule for zones of a class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.deciding import ROUNDING_M2
from checks.finding import Part, Remark
from checks.measuring import Snapshot, Subjects
from checks.overlaps import pairs_with
from checks.rule import Kind, Parameter, Rule, at_hand

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Zone:
    """What one zone does not admit; ``perhaps``: words of which that is not known, None for every word."""

    name: str
    refused: frozenset[str]
    perhaps: frozenset[str] | None
    reason: Remark


def zones(rule: Rule, snapshot: Snapshot, wanted: npt.NDArray[np.int64]) -> list[Zone]:
    """Some zones by row. Raises ``NotTestable`` when the list or the class of none in the plan is known."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    listed, classed, by_zone = (rule.parameters[key] for key in ("list_field", "zone_field", "by_zone"))
    if not (listed or rule.parameters["words"] or by_zone):
        raise NotTestable(reasons.list_not_loaded("words"))
    for field in (listed, classed if by_zone else None):
        if field and table.absent(field)[rows].all():
            raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    frame = table.part(wanted)
    lists = _column(frame, listed)
    classes = _column(frame, classed)
    return [
        _zone(rule, name, None if listed is None else _words(words), stated)
        for name, words, stated in zip(table.names(wanted), lists, classes, strict=True)
    ]


def _column(frame: pd.DataFrame, field: str | None) -> Sequence[object]:
    return [None] * len(frame) if field is None else list(frame[field])


def _zone(rule: Rule, name: str, words: frozenset[str] | None, stated: object) -> Zone:
    by_zone, listed = rule.parameters["by_zone"], rule.parameters["list_field"]
    refused = frozenset(rule.parameters["words"]) | (words or NOTHING)
    if listed is not None and words is None:
        return Zone(name, refused, None, reasons.value_missing(listed))
    named = NOTHING if pd.isna(np.asarray(stated, dtype=object)).any() else frozenset([str(stated)])
    for start, more in by_zone.items():
        if any(one.startswith(start) for one in named):
            refused |= frozenset(more)
    perhaps = NOTHING if named else frozenset(word for more in by_zone.values() for word in more)
    return Zone(name, refused, perhaps - refused, reasons.value_missing(rule.parameters["zone_field"] or ""))


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint; ``None`` in no zone. A zone without a list says nothing: not testable."""
    pairs = pairs_with(rule.sets[0], rule.years, subjects.geometry, snapshot)
    met, number = np.unique(pairs.second, return_inverse=True)
    known = zones(rule, snapshot, met)
    stated = subjects.values(rule.parameters["field"])
    inside: list[list[Zone]] = [[] for _ in range(len(subjects))]
    for first, zone, area in zip(pairs.first.tolist(), number.tolist(), pairs.area, strict=True):
        if area >= max(ROUNDING_M2, snapshot.tolerance.area_m2):
            inside[first].append(known[zone])
    return [_one(rule, value, found) for value, found in zip(stated, inside, strict=True)]


def _one(rule: Rule, stated: object, inside: list[Zone]) -> Answer | None:
    if not inside:
        return None
    own = _words(stated)
    if own is None and rule.parameters["empty_is_none"]:
        own = NOTHING
    if own is None:
        return not_testable(reasons.value_missing(rule.parameters["field"]))
    hit = [(zone.name, word) for zone in inside for word in sorted(own & zone.refused)]
    if hit:
        return Answer("conflict", parts=tuple(Part(zone, word, 1.0, "count") for zone, word in hit))
    for zone in inside:
        if zone.perhaps is None or own & zone.perhaps:
            return not_testable(zone.reason)
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
    parameters=(
        Parameter("field", "text"),
        Parameter("list_field", "text", default=None),
        Parameter("words", "texts", default=()),
        Parameter("zone_field", "text", default=None),
        Parameter("by_zone", "words_by_word", default={}),
        Parameter("empty_is_none", "flag", default=False),
    ),
    sets=(1, 1),
    answer_projects=answer,
    fields=("field",),
    reach=at_hand,
)
"""``by_zone`` are words by how a zone's class begins; ``empty_is_none``: a project that states nothing has nothing."""
