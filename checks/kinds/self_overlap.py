"""Self-overlap: the features of a set do not overlap one another. Each set is looked at on its own."""

from __future__ import annotations

import numpy as np
import shapely

from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_overlap, deciding_for_pieces
from checks.finding import Part
from checks.listing import bounded, labels
from checks.measuring import Geometries, Snapshot, union_of
from checks.rule import FeatureSet, Kind, Rule
from checks.tiling import overlapping_among


def measure(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> tuple[list[str], Geometries]:
    """Which two features of a set overlap, and what they share; the largest first."""
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    found = overlapping_among(table.measurable[rows])
    names = labels(table, rows)
    pairs = zip(found.first.tolist(), found.second.tolist(), strict=True)
    return [f"{names[first]} × {names[second]}" for first, second in pairs], found.shared


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Nothing may be shared. Sets that the plan does not draw are passed over; if it draws none, that is the lack."""
    parts: list[tuple[str, str, Geometries]] = []
    shapes, lack = [], None
    for chosen in rule.sets:
        try:
            names, shared = measure(chosen, rule, snapshot)
        except NotTestable as missing:
            lack = lack or missing
            continue
        shapes.append(shared)
        parts += [(chosen.name, name, one) for name, one in zip(names, shared, strict=True)]
    if not shapes and lack is not None:
        raise lack
    together = np.concatenate(shapes)
    place = union_of(together) if len(together) else shapely.Polygon()
    definition, _ = deciding_for_pieces(snapshot.definition)
    named = [Part(by, name, snapshot.area(one).by_definition()[definition] or 0.0, "m2") for by, name, one in parts]
    return answer_by_overlap(
        snapshot.area(place),
        definition=snapshot.definition,
        tolerance_m2=snapshot.tolerance.area_m2,
        parts=bounded(named),
        place=place,
    )


KIND = Kind("self_overlap", parameters=(), sets=(1, 9), answer_plan=answer)
