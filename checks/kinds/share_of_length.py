"""Share of length: lines of some sort against all lines of a set (生态岸线率 and the like).

Lines that say nothing are counted apart: they are in the whole, and where they could change the verdict it is
uncertain. Lines drawn twice count once.
"""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part, Remark, State
from checks.measuring import Snapshot
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import Quantity


@dataclass(frozen=True, slots=True)
class Lengths:
    """Plane lengths in m: what counts, what says nothing, everything; and the lines that do not count."""

    counted: float
    silent: float
    whole: float
    failing: BaseGeometry


def measure(rule: Rule, snapshot: Snapshot) -> Lengths:
    """Lengths of the set's lines by the words in one field."""
    field = rule.parameters["field"]
    chosen = rule.sets[0]
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    frame = table.frame.iloc[rows]
    shapes = table.measurable[rows]
    counts = matching(frame, [Condition(field, "is", rule.parameters["values"])], {})
    silent = frame[field].isna().to_numpy(dtype=bool)
    counted = shapely.union_all(shapes[counts])
    saying = shapely.union_all(shapes[~silent])
    whole = shapely.union_all(shapes)
    return Lengths(
        counted.length, whole.length - saying.length, whole.length, shapely.union_all(shapes[~counts & ~silent])
    )


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the share with the limit, in percent."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_percent"], "%")
    lengths = measure(rule, snapshot)
    if lengths.whole <= 0:
        raise NotTestable(reasons.no_features(rule.sets[0].role))
    share = 100.0 * lengths.counted / lengths.whole
    state, hints = decide(lengths, limit, snapshot.tolerance.xy_m)
    return Answer(
        state,
        measured=Quantity(share, "%"),
        limit=limit,
        margin=Quantity(margin_of(share, limit), "%"),
        hints=hints,
        parts=(
            Part("length", "counted", lengths.counted, "m"),
            Part("length", "other", lengths.whole - lengths.counted - lengths.silent, "m"),
            Part("length", "not_given", lengths.silent, "m"),
            Part("length", "whole", lengths.whole, "m"),
        ),
        place=lengths.failing,
    )


def decide(lengths: Lengths, limit: Limit, tolerance_m: float) -> tuple[State, tuple[Remark, ...]]:
    """The state, with silent lines taken both ways."""
    tolerance_percent = 100.0 * tolerance_m / lengths.whole
    share = 100.0 * lengths.counted / lengths.whole
    state = decide_limit(share, limit, tolerance_percent)
    silent_percent = 100.0 * lengths.silent / lengths.whole
    if silent_percent <= tolerance_percent:
        return state, ()
    hint = remark(
        "length_not_given",
        "有 {length} m（{percent} %）未注明类型，单独列出。",
        "{length} m ({percent} %) say nothing of their sort; they are listed apart.",
        length=f"{lengths.silent:.1f}",
        percent=f"{silent_percent:.2f}",
    )
    if decide_limit(share + silent_percent, limit, tolerance_percent) != state:
        state = "uncertain"
    return state, (hint,)


KIND = Kind(
    "share_of_length",
    parameters=(
        Parameter("op", "operator"),
        Parameter("limit_percent", "number", "%", low=0, high=100),
        Parameter("field", "text"),
        Parameter("values", "texts"),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
