"""The statutes: every rule is there, each judges as its figures say, and nothing is clear that nobody looked at."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from checks.engine import run
from checks.finding import CheckRun, Finding
from checks.pack import load_pack
from checks.rule import RulePack
from layers.layer import Layer
from tests.factories import box, footprint, layer, line, moved, plan
from tests.test_checks_pack import PACK, line_of, load

IDS = (
    "TL-01 TL-02 TL-03 TL-04 TL-05 TL-06 TL-07 TL-08 TL-09 TL-10 YR-01 YR-02 YR-03 YR-04 YR-05 YR-06 YR-07 "
    "WS-01 WS-02 WS-03 WS-04 AP-01 AP-02 AP-03 AP-04 AP-05 AP-06 AP-07 AP-08 AP-09 AP-10 IF-01 IF-02 IF-03 IF-04 "
    "IF-05 IF-06 HN-01 HN-02 HN-03 HN-04 HN-05 HN-06 HN-07 HN-08 HN-09 HN-09b HN-10 LS-01 LS-02 LS-03 LS-04 LS-05 "
    "LS-06"
)
BY_SEVERITY = {
    "approval": "TL-05 TL-06 TL-09 YR-07 AP-02 AP-05 AP-09 IF-02 HN-02 HN-07",
    "review": "TL-03 YR-05 AP-07 AP-10 HN-06 LS-02 LS-03 LS-04",
    "advice": "YR-03 AP-06",
}
TO_RECHECK = "TL-02 TL-03 TL-07 TL-08 TL-09 WS-01 WS-02 WS-03 WS-04 AP-01 AP-03 AP-08 AP-09 AP-10"


@cache
def statutes() -> RulePack:
    return load_pack("statutes")


def reviewed(*layers: Layer, only: str = "") -> CheckRun:
    asked = (only,) if only else ()
    return run(plan(*layers), [statutes()], stage="project", only=asked, at="2026-06-01T00:00:00+08:00", version="test")


def found(rule: str, *layers: Layer) -> list[Finding]:
    return [one for one in reviewed(*layers, only=rule).findings if one.rule == rule]


def state(rule: str, *layers: Layer, **fields: Any) -> str:
    """The answer about one hectare at the origin."""
    answers = found(rule, footprint(**fields), *layers)
    return answers[0].state if answers else "not_applicable"


def test_every_statute_has_passed_examples_of_both_verdicts() -> None:
    # Loading a pack runs its examples, once in a session of tests.
    for rule in statutes().rules:
        assert {"clear", "conflict"} <= {example.expected for example in rule.examples}, rule.id


def test_the_pack_has_every_statute_under_its_own_id() -> None:
    assert [rule.id for rule in statutes().rules] == IDS.split()
    assert [rule.id for rule in statutes().rules if rule.stage == "plan"] == ["TL-10"]


def test_severity_force_and_provenance_are_those_of_the_sources() -> None:
    expected = {rule: severity for severity, rules in BY_SEVERITY.items() for rule in rules.split()}
    for rule in statutes().rules:
        assert rule.card.severity == expected.get(rule.id, "block"), rule.id
        assert rule.card.force == ("advisory" if rule.card.severity == "advice" else "binding"), rule.id
        assert rule.needs_recheck == (rule.id in TO_RECHECK.split()), rule.id
        assert rule.provenance, rule.id


def test_a_rule_that_is_off_is_asked_only_by_its_id() -> None:
    site = footprint(industry="chemical", build_type="new")
    assert "YR-03" not in reviewed(site).rules
    assert list(reviewed(site, only="YR-03").rules) == ["YR-03"]
    assert [rule.id for rule in statutes().rules if not rule.enabled] == ["YR-03"]


def test_what_must_be_rechecked_says_so_in_every_finding() -> None:
    hints = {
        one.rule: {hint.code for hint in one.hints}
        for one in reviewed(footprint(class_code="0701")).findings
        if one.rule in ("TL-07", "TL-01")
    }
    assert "needs_recheck" in hints["TL-07"]
    assert "needs_recheck" not in hints["TL-01"]


def test_without_any_layer_nothing_is_clear() -> None:
    site = footprint(
        class_code="0701", industry="chemical", build_type="new", height_m=40.0, discharge="river",
        facilities=("尾矿库", "人工湖", "排污口", "靶场", "采石"), voltage_kv=220.0,
    )  # fmt: skip
    answers = reviewed(site).findings
    assert {one.state for one in answers} == {"not_testable"}
    assert {one.reason.code for one in answers if one.reason} == {"role_unbound", "list_not_loaded"}


@pytest.mark.parametrize(
    ("rule", "role", "field", "fields"),
    [
        ("TL-03", "nature_reserve", "zone", {}),
        ("WS-02", "water_source", "level", {"discharge": "river"}),
        ("AP-09", "noise_zone", "zone", {"class_code": "0701"}),
        ("HN-02", "heritage", "zone", {}),
        ("HN-06", "wetland", "level", {}),
        ("YR-06", "slope", "level", {"class_code": "0101"}),
    ],
)
def test_an_area_that_does_not_say_what_it_is_falls_to_some_rule(
    rule: str, role: str, field: str, fields: dict[str, Any]
) -> None:
    assert state(rule, layer(role, [box(0, 0, 50, 50)], **{field: [None]}), **fields) == "conflict"


KEPT_M = {"国道": 20, "省道S210": 15, "县道": 10, "乡道": 5, "高速公路": 30}


@pytest.mark.parametrize(("grade", "metres"), KEPT_M.items())
@pytest.mark.parametrize(("off", "expected"), [(-0.01, "conflict"), (0.0, "uncertain"), (0.01, "clear")])
def test_roads_keep_their_own_distance(grade: str, metres: float, off: float, expected: str) -> None:
    row = layer("road_row", [box(100 + metres + off, -500, 30, 1_000)], **{"class": [grade]})
    assert state("IF-01", row) == expected


def test_a_farther_road_of_a_higher_grade_can_be_the_worse_one() -> None:
    rows = layer(
        "road_row", [box(106, 0, 9, 9), box(120, 0, 9, 9)], **{"class": ["乡道", "高速公路"]}, name=["村", "高"]
    )
    (answer,) = found("IF-01", footprint(), rows)
    assert [(part.name, part.value) for part in answer.parts] == [("高", pytest.approx(20.0))]
    assert answer.margin is not None
    assert answer.margin.value == pytest.approx(-10.0)


@pytest.mark.parametrize(
    ("kilovolts", "metres"), [(10, 5), (35, 10), (110, 10), (154, 15), (220, 15), (330, 15), (500, 20)]
)
def test_power_lines_by_their_voltage(kilovolts: float, metres: float) -> None:
    for off, expected in ((-0.01, "conflict"), (0.01, "clear")):
        wire = layer("power_line", [line((100 + metres + off, -99), (100 + metres + off, 99))], voltage_kv=[kilovolts])
        assert state("IF-03", wire) == expected


@pytest.mark.parametrize(
    ("cells", "farmland_ha", "other_ha", "basic_ha", "expected"),
    [
        (1, 34.9, 69.9, 0.0, "clear"),
        (7, 34.9, 69.9, 0.0, "clear"),
        (1, 35.1, 10.0, 0.0, "conflict"),
        (7, 35.1, 10.0, 0.0, "conflict"),
        (7, 10.0, 70.1, 0.0, "conflict"),
        (7, 10.0, 10.0, 0.001, "conflict"),
        (1, 10.0, 10.0, 0.00005, "uncertain"),
    ],
)
def test_a_project_split_into_sites_is_still_one_project(
    cells: int, farmland_ha: float, other_ha: float, basic_ha: float, expected: str
) -> None:
    high = (farmland_ha + other_ha + basic_ha) * 10
    sites = [box(number * 1_000 / cells, 0, 1_000 / cells, high) for number in range(cells)]
    footprints = layer("project_footprints", sites, project=["甲"] * cells)
    basic = layer("permanent_farmland", [box(0, 0, 1_000, basic_ha * 10) if basic_ha else box(0, 9_000, 9, 9)])
    crops = layer("landuse_current", [box(0, 0, 1_000, (farmland_ha + basic_ha) * 10)], class_code=["0103"])
    assert {one.state for one in found("TL-06", footprints, basic, crops)} == {expected}


@pytest.mark.parametrize("angle", [0.0, 37.0, 112.5])
def test_the_inspected_rectangle_turns_with_the_runway(angle: float) -> None:
    turn = np.deg2rad(angle)
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    runway = layer("runway", [moved(shapely.LineString([-1_700 * along, 1_700 * along]))], name=["跑道"])
    places = [(x, y) for x in (-21_695, -10_000, 0, 21_695, 21_705, -21_705) for y in (0, 9_995, -9_995, 10_005)]
    sites = [moved(shapely.Point(x * along + y * across).buffer(0.5)) for x, y in places]
    footprints = layer("project_footprints", sites, height_m=[30.0] * len(sites))
    inside = [abs(x) <= 21_700 and abs(y) <= 10_000 for x, y in places]
    assert [one.state for one in found("AP-06", footprints, runway)] == [
        "conflict" if one else "not_testable" for one in inside
    ]


@pytest.mark.parametrize(
    ("height", "base", "expected"), [(30.0, 2_000.0, "clear"), (31.0, 1_119.0, "clear"), (31.0, 1_120.0, "conflict")]
)
def test_the_outer_surface_asks_for_both_heights(height: float, base: float, expected: str) -> None:
    point = layer("airport_point", [moved(shapely.Point(9_000, 0))], elevation_m=[1_000.0])
    assert state("AP-07", point, height_m=height, base_m=base) == expected


@pytest.mark.parametrize(
    ("station", "metres", "height", "expected"),
    [
        ("国家基准气候站", 1_500, 149.9, "clear"),
        ("国家基准气候站", 1_500, 150.1, "conflict"),
        ("国家基本气象站", 1_500, 150.1, "not_applicable"),
        ("国家基本气象站", 900, 90.1, "conflict"),
    ],
)
def test_weather_stations_by_their_class(station: str, metres: float, height: float, expected: str) -> None:
    stations = layer("met_station", [box(100 + metres, 0, 20, 20)], **{"class": [station]})
    assert state("HN-09", stations, height_m=height) == expected


def test_a_list_that_nobody_entered_decides_nothing_until_the_reviewer_says_so() -> None:
    assert [state("LS-05", industry="chemical"), state("LS-06", industry="chemical")] == ["not_testable"] * 2
    assert state("LS-05", catalogue="禁止类") == "conflict"
    assert state("LS-06", catalogue="限制类", conditions_met=None) == "not_testable"


def test_a_local_pack_that_enters_the_list_is_asked_with_it(tmp_path: Path) -> None:
    text = """
