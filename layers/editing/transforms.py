"""Features moved, turned, scaled, mirrored, copied and buffered; vertices aligned and corners made square."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import numpy as np
import shapely

from core.messages import Text
from layers.editing.areas import new_polygon
from layers.editing.checking import verified
from layers.editing.edit import Added, Edit, Floats, Place, Refusal, Shape, Surroundings, changed, polygons, present
from layers.editing.paths import Path, key, paths_of, places_of
from layers.editing.vertices import move_vertices

Mapped = Callable[[Floats], Floats]
"""Places (n, 2) to places (n, 2)."""
MOST_COPIES = 10_000
_NOTHING_LEFT = Text("这个距离会让要素消失。", "At this distance nothing of the feature is left.")
_NO_VERTEX_NEAR = Text("没有顶点在这条线的容差之内。", "No vertex is within the tolerance of that line.")
_SQUARE = Text("没有可以变成直角的角。", "There is no corner that could be made square.")


def moved(east: float, north: float) -> Mapped:
    """By so much, in units of the CRS."""
    return lambda xy: xy + np.array([east, north])


def moved_onto(here: Place, there: Place) -> Mapped:
    """So that ``here`` comes to lie on ``there`` to the bit."""

    def move(xy: Floats) -> Floats:
        found = xy + np.subtract(there, here)
        found[(xy == here).all(axis=1)] = there
        return np.asarray(found)

    return move


def turned(degrees: float, centre: Place) -> Mapped:
    """Clockwise about a place."""
    angle = np.radians(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return lambda xy: (xy - np.array(centre)) @ matrix + np.array(centre)


def scaled(east: float, north: float, centre: Place) -> Mapped:
    """By a factor in each direction about a place. Refusal ``edit.factor`` for 0."""
    if not east or not north:
        raise Refusal("edit.factor", Text("缩放系数不能为 0。", "The factor cannot be 0."))
    return lambda xy: (xy - np.array(centre)) * np.array([east, north]) + np.array(centre)


def mirrored(first: Place, second: Place) -> Mapped:
    """At the line through two places."""
    start, way = np.array(first), np.subtract(second, first)
    length = float(way @ way)
    if not length:
        raise Refusal("edit.axis", Text("对称轴的两点不能相同。", "The two places of the axis must differ."))

    def across(xy: Floats) -> Floats:
        foot = start + ((xy - start) @ way / length)[:, None] * way
        return np.asarray(2 * foot - xy)

    return across


def transform(
    near: Surroundings, fids: Sequence[int], change: Mapped, *, follow: bool = False, coverage: bool = True
) -> Edit:
    """Move, turn, scale or mirror features. ``follow``: neighbours keep their common vertices with them.

    Without it a coverage refuses where they would overlap others.
    """
    before = present(near, fids)
    if follow:
        places = {place for shape in before.values() for path in paths_of(shape) for place in places_of(path)}
        here = sorted(places)
        there = change(np.array(here))
        return move_vertices(near, {a: key(*b) for a, b in zip(here, there, strict=True)}, coverage=coverage)
    after = {fid: shapely.transform(shape, change) for fid, shape in before.items()}
    return verified(near, changed(before, after), coverage=coverage and _areal(before.values()))


def copy(near: Surroundings, fids: Sequence[int], changes: Sequence[Mapped], *, coverage: bool = False) -> Edit:
    """Copies with the same attributes, one set per change; the features themselves stay."""
    before = present(near, fids)
    if len(before) * len(changes) > MOST_COPIES:
        raise Refusal("edit.too_many", Text("副本太多。", "These are too many copies."))
    added = [Added(shapely.transform(shape, change), like=fid) for change in changes for fid, shape in before.items()]
    return verified(near, Edit({}, added=tuple(added)), coverage=coverage)


def buffer(
    near: Surroundings,
    fids: Sequence[int],
    distance: float,
    *,
    joins: Literal["round", "mitre", "bevel"] = "round",
    coverage: bool = False,
) -> Edit:
    """New polygons at a distance around features (negative: inside them). In a coverage they take only free land."""
    before = present(near, fids)
    shapes = {fid: shapely.buffer(shape, distance, join_style=joins) for fid, shape in before.items()}
    _require_something(shapes)
    if coverage:
        whole = shapely.union_all(np.array([*shapes.values(), None], dtype=object)[:-1])
        return new_polygon(near, whole, like=next(iter(before)))
    return Edit({}, added=tuple(Added(shape, like=fid) for fid, shape in shapes.items()))


def offset(
    near: Surroundings, fids: Sequence[int], distance: float, *, copied: bool = True, coverage: bool = False
) -> Edit:
    """Lines in parallel at a distance (to the left of their direction; negative: right), as copies or in their place.

    For polygons: the polygon grown or shrunk with sharp corners; a coverage refuses where it would overlap others.
    """
    before = present(near, fids)
    shapes: dict[int, Shape] = {}
    for fid, shape in before.items():
        if shapely.get_dimensions(shape) == 2:
            shapes[fid] = shapely.buffer(shape, distance, join_style="mitre")
        else:
            shapes[fid] = shapely.offset_curve(shape, distance, join_style="mitre")
    _require_something(shapes)
    edit = (
        Edit({}, added=tuple(Added(shape, like=fid) for fid, shape in shapes.items()))
        if copied
        else Edit(before, shapes)
    )
    return verified(near, edit, coverage=coverage and _areal(before.values()))


def align(
    near: Surroundings, fids: Sequence[int], edge: tuple[Place, Place], tolerance: float, *, coverage: bool = True
) -> Edit:
    """Put the vertices of features that are within ``tolerance`` of an edge (as far as it goes) onto it."""
    before = present(near, fids)
    first, way = np.array(edge[0]), np.subtract(edge[1], edge[0])
    length = float(way @ way)
    moves: dict[Place, Place] = {}
    for xy in (shapely.get_coordinates(shape) for shape in before.values()):
        share = (xy - first) @ way / length if length else np.full(len(xy), np.nan)
        foot = first + share[:, None] * way
        away = np.hypot(*(foot - xy).T)
        reach = tolerance / np.sqrt(length) if length else 0.0
        rows = np.flatnonzero((away <= tolerance) & (away > 0) & (share >= -reach) & (share <= 1 + reach))
        for row in rows.tolist():
            moves[key(*xy[row])] = _at_end(foot[row], float(share[row]), edge)
    moves = {here: there for here, there in moves.items() if here not in (key(*edge[0]), key(*edge[1]))}
    if not moves:
        raise Refusal("edit.none_near", _NO_VERTEX_NEAR, fids=before, place=shapely.linestrings([*edge]))
    return move_vertices(near, moves, fids=None if coverage else list(before), coverage=coverage)


def orthogonalise(near: Surroundings, fid: int, *, tolerance_deg: float = 15.0, coverage: bool = True) -> Edit:
    """Make corners of a polygon square whose edges are nearly along its main direction or across it.

    Each run of such edges comes to lie on its mean; vertices shared with neighbours move for them too.
    """
    shape = polygons(near, [fid])[fid]
    moves: dict[Place, Place] = {}
    angle = _main_direction(paths_of(shape))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    centre = shapely.get_coordinates(shapely.centroid(shape))[0]
    for path in paths_of(shape):
        local = (path[:-1] - centre) @ turn
        square = _squared(local, np.radians(tolerance_deg)) @ turn.T + centre
        for here, there in zip(path[:-1], square, strict=True):
            if np.hypot(*(here - there)) > 1e-9 * max(np.hypot(*local.T).max(), 1e-9):
                moves[key(*here)] = key(*there)
    if not moves:
        raise Refusal("edit.square", _SQUARE, fids=[fid])
    return move_vertices(near, moves, fids=None if coverage else [fid], coverage=coverage)


def _squared(local: Floats, tolerance: float) -> Floats:
    """A ring (n, 2, open) in its main direction with nearly level and upright edges made so."""
    step = np.roll(local, -1, axis=0) - local
    slope = np.arctan2(step[:, 1], step[:, 0])
    found = local.copy()
    for axis, off in ((1, np.abs(np.sin(slope))), (0, np.abs(np.cos(slope)))):
        runs = _runs(off <= np.sin(tolerance))
        length = np.hypot(*step.T)
        for run in runs:
            rows = np.array([*run, (run[-1] + 1) % len(local)])
            weight = np.zeros(len(local))
            for edge in run:
                weight[[edge, (edge + 1) % len(local)]] += length[edge]
            found[rows, axis] = float((local[rows, axis] * weight[rows]).sum() / weight[rows].sum())
    return found


def _runs(chosen: Floats) -> list[list[int]]:
    """Runs of chosen edges of a ring, one after the other."""
    rows = np.flatnonzero(chosen).tolist()
    if not rows or len(rows) == len(chosen):
        return [rows] if rows else []
    start = int(np.flatnonzero(~np.asarray(chosen, dtype=bool))[0])
    ordered = [row % len(chosen) for row in range(start + 1, start + 1 + len(chosen)) if chosen[row % len(chosen)]]
    runs: list[list[int]] = []
    for row in ordered:
        if runs and (runs[-1][-1] + 1) % len(chosen) == row:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _main_direction(paths: Sequence[Path]) -> float:
    """The direction (radians, within a quarter turn) along and across which most of the border runs."""
    step = np.concatenate([np.diff(path, axis=0) for path in paths])
    length, angle = np.hypot(*step.T), np.arctan2(step[:, 1], step[:, 0])
    return float(np.arctan2((length * np.sin(4 * angle)).sum(), (length * np.cos(4 * angle)).sum()) / 4)


def _at_end(foot: Floats, share: float, edge: tuple[Place, Place]) -> Place:
    if share <= 0 or share >= 1:
        return key(*edge[0 if share <= 0 else 1])
    return key(*foot)


def _require_something(shapes: dict[int, Shape]) -> None:
    gone = [fid for fid, shape in shapes.items() if shape.is_empty]
    if gone:
        raise Refusal("edit.vanishes", _NOTHING_LEFT, fids=gone)


def _areal(shapes: Iterable[Shape]) -> bool:
    return all(shapely.get_dimensions(shape) == 2 for shape in shapes)
