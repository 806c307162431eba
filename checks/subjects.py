"""What a finding is about, and the key by which it is found again in another run."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from checks.finding import Subject
from checks.measuring import RoleTable, Snapshot
from checks.rule import Rule

STABLE_FIELDS = ("parcel_no", "project", "name")


def plan_subject(rule: Rule, snapshot: Snapshot) -> Subject:
    """A plan rule is about its first role: the first file bound to it, or nothing."""
    bound = snapshot.layers(rule.roles[0]) if rule.roles else ()
    return Subject(bound[0].name if bound else None)


def project_subjects(table: RoleTable) -> list[Subject]:
    """One subject per footprint, named by ``project``, else by ``name``."""
    names: list[str | None] = [None] * len(table)
    for field in ("name", "project"):
        if field in table.frame.columns:
            stated = _words(table.frame[field])
            names = [word or name for word, name in zip(stated, names, strict=True)]
    layers = [table.layers[number].name for number in table.layer_of_row]
    return [Subject(layer, int(fid), name) for layer, fid, name in zip(layers, table.fid, names, strict=True)]


def project_keys(table: RoleTable) -> list[str]:
    """``layer|field=value`` by the first stable field whose value is unique in its layer, else ``layer|fid=n``."""
    found: list[str | None] = [None] * len(table)
    for field in STABLE_FIELDS:
        if field not in table.frame.columns:
            continue
        words = pd.Series(_words(table.frame[field]), dtype=object)
        repeated = pd.DataFrame({"layer": table.layer_of_row, "word": words}).duplicated(keep=False)
        for row in np.flatnonzero((words.notna() & ~repeated).to_numpy()).tolist():
            found[row] = found[row] or f"{field}={words[row]}"
    return [
        f"{table.layers[layer].name}|{key or f'fid={fid}'}"
        for layer, key, fid in zip(table.layer_of_row, found, table.fid, strict=True)
    ]


def round_place(place: BaseGeometry | None, snapshot: Snapshot) -> str:
    """A point of the place on a grid of ten times the coordinate tolerance; empty without a place."""
    if place is None or place.is_empty:
        return ""
    grid = 10 * snapshot.tolerance.xy_m
    point = shapely.point_on_surface(place)
    return f"{round(point.x / grid) * grid:.10g},{round(point.y / grid) * grid:.10g}"


def _words(column: pd.Series) -> list[str | None]:
    return list(column.astype("string").to_numpy(dtype=object, na_value=None))
