"""Layers that cover themselves are told from coverages without compiled kernels, as with them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from maps.drawing.display import DisplayLayer, display_layer
from maps.drawing.self_cover import covers_itself
from maps.raster import compiled
from tests.factories import CRS, box, layer

SIDE = 1_000.0


def display(*shapes: shapely.Geometry) -> DisplayLayer:
    """A layer of these polygons as it is drawn."""
    return display_layer(layer("zoning", shapes, class_code=["0701"] * len(shapes)), CRS)


def grid(count: int = 20) -> list[shapely.Geometry]:
    """Squares side by side."""
    step = SIDE / count
    return [box(x * step, y * step, step, step) for x in range(count) for y in range(count)]


def ring(outer: float, inner: float) -> shapely.Geometry:
    """A square with a square hole in its middle."""
    middle = (SIDE - inner) / 2
    return shapely.difference(box(0, 0, outer, outer), box(middle, middle, inner, inner))


CASES = {
    "squares side by side": (grid(), False),
    "one square": ([box(0, 0, SIDE, SIDE)], False),
    "a square over others": ([*grid(), box(100, 100, 300, 30)], True),
    "a square in a hole": ([ring(SIDE, 200), box(400, 400, 200, 200)], False),
    "a square larger than the hole": ([ring(SIDE, 200), box(350, 400, 300, 200)], True),
    "one twice": ([box(0, 0, SIDE, SIDE)] * 2, True),
    "a sliver that does not show": ([box(0, 0, 500.2, SIDE), box(500, 0, 500, SIDE)], False),
    "the same the other way round": ([shapely.reverse(box(0, 0, SIDE, SIDE)), box(10, 10, 50, 50)], True),
    "apart": ([box(0, 0, 10, 10), box(900, 900, 100, 100)], False),
}


@pytest.mark.parametrize("name", CASES)
def test_what_covers_itself_is_found_line_by_line(name: str) -> None:
    shapes, expected = CASES[name]
    drawn = display(*shapes)
    assert covers_itself(drawn.parts, drawn.turned) is expected


def test_both_ways_of_finding_out_agree_on_many_layers() -> None:
    assert compiled.warm_up()
    random = np.random.default_rng(3)
    found = set()
    for _ in range(60):
        shapes = [
            shapely.affinity.rotate(box(*random.uniform(0, 800, 2), *random.uniform(20, 120, 2)), random.uniform(0, 90))
            for _ in range(random.integers(2, 7))
        ]
        drawn = display(*shapes)
        found.add(drawn.overlapping)
        assert covers_itself(drawn.parts, drawn.turned) is drawn.overlapping
    assert found == {True, False}


def test_a_layer_is_looked_at_without_kernels_only_where_they_were_forgone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "ready", lambda: False)
    monkeypatch.setattr(compiled, "_forgone", False)
    shapes = [box(0, 0, SIDE, SIDE)] * 2
    assert not display(*shapes).overlapping
    compiled.forgo()
    assert display(*shapes).overlapping
