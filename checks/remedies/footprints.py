"""Ways out for a project by its land: leave out the bad part, or move as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from checks.answer import NotTestable
from checks.finding import Finding
from checks.measuring import Snapshot, polygonal
from checks.remedies.placing import is_usable, nearest_shift, trimmed
from checks.remedies.remedy import Change, Remedy
from checks.rule import Rule
from core.feedback import Feedback
from core.messages import Text
from core.quantities import Quantity, rounded, shown
from layers.plan import Plan

LEAST_USABLE_M2 = 1000.0
LEAST_USABLE_WIDTH_M = 15.0
"""What can still be built on [ours]; every trim says so."""
REACHES_M = (100.0, 500.0, 2000.0)


@dataclass(frozen=True, eq=False)
class Case:
    """A finding with its plan and rule, and the other rules of the stage, which must not get worse."""

    plan: Plan
    rule: Rule
    finding: Finding
    others: tuple[Rule, ...]
    feedback: Feedback

    def snapshot(self) -> Snapshot:
        """The plan to measure from."""
        return Snapshot(self.plan, self.feedback)

    def footprint(self, snapshot: Snapshot) -> BaseGeometry:
        """The project's land in the measuring CRS."""
        found: BaseGeometry = snapshot.table("project_footprints").measurable[0]
        return found

    def change(self, geometry: BaseGeometry | None = None, **values: object) -> Change:
        """The project changed."""
        subject = self.finding.subject
        assert subject.layer is not None
        assert subject.fid is not None
        return Change(subject.layer, subject.fid, geometry, values)


def obstacles(rule: Rule, snapshot: Snapshot) -> tuple[list[BaseGeometry], list[BaseGeometry]]:
    """Where a rule does not want a footprint, and inside what it must lie."""
    if rule.kind.name == "overlap":
        return [snapshot.union(rule.sets[0], rule.years)], []
    if rule.kind.name == "outside":
        return [], [snapshot.union(rule.sets[0], rule.years)]
    if rule.kind.name == "distance":
        from checks.kinds.distance import required

        rows = snapshot.rows(rule.sets[0], rule.years)
        keep = required(rule, snapshot, rows)
        shapes = snapshot.table(rule.sets[0].role).measurable[rows]
        grown = shapely.buffer(shapes[keep > 0], keep[keep > 0] + 2 * snapshot.tolerance.xy_m, quad_segs=32)
        return [shapely.union_all(grown)], []
    return [], []


def trims(case: Case) -> Iterator[Remedy]:
    """Leave out what lies where it must not: the smallest part that can be given up."""
    snapshot = case.snapshot()
    footprint = case.footprint(snapshot)
    forbidden, inside = obstacles(case.rule, snapshot)
    rest = footprint
    for one in forbidden:
        rest = trimmed(rest, one)
    for one in inside:
        rest = polygonal(shapely.intersection(rest, shapely.buffer(one, -0.002, join_style="mitre")))
    if rest.is_empty:
        return
    lost = footprint.area - rest.area
    usable = is_usable(rest, least_m2=LEAST_USABLE_M2, least_width_m=LEAST_USABLE_WIDTH_M)
    label = Text("核减 {area}", "Leave out {area}")
    yield Remedy(
        way="trim",
        label=Text(
            label.zh.format(area=shown(Quantity(lost, "m2"), "zh")),
            label.en.format(area=shown(Quantity(lost, "m2"), "en")),
        ),
        changes=(case.change(rest),),
        place=shapely.difference(footprint, rest),
        lost_m2=lost,
        usable=usable,
        usable_because=_because(usable),
    )


def _because(usable: bool) -> Text:
    figures = f"{LEAST_USABLE_M2:g}", f"{LEAST_USABLE_WIDTH_M:g}"
    if usable:
        text = Text("余下用地不小于 {0} m²、宽不小于 {1} m。", "What is left has at least {0} m² and a width of {1} m.")
    else:
        text = Text("余下用地不足 {0} m² 或宽不足 {1} m。", "What is left has less than {0} m² or a width below {1} m.")
    return Text(text.zh.format(*figures), text.en.format(*figures))


def shifts(case: Case) -> Iterator[Remedy]:
    """Move the footprint as it is by the shortest way that no rule about places objects to."""
    snapshot = case.snapshot()
    footprint = case.footprint(snapshot)
    forbidden, inside = obstacles(case.rule, snapshot)
    for rule in case.others:
        if rule.card.severity == "advice":
            continue
        try:
            more, rooms = obstacles(rule, snapshot)
        except NotTestable:
            continue
        # A place where the project already stands badly by another rule is that rule's matter.
        forbidden += [one for one in more if not one.intersects(footprint)]
        inside += [one for one in rooms if one.covers(footprint)]
    for reach in REACHES_M:
        found = nearest_shift(footprint, forbidden, inside, reach)
        if found is not None:
            yield _shifted(case, footprint, found)
            return


def _shifted(case: Case, footprint: BaseGeometry, shift: tuple[float, float]) -> Remedy:
    east, north = shift
    moved = shapely.transform(footprint, lambda xy: xy + np.array([east, north]))
    metres = rounded(float((east**2 + north**2) ** 0.5), 1)
    return Remedy(
        way="shift",
        label=Text(
            f"整体平移 {metres} m（东 {rounded(east, 1)}，北 {rounded(north, 1)}）",
            f"Move by {metres} m (east {rounded(east, 1)}, north {rounded(north, 1)})",
        ),
        changes=(case.change(moved),),
        place=moved,
        shift_m=shift,
        usable=True,
    )
