"""The engine: asks every rule of a stage about its subjects and puts the answers on record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from checks import reasons
from checks.answer import Answer, NotTestable, not_testable
from checks.finding import CheckRun, Finding, Remark, RunRecord, Stage, Subject
from checks.measuring import RoleTable, Snapshot, Subjects
from checks.rule import Condition, Rule, RulePack, Year
from checks.selecting import matching
from checks.subjects import plan_subject, project_keys, project_subjects, round_place
from checks.tables.of_run import Tables, tables_of
from core.errors import AppError
from core.feedback import Feedback
from core.messages import Text, listed
from layers.geometry.crs import crs_name
from layers.plan import Plan

FOOTPRINTS = "project_footprints"


def run(
    plan: Plan,
    packs: Sequence[RulePack],
    *,
    stage: Stage,
    only: Sequence[str] = (),
    feedback: Feedback | None = None,
    at: str,
    version: str,
) -> CheckRun:
    """Check a plan (stage ``plan``: one finding per rule) or its footprints (``project``: one per footprint).

    ``only`` takes rule ids and prefixes. ``at`` is the time of the run (ISO 8601): it decides which rules are in
    force and is the run's only clock. Raises ``AppError`` for a request that cannot be served, ``Cancelled`` when
    asked to stop.
    """
    watch = feedback or Feedback()
    rules = rules_asked(packs, stage, only)
    snapshot = Snapshot(plan, watch)
    findings: list[Finding] = []
    not_applicable = 0
    for number, rule in enumerate(rules):
        watch.check()
        watch.report(number / len(rules), rule.card.title)
        answered, skipped = ask(rule, snapshot, out_of_time(rule, at[:10]))
        findings.extend(answered)
        not_applicable += skipped
    watch.report(1.0)
    findings.sort(key=order)
    return CheckRun(
        run=run_record(plan, packs, stage=stage, at=at, version=version),
        rules={rule.id: rule.card for rule in rules},
        findings=tuple(findings),
        not_applicable=not_applicable,
        tables=Tables(lambda: tables_of(snapshot, packs, findings, stage=stage, at=at)),
    )


def order(finding: Finding) -> tuple[str, str, int]:
    """Where a finding stands in a run: by rule, layer and fid."""
    subject = finding.subject
    return finding.rule, subject.layer or "", -1 if subject.fid is None else subject.fid


def rules_asked(packs: Sequence[RulePack], stage: Stage, only: Sequence[str]) -> list[Rule]:
    """The rules of a stage, narrowed by ids and prefixes, in the order of their packs.

    Raises ``AppError`` when two packs carry the same rule, or when an entry of ``only`` selects nothing here.
    """
    by_id: dict[str, Rule] = {}
    for rule in (rule for pack in packs for rule in pack.rules):
        if rule.id in by_id:
            raise AppError(
                "rules.twice",
                Text("多个规则包中都有规则 {id}。", "The rule {id} is in more than one pack.").format(id=rule.id),
                Text("请只选用其中一个规则包。", "Choose one of these packs."),
            )
        by_id[rule.id] = rule
    here = [rule for rule in by_id.values() if rule.stage == stage]
    for wanted in only:
        selected = [rule for rule in by_id.values() if wanted and rule.id.startswith(wanted)]
        if not any(rule.stage == stage for rule in selected):
            raise _nothing_selected(wanted, selected, here)
    if only:
        return [rule for rule in here if any(rule.id.startswith(wanted) for wanted in only)]
    return [rule for rule in here if rule.enabled]


def _nothing_selected(wanted: str, elsewhere: Sequence[Rule], here: Sequence[Rule]) -> AppError:
    if elsewhere:
        return AppError(
            "rules.other_stage",
            Text(
                "规则 {id} 属于另一个阶段：check 检查规划，review 审查项目。",
                "The rule {id} is of the other stage: check is about the plan, review about projects.",
            ).format(id=wanted),
        )
    return AppError(
        "rules.unknown_id",
        Text("没有编号以 {id} 开头的规则。", "No rule's id starts with {id}.").format(id=wanted),
        Text("可用的编号：{known}。", "Known ids: {known}.").format(known=listed(rule.id for rule in here)),
    )


def ask(rule: Rule, snapshot: Snapshot, lapsed: Remark | None = None) -> tuple[list[Finding], int]:
    """A rule's findings, and about how many subjects it had nothing to say. ``lapsed``: why it does not hold today."""
    if rule.stage == "plan":
        return [_plan_finding(rule, snapshot, lapsed)], 0
    lacking = without_footprints(rule, snapshot)
    if lacking is not None:
        return [lacking], 0
    by_row = findings_by_row(rule, snapshot, lapsed)
    found = [one for one in by_row if one is not None]
    return found, len(by_row) - len(found)


