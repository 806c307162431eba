"""Checking again after an edit gives what a whole run gives."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from checks.engine import run
from checks.finding import CheckRun, Stage
from checks.recheck import Recheck
from core.errors import Cancelled
from core.feedback import Feedback
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


def again(recheck: Recheck, subject: Plan, touched: dict[str, frozenset[int]] | None = None, **more: Any) -> CheckRun:
    return recheck.run(subject, touched, at=AT, version="test", **more)


def whole(subject: Plan, stage: Stage) -> Any:
    return without_clock(run(subject, [horinger()], stage=stage, at=AT, version="test"))


def with_layer(subject: Plan, changed: Layer) -> Plan:
    return replace(subject, layers=tuple(changed if one.name == changed.name else one for one in subject.layers))


def edited(generator: np.random.Generator, before: Layer) -> tuple[Layer, frozenset[int]]:
    """The layer after one edit of the planner's: a shape, a value, a feature more or less."""
    frame = before.frame.copy()
    fids = frame.index.to_numpy()
    what = generator.choice(["move", "shape", "value", "add", "delete"]) if len(fids) else "add"
    fid = int(generator.choice(fids)) if len(fids) else 0
    if what == "add":
        fid = int(fids.max(initial=-1)) + 1
        one = frame.iloc[[0]] if len(frame) else before.frame
        frame = frame.reindex([*fids, fid]).set_geometry([*frame.geometry, any_shape(generator, before)], crs=before.crs)
        assert one is not None
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
    return replace(before, frame=frame, sha256=""), frozenset([fid])


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
    touched: dict[str, frozenset[int]] = {}
    for _ in range(10):
        name = str(generator.choice([*likely, *(one.name for one in subject.layers)]))
        before = next(one for one in subject.layers if one.name == name)
        changed, fids = edited(generator, before)
        subject = with_layer(subject, changed)
        touched[name] = touched.get(name, frozenset()) | fids
        if generator.random() < 0.3:  # several edits at once
            continue
        assert without_clock(again(kept, subject, touched)) == whole(subject, stage)
        touched = {}
