"""Making a diagnosis: words, the features meant, the repairs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from core.messages import Text
from layers.doctor.diagnosis import Change, Diagnosis, Patient, Repair
from layers.formats.vector import numbered
from layers.layer import Notice

KEPT_FIDS = 100_000
"""A diagnosis names at most so many features; what concerns more of them concerns the layer."""

REPAIR_IN_SOURCE = Text("在源数据中修正。", "Correct it in the source.")


def found(
    patient: Patient,
    code: str,
    message: Text,
    rows: npt.NDArray[Any],
    /,
    *,
    repair: Text | None = None,
    repairs: Sequence[Repair] = (),
    words: Mapping[str, object] | None = None,
) -> list[Diagnosis]:
    """A diagnosis about ``rows`` (a mask or row numbers); none at all when there are no such rows.

    ``message`` may have ``{file}``, ``{rows}`` and the names of ``words``. Without ``repair`` the labels of
    ``repairs`` are the repair.
    """
    numbers = np.flatnonzero(rows) if rows.dtype == bool else rows
    if not len(numbers):
        return []
    fids = patient.frame.index.to_numpy()[numbers]
    filled = message.format(file=patient.file, rows=numbered(fids), **(words or {}))
    notice = Notice(code, filled, patient.file, repair or offered(repairs) or REPAIR_IN_SOURCE)
    return [Diagnosis(notice, tuple(int(fid) for fid in fids[:KEPT_FIDS]), tuple(repairs))]


def offered(repairs: Sequence[Repair]) -> Text | None:
    """What can be done, as one sentence; None when nothing can."""
    if not repairs:
        return None
    zh = "；或".join(repair.label.zh for repair in repairs)
    en = "; or ".join(repair.label.en[:1].lower() + repair.label.en[1:] for repair in repairs)
    return Text(f"{zh}。", f"{en[:1].upper()}{en[1:]}.")


def on_geometry(change: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]) -> Change:
    """A repair of the geometry array as a repair of the frame; the frame given is left as it is."""

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        mended = frame.copy()
        mended[frame.geometry.name] = gpd.GeoSeries(
            change(np.asarray(frame.geometry.to_numpy(), dtype=object)), index=frame.index, crs=frame.crs
        )
        return mended

    return apply


def without(fids: npt.NDArray[np.int64]) -> Change:
    """Take features out of a frame."""

    def apply(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return frame[~frame.index.isin(fids)].copy()

    return apply
