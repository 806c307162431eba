"""The one picture of a plan that a run measures from.

Geometry of each role is transformed once into the plan's measuring CRS; unions and boxes are kept, so that every
quantity has one measuring function. Nothing here knows a tolerance. What is kept is kept with the roles that it was
made from: when the plan is edited, what has not been touched stays (``follow``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.costs import Costs
from checks.role_table import Floats, Geometries, Renewal, RoleTable, Rows, renewed, whole_table
from checks.rule import Condition, FeatureSet, Year
from checks.selecting import Mask, matching
from core.feedback import Feedback
from layers.geometry.area import ellipsoidal_area, planar_area
from layers.roles import ROLES

__all__ = [
    "Area", "Floats", "Geometries", "RoleTable", "Snapshot", "Subjects", "polygonal", "union_of",
]  # fmt: skip

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from layers.entered import Entered
    from layers.layer import Layer
    from layers.plan import Plan

REGISTERED = "area_registered_m2"
ENTERED = "\0entered"
"""What people enter, among the roles that something was made from."""
FEW = 16
"""Up to so many shapes are compared with the boxes of a whole role one by one."""
BESIDE_M = 0.001
"""Boxes are compared with this to spare: what is exactly as near as asked must not be lost to rounding."""

Years = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """One quantity by each area definition, all in the same unit; ``registered`` only where a register knows it."""

    planar: float
    ellipsoidal: float
    registered: float | None = None

    def scaled(self, factor: float) -> Area:
        """The same area in another unit."""
        registered = None if self.registered is None else self.registered * factor
        return Area(self.planar * factor, self.ellipsoidal * factor, registered)

    def __add__(self, other: Area) -> Area:
        """Both together; registered areas of pieces are not known."""
        return Area(self.planar + other.planar, self.ellipsoidal + other.ellipsoidal)

    def without_rounding(self, smallest: float) -> Area:
        """Zero where both measures are below ``smallest``."""
        return self if max(self.planar, self.ellipsoidal) >= smallest else Area(0.0, 0.0, self.registered)

    def by_definition(self) -> dict[str, float | None]:
        """The three values by the definition's name."""
        return {"planar": self.planar, "ellipsoidal": self.ellipsoidal, "registered": self.registered}


@dataclass(frozen=True, eq=False)
class Subjects:
    """Footprints that a project rule is asked about: rows of the footprints' table that can be measured."""

    table: RoleTable
    rows: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def geometry(self) -> Geometries:
        """Valid polygons in the measuring CRS."""
        return self.table.geometry[self.rows]

    def values(self, name: str) -> pd.Series[Any]:
        """One attribute of the footprints, with a plain index."""
        return self.table.frame[name].iloc[self.rows].reset_index(drop=True)


