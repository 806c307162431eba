"""Random edits with every tool on a coverage, examined after each; and one dragged vertex in a very large layer.

Run as ``python benchmarks/editing.py [operations] [parcels] [features] [seed]`` from the checkout (10 000, 3 000,
1 000 000, 1). After each edit: edges paired, common coordinates the same to the bit, the area unchanged where it must
be (1e-9); ``coverage_is_valid`` after every tenth; at the end everything taken back: the same bytes. Then, with
``features`` parcels: what a frame of a drag and its end cost, and the commit in a project of its own.
"""

from __future__ import annotations

import collections
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.commit import SIDE, million
from core.messages import Text
from layers.editing.changing import as_changes
from layers.editing.edit import Edit
from layers.editing.snapping import SnapIndex, Snapped, SnapSettings
from layers.editing.surroundings import RowsAround, of_shapes
from layers.editing.vertices import move_vertices, preview_move
from layers.geometry.ragged import ragged
from layers.project import Project
from tests.editing_moves import SAME_AREA, Moves, pairing_faults, total_area, town


def operations(count: int, parcels: int, seed: int) -> None:
    """Random edits of a coverage; ``AssertionError`` at the first that is not as it must be."""
    across = max(int(np.sqrt(parcels)), 1)
    moves = Moves(town(across, max(parcels // across, 1), seed), np.random.default_rng(seed), grid=True)
    begun = {fid: shape.wkb for fid, shape in moves.shapes.items()}
    names, done = list(moves.tools), []
    applied, refused = collections.Counter[str](), collections.Counter[str]()
    times = collections.defaultdict[str, list[float]](list)
    for number in range(count):
        name = names[int(moves.random.integers(len(names)))]
        if number % 500 == 0:
            print(f"{number} operations, {len(moves.shapes)} parcels", flush=True)
        started = time.process_time()
        edit = moves.propose(name)
        times[name].append(time.process_time() - started)
        if not isinstance(edit, Edit):
            refused[name] += 1
            continue
        before = total_area(moves.shapes)
        done.append(moves.apply(edit))
        applied[name] += 1
        fault = pairing_faults(moves.shapes)
        assert not fault, (number, name, fault)
        if name in SAME_AREA:
            assert abs(total_area(moves.shapes) - before) <= 1e-9 * before, (number, name)
        if number % 10 == 0:
            assert shapely.coverage_is_valid(np.array(list(moves.shapes.values()))), (number, name)
    for shapes, added in reversed(done):
        for fid in added:
            del moves.shapes[fid]
        moves.shapes.update(shapes)
    assert {fid: shape.wkb for fid, shape in moves.shapes.items()} == begun, "undo"
    print(f"{sum(applied.values())} edits carried out, {sum(refused.values())} refused; all checks passed")
    for name in names:
        middle = 1000 * float(np.median(times[name])) if times[name] else 0.0
        print(f"  {name:12} {applied[name]:5} done {refused[name]:5} refused  {middle:7.1f} ms CPU (median)")


def dragging(features: int) -> None:
    """A shared corner of a large layer dragged and dropped."""
    loaded = million(features)
    shapes = loaded.table.geometry.to_numpy()
    started = time.perf_counter()
    near = of_shapes(np.arange(len(shapes)), shapes)
    print(f"index of {len(shapes)} features: {time.perf_counter() - started:.2f} s")
    corners = [tuple(shapely.get_coordinates(shapes[row])[0].tolist()) for row in _rows(len(shapes), 200)]
    drop = {corner: (corner[0] + SIDE / 7, corner[1] + SIDE / 9) for corner in corners}
    _told("preview of a drag", [lambda c=c: preview_move(near, {c: drop[c]}) for c in corners])  # type: ignore[misc]
    _told("move worked out", [lambda c=c: move_vertices(near, {c: drop[c]}) for c in corners])  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "a.gpkg", author="") as project:
        table = project.import_layer(loaded)
        schema = project.schema(table)
        rows = RowsAround(project.file.connection, table, schema)

        def dropped(corner: tuple[float, float]) -> None:
            edit = move_vertices(rows, {corner: drop[corner]})
            project.commit(as_changes(project, table, edit, Text("移动顶点", "Move a vertex")))

        _told("move worked out, committed", [lambda c=c: dropped(c) for c in corners])  # type: ignore[misc]


def snapping() -> None:
    """Queries of a view with 100 000 vertices."""
    shapes = np.array(list(town(112, 112).values()))
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    started = time.perf_counter()
    index = SnapIndex([Snapped("zoning", ragged(shapes), np.arange(len(shapes)))], (west, south, east, north))
    print(f"snapping index of {len(index)} edges: {1000 * (time.perf_counter() - started):.0f} ms")
    settings = SnapSettings(5.0, frozenset(("vertex", "edge", "midpoint", "intersection", "extension")))
    cursors = np.random.default_rng(1).uniform((west, south), (east, north), (500, 2)).tolist()
    _told("snap", [lambda c=c: index.snap((c[0], c[1]), settings, start=(west, south)) for c in cursors])  # type: ignore[misc]


def _rows(count: int, wanted: int) -> list[int]:
    return np.random.default_rng(1).permutation(count)[:wanted].tolist()  # type: ignore[no-any-return]


def _told(what: str, acts: list) -> None:  # type: ignore[type-arg]
    times = []
    for act in acts:
        started = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - started))
    print(f"{what}: median {np.median(times):.2f} ms, 95 % within {np.percentile(times, 95):.2f} ms")


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:5]]
    asked = [*given, *[10_000, 3_000, 1_000_000, 1][len(given) :]]
    snapping()
    if asked[2]:
        dragging(asked[2])
    operations(asked[0], asked[1], asked[3])
