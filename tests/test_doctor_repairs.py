"""Repairs mend what they claim, leave the frame they were given alone, and can be looked at first."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from layers.doctor.diagnosis import compared
from layers.doctor.examining import diagnose, examine_file
from layers.doctor.vertices import without_spikes
from tests.doctor_files import EAST, NORTH, codes_of, found, parcels, patient, repair_named, square, written
from tests.test_doctor_files import FRAMES, SPIKE, SQUARES, shifted, swapped

MENDABLE = {
    "zone prefix in a CRS without": ["set_crs:EPSG:4525", "shift_prefix"],
    "no prefix in a CRS with": ["set_crs:EPSG:4546", "shift_prefix"],
    "axes swapped": ["swap_axes"],
    "degrees in a projected CRS": ["set_crs:EPSG:4490"],
    "null geometry": ["drop_empty"],
    "empty geometry": ["drop_empty"],
    "points among polygons": ["keep_kind"],
    "a geometry collection": ["keep_kind"],
    "heights": ["drop_zm"],
    "a bow tie": ["make_valid"],
    "a spike": ["drop_spikes"],
    "a repeated vertex": ["drop_repeated"],
    "a feature twice": ["drop_duplicates"],
    "a parcel number twice": ["number_again"],
    "a BSM twice": ["number_again"],
    "code and name disagree": ["names_from_codes", "codes_from_names"],
    "codes of 2020": ["map:2020_to_2023"],
    "codes of the land survey": ["map:sandiao_to_2023"],
    "codes of GB 50137": ["map:gb50137_to_2023"],
    "codes as numbers": ["pad_codes"],
    "codes as 701.0": ["pad_codes"],
    "hectares": ["to_m2:ha"],
    "mu": ["to_m2:mu"],
    "another area": ["measure"],
    "numbers as text": ["to_number"],
    "dates as text": ["to_date"],
    "letters misread before": ["reread"],
}
"""Every repair that is offered, by what is wrong."""


def test_what_cannot_be_mended_without_a_decision_has_no_repair() -> None:
    for what in FRAMES.keys() - MENDABLE.keys():
        code, make = FRAMES[what]
        assert found(make(), code).repairs == (), what


@pytest.mark.parametrize("what", MENDABLE)
def test_each_repair_mends_and_is_pure(what: str) -> None:
    code, make = FRAMES[what]
    frame = make()
    kept = make()
    diagnosis = found(frame, code)
    assert len(diagnosis.repairs) == len(MENDABLE[what])
    for start in MENDABLE[what]:
        repair = repair_named(diagnosis, start)
        mended = repair.apply(frame)
        assert code not in codes_of(mended), repair.id
        assert compared(kept, frame) == ()
        assert frame.crs == kept.crs
        rows = repair.preview(frame)
        assert 1 <= len(rows) <= 5
        assert all(row.after is None or row.before != row.after for row in rows)


@pytest.mark.parametrize("what", MENDABLE)
def test_a_repair_brings_nothing_new(what: str) -> None:
    code, make = FRAMES[what]
    frame = make()
    for repair in found(frame, code).repairs:
        assert codes_of(repair.apply(frame)) == set()


def test_a_preview_has_five_rows_with_what_changes() -> None:
    frame = parcels(MJ=[square(n).area / 10_000 for n in range(8)])
    rows = found(frame, "area.unit").repairs[0].preview(frame)
    assert [row.fid for row in rows] == [0, 1, 2, 3, 4]
    assert rows[0].before == {"MJ": "1.0"}
    assert rows[0].after == {"MJ": "10000.0"}


def test_the_preview_of_a_removal_shows_the_whole_feature() -> None:
    frame = parcels(shapes=[*SQUARES, None])
    (row,) = found(frame, "geometry.empty").repairs[0].preview(frame)
    assert row.after is None
    assert row.before["DKBH"] == "YG-004"


def test_the_preview_of_a_cpg_shows_the_text_as_it_was_declared(tmp_path: Path) -> None:
    path = written(parcels(), tmp_path / "zoning.shp", "GBK")
    path.with_suffix(".cpg").unlink()
    examined = examine_file(path)
    (diagnosis,) = examined.diagnoses
    rows = diagnosis.repairs[0].preview(examined.patient.frame)
    assert len(rows) == 5
    assert rows[0].before["YDMC"].startswith("³Ç")
    assert rows[0].after == {"YDMC": "城镇住宅用地"}


def test_areas_in_hectares_are_converted_only_where_they_are() -> None:
    frame = parcels(3, MJ=[10_000.0, 1.0201, 10_404.0])
    diagnosis = found(frame, "area.unit")
    assert diagnosis.fids == (1,)
    assert diagnosis.repairs[0].apply(frame)["MJ"].tolist() == [10_000.0, 10_201.0, 10_404.0]


def test_swapped_axes_without_a_crs_are_recognised_by_the_zone_prefix() -> None:
    frame = parcels(shapes=swapped(shifted(SQUARES, 37e6)), crs=None)
    diagnosis = found(frame, "crs.missing")
    (repair,) = diagnosis.repairs
    mended = repair.apply(frame)
    assert mended.crs.to_epsg() == 4525
    assert mended.geometry.iloc[0].bounds[0] == 37_000_000 + EAST


def test_a_missing_crs_is_not_guessed_from_numbers_that_fit_every_zone() -> None:
    assert found(parcels(crs=None), "crs.missing").repairs == ()


def test_spikes_of_holes_and_parts_go_and_the_rest_stays() -> None:
    hole = shapely.box(EAST + 5, NORTH + 5, EAST + 20, NORTH + 20)
    parts = shapely.MultiPolygon([SPIKE.difference(hole), square(3)])
    (mended,) = without_spikes(np.array([parts], dtype=object), 1.0)
    assert mended.is_valid
    assert len(mended.geoms) == 2
    assert len(mended.geoms[0].interiors) == 1
    assert mended.area == pytest.approx(90 * 90 / 2 - 225 + square(3).area, abs=0.5)


def test_a_spike_at_the_start_of_a_ring_is_found() -> None:
    ring = list(SPIKE.exterior.coords)[:-1]
    turned = shapely.Polygon(ring[2:] + ring[:2])
    assert found(parcels(shapes=[turned]), "geometry.spike").fids == (0,)
    (mended,) = without_spikes(np.array([turned], dtype=object), 1.0)
    assert mended.area == pytest.approx(90 * 90 / 2, abs=0.5)


def test_a_sharp_corner_is_no_spike() -> None:
    wedge = shapely.Polygon([(EAST, NORTH), (EAST + 300, NORTH + 12), (EAST + 300, NORTH)])
    corner = shapely.Polygon([(EAST, NORTH), (EAST + 300, NORTH + 10), (EAST + 320, NORTH + 5), (EAST + 300, NORTH)])
    assert codes_of(parcels(shapes=[wedge, corner])) == set()


def test_heights_stay_when_a_spike_goes() -> None:
    (mended,) = without_spikes(np.array([shapely.force_3d(SPIKE, 1050.0)], dtype=object), 1.0)
    assert mended.has_z
    assert set(shapely.get_coordinates(mended, include_z=True)[:, 2]) == {1050.0}


def test_duplicate_numbers_get_free_suffixes() -> None:
    frame = parcels(4, DKBH=["A", "A", "A-2", "A"])
    repair = found(frame, "duplicates.id").repairs[0]
    assert repair.apply(frame)["DKBH"].tolist() == ["A", "A-3", "A-2", "A-4"]


def test_disagreement_is_left_to_the_planner_with_both_ways_shown() -> None:
    frame = parcels(1, YDDM=["0701"], YDMC=["工业用地"])
    diagnosis = found(frame, "codes.disagree")
    by_code = repair_named(diagnosis, "names_from_codes").apply(frame)
    by_name = repair_named(diagnosis, "codes_from_names").apply(frame)
    assert (by_code["YDDM"].item(), by_code["YDMC"].item()) == ("0701", "城镇住宅用地")
    assert (by_name["YDDM"].item(), by_name["YDMC"].item()) == ("1001", "工业用地")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("0701", "居住用地"),
        ("070102", "城镇住宅用地"),
        ("070104", "四类住宅"),
        ("0701", "商品房小区"),
        ("0701/0901", "商住混合"),
    ],
)
def test_names_of_other_levels_and_names_of_ones_own_do_not_disagree(code: str, name: str) -> None:
    assert codes_of(parcels(1, YDDM=[code], YDMC=[name])) == set()


def test_shapes_beyond_the_earth_are_damage() -> None:
    frame = parcels(shapes=[*SQUARES, shapely.box(1e30, 1e30, 2e30, 2e30)])
    diagnosis = found(frame, "geometry.broken")
    assert diagnosis.fids == (4,)
    assert codes_of(diagnosis.repairs[0].apply(frame)) == set()


def test_a_frame_of_nothing_is_fine() -> None:
    frame = gpd.GeoDataFrame({"YDDM": pd.Series([], dtype="string")}, geometry=[], crs=4546)
    assert diagnose(patient(frame)) == ()
