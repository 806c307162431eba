"""A small town of parcels and random edits of it, and what must be true of a coverage after each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from layers.editing import areas, borders, composing, deleting, merging, splitting, transforms, vertices
from layers.editing.edge_area import move_edge_to_area
from layers.editing.edges import edges_of
from layers.editing.edit import Edit, Refusal
from layers.editing.paths import key
from layers.editing.surroundings import FeaturesAround, ShapesAround, of_shapes, put
from layers.geometry.area import planar_area
from layers.topology.edges import free_edges, rings_of
from tests.editing_drawn_moves import DrawnMoves

WEST, SOUTH, SIDE = 560_000.0, 4_480_000.0, 100.0
SAME_AREA = frozenset(
    ("split", "shares", "cut", "merge", "explode", "densify", "equal",
     "extend", "trim", "collect", "give_away")
)  # fmt: skip
"""Tools that move no border: the whole has the same area afterwards."""


def town(columns: int, lines: int, seed: int = 1) -> dict[int, Any]:
    """Parcels with irregular corners and a vertex in the middle of each side, all shared to the bit."""
    random = np.random.default_rng(seed)
    corner = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(lines + 1.0)), axis=-1) * SIDE
    corner += random.uniform(-20, 20, corner.shape) + np.array([WEST, SOUTH])
    level = (corner[:, 1:] + corner[:, :-1]) / 2 + random.uniform(-8, 8, (lines + 1, columns, 2))
    upright = (corner[1:] + corner[:-1]) / 2 + random.uniform(-8, 8, (lines, columns + 1, 2))
    return {
        row * columns + column: shapely.polygons(
            [
                corner[row, column], level[row, column], corner[row, column + 1], upright[row, column + 1],
                corner[row + 1, column + 1], level[row + 1, column], corner[row + 1, column], upright[row, column],
            ]
        )
        for row in range(lines)
        for column in range(columns)
    }  # fmt: skip


class Moves(DrawnMoves):
    """Random edits of a coverage. ``near`` is the coverage as it stands; ``shapes`` the same by fid."""

    def __init__(self, shapes: dict[int, Any], random: np.random.Generator, *, grid: bool = False) -> None:
        self.shapes = dict(shapes)
        self.random = random
        listed = np.array([*shapes.values(), None], dtype=object)[:-1]
        self.near: FeaturesAround | ShapesAround = (
            of_shapes(np.array(list(shapes)), listed) if grid else ShapesAround(shapes)
        )
        self.next_fid = max(shapes) + 1
        self.gaps: list[Any] = []
        self.tools: dict[str, Callable[[], Edit]] = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(self) if name.startswith("do_")
        }

    def propose(self, name: str) -> Edit | Refusal:
        """What a tool answers for random arguments."""
        try:
            return self.tools[name]()
        except Refusal as refusal:
            return refusal

    def apply(self, edit: Edit) -> tuple[dict[int, Any], tuple[int, ...]]:
        """Carry an edit out; what takes it back."""
        fids = tuple(range(self.next_fid, self.next_fid + len(edit.added)))
        self.next_fid += len(fids)
        put(self.near, edit, fids)
        self.shapes.update(edit.changed)
        for fid in edit.removed:
            del self.shapes[fid]
        self.shapes.update(zip(fids, (one.geometry for one in edit.added), strict=True))
        return dict(edit.before), fids

    # What is picked at random

    def fid(self) -> int:
        fids = list(self.shapes)
        return int(fids[self.random.integers(len(fids))])

    def pair(self) -> tuple[int, int]:
        """Two parcels that touch."""
        first = self.fid()
        shape = self.shapes[first]
        others = [
            fid
            for fid, one in self.near.around(shape.bounds).items()
            if fid != first and shapely.relate_pattern(one, shape, "****1****")
        ]
        return first, int(others[self.random.integers(len(others))]) if others else self.fid()

    def edge(self, fid: int) -> tuple[Any, Any]:
        edges = edges_of([self.shapes[fid]])
        first, last = edges[self.random.integers(len(edges))]
        return key(*first), key(*last)

    def vertex(self) -> Any:
        return self.edge(self.fid())[int(self.random.integers(2))]

    def shift(self, size: float) -> Any:
        return self.random.uniform(-size, size, 2)

    def line(self, fid: int) -> Any:
        """A bent line across a parcel and beyond."""
        centre = shapely.get_coordinates(shapely.centroid(self.shapes[fid]))[0]
        angle = self.random.uniform(0, np.pi)
        way = np.array([np.cos(angle), np.sin(angle)]) * self.random.uniform(40, 120)
        return np.array([centre - way, centre + self.shift(15), centre + way])

    def square(self, size: float, fid: int | None = None) -> Any:
        """A rectangle with a corner in a parcel, or anywhere about."""
        away = self.shift(60 if fid is None else 5)
        x, y = shapely.get_coordinates(shapely.centroid(self.shapes[self.fid() if fid is None else fid]))[0] + away
        return shapely.box(x, y, x + self.random.uniform(3, size), y + self.random.uniform(3, size))

    # Tools

    def do_move(self) -> Edit:
        here = self.vertex()
        return vertices.move_vertices(self.near, {here: key(*(np.array(here) + self.shift(15)))})

    def do_move_edge(self) -> Edit:
        first, last = self.edge(self.fid())
        by = self.shift(10)
        return vertices.move_vertices(self.near, {one: key(*(np.array(one) + by)) for one in (first, last)})

    def do_insert(self) -> Edit:
        first, last = self.edge(self.fid())
        place = (np.array(first) + np.array(last)) / 2 + self.shift(2)
        return vertices.insert_vertex(self.near, (first, last), key(*place))

    def do_delete(self) -> Edit:
        return vertices.delete_vertices(self.near, [self.vertex()])

    def do_split(self) -> Edit:
        fids = sorted({*self.pair()})
        return splitting.split_by_line(self.near, fids, self.line(fids[0]))

    def do_shares(self) -> Edit:
        shares = self.random.uniform(1, 3, 3).tolist()
        bearing = float(self.random.uniform(0, 360))
        return splitting.split_by_shares(self.near, self.fid(), shares, bearing=bearing, measure=planar_area)

    def do_cut(self) -> Edit:
        fid = self.fid()
        area = shapely.area(self.shapes[fid]) * self.random.uniform(0.2, 0.8)
        bearing = float(self.random.uniform(0, 360))
        edit = splitting.cut_to_area(self.near, fid, area, bearing=bearing, measure=planar_area)
        assert abs(shapely.area(edit.added[0].geometry) - area) <= 0.01
        return edit

    def do_edge_area(self) -> Edit:
        fid = self.fid()
        area = shapely.area(self.shapes[fid]) * self.random.uniform(0.9, 1.1)
        spare = ("neighbour", "new", "nobody")[int(self.random.integers(3))]
        edge = self.edge(fid)
        edit = move_edge_to_area(self.near, fid, edge, area, measure=planar_area, spare=spare)  # type: ignore[arg-type]
        assert abs(shapely.area(edit.changed[fid]) - area) <= 0.01
        return edit

    def do_merge(self) -> Edit:
        return merging.merge(self.near, sorted({*self.pair()}))

    def do_give_away(self) -> Edit:
        return deleting.delete_into_neighbours(self.near, sorted({*self.pair()}))

    def do_fill_gaps(self) -> Edit:
        return composing.fill_gaps(self.near, sorted({*self.pair()}), longest=bool(self.random.integers(2)))

    def do_explode(self) -> Edit:
        return splitting.explode(self.near, [self.fid()])

    def do_reshape(self) -> Edit:
        fid = self.fid()
        return areas.reshape(self.near, fid, self.line(fid) + self.shift(40))

    def do_new(self) -> Edit:
        return areas.new_polygon(self.near, self.square(60), against="take")

    def do_new_free(self) -> Edit:
        return areas.new_polygon(self.near, self.square(150))

    def do_erase(self) -> Edit:
        fid = self.fid()
        land = self.square(30, fid)
        self.gaps.append(key(*shapely.get_coordinates(shapely.centroid(land))[0]))
        return areas.erase(self.near, [fid, *self.pair()], land)

    def do_hole(self) -> Edit:
        fid = self.fid()
        return areas.add_hole(self.near, fid, self.square(15, fid), filled=bool(self.random.integers(2)))

    def do_fill(self) -> Edit:
        place = self.gaps.pop(int(self.random.integers(len(self.gaps)))) if self.gaps else self.vertex()
        return areas.fill_gap(self.near, place, longest=bool(self.random.integers(2)))

    def do_simplify(self) -> Edit:
        return borders.simplify(self.near, sorted({*self.pair()}), float(self.random.uniform(0.5, 4)))

    def do_densify(self) -> Edit:
        return borders.densify(self.near, [self.fid()], float(self.random.uniform(20, 60)))

    def do_smooth(self) -> Edit:
        return borders.smooth(self.near, [self.fid()], rounds=1)

    def do_square(self) -> Edit:
        return transforms.orthogonalise(self.near, self.fid())

    def do_align(self) -> Edit:
        fid = self.fid()
        ring = self.ring(fid)
        start = int(self.random.integers(len(ring)))
        return transforms.align(self.near, [fid], (ring[start], ring[(start + 2) % len(ring)]), 12.0)

    def do_turn(self) -> Edit:
        fid = self.fid()
        centre = key(*shapely.get_coordinates(shapely.centroid(self.shapes[fid]))[0])
        return transforms.transform(
            self.near, [fid], transforms.turned(float(self.random.uniform(-8, 8)), centre), follow=True
        )


def pairing_faults(shapes: dict[int, Any]) -> str:
    """What is wrong with the edges of a coverage, "" where nothing is.

    Every edge is there once, or twice in opposite directions; edges that are there once do not cross or overlap.
    """
    listed = np.array([*shapes.values(), None], dtype=object)[:-1]
    if not shapely.is_valid(listed).all():
        return "invalid"
    free = free_edges(rings_of(listed))
    ends = np.sort(np.stack([free.start, free.end], axis=1).view(np.complex128)[..., 0], axis=1)
    ordered = ends[np.lexsort([part for one in ends.T for part in (one.real, one.imag)])]
    if (ordered[1:] == ordered[:-1]).all(axis=1).any():
        return "an edge more than once in one direction"
    lines = free.lines()
    first, second = shapely.STRtree(lines).query(lines)
    first, second = first[first < second], second[first < second]
    meet = shapely.intersects(lines[first], lines[second])
    first, second = first[meet], second[meet]
    bad = ~(ends[first][:, :, None] == ends[second][:, None, :]).any(axis=(1, 2))
    # Those with a common end lie on each other only where they have one direction: few have, and these are looked at.
    way = ends[:, 1] - ends[:, 0]
    along = np.flatnonzero(np.abs((way[first].conj() * way[second]).imag) <= 1e-6 * np.abs(way[first] * way[second]))
    one, other = lines[first[along]], lines[second[along]]
    bad[along] |= shapely.overlaps(one, other) | shapely.covers(one, other) | shapely.covers(other, one)
    return f"free edges meet at {lines[first[bad][0]]}" if bad.any() else ""


def total_area(shapes: dict[int, Any]) -> float:
    return float(shapely.area(np.array([*shapes.values(), None], dtype=object)[:-1]).sum())
