"""Errors planted in a large coverage: all of them are found, and nothing else."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

from benchmarks.parcels import EPSG, coverage
from benchmarks.topology import damaged
from layers.topology.checking import PAIRS, examine
from layers.topology.index import Index


def test_all_planted_errors_of_a_coverage_are_found_and_no_false_ones() -> None:
    shapes, truth = damaged(coverage(12_000).geometry.to_numpy())
    assert len(truth["pairs"]) >= 400
    assert len(truth["gaps"]) == 50
    found = examine(Index(np.arange(len(shapes)), shapes, crs=pyproj.CRS.from_epsg(EPSG)))
    assert {tuple(sorted(one.fids)) for one in found if one.kind in PAIRS} == truth["pairs"]
    assert sorted(one.fids for one in found if one.kind == "gap") == sorted(truth["gaps"])
    roads = {number for number, shape in enumerate(shapes) if shapely.get_num_coordinates(shape) > 100}
    assert {one.fids[0] for one in found if one.kind == "sliver"} - roads == truth["slivers"]


def test_a_clean_coverage_has_only_its_roads_as_slivers() -> None:
    shapes = coverage(12_000).geometry.to_numpy()
    found = examine(Index(np.arange(len(shapes)), shapes, crs=pyproj.CRS.from_epsg(EPSG)))
    assert {one.kind for one in found} <= {"sliver"}
    assert all(shapely.get_num_coordinates(shapes[one.fids[0]]) > 100 for one in found)
