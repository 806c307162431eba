"""The one picture of a plan that a run measures from.

Geometry of each role is transformed once into the plan's measuring CRS; unions and boxes are kept, so that every
quantity has one measuring function. Nothing here knows a tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.rule import Condition, FeatureSet, Year
from checks.selecting import Mask, matching
from core.feedback import Feedback
from layers.geometry.area import ellipsoidal_area, planar_area
from layers.geometry.crs import transformed
from layers.roles import ROLES

if TYPE_CHECKING:
    import pyproj
    from shapely.geometry.base import BaseGeometry

    from layers.layer import Layer
    from layers.plan import Plan

Geometries = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
REGISTERED = "area_registered_m2"


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
class RoleTable:
    """All features bound to one role, in the order of their layers.

    ``frame`` holds the attributes with a plain 0…n-1 index; ``layer_of_row`` and ``fid`` say where a row is from.
    """

    role: str
    layers: tuple[Layer, ...]
    frame: pd.DataFrame
    layer_of_row: npt.NDArray[np.int64]
    fid: npt.NDArray[np.int64]
    crs: pyproj.CRS | None

    def __len__(self) -> int:
        return len(self.frame)

    def absent(self, name: str) -> Mask:
        """Rows whose layer does not have the field at all."""
        lacking = np.array([name not in layer.frame.columns for layer in self.layers])
        return np.asarray(lacking[self.layer_of_row], dtype=bool)

    def names(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """The features' names, ``fid n`` where they have none."""
        fallback = [f"fid {number}" for number in self.fid[rows]]
        if "name" not in self.frame.columns:
            return fallback
        named = self.frame["name"].iloc[rows].astype("string").to_numpy(dtype=object, na_value=None)
        return [name or other for name, other in zip(named, fallback, strict=True)]

    @cached_property
    def without_crs(self) -> Mask:
        """Rows whose layer's CRS is unknown, or whose coordinates do not fit it."""
        lost = np.array([layer.crs is None for layer in self.layers]) | (self.crs is None)
        return np.asarray(lost[self.layer_of_row] | ~self._finite, dtype=bool)

    @cached_property
    def geometry(self) -> Geometries:
        """Plane geometry in the measuring CRS, row by row, as it is in the files (null and invalid included)."""
        parts = [self._of_layer(layer) for layer in self.layers]
        return np.concatenate(parts) if parts else np.empty(0, dtype=object)

    @cached_property
    def usable(self) -> Mask:
        """Rows with a geometry that is not empty."""
        return np.asarray(~(shapely.is_missing(self.geometry) | shapely.is_empty(self.geometry)), dtype=bool)

    @cached_property
    def areal(self) -> Mask:
        """Rows that have an area: lines and points drawn for an area role would measure 0 and hide everything."""
        return np.asarray(shapely.get_dimensions(self.geometry) == 2, dtype=bool)

    @cached_property
    def valid(self) -> Mask:
        """Rows whose geometry is valid."""
        return np.asarray(shapely.is_valid(self.geometry), dtype=bool)

    @cached_property
    def measurable(self) -> Geometries:
        """The geometry with invalid shapes repaired (rings kept, areas swept twice counted once)."""
        broken = self.usable & ~self.valid
        if not broken.any():
            return self.geometry
        repaired = self.geometry.copy()
        repaired[broken] = shapely.make_valid(repaired[broken], method="structure", keep_collapsed=False)
        return repaired

    @cached_property
    def _finite(self) -> Mask:
        """Swapped axes or a zone prefix make a transformation answer ``inf`` without an exception."""
        bounds = shapely.bounds(self.geometry)
        return np.asarray(~np.isinf(bounds).any(axis=1), dtype=bool)

    def _of_layer(self, layer: Layer) -> Geometries:
        shapes = np.asarray(layer.frame.geometry.to_numpy(), dtype=object)
        if shapely.has_z(shapes).any():
            shapes = shapely.force_2d(shapes)
        if layer.crs is None or self.crs is None:
            return shapes
        return transformed(shapes, layer.crs, self.crs)


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
        self._unions: dict[tuple[FeatureSet, tuple[int | None, ...]], BaseGeometry] = {}
        self._remembered: dict[Any, Any] = {}

    def years(self, defaults: Mapping[Year, int]) -> dict[Year, int | None]:
        """Base and target year: the plan's, else the pack's."""
        return {
            "base": self.plan.base_year or defaults.get("base"),
            "target": self.plan.target_year or defaults.get("target"),
        }

    def table(self, role: str) -> RoleTable:
        """All features of a role. Raises ``NotTestable`` when the role is unbound."""
        if role not in self._tables:
            layers = self.plan.bound(role)
            if not layers:
                raise NotTestable(reasons.role_unbound(role))
            self._tables[role] = _table(role, layers, self.crs)
        return self._tables[role]

    def bound(self, role: str) -> bool:
        """Whether some layer has the role."""
        return bool(self.plan.bound(role))

    def rows(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> npt.NDArray[np.int64]:
        """Row numbers of a set's features that have a geometry.

        Raises ``NotTestable`` when the role is unbound, no feature is left, the CRS is unknown, or an area role
        holds lines or points.
        """
        table = self.table(chosen.role)
        mask = matching(table.frame, chosen.where, self.years(defaults))
        if not mask.any():
            raise NotTestable(self._nothing_chosen(table, chosen, defaults))
        if table.without_crs[mask].any():
            lost = table.layers[table.layer_of_row[mask & table.without_crs][0]]
            raise NotTestable(reasons.crs_unknown(lost.name))
        mask &= table.usable
        if not mask.any():
            raise NotTestable(reasons.no_features(chosen.role))
        if ROLES[chosen.role].kinds == ("polygon",) and not table.areal[mask].all():
            raise NotTestable(reasons.not_polygons(chosen.role))
        return np.flatnonzero(mask)

    def geometries(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> Geometries:
        """Geometry of a set's features in the measuring CRS, repaired where invalid."""
        rows = self.rows(chosen, defaults)
        return self.table(chosen.role).measurable[rows]

    def union(self, chosen: FeatureSet, defaults: Mapping[Year, int]) -> BaseGeometry:
        """Union of a set's features: holes honoured, overlaps once."""
        key = (chosen, tuple(self.years(defaults).values()))
        if key not in self._unions:
            self._unions[key] = union_of(self.geometries(chosen, defaults))
        if self._unions[key].is_empty:
            raise NotTestable(reasons.no_features(chosen.role))
        return self._unions[key]

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
        areas: tuple[Floats, Floats] = self.remembered(
            ("areas", role), lambda: self.area_arrays(self.table(role).measurable)
        )
        return areas

    def remembered(self, key: Any, compute: Any) -> Any:
        """A result kept for the length of the run, computed the first time it is asked for."""
        if key not in self._remembered:
            self._remembered[key] = compute()
        return self._remembered[key]

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
        table = self.table(chosen.role)
        return int((~table.valid[self.rows(chosen, defaults)]).sum())

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


def _table(role: str, layers: tuple[Layer, ...], crs: pyproj.CRS | None) -> RoleTable:
    frames = [pd.DataFrame(layer.frame.drop(columns=layer.frame.geometry.name)) for layer in layers]
    counts = [len(frame) for frame in frames]
    frame = frames[0].reset_index(drop=True) if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    fid = np.concatenate([np.asarray(layer.frame.index, dtype=np.int64) for layer in layers])
    owner = np.repeat(np.arange(len(layers)), counts)
    return RoleTable(role, layers, frame, owner, fid, crs)
