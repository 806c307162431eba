"""Borders changed as wholes: simplified, densified, smoothed, each common stretch once, so that both sides agree.

A border runs from one vertex where three or more meet to the next; such vertices stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

import numpy as np
import shapely

from core.messages import Text
from layers.editing.checking import overlapping, verified
from layers.editing.edges import edges_of
from layers.editing.edit import Edit, Objects, Place, Refusal, Shape, Surroundings, changed, present, touching
from layers.editing.paths import Path, is_ring, paths_of, places_of, rebuilt

Border = tuple[Place, ...]
Change = Callable[[Path], Path]
_ROUNDS = 8
MOST_VERTICES = 5_000_000
"""Densifying stops before a mistyped distance fills the memory."""

_KEPT = Text(
    "{count} 段边界保持原样：改动会使面自相交或与邻面重叠。",
    "{count} borders stay as they are: changing them would let polygons cross themselves or overlap.",
)
_SAME = Text("没有边界需要改变。", "No border needs to be changed.")
_DISTANCE = Text("距离必须大于 0。", "The distance must be greater than 0.")
_TOO_MANY = Text("这个间距会产生过多的顶点。", "This spacing would make far too many vertices.")


def simplify(near: Surroundings, fids: Sequence[int], tolerance: float, *, coverage: bool = True) -> Edit:
    """Leave out vertices that are nearer than ``tolerance`` (units of the CRS) to the line without them.

    Douglas-Peucker (1973), border by border.
    """
    _require_positive(tolerance)

    def thinned(path: Path) -> Path:
        found = shapely.get_coordinates(shapely.simplify(shapely.linestrings(path), tolerance, preserve_topology=False))
        return np.asarray(found) if len(found) >= (4 if is_ring(path) else 2) else path

    return _with_borders(near, fids, thinned, coverage=coverage)


def densify(near: Surroundings, fids: Sequence[int], longest: float, *, coverage: bool = True) -> Edit:
    """New vertices on all edges longer than ``longest`` (units of the CRS), at equal distances."""
    _require_positive(longest)
    length = sum(float(shapely.length(shape)) for shape in present(near, fids).values())
    if length / longest > MOST_VERTICES:
        raise Refusal("edit.too_many", _TOO_MANY)

    def thickened(path: Path) -> Path:
        parts = []
        for first, last in pairwise(path):
            count = max(int(np.ceil(np.hypot(*(last - first)) / longest)), 1)
            parts.append(first + (last - first) * (np.arange(count) / count)[:, None])
        return np.concatenate([*parts, path[-1:]])

    return _with_borders(near, fids, thickened, coverage=coverage)


def smooth(near: Surroundings, fids: Sequence[int], *, rounds: int = 2, coverage: bool = True) -> Edit:
    """Cut corners, each round at a quarter of both edges (Chaikin 1974); ends of borders stay."""
    if not 1 <= rounds <= 5:
        raise Refusal("edit.rounds", Text("平滑次数为 1 到 5。", "Smooth once to five times."))

    def rounded(path: Path) -> Path:
        for _ in range(rounds):
            path = _corners_cut(path)
        return path

    return _with_borders(near, fids, rounded, coverage=coverage)


def _corners_cut(path: Path) -> Path:
    if len(path) < 3:
        return path
    first, last = path[:-1], path[1:]
    cut = np.stack([0.75 * first + 0.25 * last, 0.25 * first + 0.75 * last], axis=1).reshape(-1, 2)
    if is_ring(path):
        return np.concatenate([cut, cut[:1]])
    return np.concatenate([path[:1], cut[1:-1], path[-1:]])


def _with_borders(near: Surroundings, fids: Sequence[int], change: Change, *, coverage: bool) -> Edit:
    """The edit in which every border of the features is what ``change`` makes of it.

    Borders that would make something invalid stay; how many is told.
    """
    chosen = present(near, fids)
    groups = (
        [{**touching(near, chosen.values()), **chosen}] if coverage else [{fid: one} for fid, one in chosen.items()]
    )
    before: dict[int, Shape] = {}
    after: dict[int, Shape] = {}
    kept = 0
    for around in groups:
        made, stayed = _group_changed(around, [fid for fid in chosen if fid in around], change, coverage=coverage)
        kept += stayed
        for fid, shape in made.items():
            before[fid], after[fid] = around[fid], shape
    edit = changed(before, after)
    if not edit:
        raise Refusal("edit.same", _SAME, _KEPT.format(count=kept) if kept else None, fids=fids)
    edit = verified(near, edit, coverage=coverage)
    return edit.telling(_KEPT.format(count=kept)) if kept else edit


def _group_changed(
    around: Mapping[int, Shape], chosen: Sequence[int], change: Change, *, coverage: bool
) -> tuple[dict[int, Shape], int]:
    nodes = _nodes(around)
    borders = {fid: [_borders(path, nodes) for path in paths_of(shape)] for fid, shape in around.items()}
    own = {border for fid in chosen for ring in borders[fid] for border, _ in ring}
    new: dict[Border, Path] = {}
    for border in own:
        path = np.array(border)
        made = change(path)
        if len(made) != len(path) or (made != path).any():
            new[border] = made
    count = len(new)
    for _ in range(_ROUNDS):
        concerned = [fid for fid, rings in borders.items() if any(one in new for ring in rings for one, _ in ring)]
        made_shapes = {fid: rebuilt(around[fid], [_path(ring, new) for ring in borders[fid]]) for fid in concerned}
        wrong = _wrong(around, made_shapes, coverage=coverage)
        if not wrong:
            return made_shapes, count - len(new)
        for fid in wrong:
            for ring in borders[fid]:
                for border, _ in ring:
                    new.pop(border, None)
    return {}, count


def _wrong(around: Mapping[int, Shape], made: Mapping[int, Shape], *, coverage: bool) -> set[int]:
    """Features that became invalid, vanished, or overlap others."""
    wrong = {fid for fid, shape in made.items() if shape is None or not shapely.is_valid(shape)}
    wrong |= {
        fid
        for fid, shape in made.items()
        if shape is not None and len(shapely.get_parts(shape)) != len(shapely.get_parts(around[fid]))
    }
    if wrong or not made or not coverage:
        return wrong
    fids = [*made, *(fid for fid in around if fid not in made)]
    shapes: Objects = np.array([*({**around, **made}[fid] for fid in fids), None], dtype=object)[:-1]
    if shapely.get_dimensions(shapes).min() < 2:
        return wrong
    pairs = overlapping(shapes, range(len(made)))
    old: Objects = np.array([*(around[fid] for fid in fids), None], dtype=object)[:-1]
    for first, second in pairs:
        if not shapely.relate_pattern(old[first], old[second], "T********"):
            wrong |= {fids[first], fids[second]} & set(made)
    return wrong


def _nodes(shapes: Mapping[int, Shape]) -> set[Place]:
    """Vertices where the edges of all features do not simply run on."""
    ends = edges_of(shapes.values()).reshape(-1, 2)
    places, counts = np.unique(ends, axis=0, return_counts=True)
    return set(places_of(places[counts != 2]))


def _borders(path: Path, nodes: set[Place]) -> list[tuple[Border, bool]]:
    """A ring or line as borders, each in the one direction that both sides agree on, and whether it was turned."""
    places = places_of(path)
    cuts = [row for row, place in enumerate(places[:-1]) if place in nodes]
    if is_ring(path):
        start = cuts[0] if cuts else places.index(min(places))
        open_ring = places[:-1]
        places = [*open_ring[start:], *open_ring[: start + 1]]
        cuts = [row - start for row in cuts]
    rows = sorted({0, *cuts, len(places) - 1})
    found = []
    for first, last in pairwise(rows):
        border = tuple(places[first : last + 1])
        turned = border[::-1] < border
        found.append((border[::-1] if turned else border, turned))
    return found


def _path(ring: Sequence[tuple[Border, bool]], new: Mapping[Border, Path]) -> Path:
    parts = []
    for border, turned in ring:
        path = new[border] if border in new else np.array(border)
        parts.append(path[::-1] if turned else path)
    joined = [part[:-1] for part in parts[:-1]]
    return np.concatenate([*joined, parts[-1]])


def _require_positive(distance: float) -> None:
    if not 0 < distance < float("inf"):
        raise Refusal("edit.distance", _DISTANCE)
