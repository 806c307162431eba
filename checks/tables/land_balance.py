"""Land balance (国土空间用途结构调整表): land by class at base and target year, in the row tree of the annex.

Rows as in the template of the territorial plans, keyed to the classes of 2023: land for agricultural facilities (06)
stands apart and is no construction land. Target = what is planned, and beside it the present use of land that the
plan does not draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.measuring import Snapshot
from checks.rule import Year
from checks.tables.classes import TOWN_WORDS, VILLAGE_WORDS, State, boundary, planned_change, state_of
from checks.tables.table import Floats, Table, table
from core.messages import Text

ID = "land_balance"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the tree; leaves hold the codes that start with one of ``codes``, others the sum of what they hold."""

    id: str
    level: int
    label: Text
    codes: tuple[str, ...] = ()


_URBAN_RURAL = (
    "07", "08", "09", "1001", "11", "1207", "1208", "1209",
    *(str(code) for code in range(1301, 1311)), "1312", "14", "16", "2301",
)  # fmt: skip
ROWS = (
    Row("cropland", 1, Text("耕地", "Cropland"), ("01",)),
    Row("garden", 1, Text("园地", "Garden land"), ("02",)),
    Row("forest", 1, Text("林地", "Forest"), ("03",)),
    Row("grassland", 1, Text("草地", "Grassland"), ("04",)),
    Row("wetland", 1, Text("湿地", "Wetland"), ("05",)),
    Row("farm_facilities", 1, Text("农业设施建设用地", "Land for agricultural facilities"), ("06",)),
    Row("construction", 1, Text("建设用地", "Construction land")),
    Row("urban_rural", 2, Text("城乡建设用地", "Urban and rural construction land")),
    Row("town", 3, Text("城镇用地", "Towns"), _URBAN_RURAL),
    Row("village", 3, Text("村庄用地", "Villages"), _URBAN_RURAL),
    Row("infrastructure", 2, Text("区域基础设施用地", "Regional infrastructure"),
        ("1201", "1202", "1203", "1204", "1205", "1206", "1311")),
    Row("other_construction", 2, Text("其他建设用地", "Other construction land"), ("15", "1002", "1003")),
    Row("water", 1, Text("陆地水域", "Inland water"), ("17",)),
    Row("other_land", 1, Text("其他土地", "Other land"), ("23",)),
    Row("sea", 1, Text("海域", "Sea"), ("18", "19", "20", "21", "22", "24")),
    Row("unknown", 1, Text("分类不明", "Class unknown")),
)  # fmt: skip
CHILDREN = {"construction": ("urban_rural", "infrastructure", "other_construction"), "urban_rural": ("town", "village")}
"""What the summing rows are made of; the total is made of the rows of level 1."""
LEAVES = tuple(row.id for row in ROWS if row.id not in CHILDREN)
COLUMNS = (
    ("row", None),
    ("base", "m2"),
    ("base_share", "%"),
    ("target", "m2"),
    ("target_share", "%"),
    ("change", "m2"),
)


def measure(snapshot: Snapshot) -> Table:
    """Areas in m² of every row at base and target year, shares of the total in percent.

    None throughout a year that the plan does not draw.
    Raises ``NotTestable`` where the plan has neither present nor planned land use.
    """
    base = target = None
    if snapshot.bound("landuse_current"):
        present = state_of(snapshot, "landuse_current")
        base = _by_row(_rows_of(snapshot, present, "base"), present.area)
    if snapshot.bound("zoning"):
        planned = state_of(snapshot, "zoning")
        target = _by_row(_rows_of(snapshot, planned, "target"), planned.area)
        if base is not None:
            change = planned_change(snapshot)
            target = target + _by_row(_rows_of(snapshot, change.before, "base"), change.kept)
    if base is None and target is None:
        raise NotTestable(reasons.role_unbound("zoning"))
    return table(COLUMNS, _lines(base, target))


def _lines(base: Floats | None, target: Floats | None) -> list[tuple[str | float | None, ...]]:
    columns = [None if found is None else _summed(found) for found in (base, target)]
    lines: list[tuple[str | float | None, ...]] = []
    for name in (*(row.id for row in ROWS), "total"):
        before, after = (None if column is None else column[name] for column in columns)
        change = None if before is None or after is None else after - before
        shares = [None if column is None else _share(column, name) for column in columns]
        lines.append((name, before, shares[0], after, shares[1], change))
    return lines


def _summed(leaves: Floats) -> dict[str, float]:
    found = dict(zip(LEAVES, leaves.tolist(), strict=True))
    for parent in reversed(CHILDREN):
        found[parent] = sum(found[child] for child in CHILDREN[parent])
    found["total"] = sum(found[row.id] for row in ROWS if row.level == 1)
    return found


def _share(column: dict[str, float], name: str) -> float | None:
    return 100.0 * column[name] / column["total"] if column["total"] > 0 else None


def _by_row(rows: npt.NDArray[np.int64], area: Floats) -> Floats:
    return np.bincount(rows, weights=area, minlength=len(LEAVES)).astype(np.float64)


def _rows_of(snapshot: Snapshot, state: State, year: Year) -> npt.NDArray[np.int64]:
    """The leaf in which each feature stands.

    What stands in towns and what in villages says the settlement field (CZCSXM); where it is silent, the middle of the
    feature and the development boundary. Idle land (2301) outside settlements is other land.
    """
    leaf_of_code = {code: _leaf(code) for code in set(state.code)}
    rows = np.array([leaf_of_code[code] for code in state.code], dtype=np.int64)
    town = np.isin(state.settlement, TOWN_WORDS)
    village = np.isin(state.settlement, VILLAGE_WORDS)
    silent = ~(town | village)
    limits = boundary(snapshot, year)
    if silent.any() and not limits.is_empty:
        shapely.prepare(limits)
        inside = shapely.contains_properly(limits, shapely.point_on_surface(state.shapes[silent]))
        town[np.flatnonzero(silent)[inside]] = True
    settled = rows == LEAVES.index("town")
    rows[settled & ~town] = LEAVES.index("village")
    idle = np.array([code.startswith("2301") for code in state.code], dtype=bool)
    rows[settled & idle & ~town & ~village] = LEAVES.index("other_land")
    return rows


def _leaf(code: str) -> int:
    """The leaf with the longest code that ``code`` starts with."""
    best, longest = "unknown", 0
    for row in ROWS:
        for start in row.codes:
            if row.id != "village" and code.startswith(start) and len(start) > longest:
                best, longest = row.id, len(start)
    return LEAVES.index(best)
