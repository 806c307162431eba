"""Zone value: the share of the land in a zone whose parcels keep a figure (low heights in landscape zones)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces, shares
from checks.finding import Limit, Part, Remark, State
from checks.measuring import Area, Snapshot, polygonal
from checks.rule import Kind, Parameter, Rule

Floats = npt.NDArray[np.float64]


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the share with the limit; land that states nothing is taken both ways."""
    limit = Limit(">=", rule.parameters["limit_percent"], "%")
    values, planar, ellipsoidal, shapes = _inside(rule, snapshot)
    keeping = values <= rule.parameters["value_max"]
    silent = np.isnan(values)
    whole = Area(float(planar.sum()), float(ellipsoidal.sum()))
    kept = shares(Area(float(planar[keeping].sum()), float(ellipsoidal[keeping].sum())), whole)
    unknown = 100.0 * float(planar[silent].sum()) / whole.planar
    definition, hints = deciding_for_pieces(snapshot.definition)
    tolerance = 100.0 * snapshot.tolerance.area_m2 / whole.planar
    if unknown > tolerance:
        hints = (*hints, _unknown(unknown))

    def decide(value: float) -> State:
        state = decide_limit(value, limit, tolerance)
        other = decide_limit(value + unknown, limit, tolerance)
        return state if other == state or unknown <= tolerance else "uncertain"

    return answer_by_area(
        kept,
        limit,
        definition=definition,
        decide=decide,
        hints=hints,
        parts=(
            Part("land", "keeping", kept.by_definition()[definition] or 0.0, "%"),
            Part("land", "not_given", unknown, "%"),
        ),
        place=shapely.union_all(shapes[~keeping & ~silent]) if np.any(~keeping & ~silent) else None,
    )


def _inside(rule: Rule, snapshot: Snapshot) -> tuple[Floats, Floats, Floats, npt.NDArray[np.object_]]:
    """The figure of each parcel that lies in the zone, both areas of its part in it, and that part."""
    field = rule.parameters["field"]
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    zone = snapshot.union(rule.sets[1], rule.years)
    shapely.prepare(zone)
    shapes = table.measurable[rows]
    meeting = np.flatnonzero(shapely.intersects(zone, shapes))
    pieces = shapely.intersection(shapes[meeting], zone)
    pieces = np.array([polygonal(piece) for piece in pieces], dtype=object)
    real = shapely.area(pieces) > 0
    if not real.any():
        raise NotTestable(reasons.no_features(rule.sets[0].role))
    values = table.frame[field].iloc[rows[meeting[real]]].to_numpy(dtype=np.float64, na_value=np.nan)
    planar, ellipsoidal = snapshot.area_arrays(pieces[real])
    return values, planar, ellipsoidal, pieces[real]


def _unknown(percent: float) -> Remark:
    return remark(
        "value_not_given",
        "有 {share} % 的用地没有填写该指标。",
        "{share} % of the land states no figure.",
        share=f"{percent:.2f}",
    )


KIND = Kind(
    "zone_value",
    parameters=(
        Parameter("field", "text"),
        Parameter("value_max", "number", low=0, high=1e6),
        Parameter("limit_percent", "number", "%", low=0, high=100),
    ),
    sets=(2, 2),
    answer_plan=answer,
)