class Snapshot:
    """A plan as one run sees it: tables by role, geometry in one CRS, unions and areas computed once."""

    def __init__(self, plan: Plan, feedback: Feedback | None = None) -> None:
        self.plan = plan
        self.feedback = feedback or Feedback()
        self.crs = plan.measuring_crs
        self.tolerance = plan.tolerance
        self.definition = plan.area_definition
        self._tables: dict[str, RoleTable] = {}
        self._masks: dict[tuple[FeatureSet, Years], Mask] = {}
        self._remembered: dict[Any, tuple[Any, frozenset[str]]] = {}
        self._read: set[str] = set()
        self.costs = Costs()

    def follow(self, plan: Plan) -> dict[str, Renewal | None]:
        """Go over to the plan after an edit; what is known of roles that it did not touch is kept.

        Answers the roles that changed, each with its renewed table, None where the whole role is to be taken as new.
        The terms of measuring must be the same.
        """
        before, self.plan = self.plan, plan
        roles = dict.fromkeys(layer.role for layer in (*before.layers, *plan.layers) if layer.role is not None)
        changed: dict[str, Renewal | None] = {}
        for role in roles:
            layers = plan.bound(role)
            if list(map(id, layers)) == list(map(id, before.bound(role))):
                continue
            table = self._tables.pop(role, None)
            changed[role] = renewed(table, layers) if table is not None else None
        for role, renewal in changed.items():
            self._follow_masks(role, renewal)
            if renewal is not None:
                self._tables[role] = renewal.table
        gone = set(changed) | ({ENTERED} if before.entered != plan.entered else set())
        kept = {key: one for key, one in self._remembered.items() if not one[1] & gone}
        self._remembered = kept
        return changed

    def _follow_masks(self, role: str, renewal: Renewal | None) -> None:
        """Which rows belong to the sets of a role: those that changed are asked again."""
        for key in [key for key in self._masks if key[0].role == role]:
            mask = self._masks.pop(key)
            if renewal is not None:
                years: dict[Year, int | None] = dict(zip(("base", "target"), key[1], strict=True))
                fresh = matching(renewal.table.part(renewal.rows), key[0].where, years)
                self._masks[key] = renewal.patched(mask, fresh)

    @contextmanager
    def reading(self) -> Iterator[set[str]]:
        """Collects the roles that are looked at meanwhile."""
        outer, self._read = self._read, set()
        try:
            yield self._read
        finally:
            outer |= self._read
            self._read = outer

    @property
    def entered(self) -> Entered:
        """What was entered for the plan."""
        self._read.add(ENTERED)
        return self.plan.entered

    def layers(self, role: str) -> tuple[Layer, ...]:
        """The layers of a role; none when it is unbound."""
        self._read.add(role)
        return self.plan.bound(role)

    def years(self, defaults: Mapping[Year, int]) -> dict[Year, int | None]:
        """Base and target year: the plan's, else the pack's."""
        return {
            "base": self.plan.base_year or defaults.get("base"),
            "target": self.plan.target_year or defaults.get("target"),
        }

    def table(self, role: str) -> RoleTable:
        """All features of a role. Raises ``NotTestable`` when the role is unbound."""
        self._read.add(role)
        if role not in self._tables:
            layers = self.plan.bound(role)
            if not layers:
                raise NotTestable(reasons.role_unbound(role))
            self._tables[role] = whole_table(role, layers, self.crs)
        return self._tables[role]

    def bound(self, role: str) -> bool:
        """Whether some layer has the role."""
        return bool(self.layers(role))

    def rows(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> Rows:
        """Row numbers of a set's features that have a geometry.

        Raises ``NotTestable`` when the role is unbound, no feature is left, the CRS is unknown, or an area role
        holds lines or points.
        """
        years = tuple(self.years(defaults).values())
        rows: Rows = self.remembered(("rows", chosen, years), lambda: np.flatnonzero(self._usable(chosen, defaults)))
        return rows

    def _usable(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> Mask:
        table = self.table(chosen.role)
        key = (chosen, tuple(self.years(defaults).values()))
        if key not in self._masks:
            self._masks[key] = matching(table.frame, chosen.where, self.years(defaults))
        mask = self._masks[key]
        if not mask.any():
            raise NotTestable(self._nothing_chosen(table, chosen, defaults))
        lost = mask & table.without_crs
        if lost.any():
            raise NotTestable(reasons.crs_unknown(table.layers[table.layer_of_row[np.argmax(lost)]].name))
        mask = mask & table.usable
        if not mask.any():
            raise NotTestable(reasons.no_features(chosen.role))
        if ROLES[chosen.role].kinds == ("polygon",) and not table.areal[mask].all():
            raise NotTestable(reasons.not_polygons(chosen.role))
        return mask

    def rows_near(
        self, chosen: FeatureSet, defaults: Mapping[Year, int], shapes: Geometries, within_m: float = 0.0
    ) -> Rows:
        """Rows of a set, ascending, among which are all those that come within so many metres of one of a few shapes.

        Of many shapes every row of the set is answered. Raises as ``rows`` does.
        """
        rows = self.rows(chosen, defaults)
        if len(shapes) > FEW or len(rows) <= FEW:
            return rows
        west, south, east, north = self.table(chosen.role).bounds
        found = [np.empty(0, dtype=np.int64)]
        for box in shapely.bounds(shapes) + (within_m + BESIDE_M) * np.array([-1.0, -1.0, 1.0, 1.0]):
            beside = np.flatnonzero((west <= box[2]) & (east >= box[0]))
            found.append(beside[(south[beside] <= box[3]) & (north[beside] >= box[1])])
        near = np.unique(np.concatenate(found))
        found_rows: Rows = near[rows[np.minimum(np.searchsorted(rows, near), len(rows) - 1)] == near]
        return found_rows

    def geometries(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> Geometries:
        """Geometry of a set's features in the measuring CRS, repaired where invalid."""
        rows = self.rows(chosen, defaults)
        return self.table(chosen.role).measurable[rows]

    def union(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> BaseGeometry:
        """Union of a set's features: holes honoured, overlaps once."""
        key = ("union", chosen, tuple(self.years(defaults).values()))
        found: BaseGeometry = self.remembered(key, lambda: union_of(self.geometries(chosen, defaults)))
        if found.is_empty:
            raise NotTestable(reasons.no_features(chosen.role))
        return found

    def union_of_classes(
        self, chosen: FeatureSet, defaults: Mapping[Year, int], *, field: str, codes: tuple[str, ...]
    ) -> BaseGeometry:
        """Union of a set's features whose code starts with one of ``codes``; empty where there are none."""
        key = ("classes", chosen, tuple(self.years(defaults).values()), field, codes)

        def joined() -> BaseGeometry:
            rows = self.rows(chosen, defaults)
            table = self.table(chosen.role)
            mask = matching(table.frame.iloc[rows], [Condition(field, "starts_with", codes)], {})
            found: BaseGeometry = union_of(table.measurable[rows[mask]]) if mask.any() else shapely.Polygon()
            return found

        answer: BaseGeometry = self.remembered(key, joined)
        return answer

    def row_areas(self, role: str) -> tuple[Floats, Floats]:
        """Planar and ellipsoidal area of every feature of a role, m², repaired where invalid."""
        if self.crs is None:
            raise NotTestable(reasons.crs_unknown(None))
        planar, ellipsoidal = self.table(role).areas
        return planar, ellipsoidal

    def remembered(self, key: Any, compute: Callable[[], Any]) -> Any:
        """A result kept until what it was made from changes, computed the first time it is asked for.

        ``compute`` itself looks up all that it needs: what it brings along is not seen to change.
        """
        if key not in self._remembered:
            with self.reading() as roles, self.costs.computing(key):
                value = compute()
            self._remembered[key] = (value, frozenset(roles))
        self.costs.note_use(key)
        value, made_from = self._remembered[key]
        self._read |= made_from
        return value

    def missing_s(self, keys: Iterable[Any]) -> float:
        """How many seconds it took to compute those of some results that are not there any more."""
        return sum(self.costs.took_s.get(key, 0.0) for key in keys if key not in self._remembered)

    def areas(self, geometries: Sequence[BaseGeometry] | Geometries) -> list[Area]:
        """Planar and ellipsoidal area of each geometry, m²."""
        shapes = np.asarray(geometries, dtype=object)
        planar, ellipsoidal = self.area_arrays(shapes)
        return [Area(float(p), float(e)) for p, e in zip(planar, ellipsoidal, strict=True)]

    def area_arrays(self, geometries: Geometries) -> tuple[Floats, Floats]:
        """Planar and ellipsoidal areas as arrays, m²."""
        if self.crs is None:
            raise NotTestable(reasons.crs_unknown(None))
        return planar_area(geometries), ellipsoidal_area(geometries, self.crs)

    def area(self, geometry: BaseGeometry) -> Area:
        """Planar and ellipsoidal area of one geometry, m²."""
        return self.areas([geometry])[0]

    def registered(self, role: str, rows: npt.NDArray[np.int64]) -> float | None:
        """Sum of the registered areas of some rows in m²; None when one of them has none."""
        frame = self.table(role).frame
        if REGISTERED not in frame.columns:
            return None
        values = frame[REGISTERED].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
        return None if np.isnan(values).any() else float(values.sum())

    def repaired(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> int:
        """How many of a set's features had to be repaired before they could be measured."""
        key = ("repaired", chosen, tuple(self.years(defaults).values()))
        table = self.table(chosen.role)
        return int(self.remembered(key, lambda: int((~table.valid[self.rows(chosen, defaults)]).sum())))

    def _nothing_chosen(self, table: RoleTable, chosen: FeatureSet, defaults: Mapping[Year, int]) -> Any:
        for condition in chosen.where:
            if condition.operator in ("of_year", "is") and table.absent(condition.field).all():
                return reasons.field_missing(condition.field, table.layers[0].name)
        if any(condition.operator == "of_year" for condition in chosen.where):
            return reasons.no_features_of_year(chosen.role, self.years(defaults))
        return reasons.no_features(chosen.role)


def union_of(geometries: Geometries) -> BaseGeometry:
    """Union of polygons or lines. Polygons that meet without overlapping are joined by dropping their shared edges.

    That is many times faster than a full union and right only where borders match and nothing overlaps: then the
    result is valid and as large as its parts together. Anything else is joined the long way.
    """
    if len(geometries) == 1 and shapely.is_valid(geometries[0]):
        only: BaseGeometry = geometries[0]
        return only
    if (shapely.get_dimensions(geometries) == 2).all():
        together = float(shapely.area(geometries).sum())
        # GEOS itself refuses overlaps only above a millionth of the area.
        with suppress(shapely.errors.GEOSException):
            joined: BaseGeometry = shapely.coverage_union_all(geometries)
            if abs(joined.area - together) <= 1e-11 * together and joined.is_valid:
                return joined
    return shapely.union_all(geometries)


def polygonal(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of an intersection, without the lines and points where borders only touch."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = shapely.get_parts(geometry)
    return shapely.MultiPolygon(list(parts[shapely.get_dimensions(parts) == 2]))
