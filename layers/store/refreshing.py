"""A layer in memory brought up to date after a commit, without reading what did not change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from layers.layer import Layer
from layers.store import loading
from layers.store.connection import in_words
from layers.store.opening import open_for_reading


def refreshed(layer: Layer, path: Path, fids: Iterable[int]) -> Layer:
    """The layer with these rows as they stand in the project now; from any thread. The given layer stays as it was.

    ``fids`` are those of ``ChangeSet.touched()``: changed, new and gone rows. The columns are those of a whole
    reading. ``sha256`` is empty, for that takes the whole table: a check works on ``read_plan``.
    AppError ``project.no_layer``.
    """
    import numpy as np
    import pandas as pd

    wanted = np.unique(np.fromiter(fids, dtype=np.int64))
    opened = open_for_reading(path)
    try:
        with in_words(path):
            part = loading.load_layer(opened.connection, path, layer.name, wanted.tolist())
    finally:
        opened.close()
    kept = layer.frame[~layer.frame.index.isin(wanted)]
    fresh = part.frame.reindex(columns=layer.frame.columns).set_crs(layer.frame.crs, allow_override=True)
    frames = [frame for frame in (kept, fresh) if len(frame)]
    frame = pd.concat(frames).sort_index() if frames else kept
    return replace(layer, frame=frame, sha256="")
