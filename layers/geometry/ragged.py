"""Geometry objects to flat coordinate arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Coordinates

Rows = npt.NDArray[np.int64]


BLOCK = 5_000
"""So many geometries are taken apart at a time: shapely holds the interpreter meanwhile, of a million for seconds."""


def ragged(geometries: npt.NDArray[Any]) -> Coordinates:
    """Flatten points, lines and polygons (single or multi, mixed; null and empty give no part).

    Rings of polygons become parts in order, outer ring first. Z and M are dropped.
    """
    if len(geometries) <= BLOCK:
        return _flattened(geometries)
    blocks = [_flattened(geometries[begin : begin + BLOCK]) for begin in range(0, len(geometries), BLOCK)]
    counts = np.concatenate([np.diff(one.part_starts) for one in blocks])
    return Coordinates(
        xy=np.concatenate([one.xy for one in blocks]),
        part_starts=np.append(0, np.cumsum(counts)).astype(np.int64),
        part_feature=np.concatenate([BLOCK * number + one.part_feature for number, one in enumerate(blocks)]),
        part_hole=np.concatenate([one.part_hole for one in blocks]),
    )


def _flattened(geometries: npt.NDArray[Any]) -> Coordinates:
    parts, part_feature = shapely.get_parts(geometries, return_index=True)
    there = ~shapely.is_empty(parts)
    parts, part_feature = parts[there], part_feature[there]
    holes = np.zeros(len(parts), dtype=np.bool_)
    polygonal = np.isin(shapely.get_type_id(parts), [shapely.GeometryType.POLYGON])
    if polygonal.any():
        rings, ring_part = shapely.get_rings(parts, return_index=True)
        others = np.flatnonzero(~polygonal)
        pieces = np.concatenate([rings, parts[others]])
        owner = np.concatenate([ring_part, others])
        order = np.argsort(owner, kind="stable")
        owner = owner[order]
        parts, part_feature = pieces[order], part_feature[owner]
        holes = np.concatenate([[False], owner[1:] == owner[:-1]])
    xy = shapely.get_coordinates(parts)
    counts = shapely.get_num_coordinates(parts)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Coordinates(xy=xy, part_starts=starts, part_feature=part_feature.astype(np.int64), part_hole=holes)


def with_features(before: Coordinates, rows: Rows, geometries: npt.NDArray[Any]) -> Coordinates:
    """The coordinates after the features of some rows (k, ascending) have got other geometries (k).

    Rows from the end on are new. All others stay where they are and are copied in blocks: of a million features that
    takes a hundredth of what flattening all would.
    """
    fresh = ragged(geometries)
    starts, parts = before.part_starts, before.part_feature
    first, last = np.searchsorted(parts, rows, "left"), np.searchsorted(parts, rows, "right")
    mine = np.arange(len(rows))
    fresh_first, fresh_last = (np.searchsorted(fresh.part_feature, mine, side) for side in ("left", "right"))
    # By turns: a stretch of what stays, one feature that is new.
    ends = np.append(first, len(parts))
    begins = np.append(0, last)
    kept = [slice(int(begin), int(end)) for begin, end in zip(begins, ends, strict=True)]
    new = [slice(int(begin), int(end)) for begin, end in zip(fresh_first, fresh_last, strict=True)]

    def woven(old: npt.NDArray[Any], other: npt.NDArray[Any], of_kept: list[slice], of_new: list[slice]) -> Any:
        pieces = [old[of_kept[0]]]
        for one, following in zip(of_new, of_kept[1:], strict=True):
            pieces += [other[one], old[following]]
        return np.concatenate(pieces)

    counts = woven(np.diff(starts), np.diff(fresh.part_starts), kept, new)
    places = [slice(int(starts[one.start]), int(starts[one.stop])) for one in kept]
    fresh_places = [slice(int(fresh.part_starts[one.start]), int(fresh.part_starts[one.stop])) for one in new]
    return Coordinates(
        xy=woven(before.xy, fresh.xy, places, fresh_places),
        part_starts=np.append(0, np.cumsum(counts)).astype(np.int64),
        part_feature=woven(parts, rows[fresh.part_feature], kept, new),
        part_hole=woven(before.part_hole, fresh.part_hole, kept, new),
    )
