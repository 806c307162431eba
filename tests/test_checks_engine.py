"""The engine: which rules run, what is on record, what cannot be tested, and keys that last."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import shapely
from shapely import Point

from checks.engine import run
from checks.finding import CheckRun, Citation
from checks.rule import RulePack
from core.errors import AppError, Cancelled
from core.feedback import Feedback
from layers.entered import Entered, Evidence
from layers.plan import Plan
from tests.factories import CRS, box, check, finding, horinger, layer, line, moved, plan, reviewed


def full_plan() -> Plan:
    """A little of everything that the plan rules need."""
    asked = [(rule, item) for rule in horinger().rules for item in rule.parameters.get("items", ())]
    evidence = tuple(Evidence(rule.id, item, True, "文件", "2025") for rule, item in asked)
    return plan(
        layer("development_boundary", [box(0, 0, 5_000, 5_000), box(0, 0, 4_000, 5_000)], year=[2025, 2020]),
        layer("planning_area", [box(0, 0, 1_000, 1_000), box(0, 0, 900, 900)], kind=["core", "area"]),
        layer(
            "zoning",
            [box(0, 0, 1_000, 500), box(0, 500, 1_000, 500)],
            class_code=["1401", "0701"],
            part=["north", "centre"],
            far_max=[0.1, 2.0],
            height_max=[6.0, 18.0],
        ),
        layer("landuse_current", [box(0, 0, 500, 500), box(500, 0, 500, 500)], class_code=["2301", "0701"]),
        layer("ecological_corridor", [box(0, 9_000, 5_000, 900), box(0, 8_000, 5_000, 300)], kind=["belt", "corridor"]),
        layer("ecological_control", [box(0, 9_000, 5_000, 900)]),
        layer("ecological_redline", [box(0, 9_000, 500, 500)]),
        layer("permanent_farmland", [box(9_000, 0, 500, 500)]),
        layer("shoreline", [line((0, 0), (100, 0))], bank=["ecological"]),
        layer("green_space", [box(0, 0, 1_000, 450)], kind=["park"]),
        layer("facility", [moved(Point(500, 500))], kind=["fire_station"]),
        layer("wetland", [box(0, 1_000, 1_000, 100)]),
        layer("landscape_zone", [box(0, 0, 1_000, 1_000)]),
        layer("utility_network", [box(0, 0, 2_000, 2_000)], **{"class": ["雨水"]}),
        layer("reserve_corridor", [box(3_000, 0, 40, 2_000)]),
        layer("viewpoint", [moved(Point(0, 0))], eye_m=[1.6], target=["山"]),
        layer("landmark", [moved(Point(5_000, 0))], name=["山"], height_m=[300.0]),
        layer("building", [box(300, -10, 20, 20)], height_m=[10.0]),
        entered=Entered((), evidence),
    )


ROLES_OF = {
    "development_boundary": {
        "NA-UDB-01", "NA-UDB-02", "NA-UDB-03", "NA-CTL-02", "NA-CTL-03", "NA-INT-01", "NA-POP-01",
    },
    "planning_area": {"NA-GRN-01", "NA-GRN-03", "NA-ECO-04", "NA-LND-01", "NA-MUN-01"},
    "zoning": {
        "NA-GRN-01", "NA-GRN-02", "NA-GRN-03", "NA-CAP-01a", "NA-CAP-01b", "NA-DEN-01", "NA-DEV-01", "NA-FRT-01",
        "NA-HGT-01", "NA-LIF-05", "NA-LIF-10", "NA-LIF-15", "NA-MUN-02b", "NA-PRT-01", "NA-SPG-01",
    },
    "landuse_current": {"NA-GRN-03", "NA-INT-01", "NA-DEV-01", "NA-MUN-02a"},
    "ecological_corridor": {"NA-ECO-01", "NA-ECO-03"},
    "ecological_redline": {"NA-CTL-01", "NA-CTL-02"},
    "permanent_farmland": {"NA-CTL-01", "NA-CTL-03"},
    "shoreline": {"NA-ECO-02"},
    "green_space": {"NA-GRN-02", "NA-ECO-04", "NA-LND-01"},
    "facility": {"NA-LIF-05", "NA-LIF-10", "NA-LIF-15", "NA-MUN-01"},
    "wetland": {"NA-FRT-01"},
    "landscape_zone": {"NA-HGT-01"},
    "utility_network": {"NA-MUN-02a"},
    "reserve_corridor": {"NA-MUN-02b"},
    "viewpoint": {"NA-VIW-01"},
    "landmark": {"NA-VIW-01"},
    "building": {"NA-VIW-01"},
}  # fmt: skip


def untestable(found: CheckRun) -> set[str]:
    return {one.rule for one in found.findings if one.state == "not_testable"}


def test_every_plan_rule_gives_exactly_one_finding() -> None:
    found = check(full_plan())
    assert [one.rule for one in found.findings] == sorted(rule.id for rule in horinger().rules if rule.stage == "plan")
    assert untestable(found) == set()


@pytest.mark.parametrize("role", ROLES_OF)
def test_removing_a_layer_makes_exactly_its_rules_untestable(role: str) -> None:
    whole = full_plan()
    without = replace(whole, layers=tuple(one for one in whole.layers if one.role != role))
    found = check(without)
    assert untestable(found) == ROLES_OF[role]
    assert found.exit_code() in (1, 3)


@pytest.mark.parametrize("role", ROLES_OF)
def test_a_bound_layer_without_features_is_not_taken_for_nothing_there(role: str) -> None:
    whole = full_plan()
    emptied = tuple(replace(one, frame=one.frame.iloc[:0]) if one.role == role else one for one in whole.layers)
    assert untestable(check(replace(whole, layers=emptied))) >= ROLES_OF[role] - {"NA-GRN-01"}


def test_only_takes_ids_and_prefixes() -> None:
    found = check(full_plan(), "NA-CTL", "NA-UDB-01")
    assert [one.rule for one in found.findings] == ["NA-CTL-01", "NA-CTL-02", "NA-CTL-03", "NA-UDB-01"]
    assert set(found.rules) == {one.rule for one in found.findings}


@pytest.mark.parametrize(
    ("wanted", "code"), [("NX-1", "rules.unknown_id"), ("NL-08", "rules.other_stage"), ("", "rules.unknown_id")]
)
def test_an_id_that_selects_nothing_here_is_refused(wanted: str, code: str) -> None:
    with pytest.raises(AppError) as refusal:
        check(full_plan(), wanted)
    assert refusal.value.code == code


def test_a_prefix_selects_all_its_rules_in_a_review() -> None:
    found = check(plan(layer("project_footprints", [box(0, 0, 10, 10)])), "NL-08", stage="project")
    assert [one.rule for one in found.findings] == ["NL-08a", "NL-08b", "NL-08c", "NL-08d"]


def test_one_rule_in_two_packs_is_refused() -> None:
    with pytest.raises(AppError) as refusal:
        run(full_plan(), [horinger(), horinger()], stage="plan", at="2025-01-01", version="t")
    assert refusal.value.code == "rules.twice"


def dated(status: str, valid_from: str | None, valid_to: str | None) -> RulePack:
    """The pack's first rule with other dates."""
    rule = horinger().rules[0]
    card = replace(rule.card, status=status, citation=Citation("文件", "节", valid_from, valid_to))
    return replace(horinger(), rules=(replace(rule, card=card),))


