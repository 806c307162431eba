"""Small plans in memory: shapes in metres about an origin in EPSG:4546, no files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from checks.engine import run
from checks.finding import CheckRun, Finding, Stage
from checks.pack import load_pack
from checks.rule import RulePack
from layers.layer import Layer
from layers.plan import Plan
from layers.roles import ROLES

CRS = pyproj.CRS.from_epsg(4546)
ORIGIN = np.array([560_000.0, 4_480_000.0])


def box(x: float, y: float, width: float, height: float) -> BaseGeometry:
    """A rectangle with its lower left corner ``x``, ``y`` metres from the origin."""
    return moved(shapely.box(x, y, x + width, y + height))


def line(*points: tuple[float, float]) -> BaseGeometry:
    """A line through points in metres from the origin."""
    return moved(shapely.LineString(points))


def moved(shape: BaseGeometry) -> BaseGeometry:
    """A shape drawn about 0, 0 taken to the origin."""
    return shapely.transform(shape, lambda xy: xy + ORIGIN)


def layer(
    role: str,
    shapes: Sequence[BaseGeometry | None],
    *,
    stem: str | None = None,
    crs: pyproj.CRS | None = CRS,
    **fields: Sequence[Any],
) -> Layer:
    """A layer with typed columns as reading gives them; ``None`` in a field is an empty value."""
    columns = pd.DataFrame({key: list(values) for key, values in fields.items()}, index=range(len(shapes)))
    frame = gpd.GeoDataFrame(columns.convert_dtypes(), geometry=list(shapes), crs=crs)
    kind = (ROLES[role].kinds or ("polygon",))[0]
    return Layer(stem or role, role, frame, crs, kind, Path(f"{role}.shp"), "0" * 64, {key: key for key in fields})


def plan(*layers: Layer, **terms: Any) -> Plan:
    """A plan of these layers; planar areas, so that a rectangle has the area one expects."""
    return Plan("test", layers, Path(), **({"area_definition": "planar"} | terms))


@cache
def horinger() -> RulePack:
    """The pack that Lantu brings."""
    return load_pack("horinger")


def check(subject: Plan, *only: str, stage: Stage = "plan", at: str = "2025-06-01T00:00:00+08:00") -> CheckRun:
    """Run the pack's rules of a stage."""
    return run(subject, [horinger()], stage=stage, only=only, at=at, version="test")


def finding(subject: Plan, rule: str) -> Finding:
    """The one finding of a plan rule."""
    (found,) = check(subject, rule).findings
    return found


def reviewed(subject: Plan, rule: str) -> list[Finding]:
    """The findings of a project rule, one per footprint that it applies to."""
    return list(check(subject, rule, stage="project").findings)


def footprint(**fields: Any) -> Layer:
    """One footprint of one hectare (15 亩) at the origin with these attributes."""
    return layer("project_footprints", [box(0, 0, 100, 100)], **{key: [value] for key, value in fields.items()})
