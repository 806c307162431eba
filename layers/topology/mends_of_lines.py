"""Mends of networks: ends brought to the line they were meant to meet, lines split where they meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from core.messages import Text
from layers.topology.finding import Finding
from layers.topology.index import Index
from layers.topology.lines import target
from layers.topology.mends import Added, Maker, Mend

Floats = npt.NDArray[np.float64]

EXTEND = Text("延伸到线 {fid} 并在此打断", "Extend it to line {fid} and split that there")
TRIM = Text("剪到与线 {fid} 的交点并在此打断", "Trim it to where it crosses line {fid} and split that there")
SPLIT = Text("在此打断", "Split there")
ALLOW = Text("允许（注明原因）", "Allow it, with a reason")


def _dangle(index: Index, one: Finding) -> Iterator[Mend]:
    (fid,) = one.fids
    row = index.rows([fid])[0]
    end = shapely.get_coordinates(one.place)[0]
    goal = target(index, int(row), end)
    if goal is not None:
        yield from _brought(index, fid, end, shapely.get_coordinates(goal)[0])
    yield Mend("allow", ALLOW)


def _brought(index: Index, fid: int, end: Floats, goal: Floats) -> Iterator[Mend]:
    reach = index.scale.units(index.settings.tolerance_m)
    others = index.around(np.array([[*(goal - reach), *(goal + reach)]]))
    point = shapely.Point(goal)
    for row in others.tolist():
        other = index.fid(row)
        if other == fid or shapely.distance(index.shapes[row], point) > reach:
            continue
        shape = index.shape(fid)
        crossing = shapely.get_parts(shapely.intersection(shape, index.shapes[row]))
        crossing = crossing[shapely.get_type_id(crossing) == shapely.GeometryType.POINT]
        near = crossing[shapely.distance(crossing, shapely.Point(end)) <= index.scale.units(index.settings.dangle_m)]
        if len(near):
            goal = shapely.get_coordinates(near[0])[0]
            moved = _trimmed(shape, end, goal, reach)
        else:
            moved = _with_end(shape, end, goal)
        if moved is None:
            continue
        pieces = _split(index.shapes[row], goal, reach)
        label = (TRIM if len(near) else EXTEND).format(fid=other)
        added = tuple(Added(piece, other) for piece in pieces[1:])
        yield Mend("trim" if len(near) else "extend", label, {fid: moved, other: pieces[0]}, added=added)


def _unsplit(index: Index, one: Finding) -> Iterator[Mend]:
    place = shapely.get_coordinates(one.place)[0]
    reach = index.scale.units(index.settings.tolerance_m)
    updated: dict[int, Any] = {}
    added: list[Added] = []
    for fid in one.fids:
        pieces = _split(index.shape(fid), place, reach)
        updated[fid] = pieces[0]
        added += [Added(piece, fid) for piece in pieces[1:]]
    yield Mend("split", SPLIT, updated, added=tuple(added))
    yield Mend("allow", ALLOW)


def _split(shape: Any, place: Floats, reach: float) -> list[Any]:
    """A line as the pieces before and after a place on it, which both have as an end."""
    pieces: list[Any] = []
    for part in shapely.get_parts(shape):
        pieces += _split_part(part, place, reach)
    return pieces


def _split_part(part: Any, place: Floats, reach: float) -> list[Any]:
    point = shapely.Point(place)
    if shapely.distance(part, point) > reach:
        return [part]
    xy = shapely.get_coordinates(part)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    found: list[Any] = []
    begin = xy[:1]
    last = 0
    for number in range(len(xy) - 1):
        step = shapely.LineString(xy[number : number + 2])
        here = along[number] + shapely.line_locate_point(step, point)
        on = shapely.distance(step, point) <= reach
        if not on or here <= along[0] + reach or here >= along[-1] - reach or here >= along[number + 1] - reach:
            continue
        found.append(_line(np.concatenate([begin, xy[last + 1 : number + 1], [place]])))
        begin, last = place[None, :], number
    for number in range(1, len(xy) - 1):  # at a vertex
        if not found and np.hypot(*(xy[number] - place)) <= reach:
            return [_line(xy[: number + 1]), _line(xy[number:])]
    return [*found, _line(np.concatenate([begin, xy[last + 1 :]]))]


def _line(xy: Floats) -> Any:
    keep = np.concatenate([[True], (xy[1:] != xy[:-1]).any(axis=1)])
    return shapely.LineString(xy[keep])


def _with_end(shape: Any, end: Floats, goal: Floats) -> Any:
    """The line with one end moved."""
    parts = []
    for part in shapely.get_parts(shape):
        xy = shapely.get_coordinates(part)
        for place in (0, -1):
            if (xy[place] == end).all():
                xy[place] = goal
        if len(np.unique(xy, axis=0)) < 2:
            return None
        parts.append(shapely.LineString(xy))
    return parts[0] if len(parts) == 1 else shapely.multilinestrings(parts)


def _trimmed(shape: Any, end: Floats, goal: Floats, reach: float) -> Any:
    """The line without the piece between ``goal`` and its end."""
    pieces = _split(shape, goal, reach)
    kept = [piece for piece in pieces if not (shapely.get_coordinates(piece)[[0, -1]] == end).all(axis=1).any()]
    if not kept or len(kept) == len(pieces):
        return None
    return kept[0] if len(kept) == 1 else shapely.multilinestrings(kept)


MAKERS: dict[str, Maker] = {"dangle": _dangle, "unsplit": _unsplit}
