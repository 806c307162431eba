"""Overlaps and gaps beside GEOS's coverage check, and how long the list of findings takes to follow one edit.

``python -m benchmarks.topology [p10k] [p100k] [p1m] [--rounds N]`` plants overlaps, corner overlaps, containments, gaps
and slivers of known number in the parcels of ``benchmarks.parcels``, prints what was found of them, the CPU seconds of
both in turn (medians), and the milliseconds that edits take afterwards.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.parcels import EPSG, SIZES, coverage
from layers.topology.gaps import gaps
from layers.topology.index import Index
from layers.topology.listing import TopologyList
from layers.topology.overlaps import overlaps

Objects = npt.NDArray[Any]

OVERLAPS, CORNERS, CONTAINED, GAPS, SLIVERS = 300, 60, 40, 50, 20


def damaged(shapes: Objects, seed: int = 7) -> tuple[Objects, dict[str, set[Any]]]:
    """The coverage with errors far from each other, and the truth: pairs, one place per gap, numbers of slivers."""
    random = np.random.default_rng(seed)
    shapes = shapes.copy()
    bounds = shapely.bounds(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    plain = (shapely.get_num_coordinates(shapes) < 60) & (shapely.get_num_interior_rings(shapes) == 0)
    size = bounds[:, 2] - bounds[:, 0]
    room = np.median(size)
    inner = plain & (bounds[:, 0] > west + room) & (bounds[:, 1] > south + room)
    inner &= (bounds[:, 2] < east - room) & (bounds[:, 3] < north - room)
    chosen: list[int] = []
    taken = np.zeros(len(shapes), dtype=np.bool_)
    tree = shapely.STRtree(shapes)
    for number in random.permutation(np.flatnonzero(inner)).tolist():
        beside = tree.query(shapely.box(*(bounds[number] + size[number] * np.array([-0.6, -0.6, 0.6, 0.6]))))
        if not taken[beside].any() and plain[beside].all():
            taken[beside] = True
            chosen.append(number)
        if len(chosen) == OVERLAPS + CORNERS + CONTAINED + GAPS + SLIVERS:
            break
    share = len(chosen) / (OVERLAPS + CORNERS + CONTAINED + GAPS + SLIVERS)
    counts = [int(count * share) for count in (OVERLAPS, CORNERS, CONTAINED, GAPS, SLIVERS)]
    groups = np.split(np.array(chosen), np.cumsum(counts))[:5]
    truth: dict[str, set[Any]] = {"pairs": set(), "gaps": set(), "slivers": set()}
    added: list[Any] = []
    for number in groups[0].tolist():
        _bulge(shapes, tree, number, truth)
    for number in groups[1].tolist():
        _corner(shapes, tree, number, truth)
    for number in groups[2].tolist():
        place = shapes[number].representative_point()
        added.append(shapely.box(place.x - 1, place.y - 1, place.x + 1, place.y + 1))
        truth["pairs"].add((number, len(shapes) + len(added) - 1))
    for number in groups[3].tolist():
        place = shapes[number].representative_point()
        hole = shapely.box(place.x - 2, place.y - 2, place.x + 2, place.y + 2)
        shapes[number] = shapely.difference(shapes[number], hole)
        truth["gaps"].add((number,))
    for number in groups[4].tolist():
        place = shapes[number].representative_point()
        strip = shapely.box(place.x - 4, place.y - 0.2, place.x + 4, place.y + 0.2)
        shapes[number] = shapely.difference(shapes[number], strip)
        added.append(strip)
        truth["slivers"].add(len(shapes) + len(added) - 1)
    return np.concatenate([shapes, np.array(added, dtype=object)]), truth


def _bulge(shapes: Objects, tree: Any, number: int, truth: dict[str, set[Any]]) -> None:
    """The longest edge of a parcel pushed half a metre into its neighbour, beside nothing else."""
    xy = shapely.get_coordinates(shapes[number])
    steps = np.diff(xy, axis=0)
    edge = int(np.argmax(np.hypot(*steps.T)))
    outward = np.array([steps[edge, 1], -steps[edge, 0]]) / np.hypot(*steps[edge])
    outward *= 1 if shapely.is_ccw(shapely.get_exterior_ring(shapes[number])) else -1
    middle = (xy[edge] + xy[edge + 1]) / 2 + outward * 0.5
    shapes[number] = shapely.Polygon(np.insert(xy, edge + 1, middle, axis=0))
    (other,) = [one for one in tree.query(shapely.Point(middle), predicate="intersects").tolist() if one != number]
    truth["pairs"].add((min(number, other), max(number, other)))


def _corner(shapes: Objects, tree: Any, number: int, truth: dict[str, set[Any]]) -> None:
    """A parcel of which one corner reaches a little into all those that it meets there."""
    patch = shapely.Point(shapely.get_coordinates(shapes[number])[0]).buffer(0.3, quad_segs=2)
    shapes[number] = shapely.union(shapes[number], patch)
    for other in tree.query(patch, predicate="intersects").tolist():
        if other != number and shapely.area(shapely.intersection(shapes[other], patch)) > 1e-6:
            truth["pairs"].add((min(number, other), max(number, other)))


def measured(shapes: Objects, rounds: int) -> tuple[float, float, list[Any], list[Any]]:
    """Median CPU seconds of ours and of the coverage check, in turn; what ours found."""
    ours, theirs = [], []
    for _ in range(rounds):
        started = time.process_time()
        index = Index(np.arange(len(shapes)), shapes, crs=pyproj.CRS.from_epsg(EPSG))
        pairs, holes = overlaps(index), gaps(index)
        ours.append(time.process_time() - started)
        started = time.process_time()
        shapely.coverage_invalid_edges(shapes)
        theirs.append(time.process_time() - started)
    return statistics.median(ours), statistics.median(theirs), pairs, holes


def compared(shapes: Objects, truth: dict[str, set[Any]], pairs: list[Any], holes: list[Any]) -> str:
    """Found of planted, and what was found beside it."""
    found = {tuple(sorted(one.fids)) for one in pairs}
    gap_fids = [one.fids for one in holes]
    return (
        f"overlaps {len(found & truth['pairs'])}/{len(truth['pairs'])} (+{len(found - truth['pairs'])} false), "
        f"gaps {len(set(gap_fids) & truth['gaps'])}/{len(truth['gaps'])} (+{len(gap_fids) - len(truth['gaps'])} false)"
    )


def edits(shapes: Objects, truth: dict[str, set[Any]], rounds: int) -> str:
    """Milliseconds until the list has followed an edit of one parcel, and how long the whole check took before."""
    started = time.process_time()
    todo = TopologyList(Index(np.arange(len(shapes)), shapes, crs=pyproj.CRS.from_epsg(EPSG)))
    whole = time.process_time() - started
    slivers = {entry.finding.fids[0] for entry in todo if entry.finding.kind == "sliver"}
    wide = [one for one in slivers if shapely.get_num_coordinates(shapes[one]) > 60]
    random = np.random.default_rng(3)
    taken = []
    for number in random.choice(len(shapes), rounds, replace=False).tolist():
        moved = shapely.transform(shapes[number], lambda xy: xy + 0.5)
        for shape in (moved, shapes[number]):
            started = time.perf_counter()
            todo.edit({number: shape})
            taken.append(1000 * (time.perf_counter() - started))
    return (
        f"slivers {len(slivers & truth['slivers'])}/{len(truth['slivers'])} "
        f"(+{len(slivers - truth['slivers']) - len(wide)} false, {len(wide)} roads); all kinds {whole:.1f} s CPU; "
        f"one edit {statistics.median(taken):.1f} ms, 95 % {sorted(taken)[int(len(taken) * 0.95)]:.1f} ms"
    )


def main() -> None:
    """Print a line or two per size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", default=["p10k", "p100k"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=100)
    request = parser.parse_args()
    for name in request.sizes:
        shapes = coverage(SIZES[name]).geometry.to_numpy()
        bad, truth = damaged(shapes)
        for label, subject in (("clean", shapes), ("damaged", bad)):
            ours, theirs, pairs, holes = measured(subject, request.rounds)
            told = compared(subject, truth if label == "damaged" else {"pairs": set(), "gaps": set()}, pairs, holes)
            print(f"{name} {label}: {ours:.2f} s CPU, coverage_invalid_edges {theirs:.2f}, {ours / theirs:.3f}; {told}")
        print(f"{name}: {edits(bad, truth, request.edits)}", flush=True)


if __name__ == "__main__":
    main()
