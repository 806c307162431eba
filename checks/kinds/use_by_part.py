"""Use by part: land of each part of the plan in classes that its leading functions do not need. Measured in m²."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_area, deciding_for_pieces
from checks.finding import Limit, Part
from checks.measuring import Area, Geometries, Snapshot, union_of
from checks.rule import Condition, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import Quantity


def measure(rule: Rule, snapshot: Snapshot) -> Iterator[tuple[str, Geometries, Geometries]]:
    """Per part: its parcels in the classes that are looked at, and those of them that do not fit."""
    chosen = rule.sets[0]
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    for field in (rule.parameters["part_field"], rule.parameters["class_field"]):
        if table.absent(field)[rows].all():
            raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    frame, shapes = table.frame.iloc[rows], table.measurable[rows]
    field = rule.parameters["class_field"]
    looked_at = matching(frame, [Condition(field, "starts_with", rule.parameters["classes"])], {})
    for part, fitting in rule.parameters["leading"].items():
        here = looked_at & matching(frame, [Condition(rule.parameters["part_field"], "is", (part,))], {})
        fits = matching(frame, [Condition(field, "starts_with", fitting)], {})
        yield part, shapes[here], shapes[here & ~fits]


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Land that does not lead with what its part is for; a parcel in no part makes no statement."""
    found = [one for one in measure(rule, snapshot) if len(one[1])]
    definition, hints = deciding_for_pieces(snapshot.definition)
    odd = [shapes for _, _, shapes in found if len(shapes)]
    place = union_of(np.concatenate(odd)) if odd else shapely.Polygon()
    if not found:
        return Answer("clear", measured=Quantity(0.0, "m2"), limit=Limit("<=", 0.0, "m2"), hints=hints)
    limit = Limit("<=", 0.0, "m2")
    tolerance = snapshot.tolerance.area_m2
    return answer_by_area(
        snapshot.area(place) if odd else Area(0.0, 0.0),
        limit,
        definition=definition,
        decide=lambda value: "clear" if value <= tolerance else "conflict",
        hints=hints,
        parts=tuple(_parts(found, snapshot, definition)),
        place=place,
    )


def _parts(found: list[tuple[str, Geometries, Geometries]], snapshot: Snapshot, definition: str) -> Iterator[Part]:
    for part, looked_at, odd in found:
        whole = snapshot.area(union_of(looked_at)).by_definition()[definition] or 0.0
        astray = (snapshot.area(union_of(odd)).by_definition()[definition] or 0.0) if len(odd) else 0.0
        yield Part("part", part, astray, "m2")
        yield Part("share", part, 100.0 * astray / whole if whole else 0.0, "%")


KIND = Kind(
    "use_by_part",
    parameters=(
        Parameter("part_field", "text"),
        Parameter("class_field", "text"),
        Parameter("classes", "texts"),
        Parameter("leading", "words_by_word"),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
