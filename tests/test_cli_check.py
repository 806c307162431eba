"""The headless check on other people's plans: figures, verdicts and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import main
from tests.office import geodesic_area, shoelace_area, square, square_with_area, write


def check(plan: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Run ``lantu check`` and return its exit code and findings.json."""
    out = plan.with_name("out.json") if plan.is_file() else plan / "out.json.txt"
    code = main.main(["check", str(plan), "--json", str(out), *options])
    return code, json.loads(out.read_text(encoding="utf-8"))


def review(footprints: Path, plan: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Run ``lantu review`` and return its exit code and findings.json."""
    out = footprints.with_name("review.json")
    code = main.main(["review", str(footprints), "--plan", str(plan), "--json", str(out), *options])
    return code, json.loads(out.read_text(encoding="utf-8"))


def one(run: dict[str, Any], rule: str) -> dict[str, Any]:
    """The only finding of a rule."""
    (found,) = [finding for finding in run["findings"] if finding["rule"] == rule]
    return found


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A folder with a 2025 boundary inside its limit."""
    folder = tmp_path / "town"
    folder.mkdir()
    write(folder / "development_boundary.shp", [square_with_area(53.2e6)], year=[2025])
    return folder


def test_boundary_area_equals_independent_computations(town: Path) -> None:
    shape = square(0, 0, 7300).difference(square(1000, 1000, 700))
    write(town / "development_boundary.shp", [shape], year=[2025])
    code, run = check(town, "--only", "NA-UDB-01")
    finding = one(run, "NA-UDB-01")
    assert code == 0
    assert finding["measured"]["value"] == pytest.approx(geodesic_area(shape) / 1e6, rel=1e-9)
    assert finding["alternatives"]["ellipsoidal"] == pytest.approx(geodesic_area(shape) / 1e6, rel=1e-9)
    assert finding["alternatives"]["planar"] == pytest.approx(shoelace_area(shape) / 1e6, rel=1e-9)
    assert finding["flips"] is False


def test_overlapping_and_nested_features_count_once(town: Path) -> None:
    parts = [square(0, 0, 5000), square(4000, 0, 3000), square(100, 100, 50)]
    write(town / "development_boundary.shp", parts, year=[2025, 2025, 2025])
    measured = one(check(town, "--only", "NA-UDB-01")[1], "NA-UDB-01")["measured"]["value"]
    assert measured == pytest.approx(geodesic_area(parts[0].union(parts[1])) / 1e6, rel=1e-9)


def test_a_boundary_a_hundred_square_metres_over_is_a_conflict(town: Path) -> None:
    write(town / "development_boundary.shp", [square_with_area(53.5001e6)], year=[2025])
    code, run = check(town, "--only", "NA-UDB-01")
    finding = one(run, "NA-UDB-01")
    assert (code, finding["state"]) == (1, "conflict")
    assert finding["margin"]["value"] == pytest.approx(-0.0001, abs=1e-9)


def test_a_verdict_that_hangs_on_the_area_definition_says_so(town: Path) -> None:
    shape = square_with_area(53.4975e6)
    assert shoelace_area(shape) > 53.5e6 > geodesic_area(shape)
    write(town / "development_boundary.shp", [shape], year=[2025])
    code, run = check(town, "--only", "NA-UDB-01")
    assert (code, one(run, "NA-UDB-01")["flips"]) == (0, True)
    (town / "plan.toml").write_text('area_definition = "planar"\n', encoding="utf-8")
    code, run = check(town, "--only", "NA-UDB-01")
    assert (code, one(run, "NA-UDB-01")["flips"]) == (1, True)


def test_other_names_fields_and_encodings(tmp_path: Path) -> None:
    folder = tmp_path / "某县规划"
    folder.mkdir()
    shapes = [square_with_area(53.2e6), square(50_000, 0, 900), square(0, 60_000, 4000)]
    write(
        folder / "czkfbj_2025.shp",
        shapes,
        encoding="GBK",
        年份=["2025年", "2025年", "2025年"],
        分区=["城镇集中建设区", "特别用途区", "城镇集中建设区"],
        状态=["现行 ", "现行", "作废"],
    )
    (folder / "plan.toml").write_text(
        'name = "某县"\n[layers.development_boundary]\npath = "czkfbj_2025.shp"\n'
        'fields = { year = "年份", zone = "分区" }\nwhere = { "状态" = "现行" }\n',
        encoding="utf-8",
    )
    code, run = check(folder, "--only", "NA-UDB-01")
    finding = one(run, "NA-UDB-01")
    assert code == 0
    assert finding["measured"]["value"] == pytest.approx(geodesic_area(shapes[0]) / 1e6, rel=1e-9)
    assert run["run"]["plan"] == "某县"
    assert finding["subject"]["layer"] == "czkfbj_2025"


def test_without_shorelines_nothing_passes(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, run = check(town, "--only", "NA-UDB-01", "NA-ECO-02")
    assert (code, one(run, "NA-ECO-02")["state"]) == (3, "not_testable")
    conclusion = capsys.readouterr().out.splitlines()[-1]
    assert "无法检查" in conclusion
    assert "全部符合" not in conclusion


@pytest.mark.parametrize(
    ("overlap_m2", "state", "code"), [(0.5, "uncertain", 3), (5.0, "conflict", 1), (0.0, "clear", 0)]
)
def test_a_footprint_at_the_red_line(town: Path, overlap_m2: float, state: str, code: int) -> None:
    write(town / "ecological_redline.shp", [square(0, 0, 100)], name=["红线"])
    footprint = write(town.parent / "项目.gpkg", [square(100 - overlap_m2 / 100, 0, 100)], project=["甲"])
    found, run = review(footprint, town, "--only", "NL-07")
    finding = one(run, "NL-07")
    assert (finding["state"], found) == (state, code)
    assert finding["measured"] == {"value": pytest.approx(overlap_m2, abs=1e-3), "unit": "m2"}
    assert finding["subject"] == {"layer": "项目", "fid": finding["subject"]["fid"], "name": "甲"}
    assert finding["limit"]["op"] == "<="


def test_only_takes_prefixes_and_refuses_the_other_stage(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    footprint = write(town.parent / "p.gpkg", [square(0, 0, 10)], project=["甲"])
    run = review(footprint, town, "--only", "NL-08")[1]
    assert sorted({finding["rule"] for finding in run["findings"]}) == ["NL-08a", "NL-08b", "NL-08c", "NL-08d"]
    capsys.readouterr()
    assert main.main(["check", str(town), "--only", "NL-08"]) == 2
    assert "NL-08" in capsys.readouterr().err
    assert main.main(["check", str(town), "--only", "NA-XXX"]) == 2


def test_every_key_is_there_and_no_path_of_this_computer(town: Path) -> None:
    _, run = check(town)
    assert list(run) == ["schema", "run", "summary", "rules", "findings", "tables"]
    keys = "rule state subject measured limit margin alternatives flips reason hints parts place ignored key"
    assert all(" ".join(finding) == keys for finding in run["findings"])
    assert str(town.parent) not in json.dumps(run, ensure_ascii=False)
    order = [(f["rule"], f["subject"]["layer"] or "", f["subject"]["fid"] or -1) for f in run["findings"]]
    assert order == sorted(order)
    assert sum(run["summary"][state] for state in ("conflict", "uncertain", "clear", "not_testable", "advice")) == len(
        run["findings"]
    )


def test_two_runs_differ_in_the_clock_alone(town: Path) -> None:
    first, second = check(town)[1], check(town)[1]
    first["run"].pop("at")
    second["run"].pop("at")
    assert first == second
