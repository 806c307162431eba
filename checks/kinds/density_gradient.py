"""Density gradient: mean floor-area ratio by distance band from a centre, which ought to fall outwards."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, remark
from checks.deciding import decide_limit, deciding_for_pieces, margin_of
from checks.finding import Limit, Part, Remark
from checks.measuring import Snapshot
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity

Floats = npt.NDArray[np.float64]


def measure(rule: Rule, snapshot: Snapshot) -> tuple[list[str], Floats, float]:
    """Names of the bands that hold parcels, the mean of the field in each weighed by area, and the share without it.

    A parcel belongs to the band of its middle's distance from the middle of the second set.
    """
    field, width = rule.parameters["field"], rule.parameters["band_m"]
    rows = snapshot.rows(rule.sets[0], rule.years)
    table = snapshot.table(rule.sets[0].role)
    if table.absent(field)[rows].all():
        raise NotTestable(reasons.field_missing(field, table.layers[0].name))
    values = table.frame[field].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
    shapes = table.measurable[rows]
    centre = shapely.centroid(snapshot.union(rule.sets[1], rule.years))
    distance = shapely.distance(shapely.centroid(shapes), centre)
    planar, ellipsoidal = snapshot.area_arrays(shapes)
    area = planar if deciding_for_pieces(snapshot.definition)[0] == "planar" else ellipsoidal
    known = np.isfinite(values) & (distance < width * rule.parameters["bands"])
    if not known.any():
        raise NotTestable(reasons.value_missing(field))
    band = (distance[known] // width).astype(np.int64)
    found = np.unique(band)
    weighed = np.array([np.average(values[known][band == one], weights=area[known][band == one]) for one in found])
    names = [f"{one * width:g}–{(one + 1) * width:g} m" for one in found.tolist()]
    silent = 100.0 * float(area[~np.isfinite(values)].sum() / area.sum())
    return names, weighed, silent


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """Measured is how many bands are denser than the band before them, by more than the allowance."""
    limit = Limit("<=", 0.0, "count")
    names, means, silent = measure(rule, snapshot)
    rising = float(np.count_nonzero(np.diff(means) > rule.parameters["allowance"]))
    hints: tuple[Remark, ...] = ()
    if silent > 0:
        hints = (
            remark(
                "without_value",
                "有 {share} % 的用地没有填写该指标，未参与计算。",
                "{share} % of the land states no figure and is left out.",
                share=f"{silent:.2f}",
            ),
        )
    return Answer(
        decide_limit(rising, limit, 0.0),
        measured=Quantity(rising, "count"),
        limit=limit,
        margin=Quantity(margin_of(rising, limit), "count"),
        hints=hints,
        parts=tuple(Part("band", name, float(mean), "ratio") for name, mean in zip(names, means, strict=True)),
    )


KIND = Kind(
    "density_gradient",
    parameters=(
        Parameter("field", "text"),
        Parameter("band_m", "number", "m", low=10, high=50_000),
        Parameter("bands", "number", "count", low=2, high=100),
        Parameter("allowance", "number", "ratio", low=0, high=10, default=0.0),
    ),
    sets=(2, 2),
    answer_plan=answer,
)
