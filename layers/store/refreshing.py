"""A layer in memory brought up to date after a commit, without reading what did not change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from layers.descent import note_change
from layers.layer import Layer, Notice
from layers.store import loading
from layers.store.connection import in_words
from layers.store.opening import open_for_reading

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import numpy.typing as npt


def refreshed(layer: Layer, path: Path, fids: Iterable[int]) -> Layer:
    """The layer with these rows as they stand in the project now; from any thread. The given layer stays as it was.

    ``fids`` are those of ``ChangeSet.touched()``: changed, new and gone rows. The columns are those of a whole
    reading. ``sha256`` is empty, for that takes the whole table: ``services.checking.sealed`` finds it when it is asked
    for. Notices about the rows are added to those of the layer. AppError ``project.no_layer``.
    """
    import numpy as np

    wanted = np.unique(np.fromiter(fids, dtype=np.int64))
    opened = open_for_reading(path)
    try:
        with in_words(path):
            part = loading.load_layer(opened.connection, path, layer.name, wanted.tolist())
    finally:
        opened.close()
    fresh = part.frame.reindex(columns=layer.frame.columns).set_crs(layer.frame.crs, allow_override=True)
    noticed = tuple(dict.fromkeys((*layer.notices, *part.notices)))
    return with_rows(layer, fresh, wanted, noticed)


def with_rows(
    layer: Layer, fresh: gpd.GeoDataFrame, fids: npt.NDArray[np.int64], notices: tuple[Notice, ...] | None = None
) -> Layer:
    """The layer with the rows of ``fids`` as they are in ``fresh``, which has its columns; gone where not in there."""
    import numpy as np
    import pandas as pd

    at = layer.frame.index.get_indexer(fids) if len(fids) else np.empty(0, dtype=np.int64)
    if len(fresh) == len(fids) and (at >= 0).all():
        frame = _overwritten(layer.frame, fresh.loc[fids], at)
    else:
        kept = layer.frame[~layer.frame.index.isin(fids)]
        frames = [frame for frame in (kept, fresh) if len(frame)]
        frame = pd.concat(frames).sort_index() if frames else kept
    found = replace(layer, frame=frame, sha256="", notices=layer.notices if notices is None else notices)
    note_change(layer, found, fids.tolist())
    count = len(layer.frame)
    if len(frame) >= count and (frame.index[:count] == layer.frame.index).all():
        found.take_coordinates(layer, np.flatnonzero(frame.index.isin(fids)))
    return found


def _overwritten(frame: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame, at: npt.NDArray[np.intp]) -> gpd.GeoDataFrame:
    """A frame with some rows replaced; columns in which nothing differs are shared with the old one."""
    import pandas as pd

    found = frame.copy(deep=False)
    for name in frame.columns:
        before, now = frame[name].iloc[at], fresh[name]
        if before.dtype != now.dtype:
            found[name] = pd.concat([frame[name].drop(index=fresh.index), now]).reindex(frame.index)
        elif not before.reset_index(drop=True).equals(now.reset_index(drop=True)):
            values = frame[name].array.copy()
            values[at] = now.array
            found[name] = values
    return found
