"""The display list: flat arrays, levels of detail kept within bounds and on disk, mended after an edit."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from layers.layer import Layer
from maps import raster
from maps.drawing import detail_files
from maps.drawing.detail import BYTES, Details, snapped
from maps.drawing.display import DisplayLayer, display_layer, renewed
from maps.drawing.ring_order import Ragged
from maps.raster import compiled
from tests.maps_plans import CRS, EAST, NORTH, layer_of, square, town

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def kernels() -> None:
    assert raster.warm_up()


def rings(parts: Ragged) -> list[shapely.Polygon]:
    return [shapely.Polygon(part) for part in np.split(parts.xy, parts.starts[1:-1])]


def wavy(count: int = 30, vertices: int = 120) -> list[shapely.Polygon]:
    """Columns of a square whose borders are shared waves of many vertices."""
    y = np.linspace(0, 1000, vertices)
    random = np.random.default_rng(5)
    step = 1000 / count
    waves = [
        np.column_stack(
            [EAST + number * step + 0.3 * step * np.sin(y / 90 + number) * random.uniform(0.9, 1, vertices), NORTH + y]
        )
        for number in range(count + 1)
    ]
    return [shapely.Polygon(np.concatenate([one, other[::-1]])) for one, other in pairwise(waves)]


def zoning(shapes: list[Any], code: str = "0701") -> Layer:
    return layer_of("zoning", shapes, class_code=[code] * len(shapes))


def same_arrays(one: DisplayLayer, other: DisplayLayer) -> None:
    for name in ("xy", "starts", "feature", "bounds"):
        np.testing.assert_array_equal(getattr(one.parts, name), getattr(other.parts, name), err_msg=name)
    np.testing.assert_array_equal(one.holes, other.holes)
    np.testing.assert_array_equal(one.turned, other.turned)
    np.testing.assert_array_equal(one.part_class, other.part_class)
    assert one.bounds == other.bounds


def test_coordinates_are_not_copied_and_no_path_is_made() -> None:
    layer = town(["0701", "1401"])
    display = display_layer(layer, CRS)
    assert np.shares_memory(display.parts.xy, layer.coordinates.xy)
    assert "chunks" not in display.__dict__
    assert all("path" not in chunk.__dict__ for chunk in display.chunks)


def test_compiled_and_plain_preparation_agree(kernels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = [*wavy(), shapely.Polygon(square(0, 0, 900).exterior, [square(100, 100, 300).exterior]).reverse()]
    fast = display_layer(zoning(shapes), CRS)
    monkeypatch.setattr(compiled, "ready", lambda: False)
    same_arrays(fast, display_layer(zoning(shapes), CRS))


def test_thinned_borders_stay_shared(kernels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maps.drawing.detail.FEWEST", 10)
    display = display_layer(zoning(wavy()), CRS)
    level = display.detail(10.0)
    assert level is not None
    coarse = level.taken(display.parts, np.arange(len(display.parts.feature)))
    shapes = np.array(rings(coarse))
    assert len(coarse.xy) < 0.4 * len(display.parts.xy)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapely.union_all(shapes)) == pytest.approx(shapely.area(shapes).sum())
    far = [shapely.hausdorff_distance(*pair) for pair in zip(shapes, rings(display.parts), strict=True)]
    assert max(far) < 10.0


def test_snapping_drops_what_shrinks_to_nothing() -> None:
    display = display_layer(zoning([square(0, 0, 1), square(100, 100, 400)]), CRS)
    grid, starts = snapped(display.parts.xy, display.parts.starts, (EAST, NORTH), 50.0, 4)
    assert np.diff(starts).tolist() == [0, 5]
    assert (grid[:, 0].min(), grid[:, 0].max()) == (2, 10)


def test_lines_keep_their_ends(kernels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maps.drawing.detail.FEWEST", 10)
    line = shapely.LineString(np.column_stack([EAST + np.linspace(0, 1000, 500), np.full(500, NORTH)]))
    display = display_layer(layer_of("river", [line], shape="line"), CRS)
    level = display.detail(16.0)
    assert level is not None
    found = level.taken(display.parts, np.arange(1)).xy
    assert len(found) < 120
    np.testing.assert_allclose(found[[0, -1]], display.parts.xy[[0, -1]], atol=2.0)


def test_levels_take_no_more_memory_than_allowed(kernels: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maps.drawing.detail.FEWEST", 10)
    displays = [display_layer(zoning(wavy()), CRS) for _ in range(3)]
    size = displays[0].detail(10.0).nbytes  # type: ignore[union-attr]
    monkeypatch.setattr("maps.drawing.detail.BYTES", 2 * size + size // 2)
    for display in displays:
        assert display.detail(10.0) is not None
    assert sum(display.details.nbytes() for display in displays) <= 2 * size + size // 2
    assert displays[-1].details.nbytes() == size
    assert BYTES <= 256 * 2**20


@pytest.fixture
def large(kernels: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> DisplayLayer:
    """A layer that counts as large, and a cache of its own."""
    monkeypatch.setattr("maps.drawing.detail.FEWEST", 10)
    monkeypatch.setattr("maps.drawing.detail_files.FEWEST", 10)
    monkeypatch.setattr("maps.raster.compiled.cache_folder", lambda: tmp_path)
    return display_layer(zoning(wavy()), CRS)


def level_arrays(display: DisplayLayer) -> tuple[Any, Any]:
    level = Details(4).at(display.parts, display.origin, 10.0)
    detail_files.settled()
    assert level is not None
    return level.grid, level.starts


def test_a_level_is_read_from_its_file(large: DisplayLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    made = level_arrays(large)
    (path,) = detail_files.folder().iterdir()
    monkeypatch.setattr(compiled.kernels(), "simplified", None)
    for one, other in zip(made, level_arrays(large), strict=True):
        np.testing.assert_array_equal(one, other)
    assert path.suffix == ".lod"


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other"])
def test_a_damaged_file_is_made_again(large: DisplayLayer, damage: str) -> None:
    made = level_arrays(large)
    (path,) = detail_files.folder().iterdir()
    content = bytearray(path.read_bytes())
    if damage == "flipped":
        content[len(content) // 2] ^= 0xFF
    path.write_bytes({"cut": content[:-8], "empty": b"", "other": b"x" * len(content)}.get(damage, content))
    for one, other in zip(made, level_arrays(large), strict=True):
        np.testing.assert_array_equal(one, other)


def test_other_coordinates_have_another_file(large: DisplayLayer) -> None:
    level_arrays(large)
    shapes = wavy()
    level_arrays(display_layer(zoning([*shapes[1:], shapes[0]]), CRS))
    assert len(list(detail_files.folder().iterdir())) == 2


def test_files_take_no_more_room_than_allowed(large: DisplayLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    level_arrays(large)
    (first,) = detail_files.folder().iterdir()
    os.utime(first, (1, 1))
    monkeypatch.setattr("maps.drawing.detail_files.MOST_BYTES", int(first.stat().st_size * 1.5))
    level_arrays(display_layer(zoning(wavy(31)), CRS))
    (left,) = detail_files.folder().iterdir()
    assert left != first


def test_a_cache_that_cannot_be_written_is_no_mistake(large: DisplayLayer, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = compiled.cache_folder() / "file"
    blocked.write_text("")
    monkeypatch.setattr("maps.raster.compiled.cache_folder", lambda: blocked)
    level_arrays(large)
    assert blocked.read_text() == ""


@pytest.mark.parametrize("kind", ["moved", "removed", "appended", "reclassed", "many parts"])
def test_a_renewed_display_is_like_a_new_one(kernels: None, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr("maps.drawing.detail.FEWEST", 10)
    shapes: list[Any] = wavy(10)
    before = display_layer(zoning(shapes), CRS)
    assert before.detail(10.0) is not None
    changed, code = [3, 7], "1401" if kind == "reclassed" else "0701"
    if kind == "moved":
        shapes[3], shapes[7] = square(0, 0, 50), shapely.Polygon(square(0, 0, 90).exterior, [square(9, 9, 9).exterior])
    elif kind == "removed":
        shapes[3], shapes[7] = None, shapely.Polygon()
    elif kind == "appended":
        shapes += [square(2000, 0, 50), square(2000, 100, 50)]
        changed = [10, 11]
    elif kind == "many parts":
        shapes[0] = shapely.MultiPolygon([square(0, y, 40) for y in range(0, 400, 50)])
        changed = [0]
    layer = zoning(shapes, code)
    after = renewed(before, layer, CRS, np.array(changed))
    same_arrays(after, display_layer(layer, CRS))
    level = after.detail(10.0)
    assert level is not None
    kept = np.flatnonzero(np.diff(level.starts) > 0)
    coarse = level.taken(after.parts, kept)
    wide = coarse.bounds + np.array([-5, -5, 5, 5])
    ends = [(each.bounds, tuple(box)) for each, box in zip(rings(coarse), wide, strict=True)]
    assert all(a[0] >= b[0] and a[1] >= b[1] and a[2] <= b[2] and a[3] <= b[3] for a, b in ends)


def test_the_cache_is_where_the_platform_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert compiled.cache_folder() == tmp_path / "lantu"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert compiled.cache_folder() == Path.home() / ".cache" / "lantu"
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert compiled.cache_folder() == tmp_path / "Lantu" / "Cache"


def test_visible_chunks_of_a_large_layer_show_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    display = display_layer(town(["0701", "1401"], side=20, step=50), CRS)
    extent = (EAST + 100.0, NORTH + 100.0, EAST + 300.0, NORTH + 300.0)
    few = {int(row) for chunk in display.visible_chunks(extent) for row in chunk.parts.feature}
    monkeypatch.setattr("maps.drawing.display.LARGE", 10)
    seen = {int(row) for chunk in display.visible_chunks(extent, 1.0) for row in chunk.parts.feature}
    assert seen <= few
    assert len(seen) == 25