@pytest.mark.parametrize(
    ("status", "valid_from", "valid_to", "code"),
    [
        ("in_force", None, "2024", "rule_expired"),
        ("in_force", None, "2025-06-01", None),
        ("in_force", None, "2025", None),
        ("in_force", "2026-01", None, "rule_not_yet_valid"),
        ("adopted", None, "2020", None),
        ("expired", None, None, "rule_expired"),
    ],
)
def test_a_rule_out_of_its_time_cannot_be_tested(
    status: str, valid_from: str | None, valid_to: str | None, code: str | None
) -> None:
    pack = dated(status, valid_from, valid_to)
    (found,) = run(full_plan(), [pack], stage="plan", at="2025-06-01T08:00:00+08:00", version="t").findings
    assert (found.reason.code if found.reason else None) == code
    assert (found.state == "not_testable") == (code is not None)


def test_an_unknown_coordinate_system_is_never_guessed() -> None:
    subject = plan(layer("development_boundary", [box(0, 0, 5_000, 5_000)], crs=None))
    found = finding(subject, "NA-UDB-01")
    assert found.reason is not None
    assert (found.state, found.reason.code) == ("not_testable", "crs_unknown")


def test_a_layer_in_degrees_is_measured_in_the_plans_system() -> None:
    degrees = layer("ecological_redline", [box(50, 0, 500, 500)])
    frame = degrees.frame.to_crs(4490)
    subject = plan(layer("project_footprints", [box(0, 0, 100, 100)]), replace(degrees, frame=frame, crs=frame.crs))
    (found,) = reviewed(subject, "NL-07")
    assert found.measured is not None
    assert found.measured.value == pytest.approx(5_000, abs=0.5)


