"""Declared area: the area that a feature's register states against the area that it measures (区划面积核对)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import decide_limit, deciding_for_pieces, margin_of
from checks.finding import Limit, Part, Remark
from checks.listing import bad_place, bounded, labels
from checks.measuring import REGISTERED, Floats, Geometries, Snapshot
from checks.rule import FeatureSet, Kind, Parameter, Rule
from core.quantities import M2_PER_HA, M2_PER_MU, Quantity

UNITS = {"ha": M2_PER_HA, "亩": M2_PER_MU, "km²": 1e6}


@dataclass(frozen=True, eq=False)
class Declared:
    """The features of one set that declare an area: by register and as measured by both definitions, m²."""

    name: str
    names: list[str]
    shapes: Geometries
    registered: Floats
    measured: Floats
    other: Floats

    def off(self, rule: Rule, by: Floats) -> npt.NDArray[np.bool_]:
        """Features whose declared area differs from ``by`` by more than is allowed."""
        allowed = np.maximum(rule.parameters["within_m2"], by * rule.parameters["within_percent"] / 100.0)
        return np.asarray(np.abs(self.registered - by) > allowed, dtype=bool)


def declared(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> Declared:
    """Raises ``NotTestable`` where no feature of the set declares an area. A declared 0 is an empty cell."""
    rows, table = snapshot.rows(chosen, rule.years), snapshot.table(chosen.role)
    if table.absent(REGISTERED)[rows].all():
        raise NotTestable(reasons.field_missing(REGISTERED, table.layers[0].name))
    values = table.frame[REGISTERED].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
    stating = np.flatnonzero(values > 0)
    if not len(stating):
        raise NotTestable(reasons.value_missing(REGISTERED))
    rows = rows[stating]
    planar, ellipsoidal = snapshot.area_arrays(table.measurable[rows])
    plane = deciding_for_pieces(snapshot.definition)[0] == "planar"
    return Declared(
        chosen.name,
        labels(table, rows),
        table.measurable[rows],
        registered=values[stating],
        measured=planar if plane else ellipsoidal,
        other=ellipsoidal if plane else planar,
    )


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """No declared area may be off. Sets that declare nothing are passed over; if none does, that is the lack."""
    found, lack = [], None
    for chosen in rule.sets:
        try:
            found.append(declared(chosen, rule, snapshot))
        except NotTestable as missing:
            lack = lack if lack is not None and lack.reason.code != "role_unbound" else missing
    if not found and lack is not None:
        raise lack
    bad = [one.off(rule, one.measured) for one in found]
    count, limit = float(sum(np.count_nonzero(mask) for mask in bad)), Limit("<=", 0.0, "count")
    sums = [part for one in found for part in _sums(one)]
    worst = sorted((part for one, mask in zip(found, bad, strict=True) for part in _deviations(one, mask)), key=_size)
    return Answer(
        decide_limit(count, limit, 0.0),
        measured=Quantity(count, "count"),
        limit=limit,
        margin=Quantity(margin_of(count, limit), "count"),
        hints=tuple(_hints(rule, found, bad)),
        parts=(*sums, *bounded(worst)),
        place=bad_place(np.concatenate([one.shapes[mask] for one, mask in zip(found, bad, strict=True)])),
    )


def _sums(one: Declared) -> Iterator[Part]:
    yield Part("declared", one.name, float(one.registered.sum()), "m2")
    yield Part("measured", one.name, float(one.measured.sum()), "m2")


def _deviations(one: Declared, mask: npt.NDArray[np.bool_]) -> Iterator[Part]:
    percent = 100.0 * (one.registered - one.measured) / one.measured
    for number in np.flatnonzero(mask).tolist():
        yield Part(one.name, one.names[number], float(percent[number]), "%")


def _size(part: Part) -> float:
    return -abs(part.value)


def _hints(rule: Rule, found: list[Declared], bad: list[npt.NDArray[np.bool_]]) -> Iterator[Remark]:
    """What would explain the deviations: the other definition of area, or another unit."""
    by_other = sum(np.count_nonzero(mask & ~one.off(rule, one.other)) for one, mask in zip(found, bad, strict=True))
    if by_other:
        yield remark(
            "other_definition",
            "其中 {count} 个按另一种面积定义（平面／椭球）相符。",
            "{count} of them agree by the other definition of area (plane or ellipsoidal).",
            count=by_other,
        )
    for unit, factor in UNITS.items():
        fitting = sum(
            np.count_nonzero(mask & ~one.off(rule, one.measured / factor)) for one, mask in zip(found, bad, strict=True)
        )
        if fitting:
            yield remark(
                "other_unit",
                "其中 {count} 个的登记面积像是以{unit}为单位填写的。",
                "{count} of them seem to be stated in {unit}.",
                count=fitting,
                unit=unit,
            )


KIND = Kind(
    "declared_area",
    parameters=(
        Parameter("within_percent", "number", "%", low=0, high=100),
        Parameter("within_m2", "number", "m2", low=0, high=1e9, default=0.0),
    ),
    sets=(1, 9),
    answer_plan=answer,
)
