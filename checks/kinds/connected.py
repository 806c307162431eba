"""Connected: every area of a set is linked with the others by pieces of a thing (green corridors, for instance)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from checks.answer import Answer, remark
from checks.deciding import decide_limit, margin_of
from checks.finding import Limit, Part
from checks.measuring import Geometries, Snapshot
from checks.rule import Kind, Parameter, Rule
from core.quantities import Quantity


def measure(areas: Geometries, links: Geometries, gap_m: float) -> npt.NDArray[np.int64]:
    """The number of the network that each area belongs to. Pieces closer than ``gap_m`` to each other are one.

    Areas are linked through pieces only: two areas that touch each other are not linked by that.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    first, second = shapely.STRtree(links).query(links, predicate="dwithin", distance=gap_m)
    area, piece = shapely.STRtree(links).query(areas, predicate="dwithin", distance=gap_m)
    rows = np.concatenate([first, len(links) + area])
    columns = np.concatenate([second, piece])
    count = len(links) + len(areas)
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    _, number = connected_components(graph, directed=False)
    return np.asarray(number[len(links) :], dtype=np.int64)


def answer(rule: Rule, snapshot: Snapshot) -> Answer:
    """No area may stand apart from the network that most areas belong to."""
    limit = Limit("<=", 0.0, "count")
    links = shapely.get_parts(snapshot.union(rule.sets[0], rule.years))
    table, rows = snapshot.table(rule.sets[1].role), snapshot.rows(rule.sets[1], rule.years)
    areas = table.measurable[rows]
    number = measure(areas, links, rule.parameters["gap_m"])
    numbers, counts = np.unique(number, return_counts=True)
    apart = number != numbers[np.argmax(counts)]
    if len(areas) > 1 and counts.max() == 1:
        apart[:] = True
    isolated = float(np.count_nonzero(apart))
    names = table.names(rows)
    return Answer(
        decide_limit(isolated, limit, 0.0),
        measured=Quantity(isolated, "count"),
        limit=limit,
        margin=Quantity(margin_of(isolated, limit), "count"),
        parts=tuple(Part("isolated", name, 1.0, "count") for name in sorted(np.array(names, dtype=object)[apart])),
        hints=(
            remark(
                "linked_within",
                "相距不超过 {gap} m 的绿地视为相连。",
                "Green pieces up to {gap} m apart count as linked.",
                gap=f"{rule.parameters['gap_m']:g}",
            ),
        ),
        place=shapely.union_all(areas[apart]) if apart.any() else None,
    )


KIND = Kind(
    "connected",
    parameters=(Parameter("gap_m", "number", "m", low=0, high=10_000),),
    sets=(2, 2),
    answer_plan=answer,
)
