"""Findings that the planners of a project chose to leave as they are, with reason and name.

Leaving a finding changes nothing about it: state, counts and exit code stay, the run only says that it was left. Kept
with it is what was judged; a finding that says something else by now, or lies elsewhere, is not ignored any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from checks.finding import CheckRun, Finding, Ignored
from core.errors import AppError
from core.messages import Text
from core.quantities import AREA_UNITS
from layers.plan import Plan, Tolerance
from layers.store.loading import IGNORED

if TYPE_CHECKING:
    from layers.project import Project
    from services.editing import Outcome

SAME_RELATIVE = 1e-6
"""Shares, ratios and the like no further apart than this are the same."""
MOST_LETTERS = 40


def marked(run: CheckRun, plan: Plan) -> CheckRun:
    """The run with what is ignored of it by the records of its plan."""
    if not plan.ignored:
        return run
    return replace(run, findings=tuple(_marked(finding, plan) for finding in run.findings))


def ignore(project: Project, finding: Finding, reason: str, by: str, at: str) -> Outcome:
    """Leave a finding as it is now, as one undoable step. AppError ``ignoring.…`` without reason or name, or where it
    is clear.
    """
    from reports.wording import one_line, subject_text
    from services.editing import last_outcome

    reason, by = one_line(reason).strip(), one_line(by).strip()
    if finding.state == "clear":
        raise AppError("ignoring.clear", Text("这一项符合，没有可忽略的。", "It is clear: there is nothing to ignore."))
    if not reason:
        raise AppError("ignoring.reason", Text("请写明忽略的理由。", "Say why it may stay as it is."))
    if not by:
        raise AppError("ignoring.name", Text("请写明由谁决定。", "Say who decides this."))
    about = one_line(" ".join((finding.rule, subject_text(finding)))).strip()[:MOST_LETTERS]
    label = Text("忽略检查问题：{about}", "Ignore a finding: {about}").format(about=about)
    values = {"reason": reason, "by": by, "at": at, "judged": judged(finding)}
    project.put_record("settings", IGNORED + finding.key, values, label)
    return last_outcome(project)


def heed(project: Project, finding: Finding) -> Outcome:
    """Take a finding up again, as one undoable step."""
    from services.editing import NOTHING, Outcome, last_outcome

    label = Text("重新处理检查问题：{rule}", "Take up a finding again: {rule}").format(rule=finding.rule)
    if project.record("settings", IGNORED + finding.key) is None:
        return Outcome(NOTHING)
    project.put_record("settings", IGNORED + finding.key, None, label)
    return last_outcome(project)


def judged(finding: Finding) -> dict[str, Any]:
    """What somebody looks at who decides to leave a finding: plain values, unrounded.

    ``place`` is west, south, east, north of the bad part and its centroid, in ``run.crs``.
    """
    measured, limit = finding.measured, finding.limit
    return {
        "state": finding.state,
        "reason": finding.reason.code if finding.reason else None,
        "measured": None if measured is None else {"value": measured.value, "unit": measured.unit},
        "limit": None if limit is None else limit.to_json(),
        "place": _where(finding),
    }


def _marked(finding: Finding, plan: Plan) -> Finding:
    record = plan.ignored.get(finding.key)
    if record is None or finding.state == "clear":
        return finding
    then = record.get("judged")
    if not isinstance(then, dict) or not _still(then, judged(finding), plan.tolerance):
        return finding
    said = [str(record.get(name) or "") for name in ("reason", "by", "at")]
    return replace(finding, ignored=Ignored(*said)) if said[0] and said[1] else finding


def _still(then: Mapping[str, Any], now: Mapping[str, Any], tolerance: Tolerance) -> bool:
    """Whether what was judged is still so, going by the tolerances of the plan: other machines calculate alike, but not
    to the last digit.
    """
    allowed = {"measured": _allowed(now["measured"], tolerance), "limit": _last_digits(now["limit"])}
    allowed["place"] = 10 * tolerance.xy_m
    return all(_near(then.get(name), now[name], allowed.get(name, 0.0)) for name in now)


def _allowed(measured: Mapping[str, Any] | None, tolerance: Tolerance) -> float:
    """How far a measured value may be off, in its unit."""
    unit = measured["unit"] if measured else ""
    if unit in AREA_UNITS:
        return tolerance.area_m2 / AREA_UNITS[unit]
    return tolerance.xy_m if unit == "m" else _last_digits(measured)


def _last_digits(number: Mapping[str, Any] | None) -> float:
    return SAME_RELATIVE * max(abs(float(number["value"])), 1.0) if number else 0.0


def _near(then: object, now: object, allowed: float) -> bool:
    """Whether plain values are alike, numbers within what is allowed."""
    if isinstance(now, dict) and isinstance(then, dict):
        return then.keys() == now.keys() and all(_near(then[name], now[name], allowed) for name in now)
    if isinstance(now, list) and isinstance(then, list):
        alike = (_near(one, other, allowed) for one, other in zip(then, now, strict=False))
        return len(then) == len(now) and all(alike)
    if isinstance(now, float) and isinstance(then, int | float):
        return abs(then - now) <= allowed
    return then == now


def _where(finding: Finding) -> list[float] | None:
    if finding.place is None:
        return None
    from shapely.geometry import shape

    place = shape(finding.place)
    if place.is_empty:
        return None
    centre = place.centroid
    return [*map(float, place.bounds), float(centre.x), float(centre.y)]
