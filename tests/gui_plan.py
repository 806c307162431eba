"""A small plan on disk and findings about it, for the tests of the window."""

from __future__ import annotations

from pathlib import Path

import shapely

from checks.finding import CheckRun, Citation, Finding, Limit, Remark, RuleCard, RunRecord, Subject
from core.messages import Text
from core.quantities import Quantity
from gui.window import MainWindow
from tests.office import ORIGIN, square, write

PLACE = square(2200, 2200, 40)
MARKUP = "<b>bold</b> & <img src=x>"


def write_plan(folder: Path) -> Path:
    """Four parcels with one hostile name, a boundary, a red line, a project."""
    parcels = [square(x, y, 1000) for x in (0, 1000) for y in (0, 1000)]
    write(
        folder / "zoning.gpkg",
        parcels,
        parcel_no=["A-1", "A-2", "A-3", "A-4"],
        class_code=["0701", "0701", "1401", "0901"],
        name=[MARKUP, "二号地块", "三号地块", "四号地块"],
        status=["示意"] * 4,
        ATTRIB=["© OpenStreetMap contributors, ODbL 1.0"] * 4,
        remark=["own field"] * 4,
    )
    write(folder / "development_boundary.gpkg", [square(0, 0, 2500)], year=[2025])
    write(folder / "ecological_redline.gpkg", [square(2200, 2200, 300)], name=["红线"])
    write(folder / "project_footprints.gpkg", [square(2100, 2100, 140)], project=["甲项目"])
    (folder / "plan.toml").write_text('name = "小城规划"\n', encoding="utf-8")
    return folder


def card(severity: str, zh: str, en: str) -> RuleCard:
    """A rule as findings show it."""
    citation = Citation("《纲要》", "表 1")
    return RuleCard(severity, "binding", "in_force", Text(zh, en), Text("", ""), citation)


def finding(rule: str, state: str, **rest: object) -> Finding:
    """A finding; what is not given is empty."""
    return Finding(rule=rule, state=state, key=rule, **{"subject": Subject(None), **rest})


def boundary_finding(used: float, limit: float = 53.5, state: str = "clear") -> Finding:
    """The area of the development boundary under its limit, in km²."""
    return finding(
        "T-UDB",
        state,
        subject=Subject("development_boundary"),
        measured=Quantity(used, "km2"),
        limit=Limit("<=", limit, "km2"),
        margin=Quantity(limit - used, "km2"),
        alternatives={"planar": used + 0.01, "ellipsoidal": used, "registered": None},
    )


def a_run(*findings: Finding, stage: str = "plan") -> CheckRun:
    """A run with cards for its rules."""
    record = RunRecord("2025-01-01T00:00:00+08:00", "0", stage, "小城规划", "ellipsoidal", "EPSG:4546", 0.001, 1.0)
    rules = {
        found.rule: card("advice" if found.rule.startswith("T-ADV") else "block", "规则", "Rule") for found in findings
    }
    return CheckRun(record, rules, findings)


def plan_run() -> CheckRun:
    """A plan check with one finding of each state."""
    reason = Remark("layer_missing", Text("缺少岸线图层。", "There is no shoreline layer."))
    return a_run(
        boundary_finding(53.4),
        finding("T-BASE", "clear", subject=Subject("development_boundary"), measured=Quantity(28.83, "km2"),
                limit=Limit("==", 28.83, "km2", 0.005)),
        finding("T-ECO", "not_testable", reason=reason),
        finding("T-GRN", "uncertain", measured=Quantity(67.0, "%"), limit=Limit(">=", 67.0, "%")),
    )  # fmt: skip


def project_run() -> CheckRun:
    """A review with one conflict that has a place."""
    conflict = finding(
        "T-NL-07",
        "conflict",
        subject=Subject("project_footprints", 0, "甲项目"),
        measured=Quantity(1600.0, "m2"),
        limit=Limit("==", 0.0, "m2"),
        margin=Quantity(-1600.0, "m2"),
        place=shapely.geometry.mapping(PLACE),
    )
    return a_run(conflict, stage="project")


def on_map(window: MainWindow, x: float, y: float) -> tuple[float, float]:
    """Pixels of a place given in metres from the test town's origin."""
    assert window.canvas.view is not None
    return window.canvas.view.to_screen(ORIGIN[0] + x, ORIGIN[1] + y)