schema = 1
id = "local"
version = "1"
title = { zh = "本地", en = "local" }
base = "statutes"
[rules.LS-05.parameters]
items = ["chemical"]
"""
    (tmp_path / "local.toml").write_text(text, encoding="utf-8")
    pack = load_pack("local.toml", tmp_path)
    for industry, expected in (("chemical", "conflict"), ("food", "clear")):
        subject = plan(footprint(industry=industry))
        (answer,) = run(subject, [pack], stage="project", only=("LS-05",), at="2026-06-01", version="test").findings
        assert answer.state == expected


def test_an_alternative_answers_where_the_condition_itself_is_not_stated() -> None:
    basin = layer("river_basin", [box(-9, -9, 999, 999)])
    assert state("YR-05", basin, class_code="1702") == "conflict"
    assert state("YR-05", basin, class_code="1702", facilities=None) == "conflict"
    assert state("YR-05", basin, class_code="1001", facilities=None) == "not_applicable"
    assert state("YR-05", basin, class_code="1001") == "not_testable"


def test_an_alternative_is_read_as_strictly_as_its_condition(tmp_path: Path) -> None:
    old = '{ zh = "高度", en = "height" }'
    lines = (
        'applies_when = [{ field = "a", operator = "is", values = ["1"], or = [{ field = "b", operators = "is" }] }]'
    )
    refusal = load(tmp_path, PACK.replace(f"title = {old}", f"title = {old}\n{lines}"))
    assert refusal is not None
    assert refusal.code == "pack.unknown_key"
    assert f"line {line_of(old) + 1}" in refusal.message.en
