"""The offline web map: everything inlined, nothing fetched, attribute text never run, findings linked to the map."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely

from layers.plan import Plan
from main import main
from reports.web.features import MOST_VERTICES, web_layers
from reports.web.page import web_page
from tests.factories import box, check, layer, moved, plan

HOSTILE = [
    "<script>document.title='broken'</script>",
    "</script><script>document.title='broken'</script>",
    '"><img src=x onerror="document.title=1">',
    "\u202egnp.exe",
    "字" * 10_000,
    "'); alert(1); ('",
    "<!--",
]


def town(names: list[str]) -> Plan:
    shapes = [box(200.0 * number, 0, 100, 100) for number in range(len(names))]
    return plan(
        layer("project_footprints", shapes, project=names, height_m=[20.0] * len(names)),
        layer("ecological_redline", [box(50, 0, 100, 100)], name=["红线"]),
    )


def page(names: list[str]) -> str:
    subject = town(names)
    return web_page(subject, [check(subject, "NL-07", stage="project")])


def data_of(html: str) -> dict[str, Any]:
    """What the page's script is given."""
    found = re.search(r"lantu\(map_\w+, (\{.*\})\);</script>", html)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_nothing_is_fetched() -> None:
    html = page(["甲"])
    outside = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", html, flags=re.S)
    assert not re.findall(r"(?:src|href)\s*=", outside)
    assert "default-src 'none'" in html
    styles = "".join(re.findall(r"<style>(.*?)</style>", html, flags=re.S))
    assert not [url for url in re.findall(r"url\(([^)]*)\)", styles) if not url.startswith(("data:", "#"))]


def test_hostile_text_stays_text() -> None:
    html = page(HOSTILE)
    assert html.count("<script>") == html.count("</script>") == 3
    values = [feature["properties"]["v"] for feature in data_of(html)["layers"][-1]["features"]["features"]]
    assert values[0][0] == HOSTILE[0]
    assert len(values[4][0]) == 300


def test_the_findings_are_those_of_the_run_with_their_places() -> None:
    (finding,) = [one for one in data_of(page(["甲"]))["findings"] if one["state"] == "conflict"]
    assert (finding["rule"], finding["subject"]) == ("NL-07", "甲")
    assert "5 000.00 m²" in finding["measure"]["zh"]
    assert finding["place"]["type"] == "Polygon"
    (west, south), *_ = finding["place"]["coordinates"][0]
    assert (west, south) == (pytest.approx(111.7, abs=0.1), pytest.approx(40.4, abs=0.2))


def test_two_answers_are_each_told_with_what_was_checked() -> None:
    subject = town(["甲"])
    said = data_of(
        web_page(subject, [check(subject, "NL-02", stage="project"), check(subject, "NL-07", stage="project")])
    )
    assert said["verdict"]["zh"].count("项目审查——") == 2
    assert said["verdict"]["en"].count("project review – ") == 2


def test_places_agree_with_an_independent_transformation() -> None:
    layers, _ = web_layers(plan(layer("facility", [moved(shapely.Point(0, 0))], name=["甲"])))
    found = layers[0].content["features"]["features"][0]["geometry"]["coordinates"]
    expected = pyproj.Transformer.from_crs(4546, 4326, always_xy=True).transform(560_000, 4_480_000)
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_large_plan_is_simplified_and_says_how_much() -> None:
    ring = shapely.Point(0, 0).buffer(20_000, quad_segs=200_000)
    subject = plan(layer("planning_area", [moved(ring)], kind=["new_area"]))
    layers, tolerance = web_layers(subject)
    assert tolerance > 0
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in layers[0].content["features"]["features"]]
    assert shapely.get_num_coordinates(shapes).sum() <= MOST_VERTICES


def test_no_border_goes_farther_than_the_page_says() -> None:
    """Cells with rough borders, and a sliver so thin that its area says nothing of its length."""
    rough = np.random.default_rng(5)
    side = [(x, 0.3 * float(rough.standard_normal())) for x in np.linspace(0, 100, 201)]
    low = shapely.Polygon([*side, (100, -80), (0, -80)])
    high = shapely.Polygon([*side[::-1], (0, 80), (100, 80)])
    sliver = shapely.Polygon([(0, 80), (50, 80), (50, 140), (50.001, 80), (100, 80), (100, 200), (0, 200)])
    cells = [moved(shape) for shape in (low, high, sliver)]
    layers, tolerance = web_layers(plan(layer("zoning", cells, class_code=["0701", "0901", "1401"])))
    back = pyproj.Transformer.from_crs(4326, 4546, always_xy=True).transform
    for cell, one in zip(cells, layers[0].content["features"]["features"], strict=True):
        degrees = shapely.from_geojson(json.dumps(one["geometry"]))
        drawn = shapely.transform(degrees, lambda xy: np.column_stack(back(xy[:, 0], xy[:, 1])))
        away = shapely.distance(shapely.points(shapely.get_coordinates(cell)), drawn.boundary)
        assert away.max() <= tolerance + 0.05, "rounding of degrees is 0.01 m"
    ring = layers[0].content["features"]["features"][0]["geometry"]["coordinates"][0]
    assert len(ring) < len(side) / 2


def test_the_command_writes_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from tests.office import square, write

    folder = tmp_path / "town"
    folder.mkdir()
    write(folder / "development_boundary.shp", [square(0, 0, 1000)], year=[2025])
    assert main(["web", str(folder), "--out", str(tmp_path / "map.html"), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert "</html>" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert main(["web", str(folder), "--out", str(tmp_path / "map.pdf")]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["map.html", "town"]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium here")
def test_a_real_browser_draws_it_and_runs_nothing_of_the_data(tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(page(HOSTILE), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command = ["chromium", *options, f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=4000"]
    found = subprocess.run(
        [*command, "--dump-dom", (tmp_path / "map.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "<title>test</title>" in found.stdout
    assert "lantu-finding" in found.stdout
    assert "leaflet-zoom-animated" in found.stdout