def out_of_time(rule: Rule, today: str) -> Remark | None:
    """Why a rule does not hold today. An adopted rule is kept although its source's period is over."""
    card = rule.card
    if card.status == "expired":
        return reasons.rule_expired(card.citation.valid_to)
    valid_from, valid_to = card.citation.valid_from, card.citation.valid_to
    # Sources often give a year or a month only; a day is compared at that precision.
    if valid_from is not None and today[: len(valid_from)] < valid_from:
        return reasons.rule_not_yet_valid(valid_from)
    if card.status == "in_force" and valid_to is not None and today[: len(valid_to)] > valid_to:
        return reasons.rule_expired(valid_to)
    return None


def _plan_finding(rule: Rule, snapshot: Snapshot, lapsed: Remark | None) -> Finding:
    assert rule.kind.answer_plan is not None
    if lapsed is not None:
        answer = not_testable(lapsed)
    else:
        try:
            answer = rule.kind.answer_plan(rule, snapshot)
        except NotTestable as lack:
            answer = not_testable(lack.reason)
    subject = plan_subject(rule, snapshot)
    place = _bad_part(answer)
    key = f"{rule.id}|{subject.layer}" if subject.layer else f"{rule.id}|{round_place(answer.place, snapshot)}"
    return _finding(rule, subject, answer, key=key, place=place, hints=_standing_hints(rule, snapshot, answer))


def without_footprints(rule: Rule, snapshot: Snapshot) -> Finding | None:
    """The one finding of a project rule when there is no footprint to ask about; None when there is."""
    try:
        table = snapshot.table(FOOTPRINTS)
    except NotTestable as lack:
        return _no_subject(rule, None, lack.reason)
    return None if len(table) else _no_subject(rule, table.layers[0].name, reasons.no_features(FOOTPRINTS))


@dataclass(frozen=True, eq=False)
class Named:
    """What each footprint is called, and the key by which it is found again, row by row."""

    subjects: Sequence[Subject]
    keys: Sequence[str]


def named_in(table: RoleTable) -> Named:
    """Subjects and keys of all footprints."""
    return Named(project_subjects(table), project_keys(table))


def findings_by_row(
    rule: Rule,
    snapshot: Snapshot,
    lapsed: Remark | None = None,
    *,
    some: tuple[Sequence[int], RoleTable] | None = None,
    names: Named | None = None,
) -> list[Finding | None]:
    """A project rule's finding about each footprint; None where it does not apply.

    ``some``: only those of some rows, and the table of these.
    """
    table = snapshot.table(FOOTPRINTS)
    names = names or snapshot.remembered("named", lambda: named_in(snapshot.table(FOOTPRINTS)))
    numbers, asked = some or (range(len(table)), table)
    answers = _project_answers(rule, snapshot, asked, lapsed)
    standing = _standing_hints(rule, snapshot, None)
    return [
        None
        if answer is None
        else _finding(
            rule,
            names.subjects[row],
            answer,
            key=f"{rule.id}|{names.keys[row]}",
            place=_bad_part(answer),
            hints=standing,
        )
        for row, answer in zip(numbers, answers, strict=True)
    ]


def _project_answers(rule: Rule, snapshot: Snapshot, table: RoleTable, lapsed: Remark | None) -> list[Answer | None]:
    """One answer per footprint: exemptions first, then what cannot be tested, then the kind itself."""
    answers: list[Answer | None] = [None] * len(table)
    open_rows = np.ones(len(table), dtype=bool)
    for exemption in rule.not_applicable_when:
        open_rows &= ~matching(table.frame, [exemption], snapshot.years(rule.years))
    if lapsed is not None:
        return _filled(answers, open_rows, not_testable(lapsed))
    for condition in rule.applies_when:
        open_rows &= matching(table.frame, [condition], snapshot.years(rule.years)) | _silent(table, condition)
    unknown = _unknown_whether(rule, table, snapshot.years(rule.years))
    for mask, reason in (*unknown, *_untestable(rule, table)):
        _filled(answers, open_rows & mask, not_testable(reason))
        open_rows &= ~mask
    rows = np.flatnonzero(open_rows)
    if len(rows):
        _fill_from_kind(rule, snapshot, Subjects(table, rows), answers)
    return answers


def _fill_from_kind(rule: Rule, snapshot: Snapshot, subjects: Subjects, answers: list[Answer | None]) -> None:
    assert rule.kind.answer_projects is not None
    try:
        found: Sequence[Answer | None] = rule.kind.answer_projects(rule, snapshot, subjects)
    except NotTestable as lack:
        found = [not_testable(lack.reason)] * len(subjects)
    for row, answer in zip(subjects.rows.tolist(), found, strict=True):
        answers[row] = answer


def _filled(answers: list[Answer | None], mask: np.ndarray, answer: Answer) -> list[Answer | None]:
    for row in np.flatnonzero(mask).tolist():
        answers[row] = answer
    return answers


