"""Area limit: the union of some features against a published figure (``<=``, ``>=`` or ``==`` within a half width)."""

from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry.base import BaseGeometry

from checks.answer import Answer, NotTestable
from checks.deciding import answer_by_area, decide_limit, deciding_for_pieces
from checks.finding import Limit, Part
from checks.measuring import Area, Snapshot, polygonal, union_of
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.quantities import M2_PER_KM2


def measure(snapshot: Snapshot, rule: Rule, chosen: FeatureSet) -> Area:
    """Area in km² of the union of a set; registered is the sum over its features."""
    area = snapshot.area(snapshot.union(chosen, rule.years))
    registered = snapshot.registered(chosen.role, snapshot.rows(chosen, rule.years))
    return Area(area.planar, area.ellipsoidal, registered).scaled(1 / M2_PER_KM2)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Compare the area with the limit; breakdowns by field, by another set's features, and growth."""
    limit = Limit(rule.parameters["op"], rule.parameters["limit_km2"], "km2", within=rule.parameters["within_km2"])
    area = measure(snapshot, rule, rule.sets[0])
    tolerance_km2 = snapshot.tolerance.area_m2 / M2_PER_KM2
    return answer_by_area(
        area,
        limit,
        definition=snapshot.definition,
        decide=lambda value: decide_limit(value, limit, tolerance_km2),
        place=_grown(rule, snapshot),
        parts=(*by_field(rule, snapshot), *by_set(rule, snapshot), *_growth(rule, snapshot)),
    )


def by_field(rule: Rule, snapshot: Snapshot) -> Iterator[Part]:
    """Area of each value of a field, km²."""
    field = rule.parameters["by_field"]
    table = snapshot.table(rule.sets[0].role)
    if field is None or field not in table.frame.columns:
        return
    rows = snapshot.rows(rule.sets[0], rule.years)
    words = table.frame[field].iloc[rows].astype("string").fillna("–").to_numpy(dtype=object)
    for word in sorted(set(words)):
        chosen = rows[words == word]
        area = snapshot.area(union_of(table.measurable[chosen]))
        area = Area(area.planar, area.ellipsoidal, snapshot.registered(table.role, chosen))
        value = area.by_definition()[snapshot.definition]
        if value is not None:
            yield Part(field, word, value / M2_PER_KM2, "km2")


def by_set(rule: Rule, snapshot: Snapshot) -> Iterator[Part]:
    """Area inside each feature of another set (planning areas) and in none, km²; nothing where that is unbound."""
    divided = rule.parameters["by_set"]
    if divided is None:
        return
    try:
        rows = snapshot.rows(divided, rule.years)
    except NotTestable:
        return
    table = snapshot.table(divided.role)
    whole = snapshot.union(rule.sets[0], rule.years)
    definition, _ = deciding_for_pieces(snapshot.definition)
    for name, row in sorted(zip(table.names(rows), rows, strict=True)):
        inside = snapshot.area(whole.intersection(table.measurable[row])).by_definition()[definition]
        yield Part(divided.name, name, (inside or 0.0) / M2_PER_KM2, "km2")
    rest = snapshot.area(whole.difference(union_of(table.measurable[rows]))).by_definition()[definition]
    if rest:
        yield Part(divided.name, "–", rest / M2_PER_KM2, "km2")


def _grown(rule: Rule, snapshot: Snapshot) -> BaseGeometry | None:
    """The land that was added since the other year: where an excess can be looked for."""
    base = rule.parameters["growth_from"]
    try:
        return (
            None
            if base is None
            else polygonal(snapshot.union(rule.sets[0], rule.years).difference(snapshot.union(base, rule.years)))
        )
    except NotTestable:
        return None


def _growth(rule: Rule, snapshot: Snapshot) -> Iterator[Part]:
    """Areas of both years and the difference, km²; nothing where one year is missing."""
    base = rule.parameters["growth_from"]
    if base is None:
        return
    years = snapshot.years(rule.years)
    try:
        before = measure(snapshot, rule, base).by_definition()[snapshot.definition]
    except NotTestable:
        return
    after = measure(snapshot, rule, rule.sets[0]).by_definition()[snapshot.definition]
    if before is None or after is None:
        return
    yield Part("year", str(years["base"]), before, "km2")
    yield Part("year", str(years["target"]), after, "km2")
    yield Part("growth", f"{years['base']}–{years['target']}", after - before, "km2")


KIND = Kind(
    "area_limit",
    parameters=(
        Parameter("op", "operator"),
        Parameter("limit_km2", "number", "km2", low=0, high=10_000_000),
        Parameter("within_km2", "number", "km2", low=0, high=1_000, default=None),
        Parameter("by_field", "text", default=None),
        Parameter("by_set", "set", default=None),
        Parameter("growth_from", "set", default=None),
    ),
    sets=(1, 1),
    answer_plan=answer,
)
