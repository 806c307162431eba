"""A mend as an edit of a layer: ``layers.editing.changing`` makes the one undoable step of it."""

from __future__ import annotations

from typing import Any

import shapely

from layers.editing.edit import Added, Edit
from layers.topology.index import Index
from layers.topology.mends import Mend


def as_edit(mend: Mend, index: Index) -> Edit:
    """The edit that carries a mend out; what it is worked out on are the geometries that the index has."""
    before = {fid: _alone(index.shape(fid)) for fid in (*mend.updated, *mend.removed)}
    changed = {fid: shape for fid, shape in mend.updated.items() if not shapely.equals_identical(shape, before[fid])}
    added = tuple(Added(one.shape, one.like) for one in mend.added)
    return Edit({fid: before[fid] for fid in (*changed, *mend.removed)}, changed, added, mend.removed)


def _alone(shape: Any) -> Any:
    """One part alone as what it is, as editing reads it from the table."""
    parts = shapely.get_parts(shape)
    return parts[0] if len(parts) == 1 else shape
