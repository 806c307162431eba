"""Checking again after an edit gives what a whole run gives."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely

from checks import engine
from checks.engine import run
from checks.finding import CheckRun, Stage
from checks.recheck import Recheck
from core.errors import Cancelled
from core.feedback import Feedback
from layers.descent import note_change
from layers.entered import Entered, Evidence
from layers.layer import Layer
from layers.plan import Plan
from tests.factories import box, horinger, layer, line, moved, plan

AT = "2025-06-01T00:00:00+08:00"
SPREAD = 1_200.0
TEXTS: dict[str, list[Any]] = {
    "part": ["north", "east", None, "south"],
    "class_code": ["0701", "1401", "1001", "0301"],
    "name": ["a", "b", None],
    "project": ["p", "q", None],
    "industry": ["big_data", "chemical", None],
    "industrial_class": ["M1", None],
}


def town() -> Plan:
    """Parcels in two layers, a few zones, boundaries and footprints among them."""
    parcels = [box(200 * x, 200 * y, 200, 200) for x in range(4) for y in range(3)]
    return plan(
        layer("development_boundary", [box(0, 0, 700, 900), box(0, 0, 500, 500)], year=[2025, 2020]),
        layer("planning_area", [box(0, 0, 800, 800), box(0, 0, 400, 800)], kind=["core", "area"], name=["核心", "片"]),
        zoning("zoning_a", parcels[:7]),
        zoning("zoning_b", parcels[7:]),
        layer("landuse_current", [box(0, 0, 500, 500), box(500, 0, 500, 500)], class_code=["0301", "0701"]),
        layer("ecological_redline", [box(600, 300, 300, 300), box(700, 400, 300, 300)], name=["r", "s"]),
        layer("water_body", [box(100, 100, 50, 300)]),
        layer("wetland", [box(0, 400, 150, 100)], level=["国家重要湿地"]),
        layer("landscape_zone", [box(300, 300, 300, 300)], height_max=[24.0]),
        layer("shoreline", [line((0, 0), (100, 0))], bank=["ecological"]),
        footprints([box(50 + 130 * n, 60 + 90 * n, 80, 60) for n in range(7)]),
    )


def zoning(stem: str, shapes: list[Any]) -> Layer:
    count = len(shapes)
    return layer(
        "zoning",
        shapes,
        stem=stem,
        class_code=(TEXTS["class_code"] * count)[:count],
        part=(TEXTS["part"] * count)[:count],
        green_min=[30.0, None, 35.0, 20.0, 25.0, 30.0, 35.0][:count],
        name=[None] * count,
    )


def footprints(shapes: list[Any]) -> Layer:
    count = len(shapes)
    return layer(
        "project_footprints",
        shapes,
        project=["p", "q", "q", None, "r", "s", "t"][:count],
        industry=(TEXTS["industry"] * count)[:count],
        height_m=[10.0 + 5 * n for n in range(count)],
        green_rate=[28.0 + n for n in range(count)],
        boiler_t_h=[0.0, 10.0, None, 0.0, 0.0, 0.0, 0.0][:count],
    )


def without_clock(found: CheckRun) -> Any:
    return json.loads(json.dumps(found.to_json(), ensure_ascii=False))


def again(recheck: Recheck, subject: Plan, **more: Any) -> CheckRun:
    return recheck.run(subject, at=AT, version="test", **more)


def whole(subject: Plan, stage: Stage) -> Any:
    return without_clock(run(subject, [horinger()], stage=stage, at=AT, version="test"))


def with_layer(subject: Plan, changed: Layer) -> Plan:
    return replace(subject, layers=tuple(changed if one.name == changed.name else one for one in subject.layers))


def edited(generator: np.random.Generator, before: Layer) -> Layer:
    """The layer after one edit of the planner's: a shape, a value, a feature more or less."""
    frame = before.frame.copy()
    fids = frame.index.to_numpy()
    what = generator.choice(["move", "shape", "value", "add", "delete"]) if len(fids) else "add"
    fid = int(generator.choice(fids)) if len(fids) else 0
    if what == "add":
        fid = int(fids.max(initial=-1)) + 1
        shapes = [*frame.geometry, any_shape(generator, before)]
        frame = frame.reindex([*fids, fid]).set_geometry(shapes, crs=before.crs)
    elif what == "delete":
        frame = frame.drop(index=fid)
    elif what == "value":
        column = str(generator.choice([name for name in frame.columns if name != "geometry"] or ["geometry"]))
        if column != "geometry":
            frame.loc[fid, column] = any_value(generator, column, frame[column])
    else:
        old = frame.geometry.loc[fid]
        shift = generator.uniform(-150, 150, 2)
        shape = any_shape(generator, before) if what == "shape" else shapely.transform(old, lambda xy: xy + shift)
        shapes = [shape if one == fid else known for one, known in zip(fids, frame.geometry, strict=True)]
        frame = frame.set_geometry(shapes, crs=before.crs)
    after = replace(before, frame=frame, sha256="")
    note_change(before, after, [fid])
    return after


