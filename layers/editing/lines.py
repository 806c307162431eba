"""Lines trimmed at what crosses them, and extended to what lies ahead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely

from core.messages import Text
from layers.editing.edit import Edit, Floats, Place, Refusal, Shape, Shapes, Surroundings, present
from layers.editing.noding import noded
from layers.editing.paths import key, paths_of, places_of, rebuilt, together

FARTHEST = 100.0
"""An end is extended to what lies within so many times the line's own length."""
_NO_LINE = Text("这个工具只用于线。", "This tool is for lines.")
_NOTHING_AHEAD = Text("前方没有可以延伸到的线或边界。", "No line or border lies ahead to extend to.")
_NOTHING_CROSSES = Text("没有线或边界与它相交。", "No line or border crosses it.")


def trim(near: Surroundings, fid: int, place: Place, cutters: Sequence[Shape]) -> Edit:
    """Take away the piece of a line at ``place``, up to where geometries ``cutters`` cross it on both sides.

    A piece in the middle leaves a line of two parts. What is kept gets no vertices but those at its new ends.
    """
    shape = _line(near, fid)
    lines = [path for cutter in cutters for path in paths_of(cutter) if len(path) > 1]
    cut: Shapes = {0: shape}
    met = {corner for path in lines for corner in places_of(path)}
    for path in lines:
        if shapely.is_simple(shapely.linestrings(path)):
            net = noded(cut, [path], [0])
            cut = net.shapes
            met |= set(places_of(net.paths[0]))  # where they cross, and vertices of the line that lie on the cutter
    paths = [_pieces(path, met) for path in paths_of(cut[0])]
    pieces = [piece for path in paths for piece in path]
    if len(pieces) == len(paths_of(shape)):
        raise Refusal("edit.uncrossed", _NOTHING_CROSSES, fids=[fid], place=shape)
    point = shapely.Point(place)
    gone = min(pieces, key=lambda piece: shapely.distance(piece, point))
    own = set(places_of(shapely.get_coordinates(shape)))
    kept = [run for path in paths for run in _runs(path, gone, own)]
    return Edit({fid: shape}, {fid: together([shapely.line_merge(together(kept))])})


def extend(near: Surroundings, fid: int, end: Place, targets: Sequence[Shape]) -> Edit:
    """Lengthen a line at one of its ends, in its direction there, to the next of the geometries ``targets``."""
    shape = _line(near, fid)
    paths = paths_of(shape)
    wanted = key(*end)
    for number, path in enumerate(paths):
        places = places_of(path)
        if wanted not in (places[0], places[-1]):
            continue
        forwards = path if wanted == places[-1] else path[::-1]
        there = _ahead(forwards, targets, shapely.length(shape))
        longer = np.concatenate([forwards, [there]])
        paths[number] = longer if wanted == places[-1] else longer[::-1]
        return Edit({fid: shape}, {fid: rebuilt(shape, paths)})
    raise Refusal("edit.no_vertex", Text("这里不是线的端点。", "This is no end of the line."), fids=[fid])


def _ahead(path: Floats, targets: Sequence[Shape], length: float) -> Floats:
    """The first place on a target in the direction in which a path ends."""
    way = path[-1] - path[-2]
    way = way / np.hypot(*way)
    ray = shapely.linestrings([path[-1], path[-1] + way * length * FARTHEST])
    borders = [shapely.boundary(one) if shapely.get_dimensions(one) == 2 else one for one in targets]
    met = [shapely.get_coordinates(shapely.intersection(border, ray)) for border in borders]
    places = np.concatenate([*met, np.empty((0, 2))])
    far = (places - path[-1]) @ way
    places, far = places[far > 1e-9 * length], far[far > 1e-9 * length]
    if not len(far):
        raise Refusal("edit.nothing_ahead", _NOTHING_AHEAD, place=ray)
    return np.asarray(places[int(np.argmin(far))])


def _line(near: Surroundings, fid: int) -> Shape:
    shape = present(near, [fid])[fid]
    if shapely.get_dimensions(shape) != 1:
        raise Refusal("edit.kind", _NO_LINE, fids=[fid])
    return shape


def _runs(pieces: Sequence[Shape], gone: Shape, own: set[Place]) -> list[Shape]:
    """Pieces that follow each other as one line with its ``own`` vertices, on both sides of the one that goes."""
    runs: list[list[Place]] = [[]]
    for piece in pieces:
        if piece is gone:
            runs.append([])
        else:
            runs[-1] += places_of(shapely.get_coordinates(piece))[1 if runs[-1] else 0 :]
    kept = [[run[0], *(one for one in run[1:-1] if one in own), run[-1]] for run in runs if run]
    return [shapely.linestrings(run) for run in kept]


def _pieces(path: Floats, nodes: set[Place]) -> list[Shape]:
    places = places_of(path)
    cuts = [0, *(row for row in range(1, len(places) - 1) if places[row] in nodes), len(places) - 1]
    return [shapely.linestrings(path[first : last + 1]) for first, last in pairwise(cuts)]
