"""The tables of a review: three lists per project, all projects against a boundary's budget, regional assessments, and
the register of projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import shapely

from checks import reasons
from checks.answer import NotTestable
from checks.assessments import ASSESSMENTS, COVERED, made
from checks.finding import Finding
from checks.measuring import Geometries, RoleTable, Snapshot, polygonal, union_of
from checks.overlaps import overlapping_pairs
from checks.rule import FeatureSet, Rule
from checks.subjects import project_subjects
from checks.tables.boundary import growing
from checks.tables.table import Cell, Floats, Table, land_area, land_areas, table
from core.quantities import M2_PER_KM2

FOOTPRINTS = FeatureSet("project_footprints", "project_footprints", ())
LISTS_ID, BUDGET_ID, ASSESSMENTS_ID, REGISTER_ID = (
    "project_lists", "project_budget", "project_assessments", "project_register",
)  # fmt: skip
AFFECTED, NO_DATA = ("conflict", "uncertain"), ("not_testable",)
LISTS_COLUMNS = (
    ("layer", None), ("fid", None), ("project", None), ("affected", None), ("not_affected", None), ("no_data", None),
    ("affected_count", "count"), ("not_affected_count", "count"), ("no_data_count", "count"),
)  # fmt: skip
BUDGET_COLUMNS = (("rule", None), ("item", None), ("area", "m2"))
ASSESSMENT_COLUMNS = (
    ("layer", None), ("fid", None), ("project", None), ("assessment", None), ("zh", None), ("en", None),
    ("covered", "%"), ("state", None),
)  # fmt: skip
REGISTER_COLUMNS = (
    ("layer", None), ("fid", None), ("project", None), ("sited", None), ("area", "m2"), ("part", None), ("due", None),
    ("done", None), ("state", None),
)  # fmt: skip
DUE, DONE = ("due_year", "JHWGND"), ("done_year", "WGND")
"""Columns that say by which year a project is to be finished, and in which it was."""


def lists(findings: Sequence[Finding]) -> Table:
    """Per project the rules that affect it, those that were checked and do not, those without data; words by commas."""
    of_project: dict[tuple[str, int, str | None], list[Finding]] = defaultdict(list)
    for one in findings:
        if one.subject.fid is not None:
            of_project[one.subject.layer or "", one.subject.fid, one.subject.name].append(one)
    rows: list[tuple[Cell, ...]] = []
    for subject, mine in of_project.items():
        affected = [one.rule for one in mine if one.state in AFFECTED]
        unknown = [one.rule for one in mine if one.state in NO_DATA]
        clear = [one.rule for one in mine if one.state == "clear"]
        three = (affected, clear, unknown)
        rows.append((*subject, *(", ".join(one) for one in three), *(len(one) for one in three)))
    return table(LISTS_COLUMNS, sorted(rows, key=lambda row: (str(row[0]), int(row[1] or 0))))


def budget(snapshot: Snapshot, rules: Sequence[Rule]) -> Table:
    """Land of all projects together, overlaps once, against each boundary that has a figure, m².

    ``left`` is the limit less the base boundary and less the project land outside it.
    """
    rows = snapshot.rows(FOOTPRINTS, {})
    footprints = snapshot.table(FOOTPRINTS.role).measurable[rows]
    areal = footprints[shapely.get_dimensions(footprints) == 2]
    land = union_of(areal) if len(areal) else shapely.Polygon()
    found: list[tuple[Cell, ...]] = []
    for rule in growing(rules):
        found += [(rule.id, item, area) for item, area in _against(rule, land, snapshot)]
    return table(BUDGET_COLUMNS, found)


def _against(rule: Rule, land: shapely.Geometry, snapshot: Snapshot) -> Iterator[tuple[str, float]]:
    limit = rule.parameters["limit_km2"] * M2_PER_KM2
    target, base = (_union(one, rule, snapshot) for one in (rule.sets[0], rule.parameters["growth_from"]))
    inside = polygonal(shapely.intersection(land, target))
    new = polygonal(shapely.difference(land, base))
    yield "projects", land_area(snapshot, land)
    yield "inside_target", land_area(snapshot, inside)
    yield "outside_target", land_area(snapshot, polygonal(shapely.difference(land, target)))
    yield "outside_base", land_area(snapshot, new)
    yield "base", land_area(snapshot, base)
    yield "target", land_area(snapshot, target)
    yield "limit", limit
    yield "left", limit - land_area(snapshot, base) - land_area(snapshot, new)


def _union(chosen: FeatureSet, rule: Rule, snapshot: Snapshot) -> shapely.Geometry:
    try:
        return snapshot.union(chosen, rule.years)
    except NotTestable as lack:
        if lack.reason.code != "no_features":
            raise
        return shapely.Polygon()


def assessments(snapshot: Snapshot) -> Table:
    """Per project and kind of assessment the share of its land that is covered; ``state``: covered, partly, owed.

    Raises ``NotTestable`` where the plan has no assessed areas: then nothing is known, which is not to be owed.
    """
    areas = FeatureSet("assessed_area", "assessed_area", ())
    rows, zones = snapshot.rows(areas, {}), snapshot.table(areas.role)
    table_of, chosen, footprints = _projects(snapshot)
    stated = list(zones.part(rows)["assessments"]) if zones.has("assessments") else []
    if not stated:
        raise NotTestable(reasons.field_missing("assessments", zones.layers[0].name))
    shares = {name: np.zeros(len(footprints)) for name, *_ in ASSESSMENTS}
    named = [made(one) for one in stated]
    own = shapely.area(footprints)
    for name, covered in shares.items():
        of_kind = rows[np.array([name in one for one in named], dtype=bool)]
        if len(of_kind):
            joined = np.array([union_of(zones.measurable[of_kind])], dtype=object)
            pairs = overlapping_pairs(footprints, joined, snapshot.feedback)
            np.add.at(covered, pairs.first, pairs.area)
    return table(ASSESSMENT_COLUMNS, _owed(table_of.only(chosen), shares, own))


def _owed(projects: RoleTable, shares: Mapping[str, Floats], own: Floats) -> Iterator[tuple[Cell, ...]]:
    for number, subject in enumerate(project_subjects(projects)):
        for name, label, _ in ASSESSMENTS:
            share = float(shares[name][number] / own[number]) if own[number] > 0 else 0.0
            state = "covered" if share >= COVERED else "partly" if share > 1.0 - COVERED else "owed"
            yield subject.layer, subject.fid, subject.name, name, label.zh, label.en, 100.0 * share, state


def _projects(snapshot: Snapshot) -> tuple[RoleTable, np.ndarray, Geometries]:
    """All footprints, and the rows and shapes of those that have an area."""
    rows = snapshot.rows(FOOTPRINTS, {})
    projects = snapshot.table(FOOTPRINTS.role)
    rows = rows[projects.areal[rows]]
    return projects, rows, projects.measurable[rows]


def register(snapshot: Snapshot, findings: Sequence[Finding], today: str) -> Table:
    """Every project: whether it has a site, its area, the part of the plan it lies in, and whether it is in time.

    The part is the one that a finding names first (that which it overlaps most). ``state``: done, late (finished after
    the year it was due, or due and not finished), running; empty where nothing is said.
    """
    projects = snapshot.table(FOOTPRINTS.role)
    parts = _parts(findings)
    frame = projects.part(np.arange(len(projects)))
    due, done = (_years(frame, names) for names in (DUE, DONE))
    areas = land_areas(snapshot, projects.measurable) if snapshot.crs is not None else np.full(len(projects), np.nan)
    rows: list[tuple[Cell, ...]] = []
    for row, subject in enumerate(project_subjects(projects)):
        area = float(areas[row]) if projects.usable[row] else None
        part = parts.get((subject.layer, subject.fid))
        state = in_time(due[row], done[row], int(today[:4]))
        sited = "yes" if projects.usable[row] else "no"
        rows.append((subject.layer, subject.fid, subject.name, sited, area, part, due[row], done[row], state))
    return table(REGISTER_COLUMNS, rows)


def _parts(findings: Sequence[Finding]) -> dict[tuple[str | None, int | None], str]:
    found: dict[tuple[str | None, int | None], str] = {}
    for one in findings:
        named = next((part.name for part in one.parts if part.by == "part"), None)
        if named is not None:
            found.setdefault((one.subject.layer, one.subject.fid), named)
    return found


def _years(frame: object, names: Sequence[str]) -> list[int | None]:
    import pandas as pd

    assert isinstance(frame, pd.DataFrame)
    name = next((one for one in names if one in frame.columns), None)
    if name is None:
        return [None] * len(frame)
    values = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return [None if np.isnan(value) else int(value) for value in values]


def in_time(due: int | None, done: int | None, year: int) -> str | None:
    """Whether a project is finished, late or running, by the years that are stated."""
    if done is not None:
        return "late" if due is not None and done > due else "done"
    if due is None:
        return None
    return "late" if year > due else "running"
