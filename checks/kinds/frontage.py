"""Frontage: which classes stand along the edge of open land (grassland, wetland, water). Lengths in the plane."""

from __future__ import annotations

import numpy as np
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Geometries, Snapshot, union_of
from checks.rule import Condition, FeatureSet, Kind, Parameter, Rule
from checks.selecting import matching
from core.quantities import Quantity


def open_land(rule: Rule, snapshot: Snapshot) -> Geometries:
    """The features of every set after the first that the plan has."""
    found, lack = [], None
    for chosen in rule.sets[1:]:
        try:
            found.append(snapshot.geometries(chosen, rule.years))
        except NotTestable as missing:
            lack = lack or missing
    if not found:
        raise lack or NotTestable(reasons.no_features(rule.sets[1].role))
    return np.concatenate(found)


def measure(rule: Rule, snapshot: Snapshot) -> tuple[dict[str, float], Geometries]:
    """Metres of parcel edge within ``within_m`` of the open land by class prefix, "" for other classes; and the rest.

    An edge that two parcels share is no frontage.
    """
    field = rule.parameters["class_field"]
    chosen: FeatureSet = rule.sets[0]
    rows = snapshot.rows(chosen, rule.years)
    table = snapshot.table(chosen.role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    near = shapely.buffer(union_of(open_land(rule, snapshot)), rule.parameters["within_m"])
    shapely.prepare(near)
    shapes, frame = table.measurable[rows], table.frame.iloc[rows]
    meeting = shapely.intersects(near, shapes)
    outline = shapely.boundary(union_of(shapes[meeting])) if meeting.any() else shapely.LineString()
    fronts = shapely.intersection(shapely.intersection(shapely.boundary(shapes[meeting]), outline), near)
    lengths = shapely.length(fronts)
    found = {"": float(lengths.sum())}
    other = np.ones(len(lengths), dtype=bool)
    for prefix in rule.parameters["first"]:
        mask = matching(frame[meeting], [Condition(field, "starts_with", (prefix,))], {})
        found[prefix] = float(lengths[mask].sum())
        found[""] -= found[prefix]
        other &= ~mask
    return found, fronts[other]


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the share of the classes that come first with the limit, in percent."""
    limit = Limit(">=", rule.parameters["limit_percent"], "%")
    lengths, others = measure(rule, snapshot)
    whole = sum(lengths.values())
    if whole <= 0:
        raise NotTestable(reasons.no_features(rule.sets[0].role))
    share = 100.0 * (whole - lengths[""]) / whole
    return Answer(
        decide_limit(share, limit, 100.0 * snapshot.tolerance.xy_m / whole),
        measured=Quantity(share, "%"),
        limit=limit,
        margin=Quantity(margin_of(share, limit), "%"),
        parts=tuple(Part("front", name or "other", length, "m") for name, length in lengths.items()),
        place=shapely.union_all(others),
    )


KIND = Kind(
    "frontage",
    parameters=(
        Parameter("class_field", "text"),
        Parameter("first", "texts"),
        Parameter("within_m", "number", "m", low=0, high=1000),
        Parameter("limit_percent", "number", "%", low=0, high=100),
    ),
    sets=(2, 9),
    answer_plan=answer,
)
