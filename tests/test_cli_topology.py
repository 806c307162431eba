"""``lantu topology``: findings as text and JSON, a mended copy, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from core.errors import AppError
from main import main
from services.topology import check_file
from tests.topology_layers import CRS, at, box, grid


def written(path: Path, shapes: list[Any]) -> Path:
    """A file with a number per feature."""
    frame = gpd.GeoDataFrame({"DKBH": [f"A{number}" for number in range(len(shapes))]}, geometry=shapes, crs=CRS)
    frame.to_file(path, engine="pyogrio")
    return path


def faulty() -> list[Any]:
    """A coverage with a bow-tie beside it, a wide overlap, a thin one, and a gap."""
    shapes = grid(4, 4, seed=1)
    xy = shapely.get_coordinates(shapes[3])
    # The first vertex of the west border, pushed out into the neighbour.
    shapes[3] = shapely.Polygon(np.where(np.arange(len(xy))[:, None] == 7, xy - [12, 0], xy))
    hole = box(240, 240, 10, 10)
    shapes[10] = shapely.difference(shapes[10], hole)
    bow_tie = at((500, 0), (600, 100), (600, 0), (500, 100))
    return [*shapes, bow_tie]


def test_json_has_every_kind_in_the_summary_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    layer = written(tmp_path / "a.gpkg", faulty())
    for name in ("1.json", "2.json"):
        assert main(["topology", str(layer), "--json", str(tmp_path / name), "--quiet"]) == 1
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "2.json").read_bytes()
    told = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))
    assert told["schema"] == 1
    assert {kind: count for kind, count in told["summary"].items() if count} == {"invalid": 1, "overlap": 1, "gap": 1}
    kinds = [error["kind"] for error in told["errors"]]
    assert kinds == ["invalid", "overlap", "gap"]
    gap = told["errors"][2]
    assert (gap["fids"], gap["area_m2"], gap["place"]["type"]) == ([11], pytest.approx(100), "Polygon")
    assert gap["fixes"][0] == "fill_longest"


def test_a_clean_layer_is_exit_code_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "topology", str(written(tmp_path / "a.gpkg", grid(3, 3, seed=2)))]) == 0
    assert "no topology errors" in capsys.readouterr().out


def test_only_some_kinds_are_looked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layer = written(tmp_path / "a.gpkg", faulty())
    assert main(["--lang", "en", "topology", str(layer), "--only", "gap", "--quiet"]) == 1
    told = capsys.readouterr().out
    assert "gap (gap): 1" in told
    assert "overlap" not in told
    assert main(["topology", str(layer), "--only", "sliver"]) == 0


def test_what_makes_no_sense_is_refused_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layer = written(tmp_path / "a.gpkg", grid(2, 2))
    assert main(["topology", str(layer), "--only", "hole"]) == 2
    assert main(["topology", str(tmp_path / "none.shp")]) == 2
    assert main(["topology", str(layer), "--fix", str(layer)]) == 2
    assert main(["topology", str(layer), "--fix", str(tmp_path / "b.what")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["a.gpkg"]


def test_a_mended_copy_keeps_attributes_and_leaves_decisions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shapes = faulty()
    xy = shapely.get_coordinates(shapes[15])
    shapes[15] = shapely.Polygon(np.insert(xy, 3, xy[3], axis=0))
    layer = written(tmp_path / "a.shp", shapes)
    before = layer.read_bytes()
    copy = tmp_path / "b.shp"
    assert main(["--lang", "en", "topology", str(layer), "--fix", str(copy)]) == 1
    assert layer.read_bytes() == before
    told = capsys.readouterr().out
    assert "Mended invalid ring: 1 (make_valid)" in told
    assert "Mended duplicate vertex: 1 (drop_repeated)" in told
    assert "Left to decide, gap: 1" in told
    mended = gpd.read_file(copy)
    assert mended.geometry.is_valid.all()
    assert list(mended["DKBH"]) == [f"A{number}" for number in range(17)]
    again = check_file(str(copy))
    assert {finding.kind for finding in again.findings} == {"overlap", "gap"}


def test_slivers_are_joined_and_thin_gaps_filled_in_the_copy(tmp_path: Path) -> None:
    shapes = grid(3, 3)
    shapes[4] = at((100, 100), (200, 100), (200, 200), (150, 199.5), (100, 200))
    shapes[1] = box(100, 0.4, 100, 99.6)
    layer = written(tmp_path / "a.gpkg", [*shapes, box(100, 0, 100, 0.4)])
    assert main(["topology", str(layer), "--fix", str(tmp_path / "b.gpkg"), "--quiet"]) == 1
    assert check_file(str(tmp_path / "b.gpkg")).findings == ()
    assert len(gpd.read_file(tmp_path / "b.gpkg")) == 9


def test_the_parent_area_may_be_in_another_crs(tmp_path: Path) -> None:
    shapes = grid(3, 3)
    layer = written(tmp_path / "a.gpkg", shapes[:8])
    area = gpd.GeoDataFrame(geometry=[box(0, 0, 300, 300)], crs=CRS).to_crs(4548)
    area.to_file(tmp_path / "area.gpkg", engine="pyogrio")
    found = check_file(str(layer), parent=str(tmp_path / "area.gpkg"), only=["gap", "outside"]).findings
    assert [(one.kind, one.hint) for one in found] == [("gap", "parent")]
    points = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs=CRS)
    points.to_file(tmp_path / "points.gpkg", engine="pyogrio")
    with pytest.raises(AppError, match=r"topology\.parent"):
        check_file(str(layer), parent=str(tmp_path / "points.gpkg"))
