"""Height by distance: what may stand near a station (气象探测环境: 1/10 or 1/8 of the distance, and apart from roads).

A structure may be only so high for its distance from the station; some works keep a distance whatever their height.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import shapely

from checks import reasons
from checks.answer import Answer, not_testable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Floats, Snapshot, Subjects
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import Quantity

WORST_FIRST = ("conflict", "uncertain", "not_testable", "clear")


def radii(rule: Rule, snapshot: Snapshot) -> Floats:
    """How far the height is asked about around each station, m: by its class, else ``radius_m``."""
    rows = snapshot.rows(rule.sets[0], rule.years)
    frame = snapshot.table(rule.sets[0].role).frame.iloc[rows]
    found = np.full(len(rows), rule.parameters["radius_m"] or 0.0)
    field = rule.parameters["class_field"]
    if field is not None:
        for word in sorted(rule.parameters["radius_by_class"], key=len):
            here = matching(frame, [Condition(field, "starts_with", (word,))], {})
            found[here] = rule.parameters["radius_by_class"][word]
    return found


def apart(rule: Rule, subjects: Subjects) -> Floats:
    """The metres that each footprint keeps whatever its height: the largest of its works and of its class; 0: none."""
    found = np.zeros(len(subjects))
    frame = subjects.table.frame.iloc[subjects.rows].reset_index(drop=True)
    for field_key, table_key, operator in (
        ("words_field", "keep_by_word", "contains"),
        ("code_field", "keep_by_code", "starts_with"),
    ):
        field = rule.parameters[field_key]
        if field is None:
            continue
        for word, metres in rule.parameters[table_key].items():
            here = matching(frame, [Condition(field, operator, (word,))], {})  # type: ignore[arg-type]
            found[here] = np.maximum(found[here], metres)
    return found


def answer(rule: Rule, snapshot: Snapshot, subjects: Subjects) -> Sequence[Answer | None]:
    """One answer per footprint, ``None`` beyond every reach. Distances run from edge to edge; the worst counts."""
    stations = snapshot.geometries(rule.sets[0], rule.years)
    names = snapshot.table(rule.sets[0].role).names(snapshot.rows(rule.sets[0], rule.years))
    radius, keep, heights = radii(rule, snapshot), apart(rule, subjects), _heights(rule, subjects)
    reach = float(max(radius.max(), keep.max()))
    first, second = shapely.STRtree(stations).query(subjects.geometry, predicate="dwithin", distance=reach)
    distance = shapely.distance(subjects.geometry[first], stations[second])
    found: list[list[Answer]] = [[] for _ in range(len(subjects))]
    for number, station, metres in zip(first.tolist(), second.tolist(), distance.tolist(), strict=True):
        parts = (Part("distance", names[station], metres, "m"),)
        if metres <= radius[station]:
            found[number].append(_height(rule, float(heights[number]), metres, parts=parts, snapshot=snapshot))
        found[number] += _distance(float(keep[number]), metres, parts=parts, snapshot=snapshot)
    return [min(answers, key=_badness) if answers else None for answers in found]


def _heights(rule: Rule, subjects: Subjects) -> Floats:
    if rule.parameters["field"] not in subjects.table.frame.columns:
        return np.full(len(subjects), np.nan)
    numbers = pd.to_numeric(subjects.values(rule.parameters["field"]), errors="coerce")
    return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)


def _badness(answer: Answer) -> tuple[int, float]:
    return WORST_FIRST.index(answer.state), answer.margin.value if answer.margin else 0.0


def _height(rule: Rule, height: float, metres: float, *, parts: tuple[Part, ...], snapshot: Snapshot) -> Answer:
    limit = Limit("<=", metres * rule.parameters["height_over_distance"], "m")
    if np.isnan(height):
        return not_testable(reasons.value_missing(rule.parameters["field"]), limit=limit, parts=parts)
    return _decided(height, limit, parts, snapshot)


def _distance(keep: float, metres: float, *, parts: tuple[Part, ...], snapshot: Snapshot) -> Iterator[Answer]:
    if keep > 0 and metres <= keep + snapshot.tolerance.xy_m:
        yield _decided(metres, Limit(">=", keep, "m"), parts, snapshot)


def _decided(value: float, limit: Limit, parts: tuple[Part, ...], snapshot: Snapshot) -> Answer:
    return Answer(
        decide_limit(value, limit, snapshot.tolerance.xy_m),
        measured=Quantity(value, limit.unit),
        limit=limit,
        margin=Quantity(margin_of(value, limit), limit.unit),
        parts=parts,
    )


KIND = Kind(
    "height_by_distance",
    parameters=(
        Parameter("field", "text"),
        Parameter("height_over_distance", "number", low=0.0001, high=100),
        Parameter("radius_m", "number", "m", low=1, high=1_000_000, default=None),
        Parameter("class_field", "text", default=None),
        Parameter("radius_by_class", "numbers_by_word", "m", low=1, high=1_000_000, default={}),
        Parameter("words_field", "text", default=None),
        Parameter("keep_by_word", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
        Parameter("code_field", "text", default=None),
        Parameter("keep_by_code", "numbers_by_word", "m", low=0, high=1_000_000, default={}),
    ),
    sets=(1, 1),
    answer_projects=answer,
)
