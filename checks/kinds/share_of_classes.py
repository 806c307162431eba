"""Share of classes: land of some classes inside an area, counted from several layers in order of precedence.

The first layer decides where it covers, the next elsewhere; overlaps count once. Counting presets (what counts as
green, for instance) are all printed; one decides, and the finding says when another would judge otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces, shares
from checks.finding import Limit, Part, Remark
from checks.measuring import Area, Snapshot, polygonal
from checks.rule import FeatureSet, Kind, Parameter, Preset, Rule
from core.quantities import M2_PER_KM2

NOTHING = shapely.Polygon()
WORTH_SAYING_PERCENT = 0.005
"""Land without data below this share is slivers between layers; it is in the parts, not in a hint of its own."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Areas in m²: the whole, what no layer covers, and what counts by each preset."""

    whole: Area
    uncovered: Area
    by_preset: dict[str, Area]


def measure(rule: Rule, snapshot: Snapshot) -> Counted:
    """Area of the classes of every preset inside the first set."""
    whole = snapshot.union(rule.sets[0], rule.years)
    free = whole
    by_preset = {preset.name: Area(0.0, 0.0) for preset in rule.parameters["presets"]}
    for layer in _bound(rule, snapshot):
        for name, geometry in _classes_of(layer, rule, snapshot).items():
            # What each layer adds lies in what the layers before left free, so areas add up.
            by_preset[name] += snapshot.area(polygonal(shapely.intersection(geometry, free)))
        free = shapely.difference(free, snapshot.union(layer, rule.years))
    uncovered = snapshot.area(polygonal(free))
    if uncovered.planar > snapshot.tolerance.area_m2:
        _demand_all_bound(rule, snapshot)
    return Counted(snapshot.area(whole), uncovered, by_preset)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Decide by the deciding preset; say which other preset, or land without data, would flip it."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_percent"], "%")
    deciding = rule.parameters["deciding"]
    counted = measure(rule, snapshot)
    definition, hints = deciding_for_pieces(snapshot.definition)
    tolerance_percent = 100.0 * snapshot.tolerance.area_m2 / counted.whole.planar
    percent = {name: shares(area, counted.whole) for name, area in counted.by_preset.items()}
    found = answer_by_area(
        percent[deciding],
        limit,
        definition=definition,
        decide=lambda value: decide_limit(value, limit, tolerance_percent),
        parts=_parts(rule, counted, percent, definition),
    )
    states = {
        name: decide_limit(value.by_definition()[definition] or 0.0, limit, tolerance_percent)
        for name, value in percent.items()
    }
    flipping = [preset for preset in rule.parameters["presets"] if states[preset.name] != states[deciding]]
    return _with_doubts(found, counted, snapshot=snapshot, hints=(*hints, *_preset_hints(flipping)), limit=limit)


def _with_doubts(
    found: Answer, counted: Counted, *, snapshot: Snapshot, hints: tuple[Remark, ...], limit: Limit
) -> Answer:
    """Land that no layer covers counts as not green; where it could change the verdict, the answer is uncertain."""
    uncovered = 100.0 * counted.uncovered.planar / counted.whole.planar
    state = found.state
    if counted.uncovered.planar > snapshot.tolerance.area_m2:
        assert found.measured is not None
        tolerance = 100.0 * snapshot.tolerance.area_m2 / counted.whole.planar
        could_flip = decide_limit(found.measured.value + uncovered, limit, tolerance) != state
        if could_flip:
            state = "uncertain"
        if could_flip or uncovered >= WORTH_SAYING_PERCENT:
            hints = (*hints, _uncovered_hint(uncovered))
    return Answer(
        state,
        measured=found.measured,
        limit=limit,
        margin=found.margin,
        alternatives=found.alternatives,
        flips=found.flips,
        hints=hints,
        parts=found.parts,
    )


def _bound(rule: Rule, snapshot: Snapshot) -> list[FeatureSet]:
    bound = [chosen for chosen in rule.sets[1:] if snapshot.bound(chosen.role)]
    if not bound:
        raise NotTestable(reasons.role_unbound(rule.sets[1].role))
    return bound


def _demand_all_bound(rule: Rule, snapshot: Snapshot) -> None:
    for chosen in rule.sets[1:]:
        if not snapshot.bound(chosen.role):
            raise NotTestable(reasons.role_unbound(chosen.role))


def _classes_of(layer: FeatureSet, rule: Rule, snapshot: Snapshot) -> dict[str, BaseGeometry]:
    """Union of the features of each preset in one layer."""
    field = rule.parameters["class_field"]
    table = snapshot.table(layer.role)
    lacking = table.absent(field)
    if lacking.any():
        raise NotTestable(reasons.field_missing(field, table.layers[table.layer_of_row[lacking][0]].name))
    found: dict[str, BaseGeometry] = {}
    codes: tuple[str, ...] = ()
    for preset in rule.parameters["presets"]:
        codes += preset.codes
        found[preset.name] = snapshot.union_of_classes(layer, rule.years, field=field, codes=codes)
    return found


def _parts(rule: Rule, counted: Counted, percent: dict[str, Area], definition: str) -> tuple[Part, ...]:
    rows = [Part("preset", name, value.by_definition()[definition] or 0.0, "%") for name, value in percent.items()]
    whole = counted.whole.by_definition()[definition] or 0.0
    rows.append(Part("whole", rule.sets[0].name, whole / M2_PER_KM2, "km2"))
    for name, area in counted.by_preset.items():
        rows.append(Part("counted", name, (area.by_definition()[definition] or 0.0) / M2_PER_KM2, "km2"))
    uncovered = counted.uncovered.by_definition()[definition] or 0.0
    rows.append(Part("uncovered", rule.sets[0].name, uncovered / M2_PER_KM2, "km2"))
    return tuple(rows)


def _preset_hints(flipping: Sequence[Preset]) -> tuple[Remark, ...]:
    return tuple(
        remark(
            "preset_flips",
            "若按“{name}”口径计算，结论会不同。",
            'Counted as "{name}", the verdict would be another.',
            name=preset.label,
        )
        for preset in flipping
    )


def _uncovered_hint(percent: float) -> Remark:
    return remark(
        "not_covered",
        "范围内有 {percent} % 没有任何用地图层覆盖，不计入这些地类。",
        "No land-use layer covers {percent} % of the area; it counts as none of these classes.",
        percent=f"{percent:.4g}",
    )


KIND = Kind(
    "share_of_classes",
    parameters=(
        Parameter("op", "operator"),
        Parameter("limit_percent", "number", "%", low=0, high=100),
        Parameter("class_field", "text", default="class_code"),
        Parameter("presets", "presets"),
        Parameter("deciding", "text"),
    ),
    sets=(2, 9),
    answer_plan=answer,
)
