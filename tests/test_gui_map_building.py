"""After an edit only what it touched is drawn anew, and the map is the one that would be made from nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from gui.map_building import arranged, bounds_of, display_of, rearranged
from gui.map_layers import MapLayer
from layers.layer import Layer
from layers.store.refreshing import with_rows
from maps.drawing.display import DisplayLayer
from tests.factories import CRS, box, layer


def parcels(count: int = 30) -> Layer:
    """Parcels in a row, of two classes."""
    shapes = [box(100 * n, 0, 100, 80) for n in range(count)]
    return layer("zoning", shapes, class_code=["0701", "1401"] * (count // 2), name=[f"P{n}" for n in range(count)])


def edited(before: Layer, random: np.random.Generator) -> tuple[Layer, str]:
    """One edit: a shape, an attribute, a feature more or less."""
    what = str(random.choice(["shape", "shape", "shape", "value", "add", "remove"]))
    fids = before.fids
    fid = int(random.choice(fids)) if what != "add" else int(fids.max()) + 1
    rows = before.frame.loc[[fid]] if what != "add" else before.frame.iloc[[0]].set_axis([fid])
    if what in ("shape", "add"):
        x = float(random.uniform(0, 3000))
        shape = (
            shapely.union(box(x, 100, 60, 30), box(x + 90, 100, 5, 5)) if random.random() < 0.3 else box(x, 90, 50, 9)
        )
        rows = rows.set_geometry([shape], crs=CRS)
    elif what == "value":
        rows = rows.assign(class_code=np.array(["0901"]))
        rows["class_code"] = rows["class_code"].astype(before.frame["class_code"].dtype)
    else:
        rows = rows.iloc[:0]
    return with_rows(before, rows, np.array([fid])), what


def same_display(found: DisplayLayer, expected: DisplayLayer) -> None:
    """Everything that is drawn is the same."""
    for name in ("xy", "starts", "feature", "bounds"):
        assert np.array_equal(getattr(found.parts, name), getattr(expected.parts, name)), name
    assert np.array_equal(found.holes, expected.holes)
    assert np.array_equal(found.turned, expected.turned)
    assert [one.key for one in found.symbology.classes] == [one.key for one in expected.symbology.classes]
    assert np.array_equal(found.symbology.class_of_row, expected.symbology.class_of_row)
    assert found.bounds == expected.bounds


def drawn_anew(item: MapLayer) -> Any:
    """The item as if nothing had been known of it."""
    fresh = Layer(**{name: getattr(item.layer, name) for name in item.layer.__dataclass_fields__})
    return display_of(replace(item, layer=fresh, display=None, stale=None), CRS)


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_the_display_is_that_of_the_whole_layer(seed: int) -> None:
    random = np.random.default_rng(seed)
    items = arranged([parcels()], CRS)
    items[0].display = display_of(items[0], CRS)
    for _ in range(25):
        after, what = edited(items[0].layer, random)
        items = rearranged(items, [after], CRS)
        (item,) = items
        assert (item.stale is None) == (what == "remove" or item.display is None)
        assert np.array_equal(item.layer.coordinates.xy, drawn_anew(item).parts.xy)
        box = bounds_of(item.layer, CRS)
        assert item.bounds[0] <= box[0] + 1e-6
        assert item.bounds[3] >= box[3] - 1e-6
        if random.random() < 0.3:  # another edit comes before this one is drawn
            continue
        display = display_of(item, CRS)
        same_display(display, drawn_anew(item))
        item.display, item.stale = display, None


def test_what_is_drawn_stays_until_it_is_drawn_anew_and_keeps_its_symbols() -> None:
    before = parcels()
    items = arranged([before], CRS)
    items[0].display = old = display_of(items[0], CRS)
    rows = before.frame.loc[[3]].set_geometry([box(310, 5, 40, 40)], crs=CRS)
    (item,) = rearranged(items, [with_rows(before, rows, np.array([3]))], CRS)
    assert item.display is old
    assert item.stale.fids == {3}
    assert not item.stale.words
    assert display_of(item, CRS).symbology is old.symbology


def test_a_layer_that_was_read_anew_is_drawn_from_nothing() -> None:
    items = arranged([parcels()], CRS)
    items[0].display = display_of(items[0], CRS)
    (item,) = rearranged(items, [parcels()], CRS)
    assert item.display is None
    assert item.stale is None