def test_footprints_without_a_usable_shape_keep_their_attribute_rules() -> None:
    bow_tie = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    sites = layer("project_footprints", [None, bow_tie, box(0, 0, 10, 10)], discharge=["river"] * 3)
    subject = plan(sites, layer("ecological_redline", [box(500, 0, 10, 10)]))
    assert [one.reason.code if one.reason else one.state for one in reviewed(subject, "NL-07")] == [
        "geometry_missing", "geometry_invalid", "clear",
    ]  # fmt: skip
    assert [one.state for one in reviewed(subject, "NL-04")] == ["conflict"] * 3


def test_a_field_absent_from_one_of_two_files_is_untestable_there_only() -> None:
    subject = plan(
        layer("project_footprints", [box(0, 0, 10, 10)], stem="a", discharge=["sewer"]),
        layer("project_footprints", [box(0, 0, 10, 10)], stem="b"),
    )
    assert [(one.subject.layer, one.state) for one in reviewed(subject, "NL-04")] == [
        ("a", "clear"),
        ("b", "not_testable"),
    ]


def test_no_footprints_at_all_never_passes() -> None:
    for subject in (plan(), plan(layer("project_footprints", []))):
        assert check(subject, "NL-07", stage="project").exit_code() == 3


def test_what_does_not_apply_is_counted_and_gives_no_finding() -> None:
    sites = layer("project_footprints", [box(0, 0, 10, 10)] * 2, boiler_tph=[1.0, 1.0], build_type=["existing", "new"])
    found = check(plan(sites), "NL-01", stage="project")
    assert (len(found.findings), found.not_applicable, found.summary()["not_applicable"]) == (1, 1, 1)


def test_keys_use_what_is_stable_and_unique() -> None:
    sites = layer(
        "project_footprints",
        [box(0, 0, 10, 10)] * 4,
        project=["数据中心", "物流园", "物流园", None],
        discharge=["sewer"] * 4,
    )
    assert [one.key for one in reviewed(plan(sites), "NL-04")] == [
        "NL-04|project_footprints|project=数据中心",
        "NL-04|project_footprints|fid=1",
        "NL-04|project_footprints|fid=2",
        "NL-04|project_footprints|fid=3",
    ]
    assert [one.subject.name for one in reviewed(plan(sites), "NL-04")] == ["数据中心", "物流园", "物流园", None]


def test_findings_are_sorted_and_the_record_says_under_which_terms() -> None:
    sites = [layer("project_footprints", [box(0, 0, 9, 9)] * 2, stem=stem, discharge=["sewer"] * 2) for stem in "ba"]
    found = check(plan(*sites), "NL-04", stage="project")
    order = [(one.subject.layer, one.subject.fid) for one in found.findings]
    assert order == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]
    record = found.to_json()["run"]
    assert record["packs"] == [{"id": "horinger", "version": "1.0.0", "sha256": horinger().sha256}]
    assert record["crs"] == "EPSG:4546"
    assert record["layers"][0] == {
        "role": "project_footprints", "name": "b", "features": 2, "crs": "EPSG:4546", "sha256": "0" * 64,
    }  # fmt: skip


def test_the_whole_run_is_plain_json_and_repeats_itself() -> None:
    first, second = (json.dumps(check(full_plan()).to_json(), allow_nan=False) for _ in range(2))
    assert first == second
    assert check(full_plan()).run.crs == f"EPSG:{CRS.to_epsg()}"


def test_a_run_can_be_cancelled() -> None:
    feedback = Feedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        run(full_plan(), [horinger()], stage="plan", at="2025-01-01", version="t", feedback=feedback)