def any_shape(generator: np.random.Generator, like: Layer) -> Any:
    x, y = generator.uniform(0, SPREAD, 2)
    if like.kind == "line":
        return line((x, y), (x + 80, y + 30))
    if generator.random() < 0.15:  # crosses itself
        return moved(shapely.Polygon([(x, y), (x + 90, y + 90), (x + 90, y), (x, y + 90)]))
    return box(x, y, *generator.uniform(20, 250, 2))


def any_value(generator: np.random.Generator, column: str, values: Any) -> Any:
    if column in TEXTS:
        return TEXTS[column][int(generator.integers(len(TEXTS[column])))]
    if values.dtype.kind in "if" or str(values.dtype) in ("Int64", "Float64"):
        return int(generator.choice([2020, 2025])) if column == "year" else int(generator.integers(0, 60))
    return values.iloc[int(generator.integers(len(values)))]


@pytest.mark.parametrize("stage", ["project", "plan"])
@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_the_findings_are_those_of_a_whole_run(seed: int, stage: Stage) -> None:
    generator = np.random.default_rng(seed)
    subject = town()
    kept = Recheck([horinger()], stage=stage)
    assert without_clock(again(kept, subject)) == whole(subject, stage)
    likely = [name for name in ("zoning_a", "zoning_b", "project_footprints") for _ in range(4)]
    for _ in range(10):
        name = str(generator.choice([*likely, *(one.name for one in subject.layers)]))
        before = next(one for one in subject.layers if one.name == name)
        subject = with_layer(subject, edited(generator, before))
        if generator.random() < 0.3:  # several edits at once
            continue
        assert without_clock(again(kept, subject)) == whole(subject, stage)


def moved_footprint(subject: Plan, metres: float) -> Plan:
    (before,) = subject.bound("project_footprints")
    shapes = before.frame.geometry.to_numpy().copy()
    shapes[0] = shapely.transform(shapes[0], lambda xy: xy + metres)
    after = replace(before, frame=before.frame.set_geometry(shapes, crs=before.crs))
    note_change(before, after, [0])
    return with_layer(subject, after)


def test_another_role_other_terms_and_new_evidence_are_noticed() -> None:
    subject = town()
    kept = Recheck([horinger()], stage="plan")
    again(kept, subject)
    (wetland,) = subject.bound("wetland")
    renamed = with_layer(subject, replace(wetland, role="water_body"))
    assert without_clock(again(kept, renamed)) == whole(renamed, "plan")
    evidence = (Evidence("NA-UDB-04", "intensity_evaluation", False, "文件", "2025"),)
    entered = replace(renamed, entered=Entered((), evidence))
    assert without_clock(again(kept, entered)) == whole(entered, "plan")
    by_ellipsoid = replace(entered, area_definition="ellipsoidal")
    assert without_clock(again(kept, by_ellipsoid)) == whole(by_ellipsoid, "plan")
    without = replace(by_ellipsoid, layers=by_ellipsoid.layers[3:])
    assert without_clock(again(kept, without)) == whole(without, "plan")


def test_a_rule_that_nothing_touched_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Recheck([horinger()], stage="project")
    subject = town()
    again(kept, subject)
    asked: list[tuple[str, int | None]] = []
    told = engine.findings_by_row

    def listening(rule: Any, *rest: Any, some: Any = None, **more: Any) -> Any:
        asked.append((rule.id, None if some is None else len(some[0])))
        return told(rule, *rest, some=some, **more)

    monkeypatch.setattr(engine, "findings_by_row", listening)
    (zone,) = subject.bound("water_body")
    after = replace(zone, frame=zone.frame.set_geometry([box(60, 70, 20, 20)], crs=zone.crs))
    note_change(zone, after, [0])
    found = again(kept, with_layer(subject, after))
    assert asked == [("NL-08b", 1)]
    assert without_clock(found) == whole(with_layer(subject, after), "project")


def test_after_being_stopped_the_next_run_goes_on() -> None:
    class Impatient(Feedback):
        def check(self) -> None:
            raise Cancelled

    kept = Recheck([horinger()], stage="project")
    subject = town()
    again(kept, subject)
    first = moved_footprint(subject, 40.0)
    with pytest.raises(Cancelled):
        again(kept, first, feedback=Impatient())
    assert kept.waiting()
    second = moved_footprint(first, 200.0)
    assert without_clock(again(kept, second)) == whole(second, "project")
    assert not kept.waiting()


def test_what_is_quickly_answered_comes_first() -> None:
    kept = Recheck([horinger()], stage="project")
    subject = town()
    again(kept, subject)
    (before,) = subject.bound("development_boundary")
    after = replace(before, frame=before.frame.set_geometry([box(0, 0, 90, 90), box(0, 0, 50, 50)], crs=before.crs))
    note_change(before, after, [0, 1])
    changed = moved_footprint(with_layer(subject, after), 30.0)
    early = again(kept, changed, soon=True)
    assert kept.waiting() == {"NL-06"}
    expected = [one for one in whole(changed, "project")["findings"] if one["rule"] != "NL-06"]
    assert [one for one in without_clock(early)["findings"] if one["rule"] != "NL-06"] == expected
    assert without_clock(again(kept, changed)) == whole(changed, "project")
