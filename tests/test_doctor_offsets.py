"""Layers beside a control layer: web-map offsets are named and undone, others are only told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.doctor.examining import diagnose
from layers.doctor.offsets import Shift, from_bd09, from_gcj02, measured_offset, to_bd09, to_gcj02
from tests.doctor_files import parcels, patient, square

HERE = np.array([111.8]), np.array([40.4])


def town(count: int = 30) -> gpd.GeoDataFrame:
    rng = np.random.default_rng(7)
    sizes = rng.uniform(60, 240, size=(count, 2))
    shapes = [
        shapely.box(
            565_000 + 300 * (n % 6),
            4_486_000 + 300 * (n // 6),
            565_000 + 300 * (n % 6) + w,
            4_486_000 + 300 * (n // 6) + h,
        )
        for n, (w, h) in enumerate(sizes)
    ]
    return parcels(shapes=shapes)


def moved(frame: gpd.GeoDataFrame, shift: Shift) -> gpd.GeoDataFrame:
    degrees = frame.to_crs(4490)
    degrees["geometry"] = shapely.transform(degrees.geometry.to_numpy(), shift, interleaved=False)
    return degrees.to_crs(frame.crs)


def told(frame: gpd.GeoDataFrame, control: gpd.GeoDataFrame) -> list[str]:
    return [one.code for one in diagnose(patient(frame), control=control)]


def test_the_published_formula_moves_this_place_east_north_east_by_591_m() -> None:
    east, north = to_gcj02(*HERE)
    metres = np.hypot((east - 111.8) * 84_900, (north - 40.4) * 111_040)
    assert metres == pytest.approx(591, abs=2)


@pytest.mark.parametrize(("forward", "back"), [(to_gcj02, from_gcj02), (to_bd09, from_bd09)])
def test_the_inverse_closes_to_a_millimetre(forward: Shift, back: Shift) -> None:
    east, north = back(*forward(*HERE))
    assert abs(east - 111.8) * 84_900 < 0.001
    assert abs(north - 40.4) * 111_040 < 0.001


@pytest.mark.parametrize(("code", "shift"), [("crs.gcj02", to_gcj02), ("crs.bd09", to_bd09)])
def test_a_web_map_offset_is_recognised_and_undone(code: str, shift: Shift) -> None:
    control = town()
    frame = moved(control, shift)
    assert told(frame, control) == [code]
    (diagnosis,) = diagnose(patient(frame), control=control)
    mended = diagnosis.repairs[0].apply(frame)
    assert told(mended, control) == []
    assert shapely.distance(mended.geometry.centroid.to_numpy(), control.geometry.centroid.to_numpy()).max() < 0.01


def test_a_single_boundary_is_enough() -> None:
    control = gpd.GeoDataFrame(geometry=[shapely.box(560_000, 4_480_000, 572_000, 4_489_000)], crs=4546)
    frame = moved(control, to_gcj02)
    diagnosis = diagnose(patient(frame, role="planning_area"), control=control)
    assert [one.code for one in diagnosis] == ["crs.gcj02"]


def test_an_offset_of_an_old_datum_is_told_and_not_undone() -> None:
    control = town()
    frame = control.copy()
    frame["geometry"] = frame.geometry.translate(62.0, -48.0)
    (diagnosis,) = diagnose(patient(frame), control=control)
    assert diagnosis.code == "crs.offset"
    assert diagnosis.repairs == ()
    assert "78.4" in diagnosis.notice.message.en


def test_the_same_place_and_strangers_get_no_notice() -> None:
    control = town()
    assert told(control.copy(), control) == []
    assert told(control.iloc[:10].copy(), control.to_crs(4490)) == []
    elsewhere = parcels(shapes=[square(n, size=31.0) for n in range(8)])
    assert told(elsewhere, control) == []


def test_a_grid_of_equal_parcels_is_not_taken_for_shifted() -> None:
    grid = [shapely.box(100.0 * x, 100.0 * y, 100.0 * x + 100, 100.0 * y + 100) for x in range(10) for y in range(10)]
    offset = measured_offset(np.array(grid, dtype=object), np.array(grid, dtype=object))
    assert offset is not None
    assert offset.distance_m == 0.0