def _silent(table: RoleTable, condition: Condition) -> np.ndarray:
    """Rows that do not say whether a condition holds. An empty list is a list of nothing; a missing one is not."""
    if condition.field not in table.frame.columns:
        found = np.ones(len(table), dtype=bool)
    elif condition.operator == "contains":
        found = table.absent(condition.field).copy()
    else:
        found = np.array(table.frame[condition.field].isna(), dtype=bool)
    for other in condition.otherwise:
        found |= _silent(table, other)
    return found


def _unknown_whether(
    rule: Rule, table: RoleTable, years: Mapping[Year, int | None]
) -> Iterator[tuple[np.ndarray, Remark]]:
    """Footprints of which it is not known whether a rule speaks of them, with the reason."""
    for condition in rule.applies_when:
        ways = [replace(one, otherwise=()) for one in (condition, *condition.otherwise)]
        said = [matching(table.frame, [one], years) & ~_silent(table, one) for one in ways]
        for one in ways:
            silent = _silent(table, one) & ~np.any(said, axis=0)
            for number, layer in enumerate(table.layers):
                if one.field not in layer.frame.columns:
                    yield silent & (table.layer_of_row == number), reasons.field_missing(one.field, layer.name)
            yield silent, reasons.value_missing(one.field)


def _untestable(rule: Rule, table: RoleTable) -> Iterator[tuple[np.ndarray, Remark]]:
    """Footprints about which a rule cannot say anything, with the reason."""
    for parameter in rule.kind.fields:
        field = rule.parameters[parameter]
        for number, layer in enumerate(table.layers):
            if field not in layer.frame.columns:
                yield table.layer_of_row == number, reasons.field_missing(field, layer.name)
    if not rule.kind.spatial:
        return
    for number, layer in enumerate(table.layers):
        yield table.without_crs & (table.layer_of_row == number), reasons.crs_unknown(layer.name)
    yield ~table.usable, reasons.GEOMETRY_MISSING
    yield ~table.areal, reasons.NOT_A_POLYGON
    yield ~table.valid, reasons.GEOMETRY_INVALID


def _standing_hints(rule: Rule, snapshot: Snapshot, answer: Answer | None) -> tuple[Remark, ...]:
    """What every finding of a rule says: our own assumptions, and shapes repaired before measuring."""
    hints = [Remark("ours", assumption.text) for assumption in rule.assumptions]
    if rule.needs_recheck:
        hints.append(reasons.needs_recheck(rule.provenance))
    if answer is not None and answer.state == "not_testable":
        return tuple(hints)
    for chosen in rule.sets:
        try:
            count = snapshot.repaired(chosen, rule.years)
        except NotTestable:
            continue
        if count:
            hints.append(reasons.repaired(count, chosen.role))
    return tuple(hints)


def _no_subject(rule: Rule, layer: str | None, reason: Remark) -> Finding:
    """The one finding of a project rule when there is no footprint to ask about."""
    subject = Subject(layer)
    return _finding(rule, subject, not_testable(reason), key=f"{rule.id}|{layer or ''}", place=None, hints=())


def _finding(
    rule: Rule,
    subject: Subject,
    answer: Answer,
    *,
    key: str,
    place: dict[str, object] | None,
    hints: tuple[Remark, ...],
) -> Finding:
    return Finding(
        rule=rule.id,
        state=answer.state,
        subject=subject,
        key=key,
        measured=answer.measured,
        limit=answer.limit,
        margin=answer.margin,
        alternatives=answer.alternatives,
        flips=answer.flips,
        reason=answer.reason,
        hints=(*answer.hints, *hints),
        parts=answer.parts,
        place=place,
    )


def _bad_part(answer: Answer) -> dict[str, object] | None:
    """The place as GeoJSON; nothing is bad about what is clear."""
    geometry = answer.place
    if geometry is None or geometry.is_empty or answer.state == "clear":
        return None
    found: dict[str, object] = json.loads(shapely.to_geojson(geometry))
    return found


def run_record(plan: Plan, packs: Sequence[RulePack], *, stage: Stage, at: str, version: str) -> RunRecord:
    """The terms under which a run was made."""
    crs = plan.measuring_crs
    return RunRecord(
        at=at,
        lantu=version,
        stage=stage,
        plan=plan.name,
        area_definition=plan.area_definition,
        crs=None if crs is None else crs_name(crs),
        tolerance_xy_m=plan.tolerance.xy_m,
        tolerance_area_m2=plan.tolerance.area_m2,
        packs=tuple(record for pack in packs for record in pack.records()),
        layers=tuple(
            {
                "role": layer.role,
                "name": layer.name,
                "features": len(layer),
                "crs": None if layer.crs is None else crs_name(layer.crs),
                "sha256": layer.sha256 or None,
            }
            for layer in plan.layers
            if layer.role is not None
        ),
        step=plan.step,
    )
