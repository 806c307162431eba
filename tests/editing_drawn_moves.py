"""More random edits of a town: what is drawn, snapped, traced, typed, copied; features taken as a whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from layers.editing import areas, drawing, lines, merging, splitting, transforms, vertices
from layers.editing.constraints import Typed, next_point
from layers.editing.edit import Edit
from layers.editing.paths import key, places_of
from layers.editing.snapping import SnapIndex, SnapSettings, snapped_shapes
from layers.editing.surroundings import ShapesAround
from layers.editing.tracing import Traces
from layers.geometry.area import planar_area

if TYPE_CHECKING:
    from tests.editing_moves import Moves as _Base
else:
    _Base = object

CRS = pyproj.CRS.from_epsg(4546)
BOUNDARY_POINTS = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=37
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""


class DrawnMoves(_Base):
    """Tools of ``Moves`` that draw, or that take features as a whole."""

    def ring(self, fid: int) -> list[Any]:
        """The corners of the outer ring of a parcel."""
        part = shapely.get_parts(self.shapes[fid])[0]
        return places_of(shapely.get_coordinates(part.exterior))[:-1]

    def centre(self, fid: int) -> Any:
        return shapely.get_coordinates(shapely.point_on_surface(self.shapes[fid]))[0]

    def outermost(self) -> int:
        """A parcel at the rim: the most eastern, western, southern or northern of some."""
        fids = [self.fid() for _ in range(40)]
        axis, sign = int(self.random.integers(2)), int(self.random.choice([-1, 1]))
        return max(fids, key=lambda fid: sign * float(self.centre(fid)[axis]))

    def put_in(self, shape: Any) -> Edit:
        """A drawn polygon, by one of the two ways."""
        return areas.new_polygon(self.near, shape, against="take" if self.random.integers(4) else "fill")

    # Drawn

    def do_rectangle(self) -> Edit:
        first, second = self.edge(self.fid())
        third = np.array(first) + self.shift(25)
        return self.put_in(drawing.rectangle_on_edge(first, second, key(*third)))

    def do_circle(self) -> Edit:
        centre = key(*(self.centre(self.fid()) + self.shift(30)))
        return self.put_in(drawing.circle(centre, float(self.random.uniform(3, 25)), deviation=0.2))

    def do_arc(self) -> Edit:
        middle = self.centre(self.fid())
        first, on, last = (key(*(middle + self.shift(30))) for _ in range(3))
        return self.put_in(shapely.polygons(drawing.arc(first, on, last, deviation=0.2)))

    def do_lots(self) -> Edit:
        corner = key(*(self.centre(self.fid()) + self.shift(30)))
        made = drawing.lots(
            corner, bearing=float(self.random.uniform(0, 360)), width=14, depth=9, columns=2, rows=2, street=4
        )
        return self.put_in(made[int(self.random.integers(len(made)))])

    def do_coordinates(self) -> Edit:
        square = self.square(40)
        text = "\n".join(f"J{number} {x:.3f}，{y:.3f}" for number, (x, y) in enumerate(square.exterior.coords[:-1]))
        return self.put_in(drawing.shape_of(drawing.places_in(text), "polygon"))

    def do_boundary_points(self) -> Edit:
        corners = shapely.get_coordinates(shapely.orient_polygons(self.square(40), exterior_cw=True))
        points = [f"J{number % (len(corners) - 1) + 1},1,{y:.3f},37{x:.3f}" for number, (x, y) in enumerate(corners)]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "界址点.txt"
            file.write_text("\n".join([BOUNDARY_POINTS + "4,0.1,1,地块,面,,,,@", *points, ""]), encoding="utf-8")
            (added,) = drawing.from_boundary_points(file, CRS)
        return self.put_in(added.geometry)

    def do_traced(self) -> Edit:
        """A polygon whose one side follows a border."""
        fid = self.fid()
        ring = self.ring(fid)
        start = int(self.random.integers(len(ring)))
        end = (start + int(self.random.integers(1, min(len(ring), 4)))) % len(ring)
        path = Traces([self.shapes[fid]]).trace(ring[start], ring[end])
        return self.put_in(shapely.polygons(np.concatenate([path, [self.centre(fid)]])))

    # Snapped and typed

    def do_snapped(self) -> Edit:
        """A vertex dragged near something, and let go where the cursor is drawn to."""
        here = self.vertex()
        near = {fid: one for fid, one in self.near.around((*here, *here)).items() if one is not None}
        box = shapely.total_bounds(np.array(list(near.values())))
        index = SnapIndex([snapped_shapes("zoning", near)], tuple(box.tolist()))
        kinds = frozenset(("vertex", "edge", "midpoint", "intersection", "perpendicular", "extension"))
        cursor = key(*(np.array(here) + self.shift(20)))
        found = index.snap(cursor, SnapSettings(8.0, kinds), start=here, without=here)
        return vertices.move_vertices(self.near, {here: cursor if found is None else found.place})

    def do_typed(self) -> Edit:
        here = self.vertex()
        typed = Typed(length=float(self.random.uniform(1, 12)), bearing=float(self.random.uniform(0, 360)))
        return vertices.move_vertices(self.near, {here: next_point(typed, here, here)})

    # Many at once

    def _many(self) -> list[Any]:
        """All vertices in a window."""
        middle, reach = self.centre(self.fid()), float(self.random.uniform(40, 90))
        box = (*(middle - reach), *(middle + reach))
        corners = {place for one in self.near.around(box).values() for place in places_of(shapely.get_coordinates(one))}
        return sorted(place for place in corners if max(abs(place[0] - middle[0]), abs(place[1] - middle[1])) <= reach)

    def do_move_many(self) -> Edit:
        by = self.shift(6)
        return vertices.move_vertices(self.near, {one: key(*(np.array(one) + by)) for one in self._many()})

    def do_delete_many(self) -> Edit:
        shapes = self.near.around(tuple(np.repeat([self.centre(self.fid())], 2, axis=0).ravel().tolist()))
        places = {place for shape in shapes.values() for place in places_of(shapely.get_coordinates(shape))}
        ends = vertices.neighbours_of(self.near.around(shapely.total_bounds(list(shapes.values())).tolist()), places)
        plain = sorted(place for place, others in ends.items() if len(others) == 2)
        return vertices.delete_vertices(self.near, plain[:: int(self.random.integers(2, 4))])

    # Features as a whole

    def do_shift(self) -> Edit:
        fids = sorted({*self.pair()})
        return transforms.transform(self.near, fids, transforms.moved(*self.shift(8).tolist()), follow=True)

    def do_scale(self) -> Edit:
        fid = self.fid()
        factors = self.random.uniform(0.93, 1.06, 2).tolist()
        return transforms.transform(self.near, [fid], transforms.scaled(*factors, key(*self.centre(fid))), follow=True)

    def do_copy(self) -> Edit:
        """Copies to the outside of the town, where there is room for some."""
        fid = self.outermost()
        ways = [transforms.moved(*self.shift(160).tolist())]
        return transforms.copy(self.near, [fid], ways, coverage=True)

    def do_mirror(self) -> Edit:
        """A parcel at the rim mirrored outwards, at its own longest edge."""
        fid = self.outermost()
        first, last = max(
            zip(ring := self.ring(fid), [*ring[1:], ring[0]], strict=True),
            key=lambda edge: float(self.random.uniform()) + np.hypot(*np.subtract(*edge)) / 1e3,
        )
        outwards = transforms.copy(self.near, [fid], [transforms.mirrored(first, last)])
        return self.put_in(outwards.added[0].geometry)

    def do_buffer(self) -> Edit:
        return transforms.buffer(self.near, [self.outermost()], float(self.random.uniform(2, 9)), coverage=True)

    def do_offset(self) -> Edit:
        distance = float(self.random.uniform(-6, 1))
        return transforms.offset(self.near, [self.fid()], distance, copied=False, coverage=True)

    def do_collect(self) -> Edit:
        return merging.collect(self.near, sorted({self.fid(), self.fid()}))

    def do_clip(self) -> Edit:
        fid = self.fid()
        return areas.clip(self.near, [fid], shapely.buffer(self.square(70, fid), 15, join_style="mitre"))

    def do_fill_hole(self) -> Edit:
        holes = [
            (fid, ring)
            for fid, shape in self.shapes.items()
            if shapely.get_num_coordinates(shape) > 8
            for part in shapely.get_parts(shape)
            for ring in part.interiors
        ]
        fid, ring = holes[int(self.random.integers(len(holes)))] if holes else (self.fid(), None)
        land = shapely.polygons(ring) if ring is not None else self.shapes[fid]
        return areas.fill_hole(self.near, fid, key(*shapely.get_coordinates(shapely.point_on_surface(land))[0]))

    # Split otherwise

    def do_equal(self) -> Edit:
        count = int(self.random.integers(2, 6))
        bearing = float(self.random.uniform(0, 360))
        return splitting.split_by_shares(self.near, self.fid(), [1.0] * count, bearing=bearing, measure=planar_area)

    def do_extend(self) -> Edit:
        """A short line in a parcel extended to its borders both ways, then the parcel split by it."""
        fid = self.fid()
        middle = self.centre(fid)
        short = shapely.linestrings([middle, middle + self.shift(1.5)])
        for end in (0, -1):
            beside = ShapesAround({0: short})
            edit = lines.extend(beside, 0, key(*shapely.get_coordinates(short)[end]), [self.shapes[fid]])
            short = edit.changed[0]
        return splitting.split_by_line(self.near, [fid], shapely.get_coordinates(short))

    def do_trim(self) -> Edit:
        """A long line trimmed at the borders of a parcel, then the parcel split by what is left."""
        fid = self.fid()
        line = shapely.linestrings(self.line(fid))
        outside = [piece for piece in shapely.get_parts(shapely.difference(line, self.shapes[fid])) if piece.length > 1]
        for piece in outside:
            place = key(*shapely.get_coordinates(shapely.line_interpolate_point(piece, 0.5, normalized=True))[0])
            line = lines.trim(ShapesAround({0: line}), 0, place, [self.shapes[fid]]).changed[0]
        inside = max(shapely.get_parts(line), key=shapely.length)
        return splitting.split_by_line(self.near, [fid], shapely.get_coordinates(inside))
