"""Parcels clear: parcels of some classes keep clear of reserved land (四线: 绿线, 蓝线, 紫线, 黄线).

Any of the further sets may draw that land; those drawn as lines only, or not at all, are named in a hint.
"""

from __future__ import annotations

import numpy as np
import shapely

from checks.answer import Answer, NotTestable, remark
from checks.deciding import answer_by_overlap, deciding_for_pieces
from checks.finding import Part, Remark
from checks.listing import bad_place, bounded, labels
from checks.measuring import Geometries, Snapshot, polygonal
from checks.overlaps import disjoint_zones, overlapping_pairs
from checks.reasons import not_polygons, role_label
from checks.rule import FeatureSet, Kind, Parameter, Rule


def reserved(rule: Rule, snapshot: Snapshot) -> tuple[Geometries, tuple[Remark, ...]]:
    """The reserved land of all sets that draw it as areas, and hints about the others."""
    shapes, hints, lack = [], [], None
    for chosen in rule.sets[1:]:
        try:
            shapes.append(_areas(chosen, rule, snapshot))
        except NotTestable as missing:
            lack = lack or missing
            hints.append(_not_drawn(chosen))
    if not shapes and lack is not None:
        raise lack
    return disjoint_zones(np.concatenate(shapes)), tuple(hints)


def _areas(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> Geometries:
    shapes = snapshot.geometries(chosen, rule.years)
    areal: Geometries = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(areal):
        raise NotTestable(not_polygons(chosen.role))
    return areal


def _not_drawn(chosen: FeatureSet) -> Remark:
    return remark(
        "not_drawn",
        "规划中没有以面表示的“{label}”，未参与判断。",
        'The plan draws no areas of "{label}"; it is not judged by.',
        label=role_label(chosen.role),
    )


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Nothing may be shared; slivers below ``least_m2`` per parcel and zone are digitising and do not count."""
    rows, table = snapshot.rows(rule.sets[0], rule.years), snapshot.table(rule.sets[0].role)
    zones, hints = reserved(rule, snapshot)
    pairs = overlapping_pairs(table.measurable[rows], zones, snapshot.feedback)
    real = pairs.area >= max(rule.parameters["least_m2"], 1e-6)
    first, shared = pairs.first[real], np.array([polygonal(one) for one in pairs.shared[real]], dtype=object)
    planar, ellipsoidal = snapshot.area_arrays(shared)
    areas = planar if deciding_for_pieces(snapshot.definition)[0] == "planar" else ellipsoidal
    taken = np.bincount(first, areas, len(rows))
    bad = np.flatnonzero(taken)
    bad = bad[np.argsort(-taken[bad], kind="stable")]
    names = labels(table, rows[bad])
    together = shapely.union_all(shared)
    return answer_by_overlap(
        snapshot.area(together),
        definition=snapshot.definition,
        tolerance_m2=snapshot.tolerance.area_m2,
        hints=hints,
        parts=bounded([Part("parcel", name, float(taken[one]), "m2") for one, name in zip(bad, names, strict=True)]),
        place=bad_place(shared),
    )


KIND = Kind(
    "parcels_clear",
    parameters=(Parameter("least_m2", "number", "m2", low=0, high=1e6, default=0.0),),
    sets=(2, 9),
    answer_plan=answer,
)
