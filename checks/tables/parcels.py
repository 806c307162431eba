"""Parcel indicators (地块控制指标): areas by each definition, and what the plan allows on every parcel."""

from __future__ import annotations

import numpy as np

from checks.measuring import REGISTERED, Snapshot
from checks.rule import FeatureSet
from checks.tables.table import Cell, Table, table

ID = "parcels"
WORDS = ("parcel_no", "class_code", "class_name", "part")
NUMBERS = (("far_max", None), ("density_max", "%"), ("green_min", "%"), ("height_max", "m"), ("phase", None))
COLUMNS = (
    ("layer", None), ("fid", None), *((name, None) for name in WORDS),
    ("planar", "m2"), ("ellipsoidal", "m2"), ("registered", "m2"), *NUMBERS, ("floor_area", "m2"),
)  # fmt: skip


def measure(snapshot: Snapshot) -> Table:
    """One row per planned parcel; ``floor_area`` is the area that decides times the highest FAR, m².

    Raises ``NotTestable`` as ``Snapshot.rows`` does.
    """
    rows = snapshot.rows(FeatureSet("zoning", "zoning"), {})
    parcels = snapshot.table("zoning")
    frame = parcels.part(rows)
    planar, ellipsoidal = (areas[rows] for areas in snapshot.row_areas("zoning"))

    def numbers(name: str) -> np.ndarray:
        if name not in frame.columns:
            return np.full(len(rows), np.nan)
        return np.asarray(frame[name].to_numpy(dtype=np.float64, na_value=np.nan))

    def words(name: str) -> list[Cell]:
        if name not in frame.columns:
            return [None] * len(rows)
        return list(frame[name].astype("string").to_numpy(dtype=object, na_value=None))

    registered = numbers(REGISTERED)
    decides = {"planar": planar, "ellipsoidal": ellipsoidal, "registered": registered}[snapshot.definition]
    measures = [planar, ellipsoidal, registered, *(numbers(name) for name, _ in NUMBERS), decides * numbers("far_max")]
    layers = [parcels.layers[number].name for number in parcels.layer_of_row[rows]]
    columns = [layers, parcels.fid[rows].tolist(), *map(words, WORDS), *map(_without_gaps, measures)]
    return table(COLUMNS, zip(*columns, strict=True))


def _without_gaps(values: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]
